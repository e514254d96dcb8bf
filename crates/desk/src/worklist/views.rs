//! Saved views: a list under a name of its officer's own. Only what stands in the list's address is kept, so a view shows
//! whoever opens it no more than they may see.

use axum::extract::{Path, State};
use dossier::Dossiers;
use kernel::Refusal;
use office::{Officer, SignedIn};
use web::{Answer, Fields, Flash, Problem};

use super::query::Query;
use crate::store::{self as rows, SavedView};

/// The longest name, in characters.
const NAME_MAX: usize = 60;
/// Views of one officer: more would be a list of their own.
const MOST: usize = 30;

fn typed(form: &Fields, id: i64) -> Result<SavedView, Refusal> {
    let name: String = form.value("view_name").chars().take(NAME_MAX).collect();
    if name.is_empty() {
        return Err(Refusal::new("VIEW_NAME_MISSING").at("view_name"));
    }
    let query = Query::read(form.value("from")).own_text();
    Ok(SavedView { id, name, query, leads: form.has("leads", "1") })
}

fn to(view: &SavedView) -> String {
    Query { view: Some(view.id), ..Query::read(&view.query) }.address()
}

/// A new view of the list as it stands. The same press twice makes one.
pub async fn save(SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    let now_ms = dossiers.clock.now_ms();
    let view = typed(&form, dossiers.ids.next(now_ms))?;
    let (me, new) = (by.id(), view.clone());
    let kept = dossiers
        .store
        .act(move |tx| {
            let standing = rows::list_views(tx, me)?;
            if let Some(same) = standing.iter().find(|other| other.name == new.name && other.query == new.query) {
                return Ok(same.clone());
            }
            if standing.len() >= MOST {
                return Err(Refusal::new("TOO_MANY_VIEWS").with("max", MOST).into());
            }
            rows::insert_view(tx, me, &new, now_ms)?;
            Ok(new.clone())
        })
        .await?;
    Ok(Flash::good("desk-view-saved").then(&to(&kept)))
}

/// The view becomes what the list shows now.
pub async fn change(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<i64>,
    form: Fields,
) -> Answer {
    let view = typed(&form, id)?;
    let (me, new) = (by.id(), view.clone());
    own(&by, &dossiers, id).await?;
    dossiers.store.act(move |tx| rows::update_view(tx, me, &new)).await?;
    Ok(Flash::good("desk-view-saved").then(&to(&view)))
}

/// Forgets a view; no dossier is touched.
pub async fn remove(
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<i64>,
    _form: Fields,
) -> Answer {
    own(&by, &dossiers, id).await?;
    let me = by.id();
    dossiers.store.act(move |tx| rows::delete_view(tx, me, id)).await?;
    Ok(Flash::good("desk-view-removed").then("/dossiers?pile=act_now"))
}

/// Somebody else's view is not there.
async fn own(by: &Officer, dossiers: &Dossiers, id: i64) -> Result<(), Problem> {
    let me = by.id();
    let views = dossiers.store.read_brief(move |tx| rows::list_views(tx, me)).await?;
    if views.iter().any(|view| view.id == id) { Ok(()) } else { Err(Problem::absent("view")) }
}
