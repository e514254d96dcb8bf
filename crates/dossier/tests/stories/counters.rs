//! Many hands at once: repeated requests, two officers on one dossier, sixteen counters of one agency.

use std::collections::BTreeSet;

use dossier::Command;
use kernel::Error;
use store::ledger::Once;
use testkit::catalogue::FIVE_DAYS;
use testkit::each_engine;
use testkit::office::{COLLEAGUE, HEAD, INTAKE, SPECIALIST, id_of};
use testkit::world::word;

fn once(token: &str, fingerprint: &str) -> Option<Once> {
    Some(Once { caller: id_of(INTAKE).0, token: token.into(), fingerprint: fingerprint.into() })
}

#[test]
fn a_repeated_request_makes_one_dossier_and_a_used_token_no_other() {
    each_engine("once", |world| {
        let first = world.takes_in(INTAKE, world.lodging(FIVE_DAYS), once("a1", "x")).expect("taken in");
        let again = world.takes_in(INTAKE, world.lodging(FIVE_DAYS), once("a1", "x")).expect("answered the same");
        assert_eq!(first, again);
        let other = world.takes_in(INTAKE, world.lodging(FIVE_DAYS), once("a1", "y")).expect_err("another body");
        assert_eq!(word(&other), "IDEMPOTENCY_REUSED");
        let count = world.look(|tx| tx.count("SELECT COUNT(*) FROM dossier", &[]));
        assert_eq!(count, 1);
        // An act, too: the second click sees the first one's answer, not a stale dossier.
        let transfer = || Command::Transfer { note: String::new() };
        let done = world.tries_on(INTAKE, first.id, 1, transfer(), once("b1", "t")).expect("transferred");
        let clicked = world.tries_on(INTAKE, first.id, 1, transfer(), once("b1", "t")).expect("answered the same");
        assert_eq!(done, clicked);
        assert_eq!(world.dossier(first.id).version, 2);
    });
}

#[test]
fn a_refused_request_gives_its_numbers_back_and_its_token_too() {
    each_engine("refused", |world| {
        let mut incomplete = world.lodging(FIVE_DAYS);
        incomplete.components[0].received = false;
        let refused = world.takes_in(INTAKE, incomplete, once("c1", "x")).expect_err("TP01 is missing");
        assert_eq!(word(&refused), "COMPONENTS_MISSING");
        let saved = world.takes_in(INTAKE, world.lodging(FIVE_DAYS), once("c1", "z")).expect("the token was not used");
        assert_eq!(saved.code.as_deref(), Some("H49.15-260302-0001"), "the first number, not the second");
    });
}

#[test]
fn two_officers_on_one_dossier_do_not_overwrite_each_other() {
    each_engine("two", |world| {
        let id = world.accepted(FIVE_DAYS);
        world.does(INTAKE, id, Command::Transfer { note: String::new() });
        world.does(HEAD, id, Command::Claim);
        world.does(HEAD, id, Command::Forward { to: None, note: String::new() });
        let seen = world.dossier(id).version;
        world.tries_on(SPECIALIST, id, seen, Command::Claim, None).expect("claimed");
        let late = world.tries_on(COLLEAGUE, id, seen, Command::Claim, None).expect_err("came second");
        assert!(matches!(late, Error::Stale { seen: s, stands } if s == seen && stands == seen + 1), "{late}");
        assert_eq!(world.refused(COLLEAGUE, id, Command::Claim), "HELD_BY_ANOTHER");
    });
}

#[test]
fn sixteen_counters_draw_consecutive_codes() {
    each_engine("sixteen", |world| {
        let (each, counters) = (8, 16);
        let officer = world.officer(INTAKE);
        let work = (0..counters).map(|_| {
            let (dossiers, officer) = (world.dossiers.clone(), officer.clone());
            let lodgings: Vec<_> = (0..each).map(|_| world.lodging(FIVE_DAYS)).collect();
            async move {
                let mut codes = Vec::new();
                for lodging in lodgings {
                    let saved = dossiers.intake(&officer, lodging, Default::default(), None).await.expect("taken in");
                    codes.push(saved.code.expect("a code"));
                }
                codes
            }
        });
        let codes: BTreeSet<String> = world.wait(async {
            let mut running = tokio::task::JoinSet::new();
            work.for_each(|counter| drop(running.spawn(counter)));
            running.join_all().await.concat().into_iter().collect()
        });
        let expected: BTreeSet<String> = (1..=each * counters).map(|n| format!("H49.15-260302-{n:04}")).collect();
        assert_eq!(codes, expected, "golden P13: unique and without a gap");
        let registers = world.look(|tx| tx.count("SELECT last FROM serial WHERE scope LIKE 'register/%'", &[]));
        assert_eq!(registers, i64::from(each * counters));
    });
}
