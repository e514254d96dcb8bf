//! This room's lists to take along: the papers, the bags and the parcels of an officer's units, pile after pile as their
//! pages show them.

use dossier::Dossiers;
use job::sheet::Cell;
use job::{Asked, List, Sheet};
use kernel::Result;

use super::{desk, keeps, post, words};
use crate::model::{Bag, Paper};

pub fn lists(dossiers: &Dossiers) -> Vec<List> {
    let [first, second, third] = [dossiers.clone(), dossiers.clone(), dossiers.clone()];
    vec![
        List::new("papers", keeps, move |asked| papers(&first, asked)),
        List::new("bags", keeps, move |asked| bags(&second, asked)),
        List::new("parcels", keeps, move |asked| parcels(&third, asked)),
    ]
}

fn shelf(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<desk::Shelf> {
    let (by, now_ms) = (asked.by.clone(), asked.now_ms);
    dossiers.store.read_blocking(move |tx| desk::load(tx, &by, now_ms))
}

fn papers(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let (shelf, lang) = (shelf(dossiers, asked)?, asked.lang);
    let row = |pile: &str, paper: &Paper| {
        let to = paper.wanted.as_ref().map(|unit| unit.name.as_str());
        [
            lang.say(&format!("custody-{pile}")).as_ref().into(),
            paper.code.as_str().into(),
            paper.name.as_str().into(),
            i64::from(paper.originals).into(),
            i64::from(paper.copies).into(),
            words::holder(&paper.holder, lang).into(),
            to.into(),
            paper.leave_by.into(),
        ]
    };
    let heads = [
        ("custody-pile", 30.0),
        ("custody-paper-code", 28.0),
        ("custody-paper", 48.0),
        ("custody-originals", 10.0),
        ("custody-copies", 10.0),
        ("custody-where", 40.0),
        ("custody-to", 40.0),
        ("custody-leave-by", 18.0),
    ];
    let going = desk::ways(&shelf.to_send).into_iter().flat_map(|way| way.2);
    let rows: Vec<[Cell; 8]> = (going.map(|paper| row("to-send", paper)))
        .chain(shelf.settled.iter().map(|paper| row("settled", paper)))
        .chain(shelf.lost.iter().map(|paper| row("lost", paper)))
        .collect();
    Ok(Sheet::whole(lang, heads, rows))
}

fn bags(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let (shelf, lang) = (shelf(dossiers, asked)?, asked.lang);
    let row = |pile: &str, bag: &Bag| {
        [
            lang.say(&format!("custody-{pile}")).as_ref().into(),
            bag.code.as_str().into(),
            bag.from.name.as_str().into(),
            bag.to.name.as_str().into(),
            words::bag(bag, asked.now(), lang).word.into(),
            bag.expected.into(),
            shelf.lines.get(&bag.id).copied().unwrap_or_default().into(),
        ]
    };
    let heads = [
        ("custody-pile", 24.0),
        ("custody-bag-code", 26.0),
        ("custody-from", 40.0),
        ("custody-to", 40.0),
        ("custody-status", 24.0),
        ("custody-expected", 18.0),
        ("custody-lines", 12.0),
    ];
    let piles = [
        ("late-title", &shelf.late),
        ("coming", &shelf.coming),
        ("here", &shelf.here),
        ("gone", &shelf.gone),
        ("history", &shelf.history),
    ];
    let rows: Vec<[Cell; 7]> = piles
        .into_iter()
        .flat_map(|(pile, bags)| bags.iter().map(move |bag| (pile, bag)))
        .map(|(p, b)| row(p, b))
        .collect();
    Ok(Sheet::whole(lang, heads, rows))
}

fn parcels(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, lang) = (asked.by.clone(), asked.lang);
    let piles = dossiers.store.read_blocking(move |tx| post::load_piles(tx, &by))?;
    let heads = [
        ("custody-pile", 30.0),
        ("custody-tracking", 24.0),
        ("custody-party", 28.0),
        ("custody-subject", 48.0),
        ("custody-status", 24.0),
        ("custody-parcel-note", 30.0),
        ("custody-since", 18.0),
        ("custody-invitations", 12.0),
    ];
    let mut rows: Vec<[Cell; 8]> = Vec::new();
    for (pile, _) in post::PILES {
        for (parcel, here) in piles.of(pile) {
            let row = post::row(lang, parcel, here);
            rows.push([
                lang.say(&format!("custody-post-{pile}")).as_ref().into(),
                row.tracking.into(),
                row.name.into(),
                row.subject.into(),
                row.status.word.into(),
                row.note.into(),
                row.since.into(),
                (parcel.invitations.len() as i64).into(),
            ]);
        }
    }
    Ok(Sheet::whole(lang, heads, rows))
}
