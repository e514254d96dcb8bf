//! Files of a dossier come and go as acts of their own, with event and trace. The bytes are durable before they are named
//! here, and nothing that became part of the record goes.

use kernel::{Actor, Error, FileId, Refusal, Result};
use office::{Act, Directory, Officer, Place};
use store::ledger::Once;
use store::{Store, Tx, Write};

use super::{Dossiers, Key, load, may_see, seen_units};
use crate::decide::Happening;
use crate::model::{Dossier, HeldFile};
use crate::stage::Stage;
use crate::store::{self as rows, Record};

pub(super) enum FileChange {
    Add(HeldFile),
    Remove(FileId),
}

impl Dossiers {
    /// Adds a file whose bytes are durable already. Files may come in as long as the dossier is open.
    pub async fn attach_file(&self, by: &Officer, key: Key, file: HeldFile) -> Result<Dossier> {
        self.add_file(by, key, file, None).await
    }

    /// [`Dossiers::attach_file`] for a request that may be repeated: answers the dossier and the file that was kept the
    /// first time.
    pub async fn attach_file_once(
        &self,
        by: &Officer,
        key: Key,
        file: HeldFile,
        once: Once,
    ) -> Result<(Dossier, FileId)> {
        let (id, again) = (file.id, once.clone());
        let done = self.add_file(by, key.clone(), file, Some(once)).await;
        let dossier = match done {
            // Two racing repetitions: the other one was saved.
            Err(error) if Store::is_duplicate(&error) => self.read_bare(by, key, "act").await?,
            done => done?,
        };
        if dossier.files.iter().any(|file| file.id == id) {
            return Ok((dossier, id));
        }
        let answer = self.store.read(move |tx| again.find_answer(tx)).await?;
        let kept = answer.and_then(|id| id.parse().ok()).ok_or_else(|| Error::absent("file"))?;
        Ok((dossier, kept))
    }

    async fn add_file(&self, by: &Officer, key: Key, file: HeldFile, once: Option<Once>) -> Result<Dossier> {
        self.change_files(by, key, "dossier.attach_file", once, move |dossier| {
            if file.component.as_ref().is_some_and(|key| !dossier.components.iter().any(|c| c.key == *key)) {
                return Err(Refusal::new("COMPONENT_UNKNOWN").at("component").into());
            }
            Ok(FileChange::Add(file.clone()))
        })
        .await
    }

    /// Takes a file out of the dossier before acceptance, or a paper of the agencies before release.
    pub async fn remove_file(&self, by: &Officer, key: Key, file: FileId) -> Result<Dossier> {
        self.change_files(by, key, "dossier.remove_file", None, move |dossier| {
            let Some(known) = dossier.files.iter().find(|f| f.id == file) else { return Err(Error::absent("file")) };
            let taken_in = dossier.accepted_at.is_some() && known.component.is_some();
            let in_result = dossier.result.as_ref().is_some_and(|r| r.files.contains(&file));
            let released = dossier.stage == Stage::ResultReady;
            if taken_in || in_result || released {
                return Err(Refusal::new("FILE_PART_OF_RECORD").into());
            }
            Ok(FileChange::Remove(file))
        })
        .await
    }

    async fn change_files<F>(
        &self,
        by: &Officer,
        key: Key,
        act: &'static str,
        once: Option<Once>,
        decide: F,
    ) -> Result<Dossier>
    where
        F: Fn(&Dossier) -> Result<FileChange> + Send + 'static,
    {
        let (door, by) = (self.clone(), by.clone());
        self.store
            .act(move |tx| {
                let before = load(tx, &key)?;
                if !may_see(&by, &before) {
                    return Err(Error::absent("dossier"));
                }
                if let Some(once) = &once
                    && once.find_answer(tx)?.is_some()
                {
                    return Ok(before);
                }
                if !before.stage.is_open() {
                    return Err(Refusal::new("NOT_IN_THIS_STAGE").with("stage", before.stage.name()).into());
                }
                let units = seen_units(&before);
                let place = Place::new(&before.procedure.field, &before.procedure.code, &units);
                if ![Act::Intake, Act::Propose, Act::AttachResult].into_iter().any(|act| by.may(act, &place)) {
                    return Err(Refusal::new("NOT_PERMITTED").with("act", Act::AttachResult.key()).into());
                }
                let change = decide(&before)?;
                let mut more = Vec::new();
                if let (Some(once), FileChange::Add(file)) = (&once, &change) {
                    more.push(once.remember(&file.id.to_string(), door.clock.now_ms()));
                }
                let after = before.clone();
                door.record_file(tx, (&by.actor(), by.directory()), (&before, after), &change, (act, "act"), more)
            })
            .await
    }

    /// Records one file that came or went; `after` may differ in its components.
    pub(super) fn record_file(
        &self,
        tx: &mut Tx<'_>,
        (actor, directory): (&Actor, &Directory),
        (before, mut after): (&Dossier, Dossier),
        change: &FileChange,
        (act, why): (&'static str, &'static str),
        mut more: Vec<Write<'static>>,
    ) -> Result<Dossier> {
        let now_ms = self.clock.now_ms().max(before.last_at_ms);
        let process = self.catalogue.load_process(tx, before.process)?;
        let calendar = directory.calendar_of(before.receiving.id);
        let stage = before.stage.name().to_string();
        let mut happening =
            Happening { kind: String::new(), from: stage.clone(), to: stage, facts: Default::default() };
        match change {
            FileChange::Add(file) => {
                happening.kind = "attach_file".into();
                happening.facts.insert("blob".into(), file.blob.clone());
                after.files.push(file.clone());
            }
            FileChange::Remove(file) => {
                happening.kind = "remove_file".into();
                after.files.retain(|f| f.id != *file);
                more.push(rows::write_file_removed(before.id, *file, now_ms));
            }
        }
        let mut writes: Vec<Write<'_>> = more;
        if let FileChange::Add(file) = change {
            writes.push(rows::write_file(before.id, file));
        }
        let record = Record {
            before: Some(before),
            after: &mut after,
            happenings: &[happening],
            notices: &[],
            actor,
            process: &process,
            calendar: &calendar,
            act,
            why,
            now_ms,
            ids: &self.ids,
            listeners: &self.listeners,
        };
        rows::record(tx, record, writes)?;
        Ok(after)
    }
}
