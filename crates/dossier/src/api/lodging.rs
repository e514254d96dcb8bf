//! A new dossier as a program sends it, and its revision before acceptance. Words are typed here; nothing is decided.

use jiff::civil::Date;
use kernel::{PersonId, Refusal, Result, UnitId};
use office::{Act, Officer};
use person::{Draft, Identity, Kind, Person, Reader};
use procedure::model::{Channel, ProcedureVersion};
use serde::Deserialize;
use store::Tx;
use store::ledger::Once;
use utoipa::ToSchema;

use super::wire::{ApplicantWord, ChannelWord, Moment, PickUpWord, SexWord, SubmissionWord};
use crate::command::{Acceptance, Command, Revision};
use crate::door::{self, Around, Dossiers, Key, Lodging, Saved, answered};
use crate::model::{Applicant, ApplicantKind, Delegate, HeldComponent, PickUp, Submission};
use crate::store as rows;

/// A new dossier. With `accept` it is taken in and accepted in one act.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDossier)]
pub struct NewDossier {
    /// The procedure's code.
    #[schema(example = "1.001193")]
    pub procedure: String,
    /// One of the procedure's cases, where it has some.
    #[serde(default)]
    pub case: Option<String>,
    #[serde(default = "counter")]
    #[schema(value_type = ChannelWord, default = "counter")]
    pub channel: Channel,
    /// The receiving unit: id or key. Without it, the officer's own.
    #[serde(default)]
    pub receiving: Option<String>,
    /// The deciding unit: id or key.
    pub deciding: String,
    pub applicant: ApplicantBody,
    #[serde(default)]
    pub delegate: Option<DelegateBody>,
    /// What it is about, at most 1,000 characters.
    #[serde(default)]
    pub summary: String,
    #[serde(default = "one")]
    #[schema(default = 1)]
    pub sets: u32,
    #[serde(default)]
    #[schema(value_type = PickUpWord, default = "counter")]
    pub pick_up: PickUp,
    /// Where the matter is: the plot of land, the house, the works.
    #[serde(default)]
    pub place: String,
    /// Where the applicant was helped to file: id or key.
    #[serde(default)]
    pub help: Option<String>,
    /// The centre where the result is wanted: id or key. Without it, the receiving one.
    #[serde(default)]
    pub pick_up_at: Option<String>,
    /// What was handed in; lines that are not named here stay as not received.
    #[serde(default)]
    pub components: Vec<ComponentBody>,
    #[serde(default)]
    pub accept: Option<AcceptanceBody>,
}

fn counter() -> Channel {
    Channel::Counter
}
fn one() -> u32 {
    1
}

/// What the intake may still change before acceptance; all of it is replaced.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Revision)]
pub struct RevisionBody {
    pub applicant: ApplicantBody,
    #[serde(default)]
    pub delegate: Option<DelegateBody>,
    #[serde(default)]
    pub summary: String,
    #[serde(default = "one")]
    #[schema(default = 1)]
    pub sets: u32,
    #[serde(default)]
    #[schema(value_type = PickUpWord, default = "counter")]
    pub pick_up: PickUp,
    #[serde(default)]
    pub components: Vec<ComponentBody>,
    /// Another case of the procedure; left out: as it is.
    #[serde(default)]
    pub case: Option<String>,
    /// Another unit that decides, by id or key; left out: as it is.
    #[serde(default)]
    pub deciding: Option<String>,
}

/// Who applies: `person` alone, or the person's data. A known number finds the record that has it.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicantBody {
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "per_00s3y7tm40001")]
    pub person: Option<PersonId>,
    #[serde(default = "natural")]
    #[schema(value_type = ApplicantWord, default = "person")]
    pub kind: ApplicantKind,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub personal_number: String,
    #[serde(default)]
    pub tax_code: String,
    #[serde(default)]
    pub representative: String,
    #[serde(default)]
    pub passport: String,
    /// ISO 3166 alpha-3.
    #[serde(default)]
    pub nationality: String,
    /// `30/04/1988`, `04/1988` or `1988`.
    #[serde(default)]
    pub birth: String,
    #[serde(default)]
    #[schema(value_type = Option<SexWord>)]
    pub sex: Option<law::code::Sex>,
    #[serde(default)]
    pub address: AddressBody,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
}

fn natural() -> ApplicantKind {
    ApplicantKind::Person
}

impl std::fmt::Debug for ApplicantBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ApplicantBody({:?} …)", self.kind)
    }
}

/// Where somebody lives or sits.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = Address)]
pub struct AddressBody {
    pub province_code: Option<String>,
    pub province: String,
    pub commune_code: Option<String>,
    pub commune: String,
    /// House, street, hamlet.
    pub detail: String,
}

/// Who files for the applicant.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DelegateBody {
    pub name: String,
    #[serde(default)]
    pub id_number: String,
    #[serde(default)]
    pub phone: String,
    /// The authorisation: its number and date, or how it was proven.
    pub authority: String,
}

impl std::fmt::Debug for DelegateBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DelegateBody(…)")
    }
}

