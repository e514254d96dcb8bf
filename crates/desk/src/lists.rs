//! This room's lists to take along.

use dossier::Dossiers;
use job::{Asked, List, Sheet};
use kernel::Result;
use office::Officer;

use crate::duplicates::{dossiers as dossier_pairs, people};
use crate::intake::{self, online, transfers};
use crate::{announcements, inbox, worklist};

type Open = fn(&Dossiers, &Asked<'_>) -> Result<Sheet>;

/// What is everybody's own, or narrowed by their own reach.
fn everybody(_: &Officer) -> bool {
    true
}

pub fn lists(dossiers: &Dossiers) -> Vec<List> {
    let open = |open: Open| {
        let dossiers = dossiers.clone();
        move |asked: &Asked<'_>| open(&dossiers, asked)
    };
    vec![
        worklist::export::list(dossiers),
        List::new("online", online::concerns, open(online::list::sheet)),
        List::new("transfers", intake::works_here, open(transfers::sheet)),
        List::new("inbox", everybody, open(inbox::sheet)),
        List::new("announcements", announcements::writes, open(announcements::sheet)),
        List::new("people-pairs", people::concerns, open(people::sheet)),
        List::new("dossier-pairs", everybody, open(dossier_pairs::sheet)),
    ]
}
