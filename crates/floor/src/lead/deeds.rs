//! What a lead ruled lately, and how it is taken back. Pure.

use kernel::{CounterId, TicketId};
use queue::hall::{Able, Event, Hall, TicketState, What};
use queue::rule::{MINUTE, Ms};

use super::remedy::Action;

/// Something that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Ruled { counter: CounterId, before: Able, after: Able },
    Moved { tickets: Vec<TicketId>, to: CounterId },
}

/// How long it is offered.
const OFFERED: Ms = 30 * MINUTE;
/// How many at once.
const MOST: usize = 4;

/// The deeds of a day so far, in the hall they were done in.
#[derive(Default)]
pub struct Deeds {
    pub hall: Hall,
    done: Vec<(Ms, Deed)>,
}

impl Deeds {
    /// Takes the next event of the day.
    pub fn take(&mut self, event: &Event) {
        match &event.what {
            What::Ruled { counter, able } => {
                let before = self.hall.counters.get(counter).map(|known| known.able);
                if let Some(before) = before.filter(|before| before != able) {
                    self.ruled(event.at, *counter, before, *able);
                }
            }
            What::Moved { ticket, only: Some(to) } => match self.done.last_mut() {
                Some((at, Deed::Moved { tickets, to: there })) if *at == event.at && there == to => {
                    tickets.push(*ticket)
                }
                _ => self.done.push((event.at, Deed::Moved { tickets: vec![*ticket], to: *to })),
            },
            _ => {}
        }
        self.hall.apply(event);
    }

    /// What takes something back is no deed of its own.
    fn ruled(&mut self, at: Ms, counter: CounterId, before: Able, after: Able) {
        let back = Deed::Ruled { counter, before: after, after: before };
        match self.done.iter().rposition(|(_, deed)| *deed == back) {
            Some(place) => drop(self.done.remove(place)),
            None => self.done.push((at, Deed::Ruled { counter, before, after })),
        }
    }

    /// What can still be taken back, the latest first: when, what, and how.
    pub fn undoable(&self, now: Ms) -> Vec<(Ms, Deed, Action)> {
        let recent = self.done.iter().rev().filter(|(at, _)| now - at < OFFERED);
        recent.filter_map(|(at, deed)| Some((*at, deed.clone(), self.undo(deed)?))).take(MOST).collect()
    }

    fn undo(&self, deed: &Deed) -> Option<Action> {
        match deed {
            Deed::Ruled { counter, before, after } => {
                let stands = self.hall.counters.get(counter).is_some_and(|c| c.is_open() && c.able == *after);
                stands.then_some(Action::Widen { counter: *counter, seen: *after, able: *before })
            }
            Deed::Moved { tickets, to } => {
                let waits = |id: &&TicketId| {
                    let ticket = self.hall.tickets.get(id);
                    ticket.is_some_and(|t| t.only == Some(*to) && t.state == TicketState::Waiting)
                };
                let tickets: Vec<TicketId> = tickets.iter().filter(waits).copied().collect();
                (!tickets.is_empty()).then_some(Action::Release { tickets })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use queue::hall::{Command, Languages, Services, decide};

    use super::*;

    const COUNTER: CounterId = CounterId(1);

    fn able(services: u64) -> Able {
        Able { services: Services(services), languages: Languages(1), classes: 7 }
    }

    fn change(seen: u64, then: u64) -> Command {
        Command::Change { counter: COUNTER, seen: able(seen), able: able(then) }
    }

    fn act(deeds: &mut Deeds, at: Ms, command: &Command) {
        for event in decide(&deeds.hall.clone(), command, at).expect("the hall takes it") {
            deeds.take(&event);
        }
    }

    #[test]
    fn a_rule_is_taken_back_once_and_only_while_it_stands() {
        let mut deeds = Deeds::default();
        act(&mut deeds, 1, &Command::Open { counter: COUNTER, able: able(1), officer: None });
        act(&mut deeds, 2, &change(1, 3));
        let undo = deeds.undoable(3);
        assert_eq!((undo.len(), undo[0].2.command()), (1, change(3, 1)));
        // Somebody else rules after it: taking the first back would undo the second as well.
        act(&mut deeds, 4, &change(3, 7));
        assert_eq!(deeds.undoable(5).into_iter().map(|one| one.2.command()).collect::<Vec<_>>(), [change(7, 3)]);
        act(&mut deeds, 6, &change(7, 3));
        assert_eq!(deeds.undoable(2 + OFFERED), Vec::new(), "not for ever");
        act(&mut deeds, 7, &change(3, 1));
        assert_eq!(deeds.undoable(8), Vec::new(), "what was taken back is gone, and so is the taking back");
    }

    #[test]
    fn two_leads_at_once_do_not_undo_each_other() {
        let mut deeds = Deeds::default();
        act(&mut deeds, 1, &Command::Open { counter: COUNTER, able: able(1), officer: None });
        act(&mut deeds, 2, &change(1, 3));
        assert_eq!(decide(&deeds.hall, &change(1, 5), 3).expect_err("refused").key, "COUNTER_CHANGED");
    }
}
