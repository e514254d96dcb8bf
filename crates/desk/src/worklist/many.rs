//! One act on many dossiers, done by a job: each dossier for itself, with the versions that were seen. What cannot be done
//! is named with its reason, the rest is done; nothing is done twice.

use askama::Template;
use axum::extract::State;
use dossier::door::Saved;
use dossier::list::{self, Reach, Turn};
use dossier::model::OfficerRef;
use dossier::{Command, Dossiers, Key};
use job::{Done, Jobs, Kind, NewJob, Work};
use kernel::{DossierId, Error, Lang, OfficerId, Refusal, Result};
use office::{Act, Officer, SignedIn};
use serde::{Deserialize, Serialize};
use store::Tx;
use store::ledger::Once;
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page};

use super::prints::{self, Sheet};
use super::query::{Query, horizon_ms};

/// The most dossiers one press takes.
pub const MOST: usize = 500;
/// Dossiers between two notes of progress.
pub const STEP: usize = 10;

/// What can be done with many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Many {
    Claim,
    Assign,
    Forward,
    Transfer,
    /// Changes nothing: receipts and control sheets as one PDF.
    Print,
}

impl Many {
    const ALL: [Many; 5] = [Many::Claim, Many::Assign, Many::Forward, Many::Transfer, Many::Print];

    pub fn code(self) -> &'static str {
        match self {
            Many::Claim => "claim",
            Many::Assign => "assign",
            Many::Forward => "forward",
            Many::Transfer => "transfer",
            Many::Print => "print",
        }
    }
    fn parse(text: &str) -> Option<Many> {
        Many::ALL.into_iter().find(|many| many.code() == text)
    }
    /// The permission it asks for; none: whoever may read a dossier.
    fn act(self) -> Option<Act> {
        match self {
            Many::Claim => Some(Act::Claim),
            Many::Assign => Some(Act::Assign),
            Many::Forward => Some(Act::Forward),
            Many::Transfer => Some(Act::Transfer),
            Many::Print => None,
        }
    }
    pub fn icon(self) -> &'static str {
        match self {
            Many::Claim => "user-check",
            Many::Assign => "user-plus",
            Many::Forward => "forward",
            Many::Transfer => "send",
            Many::Print => "printer",
        }
    }
    /// The kind of job, with words of its own.
    fn kind(self) -> &'static str {
        match self {
            Many::Claim => "claim_many",
            Many::Assign => "assign_many",
            Many::Forward => "forward_many",
            Many::Transfer => "transfer_many",
            Many::Print => "print_many",
        }
    }
    fn wants_officer(self) -> bool {
        matches!(self, Many::Assign | Many::Forward)
    }
}

/// What an officer may do with many somewhere; each dossier is asked again.
pub fn offered(by: &Officer) -> Vec<Many> {
    Many::ALL.into_iter().filter(|many| many.act().is_none_or(|act| by.may_somewhere(act))).collect()
}

/// A dossier as it was seen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Target {
    pub id: DossierId,
    version: i64,
    pub code: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Params {
    many: Many,
    to: Option<OfficerId>,
    note: String,
    pub lang: Lang,
    pub targets: Vec<Target>,
    /// What is printed of each.
    #[serde(default)]
    pub sheets: Vec<Sheet>,
    /// Where the codes on printed papers lead.
    #[serde(default)]
    pub public_url: String,
}

#[derive(Template)]
#[template(path = "worklist/many.html")]
struct ManyView {
    page: Page,
    form: Fields,
    many: Many,
    marks: Vec<String>,
    codes: Vec<String>,
    more: usize,
    officers: Vec<Choice>,
    sheets: Vec<Choice>,
    from: String,
    back: String,
}

/// `POST /dossiers/many`: what would be done with which, before it is done.
pub async fn confirm(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    let query = Query::read(form.value("from"));
    let many = Many::parse(form.value("act")).ok_or_else(|| web::Problem::absent("act"))?;
    let targets = match form.has("whole", "1") {
        true => whole(&by, &dossiers, &query).await?,
        false => ticked(&by, &dossiers, &form).await?,
    };
    if targets.is_empty() {
        return Ok(Flash::warn("desk-bulk-none").then(&query.address()));
    }
    let form = Sheet::ALL.iter().fold(Fields::new(), |form, sheet| form.with("sheet", sheet.code()));
    web::html(&view(&ctx, &by, many, &query, targets, form))
}

