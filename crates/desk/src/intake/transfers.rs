//! Papers on their way: every accepted dossier still at the counter, with the moment it has to leave, sent in one press.
//!
//! Each transfer is an act of its own; one that is refused keeps none of the others back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use dossier::list::{self, Filter, Pile, Reach};
use dossier::{Command, Dossier, Dossiers, Key};
use jiff::civil::DateTime;
use job::{Asked, Sheet};
use kernel::{DossierId, Error, Lang};
use office::{Officer, SignedIn};
use store::Tx;
use store::ledger::Once;
use web::{Answer, Ctx, Fields, Flash, Page};

use super::{act, require_intake};

/// Dossiers sent in one press.
const AT_ONCE: i64 = 100;

struct Row {
    id: DossierId,
    version: i64,
    code: String,
    applicant: String,
    procedure: String,
    deciding: String,
    accepted: String,
    leave_by: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "intake/transfers.html")]
struct TransfersView {
    page: Page,
    rows: Vec<Row>,
    /// (code, why) of those that did not go.
    refused: Vec<(String, String)>,
    sent: usize,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    require_intake(&by)?;
    page(&ctx, &by, &dossiers, 0, Vec::new()).await
}

async fn page(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, sent: usize, refused: Vec<(String, String)>) -> Answer {
    let waiting = waiting(dossiers, by).await?;
    let now = kernel::time::civil(dossiers.clock.now());
    let rows = rows(ctx.lang, by, &waiting, now);
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = ctx.page(ctx.t("intake-transfers-title")).crumb(ctx.t("intake-crumb"), Some("/intake"));
    let page = title.crumb(ctx.t("intake-transfers-title"), None).at("intake").wide().list_from("transfers", "");
    web::html_with(status, &TransfersView { page, rows: rows.into_iter().map(|(_, row)| row).collect(), refused, sent })
}

/// Accepted, not yet on their way, and this officer's to send.
async fn waiting(dossiers: &Dossiers, by: &Officer) -> kernel::Result<Vec<Dossier>> {
    let officer = by.clone();
    let found = dossiers.store.read(move |tx| load(tx, &officer)).await?;
    dossiers.trace(&by.actor(), "dossier.list", None, "counter.transfers").await?;
    Ok(found)
}

fn load(tx: &mut Tx<'_>, by: &Officer) -> kernel::Result<Vec<Dossier>> {
    let filter = Filter { stage: Some("accepted"), ..Filter::default() };
    let turn = list::Turn { filter: &filter, after: None, limit: AT_ONCE, now_ms: 0, horizon_ms: 0 };
    let lines = list::list(tx, &Reach::of(by), Pile::All, turn)?;
    let found = lines.iter().map(|line| dossier::store::load(tx, line.id)).collect::<kernel::Result<Vec<_>>>()?;
    let command = Command::Transfer { note: String::new() };
    Ok(found.into_iter().filter(|dossier| dossier::door::permitted(by, dossier, &command)).collect())
}

/// The list to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> kernel::Result<Sheet> {
    let by = asked.by.clone();
    let waiting = dossiers.store.read_blocking(move |tx| load(tx, &by))?;
    let heads = [
        ("intake-code", 26.0),
        ("desk-column-applicant", 28.0),
        ("intake-procedure", 48.0),
        ("intake-deciding", 40.0),
        ("intake-accepted-at", 18.0),
        ("intake-leave-by", 18.0),
        ("intake-late", 10.0),
    ];
    let rows = rows(asked.lang, asked.by, &waiting, asked.now()).into_iter().map(|(leave_by, row)| {
        let late = if row.late { "common-yes" } else { "common-no" };
        [
            row.code.into(),
            row.applicant.into(),
            row.procedure.into(),
            row.deciding.into(),
            row.accepted.into(),
            leave_by.into(),
            asked.lang.say(late).as_ref().into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows))
}

/// The lines, the one that has to leave first at the top.
fn rows(lang: Lang, by: &Officer, waiting: &[Dossier], now: DateTime) -> Vec<(DateTime, Row)> {
    let mut rows: Vec<(DateTime, Row)> = waiting.iter().filter_map(|dossier| row(lang, by, dossier, now)).collect();
    rows.sort_by_key(|(leave_by, row)| (*leave_by, row.id));
    rows
}

fn row(lang: Lang, by: &Officer, dossier: &Dossier, now: DateTime) -> Option<(DateTime, Row)> {
    let calendar = by.directory().calendar_of(dossier.receiving.id);
    let (at, leave_by) = act::transfer_by(by, dossier, &calendar, lang)?;
    let row = Row {
        id: dossier.id,
        version: dossier.version,
        code: dossier.code.clone().unwrap_or_default(),
        applicant: dossier.applicant.name.clone(),
        procedure: dossier.procedure.name.clone(),
        deciding: dossier.deciding.name.clone(),
        accepted: dossier.accepted_at.map(super::words::brief).unwrap_or_default(),
        leave_by,
        late: now > at,
    };
    Some((at, row))
}

/// Sends what is ticked; each line carries the version that was shown.
pub async fn transfer(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    require_intake(&by)?;
    let ticked: Vec<(DossierId, i64)> =
        form.all("dossier").into_iter().filter_map(parse_tick).take(AT_ONCE as usize).collect();
    let (mut sent, mut refused) = (0, Vec::new());
    for (id, seen) in ticked {
        let token = form.once().map(|token| format!("{token}.{}", id.0));
        let once = token.map(|token| Once { caller: by.id().0, token, fingerprint: format!("intake.transfer {id}") });
        let command = Command::Transfer { note: String::new() };
        let why = match dossiers.perform(&by, Key::Id(id), seen, command, once).await {
            Ok(_) => {
                sent += 1;
                continue;
            }
            Err(Error::Refused(refusal)) => web::refusal_text(ctx.lang, &refusal),
            Err(Error::Stale { .. }) => ctx.t("intake-stale"),
            Err(Error::Absent(_)) => ctx.t("intake-transfer-absent"),
            Err(other) => return Err(other.into()),
        };
        refused.push((name_of(&dossiers, &by, id).await, why));
    }
    if refused.is_empty() {
        let flash = if sent == 0 { Flash::warn("intake-transfers-none") } else { Flash::good("intake-transfers-sent") };
        return Ok(flash.with("n", sent).then("/intake/transfers"));
    }
    page(&ctx, &by, &dossiers, sent, refused).await
}

fn parse_tick(text: &str) -> Option<(DossierId, i64)> {
    let (id, version) = text.split_once(' ')?;
    Some((id.parse().ok()?, version.parse().ok()?))
}

/// The code people know a dossier by; its id when it is not the officer's to see.
async fn name_of(dossiers: &Dossiers, by: &Officer, id: DossierId) -> String {
    let read = dossiers.read_bare(by, Key::Id(id), "counter.transfers").await;
    read.ok().and_then(|dossier| dossier.code).unwrap_or_else(|| id.to_string())
}
