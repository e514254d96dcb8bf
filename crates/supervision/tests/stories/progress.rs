//! Counts are the lengths of their lists; the board knows what the rows know; forecasts follow what was observed.

use std::collections::BTreeSet;

use dossier::Command;
use dossier::list::{self, Reach};
use dossier::model::Outcome;
use kernel::DossierId;
use office::Officer;
use supervision::Supervision;
use supervision::board::Moment;
use supervision::forecast::{Chance, Source};
use supervision::pick::{self, By, Ends, Group, Pick, Tally, WITHIN, When};
use supervision::sight::Sight;
use testkit::catalogue::{FIVE_DAYS, TEN_DAYS};
use testkit::desk::{attach_result, suspend};
use testkit::office::{APPROVER, CENTRE, CLERK, COLLEAGUE, COMMUNE, HEAD, INTAKE, JUSTICE, OUTSIDER, SPECIALIST};
use testkit::{World, each_engine};

use super::{caught_up, desk, handled, on_desk, supervisor};

type List = Box<dyn Fn(&Pick) -> Vec<DossierId>>;

struct Look {
    tally: Tally,
    list: List,
}

fn look(world: &World, desk: &Supervision, by: By, officer: &Officer) -> Look {
    let now = caught_up(world, desk);
    let calendar = officer.directory().calendar_of(officer.unit());
    let (sight, ends) = (Sight::of(officer, now.at.date()), Ends::of(now, &calendar));
    let tally = {
        let board = desk.board.look();
        let stand = board.stand(now);
        pick::tally(board.spots(), &sight, by, &stand, &ends)
    };
    let board = desk.board.clone();
    let list = move |pick: &Pick| {
        let board = board.look();
        let stand = board.stand(now);
        pick::list(board.spots(), &sight, pick, &stand, &ends).iter().map(|spot| spot.id).collect()
    };
    Look { tally, list: Box::new(list) }
}

fn every_when(now: Moment) -> Vec<When> {
    let today = now.at.date();
    let days = (0..12).map(|n| today.saturating_add(jiff::Span::new().days(n)));
    let mut all = vec![
        When::Late,
        When::WillMiss,
        When::Tight,
        When::Today,
        When::Week,
        When::Intake,
        When::IntakeLate,
        When::All,
    ];
    all.extend(WITHIN.map(When::Within));
    all.extend(days.clone().map(When::On));
    all.extend(days.map(When::MissOn));
    all
}

fn an_office_at_work(world: &World) -> Vec<DossierId> {
    let mut ids = Vec::new();
    for day in 2..=13 {
        world.at(&format!("2026-03-{day:02}T08:{:02}", day * 3));
        if !law::Calendar::shipped().is_working(world.now().date()) {
            continue;
        }
        ids.push(handled(world, FIVE_DAYS));
        ids.push(on_desk(world, TEN_DAYS, COLLEAGUE));
        ids.push(world.accepted(FIVE_DAYS));
        let waiting = handled(world, FIVE_DAYS);
        world.does(SPECIALIST, waiting, suspend());
        let done = handled(world, TEN_DAYS);
        world.at(&format!("2026-03-{day:02}T15:{:02}", day * 3));
        finish(world, done);
    }
    world.at("2026-03-16T10:00");
    ids
}

/// From the specialist's desk to the applicant's hands.
pub fn finish(world: &World, id: DossierId) {
    world.does(SPECIALIST, id, Command::Propose { outcome: Outcome::Grant, note: String::new() });
    world.does(APPROVER, id, Command::Claim);
    world.does(APPROVER, id, Command::Approve { note: String::new() });
    world.does(CLERK, id, Command::Claim);
    world.does(CLERK, id, attach_result(world.now().date()));
    world.does(CLERK, id, Command::Release);
    world.does("mai", id, testkit::desk::hand_over());
}

#[test]
fn every_number_is_the_length_of_its_list() {
    each_engine("progress", |world| {
        let desk = desk(world);
        // The board is read for the first time in the middle: what follows reaches it by events.
        an_office_at_work(world);
        let officer = supervisor(world);
        let mut late = BTreeSet::new();
        for by in By::ALL {
            let now = caught_up(world, &desk);
            let seen = look(world, &desk, by, &officer);
            assert!(seen.tally.total.late > 3 && seen.tally.total.within[2] > 3, "{:?}", seen.tally.total);
            for when in every_when(now) {
                let all = (seen.list)(&Pick::of(when));
                if let Some(n) = seen.tally.total.of(when) {
                    assert_eq!(n as usize, all.len(), "{when:?}");
                }
                if when == When::Late {
                    late.extend(all.iter().copied());
                }
                let mut in_groups = 0;
                for (group, numbers) in &seen.tally.groups {
                    let of_group = (seen.list)(&Pick::of(when).within(group));
                    if let Some(n) = numbers.of(when) {
                        assert_eq!(n as usize, of_group.len(), "{when:?} of {group:?}");
                    }
                    in_groups += of_group.len();
                }
                assert_eq!(in_groups, all.len(), "{when:?}: every dossier is in one group by {by:?}");
            }
            for day in &seen.tally.days {
                assert_eq!(day.due as usize, (seen.list)(&Pick::of(When::On(day.day))).len());
                assert_eq!(day.miss as usize, (seen.list)(&Pick::of(When::MissOn(day.day))).len());
            }
        }
        // What the dossier room calls late is what is late here.
        let (reach, now_ms) = (Reach::of(&officer), world.dossiers.clock.now_ms());
        let (overview, lines) = world.look(move |tx| list::overview(tx, &reach, now_ms, now_ms, 1000));
        let lines: BTreeSet<DossierId> =
            lines.into_iter().filter(|l| l.due_ms.is_some_and(|due| due < now_ms)).map(|l| l.id).collect();
        assert_eq!(overview.late as usize, late.len());
        assert_eq!(lines, late);
    });
}

