//! This room's lists to take along.

use dossier::Dossiers;
use job::{Asked, List, Sheet};
use kernel::Result;
use office::{Act, Officer};

use crate::{areas, calendar, catalogue, doors, imports, mergers, officers, processes, units};

type Open = fn(&Dossiers, &Asked<'_>) -> Result<Sheet>;

fn administers(by: &Officer) -> bool {
    by.may_somewhere(Act::Administer)
}

pub fn lists(dossiers: &Dossiers) -> Vec<List> {
    let open = |open: Open| {
        let dossiers = dossiers.clone();
        move |asked: &Asked<'_>| open(&dossiers, asked)
    };
    let all = doors::administers_all;
    vec![
        List::new("units", administers, open(units::tree::sheet)),
        List::new("officers", administers, officers::list::sheet),
        List::new("grants", administers, officers::page::grants),
        List::new("delegations", administers, officers::page::delegations),
        List::new("powers", administers, officers::matrix::sheet),
        List::new("roles", administers, officers::roles::taken),
        List::new("areas", administers, open(areas::html::sheet)),
        List::new("calendars", administers, calendar::list::sheet),
        List::new("special-days", administers, calendar::year::sheet),
        List::new("procedures", all, open(catalogue::list::sheet)),
        List::new("checks", all, open(catalogue::checks::sheet)),
        List::new("dormant", all, open(catalogue::checks::dormant_sheet)),
        List::new("processes", all, open(processes::list::sheet)),
        List::new("imports", all, open(imports::html::sheet)),
        List::new("mergers", all, open(mergers::lists::mergers)),
        List::new("merger-units", all, open(mergers::lists::units)),
    ]
}
