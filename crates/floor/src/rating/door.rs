//! Load → decide → record for answers.

use std::sync::Arc;

use kernel::{DossierId, Error, Result, TicketId, UnitId};
use queue::hall::Services;
use store::Tx;

use super::{Asked, Mark, Verdict, decide, rows};
use crate::door::Floor;
use crate::pass;
use crate::setup::Centre;
use crate::store::HallDay;

/// The door of ratings.
#[derive(Clone)]
pub struct Ratings(pub Floor);

/// Where an answer was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The visitor's own phone.
    Phone,
    /// A tablet at the exit.
    Kiosk,
}

impl Channel {
    fn code(self) -> &'static str {
        match self {
            Channel::Phone => "phone",
            Channel::Kiosk => "kiosk",
        }
    }
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Services it counts for; none: there was an answer already, which stays as it was.
    pub counted: Services,
}

/// A ticket whose visitor may answer.
pub struct Open {
    pub ticket: TicketId,
    pub hall: HallDay,
    pub centre: Arc<Centre>,
    pub asked: Asked,
    /// Answers so far: service, mark, whether it was explained.
    pub given: Vec<(u8, Mark, bool)>,
}

/// Where the visit in which a dossier was begun can be rated now; none: it was begun in none, nothing of it is done yet, it was
/// rated, or its time is over.
pub fn address_for(tx: &mut Tx<'_>, dossier: DossierId, now_ms: i64) -> Result<Option<String>> {
    let Some((code, ticket)) = rows::find_of_dossier(tx, dossier)? else { return Ok(None) };
    let open = decide(&rows::load_asked(tx, ticket)?, None, now_ms);
    Ok(open.is_ok_and(|open| !open.is_empty()).then(|| format!("/t/{code}/rating")))
}

impl Ratings {
    /// The ticket of a visitor's code.
    ///
    /// Errors: absent.
    pub async fn open(&self, code: &str) -> Result<Open> {
        let code = code.to_string();
        let (pass, asked, given) = self
            .0
            .store
            .read(move |tx| {
                let pass = pass::rows::find(tx, &code)?.ok_or_else(|| Error::absent("pass"))?;
                let ticket = pass.ticket;
                Ok((pass, rows::load_asked(tx, ticket)?, rows::list_of_ticket(tx, ticket)?))
            })
            .await?;
        let centre = self.0.centre(pass.hall.centre).await?;
        Ok(Open { ticket: pass.ticket, hall: pass.hall, centre, asked, given })
    }

    /// An answer by whoever has the ticket's code. `service`: for this one; nobody named: for all that are done.
    ///
    /// Errors: absent; refused `RATING_TOO_EARLY`, `RATING_CLOSED`.
    pub async fn rate(&self, code: &str, service: Option<u8>, verdict: Verdict) -> Result<Outcome> {
        let open = self.open(code).await?;
        self.record(open.hall, open.ticket, service, verdict, Channel::Phone).await
    }

    /// An answer at the exit, by the number that stands on the ticket: today's only.
    ///
    /// Errors: refused `TICKET_NOT_OF_TODAY`, `RATING_TOO_EARLY`.
    pub async fn rate_by_number(&self, centre: UnitId, number: &str, verdict: Verdict) -> Result<Outcome> {
        let hall = HallDay { centre, day: self.0.today() };
        let number = number.trim().to_uppercase().replace(' ', "");
        let ticket = self.0.store.read(move |tx| rows::find_ticket(tx, hall, &number)).await?;
        let ticket = ticket.ok_or_else(|| kernel::Refusal::new("TICKET_NOT_OF_TODAY").at("number"))?;
        self.record(hall, ticket, None, verdict, Channel::Kiosk).await
    }

    async fn record(
        &self,
        hall: HallDay,
        ticket: TicketId,
        service: Option<u8>,
        verdict: Verdict,
        channel: Channel,
    ) -> Result<Outcome> {
        let now_ms = self.0.clock.now_ms();
        let act = move |tx: &mut store::Tx<'_>| {
            let open = decide(&rows::load_asked(tx, ticket)?, service, now_ms)?;
            let mut counted = Services::NONE;
            for service in open.iter() {
                // Whoever answered a moment earlier was first.
                if rows::record(tx, (hall, ticket, service), &verdict, channel.code(), now_ms)? {
                    counted = counted.and(Services::one(service));
                }
            }
            Ok(Outcome { counted })
        };
        self.0.store.act(act).await
    }

    /// Why not: reasons for a complaint that was given without any. False when there is nothing to add to.
    ///
    /// Errors: absent.
    pub async fn explain(&self, code: &str, service: u8, reasons: &[&str], words: &str) -> Result<bool> {
        let ticket = self.open(code).await?.ticket;
        let verdict = Verdict::of(Mark::Bad).because(reasons.iter().copied(), words);
        self.0.store.act(move |tx| rows::record_reasons(tx, ticket, service, &verdict)).await
    }
}
