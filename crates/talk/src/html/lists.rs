//! This room's lists to take along: an officer's talks, and what a centre's rooms are booked for.

use job::sheet::Cell;
use job::{Asked, List, Sheet};
use kernel::{Result, UnitId};

use super::{list, words};
use crate::door::{Talks, receives_somewhere};
use crate::model::Talk;
use crate::rooms;

pub fn lists(talks: &Talks) -> Vec<List> {
    let [first, second] = [talks.clone(), talks.clone()];
    let may_plan = |by: &office::Officer| receives_somewhere(by) || rooms::keeps_somewhere(by);
    vec![
        List::new("talks", |_| true, move |asked| own(&first, asked)),
        List::new("rooms", may_plan, move |asked| plan(&second, asked)),
    ]
}

fn own(talks: &Talks, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, today, lang) = (asked.by.clone(), asked.today(), asked.lang);
    let (open, past) = talks.dossiers.store.read_blocking(move |tx| list::load(tx, &by, today))?;
    let heads = [
        ("talk-when", 30.0),
        ("talk-until", 18.0),
        ("talk-state", 24.0),
        ("talk-with", 28.0),
        ("talk-unit", 36.0),
        ("talk-visitor", 28.0),
        ("talk-dossier", 26.0),
        ("talk-subject", 40.0),
        ("talk-outcome", 48.0),
    ];
    let row = |talk: &Talk| -> [Cell; 9] {
        [
            Some(talk.slot.from).into(),
            Some(talk.slot.until()).into(),
            words::state(talk, lang).word.into(),
            words::with_whom(talk, lang).into(),
            talk.unit.name.as_str().into(),
            talk.visitor.as_str().into(),
            talk.about.as_ref().map(|about| about.code.as_str()).into(),
            talk.subject.as_str().into(),
            words::outcome(talk, lang).into(),
        ]
    };
    let rows: Vec<[Cell; 9]> = open.iter().chain(&past).map(row).collect();
    Ok(Sheet::whole(lang, heads, rows))
}

fn plan(talks: &Talks, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, lang) = (asked.by, asked.lang);
    let day = asked.query.date("day").unwrap_or_else(|| asked.today());
    let centre: Option<UnitId> = asked.query.value("centre").parse().ok();
    let heads =
        [("talk-room", 28.0), ("talk-from", 18.0), ("talk-until", 18.0), ("talk-use", 40.0), ("talk-booked-by", 28.0)];
    let Some(centre) = centre.filter(|centre| rooms::sees(by, *centre)) else {
        return Ok(Sheet::whole(lang, heads, Vec::new()));
    };
    let plan = talks.dossiers.store.read_blocking(move |tx| rooms::plan(tx, centre, day))?;
    let mut rows: Vec<[Cell; 5]> = Vec::new();
    for room in &plan.rooms {
        for booked in super::plan::of_room(&plan, room.id, lang) {
            rows.push([
                room.name.as_str().into(),
                Some(booked.slot.from).into(),
                Some(booked.slot.until()).into(),
                booked.what.into(),
                booked.by.into(),
            ]);
        }
    }
    Ok(Sheet::whole(lang, heads, rows))
}
