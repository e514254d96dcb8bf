//! What a page sends: read as a change, checked, saved in any case, and on to the next page when everything is in order.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use dossier::model::PickUp;
use kernel::{Error, FilingId};
use person::Citizen;
use person::seat::Applicant;
use procedure::form::Field;
use serde_json::json;
use web::{Answer, Ctx, Fields, Problem};

use super::super::door::{Filings, Opened, of_area};
use super::super::model::{Change, Filing, Paper, Step, Way};
use super::field::is_only_proposed;
use super::{conflict, moment, parse, show};
use crate::uploads::Upload;

/// What the fields of a page say, as typed.
pub fn change(opened: &Opened, step: &Step, form: &Fields) -> Option<Change> {
    Some(match step {
        Step::Case => Change::Case(form.some("case").map(str::to_string)),
        Step::Where => {
            let place = opened.directory.area(form.value("commune"));
            Change::Where {
                place: place.map(|area| of_area(&opened.directory, area)).unwrap_or_default(),
                receiving: form.value("receiving").parse().ok(),
                deciding: form.value("deciding").parse().ok(),
            }
        }
        Step::Form(key) => {
            let page = opened.form.find_step(key)?;
            let province = opened.province();
            let typed = |field: &Field| {
                let typed: Vec<String> = form.all(&field.key).into_iter().map(str::to_string).collect();
                if is_only_proposed(field, &typed, &province) { Vec::new() } else { typed }
            };
            Change::Answers(key.clone(), page.fields.iter().map(|f| (f.key.clone(), typed(f))).collect())
        }
        Step::Papers => {
            let papers = opened.procedure.version.checklist(opened.filing.body.case.as_deref());
            let paper = |key: &str| Paper {
                way: Way::parse(form.value(&format!("way_{key}"))).unwrap_or_default(),
                words: form.value(&format!("words_{key}")).chars().take(200).collect(),
            };
            Change::Papers(papers.iter().map(|c| (c.key.clone(), paper(&c.key))).collect())
        }
        Step::Receive => Change::Receive {
            pick_up: PickUp::parse(form.value("pick_up")),
            post_to: form.value("post_to").chars().take(400).collect(),
        },
        Step::Review => return None,
    })
}

/// Everything wrong on one page: (field, key of the refusal or ready sentence).
pub fn wrongs(ctx: &Ctx, opened: &Opened, step: &Step, files: &[Upload]) -> Vec<(String, String)> {
    let body = &opened.filing.body;
    let said = |field: &str, key: &str| (field.to_string(), ctx.t(key));
    match step {
        Step::Case => {
            let known = body.case.as_deref().is_some_and(|key| opened.procedure.version.find_case(key).is_some());
            if known { Vec::new() } else { vec![said("case", "portal-filing-case-missing")] }
        }
        Step::Where => {
            let mut wrong = Vec::new();
            if body.place.code.is_empty() {
                wrong.push(said("commune", "portal-filing-commune-missing"));
            }
            let units = opened.units();
            if units.receiving.is_none() || units.deciding.is_none() {
                wrong.push(said("receiving", "portal-filing-units-missing"));
            }
            wrong
        }
        Step::Form(key) => match opened.form.check_step(key, &body.answers, opened.today()) {
            Ok(_) => Vec::new(),
            Err(refused) => {
                refused.iter().map(|r| (r.field.clone(), web::refusal_text(ctx.lang, &r.refusal(ctx.lang)))).collect()
            }
        },
        Step::Papers => {
            let asked = opened.procedure.version.checklist(body.case.as_deref());
            let missing = asked.iter().filter(|component| {
                let paper = body.paper(&component.key);
                let here = files.iter().any(|file| file.component == component.key && file.file.is_some());
                match paper.way {
                    Way::Upload => component.required && !here && !opened.form.stands_for(component),
                    Way::Earlier => paper.words.trim().is_empty(),
                    Way::Bring => false,
                }
            });
            let sentence = |component: &&procedure::Component| -> (String, String) {
                let earlier = body.paper(&component.key).way == Way::Earlier;
                let key = if earlier { "portal-filing-earlier-missing" } else { "portal-filing-paper-missing" };
                let text = ctx.lang.say_with(key, &[("paper", &component.name)]).into_owned();
                (format!("paper-{}", component.key), text)
            };
            missing.map(sentence).collect()
        }
        Step::Receive => match body.pick_up {
            None => vec![said("pick_up", "portal-filing-pick-up-missing")],
            Some(PickUp::Post) if body.post_to.trim().is_empty() => {
                vec![said("post_to", "portal-filing-post-to-missing")]
            }
            Some(_) => Vec::new(),
        },
        Step::Review => Vec::new(),
    }
}

