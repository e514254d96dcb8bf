//! Papers of the house itself, on A4: the explanation of a late dossier, the register, the monthly list of late agencies.
//! Never formats a date and never looks anything up: every text arrives ready.

use kernel::{Refusal as Refused, Result};
use serde::Serialize;
use serde_json::Value;

use crate::forms::{Head, Signer};

/// Báo cáo giải trình về hồ sơ trễ hạn, to the head of the agency (Công văn 2348/VPCP-KSTT of 7 April 2023).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    pub head: Head,
    /// `Kính gửi`: the head of the agency.
    pub to: String,
    pub dossier_code: String,
    pub request: String,
    pub agency: String,
    pub received_at: Option<String>,
    pub due_at: Option<String>,
    /// When the result was ready; none while it is not.
    pub ended_at: Option<String>,
    /// How late, in working time.
    pub late_by: String,
    /// Who had it when the promised date passed.
    pub holder: String,
    /// Must not be blank.
    pub reason: String,
    /// Must not be blank.
    pub measures: String,
    /// The apology to the applicant: its number and day; none while there is none.
    pub apology: Option<String>,
    /// What was done with it, one line each: step, who, from, until, against its time.
    pub walk: Vec<[String; 5]>,
    pub writer: Signer,
    /// The head, with the day the explanation was acknowledged.
    pub head_signer: Signer,
    pub acknowledged_at: Option<String>,
}

/// One line of the register, in the columns of its form.
pub type RegisterRow = [String; 14];

/// Sổ theo dõi hồ sơ (Mẫu số 06 of TT 01/2018/TT-VPCP, Mẫu số 07 of TT 03/2025/TT-VPCP), A4 landscape.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Register {
    pub head: Head,
    /// `Năm 2026`, and which numbers.
    pub span: String,
    pub rows: Vec<RegisterRow>,
    /// The lock in words, with its hash; none while the book is open.
    pub lock: Option<String>,
    /// Changes after the lock, one line each: nth, day, number, by whom, what.
    pub addenda: Vec<[String; 5]>,
}

/// The public list of agencies and officers with late dossiers of a month.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LateList {
    pub head: Head,
    pub span: String,
    /// nth, agency, officer, settled, of them late, still late, share.
    pub rows: Vec<[String; 7]>,
    pub signer: Signer,
}

/// A paper of the house ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    Explanation(Box<Explanation>),
    Register(Register),
    LateList(LateList),
}

impl Report {
    pub(crate) fn template(&self) -> &'static str {
        match self {
            Report::Explanation(_) => "explanation.typ",
            Report::Register(_) => "register.typ",
            Report::LateList(_) => "late_list.typ",
        }
    }

    pub(crate) fn data(&self) -> serde_json::Result<Value> {
        match self {
            Report::Explanation(report) => serde_json::to_value(report),
            Report::Register(report) => serde_json::to_value(report),
            Report::LateList(report) => serde_json::to_value(report),
        }
    }

    /// An explanation that explains nothing must not leave the house.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Report::Explanation(report) if report.reason.trim().is_empty() || report.measures.trim().is_empty() => {
                Err(Refused::new("PAPER_REASON").by_law("Công văn 2348/VPCP-KSTT").at("reason").into())
            }
            Report::Explanation(_) | Report::Register(_) | Report::LateList(_) => Ok(()),
        }
    }
}
