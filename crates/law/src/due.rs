//! Due dates: from a term, a calendar and a rule set to a moment and the chain of steps that leads there.
//!
//! Nothing here remembers or guesses: the same facts give the same date, and every day that moves it has its step.

use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use kernel::Refusal;
use serde::{Deserialize, Serialize};

use crate::article::{self, Article};
use crate::calendar::{Calendar, DayReason, after};
use crate::limit::{Limit, Unit};
use crate::rules::{Rule, RuleSet};
use crate::step::{Moved, Step};
use crate::term::{HourReading, Kept, StartEvent, Term, TimeOfDay};

/// The last moment at which the result is not late, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The moment that decides between on time and late. Pauses still open are not in it.
    pub at: DateTime,
    /// The date told to the applicant; later than `at` only after an extension that came too late to save the promise.
    pub promised: DateTime,
    /// Since when the clock stands still; then `at` is not yet fixed.
    pub paused_since: Option<DateTime>,
    pub steps: Vec<Step>,
}

impl Term {
    /// The due date with its explanation.
    ///
    /// Law: BLDS 2015 Điều 145–148 for counting; the rule set's articles for start, restart and extension.
    /// Errors: a refusal `NO_TERM` if there is neither a published limit nor a date set by an officer.
    pub fn due(&self, calendar: &Calendar, rules: RuleSet) -> Result<Due, Refusal> {
        let mut count = Count::begin(self, calendar, rules)?;
        let from = self.counts_from();
        // A restart counts the whole limit anew and makes an earlier promise void, agreed or kept (NĐ 61/2018/NĐ-CP Điều 19
        // khoản 4; NĐ 118/2025/NĐ-CP Điều 19 khoản 5). Without one the promise stands whenever it was given: the law asks that
        // it is told before the old date passes, not that the count has begun (Điều 19 khoản 9; khoản 6).
        let extension = self
            .extension
            .as_ref()
            .filter(|extension| self.restart.is_none_or(|restart| extension.agreed_on >= restart.date()));
        let agreed_on = extension.map_or(Date::MAX, |extension| extension.agreed_on);
        let mut kept = self.kept.as_ref().filter(|kept| self.restart.is_none_or(|restart| kept.at >= restart));
        let pauses = merged_pauses(self, from);
        let (earlier, later): (Vec<_>, Vec<_>) = pauses.into_iter().partition(|pause| pause.from.date() < agreed_on);
        count.run_pauses(&earlier, &mut kept);
        let mut promised = None;
        if let Some(extension) = extension {
            if let Some(kept) = kept.take_if(|kept| kept.at.date() < agreed_on) {
                count.keep(kept);
            }
            promised = count.extend(extension);
        }
        count.run_pauses(&later, &mut kept);
        if let Some(kept) = kept {
            count.keep(kept);
        }
        let paused_since = self.open_pause().map(|pause| {
            count.steps.push(Step::StillPaused { since: pause.from, basis: pause.basis.clone() });
            pause.from
        });
        let at = count.at();
        count.steps.push(Step::Due { at });
        Ok(Due { at, promised: promised.unwrap_or(at), paused_since, steps: count.steps })
    }
}

/// Where within the due day the limit ends.
#[derive(Debug, Clone, Copy)]
enum Ends {
    WithTheShift,
    At(Time),
}

/// What pauses are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    WorkingSeconds,
    ClockSeconds,
    WorkingDays,
    /// Calendar days on the day before it is rolled forward.
    CalendarDays,
}

/// A count under way: the raw last day (not yet rolled forward), the end within it, and the steps so far.
struct Count<'a> {
    calendar: &'a Calendar,
    rules: RuleSet,
    measure: Measure,
    raw: Date,
    /// A promised day stands even when the changed calendar takes it off.
    promised: Option<Date>,
    ends: Ends,
    steps: Vec<Step>,
}

/// A pause with both ends, clipped to the present count.
struct Closed {
    from: DateTime,
    until: DateTime,
    basis: String,
}

