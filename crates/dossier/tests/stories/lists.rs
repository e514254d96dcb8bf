//! Counts are the lengths of their lists for everybody; every question of a list is understood by both engines; on
//! SQLite the piles are answered by their indexes.

use std::collections::{BTreeMap, BTreeSet};

use dossier::list::{self, After, Filter, Pile, Reach};
use dossier::model::Outcome;
use dossier::{Command, Dossiers};
use kernel::DossierId;
use store::EngineKind;
use testkit::catalogue::{FIVE_DAYS, TEN_DAYS, usual_process};
use testkit::desk::{ask_supplement, attach_result, hand_over, obligation, suspend};
use testkit::office::{APPROVER, BUILDING, CLERK, COLLEAGUE, HAND_OVER, HEAD, INTAKE, SPECIALIST, logins};
use testkit::{World, each_engine};

/// A generator that walks the same way for ever.
fn chance(state: &mut u64, n: usize) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 11) as usize % n
}

/// What might be done next; most of it is refused, which is as good.
fn tried(world: &World, state: &mut u64) -> (&'static str, Command) {
    let note = String::new;
    let unit = dossier::model::UnitRef { id: BUILDING, name: String::new(), code: String::new() };
    let answer_by = world.now().date().saturating_add(jiff::Span::new().days(3));
    let all = [
        (INTAKE, Command::Transfer { note: note() }),
        (HEAD, Command::Assign { to: world.named(SPECIALIST), note: note() }),
        (HEAD, Command::Assign { to: world.named(COLLEAGUE), note: note() }),
        (HEAD, Command::Claim),
        (HEAD, Command::Forward { to: None, note: note() }),
        (SPECIALIST, Command::Claim),
        (SPECIALIST, ask_supplement()),
        (SPECIALIST, suspend()),
        (SPECIALIST, Command::Resume { note: note() }),
        (SPECIALIST, obligation()),
        (SPECIALIST, Command::ClearObligation { receipt_no: "1".into() }),
        (SPECIALIST, Command::Consult { unit, question: "?".into(), answer_by }),
        (SPECIALIST, Command::AnswerConsultation { nth: 0, answer: "Có".into() }),
        (SPECIALIST, Command::SendBack { reason: "Nhầm".into() }),
        (SPECIALIST, Command::Propose { outcome: Outcome::Grant, note: note() }),
        (SPECIALIST, Command::Propose { outcome: Outcome::Grant, note: note() }),
        (APPROVER, Command::Claim),
        (APPROVER, Command::Approve { note: note() }),
        (CLERK, Command::Claim),
        (CLERK, attach_result(world.now().date())),
        (CLERK, Command::Release),
        (HAND_OVER, hand_over()),
        (INTAKE, Command::SendSupplementRequest),
        (INTAKE, Command::ReceiveSupplement { note: note() }),
        (INTAKE, Command::RequestWithdrawal { reason: note() }),
        (INTAKE, Command::CancelWithdrawal { reason: "Tiếp tục".into() }),
    ];
    all[chance(state, all.len())].clone()
}

fn an_office_at_work(world: &World) -> Vec<DossierId> {
    let mut state = 0x5EED;
    let mut ids: Vec<DossierId> = (0..24).map(|n| world.accepted([FIVE_DAYS, TEN_DAYS][n % 2])).collect();
    for _ in 0..6 {
        ids.push(world.lodges(INTAKE, world.lodging(FIVE_DAYS), None).expect("lodged").id);
    }
    let mut done = 0;
    for round in 0..1500 {
        if round % 100 == 0 {
            let later = world.now().saturating_add(jiff::Span::new().hours(10));
            world.at(&later.to_string());
        }
        let id = ids[chance(&mut state, ids.len())];
        let (login, command) = tried(world, &mut state);
        done += usize::from(world.tries(login, id, command).is_ok());
    }
    assert!(done > 100, "only {done} of 1500 tries were done");
    ids
}

fn whole_pile(world: &World, login: &str, pile: Pile, page: i64) -> Vec<list::Line> {
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let asked = world.wait(world.dossiers.list(&world.officer(login), pile, Filter::default(), after, page));
        let (more, _) = asked.expect("a page");
        let Some(last) = more.last() else { return lines };
        let (key, id) = list::sort_key(last);
        after = Some(After { key, id });
        lines.extend(more);
    }
}

