//! The counter desk: an officer sits down, calls, serves, sends on. Who is next is decided in [`queue::hall`].
//!
//! Reading order: [`words`] (tickets in words), [`rows`] (dossiers of a visit, acts that came late), `desk` (the screen that
//! changes by itself: no name in it), `visitor` (who is at the counter: only for that counter, with a trace), `html` (pages).
//!
//! **A cut line.** A page whose line is cut goes on with what nobody else may do meanwhile: with the visitor it has, those it
//! keeps aside, and those who wait for it alone. Each such act names the visitor it means ([`queue::hall::Command::With`]) and
//! carries a key of its own, is kept in the browser, and is sent in order when the line is back. The hall decides then: an
//! act that arrives twice happens once, and one that does not fit any more is refused and shown. Calling the next visitor
//! is not possible meanwhile, because another counter may call the same one.

mod desk;
mod html;
pub mod rows;
mod visitor;
pub mod words;

use std::sync::Arc;

use kernel::UnitId;
use office::{Act, Officer};
use queue::hall::Command;

pub use html::routes;

use crate::door::Floor;
use crate::issue::Along;
use crate::store::HallDay;

/// Acts at a counter that are meant for one visitor: with a ticket, they happen to nobody else.
pub const MEANT: [&str; 6] = ["recall", "start", "skip", "hold", "send-on", "finish"];

/// An act at a counter in the name of an officer, for pages and programs alike: they sit there, or open it for themselves
/// ([`Command::By`] says so when the act is decided); who leads the hall may act at any.
pub fn asked(by: &Officer, centre: UnitId, command: Command) -> Command {
    match by.permit_in(Act::LeadFloor, centre) {
        Ok(_) => command,
        Err(_) => Command::By { officer: by.id(), then: Box::new(command) },
    }
}

/// An act that arrives later than this after it was done waited for its line, ms.
const LATE_MS: i64 = 20_000;

/// What notes, in the transaction of an act, when it was really done; none when it arrived at once.
pub fn late(floor: &Floor, centre: UnitId, act: &str, done_ms: i64) -> Option<Along> {
    let hall = HallDay { centre, day: floor.today() };
    let (act, arrived_ms) = (act.to_string(), floor.clock.now_ms());
    (arrived_ms - done_ms >= LATE_MS).then(|| -> Along {
        Arc::new(move |tx, ticket| {
            rows::record_offline(tx, hall, &rows::Offline { ticket, act: act.clone(), arrived_ms, done_ms })
        })
    })
}
