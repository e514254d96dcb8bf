//! The sample office: one province with its centre, branches, agencies and communes, officers with fresh passwords, real
//! procedures, and some hundred dossiers in every stage, all made through the same doors as real ones.
//!
//! Nobody in it exists, and nothing in it goes around a rule: what the law refuses is refused here too.

mod applicants;
mod cast;
mod hall;
mod life;
mod papers;
mod passwords;
mod people;
mod sample;
mod scans;
mod shifts;
mod talks;
mod turn;
mod walk;
mod watch;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use kernel::{Error, Ids, Result};
use office::{Officer, Sessions};

use rand::{RngExt, SeedableRng};

use crate::App;
use cast::Cast;
use life::Life;
use walk::Stage;
use words::{Names, Words};

pub use self::hall::record_halls;
pub use self::passwords::draw as draw_password;
pub use self::sample::{ProcessFile, agency, sample_plan};

/// What everything is drawn with: the same seed gives the same draws on every machine, and a copy goes on like the
/// original, so that a transaction can be tried again.
type Dice = rand::rngs::Xoshiro256PlusPlus;

/// Somebody of the sample office and how to sign in: an officer, or an applicant with an account.
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
    let mut rng = Dice::seed_from_u64(seed);
    let start = first_moment(now.date());
    let start_ms = kernel::time::instant_ms(start);
    // Ids follow the planted time, so that the order of events is the order of ids as in a real office. The house's own
    // maker: what is planted and what the chores do afterwards at the same moment never get one number.
    let ids = app.ids.clone();
    let mut logins = sample::record(&app.store, &ids, start_ms, &mut rng)?;
    let procedures = sample::record_catalogue(&app.store, &ids, start_ms)?;
    let catalogue = app.catalogue.clone();
    app.store.read_blocking(move |tx| catalogue.refresh(tx))?;
    blocking(async { app.sessions.refresh().await.map(drop) })?;
    record_halls(app, start_ms)?;
    let officers = sign_in_all(app, &ids, &logins, start)?;
    let stage = stage(app, &ids, officers, &mut rng, now, amount)?;
    let lives = lives(&stage, &mut rng, now, amount.dossiers);
    let stage = Arc::new(stage);
    let walked = walk::run(&app.store, stage.clone(), lives, progress)?;
    papers::travel(&stage, now)?;
    watch::watch(&stage, now)?;
    talks::book(&stage, now)?;
    logins.extend(applicants::open(&stage, &mut rng, now)?);
    hall::live(app, &mut rng, now)?;
    shifts::plan(app, &stage.cast.officers, now)?;
    hall::book(app, now)?;
    crate::chores::run_once(app, &kernel::Clock::set_at(walk::instant(now)))?;
    tracing::info!(dossiers = walked.begun, acts = walked.acts, "the sample office is planted");
    Ok(Planted { logins, procedures, dossiers: walked.begun })
}

/// Signs every officer in on the first day, as the door of the house does it.
fn sign_in_all(app: &App, ids: &Arc<Ids>, logins: &[Login], at: DateTime) -> Result<Vec<Officer>> {
    let sessions = Arc::new(Sessions::open_blocking(app.store.clone(), ids.clone())?);
    let at = walk::instant(at);
    let visits: Vec<_> = logins
        .iter()
        .enumerate()
        .map(|(place, login)| {
            let (sessions, login) = (sessions.clone(), login.clone());
            async move {
                let mut token = [0; 32];
                token[..8].copy_from_slice(&(place as u64).to_be_bytes());
                let visitor = office::Visitor { address: "127.0.0.1".into(), agent: "demo".into() };
                Ok::<Officer, Error>(
                    sessions.sign_in(&login.login, &login.password, token, &visitor, at).await?.officer,
                )
            }
        })
        .collect();
    let officers = blocking(async move {
        let tasks: Vec<_> = visits.into_iter().map(|visit| tokio::spawn(visit)).collect();
        let mut officers = Vec::new();
        for task in tasks {
            officers.push(task.await.map_err(|e| Error::fault("signing in", e))??);
        }
        Ok(officers)
    })?;
    // Their tokens are known to everybody who reads this file: the sessions end before the door opens.
    app.store.act_blocking(office::end_all_sessions)?;
    Ok(officers)
}

/// Sets the stage: cast, routes, people, scans, and a door whose clock can be set.
fn stage(
    app: &App,
    ids: &Arc<Ids>,
    officers: Vec<Officer>,
    rng: &mut Dice,
    now: DateTime,
    amount: Amount,
) -> Result<Stage> {
    let (words, names) = (Words::read()?, Names::read()?);
    let cast = Cast::new(officers);
    let routes = cast.routes(&app.catalogue);
    let homes = sample::homes()?;
    let people =
        people::draw(rng, &names, &words, &homes, first_moment(now.date()).date(), (amount.dossiers * 4 / 5).max(1));
    let mut kept = Vec::new();
    for _ in 0..6 {
        let page = scans::page(rng)?;
        kept.push((app.blobs.put_blocking(&page)?.to_string(), page.len() as i64));
    }
    let calendar = cast.directory().calendar_of(routes.first().map_or(kernel::UnitId(0), |route| route.receiving));
    Ok(Stage {
        door: walk::door_with_own_clock(&app.dossiers, ids, first_moment(now.date())),
        cast,
        routes,
        people,
        words,
        calendar,
        scans: kept,
        until: now,
    })
}

/// Fields people come for most.
const OFTEN: [&str; 4] = ["Hộ tịch", "Chứng thực", "Đăng ký, quản lý cư trú", "Đất đai"];

/// Draws the lives: the more recent the day, the more of them, so that every tray has something in it.
fn lives(stage: &Stage, rng: &mut Dice, now: DateTime, n: usize) -> Vec<Life> {
    let mut by_procedure: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, route) in stage.routes.iter().enumerate() {
        by_procedure.entry(&route.version.code).or_default().push(place);
    }
    let procedures: Vec<Vec<usize>> = by_procedure.into_values().collect();
    if procedures.is_empty() {
        return Vec::new();
    }
    let mut lives = Vec::with_capacity(n);
    for _ in 0..n {
        let days = if words::chance(rng, 55.0) { rng.random_range(0..9) } else { rng.random_range(0..60) };
        let mut day = stage.calendar.roll_forward(now.date());
        if day > now.date() {
            day = stage.calendar.previous_working_day(day);
        }
        for _ in 0..days {
            day = stage.calendar.previous_working_day(day);
        }
        let opens = stage.calendar.start_of(day).map_or(day.at(7, 30, 0, 0), |time| day.to_datetime(time));
        let begins_at = stage.calendar.add_working_seconds(opens, rng.random_range(60..27_000));
        let often = |routes: &Vec<usize>| {
            let field = stage.routes[routes[0]].version.field.as_str();
            if OFTEN.contains(&field) { 3.0 } else { 1.0 }
        };
        let served = words::pick_weighted(rng, &procedures, often);
        // Most people go to the counter next door.
        let near = |route: &usize| if next_door(stage, &stage.routes[*route]) { 6.0 } else { 1.0 };
        let route = *words::pick_weighted(rng, served, near);
        let person = rng.random_range(0..stage.people.len());
        lives.push(Life::draw(rng.random(), route, person, &stage.routes[route].version, begins_at, now));
    }
    lives
}

/// Whether the counter stands in the deciding agency's own commune.
fn next_door(stage: &Stage, route: &cast::Route) -> bool {
    let area = |unit| stage.cast.directory().unit(unit).and_then(|u| u.area.clone());
    area(route.receiving) == area(route.deciding)
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
