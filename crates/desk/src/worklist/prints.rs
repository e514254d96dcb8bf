//! Receipts and control sheets of many dossiers as one PDF, to be printed in one go. Every dossier is read with the leave
//! its reader has when the work is done, and leaves its trace; what cannot be printed is named with its reason.

use dossier::door::Reading;
use dossier::{Dossiers, Key};
use job::{Done, Work};
use kernel::{Error, Lang, Result};
use law::FormKey;
use serde::{Deserialize, Serialize};

use super::many::{Params, STEP};

/// What is printed of every dossier, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    Receipt,
    ControlSheet,
}

impl Sheet {
    pub const ALL: [Sheet; 2] = [Sheet::Receipt, Sheet::ControlSheet];

    /// Its value on the form.
    pub fn code(self) -> &'static str {
        match self {
            Sheet::Receipt => "receipt",
            Sheet::ControlSheet => "control_sheet",
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Sheet::Receipt => "desk-print-receipt",
            Sheet::ControlSheet => "desk-print-control-sheet",
        }
    }
}

/// Prints; a run that was cut off begins again, because half a PDF is none, and names nothing twice.
pub fn run(dossiers: &Dossiers, work: &mut Work) -> Result<Done> {
    let params: Params = work.params()?;
    let total = params.targets.len();
    work.set_total(total as i64);
    let mut named = work.cursor::<Vec<usize>>()?.unwrap_or_default();
    let (mut binder, mut printed) = (document::Binder::default(), 0_i64);
    for (nth, target) in params.targets.iter().enumerate() {
        let (papers, missing) = match dossiers.read_at_work(work.officer(), Key::Id(target.id), "print") {
            Ok(reading) => papers(&reading, &params, work, dossiers),
            Err(Error::Absent(_)) => (Vec::new(), Some("web-problem-absent-what")),
            Err(other) => return Err(other),
        };
        for form in &papers {
            binder.add(&paper::render(form)?)?;
        }
        printed += i64::from(!papers.is_empty());
        if let Some(why) = missing.filter(|_| !named.contains(&nth)) {
            work.refuse(&target.code, params.lang.say(why));
            named.push(nth);
        }
        if (nth + 1) % STEP == 0 {
            work.step(nth as i64 + 1, &named)?;
        }
    }
    work.step(total as i64, &named)?;
    let facts =
        [("n", printed.to_string()), ("pages", binder.pages().to_string()), ("refused", work.refused().to_string())];
    if printed == 0 {
        return Ok(Done::summary(&facts));
    }
    let at = kernel::time::civil_ms(work.clock.now_ms()).strftime("%Y%m%d-%H%M").to_string();
    let title = Lang::Vi.say_with("desk-print-title", &[("n", &printed.to_string())]);
    Ok(Done::file(format!("giay-to-{at}.pdf"), "application/pdf", binder.finish(&title)?, &facts))
}

/// The papers of one dossier, and why one of those asked for is missing.
fn papers(
    reading: &Reading,
    params: &Params,
    work: &Work,
    dossiers: &Dossiers,
) -> (Vec<paper::Form>, Option<&'static str>) {
    if reading.dossier.accepted_at.is_none() {
        return (Vec::new(), Some("desk-print-not-accepted"));
    }
    let directory = work.officer().directory();
    let (mut papers, mut missing) = (Vec::new(), None);
    for sheet in &params.sheets {
        match sheet {
            Sheet::Receipt => {
                // The last one counts: an earlier one was replaced by it.
                let place = reading.dossier.papers.iter().rposition(|issued| issued.form == FormKey::Receipt);
                match place.and_then(|place| letter::form(reading, place, directory, &params.public_url)) {
                    Some(form) => papers.push(form),
                    None => missing = Some("desk-print-no-receipt"),
                }
            }
            Sheet::ControlSheet => {
                let now = kernel::time::civil(dossiers.clock.now());
                papers.push(letter::control_sheet_of(reading, directory, now));
            }
        }
    }
    (papers, missing)
}
