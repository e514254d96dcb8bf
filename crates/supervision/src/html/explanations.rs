//! Every late dossier has its explanation to the head and its apology to the person: what is still missing, the officer's
//! form, the head's acknowledgement, and the report on paper (Công văn 2348/VPCP-KSTT of 7 April 2023).

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use dossier::door::{Reading, seen_units};
use dossier::{Command, Key};
use jiff::civil::{Date, DateTime};
use kernel::time::{civil_ms, instant_ms};
use kernel::{Error, Lang, Refusal};
use law::timeliness::TimeLeft;
use office::{Act, Officer, Place, SignedIn};
use paper::{Head, Report, Signer, date_words, moment_words};
use store::Tx;
use store::ledger::Audit;
use web::ui::{Badge, Fact, Tile, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::words::{self, Names};
use super::{pdf, watches};
use crate::Supervision;
use crate::late::{self, holder_at};
use crate::sight::Sight;
use crate::store::late::{self as rows, CaseRow};

/// Lines on one page.
const PAGE_LINES: usize = 50;

/// What a late dossier still owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    Explanation,
    Apology,
    Acknowledgement,
    Anything,
}

impl Owed {
    const ALL: [Owed; 4] = [Owed::Anything, Owed::Explanation, Owed::Apology, Owed::Acknowledgement];

    fn code(self) -> &'static str {
        match self {
            Owed::Explanation => "explanation",
            Owed::Apology => "apology",
            Owed::Acknowledgement => "acknowledgement",
            Owed::Anything => "anything",
        }
    }
    pub(super) fn of(asked: &Fields) -> Owed {
        Owed::ALL.into_iter().find(|owed| owed.code() == asked.value("owed")).unwrap_or(Owed::Anything)
    }
    pub(super) fn takes(self, row: &CaseRow) -> bool {
        match self {
            Owed::Explanation => row.case.explained_ms.is_none(),
            Owed::Apology => row.case.apologised_ms.is_none(),
            // Nothing can be acknowledged that is not written.
            Owed::Acknowledgement => row.case.explained_ms.is_some() && row.acknowledged.is_none(),
            Owed::Anything => true,
        }
    }
}

/// One late dossier of the list.
pub(super) struct Line {
    href: String,
    pub code: String,
    pub procedure: String,
    pub unit: String,
    pub officer: String,
    due: String,
    pub late_by: String,
    pub explained: Badge,
    pub apologised: Badge,
    pub acknowledged: Badge,
}

#[derive(Template)]
#[template(path = "supervision/explanations.html")]
struct ListView {
    page: Page,
    tiles: Vec<Tile>,
    rows: Vec<Line>,
    more: usize,
    own: bool,
}

/// Whether somebody has to do with late dossiers: they explain their own, or watch over others.
pub(super) fn concerns(by: &Officer) -> bool {
    watches(by) || by.may_somewhere(Act::Explain)
}

/// The late dossiers of an officer's page: what those they watch over still owe, or their own.
pub(super) fn list_seen(tx: &mut Tx<'_>, by: &Officer, today: Date) -> Result<Vec<CaseRow>, Error> {
    if !watches(by) {
        return rows::list_of_officer(tx, by.id());
    }
    let sight = Sight::of(by, today);
    let mut cases = rows::list_owed(tx)?;
    cases.retain(|CaseRow { case, .. }| {
        sight.reaches(&[Some(case.receiving), Some(case.deciding)], &case.field, &case.procedure)
    });
    Ok(cases)
}

