//! Mergers: units that end on a day, their successors, and everything that follows them: units below, officers, grants,
//! running dossiers. Prepared and looked at first; done by a job.

mod html;
pub(crate) mod lists;
pub mod plan;
pub mod store;
pub mod work;

use jiff::civil::Date;
use kernel::JobId;
use office::admin::Ending;
use office::history::Order;

pub use html::routes;

/// How far a merger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Prepared; nothing has changed.
    Draft,
    /// Confirmed: a job does it.
    Confirmed,
    Done,
    /// Given up before it was confirmed.
    Dropped,
}

impl State {
    const ALL: [State; 4] = [State::Draft, State::Confirmed, State::Done, State::Dropped];

    /// The word of rows and locale keys (`admin-merger-state-…`).
    pub fn key(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Confirmed => "confirmed",
            State::Done => "done",
            State::Dropped => "dropped",
        }
    }

    pub fn parse(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }
}

/// A merger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    pub id: i64,
    pub name: String,
    /// First day of the new order.
    pub on: Date,
    pub order: Order,
    pub endings: Vec<Ending>,
    pub state: State,
    pub job: Option<JobId>,
    pub by_name: String,
    pub created_ms: i64,
    /// The document itself: name and blob.
    pub file: Option<(String, String)>,
}

/// A draft that nobody confirmed for so many days is pointed out.
const OLD_DAYS: i64 = 30;

impl Merger {
    /// The last day of the units that end.
    pub fn last(&self) -> Date {
        self.on.yesterday().unwrap_or(Date::MIN)
    }

    /// For how many days a draft has waited, once that is long.
    pub fn waits_days(&self, now_ms: i64) -> Option<i64> {
        let days = (now_ms - self.created_ms) / 86_400_000;
        Some(days).filter(|days| self.state == State::Draft && *days >= OLD_DAYS)
    }

    /// The document as the events of dossiers name it.
    pub fn basis(&self) -> String {
        format!("{} ({}), {}", self.order.number, kernel::time::dmy(self.order.signed_on), self.order.agency)
    }
}
