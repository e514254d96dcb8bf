//! Old dossiers: a row of a table becomes what another system knew, and then a dossier of this house. No rule of the law
//! is asked again: what was accepted, promised and handed over stands as it was printed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dossier::bulk::{Whole, record_many};
use dossier::model::{Applicant, ApplicantKind, PickUp, UnitRef};
use dossier::old::{Home, Old, OldState, take_over};
use jiff::civil::{Date, DateTime, Time};
use job::table::Line;
use kernel::{Actor, DossierId, Ids, PersonId, Refusal, Result, UnitId, fold};
use law::Calendar;
use office::Directory;
use person::{Checked, Draft, Kind, Reader};
use procedure::model::Channel;
use procedure::process::Process;
use procedure::{Catalogue, Held};
use store::Tx;

use super::columns::{Heads, Shape, UnitNames, parse_moment};

pub static SHAPE: Shape = Shape {
    kind: "dossiers",
    columns: &[
        ("code", true),
        ("procedure", true),
        ("state", true),
        ("name", true),
        ("kind", false),
        ("number", false),
        ("phone", false),
        ("email", false),
        ("address", false),
        ("receiving", true),
        ("deciding", true),
        ("channel", false),
        ("summary", false),
        ("lodged_at", false),
        ("accepted_at", true),
        ("due", false),
        ("ended_at", false),
        ("handed_over_at", false),
        ("result_number", false),
        ("pick_up", false),
        ("note", false),
    ],
};

const MORNING: Time = Time::constant(7, 30, 0, 0);
const EVENING: Time = Time::constant(17, 0, 0, 0);

/// What rows are read against.
pub struct World {
    pub directory: Arc<Directory>,
    pub catalogue: Arc<Catalogue>,
    names: UnitNames,
    /// Procedure code and day of acceptance → version, found once.
    versions: HashMap<(String, Date), Option<Held>>,
    pub today: Date,
}

/// A row that can be taken over.
#[derive(Clone)]
pub struct Good {
    old: Old,
    checked: Checked,
    held: Held,
    process_id: kernel::ProcessId,
    process: Arc<Process>,
    calendar: Arc<Calendar>,
}

impl World {
    pub fn new(directory: Arc<Directory>, catalogue: Arc<Catalogue>, today: Date) -> World {
        let names = UnitNames::of(&directory);
        World { directory, catalogue, names, versions: HashMap::new(), today }
    }

    /// Reads one row. Refused: what is wrong with the first wrong cell.
    pub fn read(&mut self, heads: &Heads, line: &Line) -> Result<Good, Refusal> {
        let code = heads.needed(line, "code")?.to_uppercase();
        let procedure = heads.needed(line, "procedure")?;
        let state = state(heads.needed(line, "state")?)?;
        let receiving = self.unit(heads.needed(line, "receiving")?, "receiving")?;
        let deciding = self.unit(heads.needed(line, "deciding")?, "deciding")?;
        let moments = Moments::read(heads, line)?;
        let held = self.version(procedure, moments.accepted.date());
        let held = held.ok_or_else(|| Refusal::new("PROCEDURE_UNKNOWN").with("code", procedure).at("procedure"))?;
        let process = self.catalogue.process_for(procedure);
        let (process_id, process) =
            process.ok_or_else(|| Refusal::new("PROCESS_EMPTY").with("process", procedure).at("procedure"))?;
        let (applicant, checked) = applicant(heads, line, self.today)?;
        let calendar = self.directory.calendar_of(receiving.id);
        let old = Old {
            code,
            channel: channel(heads.cell(line, "channel"))?,
            receiving,
            deciding,
            applicant,
            summary: heads.cell(line, "summary").chars().take(dossier::model::SUMMARY_MAX).collect(),
            pick_up: pick_up(heads.cell(line, "pick_up"))?,
            state,
            lodged_at: moments.lodged,
            accepted_at: moments.accepted,
            due: moments.due,
            ended_at: moments.ended,
            handed_over_at: moments.handed_over,
            result_number: heads.cell(line, "result_number").into(),
            note: heads.cell(line, "note").into(),
        };
        // Said now, so that a trial says it too.
        let home = Home { id: DossierId(0), held: &held, process_id, process: &process, importer: "", source: "" };
        take_over(&old, &home)?;
        Ok(Good { old, checked, held, process_id, process, calendar })
    }

