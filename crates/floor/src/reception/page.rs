//! The reception's page as it is drawn: who stands at the desk, what waits for them, the tickets of today.

use askama::Template;
use axum::http::StatusCode;
use kernel::Lang;
use person::PersonCard;
use person::account::Standing;
use queue::hall::{Hall, Languages, Services};
use queue::rule::Class;
use web::ui::{Badge, Choice, Tab, Tone};
use web::{Answer, Fields, Page};

use super::booked;
use super::html::{At, Desk, Draft};
use super::picture::{self, Waiting};
use super::route;
use super::rows::{self, LeadCall};
use super::tell;
use crate::booking::model::Appointment;
use crate::counter::words::{self, TicketRow};
use crate::html;
use crate::setup::Centre;

/// Tickets of today in the list.
const LISTED: usize = 15;

/// One stop of the way.
struct StepView {
    zone: Option<u8>,
    sentence: String,
}

/// A dossier that waits for its applicant.
struct WaitingView {
    code: String,
    procedure: String,
    note: String,
}

impl WaitingView {
    fn of(one: &Waiting, lang: Lang) -> WaitingView {
        let said = |name: &String| lang.say_with("floor-reception-result-elsewhere", &[("centre", name)]).into_owned();
        WaitingView {
            code: one.line.code.clone().unwrap_or_default(),
            procedure: one.line.procedure_name.clone(),
            note: one.elsewhere.as_ref().map(said).unwrap_or_default(),
        }
    }
}

/// Whoever stands at the desk.
struct VisitorView {
    /// Empty: not identified.
    person: String,
    name: String,
    /// Number (masked), birth, place.
    about: String,
    account: Option<Badge>,
    /// An account that has to be made or confirmed here.
    needs_code: bool,
    results: Vec<WaitingView>,
    supplements: Vec<WaitingView>,
    fees: Vec<WaitingView>,
    /// Their ticket that is not over.
    standing: Option<TicketRow>,
    /// Their tickets of today that are over.
    over: Vec<TicketRow>,
    /// Today's appointment, and its words; empty: none.
    appointment: String,
    booked: String,
    steps: Vec<StepView>,
    /// The language the steps are said in.
    steps_lang: &'static str,
    /// Chosen services that nobody open can serve.
    unserved: String,
}

/// What stands beside the desk.
struct Quick {
    kind: &'static str,
    label: String,
    n: i64,
}

#[derive(Template)]
#[template(path = "reception/home.html")]
struct HomeView {
    page: Page,
    tabs: Vec<Tab>,
    centre: String,
    printing: String,
    base: String,
    form: Fields,
    found: Option<Vec<(PersonCard, String)>>,
    visitor: Option<VisitorView>,
    services: Vec<Choice>,
    classes: Vec<Choice>,
    speaks: Vec<Choice>,
    tickets: Vec<TicketRow>,
    more_tickets: usize,
    /// Whether the number can be sent by text message, and the telephone that is known, masked.
    texts: bool,
    phone: String,
    /// What the list was searched by.
    searched: String,
    quick: Vec<Quick>,
    calls: Vec<String>,
}

