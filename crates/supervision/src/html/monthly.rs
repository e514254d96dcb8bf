//! The monthly list of agencies and officers with late dossiers: prepared by counting, put right with a reason, published,
//! and then shown to everybody as it stands (Công văn 2348/VPCP-KSTT of 7 April 2023).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::Uri;
use jiff::civil::Date;
use kernel::time::{civil_ms, hm_dmy};
use kernel::{DossierId, Refusal, Result, UnitId};
use office::{Officer, SignedIn};
use paper::{Head, LateList, Report, Signer};
use store::ledger::Audit;
use web::ui::Tab;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::{pdf, supervises};
use crate::Supervision;
use crate::monthly::{self, LateFact, Month, MonthLine};
use crate::sight::Sight;
use crate::store::late as late_rows;
use crate::store::monthly::{self as rows, Correction, ListRow};

/// One line as it is shown.
pub(super) struct LineView {
    nth: i64,
    pub agency: String,
    pub officer: String,
    settled: i64,
    late_ended: i64,
    late_open: i64,
    pub share: String,
}

/// What was put right.
struct CorrectionView {
    nth: i64,
    before: String,
    after: String,
    reason: String,
    by: String,
    at: String,
}

#[derive(Template)]
#[template(path = "supervision/monthly.html")]
struct MonthlyView {
    page: Page,
    year: i16,
    month: i8,
    tabs: Vec<Tab>,
    prepared: Option<String>,
    published: Option<String>,
    running: bool,
    lines: Vec<LineView>,
    corrections: Vec<CorrectionView>,
    query: String,
    public: String,
}

/// Months shown as tabs.
const MONTHS: usize = 6;

fn asked(fields: &Fields, desk: &Supervision) -> Month {
    meant(fields, desk.now().at.date())
}

/// [`asked`] on a day: the month before, unless another is named.
pub(super) fn meant(fields: &Fields, today: Date) -> Month {
    let year = fields.number("year").and_then(|n| i16::try_from(n).ok());
    let month = fields.number("month").and_then(|n| i8::try_from(n).ok());
    let told = year.zip(month).and_then(|(year, month)| Month::new(year, month));
    told.unwrap_or_else(|| Month::of(today).before())
}

pub(super) fn line_view(lang: kernel::Lang, nth: i64, line: &MonthLine) -> LineView {
    let nobody = || lang.say("supervision-nobody").into_owned();
    LineView {
        nth,
        agency: line.agency.clone(),
        officer: if line.officer.is_empty() { nobody() } else { line.officer.clone() },
        settled: line.settled,
        late_ended: line.late_ended,
        late_open: line.late_open,
        share: share(lang, line),
    }
}

/// "12,5 %".
fn share(lang: kernel::Lang, line: &MonthLine) -> String {
    let (whole, tenth) = ((line.share() / 10).to_string(), (line.share() % 10).to_string());
    lang.say_with("supervision-share", &[("whole", &whole), ("tenth", &tenth)]).into_owned()
}

