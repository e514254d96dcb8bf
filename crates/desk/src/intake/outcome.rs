//! What came of a visit: the code to take home, the promised date, the papers to print, and what can be done next.

use askama::Template;
use axum::extract::{Path, State};
use dossier::{Dossier, Dossiers, Key, Stage};
use fast_qr::convert::{Builder, Shape, svg::SvgBuilder};
use kernel::{DossierId, Lang};
use law::FormKey;
use office::SignedIn;
use web::ui::{self, Badge, Fact, Tone};
use web::{Answer, Ctx, Page};

use super::{act, promise, require_intake, screen};

/// What the page leads with.
enum Outcome {
    /// Taken in; still here or already on its way.
    Accepted {
        waits_here: bool,
    },
    AskedToComplete,
    Refused {
        reason: String,
        basis: String,
    },
    GivenAtOnce,
    Closed,
}

/// A point of a supplement request.
struct Point {
    component: String,
    ask: String,
}

#[derive(Template)]
#[template(path = "intake/outcome.html")]
struct OutcomeView {
    page: Page,
    id: DossierId,
    version: i64,
    outcome: Outcome,
    stage: Badge,
    code: String,
    /// `data:` address of the QR code; empty: it could not be drawn.
    qr: String,
    due: Option<ui::Due>,
    facts: Vec<Fact>,
    papers: Vec<(String, String)>,
    points: Vec<Point>,
    reason: String,
    transfer_by: String,
    transfer_late: bool,
    can_transfer: bool,
    /// The visit of the hall it was begun in.
    visit: Option<super::visit::Back>,
}

pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
) -> Answer {
    require_intake(&by)?;
    let reading = dossiers.read(&by, Key::Id(screen::parse(&id)?), "counter.outcome").await?;
    let dossier = &reading.dossier;
    let Some(outcome) = outcome(dossier) else { return Ok(web::see_other(&format!("/intake/{id}"))) };
    let now = kernel::time::civil(dossiers.clock.now());
    let lang = ctx.lang;
    let code = dossier.code.clone().unwrap_or_default();
    let transfer = act::transfer_by(&by, dossier, &reading.calendar, lang);
    let units = [dossier.receiving.id];
    let place = office::Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    let asked = dossier.supplements.last().filter(|_| matches!(outcome, Outcome::AskedToComplete));
    let view = OutcomeView {
        page: ctx
            .page(ctx.t(title(&outcome)))
            .crumb(ctx.t("intake-crumb"), Some("/intake"))
            .crumb(&dossier.applicant.name, None)
            .at("intake"),
        id: dossier.id,
        version: dossier.version,
        stage: stage_badge(dossier, lang),
        qr: if code.is_empty() { String::new() } else { qr(&format!("{}/tracking/{code}", ctx.settings().public_url)) },
        code,
        due: dossier.ended_at.is_none().then(|| promise::promised(dossier, &reading.calendar, now, lang)).flatten(),
        facts: facts(dossier, lang),
        papers: papers(dossier, lang),
        points: asked.map(|asked| points(dossier, asked)).unwrap_or_default(),
        reason: asked.map(|asked| asked.reason.clone()).unwrap_or_default(),
        transfer_late: transfer.as_ref().is_some_and(|(at, _)| now > *at),
        transfer_by: transfer.map(|(_, words)| words).unwrap_or_default(),
        can_transfer: by.may(office::Act::Transfer, &place),
        visit: super::visit::of_dossier(&dossiers, &by, dossier.id).await?,
        outcome,
    };
    web::html(&view)
}

/// `None`: it is still on the screen.
fn outcome(dossier: &Dossier) -> Option<Outcome> {
    Some(match &dossier.stage {
        Stage::Lodged => return None,
        Stage::SupplementBeforeIntake => Outcome::AskedToComplete,
        Stage::NotAccepted { reason, basis } => Outcome::Refused { reason: reason.clone(), basis: basis.clone() },
        Stage::Accepted => Outcome::Accepted { waits_here: true },
        Stage::InProgress { .. }
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingSupplement { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. }
        | Stage::ResultReady => Outcome::Accepted { waits_here: false },
        Stage::HandedOver => Outcome::GivenAtOnce,
        Stage::WithdrawalRequested { .. } | Stage::Stopped { .. } => Outcome::Closed,
    })
}

