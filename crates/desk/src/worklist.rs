//! Lists by duty: the query behind a list's address, the page, its spreadsheet, and the neighbours of a dossier in it.
//!
//! It never widens what an officer may see: every line comes through the dossier room's own reach.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, extract::FromRef};
use dossier::list::{self, After, Counts, Filter, Line, Pile, Reach};
use dossier::store::NO_DUE;
use dossier::{Command, Dossiers, Key, Stage};
use jiff::civil::DateTime;
use kernel::{Clock, Lang, PersonId};
use office::{Act, Frame, Officer, Sessions, SignedIn};
use person::store::Reader;
use procedure::{Catalogue, Channel};
use web::fields::encode;
use web::ui::{Badge, Choice, Due, Pager, Tab};
use web::{Answer, Ctx, Fields, Page, Problem};

use crate::badge;

/// Lines on one page.
const PAGE_LINES: i64 = 50;
/// Lines in one spreadsheet: more is a report, not a list.
const SHEET_LINES: usize = 2_000;
/// People one search may lead to: a telephone is shared in a family, a name by many.
const PEOPLE: i64 = 40;
/// The most dossiers one bulk act takes.
pub const BULK_MAX: usize = 500;

/// Lists and the acts on many dossiers at once.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/dossiers", get(page))
        .route("/dossiers/search", axum::routing::post(search))
        .route("/dossiers.csv", get(sheet))
        .route("/dossiers/claims", axum::routing::post(claim_many))
}

/// What a list's address says. It can be written again, so a dossier opened from a list knows the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub pile: Pile,
    pub filter: Filter,
    pub after: Option<After>,
}

impl Query {
    /// Reads `pile=&stage=&procedure=&field=&channel=&late=&applicant=&q=&after=`; what it does not know it leaves out.
    pub fn parse(fields: &Fields) -> Query {
        let words = scanned(fields.value("q")).to_string();
        let fallback = if words.is_empty() { Pile::ActNow } else { Pile::All };
        let stage = fields.value("stage");
        Query {
            pile: Pile::parse(fields.value("pile")).unwrap_or(fallback),
            filter: Filter {
                stage: Stage::NAMES.into_iter().find(|name| *name == stage),
                procedure: fields.some("procedure").map(Into::into),
                field: fields.some("field").map(Into::into),
                channel: Channel::parse(fields.value("channel")).map(|channel| channel.code().into()),
                words,
                late: fields.has("late", "1"),
                applicants: fields.some("applicant").map(people),
                ..Filter::default()
            },
            after: fields
                .value("after")
                .split_once('.')
                .and_then(|(key, id)| Some(After { key: key.parse().ok()?, id: id.parse().ok()? })),
        }
    }

    /// The query as an address writes it.
    pub fn text(&self) -> String {
        let mut out = format!("pile={}", self.pile.code());
        let mut add = |name: &str, value: Option<&str>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                out.push_str(&format!("&{name}={}", encode(value)));
            }
        };
        add("stage", self.filter.stage);
        add("procedure", self.filter.procedure.as_deref());
        add("field", self.filter.field.as_deref());
        add("channel", self.filter.channel.as_deref());
        add("q", Some(&self.filter.words));
        add("late", self.filter.late.then_some("1"));
        // Nobody found is a narrowing too.
        if let Some(people) = self.applicants() {
            add("applicant", Some(if people.is_empty() { "-" } else { &people }));
        }
        add("after", self.after.map(|after| format!("{}.{}", after.key, after.id)).as_deref());
        out
    }

    /// Whose dossiers, as an address may say it: keys that mean nothing outside.
    fn applicants(&self) -> Option<String> {
        let people = self.filter.applicants.as_ref()?;
        Some(people.iter().map(ToString::to_string).collect::<Vec<_>>().join("."))
    }

    fn with_after(&self, after: Option<After>) -> Query {
        Query { after, ..self.clone() }
    }

    fn is_narrowed(&self) -> bool {
        self.filter != Filter::default()
    }
}

