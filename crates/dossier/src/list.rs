//! Lists and counts by duty: what an officer sees at home. The counts and the lists are one filter, so they agree.

use kernel::{DossierId, OfficerId, PersonId, Result, UnitId};
use office::{Act, Narrow, Officer, Scope};
use procedure::process::Duty;
use serde::{Deserialize, Serialize};
use store::{Row, Tx, Value};

use crate::store::NO_DUE;

pub mod incoming;
mod last;
pub mod twins;

pub use last::last_accepted;

/// Whose dossiers and which turn: the home page's four piles, the tray, and everything in reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pile {
    /// Cần làm ngay: mine, or unclaimed in a tray of my duty.
    ActNow,
    /// Sắp trễ: of those, due within the horizon or late already.
    AtRisk,
    /// Chờ người khác.
    Waiting,
    /// Chờ trả kết quả.
    HandOver,
    /// Everything in reach, newest first.
    All,
}

impl Pile {
    pub const ALL: [Pile; 5] = [Pile::ActNow, Pile::AtRisk, Pile::Waiting, Pile::HandOver, Pile::All];

    pub fn code(self) -> &'static str {
        match self {
            Pile::ActNow => "act_now",
            Pile::AtRisk => "at_risk",
            Pile::Waiting => "waiting",
            Pile::HandOver => "hand_over",
            Pile::All => "all",
        }
    }
    pub fn parse(text: &str) -> Option<Pile> {
        Pile::ALL.into_iter().find(|pile| pile.code() == text)
    }
}

/// What a list is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub stage: Option<&'static str>,
    pub procedure: Option<String>,
    pub field: Option<String>,
    pub channel: Option<String>,
    /// Dossier code (whole or its beginning), or the beginning of the applicant's name. Identity numbers are searched
    /// among persons, who lead to their dossiers ([`Filter::applicants`]).
    pub words: String,
    /// Late only (by the promised date).
    pub late: bool,
    /// The dossiers of these applicants only: whom an identity number or a telephone led to.
    pub applicants: Option<Vec<PersonId>>,
    /// Taken in, decided or held by one of these units (the asker has expanded what lies below a unit).
    pub units: Option<Vec<UnitId>>,
    /// Handled by this officer.
    pub officer: Option<OfficerId>,
    /// Promised from this moment on.
    pub due_from_ms: Option<i64>,
    /// Promised until this moment.
    pub due_until_ms: Option<i64>,
    pub order: Order,
}

/// In which order a list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The pile's own: by due date, and everything ([`Pile::All`]) the newest first.
    #[default]
    Own,
    /// The earliest due date first; without a date last.
    Due,
    /// The newest first.
    Newest,
}

impl Order {
    pub fn code(self) -> &'static str {
        match self {
            Order::Own => "own",
            Order::Due => "due",
            Order::Newest => "newest",
        }
    }
    pub fn parse(text: &str) -> Order {
        [Order::Due, Order::Newest].into_iter().find(|order| order.code() == text).unwrap_or_default()
    }
    /// Whether a pile stands the newest first in this order.
    pub fn is_newest_first(self, pile: Pile) -> bool {
        self == Order::Newest || (self == Order::Own && pile == Pile::All)
    }
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub id: DossierId,
    pub version: i64,
    pub code: Option<String>,
    pub stage: String,
    pub waiting: bool,
    pub procedure_code: String,
    pub procedure_name: String,
    pub applicant: String,
    pub officer: Option<String>,
    pub duty: Option<String>,
    pub due_ms: Option<i64>,
    /// The clock stands still at the moment: what remains until `due_ms` means nothing.
    pub paused: bool,
    pub accepted_ms: Option<i64>,
    pub field: String,
    pub channel: String,
    pub receiving: UnitId,
    pub deciding: UnitId,
    /// The last act.
    pub changed_ms: i64,
    /// Place of the present step in the dossier's process.
    pub step: Option<i64>,
    /// Until when the step is to be done.
    pub step_due_ms: Option<i64>,
}

/// Where the next page goes on: the sort key of the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub key: i64,
    pub id: i64,
}