pub async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    supervises(&by)?;
    let month = asked(&Fields::of_query(&uri), &desk);
    let unit = by.unit();
    let (list, lines, corrections) = desk
        .dossiers
        .store
        .read(move |tx| {
            let list = rows::find_list(tx, unit, month)?;
            Ok((list, rows::list_lines(tx, unit, month)?, rows::list_corrections(tx, unit, month)?))
        })
        .await?;
    let lang = ctx.lang;
    let said =
        |key: &str, by: &str, ms: i64| lang.say_with(key, &[("by", by), ("at", &hm_dmy(civil_ms(ms)))]).into_owned();
    let mut shown = Month::of(desk.now().at.date());
    let mut tabs = Vec::new();
    for _ in 0..MONTHS {
        tabs.push(Tab {
            label: shown.words(),
            href: format!("/supervision/monthly?year={}&month={}", shown.year, shown.month),
            count: None,
            current: shown == month,
        });
        shown = shown.before();
    }
    tabs.reverse();
    let published = list.as_ref().and_then(|list| list.published.as_ref());
    web::html(&MonthlyView {
        page: ctx
            .page(ctx.lang.say_with("supervision-monthly-of", &[("month", &month.words())]))
            .at("supervision")
            .crumb(ctx.t("supervision-title"), Some("/supervision"))
            .crumb(ctx.t("supervision-monthly"), None)
            .wide()
            .list("monthly"),
        year: month.year,
        month: month.month,
        tabs,
        prepared: list.as_ref().map(|l| said("supervision-prepared", &l.prepared_by, l.prepared_ms)),
        published: published.map(|(ms, who, _)| said("supervision-published", who, *ms)),
        running: month.ends_ms() > desk.dossiers.clock.now_ms(),
        lines: lines.iter().map(|(nth, line)| line_view(lang, *nth, line)).collect(),
        corrections: corrections
            .into_iter()
            .map(|c| CorrectionView {
                nth: c.nth,
                before: c.before,
                after: c.after,
                reason: c.reason,
                by: c.by,
                at: hm_dmy(civil_ms(c.at_ms)),
            })
            .collect(),
        query: format!("year={}&month={}", month.year, month.month),
        public: format!("/late/{}/{}", month.year, month.month),
    })
}

/// Counts a month from the log and the rows, within what an officer watches over.
pub fn count_in(tx: &mut store::Tx<'_>, sight: &Sight, month: Month) -> Result<Vec<MonthLine>> {
    let id_at = dossier::chores::first_id_at;
    let (from, until) = (month.begins_ms(), month.ends_ms());
    let ended: Vec<DossierId> = rows::list_ended_between(tx, id_at(from), id_at(until))?;
    let mut settled: BTreeMap<String, i64> = BTreeMap::new();
    for end in rows::list_ends(tx, &ended)? {
        let within = (from..until).contains(&end.ended_ms);
        if within && sight.reaches(&[Some(end.receiving), Some(end.deciding)], &end.field, &end.procedure) {
            *settled.entry(end.agency).or_default() += 1;
        }
    }
    let cases = late_rows::list_late_between(tx, from, until)?;
    let seen: Vec<_> = cases
        .iter()
        .map(|row| &row.case)
        .filter(|case| sight.reaches(&[Some(case.receiving), Some(case.deciding)], &case.field, &case.procedure))
        .collect();
    let ids: Vec<DossierId> = seen.iter().map(|case| case.dossier).collect();
    let agencies = rows::list_agencies(tx, &ids)?;
    let fact = |case: &&crate::late::LateCase| LateFact {
        agency: agencies.get(&case.dossier).cloned().unwrap_or_else(|| case.blame.unit.clone()),
        blame: case.blame.clone(),
        due_ms: case.due_ms,
        ended_ms: case.ended_ms,
    };
    let facts: Vec<LateFact> = seen.iter().map(fact).collect();
    Ok(monthly::count(&facts, &settled, month))
}

fn published_already() -> kernel::Error {
    Refusal::new("MONTHLY_PUBLISHED").into()
}

/// Counts the month and keeps the list, in place of one that was prepared before and not published.
pub async fn prepare(SignedIn(by): SignedIn, State(desk): State<Supervision>, form: Fields) -> Answer {
    supervises(&by)?;
    let month = asked(&form, &desk);
    let lines = prepare_in(&desk, &by, month).await?;
    let to = format!("/supervision/monthly?year={}&month={}", month.year, month.month);
    Ok(Flash::good("supervision-prepare-done").with("n", lines).then(&to))
}

/// [`prepare`] without a page. Answers how many lines the list has.
///
/// Errors: refused `MONTHLY_PUBLISHED`.
pub async fn prepare_in(desk: &Supervision, by: &Officer, month: Month) -> Result<usize> {
    let sight = Sight::of(by, desk.now().at.date());
    let (unit, name, now_ms) = (by.unit(), by.name().to_string(), desk.dossiers.clock.now_ms());
    desk.dossiers
        .store
        .act(move |tx| {
            if rows::find_list(tx, unit, month)?.is_some_and(|list| list.published.is_some()) {
                return Err(published_already());
            }
            let lines = count_in(tx, &sight, month)?;
            rows::record_prepared(tx, unit, month, &lines, &name, now_ms)?;
            Ok(lines.len())
        })
        .await
}

