//! One unit: what it is, who works there, its counters, when it works, what stands below it, what happened to it.

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::Date;
use kernel::time::dmy;
use office::history::{UnitChange, UnitEvent};
use office::{Directory, SignedIn, Unit};
use web::ui::{Badge, Event, Fact, Tone};
use web::{Answer, Ctx, Page};

use super::{address, kind_words};
use crate::doors::Doors;
use crate::form;

#[derive(Template)]
#[template(path = "admin/unit.html")]
struct UnitView {
    page: Page,
    unit: Unit,
    href: String,
    kind: String,
    status: Badge,
    facts: Vec<Fact>,
    /// Those it took over from and those who took over from it.
    before: Vec<Link>,
    after: Vec<Link>,
    officers: Vec<Person>,
    below: Vec<Link>,
    counters: Vec<CounterRow>,
    has_counters: bool,
    calendar: String,
    calendar_href: String,
    events: Vec<Event>,
    open_dossiers: i64,
    /// It ended and dossiers still run in its name.
    left_behind: bool,
    stands: bool,
}

struct Link {
    href: String,
    name: String,
    note: String,
}

struct Person {
    href: String,
    name: String,
    title: String,
    login: String,
}

struct CounterRow {
    href: String,
    number: i64,
    name: String,
    fields: String,
    status: Badge,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (unit, _) = super::named(&by, &id)?;
    let (directory, today, me) = (doors.directory().await?, doors.today(), unit.id);
    let unit = directory.unit(me).cloned().unwrap_or(unit);
    let (changes, counts) = doors
        .store
        .read(move |tx| Ok((office::annals::list_unit_changes(tx, me)?, dossier::census::open_by_unit(tx)?)))
        .await?;
    let (stands, open_dossiers) = (unit.stands_on(today), counts.get(&me).copied().unwrap_or(0));
    let link =
        |other: &Unit| Link { href: address(other.id), name: other.name.clone(), note: kind_words(ctx.lang, other) };
    let named = |id: &kernel::UnitId| directory.unit(*id).map(link);
    let mut page = ctx.page(unit.name.clone()).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    page = page.crumb(ctx.t("admin-units"), Some("/admin/units"));
    let mut above: Vec<&Unit> = directory.lineage(me).skip(1).collect();
    above.reverse();
    for upper in above {
        page = page.crumb(upper.short_name.clone(), Some(&address(upper.id)));
    }
    let mut below: Vec<&Unit> = directory.children(me).iter().filter_map(|id| directory.unit(*id)).collect();
    below.retain(|unit| unit.stands_on(today));
    below.sort_by(|a, b| (&a.code, &a.name).cmp(&(&b.code, &b.name)));
    web::html(&UnitView {
        page,
        href: address(me),
        kind: kind_words(ctx.lang, &unit),
        status: status(&ctx, &unit, today),
        facts: facts(&ctx, &directory, &unit),
        before: directory.predecessors(me).filter_map(|id| named(&id)).collect(),
        after: unit.successors.iter().filter_map(named).collect(),
        officers: officers(&directory, &unit),
        below: below.into_iter().map(link).collect(),
        counters: counters(&ctx, &directory, &unit),
        has_counters: unit.kind.is_centre() || unit.intake,
        calendar: calendar_words(&ctx, &directory, &unit),
        calendar_href: format!("{}/calendar", address(me)),
        events: changes.iter().map(|change| event(&ctx, &directory, change)).collect(),
        open_dossiers,
        left_behind: !stands && open_dossiers > 0,
        stands,
        unit,
    })
}

/// A unit's standing on a day, in a word.
pub fn status(ctx: &Ctx, unit: &Unit, today: Date) -> Badge {
    if unit.valid_from.is_some_and(|from| from > today) {
        Badge::new(Tone::Info, ctx.t("admin-unit-planned"))
    } else if unit.stands_on(today) {
        Badge::new(Tone::Good, ctx.t("admin-unit-stands"))
    } else {
        Badge::new(Tone::Neutral, ctx.t("admin-unit-ended"))
    }
}

fn facts(ctx: &Ctx, directory: &Directory, unit: &Unit) -> Vec<Fact> {
    let mut facts = vec![Fact::new(ctx.t("admin-unit-key"), unit.key.clone())];
    let mut add = |key: &str, value: Option<String>| {
        facts.extend(value.filter(|v| !v.is_empty()).map(|value| Fact::new(ctx.t(key), value)));
    };
    let area = unit.area.as_deref().map(|code| match directory.area(code) {
        Some(area) => format!("{} ({code})", area.name),
        None => code.to_string(),
    });
    let duties = [(unit.intake, "admin-duty-intake"), (unit.resolves, "admin-duty-resolves")];
    let duties: Vec<String> = duties.iter().filter(|(does, _)| *does).map(|(_, key)| ctx.t(key)).collect();
    add("admin-unit-short-name", Some(unit.short_name.clone()).filter(|short| *short != unit.name));
    add("admin-unit-code", unit.code.clone());
    add("admin-unit-old-code", unit.old_code.clone());
    add("admin-unit-area", area);
    add("admin-unit-duties", Some(duties.join(", ")));
    add("common-address", unit.address.clone());
    add("admin-unit-hotline", unit.hotline.clone());
    add("common-email", unit.email.clone());
    add("admin-unit-from", unit.valid_from.map(dmy));
    add("admin-unit-until", unit.valid_until.map(dmy));
    facts
}

