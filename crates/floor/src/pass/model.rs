//! What a visitor's own page says of their ticket. Pure.

use jiff::civil::Date;
use queue::hall::{Gone, Hall, Services, Ticket, TicketState};
use queue::rule::Ms;

use crate::rating;

/// How a ticket stands for the person who holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// So many are before them; `late`: the printed moment is over.
    Waiting {
        before: usize,
        late: bool,
    },
    Out {
        before: usize,
    },
    Called,
    Serving,
    Held,
    Skipped,
    Finished,
    Left(Gone),
    /// The day of the ticket is over.
    Past,
}

impl Standing {
    /// The word of locale keys and styles.
    pub fn code(self) -> &'static str {
        match self {
            Standing::Waiting { .. } => "waiting",
            Standing::Out { .. } => "out",
            Standing::Called => "called",
            Standing::Serving => "serving",
            Standing::Held => "held",
            Standing::Skipped => "skipped",
            Standing::Finished => "finished",
            Standing::Left(Gone::GaveUp) => "gave-up",
            Standing::Left(Gone::Mistake) => "mistake",
            Standing::Left(Gone::NoShow) => "no-show",
            Standing::Left(Gone::DayOver) => "day-over",
            Standing::Past => "past",
        }
    }

    /// Whether the page still changes by itself.
    pub fn is_live(self) -> bool {
        !matches!(self, Standing::Finished | Standing::Left(_) | Standing::Past)
    }
    /// Over without having been served: whoever still needs something begins anew.
    pub fn is_gone(self) -> bool {
        matches!(self, Standing::Left(_) | Standing::Past)
    }
    pub fn may_go_out(self) -> bool {
        matches!(self, Standing::Waiting { .. })
    }
    pub fn may_return(self) -> bool {
        matches!(self, Standing::Out { .. } | Standing::Skipped)
    }
    pub fn may_leave(self) -> bool {
        matches!(self, Standing::Waiting { .. } | Standing::Out { .. } | Standing::Skipped)
    }
}

/// How a ticket of a day stands today, now.
pub fn standing(hall: &Hall, ticket: &Ticket, day: Date, today: Date, now: Ms) -> Standing {
    let late = ticket.bound.is_some_and(|bound| bound <= now);
    match ticket.state {
        TicketState::Finished { .. } => Standing::Finished,
        TicketState::Left { why: why @ (Gone::GaveUp | Gone::Mistake), .. } => Standing::Left(why),
        _ if day < today => Standing::Past,
        TicketState::Left { why, .. } => Standing::Left(why),
        TicketState::Waiting => Standing::Waiting { before: before(hall, ticket), late },
        TicketState::Out { .. } => Standing::Out { before: before(hall, ticket) },
        TicketState::Called { .. } => Standing::Called,
        TicketState::Serving { .. } => Standing::Serving,
        TicketState::Held { .. } => Standing::Held,
        TicketState::Skipped { .. } => Standing::Skipped,
    }
}

/// Whether its visitor may say how it went: something was done, they are not just being called or served, and answers count.
pub fn may_rate(ticket: &Ticket, now: Ms) -> bool {
    let over = match ticket.state {
        TicketState::Called { .. } | TicketState::Serving { .. } => return false,
        TicketState::Finished { at } | TicketState::Left { at, .. } => Some(at),
        _ => None,
    };
    rating::decide(&rating::Asked { done: ticket.done, rated: Services::default(), over }, None, now).is_ok()
}

