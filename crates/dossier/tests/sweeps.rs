//! Many dossiers changed at once: a calendar, a merged unit, an absent colleague's work. After every sweep the tables hold
//! what single acts would have left, on both engines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use dossier::decide::{Decision, Happening, Notice};
use dossier::redistribute::{self, Ask, Move, Why};
use dossier::reproject::{self, Reprojection};
use dossier::succession::{self, How, Part, Succession};
use dossier::sweep;
use dossier::{Command, Dossiers};
use jiff::civil::DateTime;
use kernel::{Actor, DossierId, OfficerId, Refusal, UnitId};
use law::Calendar;
use law::calendar::{CalendarData, DatedDay};
use office::directory::Rows;
use office::{Area, Directory, Unit};
use store::{Migration, Store};
use testkit::catalogue::{FIVE_DAYS, TEN_DAYS};
use testkit::desk::{ask_supplement, suspend};
use testkit::office::{
    APPROVER, CENTRE, COLLEAGUE, COMMUNE, HEAD, INTAKE, JUSTICE, SPECIALIST, SUPERVISOR, id_of, logins,
};
use testkit::{World, at, each_engine, on};

const NOTHING: DossierId = DossierId(0);

fn chore() -> Actor {
    Actor::System { chore: "test".into() }
}

/// The office with something changed in its rows.
fn changed(directory: &Directory, change: impl FnOnce(&mut Rows)) -> Arc<Directory> {
    let mut rows = directory.to_rows();
    change(&mut rows);
    Arc::new(Directory::new(rows))
}

/// What `motcua check` says of every dossier of the house.
#[track_caller]
fn all_is_true(world: &World, directory: &Arc<Directory>) {
    let (catalogue, directory) = (world.dossiers.catalogue.clone(), directory.clone());
    let found = world.look(move |tx| {
        let mut found = Vec::new();
        for tables in dossier::check::list_tables_after(tx, 0, 1000)? {
            found.extend(dossier::check::check_tables(tx, &tables, &catalogue, &directory)?);
        }
        Ok(found)
    });
    assert!(found.is_empty(), "{found:?}");
}

fn act<T: Send + 'static>(
    world: &World,
    mut act: impl FnMut(&mut store::Tx<'_>, &Dossiers) -> kernel::Result<T> + Send + 'static,
) -> T {
    let door = world.dossiers.clone();
    world.store.act_blocking(move |tx| act(tx, &door)).expect("done")
}

/// Dossiers at every stand: accepted, with the specialist, suspended, waiting for a supplement, lodged.
fn at_every_stand(world: &World) -> Vec<DossierId> {
    world.at("2026-03-02T08:30");
    let mut ids = Vec::new();
    for n in 0..70 {
        let id = world.accepted([FIVE_DAYS, TEN_DAYS][n % 2]);
        if n % 7 > 0 {
            world.does(INTAKE, id, Command::Transfer { note: String::new() });
            world.does(HEAD, id, Command::Assign { to: world.named(SPECIALIST), note: String::new() });
        }
        match n % 7 {
            2 => drop(world.does(SPECIALIST, id, suspend())),
            3 => {
                world.does(SPECIALIST, id, ask_supplement());
                world.does(INTAKE, id, Command::SendSupplementRequest);
            }
            4 => drop(world.does(INTAKE, id, Command::RequestWithdrawal { reason: "Đổi ý".into() })),
            _ => {}
        }
        ids.push(id);
    }
    ids.push(world.lodges(INTAKE, world.lodging(FIVE_DAYS), None).expect("lodged").id);
    ids
}

