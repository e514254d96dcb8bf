//! `motcua unit`, `motcua role`, `motcua calendar`: what the office consists of and when it works.

use std::sync::Arc;

use dossier::reproject::{self, Reprojection};
use jiff::civil::Date;
use kernel::{Actor, DossierId, Lang, Refusal, UnitId};
use law::Calendar;
use law::calendar::DatedDay;
use office::Directory;
use office::admin::NewCalendar;
use office::history::CalendarNote;
use office::model::{Unit as Row, UnitKind};

use super::args::{CalendarAct, CalendarShow, Role, SetDay, Shared, Unit, UnitAdd};
use super::{DONE, Ended, admin, columns, open, say};
use crate::App;

pub(super) fn unit(what: &Unit, shared: &Shared, lang: Lang) -> Ended {
    let app = open(shared)?;
    match what {
        Unit::List(args) => {
            let directory = app.sessions.directory();
            match args.json {
                true => answer!("{}", serde_json::to_string(&directory.units())?),
                false => answer!("{}", columns(&unit_rows(&directory))),
            }
        }
        Unit::Add(args) => {
            add(&app, args)?;
            answer!("{}", say(lang, "motcua-unit-added", &[("unit", &args.key)]));
        }
    }
    Ok(DONE)
}

fn unit_rows(directory: &Directory) -> Vec<Vec<String>> {
    let row = |unit: &&Row| {
        let duties = [("intake", unit.intake), ("resolves", unit.resolves)];
        let duties: Vec<&str> = duties.iter().filter(|(_, does)| *does).map(|(word, _)| *word).collect();
        let code = unit.code.clone().unwrap_or_default();
        vec![unit.key.clone(), code, unit.kind.key().into(), duties.join(","), unit.name.clone()]
    };
    directory.units().iter().map(row).collect()
}

fn add(app: &App, args: &UnitAdd) -> anyhow::Result<()> {
    let directory = app.sessions.directory();
    if directory.unit_by_key(&args.key).is_some() {
        return Err(kernel::Error::from(Refusal::new("UNIT_TAKEN").with("unit", &args.key).at("key")).into());
    }
    let parent = args.parent.as_deref().map(|key| find(&directory, key)).transpose()?;
    let kind = UnitKind::parse(&args.kind)
        .ok_or_else(|| kernel::Error::from(Refusal::new("UNIT_KIND").with("kind", &args.kind).at("kind")))?;
    let admin = admin(app)?;
    let unit = Row {
        id: admin.new_unit_id(),
        key: args.key.clone(),
        name: args.name.clone(),
        short_name: args.name.clone(),
        kind,
        parent,
        code: args.code.clone(),
        old_code: None,
        area: args.area.clone(),
        intake: args.intake,
        resolves: args.resolves,
        address: args.address.clone(),
        hotline: None,
        email: None,
        valid_from: args.from,
        valid_until: None,
        successors: Vec::new(),
    };
    Ok(app.store.act_blocking(move |tx| admin.begin_unit(tx, &unit, None))?)
}

pub(super) fn find(directory: &Directory, key: &str) -> kernel::Result<UnitId> {
    let unit = directory.unit_by_key(key);
    unit.map(|unit| unit.id).ok_or_else(|| Refusal::new("UNIT_UNKNOWN").with("unit", key).at("unit").into())
}

pub(super) fn role(what: &Role, shared: &Shared, lang: Lang) -> Ended {
    let Role::List(args) = what;
    let directory = open(shared)?.sessions.directory();
    if args.json {
        answer!("{}", serde_json::to_string(&directory.roles().collect::<Vec<_>>())?);
        return Ok(DONE);
    }
    let acts = |role: &office::Role| role.acts.iter().map(|act| act.key()).collect::<Vec<_>>().join(" ");
    let rows: Vec<_> =
        directory.roles().map(|role| vec![role.key.clone(), role.name(lang).into(), acts(role)]).collect();
    answer!("{}", columns(&rows));
    Ok(DONE)
}

