//! The rule sets a dossier can live under, as dated data with their articles.
//!
//! A dossier keeps the rule set of its day of acceptance for life; nothing here ever asks what day it is.

use jiff::civil::{Date, Time, date};
use kernel::Lang;
use serde::{Deserialize, Serialize};

use crate::article::{Act, Article};
use crate::limit::{Limit, Unit};

/// The decree that governs a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleSet {
    /// NĐ 61/2018/NĐ-CP (with NĐ 107/2021/NĐ-CP): accepted until 30 June 2025.
    R61,
    /// NĐ 118/2025/NĐ-CP: accepted from 1 July 2025.
    R118,
}

/// Rules that acts and refusals cite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// What an officer must never do, asking for papers outside the one-stop unit among them.
    ForbiddenActs,
    /// How dossiers may be filed.
    Channels,
    /// Guidance and one complete request for what is missing.
    Guidance,
    /// A supplement is asked for once.
    SupplementOnce,
    /// Intake checks; the receipt, the supplement request and the refusal.
    Intake,
    RefusalOfIntake,
    Receipt,
    /// The clock starts at acceptance, as printed on the receipt.
    ClockStarts,
    /// Results given at once need no receipt.
    ResultAtOnce,
    OnlineAcceptance,
    OfficerAlert,
    Transfer,
    TransferToOtherLevel,
    Decide,
    Verification,
    /// Returned for supplement after appraisal; the clock restarts.
    ReturnAfterAppraisal,
    Restart,
    CloseUnsupplemented,
    Consultation,
    RefusalAfterAppraisal,
    /// Apology and one new date, at the latest a day before the old one.
    OneExtension,
    HandOver,
    Correction,
    /// The applicant stops the procedure.
    Stop,
    /// Whose agency code the dossier code carries.
    DossierCode,
    /// The forms and their numbers.
    Forms,
    /// How the national service index subtracts supplement time and counts lateness.
    ServiceIndex,
}

/// Whose agency code stands in the dossier code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeOwner {
    Receiving,
    Deciding,
}

/// A statutory form by what it is; its number depends on the circular in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKey {
    Receipt,
    Supplement,
    Refusal,
    Apology,
    Stop,
    ControlSheet,
    Register,
}

impl FormKey {
    pub const ALL: [FormKey; 7] = [
        FormKey::Receipt,
        FormKey::Supplement,
        FormKey::Refusal,
        FormKey::Apology,
        FormKey::Stop,
        FormKey::ControlSheet,
        FormKey::Register,
    ];
}

/// First day under NĐ 118/2025/NĐ-CP.
const R118_FROM: Date = date(2025, 7, 1);
/// First day of the forms of TT 03/2025/TT-VPCP.
const FORMS_2025_FROM: Date = date(2025, 9, 15);

impl RuleSet {
    /// The rule set of a dossier accepted on a date. Dates before NĐ 61/2018 took effect (21 June 2018) read as R61.
    pub fn on(accepted_on: Date) -> RuleSet {
        if accepted_on < R118_FROM { RuleSet::R61 } else { RuleSet::R118 }
    }

    /// The decree itself.
    pub fn act(self) -> Act {
        match self {
            RuleSet::R61 => Act::Decree61Of2018,
            RuleSet::R118 => Act::Decree118Of2025,
        }
    }

    /// Days before the due date at which an extension must be declared. Calendar days: both decrees say "01 ngày"
    /// without "làm việc" (NĐ 61/2018 Điều 19 khoản 9; NĐ 118/2025 Điều 19 khoản 6).
    pub fn extension_notice_days(self) -> i64 {
        1
    }

    /// How often the due date may be extended.
    pub fn extensions_max(self) -> u32 {
        1
    }

    /// How often a supplement may be asked for after acceptance.
    pub fn supplements_max(self) -> u32 {
        1
    }

    /// How soon an unfit dossier goes back to the one-stop unit after the deciding agency received it.
    pub fn return_limit(self) -> Limit {
        Limit::of(3, Unit::WorkingDay)
    }

    /// Calendar days after which an unsupplemented dossier is closed; none under R61.
    pub fn close_unsupplemented_days(self) -> Option<i64> {
        match self {
            RuleSet::R61 => None,
            RuleSet::R118 => Some(15),
        }
    }

    /// Clock hours within which the intake officer is alerted to an online dossier; none under R61.
    pub fn officer_alert_hours(self) -> Option<i64> {
        match self {
            RuleSet::R61 => None,
            RuleSet::R118 => Some(2),
        }
    }

    /// How soon an online dossier is accepted or sent back.
    pub fn online_acceptance_limit(self) -> Limit {
        Limit::of(8, Unit::WorkingHour)
    }

    /// Papers taken in strictly after this time leave at the start of the next working day.
    pub fn transfer_cut_off(self) -> Time {
        CUT_OFF
    }

    /// How soon papers reach an agency of another level; none under R61, where the cut-off rule holds.
    pub fn other_level_transfer_limit(self) -> Option<Limit> {
        match self {
            RuleSet::R61 => None,
            RuleSet::R118 => Some(Limit::of(1, Unit::WorkingDay)),
        }
    }

    /// How soon a wrong result is put right; none under R61.
    pub fn correction_limit(self) -> Option<Limit> {
        match self {
            RuleSet::R61 => None,
            RuleSet::R118 => Some(Limit::of(3, Unit::WorkingDay)),
        }
    }

