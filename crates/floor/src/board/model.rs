//! What a board and a counter's display show of a hall. Pure.

use kernel::{CounterId, TicketId};
use queue::hall::{Desk, Hall, Languages, Number, Services, Ticket, TicketState};
use queue::rule::Ms;

use crate::setup::Centre;

/// A call stays "new" this long.
const NEW_MS: Ms = 12_000;
/// Calls on a board, the newest large.
const CALLS: usize = 9;
/// Who comes next, for each zone.
const NEXT: usize = 5;
/// Intake: where a ticket without a known service waits.
const INTAKE_ZONE: u8 = 5;

/// One call, as it is shown and said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    pub ticket: TicketId,
    pub number: Number,
    /// "Quầy 5".
    pub counter: i64,
    pub zone: u8,
    pub at: Ms,
    pub times: u8,
    /// Called and not yet at the counter.
    pub waited_for: bool,
    pub is_new: bool,
    /// The visitor speaks no Vietnamese.
    pub in_english: bool,
}

impl Call {
    /// Tells one announcement from the next: a recall is a new one.
    pub fn key(&self) -> String {
        format!("{}.{}.{}", self.ticket, self.at, self.times)
    }
}

/// Somebody who is called soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    pub number: Number,
    pub bound: Option<Ms>,
}

/// Who waits for one zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    pub zone: u8,
    pub waiting: usize,
    pub next: Vec<Next>,
}

/// A board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Board {
    /// A counter is open, or was today.
    pub is_open: bool,
    /// Newest first.
    pub calls: Vec<Call>,
    pub zones: Vec<Zone>,
}

/// The zone where a ticket is served next.
pub fn zone_of(centre: &Centre, ticket: &Ticket) -> u8 {
    let services = if ticket.services.is_empty() { ticket.done } else { ticket.services };
    services.iter().find_map(|no| centre.service(no)).map_or(INTAKE_ZONE, |service| service.zone)
}

/// What a board of the hall shows, of one zone or of all.
///
/// A call belongs to the zone of its counter and to the one its visitor waits for: who has a number of zone 5 and is called
/// to a multi-field counter elsewhere must see it.
pub fn board(hall: &Hall, centre: &Centre, zone: Option<u8>, now: Ms) -> Board {
    if hall.over {
        return Board::default();
    }
    let mut calls: Vec<Call> = hall.tickets.values().filter_map(|ticket| call(centre, ticket, now)).collect();
    calls.retain(|call| {
        zone.is_none_or(|zone| call.zone == zone || zone_of(centre, &hall.tickets[&call.ticket]) == zone)
    });
    calls.sort_unstable_by_key(|call| (!call.waited_for, -call.at, call.ticket));
    calls.truncate(CALLS);
    let is_open = hall.counters.values().any(|counter| counter.is_open()) || !calls.is_empty();
    Board { is_open, calls, zones: zones(hall, centre, zone) }
}

fn call(centre: &Centre, ticket: &Ticket, now: Ms) -> Option<Call> {
    let (id, at, times, waited_for) = match ticket.state {
        TicketState::Called { counter, at, times } => (counter, at, times, true),
        TicketState::Serving { counter, since } => (counter, since, 0, false),
        _ => return None,
    };
    let counter = centre.counter(id)?;
    Some(Call {
        ticket: ticket.id,
        number: ticket.number,
        counter: counter.number,
        zone: counter.zone,
        at,
        times,
        waited_for,
        is_new: waited_for && now - at < NEW_MS,
        in_english: !ticket.languages.meets(Languages::VIETNAMESE),
    })
}

fn zones(hall: &Hall, centre: &Centre, zone: Option<u8>) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    for ticket in hall.waiting() {
        let own = zone_of(centre, ticket);
        if zone.is_some_and(|zone| zone != own) {
            continue;
        }
        let place = zones.iter().position(|known| known.zone == own).unwrap_or_else(|| {
            zones.push(Zone { zone: own, waiting: 0, next: Vec::new() });
            zones.len() - 1
        });
        zones[place].waiting += 1;
        if zones[place].next.len() < NEXT {
            zones[place].next.push(Next { number: ticket.number, bound: ticket.bound });
        }
    }
    zones.sort_unstable_by_key(|zone| zone.zone);
    zones
}

/// What one counter says over its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    Closed,
    Paused,
    Free,
    /// Come here.
    Calling(Box<Call>),
    /// Somebody is served.
    Serving(Number),
}

