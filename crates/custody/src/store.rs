//! Rows ⇄ papers, bags, parcels. One statement has one home here; what may happen is decided in [`crate::decide`].

use dossier::model::UnitRef;
use jiff::civil::DateTime;
use kernel::{BagId, DossierId, Error, Inconsistency, OfficerId, PaperId, ParcelId, Result, UnitId};
use store::{Migration, Row, Tx, Value, Write};

use crate::decide;
use crate::model::{Bag, BagLine, LineState, Moved, Movement, Paper, PaperKind, Parcel, Person};

pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "custody/0001_custody", sql: include_str!("../migrations/0001_custody.sql") }];

/// Papers, bags or parcels on one page of a list.
pub const PAGE: i64 = 200;

fn json<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::fault(what, e))
}

fn ms(at: Option<DateTime>) -> Option<i64> {
    at.map(kernel::time::instant_ms)
}

// ── papers ──────────────────────────────────────────────────────────────────────────────────────────────────────

const PAPER: &str = "p.id, p.dossier_id, p.code, p.kind, p.component, p.name, p.originals, p.copies, p.holder, p.wanted, \
                     p.leave_by_ms, p.settled, p.moves";

fn paper_at(row: &Row, at: usize) -> Result<Paper> {
    let id = PaperId(row.int(at)?);
    let kind = row.text(at + 3)?;
    let wanted: Option<UnitRef> = row.opt_text(at + 9)?.map(|_| row.json(at + 9)).transpose()?;
    Ok(Paper {
        id,
        dossier: DossierId(row.int(at + 1)?),
        code: row.text(at + 2)?.into(),
        kind: PaperKind::parse(kind)
            .ok_or_else(|| Inconsistency { place: id.to_string(), what: format!("kind {kind}") })?,
        component: row.text(at + 4)?.into(),
        name: row.text(at + 5)?.into(),
        originals: row.int(at + 6)? as u32,
        copies: row.int(at + 7)? as u32,
        holder: row.json(at + 8)?,
        wanted,
        leave_by: row.opt_int(at + 10)?.map(kernel::time::civil_ms),
        settled: row.flag(at + 11)?,
        moves: row.int(at + 12)?,
    })
}

fn papers(rows: &[Row]) -> Result<Vec<Paper>> {
    rows.iter().map(|row| paper_at(row, 0)).collect()
}

/// The papers of a dossier, in the order they came.
pub fn list_of_dossier(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Vec<Paper>> {
    let sql = format!("SELECT {PAPER} FROM paper p WHERE p.dossier_id = ?1 ORDER BY p.id");
    papers(&tx.query(&sql, &[dossier.0.into()])?)
}

/// The paper of a label, if there is one.
pub fn find_paper(tx: &mut Tx<'_>, code: &str) -> Result<Option<Paper>> {
    let sql = format!("SELECT {PAPER} FROM paper p WHERE p.code = ?1");
    tx.find(&sql, &[code.into()])?.map(|row| paper_at(&row, 0)).transpose()
}

pub fn load_paper(tx: &mut Tx<'_>, id: PaperId) -> Result<Paper> {
    let sql = format!("SELECT {PAPER} FROM paper p WHERE p.id = ?1");
    match tx.find(&sql, &[id.0.into()])? {
        Some(row) => paper_at(&row, 0),
        None => Err(Error::absent(id.to_string())),
    }
}

/// The papers of a dossier by its code.
pub fn list_of_code(tx: &mut Tx<'_>, dossier_code: &str) -> Result<Vec<Paper>> {
    // Labels begin with the dossier code: a range of the unique key.
    let (from, below) = (format!("{dossier_code}."), format!("{dossier_code}/"));
    let sql = format!("SELECT {PAPER} FROM paper p WHERE p.code >= ?1 AND p.code < ?2 ORDER BY p.code");
    papers(&tx.query(&sql, &[from.into(), below.into()])?)
}

fn listed(units: &[UnitId], first: usize) -> String {
    (first..first + units.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ")
}

fn numbers(units: &[UnitId]) -> Vec<Value<'static>> {
    units.iter().map(|unit| unit.0.into()).collect()
}

/// Papers on the shelves of these units that have to go to another one; those that must leave first come first.
pub fn list_to_send(tx: &mut Tx<'_>, units: &[UnitId]) -> Result<Vec<Paper>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {PAPER} FROM paper p WHERE p.holder_kind = 'unit' AND p.holder_id IN ({}) AND p.wanted_unit IS NOT NULL \
         ORDER BY p.leave_by_ms, p.code LIMIT {PAGE}",
        listed(units, 1)
    );
    papers(&tx.query(&sql, &numbers(units))?)
}

