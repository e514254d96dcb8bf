//! What happens after an act or without one: notices reach the follow-up page, days are sealed, a question that stays
//! unanswered is noted, old answers to repeated requests are forgotten. It decides nothing about a dossier's course.
//!
//! Every chore may be repeated, and may be killed at any point: what it did is in the same transaction as the mark that it
//! was done.

use jiff::civil::Date;
use kernel::{Actor, DossierId, Error, Result};
use procedure::process::Duty;
use store::ledger::{self, DaySeal, GENESIS};
use store::{Store, Tx};

use crate::decide::{Addressee, Happening, OfficerNotice};
use crate::door::Dossiers;
use crate::model::Dossier;
use crate::officer_notice;
use crate::project;
use crate::store::{self as rows, Record};

/// A day is sealed this long after its midnight: acts that were under way then are saved by now.
const SEAL_AFTER_MS: i64 = 10 * 60_000;
/// How long a repeated request is answered the same (days are enough: nobody's form stays open for a week).
const REMEMBERED_MS: i64 = 7 * 86_400_000;
/// Messages and dossiers taken in one transaction.
const BATCH: i64 = 200;
/// Long enough for one transaction; the mark and the deed are one act anyway.
const LEASE_MS: i64 = 60_000;

/// Zero of the instants inside ids, and the bits that stand behind them (see `kernel::id`).
const IDS_FROM_MS: i64 = 1_577_836_800_000;
const SEQUENCE_BITS: u32 = 22;

/// Puts the notices of saved acts where the applicant's follow-up page shows them. Answers how many.
pub fn deliver_notices(tx: &mut Tx<'_>, now_ms: i64) -> Result<usize> {
    let messages = ledger::claim_messages(tx, "notice", now_ms, LEASE_MS, BATCH)?;
    for message in &messages {
        rows::record_notice(tx, message)?;
        ledger::finish_message(tx, message.id, now_ms)?;
    }
    Ok(messages.len())
}

/// The first id that an instant can give: days are told apart by ids, because the ids are the order of the events.
pub fn first_id_at(ms: i64) -> i64 {
    (ms - IDS_FROM_MS).max(0) << SEQUENCE_BITS
}

fn midnight_ms(day: i64) -> i64 {
    // Day numbers are civil days of the office.
    let date = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap_or(Date::MAX);
    kernel::time::instant_ms(date.at(0, 0, 0, 0))
}

/// The day (since 1970) an id was given on.
pub fn day_of_id(id: i64) -> i64 {
    kernel::time::day_number(kernel::time::civil_ms((id >> SEQUENCE_BITS) + IDS_FROM_MS).date())
}

/// The seal a day must have after the seal of the day before: events counted and hashed in the order of their ids.
pub fn seal_of(tx: &mut Tx<'_>, day: i64, previous: &[u8]) -> Result<DaySeal> {
    let mut seal = DaySeal::after(previous, day);
    let below = first_id_at(midnight_ms(day + 1));
    let mut after = first_id_at(midnight_ms(day)) - 1;
    loop {
        let page = ledger::list_events_between(tx, after, below, 2_000)?;
        let Some(last) = page.last() else { return Ok(seal) };
        after = last.id;
        page.iter().for_each(|event| seal.add(&event.hash));
    }
}

/// Seals the oldest day that is over and not sealed yet; days without events too. Answers the day, if there was one.
pub fn seal_next_day(tx: &mut Tx<'_>, now_ms: i64) -> Result<Option<i64>> {
    let last = tx.find("SELECT day, hash FROM seal ORDER BY day DESC LIMIT 1", &[])?;
    let (day, previous) = match last {
        Some(row) => (row.int(0)? + 1, row.blob(1)?.to_vec()),
        None => match ledger::list_events_between(tx, 0, i64::MAX, 1)?.first() {
            Some(first) => (day_of_id(first.id), GENESIS.to_vec()),
            None => return Ok(None),
        },
    };
    if midnight_ms(day + 1) + SEAL_AFTER_MS > now_ms {
        return Ok(None);
    }
    let seal = seal_of(tx, day, &previous)?;
    let events = seal.events;
    ledger::record_seal(tx, day, events, &seal.hash(), now_ms)?;
    Ok(Some(day))
}

