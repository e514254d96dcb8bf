//! The last look, sending, and the page that says that it arrived.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use dossier::model::PickUp;
use kernel::{Error, Lang};
use law::RuleSet;
use person::seat::Applicant;
use procedure::html::words;
use procedure::model::Channel;
use web::ui::Fact;
use web::{Answer, Ctx, Fields, Page};

use super::super::door::{Filings, Opened};
use super::super::model::{State, Step, Way};
use super::super::submit;
use super::frame::{Frame, label};
use super::{parse, save};
use crate::uploads::html::{FileLine, lines};
use crate::uploads::{Target, Upload};

/// One step as it was filled in.
struct Section {
    title: String,
    href: String,
    facts: Vec<Fact>,
    files: Vec<FileLine>,
    wrong: Vec<String>,
}

#[derive(Template)]
#[template(path = "portal/filing/review.html")]
struct ReviewView {
    page: Page,
    frame: Frame,
    form: Fields,
    sections: Vec<Section>,
    ready: bool,
    fees: Vec<String>,
}

/// Everything of the filing that is wrong, step by step.
pub fn wrongs(ctx: &Ctx, opened: &Opened, files: &[Upload]) -> Vec<(Step, String)> {
    let steps = opened.filing.steps(&opened.form, &opened.procedure.version);
    let of_step = |step: Step| {
        let wrong = save::wrongs(ctx, opened, &step, files);
        wrong.into_iter().map(move |(_, text)| (step.clone(), text))
    };
    steps.into_iter().flat_map(of_step).collect()
}

/// Shows everything with links to change it.
pub fn show(
    ctx: &Ctx,
    opened: &Opened,
    files: &[Upload],
    refused: Vec<(String, String)>,
    status: StatusCode,
) -> Answer {
    let lang = ctx.lang;
    let frame = Frame::of(opened, &Step::Review, false, lang);
    let wrong = wrongs(ctx, opened, files);
    let steps = opened.filing.steps(&opened.form, &opened.procedure.version);
    let section = |step: &Step| Section {
        title: label(opened, step, lang),
        href: format!("{}/{}?to=review", frame.base, step.slug()),
        facts: facts(ctx, opened, step),
        files: if *step == Step::Papers { all_files(opened, files, lang) } else { Vec::new() },
        wrong: wrong.iter().filter(|(known, _)| known == step).map(|(_, text)| text.clone()).collect(),
    };
    let sections: Vec<Section> = steps.iter().filter(|step| **step != Step::Review).map(section).collect();
    let mut form = Fields::new();
    for (name, text) in refused {
        form.refuse(&name, text);
    }
    let fees = opened.procedure.version.fees_for(Channel::Online, opened.filing.body.case.as_deref());
    let fees = fees
        .iter()
        .map(|fee| words::fee_line(fee, lang))
        .map(|line| format!("{} {}", line.kind, line.amount).trim().to_string());
    let view = ReviewView {
        page: ctx
            .page(ctx.t("portal-filing-step-review"))
            .crumb(ctx.t("portal-filing-list-title"), Some("/me/filings"))
            .crumb(frame.title.clone(), None)
            .at("filings"),
        ready: wrong.is_empty(),
        fees: fees.collect(),
        frame,
        form,
        sections,
    };
    web::html_with(status, &view)
}

fn all_files(opened: &Opened, files: &[Upload], lang: Lang) -> Vec<FileLine> {
    let taken: Vec<&Upload> = files.iter().filter(|file| file.file.is_some()).collect();
    lines(Target::Filing(opened.filing.id), &taken, lang)
}

/// What a step says, in words.
pub fn facts(ctx: &Ctx, opened: &Opened, step: &Step) -> Vec<Fact> {
    let (body, version) = (&opened.filing.body, &opened.procedure.version);
    let name = |id: Option<kernel::UnitId>| id.map(|id| opened.directory.unit_name(id)).unwrap_or_default();
    let fact = |key: &str, value: String| Fact::new(ctx.t(key), value);
    match step {
        Step::Case => {
            let case = body.case.as_deref().and_then(|key| version.find_case(key));
            vec![fact("portal-filing-step-case", case.map(|case| case.name.clone()).unwrap_or_default())]
        }
        Step::Where => {
            let units = opened.units();
            let place = [&body.place.commune, &body.place.province];
            let place = place.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ");
            vec![
                fact("portal-filing-place", place),
                fact("portal-filing-receiving", name(units.receiving)),
                fact("portal-filing-deciding", name(units.deciding)),
            ]
        }
        Step::Form(key) => {
            let filled = opened.form.fill(&body.answers);
            let section = filled.sections.into_iter().find(|section| section.key == *key);
            let lines = section.map(|section| section.lines).unwrap_or_default();
            let blank = ctx.t("portal-filing-blank");
            let said = |line: &procedure::form::FilledLine| match line.value.get(ctx.lang) {
                "" => blank.clone(),
                said => said.to_string(),
            };
            lines.iter().map(|line| Fact::new(line.label.get(ctx.lang), said(line))).collect()
        }
        Step::Papers => {
            let asked = version.checklist(body.case.as_deref());
            let said = |component: &&procedure::Component| {
                let paper = body.paper(&component.key);
                let value = match paper.way {
                    Way::Upload if opened.form.stands_for(component) => ctx.t("portal-filing-paper-is-form"),
                    Way::Upload => return None,
                    Way::Earlier => {
                        ctx.lang.say_with("portal-filing-paper-earlier-in", &[("words", &paper.words)]).into_owned()
                    }
                    Way::Bring => ctx.t("portal-filing-way-bring"),
                };
                Some(Fact::new(component.name.clone(), value))
            };
            asked.iter().filter_map(said).collect()
        }
        Step::Receive => {
            let way = body.pick_up.map(|way| ctx.t(&format!("intake-pick-up-{}", way.code()))).unwrap_or_default();
            let to = if body.pick_up == Some(PickUp::Post) { body.post_to.clone() } else { String::new() };
            vec![fact("intake-pick-up", way), fact("portal-filing-post-to", to)]
                .into_iter()
                .filter(|fact| !fact.value.is_empty())
                .collect()
        }
        Step::Review => Vec::new(),
    }
}