impl<'a> Count<'a> {
    fn begin(term: &Term, calendar: &'a Calendar, rules: RuleSet) -> Result<Count<'a>, Refusal> {
        let measure = match term.limit.map(|limit| limit.unit) {
            Some(Unit::WorkingHour) => Measure::WorkingSeconds,
            Some(Unit::Hour) => match term.hours {
                HourReading::Working => Measure::WorkingSeconds,
                HourReading::Clock => Measure::ClockSeconds,
            },
            Some(Unit::WorkingDay | Unit::SameDay) | None => Measure::WorkingDays,
            Some(Unit::Day | Unit::Week | Unit::Month | Unit::Year) => Measure::CalendarDays,
        };
        let start = term.counts_from();
        let mut count = Count {
            calendar,
            rules,
            measure,
            raw: start.date(),
            promised: None,
            ends: Ends::At(start.time()),
            steps: Vec::with_capacity(8),
        };
        let article = start_article(term.event, rules);
        count.steps.push(Step::Started { event: term.event, at: term.start, article });
        if start != term.start {
            count.steps.push(Step::Restarted { at: start, article: rules.article(Rule::Restart) });
        }
        match (term.limit, &term.manual_due) {
            (Some(limit), _) => {
                count.steps.push(Step::Promised { limit });
                count.run(limit, start, term);
            }
            (None, Some(manual)) => {
                (count.raw, count.ends) = (manual.until.date(), Ends::At(manual.until.time()));
                count.steps.push(Step::SetByOfficer { until: manual.until, reason: manual.reason.clone() });
            }
            (None, None) => return Err(Refusal::new("NO_TERM").at("limit")),
        }
        Ok(count)
    }

    fn run(&mut self, limit: Limit, start: DateTime, term: &Term) {
        match limit.unit {
            Unit::WorkingHour => self.run_hours(limit, start, HourReading::Working),
            Unit::Hour => self.run_hours(limit, start, term.hours),
            Unit::WorkingDay => self.run_working_days(limit, start, term.policy),
            Unit::Day | Unit::Week | Unit::Month | Unit::Year => self.run_calendar(limit, start, term.policy),
            Unit::SameDay => self.run_same_day(start, term.cut_off),
        }
    }

    fn run_hours(&mut self, limit: Limit, start: DateTime, reading: HourReading) {
        let seconds = limit.milli * 3600 / 1000;
        let end = match reading {
            HourReading::Working => self.calendar.add_working_seconds(start, seconds),
            HourReading::Clock => start.saturating_add(Span::new().seconds(seconds)),
        };
        self.steps.push(Step::HoursFrom { at: start, article: article::STARTS_AT_THE_MOMENT });
        if reading == HourReading::Working {
            self.name_skipped(crate::calendar::before(start.date()), end.date());
        }
        (self.raw, self.ends) = (end.date(), Ends::At(end.time()));
    }

    fn run_working_days(&mut self, limit: Limit, start: DateTime, policy: TimeOfDay) {
        let (whole, rest) = limit.parts();
        let first = self.calendar.next_working_day(start.date());
        self.not_counted(start.date(), first);
        let last = self.calendar.add_working_days(start.date(), whole);
        if rest == 0 {
            self.name_skipped(start.date(), last);
            self.steps.push(Step::LastWorkingDay { limit, date: last });
            (self.raw, self.ends) = (last, end_of_day(policy, start));
            return;
        }
        // A part of a day begins with the first shift of the working day after the whole ones.
        let partial = self.calendar.next_working_day(last);
        let opens = partial.to_datetime(self.calendar.start_of(partial).unwrap_or(Time::MIN));
        let end = self.calendar.add_working_seconds(opens, self.calendar.working_seconds_on(partial) * rest / 1000);
        self.name_skipped(start.date(), end.date());
        self.steps.push(Step::PartOfDay { limit, end });
        (self.raw, self.ends) = (end.date(), Ends::At(end.time()));
    }

    fn run_calendar(&mut self, limit: Limit, start: DateTime, policy: TimeOfDay) {
        self.not_counted(start.date(), after(start.date()));
        let (last, article) = calendar_end(limit, start.date());
        self.steps.push(Step::LastDay { limit, date: last, article });
        (self.raw, self.ends) = (last, end_of_day(policy, start));
        self.roll_forward();
    }

    fn run_same_day(&mut self, start: DateTime, cut_off: Time) {
        let day = start.date();
        let late = start.time() > cut_off;
        let last = if self.calendar.is_working(day) && !late { day } else { self.calendar.next_working_day(day) };
        if !self.calendar.is_working(day) {
            self.steps.push(Step::TakenInOnDayOff { at: start, next: last });
        } else if late {
            self.steps.push(Step::AfterCutOff { at: start, cut_off, next: last, article: article::AFTERNOON_CUT_OFF });
        } else {
            self.steps.push(Step::BeforeCutOff { at: start, cut_off, article: article::AFTERNOON_CUT_OFF });
        }
        self.name_skipped(day, last);
        (self.raw, self.ends) = (last, Ends::WithTheShift);
    }

    fn not_counted(&mut self, event_day: Date, from: Date) {
        self.steps.push(Step::CountedFrom { event_day, from, article: article::FIRST_DAY_NOT_COUNTED });
    }

    /// A step for every stretch of days off in (from, until], and for every Saturday worked.
    fn name_skipped(&mut self, from: Date, until: Date) {
        let mut day = from;
        while day < until {
            day = after(day);
            let Some(reason) = self.calendar.day(day).reason else { continue };
            match &reason {
                DayReason::WorkedInstead { .. } | DayReason::Worked { .. } => {
                    self.steps.push(Step::CountedThough { date: day, reason });
                }
                _ => match self.steps.last_mut() {
                    Some(Step::Skipped { to, reason: same, .. }) if *same == reason && after(*to) == day => *to = day,
                    _ => self.steps.push(Step::Skipped { from: day, to: day, reason }),
                },
            }
        }
    }

    fn roll_forward(&mut self) {
        let rolled = self.calendar.roll_forward(self.raw);
        if rolled != self.raw {
            self.name_skipped(crate::calendar::before(self.raw), rolled);
            self.steps.push(Step::RolledForward { from: self.raw, to: rolled, article: article::ROLLS_FORWARD });
        }
    }

    /// The moment the count stands at.
    fn at(&self) -> DateTime {
        let day = match self.measure {
            Measure::CalendarDays if self.promised != Some(self.raw) => self.calendar.roll_forward(self.raw),
            Measure::CalendarDays | Measure::WorkingSeconds | Measure::ClockSeconds | Measure::WorkingDays => self.raw,
        };
        match self.ends {
            Ends::WithTheShift => day.to_datetime(self.calendar.end_of(day).unwrap_or(LAST_SECOND)),
            Ends::At(time) => day.to_datetime(time),
        }
    }

    fn suspend(&mut self, pause: &Closed) {
        let before = self.at();
        let moved = match self.measure {
            Measure::WorkingSeconds => {
                let seconds = self.calendar.working_seconds_between(pause.from, pause.until);
                self.set(self.calendar.add_working_seconds(before, seconds));
                Moved::WorkingMinutes { n: seconds / 60 }
            }
            Measure::ClockSeconds => {
                let seconds = pause.until.duration_since(pause.from).as_secs();
                self.set(before.saturating_add(Span::new().seconds(seconds)));
                Moved::ClockMinutes { n: seconds / 60 }
            }
            Measure::WorkingDays => {
                let days = self.calendar.working_days_between(pause.from.date(), pause.until.date());
                self.raw = self.calendar.add_working_days(self.raw, days);
                Moved::WorkingDays { n: days }
            }
            Measure::CalendarDays => {
                let days = kernel::time::day_number(pause.until.date()) - kernel::time::day_number(pause.from.date());
                self.raw = self.raw.saturating_add(Span::new().days(days));
                Moved::Days { n: days }
            }
        };
        if matches!(self.measure, Measure::WorkingSeconds | Measure::WorkingDays) {
            self.name_skipped(before.date(), self.raw);
        }
        let (from, until, basis) = (pause.from, pause.until, pause.basis.clone());
        self.steps.push(Step::Paused { from, until, basis, moved, before, after: self.at() });
        if self.measure == Measure::CalendarDays {
            self.roll_forward();
        }
    }

    /// Pauses in order; the kept promise takes its place after those that had ended when it was kept.
    fn run_pauses(&mut self, pauses: &[Closed], kept: &mut Option<&Kept>) {
        for pause in pauses {
            if let Some(kept) = kept.take_if(|kept| pause.until > kept.at) {
                self.keep(kept);
            }
            self.suspend(pause);
        }
    }

    /// The promised date stands although the changed calendar would count another.
    fn keep(&mut self, kept: &Kept) {
        let counted = self.at();
        if counted != kept.until {
            self.set(kept.until);
            self.promised = Some(self.raw);
            self.steps.push(Step::Kept { counted, until: kept.until, on: kept.at.date(), basis: kept.basis.clone() });
        }
    }

    /// Moves the date to the agreed one, or answers it as a promise only if the extension came after expiry: what is
    /// already late stays late.
    fn extend(&mut self, extension: &crate::term::Extension) -> Option<DateTime> {
        let (before, until, agreed_on) = (self.at(), extension.until, extension.agreed_on);
        let article = self.rules.article(Rule::OneExtension);
        if agreed_on > before.date() {
            self.steps.push(Step::ExtendedTooLate { before, promised: until, agreed_on, article });
            return Some(until.max(before));
        }
        if until > before {
            self.set(until);
            let reason = extension.reason.clone();
            self.steps.push(Step::Extended { before, after: until, agreed_on, reason, article });
        }
        None
    }

    fn set(&mut self, at: DateTime) {
        (self.raw, self.ends) = (at.date(), Ends::At(at.time()));
    }
}

/// The end of a day without shifts, should a due date be set there by hand.
const LAST_SECOND: Time = Time::constant(23, 59, 59, 0);

fn end_of_day(policy: TimeOfDay, start: DateTime) -> Ends {
    match policy {
        TimeOfDay::EndOfShift => Ends::WithTheShift,
        TimeOfDay::SameTime => Ends::At(start.time()),
    }
}

/// The last day of a limit in days, weeks, months or years, before it is rolled forward, with its article.
///
/// Half months are fifteen days and half years six months (BLDS 2015 Điều 146 khoản 1); any other part of a unit is
/// rounded up to a whole day, because a limit in days ends with its day.
fn calendar_end(limit: Limit, start: Date) -> (Date, Article) {
    let (whole, rest) = limit.parts();
    let days = |n: i64| start.saturating_add(Span::new().days(n));
    let up = |milli: i64| (milli + 999).div_euclid(1000);
    let halves = |article| if rest == 0 { article } else { article::HALVES };
    match limit.unit {
        Unit::Week => (days(up(limit.milli * 7)), halves(article::WEEKS_END)),
        Unit::Month => {
            let end = start.saturating_add(Span::new().months(whole));
            (end.saturating_add(Span::new().days(up(rest * 30))), halves(article::MONTHS_END))
        }
        Unit::Year => {
            let (months, part) = (rest * 12 / 1000, rest * 12 % 1000);
            let end = start.saturating_add(Span::new().months(whole * 12 + months));
            (end.saturating_add(Span::new().days(up(part * 30))), halves(article::YEARS_END))
        }
        Unit::Day | Unit::WorkingHour | Unit::Hour | Unit::WorkingDay | Unit::SameDay => {
            (days(up(limit.milli)), article::ENDS_WITH_THE_LAST_DAY)
        }
    }
}

fn start_article(event: StartEvent, rules: RuleSet) -> Option<Article> {
    match event {
        StartEvent::PostHandover => Some(crate::Act::Decision45Of2016.whole()),
        StartEvent::CounterAcceptance
        | StartEvent::OnlineAcceptance
        | StartEvent::FullSupplement
        | StartEvent::ObligationFulfilled => rules.article(Rule::ClockStarts),
    }
}

/// The closed pauses of the present count in order, overlapping ones joined: a day stands still only once.
fn merged_pauses(term: &Term, from: DateTime) -> Vec<Closed> {
    let mut pauses: Vec<Closed> = term
        .pauses
        .iter()
        .filter_map(|pause| {
            let until = pause.until?;
            Some(Closed { from: pause.from.max(from), until, basis: pause.basis.clone() })
        })
        .filter(|pause| pause.until > pause.from)
        .collect();
    pauses.sort_by_key(|pause| (pause.from, pause.until));
    let mut merged: Vec<Closed> = Vec::with_capacity(pauses.len());
    for pause in pauses {
        match merged.last_mut() {
            Some(last) if pause.from <= last.until => {
                last.until = last.until.max(pause.until);
                if !last.basis.contains(&pause.basis) {
                    last.basis = format!("{}; {}", last.basis, pause.basis);
                }
            }
            _ => merged.push(pause),
        }
    }
    merged
}