fn view(ctx: &Ctx, by: &Officer, many: Many, query: &Query, targets: Vec<Target>, form: Fields) -> ManyView {
    const SHOWN: usize = 20;
    let name = ctx.t(&format!("desk-many-{}", many.code()));
    ManyView {
        page: ctx
            .page(&name)
            .crumb(ctx.t("desk-back-to-list"), Some(&query.address()))
            .crumb(name, None)
            .at("dossiers"),
        codes: targets.iter().take(SHOWN).map(|target| target.code.clone()).collect(),
        more: targets.len().saturating_sub(SHOWN),
        marks: targets.iter().map(|target| format!("{}:{}", target.id, target.version)).collect(),
        officers: if many.wants_officer() { colleagues(by) } else { Vec::new() },
        sheets: Sheet::ALL.iter().map(|sheet| Choice::new(sheet.code(), ctx.t(sheet.key()))).collect(),
        from: query.text(),
        back: query.address(),
        many,
        form,
    }
}

/// The active officers of one's own unit and those below it.
fn colleagues(by: &Officer) -> Vec<Choice> {
    let directory = by.directory();
    let units = directory.descendants(by.unit());
    let cards = units.iter().flat_map(|unit| directory.officers_of(*unit));
    cards
        .map(|card| Choice::new(card.id.to_string(), format!("{} – {}", card.name, directory.unit_name(card.unit))))
        .collect()
}

/// The lines ticked, as they were seen.
async fn ticked(by: &Officer, dossiers: &Dossiers, form: &Fields) -> kernel::Result<Vec<Target>> {
    let marks: Vec<(DossierId, i64)> = form
        .all("dossier")
        .iter()
        .filter_map(|mark| mark.split_once(':'))
        .filter_map(|(id, version)| Some((id.parse().ok()?, version.parse().ok()?)))
        .collect();
    if marks.len() > MOST {
        return Err(Refusal::new("TOO_MANY_AT_ONCE").with("max", MOST).into());
    }
    let officer = by.clone();
    dossiers
        .store
        .read(move |tx| {
            let mut targets = Vec::with_capacity(marks.len());
            for (id, version) in &marks {
                let code = match dossier::store::load(tx, *id) {
                    Ok(found) if dossier::door::may_see(&officer, &found) => found.code,
                    Ok(_) | Err(Error::Absent(_)) => None,
                    Err(other) => return Err(other),
                };
                targets.push(Target { id: *id, version: *version, code: code.unwrap_or_else(|| id.to_string()) });
            }
            Ok(targets)
        })
        .await
}

/// Everything the list holds, up to [`MOST`].
async fn whole(by: &Officer, dossiers: &Dossiers, query: &Query) -> kernel::Result<Vec<Target>> {
    let (reach, filter, pile) = (Reach::of(by), query.filter(by), query.pile);
    let (now_ms, horizon) = (dossiers.clock.now_ms(), horizon_ms(by, dossiers));
    let lines = dossiers
        .store
        .read(move |tx| {
            let turn = Turn { filter: &filter, after: None, limit: MOST as i64, now_ms, horizon_ms: horizon };
            list::list(tx, &reach, pile, turn)
        })
        .await?;
    dossiers.trace(&by.actor(), "dossier.list", None, "many").await?;
    let target = |line: &list::Line| Target {
        id: line.id,
        version: line.version,
        code: line.code.clone().unwrap_or_else(|| line.id.to_string()),
    };
    Ok(lines.iter().map(target).collect())
}

/// `POST /dossiers/many/start`: asks for the work and shows how far it is.
pub async fn start(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    State(jobs): State<Jobs>,
    mut form: Fields,
) -> Answer {
    let query = Query::read(form.value("from"));
    let many = Many::parse(form.value("act")).ok_or_else(|| web::Problem::absent("act"))?;
    let targets = ticked(&by, &dossiers, &form).await?;
    if targets.is_empty() {
        return Ok(Flash::warn("desk-bulk-none").then(&query.address()));
    }
    let to: Option<OfficerId> = form.value("to").parse().ok();
    if many == Many::Assign && to.is_none() {
        form.refuse("to", ctx.t("desk-need-officer"));
        let again = view(&ctx, &by, many, &query, targets, form);
        return web::html_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &again);
    }
    let sheets: Vec<Sheet> = Sheet::ALL.into_iter().filter(|sheet| form.has("sheet", sheet.code())).collect();
    if many == Many::Print && sheets.is_empty() {
        form.refuse("sheet", ctx.t("desk-print-need-one"));
        let again = view(&ctx, &by, many, &query, targets, form);
        return web::html_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &again);
    }
    let n = targets.len();
    let (note, public_url) = (form.value("note").into(), ctx.settings().public_url.clone());
    let params = Params { many, to, note, lang: ctx.lang, targets, sheets, public_url };
    let params = serde_json::to_value(params).map_err(|e| Error::fault("many", e))?;
    let once = form.once().map(|token| Once {
        caller: by.id().0,
        token: token.into(),
        fingerprint: format!("dossiers.many {}", many.code()),
    });
    let (door, officer, now_ms) = (jobs.clone(), by.clone(), dossiers.clock.now_ms());
    let id = dossiers
        .store
        .act(move |tx| {
            if let Some(answer) = once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten() {
                return Ok(answer);
            }
            let new = NewJob::new(many.kind(), params.clone()).with("n", n);
            let id = door.start_in(tx, &officer, &new)?.to_string();
            if let Some(once) = &once {
                tx.write(&[once.remember(&id, now_ms)])?;
            }
            Ok(id)
        })
        .await?;
    Ok(web::see_other(&format!("/jobs/{id}")))
}

