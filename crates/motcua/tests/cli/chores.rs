//! The chores: repeated, late, twice at once, they do what they do once.

use jiff::SignedDuration;
use kernel::Clock;
use motcua::App;
use motcua::chores::run_once;

use crate::{findings, friday, instant, on_both, plant};

fn count(app: &App, sql: &'static str) -> i64 {
    app.store.read_blocking(move |tx| tx.count(sql, &[])).unwrap()
}

fn days_later(days: i64) -> Clock {
    Clock::set_at(instant(friday()) + SignedDuration::from_hours(24 * days))
}

const LATE: &str = "SELECT COUNT(*) FROM event WHERE kind = 'consultation_late'";
const NOTICES: &str = "SELECT COUNT(*) FROM dossier_notice";
const SEALS: &str = "SELECT COUNT(*) FROM seal";

#[test]
fn an_agency_that_does_not_answer_is_noted_once_for_each_date_that_passed() {
    on_both(|house| {
        let folder = tempfile::tempdir().unwrap();
        let app = house(folder.path());
        plant(&app, 120);
        let open = "SELECT COUNT(*) FROM deadline WHERE kind = 'consultation'";
        run_once(&app, &days_later(20)).unwrap();
        let noted = count(&app, LATE);
        assert!(noted > 0 && noted == count(&app, open), "{noted} late answers noted");
        run_once(&app, &days_later(20)).unwrap();
        run_once(&app, &days_later(40)).unwrap();
        assert_eq!(count(&app, LATE), noted);
        assert_eq!(findings(&app), Vec::<String>::new());
    });
}

#[test]
fn a_notice_delivered_twice_is_shown_once() {
    on_both(|house| {
        let folder = tempfile::tempdir().unwrap();
        let app = house(folder.path());
        plant(&app, 40);
        let told = count(&app, NOTICES);
        assert!(told > 40, "{told} notices");
        assert_eq!(count(&app, "SELECT COUNT(*) FROM outbox WHERE topic = 'notice' AND done_ms IS NULL"), 0);
        app.store.act_blocking(|tx| tx.execute("UPDATE outbox SET done_ms = NULL, try_at_ms = 0", &[])).unwrap();
        run_once(&app, &days_later(0)).unwrap();
        assert_eq!(count(&app, NOTICES), told);
    });
}

#[test]
fn every_day_gets_its_seal_once_it_is_over_the_empty_ones_too() {
    on_both(|house| {
        let folder = tempfile::tempdir().unwrap();
        let app = house(folder.path());
        plant(&app, 40);
        let sealed = count(&app, SEALS);
        let days = "SELECT MAX(day) - MIN(day) + 1 FROM seal";
        assert_eq!(sealed, count(&app, days), "no day is left out");
        assert!(count(&app, "SELECT COUNT(*) FROM seal WHERE events = 0") > 0, "weekends are sealed too");
        // Friday itself is sealed on Saturday, ten minutes after midnight and not before.
        let midnight = friday().date().tomorrow().unwrap().at(0, 0, 0, 0);
        run_once(&app, &Clock::set_at(instant(midnight) + SignedDuration::from_mins(9))).unwrap();
        assert_eq!(count(&app, SEALS), sealed);
        run_once(&app, &Clock::set_at(instant(midnight) + SignedDuration::from_mins(11))).unwrap();
        assert_eq!(count(&app, SEALS), sealed + 1);
        assert_eq!(findings(&app), Vec::<String>::new());
    });
}
