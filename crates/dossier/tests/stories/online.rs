//! A dossier filed online, from the applicant's door to the result, on both engines.

use std::sync::{Arc, Mutex};

use dossier::command::{Acceptance, Adjustment, Revision};
use dossier::list::incoming::{self, AsOf, Narrowing, Sight};
use dossier::model::{Dossier, HeldFile, Outcome, SupplementAnswer, SupplementItem};
use dossier::{Command, Dossiers, Key, Saved, chores};
use kernel::{DossierId, FileId, Result};
use person::Citizen;
use store::ledger::Once;
use testkit::catalogue::FIVE_DAYS;
use testkit::desk::{ask_supplement, attach_result};
use testkit::office::{APPROVER, CLERK, COLLEAGUE, HAND_OVER, HEAD, INTAKE, JUSTICE, OUTSIDER, SPECIALIST, SUPERVISOR};
use testkit::world::word;
use testkit::{World, each_engine};

use crate::life::{chain_stands, deadlines_follow};

fn once(token: &str) -> Once {
    Once { caller: 70, token: token.into(), fingerprint: "lodge".into() }
}

fn files_online(world: &World) -> DossierId {
    world.wait(world.dossiers.lodge_online(&world.citizen(), world.online(FIVE_DAYS), None)).expect("filed").id
}

fn tries(world: &World, by: &Citizen, id: DossierId, command: Command) -> Result<Saved> {
    let seen = world.dossier(id).version;
    world.wait(world.dossiers.perform_as_applicant(by, Key::Id(id), seen, command, None))
}

#[track_caller]
fn does(world: &World, id: DossierId, command: Command) -> Saved {
    let name = command.name();
    tries(world, &world.citizen(), id, command).unwrap_or_else(|e| panic!("the applicant wanted to {name}: {e}"))
}

/// Every chore of online filing, as the house runs them. Answers what was noted.
fn notes(world: &World) -> Vec<&'static str> {
    let (door, now_ms) = (world.dossiers.clone(), world.dossiers.clock.now_ms());
    let waiting = world.look(move |tx| chores::list_waiting_online(tx, now_ms));
    let mut noted = Vec::new();
    for (id, kind) in waiting {
        let door = door.clone();
        let done = world.store.act_blocking(move |tx| chores::note_waiting_online(tx, (id, kind), &door, now_ms));
        if done.expect("noted") {
            noted.push(kind);
        }
    }
    noted
}

#[test]
fn two_processes_note_one_wait_once() {
    each_engine("online_side_by_side", |world| {
        let ids: Vec<DossierId> = (0..24).map(|_| files_online(world.at("2026-03-02T16:00"))).collect();
        world.at("2026-03-02T17:55");
        let (door, now_ms) = (&world.dossiers, world.dossiers.clock.now_ms());
        let run = || {
            for id in &ids {
                let (door, one) = (door.clone(), (*id, "intake_alert"));
                match world.store.act_blocking(move |tx| chores::note_waiting_online(tx, one, &door, now_ms)) {
                    Err(error) if !chores::is_passing(&error) => panic!("side by side: {error}"),
                    _ => {}
                }
            }
        };
        std::thread::scope(|scope| {
            [scope.spawn(run), scope.spawn(run)].into_iter().for_each(|one| one.join().expect("ends"))
        });
        for id in ids {
            let told = kinds(world, id).into_iter().filter(|kind| kind == "intake_alert").count();
            assert_eq!(told, 1, "{id}");
        }
    });
}

fn kinds(world: &World, id: DossierId) -> Vec<String> {
    world.events(id).into_iter().map(|event| event.kind).collect()
}

fn scan(world: &World, component: &str, id: i64) -> HeldFile {
    HeldFile {
        id: FileId(id),
        component: Some(component.into()),
        name: "giay-to.pdf".into(),
        media: "application/pdf".into(),
        pages: 2,
        bytes: 2_000,
        blob: "ab".repeat(32),
        added_ms: world.dossiers.clock.now_ms(),
        added_by: world.citizen().name().into(),
    }
}

