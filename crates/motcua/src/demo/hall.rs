//! The halls of the sample office: what they offer, their counters, some days that taught them, and a day in progress.

use floor::booking::model::{Door, When};
use floor::booking::{Bookings, Request, VisitorDraft};
use floor::pass::{self, Pass};
use floor::setup::Centre;
use floor::store::{Entry, HallDay, ServiceRow};
use jiff::civil::{Date, DateTime};
use kernel::{Actor, CounterId, Error, Lang, OfficerId, Result, TicketId, UnitId};
use office::history::Counter;
use office::{Act, Admin, Directory, Permit};
use queue::crowd::{Crowd, Doing, Heard, Post, Wanted};
use queue::days::Coming;
use queue::dice::Dice as People;
use queue::hall::{Able, Command, Desk, Event, Hall, Languages, Services, TicketState, decide};
use queue::promise::{self, Model};
use queue::rule::Ms;
use serde::Deserialize;

use super::{Dice, blocking, walk};
use crate::App;
use crate::simulate::believable::{self, Service};

const HALLS: &str = include_str!("../../../../sample/floor.toml");

#[derive(Deserialize)]
struct File {
    hall: Vec<HallPlan>,
}

#[derive(Deserialize)]
struct HallPlan {
    unit: String,
    services: Vec<ServicePlan>,
    counters: Vec<CounterPlan>,
}

#[derive(Deserialize)]
struct ServicePlan {
    no: u8,
    series: char,
    vi: String,
    en: String,
    fields: Vec<String>,
    zone: u8,
    median_s: i64,
    ninth_s: i64,
}

#[derive(Deserialize)]
struct CounterPlan {
    name: String,
    zone: u8,
    services: Vec<Served>,
    languages: u8,
    classes: u8,
    /// Login of whoever sits there on a usual day.
    officer: Option<String>,
}

/// `"*"` or a service's number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Served {
    One(u8),
    #[allow(dead_code, reason = "any word means everything")]
    Every(String),
}

fn halls() -> Result<Vec<HallPlan>> {
    let file: File = toml::from_str(HALLS).map_err(|e| Error::fault("sample floor", e))?;
    Ok(file.hall)
}

/// Records services and counters.
pub fn record_halls(app: &App, now_ms: i64) -> Result<()> {
    let (halls, directory) = (halls()?, app.sessions.directory());
    let admin = Admin::new(Permit::for_chore(Act::Administer, "demo"), app.ids.clone(), now_ms)?;
    app.store.act_blocking(move |tx| {
        for hall in &halls {
            let centre = directory.unit_by_key(&hall.unit).ok_or_else(|| Error::fault("sample floor", &hall.unit))?.id;
            hall.services.iter().try_for_each(|plan| floor::store::record_service(tx, &plan.row(centre)))?;
            let every = Services::of(hall.services.iter().map(|service| service.no));
            for (number, plan) in (1..).zip(&hall.counters) {
                let counter =
                    Counter { id: 0, unit: centre, number, name: plan.name.clone(), fields: Vec::new(), is_open: true };
                let id = CounterId(admin.put_counter(tx, &counter)?);
                let services = plan.services.iter().fold(Services::NONE, |all, served| match served {
                    Served::One(no) => all.and(Services::one(*no)),
                    Served::Every(_) => all.and(every),
                });
                let able = Able { services, languages: Languages(plan.languages), classes: plan.classes };
                floor::store::record_facet(tx, id, plan.zone, &able)?;
            }
        }
        Ok(())
    })
}

impl ServicePlan {
    fn row(&self, centre: UnitId) -> ServiceRow {
        ServiceRow {
            centre,
            no: self.no,
            series: self.series,
            name_vi: self.vi.clone(),
            name_en: self.en.clone(),
            fields: self.fields.clone(),
            zone: self.zone,
            median_s: self.median_s,
            ninth_s: self.ninth_s,
            offered: true,
        }
    }
}