/// The counts of the home page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    pub act_now: i64,
    pub at_risk: i64,
    pub waiting: i64,
    pub hand_over: i64,
}

impl Counts {
    pub fn of(&self, pile: Pile) -> Option<i64> {
        match pile {
            Pile::ActNow => Some(self.act_now),
            Pile::AtRisk => Some(self.at_risk),
            Pile::Waiting => Some(self.waiting),
            Pile::HandOver => Some(self.hand_over),
            Pile::All => None,
        }
    }
}

/// What an officer can reach, worked out once per request from their grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    pub officer: OfficerId,
    /// Duty by duty, the slices of the office within which the officer has it.
    pub trays: Vec<(Duty, Vec<Slice>)>,
    /// The slices for which the officer answers consultations.
    pub answers: Vec<Slice>,
    /// The slices whose dossiers the officer may read.
    pub sees: Vec<Slice>,
}

/// Units × procedures: what one grant covers. Empty slices reach nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// With everything below them; none: every unit.
    pub units: Option<Vec<UnitId>>,
    /// (fields by name, procedures by code), of which either suffices; none: every procedure.
    pub procedures: Option<(Vec<String>, Vec<String>)>,
}

impl Slice {
    fn of(scope: &Scope, officer: &Officer) -> Slice {
        let units = match &scope.units {
            Narrow::All => None,
            Narrow::Only(listed) => {
                let mut units: Vec<UnitId> =
                    listed.iter().flat_map(|unit| officer.directory().descendants(*unit)).collect();
                units.sort_unstable();
                units.dedup();
                Some(units)
            }
        };
        let listed = |narrow: &Narrow<String>| match narrow {
            Narrow::All => Vec::new(),
            Narrow::Only(list) => list.clone(),
        };
        let every = scope.fields == Narrow::All && scope.procedures == Narrow::All;
        let procedures = (!every).then(|| (listed(&scope.fields), listed(&scope.procedures)));
        Slice { units, procedures }
    }

    /// The slices of several acts, without the ones said twice.
    fn all_of(officer: &Officer, acts: &[Act]) -> Vec<Slice> {
        let mut slices: Vec<Slice> = Vec::new();
        for slice in acts.iter().flat_map(|act| officer.scopes(*act)).map(|scope| Slice::of(scope, officer)) {
            if !slices.contains(&slice) {
                slices.push(slice);
            }
        }
        slices
    }
}

impl Reach {
    pub fn of(officer: &Officer) -> Reach {
        let duties = [
            (Duty::OneStop, Act::Accept),
            (Duty::Assigner, Act::Assign),
            (Duty::Specialist, Act::Propose),
            (Duty::Approver, Act::Approve),
            (Duty::RecordsClerk, Act::Release),
            (Duty::HandOver, Act::HandOver),
        ];
        let trays = duties.into_iter().filter(|(_, act)| officer.may_somewhere(*act));
        let trays = trays.map(|(duty, act)| (duty, Slice::all_of(officer, &[act]))).collect();
        let answers = Slice::all_of(officer, &[Act::AnswerConsultation]);
        Reach { officer: officer.id(), trays, answers, sees: Slice::all_of(officer, &[Act::View, Act::ViewAll]) }
    }
}

/// Builds a condition and its parameters together, so that they cannot part.
struct Ask<'a> {
    sql: String,
    params: Vec<Value<'a>>,
}

