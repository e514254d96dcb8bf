//! Who applies: people, organisations, foreigners, and those they authorise. Checked, found again, never doubled.
//!
//! No record is read without a trace: every door that shows personal data asks for a [`Reader`], who and why.

pub mod account;
pub mod api;
pub mod bulk;
pub mod citizen;
mod delegate;
mod draft;
mod mask;
mod model;
pub mod seat;
pub mod store;
pub mod twins;

pub use self::store::{Found, MIGRATIONS, Reader};
pub use account::Accounts;
pub use citizen::Citizen;
pub use delegate::{Delegation, DelegationDraft};
pub use draft::{Checked, Draft, FieldRefusals, Notice};
pub use mask::{mask_email, mask_name, mask_number, mask_phone};
pub use model::{Address, BirthDate, Identity, Kind, Person, PersonCard, Precision};
