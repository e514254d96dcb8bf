//! Appointments on both engines: what is promised is there, whatever many people press at once.

use std::collections::BTreeSet;

use floor::booking::arrive::Beside;
use floor::booking::callback::Call;
use floor::booking::decide::Act;
use floor::booking::model::{By, CallState, Door, State, When};
use floor::booking::{Appointment, Key, Request, Who};
use floor::duty::WeekChange;
use floor::duty::decide::Change;
use floor::duty::model::{Closure, Session, Shift, Span};
use floor::forecast::Forecasts;
use kernel::{CounterId, Error, Result};
use queue::hall::{Able, Command, Languages, Services};
use queue::rule::{Class, MINUTE};
use store::ledger::Once;
use testkit::office::{CENTRE, COMMUNE, HAND_OVER, INTAKE, Office, SPECIALIST};
use testkit::on;

use crate::house::{COUNTERS, House, VISITOR, each_engine, refused, when};

fn key(letters: &str) -> Key {
    Key::Letters(letters.into())
}

#[test]
fn sixteen_people_take_the_last_places_at_once_and_nobody_more_than_there_are() {
    each_engine("booking_sixteen", |house| {
        // Two counters keep half of 30 minutes: three services of ten.
        let slot = when("2026-03-03", 480);
        let one_after_another = house.world.wait(async {
            let asked = (0..16).map(|n| {
                let (door, request) = (house.bookings.clone(), house.nth(n));
                tokio::spawn(async move { door.book(&VISITOR, request, slot, None).await })
            });
            let mut answers: Vec<Result<Appointment>> = Vec::new();
            for answer in asked.collect::<Vec<_>>() {
                answers.push(answer.await.unwrap());
            }
            answers
        });
        let (booked, late): (Vec<_>, Vec<_>) = one_after_another.into_iter().partition(Result::is_ok);
        assert_eq!(booked.len(), 3);
        assert_eq!(late.into_iter().map(refused).collect::<BTreeSet<_>>(), BTreeSet::from(["BOOKING_FULL".into()]));
        let codes: BTreeSet<_> = booked.into_iter().map(|one| one.unwrap().code).collect();
        assert_eq!(codes.len(), 3, "every one has a code of their own");
        let days = house.world.wait(house.bookings.slots(CENTRE)).unwrap();
        let tuesday = days.iter().find(|day| day.day == slot.day).unwrap();
        assert_eq!(tuesday.places(slot.span, Services::one(0), None), 0);
        assert_eq!(tuesday.overflow(), []);
    });
}

#[test]
fn one_person_is_nowhere_twice_also_at_the_same_moment_at_two_centres() {
    each_engine("booking_twice", |house| {
        let here = house.nth(0);
        let there = Request { centre: COMMUNE, ..here.clone() };
        let (one, two) = house.world.wait(async {
            let (by, slot) = (&*VISITOR, when("2026-03-03", 480));
            tokio::join!(
                house.bookings.book(by, here.clone(), slot, None),
                house.bookings.book(by, there.clone(), slot, None)
            )
        });
        assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
        assert_eq!(refused(if one.is_ok() { two } else { one }), "BOOKING_TWICE_TIME");
        let fits = house.books(Request { services: Services::one(1), ..here }, when("2026-03-03", 600));
        assert!(fits.is_ok(), "another errand at another time");
    });
}

#[test]
fn the_same_press_twice_books_once() {
    each_engine("booking_once", |house| {
        let once = || Some(Once { caller: 0, token: "a".into(), fingerprint: "book".into() });
        let (one, two) = house.world.wait(async {
            let (by, slot) = (&*VISITOR, when("2026-03-03", 480));
            tokio::join!(
                house.bookings.book(by, house.nth(0), slot, once()),
                house.bookings.book(by, house.nth(0), slot, once())
            )
        });
        assert_eq!(one.unwrap(), two.unwrap());
        let day = house.world.look(|tx| floor::booking::rows::list_day(tx, CENTRE, on("2026-03-03")));
        assert_eq!(day.len(), 1);
    });
}