/// Working days before today that a hall remembers.
const DAYS: usize = 5;
/// Visitors of a counter's day: a little more than it can take at its busiest.
const EACH: f64 = 27.0;
/// Continuations behind a planted promise.
const RUNS: usize = 30;

/// Lives some days in every hall, and today up to `now`: at an hour when offices are closed, a hall that opened not long ago.
pub(super) fn live(app: &App, rng: &mut Dice, now: DateTime) -> Result<()> {
    let directory = app.sessions.directory();
    for (centre, seats) in staffed(app)? {
        let calendar = directory.calendar_of(centre.id);
        let mut day = now.date();
        let mut days = Vec::new();
        for _ in 0..DAYS {
            day = calendar.previous_working_day(day);
            days.push(day);
        }
        for day in days.into_iter().rev() {
            plant(app, &centre, &seats, day, None, rng)?;
        }
        plant(app, &centre, &seats, now.date(), Some(now), rng)?;
    }
    Ok(())
}

/// A counter that is open on a usual day, and who sits there.
pub(super) type Seat = (CounterId, Able, OfficerId);

/// The halls with who sits where on a usual day.
pub(super) fn staffed(app: &App) -> Result<Vec<(Centre, Vec<Seat>)>> {
    let directory = app.sessions.directory();
    let staffed = halls()?.into_iter().map(|plan| {
        let unit = directory.unit_by_key(&plan.unit).ok_or_else(|| Error::fault("sample floor", &plan.unit))?.id;
        let centre = app.store.read_blocking(move |tx| floor::store::load_centre(tx, unit))?;
        let seats = seats(&plan, &centre, &directory)?;
        Ok((centre, seats))
    });
    staffed.collect()
}

fn seats(plan: &HallPlan, centre: &Centre, directory: &Directory) -> Result<Vec<Seat>> {
    let by_login = |login: &String| {
        let found = directory.officers().into_iter().find(|card| card.login == *login);
        found.map(|card| card.id).ok_or_else(|| Error::fault("officer of the sample floor", login))
    };
    let taken = plan.counters.iter().zip(&centre.counters).filter_map(|(plan, counter)| {
        Some(by_login(plan.officer.as_ref()?).map(|officer| (counter.id, counter.able, officer)))
    });
    taken.collect()
}

/// One day of a hall, up to a moment if it is still going on.
fn plant(app: &App, centre: &Centre, seats: &[Seat], day: Date, until: Option<DateTime>, rng: &mut Dice) -> Result<()> {
    let midnight = kernel::time::instant_ms(day.at(0, 0, 0, 0));
    let until = until.map(kernel::time::instant_ms);
    let of_day = until.map(|until| until - midnight);
    let usual = believable::usual_hours();
    let hours = match (of_day, usual.first(), usual.last()) {
        (Some(now), Some(first), Some(last)) if now < first.0 + 3_600_000 || now > last.1 => {
            believable::hours_around(now)
        }
        _ => usual,
    };
    let length = |hours: &[(Ms, Ms, f64)]| hours.iter().map(|(from, until, _)| until - from).sum::<Ms>() as f64;
    let visitors = EACH * seats.len() as f64 * length(&hours) / length(&believable::usual_hours());
    let service = |row: &ServiceRow| Service {
        no: row.no,
        zone: row.zone,
        offered: row.offered,
        median_s: row.median_s,
        ninth_s: row.ninth_s,
    };
    let services: Vec<Service> = centre.services.iter().map(service).collect();
    let mut people = believable::centre(&services, seats.iter().map(|seat| seat.1).collect(), visitors, hours);
    people.appointments = 0.0;
    let mut dice = People::seeded(rand::RngExt::random(rng));
    let coming = people.day(midnight, &mut dice);
    let opens = midnight + people.hours.first().map_or(0, |hours| hours.0);
    let mut lived = Lived { app, centre, hall: Hall::default(), events: Vec::new(), passes: Vec::new() };
    lived.act(&Command::Begin { rule: centre.settings.rule() }, opens);
    let mut posts = Vec::new();
    for &(counter, able, officer) in seats {
        lived.act(&Command::Open { counter, able, officer: Some(officer) }, opens);
        posts.push(Post { counter, able, doing: Doing::Nothing });
    }
    let model = floor::forecast::assumed(centre);
    let mut crowd = Crowd::new(&people, &coming, &posts, opens, dice.clone());
    while let Some((at, wanted)) = crowd.next_wanted() {
        if until.is_some_and(|until| at > until) {
            break;
        }
        let heard = lived.perform(&coming, wanted, at, &model, rng);
        crowd.told(at, wanted, heard);
    }
    if until.is_none() {
        let closes = lived.hall.last.max(midnight + 17 * 3_600_000);
        lived.act(&Command::End, closes);
    }
    lived.record(HallDay { centre: centre.id, day })
}