fn counts(world: &World, login: &str) -> (i64, i64) {
    let counts = world.wait(world.dossiers.counts(&world.officer(login))).expect("counts");
    (counts.act_now, counts.waiting)
}

/// What the intake officer finds on the online desk, and whether it came back answered.
fn on_the_online_desk(world: &World) -> Vec<(DossierId, bool)> {
    let (sight, now_ms) = (Sight::to_answer(&world.officer(INTAKE)), world.dossiers.clock.now_ms());
    let as_of = AsOf { now_ms, soon_ms: now_ms };
    let found = world.look(move |tx| incoming::list(tx, &sight, &Narrowing::default(), None, 50, as_of));
    found.into_iter().map(|one| (one.line.id, one.answers)).collect()
}

fn answers(words: &[&str]) -> Command {
    let answer = |(item, words): (usize, &&str)| SupplementAnswer { item, words: (*words).into() };
    Command::AnswerSupplement { answers: words.iter().enumerate().map(answer).collect() }
}

#[test]
fn an_online_dossier_lives_from_filing_to_its_result() {
    each_engine("online_life", |world| {
        let id = files_online(world.at("2026-03-02T16:00"));
        let filed = world.dossier(id);
        assert_eq!((filed.channel.code(), filed.code.as_ref()), ("online", None));
        assert_eq!(filed.account, Some(world.citizen().account()));
        deadlines_follow(world, id);

        // Nobody looks: the alert within two hours of the clock, the overdue note after eight working hours, each once.
        assert!(notes(world.at("2026-03-02T17:45")).is_empty());
        assert_eq!(notes(world.at("2026-03-02T17:51")), ["intake_alert"], "before two hours are over");
        assert_eq!(world.inbox(INTAKE), ["intake_alert"]);
        assert!(notes(world.at("2026-03-03T16:00")).is_empty());
        assert_eq!(notes(world.at("2026-03-03T16:01")), ["intake_overdue"]);
        assert!(notes(world.at("2026-03-04T08:00")).is_empty(), "once");
        assert_eq!(world.inbox(INTAKE), ["intake_alert", "intake_overdue"]);
        assert_eq!(world.inbox(SUPERVISOR), ["intake_overdue"], "whoever watches is told");
        assert_eq!(world.inbox(OUTSIDER), [""; 0], "another centre is not called");
        assert_eq!(world.dossier(id).stage.name(), "lodged", "X11: nothing is accepted by itself");

        // One supplement before acceptance, answered point by point.
        let items = vec![SupplementItem { ask: "Cho biết số điện thoại".into(), ..SupplementItem::default() }];
        let ask = Command::RequestSupplement { items, reason: "Còn thiếu".into(), basis: String::new() };
        assert_eq!(on_the_online_desk(world), [(id, false)]);
        world.does(INTAKE, id, ask);
        assert_eq!(counts(world, INTAKE), (0, 1), "it waits for the applicant");
        assert!(on_the_online_desk(world).is_empty());
        let unanswered = tries(world, &world.citizen(), id, answers(&[" "])).expect_err("no words");
        assert_eq!(word(&unanswered), "SUPPLEMENT_ITEM_UNANSWERED");
        does(world.at("2026-03-04T10:00"), id, answers(&["0900000001"]));
        assert_eq!(counts(world, INTAKE), (1, 0), "it is the one-stop unit's turn");
        assert_eq!(on_the_online_desk(world), [(id, true)], "answered, and it stands on the online desk");
        deadlines_follow(world, id);
        does(world, id, Command::Resubmit);
        deadlines_follow(world, id);
        world.at("2026-03-04T11:00").does(INTAKE, id, Command::Accept(Acceptance::default()));
        assert_eq!(world.dossier(id).due, Some(testkit::at("2026-03-11T17:00")));

        // Adjusted while the agencies work, supplemented once more, and the answer counts from its own moment.
        world.does(INTAKE, id, Command::Transfer { note: String::new() });
        world.does(HEAD, id, Command::Assign { to: world.named(SPECIALIST), note: String::new() });
        let adjustment = Adjustment { summary: "Xin cấp hai bản".into(), ..Adjustment::default() };
        does(world, id, Command::Adjust(Box::new(adjustment)));
        assert_eq!(world.inbox(SPECIALIST), ["adjusted"]);
        world.at("2026-03-05T09:00").does(SPECIALIST, id, ask_supplement());
        world.does(INTAKE, id, Command::SendSupplementRequest);
        assert_eq!(counts(world, INTAKE), (0, 1));
        let seen = world.dossier(id).version;
        let paper = scan(world, "TP02", 501);
        world
            .at("2026-03-06T09:00")
            .wait(world.dossiers.add_file_as_applicant(
                &world.citizen(),
                Key::Id(id),
                seen,
                HeldFile { added_ms: world.dossiers.clock.now_ms(), ..paper },
            ))
            .expect("a paper comes");
        does(world, id, answers(&[]));
        assert_eq!(counts(world, INTAKE), (1, 0));
        deadlines_follow(world, id);
        world.at("2026-03-10T09:00").does(INTAKE, id, Command::ReceiveSupplement { note: String::new() });
        let dossier = world.dossier(id);
        assert_eq!(dossier.supplements[1].received_at, Some(testkit::at("2026-03-06T09:00")));
        assert_eq!(dossier.due, Some(testkit::at("2026-03-13T17:00")), "five days again from the answer");

        // Urged, moved to a colleague, who finishes it.
        world.does(SUPERVISOR, id, Command::Urge { words: "Đề nghị giải quyết sớm".into() });
        let away = |to: &str| Command::Reassign { to: world.named(to), why: "Nghỉ ốm".into() };
        assert_eq!(world.refused(SUPERVISOR, id, away(HAND_OVER)), "OFFICER_WITHOUT_DUTY");
        assert_eq!(world.refused(HEAD, id, away(COLLEAGUE)), "NOT_PERMITTED");
        world.does(SUPERVISOR, id, away(COLLEAGUE));
        assert_eq!(world.inbox(SPECIALIST), ["adjusted", "urged", "moved_away"]);
        assert_eq!(world.inbox(COLLEAGUE), ["moved_to_you"]);
        world.does(COLLEAGUE, id, Command::Propose { outcome: Outcome::Grant, note: String::new() });
        world.does(APPROVER, id, Command::Claim);
        world.does(APPROVER, id, Command::Approve { note: String::new() });
        world.does(CLERK, id, Command::Claim);
        world.does(CLERK, id, attach_result(testkit::on("2026-03-10")));
        world.does(CLERK, id, Command::Release);
        let late = tries(world, &world.citizen(), id, Command::RequestWithdrawal { reason: "Thôi".into() });
        assert_eq!(word(&late.expect_err("decided")), "DECISION_ISSUED");
        chain_stands(world, id);
        deadlines_follow(world, id);
        let told = ["lodge_online", "intake_alert", "intake_overdue", "request_supplement", "answer_supplement"];
        assert_eq!(kinds(world, id)[..5], told.map(String::from));
    });
}