#[test]
fn a_wish_that_cannot_be_is_refused_in_words() {
    each_engine("booking_bad", |house| {
        let none = || house.nth(0);
        let rows = [
            (none(), when("2026-03-02", 450), "BOOKING_PAST"),
            (none(), when("2026-03-01", 480), "BOOKING_PAST"),
            (none(), when("2026-03-07", 480), "BOOKING_NO_SLOT"),
            (none(), when("2026-04-20", 480), "BOOKING_TOO_FAR"),
            (Request { services: Services::one(7), ..none() }, when("2026-03-03", 480), "BOOKING_SERVICES"),
        ];
        for (request, slot, expected) in rows {
            assert_eq!(refused(house.books(request, slot)), expected);
        }
        // Tết Giỗ Tổ 2026 lies within the horizon of 20 April.
        house.world.at("2026-04-20T08:00");
        assert_eq!(refused(house.books(none(), when("2026-04-27", 480))), "BOOKING_CLOSED");
    });
}

#[test]
fn a_freed_slot_is_offered_to_the_first_who_waits_then_to_the_next() {
    each_engine("booking_waiting", |house| {
        let tuesday = (on("2026-03-03"), on("2026-03-03"));
        // The branch of one counter: one place in each slot of the morning and the afternoon.
        let at = |n: usize| Request { centre: COMMUNE, ..house.nth(n) };
        let slots: Vec<i32> = (0..16).map(|n| if n < 8 { 450 + n * 30 } else { 780 + (n - 8) * 30 }).collect();
        let full: Vec<_> =
            slots.iter().enumerate().map(|(n, from)| house.books(at(n), when("2026-03-03", *from)).unwrap()).collect();
        let waits = |n: usize| house.world.wait(house.bookings.wait(&VISITOR, at(n), tuesday, None));
        let (first, second) = (waits(20).unwrap(), waits(21).unwrap());
        assert_eq!((&first.state, &second.state), (&State::Waiting, &State::Waiting));
        house.keep();
        assert_eq!(house.load(&first).state, State::Waiting, "nothing is free");

        let gone = &full[9];
        let cancel = Act::Cancel { by: By::Visitor, why: String::new() };
        house.world.wait(house.bookings.change(&VISITOR, gone.id, gone.version, cancel, None)).unwrap();
        let offered = house.load(&first);
        assert!(matches!(offered.state, State::Offered { .. }), "in the act of the cancellation");
        assert_eq!(offered.when, gone.when);
        assert_eq!(refused(house.books(at(22), gone.when)), "BOOKING_FULL", "an offer holds its slot");

        house.world.at("2026-03-02T10:30");
        house.keep();
        let passed = house.load(&first);
        assert_eq!((&passed.state, passed.wish.unwrap().missed), (&State::Waiting, 1), "two hours went by");
        let offered = house.load(&second);
        assert!(matches!(offered.state, State::Offered { .. }), "the next is asked");
        let stale = house.bookings.change(&VISITOR, second.id, second.version, Act::Accept, None);
        assert!(matches!(house.world.wait(stale), Err(Error::Stale { .. })));
        let accepted = house.bookings.change(&VISITOR, second.id, offered.version, Act::Accept, None);
        assert_eq!(house.world.wait(accepted).unwrap().state, State::Booked);

        // The first waits on; its day goes by.
        house.world.at("2026-03-04T07:00");
        house.keep();
        assert!(matches!(house.load(&first).state, State::Cancelled { by: By::Time, .. }));
    });
}

#[test]
fn a_person_has_three_entries_on_waiting_lists_and_what_is_free_is_offered_at_once() {
    each_engine("booking_entries", |house| {
        let day = |n: i8| (on(&format!("2026-03-{n:02}")), on(&format!("2026-03-{n:02}")));
        let waits = |n: i8| house.world.wait(house.bookings.wait(&VISITOR, house.nth(0), day(n), None));
        for n in [3, 4, 5] {
            assert!(matches!(waits(n).unwrap().state, State::Offered { .. }), "everything is free");
        }
        assert_eq!(refused(waits(6)), "WAITING_MOST");
        let far = house.bookings.wait(&VISITOR, house.nth(1), day(31), None);
        assert_eq!(refused(house.world.wait(far)), "WAITING_WINDOW");
    });
}

