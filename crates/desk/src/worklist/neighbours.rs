//! The neighbours of a dossier in the list it was opened from: where J and K lead.

use dossier::Dossiers;
use dossier::list::{self, After, Line, Reach};
use dossier::store::NO_DUE;
use office::Officer;
use web::Problem;
use web::fields::encode;

use super::query::{Query, horizon_ms};

/// Where J and K lead from a dossier: the dossiers before and after it in the list it was opened from.
#[derive(Debug, Clone, Default)]
pub struct Neighbours {
    pub back: String,
    pub prev: Option<String>,
    pub next: Option<String>,
}

/// Finds them. The list is asked again, so a dossier that has left it since leads on to the one that came after it.
/// Only ids are read: nothing is shown of the neighbours, so nothing is traced.
pub async fn neighbours(
    by: &Officer,
    dossiers: &Dossiers,
    from: &str,
    me: &dossier::Dossier,
) -> Result<Neighbours, Problem> {
    let query = Query::read(from);
    let (reach, now_ms, horizon_ms) = (Reach::of(by), dossiers.clock.now_ms(), horizon_ms(by, dossiers));
    let due = me.due.map_or(NO_DUE, kernel::time::instant_ms);
    let here = (due, me.id.0);
    let (pile, filter, after) = (query.pile, query.filter(by), query.after);
    let (around, beyond) = dossiers
        .store
        .read(move |tx| {
            let around =
                list::list(tx, &reach, pile, list::Turn { filter: &filter, after, limit: 200, now_ms, horizon_ms })?;
            let at = After { key: here.0, id: here.1 };
            let beyond = list::list(
                tx,
                &reach,
                pile,
                list::Turn { filter: &filter, after: Some(at), limit: 1, now_ms, horizon_ms },
            )?;
            Ok((around, beyond))
        })
        .await?;
    let before = |line: &&Line| match query.is_newest_first() {
        true => line.id.0 > here.1,
        false => list::sort_key(line) < here,
    };
    let href = |line: &Line| format!("/dossiers/{}?from={}", line.id, encode(&query.text()));
    Ok(Neighbours {
        back: query.address(),
        prev: around.iter().rfind(before).map(href),
        next: beyond.first().map(href),
    })
}
