//! The papers of the sample office travel: old ones arrived in bags, one bag is late, some papers wait to be packed, two
//! parcels lie on the post desk. All through the doors of the house.

use custody::decide::bag::BagAct;
use custody::decide::parcel::ParcelAct;
use custody::model::{Item, Paper};
use custody::post::Arrival;
use custody::{Custody, store as rows};
use jiff::civil::DateTime;
use kernel::{Result, UnitId};
use office::{Act, Officer};

use super::blocking;
use super::walk::{Stage, instant};

/// Papers in one bag.
const IN_A_BAG: usize = 25;

/// Papers that go one way.
struct Way {
    from: UnitId,
    to: UnitId,
    papers: Vec<Paper>,
}

/// Packs what has to travel, up to a moment.
pub(super) fn travel(stage: &Stage, now: DateTime) -> Result<()> {
    let custody = Custody::of(&stage.door);
    let keeper = |unit: UnitId| stage.cast.officers.iter().find(|by| by.permit_in(Act::KeepPapers, unit).is_ok());
    let day_before = |day| stage.calendar.previous_working_day(day);
    let sent = day_before(day_before(now.date()));
    let (left, came) = (sent.at(9, 30, 0, 0), stage.calendar.next_working_day(sent).at(9, 0, 0, 0));
    let carrier = stage.cast.officers.iter().find(|by| by.may_somewhere(Act::Carry)).map(|by| by.name().to_string());
    let carrier = carrier.unwrap_or_default();
    let mut late_told = false;
    let ways = ways(stage)?;
    parcels(stage, &custody, &ways, now)?;
    for way in ways {
        let (Some(giver), Some(taker)) = (keeper(way.from), keeper(way.to)) else { continue };
        let ripe = |paper: &&Paper| paper.leave_by.is_some_and(|by| by < left);
        let labels: Vec<String> = way.papers.iter().filter(ripe).map(|paper| paper.code.clone()).collect();
        for (nth, chunk) in labels.chunks(IN_A_BAG).enumerate() {
            stage.door.clock.set(instant(left));
            let bag = blocking(custody.open_bag(giver, way.from, way.to, chunk.to_vec(), None))?;
            let seal = format!("NP-{:05}", bag.0.unsigned_abs() % 100_000);
            act(&custody, giver, bag, BagAct::Seal { number: seal.clone(), lines: 0 })?;
            act(&custody, giver, bag, BagAct::Send { carrier: carrier.clone() })?;
            // One bag of the office has not come yet.
            if !std::mem::replace(&mut late_told, true) && nth == 0 {
                continue;
            }
            stage.door.clock.set(instant(came));
            act(&custody, taker, bag, BagAct::Receive { seal_read: seal, broken: String::new() })?;
            for label in chunk {
                blocking(custody.scan(taker, bag, label))?;
            }
            act(&custody, taker, bag, BagAct::Close { missing: Vec::new() })?;
        }
    }
    stage.door.clock.set(instant(now));
    Ok(())
}

fn act(custody: &Custody, by: &Officer, id: kernel::BagId, act: BagAct) -> Result<()> {
    let seen = custody.dossiers.store.read_blocking(move |tx| rows::load_bag(tx, id))?.version;
    blocking(custody.act_on_bag(by, id, seen, act)).map(drop)
}

/// Everything that has to go somewhere, shelf by shelf.
fn ways(stage: &Stage) -> Result<Vec<Way>> {
    let units: Vec<UnitId> = stage.cast.officers[0].directory().units().into_iter().map(|unit| unit.id).collect();
    let mut ways: Vec<Way> = Vec::new();
    for unit in units {
        let papers = stage.door.store.read_blocking(move |tx| rows::list_to_send(tx, &[unit]))?;
        for paper in papers {
            let Some(to) = paper.wanted.as_ref().map(|unit| unit.id) else { continue };
            match ways.iter_mut().find(|way| way.from == unit && way.to == to) {
                Some(way) => way.papers.push(paper),
                None => ways.push(Way { from: unit, to, papers: vec![paper] }),
            }
        }
    }
    Ok(ways)
}

/// Two parcels came today: one is signed for, one is still to be counted.
fn parcels(stage: &Stage, custody: &Custody, ways: &[Way], now: DateTime) -> Result<()> {
    let counters = stage.cast.officers.iter().filter(|by| by.may_somewhere(Act::Intake));
    let takes_in = |by: &&Officer| {
        let unit = by.directory().unit(by.unit());
        unit.is_some_and(|unit| unit.intake) && by.permit_in(Act::KeepPapers, by.unit()).is_ok()
    };
    let Some(by) = counters.filter(takes_in).min_by_key(|by| by.login().to_string()) else { return Ok(()) };
    let items: Vec<Item> = ways
        .iter()
        .flat_map(|way| &way.papers)
        .take(3)
        .map(|paper| Item { name: paper.name.clone(), originals: 1, copies: 0 })
        .collect();
    for (nth, draft) in stage.people.iter().take(2).enumerate() {
        let arrived = now.saturating_sub(jiff::Span::new().minutes(90 - 30 * nth as i64));
        stage.door.clock.set(instant(arrived));
        let arrival = Arrival {
            unit: by.unit(),
            tracking: format!("EE{:09}VN", 482_110_377 + nth * 1_206),
            name: draft.name.clone(),
            phone: draft.phone.clone(),
            address: String::new(),
            subject: String::new(),
            procedure: String::new(),
            items: items.clone(),
        };
        let id = blocking(custody.note_arrival(by, arrival, None))?;
        if nth == 0 && !items.is_empty() {
            let postman = stage.cast.officers.iter().find(|by| by.may_somewhere(Act::Carry));
            let postman = postman.map_or_else(String::new, |by| by.name().to_string());
            blocking(custody.act_on_parcel(by, id, 1, ParcelAct::Sign { postman, items: items.clone() }))?;
        }
    }
    Ok(())
}
