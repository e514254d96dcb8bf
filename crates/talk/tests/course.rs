//! The course of a talk, step by step and as a table; pure.

use dossier::model::{OfficerRef, UnitRef};
use jiff::civil::{DateTime, date};
use kernel::{OfficerId, TalkId, UnitId};
use talk::decide::course::{MINUTE_MAX, Step, next};
use talk::model::{Absent, Party, Slot, Talk, TalkState};

fn at(hour: i8, minute: i8) -> DateTime {
    date(2026, 3, 2).at(hour, minute, 0, 0)
}

fn officer(id: i64) -> OfficerRef {
    OfficerRef { id: OfficerId(id), name: format!("officer {id}"), unit: UnitId(3) }
}

/// Booked for 09:00, half an hour.
fn talk() -> Talk {
    let unit = |id: i64| UnitRef { id: UnitId(id), name: format!("unit {id}"), code: String::new() };
    Talk {
        id: TalkId(1),
        version: 1,
        code: "ABCDEFGHJ".into(),
        centre: unit(2),
        unit: unit(3),
        officer: Some(officer(14)),
        about: None,
        visitor: String::new(),
        subject: String::new(),
        slot: Slot { from: at(9, 0), minutes: 30 },
        room: None,
        booked_by: officer(11),
        state: TalkState::Booked,
        proposal: None,
        visitor_came: false,
        officer_came: false,
        seen: None,
        reminded: false,
        minute: None,
    }
}

#[track_caller]
fn after(talk: &Talk, steps: &[(Step, DateTime)]) -> Talk {
    steps.iter().fold(talk.clone(), |talk, (step, at)| next(&talk, step, *at).unwrap())
}

#[track_caller]
fn refused(talk: &Talk, step: &Step, at: DateTime) -> String {
    match next(talk, step, at) {
        Ok(after) => panic!("{step:?} was done: {:?}", after.state),
        Err(refusal) => refusal.key,
    }
}

fn visitor() -> Step {
    Step::Enter { who: Party::Visitor }
}

fn specialist() -> Step {
    Step::Enter { who: Party::Officer }
}

fn reason() -> String {
    "bận họp".into()
}

#[test]
fn two_meet_whoever_comes_first_and_part() {
    for order in [[visitor(), specialist()], [specialist(), visitor()]] {
        let [first, second] = order;
        let met = after(&talk(), &[(first, at(8, 50)), (second, at(9, 2))]);
        assert_eq!(met.state, TalkState::Talking { since: at(9, 2) });
        let over = after(&met, &[(Step::End, at(9, 20))]);
        assert_eq!(over.state, TalkState::Ended { began: at(9, 2), ended: at(9, 20) });
        assert_eq!((over.held_minutes(), over.version), (Some(18), 4));
    }
}

#[test]
fn a_lost_connection_ends_nothing() {
    let met = after(&talk(), &[(visitor(), at(9, 0)), (specialist(), at(9, 1))]);
    let lost = after(&met, &[(Step::Leave { who: Party::Visitor }, at(9, 5))]);
    assert_eq!(lost.state, met.state);
    assert_eq!(lost.seen, Some(at(9, 5)));
    assert_eq!(after(&lost, &[(visitor(), at(9, 40))]).state, met.state, "also when the time that was booked is over");
}

#[test]
fn a_talk_that_nobody_ended_ended_when_they_were_seen_last() {
    let met = after(&talk(), &[(visitor(), at(9, 0)), (specialist(), at(9, 1))]);
    let faded = after(&met, &[(Step::Leave { who: Party::Visitor }, at(9, 25)), (Step::Fade, at(9, 40))]);
    assert_eq!(faded.state, TalkState::Ended { began: at(9, 1), ended: at(9, 25) });
}

#[test]
fn who_waits_and_goes_away_waits_no_longer() {
    let waits = after(&talk(), &[(visitor(), at(9, 0))]);
    assert_eq!(waits.state, TalkState::Waiting { who: Party::Visitor, since: at(9, 0) });
    assert_eq!(after(&waits, &[(visitor(), at(9, 1))]), waits, "the same browser again changes nothing");
    let gone = after(&waits, &[(Step::Leave { who: Party::Visitor }, at(9, 3))]);
    assert_eq!((&gone.state, gone.visitor_came), (&TalkState::Booked, true));
    assert_eq!(after(&waits, &[(Step::Leave { who: Party::Officer }, at(9, 3))]), waits);
}

#[test]
fn the_room_opens_and_closes_with_its_time() {
    assert_eq!(refused(&talk(), &visitor(), at(8, 44)), "TALK_NOT_YET");
    assert!(next(&talk(), &visitor(), at(8, 45)).is_ok());
    assert!(next(&talk(), &visitor(), at(9, 29)).is_ok());
    assert_eq!(refused(&talk(), &visitor(), at(9, 30)), "TALK_OVER");
}