    fn unit(&self, text: &str, key: &'static str) -> Result<UnitRef, Refusal> {
        let id: UnitId = self.names.find(text, key)?;
        let unit = self.directory.unit(id).ok_or_else(|| Refusal::new("IMPORT_UNIT").with("unit", text).at(key))?;
        Ok(UnitRef { id, name: unit.name.clone(), code: unit.code.clone().unwrap_or_default() })
    }

    /// The version of the day of acceptance; where none is known, the one that stands today.
    fn version(&mut self, code: &str, on: Date) -> Option<Held> {
        let (catalogue, today) = (&self.catalogue, self.today);
        let find = || catalogue.current(code, on).or_else(|| catalogue.current(code, today));
        self.versions.entry((code.to_string(), on)).or_insert_with(find).clone()
    }
}

struct Moments {
    lodged: DateTime,
    accepted: DateTime,
    due: Option<DateTime>,
    ended: Option<DateTime>,
    handed_over: Option<DateTime>,
}

impl Moments {
    /// Days without times are read so that they stay in order: a thing done on the day of the one before was done after it.
    fn read(heads: &Heads, line: &Line) -> Result<Moments, Refusal> {
        let at = |key: &'static str, time: Time| parse_moment(heads.cell(line, key), key, time);
        let whole = |key: &str| heads.cell(line, key).contains([':']);
        heads.needed(line, "accepted_at")?;
        let accepted = at("accepted_at", MORNING)?.ok_or_else(|| Refusal::new("IMPORT_EMPTY").at("accepted_at"))?;
        let lodged = at("lodged_at", MORNING)?.unwrap_or(accepted);
        let lodged = if whole("lodged_at") || lodged.date() != accepted.date() { lodged } else { lodged.min(accepted) };
        let after = |key: &'static str, before: DateTime| -> Result<Option<DateTime>, Refusal> {
            let read = at(key, EVENING)?;
            Ok(read.map(|at| if whole(key) || at.date() != before.date() { at } else { at.max(before) }))
        };
        let ended = after("ended_at", accepted)?;
        let handed_over = after("handed_over_at", ended.unwrap_or(accepted))?;
        Ok(Moments { lodged, accepted, due: at("due", EVENING)?, ended, handed_over })
    }
}

/// The portal's number, or its word.
fn state(text: &str) -> Result<OldState, Refusal> {
    let number = match fold(text).as_str() {
        "duoc tiep nhan" | "accepted" => 2,
        "dang xu ly" | "in progress" => 4,
        "dung xu ly" | "stopped" => 8,
        "da xu ly xong" | "result ready" => 9,
        "da tra ket qua" | "handed over" => 10,
        other => other.parse().unwrap_or(0),
    };
    OldState::of_portal(number).ok_or_else(|| Refusal::new("OLD_STATE").with("state", text).at("state"))
}

fn channel(text: &str) -> Result<Channel, Refusal> {
    match fold(text).as_str() {
        "" | "1" | "truc tiep" | "counter" => Ok(Channel::Counter),
        "2" | "truc tuyen" | "online" => Ok(Channel::Online),
        "3" | "buu chinh" | "buu chinh cong ich" | "post" => Ok(Channel::Post),
        _ => Err(Refusal::new("IMPORT_WORD").with("text", text).at("channel")),
    }
}

fn pick_up(text: &str) -> Result<PickUp, Refusal> {
    match fold(text).as_str() {
        "" | "truc tiep" | "counter" => Ok(PickUp::Counter),
        "truc tuyen" | "online" => Ok(PickUp::Online),
        "buu chinh" | "buu chinh cong ich" | "post" => Ok(PickUp::Post),
        _ => Err(Refusal::new("IMPORT_WORD").with("text", text).at("pick_up")),
    }
}

