//! What the frame of every page shows besides the way: announcements that stand, and how many messages an officer has not
//! read. Kept in memory and looked at again every few seconds, so that no page asks the database for its frame.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use kernel::{OfficerId, Result};
use office::Officer;
use store::Tx;
use web::ui::Tone;
use web::{Banner, Board, Viewer};

use crate::store::{self as rows, Announcement, Audience};

/// The door. Cloning shares it.
#[derive(Clone, Default)]
pub struct Lobby(Arc<Inner>);

#[derive(Default)]
struct Inner {
    standing: RwLock<Standing>,
    board: Board,
}

#[derive(Default, Clone)]
struct Standing {
    told: Vec<(Announcement, Vec<OfficerId>)>,
    unread: BTreeMap<OfficerId, i64>,
}

impl Lobby {
    /// The board of the public pages.
    pub fn board(&self) -> Board {
        self.0.board.clone()
    }

    /// Reads again what stands at a moment.
    pub fn refresh(&self, tx: &mut Tx<'_>, now_ms: i64) -> Result<()> {
        let mut told = rows::list_standing(tx, now_ms)?;
        told.retain(|(one, _)| one.from_ms <= now_ms);
        let unread = dossier::officer_notice::count_all_unread(tx)?;
        let public = told.iter().filter(|(one, _)| one.audience == Audience::Public);
        self.0.board.post(public.map(|(one, _)| banner(one, None)).collect());
        *self.0.standing.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Standing { told, unread };
        Ok(())
    }

    /// Whether an announcement speaks to an officer.
    fn speaks_to(one: &Announcement, officer: &Officer) -> bool {
        match one.audience {
            Audience::Inside | Audience::Public => true,
            Audience::Units => one.units.iter().any(|unit| officer.directory().is_within(officer.unit(), *unit)),
        }
    }

    /// The frame of an officer, with what they are told.
    pub fn dress(&self, officer: &Officer, viewer: Viewer) -> Viewer {
        let standing = self.0.standing.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let told = standing
            .told
            .iter()
            .filter(|(one, aside)| Lobby::speaks_to(one, officer) && !aside.contains(&officer.id()));
        let dismiss = |one: &Announcement| Some(format!("/announcements/{}/dismissal", one.id));
        let unread = standing.unread.get(&officer.id()).copied().unwrap_or(0);
        Viewer {
            banners: told.map(|(one, _)| banner(one, dismiss(one))).collect(),
            unread: Some(unread.unsigned_abs()),
            has_help: true,
            ..viewer
        }
    }
}

fn banner(one: &Announcement, dismiss: Option<String>) -> Banner {
    Banner { tone: Tone::Info, title: one.title.clone(), text: one.text.clone(), dismiss }
}