fn officers(directory: &Directory, unit: &Unit) -> Vec<Person> {
    let person = |card: &office::OfficerCard| Person {
        href: format!("/admin/officers/{}", card.id),
        name: card.name.clone(),
        title: card.title.clone(),
        login: card.login.clone(),
    };
    directory.officers_of(unit.id).into_iter().map(person).collect()
}

fn counters(ctx: &Ctx, directory: &Directory, unit: &Unit) -> Vec<CounterRow> {
    let row = |counter: &office::history::Counter| CounterRow {
        href: format!("{}/counters/{}", address(unit.id), counter.id),
        number: counter.number,
        name: counter.name.clone(),
        fields: if counter.fields.is_empty() { ctx.t("admin-counter-every") } else { counter.fields.join(", ") },
        status: match counter.is_open {
            true => Badge::new(Tone::Good, ctx.t("admin-counter-open")),
            false => Badge::new(Tone::Neutral, ctx.t("admin-counter-closed")),
        },
    };
    directory.counters_of(unit.id).iter().map(row).collect()
}

/// Whose calendar a unit follows, in words.
pub fn calendar_words(ctx: &Ctx, directory: &Directory, unit: &Unit) -> String {
    match directory.calendar_source(unit.id) {
        Some(own) if own == unit.id => ctx.t("admin-calendar-own"),
        Some(above) => ctx.lang.say_with("admin-calendar-of", &[("unit", &directory.unit_name(above))]).into_owned(),
        None => ctx.t("admin-calendar-shipped"),
    }
}

fn event(ctx: &Ctx, directory: &Directory, change: &UnitChange) -> Event {
    Event {
        at: dmy(change.on),
        at_iso: change.on.to_string(),
        who: change.by_name.clone(),
        title: ctx.t(&format!("office-unit-event-{}", change.event.key())),
        text: told(ctx, directory, change),
        law: change.order.as_ref().map(|order| form::order_words(ctx.lang, order)),
        tone: if change.event == UnitEvent::End { Tone::Warn } else { Tone::Info },
        icon: match change.event {
            UnitEvent::Begin => "plus",
            UnitEvent::Facts | UnitEvent::Rename => "pencil",
            UnitEvent::Move => "share-2",
            UnitEvent::End => "archive",
            UnitEvent::Reopen => "rotate-ccw",
        },
        links: Vec::new(),
    }
}

/// What changed, from what to what.
fn told(ctx: &Ctx, directory: &Directory, change: &UnitChange) -> String {
    let names = |ids: &[kernel::UnitId]| ids.iter().map(|id| directory.unit_name(*id)).collect::<Vec<_>>().join("; ");
    let above = |unit: &Unit| unit.parent.map_or_else(|| ctx.t("admin-unit-top"), |id| directory.unit_name(id));
    let say = |key: &str, from: &str, to: &str| ctx.lang.say_with(key, &[("from", from), ("to", to)]).into_owned();
    let after = &change.after;
    match (change.event, &change.before) {
        (UnitEvent::Rename, Some(before)) => say("admin-told-change", &before.name, &after.name),
        (UnitEvent::Move, Some(before)) => say("admin-told-change", &above(before), &above(after)),
        (UnitEvent::End, _) if after.successors.is_empty() => ctx.t("admin-told-no-successor"),
        (UnitEvent::End | UnitEvent::Reopen, _) => say("admin-told-successors", "", &names(&after.successors)),
        (UnitEvent::Facts, Some(before)) => fact_changes(ctx, before, after),
        (UnitEvent::Begin | UnitEvent::Rename | UnitEvent::Move | UnitEvent::Facts, _) => String::new(),
    }
}

fn fact_changes(ctx: &Ctx, before: &Unit, after: &Unit) -> String {
    let flag = |on: bool| ctx.t(if on { "common-yes" } else { "common-no" });
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let pairs = [
        ("admin-unit-code", text(&before.code), text(&after.code)),
        ("admin-unit-old-code", text(&before.old_code), text(&after.old_code)),
        ("admin-unit-area", text(&before.area), text(&after.area)),
        ("common-address", text(&before.address), text(&after.address)),
        ("admin-unit-hotline", text(&before.hotline), text(&after.hotline)),
        ("common-email", text(&before.email), text(&after.email)),
        ("admin-duty-intake", flag(before.intake), flag(after.intake)),
        ("admin-duty-resolves", flag(before.resolves), flag(after.resolves)),
    ];
    let changed = pairs.iter().filter(|(_, from, to)| from != to);
    let words = changed.map(|(key, from, to)| {
        let from = if from.is_empty() { "–" } else { from.as_str() };
        let to = if to.is_empty() { "–" } else { to.as_str() };
        format!("{}: {from} → {to}", ctx.t(key))
    });
    words.collect::<Vec<_>>().join("; ")
}