/// The applicant as the dossier remembers them, and their record. A number of nine digits is an identity card of before
/// 2025: it stays on the dossier, and the person has no number (TT 17/2024: such cards ended on 31/12/2024).
fn applicant(heads: &Heads, line: &Line, today: Date) -> Result<(Applicant, Checked), Refusal> {
    let number: String = heads.cell(line, "number").chars().filter(|c| !c.is_whitespace()).collect();
    let kind = match fold(heads.cell(line, "kind")).as_str() {
        "" | "1" | "ca nhan" | "cong dan" | "person" => Kind::Citizen,
        "2" | "to chuc" | "doanh nghiep" | "organisation" => Kind::Organisation,
        "3" | "nguoi nuoc ngoai" | "foreigner" => Kind::Foreigner,
        _ => return Err(Refusal::new("IMPORT_WORD").with("text", heads.cell(line, "kind")).at("kind")),
    };
    let old_card = kind == Kind::Citizen && number.len() == 9 && number.bytes().all(|b| b.is_ascii_digit());
    let kept = |wanted: Kind| if kind == wanted && !old_card { number.clone() } else { String::new() };
    let (nationality, passport) = kept(Kind::Foreigner).split_once('/').map_or_else(
        || (String::new(), kept(Kind::Foreigner)),
        |(nationality, passport)| (nationality.to_string(), passport.to_string()),
    );
    let draft = Draft {
        kind,
        name: heads.needed(line, "name")?.into(),
        personal_number: kept(Kind::Citizen),
        tax_code: kept(Kind::Organisation),
        passport,
        nationality,
        phone: heads.cell(line, "phone").into(),
        email: heads.cell(line, "email").into(),
        address: person::Address { detail: heads.cell(line, "address").into(), ..person::Address::default() },
        ..Draft::default()
    };
    let checked = draft.check(today).map_err(|refusals| match refusals.0.into_iter().next() {
        Some(refusal) => refusal,
        None => Refusal::new("PERSON_NAME").at("name"),
    })?;
    let applicant = Applicant {
        person: PersonId(0),
        kind: match kind {
            Kind::Citizen => ApplicantKind::Person,
            Kind::Organisation => ApplicantKind::Organisation,
            Kind::Foreigner => ApplicantKind::Foreigner,
        },
        name: checked.name.clone(),
        id_number: number,
        phone: checked.phone.clone().unwrap_or_default(),
        email: checked.email.clone().unwrap_or_default(),
        address: checked.address.line(),
    };
    Ok((applicant, checked))
}

/// Of the rows that can be read, those that are refused by what stands in the tables: the code is there already, the number
/// is somebody else's, the code comes twice in the file. `seen`: the codes of earlier chunks.
pub fn find_conflicts(tx: &mut Tx<'_>, goods: &[Good], seen: &HashSet<String>) -> Result<Vec<Option<Refusal>>> {
    let codes: Vec<&str> = goods.iter().map(|good| good.old.code.as_str()).collect();
    let standing = dossier::bulk::list_known_codes(tx, &codes)?;
    let checked: Vec<&Checked> = goods.iter().map(|good| &good.checked).collect();
    let people = person::bulk::find_conflicts(tx, &checked)?;
    let mut here: HashSet<&str> = HashSet::new();
    let mut out = Vec::with_capacity(goods.len());
    for (code, person) in codes.into_iter().zip(people) {
        let twice = !here.insert(code) || seen.contains(code);
        let known = standing.contains(code).then(|| Refusal::new("OLD_CODE_KNOWN").with("code", code).at("code"));
        let twice = twice.then(|| Refusal::new("OLD_CODE_TWICE").with("code", code).at("code"));
        out.push(known.or(twice).or(person));
    }
    Ok(out)
}

impl Good {
    pub fn code(&self) -> &str {
        &self.old.code
    }
}

/// Whose import it is.
#[derive(Debug, Clone)]
pub struct Importer {
    pub actor: Actor,
    pub reader: Reader,
    pub source: String,
}

/// Writes rows that have no conflict: people, dossiers, their one event, their deadlines.
pub fn write(tx: &mut Tx<'_>, goods: &[Good], importer: &Importer, ids: &Ids, now_ms: i64) -> Result<()> {
    let checked: Vec<&Checked> = goods.iter().map(|good| &good.checked).collect();
    let people = person::bulk::find_or_create_many(tx, &checked, &importer.reader)?;
    let mut many = Vec::with_capacity(goods.len());
    for (good, person) in goods.iter().zip(people) {
        let mut old = good.old.clone();
        old.applicant.person = person?;
        let home = Home {
            id: DossierId(ids.next(now_ms)),
            held: &good.held,
            process_id: good.process_id,
            process: &good.process,
            importer: importer.actor.name(),
            source: &importer.source,
        };
        let (dossier, happening) = take_over(&old, &home)?;
        let life = vec![(now_ms, &importer.actor, happening)];
        many.push(Whole { dossier, life, process: &good.process, calendar: &good.calendar });
    }
    record_many(tx, &mut many, ids)
}
