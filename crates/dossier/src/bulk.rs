//! Whole dossiers in bulk, as copies, imports and benchmarks bring them: rows and logs that exist already are written
//! many at a time. Nothing is decided; every chain of events is made here exactly as single acts make it.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use kernel::{Actor, Ids, Result};
use law::Calendar;
use procedure::process::Process;
use store::ledger::{self, Event};
use store::{Tx, Value};

use crate::decide::Happening;
use crate::model::Dossier;
use crate::project;
use crate::store::{ROW, columns};

/// A dossier with its whole life: who did what when, oldest first.
pub struct Whole<'a> {
    pub dossier: Dossier,
    pub life: Vec<(i64, &'a Actor, Happening)>,
    pub process: &'a Process,
    pub calendar: &'a Calendar,
}

/// Rows that one statement carries: PostgreSQL takes at most 65,535 parameters, SQLite 32,766.
const PARAMS_MAX: usize = 16_000;

/// Writes dossiers, components, events and deadlines, a few hundred rows a statement.
pub fn record_many(tx: &mut Tx<'_>, many: &mut [Whole<'_>], ids: &Ids) -> Result<()> {
    let mut dossiers = Vec::with_capacity(many.len() * ROW.len());
    let mut components = Vec::new();
    let mut events = Vec::new();
    let mut deadlines = Vec::new();
    let mut consulted = Vec::new();
    let mut texts = Vec::with_capacity(many.len());
    for whole in many.iter_mut() {
        events.extend(chain(whole, ids)?);
        let body = serde_json::to_string(&whole.dossier).map_err(|e| kernel::Error::fault("dossier body", e))?;
        texts.push((body, kernel::fold(&whole.dossier.applicant.name)));
    }
    for (whole, (body, name)) in many.iter().zip(&texts) {
        dossiers.extend(columns(&whole.dossier, body, name, whole.process, whole.calendar));
        components.extend(component_values(&whole.dossier));
        deadlines.extend(deadline_values(&whole.dossier, whole.calendar));
        consulted.extend(consulted_values(&whole.dossier));
    }
    let event_values: Vec<Value<'_>> = events.iter().flat_map(event_values).collect();
    insert(tx, &format!("INSERT INTO dossier ({}) VALUES ", ROW.join(", ")), ROW.len(), &dossiers)?;
    insert(tx, COMPONENT, 10, &components)?;
    insert(tx, EVENT, 8, &event_values)?;
    insert(tx, DEADLINE, 3, &deadlines)?;
    insert(tx, CONSULTED, 3, &consulted)
}

const COMPONENT: &str = "INSERT INTO dossier_component (dossier_id, place, key, name, required, received, submission, originals, \
    copies, note) VALUES ";
const EVENT: &str = "INSERT INTO event (id, dossier_id, seq, at_ms, kind, actor, body, hash) VALUES ";
const DEADLINE: &str = "INSERT INTO deadline (dossier_id, kind, due_ms) VALUES ";
const CONSULTED: &str = "INSERT INTO dossier_consulted (dossier_id, unit, open) VALUES ";

fn insert(tx: &mut Tx<'_>, head: &str, width: usize, values: &[Value<'_>]) -> Result<()> {
    for part in values.chunks(PARAMS_MAX / width * width) {
        let row = |n: usize| {
            let marks = (1..=width).map(|i| format!("?{}", n * width + i)).collect::<Vec<_>>().join(",");
            format!("({marks})")
        };
        let rows = (0..part.len() / width).map(row).collect::<Vec<_>>().join(",");
        tx.execute(&format!("{head}{rows}"), part)?;
    }
    Ok(())
}

fn chain(whole: &mut Whole<'_>, ids: &Ids) -> Result<Vec<Event>> {
    let dossier = &mut whole.dossier;
    let (mut seq, mut hash, mut out) = (0, ledger::GENESIS.to_vec(), Vec::with_capacity(whole.life.len()));
    for (at_ms, actor, happening) in &whole.life {
        seq += 1;
        let body = serde_json::to_string(happening).map_err(|e| kernel::Error::fault("event body", e))?;
        let event = Event::after(&hash, ids.next(*at_ms), dossier.id, seq, *at_ms, &happening.kind, actor, body)?;
        hash = event.hash.clone();
        dossier.last_at_ms = *at_ms;
        out.push(event);
    }
    (dossier.last_seq, dossier.last_hash, dossier.version) = (seq, hash, dossier.version.max(1));
    Ok(out)
}

fn event_values(event: &Event) -> [Value<'_>; 8] {
    [
        event.id.into(),
        event.dossier.0.into(),
        event.seq.into(),
        event.at_ms.into(),
        (&event.kind).into(),
        (&event.actor).into(),
        (&event.body).into(),
        event.hash.as_slice().into(),
    ]
}

fn component_values(dossier: &Dossier) -> Vec<Value<'_>> {
    let line = |(place, line): (usize, &'_ crate::model::HeldComponent)| -> [Value<'static>; 10] {
        [
            dossier.id.0.into(),
            (place as i64).into(),
            line.key.clone().into(),
            line.name.clone().into(),
            line.required.into(),
            line.received.into(),
            line.submission.code().into(),
            line.originals.into(),
            line.copies.into(),
            line.note.clone().into(),
        ]
    };
    dossier.components.iter().enumerate().flat_map(line).collect()
}

fn consulted_values(dossier: &Dossier) -> impl Iterator<Item = Value<'static>> + use<> {
    let id = dossier.id.0;
    project::consulted(dossier).into_iter().flat_map(move |(unit, open)| [id.into(), unit.0.into(), open.into()])
}

fn deadline_values(dossier: &Dossier, calendar: &Calendar) -> Vec<Value<'static>> {
    let due: BTreeMap<&'static str, DateTime> = project::deadlines(dossier, calendar);
    let row = |(kind, at): (&'static str, DateTime)| -> [Value<'static>; 3] {
        [dossier.id.0.into(), kind.into(), kernel::time::instant_ms(at).into()]
    };
    due.into_iter().flat_map(row).collect()
}
