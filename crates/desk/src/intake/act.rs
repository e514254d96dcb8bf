//! What the buttons of the screen do. Each sends the whole screen: what was typed is saved with the act, or shown again.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use dossier::command::{Acceptance, Revision};
use dossier::door::{Reading, may_see};
use dossier::{Command, Dossier, Dossiers, Key, Saved};
use jiff::civil::{DateTime, Time};
use kernel::{DossierId, Error, Refusal};
use office::{Officer, SignedIn};
use store::ledger::{self, Once};
use store::{Store, Tx};
use web::ui;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::{checklist, promise, require_intake, screen, words};

// ── one transaction: the screen, then the act ────────────────────────────────────────────────────────────────────────

/// What this form was answered before, if it was.
pub fn answered(tx: &mut Tx<'_>, once: Option<&Once>) -> kernel::Result<Option<Saved>> {
    let Some(once) = once else { return Ok(None) };
    let Some(answer) = once.find_answer(tx)? else { return Ok(None) };
    serde_json::from_str(&answer).map(Some).map_err(|e| Error::fault("remembered answer", e))
}

/// Saves the screen and does the acts, all or nothing. A repeated click is answered like the first.
pub(super) async fn perform(
    dossiers: &Dossiers,
    by: &Officer,
    id: DossierId,
    seen: i64,
    revision: Option<Revision>,
    commands: Vec<Command>,
    once: Option<Once>,
) -> kernel::Result<Saved> {
    let (door, officer, again) = (dossiers.clone(), by.clone(), once.clone());
    let done = dossiers
        .store
        .act(move |tx| {
            if let Some(saved) = answered(tx, once.as_ref())? {
                return Ok(saved);
            }
            let before = dossier::store::load(tx, id)?;
            if !may_see(&officer, &before) {
                return Err(Error::absent("dossier"));
            }
            let revise = revision.clone().filter(|revision| checklist::changes(revision, &before));
            let revise = revise.map(|revision| Command::Revise(Box::new(revision)));
            let acts: Vec<&Command> = revise.iter().chain(&commands).collect();
            let mut saved = standing(&before, own_version(tx, &before, seen, &officer)?);
            for (place, act) in acts.iter().enumerate() {
                // The answer is remembered with the last act: that is the one the page asked for.
                let once = once.as_ref().filter(|_| place + 1 == acts.len());
                saved = door.perform_in(tx, &officer, &Key::Id(id), saved.version, act, once)?;
            }
            Ok(saved)
        })
        .await;
    match (done, again) {
        (Err(error), Some(once)) if Store::is_duplicate(&error) => {
            dossiers.store.read(move |tx| answered(tx, Some(&once))).await?.ok_or(error)
        }
        (done, _) => done,
    }
}

fn standing(dossier: &Dossier, version: i64) -> Saved {
    let (code, stage) = (dossier.code.clone(), dossier.stage.name().into());
    Saved { id: dossier.id, version, code, stage, due: dossier.due }
}

/// The version to act on. The officer's own saves of this screen and uploads since the page was shown do not make it
/// old; anybody else's act does.
fn own_version(tx: &mut Tx<'_>, dossier: &Dossier, seen: i64, by: &Officer) -> kernel::Result<i64> {
    if dossier.version == seen {
        return Ok(seen);
    }
    let mine = |event: &ledger::Event| {
        let actor = serde_json::from_str::<kernel::Actor>(&event.actor);
        let is_me = actor.is_ok_and(|actor| actor.officer_id() == Some(by.id()));
        is_me && matches!(event.kind.as_str(), "revise" | "attach_file" | "remove_file")
    };
    let events = ledger::list_events(tx, dossier.id)?;
    let all_mine = seen > 0 && seen < dossier.version && events.iter().filter(|event| event.seq > seen).all(mine);
    if all_mine { Ok(dossier.version) } else { Err(Error::Stale { seen, stands: dossier.version }) }
}

// ── from the form ────────────────────────────────────────────────────────────────────────────────────────────────────