fn title(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "intake-outcome-accepted",
        Outcome::AskedToComplete => "intake-outcome-supplement",
        Outcome::Refused { .. } => "intake-outcome-refused",
        Outcome::GivenAtOnce => "intake-outcome-given",
        Outcome::Closed => "intake-outcome-closed",
    }
}

fn stage_badge(dossier: &Dossier, lang: Lang) -> Badge {
    let tone = match &dossier.stage {
        Stage::Accepted | Stage::InProgress { .. } | Stage::ResultReady | Stage::HandedOver => Tone::Good,
        Stage::NotAccepted { .. } | Stage::Stopped { .. } => Tone::Bad,
        Stage::Lodged => Tone::Neutral,
        Stage::SupplementBeforeIntake
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingSupplement { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. }
        | Stage::WithdrawalRequested { .. } => Tone::Warn,
    };
    Badge::new(tone, lang.say(&format!("dossier-stage-{}", dossier.stage.name().replace('_', "-"))))
}

fn facts(dossier: &Dossier, lang: Lang) -> Vec<Fact> {
    let say = |key: &str| lang.say(key).into_owned();
    let originals: u32 = dossier.components.iter().filter(|c| c.received).map(|c| c.originals).sum();
    let received = dossier.components.iter().filter(|c| c.received).count().to_string();
    let papers = lang.say_with("intake-papers-held", &[("n", &received), ("originals", &originals.to_string())]);
    let facts = [
        Fact::new(say("person-applicant"), &dossier.applicant.name),
        Fact::new(say("person-delegate"), dossier.delegate.as_ref().map(|d| d.name.clone()).unwrap_or_default()),
        Fact::new(say("intake-procedure"), &dossier.procedure.name),
        Fact::new(say("intake-receiving"), &dossier.receiving.name),
        Fact::new(say("intake-deciding"), &dossier.deciding.name),
        Fact::new(say("intake-papers"), papers),
        Fact::new(say("intake-pick-up"), say(&format!("intake-pick-up-{}", dossier.pick_up.code()))),
        Fact::new(say("intake-door"), dossier.pick_up_at.as_ref().map(|door| door.name.clone()).unwrap_or_default()),
    ];
    facts.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

/// The official papers issued so far: (words, address).
fn papers(dossier: &Dossier, lang: Lang) -> Vec<(String, String)> {
    let line = |(nth, paper): (usize, &dossier::model::IssuedPaper)| {
        let key = match paper.form {
            FormKey::Receipt => "intake-paper-receipt",
            FormKey::Supplement => "intake-paper-supplement",
            FormKey::Refusal => "intake-paper-refusal",
            FormKey::Apology => "intake-paper-apology",
            FormKey::Stop => "intake-paper-stop",
            FormKey::ControlSheet => "intake-paper-control-sheet",
            FormKey::Register => "intake-paper-register",
        };
        let words = lang.say_with(key, &[("number", &paper.number.to_string())]).into_owned();
        (words, crate::papers::href(dossier.id, nth))
    };
    dossier.papers.iter().enumerate().map(line).collect()
}

fn points(dossier: &Dossier, asked: &dossier::model::Supplement) -> Vec<Point> {
    let name = |key: &Option<String>| {
        let found = dossier.components.iter().find(|c| Some(&c.key) == key.as_ref());
        found.map(|c| c.name.clone()).unwrap_or_default()
    };
    asked.items.iter().map(|item| Point { component: name(&item.component), ask: item.ask.clone() }).collect()
}

/// The QR code of an address as a `data:` picture.
fn qr(text: &str) -> String {
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build() else { return String::new() };
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&code);
    format!("data:image/svg+xml,{}", web::fields::encode(&svg))
}