pub async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    let supervises = watches(&by);
    if !concerns(&by) {
        return Err(Refusal::new("NOT_PERMITTED").with("act", Act::Explain.key()).into());
    }
    let asked = Fields::of_query(&uri);
    let owed = Owed::of(&asked);
    let now = desk.now();
    let year_ms = instant_ms(Date::new(now.at.year(), 1, 1).unwrap_or_default().at(0, 0, 0, 0));
    let (me, today) = (by.clone(), now.at.date());
    let (seen, groups) = desk
        .dossiers
        .store
        .read(move |tx| {
            let seen = list_seen(tx, &me, today)?;
            Ok((seen, if supervises { rows::count_cases(tx, year_ms)? } else { Vec::new() }))
        })
        .await?;
    let sight = Sight::of(&by, today);
    let names =
        Names { lang: ctx.lang, directory: by.directory(), catalogue: &desk.dossiers.catalogue, today: now.at.date() };
    let chosen: Vec<&CaseRow> = seen.iter().filter(|row| owed.takes(row)).collect();
    let shown = chosen.iter().take(PAGE_LINES).map(|row| line(&names, row, now.at)).collect();
    let count = |owed: Owed| seen.iter().filter(|row| owed.takes(row)).count();
    let mut year = [0; 4];
    for ((receiving, deciding, field, procedure), n) in &groups {
        if sight.reaches(&[Some(*receiving), Some(*deciding)], field, procedure) {
            year.iter_mut().zip(n).for_each(|(sum, n)| *sum += n);
        }
    }
    desk.dossiers.trace(&by.actor(), "dossier.list", None, "explanations").await?;
    let all = year[0].to_string();
    let tile = |owed: Owed, done: i64, icon| Tile {
        label: ctx.t(&format!("supervision-owed-{}", owed.code())),
        value: count(owed).to_string(),
        note: match supervises {
            true => ctx.lang.say_with("supervision-owed-share", &[("done", &done.to_string()), ("all", &all)]).into(),
            false => String::new(),
        },
        href: Some(format!("/supervision/explanations?owed={}", owed.code())),
        tone: if count(owed) == 0 { Tone::Good } else { Tone::Bad },
        icon,
    };
    let tiles = [
        tile(Owed::Explanation, year[1], "message-square"),
        tile(Owed::Apology, year[2], "mail"),
        tile(Owed::Acknowledgement, year[3], "stamp"),
    ];
    web::html(&ListView {
        page: ctx
            .page(ctx.t("supervision-explanations"))
            .at("supervision")
            .crumb(ctx.t("supervision-title"), Some("/supervision"))
            .crumb(ctx.t("supervision-explanations"), None)
            .wide()
            .list("explanations"),
        tiles: tiles.into_iter().take(if supervises { 3 } else { 1 }).collect(),
        more: chosen.len().saturating_sub(PAGE_LINES),
        rows: shown,
        own: !supervises,
    })
}

fn mark(lang: Lang, at: Option<i64>) -> Badge {
    match at {
        Some(ms) => Badge::new(Tone::Good, kernel::time::dmy(civil_ms(ms).date())),
        None => Badge::new(Tone::Bad, lang.say("supervision-missing")),
    }
}

pub(super) fn line(names: &Names<'_>, row: &CaseRow, now: DateTime) -> Line {
    let (lang, case) = (names.lang, &row.case);
    let calendar = names.directory.calendar_of(case.receiving);
    let until = case.ended_ms.map_or(now, civil_ms);
    Line {
        href: format!("/supervision/explanations/{}", case.dossier),
        code: case.code.clone(),
        procedure: names.procedure(&case.procedure),
        unit: case.blame.unit.clone(),
        officer: case.blame.officer.clone(),
        due: words::moment(lang, civil_ms(case.due_ms)),
        late_by: TimeLeft::between(until, civil_ms(case.due_ms), &calendar).words(lang),
        explained: mark(lang, case.explained_ms),
        apologised: mark(lang, case.apologised_ms),
        acknowledged: mark(lang, row.acknowledged.as_ref().map(|(ms, _)| *ms)),
    }
}

// ── one dossier ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// A late dossier with what was noted about it, for whoever writes the explanation or reads it.
struct Found {
    reading: Reading,
    row: Option<CaseRow>,
    writes: bool,
    heads: bool,
}

async fn find(desk: &Supervision, by: &Officer, id: &str) -> Result<Found, Problem> {
    let reading = desk.dossiers.read(by, Key::parse(id), "explanation").await?;
    let dossier = &reading.dossier;
    let units = seen_units(dossier);
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &units);
    let (writes, heads) = (by.may(Act::Explain, &place), by.may(Act::Supervise, &place));
    if !writes && !heads {
        return Err(Refusal::new("NOT_PERMITTED").with("act", Act::Explain.key()).into());
    }
    let dossier = dossier.id;
    let row = desk.dossiers.store.read(move |tx| rows::find_case(tx, dossier)).await?;
    Ok(Found { reading, row, writes, heads })
}

