//! People are found again, never doubled, and nobody reads of them without a trace: on both engines.

use std::sync::Arc;

use jiff::civil::date;
use kernel::{Error, Ids, Result};
use office::{Act, Permit};
use person::store::{change, find_by_number, find_or_create, find_people, load, load_sealed};
use person::{Checked, Draft, Found, Kind, Reader};
use store::{Store, ledger};

const NOW: i64 = 1_772_413_200_000;

fn ready(store: &Store) -> Reader {
    for migrations in [ledger::MIGRATIONS, office::MIGRATIONS, person::MIGRATIONS] {
        store.migrate(migrations).unwrap();
    }
    Reader::permitted(&Permit::for_chore(Act::View, "test"), "counter.intake", &Arc::new(Ids::new(1)), NOW)
}

fn an(name: &str, number: &str, phone: &str) -> Checked {
    let draft = Draft { name: name.into(), personal_number: number.into(), phone: phone.into(), ..Draft::default() };
    draft.check(date(2026, 3, 2)).ok().unwrap()
}

fn keep(store: &Store, reader: &Reader, checked: &Checked) -> Result<Found> {
    let (reader, checked) = (reader.clone(), checked.clone());
    store.act_blocking(move |tx| find_or_create(tx, &checked, &reader))
}

fn acts_about(store: &Store, id: i64) -> Vec<String> {
    let lines = store.read_blocking(move |tx| ledger::list_audit(tx, id, 50)).unwrap();
    lines.into_iter().rev().map(|line| format!("{} {}", line.act, line.why)).collect()
}

#[test]
fn a_number_has_one_record() {
    store::testkit::on_both("person", |store| {
        let reader = ready(&store);
        let first = keep(&store, &reader, &an("Nguyễn Văn An", "022088000001", "0912345678")).unwrap();
        assert!(matches!(first, Found::Created(_)));
        let again = keep(&store, &reader, &an("NGUYỄN VĂN AN", "022 088 000 001", "")).unwrap();
        assert!(matches!(again, Found::Known(_)));
        assert_eq!(again.clone().person().id, first.clone().person().id);
        assert_eq!(again.person().phone.as_deref(), Some("0912345678"), "what is known stays");

        let other = keep(&store, &reader, &an("Trần Văn Bình", "022088000001", "")).unwrap_err();
        let Error::Refused(refusal) = other else { panic!("{other:?}") };
        assert_eq!((refusal.key.as_str(), refusal.field.as_deref()), ("PERSON_NUMBER_TAKEN", Some("personal_number")));
        assert!(refusal.facts.contains(&("id".into(), first.clone().person().id.to_string())));
        assert!(!format!("{refusal}").contains("Nguyễn"), "the other's name is masked");

        let nobody = an("Lê Thị Không Số", "", "");
        let (one, two) =
            (keep(&store, &reader, &nobody).unwrap().person(), keep(&store, &reader, &nobody).unwrap().person());
        assert_ne!(one.id, two.id, "without a number nobody is taken for another");
    });
}

