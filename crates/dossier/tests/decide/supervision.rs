//! Urging, explaining and moving work, for whoever watches over deadlines.

use dossier::decide::Addressee;
use dossier::model::OfficerRef;
use dossier::{Command, Stage};
use procedure::process::Duty;
use testkit::Desk;
use testkit::catalogue::FIVE_DAYS;
use testkit::desk::{ask_supplement, obligation, suspend};
use testkit::office::{CENTRE, COLLEAGUE, HEAD, INTAKE, JUSTICE, READER, SPECIALIST, id_of};

use crate::commands::{explain, reassign, transfer, urge, withdraw};

fn in_progress() -> Desk {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress();
    desk
}

#[test]
fn an_urge_reaches_whoever_has_it() {
    type Way = fn(&mut Desk);
    let cases: [(&str, Way, Addressee); 4] = [
        ("lodged", |_| {}, Addressee::Duty(CENTRE, Duty::OneStop)),
        (
            "unclaimed",
            |d| {
                d.accepted().does(INTAKE, transfer());
            },
            Addressee::Duty(JUSTICE, Duty::Assigner),
        ),
        (
            "on a desk",
            |d| {
                d.in_progress();
            },
            Addressee::Officer(id_of(SPECIALIST)),
        ),
        (
            "ready",
            |d| {
                d.in_progress().result_ready();
            },
            Addressee::Duty(CENTRE, Duty::HandOver),
        ),
    ];
    for (stand, way, to) in cases {
        let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
        way(&mut desk);
        assert_eq!(desk.refused(READER, Command::Urge { words: " ".into() }), "WORDS_REQUIRED");
        let stage = desk.dossier.stage.clone();
        desk.does(READER, urge());
        assert_eq!(desk.officer_notices.last().map(|n| (n.kind.as_str(), &n.to)), Some(("urged", &to)), "{stand}");
        assert_eq!((desk.dossier.urges.len(), &desk.dossier.stage), (1, &stage));
    }
}

#[test]
fn only_what_is_late_is_explained_and_even_after_its_end() {
    let mut desk = in_progress();
    assert_eq!(desk.dossier.due, Some(testkit::at("2026-03-09T17:00")));
    assert_eq!(desk.at("2026-03-09T17:00").refused(SPECIALIST, explain()), "NOT_LATE");
    desk.at("2026-03-09T17:01");
    for (reason, measures) in [("", "Biện pháp"), ("Lý do", " ")] {
        let blank = Command::Explain { reason: reason.into(), measures: measures.into() };
        assert_eq!(desk.refused(SPECIALIST, blank), "WORDS_REQUIRED");
    }
    desk.clone().does(SPECIALIST, explain());
    let mut stands = in_progress();
    stands.at("2026-03-06T09:00").does(SPECIALIST, suspend());
    assert_eq!(stands.at("2026-03-20T09:00").refused(SPECIALIST, explain()), "NOT_LATE", "the clock stands");
    desk.result_ready();
    desk.does(INTAKE, testkit::desk::hand_over()).at("2026-03-20T09:00").does(SPECIALIST, explain());
    assert_eq!(desk.dossier.stage, Stage::HandedOver);
    assert_eq!(desk.dossier.explanation.as_ref().map(|e| e.measures.as_str()), Some("Bổ sung người thụ lý"));
    let mut early = in_progress();
    early.result_ready();
    assert_eq!(early.at("2026-04-01T09:00").refused(SPECIALIST, explain()), "NOT_LATE", "it was ready in time");
}

#[test]
fn work_moves_in_every_stage_that_has_a_desk_and_nothing_else_changes() {
    type Way = fn(&mut Desk);
    let cases: [(&str, Way); 6] = [
        ("in progress", |_| {}),
        ("supplement asked", |d| {
            d.does(SPECIALIST, ask_supplement());
        }),
        ("awaiting supplement", |d| {
            d.awaiting_supplement();
        }),
        ("awaiting obligation", |d| {
            d.does(SPECIALIST, obligation());
        }),
        ("suspended", |d| {
            d.does(SPECIALIST, suspend());
        }),
        ("withdrawal requested", |d| {
            d.does(INTAKE, withdraw());
        }),
    ];
    for (stand, way) in cases {
        let mut desk = in_progress();
        way(&mut desk);
        let before = desk.dossier.clone();
        let there = reassign(&desk);
        desk.does(READER, there);
        let (old, new) = (before.desk().expect("a desk"), desk.dossier.desk().expect("a desk"));
        assert_eq!(new.officer.as_ref().map(|o| o.id), Some(id_of(COLLEAGUE)), "{stand}");
        assert_eq!((new.step, new.step_due, &new.unit), (old.step, old.step_due, &old.unit), "{stand}");
        assert_eq!((desk.dossier.due, desk.dossier.process), (before.due, before.process), "{stand}");
        assert_eq!(desk.dossier.stage.name(), before.stage.name(), "{stand}");
        let to: Vec<&Addressee> = desk.officer_notices.iter().map(|notice| &notice.to).collect();
        assert_eq!(to, [&Addressee::Officer(id_of(SPECIALIST)), &Addressee::Officer(id_of(COLLEAGUE))], "{stand}");
        assert_eq!(desk.refused(READER, reassign(&desk.clone())), "REASSIGN_TO_HOLDER");
        // Undone the same way.
        let back = Command::Reassign { to: desk.named(SPECIALIST), why: "Đã đi làm lại".into() };
        desk.does(READER, back);
        assert_eq!(desk.dossier.stage, before.stage, "{stand}: as if nothing had been");
        let sheet: Vec<(&str, &str)> =
            desk.dossier.holds.iter().rev().take(2).map(|h| (h.from_officer.as_str(), h.to_officer.as_str())).collect();
        assert_eq!(sheet, [("Đỗ Thị Bình", "Nguyễn Văn An"), ("Nguyễn Văn An", "Đỗ Thị Bình")], "{stand}");
    }
}

#[test]
fn without_a_desk_or_a_reason_nothing_is_moved() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    let to: OfficerRef = desk.named(COLLEAGUE);
    let moved = |why: &str| Command::Reassign { to: to.clone(), why: why.into() };
    assert_eq!(desk.refused(HEAD, moved("Nghỉ ốm")), "NOT_IN_THIS_STAGE");
    desk.in_progress();
    assert_eq!(desk.refused(HEAD, moved("")), "WORDS_REQUIRED");
    desk.result_ready();
    assert_eq!(desk.refused(HEAD, moved("Nghỉ ốm")), "NOT_IN_THIS_STAGE");
}