/// Puts one line right before publication, with the reason.
pub async fn correct(SignedIn(by): SignedIn, State(desk): State<Supervision>, form: Fields) -> Answer {
    supervises(&by)?;
    let month = asked(&form, &desk);
    let to = format!("/supervision/monthly?year={}&month={}", month.year, month.month);
    let reason = form.value("reason").to_string();
    if reason.is_empty() {
        return Ok(Flash::bad("supervision-why-missing").then(&to));
    }
    let nth = form.number("nth").unwrap_or(0);
    let numbers = (form.number("late_ended"), form.number("late_open"));
    let gone = form.has("remove", "1");
    let (Some(late_ended), Some(late_open)) = numbers else {
        return Ok(Flash::bad("supervision-numbers-missing").then(&to));
    };
    if late_ended < 0 || late_open < 0 {
        return Ok(Flash::bad("supervision-numbers-missing").then(&to));
    }
    correct_in(&desk, &by, month, nth, (!gone).then_some((late_ended, late_open)), reason).await?;
    Ok(Flash::good("supervision-correct-done").then(&to))
}

/// [`correct`] without a page. `line`: its numbers; none: away with it.
///
/// Errors: absent line; refused `MONTHLY_PUBLISHED`.
pub async fn correct_in(
    desk: &Supervision,
    by: &Officer,
    month: Month,
    nth: i64,
    line: Option<(i64, i64)>,
    reason: String,
) -> Result<()> {
    let (unit, name, now_ms) = (by.unit(), by.name().to_string(), desk.dossiers.clock.now_ms());
    let id = desk.dossiers.ids.next(now_ms);
    desk.dossiers
        .store
        .act(move |tx| {
            let list = rows::find_list(tx, unit, month)?.ok_or_else(|| kernel::Error::absent("monthly list"))?;
            if list.published.is_some() {
                return Err(published_already());
            }
            let lines = rows::list_lines(tx, unit, month)?;
            let known = lines.into_iter().find(|(n, _)| *n == nth).map(|(_, line)| line);
            let known = known.ok_or_else(|| kernel::Error::absent("line"))?;
            let words = |ended: i64, open: i64| format!("{} – {}: {ended} / {open}", known.agency, known.officer);
            let correction = Correction {
                nth,
                before: words(known.late_ended, known.late_open),
                after: line.map(|(ended, open)| words(ended, open)).unwrap_or_default(),
                reason: reason.clone(),
                by: name.clone(),
                at_ms: now_ms,
            };
            rows::record_correction(tx, (unit, month), id, &correction, line)
        })
        .await
}

/// Publishes the list: from then on it stands as it is.
pub async fn publish(SignedIn(by): SignedIn, State(desk): State<Supervision>, form: Fields) -> Answer {
    supervises(&by)?;
    let month = asked(&form, &desk);
    publish_in(&desk, &by, month).await?;
    let to = format!("/supervision/monthly?year={}&month={}", month.year, month.month);
    Ok(Flash::good("supervision-publish-done").then(&to))
}

/// [`publish`] without a page.
///
/// Errors: absent list; refused `MONTHLY_PUBLISHED`, `MONTH_RUNS`.
pub async fn publish_in(desk: &Supervision, by: &Officer, month: Month) -> Result<()> {
    let (unit, by, now_ms) = (by.unit(), by.clone(), desk.dossiers.clock.now_ms());
    if month.ends_ms() > now_ms {
        return Err(Refusal::new("MONTH_RUNS").with("month", month.words()).into());
    }
    let id = desk.dossiers.ids.next(now_ms);
    desk.dossiers
        .store
        .act(move |tx| {
            rows::find_list(tx, unit, month)?.ok_or_else(|| kernel::Error::absent("monthly list"))?;
            let hash = monthly::hash(month, &rows::list_lines(tx, unit, month)?);
            if !rows::record_published(tx, unit, month, by.name(), now_ms, &hash)? {
                return Err(published_already());
            }
            tx.write(&[Audit::by(&by.actor(), id, now_ms, "monthly.publish", unit.0, month.words()).write()])
        })
        .await
}

