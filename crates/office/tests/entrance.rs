//! Signing in, staying so and being sent away, on both engines.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use kernel::{Error, Ids, OfficerId, Result};
use office::token::NewToken;
use office::{
    Act, Admin, NewOfficer, Officer, Permit, Place, Plan, Role, Scope, Sessions, Unit, UnitKind, Visitor, password,
};
use sha2::{Digest, Sha256};
use store::{Store, ledger};

const PASSWORD: &str = "đò ngang bến cũ";

fn morning() -> Timestamp {
    "2026-03-02T08:00:00+07:00".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    morning() + SignedDuration::from_mins(minutes)
}

fn seconds(n: i64) -> Timestamp {
    morning() + SignedDuration::from_secs(n)
}

struct Door {
    store: Store,
    sessions: Sessions,
    ids: Arc<Ids>,
    lan: OfficerId,
    runtime: tokio::runtime::Runtime,
}

impl Door {
    fn open(store: Store) -> Door {
        for migrations in [ledger::MIGRATIONS, office::MIGRATIONS] {
            store.migrate(migrations).unwrap();
        }
        let ids = Arc::new(Ids::new(1));
        let admin = admin(&ids);
        let lan = store
            .act_blocking(move |tx| {
                let centre = Unit {
                    id: admin.new_unit_id(),
                    key: "centre".into(),
                    name: "Trung tâm".into(),
                    short_name: "TT".into(),
                    kind: UnitKind::ProvinceCentre,
                    parent: None,
                    code: Some("H49.20".into()),
                    old_code: None,
                    area: None,
                    intake: true,
                    resolves: false,
                    address: None,
                    hotline: None,
                    email: None,
                    valid_from: None,
                    valid_until: None,
                    successors: vec![],
                };
                admin.put_unit(tx, &centre)?;
                let acts = vec![Act::Intake, Act::Accept, Act::View];
                admin.define_role(
                    tx,
                    &Role { key: "intake".into(), name_vi: "Tiếp nhận".into(), name_en: "Intake".into(), acts },
                )?;
                let new = NewOfficer {
                    login: "Lan.TT".into(),
                    name: "Hoàng Lan".into(),
                    unit: "centre".into(),
                    ..NewOfficer::default()
                };
                let lan = admin.add_officer(tx, &new)?;
                admin.set_password(tx, "lan.tt", &password::hash(PASSWORD, &[3; 16])?, false)?;
                admin.grant(tx, "lan.tt", "intake", Scope::of_unit(centre.id), (None, None))?;
                Ok(lan)
            })
            .unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let sessions = runtime.block_on(Sessions::open(store.clone(), Arc::clone(&ids))).unwrap();
        Door { store, sessions, ids, lan, runtime }
    }

    fn sign_in(&self, login: &str, password: &str, token: u8, now: Timestamp) -> Result<Officer> {
        let visitor = Visitor { address: "203.0.113.9".into(), agent: "Firefox".into() };
        let welcome = self.sessions.sign_in(login, password, hash(token), &visitor, now);
        self.runtime.block_on(welcome).map(|w| w.officer)
    }

    fn who(&self, token: u8, now: Timestamp) -> Option<Officer> {
        self.runtime.block_on(self.sessions.officer(hash(token), now)).unwrap()
    }

    fn administer(&self, act: impl Fn(&Admin, &mut store::Tx<'_>) -> Result<()> + Send + 'static) -> Result<()> {
        let admin = admin(&self.ids);
        self.store.act_blocking(move |tx| act(&admin, tx))
    }

    fn audit(&self) -> Vec<String> {
        let lan = self.lan.0;
        let lines = self.store.read_blocking(move |tx| ledger::list_audit(tx, lan, 100)).unwrap();
        lines.into_iter().rev().map(|line| line.act).collect()
    }
}

fn admin(ids: &Arc<Ids>) -> Admin {
    Admin::new(Permit::for_chore(Act::Administer, "test"), Arc::clone(ids), morning().as_millisecond()).unwrap()
}

fn hash(token: u8) -> [u8; 32] {
    Sha256::digest([token; 32]).into()
}

fn key<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    match outcome {
        Err(Error::Refused(refusal)) => refusal.key,
        other => format!("{other:?}"),
    }
}

