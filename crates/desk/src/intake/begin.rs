//! Beginning the dossier: what the form says is checked as a whole, then person and dossier are written in one act.
//!
//! A record that says something else than the form is never overwritten without being shown.

use axum::response::Response;
use dossier::model::PickUp;
use dossier::{Dossiers, Lodging, Saved};
use jiff::civil::Date;
use kernel::{Error, Lang, PersonId, Refusal};
use office::Officer;
use person::{Checked, Found, Person, PersonCard, Reader};
use procedure::ProcedureVersion;
use procedure::model::Channel;
use store::{Store, Tx};
use web::{Answer, Ctx, Fields, Flash};

use super::visitor::{Draft, load_person, page, reader, rebuilt};
use super::wanted::{self, Wanted};
use super::{applicant, around, deciding, receiving_unit};

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

pub async fn begin(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, mut form: Fields) -> Answer {
    let Some(request) = check(ctx, by, dossiers, &mut form) else {
        return page(ctx, by, dossiers, Draft { form, ..Draft::default() }).await;
    };
    match record(by, dossiers, request.clone(), &form).await {
        Ok(Begun::Saved(saved)) => Ok(began(&saved)),
        Ok(Begun::Known(person)) => {
            let checked = applicant::completed(request.checked, &person);
            let differences = applicant::differences(&checked, &person);
            let merged =
                applicant::fill(&Person { id: person.id, version: person.version, ..person_of(&checked, &person) });
            let form =
                rebuilt(&form, merged, |name| name.starts_with("delegate") || !applicant::is_applicant_field(name));
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
    let version = match wanted::find(dossiers, form, today, lang) {
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
    let around = around::of_form(form, lang);
    if let Some(version) = &version {
        follow_the_place(by, form, version, today, lang);
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
        around: around?,
    };
    Some(Request { checked: checked?, chosen, lodging })
}

/// The place of the matter was said after the unit was proposed and proposes another: the officer looks once more. A choice of
/// their own stays.
fn follow_the_place(by: &Officer, form: &mut Fields, procedure: &ProcedureVersion, today: Date, lang: Lang) {
    let untouched = form.some("proposed").is_some_and(|proposed| form.value("deciding") == proposed);
    let hints = deciding::Hints {
        receiving: receiving_unit(by),
        procedure,
        place: form.value("place"),
        commune: form.value("commune"),
    };
    if !untouched || hints.place.is_empty() {
        return;
    }
    let proposed = deciding::propose(by.directory(), &hints, today);
    let first = proposed.first().filter(|unit| unit.id.to_string() != form.value("deciding"));
    if let Some(unit) = first {
        form.refuse("deciding", lang.say_with("intake-deciding-by-place", &[("unit", &unit.name)]));
    }
}

/// Person and dossier in one act: both are there, or neither.
async fn record(by: &Officer, dossiers: &Dossiers, request: Request, form: &Fields) -> kernel::Result<Begun> {
    let once = super::once(by, form, "intake.lodge");
    let (door, officer, again) = (dossiers.clone(), by.clone(), once.clone());
    let reader = reader(dossiers, by);
    // It came by post: the parcel and its dossier are tied in the act that begins it.
    let parcel = form.value("parcel").parse().ok().filter(|_| request.lodging.channel == Channel::Post);
    // A visitor of the hall: the ticket and its dossiers are tied the same way.
    let (ticket, now_ms) = (form.value("ticket").parse().ok(), dossiers.clock.now_ms());
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
            let saved = door.begin_in(tx, &officer, &lodging, None, once.as_ref())?;
            if let Some(parcel) = parcel {
                custody::Custody::of(&door).take_in(tx, &officer, parcel, saved.id)?;
            }
            if let Some(ticket) = ticket {
                super::visit::tie(tx, &officer, ticket, saved.id, now_ms)?;
            }
            Ok(Begun::Saved(saved))
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
