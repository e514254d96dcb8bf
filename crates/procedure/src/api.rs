//! The catalogue for programs: search and one procedure as JSON, open to anybody.
//!
//! Texts are the catalogue's own, in Vietnamese; nothing here is about a person.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::Uri;
use axum::routing::get;
use kernel::{Clock, fold};
use serde::Serialize;
use utoipa::ToSchema;
use web::{Class, Ctx, Fields, Problem};

use crate::Catalogue;
use crate::model::{ComponentKind, FeeKind, Level, ProcedureVersion};
use crate::search::Filter;

/// Items of one answer unless `limit` says less.
const LIMIT: i64 = 20;
const MOST: i64 = 100;

/// The routes, for the binary's list.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Catalogue>: FromRef<S>,
    Clock: FromRef<S>,
{
    Router::new()
        .route("/api/v1/procedures", get(list_procedures))
        .route("/api/v1/procedures/{code}", get(show_procedure))
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(list_procedures, show_procedure))]
struct Listed;

/// The room's part of the published description.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Listed as utoipa::OpenApi>::openapi()
}

/// One page of answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureList {
    pub items: Vec<ProcedureBrief>,
    /// Answers in all, on every page.
    pub total: usize,
    /// Give it as `after` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A procedure as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureBrief {
    #[schema(example = "1.001193")]
    pub code: String,
    pub name: String,
    /// The citizen's words for it.
    pub plain_name: Option<String>,
    pub field: String,
    /// `commune`, `district`, `province`, `ministry`, `other`.
    pub levels: Vec<&'static str>,
    pub implementing_agency: String,
    /// No new dossier is taken in.
    pub abolished: bool,
}

/// A procedure as its publication decision words it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureDetail {
    #[serde(flatten)]
    pub brief: ProcedureBrief,
    pub version: String,
    pub issuing_agency: String,
    pub deciding_agency: String,
    pub publication_decision: String,
    /// First day of force, ISO 8601.
    pub effective_from: Option<String>,
    /// Last day of force, inclusive.
    pub effective_until: Option<String>,
    /// Code of the procedure that took its place.
    pub successor: Option<String>,
    pub applicants: Vec<String>,
    pub conditions: String,
    pub steps: String,
    pub results: Vec<ProcedureResult>,
    pub cases: Vec<ProcedureCase>,
    pub components: Vec<ProcedureComponent>,
    pub terms: Vec<ProcedureTerm>,
    pub legal_basis: Vec<ProcedureBasis>,
    /// Handed over while the applicant waits.
    pub immediate: bool,
    /// `full`, `partial` or `name_only`: how much of the national page the source holds.
    pub detail: &'static str,
    pub source_url: String,
    pub read_on: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureResult {
    pub code: Option<String>,
    pub name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureCase {
    pub key: String,
    pub name: String,
}

/// A line of the component table.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureComponent {
    pub key: String,
    /// Absent: every case.
    pub case: Option<String>,
    pub group: Option<String>,
    /// `document` is asked for; `reference` and `note` explain.
    pub kind: &'static str,
    pub name: String,
    pub form: Option<String>,
    pub originals: u32,
    pub copies: u32,
    pub required: bool,
}

/// Limit and payments of one channel (and case).
#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureTerm {
    /// `counter`, `online`, `post`.
    pub channel: &'static str,
    pub case: Option<String>,
    /// Absent: the source has no limit or no unit.
    pub limit: Option<ProcedureLimit>,
    /// As printed by the source.
    pub limit_printed: String,
    pub fees: Vec<ProcedureFee>,
    pub description: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureLimit {
    /// May hold a fraction: 1.5.
    pub value: f64,
    /// `working_hour`, `hour`, `working_day`, `day`, `week`, `month`, `year`, `same_day`.
    pub unit: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureFee {
    pub label: String,
    /// Đồng. Zero with a note means "see the note", not "free". Absent: not stated, or not to be trusted.
    pub amount_vnd: Option<i64>,
    pub foreign_amount: Option<String>,
    pub currency: String,
    pub note: String,
    /// `fee`, `charge`, `unknown`.
    pub kind: &'static str,
    /// The printed number lost its thousands; never asked for.
    pub suspect: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProcedureBasis {
    pub number: Option<String>,
    pub title: String,
}

/// Finds procedures by plain words; no diacritics needed, typing errors forgiven.
#[utoipa::path(get, path = "/api/v1/procedures", tag = "procedures",
    params(
        ("q" = Option<String>, Query, description = "Words or the beginning of a code; empty lists the commonest"),
        ("field" = Option<String>, Query, description = "Field (lĩnh vực), compared without diacritics"),
        ("level" = Option<String>, Query, description = "commune, district, province, ministry or other"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Items wanted, 1 to 100; 20 if not said"),
    ),
    responses((status = 200, body = ProcedureList), (status = 400, description = "unknown level or `after`"), (status = 429, description = "too many searches")))]
pub async fn list_procedures(
    ctx: Ctx,
    uri: Uri,
    State(catalogue): State<Arc<Catalogue>>,
) -> Result<Json<ProcedureList>, Problem> {
    ctx.spend(Class::Search)?;
    let asked = Fields::of_query(&uri);
    let level = match asked.some("level") {
        Some(text) => Some(Level::parse(text).ok_or_else(|| Problem::Malformed("level".into()))?),
        None => None,
    };
    let limit = asked.number("limit").unwrap_or(LIMIT).clamp(1, MOST) as usize;
    let filter = Filter { field: asked.some("field").map(fold), level };
    let query: String = asked.value("q").chars().take(200).collect();
    let hits = catalogue.search(&query, &filter, usize::MAX);
    let from = match asked.some("after") {
        None => 0,
        Some(after) => {
            let place = hits.iter().position(|hit| hit.code == after);
            place.ok_or_else(|| Problem::Malformed("after".into()))? + 1
        }
    };
    let items: Vec<_> = hits.iter().skip(from).take(limit).map(|hit| brief(&hit.version)).collect();
    let next = (from + items.len() < hits.len()).then(|| items.last().map(|item| item.code.clone())).flatten();
    Ok(Json(ProcedureList { items, total: hits.len(), next }))
}

/// One procedure: the version in force today.
#[utoipa::path(get, path = "/api/v1/procedures/{code}", tag = "procedures",
    params(("code" = String, Path, description = "Procedure code, 1.001193")),
    responses((status = 200, body = ProcedureDetail), (status = 404, description = "no such procedure")))]
