//! What changes in the office while work goes on: somebody is away and the work is moved and moved back, somebody acts for
//! somebody, units merge, working time changes and every promise is counted again.

use admin::mergers::{self, Merger};
use dossier::redistribute::{self, Ask, Move};
use job::NewJob;
use kernel::{OfficerId, UnitId};
use office::admin::{Ending, NewDelegation};
use office::history::Order;
use office::working_time::CalendarChange;
use office::{Act, Place};
use serde_json::json;

use super::house::{Came, House};

/// Work that was moved away from somebody.
pub struct Batch {
    id: i64,
    back: i64,
}

impl House {
    fn order(&self, number: &str) -> Order {
        Order { number: number.into(), signed_on: self.today(), agency: "Ủy ban nhân dân tỉnh".into() }
    }

    /// Somebody with work on the desk is away for some days: the supervisor moves it by competence and load.
    pub fn somebody_falls_ill(&mut self, day: i64, batches: &mut Vec<Batch>) {
        let busy: Vec<OfficerId> =
            self.officers.iter().map(|by| by.id()).filter(|id| !self.away.contains_key(id)).collect();
        let supervisor = self.officer("giamsat");
        // Whose work somebody else could do; else anybody with work.
        let mut plans = Vec::new();
        for id in busy {
            let (door, by) = (self.app.dossiers.clone(), supervisor.clone());
            let ask = Ask { from: Some(id), spared: self.away.keys().copied().collect(), only: None };
            let plan = self.look(move |tx| redistribute::propose(tx, &door, &by, &ask));
            let movable = plan.proposals.iter().any(|proposal| proposal.to.is_some());
            if !plan.proposals.is_empty() {
                plans.push((movable, id, plan));
            }
        }
        if plans.iter().any(|(movable, ..)| *movable) {
            plans.retain(|(movable, ..)| *movable);
        }
        let Some((_, from, plan)) = self.pick(&plans) else { return };
        let back = day + 2;
        self.away.insert(from, back);
        self.count("absences");
        let moves: Vec<Move> = plan
            .proposals
            .iter()
            .filter_map(|p| Some(Move { id: p.id, version: p.version, to: p.to.as_ref()?.id }))
            .collect();
        self.tick();
        let (door, by) = (self.app.dossiers.clone(), supervisor.clone());
        let done = self.app.store.act_blocking(move |tx| redistribute::apply(tx, &door, &by, from, &moves, "Nghỉ ốm"));
        let Came::Done(done) = self.came("redistribution", done) else { return };
        if let Some(id) = done.batch {
            self.count("work moved");
            batches.push(Batch { id, back });
        }
        self.somebody_acts_for(from, back);
    }

    /// A colleague of the same unit acts for whoever is away.
    fn somebody_acts_for(&mut self, from: OfficerId, back: i64) {
        let Some(card) = self.app.sessions.directory().officer(from).cloned() else { return };
        let same = self.officers.iter().filter(|by| by.unit() == card.unit && by.id() != from);
        let Some(to) = same.map(|by| by.id()).find(|id| !self.away.contains_key(id)) else { return };
        let supervisor = self.officer("giamsat");
        let (today, days) = (self.today(), back);
        let until = today.checked_add(jiff::Span::new().days(3)).expect("a day");
        let new = NewDelegation {
            from,
            to,
            acts: vec![Act::Approve],
            valid_from: Some(today),
            valid_until: Some(until),
            order: self.order(&format!("{days}/QĐ")),
        };
        let (ids, now_ms) = (self.app.ids.clone(), self.clock.now_ms());
        let done = self.app.store.act_blocking(move |tx| {
            let permit = supervisor.permit(Act::Supervise, &Place::of_units(&[card.unit]))?;
            office::admin::order_acting(tx, permit, ids.clone(), now_ms, &new)
        });
        if let Came::Done(_) = self.came("acting", done) {
            self.count("acting periods");
        }
        self.gather();
    }

    /// Whoever is back gets the work back that nobody has touched; asked twice, it is moved once.
    pub fn somebody_returns(&mut self, day: i64, batches: &mut Vec<Batch>) {
        self.away.retain(|_, back| *back > day);
        let (over, still): (Vec<Batch>, Vec<Batch>) =
            std::mem::take(batches).into_iter().partition(|batch| batch.back <= day);
        *batches = still;
        for batch in over {
            for nth in 0..2 {
                self.tick();
                let (door, by) = (self.app.dossiers.clone(), self.officer("giamsat"));
                let done =
                    self.app.store.act_blocking(move |tx| redistribute::undo(tx, &door, &by, batch.id, "Đi làm lại"));
                let Came::Done(done) = self.came("undo", done) else { continue };
                assert!(nth == 0 || done.moved.is_empty(), "the second undo moved {:?}", done.moved);
                if !done.moved.is_empty() {
                    self.count("work moved back");
                }
            }
        }
    }

