//! The result comes back to the door it came in by, or to any other the applicant chooses.

use custody::decide::bag::BagAct;
use custody::model::ParcelState;
use dossier::model::{PickUp, UnitRef};
use dossier::{Command, Key};
use kernel::{DossierId, Result, UnitId};
use store::ledger::Once;
use testkit::desk::hand_over;
use testkit::office::{CENTRE, CLERK, COMMUNE, FAR_HAND_OVER, HAND_OVER, INTAKE, JUSTICE, OUTSIDER};
use testkit::world::word;
use testkit::{World, each_engine};

use crate::house::{House, listening, refused};

/// The name and the code are the office's to say.
fn door(unit: UnitId) -> Command {
    Command::ChooseDoor { unit: UnitRef { id: unit, name: String::new(), code: String::new() } }
}

fn applicant_chooses(world: &World, id: DossierId, unit: UnitId, once: Option<Once>) -> Result<dossier::Saved> {
    let seen = world.dossier(id).version;
    world.wait(world.dossiers.perform_as_applicant(&world.citizen(), Key::Id(id), seen, door(unit), once))
}

/// One paper in a bag of its own, from shelf to shelf.
fn travels(house: &House<'_>, label: &str, (from, sender): (UnitId, &str), (to, taker): (UnitId, &str)) {
    let bag = house.open(sender, from, to, &[label.to_string()]).expect("opened");
    house.does(sender, bag, BagAct::Seal { number: "NP-7".into(), lines: 0 });
    house.does(sender, bag, BagAct::Send { carrier: "Bưu tá Khánh".into() });
    house.does(taker, bag, BagAct::Receive { seal_read: "NP-7".into(), broken: String::new() });
    house.scan(taker, bag, label).expect("counted");
    house.does(taker, bag, BagAct::Close { missing: Vec::new() });
}

fn told(world: &World, id: DossierId, kind: &str) -> i64 {
    let like = format!("%\"{kind}\"%");
    world.look(move |tx| {
        let sql = "SELECT COUNT(*) FROM outbox WHERE dossier_id = ?1 AND topic = 'notice' AND body LIKE ?2";
        tx.count(sql, &[id.0.into(), like.clone().into()])
    })
}

/// How many results wait for an officer to hand them over.
fn waiting(world: &World, login: &str) -> i64 {
    world.wait(world.dossiers.counts(&world.officer(login))).expect("counts").hand_over
}

