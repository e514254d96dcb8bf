//! The discipline of a hall without anything around it: how fast a centre's year is lived, and how long a promise takes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

use kernel::{CounterId, Result, TicketId};
use queue::days::Centre;
use queue::dice::Dice;
use queue::hall::{Command, Hall, Languages, Services, decide};
use queue::pace::Times;
use queue::promise::{Model, RUNS, SHARE, promises};
use queue::rule::{Class, MINUTE};

use super::Args;
use super::report::{Report, Timings};

/// Working days of a year: 75,000 visitors at 300 a day.
const DAYS: usize = 250;
const WAITING: i64 = 200;

pub fn measure(args: &Args, report: &mut Report) -> Result<()> {
    if !args.only.is_empty() && !args.only.iter().any(|name| name == "queue") {
        return Ok(());
    }
    heap(args, report);
    let centre = Centre::sample();
    let mut best = f64::INFINITY;
    let (mut events, mut mean) = (0, 0.0);
    for round in 0..5 {
        let begun = Instant::now();
        let lived = centre.live(DAYS, &mut Dice::seeded(args.seed + round));
        best = best.min(begun.elapsed().as_secs_f64());
        (events, mean) = (lived.events, lived.mean());
    }
    let name = format!("a centre's year: {} days, ten counters, appointments, priorities, best of 5", DAYS);
    report.number(&name, best * 1e3, "ms", "≤ 100");
    report.number("… its events", events as f64 / best / 1e6, "million/s", "≥ 20");
    report.number("… mean wait lived in it", mean / 60.0, "min", "");
    promise(args, report);
    Ok(())
}

/// What a binary heap alone can: take the earliest, put a later one, and nothing else.
fn heap(args: &Args, report: &mut Report) {
    const ROUNDS: usize = 5_000_000;
    let mut dice = Dice::seeded(args.seed);
    let mut heap: BinaryHeap<Reverse<(u64, u32)>> = (0..12).map(|n| Reverse((n * 7, n as u32))).collect();
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        if let Some(Reverse((at, who))) = heap.pop() {
            heap.push(Reverse((at + (dice.unit() * 1e6) as u64, who)));
        }
    }
    std::hint::black_box(&heap);
    let seconds = begun.elapsed().as_secs_f64();
    report.number("limit: a binary heap of twelve, one draw each", ROUNDS as f64 / seconds / 1e6, "million/s", "");
}

/// A crowded hall: ten counters serving, 200 waiting.
fn crowded() -> (Hall, i64) {
    let centre = Centre::sample();
    let mut hall = Hall::default();
    let mut act = |command: &Command, at: i64| {
        for event in decide(&hall, command, at).unwrap_or_default() {
            hall.apply(&event);
        }
    };
    act(&Command::Begin { rule: centre.rule }, 0);
    for (n, able) in (1..).zip(&centre.counters) {
        act(&Command::Open { counter: CounterId(n), able: *able, officer: None }, 0);
    }
    let issue = |n: i64| Command::Issue {
        ticket: TicketId(n),
        series: 'A',
        class: if n % 12 == 0 { Class::Vulnerable } else { Class::WalkIn },
        services: Services::one((n % 8) as u8),
        languages: Languages::VIETNAMESE,
        visitor: None,
        anyway: true,
    };
    for n in 1..=WAITING + 10 {
        act(&issue(n), n * 10_000);
    }
    let now = (WAITING + 10) * 10_000 + MINUTE;
    for n in 1..=10 {
        act(&Command::CallNext { counter: CounterId(n) }, now);
        act(&Command::Start { counter: CounterId(n) }, now);
    }
    (hall, now + MINUTE)
}

fn promise(args: &Args, report: &mut Report) {
    let (hall, now) = crowded();
    let centre = Centre::sample();
    let model = Model {
        times: centre.services.iter().map(|asked| asked.times.clone()).collect(),
        way: centre.way.clone(),
        turn: centre.turn.clone(),
        reaction: Times::assumed(8.0, 30.0),
        absent: centre.absent,
        privileged: vec![(Class::Vulnerable, 0, 0.001), (Class::Vulnerable, 6, 0.001)],
        share: SHARE,
        appointments: Vec::new(),
    };
    let mut timings = Timings::default();
    let begun = Instant::now();
    let mut told = 0;
    for round in 0..50 {
        let sent = Instant::now();
        told = promises(&hall, &model, now, RUNS, &mut Dice::seeded(args.seed + round)).len();
        timings.0.push(sent.elapsed().as_micros() as u32);
    }
    let name = format!("promises for {told} waiting, {RUNS} continuations, one core");
    report.rate(&name, begun.elapsed().as_secs_f64(), timings, "≤ 50 ms");
}