#[test]
fn who_did_not_come_is_known() {
    let missed = |talk: &Talk| match next(talk, &Step::Miss, at(9, 30)).unwrap().state {
        TalkState::Missed { absent, .. } => absent,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&talk(), &Step::Miss, at(9, 29)), "TALK_NOT_OVER");
    assert_eq!(missed(&talk()), Absent::Both);
    let came = after(&talk(), &[(visitor(), at(9, 0))]);
    assert_eq!(missed(&came), Absent::Officer);
    let went = after(&came, &[(Step::Leave { who: Party::Visitor }, at(9, 5)), (specialist(), at(9, 10))]);
    assert_eq!(missed(&went), Absent::Neither, "they came at different moments");
    let alone = after(&talk(), &[(specialist(), at(9, 0))]);
    assert_eq!(missed(&alone), Absent::Visitor);
    let met = after(&came, &[(specialist(), at(9, 1))]);
    assert_eq!(refused(&met, &Step::Miss, at(9, 30)), "TALK_BEGUN");
}

#[test]
fn a_proposal_is_taken_or_another_time_is_set() {
    let slot = Slot { from: at(14, 0), minutes: 45 };
    let proposed = after(&talk(), &[(Step::Propose { slot, reason: reason() }, at(8, 0))]);
    assert_eq!((proposed.slot, proposed.state.word()), (talk().slot, "booked"), "it stands until it is taken");
    let taken = after(&proposed, &[(Step::Accept, at(8, 5))]);
    assert_eq!((taken.slot, taken.proposal.is_none()), (slot, true));
    assert_eq!(refused(&taken, &Step::Accept, at(8, 6)), "TALK_NO_PROPOSAL");
    let reminded = after(&proposed, &[(Step::Remind, at(8, 50)), (visitor(), at(8, 55))]);
    let moved = after(&reminded, &[(Step::Move { slot, room: None }, at(8, 56))]);
    assert_eq!((moved.reminded, moved.visitor_came, moved.proposal.is_none()), (false, false, true));
}

#[test]
fn a_talk_of_a_unit_is_taken_once() {
    let unit = Talk { officer: None, ..talk() };
    assert_eq!(refused(&unit, &specialist(), at(9, 0)), "TALK_NOBODYS");
    let taken = after(&unit, &[(Step::Take { officer: officer(14) }, at(8, 0))]);
    assert_eq!(refused(&taken, &Step::Take { officer: officer(15) }, at(8, 0)), "TALK_TAKEN");
}

#[test]
fn only_a_talk_that_was_held_has_a_minute_and_only_one() {
    let minute = |text: &str| Step::Minute { text: text.into(), by: "An".into() };
    assert_eq!(refused(&talk(), &minute("x"), at(9, 0)), "TALK_NOT_OVER");
    let over = after(&talk(), &[(visitor(), at(9, 0)), (specialist(), at(9, 0)), (Step::End, at(9, 9))]);
    assert_eq!(refused(&over, &minute("  "), at(9, 10)), "TALK_MINUTE_TEXT");
    assert_eq!(refused(&over, &minute(&"x".repeat(MINUTE_MAX + 1)), at(9, 10)), "TALK_TEXT_LONG");
    let noted = after(&over, &[(minute(" Bổ sung bản vẽ "), at(9, 10))]);
    assert_eq!(noted.minute.as_ref().map(|m| m.text.as_str()), Some("Bổ sung bản vẽ"));
    assert_eq!(refused(&noted, &minute("x"), at(9, 11)), "TALK_MINUTE_STANDS");
}

/// Every state × every step that officers and chores take: what is refused, and why. One place to see the whole course.
#[test]
fn the_course_as_a_table() {
    let slot = Slot { from: at(14, 0), minutes: 30 };
    let steps = [
        specialist(),
        Step::End,
        Step::Decline { reason: reason() },
        Step::Propose { slot, reason: reason() },
        Step::Move { slot, room: None },
        Step::Cancel { reason: reason() },
    ];
    let waiting = after(&talk(), &[(visitor(), at(9, 0))]);
    let talking = after(&waiting, &[(specialist(), at(9, 1))]);
    let states = [
        talk(),
        waiting.clone(),
        talking.clone(),
        after(&talking, &[(Step::End, at(9, 9))]),
        after(&talk(), &[(Step::Decline { reason: reason() }, at(8, 0))]),
        after(&talk(), &[(Step::Miss, at(9, 30))]),
        after(&talk(), &[(Step::Cancel { reason: reason() }, at(8, 0))]),
    ];
    let told: Vec<String> = states
        .iter()
        .map(|talk| {
            let told = steps.iter().map(|step| match next(talk, step, at(9, 10)) {
                Ok(after) => after.state.word().to_string(),
                Err(refusal) => refusal.key,
            });
            format!("{}: {}", talk.state.word(), told.collect::<Vec<_>>().join(" "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "booked: waiting TALK_NOT_BEGUN declined booked booked cancelled",
            "waiting: talking TALK_NOT_BEGUN declined waiting booked cancelled",
            "talking: talking ended TALK_BEGUN TALK_BEGUN TALK_BEGUN TALK_BEGUN",
            "ended: TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER",
            "declined: TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER",
            "missed: TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER",
            "cancelled: TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER TALK_OVER",
        ]
    );
    let without = next(&talk(), &Step::Cancel { reason: " ".into() }, at(8, 0)).unwrap_err();
    assert_eq!((without.key.as_str(), without.field.as_deref()), ("TALK_REASON", Some("reason")));
}