#[test]
fn a_sweep_leaves_what_single_acts_leave() {
    each_engine("sweep", |world| {
        let ids = at_every_stand(world);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listener = heard.clone();
        let mut house = world.dossiers.clone();
        house.listeners = Arc::new([Arc::new(move |_: &mut store::Tx<'_>, recorded: &dossier::listen::Recorded<'_>| {
            listener.lock().expect("a list").push((recorded.after.id, recorded.after.version));
            Ok(())
        }) as dossier::listen::Listener]);
        world.at("2026-03-03T09:00");
        let (directory, wanted) = (world.office.directory.clone(), ids.clone());
        let swept = world.store.act_blocking(move |tx| {
            let mut rule = |dossier: &dossier::Dossier, _: &sweep::Context<'_>| {
                if !dossier.stage.is_under_clock() {
                    return Ok(None);
                }
                if dossier.stage.name() == "suspended" {
                    return Err(Refusal::new("NOT_NOW"));
                }
                let mut after = dossier.clone();
                after.summary = "Đã rà soát".into();
                let stage = dossier.stage.name().to_string();
                let facts = BTreeMap::from([("reason".to_string(), "rà soát".to_string())]);
                let happening =
                    Happening { kind: "review".into(), from: stage.clone(), to: stage, facts: facts.clone() };
                let notices = vec![Notice { kind: "accepted".into(), facts }];
                Ok(Some(Decision { dossier: after, happenings: vec![happening], notices, officer_notices: Vec::new() }))
            };
            sweep::change_many(tx, &house, &directory, &wanted, &chore(), "dossier.review", &mut rule)
        });
        let swept = swept.expect("swept");
        assert_eq!((swept.changed.len(), swept.refused.len()), (60, 10), "ten were suspended, one was not accepted");
        for changed in &swept.changed {
            let dossier = world.dossier(changed.id);
            assert_eq!((dossier.version, dossier.summary.as_str()), (changed.version, "Đã rà soát"));
            assert!(!dossier.components.is_empty(), "what was not loaded is not lost");
            assert_eq!(world.events(changed.id).last().map(|e| e.kind.clone()), Some("review".into()));
            let id = changed.id.0;
            let told = world.look(move |tx| {
                let audit =
                    tx.count("SELECT COUNT(*) FROM audit WHERE subject = ?1 AND act = 'dossier.review'", &[id.into()])?;
                Ok((audit, tx.count("SELECT COUNT(*) FROM outbox WHERE dossier_id = ?1", &[id.into()])?))
            });
            assert_eq!(told.0, 1, "one trace");
            assert!(told.1 >= 2, "the message of acceptance and this one");
        }
        let mut heard = heard.lock().expect("a list").clone();
        heard.sort();
        let mut changed: Vec<_> = swept.changed.iter().map(|changed| (changed.id, changed.version)).collect();
        changed.sort();
        assert_eq!(heard, changed, "rooms above hear of every changed dossier");
        all_is_true(world, &world.office.directory);
    });
}

fn days_off(days: &[&str]) -> Calendar {
    let off = |day: &&str| (on(day), DatedDay::Off { name: "Nghỉ".into(), source: "QĐ 12/QĐ-UBND".into() });
    let shipped = Calendar::shipped();
    let dated = shipped.data().dated.clone().into_iter().chain(days.iter().map(off)).collect();
    Calendar::from(CalendarData { dated, ..shipped.data().clone() })
}

fn with_calendar(directory: &Directory, calendar: &Calendar) -> Arc<Directory> {
    changed(directory, |rows| rows.calendars = vec![(testkit::office::PROVINCE, calendar.clone())])
}

fn whole_preview(world: &World, change: &Reprojection) -> Vec<reproject::Touched> {
    let (mut touched, mut after) = (Vec::new(), NOTHING);
    loop {
        let (door, change) = (world.dossiers.clone(), change.clone());
        let page = world.look(move |tx| reproject::preview(tx, &door, &change, after, 16));
        touched.extend(page.touched);
        let Some(next) = page.next else { return touched };
        after = next;
    }
}

fn apply_all(world: &World, change: &Reprojection) -> (u64, u64, u64) {
    let (mut sum, mut after) = ((0, 0, 0), NOTHING);
    loop {
        let change = change.clone();
        let done = act(world, move |tx, door| reproject::apply(tx, door, &change, &chore(), after, 16));
        sum = (sum.0 + done.moved, sum.1 + done.stood, sum.2 + done.steps);
        let Some(next) = done.next else { return sum };
        after = next;
    }
}

