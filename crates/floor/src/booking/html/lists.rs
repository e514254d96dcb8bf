//! The centre's lists of appointments to take along, each with the rows of its page.

use dossier::Dossiers;
use job::{Asked, List, Sheet};
use kernel::{Error, Result, UnitId};
use office::{Act, Officer};

use super::desk::{day_of, row, span_of};
use crate::booking::rows;
use crate::door::Floor;
use crate::setup::rows as setup;

/// This part's lists.
pub fn lists(floor: &Floor, dossiers: &Dossiers) -> Vec<List> {
    let (of_day, of_figures) = (floor.clone(), floor.clone());
    let (names, told) = (dossiers.clone(), dossiers.clone());
    vec![
        List::new("appointments", greets, move |asked| day_sheet(&of_day, asked)).titled(move |asked| {
            let day = kernel::time::dmy(day_of(asked.query, asked.today()));
            titled(&names, asked, "list-appointments-of", &day)
        }),
        List::new("appointment-figures", leads, move |asked| figures_sheet(&of_figures, asked)).titled(move |asked| {
            let (first, last) = span_of(asked.query, asked.today());
            let days = format!("{} – {}", kernel::time::dmy(first), kernel::time::dmy(last));
            titled(&told, asked, "list-appointment-figures-of", &days)
        }),
    ]
}

fn greets(by: &Officer) -> bool {
    by.may_somewhere(Act::Greet)
}

fn leads(by: &Officer) -> bool {
    by.may_somewhere(Act::LeadFloor)
}

fn titled(dossiers: &Dossiers, asked: &Asked<'_>, key: &str, days: &str) -> String {
    let centre = asked.query.value("centre").parse().map(|id| (dossiers.office)().unit_name(id)).unwrap_or_default();
    asked.lang.say_with(key, &[("centre", &centre), ("days", days)]).into_owned()
}

/// The centre of a list, if its asker may do this there.
fn centre(asked: &Asked<'_>, act: Act) -> Result<UnitId> {
    let id = asked.query.value("centre").parse().map_err(|_| Error::absent("centre"))?;
    asked.by.permit_in(act, id)?;
    Ok(id)
}

fn day_sheet(floor: &Floor, asked: &Asked<'_>) -> Result<Sheet> {
    let (id, day) = (centre(asked, Act::Greet)?, day_of(asked.query, asked.today()));
    let (house, all) =
        floor.store.read_blocking(move |tx| Ok((setup::load_centre(tx, id)?, rows::list_day(tx, id, day)?)))?;
    let heads = [
        ("booking-column-slot", 16.0),
        ("booking-name", 32.0),
        ("booking-phone", 16.0),
        ("booking-column-services", 40.0),
        ("booking-note", 32.0),
        ("booking-column-code", 18.0),
        ("booking-column-state", 18.0),
    ];
    let lines = all.iter().map(|one| {
        let row = row(one, &house, asked.lang);
        [row.time, row.name, row.phone, row.services, row.note, row.code, row.status.word].map(Into::into)
    });
    Ok(Sheet::whole(asked.lang, heads, lines.collect::<Vec<_>>()))
}

fn figures_sheet(floor: &Floor, asked: &Asked<'_>) -> Result<Sheet> {
    let (id, (first, last)) = (centre(asked, Act::LeadFloor)?, span_of(asked.query, asked.today()));
    let days = floor.store.read_blocking(move |tx| rows::list_figures(tx, id, first, last))?;
    let heads = [
        ("booking-column-day", 14.0),
        ("booking-figure-booked", 14.0),
        ("booking-figure-came", 14.0),
        ("booking-figure-no-show", 14.0),
        ("booking-figure-cancelled", 14.0),
    ];
    let lines = days
        .iter()
        .map(|day| [day.day.into(), day.booked.into(), day.came.into(), day.no_show.into(), day.cancelled.into()]);
    Ok(Sheet::whole(asked.lang, heads, lines.collect::<Vec<_>>()))
}
