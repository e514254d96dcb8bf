//! The engine against theory, and against the hall call by call.

use queue::dice::Dice;
use queue::erlang;
use queue::flow::{Arrivals, Flow, Waiter};

/// Arrivals without memory.
struct Poisson {
    mean: f64,
    next: f64,
    id: u32,
}

impl Arrivals for Poisson {
    fn next_at(&self) -> f64 {
        self.next
    }
    fn take(&mut self, dice: &mut Dice) -> Waiter {
        let since = self.next;
        self.next += dice.exponential(self.mean);
        self.id += 1;
        Waiter { merit: since, since, lines: 1, id: self.id }
    }
}

/// Mean wait over `visitors`, and what theory says at the load they really brought: the luck of one run with arrivals and
/// services moves both alike, so fewer visitors tell as much.
fn simulated(counters: u32, busy: f64, visitors: u64, seed: u64) -> (f64, f64) {
    let mut dice = Dice::seeded(seed);
    let mut flow = Flow::new(&vec![1; counters as usize], 1);
    let mut arrivals = Poisson { mean: 1.0 / (busy * f64::from(counters)), next: 0.0, id: 0 };
    let (mut seen, mut waited, mut served, mut last) = (0_u64, 0.0, 0.0, 0.0);
    let mut work = |_: usize, _: &Waiter, _, dice: &mut Dice| {
        let seconds = dice.exponential(1.0);
        served += seconds;
        seconds
    };
    let mut watch = |waiter: &Waiter, _: usize, at: f64| {
        seen += 1;
        waited += at - waiter.since;
        last = waiter.since;
        seen < visitors
    };
    flow.run(0.0, &mut arrivals, &mut work, &mut watch, &mut dice);
    let (mean, rate) = (served / visitors as f64, visitors as f64 / last);
    (waited / visitors as f64, erlang::mean_wait(counters, rate * mean) * mean)
}

/// Some numbers of counters, with more visitors where fewer of them wait.
#[test]
fn counters_that_do_the_same_wait_as_erlang_says() {
    let (mut table, mut wrong) = (String::new(), 0);
    for counters in [1, 2, 4, 8, 16, 40] {
        // Enough wait for what is compared, few are idle for long.
        let busy = 1.0 - 0.55 / f64::from(counters).sqrt().max(2.0);
        let (found, theory) =
            simulated(counters, busy, 12_000_000 + 1_000_000 * u64::from(counters), u64::from(counters));
        let off = (found / theory - 1.0) * 100.0;
        table.push_str(&format!("{counters:2} counters: theory {theory:.6}, simulated {found:.6}, {off:+.2} %\n"));
        wrong += usize::from(off.abs() >= 1.0);
    }
    println!("{table}");
    assert_eq!(wrong, 0, "{table}");
}