/// A scanner at the counter types the whole address of the QR code; only the dossier code at its end is meant.
pub fn scanned(typed: &str) -> &str {
    let typed = typed.trim();
    match typed.rsplit_once("/tracking/") {
        Some((_, code)) => code.trim_end_matches('/'),
        None => typed,
    }
}

fn people(text: &str) -> Vec<PersonId> {
    text.split('.').filter_map(|id| id.parse().ok()).take(PEOPLE as usize).collect()
}

/// A line as the page shows it.
pub struct RowView {
    pub href: String,
    pub code: String,
    /// In people's own words where there are such.
    pub procedure: String,
    pub official: String,
    pub applicant: String,
    pub stage: Badge,
    pub due: Option<Due>,
    pub holder: String,
    /// `id:version` for acts on many.
    pub mark: String,
    pub claimable: bool,
}

/// What rows are read against: when, by which working time, under which names.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub now: DateTime,
    pub calendar: &'a law::Calendar,
    pub catalogue: &'a Catalogue,
}

/// Turns a line into what is shown; `from` is the list's own query.
pub fn row_view(lang: Lang, line: &Line, from: &str, setting: Setting<'_>) -> RowView {
    let Setting { now, calendar, catalogue } = setting;
    let plain = catalogue.current(&line.procedure_code, now.date()).and_then(|held| held.version.plain_name.clone());
    let settled = matches!(line.stage.as_str(), "result_ready" | "handed_over" | "stopped" | "not_accepted");
    let due = line.due_ms.map(|ms| {
        let against = badge::Against { now, calendar, paused: line.paused, ended: None, settled };
        badge::due(lang, kernel::time::civil_ms(ms), against)
    });
    let claimable = line.stage == "in_progress" && line.officer.is_none();
    let duty = line.duty.as_deref().filter(|_| claimable);
    let waits = duty.map(|duty| {
        let duty = lang.say(&format!("dossier-duty-{}", duty.replace('_', "-")));
        lang.say_with("desk-waits-for", &[("duty", &duty)]).into_owned()
    });
    RowView {
        href: format!("/dossiers/{}?from={}", line.id, encode(from)),
        code: line.code.clone().unwrap_or_else(|| lang.say("desk-no-code").into_owned()),
        procedure: plain.unwrap_or_else(|| line.procedure_name.clone()),
        official: line.procedure_name.clone(),
        applicant: line.applicant.clone(),
        stage: badge::stage(lang, &line.stage),
        due,
        holder: line.officer.clone().or(waits).unwrap_or_default(),
        mark: format!("{}:{}", line.id, line.version),
        claimable,
    }
}

#[derive(Template)]
#[template(path = "worklist/list.html")]
struct ListView {
    page: Page,
    query: Query,
    form: Fields,
    tabs: Vec<Tab>,
    stages: Vec<Choice>,
    procedures: Vec<Choice>,
    fields: Vec<Choice>,
    channels: Vec<Choice>,
    rows: Vec<RowView>,
    pager: Pager,
    narrowed: bool,
    clear: String,
    sheet: String,
    claims: bool,
    hand_over: bool,
    /// The applicants the list is narrowed to.
    applicants: Option<String>,
    empty_title: String,
    empty_text: String,
}

async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, uri: Uri) -> Answer {
    let fields = Fields::of_query(&uri);
    let query = Query::parse(&fields);
    if let Some(id) = exact_hit(&by, &dossiers, &query).await? {
        let noun = if query.pile == Pile::HandOver { "/hand-over" } else { "" };
        return Ok(web::see_other(&format!("/dossiers/{id}{noun}?from={}", encode(&query.with_after(None).text()))));
    }
    let (lines, counts) = dossiers.list(&by, query.pile, query.filter.clone(), query.after, PAGE_LINES + 1).await?;
    web::html(&list_view(&ctx, &by, &dossiers, query, lines, counts))
}

