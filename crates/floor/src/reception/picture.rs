//! Everything the house knows about a visitor that matters at the door, in one look. Each look leaves its traces.

use dossier::Dossiers;
use dossier::list::{self, Line};
use jiff::civil::Date;
use kernel::{PersonId, Result, UnitId};
use office::Officer;
use person::account::{self, Standing};
use person::{Person, Reader};
use queue::hall::{Hall, Services, Ticket};
use store::Tx;

use super::route::{ELDERLY_FROM, Facts, Route, Special, propose};
use crate::setup::Centre;

/// Dossiers of a visitor that are looked at, newest first.
const LATEST: i64 = 60;

/// A dossier that waits for its applicant.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub line: Line,
    /// Where the result is handed over, when that is elsewhere.
    pub elsewhere: Option<String>,
}

/// A visitor as the reception and the counter see them.
#[derive(Debug, Clone)]
pub struct Picture {
    pub person: Person,
    pub account: Standing,
    pub used_online: bool,
    /// Results that wait here or elsewhere.
    pub results: Vec<Waiting>,
    pub supplements: Vec<Waiting>,
    pub fees: Vec<Waiting>,
    pub elderly: bool,
}

/// Reads it: the person (`person.read`) and the list of their dossiers (`dossier.list`) leave a trace each, `why` in both.
pub async fn look(
    dossiers: &Dossiers,
    by: &Officer,
    centre: UnitId,
    person: PersonId,
    why: &'static str,
) -> Result<Picture> {
    let reader = Reader::officer(by, why, &dossiers.ids, dossiers.clock.now_ms());
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let picture = dossiers.store.act(move |tx| load(tx, centre, person, &reader, today)).await?;
    dossiers.trace(&by.actor(), "dossier.list", Some(picture.person.id.0), why).await?;
    Ok(picture)
}

fn load(tx: &mut Tx<'_>, centre: UnitId, person: PersonId, reader: &Reader, today: Date) -> Result<Picture> {
    let circle = person::store::twins::circle(tx, person)?;
    let person = person::store::load(tx, circle[0], reader)?;
    let number = person.identity.number();
    let account = account::standing(tx, &circle, person.kind(), number.as_deref())?;
    let mut lines = Vec::new();
    for one in circle {
        lines.extend(list::list_of_applicant(tx, one, LATEST)?);
    }
    let used_online = lines.iter().any(|line| line.channel == procedure::model::Channel::Online.code());
    let mut of = |stages: &[&str]| -> Result<Vec<Waiting>> {
        let fitting = lines.iter().filter(|line| stages.contains(&line.stage.as_str()));
        fitting.map(|line| waiting(tx, centre, line)).collect()
    };
    Ok(Picture {
        results: of(&["result_ready"])?,
        supplements: of(&["supplement_before_intake", "awaiting_supplement"])?,
        fees: of(&["awaiting_obligation"])?,
        elderly: person.birth.is_some_and(|birth| age_on(birth.value, today) >= ELDERLY_FROM),
        person,
        account,
        used_online,
    })
}

/// A result waits at one door only; everything else can be brought anywhere.
fn waiting(tx: &mut Tx<'_>, centre: UnitId, line: &Line) -> Result<Waiting> {
    let mut elsewhere = None;
    if line.stage == "result_ready" {
        let dossier = dossier::store::load(tx, line.id)?;
        let door = dossier.door();
        elsewhere = (door.id != centre).then(|| door.name.clone());
    }
    Ok(Waiting { line: line.clone(), elsewhere })
}

fn age_on(birth: Date, day: Date) -> i16 {
    let had = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i16::from(!had)
}

impl Picture {
    /// Results that can be collected at this centre.
    pub fn results_here(&self) -> usize {
        self.results.iter().filter(|result| result.elsewhere.is_none()).count()
    }

    /// The proposed way. `appointment`: the services of today's appointment.
    pub fn route(&self, centre: &Centre, appointment: Services) -> Route {
        let fields = self.supplements.iter().filter_map(|one| centre.service_of_field(&one.line.field));
        let facts = Facts {
            account: Some(self.account),
            used_online: self.used_online,
            appointment,
            results: self.results_here(),
            supplements: (Services::of(fields.map(|service| service.no)), self.supplements.len()),
            fees: self.fees.len(),
            vulnerable: self.elderly,
        };
        propose(&facts, special(centre))
    }
}

/// The centre's services for results and for filing online: the first offered one of zone 6 and of zone 3.
pub fn special(centre: &Centre) -> Special {
    let of_zone = |zone| centre.offered().find(|service| service.zone == zone).map(|service| service.no);
    Special { collect: of_zone(6), online: of_zone(3) }
}

/// Tickets of a visitor in a hall, latest first.
pub fn tickets_of(hall: &Hall, person: PersonId) -> Vec<&Ticket> {
    let mut mine: Vec<&Ticket> = hall.tickets.values().filter(|ticket| ticket.visitor == Some(person)).collect();
    mine.sort_unstable_by_key(|ticket| std::cmp::Reverse(ticket.issued));
    mine
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn somebody_is_sixty_on_their_sixtieth_birthday() {
        let born = date(1966, 3, 2);
        assert_eq!((age_on(born, date(2026, 3, 1)), age_on(born, date(2026, 3, 2))), (59, 60));
    }
}
