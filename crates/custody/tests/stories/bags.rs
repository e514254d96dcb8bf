//! Sealed bags between a commune's centre and a department of the province.

use custody::decide::bag::BagAct;
use custody::door::Scanned;
use custody::model::{BagState, Wrong};
use dossier::Command;
use dossier::model::PickUp;
use kernel::BagId;
use testkit::each_engine;
use testkit::office::{CLERK, COMMUNE, HAND_OVER, INTAKE, JUSTICE, OUTSIDER, Office};

use crate::house::{House, listening, refused};

fn seal(number: &str) -> BagAct {
    BagAct::Seal { number: number.into(), lines: 0 }
}

fn receive(number: &str) -> BagAct {
    BagAct::Receive { seal_read: number.into(), broken: String::new() }
}

fn close() -> BagAct {
    BagAct::Close { missing: Vec::new() }
}

fn send() -> BagAct {
    BagAct::Send { carrier: "Bưu tá Khánh".into() }
}

/// Opened, sealed and on its way with everything that is to be sent of a dossier.
fn on_its_way(house: &House<'_>, codes: &[String], number: &str) -> BagId {
    let bag = house.open(OUTSIDER, COMMUNE, JUSTICE, codes).expect("opened");
    house.does(OUTSIDER, bag, seal(number));
    house.does(OUTSIDER, bag, send());
    bag
}

#[test]
fn papers_go_up_in_one_bag_and_the_result_comes_back_in_another() {
    each_engine("bags", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        let id = house.sent_to_province(PickUp::Counter);
        assert_eq!(
            house.places(id),
            ["P1: unit 5", "P2: unit 5", "P3: unit 5"],
            "born at the centre that took them in"
        );
        assert!(house.papers(id).iter().all(|paper| paper.wanted.as_ref().is_some_and(|unit| unit.id == JUSTICE)));

        let labels = house.labels(id);
        let code = labels[0].rsplit_once('.').expect("a label").0.to_string();
        let bag = house.open(OUTSIDER, COMMUNE, JUSTICE, std::slice::from_ref(&code)).expect("opened");
        assert_eq!(house.places(id), ["P1: bag", "P2: bag", "P3: bag"], "a dossier's code means all of its papers");
        assert_eq!(refused(house.scan(OUTSIDER, bag, &labels[0])), "PAPER_PACKED_ALREADY");
        let sealed = house.does(OUTSIDER, bag, seal("NP-001"));
        // NĐ 118/2025 Điều 20: one working day to another level, Monday to Tuesday (the shape of golden case T06).
        assert_eq!(sealed.expected, Some(testkit::at("2026-03-03T17:00")));
        assert_eq!(refused(house.scan(OUTSIDER, bag, &labels[0])), "BAG_NOT_OPEN");
        house.does(OUTSIDER, bag, send());
        assert_eq!(refused(house.tries(OUTSIDER, bag, receive("NP-001"))), "BAG_WRONG_UNIT");
        assert_eq!(
            refused(house.tries(INTAKE, bag, receive("NP-001"))),
            "BAG_WRONG_UNIT",
            "the wrong unit says where to"
        );

        world.at("2026-03-03T09:00");
        house.does(CLERK, bag, receive("NP-001"));
        assert_eq!(house.scan(CLERK, bag, &labels[0]).expect("counted"), Scanned::Counted(vec![labels[0].clone()]));
        assert!(matches!(house.scan(CLERK, bag, &labels[0]).expect("answered"), Scanned::Already { .. }));
        let address = format!("https://motcua.test/tracking/{}", code.to_lowercase());
        assert_eq!(house.scan(CLERK, bag, &address).expect("counted"), Scanned::Counted(labels[1..].to_vec()));
        let closed = house.does(CLERK, bag, close());
        assert!(closed.discrepancies.is_empty());
        assert_eq!(house.places(id), ["P1: unit 3", "P2: unit 3", "P3: unit 3"]);
        assert!(house.papers(id).iter().all(|paper| paper.wanted.is_none()));

        house.decided(id);
        assert_eq!(house.places(id)[3], "K1: unit 3", "the result is at the agency that signed it");
        let result = house.labels(id)[3].clone();
        let back = house.open(CLERK, JUSTICE, COMMUNE, std::slice::from_ref(&result)).expect("opened");
        house.does(CLERK, back, seal("NP-9"));
        house.does(CLERK, back, send());
        let hand_over = testkit::desk::hand_over();
        let powerful = world.with_office(Office::all_powerful());
        assert_eq!(powerful.refused(HAND_OVER, id, hand_over.clone()), "PAPER_IN_BAG", "nobody has it yet");
        house.does(OUTSIDER, back, receive("NP-9"));
        house.scan(OUTSIDER, back, &result).expect("counted");
        house.does(OUTSIDER, back, close());
        assert_eq!(house.places(id)[3], "K1: unit 5");
        powerful.does(HAND_OVER, id, hand_over);
        assert_eq!(house.places(id), ["P1: archive 3", "P2: archive 3", "P3: archive 3", "K1: applicant"]);
        house.is_sound();
    });
}

