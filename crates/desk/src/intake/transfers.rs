//! Papers on their way: every accepted dossier still at the counter, with the moment it has to leave, sent in one press.
//!
//! Each transfer is an act of its own; one that is refused keeps none of the others back.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use dossier::list::{self, Filter, Pile, Reach};
use dossier::{Command, Dossier, Dossiers, Key};
use jiff::civil::DateTime;
use kernel::{DossierId, Error};
use office::{Officer, SignedIn};
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
    let mut rows: Vec<(DateTime, Row)> = waiting.iter().filter_map(|dossier| row(ctx, by, dossier, now)).collect();
    rows.sort_by_key(|(leave_by, row)| (*leave_by, row.id));
    let status = if refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = ctx.page(ctx.t("intake-transfers-title")).crumb(ctx.t("intake-crumb"), Some("/intake"));
    let page = title.crumb(ctx.t("intake-transfers-title"), None).at("intake").wide();
    web::html_with(status, &TransfersView { page, rows: rows.into_iter().map(|(_, row)| row).collect(), refused, sent })
}

/// Accepted, not yet on their way, and this officer's to send.
async fn waiting(dossiers: &Dossiers, by: &Officer) -> kernel::Result<Vec<Dossier>> {
    let (reach, officer) = (Reach::of(by), by.clone());
    let found = dossiers
        .store
        .read(move |tx| {
            let filter = Filter { stage: Some("accepted"), ..Filter::default() };
            let lines = list::list(
                tx,
                &reach,
                Pile::All,
                list::Turn { filter: &filter, after: None, limit: AT_ONCE, now_ms: 0, horizon_ms: 0 },
            )?;
            let load =
                lines.iter().map(|line| dossier::store::load(tx, line.id)).collect::<kernel::Result<Vec<_>>>()?;
            let command = Command::Transfer { note: String::new() };
            Ok(load.into_iter().filter(|d| dossier::door::permitted(&officer, d, &command)).collect())
        })
        .await?;
    dossiers.trace(&by.actor(), "dossier.list", None, "counter.transfers").await?;
    Ok(found)
}

fn row(ctx: &Ctx, by: &Officer, dossier: &Dossier, now: DateTime) -> Option<(DateTime, Row)> {
    let calendar = by.directory().calendar_of(dossier.receiving.id);
    let (at, leave_by) = act::transfer_by(by, dossier, &calendar, ctx.lang)?;
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
