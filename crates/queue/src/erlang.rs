//! What theory says about counters that all do the same (A. K. Erlang, 1917): the measure of [`crate::flow`].

/// The probability that somebody who comes has to wait, with `counters` counters and `load` = arrivals × mean service
/// time (erlang). 1 when the load reaches the counters.
///
/// By the recursion of Erlang B, which never overflows: B(0) = 1, B(c) = aB(c−1) / (c + aB(c−1)); C = B / (1 − ρ(1 − B)).
pub fn probability_of_waiting(counters: u32, load: f64) -> f64 {
    if load >= f64::from(counters) {
        return 1.0;
    }
    let blocked = (1..=counters).fold(1.0, |b, c| load * b / (f64::from(c) + load * b));
    let busy = load / f64::from(counters);
    blocked / (1.0 - busy * (1.0 - blocked))
}

/// The mean time waited, in units of the mean service time, over everybody who comes; infinite when the load reaches the
/// counters.
pub fn mean_wait(counters: u32, load: f64) -> f64 {
    let spare = f64::from(counters) - load;
    if spare <= 0.0 { f64::INFINITY } else { probability_of_waiting(counters, load) / spare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values_of_the_table() {
        // One counter: C = ρ, W = ρ/(1−ρ). Two: C = 2ρ²/(1+ρ).
        assert!((probability_of_waiting(1, 0.8) - 0.8).abs() < 1e-12);
        assert!((mean_wait(1, 0.8) - 4.0).abs() < 1e-12);
        assert!((probability_of_waiting(2, 1.5) - 2.0 * 0.5625 / 1.75).abs() < 1e-12);
        // C(10, 8) as printed in the tables of teletraffic.
        assert!((probability_of_waiting(10, 8.0) - 0.409_2).abs() < 5e-5);
        assert_eq!(mean_wait(3, 3.0), f64::INFINITY);
    }
}
