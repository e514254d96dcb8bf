//! A ticket from the wish to the paper: number, the visitor's code, and the moment it will be called before. Nothing is
//! answered before it is saved.

use std::sync::Arc;

use kernel::{Actor, Lang, PersonId, Result, TicketId, UnitId};
use queue::hall::{Command, Languages, Number, Services, Ticket};
use queue::rule::{Class, Ms};
use store::Tx;
use store::ledger::Once;

use crate::door::Floor;
use crate::pass::{self, Pass};
use crate::store::HallDay;

/// What a visitor wants at the door.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    pub services: Services,
    pub class: Class,
    pub languages: Languages,
    /// Who it is, when they were identified.
    pub visitor: Option<PersonId>,
    /// Although no open counter can serve it.
    pub anyway: bool,
    /// The language of the paper and of the visitor's page.
    pub lang: Lang,
}

/// A ticket as it is printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Issued {
    pub ticket: Ticket,
    /// What the QR leads to.
    pub code: String,
}

impl Issued {
    pub fn number(&self) -> Number {
        self.ticket.number
    }
    /// "Được gọi trước"; none when nobody can say.
    pub fn bound(&self) -> Option<Ms> {
        self.ticket.bound
    }
}

/// Something that belongs into the transaction of a ticket: an appointment that arrives with it.
pub type Along = Arc<dyn Fn(&mut Tx<'_>, TicketId) -> Result<()> + Send + Sync>;

impl Floor {
    /// Issues a ticket. The same press twice gives the same ticket.
    ///
    /// Errors: refused as [`queue::hall::decide`] does: `TICKET_WITHOUT_SERVICE`, `VISITOR_HAS_TICKET`, `SERIES_FULL`,
    /// `NO_COUNTER_FOR_SERVICE`, `HALL_OVER`.
    pub async fn issue(&self, by: &Actor, centre: UnitId, wish: &Wish, once: Option<Once>) -> Result<Issued> {
        self.issue_with(by, centre, wish, once, None).await
    }

    /// [`Floor::issue`], with something that happens in the same transaction or not at all.
    pub async fn issue_with(
        &self,
        by: &Actor,
        centre: UnitId,
        wish: &Wish,
        once: Option<Once>,
        along: Option<Along>,
    ) -> Result<Issued> {
        let house = self.centre(centre).await?;
        let hall = HallDay { centre, day: self.today() };
        let own = self.new_ticket();
        let code = pass::code(web::random::bytes());
        let pass = Pass { code: code.clone(), ticket: own, hall, lang: wish.lang };
        let command = Command::Issue {
            ticket: own,
            series: house.series(wish.services),
            class: wish.class,
            services: wish.services,
            languages: wish.languages,
            visitor: wish.visitor,
            anyway: wish.anyway,
        };
        let now_ms = self.clock.now_ms();
        let beside: Along = Arc::new(move |tx, ticket| {
            tx.write(&[pass::rows::write(&pass, now_ms)])?;
            along.as_ref().map_or(Ok(()), |along| along(tx, ticket))
        });
        let done = self.act_with(by, hall, command, once, Some(beside)).await?;
        // The same press again is answered with the ticket of the first.
        let id = done.events.iter().find_map(|event| event.what.ticket()).unwrap_or(own);
        let live = self.halls.live(hall);
        let standing = live.look().tickets.get(&id).and_then(|ticket| ticket.bound);
        if standing.is_none() {
            let promise = self.forecasts.of_ticket(&self.store, &house, &live, id, self.clock.now_ms()).await?;
            if let Some(promise) = promise {
                let command = Command::Promise { ticket: id, bound: Some(promise.bound) };
                match self.act_with(by, hall, command, None, None).await {
                    Ok(_) | Err(kernel::Error::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        let fresh = live.look().tickets.get(&id).cloned().filter(|_| id == own);
        match fresh {
            Some(ticket) => Ok(Issued { ticket, code }),
            // The same press again: the code is the first one's.
            None => self.issued(id).await,
        }
    }

    /// A ticket as it was printed.
    ///
    /// Errors: absent.
    pub async fn issued(&self, id: TicketId) -> Result<Issued> {
        let (hall, pass) = self
            .store
            .read_brief(move |tx| Ok((crate::store::find_hall_of(tx, id)?, pass::rows::find_of_ticket(tx, id)?)))
            .await?;
        let (hall, pass) = hall.zip(pass).ok_or_else(|| kernel::Error::absent("ticket"))?;
        let live = self.hall_on(hall).await?;
        let ticket = live.look().tickets.get(&id).cloned().ok_or_else(|| kernel::Error::absent("ticket"))?;
        Ok(Issued { ticket, code: pass.code })
    }
}
