//! The doors for files: begin, append, finish, remove. It holds no page.

use std::sync::Arc;

use axum::body::Bytes;
use document::{Inspected, Limits};
use dossier::door::applicant::may_add;
use dossier::model::HeldFile;
use dossier::{Dossiers, Key};
use kernel::{DossierId, Error, FileId, Refusal, Result, UploadId};
use person::Citizen;
use store::Tx;
use store::blob::Blobs;

use super::{FILES_MAX, PIECE_MAX_BYTES, State, TOTAL_MAX_BYTES, Target, Upload, rows};
use crate::filing;

/// The doors. Cloning shares them.
#[derive(Clone)]
pub struct Uploads {
    pub dossiers: Dossiers,
    pub blobs: Arc<Blobs>,
}

/// How often a file is handed to a dossier that somebody else changes at the same moment.
const TRIES: usize = 4;

/// A file as its sender announces it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    pub component: String,
    pub name: String,
    /// Tells it from another file of the same name; empty: never continued.
    pub mark: String,
    pub length_bytes: i64,
}

/// How far an upload is.
#[derive(Debug, Clone)]
pub enum Progress {
    /// Held bytes.
    Coming(i64),
    /// In, with what was noticed on the way.
    Taken(Box<Upload>, Vec<document::Warning>),
}

/// Refuses what need not even begin.
fn announced(new: &NewUpload) -> Result<(), Refusal> {
    let most = Limits::default().file_max_bytes as i64;
    if new.length_bytes <= 0 {
        return Err(Refusal::new("FILE_EMPTY").at("file"));
    }
    if new.length_bytes > most {
        let mib = |bytes: i64| (bytes as u64).div_ceil(1 << 20);
        let refusal = Refusal::new("FILE_TOO_LARGE").with("mb", mib(new.length_bytes)).with("max_mb", mib(most));
        return Err(refusal.at("file"));
    }
    Ok(())
}

impl Uploads {
    /// Begins an upload, or answers the one of the same file that was cut off.
    ///
    /// Refused: `FILE_EMPTY`, `FILE_TOO_LARGE`, `UPLOAD_TOO_MANY`, `UPLOAD_TOO_MUCH`, and whatever closes the target.
    pub async fn begin(&self, by: &Citizen, target: Target, new: NewUpload) -> Result<Upload> {
        announced(&new)?;
        if let Target::Dossier(id) = target {
            self.require_wanted(by, id, &new.component).await?;
        }
        let (account, at, now_ms) = (by.account(), target.to_string(), self.dossiers.clock.now_ms());
        let id = UploadId(self.dossiers.ids.next(now_ms));
        self.dossiers
            .store
            .act(move |tx| {
                require_open(tx, account, target)?;
                let standing = rows::list(tx, account, &at)?;
                let same = |known: &&Upload| {
                    known.state == State::Coming
                        && !new.mark.is_empty()
                        && known.mark == new.mark
                        && known.name == new.name
                        && known.component == new.component
                        && known.length_bytes == new.length_bytes
                };
                if let Some(known) = standing.iter().find(same) {
                    return Ok(known.clone());
                }
                let kept: Vec<_> = standing.iter().filter(|known| known.state != State::Refused).collect();
                if kept.len() >= FILES_MAX {
                    return Err(Refusal::new("UPLOAD_TOO_MANY").with("most", FILES_MAX).at("file").into());
                }
                let bytes: i64 = kept.iter().map(|known| known.length_bytes).sum();
                if bytes + new.length_bytes > TOTAL_MAX_BYTES {
                    return Err(Refusal::new("UPLOAD_TOO_MUCH").with("most", TOTAL_MAX_BYTES >> 20).at("file").into());
                }
                let upload = Upload {
                    id,
                    account,
                    target: at.clone(),
                    component: new.component.clone(),
                    name: new.name.clone(),
                    mark: new.mark.clone(),
                    length_bytes: new.length_bytes,
                    held_bytes: 0,
                    state: State::Coming,
                    changed_ms: now_ms,
                    file: None,
                };
                rows::insert(tx, &upload)?;
                Ok(upload)
            })
            .await
    }

