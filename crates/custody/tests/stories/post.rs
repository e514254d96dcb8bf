//! The post: a dossier that comes by it, a result that leaves by it, two invitations in vain.

use custody::decide::parcel::ParcelAct;
use custody::model::{Item, Parcel, ParcelState};
use custody::post::Arrival;
use dossier::Command;
use dossier::command::Acceptance;
use dossier::model::{DeliveryProof, PickUp};
use kernel::{DossierId, ParcelId, Result};
use procedure::model::Channel;
use testkit::office::{CENTRE, HAND_OVER, INTAKE, OUTSIDER, POSTMAN};
use testkit::{World, each_engine};

use crate::house::{House, listening, refused};

fn arrival(tracking: &str) -> Arrival {
    Arrival {
        unit: CENTRE,
        tracking: tracking.into(),
        name: "Nguyễn Thị Mẫu".into(),
        phone: "0900000001".into(),
        address: "Thôn Một, xã An Bình".into(),
        subject: "Xác nhận thông tin hộ tịch".into(),
        procedure: String::new(),
        items: Vec::new(),
    }
}

fn item(name: &str) -> Item {
    Item { name: name.into(), originals: 1, copies: 0 }
}

fn sign() -> ParcelAct {
    ParcelAct::Sign {
        postman: "Phan Gia Khánh".into(), items: vec![item("Tờ khai"), item("Giấy tờ chứng minh")]
    }
}

fn invite() -> ParcelAct {
    ParcelAct::Invite { reason: "Không có người ở nhà".into() }
}

struct Desk<'a> {
    house: House<'a>,
}

impl Desk<'_> {
    fn tries(&self, login: &str, id: ParcelId, act: ParcelAct) -> Result<Parcel> {
        let world = self.house.world;
        let seen = self.parcel(id).version;
        world.wait(self.house.custody.act_on_parcel(&world.officer(login), id, seen, act))
    }

    #[track_caller]
    fn does(&self, login: &str, id: ParcelId, act: ParcelAct) -> Parcel {
        self.tries(login, id, act).unwrap_or_else(|error| panic!("{login} at {}: {error}", self.house.world.now()))
    }

    fn parcel(&self, id: ParcelId) -> Parcel {
        self.house.world.look(move |tx| custody::store::load_parcel(tx, id))
    }

    fn parcel_of(&self, id: DossierId) -> Parcel {
        self.house.world.look(move |tx| custody::store::list_parcels_of(tx, id)).into_iter().next().expect("a parcel")
    }
}

fn note(world: &World, house: &House<'_>, login: &str, tracking: &str) -> Result<ParcelId> {
    world.wait(house.custody.note_arrival(&world.officer(login), arrival(tracking), None))
}

#[test]
fn the_signing_of_the_record_is_the_moment_of_filing() {
    each_engine("post_in", |world| {
        let world = &listening(world);
        let desk = Desk { house: House::of(world) };
        world.at("2026-03-02T16:00");
        let id = note(world, &desk.house, POSTMAN, "ee123456789vn").expect("the postman notes it");
        assert_eq!(desk.parcel(id).tracking, "EE123456789VN");
        assert_eq!(refused(note(world, &desk.house, INTAKE, "EE123456789VN")), "PARCEL_KNOWN");
        assert_eq!(refused(note(world, &desk.house, OUTSIDER, "EE1")), "NOT_PERMITTED");
        assert_eq!(
            refused(desk.tries(POSTMAN, id, sign())),
            "NOT_PERMITTED",
            "the centre signs, not the postman alone"
        );
        let empty = ParcelAct::Sign { postman: "Phan Gia Khánh".into(), items: Vec::new() };
        assert_eq!(refused(desk.tries(INTAKE, id, empty)), "PARCEL_ITEMS_MISSING");
        world.at("2026-03-02T16:20");
        desk.does(INTAKE, id, sign());
        // The officer takes it in the next morning: the law counts from the signing (QĐ 45/2016/QĐ-TTg).
        world.at("2026-03-03T08:00");
        let mut lodging = world.lodging(testkit::catalogue::FIVE_DAYS);
        lodging.channel = Channel::Post;
        let dossier = world.lodges(INTAKE, lodging, None).expect("lodged").id;
        let (custody, officer) = (desk.house.custody.clone(), world.officer(INTAKE));
        let link = world.store.act_blocking(move |tx| custody.take_in(tx, &officer, id, dossier));
        link.expect("linked");
        let held = world.dossier(dossier);
        let received_at = world.look(move |tx| custody::post::legal_receipt(tx, &held));
        assert_eq!(received_at, Some(testkit::at("2026-03-02T16:20")));
        world.does(INTAKE, dossier, Command::Accept(Acceptance { received_at, ..Acceptance::default() }));
        assert_eq!(world.dossier(dossier).due, Some(testkit::at("2026-03-09T17:00")), "five days from Monday");
        assert!(matches!(desk.parcel(id).state, ParcelState::TakenIn { .. }));
        let (custody, officer) = (desk.house.custody.clone(), world.officer(INTAKE));
        let again = world.store.act_blocking(move |tx| custody.take_in(tx, &officer, id, dossier));
        assert_eq!(refused(again), "PARCEL_NOT_IN_THIS_STATE", "one parcel, one dossier");
        desk.house.is_sound();
    });
}

