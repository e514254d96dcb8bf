//! Whether what stands in the tables can be true: chains without a gap, columns that follow from the body, deadlines that
//! follow from both. It says what is wrong where; it mends nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::{DossierId, Result};
use law::Calendar;
use law::code::{DossierCode, Profile};
use office::Directory;
use procedure::Catalogue;
use procedure::process::Process;
use serde::Serialize;
use store::ledger::{self, Event, GENESIS};
use store::{Row, Tx, Value};

use crate::decide::Happening;
use crate::model::Dossier;
use crate::project;
use crate::stage::Stage;
use crate::store as rows;

/// One thing that cannot be. `word` is stable; `motcua-check-{word}` is its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub dossier: DossierId,
    pub code: Option<String>,
    pub word: &'static str,
    pub facts: Vec<(&'static str, String)>,
    /// Worth knowing, not wrong.
    pub note: bool,
}

/// Everything that one dossier's tables say.
#[derive(Debug, Clone)]
pub struct Tables {
    row: Row,
    id: DossierId,
    code: Option<String>,
    dossier: Result<Dossier, String>,
    pub events: Vec<Event>,
    deadlines: BTreeMap<String, i64>,
}

/// Tables of the dossiers after `after`, in the order of their ids.
pub fn list_tables_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Tables>> {
    let sql = format!("SELECT {} FROM dossier WHERE id > ?1 ORDER BY id LIMIT ?2", rows::ROW.join(", "));
    let found = tx.query(&sql, &[after.into(), limit.into()])?;
    found.into_iter().map(|row| tables(tx, row)).collect()
}

/// Tables of one dossier, if it is there.
pub fn find_tables(tx: &mut Tx<'_>, id: DossierId) -> Result<Option<Tables>> {
    let sql = format!("SELECT {} FROM dossier WHERE id = ?1", rows::ROW.join(", "));
    tx.find(&sql, &[id.0.into()])?.map(|row| tables(tx, row)).transpose()
}

fn tables(tx: &mut Tx<'_>, row: Row) -> Result<Tables> {
    let id = DossierId(row.int(0)?);
    // Id and version are taken from the body on purpose: the row's own are compared with them.
    let dossier = row.json::<Dossier>(24).map_err(|e| e.to_string()).and_then(|mut dossier| {
        let kept = |at| row.int(at).map_err(|e: kernel::Error| e.to_string());
        dossier.last_seq = kept(21)?;
        dossier.last_hash = row.blob(22).map_err(|e| e.to_string())?.to_vec();
        dossier.last_at_ms = kept(23)?;
        Ok(dossier)
    });
    let due = tx.query("SELECT kind, due_ms FROM deadline WHERE dossier_id = ?1", &[id.0.into()])?;
    Ok(Tables {
        id,
        code: row.opt_text(2)?.map(str::to_string),
        dossier,
        events: ledger::list_events(tx, id)?,
        deadlines: due.iter().map(|row| Ok((row.text(0)?.to_string(), row.int(1)?))).collect::<Result<_>>()?,
        row,
    })
}

impl Tables {
    pub fn id(&self) -> DossierId {
        self.id
    }

    /// The dossier as its body tells it, without components and files; none when the body cannot be read.
    pub fn dossier(&self) -> Option<&Dossier> {
        self.dossier.as_ref().ok()
    }