/// `POST /me/filings/{id}/submission`: sends it, once, however often it is pressed.
pub async fn submit(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path(id): Path<String>,
    form: Fields,
) -> Answer {
    let id = parse(&id)?;
    let opened = filings.open(&by, id).await?;
    let receipt = format!("/me/filings/{id}/receipt");
    if opened.filing.state == State::Sent {
        return Ok(web::see_other(&receipt));
    }
    let files = filings.uploads().list(&by, Target::Filing(id)).await?;
    let mut refused = Vec::new();
    if !form.has("declared", "1") {
        refused.push(("declared".to_string(), ctx.t("portal-filing-declare-missing")));
    }
    for (step, text) in wrongs(&ctx, &opened, &files) {
        refused.push((format!("step-{}", step.slug()), text));
    }
    if form.number("version") != Some(opened.filing.version) {
        refused.push((String::new(), ctx.t("portal-filing-changed-since")));
    }
    if !refused.is_empty() {
        return show(&ctx, &opened, &files, refused, StatusCode::UNPROCESSABLE_ENTITY);
    }
    match submit::submit(&filings, &by, &opened).await {
        Ok(_) => Ok(web::see_other(&receipt)),
        Err(Error::Refused(refusal)) => {
            let text = web::refusal_text(ctx.lang, &refusal);
            show(&ctx, &opened, &files, vec![(String::new(), text)], StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::Stale { .. }) => {
            let opened = filings.open(&by, id).await?;
            if opened.filing.state == State::Sent {
                return Ok(web::see_other(&receipt));
            }
            let text = ctx.t("portal-filing-changed-since");
            show(&ctx, &opened, &files, vec![(String::new(), text)], StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

#[derive(Template)]
#[template(path = "portal/filing/receipt.html")]
struct ReceiptView {
    page: Page,
    title: String,
    arrived: String,
    centre: String,
    centre_phone: Option<String>,
    /// Until when the centre must answer, in words.
    answer_by: String,
    /// The centre is closed now: when it opens next.
    opens: Option<String>,
    law: String,
    dossier: String,
    papers: usize,
    bring: Vec<String>,
}

/// `GET /me/filings/{id}/receipt`: it arrived, and when they will hear.
pub async fn receipt(ctx: Ctx, Applicant(by): Applicant, filings: Filings, Path(id): Path<String>) -> Answer {
    let id = parse(&id)?;
    let opened = filings.open(&by, id).await?;
    let Some(dossier) = opened.filing.dossier else {
        return Ok(web::see_other(&format!("/me/filings/{id}")));
    };
    let reading = filings.dossiers.read_as_applicant(&by, dossier::Key::Id(dossier)).await?;
    let (dossier, calendar, lang) = (&reading.dossier, &reading.calendar, ctx.lang);
    let rules = RuleSet::on(dossier.lodged_at.date());
    let day = |at: jiff::civil::DateTime| {
        let (time, day) = (at.strftime("%H:%M").to_string(), law::weekday_date(at.date(), lang).replace(' ', "\u{a0}"));
        lang.say_with("public-moment", &[("time", &time), ("day", &day)]).into_owned()
    };
    let unit = opened.directory.unit(dossier.receiving.id);
    let opens = submit::opens(calendar, dossier.lodged_at);
    let view = ReceiptView {
        page: ctx
            .page(ctx.t("portal-filing-arrived"))
            .crumb(ctx.t("portal-filing-list-title"), Some("/me/filings"))
            .crumb(ctx.t("portal-filing-arrived"), None)
            .at("filings"),
        title: super::super::door::title(&reading.procedure),
        arrived: day(dossier.lodged_at),
        centre: dossier.receiving.name.clone(),
        centre_phone: unit.and_then(|unit| unit.hotline.clone()),
        answer_by: day(rules.online_acceptance_by(dossier.lodged_at, calendar)),
        opens: opens.map(day),
        law: rules.cite(law::Rule::OnlineAcceptance, lang),
        dossier: format!("/me/dossiers/{}", dossier.id),
        papers: dossier.files.len(),
        bring: bring(&opened),
    };
    web::html(&view)
}

/// Papers the applicant said to bring.
fn bring(opened: &Opened) -> Vec<String> {
    let asked = opened.procedure.version.checklist(opened.filing.body.case.as_deref());
    let brought = asked.iter().filter(|c| opened.filing.body.paper(&c.key).way == Way::Bring);
    brought.map(|component| component.name.clone()).collect()
}