/// One line of what was handed in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComponentBody {
    /// The checklist's key, `TP01`; a paper that the procedure does not list is `X01`, `X02`, … with a name.
    pub key: String,
    #[serde(default)]
    pub name: String,
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub received: bool,
    #[serde(default = "paper")]
    #[schema(value_type = SubmissionWord, default = "paper")]
    pub submission: Submission,
    /// Without a number, as many as the checklist asks for.
    #[serde(default)]
    pub originals: Option<u32>,
    #[serde(default)]
    pub copies: Option<u32>,
    #[serde(default)]
    pub note: String,
}

fn yes() -> bool {
    true
}
fn paper() -> Submission {
    Submission::Paper
}

/// What acceptance needs beyond the dossier itself.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Acceptance)]
pub struct AcceptanceBody {
    /// The legal receipt moment when it is not now: the signing of the hand-over record with the post.
    #[serde(default)]
    pub received_at: Option<Moment>,
    /// The date the officer sets when the catalogue states no limit.
    #[serde(default)]
    pub manual_due: Option<ManualDueBody>,
    /// The applicant wants a receipt although the procedure is settled at once.
    #[serde(default)]
    pub receipt_wanted: bool,
}

/// A date set by the officer, with the reason.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManualDueBody {
    pub due: Moment,
    pub reason: String,
}

impl From<AcceptanceBody> for Acceptance {
    fn from(body: AcceptanceBody) -> Acceptance {
        Acceptance {
            received_at: body.received_at.map(|at| at.0),
            manual_due: body.manual_due.map(|manual| (manual.due.0, manual.reason)),
            receipt_wanted: body.receipt_wanted,
        }
    }
}

impl From<DelegateBody> for Delegate {
    fn from(body: DelegateBody) -> Delegate {
        Delegate { name: body.name, id_number: body.id_number, phone: body.phone, authority: body.authority }
    }
}

/// Begins a dossier as the body says: person, dossier, code, event, audit and outbox in one transaction.
///
/// Errors: as the door refuses; `PERSON_…` when the applicant's data cannot be kept.
pub async fn begin(door: &Dossiers, by: &Officer, body: NewDossier, once: Once) -> Result<Saved> {
    may_take_in(by)?;
    let now = kernel::time::civil(door.clock.now());
    let wanted = Wanted::of(body.applicant, now.date())?;
    let held = door.catalogue.current(&body.procedure, now.date());
    let components = match &held {
        // An unknown procedure is refused by the door, which knows the sentence.
        None => Vec::new(),
        Some(held) => handed_in(door::checklist(&held.version, body.case.as_deref()), &body.components)?,
    };
    let receiving = body.receiving.as_deref().map_or(Ok(by.unit()), |text| find_unit(by, text, "receiving"))?;
    let named = |text: &Option<String>, field| text.as_deref().map(|text| find_unit(by, text, field)).transpose();
    let (help, door_id) = (named(&body.help, "help")?, named(&body.pick_up_at, "pick_up_at")?);
    let around = Around { place: body.place, help, door: door_id };
    let mut lodging = Lodging {
        procedure: body.procedure,
        case: body.case,
        channel: body.channel,
        receiving,
        deciding: find_unit(by, &body.deciding, "deciding")?,
        applicant: nobody(),
        delegate: body.delegate.map(Into::into),
        summary: body.summary,
        sets: body.sets,
        pick_up: body.pick_up,
        components,
        around,
    };
    let acceptance = body.accept.map(Acceptance::from);
    let (inside, by, again) = (door.clone(), by.clone(), once.clone());
    let done = door.store.act(move |tx| {
        if let Some(saved) = answered(tx, Some(&once))? {
            return Ok(saved);
        }
        lodging.applicant = wanted.find(tx, &inside, &by)?;
        inside.begin_in(tx, &by, &lodging, acceptance.as_ref(), Some(&once))
    });
    door.settle(done.await, Some(again)).await
}

/// Replaces what the intake holds, before acceptance.
pub async fn revise(
    door: &Dossiers,
    by: &Officer,
    key: Key,
    seen: i64,
    body: RevisionBody,
    once: Once,
) -> Result<Saved> {
    may_take_in(by)?;
    let wanted = Wanted::of(body.applicant.clone(), kernel::time::civil(door.clock.now()).date())?;
    let deciding = match &body.deciding {
        Some(text) => Some(door::unit_ref(by.directory(), find_unit(by, text, "deciding")?)?),
        None => None,
    };
    let (inside, by, again) = (door.clone(), by.clone(), once.clone());
    let done = door.store.act(move |tx| {
        if let Some(saved) = answered(tx, Some(&once))? {
            return Ok(saved);
        }
        let before = match &key {
            Key::Id(id) => rows::load(tx, *id)?,
            Key::Code(code) => rows::load_by_code(tx, code)?,
        };
        if !door::may_see(&by, &before) {
            return Err(kernel::Error::absent("dossier"));
        }
        let procedure: std::sync::Arc<ProcedureVersion> =
            inside.catalogue.load_version(tx, before.procedure.version)?;
        let checklist = door::checklist(&procedure, before.procedure.case.as_deref());
        let revision = Revision {
            applicant: wanted.find(tx, &inside, &by)?,
            delegate: body.delegate.clone().map(Into::into),
            summary: body.summary.clone(),
            sets: body.sets,
            pick_up: body.pick_up,
            components: handed_in(checklist, &body.components)?,
            case: body.case.clone(),
            deciding: deciding.clone(),
            around: None,
        };
        inside.perform_in(tx, &by, &key, seen, &Command::Revise(Box::new(revision)), Some(&once))
    });
    door.settle(done.await, Some(again)).await
}

