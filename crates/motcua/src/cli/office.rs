//! `motcua unit`, `motcua role`, `motcua calendar`: what the office consists of and when it works.

use jiff::civil::Date;
use kernel::{Lang, Refusal, UnitId};
use law::calendar::DatedDay;
use office::Directory;
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
    Ok(app.store.act_blocking(move |tx| admin.put_unit(tx, &unit))?)
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
    let calendar = directory.calendar_of(unit).with_day(args.date, day);
    let admin = admin(app)?;
    app.store.act_blocking(move |tx| admin.set_calendar(tx, unit, &calendar))?;
    answer!("{}", say(lang, "motcua-day-set", &[("date", &kernel::time::dmy(args.date))]));
    Ok(DONE)
}
