//! Acting periods: a colleague acts for an absent one from a day until a day, by an order. It ends by itself.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::civil::Date;
use kernel::time::{civil_ms, dmy, hm_dmy};
use kernel::{Error, Lang, OfficerId, Refusal, UnitId};
use office::admin::{self, NewDelegation};
use office::history::{Delegation, Order};
use office::{Act, ActSet, Officer, Place, SignedIn};
use store::Tx;
use web::ui::{Badge, Choice, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::redistribution::colleagues;
use super::supervises;
use crate::Supervision;
use crate::sight::Sight;
use crate::store::acting::{self as rows, ActingRow};

/// One acting period.
pub(super) struct PeriodView {
    id: i64,
    pub from: String,
    pub to: String,
    days: String,
    pub order: String,
    pub ordered: String,
    pub reason: String,
    pub ended: Option<String>,
    pub state: Badge,
    stands: bool,
}

#[derive(Template)]
#[template(path = "supervision/acting.html")]
struct ActingView {
    page: Page,
    form: Fields,
    colleagues: Vec<Choice>,
    periods: Vec<PeriodView>,
}

pub async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>) -> Answer {
    supervises(&by)?;
    web::html(&view(&ctx, &desk, &by, Fields::new()).await?)
}

async fn view(ctx: &Ctx, desk: &Supervision, by: &Officer, form: Fields) -> Result<ActingView, Problem> {
    let today = desk.now().at.date();
    let me = by.clone();
    let periods = desk.dossiers.store.read(move |tx| list_seen(tx, &me, today)).await?;
    let sight = Sight::of(by, today);
    Ok(ActingView {
        page: ctx
            .page(ctx.t("supervision-acting"))
            .at("supervision")
            .crumb(ctx.t("supervision-title"), Some("/supervision"))
            .crumb(ctx.t("supervision-acting"), None)
            .list("acting"),
        form,
        colleagues: colleagues(by, &sight),
        periods: periods.iter().map(|(row, given)| period_view(ctx.lang, by, row, given, today)).collect(),
    })
}

/// The periods of everybody in sight, with what was given for each.
pub(super) fn list_seen(tx: &mut Tx<'_>, by: &Officer, today: Date) -> kernel::Result<Vec<(ActingRow, Delegation)>> {
    let (acting, delegations) = (rows::list(tx)?, office::annals::list_delegations(tx)?);
    let sight = Sight::of(by, today);
    let seen = acting.into_iter().filter(|row| works_in_sight(by, &sight, row.from));
    let with_given = |row: ActingRow| {
        let given = delegations.iter().find(|given| given.id == row.delegation)?.clone();
        Some((row, given))
    };
    Ok(seen.filter_map(with_given).collect())
}

fn works_in_sight(by: &Officer, sight: &Sight, officer: OfficerId) -> bool {
    by.directory().officer(officer).is_some_and(|card| sight.reaches_unit(card.unit))
}

pub(super) fn period_view(lang: Lang, by: &Officer, row: &ActingRow, given: &Delegation, today: Date) -> PeriodView {
    let name = |id: OfficerId| by.directory().officer(id).map_or_else(|| id.to_string(), |card| card.name.clone());
    let state = match () {
        () if given.stands_on(today) => Badge::new(Tone::Good, lang.say("supervision-acting-stands")),
        () if today < given.valid_from => Badge::new(Tone::Info, lang.say("supervision-acting-ahead")),
        () => Badge::new(Tone::Neutral, lang.say("supervision-acting-over")),
    };
    let ended = row.ended.as_ref().map(|(ms, who, why)| {
        let at = hm_dmy(civil_ms(*ms));
        lang.say_with("supervision-acting-ended", &[("by", who), ("at", &at), ("why", why)]).into_owned()
    });
    let (by_name, at) = (row.ordered_by.as_str(), hm_dmy(civil_ms(row.ordered_ms)));
    PeriodView {
        id: row.delegation,
        from: name(row.from),
        to: name(row.to),
        days: format!("{} – {}", dmy(given.valid_from), dmy(given.valid_until)),
        order: format!("{}, {}, {}", given.order.number, dmy(given.order.signed_on), given.order.agency),
        ordered: lang.say_with("supervision-acting-ordered", &[("by", by_name), ("at", &at)]).into_owned(),
        reason: row.reason.clone(),
        stands: row.ended.is_none() && given.valid_until >= today,
        ended,
        state,
    }
}

/// What an officer may do by their own grants on a day, except administering.
pub fn acts_of(by: &Officer, officer: OfficerId, day: Date) -> Vec<Act> {
    let directory = by.directory();
    let standing = directory.grants_of(officer).iter().filter(|grant| grant.stands_on(day));
    let all = standing.fold(ActSet::NONE, |all, grant| directory.acts_of(grant).iter().fold(all, ActSet::with));
    all.iter().filter(|act| *act != Act::Administer).collect()
}

