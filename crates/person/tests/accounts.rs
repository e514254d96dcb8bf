//! Accounts as their holders, a stranger and a counter meet them: on both engines.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use kernel::{Error, Ids, PersonId};
use office::{Act, Admin, Officer, Permit, Plan, Sessions, Visitor, password};
use person::account::{EidRule, NewAccount, Reset};
use person::store::{find_or_create, find_people, is_claimed};
use person::{Accounts, Citizen, Draft, Identity, Kind, Reader};
use store::{Store, ledger};
use tokio::runtime::Runtime;

const PASSWORD: &str = "đò ngang bến cũ";
const OTHER: &str = "mưa bay ngoài hiên";
const NUMBER: &str = "022088000001";

struct House {
    store: Store,
    ids: Arc<Ids>,
    accounts: Accounts,
    counter: Officer,
    powerless: Officer,
    runtime: Runtime,
}

/// A moment of the second of March 2026.
fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_772_413_200 + minutes * 60).unwrap()
}

fn token(n: u8) -> [u8; 32] {
    [n; 32]
}

fn visitor() -> Visitor {
    Visitor { address: "203.0.113.7".into(), agent: "điện thoại".into() }
}

fn draft(name: &str, number: &str, phone: &str) -> Draft {
    Draft { name: name.into(), personal_number: number.into(), phone: phone.into(), ..Draft::default() }
}

fn identity(number: &str) -> Identity {
    Identity::Citizen { personal_number: Some(number.into()) }
}

#[track_caller]
fn refused<T>(outcome: kernel::Result<T>) -> String {
    match outcome {
        Err(Error::Refused(refusal)) => refusal.key,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it was done"),
    }
}

fn on_both(story: impl Fn(House)) {
    store::testkit::on_both("accounts", |store| story(House::open(store)));
}

impl House {
    fn open(store: Store) -> House {
        for migrations in [ledger::MIGRATIONS, office::MIGRATIONS, person::MIGRATIONS] {
            store.migrate(migrations).unwrap();
        }
        let ids = Arc::new(Ids::new(1));
        let now_ms = at(0).as_millisecond();
        let admin = Admin::new(Permit::for_chore(Act::Administer, "test"), ids.clone(), now_ms).unwrap();
        let plan = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/office.toml")).unwrap();
        let plan = Plan::parse(&plan).unwrap();
        store.act_blocking(move |tx| plan.record(tx, &admin, &|_| None)).unwrap();
        let sessions = Sessions::open_blocking(store.clone(), ids.clone()).unwrap();
        let directory = sessions.directory();
        let officer = |login: &str| {
            let card = directory.officers().into_iter().find(|card| card.login == login).unwrap();
            Officer::for_tests(&directory, card.id, date(2026, 3, 2)).unwrap()
        };
        House {
            accounts: Accounts::new(store.clone(), ids.clone(), EidRule::default()),
            counter: officer("tiepnhan.honggai"),
            powerless: officer("tuphap.honggai"),
            store,
            ids,
            runtime: Runtime::new().unwrap(),
        }
    }

    fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn register(&self, draft: &Draft, code: &str, n: u8) -> kernel::Result<Citizen> {
        let new = NewAccount {
            checked: draft.check(date(2026, 3, 2)).ok().unwrap(),
            password: PASSWORD.into(),
            code: code.into(),
            once: format!("form {n}"),
        };
        self.run(self.accounts.register(new, [n; 16], token(n), &visitor(), at(0)))
    }

    fn sign_in(&self, login: &str, password: &str, n: u8, when: Timestamp) -> kernel::Result<Citizen> {
        self.run(self.accounts.sign_in(login, password, token(n), &visitor(), when))
    }

    fn who(&self, n: u8, when: Timestamp) -> Option<Citizen> {
        self.run(self.accounts.citizen(token(n), when)).unwrap()
    }

