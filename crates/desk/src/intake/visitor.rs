//! The next visitor: who applies, for what, and who decides. One form; every button sends all of it, so nothing typed is lost.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dossier::list::{self, Filter, Line, Pile, Reach};
use dossier::model::PickUp;
use dossier::{Dossiers, Lodging, Saved};
use jiff::civil::Date;
use kernel::{Error, Lang, PersonId, Refusal};
use office::{Officer, SignedIn};
use person::{Checked, Found, Kind, Person, PersonCard, Reader};
use procedure::Held;
use procedure::model::Channel;
use serde::{Deserialize, Serialize};
use store::{Store, Tx};
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::{applicant, deciding, receiving_unit, require_intake};

/// Procedures offered as quick picks.
const PICKS: usize = 6;
/// Recent dossiers the quick picks are counted from.
const PICKED_FROM: i64 = 60;
/// Answers of a typeahead.
const ANSWERS: usize = 8;

// ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/// A dossier in one line: of the applicant, or waiting at the counter.
struct Row {
    href: String,
    code: String,
    procedure: String,
    applicant: String,
    stage: String,
    open: bool,
    procedure_code: String,
}

impl Row {
    fn of(line: &Line, lang: Lang) -> Row {
        let at_counter = matches!(line.stage.as_str(), "lodged" | "supplement_before_intake");
        Row {
            href: format!("/{}/{}", if at_counter { "intake" } else { "dossiers" }, line.id),
            code: line.code.clone().unwrap_or_default(),
            procedure: line.procedure_name.clone(),
            applicant: line.applicant.clone(),
            stage: lang.say(&format!("dossier-stage-{}", line.stage.replace('_', "-"))).into_owned(),
            open: !matches!(line.stage.as_str(), "not_accepted" | "stopped" | "handed_over"),
            procedure_code: line.procedure_code.clone(),
        }
    }
}

/// What waits at this counter.
struct Counter {
    drafts: Vec<Row>,
    returning: Vec<Row>,
    asked: Vec<Row>,
    /// Accepted and not yet on their way.
    to_transfer: usize,
    picks: Vec<(String, String)>,
}

/// The procedure as far as it is known.
enum Wanted {
    Nothing,
    /// Several fit the words typed.
    Several(Vec<(String, String, String)>),
    /// No longer taken in; the successor, if one is named.
    Closed { why: String, successor: Option<(String, String)> },
    Chosen(Held),
}

#[derive(Template)]
#[template(path = "intake/visitor.html")]
struct VisitorView {
    page: Page,
    form: Fields,
    kinds: Vec<Choice>,
    sexes: Vec<Choice>,
    communes: Vec<String>,
    /// None: nobody was looked for.
    found: Option<Vec<(PersonCard, String)>>,
    /// The applicant is a record that stands.
    known: bool,
    /// That record in a line.
    applicant: Vec<(String, String)>,
    /// Whether the applicant's fields stand open.
    shows_fields: bool,
    /// (field's words, what the record says) where the form says something else.
    differences: Vec<(String, String)>,
    recent: Vec<Row>,
    duplicate: bool,
    wanted: Wanted,
    facts: Vec<(String, String)>,
    cases: Vec<Choice>,
    units: Vec<Choice>,
    channels: Vec<Choice>,
    receiving: String,
    counter: Counter,
}

