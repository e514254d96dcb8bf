//! Administrative areas: those of any day, what became of each, and the order of after the merger read from tables.

pub(crate) mod html;
pub mod read;

use std::collections::BTreeMap;

use kernel::Result;
use office::{Admin, Area};
use store::Tx;

pub use html::{parse, part_file, routes};
use read::AreaPlan;

/// What writing a plan would change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Difference {
    pub added: usize,
    pub changed: usize,
    pub same: usize,
}

/// Compares a plan with what stands.
pub fn compare(tx: &mut Tx<'_>, plan: &AreaPlan) -> Result<Difference> {
    let known = |areas: Vec<Area>| -> BTreeMap<(String, Option<jiff::civil::Date>), Area> {
        areas.into_iter().map(|area| ((area.code.clone(), area.valid_until), area)).collect()
    };
    let by_code: BTreeMap<String, Area> =
        office::store::list_areas(tx)?.into_iter().map(|area| (area.code.clone(), area)).collect();
    let past = known(office::annals::list_past_areas(tx, None)?);
    let mut found = Difference::default();
    let mut count = |stands: Option<&Area>, area: &Area| match stands {
        None => found.added += 1,
        Some(stands) if stands == area => found.same += 1,
        Some(_) => found.changed += 1,
    };
    for area in &plan.areas {
        count(by_code.get(&area.code), area);
    }
    for area in &plan.past {
        count(past.get(&(area.code.clone(), area.valid_until)), area);
    }
    Ok(found)
}

/// Writes a plan: repeating it changes nothing.
pub fn record(tx: &mut Tx<'_>, admin: &Admin, plan: &AreaPlan) -> Result<Difference> {
    let found = compare(tx, plan)?;
    if found.added + found.changed > 0 {
        let why = format!("+{} ~{}", found.added, found.changed);
        admin.put_areas(tx, &plan.areas, &plan.past, &why)?;
    }
    Ok(found)
}