#[test]
fn counts_are_the_lengths_of_their_lists_for_everybody() {
    each_engine("counts", |world| {
        let ids = an_office_at_work(world);
        let mut somewhere: BTreeSet<DossierId> = BTreeSet::new();
        for login in logins() {
            let counts = world.wait(world.dossiers.counts(&world.officer(login))).expect("counts");
            for pile in [Pile::ActNow, Pile::AtRisk, Pile::Waiting, Pile::HandOver] {
                let lines = whole_pile(world, login, pile, 3);
                let distinct: BTreeSet<_> = lines.iter().map(|l| l.id).collect();
                assert_eq!(lines.len(), distinct.len(), "{login} {pile:?}: a dossier stands in a pile once");
                assert_eq!(counts.of(pile), Some(lines.len() as i64), "{login} {pile:?}");
                assert!(lines.is_sorted_by_key(list::sort_key), "{login} {pile:?}: the earliest first");
                somewhere.extend(distinct);
            }
            let reach = whole_pile(world, login, Pile::All, 7);
            for id in &ids {
                let may = dossier::door::may_see(&world.officer(login), &world.dossier(*id));
                let listed = reach.iter().any(|line| line.id == *id);
                assert_eq!(listed, may, "{login} {id}: what is listed and what may be seen are one");
            }
        }
        for id in ids {
            let dossier = world.dossier(id);
            assert_eq!(
                somewhere.contains(&id),
                dossier.stage.is_open(),
                "{} is in nobody's pile",
                dossier.stage.name()
            );
            super::life::deadlines_follow(world, id);
            super::life::chain_stands(world, id);
        }
    });
}

#[test]
fn the_columns_are_what_follows_from_the_dossier() {
    each_engine("columns", |world| {
        let sql = "SELECT stage, open, waiting, tray_unit, tray_duty, tray_officer, handler, due_ms, code FROM dossier WHERE id = ?1";
        for id in an_office_at_work(world) {
            let dossier = world.dossier(id);
            let row = world.look(move |tx| tx.find(sql, &[id.0.into()])).expect("a row");
            let tray = dossier::project::tray(&dossier, &usual_process());
            assert_eq!(row.text(0).unwrap(), dossier.stage.name());
            assert_eq!(row.flag(1).unwrap(), dossier.stage.is_open());
            assert_eq!(row.flag(2).unwrap(), dossier::project::waiting(&dossier));
            assert_eq!(row.opt_int(3).unwrap(), tray.map(|t| t.unit.0));
            assert_eq!(row.opt_text(4).unwrap(), tray.map(|t| t.duty.code()));
            assert_eq!(row.opt_int(5).unwrap(), tray.and_then(|t| t.officer).map(|o| o.0));
            assert_eq!(row.opt_int(6).unwrap(), dossier::project::handler(&dossier).map(|o| o.0));
            let due = dossier.due.map_or(dossier::store::NO_DUE, kernel::time::instant_ms);
            assert_eq!(row.int(7).unwrap(), due);
            assert_eq!(row.opt_text(8).unwrap(), dossier.code.as_deref());
        }
    });
}

fn filters() -> Vec<Filter> {
    let one = |change: &dyn Fn(&mut Filter)| {
        let mut filter = Filter::default();
        change(&mut filter);
        filter
    };
    vec![
        Filter::default(),
        one(&|f| f.stage = Some("accepted")),
        one(&|f| f.procedure = Some(FIVE_DAYS.into())),
        one(&|f| f.field = Some("Hộ tịch".into())),
        one(&|f| f.channel = Some("counter".into())),
        one(&|f| f.words = "nguyen thi".into()),
        one(&|f| f.words = "h49.15-260302-00".into()),
        one(&|f| f.late = true),
        one(&|f| {
            f.stage = Some("in_progress");
            f.procedure = Some(FIVE_DAYS.into());
            f.words = "Nguyễn Thị Mẫu".into();
            f.late = true;
        }),
    ]
}