#[test]
fn an_officer_signs_in_works_and_signs_out() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        let lan = door.sign_in(" LAN.tt ", PASSWORD, 1, morning()).unwrap();
        assert_eq!((lan.id(), lan.name(), lan.unit_name()), (door.lan, "Hoàng Lan", "Trung tâm"));
        assert!(lan.permit(Act::Accept, &Place::new("Hộ tịch", "1.001193", &[lan.unit()])).is_ok());
        assert!(lan.permit(Act::Approve, &Place::new("Hộ tịch", "1.001193", &[lan.unit()])).is_err());

        assert_eq!(door.who(1, later(1)).map(|o| o.id()), Some(door.lan));
        assert!(door.who(2, later(1)).is_none(), "another token is nobody");
        let open = door.runtime.block_on(door.sessions.list_sessions(&lan, later(1))).unwrap();
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].visitor.agent, "Firefox");

        door.runtime.block_on(door.sessions.sign_out(hash(1), later(2))).unwrap();
        assert!(door.who(1, later(2)).is_none(), "the memory of a few seconds is emptied too");
        assert!(door.audit().ends_with(&["session.open".into(), "session.close".into()]), "{:?}", door.audit());
    });
}

#[test]
fn a_session_ends_eight_hours_after_its_last_use_and_twelve_after_its_start() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        door.sign_in("lan.tt", PASSWORD, 1, morning()).unwrap();
        assert!(door.who(1, later(8 * 60)).is_none(), "unused for eight hours");

        door.sign_in("lan.tt", PASSWORD, 2, morning()).unwrap();
        assert!(door.who(2, later(7 * 60)).is_some());
        assert!(door.who(2, later(11 * 60 + 59)).is_some(), "used at seven hours, so it lives on");
        assert!(door.who(2, later(12 * 60)).is_none(), "twelve hours are the end");

        let gone = door.store.act_blocking(|tx| office::forget_ended(tx, later(24 * 60).as_millisecond())).unwrap();
        assert_eq!(gone, 2);
    });
}

#[test]
fn a_session_ended_elsewhere_is_believed_for_seconds_only() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        door.sign_in("lan.tt", PASSWORD, 1, morning()).unwrap();
        assert!(door.who(1, morning()).is_some());
        // Another process deletes the row.
        door.store.act_blocking(|tx| tx.batch("DELETE FROM session")).unwrap();
        assert!(door.who(1, seconds(2)).is_some());
        assert!(door.who(1, seconds(3)).is_none());
        assert!(door.who(1, seconds(2)).is_none(), "and not believed again");
    });
}

#[test]
fn wrong_passwords_cost_time_and_tell_nothing() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        for _ in 0..5 {
            assert_eq!(key(door.sign_in("lan.tt", "sai mật khẩu", 1, morning())), "SIGN_IN_WRONG");
        }
        assert_eq!(key(door.sign_in("lan.tt", PASSWORD, 1, seconds(59))), "SIGN_IN_WAIT", "even the right one waits");
        assert_eq!(key(door.sign_in("nobody", PASSWORD, 1, morning())), "SIGN_IN_WRONG");
        assert!(door.who(1, seconds(59)).is_none());
        // One more failure doubles the wait.
        assert_eq!(key(door.sign_in("lan.tt", "sai", 1, seconds(60))), "SIGN_IN_WRONG");
        assert_eq!(key(door.sign_in("lan.tt", PASSWORD, 1, seconds(179))), "SIGN_IN_WAIT");
        assert!(door.sign_in("lan.tt", PASSWORD, 1, seconds(180)).is_ok());
        // A good sign-in forgives.
        assert_eq!(key(door.sign_in("lan.tt", "sai", 2, seconds(181))), "SIGN_IN_WRONG");
        assert!(door.sign_in("lan.tt", PASSWORD, 2, seconds(182)).is_ok());
        assert!(door.audit().iter().filter(|act| *act == "session.try_again").count() >= 5, "{:?}", door.audit());
    });
}

