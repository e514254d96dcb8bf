//! Small pictures of pages, remembered for a while, and who looked at which dossier just now.
//!
//! It holds what can be drawn again at any time; a restart loses nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use kernel::{DossierId, OfficerId};

/// A drawn page; `None` when it cannot be drawn, which is remembered too.
pub type Picture = Option<Arc<[u8]>>;

/// Pictures kept in memory, in bytes.
const KEEP_BYTES: usize = 48 << 20;
/// Looks of one officer at one dossier within this time are one look.
const ONE_LOOK_MS: i64 = 5 * 60 * 1000;
/// Looks remembered; the table is emptied when it is full.
const LOOKS_MAX: usize = 4_096;

#[derive(Default)]
pub struct Album {
    shelf: Mutex<Shelf>,
    looks: Mutex<HashMap<(OfficerId, DossierId), i64>>,
}

#[derive(Default)]
struct Shelf {
    pictures: HashMap<(String, u32), Picture>,
    order: VecDeque<(String, u32)>,
    bytes: usize,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

fn weight(picture: &Picture) -> usize {
    picture.as_ref().map_or(0, |jpeg| jpeg.len()) + 128
}

impl Album {
    /// A page drawn before: the outer `None` means not yet.
    pub fn find(&self, blob: &str, page: u32) -> Option<Picture> {
        lock(&self.shelf).pictures.get(&(blob.to_string(), page)).cloned()
    }

    /// Keeps a page; the ones drawn longest ago make room.
    pub fn keep(&self, blob: &str, page: u32, picture: Picture) -> Picture {
        let mut shelf = lock(&self.shelf);
        let key = (blob.to_string(), page);
        if shelf.pictures.insert(key.clone(), picture.clone()).is_none() {
            shelf.bytes += weight(&picture);
            shelf.order.push_back(key);
        }
        while shelf.bytes > KEEP_BYTES {
            let Some(oldest) = shelf.order.pop_front() else { break };
            if let Some(gone) = shelf.pictures.remove(&oldest) {
                shelf.bytes -= weight(&gone);
            }
        }
        picture
    }

    /// Whether this look has to be traced: the officer's first at this dossier for a while.
    pub fn is_new_look(&self, officer: OfficerId, dossier: DossierId, now_ms: i64) -> bool {
        let mut looks = lock(&self.looks);
        if looks.len() >= LOOKS_MAX {
            looks.clear();
        }
        let last = looks.entry((officer, dossier)).or_insert(i64::MIN);
        let is_new = now_ms.saturating_sub(*last) > ONE_LOOK_MS;
        if is_new {
            *last = now_ms;
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_pictures_of_one_page_are_one_look_and_five_minutes_later_another() {
        let album = Album::default();
        let (lan, one) = (OfficerId(1), DossierId(1));
        assert!(album.is_new_look(lan, one, 0));
        assert!(!album.is_new_look(lan, one, ONE_LOOK_MS));
        assert!(album.is_new_look(OfficerId(2), one, 10));
        assert!(album.is_new_look(lan, one, ONE_LOOK_MS + 1));
    }

    #[test]
    fn the_oldest_pictures_make_room() {
        let album = Album::default();
        let big: Picture = Some(Arc::from(vec![0; KEEP_BYTES / 2]));
        for page in 1..=3 {
            album.keep("a", page, big.clone());
        }
        assert!(album.find("a", 1).is_none() && album.find("a", 3).is_some());
        assert_eq!(album.find("b", 1), None);
        album.keep("b", 1, None);
        assert_eq!(album.find("b", 1), Some(None));
    }
}
