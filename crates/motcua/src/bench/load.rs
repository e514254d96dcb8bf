//! The measurements themselves: a server of its own, asked over HTTP, and the same acts through the store alone.

use std::net::SocketAddr;
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kernel::{Clock, Error, Result, UnitId};
use store::ledger::Once;

use super::plant::{self, PROCEDURE, Planted};
use super::report::{Report, Timings};
use super::{Args, client};
use crate::app::App;

/// Everything the issue names, in its order.
pub fn measure(args: &Args, planted: &Planted, report: &mut Report) -> Result<()> {
    let wants = |name: &str| args.only.is_empty() || args.only.iter().any(|only| only == name);
    if wants("store") {
        through_the_store(args, planted, report)?;
    }
    let mut server = Server::start(args, plant::config(args), report)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::fault("runtime", e))?;
    report.number("resident memory, idle", server.resident_mb(), "MB", "< 150");
    let at = server.address;
    let ask = |name: &str, wanted: &str, next: client::Next, report: &mut Report| -> Result<()> {
        let (seconds, timings) = runtime.block_on(client::drive(at, args.connections, args.seconds, next))?;
        report.rate(name, seconds, timings, wanted);
        Ok(())
    };
    if wants("intake") {
        let run = Instant::now().elapsed().as_nanos() as u64 ^ u64::from(std::process::id());
        let planted = planted.clone();
        let wanted =
            if args.engine == "postgres" { "≥ 1,500/s, p95 ≤ 30 ms" } else { "≥ 4,000/s, p95 ≤ 30 ms" };
        let next = move |nth: u64| {
            let (token, unit) = &planted.intake[nth as usize % planted.intake.len()];
            let deciding = planted.deciding[(nth as usize * 7) % planted.deciding.len()];
            let key = format!("bench-{run}-{nth}");
            client::post("/api/v1/dossiers", token, &key, &intake_json(&planted, nth, *unit, deciding))
        };
        ask("intake over HTTP", wanted, Arc::new(next), report)?;
    }
    if wants("read") {
        let known = planted.clone();
        let next = move |nth: u64| {
            let code = &known.codes[(nth as usize * 7919) % known.codes.len()];
            client::get(&format!("/api/v1/tracking/{code}"), None)
        };
        ask("dossier by code, public", "≥ 12,000/s, p95 ≤ 5 ms", Arc::new(next), report)?;
        let known = planted.clone();
        let next = move |nth: u64| {
            let code = &known.codes[(nth as usize * 7919) % known.codes.len()];
            client::get(&format!("/api/v1/dossiers/{code}"), Some(&known.reader(code)))
        };
        ask("dossier by code, whole, with its trace on disk", "≥ 12,000/s, p95 ≤ 5 ms", Arc::new(next), report)?;
    }
    if wants("list") {
        let known = planted.clone();
        let next = move |nth: u64| {
            let token = &known.specialists[nth as usize % known.specialists.len()];
            client::get("/api/v1/dossiers?pile=act_now&channel=counter&limit=50", Some(token))
        };
        ask("officer's list with filters and counts", "≥ 1,500/s, p95 ≤ 30 ms", Arc::new(next), report)?;
    }
    if wants("search") {
        // Names of the catalogue's own procedures, cut and with a letter left out: few questions come twice.
        const ASKED: [&str; 12] = [
            "dang ky khai sinh",
            "giay khai sinh cho con",
            "dang ky ket hon",
            "cap giay phep xay dung",
            "dang ky thuong tru",
            "thanh lap ho kinh doanh",
            "cap doi giay phep lai xe",
            "xac nhan tinh trang hon nhan",
            "chuyen nhuong quyen su dung dat",
            "cap phieu ly lich tu phap",
            "tro cap xa hoi hang thang",
            "dang ky bien phap bao dam",
        ];
        let next = |nth: u64| {
            let words = ASKED[nth as usize % ASKED.len()];
            let hole = (nth as usize / ASKED.len()) % words.len();
            let asked: String = words.char_indices().filter(|(at, _)| *at != hole).map(|(_, c)| c).collect();
            client::get(&format!("/api/v1/procedures?q={}", asked.trim().replace(' ', "+")), None)
        };
        ask("catalogue search", "p95 ≤ 10 ms", Arc::new(next), report)?;
    }
    if wants("supervision") {
        // A look before the clock starts: the first one reads every running dossier.
        let (path, token) = ("/supervision", planted.supervisor.clone());
        let look = client::get(path, Some(&token));
        let begun = Instant::now();
        let first = runtime.block_on(async { client::Wire::open(at).await?.ask(&look).await })?;
        report.number("supervisor's page, the first look", begun.elapsed().as_secs_f64(), "s", "");
        if first.0 != 200 {
            return Err(Error::fault("bench", format!("the supervisor's page answered {}", first.0)));
        }
        let next = move |_| client::get(path, Some(&token));
        let (seconds, timings) = runtime.block_on(client::drive(at, 2, args.seconds, Arc::new(next)))?;
        report.rate("supervisor's page, 2 connections", seconds, timings, "p95 ≤ 50 ms");
    }
    if wants("home") {
        ask("home page", "p95 ≤ 10 ms", Arc::new(|_| client::get("/", None)), report)?;
    }
    report.number("resident memory, under that load", server.resident_mb(), "MB", "< 500");
    server.stop();
    if wants("paper") {
        papers(report)?;
    }
    Ok(())
}