    pub async fn load(&self, by: &Citizen, target: Target, id: UploadId) -> Result<Upload> {
        let (account, at) = (by.account(), target.to_string());
        self.dossiers.store.read_brief(move |tx| rows::load(tx, account, &at, id)).await
    }

    /// Everything of a target: taken, on its way, refused.
    pub async fn list(&self, by: &Citizen, target: Target) -> Result<Vec<Upload>> {
        let (account, at) = (by.account(), target.to_string());
        self.dossiers.store.read_brief(move |tx| rows::list(tx, account, &at)).await
    }

    /// Appends a piece at the end that the sender knew. The last piece has the file looked into and taken; a piece of no
    /// bytes at the end does the same again for a file whose last answer was lost.
    ///
    /// Errors: stale with the offset that stands; refused as `document::inspect` refuses.
    pub async fn append(&self, by: &Citizen, target: Target, id: UploadId, at: i64, piece: Bytes) -> Result<Progress> {
        if piece.len() > PIECE_MAX_BYTES {
            return Err(Refusal::new("UPLOAD_PIECE").with("most", PIECE_MAX_BYTES).into());
        }
        let (account, name, now_ms) = (by.account(), target.to_string(), self.dossiers.clock.now_ms());
        let (upload, held) = self
            .dossiers
            .store
            .act(move |tx| {
                let upload = rows::load(tx, account, &name, id)?;
                if upload.state != State::Coming {
                    return Ok((upload, None));
                }
                require_open(tx, account, target)?;
                if at + piece.len() as i64 > upload.length_bytes || at != upload.held_bytes {
                    return Err(Error::Stale { seen: at, stands: upload.held_bytes });
                }
                let held = if piece.is_empty() { at } else { rows::append(tx, &upload, at, &piece, now_ms)? };
                Ok((upload, Some(held)))
            })
            .await?;
        match held {
            Some(held) if held < upload.length_bytes => Ok(Progress::Coming(held)),
            Some(_) => self.finish(by, upload).await,
            None if upload.state == State::Taken => Ok(Progress::Taken(Box::new(upload), Vec::new())),
            None => Err(Error::absent(id.to_string())),
        }
    }

    /// All bytes are here: look inside, make them durable, then say so in a row.
    async fn finish(&self, by: &Citizen, upload: Upload) -> Result<Progress> {
        let id = upload.id;
        let bytes = Bytes::from(self.dossiers.store.read(move |tx| rows::assemble(tx, id)).await?);
        let inspected = match look(&upload.name, None, &bytes).await {
            Ok(inspected) => inspected,
            Err(error) => {
                if matches!(error, Error::Refused(_)) {
                    let refused = Upload { state: State::Refused, changed_ms: self.dossiers.clock.now_ms(), ..upload };
                    self.dossiers.store.act(move |tx| rows::close(tx, &refused)).await?;
                }
                return Err(error);
            }
        };
        self.blobs.put(bytes).await?;
        self.keep(by, upload, inspected).await
    }

    /// Whether a dossier of the applicant's own takes a paper for this line of its checklist now.
    ///
    /// Errors: absent (another's), refused `NOT_IN_THIS_STAGE`, `COMPONENT_UNKNOWN`.
    async fn require_wanted(&self, by: &Citizen, id: DossierId, component: &str) -> Result<()> {
        let dossier = self.dossiers.read_as_applicant(by, Key::Id(id)).await?.dossier;
        if !may_add(&dossier) {
            return Err(Refusal::new("NOT_IN_THIS_STAGE").with("stage", dossier.stage.name()).into());
        }
        if !dossier.components.iter().any(|line| line.key == component) {
            return Err(Refusal::new("COMPONENT_UNKNOWN").at("component").into());
        }
        Ok(())
    }

    /// Hands a file to its dossier; one that lies there already is not added again, so a repetition after a kill is safe.
    async fn hand_over(&self, by: &Citizen, id: DossierId, upload: Upload) -> Result<Upload> {
        let Some(file) = upload.file.clone() else { return Err(Error::absent("file")) };
        for nth in 1..=TRIES {
            let dossier = self.dossiers.read_as_applicant(by, Key::Id(id)).await?.dossier;
            let there = dossier.files.iter().any(|known| known.blob == file.blob && known.component == file.component);
            let added = match there {
                true => Ok(()),
                false => {
                    self.dossiers.add_file_as_applicant(by, Key::Id(id), dossier.version, file.clone()).await.map(drop)
                }
            };
            match added {
                Err(Error::Stale { .. }) if nth < TRIES => continue,
                added => added?,
            }
            // The row stays for a while, so that a repetition is answered the same.
            let handed = upload.clone();
            self.dossiers.store.act(move |tx| rows::close(tx, &handed)).await?;
            break;
        }
        Ok(upload)
    }

