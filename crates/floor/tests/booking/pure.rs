//! Slots, capacity and what may happen to an appointment, without a database.

use std::collections::BTreeMap;

use floor::booking::decide::{Act, DayFacts, Held, Rules, check_twice, next};
use floor::booking::model::{Appointment, By, Door, State, Visitor, When};
use floor::booking::plan::{self, Post, Weight};
use floor::duty::decide::{Change, Facts, change};
use floor::duty::model::{Closure, DayPlan, Session, Shift, Span, Week, on_duty, parse_hm};
use floor::setup::Observed;
use jiff::civil::{Date, DateTime};
use kernel::{AppointmentId, CounterId, OfficerId, Refusal, TicketId, UnitId};
use law::Calendar;
use proptest::prelude::*;
use queue::hall::Services;

const HALF: Span = Span { from: 480, until: 510 };

fn post(counter: i64, services: &[u8], seconds: i64) -> Post {
    Post { counter: CounterId(counter), services: Services::of(services.iter().copied()), seconds }
}

fn weight(services: &[(u8, i64)]) -> Weight {
    Weight(services.to_vec())
}

fn shift(counter: i64, from: i32, until: i32) -> Shift {
    Shift { counter: CounterId(counter), span: Span::new(from, until), officer: None }
}

// ── capacity ────────────────────────────────────────────────────────────────────────────────────────────────────