impl Desk<'_> {
    pub(super) async fn page(&self, draft: Draft) -> Answer {
        let (ctx, lang) = (self.ctx, self.ctx.lang);
        let (hall_day, now_ms) = (self.hall_day(), self.floor.clock.now_ms());
        let beside =
            move |tx: &mut store::Tx<'_>| Ok((rows::list_quick(tx, hall_day)?, rows::list_calls(tx, hall_day)?));
        let (counts, calls) = self.floor.store.read_brief(beside).await?;
        let live = self.floor.hall(self.centre.id).await?;
        let hall = live.look().clone();
        let Draft { form, found, at, booked } = draft;
        let searched = form.value("n").trim().to_uppercase();
        let every = words::rows_of(&hall, &self.centre, now_ms, lang, |ticket| {
            searched.is_empty() || ticket.number.to_string().starts_with(&searched)
        });
        let more_tickets = every.len().saturating_sub(LISTED);
        let n_of = |kind: &str| counts.iter().find(|(known, _)| known == kind).map_or(0, |(_, n)| *n);
        let quick = rows::QUICK.map(|kind| Quick {
            kind,
            label: lang.say(&format!("floor-reception-quick-{kind}")).into_owned(),
            n: n_of(kind),
        });
        let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let view = HomeView {
            page: html::part(ctx.page(lang.say("floor-reception-title")), "reception").wide(),
            centre: self.by.directory().unit_name(self.centre.id),
            tabs: html::tabs(lang, self.by, self.centre.id, "reception"),
            printing: format!("/floor/{}/printing", self.centre.id),
            base: self.base(),
            visitor: self.visitor(&at, booked.as_ref(), &form, &hall, now_ms),
            services: self.choices(&hall, &form),
            classes: ["walk_in", "vulnerable"].map(|class| Choice::new(class, words::class_word(class, lang))).into(),
            speaks: ["vi", "en", "both"]
                .map(|speaks| Choice::new(speaks, lang.say(&format!("floor-reception-speaks-{speaks}"))))
                .into(),
            found: found.map(|cards| cards.into_iter().map(|card| (card.clone(), about(&card, lang))).collect()),
            tickets: every.into_iter().take(LISTED).collect(),
            more_tickets,
            searched,
            texts: self.floor.texts,
            phone: tell::known(&at, booked.as_ref()).map(|to| sms::model::mask(&to)).unwrap_or_default(),
            quick: quick.into(),
            calls: standing_calls(&calls, &hall, &self.centre, lang),
            form,
        };
        web::html_with(status, &view)
    }

    /// Services to choose from; what nobody serves now is said beside it.
    fn choices(&self, hall: &Hall, form: &Fields) -> Vec<Choice> {
        let lang = self.ctx.lang;
        let (class, languages) = (class_of(form), speech(form).0);
        let choice = |service: &crate::setup::ServiceRow| {
            let choice = Choice::new(service.no.to_string(), service.name(lang));
            match words::unserved(hall, Services::one(service.no), class, languages).is_empty() {
                true => choice,
                false => choice.hint(lang.say("floor-reception-no-counter-now")),
            }
        };
        self.centre.offered().map(choice).collect()
    }

    fn visitor(
        &self,
        at: &At,
        booked: Option<&Appointment>,
        form: &Fields,
        hall: &Hall,
        now_ms: i64,
    ) -> Option<VisitorView> {
        let lang = self.ctx.lang;
        let (languages, steps_lang) = speech(form);
        let mut route = self.route(at, booked);
        if class_of(form) == Class::Vulnerable && !route.steps.contains(&route::Step::Priority) {
            let place = route.steps.iter().position(|step| *step == route::Step::Wait).unwrap_or(route.steps.len());
            route.steps.insert(place, route::Step::Priority);
        }
        let step = |step: &route::Step| StepView {
            zone: step.zone(),
            sentence: steps_lang.say_with(step.key(), &[("n", &step.n().to_string())]).into_owned(),
        };
        let chosen = self.chosen(form).unwrap_or(Services::NONE);
        let unserved = words::unserved(hall, chosen, class_of(form), languages);
        let mut view = VisitorView {
            person: String::new(),
            name: lang.say("floor-reception-stranger").into_owned(),
            about: String::new(),
            account: None,
            needs_code: false,
            results: Vec::new(),
            supplements: Vec::new(),
            fees: Vec::new(),
            standing: None,
            over: Vec::new(),
            appointment: booked.map(|one| one.id.to_string()).unwrap_or_default(),
            booked: booked.map(|one| booked::words(one, &self.centre, lang)).unwrap_or_default(),
            steps: route.steps.iter().map(step).collect(),
            steps_lang: steps_lang.code(),
            unserved: self.centre.names(unserved, lang),
        };
        match at {
            At::Nobody => return None,
            At::Stranger { asked: false } => {}
            At::Stranger { asked: true } => {
                view.name = lang.say("floor-reception-unknown").into_owned();
                view.account = Some(account_badge(Standing::Absent, lang));
                view.needs_code = true;
            }
            At::Known(one) => {
                let rows = |list: &[Waiting]| list.iter().map(|one| WaitingView::of(one, lang)).collect();
                let mine = picture::tickets_of(hall, one.person.id);
                let row = |ticket: &&queue::hall::Ticket| TicketRow::of(ticket, hall, &self.centre, now_ms, lang);
                view.person = one.person.id.to_string();
                view.name = one.person.name.clone();
                view.about = about(&PersonCard::of(&one.person), lang);
                view.account = Some(account_badge(one.account, lang));
                view.needs_code = one.account != Standing::Confirmed;
                view.results = rows(&one.results);
                view.supplements = rows(&one.supplements);
                view.fees = rows(&one.fees);
                view.standing = mine.iter().find(|ticket| !ticket.state.is_over()).map(row);
                view.over = mine.iter().filter(|ticket| ticket.state.is_over()).map(row).collect();
            }
        }
        Some(view)
    }
}

fn about(card: &PersonCard, lang: Lang) -> String {
    let kind = lang.say(&format!("person-kind-{}", card.kind.key())).into_owned();
    let birth = card.birth_year.map(|year| year.to_string());
    let parts = [Some(kind), card.number.clone(), birth, Some(card.commune.clone())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn account_badge(standing: Standing, lang: Lang) -> Badge {
    let (tone, key) = match standing {
        Standing::Absent => (Tone::Warn, "floor-reception-account-absent"),
        Standing::Claimed => (Tone::Warn, "floor-reception-account-claimed"),
        Standing::Confirmed => (Tone::Good, "floor-reception-account-confirmed"),
    };
    Badge::new(tone, lang.say(key))
}

pub(super) fn class_of(form: &Fields) -> Class {
    if form.value("class") == "vulnerable" { Class::Vulnerable } else { Class::WalkIn }
}

/// The languages a visitor speaks, and the one of their paper.
pub(super) fn speech(form: &Fields) -> (Languages, Lang) {
    match form.value("speaks") {
        "en" => (Languages::ENGLISH, Lang::En),
        "both" => (Languages(Languages::VIETNAMESE.0 | Languages::ENGLISH.0), Lang::Vi),
        _ => (Languages::VIETNAMESE, Lang::Vi),
    }
}

/// Calls for the lead that no counter has answered by opening.
pub fn standing_calls(calls: &[LeadCall], hall: &Hall, centre: &Centre, lang: Lang) -> Vec<String> {
    let open = |service| hall.counters.values().any(|counter| counter.is_open() && counter.able.services.has(service));
    let said = |call: &LeadCall| {
        let at = words::hour(call.at_ms);
        let facts = [("service", &*centre.names(Services::one(call.service), lang)), ("by", &*call.by), ("at", &*at)];
        lang.say_with("floor-reception-called-lead", &facts).into_owned()
    };
    calls.iter().filter(|call| !open(call.service)).map(said).collect()
}