#[test]
fn a_volley_of_guesses_counts_in_full() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        let guesses = (0..20)
            .map(|_| async { door.sessions.sign_in("lan.tt", "sai", hash(1), &Visitor::default(), morning()).await });
        let answers = door.runtime.block_on(async {
            let mut answers = Vec::new();
            // Polled together: none waits for the one before.
            let mut running: Vec<_> = guesses.map(Box::pin).collect();
            std::future::poll_fn(|cx| {
                running.retain_mut(|guess| match guess.as_mut().poll(cx) {
                    std::task::Poll::Ready(answer) => {
                        answers.push(key(answer));
                        false
                    }
                    std::task::Poll::Pending => true,
                });
                if running.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
            })
            .await;
            answers
        });
        assert_eq!(answers.iter().filter(|key| *key == "SIGN_IN_WRONG").count(), 5, "{answers:?}");
        assert_eq!(answers.iter().filter(|key| *key == "SIGN_IN_WAIT").count(), 15, "{answers:?}");
    });
}

#[test]
fn a_changed_password_ends_every_session() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        let lan = door.sign_in("lan.tt", PASSWORD, 1, morning()).unwrap();
        door.sign_in("lan.tt", PASSWORD, 2, morning()).unwrap();
        let change = |old: &str, new: &str| {
            door.runtime.block_on(door.sessions.change_password(&lan, old, new, [8; 16], morning()))
        };
        assert_eq!(key(change(PASSWORD, "ngắn")), "PASSWORD_SHORT");
        assert_eq!(key(change(PASSWORD, PASSWORD)), "PASSWORD_SAME");
        assert_eq!(key(change("không phải", "cây đa giếng nước")), "PASSWORD_WRONG");
        assert!(door.who(1, morning()).is_some(), "a refused change changes nothing");
        change(PASSWORD, "cây đa giếng nước").unwrap();
        assert!(door.who(1, morning()).is_none());
        assert!(door.who(2, morning()).is_none());
        assert_eq!(key(door.sign_in("lan.tt", PASSWORD, 3, morning())), "SIGN_IN_WRONG");
        assert!(door.sign_in("lan.tt", "cây đa giếng nước", 3, morning()).is_ok());
    });
}

#[test]
fn under_a_password_somebody_else_chose_nothing_is_done_but_changing_it() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        let made = password::hash("mật khẩu tạm thời", &[4; 16]).unwrap();
        door.administer(move |admin, tx| admin.set_password(tx, "lan.tt", &made, true).map(drop)).unwrap();
        let lan = door.sign_in("lan.tt", "mật khẩu tạm thời", 1, morning()).unwrap();
        assert!(!lan.may_somewhere(Act::View));
        assert!(!door.who(1, seconds(5)).unwrap().may_somewhere(Act::View));
        let change = door.sessions.change_password(&lan, "mật khẩu tạm thời", PASSWORD, [8; 16], seconds(6));
        door.runtime.block_on(change).unwrap();
        assert!(door.sign_in("lan.tt", PASSWORD, 2, seconds(7)).unwrap().may_somewhere(Act::View));
    });
}

#[test]
fn what_an_administrator_changes_is_seen_at_the_next_look() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        let lan = door.sign_in("lan.tt", PASSWORD, 1, morning()).unwrap();
        let place_units = [lan.unit()];
        let place = Place::new("Hộ tịch", "1.001193", &place_units);
        door.administer(|admin, tx| {
            let acts = vec![Act::Approve];
            admin.define_role(
                tx,
                &Role { key: "approver".into(), name_vi: "Duyệt".into(), name_en: "Approver".into(), acts },
            )?;
            admin.grant(tx, "lan.tt", "approver", Scope::everywhere(), (None, None)).map(drop)
        })
        .unwrap();
        assert!(!lan.may(Act::Approve, &place), "what is signed in stays as it was");
        assert!(door.who(1, seconds(4)).unwrap().may(Act::Approve, &place));
        door.administer(|admin, tx| admin.set_active(tx, "lan.tt", false).map(drop)).unwrap();
        door.sessions.forget_officer(door.lan);
        assert!(door.who(1, seconds(4)).is_none());
        assert_eq!(key(door.sign_in("lan.tt", PASSWORD, 1, seconds(5))), "SIGN_IN_WRONG");
    });
}