#[test]
fn desks_that_type_the_same_person_at_once_get_one_record() {
    store::testkit::on_both("person", |store| {
        let reader = ready(&store);
        let ids: Vec<i64> = std::thread::scope(|scope| {
            let desks: Vec<_> = (0..8)
                .map(|_| {
                    scope
                        .spawn(|| keep(&store, &reader, &an("Phạm Thị Cúc", "022190000003", "")).unwrap().person().id.0)
                })
                .collect();
            desks.into_iter().map(|desk| desk.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    });
}

#[test]
fn a_person_is_found_by_number_telephone_and_name_without_diacritics() {
    store::testkit::on_both("person", |store| {
        let reader = ready(&store);
        for (name, number, phone) in [
            ("Nguyễn Văn An", "022088000001", "0912345678"),
            ("Nguyễn Văn Ánh", "022088000002", "0912345679"),
            ("Đặng Thị Ân", "022188000003", "+84 912 345 678"),
        ] {
            keep(&store, &reader, &an(name, number, phone)).unwrap();
        }
        let passport = Draft {
            kind: Kind::Foreigner,
            name: "Mary Smith".into(),
            passport: "B1234567".into(),
            nationality: "GBR".into(),
            ..Draft::default()
        };
        keep(&store, &reader, &passport.check(date(2026, 3, 2)).ok().unwrap()).unwrap();
        let names = |typed: &str| {
            let (typed, reader) = (typed.to_string(), reader.clone());
            let found = store.act_blocking(move |tx| find_people(tx, &typed, &reader, 20)).unwrap();
            found.into_iter().map(|card| card.name).collect::<Vec<_>>()
        };
        assert_eq!(names("nguyen van"), ["Nguyễn Văn An", "Nguyễn Văn Ánh"]);
        assert_eq!(names("dang"), ["Đặng Thị Ân"]);
        assert_eq!(names("ĐẶNG thị â"), ["Đặng Thị Ân"]);
        assert_eq!(names("022 088 000 001"), ["Nguyễn Văn An"]);
        assert_eq!(names("0912.345.678"), ["Đặng Thị Ân", "Nguyễn Văn An"]);
        assert_eq!(names("+84912345679"), ["Nguyễn Văn Ánh"]);
        assert_eq!(names("gbr B1234567"), ["Mary Smith"]);
        assert!(names("n").is_empty() && names("van an").is_empty() && names("02208800000").is_empty());
        let (typed, reader) = ("022088000001".to_string(), reader.clone());
        let card = store.act_blocking(move |tx| find_people(tx, &typed, &reader, 20)).unwrap().remove(0);
        assert_eq!((card.number.as_deref(), card.phone.as_deref()), (Some("0220****0001"), Some("0912***678")));
    });
}

#[test]
fn every_look_leaves_a_trace() {
    store::testkit::on_both("person", |store| {
        let reader = ready(&store);
        let id = keep(&store, &reader, &an("Nguyễn Văn An", "022088000001", "")).unwrap().person().id;
        let (r, mut traces) = (reader.clone(), Vec::new());
        store.act_blocking(move |tx| load(tx, id, &r)).unwrap();
        let r = reader.clone();
        store.act_blocking(move |tx| find_by_number(tx, Kind::Citizen, "022088000001", &r)).unwrap().unwrap();
        let r = reader.clone();
        store.act_blocking(move |tx| find_people(tx, "nguyen", &r, 5)).unwrap();
        let sealed = store.read_blocking(move |tx| load_sealed(tx, id)).unwrap();
        assert_eq!(sealed.open(&reader, &mut traces).name, "Nguyễn Văn An");
        store.act_blocking(move |tx| tx.write(&[traces[0].write()])).unwrap();
        let expected = ["person.create", "person.read", "person.read", "person.listed", "person.read"];
        assert_eq!(acts_about(&store, id.0), expected.map(|act| format!("{act} counter.intake")));
        let r = reader.clone();
        assert!(
            store.read_blocking(move |tx| load(tx, id, &r)).is_err() || store.kind() == store::EngineKind::Postgres
        );
    });
}

#[test]
fn two_officers_on_one_record_do_not_overwrite_each_other() {
    store::testkit::on_both("person", |store| {
        let reader = ready(&store);
        let person = keep(&store, &reader, &an("Nguyễn Văn An", "022088000001", "")).unwrap().person();
        keep(&store, &reader, &an("Trần Văn Bình", "022088000009", "")).unwrap();
        let amend = |seen: i64, checked: Checked| {
            let (reader, id) = (reader.clone(), person.id);
            store.act_blocking(move |tx| change(tx, id, seen, &checked, &reader))
        };
        let changed = amend(1, an("Nguyễn Văn An", "022088000001", "0987654321")).unwrap();
        assert_eq!((changed.version, changed.phone.as_deref()), (2, Some("0987654321")));
        let late = amend(1, an("Nguyễn Văn Anh", "022088000001", "")).unwrap_err();
        assert!(matches!(late, Error::Stale { seen: 1, stands: 2 }), "{late:?}");
        let taken = amend(2, an("Nguyễn Văn An", "022088000009", "")).unwrap_err();
        assert!(matches!(taken, Error::Refused(r) if r.key == "PERSON_NUMBER_TAKEN"));
    });
}
