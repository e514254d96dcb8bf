//! How long services take, from what was observed.

use std::sync::Arc;

use crate::dice::Dice;

/// Entries of a table, one for each byte: enough that the 95th percentile is one of them, few enough to stay in the nearest cache.
const ENTRIES: usize = 256;

/// Lengths of time, in seconds, as they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Times {
    /// Evenly spread quantiles, ascending: a draw is one of them.
    Table(Arc<[f32; ENTRIES]>),
    /// With this mean; for comparison with theory.
    Exponential(f64),
    /// Always the same.
    Constant(f64),
}

impl Times {
    /// From observed lengths in seconds, in any order; `otherwise` where fewer than `least` were observed.
    pub fn observed(lengths: &[f32], least: usize, otherwise: Times) -> Times {
        let mut sorted: Vec<f32> = lengths.iter().copied().filter(|s| s.is_finite() && *s >= 0.0).collect();
        if sorted.len() < least.max(1) {
            return otherwise;
        }
        sorted.sort_unstable_by(f32::total_cmp);
        // The middle of each of the stretches of equal weight, between neighbours where it falls between them.
        let at = |entry: usize| {
            let place = (entry as f64 + 0.5) / ENTRIES as f64 * sorted.len() as f64 - 0.5;
            let (low, part) = (place.floor().max(0.0) as usize, place - place.floor());
            let (a, b) = (sorted[low.min(sorted.len() - 1)], sorted[(low + 1).min(sorted.len() - 1)]);
            if place <= 0.0 { sorted[0] } else { a + (b - a) * part as f32 }
        };
        Times::Table(Arc::new(std::array::from_fn(at)))
    }

    /// A log-normal shape by its median and its 90th percentile, in seconds: what is assumed before anything is observed.
    pub fn assumed(median: f64, ninth: f64) -> Times {
        /// The 90th percentile of the standard normal distribution.
        const Z90: f64 = 1.281_551_565_5;
        let sigma = (ninth / median).max(1.0).ln() / Z90;
        let at = |entry: usize| (median * (sigma * normal((entry as f64 + 0.5) / ENTRIES as f64)).exp()) as f32;
        Times::Table(Arc::new(std::array::from_fn(at)))
    }

    #[inline]
    pub fn draw(&self, dice: &mut Dice) -> f64 {
        match self {
            Times::Table(table) => f64::from(table[usize::from(dice.byte())]),
            Times::Exponential(mean) => dice.exponential(*mean),
            Times::Constant(seconds) => *seconds,
        }
    }

    /// What is still to come of something that has lasted `so_far` seconds.
    pub fn draw_rest(&self, so_far: f64, dice: &mut Dice) -> f64 {
        match self {
            Times::Table(table) => {
                let longer = table.partition_point(|t| f64::from(*t) <= so_far);
                match table.len() - longer {
                    // Longer than anything observed: nobody knows, a quarter of what has gone is a guess that grows.
                    0 => dice.exponential(so_far.max(4.0) / 4.0),
                    n => f64::from(table[longer + dice.below(n)]) - so_far,
                }
            }
            Times::Exponential(mean) => dice.exponential(*mean),
            Times::Constant(seconds) => (seconds - so_far).max(0.0),
        }
    }

    /// The mean, in seconds.
    pub fn mean(&self) -> f64 {
        match self {
            Times::Table(table) => table.iter().map(|t| f64::from(*t)).sum::<f64>() / table.len().max(1) as f64,
            Times::Exponential(mean) | Times::Constant(mean) => *mean,
        }
    }
}

/// The quantile of the standard normal distribution (Acklam's rational approximation, relative error below 1.2·10⁻⁹).
fn normal(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    const LOW: f64 = 0.024_25;
    let tail = |q: f64| {
        (((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5])
            / ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1.0)
    };
    if p < LOW {
        return tail((-2.0 * p.ln()).sqrt());
    }
    if p > 1.0 - LOW {
        return -tail((-2.0 * (1.0 - p).ln()).sqrt());
    }
    let q = p - 0.5;
    let r = q * q;
    (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q
        / (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assumed_shape_has_the_median_and_the_ninth_decile_it_was_told() {
        let Times::Table(table) = Times::assumed(300.0, 900.0) else { panic!("a table") };
        assert!((table[127] + table[128]) / 2.0 - 300.0 < 1.0);
        let ninth = table[(ENTRIES as f64 * 0.9) as usize];
        assert!((870.0..930.0).contains(&ninth), "{ninth}");
    }

    #[test]
    fn observed_lengths_keep_their_mean_and_few_of_them_say_nothing() {
        let lengths: Vec<f32> = (0..1_000).map(|n| n as f32).collect();
        let times = Times::observed(&lengths, 5, Times::Constant(7.0));
        assert!((times.mean() - 499.5).abs() < 1.0, "{}", times.mean());
        assert_eq!(Times::observed(&lengths[..4], 5, Times::Constant(7.0)), Times::Constant(7.0));
    }

    #[test]
    fn what_is_still_to_come_is_never_shorter_than_nothing_and_never_what_has_gone_already() {
        let mut dice = Dice::seeded(1);
        let times = Times::assumed(300.0, 900.0);
        for so_far in [0.0, 200.0, 900.0, 5_000.0, 1e6] {
            for _ in 0..1_000 {
                assert!(times.draw_rest(so_far, &mut dice) > 0.0 || so_far == 0.0);
            }
        }
    }
}
