//! One submission: what was filled in, its files, the checks, and the three answers of the law with what they need.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use dossier::door::Reading;
use dossier::list::incoming::{self, OPENED, Sight};
use dossier::list::{self, After, Line};
use dossier::{Dossier, Dossiers, Key, Stage};
use jiff::civil::{Date, DateTime};
use kernel::{DossierId, Lang};
use law::{Rule, RuleSet};
use office::{Act, Officer, Place, SignedIn};
use procedure::form::Filled;
use web::fields::encode;
use web::ui::{Badge, Choice, Due, Fact};
use web::{Answer, Ctx, Fields, Page, Problem};

use super::checks::{self, Check, Known};
use super::list::Query;
use super::{as_of, countdown, require, urgency};
use crate::files::{self, Sheet};
use crate::intake::{act, asked, checklist, deciding, promise, screen};

/// Points of a supplement request that the page has room for.
pub const POINTS: usize = 8;
/// Points shown before "more".
const POINTS_OPEN: usize = 3;
/// Other dossiers of the applicant that are looked through for a second one of the same kind.
const OF_APPLICANT: i64 = 50;

/// One paper the procedure asks for, with what came.
struct Paper {
    key: String,
    name: String,
    required: bool,
    received: bool,
    way: &'static str,
    sheets: Vec<Sheet>,
}

/// A part of the filled-in form.
struct Section {
    title: String,
    facts: Vec<Fact>,
}

/// A row of the supplement request.
struct Point {
    n: usize,
    /// The name of its words in the form.
    name: String,
    pin: String,
    ask: String,
    example: String,
    basis: String,
}

#[derive(Template)]
#[template(path = "online/show.html")]
struct ShowView {
    page: Page,
    form: Fields,
    id: DossierId,
    version: i64,
    from: String,
    meanwhile: Option<String>,
    procedure_name: String,
    due: Option<Due>,
    urgency: Option<Badge>,
    applicant: Vec<Fact>,
    procedure: Vec<Fact>,
    form_title: String,
    sections: Vec<Section>,
    papers: Vec<Paper>,
    other_files: Vec<Sheet>,
    checks: Vec<Check>,
    units: Vec<Choice>,
    pins: Vec<Choice>,
    points: Vec<Point>,
    open_points: usize,
    promise: Option<Due>,
    why_not: String,
    limit_absent: bool,
    may_answer: bool,
    /// The one request was made already.
    asked: Option<asked::Asked>,
    supplement_law: String,
    refusal_law: String,
    clock_law: String,
    back: String,
    next: Option<String>,
}

pub async fn page(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    require(&by)?;
    let from = Fields::of_query(&uri).value("from").to_string();
    let reading = dossiers.read(&by, Key::Id(screen::parse(&id)?), OPENED).await?;
    if reading.dossier.stage != Stage::Lodged {
        // What the applicant answered is read on the dossier's page, beside the acts that take it or ask again.
        let is_answered = reading.dossier.open_answer().is_some();
        let noun = if by.may_somewhere(Act::Intake) && !is_answered { "/intake" } else { "/dossiers" };
        let page = if noun == "/intake" { "/outcome" } else { "" };
        return Ok(web::see_other(&format!("{noun}/{id}{page}")));
    }
    let now = kernel::time::civil(dossiers.clock.now());
    let form = first(&reading.dossier).with("from", from);
    render(&ctx, &by, &dossiers, reading, form, None, now).await
}

/// The form before anybody typed: what came is ticked, what is missing stands in the supplement request.
fn first(dossier: &Dossier) -> Fields {
    let mut form = Fields::new().with("deciding", dossier.deciding.id);
    for line in dossier.components.iter().filter(|line| line.received) {
        form = form.with(&format!("got_{}", line.key), "1");
    }
    let missing = dossier.components.iter().filter(|line| line.required && !line.received);
    for (n, line) in (1..=POINTS).zip(missing) {
        form = form.with(&format!("pin_{n}"), format!("c:{}", line.key));
        form = form.with(&format!("ask_{n}"), checklist::default_ask(line));
    }
    form
}

/// The page again with everything typed and what was wrong; `seen` names the version that turned out to be an old one.
pub async fn again(
    ctx: &Ctx,
    by: &Officer,
    dossiers: &Dossiers,
    id: DossierId,
    form: Fields,
    seen: Option<i64>,
) -> Answer {
    let reading = dossiers.read(by, Key::Id(id), OPENED).await?;
    if reading.dossier.stage != Stage::Lodged {
        return Ok(web::Flash::warn("intake-no-longer-open").then(&format!("/intake/{id}/outcome")));
    }
    let now = kernel::time::civil(dossiers.clock.now());
    let meanwhile = seen.map(|seen| screen::what_happened(&reading, seen, ctx.lang));
    render(ctx, by, dossiers, reading, form, meanwhile, now).await
}

