//! A centre's days as bookings see them: who is on duty, what a slot takes, who has a place.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Error, Result, UnitId};
use queue::rule::Class;
use store::Tx;

use super::decide::{DayFacts, Rules};
use super::door::Bookings;
use super::waiting::WAITING_MOST;
use super::{plan, rows};
use crate::duty::model::{closed_by, on_duty};
use crate::duty::rows as duty;
use crate::setup::{Centre, ServiceRow};

/// The rules of a centre.
pub fn rules_of(centre: &Centre) -> Rules {
    let chosen = &centre.settings;
    Rules {
        slot_min: chosen.slot_min.clamp(5, 240) as i32,
        share: chosen.appointment_share,
        horizon_days: chosen.horizon_days,
        no_shows: chosen.no_shows,
        no_show_days: chosen.no_show_days,
        offer_min: chosen.offer_min,
        waiting_most: WAITING_MOST,
    }
}

impl Bookings {
    /// A centre's days from one to another as bookings see them, within an act.
    pub fn days_in(&self, tx: &mut Tx<'_>, centre: &Centre, first: Date, last: Date) -> Result<Vec<DayFacts>> {
        let calendar = self.directory().calendar_of(centre.id);
        let (_, week) = duty::find_week(tx, centre.id)?;
        let mut plans = duty::list_days(tx, centre.id, first, last)?;
        let mut held: BTreeMap<Date, Vec<_>> = BTreeMap::new();
        for (day, one) in rows::list_held(tx, centre.id, first, last)? {
            held.entry(day).or_default().push(one);
        }
        let counters: Vec<_> = centre.counters.iter().map(|counter| counter.id).collect();
        let appointments = 1_u8 << Class::Appointment { from: 0, until: 0 }.kind();
        let taking = centre.counters.iter().filter(|counter| counter.able.classes & appointments != 0);
        let able: BTreeMap<_, _> = taking.map(|counter| (counter.id, counter.able.services)).collect();
        let seconds = |service: &ServiceRow| {
            (service.no, plan::usual(service.median_s, centre.observed.get(&service.no).copied()))
        };
        let usual: BTreeMap<u8, i64> = centre.offered().map(seconds).collect();
        let least = centre.offered().map(|service| (service.no, service.median_s.min(usual[&service.no])));
        let least: BTreeMap<u8, i64> = least.collect();
        let (now, rules) = (self.now(), rules_of(centre));
        let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        let facts = days.map(|day| {
            let (_, plan) = plans.remove(&day).unwrap_or_default();
            let shifts = on_duty(day, &calendar, &counters, &week, &plan);
            DayFacts {
                day,
                now,
                rules,
                closed: shifts.is_empty() && closed_by(&calendar, day).is_some(),
                shifts,
                able: able.clone(),
                usual: usual.clone(),
                least: least.clone(),
                held: held.remove(&day).unwrap_or_default(),
            }
        });
        Ok(facts.collect())
    }

    /// [`Bookings::days_in`] for a page.
    pub async fn days(&self, centre: UnitId, first: Date, last: Date) -> Result<Vec<DayFacts>> {
        let centre = self.floor.centre(centre).await?;
        let door = self.clone();
        self.store().read(move |tx| door.days_in(tx, &centre, first, last)).await
    }

    /// The last day appointments are given for.
    pub fn horizon(&self, centre: &Centre) -> Date {
        let today = self.now().date();
        today.checked_add(jiff::Span::new().days(rules_of(centre).horizon_days)).unwrap_or(today)
    }

    /// The days a visitor may choose from, with their slots.
    pub async fn slots(&self, centre: UnitId) -> Result<Vec<DayFacts>> {
        let house = self.floor.centre(centre).await?;
        self.days(centre, self.now().date(), self.horizon(&house)).await
    }

    pub(super) fn day_in(&self, tx: &mut Tx<'_>, centre: &Centre, day: Date) -> Result<DayFacts> {
        self.days_in(tx, centre, day, day)?.pop().ok_or_else(|| Error::absent("day"))
    }
}
