//! Who may look at an appointment: with the code and three letters of the name, as its account, or as an officer of the
//! centre. Every look leaves a trace; wrong letters are counted as wrong passwords are.

use kernel::{Actor, AppointmentId, Error, PersonId, Refusal, Result, UnitId};
use office::{Act as May, Officer, attempts};
use person::Citizen;
use store::Tx;
use store::ledger::Audit;

use super::door::Bookings;
use super::model::{Appointment, Happened, letters, parse_code, parse_phone};
use super::rows;
use jiff::civil::Date;
use kernel::fold;

/// What opens an appointment.
#[derive(Debug, Clone)]
pub enum Key {
    /// The first three letters of the visitor's name.
    Letters(String),
    Citizen(Citizen),
    /// An officer who receives visitors or leads the hall.
    Officer(Officer),
}

/// By what a visitor is known at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Code(String),
    Person(PersonId),
    Number(String),
    Phone(String),
    /// Part of the name, as it is spoken.
    Name(String),
}

impl Who {
    /// What was typed or scanned at the desk.
    pub fn parse(typed: &str) -> Option<Who> {
        let typed = typed.trim();
        if let Some(code) = parse_code(typed) {
            return Some(Who::Code(code));
        }
        if let Ok(number) = law::code::person::PersonalNumber::parse(typed) {
            return Some(Who::Number(number.as_str().into()));
        }
        if let Some(phone) = parse_phone(typed) {
            return Some(Who::Phone(phone));
        }
        (fold(typed).len() >= 2).then(|| Who::Name(typed.into()))
    }

    /// Whether an appointment is theirs.
    pub fn is(&self, one: &Appointment) -> bool {
        match self {
            Who::Code(code) => one.code == *code,
            Who::Person(person) => one.visitor.person == Some(*person),
            Who::Number(number) => one.visitor.number.as_deref() == Some(number),
            Who::Phone(phone) => one.visitor.phone == *phone,
            Who::Name(name) => one.visitor.folded().contains(&fold(name)),
        }
    }
}

/// An appointment with what happened to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    pub appointment: Appointment,
    pub events: Vec<(i64, Actor, Happened)>,
}

impl Bookings {
    pub(crate) fn trace(&self, by: &Actor, act: &'static str, subject: i64) -> Audit {
        let now_ms = self.now_ms();
        Audit::by(by, self.floor.ids.next(now_ms), now_ms, act, subject, "appointments")
    }

    /// Opens an appointment by its code. A code that is not there and letters that do not fit are answered alike.
    ///
    /// Refused: `BOOKING_WHO`, `SIGN_IN_WAIT` after several wrong attempts. Errors: absent for an officer of elsewhere.
    pub async fn open(&self, typed: &str, key: &Key) -> Result<Story> {
        let Some(code) = parse_code(typed) else {
            return Err(Refusal::new("BOOKING_WHO").at("code").into());
        };
        let (door, key) = (self.clone(), key.clone());
        // A wrong attempt is an act that stays: it is answered after it was counted.
        let found = self.store().act(move |tx| door.open_in(tx, &code, &key)).await?;
        found.ok_or_else(|| Refusal::new("BOOKING_WHO").at("code").into())
    }

    fn open_in(&self, tx: &mut Tx<'_>, code: &str, key: &Key) -> Result<Option<Story>> {
        let count = format!("appointment:{code}");
        if let Key::Letters(_) = key {
            attempts::count(tx, &count, self.now_ms())?;
        }
        let Some(one) = rows::find_by_code(tx, code)? else { return Ok(None) };
        let actor = match key {
            Key::Letters(typed) if letters(typed) == one.visitor.letters() => {
                attempts::forget(tx, &count)?;
                Actor::Applicant { name: one.visitor.name.clone(), account: None }
            }
            Key::Citizen(citizen) if one.visitor.account == Some(citizen.account()) => citizen.actor(),
            Key::Officer(by) => {
                if ![May::Greet, May::LeadFloor].iter().any(|act| by.permit_in(*act, one.centre).is_ok()) {
                    return Err(Error::absent("appointment"));
                }
                by.actor()
            }
            Key::Letters(_) | Key::Citizen(_) => return Ok(None),
        };
        tx.write(&[self.trace(&actor, "appointment.read", one.id.0).write()])?;
        let events = rows::list_events(tx, one.id)?;
        Ok(Some(Story { appointment: one, events }))
    }

    /// An account's own appointments, newest first.
    pub async fn of_account(&self, by: &Citizen) -> Result<Vec<Appointment>> {
        const MOST: i64 = 100;
        let account = by.account();
        self.store().read(move |tx| rows::list_of_account(tx, account, MOST)).await
    }

    /// A centre's day, for those who receive visitors; leaves a trace.
    pub async fn list_day(&self, by: &Actor, centre: UnitId, day: Date) -> Result<Vec<Appointment>> {
        let (door, by) = (self.clone(), by.clone());
        self.store()
            .act(move |tx| {
                tx.write(&[door.trace(&by, "appointment.listed", centre.0).write()])?;
                rows::list_day(tx, centre, day)
            })
            .await
    }

    /// What a visitor who stands at the door has booked that day, wherever they booked it: several of a family share a
    /// telephone. Cancelled ones are not among them; one that has arrived is, with its ticket. Leaves a trace.
    pub async fn find_for_visitor(&self, by: &Actor, centre: UnitId, day: Date, who: &Who) -> Result<Vec<Appointment>> {
        let mut all = self.list_day(by, centre, day).await?;
        all.retain(|one| who.is(one) && one.state.takes_place());
        Ok(all)
    }

    /// One appointment by its id, within an act that leaves its own trace.
    pub fn load_in(&self, tx: &mut Tx<'_>, id: AppointmentId) -> Result<Appointment> {
        rows::load(tx, id)
    }
}