#[test]
fn a_new_holiday_moves_no_printed_date_and_the_promise_survives_what_comes() {
    each_engine("holiday", |world| {
        let ids = at_every_stand(world);
        world.at("2026-03-03T10:00");
        let calendar = days_off(&["2026-03-05"]);
        let before = Arc::new(Calendar::shipped());
        let change = Reprojection::of(
            &world.office.directory,
            testkit::office::PROVINCE,
            before.clone(),
            Arc::new(calendar.clone()),
            "QĐ 12/QĐ-UBND",
        );
        let previewed = whole_preview(world, &change);
        assert_eq!(previewed.len(), 70, "every accepted dossier would move; the lodged one has no date");
        assert!(
            previewed.iter().all(|one| one.kept_printed && one.counted > one.due),
            "a receipt was printed for each"
        );
        let one = previewed.iter().find(|one| one.id == ids[1]).expect("with the specialist");
        assert_eq!((one.due, one.counted), (at("2026-03-16T17:00"), at("2026-03-17T17:00")));
        assert_eq!(world.dossier(ids[1]).version, 3, "a preview writes nothing");

        let (moved, stood, _) = apply_all(world, &change);
        assert_eq!((moved, stood), (0, 70));
        let after = with_calendar(&world.office.directory, &calendar);
        all_is_true(world, &after);
        assert_eq!(world.dossier(ids[1]).due, Some(at("2026-03-16T17:00")), "the printed date stands");
        let kept = world.dossier(ids[1]).clock.and_then(|clock| clock.kept).expect("kept");
        assert_eq!((kept.until, kept.basis.as_str()), (at("2026-03-16T17:00"), "QĐ 12/QĐ-UBND"));
        // Steps promise nothing to anybody: their ends move.
        let ends = |id| world.dossier(id).desk().and_then(|desk| desk.step_due);
        assert!(ends(ids[1]) > Some(at("2026-03-03T00:00")));

        assert_eq!(apply_all(world, &change), (0, 0, 0), "again: nothing is left to do");
        assert!(whole_preview(world, &change).is_empty());

        // The suspended one is resumed two working days later, under the new calendar: promise plus the time it stood.
        let world = world.with_office(testkit::office::Office { directory: after.clone() });
        world.at("2026-03-04T10:00");
        let suspended = ids[2];
        let due: Option<DateTime> = world.dossier(suspended).due;
        world.does(SPECIALIST, suspended, Command::Resume { note: String::new() });
        assert_eq!(due, Some(at("2026-03-09T17:00")));
        assert_eq!(world.dossier(suspended).due, Some(at("2026-03-11T17:00")), "suspended on the 2nd: two days");
        all_is_true(&world, &after);
    });
}

#[test]
fn an_earlier_date_moves_and_is_told_but_never_into_the_past() {
    each_engine("earlier", |world| {
        // Counted with a calendar that gave two days off; one of them is worked after all.
        let old = days_off(&["2026-03-05", "2026-03-06"]);
        let office = with_calendar(&world.office.directory, &old);
        let world = world.with_office(testkit::office::Office { directory: office.clone() });
        world.at("2026-03-02T08:30");
        let (five, ten) = (world.accepted(FIVE_DAYS), world.accepted(TEN_DAYS));
        assert_eq!(world.dossier(five).due, Some(at("2026-03-11T17:00")));
        let change = |now: &str| {
            world.at(now);
            let new = Arc::new(Calendar::shipped());
            Reprojection::of(&office, testkit::office::PROVINCE, Arc::new(old.clone()), new, "QĐ 13/QĐ-UBND")
        };
        let early = change("2026-03-10T09:00");
        let previewed = whole_preview(&world, &early);
        let of = |id| previewed.iter().find(|one| one.id == id).expect("touched");
        assert_eq!((of(five).counted, of(five).kept_printed), (at("2026-03-09T17:00"), true), "that day has passed");
        assert_eq!((of(ten).counted, of(ten).kept_printed), (at("2026-03-16T17:00"), false));
        assert_eq!(apply_all(&world, &early).0, 1);
        assert_eq!(world.dossier(five).due, Some(at("2026-03-11T17:00")), "nobody is late by a date never given");
        assert_eq!(world.dossier(ten).due, Some(at("2026-03-16T17:00")));
        let last = world.events(ten).pop().expect("an event");
        let told: Happening = serde_json::from_str(&last.body).expect("a happening");
        assert_eq!(told.kind, "reproject");
        assert!(
            told.words(kernel::Lang::Vi, dossier::decide::words::Reader::Public).contains("16/03/2026"),
            "{told:?}"
        );
        let notices = world.look(move |tx| {
            tx.count("SELECT COUNT(*) FROM outbox WHERE dossier_id = ?1 AND body LIKE '%date_moved%'", &[ten.0.into()])
        });
        assert_eq!(notices, 1, "the applicant is told once");
        all_is_true(&world, &with_calendar(&office, &Calendar::shipped()));
        assert_eq!(apply_all(&world, &early), (0, 0, 0));
    });
}