#[test]
fn missing_surplus_and_a_broken_seal_stand_on_the_record() {
    each_engine("discrepancies", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T15:30");
        let (first, second) = (house.sent_to_province(PickUp::Counter), house.sent_to_province(PickUp::Counter));
        let (ours, theirs) = (house.labels(first), house.labels(second));
        let bag = on_its_way(&house, &ours, "NP-1");
        let other = on_its_way(&house, &theirs[..1], "NP-2");
        house.does(CLERK, bag, BagAct::Receive { seal_read: "NP-8".into(), broken: String::new() });
        house.scan(CLERK, bag, &ours[0]).expect("counted");
        // A paper of the other bag lies in this one.
        assert_eq!(house.scan(CLERK, bag, &theirs[0]).expect("taken"), Scanned::Surplus(vec![theirs[0].clone()]));
        assert_eq!(refused(house.scan(CLERK, bag, "X-1")), "SCAN_UNKNOWN");
        let closed = house.does(CLERK, bag, close());
        let wrong: Vec<Wrong> = closed.discrepancies.iter().map(|line| line.wrong).collect();
        assert_eq!(wrong, [Wrong::BrokenSeal, Wrong::Surplus, Wrong::Missing, Wrong::Missing]);
        assert_eq!(house.places(first), ["P1: unit 3", "P2: lost", "P3: lost"]);
        assert_eq!(house.places(second)[0], "P1: unit 3");
        assert_eq!(told(world, first), 1, "one apology, however many papers");
        house.does(CLERK, other, receive("NP-2"));
        assert!(house.does(CLERK, other, close()).discrepancies.is_empty(), "what was found elsewhere is not missing");
        // A missing paper turns up on the floor of the van.
        assert_eq!(refused(house.scan(CLERK, bag, &ours[1])), "BAG_NOT_OPEN");
        house.is_sound();
    });
}

fn told(world: &testkit::World, id: kernel::DossierId) -> i64 {
    world.look(move |tx| {
        let sql = "SELECT COUNT(*) FROM outbox WHERE dossier_id = ?1 AND topic = 'notice' AND body LIKE '%paper-lost%'";
        tx.count(sql, &[id.0.into()])
    })
}

#[test]
fn a_lost_bag_is_late_the_same_day_then_lost_and_may_turn_up() {
    each_engine("lost_bag", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        let id = house.sent_to_province(PickUp::Counter);
        let bag = on_its_way(&house, &house.labels(id), "NP-1");
        let late = |moment: &str| {
            world.at(moment);
            let now_ms = world.dossiers.clock.now_ms();
            world.look(move |tx| custody::store::list_late_bags(tx, Some(&[JUSTICE]), now_ms)).len()
        };
        assert_eq!((late("2026-03-03T17:00"), late("2026-03-03T17:01")), (0, 1));
        assert_eq!(
            refused(house.tries(OUTSIDER, bag, BagAct::ReportLost { reason: " ".into() })),
            "BAG_REASON_MISSING"
        );
        let lost = house.does(OUTSIDER, bag, BagAct::ReportLost { reason: "Xe gặp tai nạn".into() });
        assert!(matches!(lost.state, BagState::Lost { .. }));
        assert_eq!(house.places(id), ["P1: lost", "P2: lost", "P3: lost"]);
        assert_eq!(told(world, id), 1);
        house.is_sound();
        world.at("2026-03-05T10:00");
        house.does(CLERK, bag, receive("NP-1"));
        for label in house.labels(id) {
            house.scan(CLERK, bag, &label).expect("counted");
        }
        house.does(CLERK, bag, close());
        assert_eq!(house.places(id), ["P1: unit 3", "P2: unit 3", "P3: unit 3"]);
        house.is_sound();
    });
}

