//! Who waits too long, and who will. Pure.
//!
//! Waiting ends when an officer starts with the visitor (seed 001 IV.8.1); a continuation says when somebody is called, so
//! the way to the counter is added.

use kernel::TicketId;
use queue::dice::Dice;
use queue::hall::{Hall, Ticket};
use queue::promise::{Model, promises};
use queue::rule::{MINUTE, Ms};

/// Continuations behind one look.
pub const RUNS: usize = 300;
/// Waiting visitors up to whom all continuations are made; beyond, fewer in proportion.
const FULL: usize = 60;
const LEAST_RUNS: usize = 60;

/// How close somebody is to waiting too long, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    Fine,
    /// One time of ten.
    May,
    /// More likely than not.
    Will,
    /// No open counter can call them.
    Nobody,
    /// The limit has passed.
    Over,
}

impl Risk {
    /// The word of locale keys.
    pub fn code(self) -> &'static str {
        match self {
            Risk::Fine => "fine",
            Risk::May => "may",
            Risk::Will => "will",
            Risk::Nobody => "nobody",
            Risk::Over => "over",
        }
    }
}

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    pub ticket: TicketId,
    /// Waited so far.
    pub so_far: Ms,
    /// How long they will have waited when an officer starts: as likely less as more, and nine times of ten less. None when
    /// nobody open can call them.
    pub middle: Option<Ms>,
    pub ninth: Option<Ms>,
    pub risk: Risk,
    /// How many of the centre's alarms have gone off, 0–3.
    pub alarm: usize,
}

/// Minutes at which the lead is told; the last is the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits(pub [i64; 3]);

impl Limits {
    pub fn most(self) -> Ms {
        self.0[2] * MINUTE
    }
}

/// Everybody who waits, in the order of the rule.
pub fn look(hall: &Hall, model: &Model, limits: Limits, now: Ms, seed: u64) -> Vec<Wait> {
    let waiting = hall.waiting();
    let runs = (RUNS * FULL / waiting.len().max(1)).clamp(LEAST_RUNS, RUNS);
    let known = promises(hall, model, now, runs, &mut Dice::seeded(seed));
    let way = (model.way.mean() * 1e3) as Ms;
    let wait = |ticket: &&Ticket| {
        let promise = known.iter().find(|promise| promise.ticket == ticket.id);
        let until = |called: Ms| called + way - ticket.issued;
        // Who has been with an officer before waits again, but the waiting of the law is over.
        let (is_again, so_far) = (ticket.first_started.is_some(), ticket.waited(now));
        let (middle, ninth) = match is_again {
            true => (Some(so_far), Some(so_far)),
            false => (promise.map(|p| until(p.middle)), promise.map(|p| until(p.bound))),
        };
        let risk = match (middle, ninth) {
            _ if is_again => Risk::Fine,
            _ if so_far > limits.most() => Risk::Over,
            (None, _) | (_, None) => Risk::Nobody,
            (Some(middle), _) if middle > limits.most() => Risk::Will,
            (_, Some(ninth)) if ninth > limits.most() => Risk::May,
            _ => Risk::Fine,
        };
        let gone_off = |minutes: &&i64| !is_again && so_far >= **minutes * MINUTE;
        let alarm = limits.0.iter().filter(gone_off).count();
        Wait { ticket: ticket.id, so_far, middle, ninth, risk, alarm }
    };
    waiting.iter().map(wait).collect()
}

#[cfg(test)]
mod tests {
    use super::super::remedy::tests::{Plan, plan};
    use super::*;

    const LIMITS: Limits = Limits([10, 13, 15]);

    #[test]
    fn a_breach_is_seen_before_it_is_there_and_an_alarm_goes_off_at_its_minute() {
        // One counter, eight minutes each: the third waits longer than fifteen.
        let (hall, model, now) = plan(&Plan { counters: &[(1, 7)], waiting: &[(0, 1); 4], closed: &[] });
        let waits = look(&hall, &model, LIMITS, now, 1);
        let risks: Vec<Risk> = waits.iter().map(|wait| wait.risk).collect();
        assert_eq!(risks, [Risk::Fine, Risk::Fine, Risk::Will, Risk::Will]);
        assert!(waits.iter().all(|wait| wait.alarm == 0), "nobody has waited yet");
        for (minutes, alarm) in [(9, 0), (10, 1), (13, 2), (15, 3)] {
            let waits = look(&hall, &model, LIMITS, now + minutes * MINUTE, 1);
            assert!(waits.iter().all(|wait| wait.alarm == alarm), "{minutes} minutes: {waits:?}");
        }
        let waits = look(&hall, &model, LIMITS, now + 16 * MINUTE, 1);
        assert!(waits.iter().all(|wait| wait.risk == Risk::Over));
    }

    #[test]
    fn whom_nobody_open_can_call_is_told_apart() {
        let (hall, model, now) = plan(&Plan { counters: &[(1, 7)], waiting: &[(0, 2)], closed: &[] });
        let waits = look(&hall, &model, LIMITS, now, 1);
        assert_eq!((waits[0].risk, waits[0].middle), (Risk::Nobody, None));
    }
}