/// Papers of ended dossiers on the shelves of these units: to be given back or archived.
pub fn list_settled(tx: &mut Tx<'_>, units: &[UnitId]) -> Result<Vec<Paper>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {PAPER} FROM paper p WHERE p.holder_kind = 'unit' AND p.holder_id IN ({}) AND p.wanted_unit IS NULL \
         AND p.settled = 1 ORDER BY p.code LIMIT {PAGE}",
        listed(units, 1)
    );
    papers(&tx.query(&sql, &numbers(units))?)
}

/// Lost papers last seen at these units.
pub fn list_lost(tx: &mut Tx<'_>, units: Option<&[UnitId]>) -> Result<Vec<Paper>> {
    let within = match units {
        None => String::new(),
        Some([]) => return Ok(Vec::new()),
        Some(units) => format!(" AND p.holder_id IN ({})", listed(units, 1)),
    };
    let sql =
        format!("SELECT {PAPER} FROM paper p WHERE p.holder_kind = 'lost'{within} ORDER BY p.id DESC LIMIT {PAGE}");
    papers(&tx.query(&sql, &units.map(numbers).unwrap_or_default())?)
}

/// A paper's log, oldest line first.
pub fn list_moves(tx: &mut Tx<'_>, paper: PaperId) -> Result<Vec<Movement>> {
    let sql = "SELECT paper_id, seq, at_ms, officer_id, by_name, moved, reason FROM paper_move WHERE paper_id = ?1 \
               ORDER BY seq";
    tx.query(sql, &[paper.0.into()])?.iter().map(movement).collect()
}

/// The logs of all papers of a dossier, oldest line first.
pub fn list_moves_of_dossier(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Vec<Movement>> {
    let sql = "SELECT m.paper_id, m.seq, m.at_ms, m.officer_id, m.by_name, m.moved, m.reason FROM paper p \
               JOIN paper_move m ON m.paper_id = p.id WHERE p.dossier_id = ?1 ORDER BY m.at_ms, m.paper_id, m.seq";
    tx.query(sql, &[dossier.0.into()])?.iter().map(movement).collect()
}

fn movement(row: &Row) -> Result<Movement> {
    Ok(Movement {
        paper: PaperId(row.int(0)?),
        seq: row.int(1)?,
        at_ms: row.int(2)?,
        by: Person { id: row.opt_int(3)?.map(OfficerId), name: row.text(4)?.into() },
        moved: row.json(5)?,
        reason: row.text(6)?.into(),
    })
}

/// Papers in the order of their ids with their logs, after `after`: for checks.
pub fn list_papers_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<(Paper, Vec<Movement>)>> {
    let sql = format!("SELECT {PAPER} FROM paper p WHERE p.id > ?1 ORDER BY p.id LIMIT ?2");
    let page = papers(&tx.query(&sql, &[after.into(), limit.into()])?)?;
    let Some(last) = page.last().map(|paper| paper.id.0) else { return Ok(Vec::new()) };
    let sql = "SELECT paper_id, seq, at_ms, officer_id, by_name, moved, reason FROM paper_move \
               WHERE paper_id > ?1 AND paper_id <= ?2 ORDER BY paper_id, seq";
    let mut moves = tx.query(sql, &[after.into(), last.into()])?.iter().map(movement).collect::<Result<Vec<_>>>()?;
    let mut out = Vec::with_capacity(page.len());
    for paper in page.into_iter().rev() {
        let own = moves.iter().position(|line| line.paper >= paper.id).unwrap_or(moves.len());
        out.push((paper, moves.split_off(own)));
    }
    out.reverse();
    Ok(out)
}

/// A new paper with the first line of its log.
pub fn write_born<'a>(writes: &mut Vec<Write<'a>>, paper: &Paper, first: &Movement) -> Result<()> {
    writes.push(Write::one(
        "INSERT INTO paper (id, dossier_id, code, kind, component, name, originals, copies, holder_kind, holder_id, holder, \
         wanted_unit, wanted, leave_by_ms, settled, moves) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
         ?14, ?15, ?16)",
        vec![
            paper.id.0.into(),
            paper.dossier.0.into(),
            paper.code.clone().into(),
            paper.kind.word().into(),
            paper.component.clone().into(),
            paper.name.clone().into(),
            paper.originals.into(),
            paper.copies.into(),
            paper.holder.word().into(),
            paper.holder.number().into(),
            json("holder", &paper.holder)?.into(),
            paper.wanted.as_ref().map(|unit| unit.id.0).into(),
            paper.wanted.as_ref().map(|unit| json("unit", unit)).transpose()?.into(),
            ms(paper.leave_by).into(),
            paper.settled.into(),
            paper.moves.into(),
        ],
    ));
    writes.push(write_move(first)?);
    Ok(())
}

