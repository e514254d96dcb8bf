//! Changing working time: every change is a new state of the unit's calendar with the document that set it.

use jiff::civil::Date;
use kernel::{Error, Refusal, Result, UnitId};
use store::Tx;

use super::{Admin, rows};
use crate::annals;
use crate::calendar::Calendar;
use crate::history::{CalendarNote, CalendarVersion, Order};

/// A new state of a unit's calendar.
#[derive(Debug, Clone)]
pub struct NewCalendar {
    pub unit: UnitId,
    /// `None`: the unit follows the one above it again.
    pub calendar: Option<Calendar>,
    /// First day of the new state; days before keep what they were.
    pub effective_on: Date,
    pub changes: Vec<CalendarNote>,
    pub order: Option<Order>,
    /// The document itself: name and blob.
    pub file: Option<(String, String)>,
    /// The number of the state that the administrator saw; `None`: whatever stands.
    pub seen: Option<i64>,
}

impl Admin {
    /// Puts a new state of a unit's calendar to work. The first change also keeps what stood before, so that it can be
    /// put back. Refused: `CALENDAR_SAME`, `CALENDAR_EMPTY` when no time of the week counts; stale when another state
    /// came since `seen`.
    pub fn change_calendar(&self, tx: &mut Tx<'_>, new: &NewCalendar) -> Result<i64> {
        if new.calendar.as_ref().is_some_and(|calendar| !calendar.has_working_time()) {
            return Err(Refusal::new("CALENDAR_EMPTY").at("shifts").into());
        }
        let mut last = annals::last_calendar_number(tx, new.unit)?;
        if let Some(seen) = new.seen.filter(|seen| *seen != last) {
            return Err(Error::Stale { seen, stands: last });
        }
        let stood = rows::find_calendar(tx, new.unit)?;
        if stood == new.calendar {
            return Err(Refusal::new("CALENDAR_SAME").into());
        }
        if last == 0 {
            last = 1;
            let first = CalendarNote { word: "first".into(), facts: Vec::new() };
            let kept = self.version(new, 1, stood, vec![first], None);
            annals::insert_calendar_version(tx, &CalendarVersion { file: None, ..kept })?;
        }
        let version = self.version(new, last + 1, new.calendar.clone(), new.changes.clone(), new.order.clone());
        annals::insert_calendar_version(tx, &version)?;
        match &new.calendar {
            Some(calendar) => rows::record_calendar(tx, new.unit, calendar)?,
            None => annals::drop_calendar(tx, new.unit)?,
        }
        self.record(tx, "calendar.set", new.unit.0, version.n.to_string())?;
        Ok(version.n)
    }

    /// Puts the document that set a state (name and blob, durable already) beside it. Absent: no such state.
    pub fn attach_calendar_file(&self, tx: &mut Tx<'_>, unit: UnitId, n: i64, file: &(String, String)) -> Result<()> {
        if !annals::set_calendar_file(tx, unit, n, file)? {
            return Err(Error::absent("calendar state"));
        }
        self.record(tx, "calendar.file", unit.0, format!("{n} {}", file.1))
    }

    fn version(
        &self,
        new: &NewCalendar,
        n: i64,
        calendar: Option<Calendar>,
        changes: Vec<CalendarNote>,
        order: Option<Order>,
    ) -> CalendarVersion {
        CalendarVersion {
            id: self.id(),
            unit: new.unit,
            n,
            effective_on: new.effective_on,
            at_ms: self.now_ms,
            calendar,
            changes,
            order,
            file: new.file.clone(),
            by_name: self.permit.actor().name().into(),
        }
    }
}