    /// Whether the applicant may stop a dossier by right, with the form for it.
    pub fn stop_by_right(self) -> bool {
        match self {
            RuleSet::R61 => false,
            RuleSet::R118 => true,
        }
    }

    /// Whose agency code stands in the dossier code.
    pub fn code_owner(self) -> CodeOwner {
        match self {
            RuleSet::R61 => CodeOwner::Receiving,
            RuleSet::R118 => CodeOwner::Deciding,
        }
    }

    /// The number of a form printed on a date; none if the set has no such form. TT 03/2025 came two and a half months
    /// after NĐ 118/2025, and in between the forms of TT 01/2018 stayed in use.
    pub fn form_number(self, form: FormKey, printed_on: Date) -> Option<u8> {
        match self.form_circular(printed_on) {
            Act::Circular3Of2025 => Some(match form {
                FormKey::Receipt => 1,
                FormKey::Supplement => 2,
                FormKey::Refusal => 3,
                FormKey::Apology => 4,
                FormKey::Stop => 5,
                FormKey::ControlSheet => 6,
                FormKey::Register => 7,
            }),
            _ => match form {
                FormKey::Receipt => Some(1),
                FormKey::Supplement => Some(2),
                FormKey::Refusal => Some(3),
                FormKey::Apology => Some(4),
                FormKey::Stop => None,
                FormKey::ControlSheet => Some(5),
                FormKey::Register => Some(6),
            },
        }
    }

    /// The circular whose forms a dossier of this rule set prints on a date.
    pub fn form_circular(self, printed_on: Date) -> Act {
        match self {
            RuleSet::R118 if printed_on >= FORMS_2025_FROM => Act::Circular3Of2025,
            RuleSet::R61 | RuleSet::R118 => Act::Circular1Of2018,
        }
    }

    /// The article behind a rule; none where this rule set has no such rule.
    pub fn article(self, rule: Rule) -> Option<Article> {
        match self {
            RuleSet::R61 => r61(rule),
            RuleSet::R118 => r118(rule),
        }
    }

    /// The citation behind a rule; the decree's name where it has no article of its own.
    pub fn cite(self, rule: Rule, lang: Lang) -> String {
        self.article(rule).unwrap_or(self.act().whole()).cite(lang)
    }
}

/// 15:00. A dossier taken in at 15:00:00 exactly is not "after 15 o'clock".
pub(crate) const CUT_OFF: Time = Time::constant(15, 0, 0, 0);

fn r61(rule: Rule) -> Option<Article> {
    let at = |article: u16| Act::Decree61Of2018.at(article);
    Some(match rule {
        Rule::ForbiddenActs => at(5),
        Rule::Channels => at(16),
        Rule::Guidance => at(15).clause(3),
        Rule::SupplementOnce => at(11).clause(2).point('c'),
        Rule::Intake => at(17).clause(1),
        Rule::RefusalOfIntake => at(17).clause(1).point('b'),
        Rule::Receipt | Rule::ClockStarts => at(17).clause(1).point('c'),
        Rule::ResultAtOnce => at(17).clause(4),
        Rule::OnlineAcceptance => Act::Decree45Of2020.at(11),
        Rule::Transfer => at(18),
        Rule::TransferToOtherLevel => at(18).clause(3),
        Rule::Decide => at(19).clause(2),
        Rule::Verification => at(19).clause(3),
        Rule::ReturnAfterAppraisal | Rule::Restart => at(19).clause(4),
        Rule::Consultation => at(19).clause(5),
        Rule::RefusalAfterAppraisal => at(19).clause(8),
        Rule::OneExtension => at(19).clause(9),
        Rule::HandOver => at(20),
        Rule::Correction => at(21),
        Rule::DossierCode => at(26),
        Rule::Forms => Act::Circular1Of2018.at(9),
        Rule::ServiceIndex => Act::Decision766Of2022.whole(),
        Rule::OfficerAlert | Rule::CloseUnsupplemented | Rule::Stop => return None,
    })
}

fn r118(rule: Rule) -> Option<Article> {
    let at = |article: u16| Act::Decree118Of2025.at(article);
    Some(match rule {
        Rule::ForbiddenActs => at(5).clause(1),
        Rule::Channels => at(15),
        Rule::Guidance => at(16).clause(3),
        Rule::SupplementOnce => at(11).clause(2).point('c'),
        Rule::Intake => at(17).clause(1),
        Rule::RefusalOfIntake | Rule::Receipt => at(17).clause(1).point('c'),
        Rule::ClockStarts => at(17).clause(3),
        Rule::ResultAtOnce => at(17).clause(4),
        Rule::OnlineAcceptance => at(17).clause(2).point('c'),
        Rule::OfficerAlert => at(17).clause(2),
        Rule::Transfer => at(18).clause(2),
        Rule::TransferToOtherLevel => at(20).clause(1).point('a'),
        Rule::Decide => at(19).clause(3),
        Rule::Verification => at(19).clause(4).point('a'),
        Rule::ReturnAfterAppraisal | Rule::Restart | Rule::CloseUnsupplemented => at(19).clause(5),
        Rule::Consultation => at(19).clause(4).point('c'),
        Rule::RefusalAfterAppraisal => at(19).clause(3),
        Rule::OneExtension => at(19).clause(6),
        Rule::HandOver => at(22),
        Rule::Correction => at(23),
        Rule::Stop => at(21),
        Rule::DossierCode => at(28),
        Rule::Forms => Act::Circular3Of2025.whole(),
        Rule::ServiceIndex => Act::Decision766Of2022.whole(),
    })
}