impl<'a> Ask<'a> {
    fn new() -> Self {
        Ask { sql: String::new(), params: Vec::new() }
    }
    fn bind(&mut self, value: impl Into<Value<'a>>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }
    fn and(&mut self, text: &str) {
        self.sql.push_str(" AND ");
        self.sql.push_str(text);
    }
    /// Within one of the slices, by any of these unit columns.
    fn and_slices(&mut self, columns: &[&str], slices: &'a [Slice]) {
        // All units together first: that is the part an index can answer.
        if let Some(units) = units_together(slices) {
            self.and(&in_units(columns, &units));
        }
        if slices.len() == 1 && slices[0].procedures.is_none() {
            return;
        }
        let each: Vec<String> = slices.iter().map(|slice| self.slice(columns, slice)).collect();
        self.and(&format!("({})", if each.is_empty() { "1 = 0".into() } else { each.join(" OR ") }));
    }
    /// Of the procedures of one of the slices.
    fn and_procedures(&mut self, slices: &'a [Slice]) {
        if slices.iter().any(|slice| slice.procedures.is_none()) {
            return;
        }
        let each: Vec<String> = slices.iter().map(|slice| self.slice(&[], slice)).collect();
        self.and(&format!("({})", each.join(" OR ")));
    }
    fn slice(&mut self, columns: &[&str], slice: &'a Slice) -> String {
        let units = slice.units.as_ref().filter(|_| !columns.is_empty());
        let units = units.map_or("1 = 1".into(), |units| in_units(columns, units));
        let Some((fields, codes)) = &slice.procedures else { return format!("({units})") };
        let fields: Vec<String> = fields.iter().map(|field| self.bind(field)).collect();
        let codes: Vec<String> = codes.iter().map(|code| self.bind(code)).collect();
        let one_of = |column: &str, list: Vec<String>| match list.is_empty() {
            true => "1 = 0".to_string(),
            false => format!("{column} IN ({})", list.join(", ")),
        };
        format!("({units} AND ({} OR {}))", one_of("field", fields), one_of("procedure_code", codes))
    }
    fn narrow(&mut self, filter: &'a Filter, now_ms: i64) {
        if let Some(stage) = filter.stage {
            let p = self.bind(stage);
            self.and(&format!("stage = {p}"));
        }
        if let Some(code) = &filter.procedure {
            let p = self.bind(code);
            self.and(&format!("procedure_code = {p}"));
        }
        if let Some(field) = &filter.field {
            let p = self.bind(field);
            self.and(&format!("field = {p}"));
        }
        if let Some(channel) = &filter.channel {
            let p = self.bind(channel);
            self.and(&format!("channel = {p}"));
        }
        if filter.late {
            // The deadline's row is gone while the clock stands: a date that does not run is not missed.
            let p = self.bind(now_ms);
            let late = format!("d.dossier_id = dossier.id AND d.kind = 'result' AND d.due_ms < {p}");
            self.and(&format!("due_ms < {p} AND EXISTS (SELECT 1 FROM deadline d WHERE {late})"));
        }
        if let Some(people) = &filter.applicants {
            let each: Vec<String> = people.iter().map(|person| self.bind(person.0)).collect();
            let one_of =
                if each.is_empty() { "1 = 0".to_string() } else { format!("applicant_id IN ({})", each.join(", ")) };
            self.and(&one_of);
        }
        if let Some(units) = &filter.units {
            self.and(&in_units(&["receiving_unit", "deciding_unit", "tray_unit"], units));
        }
        if let Some(officer) = filter.officer {
            let p = self.bind(officer.0);
            self.and(&format!("handler = {p}"));
        }
        if let Some(from) = filter.due_from_ms {
            let p = self.bind(from);
            self.and(&format!("due_ms >= {p}"));
        }
        if let Some(until) = filter.due_until_ms {
            let p = self.bind(until);
            self.and(&format!("due_ms <= {p}"));
        }
        let words = filter.words.trim();
        if !words.is_empty() {
            self.search(words);
        }
    }
    /// The page after a line, and the order.
    fn turn(&mut self, after: Option<After>, newest_first: bool, limit: i64) -> String {
        if let Some(after) = after {
            let id = self.bind(after.id);
            let beyond = match newest_first {
                true => format!("id < {id}"),
                false => format!("(due_ms, id) > ({}, {id})", self.bind(after.key)),
            };
            self.and(&beyond);
        }
        let n = self.bind(limit);
        format!("ORDER BY {} LIMIT {n}", if newest_first { "id DESC" } else { "due_ms, id" })
    }
    /// The statement with parameters of its own.
    fn kept(self) -> (String, Vec<Value<'static>>) {
        let own = |value: Value<'_>| match value {
            Value::Null => Value::Null,
            Value::Int(n) => Value::Int(n),
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::Blob(bytes) => Value::Blob(bytes.into_owned().into()),
        };
        (self.sql, self.params.into_iter().map(own).collect())
    }
    /// Codes and names are key ranges; nothing is scanned.
    fn search(&mut self, words: &str) {
        if words.contains('-') || words.contains('.') {
            let upper = words.to_uppercase();
            let (from, to) = (self.bind(upper.clone()), self.bind(format!("{upper}\u{10ffff}")));
            return self.and(&format!("code >= {from} AND code < {to}"));
        }
        let folded = kernel::fold(words);
        let (from, to) = (self.bind(folded.clone()), self.bind(format!("{folded}\u{10ffff}")));
        self.and(&format!("name_fold >= {from} AND name_fold < {to}"));
    }
}