#[test]
fn a_unit_with_a_calendar_of_its_own_does_not_follow() {
    each_engine("follow", |world| {
        let office = changed(&world.office.directory, |rows| rows.calendars = vec![(COMMUNE, Calendar::shipped())]);
        let new = Arc::new(days_off(&["2026-03-05"]));
        let old = Arc::new(Calendar::shipped());
        let change = Reprojection::of(&office, testkit::office::PROVINCE, old.clone(), new.clone(), "QĐ");
        assert!(change.swap.units.contains(&CENTRE) && !change.swap.units.contains(&COMMUNE));
        let own = Reprojection::of(&office, COMMUNE, old, new, "QĐ");
        assert_eq!(own.swap.units, [COMMUNE].into());
    });
}

// ── units end ────────────────────────────────────────────────────────────────────────────────────────────────────────

const HEIR: UnitId = UnitId(31);
const NORTH: UnitId = UnitId(32);
const SOUTH: UnitId = UnitId(33);

fn ends(rows: &mut Rows, unit: UnitId, successors: &[UnitId]) {
    let like = rows.units.iter().find(|u| u.id == unit).cloned().expect("a unit");
    for heir in successors {
        let names = [(HEIR, "Sở Tư pháp và Nội vụ"), (NORTH, "Xã Phương Bắc"), (SOUTH, "Xã Phương Nam")];
        let name = names.iter().find(|(id, _)| id == heir).map_or("Đơn vị mới", |(_, name)| name).to_string();
        let area = format!("area{}", heir.0);
        rows.units.push(Unit {
            id: *heir,
            key: format!("heir{}", heir.0),
            name: name.clone(),
            short_name: name.clone(),
            code: Some(format!("H49.{}", 200 + heir.0)),
            area: Some(area.clone()),
            valid_from: Some(on("2026-03-04")),
            ..like.clone()
        });
        rows.areas.push(Area {
            code: area,
            name: name.clone(),
            kind: "commune".into(),
            parent: None,
            valid_from: Some(on("2026-03-04")),
            valid_until: None,
            successors: Vec::new(),
            merged_from: vec![format!("{name} cũ"), format!("thôn {}", heir.0)],
        });
    }
    let unit = rows.units.iter_mut().find(|u| u.id == unit).expect("a unit");
    (unit.valid_until, unit.successors) = (Some(on("2026-03-03")), successors.to_vec());
}

fn succeed_all(world: &World, succession: &Succession) -> (u64, Vec<(DossierId, Refusal)>) {
    let (mut sum, mut refused, mut after) = (0, Vec::new(), NOTHING);
    loop {
        let succession = succession.clone();
        let done = act(world, move |tx, door| succession::apply(tx, door, &succession, &chore(), after, 16));
        (sum, refused) = (sum + done.changed, [refused, done.refused].concat());
        let Some(next) = done.next else { return (sum, refused) };
        after = next;
    }
}

