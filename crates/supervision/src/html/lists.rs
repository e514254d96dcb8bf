//! This room's lists to take along, each with the rows of its page: within what the asker watches over when the work is
//! done.

use std::sync::Arc;

use job::list::PAGE;
use job::sheet::{Cell, Column};
use job::{Asked, List, Sheet};
use kernel::time::civil_ms;
use kernel::{DossierId, OfficerId, Result};

use super::words::Names;
use super::{acting, book_lists, explanations, list, overview, redistribution, watches};
use crate::Supervision;
use crate::board::Moment;
use crate::pick::{self, By, Ends, Pick};
use crate::sight::Sight;

type Open = fn(&Supervision, &Asked<'_>) -> Result<Sheet>;

pub fn lists(desk: &Supervision) -> Vec<List> {
    let open = |open: Open| {
        let desk = desk.clone();
        move |asked: &Asked<'_>| open(&desk, asked)
    };
    let progress = desk.clone();
    vec![
        List::new("progress", watches, open(progress_sheet))
            .titled(move |asked| names(&progress, asked).when(Pick::parse(asked.query).when)),
        List::new("tally", watches, open(tally_sheet)),
        List::new("explanations", explanations::concerns, open(explanations_sheet)),
        List::new("acting", watches, open(acting_sheet)),
        List::new("redistributions", watches, open(batches_sheet)),
        List::new("redistribution", watches, open(batch_sheet)),
        List::new("monthly", watches, open(book_lists::monthly)).titled(book_lists::monthly_title),
        List::new("books", watches, open(book_lists::shelf)),
        List::new("book", watches, open(book_lists::book)).titled(book_lists::book_title),
        List::new("addenda", watches, open(book_lists::addenda)),
    ]
}

fn names<'a>(desk: &'a Supervision, asked: &'a Asked<'_>) -> Names<'a> {
    let (directory, catalogue) = (asked.by.directory(), &desk.dossiers.catalogue);
    Names { lang: asked.lang, directory, catalogue, today: asked.today() }
}

/// What the board is asked with: the moment, what the asker watches over, where days and weeks end.
fn looked_at(desk: &Supervision, asked: &Asked<'_>) -> Result<(Moment, Sight, Ends)> {
    let now = Moment::of_ms(asked.now_ms);
    let directory = Arc::clone(asked.by.directory());
    let (board, catalogue, office) = (desk.board.clone(), desk.dossiers.catalogue.clone(), directory.clone());
    desk.dossiers.store.read_blocking(move |tx| board.catch_up_in(tx, &catalogue, &office, now))?;
    let calendar = directory.calendar_of(asked.by.unit());
    Ok((now, Sight::of(asked.by, asked.today()), Ends::of(now, &calendar)))
}

/// The list a number leads to. What is found is kept by id: lines are told a page at a time.
fn progress_sheet(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (now, sight, ends) = looked_at(desk, asked)?;
    let found: Vec<DossierId> = {
        let board = desk.board.look();
        let stand = board.stand(now);
        pick::list(board.spots(), &sight, &Pick::parse(asked.query), &stand, &ends).iter().map(|spot| spot.id).collect()
    };
    let columns = list::SHEET.map(|(key, width)| Column::new(asked.lang.say(key), width));
    let (total, mut at) = (found.len() as i64, 0);
    let (desk, directory, lang, today) = (desk.clone(), Arc::clone(asked.by.directory()), asked.lang, asked.today());
    let more = move || {
        let names = Names { lang, directory: &directory, catalogue: &desk.dossiers.catalogue, today };
        let board = desk.board.look();
        let stand = board.stand(now);
        let mut rows = Vec::new();
        // What has ended since it was found is told no more; an empty page would end the list.
        while rows.is_empty() && at < found.len() {
            let page = &found[at..found.len().min(at + PAGE as usize)];
            at += page.len();
            let spots = page.iter().filter_map(|id| board.spot(*id));
            rows.extend(spots.map(|spot| list::sheet_row(&names, &board, &stand, spot)));
        }
        Ok(rows)
    };
    Ok(Sheet::paged(columns.into(), Some(total), more))
}

/// Every group of the overview with its numbers.
fn tally_sheet(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (now, sight, ends) = looked_at(desk, asked)?;
    let by = By::parse(asked.query.value("by")).unwrap_or(By::Unit);
    let tally = {
        let board = desk.board.look();
        let stand = board.stand(now);
        pick::tally(board.spots(), &sight, by, &stand, &ends)
    };
    let (names, lang) = (names(desk, asked), asked.lang);
    let mut columns = vec![
        Column::new(lang.say(&format!("supervision-by-{}", by.code())), 48.0),
        Column::new(lang.say("supervision-tally-note"), 32.0),
    ];
    columns.extend(overview::COLUMNS.iter().map(|when| Column::new(names.when(*when), 14.0)));
    let groups = overview::in_order(&tally);
    let rows = groups.into_iter().map(|(group, numbers)| {
        let count = |when: &pick::When| Cell::from(numbers.of(*when).unwrap_or(0) as i64);
        let told = [Cell::from(names.group(group)), Cell::from(names.group_note(group))];
        told.into_iter().chain(overview::COLUMNS.iter().map(count)).collect()
    });
    Ok(Sheet::of(columns, rows.collect()))
}