#[test]
fn every_question_of_a_list_is_understood_and_a_filter_only_narrows() {
    each_engine("questions", |world| {
        an_office_at_work(world);
        let Dossiers { clock, .. } = world.dossiers.clone();
        for login in logins() {
            for pile in Pile::ALL {
                let mut found: BTreeMap<usize, BTreeSet<DossierId>> = BTreeMap::new();
                for (place, filter) in filters().into_iter().enumerate() {
                    for after in [None, Some(After { key: 0, id: 0 }), Some(After { key: i64::MAX, id: i64::MAX })] {
                        let (reach, filter, now) = (Reach::of(&world.officer(login)), filter.clone(), clock.now_ms());
                        let lines = world.look(move |tx| {
                            list::list(
                                tx,
                                &reach,
                                pile,
                                list::Turn { filter: &filter, after, limit: 200, now_ms: now, horizon_ms: now },
                            )
                        });
                        if after.is_none() {
                            found.insert(place, lines.into_iter().map(|line| line.id).collect());
                        }
                    }
                }
                for narrowed in found.values() {
                    assert!(narrowed.is_subset(&found[&0]), "{login} {pile:?}");
                }
            }
        }
        let named = |words: &str| Filter { words: words.into(), ..Filter::default() };
        let reach = Reach::of(&world.officer(INTAKE));
        for (words, some) in [
            ("nguyễn", true),
            ("NGUYEN THI MAU", true),
            ("mau", false),
            ("H49.15-260302-0001", true),
            ("H49.99-", false),
        ] {
            let (reach, filter) = (reach.clone(), named(words));
            let lines = world.look(move |tx| {
                list::list(
                    tx,
                    &reach,
                    Pile::All,
                    list::Turn { filter: &filter, after: None, limit: 200, now_ms: 0, horizon_ms: 0 },
                )
            });
            assert_eq!(!lines.is_empty(), some, "{words}");
        }
        let nobody = Filter { applicants: Some(Vec::new()), ..Filter::default() };
        let lines = world.look(move |tx| {
            list::list(
                tx,
                &reach,
                Pile::All,
                list::Turn { filter: &nobody, after: None, limit: 200, now_ms: 0, horizon_ms: 0 },
            )
        });
        assert!(lines.is_empty(), "a number that nobody bears leads to nothing");
    });
}

#[test]
fn a_dossier_whose_clock_stands_is_not_late() {
    each_engine("late", |world| {
        let id = world.accepted(FIVE_DAYS);
        world.does(INTAKE, id, Command::Transfer { note: String::new() });
        world.does(HEAD, id, Command::Assign { to: world.named(SPECIALIST), note: String::new() });
        let late = || {
            let (reach, now) = (Reach::of(&world.officer(HEAD)), world.dossiers.clock.now_ms());
            let filter = Filter { late: true, ..Filter::default() };
            let watching = reach.clone();
            let (watched, first) = world.look(move |tx| list::overview(tx, &watching, now, now, 10));
            let late = world
                .look(move |tx| {
                    list::list(
                        tx,
                        &reach,
                        Pile::All,
                        list::Turn { filter: &filter, after: None, limit: 50, now_ms: now, horizon_ms: now },
                    )
                })
                .len();
            assert_eq!((watched.late, first.len()), (late as i64, late), "who watches sees the same");
            late
        };
        world.does(SPECIALIST, id, suspend());
        world.at("2026-04-02T08:00");
        assert_eq!(late(), 0, "it stands still");
        world.does(SPECIALIST, id, Command::Resume { note: String::new() });
        assert_eq!(late(), 0, "it got its time back");
        world.at("2026-04-20T08:00");
        assert_eq!(late(), 1);
    });
}

#[test]
fn piles_are_answered_by_their_indexes() {
    testkit::on_sqlite(|world| {
        assert_eq!(world.store.kind(), EngineKind::Sqlite);
        an_office_at_work(world);
        world.store.act_blocking(|tx| tx.batch("ANALYZE")).expect("statistics");
        for login in logins() {
            let (reach, now) = (Reach::of(&world.officer(login)), world.dossiers.clock.now_ms());
            for pile in [Pile::ActNow, Pile::AtRisk, Pile::Waiting, Pile::HandOver] {
                for (sql, params) in list::questions(&reach, pile, now) {
                    let asked = format!("EXPLAIN QUERY PLAN {sql}");
                    let plan = world.look(move |tx| {
                        let rows = tx.query(&asked, &params)?;
                        rows.iter().map(|row| Ok(row.text(3)?.to_string())).collect::<kernel::Result<Vec<_>>>()
                    });
                    let plan = plan.join("; ");
                    assert!(!plan.contains("SCAN"), "{login} {pile:?}: {plan}\n{sql}");
                    let known = ["dossier_mine", "dossier_tray", "dossier_consulted"];
                    let index = known.into_iter().any(|index| plan.contains(index));
                    assert!(index, "{login} {pile:?}: {plan}\n{sql}");
                }
            }
        }
    });
}