#[test]
fn the_board_follows_every_act_and_agrees_with_a_board_read_anew() {
    each_engine("board", |world| {
        let desk = desk(world);
        world.at("2026-03-02T08:00");
        let first = handled(world, FIVE_DAYS);
        caught_up(world, &desk);
        let holder = |id| desk.board.look().spot(id).and_then(|spot| spot.officer);
        assert_eq!(holder(first), Some(super::id_of(SPECIALIST)));
        world.does(HEAD, first, Command::Assign { to: world.named(COLLEAGUE), note: String::new() });
        assert_eq!(holder(first), Some(super::id_of(SPECIALIST)), "nothing moves until somebody looks");
        caught_up(world, &desk);
        assert_eq!(holder(first), Some(super::id_of(COLLEAGUE)));
        let second = handled(world, FIVE_DAYS);
        world.does(SPECIALIST, second, suspend());
        caught_up(world, &desk);
        assert!(desk.board.look().spot(second).is_none(), "a date that does not run is on no board");
        world.at("2026-03-04T08:00").does(SPECIALIST, second, Command::Resume { note: String::new() });
        let third = world.accepted(TEN_DAYS);
        caught_up(world, &desk);
        let anew = Supervision::new(world.dossiers.clone());
        caught_up(world, &anew);
        let text = |desk: &Supervision| {
            let board = desk.board.look();
            let mut lines: Vec<String> = board.spots().map(|spot| format!("{spot:?}")).collect();
            lines.sort();
            lines
        };
        assert_eq!(text(&desk), text(&anew));
        assert_eq!(text(&desk).len(), 3);
        assert!(desk.board.look().spot(third).is_some());
        let (board, catalogue) = (desk.board.clone(), world.dossiers.catalogue.clone());
        assert_eq!(world.look(move |tx| board.reconcile_in(tx, &catalogue)), 0, "nothing was missed");
    });
}

#[test]
fn who_watches_over_one_place_counts_that_place_only() {
    each_engine("sight", |world| {
        let desk = desk(world);
        world.at("2026-03-02T08:00");
        handled(world, FIVE_DAYS);
        let mut lodging = world.lodging(FIVE_DAYS);
        (lodging.receiving, lodging.deciding) = (COMMUNE, COMMUNE);
        world.takes_in(OUTSIDER, lodging, None).expect("taken in at the commune");
        let everywhere = look(world, &desk, By::Unit, &supervisor(world));
        assert_eq!(everywhere.tally.total.all, 2);
        let units: BTreeSet<Group> = everywhere.tally.groups.keys().cloned().collect();
        assert_eq!(units, BTreeSet::from([Group::Unit(JUSTICE), Group::Unit(COMMUNE)]));
        let nobody = look(world, &desk, By::Unit, &world.officer(INTAKE));
        assert_eq!(nobody.tally.total.all, 0, "taking in is not watching over");
        assert!(Sight::of(&world.officer(INTAKE), world.now().date()).is_empty());
        assert!(Sight::of(&supervisor(world), world.now().date()).reaches_unit(CENTRE));
    });
}

#[test]
fn what_was_observed_is_what_is_forecast() {
    each_engine("paces", |world| {
        let desk = desk(world);
        let directory = supervisor(world).directory().clone();
        for day in [2, 3, 4, 5, 6, 9, 10] {
            world.at(&format!("2026-03-{day:02}T08:00"));
            let id = handled(world, TEN_DAYS);
            world.at(&format!("2026-03-{day:02}T10:00"));
            finish(world, id);
        }
        world.at("2026-03-11T08:00");
        let id = handled(world, TEN_DAYS);
        caught_up(world, &desk);
        let ahead = |desk: &Supervision| {
            let board = desk.board.look();
            board.spot(id).map(|spot| board.steps_of(spot)).expect("on the board")
        };
        assert!(
            ahead(&desk).iter().all(|step| step.source == Source::Planned),
            "nothing measured: the process's times"
        );
        let now_ms = world.dossiers.clock.now_ms();
        assert!(supervision::chores::measure_paces(&world.store, &directory, now_ms).expect("measured"));
        assert!(!supervision::chores::measure_paces(&world.store, &directory, now_ms).expect("looked"), "once a day");
        caught_up(world, &desk);
        let handling = &ahead(&desk)[0];
        assert_eq!((handling.source, handling.usual), (Source::Observed { sample: 7 }, 120), "two hours at the desk");
        let chance = |moment: &str| {
            world.at(moment);
            let now = caught_up(world, &desk);
            let board = desk.board.look();
            board.spot(id).and_then(|spot| board.stand(now).chance(spot)).expect("a forecast")
        };
        assert_eq!(chance("2026-03-12T08:00"), Chance::WillMeet);
        assert_eq!(chance("2026-03-25T16:45"), Chance::WillMiss);
        assert_eq!(chance("2026-03-25T17:01"), Chance::Late);
    });
}
