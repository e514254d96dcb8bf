//! The supervisor's desk: late and forecast, urges, explanations and apologies owed, redistribution of an absent
//! colleague's work, acting periods, register and books.
//!
//! It owns no dossier: it reads projections and acts through the dossier room's doors.
//!
//! Reading order: [`pace`] (how long steps take), [`forecast`] (when a dossier will be done), [`sight`] (over what
//! somebody watches), [`board`] (everything that runs, in memory), [`pick`] (what is counted and listed), [`store`]
//! (rows), [`html`] (pages), [`chores`] (what happens later).

pub mod board;
pub mod books;
pub mod chores;
pub mod forecast;
pub mod html;
pub mod late;
pub mod listen;
pub mod lock;
pub mod monthly;
pub mod pace;
pub mod pick;
pub mod ruler;
pub mod sight;
pub mod store;

pub use html::lists::lists;
pub use html::routes;
pub use listen::listener;
pub use store::MIGRATIONS;

use std::sync::Arc;

use dossier::Dossiers;
use kernel::Result;
use office::Directory;

use crate::board::{Board, Moment};

/// The room's door. Cloning shares it.
#[derive(Clone)]
pub struct Supervision {
    pub dossiers: Dossiers,
    pub board: Board,
}

impl Supervision {
    pub fn new(dossiers: Dossiers) -> Supervision {
        Supervision { dossiers, board: Board::default() }
    }

    pub fn now(&self) -> Moment {
        Moment::of_ms(self.dossiers.clock.now_ms())
    }

    /// Brings the board up to date and answers the moment it stands for.
    pub async fn catch_up(&self, directory: &Arc<Directory>) -> Result<Moment> {
        let now = self.now();
        self.board.catch_up(&self.dossiers.store, &self.dossiers.catalogue, directory, now).await?;
        Ok(now)
    }
}
