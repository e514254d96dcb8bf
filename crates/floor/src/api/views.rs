//! What programs send and are answered: numbers and counters, never who a visitor is.

use kernel::{CounterId, OfficerId, TicketId};
use queue::hall::{Desk, Languages, Ticket};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::issue::Issued;

/// What a visitor wants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WishBody {
    /// Numbers of the centre's services.
    pub services: Vec<u8>,
    /// `vulnerable` or `walk_in`; who has an appointment says its code at the reception.
    #[serde(default)]
    pub class: ClassWord,
    /// Languages the visitor speaks: bit 0 Vietnamese, bit 1 English.
    #[serde(default = "vietnamese")]
    pub languages: u8,
    /// Issue it although no open counter can serve it.
    #[serde(default)]
    pub anyway: bool,
}

fn vietnamese() -> u8 {
    Languages::VIETNAMESE.0
}

/// Who goes before others without an appointment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClassWord {
    Vulnerable,
    #[default]
    WalkIn,
}

/// What an act at a counter needs beyond the counter.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ActBody {
    /// `call`, `unhold`: which ticket. `recall`, `start`, `skip`, `hold`, `send-on`, `finish`: the visitor that was looked at;
    /// the act is refused when the counter has another one by now.
    #[schema(value_type = Option<String>)]
    pub ticket: Option<TicketId>,
    /// `send-on`: services that were done here.
    pub done: Vec<u8>,
    /// `send-on`: services the visitor turned out to need.
    pub more: Vec<u8>,
    /// `send-on`: this counter only.
    #[schema(value_type = Option<String>)]
    pub only: Option<CounterId>,
    /// `open`, `rule`: what it serves; what the centre has set up when nothing is said. A counter that is taken over serves what
    /// it did.
    pub services: Vec<u8>,
    /// `open`: who sits there; whoever asks when nobody is named. Leads name others.
    #[schema(value_type = Option<String>)]
    pub officer: Option<OfficerId>,
    /// `open`: nobody of the office sits there: training, a self-service place. For leads.
    pub unattended: bool,
    /// `close`: the visitor waits again.
    pub visitor_back: bool,
    /// When it was done, ms since 1970. The event carries the moment it arrives; an act that waited for its line is noted.
    pub done_ms: Option<i64>,
}

/// What an act on a ticket needs beyond the ticket.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TicketActBody {
    /// `add`: services the visitor needs as well.
    pub services: Vec<u8>,
    /// `add`: although no open counter can serve them.
    pub anyway: bool,
}

/// Tickets to move.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MovesBody {
    #[schema(value_type = Vec<String>)]
    pub tickets: Vec<TicketId>,
    /// Only this counter may call them; nobody: all may again.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub only: Option<CounterId>,
}

/// A ticket as it is printed.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssuedView {
    pub ticket: String,
    pub number: String,
    /// Moment it will be called before, nine times of ten: ms since 1970; none when nobody can say.
    pub bound_ms: Option<i64>,
    /// The visitor's page is `/t/{code}`.
    pub code: String,
}

impl IssuedView {
    pub fn of(issued: &Issued) -> IssuedView {
        IssuedView {
            ticket: issued.ticket.id.to_string(),
            number: issued.number().to_string(),
            bound_ms: issued.bound(),
            code: issued.code.clone(),
        }
    }
}

/// What an act did.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoneView {
    /// Events of the day up to and with this act.
    pub seq: i64,
    /// The ticket it happened to.
    pub ticket: Option<String>,
    pub number: Option<String>,
    /// Services it still needs.
    pub services: Vec<u8>,
}

/// A hall as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct HallView {
    pub seq: i64,
    pub services: Vec<ServiceView>,
    pub counters: Vec<CounterView>,
    /// Everybody who is not done, in the order of the rule.
    pub tickets: Vec<TicketView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceView {
    pub no: u8,
    pub name: String,
    pub zone: u8,
    pub offered: bool,
    /// How long it usually takes, and what nine of ten stay below, seconds.
    pub median_s: i64,
    pub ninth_s: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CounterView {
    pub counter: String,
    pub name: String,
    /// `closed`, `free`, `with`, `paused`.
    pub desk: &'static str,
    pub ticket: Option<String>,
    pub services: Vec<u8>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TicketView {
    pub ticket: String,
    pub number: String,
    pub state: &'static str,
    pub class: &'static str,
    pub services: Vec<u8>,
    pub counter: Option<String>,
    pub issued_ms: i64,
    pub bound_ms: Option<i64>,
}

impl TicketView {
    pub(super) fn of(ticket: &Ticket) -> TicketView {
        TicketView {
            ticket: ticket.id.to_string(),
            number: ticket.number.to_string(),
            state: ticket.state.code(),
            class: ticket.class.code(),
            services: ticket.services.iter().collect(),
            counter: ticket.state.counter().map(|counter| counter.to_string()),
            issued_ms: ticket.issued,
            bound_ms: ticket.bound,
        }
    }
}

/// The word of a counter's state.
pub fn desk_word(desk: Option<Desk>) -> &'static str {
    match desk {
        None | Some(Desk::Closed) => "closed",
        Some(Desk::Free { .. }) => "free",
        Some(Desk::With { .. }) => "with",
        Some(Desk::Paused { .. }) => "paused",
    }
}