/// The units of all slices; none when one of them reaches everywhere.
fn units_together(slices: &[Slice]) -> Option<Vec<UnitId>> {
    let mut units = slices.iter().map(|slice| slice.units.clone()).collect::<Option<Vec<_>>>()?.concat();
    units.sort_unstable();
    units.dedup();
    Some(units)
}

/// A virtual column: the units that were consulted.
const CONSULTED: &str = "consulted";
/// The units whose people may see a dossier.
const SEEN_BY: &[&str] = &["receiving_unit", "deciding_unit", "tray_unit", "door_unit", CONSULTED];

fn in_units(columns: &[&str], units: &[UnitId]) -> String {
    let list = units.iter().map(|u| u.0.to_string()).collect::<Vec<_>>().join(",");
    let list = if list.is_empty() { "-1".to_string() } else { list };
    let each = columns.iter().map(|column| match *column {
        CONSULTED => {
            format!("EXISTS (SELECT 1 FROM dossier_consulted c WHERE c.dossier_id = dossier.id AND c.unit IN ({list}))")
        }
        column => format!("{column} IN ({list})"),
    });
    let each: Vec<String> = each.collect();
    if each.len() == 1 { each.concat() } else { format!("({})", each.join(" OR ")) }
}

const LINE: &str = "id, version, code, stage, waiting, procedure_code, tray_duty, due_ms, accepted_ms, procedure_name, \
                    field, channel, receiving_unit, deciding_unit, event_at_ms, applicant_name, officer_name, paused, step, \
                    step_due_ms";

/// Which part of a pile a question asks for.
enum Part<'r> {
    Mine,
    Tray(&'r (Duty, Vec<Slice>)),
    /// Another unit's dossiers about which these slices were asked.
    Asked(&'r [Slice]),
}

fn part_sql<'a>(ask: &mut Ask<'a>, part: &Part<'a>, reach: &Reach, pile: Pile, horizon_ms: i64) {
    match part {
        Part::Mine => {
            let me = ask.bind(reach.officer.0);
            ask.sql.push_str(&format!("open = 1 AND handler IS NOT NULL AND handler = {me}"));
            // With the one-stop unit at the moment, or anywhere else: not mine to do.
            match pile {
                Pile::ActNow | Pile::AtRisk => ask.and(&format!("waiting = 0 AND tray_officer = {me}")),
                Pile::Waiting => ask.and("(waiting = 1 OR tray_officer IS NULL)"),
                Pile::HandOver | Pile::All => ask.and("1 = 0"),
            }
        }
        Part::Asked(_) => {}
        Part::Tray((duty, slices)) => {
            let duty = ask.bind(duty.code());
            ask.sql.push_str(&format!("open = 1 AND tray_officer IS NULL AND tray_duty = {duty}"));
            ask.and_slices(&["tray_unit"], slices);
            match pile {
                Pile::ActNow | Pile::AtRisk | Pile::HandOver => ask.and("waiting = 0"),
                Pile::Waiting => {
                    // What I handle is counted among mine already.
                    let me = ask.bind(reach.officer.0);
                    ask.and(&format!("waiting = 1 AND (handler IS NULL OR handler <> {me})"));
                }
                Pile::All => ask.and("1 = 0"),
            }
        }
    }
    if let Part::Asked(slices) = part {
        let me = ask.bind(reach.officer.0);
        let units = units_together(slices);
        let asked = units.as_ref().map_or("1 = 1".to_string(), |units| in_units(&["unit"], units));
        ask.sql.push_str(&format!(
            "open = 1 AND id IN (SELECT dossier_id FROM dossier_consulted WHERE open = 1 AND {asked}) \
             AND (handler IS NULL OR handler <> {me})"
        ));
        // In a tray of one's own it is there already.
        if let Some(units) = &units {
            ask.and(&format!("NOT (tray_officer IS NULL AND {})", in_units(&["tray_unit"], units)));
        }
        ask.and_procedures(slices);
    }
    if pile == Pile::AtRisk {
        let horizon = ask.bind(horizon_ms);
        ask.and(&format!("due_ms <= {horizon} AND ended_ms IS NULL"));
    }
}

