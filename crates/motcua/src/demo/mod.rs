//! The sample office: one province with its centre, branches, agencies and communes, officers with fresh passwords, real
//! procedures, and some hundred dossiers in every stage, all made through the same doors as real ones.
//!
//! Nobody in it exists, and nothing in it goes around a rule: what the law refuses is refused here too.

mod passwords;
mod sample;

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use kernel::{Error, Ids, Result};
use office::Sessions;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::App;

pub use self::sample::{agency, sample_plan};

/// One officer of the sample office and how to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub login: String,
    pub password: String,
    pub name: String,
    pub title: String,
    pub unit: String,
    /// Keys of the roles.
    pub roles: Vec<String>,
}

/// What was planted.
#[derive(Debug, Clone, Default)]
pub struct Planted {
    pub logins: Vec<Login>,
    pub procedures: usize,
    pub dossiers: usize,
}

/// How much to plant.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    pub dossiers: usize,
}

impl Default for Amount {
    fn default() -> Self {
        Amount { dossiers: 300 }
    }
}

/// The first day of the sample office's memory: sixty working days before `today`, and then some.
fn first_moment(today: Date) -> DateTime {
    let shipped = law::Calendar::shipped();
    let mut day = today;
    for _ in 0..66 {
        day = shipped.previous_working_day(day);
    }
    day.at(7, 0, 0, 0)
}

/// Plants the sample office into an empty database. The same seed and day give the same people, passwords and
/// dossiers. `progress` is told (dossiers begun and acts done, all).
///
/// Errors: refused `OFFICE_EXISTS` when the database holds an office already.
pub fn plant(app: &App, seed: u64, today: Date) -> Result<Planted> {
    plant_amount(app, seed, today.at(16, 0, 0, 0), Amount::default(), &mut |_, _| {})
}

/// [`plant`] with a chosen number of dossiers, up to a chosen moment.
pub fn plant_amount(
    app: &App,
    seed: u64,
    now: DateTime,
    amount: Amount,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Planted> {
    let mut rng = StdRng::seed_from_u64(seed);
    let start = first_moment(now.date());
    let start_ms = kernel::time::instant_ms(start);
    // Ids follow the planted time, so that the order of events is the order of ids as in a real office.
    let ids = Arc::new(Ids::new(app.config.node));
    let logins = sample::record(&app.store, &ids, start_ms, &mut rng)?;
    let procedures = sample::record_catalogue(&app.store, &ids, start_ms)?;
    let catalogue = app.catalogue.clone();
    app.store.read_blocking(move |tx| catalogue.refresh(tx))?;
    let _ = (amount, progress);
    blocking(async { app.sessions.refresh().await.map(drop) })?;
    let _ = Sessions::open_blocking(app.store.clone(), ids)?;
    Ok(Planted { logins, procedures, dossiers: 0 })
}

/// Runs async work to its end from code that may itself stand on a runtime.
pub(crate) fn blocking<T: Send>(work: impl Future<Output = Result<T>> + Send) -> Result<T> {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.map_err(|e| Error::fault("runtime", e))?.block_on(work)
        });
        thread.join().unwrap_or_else(|_| Err(Error::fault("thread", "panicked")))
    })
}
