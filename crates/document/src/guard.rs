//! Runs the reading of hostile bytes where it can do no harm: own stack, own time, panics caught.
//!
//! Never lets a broken file take down the request that brought it, nor many broken files take all processors.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Parsers recurse; a page of memory is only taken when it is touched.
const STACK_BYTES: usize = 256 << 20;
/// Work that outlived its patience cannot be stopped; beyond this many, a lane stays closed until one ends.
const RUNAWAYS_MAX: usize = 4;

/// A kind of work with its own count of runaways: pictures that never finish must not close the door for files.
pub(crate) struct Lane(AtomicUsize);

pub(crate) static READING: Lane = Lane(AtomicUsize::new(0));
pub(crate) static DRAWING: Lane = Lane(AtomicUsize::new(0));

/// The answer of `work`, or `None` if it panicked or took longer than `patience`.
pub(crate) fn guarded<T: Send + 'static>(
    lane: &'static Lane,
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if lane.0.load(Ordering::Relaxed) >= RUNAWAYS_MAX {
        return None;
    }
    // Without a buffer, an answer is either taken or known to be too late.
    let (answer, wait) = mpsc::sync_channel(0);
    let thread = thread::Builder::new().name("document".into()).stack_size(STACK_BYTES);
    let started = thread.spawn(move || {
        let outcome = catch_unwind(AssertUnwindSafe(work)).ok();
        // Nobody listens any more: this was a runaway, and it has come home.
        if answer.send(outcome).is_err() {
            lane.0.fetch_sub(1, Ordering::Relaxed);
        }
    });
    started.ok()?;
    match wait.recv_timeout(patience) {
        Ok(outcome) => outcome,
        Err(_) => {
            lane.0.fetch_add(1, Ordering::Relaxed);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_a_runaway_are_both_no_answer() {
        let patience = Duration::from_secs(20);
        assert_eq!(guarded(&READING, patience, || 7), Some(7));
        assert_eq!(
            guarded(&READING, patience, || -> u8 { std::panic::resume_unwind(Box::new("a broken parser")) }),
            None
        );
        let (hold, held) = mpsc::channel::<()>();
        assert_eq!(guarded(&READING, Duration::from_millis(20), move || held.recv().is_err()), None);
        drop(hold);
    }
}
