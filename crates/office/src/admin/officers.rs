//! Changing officers: names, postings with their history, delegations, roles; never the last administrator away.

use jiff::civil::Date;
use kernel::{Error, OfficerId, Refusal, Result, UnitId};
use store::Tx;

use super::units::Pen;
use super::{Admin, rows};
use crate::annals;
use crate::history::{Delegation, Order};
use crate::model::{Grant, Narrow, OfficerCard, Role};
use crate::{Act, ActSet};

/// A delegation to be made (ủy quyền).
#[derive(Debug, Clone)]
pub struct NewDelegation {
    pub from: OfficerId,
    pub to: OfficerId,
    pub acts: Vec<Act>,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
    pub order: Order,
}

impl Admin {
    fn card(&self, tx: &mut Tx<'_>, id: OfficerId) -> Result<OfficerCard> {
        let known = rows::list_officers(tx)?.into_iter().find(|card| card.id == id);
        known.ok_or_else(|| Error::absent("officer"))
    }

    /// Corrects a name and what the officer does. Refused: `OFFICER_NAME`.
    pub fn rename_officer(&self, tx: &mut Tx<'_>, id: OfficerId, name: &str, duties: &[String]) -> Result<()> {
        let card = self.card(tx, id)?;
        if name.trim().is_empty() {
            return Err(Refusal::new("OFFICER_NAME").at("name").into());
        }
        annals::rename_officer(tx, id, name.trim(), duties)?;
        self.record(tx, "officer.rename", id.0, &card.login)
    }

    /// Moves an officer to another unit or post from a day on; where they were stays in their postings. Their grants
    /// stay: what they may do elsewhere is another decision.
    ///
    /// Refused: `POSTING_SAME`, `POSTING_FUTURE`, `POSTING_ORDER` when an earlier day is already told otherwise,
    /// `POSTING_UNIT` when the unit does not stand that day.
    pub fn post_officer(
        &self,
        tx: &mut Tx<'_>,
        id: OfficerId,
        to: UnitId,
        title: &str,
        on: Date,
        order: Option<&Order>,
    ) -> Result<()> {
        let card = self.card(tx, id)?;
        let unit = rows::find_unit(tx, to)?.ok_or_else(|| Error::absent("unit"))?;
        if !unit.stands_on(on) {
            return Err(Refusal::new("POSTING_UNIT").with("unit", &unit.name).at("unit").into());
        }
        if card.unit == to && card.title == title.trim() {
            return Err(Refusal::new("POSTING_SAME").with("unit", &unit.name).at("unit").into());
        }
        if on > self.today() {
            return Err(Refusal::new("POSTING_FUTURE").at("on").into());
        }
        let postings = annals::list_postings(tx, id)?;
        if let Some(from) = postings.iter().filter_map(|p| p.from).max().filter(|from| on <= *from) {
            return Err(Refusal::new("POSTING_ORDER").with("day", kernel::time::dmy(from)).at("on").into());
        }
        let open = postings.iter().find(|posting| posting.until.is_none()).map(|posting| posting.id);
        let mut pen = Pen::default();
        self.write_move(&card, to, title.trim(), on, order, open, &mut pen)?;
        pen.put_down(tx)?;
        rows::bump_revision(tx)
    }

    /// Gives acts of one officer to another for a time. It ends by itself.
    ///
    /// Refused: `DELEGATION_SELF`, `DELEGATION_ACTS`, `DELEGATION_DATES` (missing, turned round, already past),
    /// `DELEGATION_BEYOND` when the giver may not do an act themselves, `DELEGATION_OFFICER` when one of them is not
    /// in office, `DELEGATION_TWICE`.
    pub fn delegate(&self, tx: &mut Tx<'_>, new: &NewDelegation) -> Result<i64> {
        if new.from == new.to {
            return Err(Refusal::new("DELEGATION_SELF").at("to").into());
        }
        let (giver, taker) = (self.card(tx, new.from)?, self.card(tx, new.to)?);
        if let Some(absent) = [&giver, &taker].into_iter().find(|card| !card.active) {
            return Err(Refusal::new("DELEGATION_OFFICER").with("name", &absent.name).at("to").into());
        }
        if new.acts.is_empty() {
            return Err(Refusal::new("DELEGATION_ACTS").at("acts").into());
        }
        let dates = new.valid_from.zip(new.valid_until).filter(|(from, until)| from <= until && *until >= self.today());
        let (valid_from, valid_until) = dates.ok_or_else(|| Refusal::new("DELEGATION_DATES").at("until"))?;
        let roles = rows::list_roles(tx)?;
        let own = rows::list_grants(tx)?.into_iter().filter(|g| g.officer == new.from && g.stands_on(valid_from));
        let own = own.fold(ActSet::NONE, |all, grant| acts_of(&roles, &grant).iter().fold(all, ActSet::with));
        if let Some(act) = new.acts.iter().find(|act| !own.has(**act) || **act == Act::Administer) {
            return Err(Refusal::new("DELEGATION_BEYOND").with("act", act.key()).at("acts").into());
        }
        let overlaps = |other: &Delegation| {
            (other.from, other.to) == (new.from, new.to)
                && other.valid_from <= valid_until
                && valid_from <= other.valid_until
                && other.acts.iter().any(|act| new.acts.contains(act))
        };
        if let Some(other) = annals::list_delegations(tx)?.into_iter().find(overlaps) {
            let day = kernel::time::dmy(other.valid_until);
            return Err(Refusal::new("DELEGATION_TWICE").with("day", day).at("from").into());
        }
        let delegation = Delegation {
            id: self.id(),
            from: new.from,
            to: new.to,
            acts: new.acts.clone(),
            valid_from,
            valid_until,
            order: new.order.clone(),
            by_name: self.permit.actor().name().into(),
        };
        annals::insert_delegation(tx, &delegation)?;
        self.record(tx, "delegation.make", new.to.0, &giver.login)?;
        Ok(delegation.id)
    }