fn write_move(line: &Movement) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO paper_move (paper_id, seq, at_ms, officer_id, by_name, moved, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vec![
            line.paper.0.into(),
            line.seq.into(),
            line.at_ms.into(),
            line.by.id.map(|id| id.0).into(),
            line.by.name.clone().into(),
            json("movement", &line.moved)?.into(),
            line.reason.clone().into(),
        ],
    ))
}

/// Moves a paper: the pure rule gives the holder, the log gets its line, the row follows. The paper must stand as it was
/// read: somebody else's movement in between touches no row and fails the act.
pub fn move_paper<'a>(
    writes: &mut Vec<Write<'a>>,
    paper: &mut Paper,
    moved: Moved,
    by: &Person,
    at_ms: i64,
    reason: &str,
) -> Result<()> {
    let seen = paper.moves;
    paper.holder =
        decide::paper::next(Some(&paper.holder), &moved).map_err(|refusal| refusal.with("paper", &paper.code))?;
    paper.moves = seen + 1;
    // Arrived where it was wanted, it is wanted nowhere else.
    let here = paper.holder.unit().map(|unit| unit.id);
    if here.is_some() && here == paper.wanted.as_ref().map(|unit| unit.id) {
        (paper.wanted, paper.leave_by) = (None, None);
    }
    let line =
        Movement { paper: paper.id, seq: paper.moves, at_ms, by: by.clone(), moved, reason: reason.trim().into() };
    writes.push(write_paper(paper, seen)?);
    writes.push(write_move(&line)?);
    Ok(())
}

/// The row of a paper whose destination or dossier changed, without a movement.
pub fn write_paper(paper: &Paper, seen: i64) -> Result<Write<'static>> {
    Ok(Write::one(
        "UPDATE paper SET holder_kind = ?2, holder_id = ?3, holder = ?4, wanted_unit = ?5, wanted = ?6, leave_by_ms = ?7, \
         settled = ?8, moves = ?9 WHERE id = ?1 AND moves = ?10",
        vec![
            paper.id.0.into(),
            paper.holder.word().into(),
            paper.holder.number().into(),
            json("holder", &paper.holder)?.into(),
            paper.wanted.as_ref().map(|unit| unit.id.0).into(),
            paper.wanted.as_ref().map(|unit| json("unit", unit)).transpose()?.into(),
            ms(paper.leave_by).into(),
            paper.settled.into(),
            paper.moves.into(),
            seen.into(),
        ],
    ))
}

/// Somebody else moved a paper in between: the caller looks again. Every other inconsistency stays one.
pub fn stale(error: Error) -> Error {
    match error {
        Error::Inconsistent(odd)
            if odd.place.starts_with("UPDATE paper SET")
                || odd.place.starts_with("UPDATE bag SET")
                || odd.place.starts_with("UPDATE parcel SET") =>
        {
            Error::Stale { seen: 0, stands: 1 }
        }
        other => other,
    }
}

// ── bags ────────────────────────────────────────────────────────────────────────────────────────────────────────

const BAG: &str = "b.id, b.version, b.body";

fn bag(row: &Row) -> Result<Bag> {
    let mut bag: Bag = row.json(2)?;
    bag.id = BagId(row.int(0)?);
    bag.version = row.int(1)?;
    Ok(bag)
}

pub fn load_bag(tx: &mut Tx<'_>, id: BagId) -> Result<Bag> {
    let sql = format!("SELECT {BAG} FROM bag b WHERE b.id = ?1");
    match tx.find(&sql, &[id.0.into()])? {
        Some(row) => bag(&row),
        None => Err(Error::absent(id.to_string())),
    }
}

