//! Online submissions that wait for the one-stop unit's answer: new ones, and those whose applicant has answered a
//! supplement before acceptance. The earliest deadline first, so what is overdue leads. Nothing is accepted by itself.

use jiff::civil::DateTime;
use kernel::{Result, UnitId};
use law::RuleSet;
use office::{Act, Officer};
use procedure::process::Duty;
use serde::{Deserialize, Serialize};
use store::{Row, Tx};

use super::{After, Ask, LINE, Line, Slice, line};

/// Within which an officer may know of waiting submissions, worked out from their grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight(Vec<Slice>);

impl Sight {
    /// What the officer may answer themselves.
    pub fn to_answer(officer: &Officer) -> Sight {
        Sight(Slice::all_of(officer, &[Act::Accept]))
    }
    /// What the officer watches over.
    pub fn to_supervise(officer: &Officer) -> Sight {
        Sight(Slice::all_of(officer, &[Act::Supervise]))
    }
    /// Both together.
    pub fn of(officer: &Officer) -> Sight {
        Sight(Slice::all_of(officer, &[Act::Accept, Act::Supervise]))
    }
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }
}

/// How a submission stands against the eight working hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The time to answer has passed.
    Overdue,
    /// It ends soon.
    Soon,
    /// Nobody has opened it.
    Unseen,
}

impl State {
    pub const ALL: [State; 3] = [State::Overdue, State::Soon, State::Unseen];

    pub fn code(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::Soon => "soon",
            State::Unseen => "unseen",
        }
    }
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == text)
    }
}

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowing {
    pub state: Option<State>,
    pub procedure: Option<String>,
    /// The centre that received it.
    pub unit: Option<UnitId>,
}

/// As of when: `soon_ms` is the moment up to which a deadline counts as near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub now_ms: i64,
    pub soon_ms: i64,
}

/// A submission that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incoming {
    pub line: Line,
    /// When it was filed, or when the applicant answered.
    pub filed_at: DateTime,
    /// Until when it must be answered (NĐ 118/2025/NĐ-CP Điều 17 khoản 2; NĐ 45/2020/NĐ-CP).
    pub answer_by_ms: i64,
    /// Until when the intake officer must have been alerted; none under R61.
    pub alert_by: Option<DateTime>,
    /// An officer has opened it since.
    pub seen: bool,
    /// The applicant answered a supplement request; not a first submission.
    pub answers: bool,
}

/// How many wait, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    pub waiting: i64,
    pub overdue: i64,
    pub soon: i64,
    pub unseen: i64,
}

/// The page on which a submission is opened, as its trace names it.
pub const OPENED: &str = "intake.online";

const SEEN: &str = "CAST(CASE WHEN EXISTS (SELECT 1 FROM audit a WHERE a.subject = dossier.id AND a.act = 'dossier.read' \
                    AND a.why = 'intake.online') THEN 1 ELSE 0 END AS BIGINT)";

fn waiting<'a>(sight: &'a Sight, narrowing: &'a Narrowing, as_of: AsOf) -> Ask<'a> {
    let mut ask = Ask::new();
    let duty = ask.bind(Duty::OneStop.code());
    // They lie in the one-stop unit's tray: that index leads, and each one's deadline is a key look-up.
    ask.sql.push_str(&format!(
        "FROM dossier JOIN deadline d ON d.dossier_id = dossier.id AND d.kind = 'intake' WHERE dossier.open = 1 \
         AND tray_officer IS NULL AND tray_duty = {duty} AND waiting = 0 AND channel = 'online' \
         AND stage IN ('lodged', 'supplement_before_intake')"
    ));
    if sight.is_nothing() {
        ask.and("1 = 0");
    }
    ask.and_slices(&["tray_unit"], &sight.0);
    if let Some(code) = &narrowing.procedure {
        let p = ask.bind(code);
        ask.and(&format!("procedure_code = {p}"));
    }
    if let Some(unit) = narrowing.unit {
        let p = ask.bind(unit.0);
        ask.and(&format!("receiving_unit = {p}"));
    }
    match narrowing.state {
        Some(State::Overdue) => {
            let now = ask.bind(as_of.now_ms);
            ask.and(&format!("d.due_ms < {now}"));
        }
        Some(State::Soon) => {
            let (now, soon) = (ask.bind(as_of.now_ms), ask.bind(as_of.soon_ms));
            ask.and(&format!("d.due_ms >= {now} AND d.due_ms <= {soon}"));
        }
        Some(State::Unseen) => ask.and(&format!("{SEEN} = 0")),
        None => {}
    }
    ask
}

