//! What every screen of the administrator goes through: who may change what where, one act with its answer remembered,
//! and the office read again afterwards. It decides nothing about the change itself.

use std::sync::Arc;

use axum::extract::FromRef;
use dossier::Dossiers;
use jiff::civil::Date;
use job::Jobs;
use kernel::{Clock, Ids, Refusal, Result, UnitId};
use office::{Act, Admin, Directory, Narrow, Officer, Permit, Place, Sessions};
use store::blob::Blobs;
use store::ledger::Once;
use store::{Store, Tx};
use web::{Fields, Problem};

/// The doors of lower rooms.
pub struct Doors {
    pub store: Store,
    pub sessions: Arc<Sessions>,
    pub dossiers: Dossiers,
    pub jobs: Jobs,
    pub blobs: Arc<Blobs>,
    pub ids: Arc<Ids>,
    pub clock: Clock,
}

impl<S> FromRef<S> for Doors
where
    Store: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Dossiers: FromRef<S>,
    Jobs: FromRef<S>,
    Arc<Blobs>: FromRef<S>,
    Arc<Ids>: FromRef<S>,
    Clock: FromRef<S>,
{
    fn from_ref(state: &S) -> Doors {
        Doors {
            store: Store::from_ref(state),
            sessions: Arc::<Sessions>::from_ref(state),
            dossiers: Dossiers::from_ref(state),
            jobs: Jobs::from_ref(state),
            blobs: Arc::<Blobs>::from_ref(state),
            ids: Arc::<Ids>::from_ref(state),
            clock: Clock::from_ref(state),
        }
    }
}

impl Doors {
    pub fn today(&self) -> Date {
        kernel::time::civil(self.clock.now()).date()
    }

    /// The office as it stands now: what was just changed is in it.
    pub async fn directory(&self) -> Result<Arc<Directory>> {
        self.sessions.refresh().await
    }

    /// One act of the administrator: the change, its audit entry and the remembered answer, together. A form that is
    /// sent twice answers twice and acts once.
    pub async fn change<F>(&self, by: &Officer, permit: Permit, form: &Fields, name: &str, act: F) -> Result<String>
    where
        F: Fn(&mut Tx<'_>, &Admin) -> Result<String> + Send + 'static,
    {
        let once = form.once().map(|token| Once {
            caller: by.id().0,
            token: token.into(),
            fingerprint: fingerprint(name, form),
        });
        let now_ms = self.clock.now_ms();
        let admin = Admin::new(permit, self.ids.clone(), now_ms)?;
        let answer = self
            .store
            .act(move |tx| {
                if let Some(known) = once.as_ref().map(|once| once.find_answer(tx)).transpose()?.flatten() {
                    return Ok(known);
                }
                let answer = act(tx, &admin)?;
                if let Some(once) = &once {
                    tx.write(&[once.remember(&answer, now_ms)])?;
                }
                Ok(answer)
            })
            .await?;
        self.sessions.refresh().await?;
        Ok(answer)
    }
}

fn fingerprint(name: &str, form: &Fields) -> String {
    let typed: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut text = format!("{name}?{}", typed.join("&"));
    // Forms with long lists are told apart by their beginning and their length: the token does the rest.
    if text.len() > 900 {
        let cut = (0..=900).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text = format!("{}…{}", &text[..cut], text.len());
    }
    text
}

fn denied() -> Problem {
    Problem::Refused(Box::new(Refusal::new("NOT_PERMITTED").with("act", Act::Administer.key())))
}

/// Leave to look at the administrator's screens at all.
pub fn enter(by: &Officer) -> Result<(), Problem> {
    if by.may_somewhere(Act::Administer) { Ok(()) } else { Err(denied()) }
}

/// Leave to change what belongs to this unit; to others it is not there.
pub fn over(by: &Officer, unit: UnitId) -> Result<Permit, Problem> {
    enter(by)?;
    by.permit(Act::Administer, &Place::of_units(&[unit])).map_err(|_| Problem::absent("unit"))
}

/// Leave to change what belongs to a unit that a form names.
pub fn over_named(by: &Officer, unit: UnitId) -> Result<Permit, Problem> {
    by.permit(Act::Administer, &Place::of_units(&[unit])).map_err(|_| denied())
}

/// Leave to change what belongs to the whole office: roles, areas, mergers, units at the top.
pub fn everywhere(by: &Officer) -> Result<Permit, Problem> {
    if !administers_all(by) {
        return Err(denied());
    }
    let top = by.directory().units().first().map(|unit| unit.id).unwrap_or(UnitId(0));
    by.permit(Act::Administer, &Place::of_units(&[top])).map_err(|_| denied())
}

/// [`everywhere`] for one thing of the whole office: to those who administer a part, it is not there.
pub fn everywhere_named(by: &Officer, what: &str) -> Result<Permit, Problem> {
    enter(by)?;
    everywhere(by).map_err(|_| Problem::absent(what))
}

/// Whether an officer administers every unit there is and will be.
pub fn administers_all(by: &Officer) -> bool {
    by.scopes(Act::Administer).any(|scope| scope.units == Narrow::All)
}

/// Whether an officer administers this unit.
pub fn administers(by: &Officer, unit: UnitId) -> bool {
    by.may(Act::Administer, &Place::of_units(&[unit]))
}