#[derive(Template)]
#[template(path = "supervision/explanation.html")]
struct ShowView {
    page: Page,
    form: Fields,
    id: String,
    report_href: String,
    version: i64,
    facts: Vec<Fact>,
    is_late: bool,
    written: Option<[String; 3]>,
    apology: Option<String>,
    acknowledged: Option<String>,
    writes: bool,
    heads: bool,
    report: bool,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, Path(id): Path<String>) -> Answer {
    let found = find(&desk, &by, &id).await?;
    let said = found.reading.dossier.explanation.clone();
    let mut form = Fields::new();
    if let Some(said) = said {
        form = form.with("reason", said.reason).with("measures", said.measures);
    }
    web::html(&show_view(&ctx, &desk, found, form))
}

fn show_view(ctx: &Ctx, desk: &Supervision, found: Found, form: Fields) -> ShowView {
    let (lang, dossier) = (ctx.lang, &found.reading.dossier);
    let now = desk.now().at;
    let ended = dossier.ended_at.unwrap_or(now);
    let blame = dossier.due.map(|due| holder_at(dossier, due)).unwrap_or_default();
    let holder = [blame.officer, blame.unit].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
    let mut facts = vec![
        Fact::new(ctx.t("supervision-column-code"), dossier.code.clone().unwrap_or_default())
            .link(format!("/dossiers/{}", dossier.id)),
        Fact::new(ctx.t("supervision-by-procedure"), &dossier.procedure.name),
    ];
    if let Some(due) = dossier.due {
        let late = TimeLeft::between(ended, due, &found.reading.calendar);
        facts.push(Fact::new(ctx.t("supervision-column-due"), words::moment(lang, due)));
        if late.late {
            facts.push(Fact::new(ctx.t("supervision-late-by"), late.words(lang)));
        }
        facts.push(Fact::new(ctx.t("supervision-holder"), holder.join(" – ")));
    }
    let apology = dossier.apologies.last().map(|apology| {
        let (day, promised) = (kernel::time::dmy(apology.at.date()), words::moment(lang, apology.promised));
        lang.say_with("supervision-apology-made", &[("day", &day), ("promised", &promised)]).into_owned()
    });
    let acknowledged = found.row.as_ref().and_then(|row| row.acknowledged.as_ref()).map(|(ms, by)| {
        let at = words::moment(lang, civil_ms(*ms));
        lang.say_with("supervision-acknowledged", &[("by", by), ("at", &at)]).into_owned()
    });
    let written = dossier.explanation.as_ref().map(|said| {
        let by = lang
            .say_with("supervision-written", &[("by", &said.by.name), ("at", &words::moment(lang, said.at))])
            .into_owned();
        [said.reason.clone(), said.measures.clone(), by]
    });
    ShowView {
        page: ctx
            .page(ctx.t("supervision-explanation"))
            .at("supervision")
            .crumb(ctx.t("supervision-explanations"), Some("/supervision/explanations"))
            .crumb(dossier.code.clone().unwrap_or_default(), None),
        form,
        id: dossier.id.to_string(),
        report_href: format!("/supervision/explanations/{}/report.pdf", dossier.id),
        version: dossier.version,
        facts,
        is_late: dossier.is_late_at(now),
        report: written.is_some(),
        written,
        apology,
        writes: found.writes && acknowledged.is_none(),
        heads: found.heads,
        acknowledged,
    }
}

/// The officer writes the explanation; a better one takes the place of the first until the head has read it.
pub async fn explain(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(desk): State<Supervision>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let found = find(&desk, &by, &id).await?;
    if found.row.as_ref().is_some_and(|row| row.acknowledged.is_some()) {
        return Err(Refusal::new("EXPLANATION_ACKNOWLEDGED").into());
    }
    let dossier = &found.reading.dossier;
    let seen = form.number("version").unwrap_or(0);
    let command = Command::Explain { reason: form.value("reason").into(), measures: form.value("measures").into() };
    let once = super::once(&by, &form);
    match desk.dossiers.perform(&by, Key::Id(dossier.id), seen, command, once).await {
        Ok(_) => Ok(Flash::good("supervision-explained").then(&format!("/supervision/explanations/{}", dossier.id))),
        Err(Error::Refused(refusal)) if refusal.key != "NOT_PERMITTED" => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &show_view(&ctx, &desk, found, form))
        }
        Err(other) => Err(other.into()),
    }
}

