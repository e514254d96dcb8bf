//! The answers to a submission: accepted, completed once, or refused; each saves what the officer ticked with the act.

use axum::extract::{Path, State};
use dossier::command::{Acceptance, Revision};
use dossier::model::{SupplementItem, UnitRef};
use dossier::{Command, Dossier, Dossiers, Saved};
use kernel::{Error, UnitId};
use office::{Officer, SignedIn};
use web::fields::encode;
use web::{Answer, Ctx, Fields, Flash};

use super::show::{self, POINTS};
use crate::intake::{act, checklist};

/// Accepts: code, receipt, promised date; the procedure's clock starts now.
pub async fn accept(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (reading, _) = show::open(&dossiers, &by, &id).await?;
    let now = kernel::time::civil(dossiers.clock.now());
    if form.some("due_date").is_some() && form.date("due_date").is_none() {
        form.refuse("due_date", ctx.t("intake-date-wrong"));
    }
    let manual_due = act::Promise::read(&form, &reading, now).manual;
    let command = Command::Accept(Acceptance { manual_due, ..Acceptance::default() });
    run(ctx, by, dossiers, reading.dossier, form, Some(command), "acceptance").await
}

/// Asks for everything at once (Mẫu 02), each point pinned to a paper or a field.
pub async fn supplement(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (reading, _) = show::open(&dossiers, &by, &id).await?;
    let (reason, basis) = (form.value("supplement_reason").into(), form.value("supplement_basis").into());
    let command = Command::RequestSupplement { items: items(&form), reason, basis };
    run(ctx, by, dossiers, reading.dossier, form, Some(command), "supplement").await
}

/// Says what of the one request is missing still: it waits for the applicant again.
pub async fn still_missing(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (reading, _) = show::open(&dossiers, &by, &id).await?;
    let reason = form.value("missing_reason").into();
    run(ctx, by, dossiers, reading.dossier, form, Some(Command::ReturnAnswer { reason }), "still-missing").await
}

/// Refuses, with reason and article (Mẫu 03).
pub async fn refuse(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (reading, _) = show::open(&dossiers, &by, &id).await?;
    let (reason, basis) = (form.value("refusal_reason").into(), form.value("refusal_basis").into());
    run(ctx, by, dossiers, reading.dossier, form, Some(Command::RefuseIntake { reason, basis }), "refusal").await
}

/// Puts the deciding agency right, and nothing else.
pub async fn correct_deciding(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let (reading, _) = show::open(&dossiers, &by, &id).await?;
    run(ctx, by, dossiers, reading.dossier, form, None, "deciding").await
}

async fn run(
    ctx: Ctx,
    by: Officer,
    dossiers: Dossiers,
    before: Dossier,
    mut form: Fields,
    command: Option<Command>,
    act: &'static str,
) -> Answer {
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let (id, seen) = (before.id, form.number("version").unwrap_or(0));
    let revision = revision(&mut form, &before, today, ctx.lang);
    if !form.is_good() {
        return show::again(&ctx, &by, &dossiers, id, form, None).await;
    }
    let once = super::super::once(&by, &form, &format!("intake.online.{act} {id}"));
    match act::perform(&dossiers, &by, id, seen, revision, command.into_iter().collect(), once).await {
        Ok(saved) => Ok(done(act, &saved, form.value("from"))),
        Err(Error::Refused(refusal)) if refusal.key == "NOT_PERMITTED" => Err(Error::Refused(refusal).into()),
        Err(Error::Refused(refusal)) => {
            let field = field_of(act, refusal.field.as_deref()).to_string();
            form.refuse(&field, web::refusal_text(ctx.lang, &act::named(&refusal, &before)));
            show::again(&ctx, &by, &dossiers, id, form, None).await
        }
        Err(Error::Stale { seen, .. }) => show::again(&ctx, &by, &dossiers, id, form, Some(seen)).await,
        Err(other) => Err(other.into()),
    }
}

fn revision(form: &mut Fields, before: &Dossier, today: jiff::civil::Date, lang: kernel::Lang) -> Option<Revision> {
    let revision = checklist::revision(form, before, today, lang)?;
    let named: Option<UnitId> = form.value("deciding").parse().ok();
    let deciding = named.filter(|unit| *unit != before.deciding.id);
    let deciding = deciding.map(|id| UnitRef { id, name: String::new(), code: String::new() });
    Some(Revision { deciding, ..revision })
}

/// The points of the request: a row without words and without a pin is no point.
fn items(form: &Fields) -> Vec<SupplementItem> {
    let item = |n: usize| {
        let value = |name: &str| form.value(&format!("{name}_{n}")).to_string();
        let (pin, ask) = (value("pin"), value("ask"));
        if pin.is_empty() && ask.is_empty() {
            return None;
        }
        Some(SupplementItem {
            component: pin.strip_prefix("c:").map(Into::into),
            field: pin.strip_prefix("f:").unwrap_or_default().into(),
            ask,
            example: value("example"),
            basis: value("basis"),
        })
    };
    (1..=POINTS).filter_map(item).collect()
}

fn field_of<'a>(act: &str, field: Option<&'a str>) -> &'a str {
    match (act, field) {
        ("supplement", Some("reason")) => "supplement_reason",
        ("supplement", Some("items")) => "ask_1",
        ("still-missing", Some("reason")) => "missing_reason",
        ("refusal", Some("reason")) => "refusal_reason",
        ("refusal", Some("basis")) => "refusal_basis",
        (_, Some("manual_due")) => "due_date",
        (_, Some("manual_due_reason")) => "due_reason",
        (_, Some("unit")) => "deciding",
        (_, field) => field.unwrap_or(""),
    }
}

fn done(act: &str, saved: &Saved, from: &str) -> axum::response::Response {
    let code = saved.code.clone().unwrap_or_default();
    match act {
        "acceptance" => {
            Flash::good("intake-accepted").with("code", code).then(&format!("/intake/{}/outcome", saved.id))
        }
        "supplement" => Flash::good("intake-supplement-asked").then(&format!("/intake/online?{from}")),
        "still-missing" => Flash::good("intake-still-missing-sent").then(&format!("/intake/online?{from}")),
        "refusal" => Flash::good("intake-refused").then(&format!("/intake/online?{from}")),
        _ => {
            let to = format!("/intake/online/{}?from={}", saved.id, encode(from));
            Flash::good("desk-online-deciding-saved").then(&to)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_knows_the_paper_or_the_field_it_is_pinned_to() {
        let form = Fields::parse("pin_1=c:TP02&ask_1=a&example_1=b&basis_1=c&pin_2=f:birth_date&ask_2=d&ask_4=e");
        let items = items(&form);
        assert_eq!(items.len(), 3);
        assert_eq!((items[0].component.as_deref(), items[0].example.as_str()), (Some("TP02"), "b"));
        assert_eq!((items[1].component.as_deref(), items[1].field.as_str()), (None, "birth_date"));
        assert_eq!((items[2].component.as_deref(), items[2].field.as_str()), (None, ""));
    }
}
