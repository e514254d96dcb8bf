//! Who may know of a dossier and who may act on it; and that every look leaves its trace.

use dossier::list::Pile;
use dossier::model::{HeldFile, OfficerRef};
use dossier::{Command, Key, Stage};
use kernel::{FileId, OfficerId};
use testkit::catalogue::{CIVIL_STATUS, FIVE_DAYS, LAND, TEN_DAYS};
use testkit::each_engine;
use testkit::office::{BUILDING, COMMUNE, CONSULTED, HEAD, INTAKE, JUSTICE, OUTSIDER, Office, READER, SPECIALIST};
use testkit::world::word;

fn scan(id: i64, component: Option<&str>) -> HeldFile {
    HeldFile {
        id: FileId(id),
        component: component.map(str::to_string),
        name: "to-khai.pdf".into(),
        media: "application/pdf".into(),
        pages: 1,
        bytes: 1000,
        blob: "ab".repeat(32),
        added_ms: 0,
        added_by: "Trần Thị Hoa".into(),
    }
}

#[test]
fn another_units_dossier_is_not_there() {
    each_engine("absent", |world| {
        let id = world.accepted(FIVE_DAYS);
        assert_eq!(world.refused(OUTSIDER, id, Command::Transfer { note: String::new() }), "absent");
        assert_eq!(world.refused(CONSULTED, id, Command::AnswerConsultation { nth: 0, answer: "?".into() }), "absent");
        let code = world.dossier(id).code.expect("a code");
        for key in [Key::Id(id), Key::Code(code)] {
            let read = world.wait(world.dossiers.read(&world.officer(OUTSIDER), key.clone(), "curious"));
            assert_eq!(read.err().as_ref().map(word).as_deref(), Some("absent"));
            assert!(world.wait(world.dossiers.read(&world.officer(READER), key, "supervision")).is_ok());
        }
        let missing = world.wait(world.dossiers.read(&world.officer(READER), Key::Code("H49-260302-9999".into()), "x"));
        assert_eq!(missing.err().as_ref().map(word).as_deref(), Some("absent"), "not there looks the same");
    });
}

#[test]
fn seeing_is_not_doing() {
    each_engine("doing", |world| {
        let id = world.accepted(FIVE_DAYS);
        for login in [READER, SPECIALIST, HEAD] {
            assert_eq!(world.refused(login, id, Command::Transfer { note: String::new() }), "NOT_PERMITTED", "{login}");
        }
        let elsewhere = dossier::Lodging { receiving: COMMUNE, ..world.lodging(FIVE_DAYS) };
        let refused = world.lodges(INTAKE, elsewhere, None).expect_err("another unit's counter");
        assert_eq!(word(&refused), "NOT_PERMITTED");
        assert_eq!(world.dossier(id).stage, Stage::Accepted);
    });
}

#[test]
fn a_consulted_unit_sees_the_dossier_from_then_on() {
    each_engine("consulted", |world| {
        let id = world.accepted(FIVE_DAYS);
        world.does(INTAKE, id, Command::Transfer { note: String::new() });
        world.does(HEAD, id, Command::Assign { to: world.named(SPECIALIST), note: String::new() });
        let unit = dossier::model::UnitRef { id: BUILDING, name: "Tên bịa".into(), code: "X".into() };
        let answer_by = testkit::on("2026-03-05");
        world.does(SPECIALIST, id, Command::Consult { unit, question: "?".into(), answer_by });
        assert_eq!(world.dossier(id).consultations[0].unit.name, "Sở Xây dựng", "the office's name, not the request's");
        let to_answer = || {
            let officer = world.officer(CONSULTED);
            let listed = world.dossiers.list(&officer, Pile::ActNow, Default::default(), None, 50);
            let (lines, counts) = world.wait(listed).expect("a list");
            assert_eq!(counts.act_now, lines.len() as i64);
            lines.len()
        };
        assert_eq!(to_answer(), 1, "the question lies on the consulted unit's home page");
        world.does(CONSULTED, id, Command::AnswerConsultation { nth: 0, answer: "Có".into() });
        assert_eq!(to_answer(), 0);
        assert_eq!(world.refused(CONSULTED, id, Command::Claim), "NOT_PERMITTED");
    });
}

#[test]
fn work_is_given_to_officers_the_office_knows() {
    each_engine("known", |world| {
        let id = world.accepted(FIVE_DAYS);
        world.does(INTAKE, id, Command::Transfer { note: String::new() });
        let nobody = OfficerRef { id: OfficerId(999), name: "Ma".into(), unit: JUSTICE };
        assert_eq!(world.refused(HEAD, id, Command::Assign { to: nobody, note: String::new() }), "OFFICER_UNKNOWN");
        let renamed = OfficerRef { name: "Tên Giả".into(), ..world.named(SPECIALIST) };
        world.does(HEAD, id, Command::Assign { to: renamed, note: String::new() });
        let held = world.dossier(id).desk().and_then(|d| d.officer.clone()).expect("held");
        assert_eq!(held.name, "Nguyễn Văn An");
    });
}