pub(super) fn calendar(what: &CalendarAct, shared: &Shared, lang: Lang) -> Ended {
    let app = open(shared)?;
    match what {
        CalendarAct::Show(args) => show(&app, args, lang),
        CalendarAct::SetDay(args) => set_day(&app, args, lang),
    }
}

/// The unit a calendar hangs at: the named one, or the top of the office.
fn calendar_unit(directory: &Directory, key: Option<&str>) -> kernel::Result<UnitId> {
    match key {
        Some(key) => find(directory, key),
        None => {
            let top = directory.units().into_iter().find(|unit| unit.parent.is_none()).map(|unit| unit.id);
            top.ok_or_else(|| kernel::Error::absent("unit"))
        }
    }
}

fn show(app: &App, args: &CalendarShow, lang: Lang) -> Ended {
    let directory = app.sessions.directory();
    let calendar = directory.calendar_of(calendar_unit(&directory, args.unit.as_deref())?);
    let year = args.year.unwrap_or_else(|| kernel::time::civil(app.clock.now()).year());
    let mut rows = Vec::new();
    let mut working = 0;
    let first = Date::new(year, 1, 1)?;
    for day in first.series(jiff::Span::new().days(1)).take_while(|day| day.year() == year) {
        let shown = calendar.day(day);
        working += u32::from(shown.working);
        let ordinary = matches!(shown.reason, None | Some(law::DayReason::WeeklyRest));
        if !ordinary {
            let reason = shown.reason.as_ref().map(|reason| reason.words(lang)).unwrap_or_default();
            rows.push(vec![
                kernel::time::dmy(day),
                say(lang, if shown.working { "motcua-day-working" } else { "motcua-day-off" }, &[]),
                reason,
            ]);
        }
    }
    answer!("{}", columns(&rows));
    answer!("{}", say(lang, "motcua-calendar-working", &[("year", &year.to_string()), ("days", &working.to_string())]));
    Ok(DONE)
}

fn set_day(app: &App, args: &SetDay, lang: Lang) -> Ended {
    let directory = app.sessions.directory();
    let unit = calendar_unit(&directory, args.unit.as_deref())?;
    let (name, source) = (args.name.clone(), args.source.clone());
    let day = match (args.how.as_str(), args.instead_of) {
        ("off", Some(worked_on)) => DatedDay::SwappedOff { worked_on, source },
        ("off", None) => DatedDay::Off { name, source },
        (_, Some(of)) => DatedDay::WorkedInstead { of, source },
        (_, None) => DatedDay::Worked { name, source },
    };
    let before = directory.calendar_of(unit);
    let after = before.with_day(args.date, day);
    let basis = args.source.clone();
    change_calendar(app, unit, &before, after, args.date, basis)?;
    answer!("{}", say(lang, "motcua-day-set", &[("date", &kernel::time::dmy(args.date))]));
    Ok(DONE)
}

/// The new state of a unit's calendar, and every open dossier counted again with it: as the administrator's page does.
fn change_calendar(
    app: &App,
    unit: UnitId,
    before: &Arc<Calendar>,
    after: Calendar,
    effective_on: Date,
    basis: String,
) -> kernel::Result<()> {
    let directory = app.sessions.directory();
    let change = Reprojection::of(&directory, unit, before.clone(), Arc::new(after.clone()), basis);
    let change = Arc::new(change);
    let (admin, by) = (
        admin(app).map_err(|e| kernel::Error::fault("command line", e))?,
        Actor::System { chore: "command line".into() },
    );
    let note = CalendarNote { word: "set".into(), facts: vec![("day".into(), kernel::time::dmy(effective_on))] };
    let new = NewCalendar {
        unit,
        calendar: Some(after),
        effective_on,
        changes: vec![note],
        order: None,
        file: None,
        seen: None,
    };
    app.store.act_blocking(move |tx| admin.change_calendar(tx, &new).map(drop))?;
    let mut place = Some(DossierId(0));
    while let Some(from) = place {
        let (dossiers, change, by) = (app.dossiers.clone(), change.clone(), by.clone());
        let done = app.store.act_blocking(move |tx| reproject::apply(tx, &dossiers, &change, &by, from, 500))?;
        place = done.next;
    }
    Ok(())
}
