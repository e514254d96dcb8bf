//! A centre's hall as visitors find it: from its services and counters to people who could come. Weights and shares are
//! assumptions of ours, for training and demonstration only.

use queue::days::{Asked, Centre};
use queue::hall::Able;
use queue::pace::Times;
use queue::rule::{MINUTE, Ms, Rule};

/// A service as much as it matters here.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    pub no: u8,
    pub zone: u8,
    pub offered: bool,
    pub median_s: i64,
    pub ninth_s: i64,
}

/// Zone of results and fees: every fifth visitor comes for one.
const RESULTS: u8 = 6;

/// A believable day of a centre with these services and counters, open in these hours (ms of the day, weight).
pub fn centre(services: &[Service], counters: Vec<Able>, visitors: f64, hours: Vec<(Ms, Ms, f64)>) -> Centre {
    let last = services.iter().map(|service| usize::from(service.no) + 1).max().unwrap_or(0);
    let mut asked = vec![Asked { weight: 0.0, times: Times::Constant(0.0) }; last];
    let zones =
        |zone: bool| services.iter().filter(|service| service.offered && (service.zone == RESULTS) == zone).count();
    let (results, others) = (zones(true).max(1) as f64, zones(false).max(1) as f64);
    for service in services.iter().filter(|service| service.offered) {
        let (median, ninth) = (service.median_s.max(1) as f64, service.ninth_s.max(service.median_s + 1) as f64);
        let weight = if service.zone == RESULTS { 0.2 / results } else { 0.8 / others };
        asked[usize::from(service.no)] = Asked { weight, times: Times::assumed(median, ninth) };
    }
    let sample = Centre::sample();
    Centre { rule: Rule::default(), counters, services: asked, visitors, hours, returns: 0.5, ..sample }
}

/// The hours of a usual day: two peaks in the morning, a lull at noon.
pub fn usual_hours() -> Vec<(Ms, Ms, f64)> {
    Centre::sample().hours
}

/// Four hours around a moment of the day, for whoever looks at a hall when offices are closed.
pub fn hours_around(now: Ms) -> Vec<(Ms, Ms, f64)> {
    const DAY: Ms = 24 * 60 * MINUTE;
    let opens = (now - 150 * MINUTE).max(MINUTE);
    vec![(opens, (now + 90 * MINUTE).min(DAY - MINUTE).max(opens + MINUTE), 1.0)]
}
