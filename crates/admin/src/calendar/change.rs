//! Changing working time: the form, then what moves, then — confirmed — a job that does it. Nothing is written before.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use jiff::civil::Date;
use job::NewJob;
use kernel::{Refusal, Result};
use law::Calendar;
use office::history::{CalendarNote, CalendarVersion, Order};
use office::{Directory, SignedIn, Unit};
use web::{Answer, Ctx, Fields, Problem};

use super::work::Params;
use super::{What, address, inputs, preview, year};
use crate::doors::Doors;
use crate::form::{self, Sheet};
use crate::units;

fn sheet(ctx: &Ctx, unit: &Unit, what: What) -> Sheet {
    let title = ctx.t(&format!("admin-calendar-do-{}", what.word()));
    Sheet {
        title: ctx.lang.say_with("admin-calendar-do-of", &[("what", &title), ("unit", &unit.name)]).into_owned(),
        crumbs: vec![
            (ctx.t("admin-calendars"), "/admin/calendars".into()),
            (unit.short_name.clone(), address(unit.id)),
        ],
        lead: ctx.t("admin-calendar-do-lead"),
        action: format!("{}/{}", address(unit.id), what.word()),
        back: address(unit.id),
        button: ctx.t("admin-calendar-preview"),
        icon: "eye",
        ..Sheet::default()
    }
}

/// A change on its way: the calendar as it stands and as it would be.
struct Turn {
    what: What,
    unit: Unit,
    directory: Arc<Directory>,
    versions: Vec<CalendarVersion>,
    /// The calendar in force for the unit.
    before: Arc<Calendar>,
}

impl Turn {
    async fn begin(by: &office::Officer, doors: &Doors, id: &str, what: &str) -> Result<Turn, Problem> {
        let (unit, _) = units::named(by, id)?;
        let what = What::parse(what).ok_or_else(|| Problem::absent("change"))?;
        let (directory, me) = (doors.directory().await?, unit.id);
        let versions = doors.store.read(move |tx| office::annals::list_calendar_versions(tx, me)).await?;
        let before = directory.calendar_of(me);
        Ok(Turn { what, unit, directory, versions, before })
    }

    fn seen(&self) -> i64 {
        self.versions.first().map_or(0, |version| version.n)
    }

    /// The new state as typed: what hangs at the unit, what is in force, and what is said of it.
    fn read(&self, form: &Fields, today: Date) -> Result<Params> {
        let order = form::order_of(form, today)?;
        let (own, note, effective_on) = match (inputs::read(self.what, form)?, self.what) {
            (Some(change), _) => {
                let (after, note) = change.on(&self.before, &order)?;
                (Some(after), note, change.first_day())
            }
            (None, What::Follow) => (None, note("follow", &[]), form::day_of(form, "first")?),
            (None, _) => {
                let n = form.number("n").unwrap_or(0);
                let back = self.versions.iter().skip(1).find(|version| version.n == n);
                let back = back.ok_or_else(|| Refusal::new("CALENDAR_STATE").at("n"))?;
                (back.calendar.clone(), note("undo", &[("n", n.to_string())]), today)
            }
        };
        let after = match &own {
            Some(calendar) => Arc::new(calendar.clone()),
            None => self
                .unit
                .parent
                .map_or_else(|| Arc::new(Calendar::shipped()), |above| self.directory.calendar_of(above)),
        };
        if *after == *self.before && own.is_some() {
            return Err(Refusal::new("CALENDAR_SAME").into());
        }
        Ok(self.params(own, &after, effective_on, note, order))
    }

    fn params(
        &self,
        own: Option<Calendar>,
        after: &Calendar,
        effective_on: Date,
        note: CalendarNote,
        order: Order,
    ) -> Params {
        Params {
            unit: self.unit.id,
            own,
            before: (*self.before).clone(),
            after: after.clone(),
            effective_on,
            notes: vec![note],
            order,
            seen: self.seen(),
        }
    }

    fn inputs(&self, ctx: &Ctx) -> Vec<form::Input> {
        inputs::inputs(ctx, self.what, &self.versions)
    }
}

fn note(word: &str, facts: &[(&str, String)]) -> CalendarNote {
    let facts = facts.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect();
    CalendarNote { word: word.into(), facts }
}

/// `GET /admin/units/{id}/calendar/{what}`.
pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path((id, what)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let turn = Turn::begin(&by, &doors, &id, &what).await?;
    let mut form = inputs::first(turn.what, &turn.before, doors.today());
    for (name, value) in Fields::of_query(&uri).iter() {
        form = form.with(name, value);
    }
    form::show(&ctx, sheet(&ctx, &turn.unit, turn.what), turn.inputs(&ctx), form)
}

/// `POST /admin/units/{id}/calendar/{what}`: first the preview; `step=confirm` begins the work, `step=edit` shows the
/// form again.
pub async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path((id, what)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let turn = Turn::begin(&by, &doors, &id, &what).await?;
    let sheet = sheet(&ctx, &turn.unit, turn.what);
    if form.value("step") == "edit" {
        return form::show(&ctx, sheet, turn.inputs(&ctx), form);
    }
    let params = match turn.read(&form, doors.today()) {
        Ok(params) => params,
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            return form::show(&ctx, sheet, turn.inputs(&ctx), form);
        }
    };
    if form.value("step") != "confirm" {
        let said = year::note_words(&ctx, &params.notes[0]);
        return preview::show(&ctx, &by, &doors, &turn.directory, &params, sheet, said, form).await;
    }
    // What was confirmed is what was shown: another state meanwhile is told instead of overwritten.
    if form.number("seen") != Some(turn.seen()) {
        form.refuse("", ctx.t("admin-stale"));
        return form::show(&ctx, sheet, turn.inputs(&ctx), form);
    }
    let words = serde_json::to_value(&params).map_err(|e| kernel::Error::fault("calendar", e))?;
    let (jobs, new) = (doors.jobs.clone(), NewJob::new("calendar_change", words).with("unit", &turn.unit.name));
    let officer = by.clone();
    let (_, permit) = units::named(&by, &id)?;
    let act = move |tx: &mut store::Tx<'_>, _: &office::Admin| Ok(jobs.start_in(tx, &officer, &new)?.to_string());
    let job = doors.change(&by, permit, &form, &format!("calendar {id} {what}"), act).await?;
    doors.jobs.wake();
    Ok(web::see_other(&format!("/jobs/{job}")))
}
