//! Talks from the booking to the minute on the dossier, on both engines; and what two do at the same moment.

use std::collections::BTreeSet;

use dossier::Command;
use dossier::decide::Happening;
use kernel::{Actor, DossierId, Error, Lang, OfficerId, Result, RoomId, TalkId};
use store::ledger::Once;
use talk::Talks;
use talk::book::{Wanted, When};
use talk::decide::course::Step;
use talk::model::{Absent, Party, Slot, Talk, TalkState};
use talk::rooms::{MeetingWanted, Said};
use talk::store as rows;
use testkit::catalogue::FIVE_DAYS;
use testkit::office::{
    CENTRE, COLLEAGUE, CONSULTED, HEAD, INTAKE, JUSTICE, OUTSIDER, Office, SPECIALIST, SUPERVISOR, id_of,
};
use testkit::world::word;
use testkit::{World, at, each_engine};

struct House<'a> {
    world: &'a World,
    talks: Talks,
}

fn house(world: &World) -> House<'_> {
    world.store.migrate(talk::MIGRATIONS).expect("tables are made");
    House { world, talks: Talks::new(world.dossiers.clone(), Vec::new()) }
}

/// At this time today, half an hour.
fn slot(time: &str) -> When {
    When::At(Slot { from: at(&format!("2026-03-02T{time}")), minutes: 30 })
}

fn wanted(officer: &str, when: When) -> Wanted {
    Wanted {
        centre: CENTRE,
        dossier: String::new(),
        officer: Some(id_of(officer)),
        unit: None,
        visitor: "Nguyễn Văn Khách".into(),
        subject: "Hỏi về bản vẽ".into(),
        when,
        room: None,
    }
}

impl House<'_> {
    fn books(&self, wanted: Wanted) -> Result<Talk> {
        self.world.wait(self.talks.book(&self.world.officer(INTAKE), wanted, None))
    }

    #[track_caller]
    fn does(&self, login: &str, id: TalkId, step: Step) -> Talk {
        self.tries(login, id, step).unwrap_or_else(|error| panic!("{login}: {error}"))
    }

    fn tries(&self, login: &str, id: TalkId, step: Step) -> Result<Talk> {
        self.world.wait(self.talks.step(&self.world.officer(login), id, None, step))
    }

    fn visitor_enters(&self, id: TalkId) -> Talk {
        let actor = Actor::Applicant { name: "Nguyễn Văn Khách".into(), account: None };
        self.world.wait(self.talks.step_as(actor, id, Step::Enter { who: Party::Visitor })).unwrap()
    }

    fn officer_enters(&self, login: &str, id: TalkId) -> Talk {
        self.does(login, id, Step::Enter { who: Party::Officer })
    }

    fn keeps(&self) -> usize {
        self.world.wait(talk::chores::keep(&self.talks)).unwrap()
    }

    fn talk(&self, id: TalkId) -> Talk {
        self.world.look(move |tx| rows::load(tx, id))
    }

    /// A dossier on the specialist's desk.
    fn on_desk(&self) -> DossierId {
        let id = self.world.accepted(FIVE_DAYS);
        self.world.does(INTAKE, id, Command::Transfer { note: String::new() });
        self.world.does(HEAD, id, Command::Assign { to: self.world.named(SPECIALIST), note: String::new() });
        id
    }

    fn happened(&self, id: DossierId) -> Vec<Happening> {
        let events = self.world.events(id);
        let mut previous = store::ledger::GENESIS.to_vec();
        for event in &events {
            assert_eq!(event.digest(&previous).to_vec(), event.hash, "the chain breaks at {}", event.kind);
            previous = event.hash.clone();
        }
        events.iter().map(|event| serde_json::from_str(&event.body).unwrap()).collect()
    }

    /// A room of the centre, made by somebody who may.
    fn room(&self, name: &str, has_camera: bool) -> RoomId {
        let world = self.world.with_office(Office::all_powerful());
        let said = Said { name: name.into(), seats: 6, has_camera, note: String::new() };
        world.wait(self.talks.add_room(&world.officer(SUPERVISOR), CENTRE, said)).unwrap().id
    }

    fn idle_holds(&self) -> i64 {
        let now_ms = self.world.dossiers.clock.now_ms();
        self.world.look(move |tx| rows::count_idle_holds(tx, now_ms))
    }
}