/// The opened filing as it will be with a change, whatever stands in the database.
fn with(opened: &Opened, change: &Change) -> Result<Opened, Error> {
    let changed = opened.filing.changed(i64::MAX, change, false)?;
    Ok(Opened { filing: changed.unwrap_or_else(|| opened.filing.clone()), ..opened.clone() })
}

/// The same change with answers written one way, when they fit.
fn tidied(opened: &Opened, change: Change) -> Change {
    let Change::Answers(key, typed) = change else { return change };
    match opened.form.check_step(&key, &opened.filing.body.answers, opened.today()) {
        Ok(checked) => {
            let tidy = |(field, _): (String, Vec<String>)| {
                let values = checked.answers.given(&field).to_vec();
                (field, values)
            };
            Change::Answers(key, typed.into_iter().map(tidy).collect())
        }
        Err(_) => Change::Answers(key, typed),
    }
}

/// `POST /me/filings/{id}/{step}`: saves the page; leaves it when everything is in order.
pub async fn save(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path((id, slug)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let (id, step) = (parse(&id)?, Step::parse(&slug).ok_or_else(|| Problem::absent("step"))?);
    let opened = filings.open(&by, id).await?;
    let change = change(&opened, &step, &form).ok_or_else(|| Problem::absent("step"))?;
    let seen = form.number("version").unwrap_or(0);
    let typed = with(&opened, &change)?;
    let files = filings.uploads().list(&by, crate::uploads::Target::Filing(id)).await?;
    let wrong = wrongs(&ctx, &typed, &step, &files);
    let good = wrong.is_empty();
    let change = if good { tidied(&typed, change) } else { change };
    match filings.save(&by, id, seen, change, good).await {
        Ok(_) => {}
        Err(Error::Stale { .. }) => return conflict::show(&ctx, &opened, typed, &step, files),
        Err(other) => return Err(other.into()),
    }
    let to_review = form.has("to", "review");
    if form.has("do", "back") {
        let frame = super::frame::Frame::of(&typed, &step, to_review, ctx.lang);
        return Ok(web::see_other(&frame.back.unwrap_or_else(|| "/me/filings".into())));
    }
    if form.has("do", "later") {
        return Ok(web::Flash::good("portal-filing-kept").then("/me/filings"));
    }
    if !good {
        let saved = filings.open(&by, id).await?;
        return show::again(&ctx, &saved, &step, &files, wrong, to_review);
    }
    next(&filings, &by, id, &step, to_review).await
}

/// On to the page after this one, or back to the review.
async fn next(filings: &Filings, by: &Citizen, id: FilingId, step: &Step, to_review: bool) -> Answer {
    let opened = filings.open(by, id).await?;
    let filing: &Filing = &opened.filing;
    let steps = filing.steps(&opened.form, &opened.procedure.version);
    let place = steps.iter().position(|known| known == step);
    let after = match (to_review, place) {
        // Pages that only now came to be asked are shown before the review.
        (true, _) => filing.first_open(&opened.form, &opened.procedure.version),
        (false, Some(place)) => steps.get(place + 1).cloned().unwrap_or(Step::Review),
        (false, None) => filing.first_open(&opened.form, &opened.procedure.version),
    };
    let tail = if to_review && after != Step::Review { "?to=review" } else { "" };
    Ok(web::see_other(&format!("/me/filings/{id}/{}{tail}", after.slug())))
}

/// The same without a page: the form saves itself while it is typed into.
pub async fn autosave(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path((id, slug)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let (id, step) = (parse(&id)?, Step::parse(&slug).ok_or_else(|| Problem::absent("step"))?);
    let opened = filings.open(&by, id).await?;
    let change = change(&opened, &step, &form).ok_or_else(|| Problem::absent("step"))?;
    let kept = filings.save(&by, id, form.number("version").unwrap_or(0), change, false).await?;
    let at = moment(kept.at_ms, opened.today());
    let saved = ctx.lang.say_with("portal-filing-saved", &[("at", &at)]).into_owned();
    Ok((StatusCode::OK, axum::Json(json!({"version": kept.version, "saved": saved}))).into_response())
}