/// Seals every day that is over. Answers how many. Two processes that seal the same day: one does, the other goes on.
pub fn seal_days(store: &Store, now_ms: i64) -> Result<usize> {
    let mut sealed = 0;
    loop {
        match store.act_blocking(move |tx| seal_next_day(tx, now_ms)) {
            Ok(Some(_)) => sealed += 1,
            Ok(None) => return Ok(sealed),
            Err(error) if Store::is_duplicate(&error) => return Ok(sealed),
            Err(error) => return Err(error),
        }
    }
}

/// Dossiers with a question to another agency that was not answered in time and not noted since.
pub fn list_late_consultations(tx: &mut Tx<'_>, now_ms: i64) -> Result<Vec<DossierId>> {
    let sql = "SELECT d.dossier_id FROM deadline d WHERE d.kind = 'consultation' AND d.due_ms < ?1 AND NOT EXISTS \
               (SELECT 1 FROM event e WHERE e.dossier_id = d.dossier_id AND e.kind = 'consultation_late' \
               AND e.at_ms > d.due_ms) ORDER BY d.due_ms LIMIT ?2";
    let found = tx.query(sql, &[now_ms.into(), BATCH.into()])?;
    found.iter().map(|row| row.int(0).map(DossierId)).collect()
}

/// Notes in a dossier's log that the asked agency is late: the handler, the one-stop unit and the head see it there. Once
/// for each date that passed; answers whether something was noted.
pub fn note_late_consultation(tx: &mut Tx<'_>, id: DossierId, door: &Dossiers, now_ms: i64) -> Result<bool> {
    // The row first, then whether it is still owed: another process that noted it after the row was read is refused by the
    // row's version, one that noted it before is seen by the look.
    let before = rows::load(tx, id)?;
    if !list_late_consultations(tx, now_ms)?.contains(&id) {
        return Ok(false);
    }
    let now = kernel::time::civil_ms(now_ms);
    let late: Vec<&str> = late_units(&before, now);
    if late.is_empty() {
        return Ok(false);
    }
    let stage = before.stage.name();
    let facts = [("unit".to_string(), late.join(", "))].into();
    let happening = Happening { kind: "consultation_late".into(), from: stage.into(), to: stage.into(), facts };
    let after = before.clone();
    record_note(tx, door, (&before, after), happening, &[], "dossier.consultation_late", now_ms)?;
    Ok(true)
}

/// Records what a deadline brings about by itself: one happening by the system, with its messages to officers.
fn record_note(
    tx: &mut Tx<'_>,
    door: &Dossiers,
    (before, mut after): (&Dossier, Dossier),
    happening: Happening,
    notices: &[OfficerNotice],
    act: &'static str,
    now_ms: i64,
) -> Result<()> {
    let directory = (door.office)();
    let now_ms = now_ms.max(before.last_at_ms);
    let process = door.catalogue.load_process(tx, before.process)?;
    let calendar = directory.calendar_of(before.receiving.id);
    let more = officer_notice::writes(&directory, before, notices, &door.ids, now_ms)?;
    let record = Record {
        before: Some(before),
        after: &mut after,
        actor: &Actor::System { chore: happening.kind.clone() },
        happenings: &[happening],
        notices: &[],
        process: &process,
        calendar: &calendar,
        act,
        why: "chore",
        now_ms,
        ids: &door.ids,
        listeners: &door.listeners,
    };
    rows::record(tx, record, more)
}

/// How long before the two hours are over the intake officers are alerted: the alert itself must be within them.
const ALERT_AHEAD_MS: i64 = 10 * 60_000;

