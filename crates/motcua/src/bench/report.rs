//! What was measured, as a table for people and JSON for programs.

use serde::Serialize;

/// One line of the report.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    pub name: String,
    /// Per second, or the unit's own number.
    pub value: f64,
    pub unit: String,
    pub p50_ms: Option<f64>,
    pub p95_ms: Option<f64>,
    pub p99_ms: Option<f64>,
    /// What the issue asks for, in words.
    pub wanted: String,
}

/// All lines of one run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    pub lines: Vec<Line>,
}

/// Latencies of one measurement, in microseconds.
#[derive(Debug, Default)]
pub struct Timings(pub Vec<u32>);

impl Timings {
    fn at(sorted: &[u32], share: f64) -> Option<f64> {
        let place = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
        sorted.get(place).map(|us| f64::from(*us) / 1000.0)
    }
}

impl Report {
    /// A rate with its latencies.
    pub fn rate(&mut self, name: &str, seconds: f64, timings: Timings, wanted: &str) {
        let count = timings.0.len() as f64;
        let mut sorted = timings.0;
        sorted.sort_unstable();
        self.push(Line {
            name: name.into(),
            value: count / seconds,
            unit: "/s".into(),
            p50_ms: Timings::at(&sorted, 0.50),
            p95_ms: Timings::at(&sorted, 0.95),
            p99_ms: Timings::at(&sorted, 0.99),
            wanted: wanted.into(),
        });
    }

    /// A single number.
    pub fn number(&mut self, name: &str, value: f64, unit: &str, wanted: &str) {
        let line = Line {
            name: name.into(),
            value,
            unit: unit.into(),
            p50_ms: None,
            p95_ms: None,
            p99_ms: None,
            wanted: wanted.into(),
        };
        self.push(line);
    }

    fn push(&mut self, line: Line) {
        // Told at once: a run takes minutes.
        eprintln!("{}", row(&line));
        self.lines.push(line);
    }

    pub fn table(&self) -> String {
        let rows: Vec<String> = self.lines.iter().map(row).collect();
        format!(
            "| measurement | value | p50 ms | p95 ms | p99 ms | asked |\n|---|---|---|---|---|---|\n{}\n",
            rows.join("\n")
        )
    }
}

fn row(line: &Line) -> String {
    let ms = |value: Option<f64>| value.map_or("–".to_string(), |v| format!("{v:.2}"));
    format!(
        "| {} | {:.1} {} | {} | {} | {} | {} |",
        line.name,
        line.value,
        line.unit,
        ms(line.p50_ms),
        ms(line.p95_ms),
        ms(line.p99_ms),
        line.wanted
    )
}