    fn code(&self, number: &str, seed: u8) -> String {
        self.run(self.accounts.issue_code(&self.counter, &identity(number), [seed; 8], at(1))).unwrap()
    }

    /// The record a counter made of somebody who stood there.
    fn at_counter(&self, name: &str, number: &str) -> PersonId {
        let reader = Reader::officer(&self.counter, "counter.intake", &self.ids, at(0).as_millisecond());
        let checked = draft(name, number, "0988000111").check(date(2026, 3, 2)).ok().unwrap();
        self.store.act_blocking(move |tx| find_or_create(tx, &checked, &reader)).unwrap().person().id
    }

    fn found_at_counter(&self, typed: &str) -> usize {
        let reader = Reader::officer(&self.counter, "counter.intake", &self.ids, at(0).as_millisecond());
        let typed = typed.to_string();
        self.store.act_blocking(move |tx| find_people(tx, &typed, &reader, 20)).unwrap().len()
    }

    fn traces(&self, of: PersonId) -> Vec<String> {
        let lines = self.store.read_blocking(move |tx| ledger::list_audit(tx, of.0, 50)).unwrap();
        lines.into_iter().rev().map(|line| line.act).collect()
    }
}

#[test]
fn somebody_registers_leaves_and_comes_back_by_number_telephone_or_e_mail() {
    on_both(|house| {
        let typed = Draft { email: "An@example.vn".into(), ..draft("Nguyễn Văn An", NUMBER, "0912 345 678") };
        let citizen = house.register(&typed, "", 1).unwrap();
        assert_eq!((citizen.name(), citizen.kind(), citizen.is_confirmed()), ("Nguyễn Văn An", Kind::Citizen, false));
        assert_eq!(house.who(1, at(1)).unwrap().account(), citizen.account());
        house.run(house.accounts.sign_out(token(1))).unwrap();
        assert!(house.who(1, at(2)).is_none());
        for (n, login) in (2..).zip(["022 088 000 001", "+84 912.345.678", "0912345678", " an@EXAMPLE.vn "]) {
            let back = house.sign_in(login, PASSWORD, n, at(3)).unwrap_or_else(|e| panic!("{login}: {e:?}"));
            assert_eq!(back.account(), citizen.account(), "{login}");
        }
        let open = house.run(house.accounts.list_sessions(&citizen, at(3))).unwrap();
        assert_eq!((open.len(), open[0].visitor.agent.as_str()), (4, "điện thoại"));
        house.run(house.accounts.end_session(&citizen, &open[0].handle)).unwrap();
        assert_eq!(house.run(house.accounts.list_sessions(&citizen, at(3))).unwrap().len(), 3);
    });
}

#[test]
fn a_second_click_makes_no_second_account() {
    on_both(|house| {
        let one = house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        let new = NewAccount {
            checked: draft("Nguyễn Văn An", NUMBER, "0912345678").check(date(2026, 3, 2)).ok().unwrap(),
            password: PASSWORD.into(),
            code: String::new(),
            once: "form 1".into(),
        };
        let two = house.run(house.accounts.register(new, [9; 16], token(2), &visitor(), at(0))).unwrap();
        assert_eq!(one.account(), two.account());
        assert!(house.who(1, at(0)).is_some() && house.who(2, at(0)).is_some());
    });
}

#[test]
fn wrong_passwords_look_alike_and_soon_cost_time() {
    on_both(|house| {
        house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        assert_eq!(refused(house.sign_in("022088000009", PASSWORD, 2, at(0))), "ACCOUNT_SIGN_IN_WRONG", "unknown");
        for _ in 0..5 {
            assert_eq!(refused(house.sign_in(NUMBER, OTHER, 2, at(1))), "ACCOUNT_SIGN_IN_WRONG");
        }
        assert_eq!(refused(house.sign_in(NUMBER, PASSWORD, 2, at(1))), "SIGN_IN_WAIT", "even the right one waits");
        assert!(house.who(2, at(1)).is_none());
        house.sign_in(NUMBER, PASSWORD, 2, at(3)).unwrap();
        house.sign_in(NUMBER, PASSWORD, 3, at(3)).unwrap();
    });
}