    /// A commune and its centre are merged into another one; the process dies before the job begins.
    pub fn units_merge(&mut self, from: (&str, &str), into: (&str, &str)) {
        let unit = |house: &House, key: &str| -> UnitId {
            house.app.sessions.directory().unit_by_key(key).expect("a unit").id
        };
        let pairs = [(from.0, into.0), (from.1, into.1)];
        let endings: Vec<Ending> = pairs
            .iter()
            .map(|(old, new)| Ending { unit: unit(self, old), successors: vec![unit(self, new)], officers_to: None })
            .collect();
        let (by, now_ms) = (self.officer("quantri"), self.clock.now_ms());
        let merger = Merger {
            id: self.app.ids.next(now_ms),
            name: "Sáp nhập".into(),
            on: self.today(),
            order: self.order("1656/NQ-UBTVQH15"),
            endings,
            state: mergers::State::Draft,
            job: None,
            by_name: by.name().into(),
            created_ms: now_ms,
            file: None,
        };
        let (jobs, id) = (self.app.jobs.clone(), merger.id);
        let admin = by.clone();
        let started = self.app.store.act_blocking(move |tx| {
            mergers::store::insert(tx, &merger)?;
            let job = jobs.start_in(tx, &admin, &NewJob::new("merger", json!({ "merger": id })))?;
            mergers::store::set_state(tx, id, mergers::State::Draft, mergers::State::Confirmed, Some(job))?;
            Ok(job)
        });
        let job = started.expect("the merger is confirmed");
        self.reopen();
        self.work_jobs();
        let card = self.runtime.block_on(self.app.jobs.load(&by, job)).expect("the job");
        let merger = self.look(move |tx| mergers::store::find(tx, id)).expect("the merger");
        assert_eq!((card.state, merger.state), (job::State::Done, mergers::State::Done), "{:?}", card.trouble);
        self.gather();
        let ended: Vec<UnitId> = merger.endings.iter().map(|ending| ending.unit).collect();
        for unit in ended {
            let left = self.look(move |tx| {
                tx.count(
                    "SELECT COUNT(*) FROM dossier WHERE open = 1 AND (receiving_unit = ?1 OR deciding_unit = ?1 OR tray_unit = ?1)",
                    &[unit.0.into()],
                )
            });
            assert_eq!(left, 0, "open dossiers stayed with an ended unit");
        }
        self.count("mergers");
    }

    /// A day of the coming week is taken off by a document; every open dossier is counted again by a job.
    pub fn working_time_changes(&mut self, name: &str) {
        let by = self.officer("quantri");
        let directory = self.app.sessions.directory();
        let unit = directory.unit_by_key("ubnd_tinh").expect("the root").id;
        let before = directory.calendar_of(unit);
        let day = before.next_working_day(before.next_working_day(self.today()));
        let order = self.order(&format!("{name}/QĐ-UBND"));
        let change = CalendarChange::Off { first: day, last: day, name: name.into() };
        let (after, note) = change.on(&before, &order).expect("a working day can be taken off");
        let seen = self
            .look(move |tx| office::annals::list_calendar_versions(tx, unit))
            .first()
            .map_or(0, |version| version.n);
        let params = json!({
            "unit": unit, "own": after, "before": *before, "after": after, "effective_on": change.first_day(),
            "notes": [note], "order": order, "seen": seen,
        });
        let jobs = self.app.jobs.clone();
        let new = NewJob::new("calendar_change", params);
        let job = self.runtime.block_on(jobs.start(&by, new)).expect("started");
        self.work_jobs();
        let card = self.runtime.block_on(self.app.jobs.load(&by, job)).expect("the job");
        assert_eq!(card.state, job::State::Done, "the job of the calendar change: {:?}", card.trouble);
        self.gather();
        assert!(!self.app.sessions.directory().calendar_of(unit).is_working(day), "{day} is off now");
        self.count("calendar changes");
    }

    fn work_jobs(&self) {
        self.app.jobs.run_waiting().expect("jobs are worked on");
    }
}
