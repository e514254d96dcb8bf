//! Kiosks: devices of the hall that issue tickets without an officer. A lead registers one and gets a code that pairs it
//! once; the device keeps a secret, the house its digest. Nobody at home can draw a ticket.

pub mod door;
pub mod html;
pub mod model;
pub mod rows;
pub mod scan;
pub mod screens;

use kernel::{KioskId, PersonId, UnitId};
use sha2::{Digest, Sha256};

/// A kiosk as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    pub id: KioskId,
    pub centre: UnitId,
    pub name: String,
    /// Where it stands, in the lead's words.
    pub place: String,
    /// Whether its printer has paper.
    pub paper: bool,
    pub paired_ms: Option<i64>,
    pub withdrawn_ms: Option<i64>,
    /// Until when a code that was given out pairs it.
    pub pair_until_ms: Option<i64>,
    /// Who stands there now, and who they showed to be.
    pub visit: Option<String>,
    pub visitor: Option<(PersonId, String)>,
}

impl Kiosk {
    pub fn state(&self) -> State {
        match (self.withdrawn_ms, self.paired_ms) {
            (Some(_), _) => State::Withdrawn,
            (None, Some(_)) => State::Paired,
            (None, None) => State::New,
        }
    }

    /// Who the visitor of this visit showed to be.
    pub fn identified(&self, visit: &str) -> Option<&(PersonId, String)> {
        self.visitor.as_ref().filter(|_| self.visit.as_deref() == Some(visit))
    }
}

/// How far a kiosk has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Registered, on no device yet.
    New,
    Paired,
    Withdrawn,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::New => "new",
            State::Paired => "paired",
            State::Withdrawn => "withdrawn",
        }
    }
}

/// The digest of a code or secret, as rows keep it.
pub fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