#[test]
fn a_session_ends_when_nobody_uses_it_and_after_half_a_day_however_it_is_used() {
    on_both(|house| {
        house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        assert!(house.who(1, at(119)).is_some());
        assert!(house.who(1, at(119 + 119)).is_some(), "its use was written down");
        assert!(house.who(1, at(119 + 119 + 121)).is_none(), "two hours unused");
        house.sign_in(NUMBER, PASSWORD, 2, at(0)).unwrap();
        for hour in 1..12 {
            assert!(house.who(2, at(hour * 60)).is_some(), "hour {hour}");
        }
        assert!(house.who(2, at(12 * 60)).is_none());
        let gone = house.store.act_blocking(|tx| person::account::forget_ended(tx, at(13 * 60).as_millisecond()));
        assert_eq!(gone.unwrap(), 2);
    });
}

#[test]
fn whoever_types_a_known_number_learns_nothing_and_takes_nothing() {
    on_both(|house| {
        let real = house.at_counter("Nguyễn Văn An", NUMBER);
        let before = house.traces(real);
        let stranger = house.register(&draft("Nguyễn Văn An", NUMBER, "0909999999"), "", 1).unwrap();
        assert_ne!(stranger.person(), real, "a record of its own");
        assert!(!stranger.is_confirmed() && stranger.proven_number().is_none());
        let claim = stranger.person();
        assert!(house.store.read_blocking(move |tx| is_claimed(tx, claim)).unwrap());
        assert_eq!(house.traces(real), before, "the person's record was not even looked at");

        // At the counter the claim is not there: a dossier cannot be put under it by mistake.
        assert_eq!((house.found_at_counter(NUMBER), house.found_at_counter("0909999999")), (1, 0));
        assert_eq!(house.found_at_counter("nguyen van an"), 1);
        assert_eq!(house.at_counter("Nguyễn Văn An", NUMBER), real);

        // Nor does a new contact make the number theirs.
        let address = person::Address { detail: "Tổ 9".into(), ..Default::default() };
        house.run(house.accounts.change_contact(&stranger, 1, "0909999998", "", address, at(1))).unwrap();
        assert!(house.store.read_blocking(move |tx| is_claimed(tx, claim)).unwrap());
        assert_eq!(house.found_at_counter(NUMBER), 1);
    });
}

#[test]
fn a_number_that_nobody_knew_is_not_taken_by_who_types_it_first() {
    on_both(|house| {
        let stranger = house.register(&draft("Nguyễn Văn An", NUMBER, "0909999999"), "", 1).unwrap();
        let real = house.at_counter("Nguyễn Văn An", NUMBER);
        assert_ne!(stranger.person(), real);
        let own = house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 2).unwrap();
        let code = house.code(NUMBER, 7);
        let own = house.run(house.accounts.confirm(&own, &code, at(2))).unwrap();
        assert_eq!((own.person(), own.proven_number()), (real, Some(NUMBER)));
        assert_eq!(house.who(2, at(3)).unwrap().person(), real, "the session goes on, with more to see");
        assert_ne!(house.who(1, at(3)).unwrap().person(), real, "the stranger's does not");
        assert_eq!(refused(house.run(house.accounts.confirm(&stranger, &code, at(3)))), "ACCOUNT_CODE_WRONG", "spent");
        let again = house.code(NUMBER, 8);
        assert_eq!(refused(house.run(house.accounts.confirm(&stranger, &again, at(3)))), "ACCOUNT_TAKEN");
    });
}