    /// Ends a delegation before its time; `last` is its last day. `Absent` when there is none.
    pub fn end_delegation(&self, tx: &mut Tx<'_>, id: i64, last: Date) -> Result<()> {
        let known = annals::list_delegations(tx)?.into_iter().find(|delegation| delegation.id == id);
        let known = known.ok_or_else(|| Error::absent("delegation"))?;
        annals::end_delegation(tx, id, last.min(known.valid_until))?;
        self.record(tx, "delegation.end", known.to.0, last.to_string())
    }

    /// Writes a role that an administrator put together. Refused: `ROLE_KEY`, `ROLE_NAME`, `ROLE_ACTS`,
    /// `LAST_ADMINISTRATOR`.
    pub fn put_role(&self, tx: &mut Tx<'_>, role: &Role) -> Result<()> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !(2..=40).contains(&role.key.len()) || !role.key.chars().all(plain) {
            return Err(Refusal::new("ROLE_KEY").at("key").into());
        }
        if role.name_vi.trim().is_empty() || role.name_en.trim().is_empty() {
            let field = if role.name_vi.trim().is_empty() { "name_vi" } else { "name_en" };
            return Err(Refusal::new("ROLE_NAME").at(field).into());
        }
        if role.acts.is_empty() {
            return Err(Refusal::new("ROLE_ACTS").at("acts").into());
        }
        self.keeping_an_administrator(tx, self.today(), |tx| self.define_role(tx, role))
    }

    /// Does something after which somebody must still be able to administer the office on `day`, if anybody could
    /// before. Refused: `LAST_ADMINISTRATOR`.
    pub(super) fn keeping_an_administrator<T>(
        &self,
        tx: &mut Tx<'_>,
        day: Date,
        act: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let could = somebody_administers(tx, day)?;
        let done = act(tx)?;
        match could && !somebody_administers(tx, day)? {
            true => Err(Refusal::new("LAST_ADMINISTRATOR").into()),
            false => Ok(done),
        }
    }
}

fn acts_of(roles: &[Role], grant: &Grant) -> ActSet {
    let role = roles.iter().find(|role| role.key == grant.role);
    let role: ActSet = role.map_or(ActSet::NONE, |role| role.acts.iter().copied().collect());
    match &grant.scope.acts {
        Narrow::All => role,
        Narrow::Only(acts) => role.and(acts.iter().copied().collect()),
    }
}

fn somebody_administers(tx: &mut Tx<'_>, day: Date) -> Result<bool> {
    let (roles, officers) = (rows::list_roles(tx)?, rows::list_officers(tx)?);
    let active = |id: OfficerId| officers.iter().any(|card| card.id == id && card.active);
    let grants = rows::list_grants(tx)?;
    Ok(grants
        .iter()
        .any(|grant| grant.stands_on(day) && acts_of(&roles, grant).has(Act::Administer) && active(grant.officer)))
}

/// Whoever watches over units orders that a colleague acts for an absent one: a delegation and nothing else of an
/// administrator's. That both work where `permit` holds is the caller's to have asked.
///
/// Refused: `NOT_PERMITTED` when the permit is for another act, and what [`Admin::delegate`] refuses.
pub fn order_acting(
    tx: &mut Tx<'_>,
    permit: crate::Permit,
    ids: std::sync::Arc<kernel::Ids>,
    now_ms: i64,
    new: &NewDelegation,
) -> Result<i64> {
    supervising(permit, ids, now_ms)?.delegate(tx, new)
}

/// Ends what [`order_acting`] ordered; `last` is its last day.
pub fn end_acting(
    tx: &mut Tx<'_>,
    permit: crate::Permit,
    ids: std::sync::Arc<kernel::Ids>,
    now_ms: i64,
    (id, last): (i64, Date),
) -> Result<()> {
    supervising(permit, ids, now_ms)?.end_delegation(tx, id, last)
}

fn supervising(permit: crate::Permit, ids: std::sync::Arc<kernel::Ids>, now_ms: i64) -> Result<Admin> {
    match permit.act() {
        Act::Supervise => Ok(Admin { permit, ids, now_ms }),
        other => Err(Refusal::new("NOT_PERMITTED").with("act", other.key()).into()),
    }
}
