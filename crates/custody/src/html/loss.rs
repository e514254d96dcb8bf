//! One paper is not where it should be: why, said once more before it is written down, because the applicant gets an apology
//! for it (NĐ 61/2018/NĐ-CP Điều 21; NĐ 118/2025/NĐ-CP Điều 23).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use dossier::Dossiers;
use kernel::Error;
use office::{Act, Officer, SignedIn};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::desk::{PaperRow, paper_row};
use super::{once, require_keeper};
use crate::door::Custody;
use crate::model::{Holder, Paper};
use crate::paper_acts::PaperAct;

#[derive(Template)]
#[template(path = "custody/loss.html")]
struct LossView {
    page: Page,
    form: Fields,
    papers: Vec<PaperRow>,
    law: String,
}

/// Where the loss of a paper is written down; none: it is not on a shelf this officer keeps.
pub fn address(by: &Officer, paper: &Paper) -> Option<String> {
    let Holder::Unit { unit, .. } = &paper.holder else { return None };
    by.permit_in(Act::KeepPapers, unit.id).ok()?;
    Some(format!("/custody/papers/loss?paper={}", web::fields::encode(&paper.code)))
}

/// `GET /custody/papers/loss?paper=`: what it means, before it is done.
pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(noun): Path<String>,
    uri: Uri,
) -> Answer {
    require_keeper(&by)?;
    if noun != "loss" {
        return Err(Problem::absent("act"));
    }
    page(&ctx, &by, &dossiers, Fields::of_query(&uri)).await
}

async fn page(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, form: Fields) -> Answer {
    let custody = Custody::of(dossiers);
    let labels = form.all("paper").into_iter().map(str::to_string).collect();
    let papers = match custody.load_papers(by, labels).await {
        Ok(papers) => papers,
        // Somebody moved it meanwhile, or it was never here: there is nothing to confirm.
        Err(Error::Refused(refusal)) => {
            let why = web::refusal_text(ctx.lang, &refusal);
            return Ok(Flash::bad("custody-papers-refused").with("why", why).then("/custody"));
        }
        Err(other) => return Err(other.into()),
    };
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = ctx.t("custody-loss-title");
    // It is said on this very page already.
    let row = |paper: &Paper| PaperRow { lose: None, ..paper_row(ctx, by, paper, custody.now()) };
    let view = LossView {
        page: ctx.page(title.clone()).crumb(ctx.t("custody-title"), Some("/custody")).crumb(title, None).at("custody"),
        papers: papers.iter().map(row).collect(),
        law: law::Act::Decree118Of2025.at(23).cite(ctx.lang),
        form,
    };
    web::html_with(status, &view)
}

/// Writes it down: with its reason, and only when somebody has looked for it.
pub async fn lose(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, mut form: Fields) -> Answer {
    let labels: Vec<String> = form.all("paper").into_iter().map(str::to_string).collect();
    let reason = form.value("reason").to_string();
    if reason.trim().is_empty() {
        form.refuse("reason", ctx.t("refusal-bag-reason-missing"));
    }
    if !form.has("looked", "1") {
        form.refuse("looked", ctx.t("custody-loss-not-looked"));
    }
    if !form.is_good() {
        return page(ctx, by, dossiers, form).await;
    }
    let once = once(by, &form, "papers.loss");
    match Custody::of(dossiers).act_on_papers(by, labels, PaperAct::Lose { reason }, once).await {
        Ok(n) => Ok(Flash::good("custody-papers-loss").with("n", n).then("/custody#lost")),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            page(ctx, by, dossiers, form).await
        }
        Err(other) => Err(other.into()),
    }
}
