//! The next visitor: who applies, for what, and who decides. One form; every button sends all of it, so nothing typed is lost.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use custody::Custody;
use custody::model::Parcel;
use dossier::Dossiers;
use dossier::list::{self, Filter, Line, Pile, Reach};
use kernel::{Lang, PersonId};
use office::{Officer, SignedIn};
use person::{Kind, Person, PersonCard, Reader};
use procedure::model::Channel;
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Page, Problem};

use super::begin::begin;
use super::visit::Back;
use super::wanted::{self, Wanted};
use super::{applicant, around, deciding, receiving_unit, require_intake};

/// Procedures offered as quick picks.
const PICKS: usize = 6;
/// Recent dossiers the quick picks are counted from.
const PICKED_FROM: i64 = 60;

// ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

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
    /// Why the proposed one decides; else what the field is for.
    why_deciding: String,
    channels: Vec<Choice>,
    /// Centres that may have helped the applicant to file.
    helpers: Vec<Choice>,
    receiving: String,
    counter: Counter,
    /// The visit of the hall it is begun in.
    visit: Option<Back>,
}

/// What a page is made of before it is shown.
#[derive(Default)]
pub struct Draft {
    pub form: Fields,
    pub found: Option<Vec<PersonCard>>,
    pub differences: Vec<(&'static str, String)>,
}

/// `GET /intake`; with `?parcel=` a signed parcel of the post desk fills the form.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, uri: Uri) -> Answer {
    require_intake(&by)?;
    let parcel = Fields::of_query(&uri).value("parcel").parse().ok();
    let found = match parcel {
        Some(id) => Custody::of(&dossiers).find_signed(&by, id).await?,
        None => None,
    };
    let form = Fields::new().with("kind", Kind::Citizen.key());
    let form = match found {
        Some(parcel) => sent(form, &parcel),
        None => form.with("channel", Channel::Counter.code()),
    };
    page(&ctx, &by, &dossiers, Draft { form, ..Draft::default() }).await
}

/// What a parcel's waybill says of its sender, and that it came by post.
fn sent(form: Fields, parcel: &Parcel) -> Fields {
    form.with("channel", Channel::Post.code())
        .with("parcel", parcel.id)
        .with("name", &parcel.name)
        .with("phone", &parcel.phone)
        .with("detail", &parcel.address)
        .with("procedure", &parcel.subject)
        .with("procedure_id", &parcel.procedure)
}