/// Which trays belong to a pile: results waiting are a pile of their own.
fn parts(reach: &Reach, pile: Pile) -> Vec<Part<'_>> {
    let trays = reach.trays.iter().filter(move |(duty, _)| match pile {
        Pile::HandOver => *duty == Duty::HandOver,
        // A result that waits is nobody's waiting work; an unclaimed dossier whose consultation is open is.
        Pile::ActNow | Pile::AtRisk | Pile::Waiting => *duty != Duty::HandOver,
        Pile::All => false,
    });
    let mine = (pile != Pile::HandOver).then_some(Part::Mine);
    let answers = matches!(pile, Pile::ActNow | Pile::AtRisk) && !reach.answers.is_empty();
    let asked = answers.then_some(Part::Asked(&reach.answers));
    mine.into_iter().chain(trays.map(Part::Tray)).chain(asked).collect()
}

/// The counts of an officer's piles. `horizon_ms`: up to when a due date counts as at risk.
pub fn counts(tx: &mut Tx<'_>, reach: &Reach, horizon_ms: i64) -> Result<Counts> {
    let mut count = |pile: Pile| -> Result<i64> {
        let asks = parts(reach, pile).into_iter().map(|part| count_of(&part, reach, pile, horizon_ms));
        asks.map(|ask| tx.count(&ask.sql, &ask.params)).sum()
    };
    Ok(Counts {
        act_now: count(Pile::ActNow)?,
        at_risk: count(Pile::AtRisk)?,
        waiting: count(Pile::Waiting)?,
        hand_over: count(Pile::HandOver)?,
    })
}

fn count_of<'a>(part: &Part<'a>, reach: &Reach, pile: Pile, horizon_ms: i64) -> Ask<'a> {
    let mut ask = Ask::new();
    part_sql(&mut ask, part, reach, pile, horizon_ms);
    ask.sql = format!("SELECT COUNT(*) FROM dossier WHERE {}", ask.sql);
    ask
}

/// Which page of a pile is wanted, and as of when.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'f> {
    pub filter: &'f Filter,
    /// Behind this line; none: from the beginning.
    pub after: Option<After>,
    pub limit: i64,
    pub now_ms: i64,
    /// Up to when a due date counts as at risk.
    pub horizon_ms: i64,
}

fn page_of<'a>(part: &Part<'a>, reach: &Reach, pile: Pile, turn: Turn<'a>) -> Ask<'a> {
    let mut ask = Ask::new();
    part_sql(&mut ask, part, reach, pile, turn.horizon_ms);
    ask.narrow(turn.filter, turn.now_ms);
    let order = ask.turn(turn.after, turn.filter.order.is_newest_first(pile), turn.limit);
    ask.sql = format!("SELECT {LINE} FROM dossier WHERE {} {order}", ask.sql);
    ask
}