/// The list on paper.
pub async fn print(SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    supervises(&by)?;
    let (month, unit) = (asked(&Fields::of_query(&uri), &desk), by.unit());
    let (list, lines) = desk
        .dossiers
        .store
        .read(move |tx| Ok((rows::find_list(tx, unit, month)?, rows::list_lines(tx, unit, month)?)))
        .await?;
    let vi = kernel::Lang::Vi;
    let day = list.and_then(|list| list.published).map_or(desk.now().at, |(ms, ..)| civil_ms(ms)).date();
    let row = |(nth, line): &(i64, MonthLine)| {
        let view = line_view(vi, *nth, line);
        let numbers = [line.settled, line.late_ended, line.late_open].map(|n| n.to_string());
        let [settled, ended, open] = numbers;
        [nth.to_string(), view.agency, view.officer, settled, ended, open, view.share]
    };
    let report = LateList {
        head: Head {
            unit: by.directory().unit_name(unit),
            title: vi.say("supervision-monthly").into_owned(),
            date: Some(day),
            ..Head::default()
        },
        span: vi.say_with("supervision-monthly-of", &[("month", &month.words())]).into_owned(),
        rows: lines.iter().map(row).collect(),
        signer: Signer { role: by.title().into(), name: None },
    };
    pdf(Report::LateList(report), &format!("tre-han-{}-{:02}.pdf", month.year, month.month)).await
}

// ── for everybody ────────────────────────────────────────────────────────────────────────────────────────────────────

/// A published list of one unit.
struct PublicList {
    unit: String,
    published: String,
    lines: Vec<LineView>,
}

#[derive(Template)]
#[template(path = "supervision/late.html")]
struct LateView {
    page: Page,
    lists: Vec<PublicList>,
    months: Vec<(String, String)>,
}

/// The months that were published.
pub async fn months(ctx: Ctx, State(desk): State<Supervision>) -> Answer {
    let all = desk.dossiers.store.read(|tx| rows::list_published(tx, None)).await?;
    let mut months: Vec<Month> = all.iter().map(|list| list.month).collect();
    months.dedup();
    let months = months.into_iter().map(|m| (m.words(), format!("/late/{}/{}", m.year, m.month))).collect();
    web::html(&LateView { page: ctx.page(ctx.t("supervision-monthly")), lists: Vec::new(), months })
}

/// One month's published lists, as they were published.
pub async fn public(ctx: Ctx, State(desk): State<Supervision>, Path((year, month)): Path<(String, String)>) -> Answer {
    let month = year.parse().ok().zip(month.parse().ok()).and_then(|(year, month)| Month::new(year, month));
    let month = month.ok_or_else(|| Problem::absent("month"))?;
    let found: Vec<(ListRow, Vec<(i64, MonthLine)>)> = desk
        .dossiers
        .store
        .read(move |tx| {
            let lists = rows::list_published(tx, Some(month))?;
            lists.into_iter().map(|list| Ok((list.clone(), rows::list_lines(tx, list.unit, month)?))).collect()
        })
        .await?;
    if found.is_empty() {
        return Err(Problem::absent("monthly list"));
    }
    let directory = (desk.dossiers.office)();
    let name = |unit: UnitId| directory.unit_name(unit);
    let list = |(list, lines): &(ListRow, Vec<(i64, MonthLine)>)| PublicList {
        unit: name(list.unit),
        published: list.published.as_ref().map(|(ms, ..)| hm_dmy(civil_ms(*ms))).unwrap_or_default(),
        lines: lines.iter().map(|(nth, line)| line_view(ctx.lang, *nth, line)).collect(),
    };
    web::html(&LateView {
        page: ctx.page(ctx.lang.say_with("supervision-monthly-of", &[("month", &month.words())])),
        lists: found.iter().map(list).collect(),
        months: Vec::new(),
    })
}