/// The search boxes: asked in a body, so that neither a name nor a number ever stands in an address. It answers with the
/// address of the list that holds what was meant.
async fn search(SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    let mut query = Query::parse(&form);
    query.after = None;
    let mut too_many = false;
    if !query.filter.words.is_empty() && !is_code(&query.filter.words) {
        let typed = std::mem::take(&mut query.filter.words);
        let (ids, now_ms) = (Arc::clone(&dossiers.ids), dossiers.clock.now_ms());
        let reader = Reader::officer(&by, "dossier.search", &ids, now_ms);
        let cards = dossiers.store.act(move |tx| person::store::find_people(tx, &typed, &reader, PEOPLE)).await?;
        too_many = cards.len() as i64 >= PEOPLE;
        // Nobody known and nothing in reach look the same: the list is empty.
        query.filter.applicants = Some(cards.iter().map(|card| card.id).collect());
        if form.some("pile").is_none() {
            query.pile = Pile::All;
        }
    } else if !query.filter.words.is_empty() {
        query.filter.applicants = None;
    }
    let list = format!("/dossiers?{}", query.text());
    if too_many {
        return Ok(web::Flash::warn("desk-search-too-many").with("n", PEOPLE).then(&list));
    }
    Ok(web::see_other(&list))
}

/// A dossier code or its beginning; everything else is about somebody.
fn is_code(words: &str) -> bool {
    !is_number(words) && words.contains(['-', '.']) && words.chars().any(|c| c.is_ascii_digit())
}

/// A personal number, tax code, passport or telephone, not a dossier code or a name.
fn is_number(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let is_tax_code = words.len() == 14 && digits == 13 && words.as_bytes().get(10) == Some(&b'-');
    is_tax_code || digits >= 6 && letters <= 2 && !words.contains('-')
}

