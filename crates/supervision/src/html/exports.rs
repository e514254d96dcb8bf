//! Asks for a list as a spreadsheet: the job's page shows how far it is and keeps the file.

use axum::extract::State;
use job::sheet::Format;
use job::{Jobs, NewJob};
use kernel::UnitId;
use office::SignedIn;
use web::{Answer, Ctx, Fields, Problem};

use super::supervises;
use super::words::Names;
use crate::Supervision;
use crate::export::{KIND, Params, Wanted};
use crate::pick::Pick;

/// `POST /supervision/exports`: `format`, and either `from` (a list's query) or `unit` and `year` (a register).
pub async fn start(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(desk): State<Supervision>,
    State(jobs): State<Jobs>,
    form: Fields,
) -> Answer {
    supervises(&by)?;
    let format = Format::parse(form.value("format")).unwrap_or(Format::Xlsx);
    let unit: Option<UnitId> = form.value("unit").parse().ok();
    let (wanted, name) = match unit {
        Some(unit) => {
            let year = form.number("year").and_then(|year| i16::try_from(year).ok());
            let year = year.ok_or_else(|| Problem::absent("book"))?;
            let name = ctx.lang.say_with("supervision-book-of", &[("year", &year.to_string())]).into_owned();
            (Wanted::Register { unit, year }, name)
        }
        None => {
            let pick = Pick::parse(&Fields::parse(form.value("from")));
            let (directory, catalogue) = (by.directory(), &desk.dossiers.catalogue);
            let names = Names { lang: ctx.lang, directory, catalogue, today: desk.now().at.date() };
            let name = names.when(pick.when);
            (Wanted::Progress { query: pick.text() }, name)
        }
    };
    let params = serde_json::to_value(Params { wanted, format, lang: ctx.lang });
    let params = params.map_err(|e| kernel::Error::fault("export", e))?;
    let new = NewJob::new(KIND, params).with("name", name).with("format", format.code().to_uppercase());
    let id = jobs.start(&by, new).await?;
    Ok(web::see_other(&format!("/jobs/{id}")))
}