/// What a page is made of before it is shown.
#[derive(Default)]
struct Draft {
    form: Fields,
    found: Option<Vec<PersonCard>>,
    differences: Vec<(&'static str, String)>,
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    require_intake(&by)?;
    let form = Fields::new().with("kind", Kind::Citizen.key()).with("channel", Channel::Counter.code());
    page(&ctx, &by, &dossiers, Draft { form, ..Draft::default() }).await
}

async fn page(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, draft: Draft) -> Answer {
    let lang = ctx.lang;
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let mut form = draft.form;
    let person: Option<PersonId> = form.value("person_id").parse().ok();
    let recent = match person {
        Some(person) => recent_of(dossiers, by, person, lang).await?,
        None => Vec::new(),
    };
    let wanted = find_procedure(dossiers, &form, today, lang);
    let receiving = receiving_unit(by);
    let (mut cases, mut units, mut facts, mut duplicate) = (Vec::new(), Vec::new(), Vec::new(), false);
    if let Wanted::Chosen(held) = &wanted {
        let version = &held.version;
        form = form_with(form, "procedure", &version.name, "procedure_id", &version.code);
        cases = version.cases.iter().map(|case| Choice::new(&case.key, &case.name)).collect();
        let hints = deciding::Hints { receiving, procedure: version, commune: form.value("commune") };
        let proposed = deciding::propose(by.directory(), &hints, today);
        // A proposal the officer left alone follows the applicant and the procedure; a choice of theirs stays.
        let untouched = form.some("deciding").is_none() || form.value("deciding") == form.value("proposed");
        if let (true, Some(first)) = (untouched, proposed.first()) {
            let id = first.id.to_string();
            form = form_with(form, "deciding", &id, "proposed", &id);
        }
        units = proposed.iter().map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect();
        facts = procedure_facts(held, lang);
        duplicate = recent.iter().any(|row| row.open && row.procedure_code == version.code);
    }
    let channels = [Channel::Counter, Channel::Post];
    let area = |area: &&office::model::Area| area.valid_until.is_none() && area.parent.is_some();
    let good = form.is_good();
    let nobody_found = draft.found.as_ref().is_some_and(Vec::is_empty);
    let has_typed = person.is_none() && (form.some("name").is_some() || form.some("personal_number").is_some());
    let wrong = form.errors().iter().any(|error| applicant::is_applicant_field(&error.name));
    let view = VisitorView {
        page: ctx.page(ctx.t("intake-visitor-title")).at("intake").wide(),
        kinds: Kind::ALL.map(|kind| Choice::new(kind.key(), ctx.t(&format!("person-kind-{}", kind.key())))).into(),
        sexes: ["male", "female"].map(|sex| Choice::new(sex, ctx.t(&format!("person-sex-{sex}")))).into(),
        communes: by.directory().areas().filter(area).map(|area| area.name.clone()).collect(),
        found: draft.found.map(|cards| cards.into_iter().map(|card| (card.clone(), card_words(&card, lang))).collect()),
        known: person.is_some(),
        applicant: if person.is_some() { known_facts(&form, lang) } else { Vec::new() },
        shows_fields: nobody_found || has_typed || wrong || !draft.differences.is_empty(),
        differences: draft.differences.iter().map(|(key, value)| (ctx.t(key), value.clone())).collect(),
        recent,
        duplicate,
        wanted,
        facts,
        cases,
        units,
        channels: channels.map(|channel| Choice::new(channel.code(), ctx.t(channel.key()))).into(),
        receiving: by.directory().unit_name(receiving),
        counter: counter(dossiers, by, lang).await?,
        form,
    };
    web::html_with(if good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &view)
}

fn form_with(form: Fields, name: &str, value: &str, name2: &str, value2: &str) -> Fields {
    rebuilt(&form, Fields::new().with(name, value).with(name2, value2), |other| other != name && other != name2)
}

/// New values before the kept ones, errors included.
fn rebuilt(form: &Fields, first: Fields, keep: impl Fn(&str) -> bool) -> Fields {
    let mut fresh = first;
    for (name, value) in form.iter().filter(|(name, _)| keep(name) && *name != "do") {
        fresh = fresh.with(name, value);
    }
    for error in form.errors() {
        fresh.refuse(&error.name, error.text.clone());
    }
    fresh
}

/// "B1****67 · 1988 · Phường Hồng Gai": enough to recognise, masked.
fn card_words(card: &PersonCard, lang: Lang) -> String {
    let kind = lang.say(&format!("person-kind-{}", card.kind.key())).into_owned();
    let parts = [
        Some(kind),
        card.number.clone(),
        card.birth_year.map(|year| year.to_string()),
        card.phone.clone(),
        Some(card.commune.clone()),
    ];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A record in a line: number, birth, telephone, place.
fn known_facts(form: &Fields, lang: Lang) -> Vec<(String, String)> {
    let place = [form.value("detail"), form.value("commune"), form.value("province")];
    let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let first = |names: [&str; 3]| names.into_iter().find_map(|name| form.some(name)).unwrap_or_default().to_string();
    let facts = [
        ("intake-number", first(["personal_number", "tax_code", "passport"])),
        ("person-birth", form.value("birth").to_string()),
        ("person-phone", form.value("phone").to_string()),
        ("person-address", place),
    ];
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(key, value)| (lang.say(key).into_owned(), value)).collect()
}

fn procedure_facts(held: &Held, lang: Lang) -> Vec<(String, String)> {
    let version = &held.version;
    let limit = match version.limit(Channel::Counter, None) {
        Some(limit) => limit.words(lang),
        None => lang.say("intake-limit-absent").into_owned(),
    };
    let levels: Vec<_> = version.levels.iter().map(|level| lang.say(level.key()).into_owned()).collect();
    let mut facts = vec![
        (lang.say("common-code").into_owned(), version.code.clone()),
        (lang.say("intake-field").into_owned(), version.field.clone()),
        (lang.say("intake-level").into_owned(), levels.join(", ")),
        (lang.say("intake-limit").into_owned(), limit),
    ];
    if version.immediate {
        facts.push((lang.say("intake-kind").into_owned(), lang.say("intake-immediate").into_owned()));
    }
    facts.retain(|(_, value)| !value.is_empty());
    facts
}

async fn recent_of(dossiers: &Dossiers, by: &Officer, person: PersonId, lang: Lang) -> kernel::Result<Vec<Row>> {
    let lines = dossiers.store.read(move |tx| list::list_of_applicant(tx, person, 6)).await?;
    dossiers.trace(&by.actor(), "dossier.list", Some(person.0), "counter.applicant").await?;
    Ok(lines.iter().map(|line| Row::of(line, lang)).collect())
}

async fn counter(dossiers: &Dossiers, by: &Officer, lang: Lang) -> kernel::Result<Counter> {
    let reach = Reach::of(by);
    let lists = dossiers
        .store
        .read(move |tx| {
            let mut of = |stage: Option<&'static str>, limit: i64| {
                let filter = Filter { stage, ..Filter::default() };
                list::list(tx, &reach, Pile::All, &filter, None, limit, 0, 0)
            };
            let stages = [Some("lodged"), Some("supplement_before_intake"), Some("supplement_asked")];
            let [drafts, returning, asked] = stages.map(|stage| of(stage, 12));
            Ok((drafts?, returning?, asked?, of(Some("accepted"), 100)?, of(None, PICKED_FROM)?))
        })
        .await?;
    let (drafts, returning, asked, accepted, latest) = lists;
    dossiers.trace(&by.actor(), "dossier.list", None, "counter").await?;
    let rows = |lines: Vec<Line>| lines.iter().map(|line| Row::of(line, lang)).collect();
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let standing = |code: &str| dossiers.catalogue.current(code, today).filter(|h| h.version.accepts_intake_on(today).is_ok());
    let picks = most_frequent(latest.iter().map(|line| line.procedure_code.as_str()));
    let named = |code: String| standing(&code).map(|h| (code, h.version.plain_name.clone().unwrap_or(h.version.name.clone())));
    Ok(Counter {
        drafts: rows(drafts),
        returning: rows(returning),
        asked: rows(asked),
        to_transfer: accepted.len(),
        picks: picks.into_iter().filter_map(named).take(PICKS).collect(),
    })
}

