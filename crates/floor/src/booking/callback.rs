//! Whoever finds nothing that suits is called: a list for the receptionist, done or not reached.

use kernel::{Error, Refusal, Result, UnitId};
use office::{Act, Officer};
use queue::hall::Services;
use store::Store;
use store::ledger::Once;

use super::door::{Bookings, find_answer};
use super::model::{CallState, Callback, Visitor};
use super::rows;
use kernel::Actor;

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Done,
    NotReached,
}

impl Bookings {
    /// Asks to be called by a centre.
    pub async fn ask_call(
        &self,
        by: &Actor,
        centre: UnitId,
        visitor: &Visitor,
        services: Services,
        note: &str,
        once: Option<Once>,
    ) -> Result<i64> {
        let now_ms = self.now_ms();
        let one = Callback {
            id: self.floor.ids.next(now_ms),
            version: 1,
            centre,
            name: visitor.name.clone(),
            phone: visitor.phone.clone(),
            services,
            note: note.trim().chars().take(400).collect(),
            made_ms: now_ms,
            state: CallState::Open,
            tries: 0,
        };
        let audit = self.trace(by, "callback.ask", one.id);
        let again = once.clone();
        let parse = |answer: String| answer.parse::<i64>().map_err(|e| Error::fault("answer of a call-back", e));
        let done = self.store().act(move |tx| {
            if let Some(answer) = find_answer(tx, once.as_ref(), now_ms)? {
                return parse(answer);
            }
            let mut writes = vec![rows::write_callback(&one)?, audit.write()];
            writes.extend(once.as_ref().map(|once| once.remember(&one.id.to_string(), now_ms)));
            tx.write(&writes)?;
            Ok(one.id)
        });
        match (done.await, again) {
            (Err(error), Some(once)) if Store::is_duplicate(&error) => {
                let answer = self.store().read(move |tx| once.find_answer(tx)).await?.ok_or(error)?;
                parse(answer)
            }
            (done, _) => done,
        }
    }

    /// A centre's requests, for those who receive visitors; leaves a trace.
    pub async fn list_callbacks(&self, by: &Officer, centre: UnitId, done: bool) -> Result<Vec<Callback>> {
        by.permit_in(Act::Greet, centre)?;
        let audit = self.trace(&by.actor(), "callback.listed", centre.0);
        self.store()
            .act(move |tx| {
                tx.write(&[audit.write()])?;
                rows::list_callbacks(tx, centre, done)
            })
            .await
    }

    /// Notes what became of a call.
    ///
    /// Errors: absent elsewhere, `CALLBACK_DONE`, stale.
    pub async fn settle_call(&self, by: &Officer, centre: UnitId, id: i64, seen: i64, call: Call) -> Result<Callback> {
        by.permit_in(Act::Greet, centre)?;
        let (at_ms, name) = (self.now_ms(), by.name().to_string());
        let audit = self.trace(&by.actor(), "callback.settle", id);
        let done = self.store().act(move |tx| {
            let mut one = rows::load_callback(tx, id)?;
            if one.centre != centre {
                return Err(Error::absent("callback"));
            }
            if matches!(one.state, CallState::Done { .. }) {
                return Err(Refusal::new("CALLBACK_DONE").into());
            }
            if one.version != seen {
                return Err(Error::Stale { seen, stands: one.version });
            }
            one.version += 1;
            one.tries += 1;
            let by = name.clone();
            one.state = match call {
                Call::Done => CallState::Done { at_ms, by },
                Call::NotReached => CallState::NotReached { at_ms, by },
            };
            tx.write(&[rows::write_callback(&one)?, audit.write()])?;
            Ok(one)
        });
        done.await.map_err(rows::stale)
    }
}
