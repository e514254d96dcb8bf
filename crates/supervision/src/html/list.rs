//! The list a number leads to: every dossier with where it lies, its date and its forecast, and why. It names no
//! applicant; the dossier itself does, to whoever may see it.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use job::sheet::Cell;
use office::SignedIn;
use web::ui::{Badge, Due, Pager, Tone};
use web::{Answer, Ctx, Fields, Page};

use super::supervises;
use super::words::{self, Names};
use crate::Supervision;
use crate::board::{self, Spot, Stand};
use crate::forecast::{Source, StepAhead};
use crate::pick::{self, Ends, Group, Pick};
use crate::sight::Sight;

/// Lines on one page.
const PAGE_LINES: usize = 50;

/// One dossier of the list.
pub struct Line {
    pub href: String,
    pub code: String,
    pub procedure: String,
    pub unit: String,
    pub officer: String,
    pub step: String,
    pub due: Due,
    pub chance: Option<Badge>,
    /// "Dự kiến xong: thứ Hai 09/03/2026, 10:00".
    pub expected: String,
    /// The forecast's sentences.
    pub why: Vec<String>,
    /// How often it was urged and whether something happened since.
    pub urged: Option<Badge>,
    /// `id:version` for acts on many.
    pub mark: String,
}

#[derive(Template)]
#[template(path = "supervision/list.html")]
struct ListView {
    page: Page,
    /// The list's own query, so that an act comes back to it.
    query: String,
    form: Fields,
    groups: Vec<String>,
    rows: Vec<Line>,
    pager: Pager,
    wider: Option<String>,
}

pub async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, uri: Uri) -> Answer {
    supervises(&by)?;
    let fields = Fields::of_query(&uri);
    let pick = Pick::parse(&fields);
    let skip = fields.number("skip").and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let now = desk.catch_up(by.directory()).await?;
    let calendar = by.directory().calendar_of(by.unit());
    let (sight, ends) = (Sight::of(&by, now.at.date()), Ends::of(now, &calendar));
    let names =
        Names { lang: ctx.lang, directory: by.directory(), catalogue: &desk.dossiers.catalogue, today: now.at.date() };
    let (rows, total) = {
        let board = desk.board.look();
        let stand = board.stand(now);
        let found = pick::list(board.spots(), &sight, &pick, &stand, &ends);
        let page = found.iter().skip(skip).take(PAGE_LINES);
        (page.map(|spot| line(&names, &board, &stand, spot)).collect::<Vec<_>>(), found.len())
    };
    desk.dossiers.trace(&by.actor(), "dossier.list", None, "supervision").await?;
    let at = |skip: usize| format!("/supervision/dossiers?{}&skip={skip}", pick.text());
    let pager = Pager {
        first: (skip > 0).then(|| at(0)),
        prev: (skip > 0).then(|| at(skip.saturating_sub(PAGE_LINES))),
        next: (skip + rows.len() < total).then(|| at(skip + PAGE_LINES)),
        shown: rows.len(),
        total: Some(total as u64),
    };
    let groups = [
        pick.unit.map(Group::Unit),
        pick.officer.map(Group::Officer),
        pick.procedure.clone().map(Group::Procedure),
        pick.step.clone().map(Group::Step),
    ];
    web::html(&ListView {
        page: ctx
            .page(names.when(pick.when))
            .at("supervision")
            .crumb(ctx.t("supervision-title"), Some("/supervision"))
            .crumb(names.when(pick.when), None)
            .wide()
            .list("progress"),
        query: pick.text(),
        form: Fields::new(),
        groups: groups.into_iter().flatten().map(|group| names.group(&group)).collect(),
        rows,
        pager,
        wider: pick.is_narrowed().then(|| format!("/supervision/dossiers?{}", Pick::of(pick.when).text())),
    })
}