#[test]
fn a_moved_appointment_keeps_its_code_and_frees_its_slot() {
    each_engine("booking_move", |house| {
        let one = house.books(house.nth(0), when("2026-03-03", 480)).unwrap();
        let to = when("2026-03-04", 600);
        let moved = house.world.wait(house.bookings.move_to(&VISITOR, one.id, one.version, to, None)).unwrap();
        assert_eq!((moved.code.as_str(), moved.sequence, moved.when), (one.code.as_str(), 1, to));
        let days = house.world.wait(house.bookings.slots(CENTRE)).unwrap();
        let places = |day: &str, from: i32| {
            let day = days.iter().find(|facts| facts.day == on(day)).unwrap();
            day.places(Span::new(from, from + 30), Services::one(0), None)
        };
        assert_eq!((places("2026-03-03", 480), places("2026-03-04", 600)), (3, 2));
        let again = house.bookings.move_to(&VISITOR, one.id, one.version, to, None);
        assert!(matches!(house.world.wait(again), Err(Error::Stale { .. })));
        let story = house.world.wait(house.bookings.open(&one.code, &key("nguy"))).unwrap();
        let kinds: Vec<_> = story.events.iter().map(|(_, _, happened)| happened.code()).collect();
        assert_eq!(kinds, ["booked", "moved"]);
    });
}

#[test]
fn the_code_with_three_letters_opens_and_guessing_is_slow() {
    each_engine("booking_open", |house| {
        let one = house.books(house.request("Đỗ Thị Ánh", "0912345678"), when("2026-03-03", 480)).unwrap();
        let open = |code: &str, letters: &str| house.world.wait(house.bookings.open(code, &key(letters)));
        assert_eq!(open(&one.code, "Đỗ thị").unwrap().appointment, one);
        assert_eq!(refused(open("HEN-2222-2222", "dot")), "BOOKING_WHO", "a code that is nobody's says no more");
        for _ in 0..5 {
            assert_eq!(refused(open(&one.code, "ngu")), "BOOKING_WHO");
        }
        assert_eq!(refused(open(&one.code, "dot")), "SIGN_IN_WAIT", "even the right letters wait now");
        house.world.at("2026-03-02T09:00");
        assert!(open(&one.code, "dot").is_ok());
        let id = one.id.0;
        let audit = house.world.look(move |tx| store::ledger::list_audit(tx, id, 50));
        assert_eq!(audit.iter().filter(|line| line.act == "appointment.read").count(), 2, "every look leaves a trace");
        let stranger = Office::by_duty().officer(SPECIALIST, on("2026-03-02"));
        let seen = house.world.wait(house.bookings.open(&one.code, &Key::Officer(stranger)));
        assert!(matches!(seen, Err(Error::Absent(_))), "for an officer of elsewhere it is not there");
    });
}

