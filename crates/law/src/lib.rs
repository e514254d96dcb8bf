//! The law as values: working calendar, time limits, due dates with their explanation, dated parameters with their
//! articles, and the shapes of the codes the law prescribes.
//!
//! Nothing here reads a clock, a file or a database, and nothing here knows a dossier: facts come in, dates and
//! sentences go out.

mod article;
pub mod calendar;
pub mod check;
pub mod code;
mod due;
mod limit;
pub mod lunar;
mod rules;
pub mod standard;
mod step;
mod system;
mod term;
pub mod timeliness;

pub use article::{Act, Article};
pub use calendar::{Calendar, Day, DayReason, Holiday, Shift};
pub use due::Due;
pub use limit::{Limit, LimitError, Unit};
pub use rules::{CodeOwner, FormKey, Rule, RuleSet};
pub use step::{Step, weekday_date};
pub use system::{ExtensionLatest, TransferRoute};
pub use term::{Extension, HourReading, Kept, ManualDue, Pause, StartEvent, Term, TimeOfDay};
