//! The editor of one process: its lines, a simulation of them, the activation.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::{Error, Lang, Refusal};
use law::Limit;
use office::{Officer, SignedIn};
use procedure::process::{Duty, Process, check, default_process};
use store::ledger::Audit;
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::simulate::{self, Trial};
use super::steps::{self, Edit, Line};
use super::{DEFAULT, href};
use crate::doors::{self, Doors};

struct LegView {
    name: String,
    from: String,
    until: String,
}

struct TrialView {
    start: String,
    legs: Vec<LegView>,
    ends: String,
    due: String,
    late: bool,
}

struct HandView {
    name: String,
    words: String,
    nobody: bool,
}

struct Simulation {
    faults: Vec<String>,
    trials: Vec<TrialView>,
    hands: Vec<HandView>,
}

struct Past {
    name: String,
    steps: usize,
    at: String,
}

#[derive(Template)]
#[template(path = "admin/processes/edit.html")]
struct EditView {
    page: Page,
    path: String,
    form: Fields,
    lines: Vec<Line>,
    duties: Vec<Choice>,
    places: Vec<Choice>,
    limit: String,
    simulation: Option<Simulation>,
    past: Vec<Past>,
}

impl EditView {
    fn field(&self, at: &usize, part: &str) -> String {
        format!("step.{at}.{part}")
    }
}

/// What is being edited: the code ("" for the default), its name and field, the published limit.
struct Subject {
    code: String,
    title: String,
    field: String,
    limit: Option<Limit>,
}

fn subject(ctx: &Ctx, doors: &Doors, word: &str) -> Result<Subject, Problem> {
    if word == DEFAULT {
        let (title, limit) = (ctx.t("admin-process-default-for"), None);
        return Ok(Subject { code: String::new(), title, field: String::new(), limit });
    }
    let held = doors.dossiers.catalogue.current(word, doors.today()).ok_or_else(|| Problem::absent("procedure"))?;
    let limit = held.version.limit(procedure::Channel::Counter, None).copied();
    let title = format!("{word} {}", held.version.name);
    Ok(Subject { code: word.into(), title, field: held.version.field.clone(), limit })
}

/// The process that stands for the subject; where it has none of its own, the default shared out over its limit.
fn standing(doors: &Doors, subject: &Subject) -> Process {
    let found = doors.dossiers.catalogue.process_for(&subject.code);
    match found {
        Some((_, process)) if process.procedure.is_some() || subject.code.is_empty() => (*process).clone(),
        Some(_) | None => default_process(subject.limit.as_ref()),
    }
}

fn moment(at: jiff::civil::DateTime, lang: Lang) -> String {
    format!("{} {}", at.strftime("%H:%M"), law::weekday_date(at.date(), lang))
}

fn trial_view(process: &Process, trial: &Trial, lang: Lang) -> TrialView {
    let leg = |leg: &simulate::Leg| LegView {
        name: process.steps[leg.place].name.clone(),
        from: moment(leg.begins, lang),
        until: moment(leg.ends, lang),
    };
    TrialView {
        start: moment(trial.start, lang),
        legs: trial.legs.iter().map(leg).collect(),
        ends: moment(trial.ends, lang),
        due: trial.due.map(|due| moment(due, lang)).unwrap_or_default(),
        late: trial.late(),
    }
}

fn simulate(ctx: &Ctx, doors: &Doors, by: &Officer, subject: &Subject, process: &Process) -> Simulation {
    let (directory, today) = (by.directory(), doors.today());
    let knows = |code: &str| directory.units().iter().any(|unit| unit.code.as_deref() == Some(code));
    let faults = check(process, subject.limit.as_ref(), knows).iter().map(|fault| fault.line_in(ctx.lang)).collect();
    let calendar = directory.calendar_of(by.unit());
    let trials = simulate::starts(today, &calendar)
        .into_iter()
        .map(|start| trial_view(process, &simulate::follow(process, subject.limit, start, &calendar), ctx.lang));
    let now = doors.clock.now();
    let officers: Vec<Officer> =
        directory.officers().into_iter().filter_map(|card| doors.sessions.officer_at_work(card.id, now)).collect();
    let counts = simulate::hands(process, &officers, directory, (&subject.field, &subject.code), today);
    let hands = process.steps.iter().zip(counts).map(|(step, n)| HandView {
        name: step.name.clone(),
        words: ctx.lang.say_with("admin-process-hands", &[("n", &n.to_string())]).into_owned(),
        nobody: n == 0,
    });
    Simulation { faults, trials: trials.collect(), hands: hands.collect() }
}

