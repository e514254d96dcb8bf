//! The nouns of the administration: units with their history, areas, officers, roles and what a role is granted over.
//! They are facts to be kept and shown; being allowed to act is another matter ([`crate::Officer`]).

use jiff::civil::Date;
use kernel::{OfficerId, UnitId};
use serde::{Deserialize, Serialize};

use crate::Act;

/// What a unit is. The province's own kinds; a body that fits none of them is `Other`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Ủy ban nhân dân tỉnh.
    ProvinceCommittee,
    /// Trung tâm Phục vụ hành chính công tỉnh.
    ProvinceCentre,
    /// A branch of the centre.
    CentreBranch,
    /// Sở, ban, ngành, văn phòng.
    Department,
    /// Phòng, ban within a department or committee.
    Division,
    /// A branch or public unit under a department (chi nhánh văn phòng đăng ký đất đai).
    AgencyBranch,
    /// Cơ quan ngành dọc: police, tax, social insurance.
    VerticalAgency,
    /// Ủy ban nhân dân huyện: history since 1 July 2025.
    DistrictCommittee,
    /// Bộ phận Một cửa of a district: history since 1 July 2025.
    DistrictCentre,
    /// Ủy ban nhân dân xã, phường, đặc khu.
    CommuneCommittee,
    /// Trung tâm Phục vụ hành chính công xã.
    CommuneCentre,
    /// Công an xã.
    CommunePolice,
    Other,
}

/// The tier of government a unit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Province,
    District,
    Commune,
}

impl UnitKind {
    pub const ALL: [UnitKind; 13] = [
        UnitKind::ProvinceCommittee,
        UnitKind::ProvinceCentre,
        UnitKind::CentreBranch,
        UnitKind::Department,
        UnitKind::Division,
        UnitKind::AgencyBranch,
        UnitKind::VerticalAgency,
        UnitKind::DistrictCommittee,
        UnitKind::DistrictCentre,
        UnitKind::CommuneCommittee,
        UnitKind::CommuneCentre,
        UnitKind::CommunePolice,
        UnitKind::Other,
    ];

    /// The word for tables and files.
    pub fn key(self) -> &'static str {
        match self {
            UnitKind::ProvinceCommittee => "province_committee",
            UnitKind::ProvinceCentre => "province_centre",
            UnitKind::CentreBranch => "centre_branch",
            UnitKind::Department => "department",
            UnitKind::Division => "division",
            UnitKind::AgencyBranch => "agency_branch",
            UnitKind::VerticalAgency => "vertical_agency",
            UnitKind::DistrictCommittee => "district_committee",
            UnitKind::DistrictCentre => "district_centre",
            UnitKind::CommuneCommittee => "commune_committee",
            UnitKind::CommuneCentre => "commune_centre",
            UnitKind::CommunePolice => "commune_police",
            UnitKind::Other => "other",
        }
    }

    pub fn parse(key: &str) -> Option<UnitKind> {
        UnitKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The tier; `None` for a division or other body, which has that of the unit above it.
    pub fn level(self) -> Option<Level> {
        match self {
            UnitKind::ProvinceCommittee
            | UnitKind::ProvinceCentre
            | UnitKind::CentreBranch
            | UnitKind::Department
            | UnitKind::AgencyBranch
            | UnitKind::VerticalAgency => Some(Level::Province),
            UnitKind::DistrictCommittee | UnitKind::DistrictCentre => Some(Level::District),
            UnitKind::CommuneCommittee | UnitKind::CommuneCentre | UnitKind::CommunePolice => Some(Level::Commune),
            UnitKind::Division | UnitKind::Other => None,
        }
    }

    /// Whether it is a one-stop unit or a branch of one.
    pub fn is_centre(self) -> bool {
        matches!(
            self,
            UnitKind::ProvinceCentre | UnitKind::CentreBranch | UnitKind::DistrictCentre | UnitKind::CommuneCentre
        )
    }
}

