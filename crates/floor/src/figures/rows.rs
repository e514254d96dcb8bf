//! Counts over tickets and stays. They are projections of the days' events: see [`crate::store::rebuild`].

use jiff::civil::Date;
use kernel::{Error, OfficerId, Result, UnitId};
use store::{Row, Tx, Value};

use super::range::Range;
use super::tally::{Day, Ends, Figures, Served, Waited};
use crate::rating::Mark;

/// Vietnam keeps UTC+7 all year.
const ZONE_MS: i64 = 7 * 3_600_000;
const QUARTER_MS: i64 = 15 * 60_000;

/// What was waited, as columns; waiting of exactly 15 minutes is within them.
const WAITED: &str = "COUNT(*), CAST(SUM(started_ms - issued_ms) AS BIGINT), MAX(started_ms - issued_ms), \
    SUM(CASE WHEN started_ms - issued_ms <= ?4 THEN 1 ELSE 0 END), SUM(CASE WHEN started_ms - issued_ms <= ?5 THEN 1 ELSE 0 END)";

fn asked<'v>(centre: UnitId, range: Range) -> [Value<'v>; 3] {
    [centre.0.into(), range.from.to_string().into(), range.until.to_string().into()]
}

fn waited(row: &Row, at: usize) -> Result<Waited> {
    Ok(Waited {
        n: row.int(at)?,
        sum: row.int(at + 1)?,
        longest: row.int(at + 2)?,
        within_15: row.int(at + 3)?,
        within_30: row.int(at + 4)?,
    })
}

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|e| Error::fault("day of a hall", e))
}

/// Everything about a centre in some days.
pub fn load(tx: &mut Tx<'_>, centre: UnitId, range: Range) -> Result<Figures> {
    let mut figures = Figures::default();
    load_waits(tx, centre, range, &mut figures)?;
    load_ends(tx, centre, range, &mut figures)?;
    load_stays(tx, centre, range, &mut figures)?;
    for (on, service, mark, n) in crate::rating::rows::count(tx, centre.0, range.from, range.until)? {
        let place = Mark::ALL.iter().position(|one| *one == mark).unwrap_or(1);
        figures.marks.0[place] += n;
        figures.services.entry(service).or_default().0[place] += n;
        figures.days.entry(day(&on)?).or_default().marks.0[place] += n;
    }
    Ok(figures)
}

fn load_waits(tx: &mut Tx<'_>, centre: UnitId, range: Range, figures: &mut Figures) -> Result<()> {
    let limits = [Value::from(QUARTER_MS), Value::from(2 * QUARTER_MS)];
    let params: Vec<Value<'_>> = asked(centre, range).into_iter().chain(limits).collect();
    let within = "FROM ticket WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 AND started_ms IS NOT NULL";
    let hours = format!("SELECT (issued_ms + {ZONE_MS}) / 3600000 % 24, {WAITED} {within} GROUP BY 1 ORDER BY 1");
    for row in tx.query(&hours, &params)? {
        let found = waited(&row, 1)?;
        figures.waited.add(found);
        figures.hours.insert(row.int(0)? as u8, found);
    }
    let days = format!("SELECT day, {WAITED} {within} GROUP BY day ORDER BY day");
    for row in tx.query(&days, &params)? {
        figures.days.insert(day(row.text(0)?)?, Day { waited: waited(&row, 1)?, ..Day::default() });
    }
    Ok(())
}

fn load_ends(tx: &mut Tx<'_>, centre: UnitId, range: Range, figures: &mut Figures) -> Result<()> {
    // A promise is settled when the ticket was called, or when it ended after the promised moment without a call.
    let sql = "SELECT day, COUNT(*), SUM(CASE WHEN state = 'finished' THEN 1 ELSE 0 END), \
               SUM(CASE WHEN why = 'no_show' THEN 1 ELSE 0 END), \
               SUM(CASE WHEN state = 'left' AND why <> 'no_show' THEN 1 ELSE 0 END), \
               SUM(CASE WHEN bound_ms IS NOT NULL AND (called_ms IS NOT NULL OR over_ms >= bound_ms) THEN 1 ELSE 0 END), \
               SUM(CASE WHEN bound_ms IS NOT NULL AND called_ms < bound_ms THEN 1 ELSE 0 END) \
               FROM ticket WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 \
               AND (why IS NULL OR why <> 'mistake') GROUP BY day ORDER BY day";
    for row in tx.query(sql, &asked(centre, range))? {
        let ends = Ends {
            issued: row.int(1)?,
            finished: row.int(2)?,
            no_shows: row.int(3)?,
            gone: row.int(4)?,
            promised: row.int(5)?,
            kept: row.int(6)?,
        };
        figures.ends.add(ends);
        figures.days.entry(day(row.text(0)?)?).or_default().ends = ends;
    }
    Ok(())
}

fn load_stays(tx: &mut Tx<'_>, centre: UnitId, range: Range, figures: &mut Figures) -> Result<()> {
    let sql = "SELECT officer_id, COUNT(DISTINCT ticket_id), COUNT(*), CAST(SUM(until_ms - from_ms) AS BIGINT) \
               FROM floor_stay WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 AND until_ms IS NOT NULL \
               GROUP BY officer_id ORDER BY officer_id";
    for row in tx.query(sql, &asked(centre, range))? {
        let served = Served { tickets: row.int(1)?, stays: row.int(2)?, sum: row.int(3)? };
        figures.served.stays += served.stays;
        figures.served.sum += served.sum;
        figures.officers.insert(row.opt_int(0)?.map(OfficerId), served);
    }
    let sql = "SELECT COUNT(DISTINCT ticket_id) FROM floor_stay \
               WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 AND until_ms IS NOT NULL";
    figures.served.tickets = tx.count(sql, &asked(centre, range))?;
    Ok(())
}

/// A ticket as figures list it: no person, no page of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketLine {
    pub id: i64,
    pub day: Date,
    pub number: String,
    pub class: String,
    pub wanted: u64,
    pub state: String,
    pub why: Option<String>,
    pub issued: i64,
    pub called: Option<i64>,
    pub started: Option<i64>,
    pub over: Option<i64>,
    pub bound: Option<i64>,
}

/// Tickets of some days in the order they were issued, after one of them.
pub fn list_tickets(
    tx: &mut Tx<'_>,
    centre: UnitId,
    range: Range,
    after: (&str, i64, i64),
    limit: i64,
) -> Result<Vec<TicketLine>> {
    let sql = "SELECT id, day, number, class, wanted, state, why, issued_ms, called_ms, started_ms, over_ms, bound_ms FROM ticket \
               WHERE centre_id = ?1 AND day >= ?2 AND day <= ?3 AND (day, issued_ms, id) > (?4, ?5, ?6) \
               ORDER BY day, issued_ms, id LIMIT ?7";
    let place = [after.0.into(), after.1.into(), after.2.into(), limit.into()];
    let params: Vec<Value<'_>> = asked(centre, range).into_iter().chain(place).collect();
    let line = |row: &Row| {
        Ok(TicketLine {
            id: row.int(0)?,
            day: day(row.text(1)?)?,
            number: row.text(2)?.into(),
            class: row.text(3)?.into(),
            wanted: row.int(4)? as u64,
            state: row.text(5)?.into(),
            why: row.opt_text(6)?.map(String::from),
            issued: row.int(7)?,
            called: row.opt_int(8)?,
            started: row.opt_int(9)?,
            over: row.opt_int(10)?,
            bound: row.opt_int(11)?,
        })
    };
    tx.query(sql, &params)?.iter().map(line).collect()
}