#[test]
fn anothers_dossier_does_not_exist_and_a_delegates_does() {
    each_engine("online_own", |world| {
        let id = files_online(world);
        let (stranger, version) = (world.stranger(), world.dossier(id).version);
        let adjust = Command::Adjust(Box::default());
        assert_eq!(word(&tries(world, &stranger, id, adjust).expect_err("not theirs")), "absent");
        let read = world.wait(world.dossiers.read_as_applicant(&stranger, Key::Id(id)));
        assert_eq!(word(&read.expect_err("not theirs")), "absent");
        let add = world.dossiers.add_file_as_applicant(&stranger, Key::Id(id), version, scan(world, "TP01", 7));
        assert_eq!(word(&world.wait(add).expect_err("not theirs")), "absent");
        assert!(world.wait(world.dossiers.list_as_applicant(&stranger, None, 10)).expect("a list").is_empty());
        let other = world.wait(world.dossiers.lodge_online(&stranger, world.online(FIVE_DAYS), None));
        assert_eq!(word(&other.expect_err("for another")), "APPLICANT_NOT_YOURS");
        // An officer's act is not the applicant's, whoever asks.
        let accept = tries(world, &world.citizen(), id, Command::Accept(Acceptance::default()));
        assert_eq!(word(&accept.expect_err("an officer's")), "NOT_PERMITTED");
        assert_eq!(world.dossier(id).version, version, "nothing was changed");

        // The stranger's number stands on the dossier as its delegate's.
        world
            .store
            .act_blocking(|tx| {
                tx.execute(
                    "INSERT INTO person (id, version, kind, number, name, name_fold, phone, body, created_ms, changed_ms) \
                     VALUES (8, 1, 'citizen', '079200000002', 'Lê Văn Khác', 'le van khac', NULL, '{}', 0, 0)",
                    &[],
                )
            })
            .expect("a person");
        let mut with_delegate = world.online(FIVE_DAYS);
        with_delegate.delegate = Some(testkit::desk::delegate());
        let filed = world.wait(world.dossiers.lodge_online(&world.citizen(), with_delegate, None)).expect("filed");
        let read = world.wait(world.dossiers.read_as_applicant(&stranger, Key::Id(filed.id))).expect("the delegate's");
        assert_eq!(read.dossier.id, filed.id);

        // And finds it in the list without an address, marked; the applicant's own list calls it their own.
        use dossier::door::Whose;
        let lines = |who: &person::Citizen, limit: i64| {
            let lines = world.wait(world.dossiers.list_as_citizen(who, None, limit)).expect("a list");
            lines.into_iter().map(|(line, whose)| (line.id, whose)).collect::<Vec<_>>()
        };
        assert_eq!(lines(&stranger, 10), [(filed.id, Whose::Delegated)]);
        assert_eq!(lines(&world.citizen(), 10), [(filed.id, Whose::Own), (id, Whose::Own)]);
        assert_eq!(lines(&world.citizen(), 1), [(filed.id, Whose::Own)], "one page of both, newest first");
        // The authority ends with the delegate's name on the dossier.
        let d = world.dossier(filed.id);
        let revision = Revision {
            applicant: d.applicant.clone(),
            delegate: None,
            summary: d.summary.clone(),
            sets: 1,
            pick_up: d.pick_up,
            components: d.components.clone(),
            case: None,
            deciding: None,
            around: None,
        };
        world.does(INTAKE, filed.id, Command::Revise(Box::new(revision)));
        assert!(lines(&stranger, 10).is_empty());
    });
}

