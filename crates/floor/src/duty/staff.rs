//! Who may sit in a centre's hall on a day, and what they may do there: their own tasks and those given to them.

use jiff::civil::Date;
use kernel::{OfficerId, UnitId};
use office::{Act, Directory, Narrow, Officer, Place};

/// Somebody who works in a centre's hall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: OfficerId,
    pub name: String,
    pub title: String,
    /// The unit they come from, when it is not the centre.
    pub from: Option<String>,
    /// Under contract of the public post (bưu chính công ích).
    pub post: bool,
    /// What they may do here that day.
    pub acts: Vec<Act>,
    /// What of it was delegated to them, and by whom.
    pub given: Vec<(String, Vec<Act>)>,
}

/// The role of the public post's staff (QĐ 45/2016/QĐ-TTg): whatever unit they come from.
const POST: &str = "public_post";

/// Acts of the hall and of the dossiers it takes in: what a lead needs to know of somebody at a counter.
const SHOWN: [Act; 11] = [
    Act::Greet,
    Act::Serve,
    Act::LeadFloor,
    Act::Intake,
    Act::Accept,
    Act::RequestSupplement,
    Act::RefuseIntake,
    Act::HandOver,
    Act::ClearObligation,
    Act::KeepPapers,
    Act::Carry,
];

/// What somebody of elsewhere is sent to a hall for; the public post's staff also to carry.
const SENT: [Act; 3] = [Act::Serve, Act::Greet, Act::Carry];

/// Whether somebody may sit at a counter of a centre on a day.
pub fn may_sit(directory: &std::sync::Arc<Directory>, officer: OfficerId, centre: UnitId, day: Date) -> bool {
    Officer::could(directory, officer, Act::Serve, &Place::of_units(&[centre]), day)
}

/// Whether somebody works at a centre on a day: of its unit or below, or sent there with a task of the hall.
pub fn works_here(directory: &Directory, officer: OfficerId, centre: UnitId, day: Date) -> bool {
    let Some(card) = directory.officer(officer).filter(|card| card.active) else { return false };
    directory.is_within(card.unit, centre) && !another_hall(directory, card.unit, centre)
        || is_sent(directory, officer, centre, day)
}

/// Whether a unit belongs to another centre below this one: a branch has a hall of its own.
fn another_hall(directory: &Directory, unit: UnitId, centre: UnitId) -> bool {
    directory.centre_of(unit).is_some_and(|own| own.id != centre)
}

/// Whether a grant that names the centre, or a delegation, gives them a task of the hall there.
fn is_sent(directory: &Directory, officer: OfficerId, centre: UnitId, day: Date) -> bool {
    let named = |units: &Narrow<UnitId>| match units {
        Narrow::All => false,
        Narrow::Only(units) => units.contains(&centre),
    };
    directory.grants_of(officer).iter().any(|grant| {
        let acts = directory.acts_of(grant);
        grant.stands_on(day) && named(&grant.scope.units) && SENT.iter().any(|act| acts.has(*act))
    })
}

/// Everybody who may be given a shift, by name.
pub fn members(by: &Officer, centre: UnitId, day: Date) -> Vec<Member> {
    let directory = by.directory();
    let here = [centre];
    let place = Place::of_units(&here);
    let mut members: Vec<Member> = directory
        .officers()
        .into_iter()
        .filter(|card| works_here(directory, card.id, centre, day))
        .map(|card| {
            let acts: Vec<Act> =
                SHOWN.into_iter().filter(|act| Officer::could(directory, card.id, *act, &place, day)).collect();
            let given = directory.delegations_to(card.id).filter(|given| given.stands_on(day)).map(|given| {
                let giver = directory.officer(given.from).map(|card| card.name.clone()).unwrap_or_default();
                (giver, SHOWN.into_iter().filter(|act| given.acts.contains(act)).collect())
            });
            Member {
                id: card.id,
                name: card.name.clone(),
                title: card.title.clone(),
                from: (card.unit != centre).then(|| directory.unit_name(card.unit)),
                post: directory.grants_of(card.id).iter().any(|grant| grant.stands_on(day) && grant.role == POST),
                given: given.collect(),
                acts,
            }
        })
        .filter(|member| !member.acts.is_empty())
        .collect();
    members.sort_by_key(|member| kernel::fold(&member.name));
    members
}
