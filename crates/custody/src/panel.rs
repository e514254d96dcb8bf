//! "Where are the papers?" for the dossier's own page: one line for each paper, and what happened to it.

use kernel::{DossierId, Lang, Result};
use store::Tx;
use web::ui::{Event, Fact, Tone};

use crate::html::words;
use crate::model::{Moved, Movement, Paper};
use crate::store as rows;

/// The papers of a dossier as its page shows them.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Label and name, where it is, where it has to go.
    pub papers: Vec<Fact>,
    /// Every movement, newest first.
    pub moves: Vec<Event>,
}

/// Reads a dossier's papers. Whoever asks has looked at the dossier with a trace already.
pub fn load(tx: &mut Tx<'_>, dossier: DossierId, lang: Lang) -> Result<Panel> {
    let papers = rows::list_of_dossier(tx, dossier)?;
    let mut log = rows::list_moves_of_dossier(tx, dossier)?;
    log.reverse();
    let moves = log.iter().map(|line| event(line, &papers, lang)).collect();
    Ok(Panel { papers: papers.iter().map(|paper| fact(paper, lang)).collect(), moves })
}

fn short(code: &str) -> &str {
    code.rsplit('.').next().unwrap_or(code)
}

fn fact(paper: &Paper, lang: Lang) -> Fact {
    let fact = Fact::new(format!("{} · {}", short(&paper.code), paper.name), words::holder(&paper.holder, lang));
    match (&paper.wanted, paper.leave_by) {
        (Some(unit), Some(at)) => {
            let facts = [("unit", unit.name.as_str()), ("at", &words::moment(at, lang))];
            fact.from(lang.say_with("custody-panel-wanted", &facts))
        }
        (Some(unit), None) => fact.from(lang.say_with("custody-panel-wanted-unit", &[("unit", unit.name.as_str())])),
        (None, _) => fact,
    }
}

fn event(line: &Movement, papers: &[Paper], lang: Lang) -> Event {
    let paper = papers.iter().find(|paper| paper.id == line.paper);
    let label = paper.map(|paper| short(&paper.code)).unwrap_or_default();
    let at = kernel::time::civil_ms(line.at_ms);
    let what = match &line.moved {
        Moved::Packed { code, .. } => code.clone(),
        Moved::Posted { tracking, .. } => tracking.clone(),
        Moved::Born { unit }
        | Moved::Unpacked { unit }
        | Moved::Arrived { unit, .. }
        | Moved::TakenOver { unit, .. }
        | Moved::CameBack { unit }
        | Moved::Archived { unit }
        | Moved::Found { unit }
        | Moved::Lost { last: unit, .. } => unit.name.clone(),
        Moved::Given => String::new(),
    };
    let lost = matches!(line.moved, Moved::Lost { .. });
    Event {
        at: kernel::time::hm_dmy(at),
        at_iso: at.to_string(),
        who: line.by.name.clone(),
        title: format!(
            "{label}: {}",
            lang.say_with(&format!("custody-moved-{}", line.moved.word()), &[("where", &what)])
        ),
        text: line.reason.clone(),
        law: None,
        tone: if lost { Tone::Bad } else { Tone::Neutral },
        icon: if lost { "circle-alert" } else { "arrow-right" },
        links: Vec::new(),
    }
}
