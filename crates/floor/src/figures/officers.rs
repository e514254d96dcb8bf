//! The officers of a hall in numbers: whom they served, and what they took in against the year's least.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Lang, OfficerId, Result};
use law::standard::Standard;
use office::Officer;
use store::Tx;
use web::ui::Tone;

use super::tally::{Figures, Output, Served, Verdict, Year, outputs};
use crate::setup::Centre;

/// An officer's line.
pub(super) struct OfficerLine {
    pub name: String,
    pub served: Served,
    pub output: Option<Output>,
}

/// Everybody who served in these days or took dossiers in this year, by name.
pub(super) fn officer_lines(
    name: impl Fn(Option<OfficerId>) -> String,
    figures: &Figures,
    outputs: &BTreeMap<OfficerId, Output>,
) -> Vec<OfficerLine> {
    let mut ids: Vec<Option<OfficerId>> = figures.officers.keys().copied().collect();
    ids.extend(outputs.keys().map(|id| Some(*id)).filter(|id| !figures.officers.contains_key(id)));
    let line = |id: Option<OfficerId>| OfficerLine {
        name: name(id),
        served: figures.officers.get(&id).copied().unwrap_or_default(),
        output: id.and_then(|id| outputs.get(&id)).copied(),
    };
    let mut lines: Vec<OfficerLine> = ids.into_iter().map(line).collect();
    lines.sort_by(|a, b| a.name.cmp(&b.name));
    lines
}

/// What everybody took in this year.
pub(super) fn load_outputs(
    tx: &mut Tx<'_>,
    by: &Officer,
    centre: &Centre,
    today: Date,
) -> Result<BTreeMap<OfficerId, Output>> {
    let midnight = |day: Date| kernel::time::instant_ms(day.to_datetime(jiff::civil::Time::midnight()));
    let (first, last) = (today.first_of_year(), today.last_of_year());
    let accepted = dossier::census::accepted_by_officer(tx, centre.id, midnight(first), midnight(after(last)))?;
    let calendar = by.directory().calendar_of(centre.id);
    let eve = first.yesterday().unwrap_or(first);
    let year =
        Year { gone: calendar.working_days_between(eve, today), whole: calendar.working_days_between(eve, last) };
    Ok(outputs(&accepted, year, Standard::on(today), centre.settings.area))
}

fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

pub(super) fn verdict_words(lang: Lang, verdict: Verdict) -> (String, Tone) {
    let (key, tone) = match verdict {
        Verdict::Reached => ("reached", Tone::Good),
        Verdict::Below => ("below", Tone::Warn),
        Verdict::FewInAll => ("few-in-all", Tone::Neutral),
        Verdict::NotMeasured => ("not-measured", Tone::Neutral),
    };
    (lang.say(&format!("floor-figures-verdict-{key}")).into_owned(), tone)
}

/// The name of whoever sat there; nobody was named: a word for it.
pub(super) fn officer_name(lang: Lang, by: &Officer, id: Option<OfficerId>) -> String {
    match id {
        Some(id) => by.directory().officer(id).map_or_else(|| id.to_string(), |card| card.name.clone()),
        None => lang.say("floor-figures-nobody-named").into_owned(),
    }
}
