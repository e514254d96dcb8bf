//! What somebody in the hall can want.

use kernel::{CounterId, OfficerId, PersonId, TicketId};

use super::event::Gone;
use super::state::{Able, Languages, Services};
use crate::rule::{Class, Ms, Rule};

/// What somebody in the hall wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Begin {
        rule: Rule,
    },
    /// A new ticket; the number is given here. `anyway`: although no open counter can serve it.
    Issue {
        ticket: TicketId,
        series: char,
        class: Class,
        services: Services,
        languages: Languages,
        visitor: Option<PersonId>,
        anyway: bool,
    },
    Promise {
        ticket: TicketId,
        bound: Option<Ms>,
    },
    Open {
        counter: CounterId,
        able: Able,
        officer: Option<OfficerId>,
    },
    Rule {
        counter: CounterId,
        able: Able,
    },
    /// [`Command::Rule`], unless the counter serves something else by now than what was seen: two leads at once do not undo
    /// each other.
    Change {
        counter: CounterId,
        seen: Able,
        able: Able,
    },
    Pause {
        counter: CounterId,
    },
    Resume {
        counter: CounterId,
    },
    /// `visitor_back`: whoever is at the counter waits again, with the clock kept.
    Close {
        counter: CounterId,
        visitor_back: bool,
    },
    /// The next one by the rule.
    CallNext {
        counter: CounterId,
    },
    /// This one: somebody who came back, or whom the lead sends.
    Call {
        counter: CounterId,
        ticket: TicketId,
    },
    Recall {
        counter: CounterId,
    },
    Start {
        counter: CounterId,
    },
    Skip {
        counter: CounterId,
    },
    Hold {
        counter: CounterId,
    },
    /// Goes on with somebody kept aside.
    Unhold {
        counter: CounterId,
        ticket: TicketId,
    },
    /// What this counter did is done; the visitor goes on waiting for the rest, and for `more`, with the clock kept.
    SendOn {
        counter: CounterId,
        done: Services,
        more: Services,
        only: Option<CounterId>,
    },
    /// Everything this counter can do for the visitor is done; what only others can do is waited for.
    Finish {
        counter: CounterId,
    },
    Return {
        ticket: TicketId,
    },
    GoOut {
        ticket: TicketId,
    },
    Leave {
        ticket: TicketId,
        why: Gone,
    },
    Move {
        tickets: Vec<TicketId>,
        only: Option<CounterId>,
    },
    /// The visitor turned out to need these as well; the clock goes on. `anyway`: although no open counter can serve them.
    Add {
        ticket: TicketId,
        services: Services,
        anyway: bool,
    },
    /// Somebody may go before others after all: seen or said at the reception. Only ever to the visitor's good.
    Class {
        ticket: TicketId,
        class: Class,
    },
    /// `then`, if the counter still has this visitor: whoever pressed looked at them, and the hall may have gone on.
    With {
        counter: CounterId,
        ticket: TicketId,
        then: Box<Command>,
    },
    /// `then`, if this officer sits at the counter it happens at, or opens it for themselves: counters are worked by whoever sits
    /// there.
    By {
        officer: OfficerId,
        then: Box<Command>,
    },
    End,
}

impl Command {
    /// The counter it happens at.
    pub fn counter(&self) -> Option<CounterId> {
        match self {
            Command::Open { counter, .. }
            | Command::Rule { counter, .. }
            | Command::Change { counter, .. }
            | Command::Pause { counter }
            | Command::Resume { counter }
            | Command::Close { counter, .. }
            | Command::CallNext { counter }
            | Command::Call { counter, .. }
            | Command::Recall { counter }
            | Command::Start { counter }
            | Command::Skip { counter }
            | Command::Hold { counter }
            | Command::Unhold { counter, .. }
            | Command::SendOn { counter, .. }
            | Command::Finish { counter }
            | Command::With { counter, .. } => Some(*counter),
            Command::By { then, .. } => then.counter(),
            Command::Begin { .. }
            | Command::Issue { .. }
            | Command::Promise { .. }
            | Command::Return { .. }
            | Command::GoOut { .. }
            | Command::Leave { .. }
            | Command::Move { .. }
            | Command::Add { .. }
            | Command::Class { .. }
            | Command::End => None,
        }
    }
}
