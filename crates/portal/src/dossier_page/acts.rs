//! The applicant's acts: the answer to a supplement request point by point, an adjustment, a withdrawal and going on after
//! all. Fields become a command; a refusal comes back at its field with everything typed still there.

use askama::Template;
use axum::extract;
use axum::extract::Path;
use axum::http::StatusCode;
use dossier::command::Adjustment;
use dossier::model::{PickUp, SupplementAnswer};
use dossier::{Command, Dossier, Dossiers, Key};
use kernel::{Actor, Error, Lang, Refusal};
use person::seat::Applicant;
use procedure::form::Filled;
use sha2::{Digest, Sha256};
use store::ledger::Once;
use web::ui::{Choice, Thumb};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::Own;
use super::offers::{as_it_is, awaits_supplement};
use crate::filing::Filings;
use crate::uploads::html::{FileLine, lines};
use crate::uploads::{State, Target, Upload};

// ── one form, one command ───────────────────────────────────────────────────────────────────────────────────────

/// Where an act of a form ends: the page to come back to, and the sentence that says it was done.
pub(super) struct Act {
    pub command: Command,
    pub noun: &'static str,
    pub said: &'static str,
}

impl Own {
    pub(super) fn page(&self, ctx: &Ctx, title: &str) -> Page {
        let code = self.reading.dossier.code.clone().unwrap_or_else(|| ctx.t("portal-no-code"));
        ctx.page(ctx.t(title))
            .at("me-dossiers")
            .crumb(ctx.t("portal-dossiers"), Some("/me/dossiers"))
            .crumb(code, Some(&self.address()))
            .crumb(ctx.t(title), None)
    }

    /// Files on their way into the dossier.
    async fn uploads(&self, filings: &Filings) -> kernel::Result<Vec<Upload>> {
        filings.uploads().list(&self.by, Target::Dossier(self.reading.dossier.id)).await
    }

    /// The version to act on: the applicant's own uploads since the page was shown do not make it old; anybody else's act
    /// does.
    fn seen(&self, shown: i64) -> i64 {
        let is_mine = |actor: &str| match serde_json::from_str(actor) {
            Ok(Actor::Applicant { account, .. }) => account == Some(self.by.account()),
            _ => false,
        };
        let mut since = self.reading.events.iter().filter(|event| event.seq > shown);
        let all_mine =
            since.all(|event| matches!(event.kind.as_str(), "attach_file" | "remove_file") && is_mine(&event.actor));
        if shown > 0 && all_mine { self.reading.dossier.version } else { shown }
    }

    /// Does the act; `Err` is the form with what is wrong, or the page of a problem that no form can mend.
    pub(super) async fn perform(
        &self,
        ctx: &Ctx,
        dossiers: &Dossiers,
        act: Act,
        mut form: Fields,
    ) -> Result<Answer, Fields> {
        let id = self.reading.dossier.id;
        let typed: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let once = form.once().map(|token| Once {
            caller: self.by.account().0,
            token: token.into(),
            fingerprint: hex::encode(Sha256::digest(format!("{id}/{}\n{}", act.noun, typed.join("\n")))),
        });
        let seen = self.seen(form.number("version").unwrap_or(0));
        match dossiers.perform_as_applicant(&self.by, Key::Id(id), seen, act.command, once).await {
            Ok(_) => Ok(Ok(Flash::good(act.said).then(&self.address()))),
            Err(Error::Refused(refusal)) => {
                let mut said = web::refusal_text(ctx.lang, &refusal);
                if let Some(law) = &refusal.law {
                    said = format!("{said} {}", ctx.lang.say_with("portal-by-law", &[("law", law)]));
                }
                form.refuse(refusal.field.as_deref().unwrap_or_default(), said);
                Err(form)
            }
            Err(other) => Ok(Err(other.into())),
        }
    }
}

// ── a supplement request, point by point ────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "portal/supplement.html")]
struct SupplementView {
    page: Page,
    form: Fields,
    action: String,
    back: String,
    version: i64,
    reason: String,
    until: Option<String>,
    answered: Option<String>,
    /// Where files are uploaded.
    uploads: String,
    points: Vec<Point>,
}

/// One thing that was asked for.
struct Point {
    nth: usize,
    ask: String,
    paper: String,
    field: String,
    example: String,
    basis: String,
    /// The line of the checklist a paper for it is uploaded to; none: words only.
    component: Option<String>,
    /// What is there for it.
    files: Vec<Thumb>,
    /// What is on its way, or was cut off.
    coming: Vec<FileLine>,
    /// Names the list of files on the page.
    live: String,
    /// The answer as typed.
    words: String,
}

