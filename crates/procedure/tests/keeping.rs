//! Versions are written once and kept for the dossiers that hold them; an import is whole or not at all.

use std::sync::{Arc, Mutex};

use jiff::civil::date;
use kernel::{Error, Ids, ProcedureVersionId, ProcessId};
use law::{Limit, Unit};
use procedure::process::default_process;
use procedure::store::{self as keeping, ImportOptions, Imported};
use procedure::{Catalogue, Channel, ChannelTerm, Filter, Finding, FindingKind, ImportReport, Level, ProcedureVersion};
use store::Store;

const NOW: i64 = 1_763_700_000_000;

struct Room {
    store: Store,
    ids: Arc<Ids>,
}

/// The story on a fresh office of each engine.
fn on_both(story: impl Fn(Room)) {
    store::testkit::on_both("procedure", |store| {
        store.migrate(procedure::MIGRATIONS).expect("tables");
        story(Room { store, ids: Arc::new(Ids::new(0)) });
    });
}

fn version(code: &str, name: &str, limit: i64) -> ProcedureVersion {
    let mut version = ProcedureVersion::named(code, name, "Hộ tịch");
    version.levels = vec![Level::Commune];
    version.terms.push(ChannelTerm {
        channel: Channel::Counter,
        case: None,
        limit: Some(Limit::of(limit, Unit::WorkingDay)),
        limit_printed: format!("{limit} ngày làm việc"),
        fees: vec![],
        description: String::new(),
    });
    version
}

impl Room {
    fn record(&self, version: ProcedureVersion) -> (ProcedureVersionId, bool) {
        let ids = self.ids.clone();
        let act = move |tx: &mut ::store::Tx<'_>| keeping::record_version(tx, &ids, NOW, &version);
        let recorded = self.store.act_blocking(act).expect("recorded");
        (recorded.id, recorded.new)
    }

    fn import(&self, versions: &[ProcedureVersion], options: ImportOptions) -> Result<Imported, Error> {
        let report = ImportReport { procedures: versions.len() as u64, ..ImportReport::default() };
        keeping::import(&self.store, self.ids.clone(), NOW, versions, &report, options, |_, _| {})
    }

    fn catalogue(&self) -> Catalogue {
        Catalogue::load(&self.store).expect("a catalogue")
    }
}

#[test]
fn a_running_dossier_keeps_the_words_it_was_taken_in_under() {
    on_both(|room| {
        let (old, _) = room.record(version("1.001193", "Đăng ký khai sinh", 5));
        let (new, fresh) = room.record(version("1.001193", "Đăng ký khai sinh", 3));
        assert!(fresh && old != new);
        let catalogue = room.catalogue();
        let limit = |v: &ProcedureVersion| v.limit(Channel::Counter, None).map(|limit| limit.milli / 1000);
        let held = catalogue.current("1.001193", date(2026, 11, 21)).expect("stands");
        assert_eq!((held.id, limit(&held.version)), (new, Some(3)));
        assert!(catalogue.version(old).is_none(), "not in memory until asked for");
        let catalogue = Arc::new(catalogue);
        let asked = catalogue.clone();
        let kept = room.store.read_blocking(move |tx| asked.load_version(tx, old)).expect("kept for life");
        assert_eq!(limit(&kept), Some(5));
        assert!(catalogue.version(old).is_some());
    });
}

#[test]
fn the_same_words_make_no_new_version() {
    on_both(|room| {
        let (first, _) = room.record(version("1.001193", "Đăng ký khai sinh", 5));
        let mut again = version("1.001193", "Đăng ký khai sinh", 5);
        again.snapshot_on = Some(date(2026, 12, 1));
        assert_eq!(room.record(again), (first, false));
    });
}

#[test]
fn a_version_of_next_month_governs_from_its_first_day() {
    on_both(|room| {
        let (old, _) = room.record(version("1.001193", "Đăng ký khai sinh", 5));
        let mut next = version("1.001193", "Đăng ký khai sinh", 3);
        next.effective_from = Some(date(2026, 12, 1));
        let (new, _) = room.record(next);
        let catalogue = room.catalogue();
        let current = |on| catalogue.current("1.001193", on).map(|held| held.id);
        assert_eq!(current(date(2026, 11, 30)), Some(old));
        assert_eq!(current(date(2026, 12, 1)), Some(new));
    });
}

#[test]
fn an_import_says_what_it_did_and_a_second_one_changes_nothing() {
    on_both(|room| {
        let first = [version("1.000001", "A", 1), version("1.000002", "B", 2), version("1.000003", "C", 3)];
        let done = room.import(&first, ImportOptions::default()).expect("imported");
        assert_eq!(done, Imported { added: 3, ..Imported::default() });
        assert_eq!(
            room.import(&first, ImportOptions::default()).expect("imported"),
            Imported { same: 3, ..Imported::default() }
        );

        let second = [version("1.000001", "A", 1), version("1.000002", "B", 9)];
        let done = room.import(&second, ImportOptions { repeal_missing: true }).expect("imported");
        assert_eq!(done, Imported { changed: 1, same: 1, missing: 1, repealed: 1, added: 0 });
        let gone = room.catalogue().current("1.000003", date(2026, 11, 21)).expect("still known");
        assert_eq!(
            gone.version.accepts_intake_on(date(2026, 11, 21)).map_err(|refusal| refusal.key),
            Err("PROCEDURE_REPEALED".into())
        );
    });
}