#[test]
fn every_look_of_an_applicant_leaves_its_trace_and_a_repeated_filing_files_once() {
    each_engine("online_once", |world| {
        let twice = |_| {
            let citizen = world.citizen();
            let done = world.dossiers.lodge_online(&citizen, world.online(FIVE_DAYS), Some(once("a")));
            world.wait(done).expect("filed").id
        };
        let ids = [0, 1].map(twice);
        assert_eq!(ids[0], ids[1]);
        let id = ids[0];
        world.wait(world.dossiers.read_as_applicant(&world.citizen(), Key::Id(id))).expect("read");
        let lines = world.wait(world.dossiers.list_as_applicant(&world.citizen(), None, 10)).expect("a list");
        assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), [id]);
        let looks = world.look(move |tx| {
            let sql = "SELECT act FROM audit WHERE by_name = ?1 AND why = 'portal' ORDER BY id";
            let rows = tx.query(sql, &["Nguyễn Thị Mẫu".into()])?;
            rows.iter().map(|row| Ok(row.text(0)?.to_string())).collect::<Result<Vec<_>>>()
        });
        assert_eq!(looks, ["dossier.lodge_online", "dossier.read", "dossier.list"]);
        let (citizen, leave) = (world.citizen(), Command::RequestWithdrawal { reason: "Thôi".into() });
        let stale = world.dossiers.perform_as_applicant(&citizen, Key::Id(id), 99, leave, None);
        assert_eq!(word(&world.wait(stale).expect_err("stale")), "stale");
    });
}