/// Asked before a person's data is looked up, so that a refusal about a number tells nothing to those who may not
/// take dossiers in at all. Where they may is asked by the door.
fn may_take_in(by: &Officer) -> Result<(), Refusal> {
    if by.may_somewhere(Act::Intake) {
        Ok(())
    } else {
        Err(Refusal::new("NOT_PERMITTED").with("act", Act::Intake.key()))
    }
}

/// A unit by id or key.
pub fn find_unit(by: &Officer, text: &str, field: &str) -> Result<UnitId, Refusal> {
    let known = match text.parse::<UnitId>() {
        Ok(id) => by.directory().unit(id),
        Err(_) => by.directory().unit_by_key(text),
    };
    known.map(|unit| unit.id).ok_or_else(|| Refusal::new("UNIT_UNKNOWN").with("unit", text).at(field))
}

/// The checklist with what was handed in.
fn handed_in(mut lines: Vec<HeldComponent>, given: &[ComponentBody]) -> Result<Vec<HeldComponent>, Refusal> {
    let unknown = || Refusal::new("COMPONENT_UNKNOWN").at("components");
    for body in given {
        let place = lines.iter().position(|line| line.key == body.key);
        let line = match place {
            Some(place) => &mut lines[place],
            None if body.key.starts_with('X') && !body.name.trim().is_empty() => {
                lines.push(unlisted(body));
                continue;
            }
            None => return Err(unknown()),
        };
        line.received = body.received;
        line.submission = body.submission;
        line.originals = body.originals.unwrap_or(line.originals);
        line.copies = body.copies.unwrap_or(line.copies);
        line.note.clone_from(&body.note);
    }
    Ok(lines)
}

fn unlisted(body: &ComponentBody) -> HeldComponent {
    HeldComponent {
        key: body.key.clone(),
        name: body.name.trim().into(),
        required: false,
        received: body.received,
        submission: body.submission,
        originals: body.originals.unwrap_or(0),
        copies: body.copies.unwrap_or(0),
        note: body.note.clone(),
    }
}

/// The applicant as asked for, checked as far as it goes without the database.
enum Wanted {
    Known(PersonId),
    Data(Box<person::Checked>),
}

impl Wanted {
    fn of(body: ApplicantBody, today: Date) -> Result<Wanted> {
        if let Some(id) = body.person {
            return Ok(Wanted::Known(id));
        }
        Ok(Wanted::Data(Box::new(Draft::from(body).check(today)?)))
    }

    /// Against a trace, as everywhere where a person's data is read.
    fn find(&self, tx: &mut Tx<'_>, door: &Dossiers, by: &Officer) -> Result<Applicant> {
        let reader = Reader::officer(by, "api.intake", &door.ids, door.clock.now_ms());
        let person = match self {
            Wanted::Known(id) => person::store::load(tx, *id, &reader)?,
            Wanted::Data(checked) => person::store::find_or_create(tx, checked, &reader)?.person(),
        };
        Ok(applicant(&person))
    }
}

impl From<ApplicantBody> for Draft {
    fn from(body: ApplicantBody) -> Draft {
        let AddressBody { province_code, province, commune_code, commune, detail } = body.address;
        Draft {
            kind: match body.kind {
                ApplicantKind::Person => Kind::Citizen,
                ApplicantKind::Organisation => Kind::Organisation,
                ApplicantKind::Foreigner => Kind::Foreigner,
            },
            name: body.name,
            personal_number: body.personal_number,
            tax_code: body.tax_code,
            representative: body.representative,
            passport: body.passport,
            nationality: body.nationality,
            birth: body.birth,
            sex: body.sex,
            address: person::Address { province_code, province, commune_code, commune, detail },
            phone: body.phone,
            email: body.email,
        }
    }
}

/// A copy of the person's data of today.
fn applicant(person: &Person) -> Applicant {
    let kind = match &person.identity {
        Identity::Citizen { .. } => ApplicantKind::Person,
        Identity::Organisation { .. } => ApplicantKind::Organisation,
        Identity::Foreigner { .. } => ApplicantKind::Foreigner,
    };
    Applicant {
        person: person.id,
        kind,
        name: person.name.clone(),
        id_number: person.identity.number().unwrap_or_default(),
        phone: person.phone.clone().unwrap_or_default(),
        email: person.email.clone().unwrap_or_default(),
        address: person.address.line(),
    }
}

/// Stands in a lodging until the transaction has found the applicant.
fn nobody() -> Applicant {
    Applicant {
        person: PersonId(0),
        kind: ApplicantKind::Person,
        name: String::new(),
        id_number: String::new(),
        phone: String::new(),
        email: String::new(),
        address: String::new(),
    }
}