/// A day as it is lived in memory, before it is written at once.
struct Lived<'l> {
    app: &'l App,
    centre: &'l Centre,
    hall: Hall,
    events: Vec<Event>,
    passes: Vec<(TicketId, [u8; pass::LETTERS])>,
}

impl Lived<'_> {
    /// Whether the hall allowed it.
    fn act(&mut self, command: &Command, at: Ms) -> bool {
        let Ok(events) = decide(&self.hall, command, at) else { return false };
        for event in events {
            self.hall.apply(&event);
            self.events.push(event);
        }
        true
    }

    fn perform(&mut self, coming: &[Coming], wanted: Wanted, at: Ms, model: &Model, rng: &mut Dice) -> Heard {
        let done = |yes: bool| if yes { Heard::Done } else { Heard::Lost };
        match wanted {
            Wanted::Comes(n) => self.comes(coming[n], at, model, rng).map_or(Heard::Lost, Heard::Issued),
            Wanted::Calls(counter) => match self.act(&Command::CallNext { counter }, at) {
                true => self.at(counter).map_or(Heard::Lost, |ticket| {
                    Heard::Called(ticket, self.hall.tickets.get(&ticket).map_or(Services::NONE, |t| t.services))
                }),
                false => Heard::Nobody,
            },
            Wanted::Starts(counter) => done(self.act(&Command::Start { counter }, at)),
            Wanted::Skips(counter) => done(self.act(&Command::Skip { counter }, at)),
            Wanted::Returns(ticket) => done(self.act(&Command::Return { ticket }, at)),
            Wanted::Finishes(counter) => {
                let ticket = self.at(counter);
                if !self.act(&Command::Finish { counter }, at) {
                    return Heard::Lost;
                }
                let state = ticket.and_then(|ticket| self.hall.tickets.get(&ticket)).map(|ticket| ticket.state);
                if state == Some(TicketState::Waiting) { Heard::SentOn } else { Heard::Done }
            }
        }
    }

    fn at(&self, counter: CounterId) -> Option<TicketId> {
        match self.hall.counters.get(&counter)?.desk {
            Desk::With { ticket } => Some(ticket),
            Desk::Closed | Desk::Free { .. } | Desk::Paused { .. } => None,
        }
    }

    fn comes(&mut self, who: Coming, at: Ms, model: &Model, rng: &mut Dice) -> Option<TicketId> {
        let ticket = TicketId(self.app.ids.next(at));
        let issue = Command::Issue {
            ticket,
            series: self.centre.series(who.services),
            class: who.class,
            services: who.services,
            languages: Languages::VIETNAMESE,
            visitor: None,
            anyway: true,
        };
        if !self.act(&issue, at) {
            return None;
        }
        let mut dice = People::seeded(ticket.0 as u64);
        let promises = promise::promises(&self.hall, model, at, RUNS, &mut dice);
        let bound = promises.iter().find(|promise| promise.ticket == ticket).map(|promise| promise.bound);
        self.act(&Command::Promise { ticket, bound }, at);
        self.passes.push((ticket, rand::RngExt::random(rng)));
        Some(ticket)
    }

    /// Writes the day as the door of the hall would have written it, event by event.
    fn record(self, hall: HallDay) -> Result<()> {
        let by = Actor::System { chore: "demo".into() };
        let ids = &self.app.ids;
        let entries: Vec<Entry> =
            (1..).zip(self.events).map(|(seq, event)| Entry { seq, id: ids.next(event.at), event }).collect();
        let passes: Vec<Pass> = self
            .passes
            .into_iter()
            .map(|(ticket, random)| Pass { code: pass::code(random), ticket, hall, lang: Lang::Vi })
            .collect();
        let stands = self.hall;
        self.app.store.act_blocking(move |tx| {
            floor::store::lock_day(tx, hall)?;
            floor::store::record(tx, hall, &entries, &by, &stands)?;
            // Who sat where is told by the hall of each moment, and only its last one is at hand.
            floor::store::rebuild(tx, hall)?;
            let writes: Vec<_> = passes.iter().map(|one| pass::rows::write(one, stands.last)).collect();
            tx.write(&writes)
        })
    }
}

