//! Booking a talk: the dossier first (it proposes whom to ask), then with whom, when and where.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use kernel::{Error, OfficerId, UnitId};
use office::{Act, Officer, SignedIn};
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use crate::book::{Proposed, Wanted, When};
use crate::decide::time::USUAL;
use crate::door::{Talks, centres_of, receives_somewhere};
use crate::store as rows;

#[derive(Template)]
#[template(path = "talk/new.html")]
struct NewView {
    page: Page,
    form: Fields,
    centres: Vec<Choice>,
    lengths: Vec<Choice>,
    rooms: Vec<Choice>,
    /// Who has the dossier now, in words.
    proposed: Option<String>,
    procedure: String,
}

fn require(by: &Officer) -> Result<(), Problem> {
    if receives_somewhere(by) {
        return Ok(());
    }
    Err(kernel::Refusal::new("NOT_PERMITTED").with("act", Act::Intake.key()).into())
}

/// `?dossier=…` looks the dossier up and proposes who has it.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(talks): State<Talks>, uri: Uri) -> Answer {
    require(&by)?;
    let query = Fields::of_query(&uri);
    let mut form = Fields::new().with("when", "now").with("minutes", USUAL);
    let Some(code) = query.some("dossier") else { return page(&ctx, &by, &talks, form, None).await };
    match talks.propose(&by, code).await {
        Ok(found) => {
            form = form.with("dossier", &found.about.code).with("visitor", &found.visitor);
            page(&ctx, &by, &talks, form, Some(found)).await
        }
        Err(Error::Refused(refusal)) => {
            form = form.with("dossier", code);
            form.refuse_by(ctx.lang, &refusal);
            page(&ctx, &by, &talks, form, None).await
        }
        // Not theirs and not there look alike.
        Err(Error::Absent(_)) => {
            form = form.with("dossier", code);
            form.refuse_by(ctx.lang, &kernel::Refusal::new("TALK_DOSSIER").with("code", code).at("dossier"));
            page(&ctx, &by, &talks, form, None).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(ctx: &Ctx, by: &Officer, talks: &Talks, mut form: Fields, found: Option<Proposed>) -> Answer {
    let centres = centres_of(by);
    let own = by.directory().centre_of(by.unit()).map(|unit| unit.id);
    let here = form.value("centre").parse().ok().or(own).filter(|here| centres.iter().any(|(id, _)| id == here));
    let here: Option<UnitId> = here.or(centres.first().map(|(id, _)| *id));
    if let (Some(here), true) = (here, form.value("centre").is_empty()) {
        form = form.with("centre", here);
    }
    let ids: Vec<UnitId> = centres.iter().map(|(id, _)| *id).collect();
    let rooms = talks.dossiers.store.read(move |tx| {
        let mut all = Vec::new();
        for centre in &ids {
            all.extend(rows::list_rooms(tx, *centre)?);
        }
        Ok(all)
    });
    let several = centres.len() > 1;
    let rooms: Vec<Choice> = rooms
        .await?
        .into_iter()
        .filter(|room| room.has_camera)
        .map(|room| {
            let label = match several {
                true => format!("{} – {}", room.name, by.directory().unit_name(room.centre)),
                false => room.name,
            };
            Choice::new(room.id.to_string(), label)
        })
        .collect();
    let labels: Vec<(&str, String)> = ["officer", "unit", "visitor", "room", "minutes", "time", "day"]
        .into_iter()
        .map(|name| (name, ctx.t(&format!("talk-field-{name}"))))
        .collect();
    form.name_errors(labels.iter().map(|(name, label)| (*name, label.as_str())));
    let proposed = found.as_ref().map(|found| match &found.officer {
        Some(officer) => format!("{} ({})", officer.name, by.directory().unit_name(officer.unit)),
        None => found.unit.name.clone(),
    });
    let title = ctx.t("talk-new-title");
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = NewView {
        page: ctx.page(title.clone()).at("talks").crumb(ctx.t("talk-title"), Some("/talks")).crumb(title, None),
        form,
        centres: centres.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect(),
        lengths: super::lengths(ctx.lang),
        rooms,
        proposed,
        procedure: found.map(|found| found.about.procedure).unwrap_or_default(),
    };
    web::html_with(status, &view)
}

/// Somebody chosen from the typeahead, or whose whole name or login was typed.
fn officer(by: &Officer, form: &Fields) -> Result<Option<OfficerId>, kernel::Refusal> {
    if let Ok(id) = form.value_id("officer").parse() {
        return Ok(Some(id));
    }
    let Some(typed) = form.some("officer") else { return Ok(None) };
    let typed = kernel::fold(typed);
    let all = by.directory().officers();
    let same: Vec<_> = all
        .into_iter()
        .filter(|card| card.active && (kernel::fold(&card.name) == typed || kernel::fold(&card.login) == typed))
        .collect();
    match same[..] {
        [one] => Ok(Some(one.id)),
        _ => Err(kernel::Refusal::new("TALK_WITH_WHOM").at("officer")),
    }
}

fn unit(by: &Officer, form: &Fields) -> Result<Option<UnitId>, kernel::Refusal> {
    if let Ok(id) = form.value_id("unit").parse() {
        return Ok(Some(id));
    }
    let Some(typed) = form.some("unit") else { return Ok(None) };
    let typed = kernel::fold(typed);
    let same: Vec<_> = by.directory().units().into_iter().filter(|unit| kernel::fold(&unit.name) == typed).collect();
    match same[..] {
        [one] => Ok(Some(one.id)),
        _ => Err(kernel::Refusal::new("TALK_WITH_WHOM").at("unit")),
    }
}

fn wanted(by: &Officer, form: &Fields) -> Result<Wanted, kernel::Refusal> {
    let when = match form.value("when") {
        "now" => When::Now { minutes: form.number("minutes").unwrap_or(0) },
        _ => When::At(super::slot(form)?),
    };
    let centre = form.value("centre").parse().map_err(|_| kernel::Refusal::new("TALK_CENTRE").at("centre"))?;
    Ok(Wanted {
        centre,
        dossier: form.value("dossier").into(),
        officer: officer(by, form)?,
        unit: unit(by, form)?,
        visitor: form.value("visitor").into(),
        subject: form.value("subject").into(),
        when,
        room: form.value("room").parse().ok(),
    })
}

pub async fn book(ctx: Ctx, SignedIn(by): SignedIn, State(talks): State<Talks>, mut form: Fields) -> Answer {
    require(&by)?;
    let once = super::once(&by, &form, "talk.book");
    let done = match wanted(&by, &form) {
        Ok(wanted) => talks.book(&by, wanted, once).await,
        Err(refusal) => Err(refusal.into()),
    };
    match done {
        Ok(talk) => Ok(Flash::good("talk-booked").then(&format!("/talks/{}", talk.id))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            page(&ctx, &by, &talks, form, None).await
        }
        Err(Error::Absent(_)) => {
            let refusal = kernel::Refusal::new("TALK_DOSSIER").with("code", form.value("dossier")).at("dossier");
            form.refuse_by(ctx.lang, &refusal);
            page(&ctx, &by, &talks, form, None).await
        }
        Err(other) => Err(other.into()),
    }
}