#[test]
fn running_dossiers_follow_to_the_successor_and_closed_ones_keep_their_history() {
    each_engine("merger", |world| {
        let ids = at_every_stand(world);
        let closed = world.lodges(INTAKE, world.lodging(FIVE_DAYS), None).expect("lodged").id;
        world.does(INTAKE, closed, Command::RefuseIntake { reason: "Sai thẩm quyền".into(), basis: "Điều 17".into() });
        world.at("2026-03-04T08:00");
        // The department ends; the specialist moves along, the approver does not.
        let office = changed(&world.office.directory, |rows| {
            ends(rows, JUSTICE, &[HEIR]);
            let moved = rows.officers.iter_mut().find(|officer| officer.id == id_of(SPECIALIST)).expect("an");
            moved.unit = HEIR;
        });
        let basis = "NQ 202/2025/QH15";
        let succession = Succession::of(&office, on("2026-03-04"), BTreeMap::new(), basis);
        assert_eq!(succession.ended(), BTreeSet::from([JUSTICE]));
        let before = world.dossier(ids[1]);
        let (door, asked) = (world.dossiers.clone(), succession.clone());
        let page = world.look(move |tx| succession::preview(tx, &door, &asked, NOTHING, 500));
        assert_eq!((page.touched.len(), page.unclear.len()), (71, 0), "every open one is decided there");
        let one = page.touched.iter().find(|one| one.id == ids[1]).expect("touched");
        assert_eq!(
            one.handed.iter().map(|h| (h.part, h.how)).collect::<Vec<_>>(),
            [(Part::Deciding, How::Only), (Part::Desk, How::Only)]
        );

        let (done, refused) = succeed_all(world, &succession);
        assert_eq!((done, refused.len()), (71, 0));
        all_is_true(world, &office);
        let after = world.dossier(ids[1]);
        assert_eq!((after.deciding.id, after.deciding.name.as_str()), (HEIR, "Sở Tư pháp và Nội vụ"));
        let desk = after.desk().expect("a desk");
        assert_eq!((desk.unit.id, desk.officer.as_ref().map(|o| o.id)), (HEIR, Some(id_of(SPECIALIST))));
        assert_eq!((&after.code, after.rules, after.due), (&before.code, before.rules, before.due), "the law stays");
        assert_eq!((after.procedure, after.process), (before.procedure, before.process));
        let sheet = after.holds.last().expect("a block");
        assert_eq!((sheet.from_unit.as_str(), sheet.to_unit.as_str()), ("Sở Tư pháp", "Sở Tư pháp và Nội vụ"));
        let told: Happening = serde_json::from_str(&world.events(ids[1]).pop().expect("an event").body).expect("one");
        let words = told.words(kernel::Lang::Vi, dossier::decide::words::Reader::Officer);
        assert_eq!(words, "Theo NQ 202/2025/QH15, Sở Tư pháp bàn giao hồ sơ cho Sở Tư pháp và Nội vụ");
        assert_eq!(world.dossier(closed).deciding.id, JUSTICE, "closed dossiers keep their history");
        assert_eq!(succeed_all(world, &succession).0, 0, "again: nothing is left to do");
    });
}

#[test]
fn an_officer_who_stays_behind_leaves_the_dossier_in_the_new_tray() {
    each_engine("tray", |world| {
        let ids = at_every_stand(world);
        world.at("2026-03-04T08:00");
        let office = changed(&world.office.directory, |rows| ends(rows, JUSTICE, &[HEIR]));
        let succession = Succession::of(&office, on("2026-03-04"), BTreeMap::new(), "NQ");
        succeed_all(world, &succession);
        let tray = world.look(move |tx| {
            tx.count("SELECT COUNT(*) FROM dossier WHERE tray_unit = 31 AND tray_officer IS NULL AND tray_duty = 'specialist'", &[])
        });
        let desk = world.dossier(ids[1]).desk().cloned().expect("a desk");
        assert_eq!((desk.unit.id, desk.officer), (HEIR, None));
        assert!(tray >= 20, "they wait in the new unit's tray: {tray}");
        all_is_true(world, &office);
    });
}

#[test]
fn several_successors_are_told_apart_by_the_applicants_address_or_by_choice() {
    each_engine("several", |world| {
        world.at("2026-03-02T08:30");
        let lodge = |address: &str| {
            let mut lodging = world.lodging(FIVE_DAYS);
            lodging.applicant.address = address.into();
            world.takes_in(INTAKE, lodging, None).expect("taken in").id
        };
        let (north, south) = (lodge("Số 5, xã Phương Bắc, tỉnh"), lodge("thôn 33, huyện cũ"));
        let nowhere = lodge("Hà Nội");
        world.at("2026-03-04T08:00");
        let office = changed(&world.office.directory, |rows| ends(rows, JUSTICE, &[NORTH, SOUTH]));
        let plain = Succession::of(&office, on("2026-03-04"), BTreeMap::new(), "NQ");
        let (done, refused) = succeed_all(world, &plain);
        assert_eq!(done, 2);
        assert_eq!(
            refused.iter().map(|(id, why)| (*id, why.key.as_str())).collect::<Vec<_>>(),
            [(nowhere, "SUCCESSOR_UNCLEAR")]
        );
        assert_eq!(world.dossier(north).deciding.id, NORTH);
        assert_eq!(world.dossier(south).deciding.id, SOUTH);
        let chosen = Succession::of(&office, on("2026-03-04"), BTreeMap::from([(JUSTICE, SOUTH)]), "NQ");
        assert_eq!(succeed_all(world, &chosen), (1, Vec::new()));
        assert_eq!(world.dossier(nowhere).deciding.id, SOUTH);
        all_is_true(world, &office);
    });
}