/// The head has read the explanation.
pub async fn acknowledge(
    SignedIn(by): SignedIn,
    State(desk): State<Supervision>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = find(&desk, &by, &id).await?;
    if !found.heads {
        return Err(Refusal::new("NOT_PERMITTED").with("act", Act::Supervise.key()).into());
    }
    let dossier = found.reading.dossier.id;
    let (name, actor, now_ms) = (by.name().to_string(), by.actor(), desk.dossiers.clock.now_ms());
    let audit_id = desk.dossiers.ids.next(now_ms);
    let done = desk
        .dossiers
        .store
        .act(move |tx| {
            if !rows::acknowledge(tx, dossier, &name, now_ms)? {
                return Err(Refusal::new("NOTHING_TO_ACKNOWLEDGE").into());
            }
            tx.write(&[Audit::by(&actor, audit_id, now_ms, "late.acknowledge", dossier.0, "supervision").write()])
        })
        .await;
    done?;
    Ok(Flash::good("supervision-acknowledge-done").then(&format!("/supervision/explanations/{dossier}")))
}

// ── on paper ─────────────────────────────────────────────────────────────────────────────────────────────────────────

pub async fn report(SignedIn(by): SignedIn, State(desk): State<Supervision>, Path(id): Path<String>) -> Answer {
    let found = find(&desk, &by, &id).await?;
    let now = desk.now().at;
    let report = report_of(&found.reading, found.row.as_ref(), now).ok_or_else(|| Problem::absent("explanation"))?;
    let code = found.reading.dossier.code.clone().unwrap_or_default();
    pdf(Report::Explanation(Box::new(report)), &format!("giai-trinh_{code}.pdf")).await
}

/// The report of a dossier that is explained. Papers are Vietnamese, whoever prints them.
fn report_of(reading: &Reading, row: Option<&CaseRow>, now: DateTime) -> Option<paper::Explanation> {
    let dossier = &reading.dossier;
    let (said, due) = (dossier.explanation.as_ref()?, dossier.due?);
    let say = |key: &str| Lang::Vi.say(key).into_owned();
    let blame = late::holder_at(dossier, due);
    let late = TimeLeft::between(dossier.ended_at.unwrap_or(now), due, &reading.calendar).words(Lang::Vi);
    let at = |at: Option<DateTime>| at.map(kernel::time::hm_dmy).unwrap_or_default();
    let walk = dossier.holds.iter().map(|hold| {
        let who = if hold.to_officer.is_empty() { hold.to_unit.clone() } else { hold.to_officer.clone() };
        let step = if hold.step.is_empty() { hold.to_unit.clone() } else { hold.step.clone() };
        [step, who, at(Some(hold.at)), at(hold.done), at(hold.due)]
    });
    let acknowledged = row.and_then(|row| row.acknowledged.as_ref());
    Some(paper::Explanation {
        head: Head {
            agency: String::new(),
            unit: dossier.deciding.name.clone(),
            form_no: say("supervision-report-basis"),
            title: say("supervision-report-title"),
            date: Some(said.at.date()),
            ..Head::default()
        },
        to: Lang::Vi.say_with("supervision-report-to", &[("unit", &dossier.deciding.name)]).into_owned(),
        dossier_code: dossier.code.clone().unwrap_or_default(),
        request: dossier.procedure.name.clone(),
        agency: dossier.deciding.name.clone(),
        received_at: dossier.accepted_at.map(moment_words),
        due_at: Some(moment_words(due)),
        ended_at: dossier.ended_at.map(moment_words),
        late_by: late,
        holder: [blame.officer, blame.unit].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        reason: said.reason.clone(),
        measures: said.measures.clone(),
        apology: dossier.apologies.last().map(|apology| {
            let (day, promised) = (date_words(apology.at.date()), moment_words(apology.promised));
            Lang::Vi.say_with("supervision-apology-made", &[("day", &day), ("promised", &promised)]).into_owned()
        }),
        walk: walk.collect(),
        writer: Signer { role: say("supervision-report-writer"), name: Some(said.by.name.clone()) },
        head_signer: Signer { role: say("supervision-report-head"), name: acknowledged.map(|(_, by)| by.clone()) },
        acknowledged_at: acknowledged.map(|(ms, _)| date_words(civil_ms(*ms).date())),
    })
}
