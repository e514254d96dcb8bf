//! The reception's screen: identify, see, propose, issue. It decides nothing: the hall does.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::Uri;
use axum::routing::{get, post};
use dossier::Dossiers;
use kernel::{Clock, Error, PersonId, Refusal};
use office::{Act, Frame, Officer, Sessions, SignedIn};
use person::account::Standing;
use person::{Kind, PersonCard, Reader};
use queue::hall::Services;
use queue::rule::Class;
use store::ledger::Once;
use web::{Answer, Ctx, Fields, Flash, Problem};

use super::booked;
use super::page::{class_of, speech};
use super::picture::{self, Picture};
use super::route::{self, Route};
use super::rows::{self, LeadCall};
use super::shown::Shown;
use super::{tell, ticket};
use crate::booking::door::Bookings;
use crate::booking::model::Appointment;
use crate::counter::words;
use crate::door::Floor;
use crate::issue::{Along, Issued, Wish};
use crate::setup::Centre;
use crate::store::HallDay;
use crate::{api, html, messages, pass, place};

/// The reception's pages.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/floor/{centre}/reception", get(show).post(press))
        .route("/floor/{centre}/reception/quick", post(quick))
        .route("/floor/{centre}/reception/tickets/{ticket}", get(ticket::show))
        .route("/floor/{centre}/reception/tickets/{ticket}/{act}", post(ticket::act))
}

/// People shown to choose from.
const SHOWN: i64 = 8;
/// Who stands at the desk, while the page is made.
pub(super) enum At {
    Nobody,
    /// Somebody who is not asked, or whose number nobody knows.
    Stranger {
        asked: bool,
    },
    Known(Box<Picture>),
}

pub(super) struct Draft {
    pub form: Fields,
    pub found: Option<Vec<PersonCard>>,
    pub at: At,
    /// Their appointment of today that still stands.
    pub booked: Option<Appointment>,
}

/// What every handler here needs.
pub(super) struct Desk<'d> {
    pub ctx: &'d Ctx,
    pub by: &'d Officer,
    pub floor: &'d Floor,
    pub dossiers: &'d Dossiers,
    pub centre: Arc<Centre>,
}

async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(centre): Path<String>,
    uri: Uri,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let desk = Desk { ctx: &ctx, by: &by, floor: &floor, dossiers: &dossiers, centre };
    let form = Fields::new().with("n", Fields::of_query(&uri).value("n"));
    desk.page(Draft { form, found: None, at: At::Nobody, booked: None }).await
}

async fn press(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    State(dossiers): State<Dossiers>,
    Path(centre): Path<String>,
    form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let desk = Desk { ctx: &ctx, by: &by, floor: &floor, dossiers: &dossiers, centre };
    let pressed = form.value("do").to_string();
    match pressed.split_once(':') {
        Some(("person", id)) => {
            let id = id.parse().map_err(|_| Problem::absent("person id"))?;
            desk.greet_known(id).await
        }
        _ if pressed == "find" => desk.find(form).await,
        _ if pressed == "nobody" => desk.greet(Fields::new(), At::Stranger { asked: false }, None).await,
        _ => {
            let at = match form.some("person").map(str::parse::<PersonId>) {
                Some(Ok(id)) => At::Known(Box::new(desk.look(id).await?)),
                Some(Err(_)) => return Err(Problem::absent("person id")),
                None => At::Stranger { asked: form.has("asked", "1") },
            };
            let booked = match form.value("appointment").parse() {
                Ok(id) => booked::of_id(desk.floor, desk.dossiers, &by, desk.centre.id, id).await?,
                Err(_) => None,
            };
            match pressed.as_str() {
                "issue" | "anyway" => desk.issue(form, at, booked, pressed == "anyway").await,
                "add" | "add-anyway" => desk.add(form, at, booked, pressed == "add-anyway").await,
                "call-lead" => desk.call_lead(form, at, booked).await,
                _ => desk.page(Draft { form, found: None, at, booked }).await,
            }
        }
    }
}

/// `POST …/quick`: somebody was helped at once; only counted.
async fn quick(SignedIn(by): SignedIn, State(floor): State<Floor>, Path(centre): Path<String>, form: Fields) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::Greet).await?;
    let kind = rows::QUICK.into_iter().find(|kind| *kind == form.value("kind"));
    let kind = kind.ok_or_else(|| Problem::absent("kind of help"))?;
    let hall = HallDay { centre: centre.id, day: floor.today() };
    let (once, now_ms) = (html::once(by.id().0, &form), floor.clock.now_ms());
    let count = move |tx: &mut store::Tx<'_>| {
        if let Some(once) = &once {
            if once.find_answer(tx)?.is_some() {
                return Ok(());
            }
            tx.write(&[once.remember("", now_ms)])?;
        }
        rows::count_quick(tx, hall, kind)
    };
    floor.store.act(count).await?;
    Ok(Flash::good("floor-reception-quick-counted").then(&format!("/floor/{}/reception", centre.id)))
}