#[test]
fn a_token_does_what_it_is_for_until_it_ends() {
    store::testkit::on_both("office", |store| {
        let door = Door::open(store);
        let lan = door.sign_in("lan.tt", PASSWORD, 1, morning()).unwrap();
        let make = |name: &str, acts: &[Act], days| {
            let new = NewToken { name: name.into(), acts: acts.to_vec(), days };
            door.runtime.block_on(door.sessions.create_token(&lan, new, [7; 32], morning()))
        };
        assert_eq!(key(make("kiosk", &[], 30)), "TOKEN_ACTS");
        assert_eq!(key(make("kiosk", &[Act::Approve], 30)), "TOKEN_ACTS", "never more than its officer may");
        assert_eq!(key(make("kiosk", &[Act::View], 0)), "TOKEN_DAYS");
        assert_eq!(key(make(" ", &[Act::View], 30)), "TOKEN_NAME");
        let (id, shown) = make("kiosk", &[Act::View], 30).unwrap();
        let who = |shown: &str, now| door.runtime.block_on(door.sessions.officer_of_token(shown, now)).unwrap();
        let program = who(&shown, morning()).unwrap();
        let units = [lan.unit()];
        let place = Place::new("Hộ tịch", "1.001193", &units);
        assert!(program.may(Act::View, &place));
        assert!(!program.may(Act::Accept, &place), "less than its officer may");
        assert!(who(&shown.replace("07", "08"), morning()).is_none());
        let raw: [u8; 32] = Sha256::digest([7; 32]).into();
        assert!(
            door.runtime.block_on(door.sessions.officer(raw, morning())).unwrap().is_none(),
            "a token is no session"
        );
        assert!(who(&shown, later(30 * 24 * 60)).is_none(), "it ends after its days");
        assert!(who(&shown, later(1)).is_some());
        door.runtime.block_on(door.sessions.revoke_token(&lan, id, later(1))).unwrap();
        assert!(who(&shown, later(1)).is_none());
        assert!(door.runtime.block_on(door.sessions.revoke_token(&lan, id, later(1))).is_err());
    });
}

#[test]
fn the_sample_office_fits_together_and_moves_in() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/office.toml")).unwrap();
    let plan = Plan::parse(&text).unwrap();
    assert_eq!(plan.check(), []);
    store::testkit::on_both("office", move |store| {
        for migrations in [ledger::MIGRATIONS, office::MIGRATIONS] {
            store.migrate(migrations).unwrap();
        }
        let ids = Arc::new(Ids::new(1));
        let (admin, plan) = (admin(&ids), plan.clone());
        let (units, officers) = (plan.units.len(), plan.officers.len());
        store.act_blocking(move |tx| plan.record(tx, &admin, &|_| None)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let sessions = runtime.block_on(Sessions::open(store.clone(), ids)).unwrap();
        let directory = sessions.directory();
        assert_eq!((directory.units().len(), directory.officers().len()), (units, officers));
        let division = directory.unit_by_key("phong_hanh_chinh_tu_phap").unwrap();
        let justice = directory.unit_by_key("so_tu_phap").unwrap();
        let province = directory.unit_by_key("ubnd_tinh").unwrap();
        assert!(directory.is_within(division.id, justice.id) && directory.is_within(division.id, province.id));
        assert!(!directory.is_within(justice.id, division.id));
        let saturday = jiff::civil::date(2026, 3, 7);
        let calendar = directory.calendar_of(division.id);
        assert!(!calendar.shifts_on(saturday).is_empty(), "counters are open on Saturday morning");
        assert!(calendar.counting_shifts(saturday).is_empty(), "but no limit runs");
        let clerk = directory.officers().into_iter().find(|o| o.login == "tiepnhan2.tt").unwrap();
        let today = jiff::civil::date(2026, 3, 2);
        let clerk = Officer::for_tests(&directory, clerk.id, today).unwrap();
        let centre = [directory.unit_by_key("tt_pvhcc").unwrap().id];
        assert!(clerk.may(Act::Accept, &Place::new("Đất đai", "1.012783", &centre)));
        assert!(!clerk.may(Act::Accept, &Place::new("Hộ tịch", "1.001193", &centre)));
    });
}
