//! What must be true at the end of every day, whatever happened in it.

use std::collections::{BTreeMap, BTreeSet};

use custody::store as papers;
use dossier::check as tables;
use dossier::list::{self, Filter, Pile, Reach, Turn};
use kernel::{DossierId, Lang};
use law::FormKey;
use store::ledger;

use super::house::House;

/// Longer than any list of a short year, so that a count can be compared with it.
const ALL: i64 = 1_000_000;

impl House {
    /// The dossiers of the day, the papers of the day, and what can be counted as a whole.
    pub fn holds(&mut self, touched: &BTreeSet<DossierId>, begun: usize) {
        let mut wrong = Vec::new();
        for id in touched {
            let found = self.wrong_with(*id);
            if !found.is_empty() {
                wrong.push(format!("{}\n{}", found.join("\n"), self.story_of(*id)));
            }
        }
        wrong.extend(
            self.look(custody::check::look_at_bags)
                .into_iter()
                .map(|one| format!("{} {} {:?}", one.place, one.word, one.facts)),
        );
        wrong.extend(self.messages());
        wrong.extend(self.counts_and_lists());
        wrong.extend(self.numbers());
        let stand = self.look(|tx| tx.count("SELECT COUNT(*) FROM dossier", &[]));
        if stand != begun as i64 {
            wrong.push(format!("{begun} dossiers were answered for, {stand} stand"));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Everything, file by file and event by event, as `motcua check --deep` looks at it.
    pub fn all_holds(&mut self) {
        let report = motcua::check::run(&self.app, true, &mut |_, _| {}).expect("the check reads");
        let wrong: Vec<String> =
            report.findings.iter().filter(|finding| !finding.note).map(|finding| finding.line_in(Lang::En)).collect();
        assert!(wrong.is_empty(), "motcua check found:\n{}", wrong.join("\n"));
    }

    /// No deadline lost, the log replays to the row, every paper in one hand.
    fn wrong_with(&self, id: DossierId) -> Vec<String> {
        let (catalogue, directory) = (self.app.catalogue.clone(), self.app.sessions.directory());
        self.look(move |tx| {
            let found = tables::check_one(tx, id, &catalogue, &directory)?;
            let mut wrong: Vec<String> = found
                .into_iter()
                .filter(|one| !one.note)
                .map(|one| format!("{id}: {} {:?}", one.word, one.facts))
                .collect();
            for paper in papers::list_of_dossier(tx, id)? {
                let log = papers::list_moves(tx, paper.id)?;
                let found = custody::check::finding(&paper, &log);
                wrong.extend(found.map(|one| format!("{id}: paper {} {} {:?}", one.place, one.word, one.facts)));
            }
            Ok(wrong)
        })
    }

    /// What happened to a dossier, for whoever has to find out why.
    pub fn story_of(&self, id: DossierId) -> String {
        self.look(move |tx| {
            let events = ledger::list_events(tx, id)?;
            let line = |event: &ledger::Event| {
                let at = kernel::time::civil_ms(event.at_ms);
                format!("    {:>3} {at} {} {} {}", event.seq, event.kind, event.actor, event.body)
            };
            Ok(events.iter().map(line).collect::<Vec<_>>().join("\n"))
        })
    }

    /// Every message went out once: what left the outbox is what the applicant finds, and nobody was told twice.
    fn messages(&self) -> Vec<String> {
        const ABSENT: [(&str, &str); 6] = [
            ("notices that never went out", "SELECT COUNT(*) FROM outbox WHERE topic = 'notice' AND done_ms IS NULL"),
            (
                "messages sent that nobody finds",
                "SELECT COUNT(*) FROM outbox o WHERE o.topic = 'notice' AND o.dossier_id IS NOT NULL AND NOT EXISTS \
                 (SELECT 1 FROM dossier_notice n WHERE n.id = o.id)",
            ),
            (
                "notices without a message",
                "SELECT COUNT(*) FROM dossier_notice n WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = n.id)",
            ),
            (
                "notices told twice",
                "SELECT COUNT(*) FROM (SELECT 1 FROM dossier_notice GROUP BY dossier_id, at_ms, body HAVING COUNT(*) > 1) AS twice",
            ),
            (
                "officers told twice",
                "SELECT COUNT(*) FROM (SELECT 1 FROM officer_notice GROUP BY officer, dossier_id, at_ms, kind, facts \
                 HAVING COUNT(*) > 1) AS twice",
            ),
            (
                "alerts of one wait told twice",
                "SELECT COUNT(*) FROM (SELECT 1 FROM event WHERE kind IN ('intake_alert', 'intake_overdue', 'consultation_late') \
                 GROUP BY dossier_id, kind, body HAVING COUNT(*) > 1) AS twice",
            ),
        ];
        let counted = ABSENT.iter().map(|(what, sql)| (what, self.look(move |tx| tx.count(sql, &[]))));
        counted.filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what}: {n}")).collect()
    }

    /// What the home page counts is what its lists hold, for everybody.
    fn counts_and_lists(&self) -> Vec<String> {
        let now_ms = self.clock.now_ms();
        let horizon_ms = now_ms + 36 * 3_600_000;
        let mut wrong = Vec::new();
        for by in &self.officers {
            let reach = Reach::of(by);
            let (counts, lists) = self.look(move |tx| {
                let counts = list::counts(tx, &reach, horizon_ms)?;
                let filter = Filter::default();
                let turn = Turn { filter: &filter, after: None, limit: ALL, now_ms, horizon_ms };
                let mut lists = BTreeMap::new();
                for pile in Pile::ALL {
                    lists.insert(
                        pile.code(),
                        (
                            list::list(tx, &reach, pile, turn)?.len() as i64,
                            list::count(tx, &reach, pile, &filter, ALL, now_ms, horizon_ms)?,
                        ),
                    );
                }
                Ok((counts, lists))
            });
            for pile in Pile::ALL {
                let (listed, counted) = lists[pile.code()];
                if listed != counted || counts.of(pile).is_some_and(|n| n != listed) {
                    wrong.push(format!(
                        "{}: {} counts {:?} and {counted}, lists {listed}",
                        by.login(),
                        pile.code(),
                        counts.of(pile)
                    ));
                }
            }
        }
        wrong
    }

    /// Codes, registers and letters are numbered without a gap and without a double, whatever was rolled back.
    fn numbers(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let (codes, drawn) = self.look(|tx| {
            Ok((
                tx.count("SELECT COUNT(*) FROM dossier WHERE code IS NOT NULL", &[])?,
                tx.query("SELECT scope, last FROM serial", &[])?
                    .iter()
                    .map(|row| Ok((row.text(0)?.to_string(), row.int(1)?)))
                    .collect::<kernel::Result<Vec<_>>>()?,
            ))
        });
        let given = |series: &str| {
            drawn.iter().filter(|(scope, _)| scope.starts_with(series)).map(|(_, last)| last).sum::<i64>()
        };
        for series in ["code/", "register/"] {
            if given(series) != codes {
                wrong.push(format!("{series} gave {} numbers, {codes} dossiers have one", given(series)));
            }
        }
        wrong
    }

    /// The letters that dossiers carry use up the numbers that were drawn for letters: none is lost, none is sent twice.
    pub fn letters(&self) {
        let (mut letters, mut after) = (0, 0);
        loop {
            let page = self.look(move |tx| tables::list_tables_after(tx, after, 500));
            let Some(last) = page.last() else { break };
            after = last.id().0;
            let dossiers = page.iter().filter_map(tables::Tables::dossier);
            letters +=
                dossiers.flat_map(|dossier| &dossier.papers).filter(|paper| paper.form != FormKey::Receipt).count();
        }
        let drawn = self.look(|tx| {
            tx.query("SELECT last FROM serial WHERE scope LIKE 'paper/%'", &[])?
                .iter()
                .map(|row| row.int(0))
                .sum::<kernel::Result<i64>>()
        });
        assert_eq!(letters as i64, drawn, "letters that dossiers carry, and numbers drawn for letters");
        assert!(letters > 0, "a year without a letter");
    }
}
