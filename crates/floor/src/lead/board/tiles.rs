//! How a hall stands, in six numbers.

use queue::hall::{Desk, Hall, Ticket, TicketState};
use web::ui::{Tile, Tone};

use super::{Words, minutes};
use crate::lead::outlook::Risk;
use crate::lead::watch::Standing;

/// Promises of today: those that are settled, and the broken ones.
pub fn promises(hall: &Hall) -> (usize, Vec<&Ticket>) {
    let over = |ticket: &Ticket| match ticket.state {
        TicketState::Left { at, .. } | TicketState::Finished { at } => Some(at),
        _ => None,
    };
    let settled = hall.tickets.values().filter_map(|ticket| {
        let bound = ticket.bound?;
        match ticket.first_called {
            Some(called) => Some((ticket, called < bound)),
            // Who left after the promised moment without being called was not kept the promise.
            None => over(ticket).filter(|at| *at >= bound).map(|_| (ticket, false)),
        }
    });
    let settled: Vec<_> = settled.collect();
    let mut broken: Vec<_> = settled.iter().filter(|(_, kept)| !kept).map(|(ticket, _)| *ticket).collect();
    broken.sort_by_key(|ticket| std::cmp::Reverse(ticket.first_called));
    (settled.len(), broken)
}

impl Words<'_> {
    pub(super) fn tiles(&self, standing: &Standing) -> Vec<Tile> {
        let (waits, limit) = (&standing.waits, self.limit.to_string());
        let tile = |key: &str, value: String, note: String, tone, icon| Tile {
            label: self.say(&format!("floor-lead-tile-{key}"), &[("limit", &limit)]),
            value,
            note,
            href: None,
            tone,
            icon,
        };
        let count = |risk: fn(Risk) -> bool| waits.iter().filter(|wait| risk(wait.risk)).count();
        let over = count(|risk| risk == Risk::Over);
        let coming = count(|risk| matches!(risk, Risk::Will | Risk::Nobody));
        let may = count(|risk| risk == Risk::May).to_string();
        let longest = waits.iter().map(|wait| wait.so_far).max().map_or(0, minutes).to_string();
        let open = self.hall.counters.values().filter(|counter| counter.is_open()).count();
        let paused = self.hall.counters.values().filter(|c| matches!(c.desk, Desk::Paused { .. })).count().to_string();
        let (settled, broken) = promises(self.hall);
        let kept = settled - broken.len();
        let share = (kept * 100).checked_div(settled).map_or_else(|| "–".into(), |share| format!("{share} %"));
        let done = self.hall.tickets.values().filter(|t| matches!(t.state, TicketState::Finished { .. })).count();
        let tone = |n: usize, bad| if n == 0 { Tone::Good } else { bad };
        vec![
            tile(
                "waiting",
                waits.len().to_string(),
                self.say("floor-lead-note-longest", &[("minutes", &longest)]),
                Tone::Info,
                "users",
            ),
            tile(
                "coming",
                coming.to_string(),
                self.say("floor-lead-note-may", &[("n", &may)]),
                tone(coming, Tone::Bad),
                "triangle-alert",
            ),
            tile("over", over.to_string(), String::new(), tone(over, Tone::Bad), "timer"),
            tile(
                "open",
                format!("{open}/{}", self.centre.counters.len()),
                self.say("floor-lead-note-paused", &[("n", &paused)]),
                Tone::Neutral,
                "monitor",
            ),
            tile(
                "kept",
                share,
                self.say("floor-lead-note-kept", &[("kept", &kept.to_string()), ("n", &settled.to_string())]),
                if settled == 0 || kept * 100 >= settled * 88 { Tone::Good } else { Tone::Warn },
                "calendar-check",
            ),
            tile("served", done.to_string(), String::new(), Tone::Neutral, "circle-check"),
        ]
    }
}
