//! The internal process (quy trình nội bộ) of a procedure: which duty does what, where, and within which time.
//!
//! Pure data and checks. The legal stages of a dossier are not here: a process only orders the work between them.

use serde::{Deserialize, Serialize};

/// The duty that does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Tiếp nhận at the one-stop unit.
    OneStop,
    /// Phân công: head of the unit or division who assigns.
    Assigner,
    /// Thụ lý, thẩm định.
    Specialist,
    /// Lãnh đạo phê duyệt.
    Approver,
    /// Văn thư: number, seal, release.
    RecordsClerk,
    /// Trả kết quả.
    HandOver,
}

impl Duty {
    pub const ALL: [Duty; 6] =
        [Duty::OneStop, Duty::Assigner, Duty::Specialist, Duty::Approver, Duty::RecordsClerk, Duty::HandOver];

    /// The word rows keep.
    pub fn code(self) -> &'static str {
        match self {
            Duty::OneStop => "one_stop",
            Duty::Assigner => "assigner",
            Duty::Specialist => "specialist",
            Duty::Approver => "approver",
            Duty::RecordsClerk => "records_clerk",
            Duty::HandOver => "hand_over",
        }
    }

    /// Locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Duty::OneStop => "procedure-duty-one-stop",
            Duty::Assigner => "procedure-duty-assigner",
            Duty::Specialist => "procedure-duty-specialist",
            Duty::Approver => "procedure-duty-approver",
            Duty::RecordsClerk => "procedure-duty-records-clerk",
            Duty::HandOver => "procedure-duty-hand-over",
        }
    }
}

/// Where a step is done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepUnit {
    /// The unit that took the dossier in.
    Receiving,
    /// The deciding agency of the dossier.
    Deciding,
    /// A named unit, by its code.
    Unit(String),
}

/// One step of the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Stable within the process, as events keep it.
    pub key: String,
    pub name: String,
    pub duty: Duty,
    pub at: StepUnit,
    /// Time for the step; none: no share of the published limit is set aside for it.
    pub limit: Option<law::Limit>,
}

/// An internal process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// Stable name, `default` for the one every procedure may use.
    pub key: String,
    pub name: String,
    /// The procedure it is for; none: any procedure without its own.
    pub procedure: Option<String>,
    pub steps: Vec<Step>,
}

impl Process {
    /// The step of a key.
    pub fn find_step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }

    /// The step after a key, in the order of work.
    pub fn next_after(&self, key: &str) -> Option<&Step> {
        let place = self.steps.iter().position(|step| step.key == key)?;
        self.steps.get(place + 1)
    }

    /// The first step of a duty.
    pub fn first_of(&self, duty: Duty) -> Option<&Step> {
        self.steps.iter().find(|step| step.duty == duty)
    }
}