/// What the form says about the promised date.
pub struct Promise {
    /// The hand-over with the post.
    pub received: Option<DateTime>,
    /// The officer's date and reason.
    pub manual: Option<(DateTime, String)>,
}

impl Promise {
    /// Reads as much as is there; blank and unreadable are both "not yet".
    pub fn read(form: &Fields, reading: &Reading, now: DateTime) -> Promise {
        let manual = form.date("due_date").map(|day| {
            let end = reading.calendar.end_of(day).unwrap_or(Time::constant(17, 0, 0, 0));
            (day.to_datetime(end), form.value("due_reason").to_string())
        });
        let time = parse_time(form.value("received_time"));
        let received = form.date("received_date").map(|day| {
            let fallback = if day == now.date() { now.time() } else { Time::constant(17, 0, 0, 0) };
            day.to_datetime(time.unwrap_or(fallback))
        });
        Promise { received, manual }
    }
}

/// `9:05`, `09:05`, `0905`, `9h05`.
fn parse_time(text: &str) -> Option<Time> {
    let digits = text.replace(['h', 'H', '.'], ":");
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) => (hour, if minute.is_empty() { "0" } else { minute }),
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => return None,
    };
    Time::new(hour.trim().parse().ok()?, minute.trim().parse().ok()?, 0, 0).ok()
}

/// One press of a button on one screen.
struct Press {
    ctx: Ctx,
    by: Officer,
    dossiers: Dossiers,
    id: DossierId,
    form: Fields,
    reading: Reading,
    now: DateTime,
}

impl Press {
    async fn read(ctx: Ctx, by: Officer, dossiers: Dossiers, id: &str, form: Fields) -> Result<Press, Problem> {
        require_intake(&by)?;
        let id = screen::parse(id)?;
        let reading = dossiers.read(&by, Key::Id(id), "counter.intake").await?;
        let now = kernel::time::civil(dossiers.clock.now());
        Ok(Press { ctx, by, dossiers, id, form, reading, now })
    }

    /// The screen as a revision; `None` when something in it is wrong (noted in the form).
    fn revision(&mut self) -> Option<Revision> {
        checklist::revision(&mut self.form, &self.reading.dossier, self.now.date(), self.ctx.lang)
    }

    fn require_date(&mut self, field: &str) {
        if self.form.some(field).is_some() && self.form.date(field).is_none() {
            self.form.refuse(field, self.ctx.t("intake-date-wrong"));
        }
    }

    /// Saves screen and acts; a refusal or somebody else's change shows the screen again.
    async fn run(
        mut self,
        act: &'static str,
        commands: Vec<Command>,
        done: impl FnOnce(&Saved) -> axum::response::Response,
    ) -> Answer {
        let revision = self.revision();
        if !self.form.is_good() {
            return self.again(None).await;
        }
        let seen = self.form.number("version").unwrap_or(0);
        let once = super::once(&self.by, &self.form, &format!("intake.{act} {}", self.id));
        match perform(&self.dossiers, &self.by, self.id, seen, revision, commands, once).await {
            Ok(saved) => Ok(done(&saved)),
            Err(Error::Refused(refusal)) => {
                let field = field_of(act, refusal.field.as_deref());
                self.form.refuse(field, web::refusal_text(self.ctx.lang, &named(&refusal, &self.reading.dossier)));
                self.again(None).await
            }
            Err(Error::Stale { seen, .. }) => self.again(Some(seen)).await,
            Err(other) => Err(other.into()),
        }
    }

    async fn again(self, seen: Option<i64>) -> Answer {
        let form = self.form.clone();
        screen::again(&self.ctx, &self.by, &self.dossiers, self.id, form, seen).await
    }
}