/// The kinds of work, for the binary's list.
pub fn kinds(dossiers: &Dossiers) -> Vec<Kind> {
    let kind = |many: Many| {
        let dossiers = dossiers.clone();
        Kind::new(many.kind(), move |work| match many {
            Many::Print => prints::run(&dossiers, work),
            Many::Claim | Many::Assign | Many::Forward | Many::Transfer => run(&dossiers, work),
        })
    };
    Many::ALL.into_iter().map(kind).collect()
}

fn run(dossiers: &Dossiers, work: &mut Work) -> Result<Done> {
    let params: Params = work.params()?;
    work.set_total(params.targets.len() as i64);
    let begun = work.cursor::<usize>()?.unwrap_or(0);
    for (nth, target) in params.targets.iter().enumerate().skip(begun) {
        if let Some(why) = one(dossiers, work, &params, target)? {
            work.refuse(&target.code, why);
        }
        if (nth + 1) % STEP == 0 {
            work.step(nth as i64 + 1, &(nth + 1))?;
        }
    }
    work.step(params.targets.len() as i64, &params.targets.len())?;
    let refused = work.refused();
    let done = params.targets.len() as i64 - refused;
    Ok(Done::summary(&[("n", done.to_string()), ("refused", refused.to_string())]))
}

/// One dossier; says why not in the asker's language. Done once, however often the job is taken up.
fn one(dossiers: &Dossiers, work: &Work, params: &Params, target: &Target) -> Result<Option<String>> {
    let once = Once {
        caller: work.officer().id().0,
        token: format!("{}.{}", work.id(), target.id),
        fingerprint: format!("dossiers.many {}", params.many.code()),
    };
    let (door, by, command) = (dossiers.clone(), work.officer().clone(), command(params, work.officer()));
    let (id, version) = (target.id, target.version);
    let Some(command) = command else { return Ok(None) };
    let done = work.store.act_blocking(move |tx: &mut Tx<'_>| -> Result<Option<Saved>> {
        if once.find_answer(tx)?.is_some() {
            return Ok(None);
        }
        door.perform_in(tx, &by, &Key::Id(id), version, &command, Some(&once)).map(Some)
    });
    match done {
        Ok(_) => Ok(None),
        Err(Error::Refused(refusal)) => {
            let law = refusal.law.as_ref().map(|law| format!(" ({law})")).unwrap_or_default();
            Ok(Some(format!("{}{law}", web::refusal_text(params.lang, &refusal))))
        }
        Err(Error::Stale { .. }) => Ok(Some(params.lang.say("desk-bulk-stale").into_owned())),
        Err(Error::Absent(_)) => Ok(Some(params.lang.say("web-problem-absent-what").into_owned())),
        Err(other) => Err(other),
    }
}

/// The act; none changes nothing.
fn command(params: &Params, by: &Officer) -> Option<Command> {
    // The door knows officers by their key; name and unit are filled in there.
    let named = |id: OfficerId| OfficerRef { id, name: String::new(), unit: by.unit() };
    match params.many {
        Many::Claim => Some(Command::Claim),
        Many::Assign => Some(Command::Assign { to: named(params.to.unwrap_or(by.id())), note: params.note.clone() }),
        Many::Forward => Some(Command::Forward { to: params.to.map(named), note: params.note.clone() }),
        Many::Transfer => Some(Command::Transfer { note: params.note.clone() }),
        Many::Print => None,
    }
}