// ── an absent colleague ──────────────────────────────────────────────────────────────────────────────────────────────

fn with_specialist(world: &World, n: usize) -> Vec<DossierId> {
    world.at("2026-03-02T08:30");
    let given = |n: usize| {
        let id = world.accepted([FIVE_DAYS, TEN_DAYS][n % 2]);
        world.does(INTAKE, id, Command::Transfer { note: String::new() });
        world.does(HEAD, id, Command::Assign { to: world.named(SPECIALIST), note: String::new() });
        id
    };
    (0..n).map(given).collect()
}

fn plan(world: &World, ask: Ask) -> redistribute::Plan {
    let (door, by) = (world.dossiers.clone(), world.officer(SUPERVISOR));
    world.look(move |tx| redistribute::propose(tx, &door, &by, &ask))
}

#[test]
fn an_absent_colleagues_work_is_moved_and_moved_back() {
    each_engine("redistribute", |world| {
        let ids = with_specialist(world, 12);
        let from = id_of(SPECIALIST);
        let plan = plan(world, Ask { from: Some(from), ..Ask::default() });
        assert_eq!(plan.proposals.len(), 12);
        let colleague = id_of(COLLEAGUE);
        assert!(plan.proposals.iter().all(|p| p.to.as_ref().map(|to| to.id) == Some(colleague)), "{plan:?}");
        assert!(plan.proposals.iter().all(|p| p.why == Why::OnlyOne));
        assert!(plan.proposals.is_sorted_by_key(|p| p.due_ms), "the most urgent first");
        assert_eq!(plan.shares.len(), 1);
        assert_eq!((plan.shares[0].before.dossiers, plan.shares[0].after.dossiers), (0, 12));

        let moves: Vec<Move> =
            plan.proposals.iter().map(|p| Move { id: p.id, version: p.version, to: colleague }).collect();
        // One of them changes in between.
        world.does(SPECIALIST, ids[0], suspend());
        let by = world.officer(SUPERVISOR);
        let (asked, mover) = (moves.clone(), by.clone());
        let done = act(world, move |tx, door| redistribute::apply(tx, door, &mover, from, &asked, "Nghỉ ốm"));
        assert_eq!(done.moved.len(), 11);
        assert_eq!(
            done.refused.iter().map(|(id, why)| (*id, why.key.as_str())).collect::<Vec<_>>(),
            [(ids[0], "REDISTRIBUTE_MOVED_ON")]
        );
        for id in &done.moved {
            let dossier = world.dossier(*id);
            assert_eq!(dossier.desk().and_then(|d| d.officer.as_ref()).map(|o| o.id), Some(colleague));
            assert_eq!(world.events(*id).last().map(|e| e.kind.clone()), Some("reassign".into()));
        }
        all_is_true(world, &world.office.directory);
        let batch = done.batch.expect("a batch");
        let kept = world.look(|tx| dossier::batch::list(tx, i64::MAX, 10));
        assert_eq!(kept.iter().map(|b| (b.id, b.moved, b.returned)).collect::<Vec<_>>(), [(batch, 11, 0)]);

        // The colleague has begun on one: that one stays.
        world.does(COLLEAGUE, ids[1], suspend());
        let undo = |world: &World| {
            let by = by.clone();
            act(world, move |tx, door| redistribute::undo(tx, door, &by, batch, "Đã đi làm lại"))
        };
        let undone = undo(world);
        assert_eq!(undone.moved.len(), 10);
        assert_eq!(undone.refused.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [ids[1]]);
        let holder = |id| world.dossier(id).desk().and_then(|d| d.officer.as_ref()).map(|o| o.id);
        assert_eq!((holder(ids[1]), holder(ids[2])), (Some(colleague), Some(from)));
        assert!(undo(world).moved.is_empty(), "nothing is moved back twice");
        all_is_true(world, &world.office.directory);
    });
}

