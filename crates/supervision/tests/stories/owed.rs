//! Late dossiers owe an explanation and an apology; the month's list counts them and stands once published.

use std::collections::BTreeSet;

use dossier::Command;
use dossier::Key;
use kernel::Error;
use supervision::chores;
use supervision::html::monthly::{correct_in, prepare_in, publish_in};
use supervision::monthly::Month;
use supervision::sight::Sight;
use supervision::store::{late, monthly};
use testkit::catalogue::{FIVE_DAYS, TEN_DAYS};
use testkit::each_engine;
use testkit::office::{HEAD, PROVINCE, SPECIALIST};

use super::progress::finish;
use super::{desk, handled, listening, supervisor};

#[test]
fn every_late_dossier_is_owed_an_explanation_and_an_apology_until_it_has_both() {
    each_engine("owed", |world| {
        let world = &listening(world);
        desk(world);
        world.at("2026-03-02T08:00");
        let (waits, ends, in_time) = (handled(world, FIVE_DAYS), handled(world, FIVE_DAYS), handled(world, FIVE_DAYS));
        let running = handled(world, TEN_DAYS);
        world.at("2026-03-04T09:00");
        finish(world, in_time);
        world.at("2026-03-10T09:00");
        finish(world, ends);
        let owed = || -> BTreeSet<_> { world.look(late::list_owed).into_iter().map(|row| row.case.dossier).collect() };
        assert_eq!(owed(), BTreeSet::from([ends]), "what ends late is noted with the act");
        let now_ms = world.dossiers.clock.now_ms();
        let noted = world.store.act_blocking(move |tx| chores::note_late(tx, now_ms)).expect("noted");
        assert_eq!(noted, 1, "what became late by itself is noted by the chore");
        assert_eq!(world.store.act_blocking(move |tx| chores::note_late(tx, now_ms)).expect("looked"), 0);
        assert_eq!(owed(), BTreeSet::from([waits, ends]));
        assert!(world.look(move |tx| late::find_case(tx, running)).is_none(), "ten days are not over");
        let case = world.look(move |tx| late::find_case(tx, waits)).expect("a case").case;
        assert_eq!((case.blame.officer.as_str(), case.blame.unit.as_str()), ("Nguyễn Văn An", "Sở Tư pháp"));
        // The explanation, the apology, the acknowledgement: each takes one away from what is missing.
        assert_eq!(world.refused(SPECIALIST, running, explanation()), "NOT_LATE");
        assert!(!world.store.act_blocking(move |tx| late::acknowledge(tx, waits, "Trưởng", now_ms)).expect("asked"));
        world.does(SPECIALIST, waits, explanation());
        let promise = testkit::on("2026-03-13");
        world.does(HEAD, waits, Command::Apologise { promise, reason: "Chờ xác minh".into() });
        let case = world.look(move |tx| late::find_case(tx, waits)).expect("a case");
        assert!(case.case.explained_ms.is_some() && case.case.apologised_ms.is_some());
        assert!(owed().contains(&waits), "the head has not read it");
        assert!(world.store.act_blocking(move |tx| late::acknowledge(tx, waits, "Trưởng", now_ms)).expect("done"));
        assert_eq!(owed(), BTreeSet::from([ends]));
        let counts = world.look(|tx| late::count_cases(tx, 0));
        assert_eq!(counts.iter().map(|(_, n)| n[0]).sum::<i64>(), 2);
        assert_eq!(counts.iter().map(|(_, n)| n[1]).sum::<i64>(), 1);
    });
}

fn explanation() -> Command {
    Command::Explain {
        reason: "Chờ xác minh tại xã".into(), measures: "Đã xác minh, trình ký hôm nay".into()
    }
}