#[test]
fn chosen_before_it_is_decided_the_result_goes_to_that_door_and_no_other_hands_it_over() {
    each_engine("doors_before", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        // Taken in at the commune, decided in the province; the applicant works in town.
        let id = house.sent_to_province(PickUp::Counter);
        assert_eq!(word(&applicant_chooses(world, id, JUSTICE, None).expect_err("no centre")), "DOOR_NOT_A_CENTRE");
        assert_eq!(word(&applicant_chooses(world, id, COMMUNE, None).expect_err("there already")), "DOOR_AS_BEFORE");
        let stranger = world.stranger();
        let stranger = world.dossiers.perform_as_applicant(&stranger, Key::Id(id), 2, door(CENTRE), None);
        assert_eq!(word(&world.wait(stranger).expect_err("another's")), "absent");
        assert_eq!(world.refused(INTAKE, id, door(CENTRE)), "absent", "not theirs before it is chosen");
        let once = || Some(Once { caller: 70, token: "door".into(), fingerprint: "pick-up".into() });
        let first = applicant_chooses(world, id, CENTRE, once()).expect("chosen");
        let seen = first.version - 1;
        let citizen = world.citizen();
        let again = world.dossiers.perform_as_applicant(&citizen, Key::Id(id), seen, door(CENTRE), once());
        assert_eq!(world.wait(again).expect("answered the same").version, first.version, "pressed twice, done once");
        let chosen = world.dossier(id);
        assert_eq!((chosen.receiving.id, chosen.door().id), (COMMUNE, CENTRE), "where it came in stays what it was");
        assert_eq!(told(world, id, "door_chosen"), 1);
        assert_eq!(world.events(id).last().map(|event| event.kind.as_str()), Some("choose_door"));
        // From now on it is theirs to know as well.
        assert!(world.wait(world.dossiers.read(&world.officer(HAND_OVER), Key::Id(id), "desk")).is_ok());

        house.decided(id);
        let ready = world.dossier(id);
        assert_eq!(ready.holds.last().map(|hold| hold.to_unit.as_str()), Some(ready.door().name.as_str()));
        let result = house.labels(id).pop().expect("a result");
        let wanted = house.papers(id).pop().and_then(|paper| paper.wanted).map(|unit| unit.id);
        assert_eq!(wanted, Some(CENTRE));
        assert_eq!((waiting(world, HAND_OVER), waiting(world, FAR_HAND_OVER)), (1, 0), "on the list of that door only");
        assert_eq!(world.refused(FAR_HAND_OVER, id, hand_over()), "NOT_PERMITTED", "not where it came in any more");
        assert_eq!(world.refused(HAND_OVER, id, hand_over()), "RESULT_ELSEWHERE", "nor before it is there");
        travels(&house, &result, (JUSTICE, CLERK), (CENTRE, INTAKE));
        assert_eq!(house.places(id)[3], "K1: unit 2");
        assert_eq!(told(world, id, "result-at-door"), 1, "they come when it is there");
        world.does(HAND_OVER, id, hand_over());
        assert_eq!(house.places(id)[3], "K1: applicant");
        assert_eq!(world.refused(HAND_OVER, id, door(COMMUNE)), "NOT_IN_THIS_STAGE", "handed over is handed over");
        house.is_sound();
    });
}

#[test]
fn changed_when_it_lies_at_one_door_a_new_bag_takes_it_to_the_other() {
    each_engine("doors_after", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        let id = house.sent_to_province(PickUp::Counter);
        house.decided(id);
        let result = house.labels(id).pop().expect("a result");
        travels(&house, &result, (JUSTICE, CLERK), (COMMUNE, OUTSIDER));
        assert_eq!(told(world, id, "result-at-door"), 0, "nobody chose a door: they were told at the release");
        // The hand-over officer of that counter notes it for them.
        world.does(FAR_HAND_OVER, id, door(CENTRE));
        let paper = house.papers(id).pop().expect("a result");
        assert_eq!(paper.wanted.as_ref().map(|unit| unit.id), Some(CENTRE));
        // NĐ 118/2025 Điều 20: one working day from one level to the other.
        assert_eq!(paper.leave_by, Some(testkit::at("2026-03-03T17:00")));
        assert_eq!(told(world, id, "door_chosen_ready"), 1);
        let blocks: Vec<(String, bool)> = world
            .dossier(id)
            .holds
            .iter()
            .rev()
            .take(2)
            .map(|hold| (hold.to_unit.clone(), hold.done.is_some()))
            .collect();
        let (there, before) = (world.dossier(id).door().name.clone(), world.dossier(id).receiving.name.clone());
        assert_eq!(blocks, [(there, false), (before, true)], "a block of the control sheet from door to door");
        assert_eq!(world.refused(HAND_OVER, id, hand_over()), "RESULT_ELSEWHERE");
        assert_eq!(world.refused(FAR_HAND_OVER, id, hand_over()), "NOT_PERMITTED", "it lies here and belongs there");

        // Back and forth before anybody packed it: it stays where it lies and is given there.
        world.does(FAR_HAND_OVER, id, door(COMMUNE));
        assert!(house.papers(id).pop().is_some_and(|paper| paper.wanted.is_none() && paper.leave_by.is_none()));
        world.does(FAR_HAND_OVER, id, door(CENTRE));
        travels(&house, &result, (COMMUNE, OUTSIDER), (CENTRE, INTAKE));
        world.does(HAND_OVER, id, hand_over());
        assert_eq!(house.places(id)[3], "K1: applicant");
        house.is_sound();
    });
}