#[test]
fn an_appointment_becomes_one_ticket_however_often_the_code_is_shown() {
    each_engine("booking_arrive", |house| {
        let one = house.books(house.nth(0), when("2026-03-02", 540)).unwrap();
        let tomorrow = house.books(house.nth(1), when("2026-03-03", 540)).unwrap();
        let by = &*VISITOR;
        let beside = || Beside { anyway: true, ..Beside::default() };
        let (desk, kiosk) = house.world.wait(async {
            tokio::join!(
                house.bookings.check_in(by, CENTRE, one.id, beside(), None),
                house.bookings.check_in(by, CENTRE, one.id, beside(), None)
            )
        });
        let (desk, kiosk) = (desk.unwrap(), kiosk.unwrap());
        assert_eq!(desk.number(), kiosk.number());
        assert_eq!(desk.ticket.class, one.class());
        let again = house.world.wait(house.bookings.check_in(by, CENTRE, one.id, beside(), None)).unwrap();
        assert_eq!((again.number(), &again.code), (desk.number(), &desk.code), "the ticket already given");
        assert_eq!(house.load(&one).state.code(), "arrived");
        let early = house.world.wait(house.bookings.check_in(by, CENTRE, tomorrow.id, beside(), None));
        assert_eq!(refused(early), "BOOKING_OTHER_DAY");
        let elsewhere = house.world.wait(house.bookings.check_in(by, COMMUNE, tomorrow.id, beside(), None));
        assert_eq!(refused(elsewhere), "BOOKING_OTHER_CENTRE");
        let hall = house.world.wait(house.bookings.floor.hall(CENTRE)).unwrap();
        assert_eq!(hall.look().tickets.len(), 1, "nobody has two numbers");

        let found = |typed: &str| {
            let who = Who::parse(typed).unwrap();
            let found = house.bookings.find_for_visitor(by, CENTRE, on("2026-03-02"), &who);
            house.world.wait(found).unwrap().len()
        };
        assert_eq!(found("0912345000"), 1);
        assert_eq!(found("văn a"), 1);
        assert_eq!(found(&format!("https://x.vn/appointments/{}", one.code)), 1);
        assert_eq!(found("0912345001"), 0, "not today");
    });
}

#[test]
fn reminders_and_no_shows_come_by_themselves_and_once() {
    each_engine("booking_chores", |house| {
        let one = house.books(house.nth(0), when("2026-03-04", 600)).unwrap();
        let moments = [
            ("2026-03-03T09:59", 0),
            ("2026-03-03T10:00", 1),
            ("2026-03-03T10:01", 0),
            ("2026-03-04T08:00", 1),
            ("2026-03-04T17:30", 0),
            ("2026-03-05T00:10", 1),
            ("2026-03-05T00:20", 0),
        ];
        for (moment, due) in moments {
            house.world.at(moment);
            assert_eq!(house.keep(), due, "at {moment}");
        }
        let story = house.load(&one);
        assert_eq!((story.state.code(), &story.reminded), ("no_show", &vec![24, 2]));
        let sent = house
            .world
            .store
            .act_blocking(|tx| store::ledger::claim_messages(tx, "appointment", i64::MAX / 2, 1, 100))
            .unwrap();
        let kinds: Vec<_> = sent.iter().filter(|message| message.body.contains("reminded")).collect();
        assert_eq!(kinds.len(), 2, "both wait in the outbox");

        for (n, day) in ["2026-03-05", "2026-03-06"].into_iter().enumerate() {
            house.books(house.nth(0), when(day, 780)).unwrap();
            house.world.at(&format!("2026-03-{:02}T01:00", n + 6));
            house.keep();
        }
        assert_eq!(refused(house.books(house.nth(0), when("2026-03-09", 480))), "BOOKING_CALL_US");
        let by_phone = Request { door: Door::Reception, ..house.nth(0) };
        assert!(house.books(by_phone, when("2026-03-09", 480)).is_ok(), "who calls is booked");
    });
}