#[test]
fn an_urge_reaches_the_desk_and_the_next_act_answers_it() {
    each_engine("urge", |world| {
        let desk = desk(world);
        world.at("2026-03-02T08:00");
        let id = handled(world, FIVE_DAYS);
        let seen = world.dossier(id).version;
        let command = Command::Urge { words: "Đề nghị xong trước thứ Sáu".into() };
        world.wait(desk.dossiers.perform(&supervisor(world), Key::Id(id), seen, command, None)).expect("urged");
        let spot = || {
            super::caught_up(world, &desk);
            desk.board.look().spot(id).cloned().expect("on the board")
        };
        assert_eq!((spot().urges, spot().answered), (1, false));
        world.at("2026-03-02T10:00");
        world.does(SPECIALIST, id, testkit::desk::suspend());
        world.at("2026-03-02T11:00").does(SPECIALIST, id, Command::Resume { note: String::new() });
        assert_eq!((spot().urges, spot().answered), (1, true));
        assert_eq!(world.refused(HEAD, id, Command::Urge { words: "?".into() }), "NOT_PERMITTED");
    });
}

#[test]
fn the_months_list_is_counted_put_right_with_a_reason_and_frozen() {
    each_engine("monthly", |world| {
        let world = &listening(world);
        let desk = desk(world);
        world.at("2026-03-02T08:00");
        let (early, late_one, still) =
            (handled(world, FIVE_DAYS), handled(world, FIVE_DAYS), handled(world, FIVE_DAYS));
        world.at("2026-03-03T09:00");
        finish(world, early);
        world.at("2026-03-20T09:00");
        finish(world, late_one);
        world.at("2026-04-01T08:00");
        let now_ms = world.dossiers.clock.now_ms();
        world.store.act_blocking(move |tx| chores::note_late(tx, now_ms)).expect("noted");
        let (by, march) = (supervisor(world), Month { year: 2026, month: 3 });
        let publish = |month| world.wait(publish_in(&desk, &by, month));
        assert!(matches!(publish(march), Err(Error::Absent(_))), "nothing was prepared");
        assert_eq!(key(publish(Month { year: 2026, month: 4 })), "MONTH_RUNS");
        assert_eq!(world.wait(prepare_in(&desk, &by, march)).expect("prepared"), 1);
        let lines = || world.look(move |tx| monthly::list_lines(tx, PROVINCE, march));
        let line = &lines()[0].1;
        assert_eq!((line.agency.as_str(), line.officer.as_str()), ("Sở Tư pháp", "Nguyễn Văn An"));
        assert_eq!((line.settled, line.late_ended, line.late_open), (2, 1, 1));
        // The numbers are those of the dossiers themselves.
        let sight = Sight::of(&by, world.now().date());
        assert!(sight.reaches_unit(PROVINCE));
        assert!(world.dossier(still).is_late_at(world.now()));
        let correct = |line| world.wait(correct_in(&desk, &by, march, 1, line, "Lỗi phần mềm ngày 05/03".into()));
        correct(Some((1, 0))).expect("put right");
        assert_eq!(lines()[0].1.late_open, 0);
        assert_eq!(world.look(move |tx| monthly::list_corrections(tx, PROVINCE, march)).len(), 1);
        assert!(world.look(move |tx| monthly::list_published(tx, Some(march))).is_empty(), "nobody sees it yet");
        publish(march).expect("published");
        assert_eq!(world.look(move |tx| monthly::list_published(tx, Some(march))).len(), 1);
        // Frozen: neither counted again, nor put right, nor published twice; what happens later changes nothing.
        assert_eq!(key(world.wait(prepare_in(&desk, &by, march)).map(drop)), "MONTHLY_PUBLISHED");
        assert_eq!(key(correct(Some((9, 9)))), "MONTHLY_PUBLISHED");
        assert_eq!(key(publish(march)), "MONTHLY_PUBLISHED");
        finish(world, still);
        assert_eq!(lines()[0].1.late_open, 0);
        let list = world.look(move |tx| monthly::find_list(tx, PROVINCE, march)).expect("the list");
        let (_, _, hash) = list.published.expect("published");
        assert_eq!(hash, supervision::monthly::hash(march, &lines()));
    });
}

fn key(done: kernel::Result<()>) -> String {
    match done {
        Ok(()) => "done".into(),
        Err(error) => testkit::world::word(&error),
    }
}