fn line(names: &Names<'_>, board: &board::State, stand: &Stand, spot: &Spot) -> Line {
    let lang = names.lang;
    let calendar = board.calendar(spot).cloned().unwrap_or_else(|| names.directory.calendar_of(spot.receiving));
    let forecast = stand.forecast(spot);
    let expected = forecast.map(|told| {
        let at = calendar.add_working_seconds(stand.now.at, told.usual * 60);
        lang.say_with("supervision-expected", &[("at", &words::moment(lang, at))]).into_owned()
    });
    let officer = spot
        .officer
        .map_or_else(|| lang.say("supervision-nobody").into_owned(), |id| names.group(&Group::Officer(Some(id))));
    let by = kernel::time::civil_ms(spot.by_ms());
    Line {
        href: format!("/dossiers/{}", spot.id),
        code: spot.code.clone().unwrap_or_else(|| lang.say("supervision-no-code").into_owned()),
        procedure: names.procedure(&spot.procedure),
        unit: names.directory.unit_name(spot.unit),
        officer,
        step: names.step(&spot.step),
        due: words::due(lang, by, stand.now.at, &calendar),
        chance: forecast.map(|told| words::chance(lang, told.chance)),
        expected: expected.unwrap_or_default(),
        why: why(names, board, stand, spot),
        urged: urged(lang, spot),
        mark: format!("{}:{}", spot.id, spot.version),
    }
}

/// "Đã đôn đốc 2 lần, chưa có động thái".
fn urged(lang: kernel::Lang, spot: &Spot) -> Option<Badge> {
    let n = (spot.urges > 0).then(|| spot.urges.to_string())?;
    let (key, tone) = match spot.answered {
        true => ("supervision-urged-answered", Tone::Info),
        false => ("supervision-urged-unanswered", Tone::Warn),
    };
    Some(Badge::new(tone, lang.say_with(key, &[("n", &n)])).icon("bell"))
}

/// The columns of the spreadsheet: the key of the heading and the width.
pub const SHEET: [(&str, f64); 8] = [
    ("supervision-column-code", 26.0),
    ("supervision-by-procedure", 48.0),
    ("supervision-by-unit", 40.0),
    ("supervision-by-officer", 26.0),
    ("supervision-by-step", 32.0),
    ("supervision-column-due", 20.0),
    ("supervision-column-forecast", 14.0),
    ("supervision-expected-at", 20.0),
];

/// A dossier as a row of the spreadsheet.
pub fn sheet_row(names: &Names<'_>, board: &board::State, stand: &Stand, spot: &Spot) -> Vec<Cell> {
    let line = line(names, board, stand, spot);
    let calendar = board.calendar(spot);
    let forecast = stand.forecast(spot);
    let expected = forecast.zip(calendar);
    let expected = expected.map(|(told, calendar)| calendar.add_working_seconds(stand.now.at, told.usual * 60));
    vec![
        line.code.into(),
        line.procedure.into(),
        line.unit.into(),
        line.officer.into(),
        line.step.into(),
        Cell::Moment(kernel::time::civil_ms(spot.by_ms())),
        line.chance.map(|chance| chance.word).unwrap_or_default().into(),
        expected.map_or(Cell::Empty, Cell::Moment),
    ]
}

/// The forecast in sentences: what was spent, then each step still to do with where its time comes from.
fn why(names: &Names<'_>, board: &board::State, stand: &Stand, spot: &Spot) -> Vec<String> {
    if spot.due_ms.is_none() {
        return Vec::new();
    }
    let lang = names.lang;
    let spent = words::minutes(lang, stand.spent(spot));
    let mut out = vec![lang.say_with("supervision-why-spent", &[("time", &spent)]).into_owned()];
    let step = |step: &StepAhead| {
        let (usual, slow) = (words::minutes(lang, step.usual), words::minutes(lang, step.slow));
        match step.source {
            Source::Observed { sample } => lang.say_with(
                "supervision-why-observed",
                &[("step", &step.name), ("usual", &usual), ("slow", &slow), ("n", &sample.to_string())],
            ),
            Source::Planned => lang.say_with("supervision-why-planned", &[("step", &step.name), ("usual", &usual)]),
            Source::Shared => lang.say_with("supervision-why-shared", &[("step", &step.name), ("usual", &usual)]),
            Source::Unknown => lang.say_with("supervision-why-unknown", &[("step", &step.name)]),
        }
        .into_owned()
    };
    out.extend(board.steps_of(spot).iter().map(step));
    out
}
