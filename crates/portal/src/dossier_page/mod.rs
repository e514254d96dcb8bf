//! One dossier as its applicant follows it: status first, the date and how it came about, one thread of what happened,
//! what was told and which letters were issued, the papers on both sides, and what can be done now.
//!
//! It decides nothing: what is lawful is asked of the dossier room with the very act, and its refusal is shown.

mod acts;
mod door;
mod files;
mod offers;
mod thread;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::routing::{get, post};
use dossier::decide::Notice;
use dossier::door::Reading;
use dossier::view::PublicView;
use dossier::{Dossiers, Key};
use jiff::civil::DateTime;
use kernel::{Clock, Lang};
use law::FormKey;
use office::Sessions;
use person::seat::{Applicant, Frame};
use person::{Accounts, Citizen};
use store::blob::Blobs;
use web::ui::{Badge, Due, Event, Fact, Step, Thumb};
use web::{Answer, Ctx, Page, Problem};

use offers::Offer;
pub(crate) use offers::awaits_supplement;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Blobs>: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/me/dossiers/{id}", get(show))
        .route("/me/dossiers/{id}/papers/{file}", get(files::paper))
        .route("/me/dossiers/{id}/files/{file}", get(files::show))
        .route("/me/dossiers/{id}/files/{file}/picture", get(files::picture))
        .route("/me/dossiers/{id}/files/{file}/removal", post(files::remove))
        .route("/me/dossiers/{id}/supplement", get(acts::show_supplement).post(acts::answer_supplement))
        .route("/me/dossiers/{id}/adjustment", get(acts::show_adjustment).post(acts::adjust))
        .route("/me/dossiers/{id}/pick-up", get(door::show).post(door::choose))
        .route("/me/dossiers/{id}/withdrawal", get(acts::show_withdrawal).post(acts::withdraw))
        .route("/me/dossiers/{id}/withdrawal-cancellation", get(acts::show_cancellation).post(acts::cancel_withdrawal))
}

#[derive(Template)]
#[template(path = "portal/dossier.html")]
struct DossierView {
    page: Page,
    view: PublicView,
    due: Option<Due>,
    steps: Vec<Step>,
    offers: Vec<Offer>,
    thread: Vec<Event>,
    letters: Vec<Letter>,
    results: Vec<Thumb>,
    sent: Vec<SentLine>,
    facts: Vec<Fact>,
    readers: String,
    /// Where the visit it was begun in can be rated.
    rating: Option<String>,
}

/// A letter of the office, to open as PDF.
struct Letter {
    title: String,
    note: String,
    href: String,
}

/// A line of the checklist with what the applicant handed in.
struct SentLine {
    name: String,
    status: Badge,
    files: Vec<Thumb>,
}

/// A dossier with what it needs to be shown to its applicant.
pub(crate) struct Own {
    by: Citizen,
    reading: Reading,
    notices: Vec<(i64, Notice)>,
    now: DateTime,
    lang: Lang,
}

impl Own {
    /// Loads the applicant's own dossier; anybody else's is absent. The look is traced.
    pub(crate) async fn open(dossiers: &Dossiers, by: Citizen, id: &str, lang: Lang) -> Result<Own, Problem> {
        let reading = dossiers.read_as_applicant(&by, Key::parse(id)).await?;
        let notices = dossiers.notices_as_applicant(&by, Key::Id(reading.dossier.id)).await?;
        let now_ms = dossiers.clock.now_ms().max(reading.dossier.last_at_ms);
        Ok(Own { by, reading, notices, now: kernel::time::civil_ms(now_ms), lang })
    }

    fn view(&self) -> PublicView {
        let reading = &self.reading;
        PublicView::of(&reading.dossier, &reading.events, &self.notices, &reading.calendar, self.now, self.lang)
    }

    fn address(&self) -> String {
        format!("/me/dossiers/{}", self.reading.dossier.id)
    }

    fn say(&self, key: &str) -> String {
        self.lang.say(key).into_owned()
    }