/// The field of the screen that a refusal's field is called there.
fn field_of<'a>(act: &str, field: Option<&'a str>) -> &'a str {
    match (act, field) {
        ("supplement", Some("reason")) => "supplement_reason",
        ("still-missing", Some("reason")) => "missing_reason",
        ("refusal", Some("reason")) => "refusal_reason",
        ("refusal", Some("basis")) => "refusal_basis",
        (_, Some("manual_due")) => "due_date",
        (_, Some("manual_due_reason")) => "due_reason",
        (_, Some("received_at")) => "received_date",
        (_, field) => field.unwrap_or(""),
    }
}

/// A refusal that speaks of papers names them, not their keys.
pub(super) fn named(refusal: &Refusal, dossier: &Dossier) -> Refusal {
    let mut refusal = refusal.clone();
    for (_, value) in refusal.facts.iter_mut().filter(|(name, _)| name == "components") {
        let names = value
            .split(", ")
            .map(|key| dossier.components.iter().find(|c| c.key == key).map_or(key, |c| c.name.as_str()));
        *value = names.map(|name| format!("“{name}”")).collect::<Vec<_>>().join("; ");
    }
    refusal
}

// ── the buttons ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// `POST /intake/{id}`: saves the screen; also adds and drops papers of the applicant's own.
pub async fn save(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let press = Press::read(ctx, by, dossiers, &id, form).await?;
    let place =
        if press.form.some("add_name").is_some() || press.form.some("drop").is_some() { "#checklist" } else { "" };
    let id = press.id;
    press.run("save", Vec::new(), |_| Flash::good("intake-saved").then(&format!("/intake/{id}{place}"))).await
}

/// The same without a page: the screen saves itself while the officer types.
pub async fn autosave(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let mut press = Press::read(ctx, by, dossiers, &id, form).await?;
    // Half a paper's name is not a paper yet.
    press.form = without(&press.form, &["add_name", "drop"]);
    let Some(revision) = press.revision() else { return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response()) };
    let seen = press.form.number("version").unwrap_or(0);
    perform(&press.dossiers, &press.by, press.id, seen, Some(revision), Vec::new(), None).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn without(form: &Fields, names: &[&str]) -> Fields {
    form.iter()
        .filter(|(name, _)| !names.contains(name))
        .fold(Fields::new(), |form, (name, value)| form.with(name, value))
}

#[derive(Template)]
#[template(path = "intake/promise.html")]
struct PromiseView {
    page: Page,
    due: Option<ui::Due>,
    why_not: String,
    missing: usize,
}

/// What would be promised, while date and reason are being typed.
pub async fn preview(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let press = Press::read(ctx, by, dossiers, &id, form).await?;
    let (reading, lang) = (&press.reading, press.ctx.lang);
    let asked = Promise::read(&press.form, reading, press.now);
    let (due, why_not) = promise::shown(reading, press.now, asked, lang);
    let missing = checklist::missing(&press.form, &reading.dossier);
    web::html(&PromiseView { page: press.ctx.page(""), due, why_not, missing })
}

/// Accepts: code, receipt, promised date; with `then=transfer` the papers go on their way in the same act.
pub async fn accept(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let mut press = Press::read(ctx, by, dossiers, &id, form).await?;
    for field in ["due_date", "received_date"] {
        press.require_date(field);
    }
    let asked = Promise::read(&press.form, &press.reading, press.now);
    let is_post = press.reading.dossier.channel == procedure::model::Channel::Post;
    let acceptance = Acceptance {
        received_at: asked.received.filter(|_| is_post),
        manual_due: asked.manual,
        receipt_wanted: press.form.has("receipt_wanted", "1"),
    };
    let mut commands = vec![Command::Accept(acceptance)];
    if press.form.has("then", "transfer") {
        commands.push(Command::Transfer { note: String::new() });
    }
    press.run("acceptance", commands, done("intake-accepted")).await
}

/// Asks for everything that is missing, at once (Mẫu 02).
pub async fn request_supplement(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let press = Press::read(ctx, by, dossiers, &id, form).await?;
    let items = checklist::items(&press.form, &press.reading.dossier);
    let reason = press.form.value("supplement_reason").to_string();
    let basis = press.form.value("supplement_basis").to_string();
    press
        .run("supplement", vec![Command::RequestSupplement { items, reason, basis }], done("intake-supplement-asked"))
        .await
}