fn refusal<T: std::fmt::Debug>(done: Result<T>) -> (String, String) {
    match done {
        Err(Error::Refused(refusal)) => (refusal.key.clone(), refusal.field.clone().unwrap_or_default()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_talk_about_a_dossier_is_held_and_stands_on_it() {
    each_engine("talk_held", |world| {
        let house = house(world);
        let dossier = house.on_desk();
        let code = world.dossier(dossier).code.unwrap();
        let about = Wanted {
            dossier: code.to_lowercase(),
            officer: None,
            visitor: String::new(),
            ..wanted(SPECIALIST, slot("09:00"))
        };
        let talk = house.books(about).unwrap();
        assert_eq!(talk.officer.as_ref().map(|officer| officer.id), Some(id_of(SPECIALIST)), "who has it now");
        assert_eq!(talk.visitor, testkit::applicant().name);
        assert!(world.inbox(SPECIALIST).contains(&"talk_booked".to_string()));

        world.at("2026-03-02T08:52");
        house.visitor_enters(talk.id);
        house.visitor_enters(talk.id);
        let called = world.inbox(SPECIALIST).into_iter().filter(|kind| kind == "talk_waiting").count();
        assert_eq!(called, 1, "who waits rings once");
        world.at("2026-03-02T09:01");
        assert_eq!(house.officer_enters(SPECIALIST, talk.id).state.word(), "talking");
        world.at("2026-03-02T09:18");
        let over = house.does(SPECIALIST, talk.id, Step::End);
        assert_eq!(over.held_minutes(), Some(17));
        house.does(SPECIALIST, talk.id, Step::Minute { text: "Nộp thêm bản vẽ".into(), by: "An".into() });

        let told = house.happened(dossier);
        let held = told.iter().find(|one| one.kind == "talk_held").expect("it stands on the dossier");
        for (fact, value) in
            [("minutes", "17"), ("began", "2026-03-02T09:01:00+07:00"), ("ended", "2026-03-02T09:18:00+07:00")]
        {
            assert_eq!(held.facts[fact], value);
        }
        assert_eq!(held.facts["officer"], "Nguyễn Văn An");
        assert_eq!(
            told.last().map(|one| (one.kind.as_str(), one.facts["note"].as_str())),
            Some(("talk_minute", "Nộp thêm bản vẽ"))
        );
        let words = held.words(Lang::Vi, dossier::decide::words::Reader::Officer);
        assert!(words.contains("17 phút") && words.contains("Nguyễn Văn An") && words.contains("09:01"), "{words}");
        the_applicant_reads_of_it(world, dossier);
        assert_eq!(house.idle_holds(), 0);
        let lines = world.look(move |tx| rows::list_events(tx, talk.id));
        let kinds: Vec<_> = lines.iter().map(|line| line.2.as_str()).collect();
        assert_eq!(kinds, ["talk.book", "talk.enter", "talk.enter", "talk.end", "talk.minute"]);
    });
}

fn the_applicant_reads_of_it(world: &World, id: DossierId) {
    let dossier = world.dossier(id);
    let calendar = world.office.directory.calendar_of(dossier.receiving.id);
    let view = dossier::view::PublicView::of(&dossier, &world.events(id), &[], &calendar, world.now(), Lang::En);
    let told = view.events.iter().find(|event| event.kind == "talk_held").expect("the applicant's timeline has it");
    assert!(told.words.contains("17 minutes") && told.words.contains("Sở Tư pháp"), "{}", told.words);
    let all = format!("{:?}", view.events);
    assert!(!all.contains("bản vẽ") && !all.contains("Nguyễn Văn An"), "no minute, no officer's name: {all}");
}

#[test]
fn a_time_is_given_once_however_many_ask_at_once() {
    each_engine("talk_twice", |world| {
        let house = house(world);
        let room = house.room("Phòng 1", true);
        let by = world.officer(INTAKE);
        // Half of them want the officer, half the room with an officer of their own.
        let ask = |n: usize| {
            let (officer, room) = match n % 2 {
                0 => (SPECIALIST, None),
                _ => ([COLLEAGUE, CONSULTED][n / 2 % 2], Some(room)),
            };
            let minutes = [15, 30, 45, 60][n % 4];
            let when = When::At(Slot { from: at("2026-03-02T09:00"), minutes });
            (house.talks.clone(), by.clone(), Wanted { room, ..wanted(officer, when) })
        };
        let done = world.wait(async {
            let asked = (0..12).map(|n| {
                let (talks, by, wanted) = ask(n);
                tokio::spawn(async move { talks.book(&by, wanted, None).await })
            });
            let asked: Vec<_> = asked.collect();
            let mut done = Vec::new();
            for one in asked {
                done.push(one.await.unwrap());
            }
            done
        });
        let won = done.iter().filter(|done| done.is_ok()).count();
        assert_eq!(won, 2, "one with the officer, one in the room: {done:?}");
        let lost: BTreeSet<String> = done.into_iter().filter_map(Result::err).map(|error| word(&error)).collect();
        assert!(lost.iter().all(|key| ["OFFICER_BUSY", "ROOM_BUSY"].contains(&key.as_str())), "{lost:?}");
        assert!(house.books(wanted(SPECIALIST, slot("10:00"))).is_ok(), "the next hour is free");
    });
}

#[test]
fn the_same_press_books_once() {
    each_engine("talk_once", |world| {
        let house = house(world);
        let once = Some(Once { caller: 11, token: "t".into(), fingerprint: "talk.book".into() });
        let by = world.officer(INTAKE);
        let (one, two) = world.wait(async {
            let press = || house.talks.book(&by, wanted(SPECIALIST, slot("09:00")), once.clone());
            tokio::join!(press(), press())
        });
        assert_eq!(one.unwrap().id, two.unwrap().id);
    });
}

#[test]
fn what_cannot_be_booked_is_refused_at_its_field() {
    each_engine("talk_refused", |world| {
        let house = house(world);
        let said = |wanted: Wanted| refusal(house.books(wanted));
        let pair = |key: &str, field: &str| (key.to_string(), field.to_string());
        assert_eq!(said(wanted(SPECIALIST, slot("07:30"))), pair("SLOT_PAST", "time"));
        let day_off = When::At(Slot { from: at("2026-03-08T09:00"), minutes: 30 });
        assert_eq!(said(wanted(SPECIALIST, day_off)), pair("SLOT_DAY_OFF", "day"));
        assert_eq!(said(wanted(SPECIALIST, slot("12:00"))), pair("SLOT_OUT_OF_HOURS", "time"));
        assert_eq!(said(wanted(INTAKE, slot("09:00"))), pair("TALK_WITH_ONESELF", "officer"));
        let nobody = Wanted { officer: None, ..wanted(SPECIALIST, slot("09:00")) };
        assert_eq!(said(nobody), pair("TALK_WITH_WHOM", "officer"));
        let nameless = Wanted { visitor: " ".into(), ..wanted(SPECIALIST, slot("09:00")) };
        assert_eq!(said(nameless), pair("TALK_VISITOR", "visitor"));
        let unknown = Wanted { dossier: "H49.15-260302-9999".into(), ..wanted(SPECIALIST, slot("09:00")) };
        assert_eq!(said(unknown), pair("TALK_DOSSIER", "dossier"));
        let bare = house.room("Phòng không máy", false);
        let without = Wanted { room: Some(bare), ..wanted(SPECIALIST, slot("09:00")) };
        assert_eq!(said(without), pair("ROOM_NO_CAMERA", "room"));
        // Whoever does not receive visitors here books nothing.
        for login in [SPECIALIST, OUTSIDER] {
            let done = world.wait(house.talks.book(&world.officer(login), wanted(COLLEAGUE, slot("09:00")), None));
            assert_eq!(refusal(done).0, "NOT_PERMITTED", "{login}");
        }
        // Now is now, also when the office is closed: both are there.
        world.at("2026-03-08T20:00");
        assert!(house.books(wanted(SPECIALIST, When::Now { minutes: 30 })).is_ok());
    });
}

#[test]
fn a_talk_of_others_is_not_there() {
    each_engine("talk_others", |world| {
        let house = house(world);
        let talk = house.books(wanted(SPECIALIST, slot("09:00"))).unwrap();
        let reason = || "không liên quan".to_string();
        for login in [COLLEAGUE, OUTSIDER, HEAD] {
            assert_eq!(word(&house.tries(login, talk.id, Step::Decline { reason: reason() }).unwrap_err()), "absent");
            let read = world.wait(house.talks.read(&world.officer(login), talk.id));
            assert_eq!(word(&read.unwrap_err()), "absent", "{login}");
        }
        assert_eq!(refusal(house.tries(INTAKE, talk.id, Step::Decline { reason: reason() })).0, "TALK_NOT_YOURS");
        assert_eq!(refusal(house.tries(SPECIALIST, talk.id, Step::Cancel { reason: reason() })).0, "TALK_NOT_YOURS");
        let by = world.officer(INTAKE);
        let stale = house.talks.step(&by, talk.id, Some(9), Step::Cancel { reason: reason() });
        assert_eq!(word(&world.wait(stale).unwrap_err()), "stale");
    });
}

#[test]
fn declined_proposed_moved_and_cancelled_times_are_free_again() {
    each_engine("talk_changes", |world| {
        let house = house(world);
        let reason = || "đi công tác".to_string();
        let first = house.books(wanted(SPECIALIST, slot("09:00"))).unwrap();
        house.does(SPECIALIST, first.id, Step::Decline { reason: reason() });
        assert_eq!(world.inbox(INTAKE), ["talk_declined"]);

        let second = house.books(wanted(SPECIALIST, slot("09:00"))).unwrap();
        let proposed = Slot { from: at("2026-03-02T10:00"), minutes: 30 };
        house.does(SPECIALIST, second.id, Step::Propose { slot: proposed, reason: reason() });
        assert_eq!(world.inbox(INTAKE), ["talk_declined", "talk_proposed"]);
        // Somebody else takes the proposed time before it is accepted.
        let third = house.books(wanted(SPECIALIST, slot("10:00"))).unwrap();
        assert_eq!(refusal(house.tries(INTAKE, second.id, Step::Accept)).0, "OFFICER_BUSY");
        house.does(INTAKE, third.id, Step::Cancel { reason: reason() });
        assert_eq!(house.does(INTAKE, second.id, Step::Accept).slot, proposed);
        assert!(house.books(wanted(SPECIALIST, slot("09:00"))).is_ok(), "the old time is free");
        let busy = Step::Move { slot: Slot { from: at("2026-03-02T09:15"), minutes: 15 }, room: None };
        assert_eq!(refusal(house.tries(INTAKE, second.id, busy)).0, "OFFICER_BUSY");
        assert_eq!(house.talk(second.id).slot, proposed, "a refused change changes nothing");
        assert_eq!(house.idle_holds(), 0);
    });
}

#[test]
fn a_talk_of_a_unit_rings_for_everybody_and_is_taken_once() {
    each_engine("talk_unit", |world| {
        let house = house(world);
        let unit = Wanted { officer: None, unit: Some(JUSTICE), ..wanted(SPECIALIST, slot("09:00")) };
        let talk = house.books(unit).unwrap();
        for login in [SPECIALIST, COLLEAGUE] {
            assert_eq!(world.inbox(login), ["talk_booked"], "{login}");
        }
        let take = |login: &'static str| {
            let (talks, by, officer) = (house.talks.clone(), world.officer(login), world.named(login));
            async move { talks.step(&by, talk.id, None, Step::Take { officer }).await }
        };
        let (one, two) = world.wait(async { tokio::join!(take(SPECIALIST), take(COLLEAGUE)) });
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
        let lost = word(&one.err().or(two.err()).unwrap());
        assert!(["TALK_TAKEN", "absent"].contains(&lost.as_str()), "{lost}");
        let holder: Option<OfficerId> = house.talk(talk.id).officer.map(|officer| officer.id);
        assert!([id_of(SPECIALIST), id_of(COLLEAGUE)].map(Some).contains(&holder));
    });
}

#[test]
fn what_did_not_happen_is_noted_once_with_who_did_not_come() {
    each_engine("talk_missed", |world| {
        let house = house(world);
        let dossier = house.on_desk();
        let code = world.dossier(dossier).code.unwrap();
        let talk = house.books(Wanted { dossier: code, ..wanted(SPECIALIST, slot("09:00")) }).unwrap();
        let rings = |kind: &str| world.inbox(SPECIALIST).into_iter().filter(|one| one == kind).count();
        world.at("2026-03-02T08:45");
        assert_eq!((house.keeps(), rings("talk_soon")), (0, 0));
        world.at("2026-03-02T08:50");
        assert_eq!((house.keeps(), house.keeps(), rings("talk_soon")), (1, 0, 1), "reminded once, ten minutes before");
        world.at("2026-03-02T09:00");
        house.visitor_enters(talk.id);
        world.at("2026-03-02T09:29");
        assert_eq!(house.keeps(), 0);
        world.at("2026-03-02T09:30");
        assert_eq!((house.keeps(), house.keeps()), (1, 0));
        let state = house.talk(talk.id).state;
        assert!(matches!(state, TalkState::Missed { absent: Absent::Officer, .. }), "{state:?}");
        let told = house.happened(dossier);
        let missed: Vec<_> = told.iter().filter(|one| one.kind == "talk_missed").collect();
        assert_eq!(missed.len(), 1);
        assert_eq!(missed[0].facts["absent"], "officer");
        assert_eq!((rings("talk_missed"), world.inbox(INTAKE).last().map(String::as_str)), (1, Some("talk_missed")));
    });
}

#[test]
fn a_talk_whose_room_everybody_left_ends_when_they_were_seen_last() {
    each_engine("talk_faded", |world| {
        let house = house(world);
        let talk = house.books(wanted(SPECIALIST, slot("09:00"))).unwrap();
        world.at("2026-03-02T09:00");
        house.visitor_enters(talk.id);
        house.officer_enters(SPECIALIST, talk.id);
        let now_ms = || world.dossiers.clock.now_ms();
        let hub = &house.talks.hub;
        hub.join(talk.id, Party::Visitor, "v", now_ms()).unwrap();
        hub.join(talk.id, Party::Officer, "o", now_ms()).unwrap();
        let (line, attached) = hub.attach("v", now_ms()).unwrap();
        world.at("2026-03-02T09:20");
        drop(line);
        assert!(hub.detach(&attached, now_ms()));
        let left =
            house.talks.step_as(Actor::System { chore: "t".into() }, talk.id, Step::Leave { who: Party::Visitor });
        world.wait(left).unwrap();
        assert_eq!(house.keeps(), 0, "they may come back");
        world.at("2026-03-02T09:23");
        assert_eq!(house.keeps(), 1);
        let ended = TalkState::Ended { began: at("2026-03-02T09:00"), ended: at("2026-03-02T09:20") };
        assert_eq!((house.talk(talk.id).state, hub.count()), (ended, 0), "and nothing of it is left in memory");
    });
}

#[test]
fn the_end_of_a_talk_and_an_act_on_the_dossier_at_the_same_moment_both_stand() {
    each_engine("talk_race", |world| {
        let house = house(world);
        let dossier = house.on_desk();
        let code = world.dossier(dossier).code.unwrap();
        for round in 0..6 {
            let talk =
                house.books(Wanted { dossier: code.clone(), ..wanted(SPECIALIST, When::Now { minutes: 15 }) }).unwrap();
            house.visitor_enters(talk.id);
            house.officer_enters(SPECIALIST, talk.id);
            let seen = world.dossier(dossier).version;
            let (by, head) = (world.officer(SPECIALIST), world.officer(HEAD));
            let to = world.named(if round % 2 == 0 { COLLEAGUE } else { SPECIALIST });
            let (ended, assigned) = world.wait(async {
                let assign = Command::Assign { to, note: String::new() };
                let key = dossier::Key::Id(dossier);
                tokio::join!(
                    house.talks.step(&by, talk.id, None, Step::End),
                    world.dossiers.perform(&head, key, seen, assign, None)
                )
            });
            assert_eq!(ended.unwrap().state.word(), "ended");
            if let Err(error) = assigned {
                // The other one was first; the officer is told to look again.
                assert!(matches!(error, Error::Stale { .. }) || store::Store::is_duplicate(&error), "{error}");
            }
        }
        assert_eq!(house.happened(dossier).iter().filter(|one| one.kind == "talk_held").count(), 6);
    });
}

#[test]
fn a_room_is_taken_once_by_talks_and_meetings_alike() {
    each_engine("talk_rooms", |world| {
        let house = house(world);
        let room = house.room("Phòng 1", true);
        let by = world.officer(INTAKE);
        let meet = |time: &str, subject: &str| {
            let slot = Slot { from: at(&format!("2026-03-02T{time}")), minutes: 60 };
            let wanted = MeetingWanted { centre: CENTRE, room, slot, subject: subject.into(), dossier: String::new() };
            world.wait(house.talks.book_room(&by, wanted, None))
        };
        assert_eq!(refusal(meet("09:00", " ")), ("MEETING_SUBJECT".into(), "subject".into()));
        let meeting = meet("09:00", "Gặp công dân").unwrap();
        let talk = |time| house.books(Wanted { room: Some(room), ..wanted(SPECIALIST, slot(time)) });
        assert_eq!(refusal(talk("09:45")).0, "ROOM_BUSY");
        talk("10:00").unwrap();
        assert_eq!(refusal(meet("10:15", "Gặp nữa")).0, "ROOM_BUSY");
        // The room cannot go while it is booked; two rooms of one name there are not.
        let powerful = world.with_office(Office::all_powerful());
        let said = |name: &str| Said { name: name.into(), seats: 6, has_camera: true, note: String::new() };
        let retire = |seen| {
            powerful.wait(house.talks.change_room(&powerful.officer(SUPERVISOR), room, seen, said("Phòng 1"), false))
        };
        assert_eq!(refusal(retire(1)).0, "ROOM_BOOKED");
        let twin = powerful.wait(house.talks.add_room(&powerful.officer(SUPERVISOR), CENTRE, said("Phòng 1")));
        assert_eq!(refusal(twin), ("ROOM_TWICE".into(), "name".into()));
        let cancel = |reason: &str| world.wait(house.talks.cancel_meeting(&by, CENTRE, meeting.id, reason.into()));
        assert_eq!(refusal(cancel("")).0, "TALK_REASON");
        cancel("đổi lịch").unwrap();
        assert_eq!(refusal(cancel("đổi lịch")).0, "MEETING_CANCELLED");
        let other = Wanted { room: Some(room), ..wanted(COLLEAGUE, slot("09:00")) };
        assert!(house.books(other).is_ok(), "the hour is free again");
        assert_eq!(house.idle_holds(), 0);
    });
}