#[test]
fn one_error_in_the_report_and_nothing_is_imported() {
    on_both(|room| {
        let report = ImportReport {
            procedures: 1,
            findings: vec![Finding::new(FindingKind::BadCode)],
            ..ImportReport::default()
        };
        let import = |report: &ImportReport| {
            let versions = [version("1.000001", "A", 1)];
            keeping::import(&room.store, room.ids.clone(), NOW, &versions, report, ImportOptions::default(), |_, _| {})
        };
        assert!(matches!(import(&report), Err(Error::Refused(refusal)) if refusal.key == "PROCEDURE_IMPORT_BLOCKED"));
        assert!(room.catalogue().is_empty());
        let told = ImportReport { drop_broken: true, ..report.clone() };
        assert_eq!(import(&told).expect("broken rows were left out").added, 1);
    });
}

#[test]
fn an_import_that_fails_half_way_leaves_nothing_behind() {
    on_both(|room| {
        let mut twice = vec![version("1.000001", "A", 1); 1];
        twice.extend((0..250).map(|n| version(&format!("2.{n:06}"), "B", 1)));
        let told = Arc::new(Mutex::new(0));
        let (progress, report) = (told.clone(), ImportReport { procedures: 251, ..ImportReport::default() });
        let fail = move |done: u64, _| {
            *progress.lock().expect("one thread") = done;
            assert!(done < 200, "the power fails");
        };
        let end = keeping::import(&room.store, room.ids.clone(), NOW, &twice, &report, ImportOptions::default(), fail);
        assert!(matches!(end, Err(Error::Fault(_))), "{end:?}");
        assert_eq!(*told.lock().unwrap_or_else(|e| e.into_inner()), 200, "it had written two batches");
        assert!(room.catalogue().is_empty());
    });
}

#[test]
fn a_change_by_another_process_is_seen_at_the_next_refresh() {
    on_both(|room| {
        let catalogue = Arc::new(room.catalogue());
        let refresh = || {
            let catalogue = catalogue.clone();
            room.store.read_blocking(move |tx| catalogue.refresh(tx)).expect("refreshed")
        };
        assert!(!refresh());
        room.record(version("1.001193", "Thủ tục đăng ký khai sinh", 1));
        assert!(catalogue.search("khai sinh", &Filter::default(), 5).is_empty());
        assert!(refresh());
        assert_eq!(catalogue.search("khai sinh", &Filter::default(), 5)[0].code, "1.001193");
        assert_eq!(catalogue.fields(), [("Hộ tịch".to_string(), 1)]);
    });
}

#[test]
fn a_procedure_follows_its_own_process_or_the_default_one() {
    on_both(|room| {
        let record = |process: procedure::Process| -> ProcessId {
            let ids = room.ids.clone();
            let act = move |tx: &mut ::store::Tx<'_>| keeping::record_process(tx, &ids, NOW, &process);
            room.store.act_blocking(act).expect("recorded").id
        };
        let fallback = record(default_process(None));
        let mut own = default_process(Some(&Limit::of(5, Unit::WorkingDay)));
        own.procedure = Some("1.001193".into());
        let own_id = record(own.clone());
        assert_eq!(record(own), own_id, "the same process is not a new version");
        let catalogue = room.catalogue();
        assert_eq!(catalogue.process_for("1.001193").map(|(id, _)| id), Some(own_id));
        assert_eq!(catalogue.process_for("1.000894").map(|(id, _)| id), Some(fallback));
    });
}

#[test]
fn pages_follow_one_another_without_a_gap_and_narrow_by_field_and_level() {
    on_both(|room| {
        for n in 0..7 {
            let mut version = version(&format!("1.00000{n}"), "A", 1);
            if n % 2 == 1 {
                version.levels = vec![Level::Province];
            }
            room.record(version);
        }
        let page = |after: &'static str, level, limit| {
            let read = move |tx: &mut ::store::Tx<'_>| keeping::list_current(tx, after, Some("Hộ tịch"), level, limit);
            let page = room.store.read_blocking(read).expect("a page");
            page.into_iter().map(|(_, version)| version.code).collect::<Vec<_>>()
        };
        assert_eq!(page("", None, 3), ["1.000000", "1.000001", "1.000002"]);
        assert_eq!(page("1.000002", None, 3), ["1.000003", "1.000004", "1.000005"]);
        assert_eq!(page("", Some(Level::Province), 9), ["1.000001", "1.000003", "1.000005"]);
        assert!(page("", Some(Level::Ministry), 9).is_empty());
    });
}