#[test]
fn a_supplement_before_acceptance_moves_the_moment_of_filing() {
    each_engine("post_supplement", |world| {
        let world = &listening(world);
        let desk = Desk { house: House::of(world) };
        let id = note(world, &desk.house, INTAKE, "EE1VN").expect("noted");
        desk.does(INTAKE, id, sign());
        let mut lodging = world.lodging(testkit::catalogue::FIVE_DAYS);
        lodging.channel = Channel::Post;
        let dossier = world.lodges(INTAKE, lodging, None).expect("lodged").id;
        let (custody, officer) = (desk.house.custody.clone(), world.officer(INTAKE));
        world.store.act_blocking(move |tx| custody.take_in(tx, &officer, id, dossier)).expect("linked");
        let items = vec![dossier::model::SupplementItem { ask: "Nộp bản chính".into(), ..Default::default() }];
        let ask =
            Command::RequestSupplement { items, reason: "Thiếu bản chính".into(), basis: "Điều 17".into() };
        world.does(INTAKE, dossier, ask);
        world.at("2026-03-04T09:00").does(INTAKE, dossier, Command::Resubmit);
        let held = world.dossier(dossier);
        assert_eq!(
            world.look(move |tx| custody::post::legal_receipt(tx, &held)),
            None,
            "it counts from the full supplement"
        );
    });
}

/// A result at the centre that goes by post, already with the post.
fn posted<'a>(world: &'a World) -> (Desk<'a>, DossierId, ParcelId) {
    let desk = Desk { house: House::of(world) };
    world.at("2026-03-02T09:00");
    let mut lodging = world.lodging(testkit::catalogue::FIVE_DAYS);
    lodging.pick_up = PickUp::Post;
    let id = world.takes_in(INTAKE, lodging, None).expect("taken in").id;
    world.does(INTAKE, id, Command::Transfer { note: String::new() });
    desk.house.decided(id);
    let parcel = desk.parcel_of(id);
    assert!(matches!(parcel.state, ParcelState::Ready), "the work list has it as soon as it is released");
    let result = desk.house.labels(id).pop().expect("a result");
    let bag = desk
        .house
        .open(testkit::office::CLERK, testkit::office::JUSTICE, CENTRE, std::slice::from_ref(&result))
        .expect("opened");
    let seal = custody::decide::bag::BagAct::Seal { number: "NP-1".into(), lines: 0 };
    desk.house.does(testkit::office::CLERK, bag, seal);
    let early = Command::PostResult { tracking: "EE2VN".into() };
    assert_eq!(world.refused(HAND_OVER, id, early.clone()), "PAPER_IN_BAG", "the post cannot take what is not here");
    let receive = custody::decide::bag::BagAct::Receive { seal_read: "NP-1".into(), broken: String::new() };
    desk.house.does(INTAKE, bag, receive);
    desk.house.scan(INTAKE, bag, &result).expect("counted");
    world.at("2026-03-03T09:00").does(HAND_OVER, id, early);
    assert_eq!(desk.house.places(id)[3], "K1: post EE2VN");
    (desk, id, parcel.id)
}