impl Planted {
    /// A token that may read the dossier of a code: of a specialist in the deciding unit the code names.
    fn reader(&self, code: &str) -> String {
        let department: usize = code.split(['.', '-']).nth(1).and_then(|d| d.parse().ok()).unwrap_or(1);
        let each = self.specialists.len() / self.deciding.len().max(1);
        self.specialists[((department - 1) * each).min(self.specialists.len() - 1)].clone()
    }
}

/// A complete dossier with three papers, taken in and accepted in one act.
fn intake_json(planted: &Planted, nth: u64, receiving: i64, deciding: i64) -> String {
    let person = &planted.people[(nth as usize * 31) % planted.people.len()];
    let (receiving, deciding) = (UnitId(receiving), UnitId(deciding));
    format!(
        r#"{{"procedure":"{PROCEDURE}","receiving":"{receiving}","deciding":"{deciding}","applicant":{{"person":"{person}"}},"summary":"Hồ sơ đo","components":[{{"key":"TP01"}},{{"key":"TP02"}},{{"key":"TP03"}}],"accept":{{}}}}"#
    )
}

/// The same intake acts without HTTP: what the store and the law alone reach at the same number of callers.
fn through_the_store(args: &Args, planted: &Planted, report: &mut Report) -> Result<()> {
    let app = App::open(plant::config(args), Clock::System)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::fault("runtime", e))?;
    let counter = Arc::new(AtomicU64::new(0));
    let (seconds, timings) = runtime.block_on(async {
        let mut officers = Vec::new();
        for (token, _) in &planted.intake {
            let officer = app.sessions.officer_of_token(token, app.clock.now()).await?;
            officers.push(officer.ok_or_else(|| Error::fault("bench", "a token is not known"))?);
        }
        let begun = Instant::now();
        let until = begun + Duration::from_secs(args.seconds);
        let mut tasks = Vec::new();
        for _ in 0..args.connections {
            let (door, officers, counter, planted) =
                (app.dossiers.clone(), officers.clone(), counter.clone(), planted.clone());
            tasks.push(tokio::spawn(async move {
                let mut timings = Vec::new();
                while Instant::now() < until {
                    let nth = counter.fetch_add(1, Ordering::Relaxed);
                    let officer = &officers[nth as usize % officers.len()];
                    let deciding = planted.deciding[(nth as usize * 7) % planted.deciding.len()];
                    let text = intake_json(&planted, nth, officer.unit().0, deciding);
                    let body = serde_json::from_str(&text).map_err(|e| Error::fault("bench", e))?;
                    let token = format!("store-{}-{nth}", std::process::id());
                    let once = Once { caller: officer.id().0, token, fingerprint: "bench".into() };
                    let sent = Instant::now();
                    dossier::api::begin(&door, officer, body, once).await?;
                    timings.push(sent.elapsed().as_micros() as u32);
                }
                Ok::<_, Error>(timings)
            }));
        }
        let mut all = Timings::default();
        for task in tasks {
            all.0.extend(task.await.map_err(|e| Error::fault("bench", e))??);
        }
        Ok::<_, Error>((begun.elapsed().as_secs_f64(), all))
    })?;
    report.rate("intake through the store alone", seconds, timings, "the HTTP figure is at least half of it");
    Ok(())
}

fn papers(report: &mut Report) -> Result<()> {
    let mut timings = Timings::default();
    let mut bytes = 0;
    let begun = Instant::now();
    for nth in 0..220 {
        let receipt = paper::Receipt {
            dossier_code: format!("H49.01-261120-{:04}", nth + 1),
            applicant: plant::name(nth),
            centre: "Trung tâm Phục vụ hành chính công".into(),
            request: "Đăng ký thường trú".into(),
            components: (1..=5).map(|n| format!("Giấy tờ số {n}")).collect(),
            sets: 1,
            follow_up_url: Some("https://example.vn/tracking/H49.01-261120-0001".into()),
            ..paper::Receipt::default()
        };
        let sent = Instant::now();
        let pdf = paper::render(&paper::Form::Receipt(receipt))?;
        if nth >= 20 {
            timings.0.push(sent.elapsed().as_micros() as u32);
            bytes = bytes.max(pdf.len());
        }
    }
    report.rate("receipt PDF after warm-up", begun.elapsed().as_secs_f64(), timings, "p50 < 15 ms");
    report.number("receipt PDF, largest", bytes as f64 / 1024.0, "KiB", "< 60");
    Ok(())
}

/// This binary, serving.
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Server {
    pub(super) fn start(args: &Args, config: crate::config::Config, report: &mut Report) -> Result<Server> {
        let broken = |e: std::io::Error| Error::fault("server", e);
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).map_err(broken)?;
        let config = crate::config::Config { listen: free.to_string(), ..config };
        let file = args.data.join("bench.toml");
        let text = toml::to_string(&config).map_err(|e| Error::fault("server", e))?;
        std::fs::write(&file, text).map_err(broken)?;
        let me = std::env::current_exe().map_err(broken)?;
        let begun = Instant::now();
        let mut serve = Process::new(me);
        serve.args(["serve", "--config"]).arg(&file).env("RUST_LOG", "warn").stdout(Stdio::null());
        let child = serve.spawn().map_err(broken)?;
        let mut server = Server { child, address: free };
        while std::net::TcpStream::connect(free).is_err() {
            if begun.elapsed() > Duration::from_secs(30) {
                server.stop();
                return Err(Error::fault("server", "did not start within 30 s"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        report.number("start-up until it listens", begun.elapsed().as_secs_f64(), "s", "< 1");
        Ok(server)
    }

    /// Resident set of the server process.
    pub(super) fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    }

    pub(super) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
