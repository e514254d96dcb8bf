//! Forms of working time: what is asked for each kind of change, and what was typed as a change.

use jiff::civil::Weekday;
use kernel::Refusal;
use law::Calendar;
use law::calendar::Adjacent;
use office::history::CalendarVersion;
use office::working_time::{CalendarChange, parse_shifts, shift_field, typed_shifts};
use web::Ctx;
use web::Fields;
use web::ui::Choice;

use super::What;
use crate::form::{self, Input, Kind};

fn weekdays() -> impl Iterator<Item = Weekday> {
    (1..=7).filter_map(|nth| Weekday::from_monday_one_offset(nth).ok())
}

fn duty_field(weekday: Weekday) -> String {
    format!("duty_{}", weekday.to_monday_one_offset())
}

/// What is asked for.
pub fn inputs(ctx: &Ctx, what: What, versions: &[CalendarVersion]) -> Vec<Input> {
    let date = |name: &str, key: &str| Input::new(Kind::Date, name, ctx.t(key));
    let reason = || Input::new(Kind::Text, "name", ctx.t("admin-day-reason")).hint(ctx.t("admin-day-reason-hint"));
    let mut all = match what {
        What::Off => vec![
            date("first", "admin-day-first"),
            date("last", "admin-day-last").hint(ctx.t("admin-day-last-hint")).optional(),
            reason(),
        ],
        What::Swap => vec![date("off", "admin-day-swap-off"), date("worked", "admin-day-swap-worked")],
        What::Worked => vec![date("day", "admin-day"), reason()],
        What::Ordinary => vec![date("day", "admin-day").hint(ctx.t("admin-day-ordinary-hint"))],
        What::Year => year_inputs(ctx),
        What::Shifts => shift_inputs(ctx),
        What::Follow => vec![date("first", "admin-effective-on")],
        What::Undo => vec![Input::new(Kind::Radios(states(ctx, versions)), "n", ctx.t("admin-calendar-state"))],
    };
    all.extend(form::order_inputs(ctx));
    all
}

fn year_inputs(ctx: &Ctx) -> Vec<Input> {
    let choice = |value: &str, key: &str| Choice::new(value, ctx.t(key));
    let tet = vec![choice("1", "admin-tet-1"), choice("2", "admin-tet-2")];
    let national = vec![choice("before", "admin-national-before"), choice("after", "admin-national-after")];
    vec![
        Input::new(Kind::Number, "year", ctx.t("admin-year")),
        Input::new(Kind::Radios(tet), "tet_days_before", ctx.t("admin-tet")),
        Input::new(Kind::Radios(national), "national_day", ctx.t("admin-national")),
    ]
}

fn shift_inputs(ctx: &Ctx) -> Vec<Input> {
    let mut all = vec![Input::new(Kind::Date, "first", ctx.t("admin-effective-on"))];
    all.push(Input::new(Kind::Heading, "shifts", ctx.t("admin-shifts")).hint(ctx.t("admin-shifts-hint")));
    let words = |weekday: Weekday| ctx.t(&format!("admin-weekday-long-{}", weekday.to_monday_one_offset()));
    all.extend(weekdays().map(|day| Input::new(Kind::Text, &shift_field(day), words(day)).optional()));
    all.push(Input::new(Kind::Heading, "duty", ctx.t("admin-duty")).hint(ctx.t("admin-duty-hint")));
    for day in [Weekday::Saturday, Weekday::Sunday] {
        all.push(Input::new(Kind::Text, &duty_field(day), words(day)).optional());
    }
    all
}

/// The states that can come back: all but the last.
fn states(ctx: &Ctx, versions: &[CalendarVersion]) -> Vec<Choice> {
    let state = |version: &CalendarVersion| {
        let said: Vec<String> = version.changes.iter().map(|note| super::year::note_words(ctx, note)).collect();
        let label = ctx
            .lang
            .say_with("admin-calendar-version", &[("n", &version.n.to_string()), ("what", &said.join("; "))])
            .into_owned();
        Choice::new(version.n.to_string(), label).hint(kernel::time::dmy(version.effective_on))
    };
    versions.iter().skip(1).map(state).collect()
}

/// The form as it is first shown.
pub fn first(what: What, calendar: &Calendar, today: jiff::civil::Date) -> Fields {
    let day = kernel::time::dmy(today);
    let mut form = Fields::new();
    match what {
        What::Year => {
            form = form.with("year", today.year() + 1).with("tet_days_before", 1).with("national_day", "after");
        }
        What::Shifts => {
            form = form.with("first", day);
            for weekday in weekdays() {
                let shifts = &calendar.data().shifts;
                form = form.with(&shift_field(weekday), typed_shifts(shifts, weekday, true));
                form = form.with(&duty_field(weekday), typed_shifts(shifts, weekday, false));
            }
        }
        What::Follow => form = form.with("first", day),
        What::Off | What::Swap | What::Worked | What::Ordinary | What::Undo => {}
    }
    form
}

/// The change as typed; `None`: it is one that only points at a calendar that exists (follow, undo).
pub fn read(what: What, form: &Fields) -> Result<Option<CalendarChange>, Refusal> {
    let day = |name: &str| form::day_of(form, name);
    let name = form.value("name").to_string();
    Ok(Some(match what {
        What::Off => {
            let first = day("first")?;
            CalendarChange::Off { first, last: form::day_if_any(form, "last")?.unwrap_or(first), name }
        }
        What::Swap => CalendarChange::Swap { off: day("off")?, worked: day("worked")? },
        What::Worked => CalendarChange::Worked { day: day("day")?, name },
        What::Ordinary => CalendarChange::Ordinary { day: day("day")? },
        What::Year => {
            let year = form.number("year").and_then(|year| i16::try_from(year).ok());
            let year = year.filter(|year| (2000..=2100).contains(year));
            CalendarChange::Year {
                year: year.ok_or_else(|| Refusal::new("YEAR_SHAPE").at("year"))?,
                tet_days_before: form.number("tet_days_before").and_then(|n| u8::try_from(n).ok()).unwrap_or(0),
                national_day: if form.value("national_day") == "before" { Adjacent::Before } else { Adjacent::After },
            }
        }
        What::Shifts => {
            let mut shifts = Vec::new();
            for weekday in weekdays() {
                shifts.extend(parse_shifts(form.value(&shift_field(weekday)), weekday, true)?);
                shifts.extend(parse_shifts(form.value(&duty_field(weekday)), weekday, false)?);
            }
            CalendarChange::Shifts { first: day("first")?, shifts }
        }
        What::Follow | What::Undo => return Ok(None),
    }))
}