    /// The letters that are for the applicant; the control sheet stays with the agencies.
    fn letters(&self) -> Vec<Letter> {
        let dossier = &self.reading.dossier;
        let own = |form: FormKey| !matches!(form, FormKey::ControlSheet | FormKey::Register);
        let letters = dossier.papers.iter().enumerate().filter(|(_, issued)| own(issued.form));
        let letter = |(place, issued): (usize, &dossier::model::IssuedPaper)| Letter {
            title: letter::title(dossier, issued),
            note: format!("{} · {}", letter::number(dossier, issued), kernel::time::hm_dmy(issued.at)),
            href: format!("{}/papers/{}.pdf", self.address(), place + 1),
        };
        letters.rev().map(letter).collect()
    }

    fn facts(&self, view: &PublicView) -> Vec<Fact> {
        let dossier = &self.reading.dossier;
        let fact = |key: &str, value: &str| Fact::new(self.say(key), value);
        let delegate = dossier.delegate.as_ref().map(|delegate| delegate.name.clone()).unwrap_or_default();
        let lodged = dossier::view::moment(dossier.lodged_at, self.lang);
        let accepted = dossier.accepted_at.map(|at| dossier::view::moment(at, self.lang)).unwrap_or_default();
        let mut facts = vec![
            fact("portal-applicant", &dossier.applicant.name),
            fact("portal-delegate", &delegate),
            fact("portal-summary", &dossier.summary),
            fact("portal-lodged-at", &lodged),
            fact("public-tracking-received", &accepted),
            fact("public-tracking-receiving", &view.receiving_unit),
            fact("public-tracking-deciding", &view.deciding_unit),
            fact("public-tracking-holder", view.present_unit.as_deref().unwrap_or_default()),
            fact("public-tracking-pick-up", &self.say(&format!("public-tracking-pick-up-{}", view.pick_up))),
            fact("public-tracking-pick-up-at", view.pick_up_at.as_deref().unwrap_or_default()),
            fact("person-phone", &dossier.applicant.phone),
            fact("person-email", &dossier.applicant.email),
            fact("person-address", &dossier.applicant.address),
        ];
        facts.retain(|fact| !fact.value.is_empty());
        facts
    }
}

const STEP_KEYS: [&str; 4] = [
    "public-tracking-stage-received",
    "public-tracking-stage-working",
    "public-tracking-stage-ready",
    "public-tracking-stage-closed",
];

async fn show(ctx: Ctx, Applicant(by): Applicant, State(dossiers): State<Dossiers>, Path(id): Path<String>) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let view = own.view();
    let due = view.due.as_ref().map(|due| Due {
        date: due.words.clone(),
        remains: due.remains.clone(),
        tone: due.tone,
        chain: due.explanation.clone(),
    });
    let steps = STEP_KEYS.into_iter().zip(&view.steps);
    let steps = steps.map(|(key, state)| Step { label: ctx.t(key), state: *state, ..Step::default() }).collect();
    let code = own.reading.dossier.code.clone().unwrap_or_else(|| ctx.t("portal-no-code"));
    let page = ctx
        .page(view.status_words.clone())
        .at("me-dossiers")
        .crumb(ctx.t("portal-dossiers"), Some("/me/dossiers"))
        .crumb(code, None);
    let (dossier, now_ms) = (own.reading.dossier.id, dossiers.clock.now_ms());
    let rating = dossiers.store.read_brief(move |tx| floor::rating::door::address_for(tx, dossier, now_ms)).await?;
    web::html(&DossierView {
        page,
        rating,
        due,
        steps,
        offers: own.offers(),
        thread: own.thread(&view),
        letters: own.letters(),
        results: own.results(),
        sent: own.sent(),
        facts: own.facts(&view),
        // Who has looked is the applicant's to know: whoever acts for them sees the dossier, not its readers.
        readers: match own.by.owns(own.reading.dossier.applicant.person) {
            true => format!("/me/readers?dossier={}", own.reading.dossier.id),
            false => String::new(),
        },
        view,
    })
}