#[test]
fn who_may_not_supervise_moves_nothing_and_nobody_gets_what_they_may_not_do() {
    each_engine("no_redistribution", |world| {
        let ids = with_specialist(world, 2);
        let from = id_of(SPECIALIST);
        for login in logins().filter(|login| *login != SUPERVISOR) {
            let by = world.officer(login);
            let moves = [Move { id: ids[0], version: world.dossier(ids[0]).version, to: id_of(COLLEAGUE) }];
            let done = act(world, move |tx, door| redistribute::apply(tx, door, &by, from, &moves, "Không"));
            assert_eq!(done.refused.first().map(|(_, why)| why.key.as_str()), Some("NOT_PERMITTED"), "{login}");
        }
        let by = world.officer(SUPERVISOR);
        let moves = [Move { id: ids[0], version: world.dossier(ids[0]).version, to: id_of(APPROVER) }];
        let done = act(world, move |tx, door| redistribute::apply(tx, door, &by, from, &moves, "Nhầm"));
        assert_eq!(done.refused.first().map(|(_, why)| why.key.as_str()), Some("OFFICER_WITHOUT_DUTY"));
        let spared: BTreeSet<OfficerId> = [id_of(COLLEAGUE)].into();
        let plan = plan(world, Ask { from: Some(from), spared, only: None });
        assert!(plan.proposals.iter().all(|p| p.to.is_none() && p.why == Why::Nobody), "nobody else has the duty");
    });
}

// ── rows of before ───────────────────────────────────────────────────────────────────────────────────────────────────

/// The tables as the edition before had them.
const BEFORE: &[Migration] = &[
    Migration { name: "dossier/0001_dossier", sql: include_str!("../migrations/0001_dossier.sql") },
    Migration { name: "dossier/0002_consulted", sql: include_str!("../migrations/0002_consulted.sql") },
];

fn older(store: &Store) {
    for room in [store::ledger::MIGRATIONS, BEFORE] {
        store.migrate(room).expect("tables are made");
    }
}

#[test]
fn rows_of_the_edition_before_are_filled_at_start() {
    let story = |store: Store| {
        older(&store);
        // A house of today, whose rows are carried back into the tables of before.
        let mut rows = Vec::new();
        store::testkit::on_sqlite(|fresh| {
            let world = World::build(fresh, testkit::office::Office::by_duty());
            at_every_stand(&world);
            let columns = "id, version, code, stage, open, waiting, procedure_code, procedure_version, field, channel, \
                           receiving_unit, deciding_unit, tray_unit, tray_duty, tray_officer, handler, applicant_id, name_fold, \
                           accepted_ms, due_ms, ended_ms, event_seq, event_hash, event_at_ms, body";
            rows = world.look(move |tx| tx.query(&format!("SELECT {columns} FROM dossier ORDER BY id"), &[]));
            let expected = world.look(|tx| tx.query(FILLED, &[]));
            let carried = rows.clone();
            store
                .act_blocking(move |tx| {
                    let marks = (1..=25).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
                    for row in &carried {
                        tx.execute(&format!("INSERT INTO dossier ({columns}) VALUES ({marks})"), row.values())?;
                    }
                    Ok(())
                })
                .expect("rows of before");
            store.migrate(dossier::store::MIGRATIONS).expect("the step of today");
            let filled = dossier::bulk::fill(&store, &world.dossiers.catalogue).expect("filled");
            assert_eq!(filled, rows.len() as u64);
            let now = store.read_blocking(|tx| tx.query(FILLED, &[])).expect("rows");
            let text = |rows: &[store::Row]| rows.iter().map(|row| format!("{:?}", row.values())).collect::<Vec<_>>();
            assert_eq!(text(&now), text(&expected), "as if they had been written today");
            assert_eq!(dossier::bulk::fill(&store, &world.dossiers.catalogue).expect("filled"), 0, "once");
        });
    };
    store::testkit::on_both("fill", story);
}

const FILLED: &str = "SELECT id, shape, applicant_name, procedure_name, officer_name, desk_unit, step, step_due_ms, paused, body \
                      FROM dossier ORDER BY id";
