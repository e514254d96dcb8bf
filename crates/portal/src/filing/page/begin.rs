//! Before the first question: what the procedure will ask, and the filings that were begun.

use askama::Template;
use axum::extract::Path;
use axum::http::Uri;
use person::seat::Applicant;
use procedure::html::words;
use procedure::model::Channel;
use web::ui::Fact;
use web::{Answer, Ctx, Fields, Flash, Page};

use super::super::door::{Filings, title};
use super::super::model::{Filing, State};
use super::{moment, parse};

#[derive(Template)]
#[template(path = "portal/filing/new.html")]
struct NewView {
    page: Page,
    code: String,
    /// Address of the procedure's own page.
    about: String,
    facts: Vec<Fact>,
    papers: Vec<(String, bool)>,
    /// Filings of the same procedure that were begun: (address, when).
    begun: Vec<(String, String)>,
}

/// `GET /me/filings/new?procedure=…`
pub async fn show(ctx: Ctx, Applicant(by): Applicant, filings: Filings, uri: Uri) -> Answer {
    let query = Fields::of_query(&uri);
    let held = filings.procedure(query.value("procedure"))?;
    let version = &held.version;
    let today = filings.now().date();
    let begun = filings.list(&by).await?;
    let begun = begun.iter().filter(|f| f.state == State::Draft && f.procedure == version.code);
    let begun = begun.map(|f| (format!("/me/filings/{}", f.id), moment(f.changed_ms, today))).collect();
    let asked = version.checklist(None);
    let view = NewView {
        page: ctx
            .page(title(version))
            .crumb(ctx.t("portal-filing-list-title"), Some("/me/filings"))
            .crumb(title(version), None)
            .at("filings"),
        facts: facts(&ctx, version),
        papers: asked
            .iter()
            .map(|c| (c.name.trim_start_matches(['-', '–', '+', ' ']).to_string(), c.required))
            .collect(),
        about: procedure::html::href(&version.code),
        code: version.code.clone(),
        begun,
    };
    web::html(&view)
}

fn facts(ctx: &Ctx, version: &procedure::ProcedureVersion) -> Vec<Fact> {
    let term = version.term(Channel::Online, None);
    let fees: Vec<String> = version
        .fees_for(Channel::Online, None)
        .iter()
        .map(|fee| words::fee_line(fee, ctx.lang))
        .map(|line| line.amount)
        .collect();
    let all = [
        Fact::new(ctx.t("public-fact-limit"), term.map(|t| words::term_limit(t, ctx.lang).text).unwrap_or_default()),
        Fact::new(ctx.t("public-fact-cost"), fees.join("; ")),
        Fact::new(ctx.t("public-fact-deciding"), &version.deciding_agency),
    ];
    all.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

/// `POST /me/filings`: begins, and leads to the first page.
pub async fn begin(Applicant(by): Applicant, filings: Filings, form: Fields) -> Answer {
    let id = filings.begin(&by, form.value("procedure")).await?;
    Ok(web::see_other(&format!("/me/filings/{id}")))
}

/// `GET /me/filings/{id}`: to the first page that is not done.
pub async fn go_on(Applicant(by): Applicant, filings: Filings, Path(id): Path<String>) -> Answer {
    let id = parse(&id)?;
    let opened = filings.open(&by, id).await?;
    Ok(web::see_other(&match opened.filing.state {
        State::Sent => format!("/me/filings/{id}/receipt"),
        State::Deleted => "/me/filings".into(),
        State::Draft => {
            format!("/me/filings/{id}/{}", opened.filing.first_open(&opened.form, &opened.procedure.version).slug())
        }
    }))
}

struct Line {
    id: String,
    title: String,
    code: String,
    changed: String,
    until: String,
    /// Kept for a week at most from now.
    soon: bool,
}

#[derive(Template)]
#[template(path = "portal/filing/list.html")]
struct ListView {
    page: Page,
    drafts: Vec<Line>,
    deleted: Vec<Line>,
    sent: Vec<Line>,
}

/// Days before the end at which the list warns.
const SOON_DAYS: i64 = 7;

/// `GET /me/filings`
pub async fn list(ctx: Ctx, Applicant(by): Applicant, filings: Filings) -> Answer {
    let all = filings.list(&by).await?;
    let now_ms = filings.dossiers.clock.now_ms();
    let of = |state: State| {
        let of_state = all.iter().filter(|filing| filing.state == state);
        of_state.map(|filing| line(&filings, filing, now_ms)).collect::<Vec<_>>()
    };
    let mut sent = of(State::Sent);
    sent.truncate(10);
    let view = ListView {
        page: ctx.page(ctx.t("portal-filing-list-title")).at("filings"),
        drafts: of(State::Draft),
        deleted: of(State::Deleted),
        sent,
    };
    web::html(&view)
}

fn line(filings: &Filings, filing: &Filing, now_ms: i64) -> Line {
    let today = filings.now().date();
    let held = filings.dossiers.catalogue.current(&filing.procedure, today);
    Line {
        id: filing.id.to_string(),
        title: held.map(|held| title(&held.version)).unwrap_or_else(|| filing.procedure.clone()),
        code: filing.procedure.clone(),
        changed: kernel::time::hm_dmy(kernel::time::civil_ms(filing.changed_ms)),
        until: kernel::time::dmy(kernel::time::civil_ms(filing.expires_ms).date()),
        soon: filing.expires_ms - now_ms < SOON_DAYS * 86_400_000,
    }
}

/// `POST /me/filings/{id}/deletion`
pub async fn delete(Applicant(by): Applicant, filings: Filings, Path(id): Path<String>, _form: Fields) -> Answer {
    filings.delete(&by, parse(&id)?).await?;
    Ok(Flash::good("portal-filing-deleted").then("/me/filings#deleted"))
}

/// `POST /me/filings/{id}/restoration`
pub async fn restore(Applicant(by): Applicant, filings: Filings, Path(id): Path<String>, _form: Fields) -> Answer {
    let id = parse(&id)?;
    filings.restore(&by, id).await?;
    Ok(Flash::good("portal-filing-restored").then(&format!("/me/filings/{id}")))
}