    fn finding(&self, word: &'static str, facts: &[(&'static str, String)]) -> Finding {
        Finding { dossier: self.id, code: self.code.clone(), word, facts: facts.to_vec(), note: false }
    }

    /// Everything wrong with one dossier. `process` and `calendar` are its own.
    pub fn findings(&self, process: Option<&Process>, calendar: &Calendar) -> Vec<Finding> {
        let mut found = self.chain_findings();
        let dossier = match &self.dossier {
            Ok(dossier) => dossier,
            Err(cause) => {
                found.push(self.finding("body-unreadable", &[("cause", cause.clone())]));
                return found;
            }
        };
        match process {
            Some(process) => found.extend(self.column_findings(dossier, process)),
            None => found.push(self.finding("process-missing", &[("process", dossier.process.to_string())])),
        }
        found.extend(self.deadline_findings(dossier, calendar));
        found.extend(self.promise_finding(dossier, calendar));
        found.extend(self.stage_findings(dossier));
        found.extend(self.code_findings(dossier));
        found
    }

    /// The chain from its first entry to the row's end of it.
    fn chain_findings(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut previous = GENESIS.to_vec();
        for (place, event) in self.events.iter().enumerate() {
            let expected = place as i64 + 1;
            if event.seq != expected {
                found.push(
                    self.finding("event-gap", &[("expected", expected.to_string()), ("seq", event.seq.to_string())]),
                );
                return found;
            }
            if event.digest(&previous)[..] != event.hash[..] {
                found.push(self.finding("event-hash", &[("seq", event.seq.to_string()), ("kind", event.kind.clone())]));
                return found;
            }
            previous.clone_from(&event.hash);
        }
        let (Ok(seq), Ok(hash), Ok(at_ms)) = (self.row.int(21), self.row.blob(22), self.row.int(23)) else {
            return found;
        };
        let last = self.events.last();
        let ends = last.map_or(0, |e| e.seq) == seq && hash == previous && last.is_none_or(|e| e.at_ms == at_ms);
        if !ends {
            let has = last.map_or(0, |e| e.seq).to_string();
            found.push(self.finding("event-end", &[("row", seq.to_string()), ("last", has)]));
        }
        found
    }

    fn column_findings(&self, dossier: &Dossier, process: &Process) -> Vec<Finding> {
        let mut found = Vec::new();
        let Ok(body) = serde_json::to_string(dossier) else { return found };
        let name_fold = kernel::fold(&dossier.applicant.name);
        let expected = rows::columns(dossier, &body, &name_fold, process);
        for ((name, expected), stands) in rows::ROW.iter().zip(&expected).zip(self.row.values()) {
            if !same(expected, stands) {
                found.push(self.finding("column", &[("column", (*name).to_string())]));
            }
        }
        found
    }

    fn deadline_findings(&self, dossier: &Dossier, calendar: &Calendar) -> Vec<Finding> {
        let expected: BTreeMap<String, i64> = project::deadlines(dossier, calendar)
            .into_iter()
            .map(|(kind, due)| (kind.to_string(), kernel::time::instant_ms(due)))
            .collect();
        let kinds = expected.keys().chain(self.deadlines.keys().filter(|kind| !expected.contains_key(*kind)));
        let differ = kinds.filter(|kind| expected.get(*kind) != self.deadlines.get(*kind));
        differ.map(|kind| self.finding("deadline", &[("kind", kind.clone())])).collect()
    }

    /// The promised date of a running dossier follows from the facts of its clock.
    fn promise_finding(&self, dossier: &Dossier, calendar: &Calendar) -> Option<Finding> {
        let clock = dossier.clock.as_ref().filter(|_| dossier.stage.is_under_clock())?;
        let counted = clock.due(calendar, dossier.rules_on(dossier.lodged_at.date())).ok()?.at;
        let due = dossier.due.filter(|due| *due != counted)?;
        let facts = [("due", kernel::time::rfc3339(due)), ("counted", kernel::time::rfc3339(counted))];
        Some(self.finding("due", &facts))
    }

    /// What a stage must and must not have with it.
    fn stage_findings(&self, dossier: &Dossier) -> Vec<Finding> {
        let mut found = Vec::new();
        let open_holds = dossier.holds.iter().filter(|hold| hold.done.is_none()).count();
        let held = usize::from(dossier.stage.is_open() && dossier.accepted_at.is_some());
        if open_holds != held {
            let facts = [("open", open_holds.to_string()), ("expected", held.to_string())];
            found.push(self.finding("holds", &facts));
        }
        let ended = matches!(
            dossier.stage,
            Stage::NotAccepted { .. } | Stage::Stopped { .. } | Stage::ResultReady | Stage::HandedOver
        );
        if ended != dossier.ended_at.is_some() {
            found.push(self.finding("ended", &[("stage", dossier.stage.name().into())]));
        }
        let told = self.events.last().and_then(|e| serde_json::from_str::<Happening>(&e.body).ok());
        if let Some(told) = told.filter(|told| told.to != dossier.stage.name()) {
            let facts = [("stage", dossier.stage.name().to_string()), ("told", told.to)];
            found.push(self.finding("stage", &facts));
        }
        found
    }

    fn code_findings(&self, dossier: &Dossier) -> Vec<Finding> {
        let code = match (&dossier.code, dossier.accepted_at) {
            (None, None) => return Vec::new(),
            (Some(code), Some(_)) => code,
            (Some(_), None) | (None, Some(_)) => return vec![self.finding("code-missing", &[])],
        };
        match DossierCode::parse(code) {
            Err(error) => vec![self.finding("code-shape", &[("error", error.code().into())])],
            Ok(read) if Some(read.date) != dossier.accepted_at.map(|at| at.date()) => {
                vec![self.finding("code-date", &[("date", kernel::time::dmy(read.date))])]
            }
            Ok(read) if read.serial > 9_999 && read.profile != Profile::Legal => {
                let mut finding = self.finding("code-widened", &[]);
                finding.note = true;
                vec![finding]
            }
            Ok(_) => Vec::new(),
        }
    }
}

fn same(expected: &Value<'_>, stands: &Value<'_>) -> bool {
    match (expected, stands) {
        (Value::Null, Value::Null) => true,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Blob(a), Value::Blob(b)) => a == b,
        (Value::Null | Value::Int(_) | Value::Text(_) | Value::Blob(_), _) => false,
    }
}

/// Checks one dossier as it stands now; used to look twice at one that was changing while it was read.
pub fn check_one(tx: &mut Tx<'_>, id: DossierId, catalogue: &Catalogue, directory: &Directory) -> Result<Vec<Finding>> {
    let Some(tables) = find_tables(tx, id)? else { return Ok(Vec::new()) };
    check_tables(tx, &tables, catalogue, directory)
}

/// Everything wrong with tables that were read.
pub fn check_tables(
    tx: &mut Tx<'_>,
    tables: &Tables,
    catalogue: &Catalogue,
    directory: &Directory,
) -> Result<Vec<Finding>> {
    let process: Option<Arc<Process>> = match tables.dossier() {
        Some(dossier) => catalogue.load_process(tx, dossier.process).ok(),
        None => None,
    };
    let calendar = match tables.dossier() {
        Some(dossier) => directory.calendar_of(dossier.receiving.id),
        None => Arc::new(Calendar::shipped()),
    };
    Ok(tables.findings(process.as_deref(), &calendar))
}
