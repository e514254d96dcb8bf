//! In and out by post: the legal moment of receipt, and a result that is handed over when there is proof of it.

use dossier::command::Acceptance;
use dossier::model::{DeliveryProof, PickUp};
use dossier::{Command, Stage};
use procedure::model::Channel;
use testkit::catalogue::{FIVE_DAYS, procedure, usual_process};
use testkit::desk::hand_over;
use testkit::office::{HAND_OVER, INTAKE};
use testkit::{Desk, at, on};

use crate::commands::{hand_over_by_post, post_result, request_supplement, return_posted};

fn by_post(moment: &str) -> Desk {
    Desk::lodged_with(procedure(FIVE_DAYS), usual_process(), Channel::Post, None, at(moment))
}

fn accept(received: &str) -> Command {
    Command::Accept(Acceptance { received_at: Some(at(received)), ..Acceptance::default() })
}

#[test]
fn the_clock_starts_at_the_signing_of_the_hand_over_record() {
    let mut desk = by_post("2026-03-03T09:00");
    assert_eq!(desk.refused(INTAKE, accept("2026-03-03T09:01")), "RECEIVED_IN_THE_FUTURE");
    desk.does(INTAKE, accept("2026-03-02T15:00"));
    let clock = desk.dossier.clock.as_ref().expect("a clock");
    assert_eq!((clock.start, clock.event), (at("2026-03-02T15:00"), law::StartEvent::PostHandover));
    assert_eq!(desk.dossier.due, Some(at("2026-03-09T17:00")), "five working days from the Monday");
}

#[test]
fn what_was_missing_in_the_parcel_starts_the_clock_when_it_has_come_in_full() {
    let mut desk = by_post("2026-03-02T09:00");
    desk.does(INTAKE, request_supplement()).at("2026-03-04T10:00").does(INTAKE, Command::Resubmit);
    desk.at("2026-03-05T09:00").does(INTAKE, accept("2026-03-02T08:00"));
    assert_eq!(desk.dossier.clock.as_ref().map(|clock| clock.start), Some(at("2026-03-04T10:00")));
}

#[test]
fn x15_posted_is_not_delivered() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().result_ready();
    assert_eq!(desk.refused(HAND_OVER, hand_over_by_post(&desk.clone())), "NOT_POSTED");
    assert_eq!(desk.refused(HAND_OVER, return_posted(&desk.clone())), "NOT_POSTED");
    desk.at("2026-03-05T09:00").does(HAND_OVER, post_result());
    assert_eq!((&desk.dossier.stage, desk.dossier.stage.portal_status()), (&Stage::ResultReady, 9));
    assert_eq!(desk.refused(HAND_OVER, post_result()), "POSTED_ALREADY");
    assert_eq!(desk.refused(HAND_OVER, hand_over()), "POSTED_NOT_RETURNED", "the paper is not at the counter");
    let proven = |number: &str, moment: &str| match hand_over_by_post(&desk) {
        Command::HandOver { taker_name, taker_id, authority, way, originals_returned, .. } => {
            let proof = Some(DeliveryProof { number: number.into(), at: at(moment) });
            Command::HandOver { taker_name, taker_id, authority, way, originals_returned, proof }
        }
        other => other,
    };
    let without = match hand_over_by_post(&desk) {
        Command::HandOver { taker_name, taker_id, authority, way, originals_returned, .. } => {
            Command::HandOver { taker_name, taker_id, authority, way, originals_returned, proof: None }
        }
        other => other,
    };
    let cases = [
        (without, "PROOF_REQUIRED"),
        (proven(" ", "2026-03-06T09:00"), "PROOF_REQUIRED"),
        (proven("PH-9", "2026-03-04T09:00"), "PROOF_OUTSIDE"),
        (proven("PH-9", "2026-03-07T09:00"), "PROOF_OUTSIDE"),
    ];
    let done = proven("PH-9", "2026-03-06T09:00");
    desk.at("2026-03-06T15:00");
    for (command, key) in cases {
        assert_eq!(desk.refused(HAND_OVER, command.clone()), key, "{command:?}");
    }
    desk.does(HAND_OVER, done);
    let taken = desk.dossier.hand_over.as_ref().expect("handed over");
    let proof = taken.proof.as_ref().map(|proof| proof.at);
    assert_eq!((taken.way, proof), (PickUp::Post, Some(at("2026-03-06T09:00"))));
}

#[test]
fn a_parcel_comes_back_after_two_invitations_two_working_days_apart() {
    let mut desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    desk.in_progress().result_ready().at("2026-03-05T09:00").does(HAND_OVER, post_result());
    desk.at("2026-03-13T09:00");
    let invited = |days: &[&str]| Command::ReturnPosted { invited_on: days.iter().map(|day| on(day)).collect() };
    let cases: [(&[&str], &str); 4] = [
        (&["2026-03-06"], "INVITATIONS_TOO_FEW"),
        // Friday and Monday: one working day apart.
        (&["2026-03-06", "2026-03-09"], "INVITATIONS_TOO_CLOSE"),
        (&["2026-03-04", "2026-03-09"], "INVITATION_OUTSIDE"),
        (&["2026-03-06", "2026-03-16"], "INVITATION_OUTSIDE"),
    ];
    for (days, key) in cases {
        assert_eq!(desk.refused(HAND_OVER, invited(days)), key, "{days:?}");
    }
    desk.does(HAND_OVER, invited(&["2026-03-10", "2026-03-06"]));
    assert_eq!(desk.dossier.stage, Stage::ResultReady, "CHO_NHAN_KQ: still to be handed over");
    assert!(desk.dossier.on_the_way().is_none());
    let told = desk.notices.last().map(|notice| notice.kind.as_str());
    assert_eq!(told, Some("result_returned"));
    desk.clone().does(HAND_OVER, hand_over());
    desk.does(HAND_OVER, post_result());
    assert_eq!(desk.dossier.posted.len(), 2, "it may be sent again");
}