impl Desk<'_> {
    pub(super) fn base(&self) -> String {
        format!("/floor/{}/reception", self.centre.id)
    }

    pub(super) fn hall_day(&self) -> HallDay {
        HallDay { centre: self.centre.id, day: self.floor.today() }
    }

    async fn look(&self, person: PersonId) -> kernel::Result<Picture> {
        picture::look(self.dossiers, self.by, self.centre.id, person, "reception.visitor").await
    }

    async fn greet_known(&self, person: PersonId) -> Answer {
        let picture = self.look(person).await?;
        let booked = booked::of_person(self.floor, self.dossiers, self.by, self.centre.id, &picture.person).await?;
        self.greet(Fields::new(), At::Known(Box::new(picture)), booked).await
    }

    /// The first showing of somebody: what is proposed is ticked.
    async fn greet(&self, mut form: Fields, at: At, booked: Option<Appointment>) -> Answer {
        let english = matches!(&at, At::Known(one) if one.person.kind() == Kind::Foreigner);
        let vulnerable = matches!(&at, At::Known(one) if one.elderly);
        for service in self.route(&at, booked.as_ref()).services.iter() {
            form = form.with("services", service);
        }
        form = form.with("class", if vulnerable { "vulnerable" } else { "walk_in" });
        form = form.with("speaks", if english { "en" } else { "vi" });
        form = form.with("sms", "1");
        self.page(Draft { form, found: None, at, booked }).await
    }

    pub(super) fn route(&self, at: &At, booked: Option<&Appointment>) -> Route {
        let appointment = booked.map_or(Services::NONE, |one| one.services);
        match at {
            At::Known(one) => one.route(&self.centre, appointment),
            At::Nobody | At::Stranger { .. } => {
                let account = matches!(at, At::Stranger { asked: true }).then_some(Standing::Absent);
                let facts = route::Facts { account, appointment, ..route::STRANGER };
                route::propose(&facts, picture::special(&self.centre))
            }
        }
    }

    async fn find(&self, mut form: Fields) -> Answer {
        let shown = Shown::read(form.value("q"));
        let booked = match shown {
            Shown::Appointment => {
                booked::of_code(self.floor, self.dossiers, self.by, self.centre.id, form.value("q")).await?
            }
            _ => None,
        };
        if let Some(one) = booked {
            let at = match one.visitor.person {
                Some(person) => At::Known(Box::new(self.look(person).await?)),
                None => At::Stranger { asked: false },
            };
            return self.greet(Fields::new(), at, Some(one)).await;
        }
        let known = match &shown {
            Shown::Ticket(number) => self.ticket_of_number(number).await?,
            Shown::Pass(code) => self.ticket_of_pass(code).await?,
            Shown::Nothing | Shown::Odd | Shown::Appointment | Shown::Card { .. } | Shown::Words(_) => None,
        };
        if let Some(ticket) = known {
            return Ok(web::see_other(&format!("{}/tickets/{ticket}", self.base())));
        }
        let Some(words) = shown.words() else {
            match shown {
                Shown::Nothing => form.refuse("q", self.ctx.t("floor-reception-find-nothing")),
                Shown::Odd => form.refuse("q", self.ctx.t("floor-reception-find-odd")),
                Shown::Appointment => form.refuse("q", self.ctx.t("floor-reception-no-appointment")),
                _ => form.refuse_by(self.ctx.lang, &Refusal::new("TICKET_NOT_OF_TODAY").at("q")),
            }
            return self.page(Draft { form, found: None, at: At::Nobody, booked: None }).await;
        };
        let reader = Reader::officer(self.by, "reception.find", &self.dossiers.ids, self.dossiers.clock.now_ms());
        let words = words.to_string();
        let cards = self.floor.store.act(move |tx| person::store::find_people(tx, &words, &reader, SHOWN)).await?;
        match cards.as_slice() {
            [only] if shown.is_number() => self.greet_known(only.id).await,
            [] if shown.is_number() => {
                self.greet(Fields::new().with("asked", "1"), At::Stranger { asked: true }, None).await
            }
            _ => self.page(Draft { form, found: Some(cards), at: At::Nobody, booked: None }).await,
        }
    }

    async fn ticket_of_number(&self, number: &str) -> kernel::Result<Option<kernel::TicketId>> {
        let live = self.floor.hall(self.centre.id).await?;
        Ok(words::ticket_of(&live.look(), number))
    }

    async fn ticket_of_pass(&self, code: &str) -> kernel::Result<Option<kernel::TicketId>> {
        let (code, here) = (code.to_string(), self.hall_day());
        let pass = self.floor.store.read_brief(move |tx| pass::rows::find(tx, &code)).await?;
        Ok(pass.filter(|pass| pass.hall == here).map(|pass| pass.ticket))
    }

    // ── the ticket ──────────────────────────────────────────────────────────────────────────────────────────────

    pub(super) fn chosen(&self, form: &Fields) -> Result<Services, Refusal> {
        let numbers: Vec<u8> = form.all("services").iter().filter_map(|no| no.parse().ok()).collect();
        api::offered(&self.centre, &numbers)
    }

    async fn issue(&self, mut form: Fields, at: At, booked: Option<Appointment>, anyway: bool) -> Answer {
        let services = match self.chosen(&form) {
            Ok(services) => services,
            Err(refusal) => {
                form.refuse_by(self.ctx.lang, &refusal);
                return self.page(Draft { form, found: None, at, booked }).await;
            }
        };
        let (languages, lang) = speech(&form);
        let wish = Wish {
            services,
            class: class_of(&form),
            languages,
            visitor: match &at {
                At::Known(one) => Some(one.person.id),
                At::Nobody | At::Stranger { .. } => None,
            },
            anyway,
            lang,
        };
        let to = match self.floor.texts.then(|| tell::wanted(&form, tell::known(&at, booked.as_ref()))) {
            Some(Err(refusal)) => {
                form.refuse_by(self.ctx.lang, &refusal);
                return self.page(Draft { form, found: None, at, booked }).await;
            }
            told => told.and_then(Result::ok).flatten(),
        };
        let once = html::once(self.by.id().0, &form);
        match self.issue_with(wish, booked.as_ref(), to, once).await {
            Ok(issued) => Ok(web::see_other(&format!("{}/tickets/{}", self.base(), issued.ticket.id))),
            Err(Error::Refused(refusal)) => {
                self.refuse(&mut form, &refusal);
                self.page(Draft { form, found: None, at, booked }).await
            }
            Err(other) => Err(other.into()),
        }
    }

    /// The ticket; with an appointment, whose visitor arrives in the same act or not at all.
    async fn issue_with(
        &self,
        mut wish: Wish,
        booked: Option<&Appointment>,
        to: Option<String>,
        once: Option<Once>,
    ) -> kernel::Result<Issued> {
        let actor = self.by.actor();
        let told = to.map(|to| messages::tell_number(self.floor, to));
        let Some(one) = booked else { return self.floor.issue_with(&actor, self.centre.id, &wish, once, told).await };
        let door = Bookings::of(self.floor, self.dossiers);
        wish.class = door.class_of(one, wish.class == Class::Vulnerable, &self.centre.settings.rule());
        wish.services = wish.services.and(one.services);
        wish.visitor = wish.visitor.or(one.visitor.person);
        let (id, by) = (one.id, actor.clone());
        let along: Along = Arc::new(move |tx, ticket| {
            door.arrived(tx, id, ticket, &by)?;
            told.as_ref().map_or(Ok(()), |told| told(tx, ticket))
        });
        self.floor.issue_with(&actor, self.centre.id, &wish, once, Some(along)).await
    }

    /// Another service on the ticket that the visitor has.
    async fn add(&self, mut form: Fields, at: At, booked: Option<Appointment>, anyway: bool) -> Answer {
        let ticket = form.value("ticket").parse().map_err(|_| Problem::absent("ticket"))?;
        let added = match self.chosen(&form) {
            Ok(services) => {
                let command = queue::hall::Command::Add { ticket, services, anyway };
                let once = html::once(self.by.id().0, &form);
                self.floor.act(&self.by.actor(), self.centre.id, command, once).await.map(drop)
            }
            Err(refusal) => Err(refusal.into()),
        };
        match added {
            Ok(()) => Ok(Flash::good("floor-reception-added").then(&format!("{}/tickets/{ticket}", self.base()))),
            Err(Error::Refused(refusal)) => {
                self.refuse(&mut form, &refusal);
                self.page(Draft { form, found: None, at, booked }).await
            }
            Err(other) => Err(other.into()),
        }
    }

    /// What is refused is said at its field; that nobody serves a service is said by the page itself, with what can be done.
    fn refuse(&self, form: &mut Fields, refusal: &Refusal) {
        if refusal.key != "NO_COUNTER_FOR_SERVICE" {
            form.refuse_by(self.ctx.lang, refusal);
        }
    }

    async fn call_lead(&self, form: Fields, at: At, booked: Option<Appointment>) -> Answer {
        let chosen = self.chosen(&form).unwrap_or(Services::NONE);
        let live = self.floor.hall(self.centre.id).await?;
        let missing = words::unserved(&live.look(), chosen, class_of(&form), speech(&form).0);
        let (hall, by, at_ms) = (self.hall_day(), self.by.name().to_string(), self.floor.clock.now_ms());
        let call = |service| rows::call_write(hall, &LeadCall { service, by: by.clone(), at_ms });
        let writes: Vec<_> = missing.iter().map(call).collect();
        self.floor.store.act(move |tx| tx.write(&writes)).await?;
        self.page(Draft { form, found: None, at, booked }).await
    }
}
