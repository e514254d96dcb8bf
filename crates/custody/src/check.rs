//! Whether the papers can be true: each log gives its row, each paper has one holder, bags and their lists agree. It changes
//! nothing; `motcua check` asks it.

use kernel::Result;
use store::Tx;

use crate::decide::paper::replay;
use crate::model::{Movement, Paper};
use crate::store as rows;

/// One thing that is wrong. The sentence is `motcua-check-{word}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The paper's label, or the table.
    pub place: String,
    pub word: &'static str,
    pub facts: Vec<(&'static str, String)>,
}

/// Papers after `after`, looked at: (the last id, findings); none when there are no more.
pub fn look_on(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Option<(i64, Vec<Finding>)>> {
    let page = rows::list_papers_after(tx, after, limit)?;
    let Some((last, _)) = page.last() else { return Ok(None) };
    let last = last.id.0;
    Ok(Some((last, page.iter().filter_map(|(paper, log)| finding(paper, log)).collect())))
}

/// What is wrong with one paper.
pub fn finding(paper: &Paper, log: &[Movement]) -> Option<Finding> {
    let about = |word, facts| Finding { place: paper.code.clone(), word, facts };
    let gap = log.iter().zip(1..).find(|(line, nth)| line.seq != *nth);
    if let Some((line, nth)) = gap {
        return Some(about("paper-gap", vec![("seq", line.seq.to_string()), ("expected", nth.to_string())]));
    }
    match replay(log) {
        Err(refusal) => Some(about("paper-log", vec![("cause", refusal.key)])),
        Ok(held) if held.as_ref() != Some(&paper.holder) || log.len() as i64 != paper.moves => {
            let told = held.map_or("", |held| held.word()).to_string();
            Some(about("paper-holder", vec![("told", told), ("stands", paper.holder.word().to_string())]))
        }
        Ok(_) => None,
    }
}

/// Bags against their lists, and papers of no dossier.
pub fn look_at_bags(tx: &mut Tx<'_>) -> Result<Vec<Finding>> {
    let (without_line, without_paper) = rows::count_disagreements(tx)?;
    let orphans = rows::count_orphans(tx)?;
    let counted = [("bag-line-missing", without_line), ("bag-paper-missing", without_paper), ("orphans", orphans)];
    let wrong = counted.into_iter().filter(|(_, n)| *n > 0);
    Ok(wrong.map(|(word, n)| Finding { place: "paper".into(), word, facts: vec![("n", n.to_string())] }).collect())
}