/// Codes by how often they occur, then by how recently.
fn most_frequent<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for code in codes {
        match counts.iter_mut().find(|(known, _)| *known == code) {
            Some((_, n)) => *n += 1,
            None => counts.push((code, 1)),
        }
    }
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts.into_iter().map(|(code, _)| code.to_string()).collect()
}

// ── the procedure ────────────────────────────────────────────────────────────────────────────────────────────────────

/// What the words typed stand for. A choice counts only while its name still stands in the field.
fn find_procedure(dossiers: &Dossiers, form: &Fields, today: Date, lang: Lang) -> Wanted {
    let typed = form.value("procedure");
    let named = |held: &Held| {
        let version = &held.version;
        typed.is_empty() || typed == version.name || version.plain_name.as_deref() == Some(typed)
    };
    let chosen = dossiers.catalogue.current(form.value("procedure_id"), today).filter(named);
    if let Some(held) = chosen.or_else(|| dossiers.catalogue.current(typed, today)) {
        return open_or_closed(dossiers, held, today, lang);
    }
    if typed.is_empty() {
        return Wanted::Nothing;
    }
    let hits = dossiers.catalogue.search(typed, &procedure::Filter::default(), ANSWERS);
    let held: Vec<Held> = hits.iter().filter_map(|hit| dossiers.catalogue.current(&hit.code, today)).collect();
    if let Some(exact) = held.iter().find(|held| held.version.name == typed) {
        return open_or_closed(dossiers, exact.clone(), today, lang);
    }
    Wanted::Several(held.iter().map(|held| (held.version.code.clone(), held.version.name.clone(), hint(held, lang))).collect())
}