async fn render(
    ctx: &Ctx,
    by: &Officer,
    dossiers: &Dossiers,
    reading: Reading,
    form: Fields,
    meanwhile: Option<String>,
    now: DateTime,
) -> Answer {
    let (lang, from) = (ctx.lang, form.value("from").to_string());
    let (dossier, procedure) = (&reading.dossier, &reading.procedure);
    let person = screen::load_person(dossiers, by, dossier.applicant.person).await?;
    let query = Query::parse(&Fields::parse(&from));
    let due = answer_by(&reading).map(|at| (at, countdown(lang, at, now, &reading.calendar)));
    let (next, same) = around(by, dossiers, dossier, &query, due.as_ref().map(|(at, _)| *at)).await?;
    let commune = person.as_ref().map(|person| person.address.commune.clone()).unwrap_or_default();
    let hints =
        deciding::Hints { receiving: dossier.receiving.id, procedure, place: &dossier.place, commune: &commune };
    let proposed = deciding::propose(by.directory(), &hints, now.date());
    let known = Known {
        dossier,
        procedure,
        person: person.as_ref(),
        same: &same,
        proposed: proposed.first().map(|unit| unit.name.as_str()),
    };
    let filled = filled(dossier);
    let (promise, why_not) = promise::shown(&reading, now, act::Promise::read(&form, &reading, now), lang);
    let status = match (&meanwhile, form.is_good()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let (rules, receiving) = (RuleSet::on(now.date()), [dossier.receiving.id]);
    let place = Place::new(&dossier.procedure.field, &dossier.procedure.code, &receiving);
    let points: Vec<Point> = (1..=POINTS).map(|n| point(&form, n)).collect();
    let used = points.iter().rposition(|p| !p.pin.is_empty() || !p.ask.is_empty()).map_or(0, |last| last + 1);
    let view = ShowView {
        page: ctx
            .page(&dossier.applicant.name)
            .crumb(ctx.t("desk-online-title"), Some(&query.address()))
            .crumb(&dossier.applicant.name, None)
            .at("online")
            .wide(),
        id: dossier.id,
        version: dossier.version,
        meanwhile,
        procedure_name: procedure.plain_name.clone().unwrap_or_else(|| procedure.name.clone()),
        urgency: due.as_ref().map(|(_, due)| urgency(lang, due)),
        due: due.map(|(_, due)| due),
        applicant: applicant(dossier, lang),
        procedure: screen::procedure_facts(dossier, procedure, lang),
        form_title: filled.as_ref().map(|form| form.title.get(lang).to_string()).unwrap_or_default(),
        sections: filled.as_ref().map(|form| sections(form, lang)).unwrap_or_default(),
        papers: papers(&reading, &form, lang),
        other_files: files::sheets(dossier, None, lang),
        checks: checks::checks(&known, lang),
        units: proposed.iter().map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect(),
        pins: pins(dossier, filled.as_ref(), lang),
        open_points: used.max(POINTS_OPEN),
        points,
        promise,
        why_not,
        limit_absent: procedure.limit(dossier.channel, dossier.procedure.case.as_deref()).is_none(),
        may_answer: by.may(Act::Accept, &place),
        asked: asked::asked(dossier),
        supplement_law: rules.cite(Rule::Guidance, lang),
        refusal_law: rules.cite(Rule::RefusalOfIntake, lang),
        clock_law: rules.cite(Rule::ClockStarts, lang),
        back: query.address(),
        next,
        from,
        form,
    };
    web::html_with(status, &view)
}

/// Until when it must be answered, as its deadline says.
fn answer_by(reading: &Reading) -> Option<DateTime> {
    dossier::project::deadlines(&reading.dossier, &reading.calendar).get("intake").copied()
}

/// The submission after this one in the list it was opened from, and the applicant's other open dossiers of the kind.
async fn around(
    by: &Officer,
    dossiers: &Dossiers,
    me: &Dossier,
    query: &Query,
    due: Option<DateTime>,
) -> kernel::Result<(Option<String>, Vec<Line>)> {
    let (sight, as_of, narrowing) = (Sight::of(by), as_of(by, dossiers), query.narrowing.clone());
    let (id, person, code) = (me.id, me.applicant.person, me.procedure.code.clone());
    let here = due.map(|at| After { key: kernel::time::instant_ms(at), id: id.0 });
    let (next, lines) = dossiers
        .store
        .read(move |tx| {
            let next = incoming::list(tx, &sight, &narrowing, here, 2, as_of)?;
            Ok((next, list::list_of_applicant(tx, person, OF_APPLICANT)?))
        })
        .await?;
    let next = next.iter().find(|other| other.line.id != id);
    let next = next.map(|other| format!("/intake/online/{}?from={}", other.line.id, encode(&query.text())));
    let is_open = |line: &Line| !matches!(line.stage.as_str(), "handed_over" | "stopped" | "not_accepted");
    let same = lines.into_iter().filter(|line| line.id != id && line.procedure_code == code && is_open(line));
    Ok((next, same.collect()))
}

/// The filled-in form, when the submission carries one that can be read.
fn filled(dossier: &Dossier) -> Option<Filled> {
    serde_json::from_value(dossier.form.clone()?).ok()
}

fn sections(filled: &Filled, lang: Lang) -> Vec<Section> {
    let facts = |section: &procedure::form::FilledSection| {
        let blank = lang.say("desk-online-blank");
        let line = |line: &procedure::form::FilledLine| {
            let value = line.value.get(lang);
            Fact::new(line.label.get(lang), if value.is_empty() { &*blank } else { value })
        };
        section.lines.iter().map(line).collect()
    };
    filled.sections.iter().map(|s| Section { title: s.title.get(lang).into(), facts: facts(s) }).collect()
}

/// What a point of a supplement request may be pinned to: a paper, or a field of the form.
fn pins(dossier: &Dossier, filled: Option<&Filled>, lang: Lang) -> Vec<Choice> {
    let named = |key: &str, name: &str| lang.say_with(key, &[("name", name)]).into_owned();
    let papers = dossier
        .components
        .iter()
        .map(|line| Choice::new(format!("c:{}", line.key), named("desk-online-pin-paper", &line.name)));
    let fields = filled.into_iter().flat_map(|form| &form.sections).flat_map(|section| &section.lines).map(|line| {
        let label = line.label.get(lang);
        Choice::new(format!("f:{}", line.key), named("desk-online-pin-field", label))
    });
    papers.chain(fields).collect()
}

fn point(form: &Fields, n: usize) -> Point {
    let value = |name: &str| form.value(&format!("{name}_{n}")).to_string();
    Point {
        n,
        name: format!("ask_{n}"),
        pin: value("pin"),
        ask: value("ask"),
        example: value("example"),
        basis: value("basis"),
    }
}

fn papers(reading: &Reading, form: &Fields, lang: Lang) -> Vec<Paper> {
    let paper = |line: &dossier::model::HeldComponent| Paper {
        key: line.key.clone(),
        name: line.name.clone(),
        required: line.required,
        received: form.has(&format!("got_{}", line.key), "1"),
        way: line.submission.code(),
        sheets: files::sheets(&reading.dossier, Some(&line.key), lang),
    };
    reading.dossier.components.iter().map(paper).collect()
}

fn applicant(dossier: &Dossier, lang: Lang) -> Vec<Fact> {
    let say = |key: &str| lang.say(key).into_owned();
    let delegate = dossier.delegate.as_ref();
    let facts = [
        Fact::new(say("person-applicant"), &dossier.applicant.name),
        Fact::new(say("desk-id-number"), &dossier.applicant.id_number),
        Fact::new(say("common-phone"), &dossier.applicant.phone),
        Fact::new(say("common-email"), &dossier.applicant.email),
        Fact::new(say("common-address"), &dossier.applicant.address),
        Fact::new(say("desk-delegate"), delegate.map(|d| d.name.clone()).unwrap_or_default()),
        Fact::new(say("desk-authority"), delegate.map(|d| d.authority.clone()).unwrap_or_default()),
        Fact::new(say("desk-summary"), &dossier.summary),
    ];
    facts.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

/// Whether a submission still waits for its answer; the acts ask before they read the form.
pub async fn open(dossiers: &Dossiers, by: &Officer, id: &str) -> Result<(Reading, Date), Problem> {
    require(by)?;
    let reading = dossiers.read(by, Key::Id(screen::parse(id)?), OPENED).await?;
    Ok((reading, kernel::time::civil(dossiers.clock.now()).date()))
}
