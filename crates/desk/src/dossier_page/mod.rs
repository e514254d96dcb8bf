//! One dossier on one page: what it is, what is to do next, and everything that happened, with every act as a form.
//!
//! It never decides: forms become typed commands, the dossier room decides, and its refusals come back to the field.

mod acts;
mod forms;
pub mod noun;
mod parse;
mod preview;
mod timeline;
mod view;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::Uri;
use axum::routing::{get, post};
use dossier::door::Reading;
use dossier::{Dossiers, Key};
use jiff::civil::DateTime;
use kernel::Clock;
use office::{Act, Frame, Officer, Place, Sessions, SignedIn};
use store::ledger;
use web::ui::{Badge, Due, Event, Fact, Step, Thumb};
use web::{Answer, Ctx, Fields, Page, Problem};

use crate::intake::visit::{self, Back};
use crate::worklist::{self, Neighbours};
use noun::{Noun, Offer, Situation};
use view::{ComponentView, HoldView, MatterView, OfferView, PaperView, ReaderView, Says};

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/dossiers/{id}", get(show))
        .route("/dossiers/{id}/{noun}", get(acts::show).post(acts::act))
        .route("/dossiers/{id}/{noun}/preview", post(acts::preview))
        .route("/dossiers/{id}/consultation/{nth}/answer", get(acts::show_answer).post(acts::answer))
}

#[derive(Template)]
#[template(path = "dossier/show.html")]
struct DossierView {
    page: Page,
    upload: String,
    code: Option<String>,
    procedure: String,
    applicant_name: String,
    version: i64,
    from: String,
    stage: Badge,
    due: Option<Due>,
    turn: String,
    clocks: Vec<Fact>,
    /// Where the papers are.
    custody: custody::panel::Panel,
    primary: Option<OfferView>,
    others: Vec<OfferView>,
    intake: Option<String>,
    steps: Vec<Step>,
    applicant: Vec<Fact>,
    facts: Vec<Fact>,
    components: Vec<ComponentView>,
    agency_files: Vec<Thumb>,
    may_attach: bool,
    matters: Vec<MatterView>,
    holds: Vec<HoldView>,
    events: Vec<Event>,
    papers: Vec<PaperView>,
    readers: Vec<ReaderView>,
    neighbours: Neighbours,
    /// The counter of the hall at which the officer has a visitor.
    visit: Option<Back>,
    is_closed: bool,
}

async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    let query = Fields::of_query(&uri);
    let from = query.value("from").to_string();
    let key = Key::parse(&id);
    if let Key::Code(_) = &key {
        // A code in the address leads to the one address of the dossier.
        let found = dossiers.read_bare(&by, key, "code").await?;
        return Ok(web::see_other(&address(&found.id.to_string(), &from)));
    }
    let reading = dossiers.read(&by, key, "page").await?;
    let subject = reading.dossier.id.0;
    let (id, lang) = (reading.dossier.id, ctx.lang);
    let looked =
        dossiers.store.read(move |tx| Ok((ledger::list_audit(tx, subject, 200)?, custody::panel::load(tx, id, lang)?)));
    let (audit, panel) = looked.await?;
    let neighbours = match from.is_empty() {
        true => Neighbours::default(),
        false => worklist::neighbours(&by, &dossiers, &from, &reading.dossier).await?,
    };
    let now = now_of(&dossiers, &reading);
    let visit = visit::of_officer(&dossiers, &by, id).await?;
    let view = dossier_view(&ctx, &by, &reading, (&audit, panel), neighbours, from, now);
    web::html(&DossierView { visit, ..view })
}

/// The office's time, never before the dossier's last event: the same "now" a decision would have.
fn now_of(dossiers: &Dossiers, reading: &Reading) -> DateTime {
    kernel::time::civil_ms(dossiers.clock.now_ms().max(reading.dossier.last_at_ms))
}

fn address(id: &str, from: &str) -> String {
    let query = if from.is_empty() { String::new() } else { format!("?from={}", web::fields::encode(from)) };
    format!("/dossiers/{id}{query}")
}

fn situation<'a>(reading: &'a Reading, now: DateTime) -> Situation<'a> {
    Situation { dossier: &reading.dossier, procedure: &reading.procedure, process: &reading.process, now }
}

fn dossier_view(
    ctx: &Ctx,
    by: &Officer,
    reading: &Reading,
    (audit, panel): (&[ledger::AuditLine], custody::panel::Panel),
    neighbours: Neighbours,
    from: String,
    now: DateTime,
) -> DossierView {
    let says = Says { lang: ctx.lang, reading, now };
    let dossier = &reading.dossier;
    let offers = noun::offered(by, situation(reading, now));
    let theirs = dossier.desk().and_then(|desk| desk.officer.as_ref()).is_some_and(|holder| holder.id != by.id());
    // Extending, withdrawing or stopping is never what the work waits for; nor is taking it from whoever is at it.
    let leads = |offer: &Offer| match offer.noun {
        Noun::Assignment => !theirs,
        Noun::Extension | Noun::Apology | Noun::Withdrawal | Noun::Stop | Noun::Closing | Noun::SupplementAsk => false,
        _ => true,
    };
    let first = offers.first().copied().filter(leads);
    let rest: Vec<Offer> = offers.iter().copied().filter(|offer| Some(*offer) != first).collect();
    let units = dossier::door::seen_units(dossier);
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    let before_acceptance = dossier.accepted_at.is_none() && dossier.stage.is_open();
    let back = if neighbours.back.is_empty() { "/dossiers".to_string() } else { neighbours.back.clone() };
    let code = says.code();
    let list = worklist::Query::parse(&Fields::parse(&from)).pile.code().replace('_', "-");
    DossierView {
        page: ctx
            .page(code.clone())
            .crumb(ctx.t(&format!("dossier-pile-{list}")), Some(&back))
            .crumb(code, None)
            .at("dossiers"),
        upload: format!("/dossiers/{}/files", dossier.id),
        code: dossier.code.clone(),
        procedure: dossier.procedure.name.clone(),
        applicant_name: dossier.applicant.name.clone(),
        version: dossier.version,
        stage: says.stage(),
        due: says.due(),
        turn: says.turn(),
        clocks: says.clocks(),
        custody: panel,
        primary: says.offers(first.as_slice(), &from).into_iter().next(),
        others: says.offers(&rest, &from).into_iter().chain(says.talk(by)).collect(),
        intake: (before_acceptance && by.may(Act::Accept, &place)).then(|| format!("/intake/{}", dossier.id)),
        steps: says.steps(),
        applicant: says.applicant(),
        facts: says.facts(),
        components: says.components(),
        agency_files: says.agency_files(),
        may_attach: dossier.stage.is_open() && [Act::AttachResult, Act::Propose].iter().any(|act| by.may(*act, &place)),
        matters: says.matters(),
        holds: says.holds(),
        events: says.timeline(),
        papers: says.papers(),
        readers: says.readers(audit),
        neighbours,
        visit: None,
        is_closed: !dossier.stage.is_open(),
        from,
    }
}

/// Somebody may not do an act here: 404 if the dossier is not theirs to see (the read has said so), else 403.
fn not_offered() -> Problem {
    Problem::Forbidden { why: "desk-not-offered".into() }
}