#[test]
fn a_lead_changes_who_sits_where_and_sees_who_does_not_fit_any_more() {
    each_engine("booking_duty", |house| {
        let (duty, lead) = (house.duty(), house.world.officer(INTAKE));
        let tuesday = on("2026-03-03");
        for n in 0..3 {
            house.books(house.nth(n), when("2026-03-03", 480)).unwrap();
        }
        let change = |day, seen, what| house.world.wait(duty.change(&lead, CENTRE, day, seen, what));
        let [one, two] = COUNTERS.map(CounterId);
        let closure = Closure { counter: two, span: Span::new(450, 690), why: "mất điện".into() };
        let after = change(tuesday, 0, Change::Close { closure }).unwrap();
        assert_eq!((after.version, after.overflow.len(), after.booked), (1, 2, 3));
        assert!(matches!(change(tuesday, 0, Change::Reopen { nth: 0 }), Err(Error::Stale { .. })));
        assert_eq!(change(tuesday, 1, Change::Reopen { nth: 0 }).unwrap().overflow, []);

        let colleague = testkit::office::id_of(HAND_OVER);
        let put = |counter, from, until| Change::Put {
            shift: Shift { counter, span: Span::new(from, until), officer: Some(colleague) },
        };
        change(tuesday, 2, put(one, 450, 690)).unwrap();
        assert_eq!(refused(change(tuesday, 3, put(two, 600, 690))), "DUTY_OFFICER_TWICE");
        let absent = change(tuesday, 3, Change::Absent { officer: colleague }).unwrap();
        assert_eq!(absent.overflow.len(), 2);
        assert_eq!(refused(change(on("2026-03-01"), 0, put(one, 450, 690))), "DUTY_DAY_PAST");

        // The week after takes the shifts over, not the absence.
        let copied = house.world.wait(duty.change_week(&lead, CENTRE, on("2026-03-09"), WeekChange::CopyLast)).unwrap();
        assert_eq!(copied, 1, "only Tuesday is another than usual");
        let next = house.world.wait(duty.days(&lead, CENTRE, on("2026-03-10"), on("2026-03-10"))).unwrap();
        assert!(next[0].on_duty.iter().any(|shift| shift.officer == Some(colleague)));
        let again = house.world.wait(duty.change_week(&lead, CENTRE, on("2026-03-09"), WeekChange::CopyLast));
        assert_eq!(refused(again), "DUTY_NOTHING_TO_COPY");

        // A Saturday morning that a centre opens is bookable the moment it is decided.
        let saturday = on("2026-03-07");
        assert_eq!(refused(house.books(house.nth(5), when("2026-03-07", 480))), "BOOKING_NO_SLOT");
        let session = Session { span: Span::new(480, 660), counters: vec![one], note: "TB 15/TB-TT".into() };
        change(saturday, 0, Change::Open { session }).unwrap();
        assert!(house.books(house.nth(5), when("2026-03-07", 480)).is_ok());
        let lines = house.world.wait(duty.history(&lead, CENTRE, tuesday)).unwrap();
        assert_eq!(lines.len(), 4, "who changed what is kept");

        let other = Office::by_duty().officer(INTAKE, on("2026-03-02"));
        let refused_to = house.world.wait(duty.days(&other, CENTRE, tuesday, tuesday));
        assert_eq!(refused(refused_to), "NOT_PERMITTED");
    });
}

#[test]
fn whoever_asks_to_be_called_stays_on_the_list_until_somebody_reached_them() {
    each_engine("booking_callback", |house| {
        let (by, request) = (house.world.officer(INTAKE), house.nth(0));
        let asked = house.bookings.ask_call(&VISITOR, CENTRE, &request.visitor, request.services, "buổi chiều", None);
        let id = house.world.wait(asked).unwrap();
        let list = |done| house.world.wait(house.bookings.list_callbacks(&by, CENTRE, done)).unwrap();
        let settle = |seen, call| house.world.wait(house.bookings.settle_call(&by, CENTRE, id, seen, call));
        assert_eq!((list(false).len(), list(true).len()), (1, 0));
        assert_eq!(settle(1, Call::NotReached).unwrap().state.code(), "not_reached");
        assert!(matches!(settle(1, Call::Done), Err(Error::Stale { .. })));
        assert_eq!(list(false)[0].tries, 1);
        assert!(matches!(settle(2, Call::Done).unwrap().state, CallState::Done { .. }));
        assert_eq!(refused(settle(3, Call::Done)), "CALLBACK_DONE");
        assert_eq!((list(false).len(), list(true).len()), (0, 1));
    });
}

