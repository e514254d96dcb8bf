//! What the office tells everybody at the top of every page, kept in memory for the frames of pages. It knows no clock: whoever
//! posts decides what stands now.

use std::sync::{Arc, RwLock};

use crate::ui::Tone;

/// Something the office tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Banner {
    pub tone: Tone,
    pub title: String,
    pub text: String,
    /// Where a form posts to put it aside; none: it stays.
    pub dismiss: Option<String>,
}

/// The board of the public pages. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub struct Board(Arc<RwLock<Vec<Banner>>>);

impl Board {
    /// Puts these in the place of whatever stood there.
    pub fn post(&self, banners: Vec<Banner>) {
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = banners;
    }
    pub fn read(&self) -> Vec<Banner> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}
