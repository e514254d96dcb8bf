//! Who sits where in the sample halls: a usual week with names, and what next week has of its own.

use std::array;

use floor::booking::Bookings;
use floor::duty::decide::Change;
use floor::duty::door::Duty;
use floor::duty::model::{Closure, Session, Span, Week, closed_by, usual};
use floor::duty::rows;
use floor::setup::Centre;
use jiff::civil::{Date, DateTime};
use kernel::{CounterId, Error, Result};
use office::{Act, Directory, Officer};

use super::hall::Seat;
use super::{blocking, hall, walk};
use crate::App;

/// Gives every hall its usual week, and the next one a session, an absence and a closed counter.
pub(super) fn plan(app: &App, officers: &[Officer], now: DateTime) -> Result<()> {
    let clock = kernel::Clock::set_at(walk::instant(now));
    let floor = floor::Floor::new(app.store.clone(), app.ids.clone(), clock.clone());
    let dossiers = dossier::Dossiers { clock, ..app.dossiers.clone() };
    let (duty, directory) = (Duty { bookings: Bookings::of(&floor, &dossiers) }, app.sessions.directory());
    for (centre, seats) in hall::staffed(app)? {
        let id = centre.id;
        let week = usual_week(&directory, &centre, &seats, now.date());
        app.store.act_blocking(move |tx| rows::record_week(tx, id, 0, &week))?;
        let Some(lead) = officers.iter().find(|one| one.permit_in(Act::LeadFloor, id).is_ok()) else { continue };
        for (day, change) in next_week(&seats, now.date()) {
            let (duty, lead) = (duty.clone(), lead.clone());
            match blocking(async move { duty.change(&lead, id, day, 0, change).await }) {
                // A holiday has no changes of its own.
                Ok(_) | Err(Error::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
    }
    Ok(())
}

fn days_after(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

fn monday_of(day: Date) -> Date {
    days_after(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// The calendar's hours with names; half of the counters at the weekend.
fn usual_week(directory: &Directory, centre: &Centre, seats: &[Seat], today: Date) -> Week {
    let calendar = directory.calendar_of(centre.id);
    let counters: Vec<CounterId> = seats.iter().map(|(counter, ..)| *counter).collect();
    let of_day = |nth: usize| {
        // A holiday is nobody's pattern: the next such day without one.
        let mut days = (0..8).map(|week| days_after(monday_of(today), 7 * week + nth as i64));
        let Some(day) = days.find(|day| closed_by(&calendar, *day).is_none()) else { return Vec::new() };
        let mut shifts = usual(day, &calendar, &counters, &Week::default());
        let place = |counter: CounterId| counters.iter().position(|one| *one == counter).unwrap_or_default();
        for shift in &mut shifts {
            shift.officer = seats.get(place(shift.counter)).map(|(.., officer)| *officer);
        }
        shifts.retain(|shift| nth < 5 || place(shift.counter) < counters.len().div_ceil(2));
        shifts
    };
    Week { days: Some(array::from_fn(of_day)) }
}

/// What next week has of its own.
fn next_week(seats: &[Seat], today: Date) -> Vec<(Date, Change)> {
    let monday = days_after(monday_of(today), 7);
    let (Some((first, ..)), Some((last, _, officer))) = (seats.first(), seats.last()) else { return Vec::new() };
    let session = Session {
        span: Span::new(17 * 60, 19 * 60),
        counters: vec![*first],
        note: "Thông báo số 15/TB-TTPVHCC".into(),
    };
    let closure = Closure { counter: *last, span: Span::new(13 * 60, 15 * 60), why: "Bảo trì máy quét".into() };
    vec![
        (monday, Change::Open { session }),
        (days_after(monday, 2), Change::Absent { officer: *officer }),
        (days_after(monday, 3), Change::Close { closure }),
    ]
}