pub async fn show_procedure(
    Path(code): Path<String>,
    State(catalogue): State<Arc<Catalogue>>,
    State(clock): State<Clock>,
) -> Result<Json<ProcedureDetail>, Problem> {
    let today = kernel::time::civil(clock.now()).date();
    let held = catalogue.current(code.trim(), today).ok_or_else(|| Problem::absent("procedure"))?;
    Ok(Json(detail(&held)))
}

fn brief(version: &ProcedureVersion) -> ProcedureBrief {
    ProcedureBrief {
        code: version.code.clone(),
        name: version.name.clone(),
        plain_name: version.plain_name.clone(),
        field: version.field.clone(),
        levels: version.levels.iter().map(|level| level.code()).collect(),
        implementing_agency: version.implementing_agency.clone(),
        abolished: version.repealed,
    }
}

fn detail(held: &crate::Held) -> ProcedureDetail {
    let version = &held.version;
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    ProcedureDetail {
        brief: brief(version),
        version: held.id.to_string(),
        issuing_agency: version.issuing_agency.clone(),
        deciding_agency: version.deciding_agency.clone(),
        publication_decision: version.decision_no.clone(),
        effective_from: day(version.effective_from),
        effective_until: day(version.effective_until),
        successor: version.successor.clone(),
        applicants: version.applicants.clone(),
        conditions: version.conditions.clone(),
        steps: version.steps.clone(),
        results: version
            .results
            .iter()
            .map(|o| ProcedureResult { code: o.code.clone(), name: o.name.clone() })
            .collect(),
        cases: version.cases.iter().map(|c| ProcedureCase { key: c.key.clone(), name: c.name.clone() }).collect(),
        components: version.components.iter().map(component).collect(),
        terms: version.terms.iter().map(term).collect(),
        legal_basis: version
            .legal_basis
            .iter()
            .map(|b| ProcedureBasis { number: b.number.clone(), title: b.title.clone() })
            .collect(),
        immediate: version.immediate,
        detail: version.detail.code(),
        source_url: version.source_url.clone(),
        read_on: day(version.snapshot_on),
    }
}

fn component(component: &crate::model::Component) -> ProcedureComponent {
    ProcedureComponent {
        key: component.key.clone(),
        case: component.case.clone(),
        group: component.group.clone(),
        kind: match component.kind {
            ComponentKind::Document => "document",
            ComponentKind::Reference => "reference",
            ComponentKind::Note => "note",
        },
        name: component.name.clone(),
        form: component.form_template.clone(),
        originals: component.originals,
        copies: component.copies,
        required: component.required,
    }
}

fn term(term: &crate::model::ChannelTerm) -> ProcedureTerm {
    let unit = |unit: law::Unit| match unit {
        law::Unit::WorkingHour => "working_hour",
        law::Unit::Hour => "hour",
        law::Unit::WorkingDay => "working_day",
        law::Unit::Day => "day",
        law::Unit::Week => "week",
        law::Unit::Month => "month",
        law::Unit::Year => "year",
        law::Unit::SameDay => "same_day",
    };
    let fee = |fee: &crate::model::Fee| ProcedureFee {
        label: fee.label.clone(),
        amount_vnd: fee.amount.filter(|_| !fee.suspect).map(|amount| amount.0),
        foreign_amount: fee.foreign_amount.clone(),
        currency: fee.currency.clone(),
        note: fee.note.clone(),
        kind: match fee.kind {
            FeeKind::Fee => "fee",
            FeeKind::Charge => "charge",
            FeeKind::Unknown => "unknown",
        },
        suspect: fee.suspect,
    };
    let limit = term.limit.map(|l| ProcedureLimit { value: l.milli as f64 / 1000.0, unit: unit(l.unit) });
    ProcedureTerm {
        channel: term.channel.code(),
        case: term.case.clone(),
        limit,
        limit_printed: term.limit_printed.clone(),
        fees: term.fees.iter().map(fee).collect(),
        description: term.description.clone(),
    }
}
