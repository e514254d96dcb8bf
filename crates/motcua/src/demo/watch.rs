//! What the supervisor of the sample office did lately: some late dossiers are urged, one explained, one colleague acts
//! for another. Every act goes through the same doors as a real one.

use std::sync::Arc;

use dossier::list::{self, Line, Reach};
use dossier::{Command, Key};
use jiff::Span;
use jiff::civil::DateTime;
use kernel::{Error, Refusal, Result};
use office::admin::NewDelegation;
use office::history::Order;
use office::{Act, Officer};
use supervision::Supervision;
use supervision::html::acting;

use super::walk::Stage;

/// Who watches over the province.
const WATCHER: &str = "giamsat";
/// Late dossiers that were urged.
const URGED: usize = 4;
/// Who is on leave, and who acts for them.
const ABSENT: &str = "tuphap.honggai";
const ACTS: &str = "hotich.honggai";

/// Does it, up to `now`.
///
/// Errors: faults of the store. What the law refuses is left out.
pub(super) fn watch(stage: &Arc<Stage>, now: DateTime) -> Result<()> {
    let Some(by) = stage.cast.officers.iter().find(|officer| officer.login() == WATCHER) else { return Ok(()) };
    stage.door.clock.set(super::walk::instant(now));
    let (reach, now_ms) = (Reach::of(by), stage.door.clock.now_ms());
    let (_, late) = stage.door.store.read_blocking(move |tx| list::overview(tx, &reach, now_ms, now_ms - 1, 12))?;
    for (place, line) in late.iter().take(URGED).enumerate() {
        let words = if place % 2 == 0 {
            "Hồ sơ đã quá hạn. Đề nghị giải quyết trong hôm nay và báo lại."
        } else {
            "Đề nghị cho biết vướng mắc ở đâu; nếu cần lấy ý kiến thì gửi ngay trong buổi sáng."
        };
        done(perform(stage, by, line, Command::Urge { words: words.into() }))?;
    }
    acting(stage, by, now)
}

fn perform(stage: &Stage, by: &Officer, line: &Line, command: Command) -> Result<()> {
    let (door, by, id, seen) = (stage.door.clone(), by.clone(), line.id, line.version);
    super::blocking(async move { door.perform(&by, Key::Id(id), seen, command, None).await.map(drop) })
}

/// A refusal is the law's answer, not a fault of the sample.
fn done(act: Result<()>) -> Result<()> {
    match act {
        Err(Error::Refused(refusal)) => {
            tracing::debug!(%refusal, "a sample act of the supervisor was refused");
            Ok(())
        }
        other => other,
    }
}

fn acting(stage: &Stage, by: &Officer, now: DateTime) -> Result<()> {
    let directory = by.directory();
    let card = |login: &str| directory.officers().into_iter().find(|card| card.login == login).cloned();
    let (Some(from), Some(to)) = (card(ABSENT), card(ACTS)) else { return Ok(()) };
    let today = now.date();
    let order: Result<Order, Refusal> =
        Order::new("128/QĐ-UBND", Some(today), "Ủy ban nhân dân phường Hồng Gai", today);
    let new = NewDelegation {
        from: from.id,
        to: to.id,
        acts: acting::acts_of(by, from.id, today).into_iter().filter(|act| *act != Act::Administer).collect(),
        valid_from: Some(today),
        valid_until: Some(today.saturating_add(Span::new().days(6))),
        order: order?,
    };
    let (desk, by) = (Supervision::new(stage.door.clone()), by.clone());
    let ordered = async move { acting::order_in(&desk, &by, from.unit, new, "Nghỉ phép năm".into()).await };
    done(super::blocking(ordered))
}