/// The statements behind an officer's pile with their parameters, for whoever asks an engine how it answers them.
pub fn questions(reach: &Reach, pile: Pile, horizon_ms: i64) -> Vec<(String, Vec<Value<'static>>)> {
    let filter = Filter::default();
    let turn = Turn { filter: &filter, after: None, limit: 50, now_ms: horizon_ms, horizon_ms };
    let both =
        |part: &Part<'_>| [count_of(part, reach, pile, horizon_ms), page_of(part, reach, pile, turn)].map(Ask::kept);
    parts(reach, pile).iter().flat_map(both).collect()
}

/// One page of a pile: by due date, the earliest first (`All`: the newest first).
pub fn list(tx: &mut Tx<'_>, reach: &Reach, pile: Pile, turn: Turn<'_>) -> Result<Vec<Line>> {
    if pile == Pile::All {
        return list_all(tx, reach, turn);
    }
    let mut lines = Vec::new();
    for part in parts(reach, pile) {
        let ask = page_of(&part, reach, pile, turn);
        lines.extend(tx.query(&ask.sql, &ask.params)?.iter().map(line).collect::<Result<Vec<_>>>()?);
    }
    match turn.filter.order.is_newest_first(pile) {
        true => lines.sort_by_key(|line| std::cmp::Reverse(line.id)),
        false => lines.sort_by_key(sort_key),
    }
    lines.dedup_by_key(|l| l.id);
    lines.truncate(turn.limit.max(0) as usize);
    Ok(lines)
}

/// The key a page of a pile goes on after.
pub fn sort_key(line: &Line) -> (i64, i64) {
    (line.due_ms.unwrap_or(NO_DUE), line.id.0)
}

fn list_all(tx: &mut Tx<'_>, reach: &Reach, turn: Turn<'_>) -> Result<Vec<Line>> {
    let mut ask = Ask::new();
    ask.sql.push_str("1 = 1");
    ask.and_slices(SEEN_BY, &reach.sees);
    ask.narrow(turn.filter, turn.now_ms);
    let order = ask.turn(turn.after, turn.filter.order.is_newest_first(Pile::All), turn.limit);
    let sql = format!("SELECT {LINE} FROM dossier WHERE {} {order}", ask.sql);
    tx.query(&sql, &ask.params)?.iter().map(line).collect()
}

/// How many lines a list has, counted up to `most`: beyond that it is "more than". The same conditions as [`list`].
pub fn count(
    tx: &mut Tx<'_>,
    reach: &Reach,
    pile: Pile,
    filter: &Filter,
    most: i64,
    now_ms: i64,
    horizon_ms: i64,
) -> Result<i64> {
    let mut up_to = |mut ask: Ask<'_>| {
        let n = ask.bind(most);
        let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM dossier WHERE {} LIMIT {n}) AS found", ask.sql);
        tx.count(&sql, &ask.params)
    };
    if pile == Pile::All {
        let mut ask = Ask::new();
        ask.sql.push_str("1 = 1");
        ask.and_slices(SEEN_BY, &reach.sees);
        ask.narrow(filter, now_ms);
        return up_to(ask);
    }
    let mut all = 0;
    for part in parts(reach, pile) {
        let mut ask = Ask::new();
        part_sql(&mut ask, &part, reach, pile, horizon_ms);
        ask.narrow(filter, now_ms);
        all += up_to(ask)?;
    }
    Ok(all.min(most))
}

/// What somebody who watches over others' work sees at once, over every dossier in their sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Overview {
    /// The clock runs and the promised date has passed.
    pub late: i64,
    /// The clock runs and the promised date falls within the horizon.
    pub at_risk: i64,
    /// Results at the counter that wait for the applicant.
    pub hand_over: i64,
}