/// Many hands on one house for a while: whatever order the engine chooses, no slot holds more than it can.
#[test]
fn no_slot_is_overbooked_while_people_book_move_and_cancel() {
    each_engine("booking_busy", |house| {
        house.world.wait(async {
            let hands = (0..8_usize).map(|n| {
                let house: std::sync::Arc<House> = house.clone();
                tokio::spawn(async move {
                    let door = &house.bookings;
                    for round in 0..4_usize {
                        let from = |at: usize| when("2026-03-03", 450 + 30 * (at % 4) as i32);
                        let request = house.nth(n);
                        let Ok(one) = door.book(&VISITOR, request, from(n + round), None).await else { continue };
                        let moved = door.move_to(&VISITOR, one.id, one.version, from(n + round + 1), None).await;
                        let one = moved.unwrap_or(one);
                        if round % 2 == 0 {
                            let cancel = Act::Cancel { by: By::Visitor, why: String::new() };
                            door.change(&VISITOR, one.id, one.version, cancel, None).await.unwrap();
                        }
                    }
                })
            });
            for hand in hands.collect::<Vec<_>>() {
                hand.await.unwrap();
            }
        });
        let days = house.world.wait(house.bookings.slots(CENTRE)).unwrap();
        let tuesday = days.iter().find(|day| day.day == on("2026-03-03")).unwrap();
        assert!(!tuesday.held.is_empty());
        assert_eq!(tuesday.overflow(), []);
        let people: BTreeSet<_> = house
            .world
            .look(|tx| floor::booking::rows::list_day(tx, CENTRE, on("2026-03-03")))
            .into_iter()
            .filter(|one| one.state.takes_place())
            .map(|one| one.visitor.phone)
            .collect();
        assert_eq!(people.len(), tuesday.held.len(), "nobody holds one errand twice");
    });
}

/// So many who are booked for a slot, beyond what could be booked in it.
fn crowd(house: &House, slot: When, n: usize) -> Vec<Appointment> {
    let made: Vec<Appointment> = (0..n)
        .map(|nth| {
            let request = house.nth(nth);
            Appointment {
                id: kernel::AppointmentId(9_000 + nth as i64),
                version: 1,
                code: floor::booking::model::new_code([nth as u8; 8]),
                centre: CENTRE,
                when: slot,
                services: Services::one(0),
                procedures: Vec::new(),
                visitor: request.visitor,
                door: request.door,
                note: String::new(),
                made_ms: 0,
                sequence: 0,
                wish: None,
                reminded: vec![24, 2],
                state: State::Booked,
            }
        })
        .collect();
    let writes = made.clone();
    let write = move |tx: &mut store::Tx<'_>| {
        let writes = writes.iter().map(floor::booking::rows::write_new).collect::<Result<Vec<_>>>()?;
        tx.write(&writes)
    };
    house.world.store.act_blocking(write).unwrap();
    made
}

#[test]
fn whoever_walks_in_is_promised_a_moment_after_those_who_are_booked() {
    each_engine("booking_promise", |house| {
        let (floor, store) = (&house.bookings.floor, &house.world.store);
        let act = |command| house.world.wait(floor.act(&VISITOR, CENTRE, command, None)).unwrap();
        let able = Able { services: Services(3), languages: Languages(3), classes: Able::EVERYBODY };
        act(Command::Open { counter: CounterId(COUNTERS[0]), able, officer: None });
        let tickets: Vec<_> = (0..8)
            .map(|_| {
                let ticket = floor.new_ticket();
                let (class, languages) = (Class::WalkIn, Languages::VIETNAMESE);
                let (series, services, visitor) = ('A', Services::one(0), None);
                act(Command::Issue { ticket, series, class, services, languages, visitor, anyway: false });
                ticket
            })
            .collect();
        let last = tickets[7];
        let centre = house.world.wait(floor.centre(CENTRE)).unwrap();
        let live = house.world.wait(floor.hall(CENTRE)).unwrap();
        // Nothing happens in the hall meanwhile: a look of its own each time.
        let bound = || {
            let (forecasts, now_ms) = (Forecasts::default(), floor.clock.now_ms());
            let promise = house.world.wait(forecasts.of_ticket(store, &centre, &live, last, now_ms)).unwrap();
            (promise.unwrap().bound - now_ms) / MINUTE
        };
        let without = bound();
        let booked = crowd(&house, when("2026-03-02", 485), 20);
        let with = bound();
        assert!(with >= without + 20, "twenty go before: {without} and {with} minutes");
        let expected =
            || house.world.look(|tx| floor::booking::rows::list_expected(tx, CENTRE, testkit::on("2026-03-02")));
        assert_eq!(expected().len(), 20);
        house.world.wait(house.bookings.check_in(&VISITOR, CENTRE, booked[0].id, Beside::default(), None)).unwrap();
        let gone = Act::Cancel { by: By::Visitor, why: String::new() };
        house.world.wait(house.bookings.change(&VISITOR, booked[1].id, 1, gone, None)).unwrap();
        assert_eq!(expected().len(), 18, "one has come, one will not");
        let elsewhere = crowd_of_tomorrow(&house);
        assert_eq!((expected().len(), elsewhere), (18, 1), "tomorrow's are tomorrow's");
    });
}

