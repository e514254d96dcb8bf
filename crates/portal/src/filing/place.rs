//! Which centre takes a filing in and which agency decides it: proposed from the procedure and the place of the matter. Pure.
//! The applicant may choose another centre: no centre sends a dossier of the province away (phi địa giới).

use jiff::civil::Date;
use kernel::{UnitId, fold};
use office::Directory;
use office::model::{Area, Unit, UnitKind};
use office::propose::{self, Matter};
use procedure::ProcedureVersion;
use procedure::model::Level;

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    pub receiving: Option<UnitId>,
    pub deciding: Option<UnitId>,
}

/// The communes that the office serves, by name: those with a unit of their own.
pub fn communes(directory: &Directory, today: Date) -> Vec<&Area> {
    let mut served: Vec<&str> = standing(directory, today)
        .filter(|unit| matches!(unit.kind, UnitKind::CommuneCommittee | UnitKind::CommuneCentre))
        .filter_map(|unit| unit.area.as_deref())
        .collect();
    served.sort_unstable();
    served.dedup();
    let mut areas: Vec<&Area> = served.into_iter().filter_map(|code| directory.area(code)).collect();
    areas.sort_by_key(|area| fold(&area.name));
    areas
}

/// Centres that take dossiers in, the province's first.
pub fn centres(directory: &Directory, today: Date) -> Vec<&Unit> {
    let mut centres: Vec<&Unit> =
        standing(directory, today).filter(|unit| unit.intake && unit.kind.is_centre()).collect();
    centres.sort_by_key(|unit| (unit.kind != UnitKind::ProvinceCentre, fold(&unit.name)));
    centres
}

/// Units that decide, the likeliest first ([`office::propose`]). `area`: code of the commune where the matter is.
pub fn deciders<'d>(
    directory: &'d Directory,
    procedure: &ProcedureVersion,
    receiving: Option<UnitId>,
    area: &str,
    today: Date,
) -> Vec<&'d Unit> {
    let printed = format!("{} {}", procedure.deciding_agency, procedure.implementing_agency);
    let tier = |level: &Level| match level {
        Level::Province => Some(office::Level::Province),
        Level::District => Some(office::Level::District),
        Level::Commune => Some(office::Level::Commune),
        Level::Ministry | Level::Other => None,
    };
    let levels: Vec<office::Level> = procedure.levels.iter().filter_map(tier).collect();
    let receiving = receiving.unwrap_or(UnitId(0));
    let matter = Matter { receiving, printed: &printed, levels: &levels, place: area, home: "" };
    propose::propose(directory, &matter, today).into_iter().map(|candidate| candidate.unit).collect()
}

/// The nearest centre of the procedure's level, and the likeliest agency.
pub fn proposed(directory: &Directory, procedure: &ProcedureVersion, area: &str, today: Date) -> Proposal {
    let centres = centres(directory, today);
    let local = procedure.levels.iter().any(|level| matches!(level, Level::Commune | Level::District));
    let near = || centres.iter().find(|unit| !area.is_empty() && unit.area.as_deref() == Some(area));
    let provincial = || centres.iter().find(|unit| unit.kind == UnitKind::ProvinceCentre);
    let receiving = if local { near().or_else(provincial) } else { provincial().or_else(near) };
    let receiving = receiving.or(centres.first()).map(|unit| unit.id);
    let deciding = deciders(directory, procedure, receiving, area, today).first().map(|unit| unit.id);
    Proposal { receiving, deciding }
}

/// The province an area lies in, by name; empty when nobody knows.
pub fn province(directory: &Directory, area: &str) -> String {
    let mut here = directory.area(area);
    // Provinces have nothing above them; a commune has at most a district between.
    for _ in 0..4 {
        match here.and_then(|area| area.parent.as_deref()).and_then(|above| directory.area(above)) {
            Some(above) => here = Some(above),
            None => break,
        }
    }
    here.map(|area| area.name.clone()).unwrap_or_default()
}

fn standing(directory: &Directory, today: Date) -> impl Iterator<Item = &Unit> {
    directory.units().into_iter().filter(move |unit| unit.stands_on(today))
}