async fn view(
    ctx: &Ctx,
    doors: &Doors,
    by: &Officer,
    subject: &Subject,
    (form, lines): (Fields, Vec<Line>),
    simulation: Option<Simulation>,
) -> Result<EditView, Problem> {
    let directory = by.directory();
    let today = doors.today();
    let mut places = vec![
        Choice::new("receiving", ctx.t("admin-process-at-receiving")),
        Choice::new("deciding", ctx.t("admin-process-at-deciding")),
    ];
    let named = directory.units().into_iter().filter(|unit| unit.stands_on(today));
    places.extend(named.filter_map(|unit| Some(Choice::new(unit.code.clone()?, unit.name.clone()))));
    let code = subject.code.clone();
    let past = doors.store.read(move |tx| procedure::store::list_processes(tx, &code)).await?;
    let past = past.into_iter().map(|(_, process, at)| Past {
        name: process.name,
        steps: process.steps.len(),
        at: kernel::time::civil_ms(at).strftime("%H:%M %d/%m/%Y").to_string(),
    });
    let page = ctx.page(subject.title.clone()).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    let page = page.crumb(ctx.t("admin-processes"), Some("/admin/processes")).wide();
    let limit = subject.limit.as_ref().map(|limit| limit.words(ctx.lang)).unwrap_or_default();
    Ok(EditView {
        page,
        path: href(&subject.code),
        form,
        lines,
        duties: Duty::ALL.into_iter().map(|duty| Choice::new(duty.code(), ctx.t(duty.key()))).collect(),
        places,
        limit,
        simulation,
        past: past.collect(),
    })
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(word): Path<String>) -> Answer {
    doors::everywhere(&by)?;
    let subject = subject(&ctx, &doors, &word)?;
    let process = standing(&doors, &subject);
    let lines = steps::lines_of(&process);
    let form = steps::form_of(&process.name, &lines);
    web::html(&view(&ctx, &doors, &by, &subject, (form, lines), None).await?)
}

/// A button of the editor, or the simulation.
pub async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(word): Path<String>,
    mut form: Fields,
) -> Answer {
    doors::everywhere(&by)?;
    let subject = subject(&ctx, &doors, &word)?;
    let lines = steps::lines(&form);
    let name = form.value("name").to_string();
    if let Some(edit) = Edit::parse(form.value("do")) {
        let lines = steps::edited(lines, edit);
        let form = steps::form_of(&name, &lines);
        return web::html(&view(&ctx, &doors, &by, &subject, (form, lines), None).await?);
    }
    match steps::process_of(&subject.code, &name, &lines) {
        Ok(process) => {
            let simulation = simulate(&ctx, &doors, &by, &subject, &process);
            let lines = steps::lines_of(&process);
            let form = steps::form_of(&name, &lines);
            web::html(&view(&ctx, &doors, &by, &subject, (form, lines), Some(simulation)).await?)
        }
        Err(wrong) => {
            for refusal in &wrong {
                form.refuse_by(ctx.lang, refusal);
            }
            let view = view(&ctx, &doors, &by, &subject, (form, lines), None).await?;
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

/// Lets the process govern new dossiers. Refused while it has a fault.
pub async fn activate(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(word): Path<String>,
    mut form: Fields,
) -> Answer {
    let permit = doors::everywhere(&by)?;
    let subject = subject(&ctx, &doors, &word)?;
    let lines = steps::lines(&form);
    let mut wrong = Vec::new();
    match steps::process_of(&subject.code, form.value("name"), &lines) {
        Ok(process) => {
            let simulation = simulate(&ctx, &doors, &by, &subject, &process);
            if simulation.faults.is_empty() {
                let done = record(&doors, &by, permit, &form, process).await;
                match done {
                    Ok(()) => return Ok(Flash::good("admin-process-active").then(&href(&subject.code))),
                    Err(Error::Refused(refusal)) => wrong.push(*refusal),
                    Err(other) => return Err(other.into()),
                }
            } else {
                let view = view(&ctx, &doors, &by, &subject, (form, lines), Some(simulation)).await?;
                return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view);
            }
        }
        Err(found) => wrong = found,
    }
    for refusal in &wrong {
        form.refuse_by(ctx.lang, refusal);
    }
    let view = view(&ctx, &doors, &by, &subject, (form, lines), None).await?;
    web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
}

async fn record(
    doors: &Doors,
    by: &Officer,
    permit: office::Permit,
    form: &Fields,
    process: Process,
) -> kernel::Result<()> {
    let (ids, now_ms, actor) = (doors.ids.clone(), doors.clock.now_ms(), permit.actor());
    doors
        .change(by, permit, form, "process.activate", move |tx, _| {
            let recorded = procedure::store::record_process(tx, &ids, now_ms, &process)?;
            if !recorded.new {
                return Err(Refusal::new("PROCESS_SAME").into());
            }
            let why = process.procedure.clone().unwrap_or_default();
            tx.write(&[Audit::by(&actor, ids.next(now_ms), now_ms, "process.activate", recorded.id.0, why).write()])?;
            Ok(recorded.id.to_string())
        })
        .await?;
    let catalogue = doors.dossiers.catalogue.clone();
    doors.store.read(move |tx| catalogue.refresh(tx)).await.map(drop)
}