fn crowd_of_tomorrow(house: &House) -> usize {
    house.books(house.nth(25), when("2026-03-03", 480)).unwrap();
    house.world.look(|tx| floor::booking::rows::list_expected(tx, CENTRE, testkit::on("2026-03-03"))).len()
}

/// A morning at one counter: so many visits of five minutes for the first service, which is set at ten.
fn morning(house: &House, day: &str, visits: i64) {
    let floor = &house.bookings.floor;
    let at = |minutes: i64| {
        let begins = testkit::at(&format!("{day}T07:00")).checked_add(jiff::Span::new().minutes(minutes)).unwrap();
        floor.clock.set(jiff::Timestamp::from_millisecond(kernel::time::instant_ms(begins)).unwrap());
    };
    let act = |command| drop(house.world.wait(floor.act(&VISITOR, CENTRE, command, None)).unwrap());
    let (counter, languages) = (CounterId(COUNTERS[0]), Languages::VIETNAMESE);
    let able = Able { services: Services(3), languages, classes: Able::EVERYBODY };
    at(0);
    act(Command::Open { counter, able, officer: None });
    for visit in 0..visits {
        at(visit * 7);
        let (ticket, class, services) = (floor.new_ticket(), Class::WalkIn, Services::one(0));
        act(Command::Issue { ticket, series: 'A', class, services, languages, visitor: None, anyway: false });
        act(Command::CallNext { counter });
        at(visit * 7 + 1);
        act(Command::Start { counter });
        at(visit * 7 + 6);
        act(Command::Finish { counter });
    }
    act(Command::End);
}

#[test]
fn a_slot_holds_as_many_as_the_days_have_taught_it_takes() {
    each_engine("booking_learned", |house| {
        let floor = &house.bookings.floor;
        let places = || {
            let days = house.world.wait(house.bookings.slots(CENTRE)).unwrap();
            let friday = days.iter().find(|day| day.day == on("2026-03-06")).unwrap();
            friday.places(Span::new(480, 510), Services::one(0), None)
        };
        // What was learned is noted with the first promise of a day, and believed for two seconds at most.
        let asks = |day: &str| {
            let moment = kernel::time::instant_ms(testkit::at(&format!("{day}T07:30")));
            floor.clock.set(jiff::Timestamp::from_millisecond(moment).unwrap());
            let (centre, live) =
                house.world.wait(async { (floor.centre(CENTRE).await.unwrap(), floor.hall(CENTRE).await.unwrap()) });
            house.world.wait(floor.forecasts.model(&house.world.store, &centre, live.hall)).unwrap();
            floor.forget_centre(CENTRE);
        };
        morning(&house, "2026-03-02", 29);
        asks("2026-03-03");
        assert_eq!(places(), 3, "twenty-nine visits say nothing: three of ten minutes");
        morning(&house, "2026-03-03", 1);
        asks("2026-03-04");
        assert_eq!(places(), 6, "thirty of five minutes do");
        let seen = house.world.look(|tx| floor::setup::rows::list_observed(tx, CENTRE));
        assert_eq!(seen[&0], floor::setup::Observed { n: 30, middle_s: 300 });
        // An older day that is looked at again takes nothing back.
        house
            .world
            .store
            .act_blocking(|tx| {
                let older = [(0, floor::setup::Observed { n: 99, middle_s: 900 })];
                floor::setup::rows::record_observed(tx, CENTRE, on("2026-03-02"), &older)
            })
            .unwrap();
        assert_eq!(house.world.look(|tx| floor::setup::rows::list_observed(tx, CENTRE)), seen);
    });
}
