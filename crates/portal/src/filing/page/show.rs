//! One page of the way, as it is shown.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::Uri;
use dossier::model::PickUp;
use office::model::Unit;
use person::seat::Applicant;
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::super::door::{Filings, Opened, of_area};
use super::super::model::{State, Step, Way};
use super::super::place;
use super::field::{self, FieldView};
use super::frame::{Frame, label};
use super::{moment, parse, review};
use crate::uploads::html::{FileLine, lines};
use crate::uploads::{Target, Upload};

/// Everything a page is made of.
pub struct Showing<'a> {
    pub opened: &'a Opened,
    pub step: &'a Step,
    pub files: &'a [Upload],
    /// (field, sentence)
    pub wrong: Vec<(String, String)>,
    pub to_review: bool,
    /// What another window saved, when this page was typed without knowing it.
    pub other: Option<&'a Opened>,
    pub status: StatusCode,
}

#[derive(Template)]
#[template(path = "portal/filing/case.html")]
struct CaseView {
    page: Page,
    frame: Frame,
    form: Fields,
    conflict: Option<String>,
    cases: Vec<Choice>,
    other: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/filing/where.html")]
struct WhereView {
    page: Page,
    frame: Frame,
    form: Fields,
    conflict: Option<String>,
    communes: Vec<Choice>,
    centres: Vec<Choice>,
    deciders: Vec<Choice>,
    proposed: Proposed,
    chosen: bool,
    other: Option<String>,
}

/// Who will take it in and who decides, in words.
#[derive(Default)]
pub struct Proposed {
    pub receiving: Option<(String, String)>,
    pub deciding: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/filing/proposed.html")]
struct ProposedView {
    page: Page,
    proposed: Proposed,
}

#[derive(Template)]
#[template(path = "portal/filing/questions.html")]
struct QuestionsView {
    page: Page,
    frame: Frame,
    form: Fields,
    conflict: Option<String>,
    intro: String,
    basis: String,
    fields: Vec<FieldView>,
    communes: Vec<String>,
}

/// One paper of the checklist.
struct PaperView {
    key: String,
    name: String,
    required: bool,
    /// The filled form is this paper.
    stands_for: bool,
    error: Option<String>,
    way: &'static str,
    words: String,
    files: Vec<FileLine>,
}

#[derive(Template)]
#[template(path = "portal/filing/papers.html")]
struct PapersView {
    page: Page,
    frame: Frame,
    form: Fields,
    conflict: Option<String>,
    papers: Vec<PaperView>,
    uploads: String,
}

#[derive(Template)]
#[template(path = "portal/filing/result.html")]
struct ResultView {
    page: Page,
    frame: Frame,
    form: Fields,
    conflict: Option<String>,
    ways: Vec<Choice>,
    other: Option<String>,
}

/// `GET /me/filings/{id}/{step}`
pub async fn show(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path((id, slug)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let (id, step) = (parse(&id)?, Step::parse(&slug).ok_or_else(|| Problem::absent("step"))?);
    let opened = filings.open(&by, id).await?;
    match opened.filing.state {
        State::Sent => return Ok(web::see_other(&format!("/me/filings/{id}/receipt"))),
        State::Deleted => return Ok(Flash::warn("portal-filing-is-deleted").then("/me/filings")),
        State::Draft => {}
    }
    if !opened.filing.steps(&opened.form, &opened.procedure.version).contains(&step) {
        let first = opened.filing.first_open(&opened.form, &opened.procedure.version);
        return Ok(web::see_other(&format!("/me/filings/{id}/{}", first.slug())));
    }
    let to_review = Fields::of_query(&uri).has("to", "review");
    let files = filings.uploads().list(&by, Target::Filing(id)).await?;
    if step == Step::Review {
        return review::show(&ctx, &opened, &files, Vec::new(), StatusCode::OK);
    }
    let showing = Showing {
        opened: &opened,
        step: &step,
        files: &files,
        wrong: Vec::new(),
        to_review,
        other: None,
        status: StatusCode::OK,
    };
    render(&ctx, showing)
}

/// The page again, with what is wrong at its fields. Everything typed was saved.
pub fn again(
    ctx: &Ctx,
    opened: &Opened,
    step: &Step,
    files: &[Upload],
    wrong: Vec<(String, String)>,
    to_review: bool,
) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    render(ctx, Showing { opened, step, files, wrong, to_review, other: None, status })
}

/// Draws a page.
pub fn render(ctx: &Ctx, showing: Showing<'_>) -> Answer {
    let Showing { opened, step, files, wrong, to_review, other, status } = showing;
    let lang = ctx.lang;
    let frame = Frame::of(opened, step, to_review, lang);
    let page = ctx
        .page(label(opened, step, lang))
        .crumb(ctx.t("portal-filing-list-title"), Some("/me/filings"))
        .crumb(frame.title.clone(), None)
        .at("filings");
    let mut form = form_of(opened, step);
    for (name, text) in wrong {
        form.refuse(&name, text);
    }
    let conflict = other.map(|stands| moment(stands.filing.changed_ms, opened.today()));
    match step {
        Step::Case => {
            let cases: Vec<Choice> =
                opened.procedure.version.cases.iter().map(|case| Choice::new(&case.key, &case.name)).collect();
            let other = other.and_then(|stands| stands.filing.body.case.as_deref());
            let other = other.and_then(|key| opened.procedure.version.find_case(key)).map(|case| case.name.clone());
            web::html_with(status, &CaseView { page, frame, form, conflict, cases, other })
        }
        Step::Where => {
            let body = &opened.filing.body;
            let view = WhereView {
                communes: communes(opened),
                centres: units(&place::centres(&opened.directory, opened.today())),
                deciders: units(&place::deciders(
                    &opened.directory,
                    &opened.procedure.version,
                    opened.units().receiving,
                    &body.place.code,
                    opened.today(),
                )),
                proposed: proposed(opened),
                chosen: body.receiving.is_some() || body.deciding.is_some(),
                other: other.map(|stands| stands.filing.body.place.commune.clone()),
                page,
                frame,
                form,
                conflict,
            };
            web::html_with(status, &view)
        }
        Step::Form(key) => {
            let answers = &opened.filing.body.answers;
            let pages = opened.form.shown(answers);
            let (asked, shown) = pages
                .into_iter()
                .find(|(known, _)| known.key == *key)
                .ok_or_else(|| Problem::absent("step of the form"))?;
            let mut fields = field::views(asked, &shown, answers, &form, &opened.province(), lang);
            for view in &mut fields {
                let theirs = other.map(|stands| &stands.filing.body.answers);
                let theirs = theirs.filter(|theirs| theirs.given(&view.key) != answers.given(&view.key));
                let known = opened.form.find_field(&view.key);
                view.other = theirs.zip(known).map(|(theirs, field)| field.shown_value(theirs).get(lang).to_string());
            }
            let view = QuestionsView {
                intro: asked.intro.get(lang).into(),
                basis: opened.form.basis.clone(),
                communes: communes(opened).into_iter().map(|choice| choice.label).collect(),
                fields,
                page,
                frame,
                form,
                conflict,
            };
            web::html_with(status, &view)
        }
        Step::Papers => {
            let papers = papers(opened, files, &form, lang);
            let uploads = Target::Filing(opened.filing.id).address();
            web::html_with(status, &PapersView { page, frame, form, conflict, papers, uploads })
        }
        Step::Receive => {
            let ways = PickUp::ALL.into_iter().map(|way| receive_choice(ctx, opened, way)).collect();
            let theirs = other.and_then(|stands| stands.filing.body.pick_up);
            let other = theirs.map(|way| ctx.t(&format!("intake-pick-up-{}", way.code())));
            web::html_with(status, &ResultView { page, frame, form, conflict, ways, other })
        }
        Step::Review => Err(Problem::absent("step")),
    }
}

/// What stands in the fields of a page.
fn form_of(opened: &Opened, step: &Step) -> Fields {
    let body = &opened.filing.body;
    let unit = |id: Option<kernel::UnitId>| id.map(|id| id.to_string()).unwrap_or_default();
    match step {
        Step::Case => Fields::new().with("case", body.case.as_deref().unwrap_or_default()),
        Step::Where => Fields::new()
            .with("commune", &body.place.code)
            .with("receiving", unit(body.receiving))
            .with("deciding", unit(body.deciding)),
        Step::Receive => Fields::new()
            .with("pick_up", body.pick_up.map(PickUp::code).unwrap_or_default())
            .with("post_to", &body.post_to),
        Step::Form(_) | Step::Papers | Step::Review => Fields::new(),
    }
}

fn communes(opened: &Opened) -> Vec<Choice> {
    let areas = place::communes(&opened.directory, opened.today());
    areas.into_iter().map(|area| Choice::new(&area.code, &area.name)).collect()
}

fn units(units: &[&Unit]) -> Vec<Choice> {
    units.iter().map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect()
}

fn proposed(opened: &Opened) -> Proposed {
    let units = opened.units();
    let unit = |id: Option<kernel::UnitId>| id.and_then(|id| opened.directory.unit(id));
    Proposed {
        receiving: unit(units.receiving).map(|unit| (unit.name.clone(), unit.address.clone().unwrap_or_default())),
        deciding: unit(units.deciding).map(|unit| unit.name.clone()),
    }
}

/// Who would take it in, while the place is being chosen. Saves nothing.
pub async fn preview(
    ctx: Ctx,
    Applicant(by): Applicant,
    filings: Filings,
    Path((id, slug)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let id = parse(&id)?;
    if Step::parse(&slug) != Some(Step::Where) {
        return Err(Problem::absent("preview"));
    }
    let mut opened = filings.open(&by, id).await?;
    let area = opened.directory.area(form.value("commune"));
    opened.filing.body.place = area.map(|area| of_area(&opened.directory, area)).unwrap_or_default();
    opened.filing.body.receiving = form.value("receiving").parse().ok();
    opened.filing.body.deciding = form.value("deciding").parse().ok();
    web::html(&ProposedView { page: ctx.page(""), proposed: proposed(&opened) })
}

fn papers(opened: &Opened, files: &[Upload], form: &Fields, lang: kernel::Lang) -> Vec<PaperView> {
    let target = Target::Filing(opened.filing.id);
    let asked = opened.procedure.version.checklist(opened.filing.body.case.as_deref());
    let view = |component: &&procedure::Component| {
        let paper = opened.filing.body.paper(&component.key);
        let of_it: Vec<&Upload> = files.iter().filter(|file| file.component == component.key).collect();
        PaperView {
            key: component.key.clone(),
            name: component.name.trim_start_matches(['-', '–', '+', '*', '•', ' ']).into(),
            required: component.required,
            stands_for: opened.form.stands_for(component),
            error: form.error(&format!("paper-{}", component.key)).map(str::to_string),
            way: match paper.way {
                Way::Upload => "upload",
                Way::Earlier => "earlier",
                Way::Bring => "bring",
            },
            words: paper.words,
            files: lines(target, &of_it, lang),
        }
    };
    asked.iter().map(view).collect()
}

fn receive_choice(ctx: &Ctx, opened: &Opened, way: PickUp) -> Choice {
    let choice = Choice::new(way.code(), ctx.t(&format!("intake-pick-up-{}", way.code())));
    let centre = proposed(opened).receiving;
    match (way, centre) {
        (PickUp::Counter, Some((name, address))) => {
            let place = if address.is_empty() { name } else { format!("{name}, {address}") };
            choice.hint(place)
        }
        (PickUp::Counter, None) => choice,
        (PickUp::Post, _) => choice.hint(ctx.t("portal-filing-post-hint")),
        (PickUp::Online, _) => choice.hint(ctx.t("portal-filing-online-hint")),
    }
}