    async fn keep(&self, by: &Citizen, upload: Upload, inspected: Inspected) -> Result<Progress> {
        let now_ms = self.dossiers.clock.now_ms();
        let file = HeldFile {
            id: FileId(self.dossiers.ids.next(now_ms)),
            component: Some(upload.component.clone()).filter(|key| !key.is_empty()),
            name: inspected.safe_name.clone(),
            media: inspected.media.media_type().into(),
            pages: inspected.pages,
            bytes: inspected.size_bytes as i64,
            blob: inspected.sha256.clone(),
            added_ms: now_ms,
            added_by: by.name().into(),
        };
        let taken = Upload { state: State::Taken, changed_ms: now_ms, file: Some(file), ..upload };
        if let Some(Target::Dossier(id)) = Target::parse(&taken.target) {
            let handed = self.hand_over(by, id, taken).await?;
            return Ok(Progress::Taken(Box::new(handed), inspected.warnings));
        }
        let kept = taken.clone();
        let kept = self
            .dossiers
            .store
            .act(move |tx| {
                // The same picture sent twice is one file.
                let others = rows::list(tx, kept.account, &kept.target)?;
                let same = |other: &&Upload| {
                    let blob = |upload: &Upload| upload.file.as_ref().map(|file| file.blob.clone());
                    other.state == State::Taken && other.component == kept.component && blob(other) == blob(&kept)
                };
                if let Some(known) = others.iter().find(same) {
                    rows::forget(tx, kept.id)?;
                    return Ok(known.clone());
                }
                rows::close(tx, &kept)?;
                Ok(kept.clone())
            })
            .await?;
        Ok(Progress::Taken(Box::new(kept), inspected.warnings))
    }

    /// A whole file in one request, for browsers without script.
    pub async fn take_whole(
        &self,
        by: &Citizen,
        target: Target,
        component: &str,
        name: &str,
        bytes: Bytes,
    ) -> Result<Progress> {
        let new = NewUpload {
            component: component.into(),
            name: name.into(),
            mark: String::new(),
            length_bytes: bytes.len() as i64,
        };
        announced(&new)?;
        let inspected = look(name, None, &bytes).await.map_err(|error| match error {
            Error::Refused(refusal) => refusal.at("file").into(),
            other => other,
        })?;
        let upload = self.begin(by, target, new).await?;
        self.blobs.put(bytes).await?;
        self.keep(by, upload, inspected).await
    }

    /// Takes a file out again, or gives up one on its way.
    pub async fn remove(&self, by: &Citizen, target: Target, id: UploadId) -> Result<()> {
        let (account, at) = (by.account(), target.to_string());
        self.dossiers
            .store
            .act(move |tx| {
                require_open(tx, account, target)?;
                let upload = rows::load(tx, account, &at, id)?;
                rows::forget(tx, upload.id)
            })
            .await
    }
}

/// Whether a filing is the account's and still takes files. Dossiers are asked before ([`Uploads::begin`]) and decide again
/// when the file is handed to them.
fn require_open(tx: &mut Tx<'_>, account: kernel::AccountId, target: Target) -> Result<()> {
    match target {
        Target::Filing(id) => Ok(filing::rows::load(tx, account, id)?.require_draft()?),
        Target::Dossier(_) => Ok(()),
    }
}

/// Looks into a file off the runtime.
async fn look(name: &str, declared: Option<&str>, bytes: &Bytes) -> Result<Inspected> {
    let (name, declared, bytes) = (name.to_string(), declared.map(str::to_string), bytes.clone());
    let limits = Limits::default();
    let look = tokio::task::spawn_blocking(move || document::inspect(&name, declared.as_deref(), &bytes, &limits));
    Ok(look.await.map_err(|e| Error::fault("inspection", e))??)
}
