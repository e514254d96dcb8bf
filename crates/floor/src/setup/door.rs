//! Load → check → record for what a hall is made of. A change made meanwhile by somebody else is never written over.

use kernel::{Refusal, Result};
use office::Officer;
use sha2::{Digest, Sha256};
use store::ledger::{Audit, Once};
use store::{Store, Tx};

use super::rows::load_centre;
use super::{Centre, rows};
use crate::door::Floor;
use kernel::UnitId;

/// What something looked like when it was shown: a form carries it, and a save compares it.
pub fn stamp(shown: &impl std::fmt::Debug) -> String {
    let digest = Sha256::digest(format!("{shown:?}").as_bytes());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Refused when what stands is not what was shown.
pub fn unchanged(seen: &str, stands: &impl std::fmt::Debug) -> Result<(), Refusal> {
    if seen == stamp(stands) { Ok(()) } else { Err(Refusal::new("SETTINGS_CHANGED")) }
}

impl Floor {
    /// Changes a centre's setup in one transaction with its trace; `what` is the word of the trace. The same press twice
    /// happens once.
    pub async fn set_up(
        &self,
        by: &Officer,
        centre: UnitId,
        (what, once): (&'static str, Option<Once>),
        change: impl Fn(&mut Tx<'_>, &Centre, i64) -> Result<()> + Send + Sync + 'static,
    ) -> Result<()> {
        let (now_ms, trace, actor) = (self.clock.now_ms(), self.ids.next(self.clock.now_ms()), by.actor());
        let done = self.store.act(move |tx| {
            if let Some(once) = &once
                && once.find_answer(tx)?.is_some()
            {
                return Ok(());
            }
            let (version, _) = rows::find_settings(tx, centre)?;
            let stands = load_centre(tx, centre)?;
            change(tx, &stands, version)?;
            tx.write(&[Audit::by(&actor, trace, now_ms, "floor.setup", centre.0, what).write()])?;
            match &once {
                Some(once) => tx.write(&[once.remember("done", now_ms)]),
                None => Ok(()),
            }
        });
        let done = match done.await {
            Err(error) if Store::is_duplicate(&error) => Ok(()),
            done => done,
        };
        self.forget_centre(centre);
        done
    }
}
