//! The clock as an argument: nobody below the binary asks the machine for the time.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;

/// Where "now" comes from. Cloning shares the clock.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that a test or a simulation sets.
    Set(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `at` until it is set again.
    pub fn set_at(at: Timestamp) -> Self {
        Clock::Set(Arc::new(Mutex::new(at)))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "the one place of the product that asks the machine")]
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => Timestamp::now(),
            Clock::Set(cell) => *cell.lock().unwrap_or_else(|poisoned| poisoned.into_inner()),
        }
    }

    /// The present instant in milliseconds since 1970, as rows keep it.
    pub fn now_ms(&self) -> i64 {
        self.now().as_millisecond()
    }

    /// Moves a set clock; the machine's clock is left alone.
    pub fn set(&self, at: Timestamp) {
        if let Clock::Set(cell) = self {
            *cell.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = at;
        }
    }
}