/// A whole dossier code (typed or scanned) opens its dossier at once.
async fn exact_hit(by: &Officer, dossiers: &Dossiers, query: &Query) -> Result<Option<kernel::DossierId>, Problem> {
    let words = query.filter.words.clone();
    if law::code::dossier::DossierCode::parse(&words).is_err() {
        return Ok(None);
    }
    match dossiers.read_bare(by, Key::Code(words.to_uppercase()), "search").await {
        Ok(found) => Ok(Some(found.id)),
        Err(kernel::Error::Absent(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

fn list_view(
    ctx: &Ctx,
    by: &Officer,
    dossiers: &Dossiers,
    query: Query,
    mut lines: Vec<Line>,
    counts: Counts,
) -> ListView {
    let lang = ctx.lang;
    let calendar = by.directory().calendar_of(by.unit());
    let now = kernel::time::civil(dossiers.clock.now());
    let more = lines.len() as i64 > PAGE_LINES;
    lines.truncate(PAGE_LINES as usize);
    let next = lines.last().filter(|_| more).map(|line| After { key: list::sort_key(line).0, id: line.id.0 });
    let from = query.text();
    let rows: Vec<RowView> = {
        let setting = Setting { now, calendar: &calendar, catalogue: &dossiers.catalogue };
        lines.iter().map(|line| row_view(lang, line, &from, setting)).collect()
    };
    let narrowed = query.is_narrowed();
    let total = counts.of(query.pile).filter(|_| !narrowed && query.after.is_none()).map(|n| n.unsigned_abs());
    let pager = Pager {
        first: query.after.is_some().then(|| format!("/dossiers?{}", query.with_after(None).text())),
        prev: None,
        next: next.map(|after| format!("/dossiers?{}", query.with_after(Some(after)).text())),
        shown: rows.len(),
        total,
    };
    let pile = query.pile.code().replace('_', "-");
    let title = ctx.t(&format!("dossier-pile-{pile}"));
    let place = if query.pile == Pile::HandOver { "hand-over" } else { "dossiers" };
    let empty = if narrowed { "desk-empty-filter".to_string() } else { format!("desk-empty-{pile}") };
    ListView {
        page: ctx.page(title).at(place).searched(&query.filter.words).wide(),
        form: Fields::parse(&query.text()),
        tabs: tabs(lang, &query, counts),
        stages: Stage::NAMES.iter().map(|name| Choice::new(*name, lang.say(&badge::stage_key(name)))).collect(),
        procedures: procedures_in(&lines, &query),
        fields: fields_in(dossiers, &lines, &query, now),
        channels: Channel::ALL.iter().map(|channel| Choice::new(channel.code(), lang.say(channel.key()))).collect(),
        claims: rows.iter().any(|row| row.claimable) && by.may_somewhere(Act::Claim) && query.pile != Pile::All,
        rows,
        pager,
        narrowed,
        clear: format!("/dossiers?pile={}", query.pile.code()),
        sheet: format!("/dossiers.csv?{}", query.with_after(None).text()),
        hand_over: query.pile == Pile::HandOver,
        applicants: query.applicants(),
        empty_title: ctx.t(&empty),
        empty_text: ctx.t(&format!("{empty}-text")),
        query,
    }
}

fn tabs(lang: Lang, query: &Query, counts: Counts) -> Vec<Tab> {
    let tab = |pile: Pile| Tab {
        label: lang.say(&format!("dossier-pile-{}", pile.code().replace('_', "-"))).into_owned(),
        href: format!("/dossiers?pile={}", pile.code()),
        count: counts.of(pile).map(|n| n.unsigned_abs()),
        current: query.pile == pile,
    };
    Pile::ALL.into_iter().map(tab).collect()
}

/// The procedures of the lines shown, and the chosen one: a short list that always holds what can be narrowed to.
fn procedures_in(lines: &[Line], query: &Query) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for line in lines {
        if !choices.iter().any(|c| c.value == line.procedure_code) {
            let label = format!("{} – {}", line.procedure_code, shortened(&line.procedure_name));
            choices.push(Choice::new(&line.procedure_code, label));
        }
    }
    if let Some(code) = &query.filter.procedure
        && !choices.iter().any(|c| c.value == *code)
    {
        choices.push(Choice::new(code, code));
    }
    choices.sort_by(|a, b| a.value.cmp(&b.value));
    choices
}

fn fields_in(dossiers: &Dossiers, lines: &[Line], query: &Query, now: DateTime) -> Vec<Choice> {
    let held = lines.iter().filter_map(|line| dossiers.catalogue.current(&line.procedure_code, now.date()));
    let mut names: Vec<String> =
        held.map(|held| held.version.field.clone()).chain(query.filter.field.clone()).collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| Choice::new(&name, &name)).collect()
}

fn shortened(name: &str) -> String {
    let mut short: String = name.chars().take(60).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    short
}

// ── the spreadsheet ──────────────────────────────────────────────────────────────────────────────────────────────────

/// The list as it is filtered, for a spreadsheet: UTF-8 with its mark, at most [`SHEET_LINES`] lines.
async fn sheet(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, uri: Uri) -> Answer {
    let query = Query::parse(&Fields::of_query(&uri));
    let mut lines: Vec<Line> = Vec::new();
    let mut after = None;
    while lines.len() < SHEET_LINES {
        let (more, _) = dossiers.list(&by, query.pile, query.filter.clone(), after, 200).await?;
        let Some(last) = more.last() else { break };
        after = Some(After { key: list::sort_key(last).0, id: last.id.0 });
        let whole = more.len() == 200;
        lines.extend(more);
        if !whole {
            break;
        }
    }
    lines.truncate(SHEET_LINES);
    let head = ["code", "procedure", "name", "applicant", "stage", "due", "accepted", "holder"];
    let mut out = String::from("\u{feff}");
    out.push_str(&head.map(|column| cell(&ctx.t(&format!("desk-column-{column}")))).join(","));
    for line in &lines {
        let day = |ms: Option<i64>| ms.map(|ms| kernel::time::hm_dmy(kernel::time::civil_ms(ms))).unwrap_or_default();
        let cells = [
            line.code.clone().unwrap_or_default(),
            line.procedure_code.clone(),
            line.procedure_name.clone(),
            line.applicant.clone(),
            ctx.t(&badge::stage_key(&line.stage)),
            day(line.due_ms),
            day(line.accepted_ms),
            line.officer.clone().unwrap_or_default(),
        ];
        out.push_str("\r\n");
        out.push_str(&cells.map(|text| cell(&text)).join(","));
    }
    out.push_str("\r\n");
    let name = format!("attachment; filename=\"ho-so-{}.csv\"", query.pile.code());
    Ok((
        StatusCode::OK,
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_string()), (header::CONTENT_DISPOSITION, name)],
        out,
    )
        .into_response())
}