fn open_or_closed(dossiers: &Dossiers, held: Held, today: Date, lang: Lang) -> Wanted {
    match held.version.accepts_intake_on(today) {
        Ok(()) => Wanted::Chosen(held),
        Err(refusal) => {
            let successor = held.version.successor.clone();
            let successor = successor.and_then(|code| dossiers.catalogue.current(&code, today));
            Wanted::Closed {
                why: web::refusal_text(lang, &refusal),
                successor: successor.map(|held| (held.version.code.clone(), held.version.name.clone())),
            }
        }
    }
}

fn hint(held: &Held, lang: Lang) -> String {
    let version = &held.version;
    let level = version.levels.first().map(|level| lang.say(level.key()).into_owned());
    let parts = [version.plain_name.clone(), Some(version.code.clone()), Some(version.field.clone()), level];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[derive(Deserialize)]
pub struct Question {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct Suggestion {
    value: String,
    label: String,
    hint: String,
}

/// The typeahead of procedures: plain words, no diacritics needed, slips forgiven.
pub async fn procedures(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Query(question): Query<Question>,
) -> Answer {
    require_intake(&by)?;
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let hits = dossiers.catalogue.search(&question.q, &procedure::Filter::default(), ANSWERS);
    let held = hits.iter().filter_map(|hit| dossiers.catalogue.current(&hit.code, today));
    let line = |held: Held| Suggestion { value: held.version.code.clone(), label: held.version.name.clone(), hint: hint(&held, ctx.lang) };
    let answers: Vec<Suggestion> = held.map(line).collect();
    Ok(axum::Json(answers).into_response())
}

// ── the buttons ──────────────────────────────────────────────────────────────────────────────────────────────────────

/// `POST /intake`: looks for a person, takes one, takes a procedure, or begins the dossier, as the button says.
pub async fn lodge(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    require_intake(&by)?;
    let pressed = form.value("do").to_string();
    match pressed.split_once(':') {
        Some(("person", id)) => {
            let id = id.parse().map_err(|_| Problem::absent("person id"))?;
            let person = load_person(&dossiers, &by, id).await?;
            take_person(&ctx, &by, &dossiers, &form, &person).await
        }
        Some(("procedure", code)) => {
            let form = rebuilt(&form, Fields::new().with("procedure_id", code), |name| !is_procedure_field(name));
            page(&ctx, &by, &dossiers, Draft { form, ..Draft::default() }).await
        }
        _ if pressed == "find" && form.some("q").is_some() => find(&ctx, &by, &dossiers, form).await,
        _ if pressed == "stranger" => {
            let fresh = Fields::new().with("kind", Kind::Citizen.key());
            let form = rebuilt(&form, fresh, |name| !applicant::is_applicant_field(name) && name != "q");
            page(&ctx, &by, &dossiers, Draft { form, ..Draft::default() }).await
        }
        _ if pressed == "lodge" => begin(&ctx, &by, &dossiers, form).await,
        _ => page(&ctx, &by, &dossiers, Draft { form: rebuilt(&form, Fields::new(), |_| true), ..Draft::default() }).await,
    }
}

/// What depends on the procedure is asked again when the procedure changes.
fn is_procedure_field(name: &str) -> bool {
    matches!(name, "procedure" | "procedure_id" | "case" | "deciding" | "proposed")
}

fn reader(dossiers: &Dossiers, by: &Officer) -> Reader {
    Reader::officer(by, "counter.intake", &dossiers.ids, dossiers.clock.now_ms())
}

async fn load_person(dossiers: &Dossiers, by: &Officer, id: PersonId) -> kernel::Result<Person> {
    let reader = reader(dossiers, by);
    dossiers.store.act(move |tx| person::store::load(tx, id, &reader)).await
}

async fn take_person(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, form: &Fields, person: &Person) -> Answer {
    let others = |name: &str| !applicant::is_applicant_field(name) && name != "q";
    let form = rebuilt(form, applicant::fill(person), others);
    page(ctx, by, dossiers, Draft { form, ..Draft::default() }).await
}

/// Looks for people. A number that fits one person only is that person.
async fn find(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, form: Fields) -> Answer {
    let (typed, reader) = (form.value("q").to_string(), reader(dossiers, by));
    let asked = typed.clone();
    let cards = dossiers.store.act(move |tx| person::store::find_people(tx, &asked, &reader, 8)).await?;
    let by_number = typed.chars().any(|c| c.is_ascii_digit());
    if let ([only], true) = (cards.as_slice(), by_number) {
        let person = load_person(dossiers, by, only.id).await?;
        return take_person(ctx, by, dossiers, &form, &person).await;
    }
    let mut form = form;
    if cards.is_empty() {
        form = rebuilt(&form, start_from(&typed), |name| !applicant::is_applicant_field(name));
    }
    page(ctx, by, dossiers, Draft { form, found: Some(cards), ..Draft::default() }).await
}

/// Nobody found: what was typed is the beginning of a new applicant.
fn start_from(typed: &str) -> Fields {
    let digits: String = typed.chars().filter(|c| c.is_ascii_digit()).collect();
    let plain = typed.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.' | '-' | '+'));
    match (plain, digits.len()) {
        (true, 12) => Fields::new().with("kind", Kind::Citizen.key()).with("personal_number", digits),
        (true, 9) if !digits.starts_with('0') => Fields::new().with("kind", Kind::Citizen.key()).with("personal_number", digits),
        (true, 9 | 11) => Fields::new().with("kind", Kind::Citizen.key()).with("phone", digits),
        (true, 10) if law::code::TaxCode::parse(&digits).is_err() => Fields::new().with("kind", Kind::Citizen.key()).with("phone", digits),
        (true, 10 | 13) => Fields::new().with("kind", Kind::Organisation.key()).with("tax_code", typed),
        (false, 0) => Fields::new().with("kind", Kind::Citizen.key()).with("name", typed),
        (false, _) => Fields::new().with("kind", Kind::Foreigner.key()).with("passport", typed.to_uppercase()),
        (true, _) => Fields::new().with("kind", Kind::Citizen.key()).with("personal_number", digits),
    }
}

// ── beginning the dossier ────────────────────────────────────────────────────────────────────────────────────────────

/// What the form says, checked; none of it written yet.
#[derive(Clone)]
struct Request {
    checked: Checked,
    /// The record the officer took, at the version they saw.
    chosen: Option<(PersonId, i64)>,
    lodging: Lodging,
}

/// How beginning ended.
enum Begun {
    Saved(Saved),
    /// The number is known, and the record says other things: the officer decides.
    Known(Box<Person>),
}

async fn begin(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, mut form: Fields) -> Answer {
    let Some(request) = check(ctx, by, dossiers, &mut form) else {
        return page(ctx, by, dossiers, Draft { form, ..Draft::default() }).await;
    };
    match record(by, dossiers, request.clone(), &form).await {
        Ok(Begun::Saved(saved)) => Ok(began(&saved)),
        Ok(Begun::Known(person)) => {
            let checked = applicant::completed(request.checked, &person);
            let differences = applicant::differences(&checked, &person);
            let merged = applicant::fill(&Person { id: person.id, version: person.version, ..person_of(&checked, &person) });
            let form = rebuilt(&form, merged, |name| name.starts_with("delegate") || !applicant::is_applicant_field(name));
            page(ctx, by, dossiers, Draft { form, differences, ..Draft::default() }).await
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let found = match refusal.key.as_str() {
                "PERSON_NUMBER_TAKEN" => taken_by(dossiers, by, &refusal).await?,
                _ => None,
            };
            page(ctx, by, dossiers, Draft { form, found, ..Draft::default() }).await
        }
        Err(Error::Stale { .. }) => {
            form.refuse("name", ctx.t("intake-person-changed"));
            page(ctx, by, dossiers, Draft { form, ..Draft::default() }).await
        }
        Err(other) => Err(other.into()),
    }
}

fn began(saved: &Saved) -> Response {
    Flash::good("intake-lodged").then(&format!("/intake/{}", saved.id))
}

/// A checked person as a record, for showing.
fn person_of(checked: &Checked, known: &Person) -> Person {
    Person {
        id: known.id,
        version: known.version,
        name: checked.name.clone(),
        identity: checked.identity.clone(),
        birth: checked.birth,
        sex: checked.sex,
        address: checked.address.clone(),
        phone: checked.phone.clone(),
        email: checked.email.clone(),
    }
}

/// The record under whose name the number stands, to be taken with one press.
async fn taken_by(dossiers: &Dossiers, by: &Officer, refusal: &Refusal) -> kernel::Result<Option<Vec<PersonCard>>> {
    let id = refusal.facts.iter().find(|(name, _)| name == "id").and_then(|(_, id)| id.parse::<PersonId>().ok());
    let Some(id) = id else { return Ok(None) };
    let person = load_person(dossiers, by, id).await?;
    let Some(number) = person.identity.number() else { return Ok(None) };
    let reader = reader(dossiers, by);
    dossiers.store.act(move |tx| person::store::find_people(tx, &number, &reader, 3)).await.map(Some)
}

fn check(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, form: &mut Fields) -> Option<Request> {
    let lang = ctx.lang;
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let checked = match applicant::draft(form).check(today) {
        Ok(checked) => Some(checked),
        Err(refusals) => {
            for refusal in &refusals.0 {
                form.refuse_by(lang, refusal);
            }
            None
        }
    };
    let chosen = form.value("person_id").parse::<PersonId>().ok().zip(form.number("person_version"));
    let delegate = applicant::delegate(form, chosen.map_or(PersonId(0), |(id, _)| id), today, lang);
    let version = match find_procedure(dossiers, form, today, lang) {
        Wanted::Chosen(held) => Some(held.version),
        Wanted::Closed { why, .. } => {
            form.refuse("procedure", why);
            None
        }
        Wanted::Several(_) | Wanted::Nothing => {
            form.refuse("procedure", lang.say("intake-procedure-missing"));
            None
        }
    };
    if version.as_ref().is_some_and(|version| !version.cases.is_empty() && form.some("case").is_none()) {
        form.refuse("case", lang.say("intake-case-missing"));
    }
    let deciding = form.value("deciding").parse().ok();
    if version.is_some() && deciding.is_none() {
        form.refuse("deciding", lang.say("intake-deciding-missing"));
    }
    if !form.is_good() {
        return None;
    }
    let (version, deciding) = (version?, deciding?);
    let case = form.some("case").filter(|key| version.find_case(key).is_some()).map(str::to_string);
    let nobody = dossier::model::Applicant {
        person: PersonId(0),
        kind: dossier::model::ApplicantKind::Person,
        name: String::new(),
        id_number: String::new(),
        phone: String::new(),
        email: String::new(),
        address: String::new(),
    };
    let lodging = Lodging {
        procedure: version.code.clone(),
        case,
        channel: Channel::parse(form.value("channel")).unwrap_or(Channel::Counter),
        receiving: receiving_unit(by),
        deciding,
        applicant: nobody,
        delegate,
        summary: String::new(),
        sets: 1,
        pick_up: PickUp::Counter,
        components: Vec::new(),
    };
    Some(Request { checked: checked?, chosen, lodging })
}

/// Person and dossier in one act: both are there, or neither.
async fn record(by: &Officer, dossiers: &Dossiers, request: Request, form: &Fields) -> kernel::Result<Begun> {
    let once = super::once(by, form, "intake.lodge");
    let (door, officer, again) = (dossiers.clone(), by.clone(), once.clone());
    let reader = reader(dossiers, by);
    let done = dossiers
        .store
        .act(move |tx| {
            if let Some(saved) = super::act::answered(tx, once.as_ref())? {
                return Ok(Begun::Saved(saved));
            }
            let person = match settle_person(tx, &request, &reader)? {
                Ok(person) => person,
                Err(known) => return Ok(Begun::Known(known)),
            };
            let lodging = Lodging { applicant: applicant::copy_of(&person), ..request.lodging.clone() };
            door.begin_in(tx, &officer, &lodging, None, once.as_ref()).map(Begun::Saved)
        })
        .await;
    match (done, again) {
        // Two clicks at once: the one that stumbled is answered like the one that was saved.
        (Err(error), Some(once)) if Store::is_duplicate(&error) => {
            let saved = dossiers.store.read(move |tx| super::act::answered(tx, Some(&once))).await?;
            saved.map(Begun::Saved).ok_or(error)
        }
        (done, _) => done,
    }
}

/// The applicant's record: taken as it stands, changed, or new. `Err`: the record says something else.
fn settle_person(tx: &mut Tx<'_>, request: &Request, reader: &Reader) -> kernel::Result<Result<Person, Box<Person>>> {
    if let Some((id, seen)) = request.chosen {
        let standing = person::store::load(tx, id, reader)?;
        if applicant::is_same(&request.checked, &standing) {
            return Ok(Ok(standing));
        }
        let mut checked = request.checked.clone();
        if checked.address.line() == standing.address.line() {
            checked.address = standing.address.clone();
        }
        return person::store::change(tx, id, seen, &checked, reader).map(Ok);
    }
    Ok(match person::store::find_or_create(tx, &request.checked, reader)? {
        Found::Created(person) => Ok(person),
        Found::Known(person) => {
            let completed = applicant::completed(request.checked.clone(), &person);
            if applicant::is_same(&completed, &person) { Ok(person) } else { Err(Box::new(person)) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_for_in_vain_begins_the_new_applicant() {
        let begins = |typed: &str, field: &str| start_from(typed).value(field).to_string();
        assert_eq!(begins("022 088 000 001", "personal_number"), "022088000001");
        assert_eq!(begins("0912.345.678", "phone"), "0912345678");
        assert_eq!(begins("0100109106", "tax_code"), "0100109106");
        assert_eq!(begins("5700100256", "tax_code"), "5700100256");
        assert_eq!(begins("Nguyễn Văn An", "name"), "Nguyễn Văn An");
        assert_eq!(begins("c1234567", "passport"), "C1234567");
        assert_eq!(begins("123456789", "personal_number"), "123456789");
    }

    #[test]
    fn quick_picks_are_the_procedures_asked_for_most() {
        assert_eq!(most_frequent(["a", "b", "b", "c"].into_iter()), ["b", "a", "c"]);
    }
}