pub fn find_bag(tx: &mut Tx<'_>, code: &str) -> Result<Option<Bag>> {
    let sql = format!("SELECT {BAG} FROM bag b WHERE b.code = ?1");
    tx.find(&sql, &[code.into()])?.as_ref().map(bag).transpose()
}

/// Bags in these states from or to these units, newest first; `units` none: of the whole office.
pub fn list_bags(tx: &mut Tx<'_>, end: End, units: Option<&[UnitId]>, states: &[&str]) -> Result<Vec<Bag>> {
    let within = match units {
        None => String::new(),
        Some([]) => return Ok(Vec::new()),
        Some(units) => match end {
            End::From => format!(" AND b.from_unit IN ({})", listed(units, 1)),
            End::To => format!(" AND b.to_unit IN ({})", listed(units, 1)),
        },
    };
    let states = states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT {BAG} FROM bag b WHERE b.state IN ({states}){within} ORDER BY b.id DESC LIMIT {PAGE}");
    tx.query(&sql, &units.map(numbers).unwrap_or_default())?.iter().map(bag).collect()
}

/// Which end of a bag's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    From,
    To,
}

/// Bags that should be at the other end and are not, the longest expected first; `units` at either end.
pub fn list_late_bags(tx: &mut Tx<'_>, units: Option<&[UnitId]>, now_ms: i64) -> Result<Vec<Bag>> {
    let within = match units {
        None => String::new(),
        Some([]) => return Ok(Vec::new()),
        Some(units) => {
            let units = listed(units, 2);
            format!(" AND (b.from_unit IN ({units}) OR b.to_unit IN ({units}))")
        }
    };
    let sql = format!(
        "SELECT {BAG} FROM bag b WHERE b.state IN ('sealed', 'on_the_way') AND b.expected_ms < ?1{within} \
         ORDER BY b.expected_ms LIMIT {PAGE}"
    );
    let mut params: Vec<Value<'_>> = vec![now_ms.into()];
    params.extend(units.map(numbers).unwrap_or_default());
    tx.query(&sql, &params)?.iter().map(bag).collect()
}

/// Late bags that nobody was told about yet.
pub fn list_unnoted_late_bags(tx: &mut Tx<'_>, now_ms: i64) -> Result<Vec<Bag>> {
    let sql = format!(
        "SELECT {BAG} FROM bag b WHERE b.state IN ('sealed', 'on_the_way') AND b.expected_ms < ?1 \
         AND b.late_noted_ms IS NULL ORDER BY b.expected_ms LIMIT {PAGE}"
    );
    tx.query(&sql, &[now_ms.into()])?.iter().map(bag).collect()
}

/// Bags in the order of their ids, after `after`: for checks.
pub fn list_bags_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<Bag>> {
    let sql = format!("SELECT {BAG} FROM bag b WHERE b.id > ?1 ORDER BY b.id LIMIT ?2");
    tx.query(&sql, &[after.into(), limit.into()])?.iter().map(bag).collect()
}

pub fn write_new_bag(bag: &Bag) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO bag (id, version, code, from_unit, to_unit, state, expected_ms, late_noted_ms, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        vec![
            bag.id.0.into(),
            bag.version.into(),
            bag.code.clone().into(),
            bag.from.id.0.into(),
            bag.to.id.0.into(),
            bag.state.name().into(),
            ms(bag.expected).into(),
            ms(bag.late_noted).into(),
            json("bag", bag)?.into(),
        ],
    ))
}

/// The bag as it is after an act; it must stand at the version before.
pub fn write_bag(bag: &Bag) -> Result<Write<'static>> {
    Ok(Write::one(
        "UPDATE bag SET version = ?2, state = ?3, expected_ms = ?4, late_noted_ms = ?5, body = ?6 \
         WHERE id = ?1 AND version = ?2 - 1",
        vec![
            bag.id.0.into(),
            bag.version.into(),
            bag.state.name().into(),
            ms(bag.expected).into(),
            ms(bag.late_noted).into(),
            json("bag", bag)?.into(),
        ],
    ))
}

