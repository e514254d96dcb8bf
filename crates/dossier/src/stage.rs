//! The legal stages of a dossier, each with what it knows, and the national portal's status of each.
//!
//! A procedure's own steps are not here: they are data (`procedure::process`) that a [`Desk`] points into.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::model::Desk;

/// Where a dossier stands in law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Stage {
    /// Being taken in at a counter (or filed and not yet accepted): no code, no clock.
    Lodged,
    /// The applicant was asked, before acceptance, to complete it (Mẫu 02).
    SupplementBeforeIntake,
    /// Không tiếp nhận (Mẫu 03).
    NotAccepted { reason: String, basis: String },
    /// Accepted: code given, clock running, papers still at the one-stop unit.
    Accepted,
    /// With the agencies.
    InProgress { desk: Desk },
    /// The handler asks for a supplement; the one-stop unit has not issued it yet.
    SupplementAsked { desk: Desk },
    /// The applicant was asked, after acceptance (Mẫu 02).
    AwaitingSupplement { desk: Desk },
    /// The applicant has to pay what the law asks before the work goes on.
    AwaitingObligation { desk: Desk },
    /// The clock stands still for a reason the law names.
    Suspended { desk: Desk, reason: String, basis: String, since: DateTime },
    /// The applicant wants to withdraw.
    WithdrawalRequested { from: Box<Stage>, reason: String },
    /// Dừng xử lý: withdrawn, not completed, or stopped by law.
    Stopped { why: StopReason, note: String },
    /// The decision is signed; the result waits for the applicant.
    ResultReady,
    /// Đã trả kết quả: closed.
    HandedOver,
}

/// Why a dossier was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    Withdrawn,
    /// Not completed within the time the law gives (NĐ 118/2025/NĐ-CP Điều 19 khoản 5).
    Unsupplemented,
    /// By law, court or authority.
    ByLaw,
}

impl Stage {
    /// Every name, in the order of life; columns, locale keys (`stage-…`) and filters use them.
    pub const NAMES: [&'static str; 13] = [
        "lodged",
        "supplement_before_intake",
        "not_accepted",
        "accepted",
        "in_progress",
        "supplement_asked",
        "awaiting_supplement",
        "awaiting_obligation",
        "suspended",
        "withdrawal_requested",
        "stopped",
        "result_ready",
        "handed_over",
    ];

    pub fn name(&self) -> &'static str {
        match self {
            Stage::Lodged => "lodged",
            Stage::SupplementBeforeIntake => "supplement_before_intake",
            Stage::NotAccepted { .. } => "not_accepted",
            Stage::Accepted => "accepted",
            Stage::InProgress { .. } => "in_progress",
            Stage::SupplementAsked { .. } => "supplement_asked",
            Stage::AwaitingSupplement { .. } => "awaiting_supplement",
            Stage::AwaitingObligation { .. } => "awaiting_obligation",
            Stage::Suspended { .. } => "suspended",
            Stage::WithdrawalRequested { .. } => "withdrawal_requested",
            Stage::Stopped { .. } => "stopped",
            Stage::ResultReady => "result_ready",
            Stage::HandedOver => "handed_over",
        }
    }

    /// Status in the national portal's list (1 Mới đăng ký … 10 Đã trả kết quả). Status sent is status held.
    pub fn portal_status(&self) -> u8 {
        match self {
            Stage::Lodged => 1,
            Stage::Accepted => 2,
            Stage::NotAccepted { .. } => 3,
            // A request that the one-stop unit has not issued is not a request yet; a legal pause is still processing.
            Stage::InProgress { .. } | Stage::SupplementAsked { .. } | Stage::Suspended { .. } => 4,
            Stage::SupplementBeforeIntake | Stage::AwaitingSupplement { .. } => 5,
            Stage::AwaitingObligation { .. } => 6,
            Stage::WithdrawalRequested { .. } => 7,
            Stage::Stopped { .. } => 8,
            Stage::ResultReady => 9,
            Stage::HandedOver => 10,
        }
    }

    /// The desk it lies on, or will come back to.
    pub fn desk(&self) -> Option<&Desk> {
        match self {
            Stage::InProgress { desk }
            | Stage::SupplementAsked { desk }
            | Stage::AwaitingSupplement { desk }
            | Stage::AwaitingObligation { desk }
            | Stage::Suspended { desk, .. } => Some(desk),
            Stage::WithdrawalRequested { from, .. } => from.desk(),
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => None,
        }
    }

    /// The same desk, to be changed where it lies.
    pub fn desk_mut(&mut self) -> Option<&mut Desk> {
        match self {
            Stage::InProgress { desk }
            | Stage::SupplementAsked { desk }
            | Stage::AwaitingSupplement { desk }
            | Stage::AwaitingObligation { desk }
            | Stage::Suspended { desk, .. } => Some(desk),
            Stage::WithdrawalRequested { from, .. } => from.desk_mut(),
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => None,
        }
    }

    /// Whether somebody still has to do something with it.
    pub fn is_open(&self) -> bool {
        match self {
            Stage::NotAccepted { .. } | Stage::Stopped { .. } | Stage::HandedOver => false,
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::ResultReady => true,
        }
    }

    /// Whether the legal clock may still make it late: accepted and not decided.
    pub fn is_under_clock(&self) -> bool {
        match self {
            Stage::Accepted
            | Stage::InProgress { .. }
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. } => true,
            Stage::WithdrawalRequested { from, .. } => from.is_under_clock(),
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::NotAccepted { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => false,
        }
    }

    /// Whether it waits for somebody outside the agency: the applicant, the treasury, another authority.
    pub fn waits_for_others(&self) -> bool {
        match self {
            Stage::SupplementBeforeIntake
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. }
            | Stage::Suspended { .. } => true,
            Stage::Lodged
            | Stage::NotAccepted { .. }
            | Stage::Accepted
            | Stage::InProgress { .. }
            // The one-stop unit has to issue the request or to decline it.
            | Stage::SupplementAsked { .. }
            | Stage::WithdrawalRequested { .. }
            | Stage::Stopped { .. }
            | Stage::ResultReady
            | Stage::HandedOver => false,
        }
    }
}
