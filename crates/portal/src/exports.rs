//! An applicant's own lists as spreadsheets: their dossiers, and who has looked at their data. They are short, so the file
//! is the answer; nothing is kept.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::routing::post;
use dossier::Dossiers;
use job::list::file_name;
use job::sheet::Format;
use kernel::Clock;
use office::Sessions;
use person::Accounts;
use person::seat::{Applicant, Frame};
use web::{Answer, Ctx, Fields, Problem};

use crate::{home, readers};

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/me/exports/{list}", post(take))
}

/// `POST /me/exports/{list}`: `format`, and `from`, the query of the list's page.
async fn take(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
    Path(list): Path<String>,
    form: Fields,
) -> Answer {
    let format = Format::parse(form.value("format")).unwrap_or(Format::Xlsx);
    let directory = sessions.directory();
    let sheet = match list.as_str() {
        "own-dossiers" => home::sheet(&dossiers, &by, &directory, ctx.lang).await?,
        "readers" => {
            let narrowed = Fields::parse(form.value("from"));
            readers::sheet(&dossiers, &by, &directory, narrowed.some("dossier"), ctx.lang).await?
        }
        _ => return Err(Problem::absent("list")),
    };
    let title = ctx.t(&format!("list-{list}"));
    let (bytes, _) = sheet.write(&title, format, i64::MAX, &mut |_, _| Ok(()))?;
    let name = file_name(&title, kernel::time::civil(dossiers.clock.now()), format);
    Ok(job::html::attachment(&name, format.media(), bytes))
}