/// A bag's list with its papers, in the order of their labels.
pub fn list_lines(tx: &mut Tx<'_>, bag: BagId) -> Result<Vec<BagLine>> {
    let sql = format!(
        "SELECT {PAPER}, l.state, l.counted_ms, l.counted_by FROM bag_line l JOIN paper p ON p.id = l.paper_id \
         WHERE l.bag_id = ?1 ORDER BY p.code"
    );
    let line = |row: &Row| {
        let state = row.text(13)?;
        let state = LineState::parse(state)
            .ok_or_else(|| Inconsistency { place: bag.to_string(), what: format!("line {state}") })?;
        let counted = row.opt_int(14)?.zip(row.opt_text(15)?.map(str::to_string));
        Ok(BagLine { paper: paper_at(row, 0)?, state, counted })
    };
    tx.query(&sql, &[bag.0.into()])?.iter().map(line).collect()
}

/// How many lines of each bag stand how: (bag, state, lines).
pub fn count_lines(tx: &mut Tx<'_>, bags: &[BagId]) -> Result<Vec<(BagId, LineState, i64)>> {
    if bags.is_empty() {
        return Ok(Vec::new());
    }
    let listed = (1..=bags.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT bag_id, state, COUNT(*) FROM bag_line WHERE bag_id IN ({listed}) GROUP BY bag_id, state");
    let params: Vec<Value<'_>> = bags.iter().map(|bag| bag.0.into()).collect();
    let rows = tx.query(&sql, &params)?;
    let line = |row: &Row| {
        let state = LineState::parse(row.text(1)?).unwrap_or(LineState::Packed);
        Ok((BagId(row.int(0)?), state, row.int(2)?))
    };
    rows.iter().map(line).collect()
}

/// When a line was counted, and by whom.
pub type Counted = (i64, String);

/// The line of a paper on a bag's list: how it stands, who counted it when.
pub fn find_line(tx: &mut Tx<'_>, bag: BagId, paper: PaperId) -> Result<Option<(LineState, Option<Counted>)>> {
    let sql = "SELECT state, counted_ms, counted_by FROM bag_line WHERE bag_id = ?1 AND paper_id = ?2";
    let Some(row) = tx.find(sql, &[bag.0.into(), paper.0.into()])? else { return Ok(None) };
    let state = LineState::parse(row.text(0)?).unwrap_or(LineState::Packed);
    Ok(Some((state, row.opt_int(1)?.zip(row.opt_text(2)?.map(str::to_string)))))
}

/// Puts a paper on a bag's list. One that was taken out and put in again is packed again.
pub fn write_line(bag: BagId, paper: PaperId, state: LineState, counted: Option<(i64, &str)>) -> Write<'static> {
    Write::one(
        "INSERT INTO bag_line (bag_id, paper_id, state, counted_ms, counted_by) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (bag_id, paper_id) DO UPDATE SET state = excluded.state, counted_ms = excluded.counted_ms, \
         counted_by = excluded.counted_by",
        vec![
            bag.0.into(),
            paper.0.into(),
            state.word().into(),
            counted.map(|(at, _)| at).into(),
            counted.map(|(_, by)| by.to_string()).into(),
        ],
    )
}

/// Takes a paper off the list of a bag that has not left.
pub fn write_line_off(bag: BagId, paper: PaperId) -> Write<'static> {
    Write::one("DELETE FROM bag_line WHERE bag_id = ?1 AND paper_id = ?2", vec![bag.0.into(), paper.0.into()])
}

/// Counts one line out; false when somebody else was first. Whoever's statement touches the row counts it.
pub fn count_line(tx: &mut Tx<'_>, bag: BagId, paper: PaperId, to: LineState, at_ms: i64, by: &str) -> Result<bool> {
    let sql = "UPDATE bag_line SET state = ?3, counted_ms = ?4, counted_by = ?5 \
               WHERE bag_id = ?1 AND paper_id = ?2 AND state = 'packed'";
    let params = [bag.0.into(), paper.0.into(), to.word().into(), at_ms.into(), by.into()];
    Ok(tx.execute(sql, &params)? == 1)
}