/// Draws the request; `sent` are the files on their way into the dossier.
fn supplement_view(ctx: &Ctx, own: &Own, sent: &[Upload], form: Fields) -> Result<SupplementView, Problem> {
    let dossier = &own.reading.dossier;
    let target = Target::Dossier(dossier.id);
    let coming = |key: &str| {
        let of_it = |upload: &&Upload| upload.state == State::Coming && upload.component == key;
        lines(target, &sent.iter().filter(of_it).collect::<Vec<_>>(), ctx.lang)
    };
    let asked = dossier.supplements.last().filter(|_| awaits_supplement(dossier));
    let asked = asked.ok_or_else(|| Problem::absent("supplement request"))?;
    let name_of = |key: &str| dossier.components.iter().find(|line| line.key == key).map(|line| line.name.clone());
    let point = |(nth, item): (usize, &dossier::model::SupplementItem)| Point {
        nth,
        ask: item.ask.clone(),
        paper: item.component.as_deref().and_then(name_of).unwrap_or_default(),
        field: question(dossier, &item.field, ctx.lang),
        example: item.example.clone(),
        basis: item.basis.clone(),
        component: item.component.clone(),
        coming: item.component.as_deref().map(coming).unwrap_or_default(),
        files: item.component.as_deref().map(|key| own.files_of(key)).unwrap_or_default(),
        live: format!("point-files-{nth}"),
        words: form.value(&format!("answer_{nth}")).to_string(),
    };
    let points: Vec<Point> = asked.items.iter().enumerate().map(point).collect();
    Ok(SupplementView {
        page: own.page(ctx, "portal-supplement"),
        action: format!("{}/supplement", own.address()),
        back: own.address(),
        version: dossier.version,
        reason: asked.reason.clone(),
        until: own.view().supplement.and_then(|asked| asked.until),
        answered: asked.answered_at.map(|at| dossier::view::moment(at, ctx.lang)),
        uploads: target.address(),
        points,
        form,
    })
}

/// What the filled form asks under a key, as the applicant read it; the key itself when the form no longer has it.
fn question(dossier: &Dossier, key: &str, lang: Lang) -> String {
    let form: Option<Filled> = dossier.form.clone().and_then(|form| serde_json::from_value(form).ok());
    let mut lines = form.iter().flat_map(|form| &form.sections).flat_map(|section| &section.lines);
    lines.find(|line| line.key == key).map_or(key, |line| line.label.get(lang)).to_string()
}

/// What was answered before, so that a correction begins where the answer ended.
fn answered_form(own: &Own) -> Fields {
    let answers = own.reading.dossier.supplements.last().map(|asked| asked.answers.as_slice()).unwrap_or_default();
    answers.iter().fold(Fields::new(), |form, answer| form.with(&format!("answer_{}", answer.item), &answer.words))
}

pub(super) async fn show_supplement(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path(id): Path<String>,
) -> Answer {
    let own = Own::open(&filings.dossiers, by, &id, ctx.lang).await?;
    let sent = own.uploads(&filings).await?;
    let form = answered_form(&own);
    web::html(&supplement_view(&ctx, &own, &sent, form)?)
}

pub(super) async fn answer_supplement(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let dossiers = &filings.dossiers;
    let own = Own::open(dossiers, by, &id, ctx.lang).await?;
    let items = own.reading.dossier.supplements.last().map_or(0, |asked| asked.items.len());
    let words = |item: usize| form.value(&format!("answer_{item}")).to_string();
    let answers = (0..items).map(|item| SupplementAnswer { item, words: words(item) }).collect();
    let command = Command::AnswerSupplement { answers };
    let act = Act { command, noun: "supplement", said: "portal-supplement-sent" };
    match own.perform(&ctx, dossiers, act, form).await {
        Ok(answer) => answer,
        Err(form) => {
            let sent = own.uploads(&filings).await?;
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &supplement_view(&ctx, &own, &sent, form)?)
        }
    }
}

// ── an adjustment ───────────────────────────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "portal/adjustment.html")]
struct AdjustmentView {
    page: Page,
    form: Fields,
    action: String,
    back: String,
    version: i64,
    pick_ups: Vec<Choice>,
    /// Why it is not possible: the sentence and its article.
    refused: Option<(String, String)>,
}

pub(super) fn refused_words(ctx: &Ctx, tried: Result<(), Refusal>) -> Option<(String, String)> {
    tried.err().map(|refusal| (web::refusal_text(ctx.lang, &refusal), refusal.law.unwrap_or_default()))
}

fn adjustment_view(ctx: &Ctx, own: &Own, form: Fields) -> AdjustmentView {
    let dossier = &own.reading.dossier;
    let tried = own.tried(&Command::Adjust(Box::new(as_it_is(dossier))));
    let choice = |way: &PickUp| Choice::new(way.code(), ctx.t(&format!("public-tracking-pick-up-{}", way.code())));
    AdjustmentView {
        page: own.page(ctx, "portal-adjust"),
        form,
        action: format!("{}/adjustment", own.address()),
        back: own.address(),
        version: dossier.version,
        pick_ups: PickUp::ALL.iter().map(choice).collect(),
        refused: refused_words(ctx, tried),
    }
}