/// One page, the earliest deadline first.
pub fn list(
    tx: &mut Tx<'_>,
    sight: &Sight,
    narrowing: &Narrowing,
    after: Option<After>,
    limit: i64,
    as_of: AsOf,
) -> Result<Vec<Incoming>> {
    let mut ask = waiting(sight, narrowing, as_of);
    if let Some(after) = after {
        let (key, id) = (ask.bind(after.key), ask.bind(after.id));
        ask.and(&format!("(d.due_ms, dossier.id) > ({key}, {id})"));
    }
    let n = ask.bind(limit);
    let sql = format!(
        "SELECT {LINE}, answer_by_ms, seen, body FROM (SELECT dossier.*, d.due_ms AS answer_by_ms, {SEEN} AS seen {} \
         ORDER BY d.due_ms, dossier.id LIMIT {n}) AS found ORDER BY answer_by_ms, id",
        ask.sql
    );
    tx.query(&sql, &ask.params)?.iter().map(incoming).collect()
}

/// How many wait in all, and how they stand.
pub fn counts(tx: &mut Tx<'_>, sight: &Sight, as_of: AsOf) -> Result<Counts> {
    let mut count = |state: Option<State>| {
        let narrowing = Narrowing { state, ..Narrowing::default() };
        let ask = waiting(sight, &narrowing, as_of);
        tx.count(&format!("SELECT COUNT(*) {}", ask.sql), &ask.params)
    };
    Ok(Counts {
        waiting: count(None)?,
        overdue: count(Some(State::Overdue))?,
        soon: count(Some(State::Soon))?,
        unseen: count(Some(State::Unseen))?,
    })
}

#[derive(Deserialize)]
struct Filed {
    lodged_at: DateTime,
    #[serde(default)]
    supplements: Vec<Answered>,
}
#[derive(Deserialize)]
struct Answered {
    received_at: Option<DateTime>,
    #[serde(default)]
    answered_at: Option<DateTime>,
}

fn incoming(row: &Row) -> Result<Incoming> {
    let filed: Filed = row.json(22)?;
    let answered = filed.supplements.last().and_then(|supplement| supplement.received_at.or(supplement.answered_at));
    let filed_at = answered.unwrap_or(filed.lodged_at);
    Ok(Incoming {
        line: line(row)?,
        filed_at,
        answer_by_ms: row.int(20)?,
        alert_by: RuleSet::on(filed.lodged_at.date()).officer_alert_by(filed_at),
        seen: row.flag(21)?,
        answers: answered.is_some(),
    })
}

/// What the waiting submissions can be narrowed by: the procedures and the centres among them.
pub fn procedures_and_units(tx: &mut Tx<'_>, sight: &Sight, as_of: AsOf) -> Result<(Vec<String>, Vec<UnitId>)> {
    let narrowing = Narrowing::default();
    let ask = waiting(sight, &narrowing, as_of);
    let sql = format!("SELECT DISTINCT procedure_code, receiving_unit {} ORDER BY procedure_code", ask.sql);
    let rows = tx.query(&sql, &ask.params)?;
    let (mut procedures, mut units) = (Vec::new(), Vec::new());
    for row in &rows {
        procedures.push(row.text(0)?.to_string());
        units.push(UnitId(row.int(1)?));
    }
    procedures.dedup();
    units.sort_unstable();
    units.dedup();
    Ok((procedures, units))
}