#[test]
fn a_bag_is_not_empty_not_open_twice_and_nobody_elses() {
    each_engine("bag_rules", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        let id = house.sent_to_province(PickUp::Counter);
        let labels = house.labels(id);
        let bag = house.open(OUTSIDER, COMMUNE, JUSTICE, &[]).expect("opened");
        assert_eq!(refused(house.tries(OUTSIDER, bag, seal("NP-1"))), "BAG_EMPTY");
        assert_eq!(refused(house.open(CLERK, COMMUNE, JUSTICE, &[])), "NOT_PERMITTED");
        assert_eq!(refused(house.open(OUTSIDER, COMMUNE, COMMUNE, &[])), "BAG_TO_ITSELF");
        let elsewhere = house.open(OUTSIDER, COMMUNE, testkit::office::BUILDING, &[]).expect("opened");
        assert_eq!(refused(house.scan(OUTSIDER, elsewhere, &labels[0])), "PAPER_WANTED_ELSEWHERE");
        house.scan(OUTSIDER, bag, &labels[0]).expect("packed");
        assert_eq!(refused(house.scan(OUTSIDER, elsewhere, &labels[0])), "PAPER_IN_BAG");
        assert_eq!(refused(house.tries(OUTSIDER, bag, BagAct::Drop { lines: 0 })), "BAG_NOT_EMPTY");
        house.does(OUTSIDER, elsewhere, BagAct::Drop { lines: 0 });
        let by = world.officer(OUTSIDER);
        world.wait(house.custody.unpack(&by, bag, &labels[0])).expect("out again");
        assert_eq!(house.places(id)[0], "P1: unit 5");
        house.scan(OUTSIDER, bag, &labels[0]).expect("in again");
        house.does(OUTSIDER, bag, seal("NP-1"));
        // Two officers saw the same page: the second press is told to look again.
        let stale = world.wait(house.custody.act_on_bag(&by, bag, 1, send()));
        assert_eq!(refused(stale), "stale");
        assert_eq!(refused(house.tries(INTAKE, bag, send())), "absent", "not there or not yours");
        house.does(OUTSIDER, bag, BagAct::Reopen { reason: "Thiếu một giấy tờ".into() });
        house.is_sound();
    });
}

#[test]
fn two_people_count_one_bag_at_once() {
    each_engine("two_scanners", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        let id = house.sent_to_province(PickUp::Counter);
        let labels = house.labels(id);
        let bag = on_its_way(&house, &labels, "NP-1");
        house.does(CLERK, bag, receive("NP-1"));
        let by = world.officer(CLERK);
        let custody = &house.custody;
        let answers = world.wait(async {
            let scans = (0..8).map(|_| (custody.clone(), by.clone(), labels[0].clone()));
            let scans =
                scans.map(|(custody, by, label)| tokio::spawn(async move { custody.scan(&by, bag, &label).await }));
            let mut answers = Vec::new();
            for scan in scans.collect::<Vec<_>>() {
                answers.push(scan.await.expect("answered").expect("never refused"));
            }
            answers
        });
        let counted = answers.iter().filter(|answer| matches!(answer, Scanned::Counted(_))).count();
        assert_eq!(counted, 1, "one of them counted it, the others are told: {answers:?}");
        house.is_sound();
    });
}

#[test]
fn a_dossier_of_one_house_takes_its_papers_along() {
    each_engine("one_house", |world| {
        let world = &listening(world);
        let house = House::of(world);
        let mut lodging = world.lodging(testkit::catalogue::FIVE_DAYS);
        (lodging.receiving, lodging.deciding) = (testkit::office::CENTRE, testkit::office::PROVINCE);
        let id = world.takes_in(INTAKE, lodging, None).expect("taken in").id;
        world.does(INTAKE, id, Command::Transfer { note: String::new() });
        assert_eq!(
            house.places(id),
            ["P1: unit 1", "P2: unit 1", "P3: unit 1"],
            "from hand to hand with the control sheet"
        );
        house.is_sound();
    });
}