#[test]
fn papers_come_and_go_before_acceptance_and_are_kept_afterwards() {
    each_engine("online_files", |world| {
        let mut lodging = world.online(FIVE_DAYS);
        lodging.components.clear();
        lodging.files = vec![scan(world, "TP01", 601)];
        let id = world.wait(world.dossiers.lodge_online(&world.citizen(), lodging, None)).expect("filed").id;
        let received = |world: &World, key: &str| {
            let found = world.dossier(id).components.iter().find(|line| line.key == key).map(|line| line.received);
            found.expect("a line of the checklist")
        };
        assert!(received(world, "TP01") && !received(world, "TP02"), "what was scanned has come in");
        let add = |component: &str, file: i64| {
            let seen = world.dossier(id).version;
            let paper = scan(world, component, file);
            world.wait(world.dossiers.add_file_as_applicant(&world.citizen(), Key::Id(id), seen, paper))
        };
        let remove = |file: i64| {
            let seen = world.dossier(id).version;
            world.wait(world.dossiers.remove_file_as_applicant(&world.citizen(), Key::Id(id), seen, FileId(file)))
        };
        assert_eq!(word(&add("TP99", 602).expect_err("no such line")), "COMPONENT_UNKNOWN");
        add("TP02", 603).expect("added");
        assert!(received(world, "TP02"));
        remove(603).expect("taken back");
        assert!(!received(world, "TP02"), "nothing is left of it");
        add("TP02", 604).expect("added");
        world.does(INTAKE, id, Command::Accept(Acceptance::default()));
        assert_eq!(word(&remove(604).expect_err("accepted")), "FILE_PART_OF_RECORD");
        add("TP03", 605).expect("adjusting goes on until the decision");
        does(world, id, Command::RequestWithdrawal { reason: "Đổi ý".into() });
        assert_eq!(word(&add("TP03", 606).expect_err("withdrawn")), "NOT_IN_THIS_STAGE");
        chain_stands(world, id);
    });
}

#[test]
fn rooms_above_hear_every_act_and_one_that_fails_undoes_it() {
    each_engine("listeners", |world| {
        let heard: Arc<Mutex<Vec<(String, bool)>>> = Arc::default();
        let ear = heard.clone();
        let listener: dossier::listen::Listener = Arc::new(move |_, recorded| {
            let mut heard = ear.lock().expect("not poisoned");
            heard.extend(recorded.happenings.iter().map(|h| (h.kind.clone(), recorded.before.is_none())));
            match recorded.after.summary.as_str() {
                "cấm" => Err(kernel::Refusal::new("NOT_PERMITTED").into()),
                _ => Ok(()),
            }
        });
        let door = Dossiers { listeners: Arc::from([listener]), ..world.dossiers.clone() };
        let id = world.wait(door.lodge_online(&world.citizen(), world.online(FIVE_DAYS), None)).expect("filed").id;
        let now = |door: &Dossiers| -> Dossier {
            let _ = door;
            world.dossier(id)
        };
        let adjust = |summary: &str| {
            let command = Command::Adjust(Box::new(Adjustment { summary: summary.into(), ..Adjustment::default() }));
            world.wait(door.perform_as_applicant(&world.citizen(), Key::Id(id), now(&door).version, command, None))
        };
        adjust("được").expect("saved");
        assert_eq!(word(&adjust("cấm").expect_err("a listener fails")), "NOT_PERMITTED");
        assert_eq!((now(&door).version, now(&door).summary.as_str()), (2, "được"), "nothing of it was kept");
        let seen = now(&door).version;
        world
            .wait(door.add_file_as_applicant(&world.citizen(), Key::Id(id), seen, scan(world, "TP01", 9)))
            .expect("a paper");
        let accept = Command::Accept(Acceptance::default());
        world.wait(door.perform(&world.officer(INTAKE), Key::Id(id), seen + 1, accept, None)).expect("accepted");
        let heard: Vec<(String, bool)> = heard.lock().expect("not poisoned").clone();
        let kinds: Vec<&str> = heard.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["lodge_online", "adjust", "adjust", "attach_file", "accept"]);
        assert!(heard[0].1 && heard[1..].iter().all(|(_, born)| !born));
        assert_eq!(world.dossier(id).deciding.id, JUSTICE);
    });
}
