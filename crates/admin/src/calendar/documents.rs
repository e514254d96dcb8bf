//! The document that set a state of a calendar, as a PDF beside it: put there after the change, opened from the history.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use kernel::{Refusal, UnitId};
use office::SignedIn;
use web::{Answer, Ctx, Flash, Problem};

use super::year;
use crate::documents::{keep, open, read};
use crate::doors::Doors;
use crate::{form, units};

/// Where documents of a unit's calendar are sent.
pub fn address(unit: UnitId) -> String {
    format!("{}/documents", super::address(unit))
}

/// Where the document of a state is opened.
pub fn file(unit: UnitId, n: i64) -> String {
    format!("{}/{n}", address(unit))
}

/// `POST /admin/units/{id}/calendar/documents`: `n` names the state; sent again, the last one counts.
pub async fn attach(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    body: Result<Multipart, MultipartRejection>,
) -> Answer {
    let (unit, permit) = units::named(&by, &id)?;
    let mut sent = read(body).await?;
    let number = sent.form.number("n");
    let kept = match number {
        Some(n) => keep(&doors.blobs, &sent).await.map(|file| (n, file)),
        None => Err(Refusal::new("CALENDAR_STATE").at("n").into()),
    };
    let (n, document) = match kept {
        Ok(kept) => kept,
        Err(error) => {
            form::refused(&ctx, &mut sent.form, error)?;
            return year::render(&ctx, &doors, &unit, None, sent.form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let (me, name) = (unit.id, format!("calendar.document {id} {n} {}", document.1));
    let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
        admin.attach_calendar_file(tx, me, n, &document).map(|()| String::new())
    };
    doors.change(&by, permit, &sent.form, &name, act).await?;
    Ok(Flash::good("admin-document-kept").then(&super::address(me)))
}

/// `GET /admin/units/{id}/calendar/documents/{n}`.
pub async fn show(SignedIn(by): SignedIn, State(doors): State<Doors>, Path((id, n)): Path<(String, String)>) -> Answer {
    let (unit, _) = units::named(&by, &id)?;
    let n: i64 = n.parse().map_err(|_| Problem::absent("calendar state"))?;
    let versions = doors.store.read(move |tx| office::annals::list_calendar_versions(tx, unit.id)).await?;
    open(&doors.blobs, versions.into_iter().find(|version| version.n == n).and_then(|version| version.file)).await
}
