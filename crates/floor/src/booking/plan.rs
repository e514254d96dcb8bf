//! How many appointments a slot holds: pure.
//!
//! A counter on duty for a slot gives a share of its seconds to appointments; the rest is for those who come without one.
//! A service needs its usual seconds at any of the counters able to serve it. A further appointment fits when all services
//! of everybody booked, and its own, can be shared out over the counters together — a flow, so that two services that
//! compete for one counter are not promised it twice, and a counter nobody else needs is not left idle.

use kernel::CounterId;
use queue::hall::Services;

use crate::duty::model::{Minute, Shift, Span};
use crate::setup::Observed;

/// A counter on duty within a slot and the seconds it keeps for appointments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Post {
    pub counter: CounterId,
    /// What it serves.
    pub services: Services,
    pub seconds: i64,
}

/// What one appointment takes of a slot: seconds for each service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weight(pub Vec<(u8, i64)>);

impl Weight {
    pub fn seconds(&self) -> i64 {
        self.0.iter().map(|(_, seconds)| seconds).sum()
    }
}

/// The slots of a day: of one length, on a grid that begins at midnight, each within the duty of at least one counter from
/// its beginning to its end.
pub fn slots(shifts: &[Shift], length: Minute) -> Vec<Span> {
    let length = length.max(5);
    let mut slots: Vec<Span> = shifts
        .iter()
        .flat_map(|shift| {
            let first = (shift.span.from + length - 1) / length * length;
            (first..).step_by(length as usize).map_while(move |from| {
                let slot = Span::new(from, from + length);
                shift.span.holds(slot).then_some(slot)
            })
        })
        .collect();
    slots.sort();
    slots.dedup();
    slots
}

/// The counters on duty in a slot. `share` is the part of their time kept for appointments, 0–1; `able` what a counter
/// serves of those with an appointment.
pub fn posts(slot: Span, shifts: &[Shift], able: impl Fn(CounterId) -> Services, share: f64) -> Vec<Post> {
    let mut posts: Vec<Post> = Vec::new();
    for shift in shifts {
        let minutes = shift.span.shared(slot);
        let services = able(shift.counter);
        if minutes == 0 || services.is_empty() {
            continue;
        }
        let seconds = (f64::from(minutes * 60) * share.clamp(0.0, 1.0)) as i64;
        match posts.iter_mut().find(|post| post.counter == shift.counter) {
            Some(post) => post.seconds += seconds,
            None => posts.push(Post { counter: shift.counter, services, seconds }),
        }
    }
    posts.retain(|post| post.seconds > 0);
    posts
}

/// Visits that must have been seen before they count more than what was set.
pub const ENOUGH: i64 = 30;

/// The seconds a service is counted with.
///
/// What the centre has set, until at least [`ENOUGH`] visits in which nothing else was done were seen in its latest twenty days;
/// then the middle of what was seen, because what is set is a middle too and one visitor of two hours must not close a
/// morning. It is never less than half nor more than twice of what was set: a press too early or forgotten teaches a wrong time,
/// and a service that really takes so long is set anew by the lead.
pub fn usual(set_s: i64, seen: Option<Observed>) -> i64 {
    match seen {
        Some(seen) if seen.n >= ENOUGH => seen.middle_s.clamp(set_s / 2, set_s * 2),
        _ => set_s,
    }
}

/// What an appointment for these services takes of a slot; `usual` is how long a service usually takes, seconds. None: a
/// service has no counter on duty able to serve it.
///
/// A service that takes longer than the slot gives takes all the slot gives, so that slow services can be booked too, one
/// to a slot.
pub fn weigh(posts: &[Post], services: Services, usual: impl Fn(u8) -> i64) -> Option<Weight> {
    let wanted: Vec<(u8, i64)> = services.iter().map(|no| (no, usual(no).max(60))).collect();
    if wanted.is_empty() || wanted.iter().any(|(no, _)| !posts.iter().any(|post| post.services.has(*no))) {
        return None;
    }
    let given = share_out(posts, &wanted);
    Some(Weight(wanted.iter().zip(given).map(|((no, _), seconds)| (*no, seconds)).collect()))
}

/// Whether one more fits beside those who are booked.
pub fn fits<'w>(posts: &[Post], booked: impl IntoIterator<Item = &'w Weight>, wanted: &'w Weight) -> bool {
    let mut all: Vec<(u8, i64)> = Vec::new();
    for (no, seconds) in booked.into_iter().chain([wanted]).flat_map(|weight| &weight.0) {
        match all.iter_mut().find(|(other, _)| other == no) {
            Some((_, sum)) => *sum += seconds,
            None => all.push((*no, *seconds)),
        }
    }
    let given: i64 = share_out(posts, &all).iter().sum();
    wanted.seconds() > 0 && given == all.iter().map(|(_, seconds)| seconds).sum::<i64>()
}

/// How many more of one kind fit, at most `most`.
pub fn places(posts: &[Post], booked: &[Weight], wanted: &Weight, most: usize) -> usize {
    let mut there = booked.to_vec();
    while there.len() < booked.len() + most && fits(posts, &there, wanted) {
        there.push(wanted.clone());
    }
    there.len() - booked.len()
}

/// The seconds each service gets when the counters are shared out as well as can be: a greatest flow from services to
/// counters by augmenting paths. Few services, few counters: it takes microseconds.
fn share_out(posts: &[Post], wanted: &[(u8, i64)]) -> Vec<i64> {
    let mut flow = vec![vec![0_i64; posts.len()]; wanted.len()];
    let mut left: Vec<i64> = posts.iter().map(|post| post.seconds).collect();
    for service in 0..wanted.len() {
        loop {
            let missing = wanted[service].1 - flow[service].iter().sum::<i64>();
            if missing <= 0 || !augment(posts, wanted, &mut flow, &mut left, service, missing) {
                break;
            }
        }
    }
    flow.iter().map(|row| row.iter().sum()).collect()
}

/// Brings more of one service to a counter with time left, moving others aside where that helps.
fn augment(
    posts: &[Post],
    wanted: &[(u8, i64)],
    flow: &mut [Vec<i64>],
    left: &mut [i64],
    service: usize,
    missing: i64,
) -> bool {
    // Breadth first over services; `came[post]` is the service that reached the counter, `via[service]` the counter whose
    // time it would give up.
    let mut came: Vec<Option<usize>> = vec![None; posts.len()];
    let mut via: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut ahead = std::collections::VecDeque::from([service]);
    let mut seen = vec![false; wanted.len()];
    seen[service] = true;
    let mut end = None;
    'search: while let Some(at) = ahead.pop_front() {
        for post in (0..posts.len()).filter(|post| posts[*post].services.has(wanted[at].0)) {
            if came[post].is_some() {
                continue;
            }
            came[post] = Some(at);
            if left[post] > 0 {
                end = Some(post);
                break 'search;
            }
            for other in (0..wanted.len()).filter(|other| flow[*other][post] > 0) {
                if !seen[other] {
                    seen[other] = true;
                    via[other] = Some(post);
                    ahead.push_back(other);
                }
            }
        }
    }
    let Some(end) = end else { return false };
    let (mut step, mut post) = (missing.min(left[end]), end);
    while let Some(at) = came[post] {
        let Some(before) = via[at] else { break };
        step = step.min(flow[at][before]);
        post = before;
    }
    left[end] -= step;
    let mut post = end;
    while let Some(at) = came[post] {
        flow[at][post] += step;
        let Some(before) = via[at] else { break };
        flow[at][before] -= step;
        post = before;
    }
    true
}