#[test]
fn a_code_makes_the_claim_the_persons_record_where_there_was_none() {
    on_both(|house| {
        let own = house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        let code = house.code(NUMBER, 7);
        let own = house.run(house.accounts.confirm(&own, &code.to_lowercase().replace('-', " "), at(2))).unwrap();
        assert!(own.is_confirmed());
        assert_eq!(house.at_counter("Nguyễn Văn An", NUMBER), own.person(), "the counter finds it now");
        let traces = house.traces(own.person());
        for act in ["account.register", "account.code", "account.confirm", "person.confirm"] {
            assert!(traces.iter().any(|known| known == act), "{act} in {traces:?}");
        }
        let with_code = house.code("022190000003", 9);
        let new = house.register(&draft("Phạm Thị Cúc", "022190000003", "0912000000"), &with_code, 5).unwrap();
        assert!(new.is_confirmed(), "a code at the beginning proves as much");
    });
}

#[test]
fn a_code_is_given_by_intake_only_lives_a_day_and_bears_few_guesses() {
    on_both(|house| {
        let own = house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        let identity = identity(NUMBER);
        let asked = house.accounts.issue_code(&house.powerless, &identity, [1; 8], at(1));
        assert_eq!(refused(house.run(asked)), "NOT_PERMITTED");

        let code = house.code(NUMBER, 7);
        for _ in 0..5 {
            assert_eq!(refused(house.run(house.accounts.confirm(&own, "AAAA-AAAA", at(2)))), "ACCOUNT_CODE_WRONG");
        }
        assert_eq!(refused(house.run(house.accounts.confirm(&own, &code, at(2)))), "ACCOUNT_CODE_WRONG", "dead");

        let other = house.code("022190000003", 3);
        assert_eq!(refused(house.run(house.accounts.confirm(&own, &other, at(2)))), "ACCOUNT_CODE_WRONG", "not theirs");
        let late = house.code(NUMBER, 9);
        assert_eq!(refused(house.run(house.accounts.confirm(&own, &late, at(24 * 60 + 2)))), "ACCOUNT_CODE_WRONG");
        house.run(house.accounts.confirm(&own, &late, at(24 * 60))).unwrap();
    });
}

#[test]
fn a_forgotten_password_is_set_anew_with_a_code_and_ends_every_session() {
    on_both(|house| {
        let own = house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        house.register(&draft("Nguyễn Văn An", NUMBER, "0909999999"), "", 2).unwrap();
        let code = house.code(NUMBER, 7);
        let reset = |contact: &str, code: &str| {
            let reset = Reset { code: code.into(), contact: contact.into(), password: OTHER.into() };
            house.run(house.accounts.reset_password(&identity(NUMBER), reset, [4; 16], at(2)))
        };
        assert_eq!(refused(reset("", "ZZZZ-ZZZZ")), "ACCOUNT_CODE_WRONG");
        assert_eq!(refused(reset("", &code)), "ACCOUNT_WHICH", "two unconfirmed accounts: which?");
        reset("0912 345 678", &code).unwrap();
        assert!(house.who(1, at(3)).is_none(), "signed out everywhere");
        assert!(house.who(2, at(3)).is_some(), "the other account is untouched");
        let back = house.sign_in(NUMBER, OTHER, 3, at(3)).unwrap();
        assert_eq!((back.account(), back.is_confirmed()), (own.account(), true), "the card was seen: confirmed");
        assert_eq!(refused(house.sign_in("0912345678", PASSWORD, 4, at(3))), "ACCOUNT_SIGN_IN_WRONG");
        assert_eq!(refused(reset("0912345678", &code)), "ACCOUNT_CODE_WRONG", "once");
    });
}

#[test]
fn changing_the_password_asks_for_the_old_one() {
    on_both(|house| {
        let own = house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        let change = |old: &str, new: &str| house.run(house.accounts.change_password(&own, old, new, [4; 16], at(1)));
        assert_eq!(refused(change(OTHER, "sông lấp trăng soi")), "PASSWORD_WRONG");
        assert_eq!(refused(change(PASSWORD, "ngắn")), "PASSWORD_SHORT");
        assert_eq!(refused(change(PASSWORD, "nguyenvanan1988")), "PASSWORD_PLAIN");
        change(PASSWORD, OTHER).unwrap();
        assert!(house.who(1, at(2)).is_none());
        house.sign_in(NUMBER, OTHER, 2, at(2)).unwrap();
    });
}