/// Online dossiers that ask for a message to the one-stop unit now: nobody looked at them within (nearly) two hours
/// (NĐ 118/2025/NĐ-CP Điều 17 khoản 2), or the eight working hours are over and that was not noted since.
pub fn list_waiting_online(tx: &mut Tx<'_>, now_ms: i64) -> Result<Vec<(DossierId, &'static str)>> {
    let alert = "SELECT dossier_id FROM deadline WHERE kind = 'intake_alert' AND due_ms < ?1 ORDER BY due_ms LIMIT ?2";
    let overdue = "SELECT d.dossier_id FROM deadline d WHERE d.kind = 'intake' AND d.due_ms < ?1 AND NOT EXISTS \
                   (SELECT 1 FROM event e WHERE e.dossier_id = d.dossier_id AND e.kind = 'intake_overdue' \
                   AND e.at_ms > d.due_ms) ORDER BY d.due_ms LIMIT ?2";
    let mut found = Vec::new();
    for (kind, sql, until_ms) in [("intake_alert", alert, now_ms + ALERT_AHEAD_MS), ("intake_overdue", overdue, now_ms)]
    {
        for row in tx.query(sql, &[until_ms.into(), BATCH.into()])? {
            found.push((DossierId(row.int(0)?), kind));
        }
    }
    Ok(found)
}

/// Notes in an online dossier's log that it waits for the intake officers, and tells them; when the time is over, their
/// head too. Nothing is accepted by itself (golden case X11). Answers whether something was noted.
pub fn note_waiting_online(
    tx: &mut Tx<'_>,
    (id, kind): (DossierId, &'static str),
    door: &Dossiers,
    now_ms: i64,
) -> Result<bool> {
    // The row first: see `note_late_consultation`.
    let before = rows::load(tx, id)?;
    if !list_waiting_online(tx, now_ms)?.contains(&(id, kind)) {
        return Ok(false);
    }
    let mut after = before.clone();
    let unit = before.receiving.id;
    let mut to = vec![Addressee::Duty(unit, Duty::OneStop)];
    let calendar = (door.office)().calendar_of(unit);
    let by = project::deadlines(&before, &calendar).get("intake").copied();
    let act = match kind {
        "intake_alert" => {
            after.alerted_at = Some(kernel::time::civil_ms(now_ms.max(before.last_at_ms)).max(before.filed_at()));
            "dossier.intake_alert"
        }
        _ => {
            to.push(Addressee::Watch(unit));
            "dossier.intake_overdue"
        }
    };
    let stage = before.stage.name().to_string();
    let facts: std::collections::BTreeMap<String, String> =
        by.map(|by| ("by".to_string(), kernel::time::rfc3339(by))).into_iter().collect();
    let happening = Happening { kind: kind.into(), from: stage.clone(), to: stage, facts: facts.clone() };
    let notice = |to| OfficerNotice { to, kind: kind.into(), facts: facts.clone() };
    let notices: Vec<OfficerNotice> = to.into_iter().map(notice).collect();
    record_note(tx, door, (&before, after), happening, &notices, act, now_ms)?;
    Ok(true)
}

fn late_units(dossier: &Dossier, now: jiff::civil::DateTime) -> Vec<&str> {
    let late = dossier.consultations.iter().filter(|c| c.answer.is_none() && c.answer_by < now);
    late.map(|c| c.unit.name.as_str()).collect()
}

/// Forgets what repeated requests were answered a week ago. Answers how many answers went.
pub fn forget_answers(tx: &mut Tx<'_>, now_ms: i64) -> Result<u64> {
    ledger::forget_answers(tx, now_ms - REMEMBERED_MS)
}

/// Who is late in a dossier that changed in between is looked at again at the next round: the version tells it, or the
/// place of the event that the other process wrote first.
pub fn is_passing(error: &Error) -> bool {
    matches!(error, Error::Stale { .. }) || Store::is_duplicate(error)
}

#[cfg(test)]
mod tests {
    use kernel::Ids;

    use super::*;

    #[test]
    fn the_first_id_of_an_instant_is_what_a_fresh_maker_gives() {
        let ms = 1_795_000_000_000;
        assert_eq!(Ids::new(0).next(ms), first_id_at(ms));
        assert!(Ids::new(255).next(ms - 1) < first_id_at(ms));
    }

    #[test]
    fn an_id_belongs_to_the_offices_civil_day() {
        // 17:00 UTC is midnight in Việt Nam.
        let midnight = "2026-11-19T17:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let day = kernel::time::day_number(Date::constant(2026, 11, 20));
        assert_eq!(midnight_ms(day), midnight);
        assert_eq!(day_of_id(first_id_at(midnight)), day);
        assert_eq!(day_of_id(first_id_at(midnight) - 1), day - 1);
    }
}