/// How many wait who go before a ticket: earlier in the order of the rule, at a counter that could call either. With no such
/// counter open, those who wait for the same.
pub fn before(hall: &Hall, ticket: &Ticket) -> usize {
    let able: Vec<_> = hall
        .counters
        .values()
        .filter(|counter| counter.is_open() && ticket.only.is_none_or(|only| only == counter.id))
        .map(|counter| (counter.id, counter.able))
        .filter(|(_, able)| ticket.only.is_some() || able.serves(ticket))
        .collect();
    let rivals = |other: &Ticket| {
        if able.is_empty() {
            return !other.services.both(ticket.services).is_empty();
        }
        able.iter().any(|(id, able)| other.only.map_or_else(|| able.serves(other), |only| only == *id))
    };
    hall.waiting()
        .into_iter()
        .take_while(|other| other.order() < ticket.order())
        .filter(|other| other.id != ticket.id && rivals(other))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{CounterId, TicketId};
    use queue::hall::{Able, Command, Languages, decide};
    use queue::rule::{Class, Rule};

    fn act(hall: &mut Hall, command: Command, now: Ms) {
        for event in decide(hall, &command, now).unwrap() {
            hall.apply(&event);
        }
    }

    fn hall(counters: &[(i64, u64)], tickets: &[u64]) -> Hall {
        let mut hall = Hall::default();
        act(&mut hall, Command::Begin { rule: Rule::default() }, 0);
        for (counter, services) in counters {
            let able = Able { services: Services(*services), languages: Languages(3), classes: Able::EVERYBODY };
            act(&mut hall, Command::Open { counter: CounterId(*counter), able, officer: None }, 0);
        }
        for (ticket, services) in (1..).zip(tickets) {
            let issue = Command::Issue {
                ticket: TicketId(ticket),
                series: 'A',
                class: Class::WalkIn,
                services: Services(*services),
                languages: Languages::VIETNAMESE,
                visitor: None,
                anyway: true,
            };
            act(&mut hall, issue, ticket * 1_000);
        }
        hall
    }

    #[test]
    fn only_those_a_shared_counter_could_call_are_before_one() {
        let separate = hall(&[(1, 1), (2, 2)], &[1, 2, 2, 1]);
        assert_eq!(before(&separate, &separate.tickets[&TicketId(4)]), 1);
        let shared = hall(&[(1, 3)], &[1, 2, 2, 1]);
        assert_eq!(before(&shared, &shared.tickets[&TicketId(4)]), 3);
        let nobody = hall(&[], &[1, 2, 2, 1]);
        assert_eq!(before(&nobody, &nobody.tickets[&TicketId(4)]), 1);
    }

    #[test]
    fn yesterday_is_over_whatever_the_ticket_was() {
        let hall = hall(&[(1, 1)], &[1]);
        let (day, today) = (Date::constant(2026, 3, 2), Date::constant(2026, 3, 3));
        let ticket = &hall.tickets[&TicketId(1)];
        assert_eq!(standing(&hall, ticket, day, day, 5_000), Standing::Waiting { before: 0, late: false });
        assert_eq!(standing(&hall, ticket, day, today, 5_000), Standing::Past);
    }

    #[test]
    fn a_visitor_may_rate_what_was_done_except_at_a_counter_and_after_a_week() {
        let (counter, week) = (CounterId(1), 7 * 24 * 60 * 60_000);
        let mut hall = hall(&[(1, 3)], &[3]);
        let may = |hall: &Hall, now| may_rate(&hall.tickets[&TicketId(1)], now);
        assert!(!may(&hall, 5_000), "nothing is done");
        act(&mut hall, Command::CallNext { counter }, 5_000);
        act(&mut hall, Command::Start { counter }, 6_000);
        let sent = Command::SendOn { counter, done: Services(1), more: Services::default(), only: None };
        act(&mut hall, sent, 7_000);
        assert!(may(&hall, 8_000), "one service is done, the other waits");
        act(&mut hall, Command::CallNext { counter }, 9_000);
        assert!(!may(&hall, 9_000), "called: nothing keeps them from the counter");
        act(&mut hall, Command::Start { counter }, 10_000);
        act(&mut hall, Command::Finish { counter }, 11_000);
        assert!(may(&hall, 11_000 + week) && !may(&hall, 11_001 + week));
    }
}