pub async fn page(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, draft: Draft) -> Answer {
    let lang = ctx.lang;
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let mut form = draft.form;
    let person: Option<PersonId> = form.value("person_id").parse().ok();
    let recent = match person {
        Some(person) => recent_of(dossiers, by, person, lang).await?,
        None => Vec::new(),
    };
    let wanted = wanted::find(dossiers, &form, today, lang);
    let receiving = receiving_unit(by);
    let (mut cases, mut units, mut facts, mut duplicate) = (Vec::new(), Vec::new(), Vec::new(), false);
    let mut why = String::new();
    if let Wanted::Chosen(held) = &wanted {
        let version = &held.version;
        form = form_with(form, "procedure", &version.name, "procedure_id", &version.code);
        cases = version.cases.iter().map(|case| Choice::new(&case.key, &case.name)).collect();
        let (place, commune) = (form.value("place"), form.value("commune"));
        let hints = deciding::Hints { receiving, procedure: version, place, commune };
        let weighed = deciding::weighed(by.directory(), &hints, today);
        why = deciding::why(&weighed, lang);
        let proposed: Vec<_> = weighed.iter().map(|candidate| candidate.unit).collect();
        // A proposal the officer left alone follows the applicant and the procedure; a choice of theirs stays.
        let untouched = form.some("deciding").is_none() || form.value("deciding") == form.value("proposed");
        if let (true, Some(first)) = (untouched, proposed.first()) {
            let id = first.id.to_string();
            form = form_with(form, "deciding", &id, "proposed", &id);
        }
        units = proposed.iter().map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect();
        facts = wanted::facts(held, lang);
        duplicate = recent.iter().any(|row| row.open && row.procedure_code == version.code);
    }
    let channels = [Channel::Counter, Channel::Post];
    let good = form.is_good();
    let nobody_found = draft.found.as_ref().is_some_and(Vec::is_empty);
    let has_typed = person.is_none() && (form.some("name").is_some() || form.some("personal_number").is_some());
    let wrong = form.errors().iter().any(|error| applicant::is_applicant_field(&error.name));
    let view = VisitorView {
        page: ctx.page(ctx.t("intake-visitor-title")).at("intake").wide(),
        kinds: Kind::ALL.map(|kind| Choice::new(kind.key(), ctx.t(&format!("person-kind-{}", kind.key())))).into(),
        sexes: ["male", "female"].map(|sex| Choice::new(sex, ctx.t(&format!("person-sex-{sex}")))).into(),
        communes: super::screen::communes(by),
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
        why_deciding: if why.is_empty() { ctx.t("intake-deciding-hint") } else { why },
        channels: channels.map(|channel| Choice::new(channel.code(), ctx.t(channel.key()))).into(),
        helpers: around::helpers(by.directory(), today, receiving),
        receiving: by.directory().unit_name(receiving),
        counter: counter(dossiers, by, lang).await?,
        visit: super::visit::of_ticket(dossiers, by, form.value("ticket")).await?,
        form,
    };
    web::html_with(if good { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &view)
}

fn form_with(form: Fields, name: &str, value: &str, name2: &str, value2: &str) -> Fields {
    rebuilt(&form, Fields::new().with(name, value).with(name2, value2), |other| other != name && other != name2)
}

/// New values before the kept ones, errors included.
pub fn rebuilt(form: &Fields, first: Fields, keep: impl Fn(&str) -> bool) -> Fields {
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

async fn recent_of(dossiers: &Dossiers, by: &Officer, person: PersonId, lang: Lang) -> kernel::Result<Vec<Row>> {
    let lines = dossiers
        .store
        .read(move |tx| {
            let mut lines = Vec::new();
            for one in person::store::twins::circle(tx, person)? {
                lines.extend(list::list_of_applicant(tx, one, 6)?);
            }
            lines.sort_by_key(|line| std::cmp::Reverse(line.id));
            lines.truncate(6);
            Ok(lines)
        })
        .await?;
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
                list::list(
                    tx,
                    &reach,
                    Pile::All,
                    list::Turn { filter: &filter, after: None, limit, now_ms: 0, horizon_ms: 0 },
                )
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
    let standing =
        |code: &str| dossiers.catalogue.current(code, today).filter(|h| h.version.accepts_intake_on(today).is_ok());
    let picks = most_frequent(latest.iter().map(|line| line.procedure_code.as_str()));
    let named =
        |code: String| standing(&code).map(|h| (code, h.version.plain_name.clone().unwrap_or(h.version.name.clone())));
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

// ── the buttons ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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
        _ => {
            page(&ctx, &by, &dossiers, Draft { form: rebuilt(&form, Fields::new(), |_| true), ..Draft::default() })
                .await
        }
    }
}

/// What depends on the procedure is asked again when the procedure changes.
fn is_procedure_field(name: &str) -> bool {
    matches!(name, "procedure" | "procedure_id" | "case" | "deciding" | "proposed")
}

pub fn reader(dossiers: &Dossiers, by: &Officer) -> Reader {
    Reader::officer(by, "counter.intake", &dossiers.ids, dossiers.clock.now_ms())
}

pub async fn load_person(dossiers: &Dossiers, by: &Officer, id: PersonId) -> kernel::Result<Person> {
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
        (true, 9) if !digits.starts_with('0') => {
            Fields::new().with("kind", Kind::Citizen.key()).with("personal_number", digits)
        }
        (true, 9 | 11) => Fields::new().with("kind", Kind::Citizen.key()).with("phone", digits),
        (true, 10) if law::code::TaxCode::parse(&digits).is_err() => {
            Fields::new().with("kind", Kind::Citizen.key()).with("phone", digits)
        }
        (true, 10 | 13) => Fields::new().with("kind", Kind::Organisation.key()).with("tax_code", typed),
        (false, 0) => Fields::new().with("kind", Kind::Citizen.key()).with("name", typed),
        (false, _) => Fields::new().with("kind", Kind::Foreigner.key()).with("passport", typed.to_uppercase()),
        (true, _) => Fields::new().with("kind", Kind::Citizen.key()).with("personal_number", digits),
    }
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