/// A unit of the administration, at any depth. Units never disappear: they end, and others succeed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    pub id: UnitId,
    /// The office's own short key, unique: `so_tu_phap`.
    pub key: String,
    pub name: String,
    pub short_name: String,
    pub kind: UnitKind,
    pub parent: Option<UnitId>,
    /// Agency code of QĐ 20/2020/QĐ-TTg: `H49.02`.
    pub code: Option<String>,
    /// Agency code of QCVN 102:2016/BTTTT, still part of older dossier codes: `000.00.02.H49`.
    pub old_code: Option<String>,
    /// Code of the administrative area it serves.
    pub area: Option<String>,
    /// Receives dossiers at a counter.
    pub intake: bool,
    /// Decides, or prepares the decision.
    pub resolves: bool,
    pub address: Option<String>,
    pub hotline: Option<String>,
    pub email: Option<String>,
    /// First day it exists; `None`: always there as far as the office knows.
    pub valid_from: Option<Date>,
    /// Last day it existed, inclusive.
    pub valid_until: Option<Date>,
    /// Who took its tasks over.
    pub successors: Vec<UnitId>,
}

impl Unit {
    /// Whether it exists on a day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day <= until)
    }
}

/// An administrative area of the General Statistics Office's list, with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub code: String,
    pub name: String,
    /// `province`, `district`, `commune`, `ward`, `special_zone`, …
    pub kind: String,
    pub parent: Option<String>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    pub successors: Vec<String>,
    /// What was merged into it, in words.
    pub merged_from: Vec<String>,
}

/// What everybody inside may know of an officer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerCard {
    pub id: OfficerId,
    pub login: String,
    pub name: String,
    /// Chức danh.
    pub title: String,
    pub unit: UnitId,
    /// False: may not sign in; the name stays in history.
    pub active: bool,
    /// What they do, in the office's words.
    pub duties: Vec<String>,
}

/// A named bundle of acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// `intake`, `specialist`, …
    pub key: String,
    pub name_vi: String,
    pub name_en: String,
    pub acts: Vec<Act>,
}

impl Role {
    pub fn name(&self, lang: kernel::Lang) -> &str {
        match lang {
            kernel::Lang::Vi => &self.name_vi,
            kernel::Lang::En => &self.name_en,
        }
    }
}

/// Everything, or only what is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Narrow<T> {
    All,
    Only(Vec<T>),
}

impl<T: PartialEq> Narrow<T> {
    /// A list as files write it: empty means no narrowing.
    pub fn of(list: Vec<T>) -> Self {
        if list.is_empty() { Narrow::All } else { Narrow::Only(list) }
    }
    /// Whether it is listed by name (`All` lists nothing).
    fn names(&self, wanted: impl Fn(&T) -> bool) -> bool {
        match self {
            Narrow::All => false,
            Narrow::Only(list) => list.iter().any(wanted),
        }
    }
}

/// Over what a role is granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Fewer acts than the role has.
    #[serde(default = "all")]
    pub acts: Narrow<Act>,
    /// Fields by name (lĩnh vực). When both fields and procedures are listed, either suffices.
    #[serde(default = "all")]
    pub fields: Narrow<String>,
    /// Procedures by code.
    #[serde(default = "all")]
    pub procedures: Narrow<String>,
    /// Units, each with everything below it.
    #[serde(default = "all")]
    pub units: Narrow<UnitId>,
}

fn all<T>() -> Narrow<T> {
    Narrow::All
}

impl Scope {
    /// No narrowing at all.
    pub fn everywhere() -> Scope {
        Scope { acts: all(), fields: all(), procedures: all(), units: all() }
    }
    /// One unit and what is below it.
    pub fn of_unit(unit: UnitId) -> Scope {
        Scope { units: Narrow::Only(vec![unit]), ..Scope::everywhere() }
    }

    /// Whether a procedure of a field is within.
    pub fn covers_procedure(&self, field: &str, procedure: &str) -> bool {
        (self.fields == Narrow::All && self.procedures == Narrow::All)
            || self.fields.names(|f| f == field)
            || self.procedures.names(|p| p == procedure)
    }
}

/// A role given to an officer over a scope, for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    pub id: i64,
    pub officer: OfficerId,
    pub role: String,
    pub scope: Scope,
    pub valid_from: Option<Date>,
    /// Last day, inclusive.
    pub valid_until: Option<Date>,
}

impl Grant {
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day <= until)
    }
}