/// Late dossiers with what is still owed for each.
fn explanations_sheet(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, today) = (asked.by.clone(), asked.today());
    let seen = desk.dossiers.store.read_blocking(move |tx| explanations::list_seen(tx, &by, today))?;
    let (owed, names) = (explanations::Owed::of(asked.query), names(desk, asked));
    let heads = [
        ("supervision-column-code", 26.0),
        ("supervision-by-procedure", 48.0),
        ("supervision-by-unit", 40.0),
        ("supervision-holder", 26.0),
        ("supervision-column-due", 18.0),
        ("supervision-late-by", 24.0),
        ("supervision-owed-explanation", 16.0),
        ("supervision-owed-apology", 16.0),
        ("supervision-owed-acknowledgement", 20.0),
    ];
    let rows = seen.iter().filter(|row| owed.takes(row)).map(|row| {
        let line = explanations::line(&names, row, asked.now());
        let [explained, apologised, acknowledged] =
            [line.explained, line.apologised, line.acknowledged].map(|badge| Cell::from(badge.word));
        [
            line.code.into(),
            line.procedure.into(),
            line.unit.into(),
            line.officer.into(),
            civil_ms(row.case.due_ms).into(),
            line.late_by.into(),
            explained,
            apologised,
            acknowledged,
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn acting_sheet(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, today) = (asked.by.clone(), asked.today());
    let periods = desk.dossiers.store.read_blocking(move |tx| acting::list_seen(tx, &by, today))?;
    let heads = [
        ("supervision-acting-to", 28.0),
        ("supervision-acting-absent", 28.0),
        ("supervision-acting-from-day", 14.0),
        ("supervision-acting-until-day", 14.0),
        ("supervision-acting-state", 16.0),
        ("common-reason", 40.0),
        ("supervision-acting-order", 48.0),
        ("supervision-acting-story", 60.0),
    ];
    let rows = periods.iter().map(|(row, given)| {
        let period = acting::period_view(asked.lang, asked.by, row, given, today);
        let story = [Some(period.ordered), period.ended].into_iter().flatten().collect::<Vec<_>>().join(". ");
        [
            period.to.into(),
            period.from.into(),
            given.valid_from.into(),
            given.valid_until.into(),
            period.state.word.into(),
            period.reason.into(),
            period.order.into(),
            story.into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn name_of(asked: &Asked<'_>, id: OfficerId) -> String {
    asked.by.directory().officer(id).map_or_else(|| id.to_string(), |card| card.name.clone())
}

fn batches_sheet(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, sight) = (asked.by.clone(), Sight::of(asked.by, asked.today()));
    let batches = desk.dossiers.store.read_blocking(move |tx| redistribution::list_seen(tx, &by, &sight))?;
    let heads = [
        ("supervision-batch-at", 18.0),
        ("supervision-batch-from", 28.0),
        ("supervision-batch-by", 28.0),
        ("common-reason", 48.0),
        ("supervision-batch-moved", 14.0),
        ("supervision-batch-back", 14.0),
        ("supervision-batch-undone", 18.0),
    ];
    let rows = batches.iter().map(|batch| {
        [
            civil_ms(batch.made_ms).into(),
            name_of(asked, batch.from).into(),
            batch.by_name.as_str().into(),
            batch.why.as_str().into(),
            batch.moved.into(),
            batch.returned.into(),
            batch.undone_ms.map(civil_ms).into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

/// One batch: what went to whom.
fn batch_sheet(desk: &Supervision, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, id, today) = (asked.by.clone(), asked.query.value("batch").to_string(), asked.today());
    let (_, items) = desk.dossiers.store.read_blocking(move |tx| redistribution::load(tx, &by, &id, today))?;
    let heads = [("supervision-column-code", 26.0), ("supervision-to", 28.0), ("supervision-now", 20.0)];
    let rows = items.iter().map(|(item, code)| {
        let now = if item.returned { "supervision-is-back" } else { "supervision-is-moved" };
        [
            code.clone().unwrap_or_else(|| item.dossier.to_string()).into(),
            name_of(asked, item.to).into(),
            asked.lang.say(now).as_ref().into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}