/// Says what of the one request is missing still: it waits for the applicant again.
pub async fn still_missing(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let press = Press::read(ctx, by, dossiers, &id, form).await?;
    let reason = press.form.value("missing_reason").to_string();
    press.run("still-missing", vec![Command::ReturnAnswer { reason }], done("intake-still-missing-sent")).await
}

/// Refuses to take it in, with reason and article (Mẫu 03).
pub async fn refuse(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let press = Press::read(ctx, by, dossiers, &id, form).await?;
    let reason = press.form.value("refusal_reason").to_string();
    let basis = press.form.value("refusal_basis").to_string();
    press.run("refusal", vec![Command::RefuseIntake { reason, basis }], done("intake-refused")).await
}

/// Trả ngay: accepted, decided and handed over while the applicant waits.
pub async fn complete_at_once(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let press = Press::read(ctx, by, dossiers, &id, form).await?;
    let value = |name: &str| press.form.value(name).to_string();
    let command = Command::CompleteAtOnce {
        result_name: value("result_name"),
        result_number: value("result_number"),
        signer: value("signer"),
        taker_name: value("taker_name"),
        taker_id: value("taker_id"),
    };
    press.run("completion", vec![command], done("intake-completed")).await
}

/// To the page that says what came of it.
fn done(key: &'static str) -> impl FnOnce(&Saved) -> axum::response::Response {
    move |saved| {
        let code = saved.code.clone().unwrap_or_default();
        Flash::good(key).with("code", code).then(&format!("/intake/{}/outcome", saved.id))
    }
}

/// The applicant is back with what was asked before acceptance.
pub async fn resubmit(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (id, once) = simple(&by, &id, &form, "resubmission")?;
    let seen = form.number("version").unwrap_or(0);
    let done = perform(&dossiers, &by, id, seen, None, vec![Command::Resubmit], once).await;
    settle_simple(id, done, &format!("/intake/{id}"), "intake-resubmitted")
}

/// The papers go to the deciding agency.
pub async fn transfer(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (id, once) = simple(&by, &id, &form, "transfer")?;
    let seen = form.number("version").unwrap_or(0);
    let done = perform(&dossiers, &by, id, seen, None, vec![Command::Transfer { note: String::new() }], once).await;
    settle_simple(id, done, &format!("/intake/{id}/outcome"), "intake-transferred")
}

fn simple(by: &Officer, id: &str, form: &Fields, act: &str) -> Result<(DossierId, Option<Once>), Problem> {
    require_intake(by)?;
    let id = screen::parse(id)?;
    Ok((id, super::once(by, form, &format!("intake.{act} {id}"))))
}

/// A press without a form: somebody who was faster is shown by the page itself.
fn settle_simple(id: DossierId, done: kernel::Result<Saved>, to: &str, key: &str) -> Answer {
    match done {
        Ok(_) => Ok(Flash::good(key).then(to)),
        Err(Error::Stale { .. }) => Ok(Flash::warn("intake-stale").then(&format!("/intake/{id}/outcome"))),
        Err(other) => Err(other.into()),
    }
}

/// When a dossier's papers must be on their way, in words.
pub fn transfer_by(
    by: &Officer,
    dossier: &Dossier,
    calendar: &law::Calendar,
    lang: kernel::Lang,
) -> Option<(DateTime, String)> {
    let accepted = dossier.accepted_at?;
    let rules = dossier.rules_on(accepted.date());
    let at = rules.transfer_due(accepted, screen::route(by, dossier), calendar);
    Some((at, words::moment(at, lang)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        let five_past_nine = Time::constant(9, 5, 0, 0);
        for text in ["9:05", "09:05", "0905", "9h05"] {
            assert_eq!(parse_time(text), Some(five_past_nine), "{text}");
        }
        assert_eq!(parse_time("9h"), Some(Time::constant(9, 0, 0, 0)));
        for text in ["", "25:00", "sáng"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