/// One cell. A text that a spreadsheet would run as a formula is kept a text.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

// ── the neighbours of a dossier in its list ──────────────────────────────────────────────────────────────────────────

/// Where J and K lead from a dossier: the dossiers before and after it in the list it was opened from.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    pub back: String,
    pub prev: Option<String>,
    pub next: Option<String>,
}

/// Finds them. The list is asked again, so a dossier that has left it since leads on to the one that came after it.
/// Only ids are read: nothing is shown of the neighbours, so nothing is traced.
pub async fn neighbours(
    by: &Officer,
    dossiers: &Dossiers,
    from: &str,
    me: &dossier::Dossier,
) -> Result<Neighbours, Problem> {
    let query = Query::parse(&Fields::parse(from));
    let back = format!("/dossiers?{}", query.text());
    let (reach, now_ms, horizon_ms) = (Reach::of(by), dossiers.clock.now_ms(), horizon_ms(by, dossiers));
    let due = me.due.map_or(NO_DUE, kernel::time::instant_ms);
    let here = (due, me.id.0);
    let asked = query.clone();
    let (around, beyond) = dossiers
        .store
        .read(move |tx| {
            let around = list::list(tx, &reach, asked.pile, &asked.filter, asked.after, 200, now_ms, horizon_ms)?;
            let at = After { key: here.0, id: here.1 };
            let beyond = list::list(tx, &reach, asked.pile, &asked.filter, Some(at), 1, now_ms, horizon_ms)?;
            Ok((around, beyond))
        })
        .await?;
    let before = |line: &&Line| match query.pile {
        Pile::All => line.id.0 > here.1,
        Pile::ActNow | Pile::AtRisk | Pile::Waiting | Pile::HandOver => list::sort_key(line) < here,
    };
    let href = |line: &Line| format!("/dossiers/{}?from={}", line.id, encode(&query.text()));
    Ok(Neighbours { back, prev: around.iter().rfind(before).map(href), next: beyond.first().map(href) })
}

/// Until when a due date counts as near: the end of the next working day, as the dossier room counts it.
pub fn horizon_ms(by: &Officer, dossiers: &Dossiers) -> i64 {
    let calendar = by.directory().calendar_of(by.unit());
    let day = calendar.next_working_day(kernel::time::civil(dossiers.clock.now()).date());
    kernel::time::instant_ms(day.at(23, 59, 59, 0))
}

// ── one act on many ──────────────────────────────────────────────────────────────────────────────────────────────────

/// A dossier the bulk act did not take, and why.
struct RefusedView {
    code: String,
    href: String,
    why: String,
    law: Option<String>,
}

#[derive(Template)]
#[template(path = "worklist/bulk.html")]
struct BulkView {
    page: Page,
    done: usize,
    refused: Vec<RefusedView>,
    back: String,
}

