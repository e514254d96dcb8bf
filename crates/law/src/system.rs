//! The deadlines the procedure's own limit does not set: transfer, alert, acceptance, return, closing, apology, correction.
//!
//! Each takes the moment it runs from and answers the last lawful moment; none of them moves a due date.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, after};
use crate::rules::RuleSet;

/// Where the papers of a dossier go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferRoute {
    SameLevel,
    /// To an agency of another administrative level (boundary-free intake).
    OtherLevel,
}

/// Until when an extension can still be declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionLatest {
    /// The last day the decree allows.
    pub legal_latest: Date,
    /// The last working day on which somebody can still do it.
    pub warn_on: Date,
}

impl RuleSet {
    /// Until when the papers must be on their way: the same working day, the start of the next one if taken in after
    /// 15:00 or on a day off; one working day to another level under NĐ 118/2025/NĐ-CP Điều 20 khoản 1.
    pub fn transfer_due(self, accepted: DateTime, route: TransferRoute, calendar: &Calendar) -> DateTime {
        match (route, self.other_level_transfer_limit()) {
            (TransferRoute::OtherLevel, Some(limit)) => {
                end_of(calendar, calendar.add_working_days(accepted.date(), limit.parts().0))
            }
            (TransferRoute::OtherLevel, None) | (TransferRoute::SameLevel, _) => {
                let day = accepted.date();
                if calendar.is_working(day) && accepted.time() <= self.transfer_cut_off() {
                    return end_of(calendar, day);
                }
                let next = calendar.next_working_day(day);
                next.to_datetime(calendar.start_of(next).unwrap_or(Time::MIN))
            }
        }
    }

    /// Until when an extension of a due date can be declared (NĐ 61/2018 Điều 19 khoản 9; NĐ 118/2025 Điều 19 khoản 6).
    pub fn extension_latest(self, due: DateTime, calendar: &Calendar) -> ExtensionLatest {
        let legal_latest = due.date().saturating_sub(Span::new().days(self.extension_notice_days()));
        let warn_on =
            if calendar.is_working(legal_latest) { legal_latest } else { calendar.previous_working_day(legal_latest) };
        ExtensionLatest { legal_latest, warn_on }
    }

    /// The applicant's last day to complete a dossier that was sent back; none where the rule set sets no period. A last
    /// day off rolls forward (BLDS 2015 Điều 148 khoản 5).
    pub fn supplement_until(self, requested_on: Date, calendar: &Calendar) -> Option<Date> {
        let days = self.close_unsupplemented_days()?;
        Some(calendar.roll_forward(requested_on.saturating_add(Span::new().days(days))))
    }

    /// The first day on which an unsupplemented dossier may be closed: "sau 15 ngày" is the day after the last one.
    pub fn supplement_close_on(self, requested_on: Date, calendar: &Calendar) -> Option<Date> {
        self.supplement_until(requested_on, calendar).map(after)
    }

    /// Until when the deciding agency may send an unfit dossier back for supplement.
    pub fn return_for_supplement_by(self, received: DateTime, calendar: &Calendar) -> DateTime {
        end_of(calendar, calendar.add_working_days(received.date(), self.return_limit().parts().0))
    }

    /// Until when an online dossier must be accepted or sent back: 8 working hours from the system's receipt.
    pub fn online_acceptance_by(self, received: DateTime, calendar: &Calendar) -> DateTime {
        calendar.add_working_seconds(received, self.online_acceptance_limit().milli * 3600 / 1000)
    }

    /// Until when the intake officer must be alerted, in hours of the clock, day and night; none under R61.
    pub fn officer_alert_by(self, portal_acknowledged: DateTime) -> Option<DateTime> {
        self.officer_alert_hours().map(|hours| portal_acknowledged.saturating_add(Span::new().hours(hours)))
    }

    /// Until when a wrong result must be put right; none under R61.
    pub fn correction_by(self, found: DateTime, calendar: &Calendar) -> Option<DateTime> {
        let limit = self.correction_limit()?;
        Some(end_of(calendar, calendar.add_working_days(found.date(), limit.parts().0)))
    }
}

fn end_of(calendar: &Calendar, day: Date) -> DateTime {
    day.to_datetime(calendar.end_of(day).unwrap_or(Time::MAX))
}
