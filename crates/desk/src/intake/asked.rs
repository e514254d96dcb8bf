//! The one request before acceptance, as the screens show it once it was made: what was asked, what the applicant says to it.

use dossier::Dossier;

/// A request that was made already: a second one is not offered, only that something of it is missing still.
pub struct Asked {
    /// The day it was asked.
    pub on: String,
    pub reason: String,
    pub points: Vec<Point>,
}

/// One thing that was asked for.
pub struct Point {
    pub ask: String,
    /// The applicant's words; empty: they answered with a paper, or at the counter.
    pub answer: String,
}

pub fn asked(dossier: &Dossier) -> Option<Asked> {
    let made = dossier.supplement_before_acceptance()?;
    let paper = |key: &str| dossier.components.iter().find(|line| line.key == key).map(|line| line.name.as_str());
    let point = |(nth, item): (usize, &dossier::model::SupplementItem)| {
        let answer = made.answers.iter().find(|answer| answer.item == nth);
        Point {
            ask: match item.component.as_deref().and_then(paper) {
                Some(name) => format!("{name}: {}", item.ask),
                None => item.ask.clone(),
            },
            answer: answer.map(|answer| answer.words.clone()).unwrap_or_default(),
        }
    };
    Some(Asked {
        on: kernel::time::dmy(made.asked_at.date()),
        reason: made.reason.clone(),
        points: made.items.iter().enumerate().map(point).collect(),
    })
}