#[test]
fn what_is_in_a_bag_goes_on_from_where_it_comes_out() {
    each_engine("doors_in_bag", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        let id = house.sent_to_province(PickUp::Counter);
        house.decided(id);
        let result = house.labels(id).pop().expect("a result");
        let bag = house.open(CLERK, JUSTICE, COMMUNE, std::slice::from_ref(&result)).expect("opened");
        let seal = || BagAct::Seal { number: "NP-3".into(), lines: 0 };
        applicant_chooses(world, id, CENTRE, None).expect("chosen");
        assert_eq!(refused(house.tries(CLERK, bag, seal())), "BAG_WITH_REDIRECTED", "taken out before it leaves");
        applicant_chooses(world, id, COMMUNE, None).expect("and back");
        house.does(CLERK, bag, seal());
        house.does(CLERK, bag, BagAct::Send { carrier: "Bưu tá Khánh".into() });
        applicant_chooses(world, id, CENTRE, None).expect("on the way");
        world.at("2026-03-03T10:00");
        house.does(OUTSIDER, bag, BagAct::Receive { seal_read: "NP-3".into(), broken: String::new() });
        house.scan(OUTSIDER, bag, &result).expect("counted");
        let paper = house.papers(id).pop().expect("a result");
        assert_eq!(house.places(id)[3], "K1: unit 5");
        assert_eq!(paper.wanted.as_ref().map(|unit| unit.id), Some(CENTRE));
        assert_eq!(paper.leave_by, Some(testkit::at("2026-03-04T17:00")), "one working day from its arrival");
        assert_eq!(told(world, id, "result-at-door"), 0, "not there yet");
        travels(&house, &result, (COMMUNE, OUTSIDER), (CENTRE, INTAKE));
        assert_eq!(told(world, id, "result-at-door"), 1);
        world.does(HAND_OVER, id, hand_over());
        house.is_sound();
    });
}

#[test]
fn an_electronic_result_travels_nowhere_and_one_for_the_post_is_called_off() {
    each_engine("doors_ways", |world| {
        let world = &listening(world);
        let house = House::of(world);
        world.at("2026-03-02T09:00");
        let online = house.sent_to_province(PickUp::Online);
        house.decided(online);
        assert_eq!(house.places(online).len(), 3, "no paper, no bag");
        // On paper after all, at a door of their choice.
        applicant_chooses(world, online, CENTRE, None).expect("chosen");
        let paper = house.papers(online).pop().expect("a result");
        assert_eq!(
            (paper.holder.unit().map(|unit| unit.id), paper.wanted.map(|unit| unit.id)),
            (Some(JUSTICE), Some(CENTRE))
        );

        let by_post = house.sent_to_province(PickUp::Post);
        house.decided(by_post);
        let parcel = move |world: &World| {
            world
                .look(move |tx| custody::store::list_parcels_of(tx, by_post))
                .into_iter()
                .max_by_key(|one| one.id)
                .expect("a parcel")
        };
        assert!(matches!(parcel(world).state, ParcelState::Ready));
        applicant_chooses(world, by_post, COMMUNE, None).expect("the counter it came in by");
        assert!(matches!(parcel(world).state, ParcelState::CalledOff { .. }), "nobody gives it to the post");
        let result = house.labels(by_post).pop().expect("a result");
        travels(&house, &result, (JUSTICE, CLERK), (COMMUNE, OUTSIDER));
        // By post after all, from the counter where it lies: a parcel of its own; and then it is on its way.
        world.does(FAR_HAND_OVER, by_post, Command::PostResult { tracking: "EE5VN".into() });
        let fresh = parcel(world);
        assert!(matches!(fresh.state, ParcelState::WithPost { .. }) && fresh.unit.id == COMMUNE);
        let late = applicant_chooses(world, by_post, CENTRE, None);
        assert_eq!(word(&late.expect_err("on its way")), "POSTED_NOT_RETURNED");
        house.is_sound();
    });
}