/// A counter's display, and what it serves now.
pub fn sign(hall: &Hall, centre: &Centre, counter: CounterId, now: Ms) -> (Sign, Services) {
    let usual = centre.counter(counter).map_or(Services::NONE, |counter| counter.able.services);
    let Some(standing) = hall.counters.get(&counter) else { return (Sign::Closed, usual) };
    let sign = match standing.desk {
        Desk::Closed => Sign::Closed,
        Desk::Paused { .. } => Sign::Paused,
        Desk::Free { .. } => Sign::Free,
        Desk::With { ticket } => match hall.tickets.get(&ticket) {
            Some(ticket) => match call(centre, ticket, now) {
                Some(call) if call.waited_for => Sign::Calling(Box::new(call)),
                _ => Sign::Serving(ticket.number),
            },
            None => Sign::Free,
        },
    };
    let able = if standing.is_open() { standing.able.services } else { usual };
    (sign, able)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::{CounterRow, ServiceRow, Settings};
    use kernel::UnitId;
    use queue::hall::{Able, Command, decide};
    use queue::rule::{Class, Rule};

    fn service(no: u8, series: char, zone: u8) -> ServiceRow {
        let name = series.to_string();
        let (name_vi, name_en) = (name.clone(), name);
        let (median_s, ninth_s) = (300, 600);
        ServiceRow {
            centre: UnitId(1),
            no,
            series,
            name_vi,
            name_en,
            fields: vec![],
            zone,
            median_s,
            ninth_s,
            offered: true,
        }
    }

    fn centre() -> Centre {
        let able = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
        let counter = |id: i64, zone: u8| CounterRow {
            id: CounterId(id),
            centre: UnitId(1),
            number: id,
            name: String::new(),
            zone,
            able,
        };
        Centre {
            id: UnitId(1),
            services: vec![service(0, 'A', 5), service(1, 'R', 6)],
            counters: vec![counter(1, 5), counter(2, 7)],
            settings: Settings::default(),
            observed: Default::default(),
        }
    }

    fn act(hall: &mut Hall, command: Command, now: Ms) {
        for event in decide(hall, &command, now).unwrap() {
            hall.apply(&event);
        }
    }

    fn hall() -> Hall {
        let mut hall = Hall::default();
        act(&mut hall, Command::Begin { rule: Rule::default() }, 0);
        let able = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
        for counter in [1, 2] {
            act(&mut hall, Command::Open { counter: CounterId(counter), able, officer: None }, 0);
        }
        for (ticket, series, services) in [(1, 'A', 1), (2, 'R', 2), (3, 'A', 1)] {
            let issue = Command::Issue {
                ticket: TicketId(ticket),
                series,
                class: Class::WalkIn,
                services: Services(services),
                languages: Languages::VIETNAMESE,
                visitor: None,
                anyway: false,
            };
            act(&mut hall, issue, ticket * 1_000);
        }
        hall
    }

    #[test]
    fn a_zone_s_board_shows_its_visitors_wherever_they_are_called() {
        let (mut hall, centre) = (hall(), centre());
        act(&mut hall, Command::CallNext { counter: CounterId(2) }, 10_000);
        let seen = |zone| board(&hall, &centre, zone, 11_000);
        let a001 = Number { series: 'A', n: 1 };
        assert_eq!(seen(Some(5)).calls[0].number, a001, "a number of zone 5, called to zone 7");
        assert_eq!(seen(Some(7)).calls[0].number, a001, "the counter's own zone");
        assert!(seen(Some(6)).calls.is_empty());
        assert_eq!(seen(Some(6)).zones.len(), 1);
        let all = seen(None);
        assert_eq!(all.zones.iter().map(|zone| (zone.zone, zone.waiting)).collect::<Vec<_>>(), [(5, 1), (6, 1)]);
        assert!(all.calls[0].is_new);
        assert!(!board(&hall, &centre, None, 60_000).calls[0].is_new);
    }

    #[test]
    fn a_recall_is_another_announcement_and_a_closed_day_shows_nothing() {
        let (mut hall, centre) = (hall(), centre());
        act(&mut hall, Command::CallNext { counter: CounterId(1) }, 10_000);
        let first = board(&hall, &centre, None, 10_000).calls[0].key();
        act(&mut hall, Command::Recall { counter: CounterId(1) }, 40_000);
        assert_ne!(board(&hall, &centre, None, 40_000).calls[0].key(), first);
        act(&mut hall, Command::End, 50_000);
        assert_eq!(board(&hall, &centre, None, 50_000), Board::default());
    }

    #[test]
    fn a_counter_s_display_follows_its_desk() {
        let (mut hall, centre) = (hall(), centre());
        let one = CounterId(1);
        assert_eq!(sign(&hall, &centre, one, 9_000).0, Sign::Free);
        act(&mut hall, Command::CallNext { counter: one }, 10_000);
        assert!(matches!(sign(&hall, &centre, one, 10_000).0, Sign::Calling(_)));
        act(&mut hall, Command::Start { counter: one }, 11_000);
        assert_eq!(sign(&hall, &centre, one, 11_000).0, Sign::Serving(Number { series: 'A', n: 1 }));
        act(&mut hall, Command::Finish { counter: one }, 12_000);
        act(&mut hall, Command::Pause { counter: one }, 13_000);
        assert_eq!(sign(&hall, &centre, one, 13_000).0, Sign::Paused);
        act(&mut hall, Command::Close { counter: one, visitor_back: false }, 14_000);
        assert_eq!(sign(&hall, &centre, one, 14_000).0, Sign::Closed);
    }
}