#[test]
fn a_result_is_handed_over_when_there_is_proof() {
    each_engine("post_out", |world| {
        let world = &listening(world);
        let (desk, id, parcel) = posted(world);
        assert_eq!(world.refused(HAND_OVER, id, testkit::desk::hand_over()), "POSTED_NOT_RETURNED");
        let report = |at: &str, number: &str| ParcelAct::Report {
            number: number.into(),
            at: testkit::at(at),
            taker: "Nguyễn Thị Mẫu".into(),
            taker_id: String::new(),
        };
        world.at("2026-03-04T10:00");
        assert_eq!(refused(desk.tries(POSTMAN, parcel, report("2026-03-04T09:30", ""))), "PARCEL_PROOF_MISSING");
        assert_eq!(refused(desk.tries(POSTMAN, parcel, report("2026-03-05T09:30", "BP1"))), "PARCEL_DELIVERED_WHEN");
        assert_eq!(refused(desk.tries(OUTSIDER, parcel, report("2026-03-04T09:30", "BP1"))), "absent");
        desk.does(POSTMAN, parcel, report("2026-03-04T09:30", "BP1"));
        assert_eq!(world.dossier(id).stage.name(), "result_ready", "a report is not the hand-over yet");
        let proof = Some(DeliveryProof { number: "BP1".into(), at: testkit::at("2026-03-04T09:30") });
        let confirm = Command::HandOver {
            taker_name: "Nguyễn Thị Mẫu".into(),
            taker_id: String::new(),
            authority: String::new(),
            way: PickUp::Post,
            originals_returned: false,
            proof,
        };
        assert_eq!(world.refused(POSTMAN, id, confirm.clone()), "absent", "the post sees parcels, not dossiers");
        world.does(HAND_OVER, id, confirm);
        assert!(matches!(desk.parcel(parcel).state, ParcelState::Delivered { .. }));
        assert_eq!(desk.house.places(id)[3], "K1: applicant");
        desk.house.is_sound();
    });
}

#[test]
fn two_invitations_two_working_days_apart_and_the_result_is_back() {
    each_engine("post_back", |world| {
        let world = &listening(world);
        let (desk, id, parcel) = posted(world);
        // Friday, then not before Tuesday: Saturday and Sunday are no working days.
        world.at("2026-03-06T10:00");
        desk.does(POSTMAN, parcel, invite());
        let back = |parcel: &Parcel| Command::ReturnPosted {
            invited_on: parcel.invitations.iter().map(|one| one.done.at.date()).collect(),
        };
        assert_eq!(world.refused(HAND_OVER, id, back(&desk.parcel(parcel))), "INVITATIONS_TOO_FEW");
        world.at("2026-03-09T10:00");
        assert_eq!(refused(desk.tries(POSTMAN, parcel, invite())), "PARCEL_INVITED_TOO_EARLY");
        world.at("2026-03-10T10:00");
        desk.does(POSTMAN, parcel, invite());
        world.at("2026-03-11T10:00").does(HAND_OVER, id, back(&desk.parcel(parcel)));
        assert!(matches!(desk.parcel(parcel).state, ParcelState::Returned { .. }));
        assert_eq!(desk.house.places(id)[3], "K1: unit 2", "it waits at the centre that handed it to the post");
        assert_eq!(world.dossier(id).stage.name(), "result_ready", "X15: it stays ready");
        // The applicant comes to the counter after all.
        world.does(HAND_OVER, id, testkit::desk::hand_over());
        assert_eq!(desk.house.places(id)[3], "K1: applicant");
        assert!(matches!(desk.parcel(parcel).state, ParcelState::Delivered { .. }));
        desk.house.is_sound();
    });
}
