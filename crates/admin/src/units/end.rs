//! The end of a unit: its last day, who takes over, where its officers go. Open dossiers never stay without a unit.

use axum::extract::{Path, State as Door};
use jiff::civil::Date;
use job::NewJob;
use kernel::{Error, Refusal, Result, UnitId};
use office::admin::{Alteration, Ending};
use office::history::{Order, UnitEvent};
use office::{Officer, SignedIn, Unit};
use web::{Answer, Ctx, Fields};

use super::facts::saved;
use super::{OPTIONS, address, chosen};
use crate::doors::Doors;
use crate::form::{self, Input, Kind, Sheet};
use crate::mergers::work::Params;
use crate::mergers::{self, Merger, State};

/// Successors a form can name; a merger names any number.
const SUCCESSORS: [&str; 3] = ["successors", "successor_2", "successor_3"];

fn sheet(ctx: &Ctx, unit: &Unit, open: i64) -> Sheet {
    let href = address(unit.id);
    let dossiers = ctx.lang.say_with("admin-end-dossiers", &[("n", &open.to_string())]).into_owned();
    Sheet {
        title: ctx.lang.say_with("admin-unit-end-of", &[("unit", &unit.name)]).into_owned(),
        crumbs: vec![(ctx.t("admin-units"), "/admin/units".into()), (unit.name.clone(), href.clone())],
        lead: ctx.t("admin-unit-end-lead"),
        action: format!("{href}/end"),
        back: href,
        button: ctx.t("admin-unit-end"),
        icon: "archive",
        grave: true,
        warnings: if open > 0 { vec![(dossiers, ctx.t("admin-end-dossiers-text"))] } else { Vec::new() },
    }
}

fn inputs(ctx: &Ctx) -> Vec<Input> {
    let combo = |name: &str, key: &str| Input::new(Kind::Combo(OPTIONS), name, ctx.t(key)).optional();
    let mut all = vec![
        Input::new(Kind::Date, "until", ctx.t("admin-unit-last-day")),
        combo(SUCCESSORS[0], "admin-end-successor").hint(ctx.t("admin-end-successor-hint")),
        combo(SUCCESSORS[1], "admin-end-successor-2"),
        combo(SUCCESSORS[2], "admin-end-successor-3"),
        combo("officers_to", "admin-end-officers").hint(ctx.t("admin-end-officers-hint")),
    ];
    all.extend(form::order_inputs(ctx));
    all
}

async fn open_dossiers(doors: &Doors, unit: UnitId) -> Result<i64> {
    let counts = doors.store.read(dossier::census::open_by_unit).await?;
    Ok(counts.get(&unit).copied().unwrap_or(0))
}

/// `GET /admin/units/{id}/end`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, Door(doors): Door<Doors>, Path(id): Path<String>) -> Answer {
    let (unit, _) = super::named(&by, &id)?;
    let open = open_dossiers(&doors, unit.id).await?;
    let yesterday = doors.today().yesterday().unwrap_or(doors.today());
    let form = Fields::new().with("until", kernel::time::dmy(yesterday));
    form::show(&ctx, sheet(&ctx, &unit, open), inputs(&ctx), form)
}

/// The end of one unit as a merger that is confirmed already.
fn merger_of(ctx: &Ctx, doors: &Doors, by: &Officer, unit: &Unit, last: Date, order: Order) -> Merger {
    let now_ms = doors.clock.now_ms();
    Merger {
        id: doors.ids.next(now_ms),
        name: ctx.lang.say_with("admin-unit-end-of", &[("unit", &unit.name)]).into_owned(),
        on: last.tomorrow().unwrap_or(Date::MAX),
        order,
        endings: Vec::new(),
        state: State::Confirmed,
        job: None,
        by_name: by.name().into(),
        created_ms: now_ms,
        file: None,
    }
}

/// `POST /admin/units/{id}/end`.
pub async fn end(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    Door(doors): Door<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (unit, permit) = super::named(&by, &id)?;
    let done = async {
        let last = form::day_of(&form, "until")?;
        if last >= doors.today() {
            return Err(Refusal::new("UNIT_END_FUTURE").at("until").into());
        }
        let mut successors = Vec::new();
        for name in SUCCESSORS {
            successors.extend(chosen(by.directory(), &form, name)?);
        }
        successors.dedup();
        let officers_to = chosen(by.directory(), &form, "officers_to")?;
        let order = form::order_of(&form, doors.today())?;
        let ending = Ending { unit: unit.id, successors, officers_to };
        let merger = merger_of(&ctx, &doors, &by, &unit, last, order.clone());
        let params = serde_json::to_value(Params { merger: merger.id }).map_err(|e| Error::fault("merger", e))?;
        let (jobs, officer) = (doors.jobs.clone(), by.clone());
        let new = NewJob::new("merger", params).with("name", &merger.name);
        let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
            // Counted in the act itself: a dossier taken in meanwhile counts too.
            let open = dossier::census::open_by_unit(tx)?.get(&ending.unit).copied().unwrap_or(0);
            if open > 0 && ending.successors.is_empty() {
                return Err(Refusal::new("UNIT_HAS_DOSSIERS").with("n", open).at(SUCCESSORS[0]).into());
            }
            admin.check_endings(tx, std::slice::from_ref(&ending), last)?;
            if open == 0 {
                admin.end_units(tx, std::slice::from_ref(&ending), last, Some(&order))?;
                return Ok(String::new());
            }
            // Dossiers have to follow: the end of one unit is a merger of one.
            let job = jobs.start_in(tx, &officer, &new)?;
            mergers::store::insert(tx, &Merger { endings: vec![ending.clone()], job: Some(job), ..merger.clone() })?;
            Ok(job.to_string())
        };
        let job = doors.change(&by, permit, &form, &format!("unit.end {id}"), act).await?;
        doors.jobs.wake();
        Ok(job)
    };
    match done.await {
        Ok(job) if !job.is_empty() => Ok(web::see_other(&format!("/jobs/{job}"))),
        Ok(_) => saved(unit.id),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            let open = open_dossiers(&doors, unit.id).await?;
            form::show(&ctx, sheet(&ctx, &unit, open), inputs(&ctx), form)
        }
    }
}

/// `POST /admin/units/{id}/reopening`: an end that was written down wrongly. Officers and grants that followed stay
/// where they went: they are moved back by name.
pub async fn reopen(SignedIn(by): SignedIn, Door(doors): Door<Doors>, Path(id): Path<String>, form: Fields) -> Answer {
    let (unit, permit) = super::named(&by, &id)?;
    let after = Unit { valid_until: None, successors: Vec::new(), ..unit.clone() };
    let (on, event) = (doors.today(), UnitEvent::Reopen);
    let alteration = Alteration { after, event, on, order: None, seen: None };
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.alter_unit(tx, &alteration)?;
        Ok(String::new())
    };
    doors.change(&by, permit, &form, &format!("unit.reopen {id}"), act).await?;
    saved(unit.id)
}