/// Claims the ticked dossiers, each for itself: what cannot be claimed is named with its reason, the rest is done.
async fn claim_many(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    form: Fields,
) -> Result<Response, Problem> {
    let from = Query::parse(&Fields::parse(form.value("from"))).text();
    let marks: Vec<(kernel::DossierId, i64)> = form
        .all("dossier")
        .iter()
        .filter_map(|m| m.split_once(':'))
        .filter_map(|(id, v)| Some((id.parse().ok()?, v.parse().ok()?)))
        .collect();
    let back = format!("/dossiers?{from}");
    if marks.is_empty() {
        return Ok(web::Flash::warn("desk-bulk-none").then(&back));
    }
    if marks.len() > BULK_MAX {
        return Err(kernel::Refusal::new("TOO_MANY_AT_ONCE").with("max", BULK_MAX).into());
    }
    let (mut done, mut refused) = (0, Vec::new());
    for (id, version) in marks {
        let why = match dossiers.perform(&by, Key::Id(id), version, Command::Claim, None).await {
            Ok(_) => {
                done += 1;
                continue;
            }
            Err(kernel::Error::Refused(refusal)) => (web::refusal_text(ctx.lang, &refusal), refusal.law.clone()),
            Err(kernel::Error::Stale { .. }) => (ctx.t("desk-bulk-stale"), None),
            Err(kernel::Error::Absent(_)) => (ctx.t("web-problem-absent-what"), None),
            Err(other) => return Err(other.into()),
        };
        let known = dossiers.read_bare(&by, Key::Id(id), "bulk").await.ok();
        let code = known.and_then(|dossier| dossier.code).unwrap_or_else(|| id.to_string());
        refused.push(RefusedView { code, href: format!("/dossiers/{id}"), why: why.0, law: why.1 });
    }
    if refused.is_empty() {
        return Ok(web::Flash::good("desk-bulk-done").with("n", done).then(&back));
    }
    web::html(&BulkView { page: ctx.page(ctx.t("desk-bulk-title")).at("dossiers"), done, refused, back })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_list_says_the_same_list_again() {
        let text = "pile=waiting&stage=suspended&procedure=1.001193&field=H%E1%BB%99%20t%E1%BB%8Bch&channel=post&q=nguyen&late=1&after=170.42";
        let query = Query::parse(&Fields::parse(text));
        assert_eq!(query.pile, Pile::Waiting);
        assert_eq!(query.filter.stage, Some("suspended"));
        assert_eq!(query.after, Some(After { key: 170, id: 42 }));
        assert_eq!(Query::parse(&Fields::parse(&query.text())), query);
    }

    #[test]
    fn words_alone_search_everything_and_nothing_shows_what_is_to_do() {
        assert_eq!(Query::parse(&Fields::parse("q=lan")).pile, Pile::All);
        assert_eq!(Query::parse(&Fields::parse("")).pile, Pile::ActNow);
        assert_eq!(Query::parse(&Fields::parse("stage=x&pile=y&after=z")), Query::parse(&Fields::new()));
    }

    #[test]
    fn a_number_of_a_person_is_told_from_a_code_and_a_name() {
        for number in ["022088000001", "022 088 000 001", "0912 345 678", "+84912345678", "0100109106-001", "C1234567"]
        {
            assert!(is_number(number), "{number}");
        }
        for other in ["H49.20-260302-0001", "H49.20-2603", "Nguyễn Văn An", "an", "", "Hộ kinh doanh 36"] {
            assert!(!is_number(other), "{other}");
        }
    }

    #[test]
    fn the_applicants_of_a_list_stand_in_its_address_as_keys() {
        let query = Query {
            pile: Pile::All,
            filter: Filter { applicants: Some(vec![PersonId(77), PersonId(78)]), ..Filter::default() },
            after: None,
        };
        assert_eq!(Query::parse(&Fields::parse(&query.text())), query);
    }

    #[test]
    fn a_scanned_receipt_is_its_code() {
        assert_eq!(scanned("https://mc.example.vn/tracking/H49.20-260302-0001"), "H49.20-260302-0001");
        assert_eq!(scanned(" H49.20-260302-0001 "), "H49.20-260302-0001");
    }

    #[test]
    fn a_spreadsheet_runs_nothing() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("Nguyễn \"Tèo\""), "\"Nguyễn \"\"Tèo\"\"\"");
    }
}