pub(super) async fn show_adjustment(
    ctx: Ctx,
    Applicant(by): Applicant,
    extract::State(dossiers): extract::State<Dossiers>,
    Path(id): Path<String>,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let dossier = &own.reading.dossier;
    let form = Fields::new()
        .with("summary", &dossier.summary)
        .with("pick_up", dossier.pick_up.code())
        .with("phone", &dossier.applicant.phone)
        .with("email", &dossier.applicant.email)
        .with("address", &dossier.applicant.address);
    web::html(&adjustment_view(&ctx, &own, form))
}

pub(super) async fn adjust(
    ctx: Ctx,
    Applicant(by): Applicant,
    extract::State(dossiers): extract::State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let text = |name: &str| form.value(name).to_string();
    let adjustment = Adjustment {
        summary: text("summary"),
        pick_up: PickUp::parse(form.value("pick_up")).unwrap_or(own.reading.dossier.pick_up),
        phone: text("phone"),
        email: text("email"),
        address: text("address"),
        reason: text("reason"),
        ..as_it_is(&own.reading.dossier)
    };
    let act = Act { command: Command::Adjust(Box::new(adjustment)), noun: "adjustment", said: "portal-adjusted" };
    match own.perform(&ctx, &dossiers, act, form).await {
        Ok(answer) => answer,
        Err(form) => web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &adjustment_view(&ctx, &own, form)),
    }
}

// ── withdrawing, and going on after all ─────────────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "portal/reason.html")]
struct ReasonView {
    page: Page,
    form: Fields,
    lead: String,
    label: String,
    button: String,
    icon: &'static str,
    grave: bool,
    required: bool,
    action: String,
    back: String,
    version: i64,
    refused: Option<(String, String)>,
}

fn withdrawal_view(ctx: &Ctx, own: &Own, form: Fields) -> ReasonView {
    let tried = own.tried(&Command::RequestWithdrawal { reason: String::new() });
    ReasonView {
        page: own.page(ctx, "portal-withdraw"),
        form,
        lead: ctx.t("portal-withdraw-lead"),
        label: ctx.t("portal-withdraw-reason"),
        button: ctx.t("portal-withdraw"),
        icon: "undo-2",
        grave: true,
        required: false,
        action: format!("{}/withdrawal", own.address()),
        back: own.address(),
        version: own.reading.dossier.version,
        refused: refused_words(ctx, tried),
    }
}

pub(super) async fn show_withdrawal(
    ctx: Ctx,
    Applicant(by): Applicant,
    extract::State(dossiers): extract::State<Dossiers>,
    Path(id): Path<String>,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    web::html(&withdrawal_view(&ctx, &own, Fields::new()))
}

pub(super) async fn withdraw(
    ctx: Ctx,
    Applicant(by): Applicant,
    extract::State(dossiers): extract::State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let command = Command::RequestWithdrawal { reason: form.value("reason").into() };
    let act = Act { command, noun: "withdrawal", said: "portal-withdrawal-asked" };
    match own.perform(&ctx, &dossiers, act, form).await {
        Ok(answer) => answer,
        Err(form) => web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &withdrawal_view(&ctx, &own, form)),
    }
}

fn cancellation_view(ctx: &Ctx, own: &Own, form: Fields) -> ReasonView {
    let tried = own.tried(&Command::CancelWithdrawal { reason: "-".into() });
    ReasonView {
        page: own.page(ctx, "portal-go-on"),
        form,
        lead: ctx.t("portal-go-on-lead"),
        label: ctx.t("portal-go-on-reason"),
        button: ctx.t("portal-go-on"),
        icon: "rotate-ccw",
        grave: false,
        required: true,
        action: format!("{}/withdrawal-cancellation", own.address()),
        back: own.address(),
        version: own.reading.dossier.version,
        refused: refused_words(ctx, tried),
    }
}

pub(super) async fn show_cancellation(
    ctx: Ctx,
    Applicant(by): Applicant,
    extract::State(dossiers): extract::State<Dossiers>,
    Path(id): Path<String>,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    web::html(&cancellation_view(&ctx, &own, Fields::new()))
}

pub(super) async fn cancel_withdrawal(
    ctx: Ctx,
    Applicant(by): Applicant,
    extract::State(dossiers): extract::State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let own = Own::open(&dossiers, by, &id, ctx.lang).await?;
    let command = Command::CancelWithdrawal { reason: form.value("reason").into() };
    let act = Act { command, noun: "withdrawal-cancellation", said: "portal-went-on" };
    match own.perform(&ctx, &dossiers, act, form).await {
        Ok(answer) => answer,
        Err(form) => web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &cancellation_view(&ctx, &own, form)),
    }
}
