//! Chance as an argument: the same seed draws the same on every machine.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// Where all chance of this room comes from.
#[derive(Debug, Clone)]
pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub fn seeded(seed: u64) -> Dice {
        Dice(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Evenly in [0, 1).
    #[inline]
    pub fn unit(&mut self) -> f64 {
        /// 2⁻⁵³: the distance of neighbours.
        const STEP: f64 = 1.0 / 9_007_199_254_740_992.0;
        (self.0.next_u64() >> 11) as f64 * STEP
    }

    /// Evenly in 0..=255: the first eight bits of [`Dice::unit`].
    #[inline]
    pub fn byte(&mut self) -> u8 {
        (self.0.next_u64() >> 56) as u8
    }

    /// Exponentially with a mean.
    #[inline]
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }

    /// True with a probability.
    #[inline]
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Evenly in 0..n; 0 when there is nothing to choose from.
    #[inline]
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }
}
