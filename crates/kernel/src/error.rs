//! How things go wrong, in five kinds with five different readers.
//!
//! *Refused*: the law or a rule says no (the user reads why, with the article). *Absent*: not there, or not yours to
//! know. *Stale*: someone else changed it first. *Fault*: a disk, a network, a bug (the operator reads it, the user
//! gets a reference). *Inconsistent*: a row that cannot be.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A lawful no. `key` names the reason (`SCREAMING_SNAKE`, stable, also the locale key `refusal-{key lowered}`),
/// `law` the article that says so, `facts` what the sentence needs (names and values, never personal data).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub key: String,
    pub law: Option<String>,
    pub facts: Vec<(String, String)>,
    /// The form field the reason belongs to, if one.
    pub field: Option<String>,
}

impl Refusal {
    pub fn new(key: &str) -> Self {
        Self { key: key.into(), law: None, facts: Vec::new(), field: None }
    }
    /// The article that refuses.
    pub fn by_law(mut self, citation: impl Into<String>) -> Self {
        self.law = Some(citation.into());
        self
    }
    /// One fact of the sentence.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.facts.push((name.into(), value.to_string()));
        self
    }
    /// The field to put right.
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.key)?;
        for (name, value) in &self.facts {
            write!(f, " {name}={value}")?;
        }
        if let Some(law) = &self.law {
            write!(f, " [{law}]")?;
        }
        Ok(())
    }
}

/// Something broke that no user can mend. Logged once, where it is answered.
#[derive(Debug, thiserror::Error)]
#[error("{context}: {cause}")]
pub struct Fault {
    pub context: String,
    pub cause: String,
}

impl Fault {
    pub fn new(context: impl Into<String>, cause: impl fmt::Display) -> Self {
        Self { context: context.into(), cause: cause.to_string() }
    }
}

/// A row that cannot be: named, so that `motcua check` can say where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Inconsistency {
    pub place: String,
    pub what: String,
}

/// Every way an act or a read can end other than well.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("refused: {0}")]
    Refused(Box<Refusal>),
    /// Not there, or not yours to know: the two look alike on purpose.
    #[error("absent: {0}")]
    Absent(String),
    /// The version the caller saw is not the one that stands.
    #[error("stale: saw version {seen}, stands at {stands}")]
    Stale { seen: i64, stands: i64 },
    #[error("fault: {0}")]
    Fault(#[from] Fault),
    #[error("inconsistent: {0}")]
    Inconsistent(#[from] Inconsistency),
}

impl Error {
    pub fn absent(what: impl Into<String>) -> Self {
        Error::Absent(what.into())
    }
    pub fn fault(context: impl Into<String>, cause: impl fmt::Display) -> Self {
        Error::Fault(Fault::new(context, cause))
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(Box::new(refusal))
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
