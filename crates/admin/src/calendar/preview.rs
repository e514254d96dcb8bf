//! Which open dossiers a change of working time moves, and to when: looked at, never written.

use askama::Template;
use dossier::reproject::{self, Reprojection};
use kernel::{DossierId, Result};
use office::{Directory, Officer};
use std::sync::Arc;
use web::{Answer, Ctx, Fields, Page};

use super::work::Params;
use crate::doors::Doors;
use crate::form::Sheet;

/// Open dossiers looked at in one go.
const CHUNK: i64 = 2_000;
/// Dossiers listed; all are counted.
const LISTED: usize = 300;

/// What would happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlook {
    pub looked_at: u64,
    pub moves: u64,
    pub stands: u64,
    pub steps: u64,
    pub listed: Vec<reproject::Touched>,
}

/// Looks at every open dossier that the change concerns.
pub async fn look(doors: &Doors, directory: &Arc<Directory>, params: &Params) -> Result<Outlook> {
    let change = params.reprojection(directory);
    let (mut seen, mut after) = (Outlook::default(), DossierId(0));
    loop {
        let page = page(doors, change.clone(), after).await?;
        seen.looked_at += page.looked_at;
        seen.steps += page.steps;
        for touched in page.touched {
            *if touched.kept_printed { &mut seen.stands } else { &mut seen.moves } += 1;
            if seen.listed.len() < LISTED {
                seen.listed.push(touched);
            }
        }
        match page.next {
            Some(next) => after = next,
            None => return Ok(seen),
        }
    }
}

async fn page(doors: &Doors, change: Reprojection, after: DossierId) -> Result<reproject::Page> {
    let dossiers = doors.dossiers.clone();
    doors.store.read(move |tx| reproject::preview(tx, &dossiers, &change, after, CHUNK)).await
}

#[derive(Template)]
#[template(path = "admin/calendar_preview.html")]
struct PreviewView {
    page: Page,
    sheet: Sheet,
    said: String,
    order: String,
    /// Everything typed, to be sent again.
    typed: Vec<(String, String)>,
    seen: i64,
    moves: u64,
    stands: u64,
    steps: u64,
    looked_at: u64,
    rows: Vec<Row>,
    more: u64,
}

struct Row {
    href: String,
    code: String,
    procedure: String,
    unit: String,
    due: String,
    counted: String,
    stands: bool,
}

#[expect(clippy::too_many_arguments, reason = "the facts of one page, named at the one place that shows them")]
pub async fn show(
    ctx: &Ctx,
    by: &Officer,
    doors: &Doors,
    directory: &Arc<Directory>,
    params: &Params,
    sheet: Sheet,
    said: String,
    form: Fields,
) -> Answer {
    let outlook = look(doors, directory, params).await?;
    doors.dossiers.trace(&by.actor(), "dossier.list", None, "calendar preview").await?;
    let mut page =
        ctx.page(ctx.t("admin-calendar-preview-title")).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    for (words, address) in &sheet.crumbs {
        page = page.crumb(words.clone(), Some(address));
    }
    let row = |touched: &reproject::Touched| Row {
        href: format!("/dossiers/{}", touched.id),
        code: touched.code.clone().unwrap_or_else(|| touched.id.to_string()),
        procedure: touched.procedure_name.clone(),
        unit: touched.receiving_name.clone(),
        due: kernel::time::hm_dmy(touched.due),
        counted: kernel::time::hm_dmy(touched.counted),
        stands: touched.kept_printed,
    };
    let listed = u64::try_from(outlook.listed.len()).unwrap_or(0);
    web::html(&PreviewView {
        page: page.wide(),
        said,
        order: crate::form::order_words(ctx.lang, &params.order),
        typed: form.iter().filter(|(name, _)| *name != "step" && *name != "seen").map(owned).collect(),
        seen: params.seen,
        moves: outlook.moves,
        stands: outlook.stands,
        steps: outlook.steps,
        looked_at: outlook.looked_at,
        rows: outlook.listed.iter().map(row).collect(),
        more: (outlook.moves + outlook.stands).saturating_sub(listed),
        sheet,
    })
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_string(), value.to_string())
}