#[test]
fn a_scope_of_procedures_holds_for_dossiers_and_for_lists() {
    each_engine("narrow", |world| {
        let (civil, land) = (world.accepted(FIVE_DAYS), world.accepted(TEN_DAYS));
        for id in [civil, land] {
            world.does(INTAKE, id, Command::Transfer { note: String::new() });
            world.does(HEAD, id, Command::Claim);
            world.does(HEAD, id, Command::Forward { to: None, note: String::new() });
        }
        let by_field = world.with_office(Office::with_narrowed(SPECIALIST, vec![CIVIL_STATUS.into()], vec![]));
        let by_code = world.with_office(Office::with_narrowed(SPECIALIST, vec![], vec![TEN_DAYS.into()]));
        let either = world.with_office(Office::with_narrowed(SPECIALIST, vec![LAND.into()], vec![FIVE_DAYS.into()]));
        for (narrowed, sees) in [(by_field, vec![civil]), (by_code, vec![land]), (either, vec![civil, land])] {
            for pile in [Pile::ActNow, Pile::All] {
                let listed = narrowed.wait(narrowed.dossiers.list(
                    &narrowed.officer(SPECIALIST),
                    pile,
                    Default::default(),
                    None,
                    50,
                ));
                let (lines, counts) = listed.expect("a list");
                let mut ids: Vec<_> = lines.iter().map(|line| line.id).collect();
                ids.sort_unstable();
                assert_eq!(ids, sees, "{pile:?}");
                assert_eq!(counts.act_now, sees.len() as i64);
            }
            for id in [civil, land] {
                let read =
                    narrowed.wait(narrowed.dossiers.read_bare(&narrowed.officer(SPECIALIST), Key::Id(id), "work"));
                assert_eq!(read.is_ok(), sees.contains(&id), "what is not listed is not read");
            }
        }
    });
}

#[test]
fn every_look_leaves_who_when_and_why() {
    each_engine("trace", |world| {
        let id = world.accepted(FIVE_DAYS);
        world.at("2026-03-02T10:00");
        world.wait(world.dossiers.read(&world.officer(READER), Key::Id(id), "supervision")).expect("read");
        world.wait(world.dossiers.read_bare(&world.officer(SPECIALIST), Key::Id(id), "api")).expect("read");
        let lines = world.look(move |tx| store::ledger::list_audit(tx, id.0, 10));
        let seen: Vec<_> = lines.iter().map(|l| (l.act.as_str(), l.by_name.as_str(), l.why.as_str())).collect();
        assert_eq!(
            seen,
            [
                ("dossier.read", "Nguyễn Văn An", "api"),
                ("dossier.read", "Tạ Minh Quân", "supervision"),
                ("dossier.accept", "Trần Thị Hoa", "counter"),
            ]
        );
        let before = world.look(|tx| tx.count("SELECT COUNT(*) FROM audit WHERE act = 'dossier.list'", &[]));
        let pile = Pile::All;
        world.wait(world.dossiers.list(&world.officer(READER), pile, Default::default(), None, 50)).expect("listed");
        let after = world.look(|tx| tx.count("SELECT COUNT(*) FROM audit WHERE act = 'dossier.list'", &[]));
        assert_eq!(after, before + 1, "a list names people, so it is traced");
        let refused = world.wait(world.dossiers.read(&world.officer(OUTSIDER), Key::Id(id), "curious"));
        assert!(refused.is_err());
    });
}

#[test]
fn files_come_while_the_dossier_is_open_and_the_record_keeps_them() {
    each_engine("files", |world| {
        let officer = |login| world.officer(login);
        let lodged = world.lodges(INTAKE, world.lodging(FIVE_DAYS), None).expect("lodged").id;
        let attach = |login, file| world.wait(world.dossiers.attach_file(&officer(login), Key::Id(lodged), file));
        let remove =
            |login, file| world.wait(world.dossiers.remove_file(&officer(login), Key::Id(lodged), FileId(file)));
        attach(INTAKE, scan(1, Some("TP01"))).expect("attached");
        attach(INTAKE, scan(2, Some("TP02"))).expect("attached");
        let unknown = attach(INTAKE, scan(3, Some("TP77"))).expect_err("no such component");
        assert_eq!(word(&unknown), "COMPONENT_UNKNOWN");
        assert_eq!(word(&attach(READER, scan(4, None)).expect_err("may only look")), "NOT_PERMITTED");
        assert_eq!(word(&attach(OUTSIDER, scan(5, None)).expect_err("not theirs")), "absent");
        assert_eq!(remove(INTAKE, 2).expect("a mistake before acceptance").files.len(), 1);
        assert_eq!(word(&remove(INTAKE, 2).expect_err("gone")), "absent");
        world.does(INTAKE, lodged, Command::Accept(Default::default()));
        assert_eq!(word(&remove(INTAKE, 1).expect_err("part of the record")), "FILE_PART_OF_RECORD");
        attach(SPECIALIST, scan(6, None)).expect("minutes of a verification");
        assert_eq!(world.dossier(lodged).files.len(), 2);
        super::life::chain_stands(world, lodged);
        world.does(INTAKE, lodged, Command::RequestWithdrawal { reason: String::new() });
        world.does(INTAKE, lodged, Command::ConfirmWithdrawal);
        assert_eq!(word(&attach(INTAKE, scan(7, None)).expect_err("closed")), "NOT_IN_THIS_STAGE");
    });
}
