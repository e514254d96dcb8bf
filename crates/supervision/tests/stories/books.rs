//! The register has every accepted dossier once and without a gap; a locked year does not change silently.

use dossier::Command;
use kernel::Error;
use supervision::chores;
use supervision::lock::{self, Wrong};
use supervision::store::books;
use testkit::catalogue::{FIVE_DAYS, TEN_DAYS};
use testkit::office::CENTRE;
use testkit::{World, each_engine};

use super::progress::finish;
use super::{desk, handled, listening};

fn lock_year(world: &World, year: i16) -> Result<i64, String> {
    let now_ms = world.dossiers.clock.now_ms();
    let done = world.store.act_blocking(move |tx| lock::lock(tx, (CENTRE, year), "Vũ Hải Đăng", now_ms));
    done.map(|lock| lock.lines).map_err(|error| match error {
        Error::Refused(refusal) => refusal.key.clone(),
        other => other.to_string(),
    })
}

#[test]
fn a_locked_year_changes_by_dated_addendum_only() {
    each_engine("books", |world| {
        let world = &listening(world);
        desk(world);
        world.at("2026-12-21T08:00");
        let ids = [handled(world, FIVE_DAYS), handled(world, TEN_DAYS), world.accepted(FIVE_DAYS)];
        world.at("2026-12-24T09:00");
        finish(world, ids[0]);
        let lines = world.look(move |tx| lock::load_lines(tx, CENTRE, 2026, 1, 100));
        assert_eq!(
            lines.iter().map(|(id, line)| (*id, line.number)).collect::<Vec<_>>(),
            [(ids[0], 1), (ids[1], 2), (ids[2], 3)]
        );
        assert!(lines[0].1.handed_over_at.is_some() && lines[1].1.transferred_at.is_some());
        assert_eq!(world.look(|tx| books::count_papers(tx, CENTRE, 2026)), [("receipt".to_string(), 3)]);
        assert_eq!(lock_year(world, 2026).unwrap_err(), "BOOK_YEAR_RUNS");
        world.at("2027-01-05T08:00");
        assert_eq!(lock_year(world, 2025).unwrap_err(), "BOOK_EMPTY");
        assert_eq!(lock_year(world, 2026), Ok(3));
        assert_eq!(lock_year(world, 2026).unwrap_err(), "BOOK_LOCKED");
        let book = |year| world.look(move |tx| books::find_book(tx, CENTRE, year));
        assert!(book(2026).is_some_and(|book| book.lock.is_some()));
        assert!(book(2027).is_some_and(|book| book.lock.is_none()), "the next year's book is open");
        assert_eq!(world.look(lock::check_books), []);
        // What the law still asks of an old dossier goes on, and the book says so.
        finish(world, ids[1]);
        let addenda = world.look(|tx| books::list_addenda(tx, CENTRE, 2026));
        assert_eq!(addenda.iter().map(|a| (a.nth, a.number)).collect::<Vec<_>>(), [(1, 2), (2, 2)]);
        assert!(addenda[1].content.contains("2027-01-05"), "{}", addenda[1].content);
        assert_eq!(world.look(lock::check_books), [], "an addendum is no silent change");
        // A new year's dossier is no business of the old book.
        let fresh = world.accepted(FIVE_DAYS);
        assert_eq!(world.dossier(fresh).register.expect("a number").year, 2027);
        assert_eq!(world.look(|tx| books::list_addenda(tx, CENTRE, 2026)).len(), 2);
        world.does("hoa", ids[2], Command::Transfer { note: String::new() });
        assert_eq!(world.look(|tx| books::list_addenda(tx, CENTRE, 2026)).len(), 3);
        // Tampering shows: a kept line, an addendum.
        tamper(world, "UPDATE book_line SET content = '{}' WHERE number = 1");
        let faults: Vec<Wrong> = world.look(lock::check_books).into_iter().map(|fault| fault.what).collect();
        assert!(faults.contains(&Wrong::Hash) && faults.contains(&Wrong::Silent(1)), "{faults:?}");
        tamper(world, "UPDATE book_addendum SET by_name = 'Ai đó' WHERE nth = 1");
        let faults: Vec<Wrong> = world.look(lock::check_books).into_iter().map(|fault| fault.what).collect();
        assert!(faults.contains(&Wrong::Addendum(1)), "{faults:?}");
    });
}

fn tamper(world: &World, sql: &'static str) {
    world.store.act_blocking(move |tx| tx.batch(sql)).expect("tampered");
}

#[test]
fn books_of_before_are_filled_once() {
    each_engine("filled", |world| {
        // Nobody listens: as in a database of an earlier version.
        desk(world);
        world.at("2026-03-02T08:00");
        let late = handled(world, FIVE_DAYS);
        world.accepted(TEN_DAYS);
        world.at("2026-03-20T09:00");
        finish(world, late);
        assert_eq!(world.look(|tx| books::count_register(tx, CENTRE, 2026)), (0, 0));
        let fill = || world.store.act_blocking(chores::fill_books).expect("filled");
        assert_eq!((fill(), fill()), (2, 0));
        assert_eq!(world.look(|tx| books::count_register(tx, CENTRE, 2026)), (2, 2));
        assert_eq!(world.look(|tx| books::count_papers(tx, CENTRE, 2026)), [("receipt".to_string(), 2)]);
        assert!(world.look(move |tx| supervision::store::late::find_case(tx, late)).is_some());
    });
}