/// Whoever has an appointment in the days to come, a place on the waiting list, or waits for a call.
pub(super) fn book(app: &App, now: DateTime) -> Result<()> {
    const NAMES: [&str; 12] = [
        "Nguyễn Thị Hằng",
        "Trần Văn Lực",
        "Phạm Thu Hà",
        "Lê Quang Minh",
        "Hoàng Thị Mận",
        "Vũ Đình Khoa",
        "Đỗ Thị Ánh",
        "Bùi Văn Thắng",
        "Ngô Thị Lụa",
        "Đặng Hữu Tài",
        "Phan Thị Xuân",
        "Lý Văn Sơn",
    ];
    const NOTES: [&str; 3] = ["Đi xe lăn", "Cần giải thích bằng tiếng Tày", ""];
    let clock = kernel::Clock::set_at(walk::instant(now));
    let floor = floor::Floor::new(app.store.clone(), app.ids.clone(), clock.clone());
    let dossiers = dossier::Dossiers { clock, ..app.dossiers.clone() };
    let door = Bookings::of(&floor, &dossiers);
    blocking(async move {
        for id in floor.store.read(floor::store::list_centres).await? {
            let centre = floor.centre(id).await?;
            let visitor = |n: usize| {
                let (name, phone) = (NAMES[n % NAMES.len()].to_string(), format!("03000{n:05}"));
                let draft = VisitorDraft { name, phone, ..VisitorDraft::default() };
                draft.check().map_err(|wrong| Error::fault("sample appointment", wrong.len()))
            };
            let by = |n: usize| Actor::Applicant { name: NAMES[n % NAMES.len()].into(), account: None };
            let days = door.slots(id).await?;
            let mut n = 0;
            for facts in days.iter().filter(|facts| !facts.slots().is_empty()).take(3) {
                for (nth, slot) in facts.slots().into_iter().filter(|slot| facts.is_ahead(*slot)).enumerate() {
                    let service = centre.services[nth % centre.services.len()].no;
                    let request = Request {
                        centre: id,
                        services: Services::one(service),
                        procedures: Vec::new(),
                        visitor: visitor(n)?,
                        door: if n.is_multiple_of(3) { Door::Reception } else { Door::Portal },
                        note: NOTES[n % NOTES.len()].into(),
                    };
                    let when = When { day: facts.day, span: slot };
                    match door.book(&by(n), request, when, None).await {
                        Ok(_) | Err(Error::Refused(_)) => n += 1,
                        Err(error) => return Err(error),
                    }
                }
            }
            door.ask_call(&by(n), id, &visitor(n)?, Services::one(centre.services[0].no), "Gọi buổi chiều", None)
                .await?;
        }
        Ok(())
    })
}