#[test]
fn a_crowd_of_unconfirmed_accounts_with_one_number_is_stopped_at_the_counter() {
    on_both(|house| {
        for n in 1..=5 {
            house.register(&draft("Ai Đó", NUMBER, "0909999999"), "", n).unwrap();
        }
        let own = draft("Nguyễn Văn An", NUMBER, "0912345678");
        assert_eq!(refused(house.register(&own, "", 6)), "ACCOUNT_CROWDED");
        let code = house.code(NUMBER, 7);
        let own = house.register(&own, &code, 7).unwrap();
        assert!(own.is_confirmed());
        // Whoever is confirmed is found first among all who claim the number.
        assert_eq!(house.sign_in(NUMBER, PASSWORD, 8, at(1)).unwrap().account(), own.account());
    });
}

#[test]
fn contact_data_change_with_a_trace_and_not_over_each_other() {
    on_both(|house| {
        let own = house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        let address = person::Address { commune: "Hồng Gai".into(), ..Default::default() };
        let change = |seen: i64, phone: &str| {
            let (address, accounts) = (address.clone(), &house.accounts);
            house.run(accounts.change_contact(&own, seen, phone, "an@example.vn", address, at(1)))
        };
        assert_eq!(refused(change(1, "12")), "PHONE");
        assert_eq!(refused(change(1, "")), "ACCOUNT_PHONE");
        assert_eq!(change(1, "0977 000 111").unwrap().version, 2);
        assert!(matches!(change(1, "0977000112"), Err(Error::Stale { seen: 1, stands: 2 })));
        let (card, person) = house.run(house.accounts.profile(&own, "account.profile", at(2))).unwrap();
        assert_eq!((card.phone.as_str(), person.address.commune.as_str()), ("0977000111", "Hồng Gai"));
        assert!(house.traces(own.person()).contains(&"person.change".to_string()));
        house.sign_in("0977000111", PASSWORD, 2, at(2)).unwrap();
    });
}

#[test]
fn from_the_day_of_the_decree_local_accounts_no_longer_open() {
    on_both(|house| {
        house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        let strict = Accounts::new(house.store.clone(), house.ids.clone(), EidRule::DECREE_69);
        let visitor = visitor();
        let entering = strict.sign_in(NUMBER, PASSWORD, token(2), &visitor, at(1));
        assert_eq!(refused(house.run(entering)), "EID_REQUIRED");
        assert!(house.run(strict.citizen(token(1), at(1))).unwrap().is_none(), "open sessions neither");
    });
}

#[test]
fn a_stolen_database_opens_nothing() {
    on_both(|house| {
        house.register(&draft("Nguyễn Văn An", NUMBER, "0912345678"), "", 1).unwrap();
        let code = house.code(NUMBER, 7);
        let kept = house.store.read_blocking(|tx| {
            let hash = tx.find("SELECT password_hash FROM account", &[])?.unwrap().text(0)?.to_string();
            let code = tx.find("SELECT code_hash FROM counter_code", &[])?.unwrap().blob(0)?.to_vec();
            let session = tx.find("SELECT token_hash FROM account_session", &[])?.unwrap().blob(0)?.to_vec();
            Ok((hash, code, session))
        });
        let (hash, kept_code, session) = kept.unwrap();
        assert!(hash.starts_with("$argon2id$") && password::fits(PASSWORD, Some(&hash)));
        assert!(!String::from_utf8_lossy(&kept_code).contains(&code[..4]) && kept_code.len() == 32);
        assert_eq!(session, token(1).to_vec(), "what the caller hands over is the digest");
    });
}