/// Whether services fit, by the theorem instead of by a flow: of every set of services, the time asked for is at most the
/// time of the counters that serve any of them (Hall, Gale). Slow and without a line in common with the product.
fn fits_by_hall(posts: &[Post], wanted: &BTreeMap<u8, i64>) -> bool {
    let services: Vec<(u8, i64)> = wanted.iter().map(|(no, seconds)| (*no, *seconds)).collect();
    (1_u32..1 << services.len()).all(|set| {
        let chosen = || services.iter().enumerate().filter(move |(n, _)| set & (1 << n) != 0).map(|(_, one)| one);
        let asked: i64 = chosen().map(|(_, seconds)| seconds).sum();
        let there = posts.iter().filter(|post| chosen().any(|(no, _)| post.services.has(*no)));
        asked <= there.map(|post| post.seconds).sum::<i64>()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is asked in whatever order: what was given fits, and what was refused did not.
    #[test]
    fn a_slot_never_takes_more_than_it_holds_whatever_the_order(
        counters in prop::collection::vec((1_u64..64, 0_i64..1800), 1..6),
        asked in prop::collection::vec((0_u8..6, 0_u8..6, 60_i64..2400), 1..40),
    ) {
        let posts: Vec<Post> = counters.iter().enumerate()
            .map(|(n, (services, seconds))| Post { counter: CounterId(n as i64), services: Services(*services), seconds: *seconds })
            .collect();
        let mut held: Vec<Weight> = Vec::new();
        let mut sum: BTreeMap<u8, i64> = BTreeMap::new();
        for (one, two, seconds) in asked {
            let services = Services::of([one, two]);
            let Some(weight) = plan::weigh(&posts, services, |no| seconds + i64::from(no)) else {
                prop_assert!(services.iter().any(|no| !posts.iter().any(|post| post.services.has(no))));
                continue;
            };
            let mut with = sum.clone();
            for (no, seconds) in &weight.0 {
                *with.entry(*no).or_default() += seconds;
            }
            let fits = plan::fits(&posts, &held, &weight);
            prop_assert_eq!(fits, weight.seconds() > 0 && fits_by_hall(&posts, &with));
            if fits {
                held.push(weight);
                sum = with;
            }
            prop_assert!(fits_by_hall(&posts, &sum), "the slot is overbooked");
        }
    }
}

#[test]
fn half_of_two_counters_is_three_services_of_ten_minutes() {
    let shifts = [shift(1, 450, 690), shift(2, 450, 690), shift(3, 700, 800)];
    let posts = plan::posts(HALF, &shifts, |_| Services::one(0), 0.5);
    assert_eq!(posts.iter().map(|post| post.seconds).collect::<Vec<_>>(), [900, 900]);
    let ten = plan::weigh(&posts, Services::one(0), |_| 600).unwrap();
    assert_eq!(plan::places(&posts, &[], &ten, 9), 3);
    assert_eq!(plan::places(&posts, &[ten.clone(), ten.clone()], &ten, 9), 1);
}

#[test]
fn two_services_that_need_one_counter_are_not_promised_it_twice() {
    // Counter 1 serves both, counter 2 only the first.
    let posts = [post(1, &[0, 1], 900), post(2, &[0], 900)];
    let (first, second) = (weight(&[(0, 900)]), weight(&[(1, 900)]));
    assert!(plan::fits(&posts, [&first], &second), "the first makes room at the other counter");
    assert!(plan::fits(&posts, [&second], &first));
    assert!(!plan::fits(&posts, [&second, &first], &first));
    assert!(!plan::fits(&posts, [&first, &first], &second));
}

#[test]
fn a_slow_service_takes_a_whole_slot_and_an_unserved_one_none() {
    let posts = [post(1, &[0], 900)];
    let slow = plan::weigh(&posts, Services::one(0), |_| 3_000).unwrap();
    assert_eq!((slow.seconds(), plan::places(&posts, &[], &slow, 9)), (900, 1));
    assert_eq!(plan::weigh(&posts, Services::of([0, 1]), |_| 600), None, "nobody serves the second");
    assert_eq!(plan::weigh(&[], Services::one(0), |_| 600), None);
}

#[test]
fn slots_lie_within_somebodys_duty() {
    let slots = plan::slots(&[shift(1, 450, 690), shift(2, 465, 530)], 30);
    assert_eq!(slots.first(), Some(&Span::new(450, 480)));
    assert_eq!(slots.last(), Some(&Span::new(660, 690)));
    assert_eq!(slots.len(), 8, "{slots:?}");
    assert_eq!(plan::slots(&[shift(1, 455, 479)], 30), []);
}

// ── booking ─────────────────────────────────────────────────────────────────────────────────────────────────────

const RULES: Rules = Rules {
    slot_min: 30,
    share: 0.5,
    horizon_days: 14,
    no_shows: 3,
    no_show_days: 90,
    offer_min: 120,
    waiting_most: 3,
};

fn on(text: &str) -> Date {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn day(text: &str, held: Vec<Held>) -> DayFacts {
    DayFacts {
        day: on(text),
        now: at("2026-03-02T09:10:00"),
        rules: RULES,
        closed: false,
        shifts: vec![shift(1, 450, 690), shift(2, 450, 690)],
        able: BTreeMap::from([(CounterId(1), Services::of([0, 1])), (CounterId(2), Services::one(0))]),
        least: BTreeMap::from([(0, 600), (1, 900)]),
        usual: BTreeMap::from([(0, 600), (1, 900), (2, 600)]),
        held,
    }
}

fn key(refused: Result<(), Refusal>) -> String {
    refused.map_or_else(|refusal| refusal.key, |()| "fine".into())
}

#[test]
fn a_wish_that_cannot_be_is_answered_with_its_reason() {
    let held = |n: i64| Held { id: AppointmentId(n), span: Span::new(480, 510), services: Services::one(0) };
    let full = day("2026-03-03", (1..=3).map(held).collect());
    let slot = Span::new(480, 510);
    let today = day("2026-03-02", Vec::new());
    let rows = [
        (key(full.check(slot, Services::one(0), None)), "BOOKING_FULL"),
        (key(full.check(slot, Services::one(0), Some(AppointmentId(2)))), "fine"),
        (key(full.check(Span::new(510, 540), Services::one(0), None)), "fine"),
        (key(full.check(Span::new(500, 530), Services::one(0), None)), "BOOKING_NO_SLOT"),
        (key(full.check(slot, Services::NONE, None)), "BOOKING_SERVICES"),
        (key(full.check(slot, Services::one(9), None)), "BOOKING_SERVICES"),
        (key(full.check(slot, Services::one(2), None)), "BOOKING_UNSERVED"),
        (key(today.check(Span::new(540, 570), Services::one(0), None)), "BOOKING_PAST"),
        (key(today.check(Span::new(570, 600), Services::one(0), None)), "fine"),
        (key(day("2026-03-01", Vec::new()).check(slot, Services::one(0), None)), "BOOKING_PAST"),
        (key(day("2026-03-17", Vec::new()).check(slot, Services::one(0), None)), "BOOKING_TOO_FAR"),
        (key(day("2026-03-16", Vec::new()).check(slot, Services::one(0), None)), "fine"),
        (
            key(DayFacts { closed: true, shifts: Vec::new(), ..day("2026-03-03", Vec::new()) }.check(
                slot,
                Services::one(0),
                None,
            )),
            "BOOKING_CLOSED",
        ),
    ];
    for (n, (found, expected)) in rows.iter().enumerate() {
        assert_eq!(found, expected, "row {n}");
    }
    assert_eq!(full.places(slot, Services::one(0), None), 0);
    assert_eq!(full.first_free(Services::one(0)), Some(Span::new(450, 480)));
    assert_eq!(today.first_free(Services::one(0)), Some(Span::new(570, 600)), "what has begun is over");
}

#[test]
fn what_is_seen_often_enough_counts_more_than_what_was_set() {
    let seen = |n: i64, middle_s: i64| plan::usual(600, Some(Observed { n, middle_s }));
    assert_eq!(plan::usual(600, None), 600);
    assert_eq!(seen(plan::ENOUGH - 1, 420), 600, "too few visits say nothing");
    assert_eq!((seen(plan::ENOUGH, 420), seen(500, 800)), (420, 800));
    assert_eq!((seen(500, 5), seen(500, 9_000)), (300, 1_200), "a press too early or forgotten teaches little");
}

#[test]
fn times_learned_anew_let_fewer_book_and_take_nobodys_place_away() {
    let held = |n: i64| Held { id: AppointmentId(n), span: Span::new(480, 510), services: Services::one(0) };
    let slot = Span::new(480, 510);
    let mut facts = day("2026-03-03", (1..=2).map(held).collect());
    assert_eq!(facts.places(slot, Services::one(0), None), 1);
    facts.usual.insert(0, 1_200);
    assert_eq!(facts.places(slot, Services::one(0), None), 0);
    assert_eq!(facts.overflow(), [], "who is booked is booked");
    facts.usual.insert(0, 300);
    facts.least.insert(0, 300);
    assert_eq!(facts.places(slot, Services::one(0), None), 4);
}

#[test]
fn fewer_counters_tell_who_does_not_fit_any_more() {
    let held =
        |n: i64, service| Held { id: AppointmentId(n), span: Span::new(480, 510), services: Services::one(service) };
    let mut facts = day("2026-03-03", vec![held(1, 0), held(2, 1)]);
    assert_eq!(facts.overflow(), [], "one at each counter");
    facts.shifts.remove(1);
    assert_eq!(facts.overflow(), [AppointmentId(2)], "whoever booked first stays");
    facts.shifts.clear();
    assert_eq!(facts.overflow().len(), 2);
}

fn visitor(name: &str, phone: &str, number: Option<&str>) -> Visitor {
    Visitor { name: name.into(), phone: phone.into(), number: number.map(Into::into), person: None, account: None }
}

fn booked(day: &str, from: i32) -> Appointment {
    Appointment {
        id: AppointmentId(1),
        version: 1,
        code: "234ZZABC".into(),
        centre: UnitId(7),
        when: When { day: on(day), span: Span::new(from, from + 30) },
        services: Services::one(0),
        procedures: Vec::new(),
        visitor: visitor("Nguyễn Văn An", "0912345678", None),
        door: Door::Portal,
        note: String::new(),
        made_ms: 0,
        sequence: 0,
        wish: None,
        reminded: Vec::new(),
        state: State::Booked,
    }
}

#[test]
fn nobody_is_at_two_places_at_once_but_a_family_shares_a_telephone() {
    let theirs = [booked("2026-03-03", 480)];
    let check = |who: &Visitor, centre: i64, from: i32, service: u8| {
        let when = When { day: on("2026-03-03"), span: Span::new(from, from + 30) };
        key(check_twice(&theirs, who, UnitId(centre), when, Services::one(service), None))
    };
    let same = visitor("NGUYEN VAN AN", "0912345678", None);
    assert_eq!(check(&same, 8, 495, 5), "BOOKING_TWICE_TIME", "also at another centre");
    assert_eq!(check(&same, 7, 600, 0), "BOOKING_TWICE_SERVICE");
    assert_eq!(check(&same, 7, 600, 1), "fine");
    assert_eq!(check(&same, 8, 600, 0), "fine");
    assert_eq!(check(&visitor("Nguyễn Thị Bình", "0912345678", None), 7, 480, 0), "fine", "the wife");
    assert_eq!(check(&visitor("Nguyễn Văn An", "0987654321", None), 7, 480, 0), "fine", "another of that name");
    let when = theirs[0].when;
    let own = check_twice(&theirs, &same, UnitId(7), when, Services::one(0), Some(AppointmentId(1)));
    assert!(own.is_ok(), "one's own appointment is not in the way of moving it");
}

#[test]
fn what_may_happen_to_an_appointment() {
    let now = at("2026-03-02T09:10:00");
    let ms = kernel::time::instant_ms;
    let with = |state: State| Appointment { state, ..booked("2026-03-02", 600) };
    let cancelled = || with(State::Cancelled { by: By::Visitor, at_ms: 0, why: String::new() });
    let arrived = || with(State::Arrived { ticket: TicketId(5), at_ms: 0 });
    let wish = Some(floor::booking::model::Wish { first: on("2026-03-02"), last: on("2026-03-06"), missed: 0 });
    let offered = |until: &str| Appointment { wish, ..with(State::Offered { until_ms: ms(at(until)) }) };
    let to = When { day: on("2026-03-04"), span: Span::new(480, 510) };
    let cancel = || Act::Cancel { by: By::Visitor, why: " con ốm ".into() };
    let ticket = TicketId(5);
    let rows: Vec<(&str, Appointment, Act, &str)> = vec![
        ("move", with(State::Booked), Act::Move { to }, "moved"),
        ("move to where it is", with(State::Booked), Act::Move { to: with(State::Booked).when }, "BOOKING_SAME"),
        ("move a cancelled one", cancelled(), Act::Move { to }, "BOOKING_CANCELLED"),
        ("cancel", with(State::Booked), cancel(), "cancelled"),
        ("cancel twice", cancelled(), cancel(), "BOOKING_CANCELLED"),
        ("cancel after it", booked("2026-03-02", 480), cancel(), "BOOKING_OVER"),
        ("cancel at the counter", arrived(), cancel(), "BOOKING_ARRIVED"),
        ("arrive", with(State::Booked), Act::Arrive { ticket }, "arrived"),
        ("arrive late", booked("2026-03-02", 480), Act::Arrive { ticket }, "arrived"),
        ("arrive tomorrow", booked("2026-03-01", 480), Act::Arrive { ticket }, "BOOKING_OTHER_DAY"),
        ("arrive twice", arrived(), Act::Arrive { ticket }, "BOOKING_ARRIVED"),
        ("arrive without a slot", with(State::Waiting), Act::Arrive { ticket }, "BOOKING_WAITS"),
        ("miss", booked("2026-03-01", 480), Act::Miss, "no_show"),
        ("miss before the day is over", with(State::Booked), Act::Miss, "BOOKING_NOT_YET"),
        ("miss one who came", arrived(), Act::Miss, "BOOKING_ARRIVED"),
        ("accept", offered("2026-03-02T09:30:00"), Act::Accept, "booked"),
        ("accept too late", offered("2026-03-02T09:00:00"), Act::Accept, "BOOKING_OFFER_GONE"),
        ("pass", offered("2026-03-02T09:30:00"), Act::Pass, "waiting"),
        ("offer", Appointment { wish, ..with(State::Waiting) }, Act::Offer { when: to, until_ms: 5 }, "offered"),
        ("offer to one who has", with(State::Booked), Act::Offer { when: to, until_ms: 5 }, "BOOKING_OFFER_GONE"),
    ];
    for (what, before, act, expected) in rows {
        let found = next(&before, &act, now);
        let said = found.as_ref().map_or_else(|refusal| refusal.key.clone(), |after| after.state.code().into());
        assert_eq!(said, expected, "{what}");
    }
    let moved = next(&with(State::Booked), &Act::Move { to }, now).unwrap();
    assert_eq!((moved.sequence, moved.version, moved.when), (1, 2, to), "calendars learn of it");
    let called_off = next(&moved, &cancel(), now).unwrap();
    assert_eq!(called_off.sequence, 2);
    assert!(matches!(called_off.state, State::Cancelled { why, .. } if why == "con ốm"));
}

#[test]
fn reminders_come_the_day_before_and_two_hours_before_and_never_late() {
    let now = at("2026-03-02T09:10:00");
    let to = When { day: on("2026-03-03"), span: Span::new(480, 510) };
    let moved = next(&booked("2026-03-04", 480), &Act::Move { to }, now).unwrap();
    assert_eq!(moved.reminded, [24], "tomorrow at eight is less than a day away");
    let two_hours = kernel::time::instant_ms(at("2026-03-03T06:00:00"));
    assert_eq!(moved.remind_ms(), Some(two_hours));
    let done = next(&moved, &Act::Remind { hours: 2 }, now).unwrap();
    assert_eq!(done.remind_ms(), None);
    assert_eq!(booked("2026-03-04", 480).remind_ms(), Some(kernel::time::instant_ms(at("2026-03-03T08:00:00"))));
}

// ── duty ────────────────────────────────────────────────────────────────────────────────────────────────────────

const COUNTERS: [CounterId; 2] = [CounterId(1), CounterId(2)];

fn minutes(shifts: &[Shift]) -> i32 {
    shifts.iter().map(|shift| shift.span.minutes()).sum()
}

fn duty(day: &str, plan: &DayPlan) -> Vec<Shift> {
    on_duty(on(day), &Calendar::shipped(), &COUNTERS, &Week::default(), plan)
}

fn changed(day: &str, plan: &DayPlan, what: Change) -> Result<DayPlan, String> {
    let calendar = Calendar::shipped();
    let facts = Facts {
        day: on(day),
        now: at("2026-03-02T09:10:00"),
        calendar: &calendar,
        counters: &COUNTERS,
        week: &Week::default(),
        plan,
        may_sit: &|officer| officer.0 < 100,
    };
    change(&facts, &what).map_err(|refusal| refusal.key)
}

#[test]
fn a_day_follows_the_calendar_until_somebody_changes_it() {
    let none = DayPlan::default();
    assert_eq!(minutes(&duty("2026-03-03", &none)), 2 * 480, "two counters, eight hours");
    assert_eq!(duty("2026-03-07", &none), [], "Saturday");
    assert_eq!(duty("2026-04-30", &none), [], "a holiday");
    let saturday = Session { span: Span::new(480, 660), counters: vec![CounterId(2)], note: "QĐ 12".into() };
    let open = changed("2026-03-07", &none, Change::Open { session: saturday.clone() }).unwrap();
    assert_eq!(duty("2026-03-07", &open), [shift(2, 480, 660)]);
    // Lunch joins the shifts on both sides; what is usual anyway is no session.
    let lunch = Session { span: Span::new(660, 800), ..saturday.clone() };
    let open = changed("2026-03-03", &none, Change::Open { session: lunch }).unwrap();
    assert_eq!(minutes(&duty("2026-03-03", &open)), 2 * 480 + 90);
    let usual = Session { span: Span::new(480, 600), ..saturday.clone() };
    assert_eq!(changed("2026-03-03", &none, Change::Open { session: usual }), Err("DUTY_SESSION_USUAL".into()));
    let nobody = Session { counters: Vec::new(), ..saturday.clone() };
    assert_eq!(changed("2026-03-07", &none, Change::Open { session: nobody }), Err("DUTY_SESSION_COUNTERS".into()));
    let unsaid = Session { note: " ".into(), ..saturday.clone() };
    assert_eq!(changed("2026-03-07", &none, Change::Open { session: unsaid }), Err("DUTY_SESSION_NOTE".into()));
    assert_eq!(changed("2026-04-30", &none, Change::Open { session: saturday }), Err("DUTY_HOLIDAY".into()));
}

#[test]
fn closures_and_absences_take_counters_away_and_give_them_back() {
    let none = DayPlan::default();
    let why = || "máy in hỏng".to_string();
    let closure = Closure { counter: CounterId(1), span: Span::new(540, 600), why: why() };
    let closed = changed("2026-03-03", &none, Change::Close { closure }).unwrap();
    assert_eq!(minutes(&duty("2026-03-03", &closed)), 2 * 480 - 60);
    let again = changed("2026-03-03", &closed, Change::Reopen { nth: 0 }).unwrap();
    assert_eq!(duty("2026-03-03", &again), duty("2026-03-03", &none));
    assert_eq!(changed("2026-03-03", &again, Change::Reopen { nth: 0 }), Err("DUTY_GONE".into()));
    let night = Closure { counter: CounterId(1), span: Span::new(1200, 1260), why: why() };
    assert_eq!(changed("2026-03-03", &none, Change::Close { closure: night }), Err("DUTY_CLOSURE_IDLE".into()));

    let sits = |counter, officer, from, until| Change::Put {
        shift: Shift { officer: Some(OfficerId(officer)), ..shift(counter, from, until) },
    };
    let named = changed("2026-03-03", &none, sits(1, 5, 450, 690)).unwrap();
    assert_eq!(minutes(&duty("2026-03-03", &named)), 2 * 480, "putting somebody there doubles nothing");
    assert_eq!(changed("2026-03-03", &named, sits(2, 5, 600, 660)), Err("DUTY_OFFICER_TWICE".into()));
    assert_eq!(changed("2026-03-03", &named, sits(2, 500, 600, 660)), Err("DUTY_OFFICER".into()));
    assert_eq!(changed("2026-03-03", &named, sits(9, 6, 600, 660)), Err("DUTY_COUNTER".into()));
    assert_eq!(changed("2026-03-03", &named, sits(1, 6, 660, 600)), Err("DUTY_TIMES".into()));
    assert_eq!(changed("2026-03-01", &named, sits(1, 6, 600, 660)), Err("DUTY_DAY_PAST".into()));
    let absent = changed("2026-03-03", &named, Change::Absent { officer: OfficerId(5) }).unwrap();
    assert_eq!(minutes(&duty("2026-03-03", &absent)), 2 * 480 - 240);
    let back = changed("2026-03-03", &absent, Change::Present { officer: OfficerId(5) }).unwrap();
    assert_eq!(back, named);
    let dropped = changed("2026-03-03", &named, Change::Drop { counter: CounterId(1), span: Span::new(450, 510) });
    assert_eq!(minutes(&duty("2026-03-03", &dropped.unwrap())), 2 * 480 - 60);
    assert_eq!(changed("2026-03-03", &named, Change::Follow).unwrap(), none);
}

#[test]
fn hours_are_read_as_people_type_them() {
    for (typed, minute) in
        [("7:30", Some(450)), ("07h30", Some(450)), ("0730", Some(450)), ("17h", Some(1020)), ("24:00", Some(1440))]
    {
        assert_eq!(parse_hm(typed), minute, "{typed}");
    }
    for typed in ["", "25:00", "7:60", "24:01", "sáng", "-1:00"] {
        assert_eq!(parse_hm(typed), None, "{typed}");
    }
}