/// Orders an acting period.
pub async fn order(ctx: Ctx, SignedIn(by): SignedIn, State(desk): State<Supervision>, mut form: Fields) -> Answer {
    supervises(&by)?;
    match ordered(&desk, &by, &form).await {
        Ok(()) => Ok(Flash::good("supervision-acting-done").then("/supervision/acting")),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&ctx, &desk, &by, form).await?)
        }
        Err(other) => Err(other.into()),
    }
}

async fn ordered(desk: &Supervision, by: &Officer, form: &Fields) -> Result<(), Error> {
    let today = desk.now().at.date();
    let unknown = |field: &str| Refusal::new("OFFICER_UNKNOWN").with("login", "").at(field);
    let chosen = |field: &str| -> Result<OfficerId, Refusal> {
        let id = form.value(field).parse().map_err(|_| unknown(field))?;
        by.directory().officer(id).map(|card| card.id).ok_or_else(|| unknown(field))
    };
    let (from, to) = (chosen("from")?, chosen("to")?);
    let place = |id: OfficerId| by.directory().officer(id).map(|card| card.unit);
    // Both must work where the supervisor watches: nobody is lent to strangers.
    for unit in [place(from), place(to)].into_iter().flatten() {
        by.permit(Act::Supervise, &Place::of_units(&[unit]))?;
    }
    let (Some(unit), reason) = (place(from), form.value("reason")) else { return Err(unknown("from").into()) };
    if reason.is_empty() {
        return Err(Refusal::new("WORDS_REQUIRED").at("reason").into());
    }
    let order = Order::new(form.value("order_number"), form.date("order_date"), form.value("order_agency"), today)?;
    let valid_from = form.date("starts");
    let new = NewDelegation {
        from,
        to,
        acts: acts_of(by, from, valid_from.unwrap_or(today)),
        valid_from,
        valid_until: form.date("until"),
        order,
    };
    order_in(desk, by, unit, new, reason.to_string()).await
}

/// Orders that a colleague acts for somebody of a unit: the office's delegation with its reason.
///
/// Errors: refused `NOT_PERMITTED` and what the office refuses of a delegation.
pub async fn order_in(
    desk: &Supervision,
    by: &Officer,
    unit: UnitId,
    new: NewDelegation,
    reason: String,
) -> Result<(), Error> {
    let now_ms = desk.dossiers.clock.now_ms();
    let (ids, by) = (desk.dossiers.ids.clone(), by.clone());
    desk.dossiers
        .store
        .act(move |tx| {
            let permit = by.permit(Act::Supervise, &Place::of_units(&[unit]))?;
            let delegation = admin::order_acting(tx, permit, ids.clone(), now_ms, &new)?;
            let (reason, ordered_by, from, to) = (reason.clone(), by.name().to_string(), new.from, new.to);
            rows::insert(tx, &ActingRow { delegation, from, to, reason, ordered_ms: now_ms, ordered_by, ended: None })
        })
        .await
}

/// Ends a period early: from now on it gives nothing any more.
pub async fn end(
    SignedIn(by): SignedIn,
    State(desk): State<Supervision>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    supervises(&by)?;
    let id: i64 = id.parse().map_err(|_| Problem::absent("acting period"))?;
    let why = form.value("why").to_string();
    if why.is_empty() {
        return Ok(Flash::bad("supervision-why-missing").then("/supervision/acting"));
    }
    let sight = Sight::of(&by, desk.now().at.date());
    let known = desk.dossiers.store.read(rows::list).await?.into_iter().find(|row| row.delegation == id);
    let known = known.filter(|row| works_in_sight(&by, &sight, row.from));
    let from = known.ok_or_else(|| Problem::absent("acting period"))?.from;
    let unit = by.directory().officer(from).map(|card| card.unit).ok_or_else(|| Problem::absent("officer"))?;
    let (now_ms, ids) = (desk.dossiers.clock.now_ms(), desk.dossiers.ids.clone());
    // Today is over for the one who acted: the last day is yesterday.
    let last = civil_ms(now_ms).date().saturating_sub(jiff::Span::new().days(1));
    desk.dossiers
        .store
        .act(move |tx| {
            let permit = by.permit(Act::Supervise, &Place::of_units(&[unit]))?;
            admin::end_acting(tx, permit, ids.clone(), now_ms, (id, last))?;
            rows::end(tx, id, by.name(), &why, now_ms)
        })
        .await?;
    Ok(Flash::good("supervision-acting-end-done").then("/supervision/acting"))
}