/// Lines and holders that do not agree: papers a bag has without a line, lines of bags under way whose paper is elsewhere.
pub fn count_disagreements(tx: &mut Tx<'_>) -> Result<(i64, i64)> {
    let without_line = tx.count(
        "SELECT COUNT(*) FROM paper p WHERE p.holder_kind = 'bag' AND NOT EXISTS (SELECT 1 FROM bag_line l \
         WHERE l.paper_id = p.id AND l.bag_id = p.holder_id AND l.state = 'packed')",
        &[],
    )?;
    let without_paper = tx.count(
        "SELECT COUNT(*) FROM bag_line l WHERE l.state = 'packed' AND NOT EXISTS (SELECT 1 FROM paper p \
         WHERE p.id = l.paper_id AND p.holder_kind = 'bag' AND p.holder_id = l.bag_id)",
        &[],
    )?;
    Ok((without_line, without_paper))
}

/// Papers of no dossier.
pub fn count_orphans(tx: &mut Tx<'_>) -> Result<i64> {
    tx.count("SELECT COUNT(*) FROM paper p WHERE NOT EXISTS (SELECT 1 FROM dossier d WHERE d.id = p.dossier_id)", &[])
}

// ── parcels ─────────────────────────────────────────────────────────────────────────────────────────────────────

const PARCEL: &str = "c.id, c.version, c.body";

fn parcel(row: &Row) -> Result<Parcel> {
    let mut parcel: Parcel = row.json(2)?;
    parcel.id = ParcelId(row.int(0)?);
    parcel.version = row.int(1)?;
    Ok(parcel)
}

pub fn load_parcel(tx: &mut Tx<'_>, id: ParcelId) -> Result<Parcel> {
    let sql = format!("SELECT {PARCEL} FROM parcel c WHERE c.id = ?1");
    match tx.find(&sql, &[id.0.into()])? {
        Some(row) => parcel(&row),
        None => Err(Error::absent(id.to_string())),
    }
}

/// Parcels of these units in these states, newest first.
pub fn list_parcels(tx: &mut Tx<'_>, units: &[UnitId], states: &[&str]) -> Result<Vec<Parcel>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let states = states.iter().map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT {PARCEL} FROM parcel c WHERE c.unit_id IN ({}) AND c.state IN ({states}) ORDER BY c.id DESC LIMIT {PAGE}",
        listed(units, 1)
    );
    tx.query(&sql, &numbers(units))?.iter().map(parcel).collect()
}

/// The parcels of a dossier, newest first.
pub fn list_parcels_of(tx: &mut Tx<'_>, dossier: DossierId) -> Result<Vec<Parcel>> {
    let sql = format!("SELECT {PARCEL} FROM parcel c WHERE c.dossier_id = ?1 ORDER BY c.id DESC");
    tx.query(&sql, &[dossier.0.into()])?.iter().map(parcel).collect()
}

/// A parcel under this tracking number that came to this unit before.
pub fn find_parcel(tx: &mut Tx<'_>, unit: UnitId, tracking: &str) -> Result<Option<Parcel>> {
    let sql = format!("SELECT {PARCEL} FROM parcel c WHERE c.tracking = ?1 AND c.unit_id = ?2 ORDER BY c.id DESC");
    tx.find(&sql, &[tracking.into(), unit.0.into()])?.as_ref().map(parcel).transpose()
}

pub fn write_new_parcel(parcel: &Parcel) -> Result<Write<'static>> {
    Ok(Write::one(
        "INSERT INTO parcel (id, version, way, unit_id, state, tracking, dossier_id, noted_ms, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        vec![
            parcel.id.0.into(),
            parcel.version.into(),
            parcel.way.word().into(),
            parcel.unit.id.0.into(),
            parcel.state.name().into(),
            parcel.tracking.clone().into(),
            parcel.dossier.map(|id| id.0).into(),
            kernel::time::instant_ms(parcel.noted.at).into(),
            json("parcel", parcel)?.into(),
        ],
    ))
}

/// The parcel as it is after an act; it must stand at the version before.
pub fn write_parcel(parcel: &Parcel) -> Result<Write<'static>> {
    Ok(Write::one(
        "UPDATE parcel SET version = ?2, state = ?3, tracking = ?4, dossier_id = ?5, body = ?6 \
         WHERE id = ?1 AND version = ?2 - 1",
        vec![
            parcel.id.0.into(),
            parcel.version.into(),
            parcel.state.name().into(),
            parcel.tracking.clone().into(),
            parcel.dossier.map(|id| id.0).into(),
            json("parcel", parcel)?.into(),
        ],
    ))
}