/// Counts what is late, nearly late and waiting for its applicant, and lists the first `limit` dossiers due until
/// `horizon_ms`, the longest overdue first. Only running deadlines are walked, not the dossiers.
pub fn overview(
    tx: &mut Tx<'_>,
    reach: &Reach,
    now_ms: i64,
    horizon_ms: i64,
    limit: i64,
) -> Result<(Overview, Vec<Line>)> {
    let running = |from: Option<i64>, until: i64| {
        let mut ask = Ask::new();
        let until = ask.bind(until);
        ask.sql.push_str(&format!(
            "due_ms <= {until} AND id IN (SELECT dossier_id FROM deadline WHERE kind = 'result' AND due_ms <= {until})"
        ));
        if let Some(from) = from {
            let from = ask.bind(from);
            ask.and(&format!("due_ms > {from}"));
        }
        ask.and_slices(SEEN_BY, &reach.sees);
        ask
    };
    // Late is strictly after the moment that was promised.
    let late = running(None, now_ms - 1);
    let at_risk = running(Some(now_ms - 1), horizon_ms);
    let mut waiting = Ask::new();
    let duty = waiting.bind(Duty::HandOver.code());
    waiting.sql.push_str(&format!("open = 1 AND tray_officer IS NULL AND tray_duty = {duty} AND waiting = 0"));
    waiting.and_slices(SEEN_BY, &reach.sees);
    let mut count = |ask: Ask<'_>| tx.count(&format!("SELECT COUNT(*) FROM dossier WHERE {}", ask.sql), &ask.params);
    let overview = Overview { late: count(late)?, at_risk: count(at_risk)?, hand_over: count(waiting)? };
    let mut ask = running(None, horizon_ms);
    let n = ask.bind(limit);
    let sql = format!("SELECT {LINE} FROM dossier WHERE {} ORDER BY due_ms, id LIMIT {n}", ask.sql);
    let lines = tx.query(&sql, &ask.params)?.iter().map(line).collect::<Result<Vec<_>>>()?;
    Ok((overview, lines))
}

fn line(row: &Row) -> Result<Line> {
    Ok(Line {
        id: DossierId(row.int(0)?),
        version: row.int(1)?,
        code: row.opt_text(2)?.map(str::to_string),
        stage: row.text(3)?.into(),
        waiting: row.flag(4)?,
        procedure_code: row.text(5)?.into(),
        procedure_name: row.text(9)?.into(),
        applicant: row.text(15)?.into(),
        officer: row.opt_text(16)?.map(str::to_string),
        duty: row.opt_text(6)?.map(str::to_string),
        due_ms: row.opt_int(7)?.filter(|due| *due != NO_DUE),
        paused: row.flag(17)?,
        accepted_ms: row.opt_int(8)?,
        field: row.text(10)?.into(),
        channel: row.text(11)?.into(),
        receiving: UnitId(row.int(12)?),
        deciding: UnitId(row.int(13)?),
        changed_ms: row.int(14)?,
        step: row.opt_int(18)?,
        step_due_ms: row.opt_int(19)?.filter(|due| *due != NO_DUE),
    })
}

/// The dossiers of one applicant, newest first.
pub fn list_of_applicant(tx: &mut Tx<'_>, person: kernel::PersonId, limit: i64) -> Result<Vec<Line>> {
    let sql = format!("SELECT {LINE} FROM dossier WHERE applicant_id = ?1 ORDER BY id DESC LIMIT ?2");
    tx.query(&sql, &[person.0.into(), limit.into()])?.iter().map(line).collect()
}

/// One page of the dossiers that somebody of this number files for others, newest first.
pub fn page_of_delegate(tx: &mut Tx<'_>, number: &str, after: Option<After>, limit: i64) -> Result<Vec<Line>> {
    let sql = format!("SELECT {LINE} FROM dossier WHERE delegate_number = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
    let below = after.map_or(i64::MAX, |after| after.id);
    tx.query(&sql, &[number.into(), below.into(), limit.into()])?.iter().map(line).collect()
}

/// One page of an applicant's own dossiers, newest first.
pub fn page_of_applicant(
    tx: &mut Tx<'_>,
    people: [PersonId; 2],
    after: Option<After>,
    limit: i64,
) -> Result<Vec<Line>> {
    let sql =
        format!("SELECT {LINE} FROM dossier WHERE applicant_id IN (?1, ?2) AND id < ?3 ORDER BY id DESC LIMIT ?4");
    let below = after.map_or(i64::MAX, |after| after.id);
    tx.query(&sql, &[people[0].0.into(), people[1].0.into(), below.into(), limit.into()])?.iter().map(line).collect()
}
