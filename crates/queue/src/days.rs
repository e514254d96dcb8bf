//! Believable days of a hall: who comes when, with what, and how long it takes. For training, load, planning and the test of
//! promises; never for a decision about a real visitor.

use crate::dice::Dice;
use crate::flow::{Arrivals, Flow, Lines, Waiter};
use crate::hall::{Able, Languages, Services};
use crate::pace::Times;
use crate::rule::{Class, MINUTE, Ms, Rule};

/// One service as visitors ask for it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Weight among the services.
    pub weight: f64,
    pub times: Times,
}

/// A centre, seen from its hall.
#[derive(Debug, Clone)]
pub struct Centre {
    pub rule: Rule,
    pub counters: Vec<Able>,
    pub services: Vec<Asked>,
    /// Visitors of a day.
    pub visitors: f64,
    /// Shares of the visitors: vulnerable, with an appointment, with two services.
    pub vulnerable: f64,
    pub appointments: f64,
    pub two_services: f64,
    /// Of those with an appointment, how many do not come.
    pub no_show: f64,
    /// Length of a slot.
    pub slot: Ms,
    /// Opening hours as milliseconds of the day, with the weight of each stretch.
    pub hours: Vec<(Ms, Ms, f64)>,
    pub way: Times,
    pub turn: Times,
    /// Share of the called who do not come, and how long a counter waits for them, seconds.
    pub absent: (f64, f64),
    /// Of those who were skipped, how many come back.
    pub returns: f64,
}

/// Somebody on the way to the centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coming {
    pub at: Ms,
    pub class: Class,
    pub services: Services,
}

impl Centre {
    /// A provincial centre of ten counters: 300 visitors a day, two peaks, eight groups of services. Times and shares are
    /// assumptions of ours, near what centres report (intake within 15 minutes, results within five).
    pub fn sample() -> Centre {
        const HOUR: Ms = 60 * MINUTE;
        let minutes = |median: f64, ninth: f64| Times::assumed(median * 60.0, ninth * 60.0);
        let service = |weight, median, ninth| Asked { weight, times: minutes(median, ninth) };
        let able = |services: &[u8], classes| Able {
            services: Services::of(services.iter().copied()),
            languages: Languages(3),
            classes,
        };
        let all = [0, 1, 2, 3, 4, 5, 6, 7];
        let mut counters = vec![
            able(&[0, 1], 7),
            able(&[0, 1, 2], 7),
            able(&[2, 3], 7),
            able(&[3, 4], 7),
            able(&[4, 5], 7),
            able(&[6], 7),
            able(&[6, 7], 7),
            able(&all, 1),
        ];
        counters.extend([able(&all, 7); 2]);
        Centre {
            rule: Rule::default(),
            counters,
            services: vec![
                service(0.22, 7.0, 15.0),
                service(0.12, 8.5, 18.0),
                service(0.12, 8.0, 17.0),
                service(0.14, 11.0, 22.0),
                service(0.08, 9.0, 19.0),
                service(0.07, 10.0, 21.0),
                service(0.20, 3.0, 7.0),
                service(0.05, 4.0, 9.0),
            ],
            visitors: 300.0,
            vulnerable: 0.08,
            appointments: 0.2,
            two_services: 0.1,
            no_show: 0.12,
            slot: 30 * MINUTE,
            hours: vec![
                (7 * HOUR + 30 * MINUTE, 8 * HOUR + 30 * MINUTE, 1.25),
                (8 * HOUR + 30 * MINUTE, 10 * HOUR, 1.45),
                (10 * HOUR, 11 * HOUR, 0.9),
                (13 * HOUR + 30 * MINUTE, 15 * HOUR, 1.0),
                (15 * HOUR, 16 * HOUR + 30 * MINUTE, 0.6),
            ],
            way: Times::assumed(25.0, 45.0),
            turn: Times::assumed(20.0, 60.0),
            absent: (0.03, 75.0),
            returns: 0.0,
        }
    }

    /// `weight`: of all services together.
    fn service(&self, weight: f64, dice: &mut Dice) -> u8 {
        let mut left = dice.unit() * weight;
        for (service, asked) in self.services.iter().enumerate() {
            left -= asked.weight;
            if left < 0.0 {
                return service as u8;
            }
        }
        0
    }

    fn wishes(&self, weight: f64, dice: &mut Dice) -> Services {
        let first = Services::one(self.service(weight, dice));
        if dice.chance(self.two_services) { first.and(Services::one(self.service(weight, dice))) } else { first }
    }

    /// Everybody who comes on a day that begins at `midnight`, in the order of time.
    pub fn day(&self, midnight: Ms, dice: &mut Dice) -> Vec<Coming> {
        let weight: f64 = self.hours.iter().map(|(from, until, w)| (until - from) as f64 * w).sum();
        let asked: f64 = self.services.iter().map(|asked| asked.weight).sum();
        let mut booked = Vec::with_capacity((self.visitors * self.appointments) as usize * 5 / 4);
        let mut coming = Vec::with_capacity(self.visitors as usize * 5 / 4);
        for (from, until, w) in &self.hours {
            let here = self.visitors * (until - from) as f64 * w / weight;
            let (length, walk_in) = ((until - from) as f64, here * (1.0 - self.appointments));
            let mut at = dice.exponential(length / walk_in.max(1e-9));
            while at < length {
                let class = if dice.chance(self.vulnerable) { Class::Vulnerable } else { Class::WalkIn };
                coming.push(Coming { at: midnight + from + at as Ms, class, services: self.wishes(asked, dice) });
                at += dice.exponential(length / walk_in.max(1e-9));
            }
            let slots = ((until - from) / self.slot).max(1);
            let each = here * self.appointments / slots as f64;
            for slot in 0..slots {
                let begins = midnight + from + slot * self.slot;
                // As many as the slot holds, the part of one by chance.
                let expected = each as usize + usize::from(dice.chance(each.fract()));
                for _ in 0..expected {
                    if dice.chance(self.no_show) {
                        continue;
                    }
                    let at = (begins + (dice.unit() * 9e5) as Ms - 10 * MINUTE).max(midnight + self.hours[0].0);
                    let class = Class::Appointment { from: begins, until: begins + self.slot };
                    booked.push(Coming { at, class, services: self.wishes(asked, dice) });
                }
            }
        }
        booked.sort_unstable_by_key(|one| one.at);
        // Two lists in order: the stable sort only merges them.
        coming.append(&mut booked);
        coming.sort_by_key(|one| one.at);
        coming
    }

    /// Many days at once through the flow: how long everybody waited until they were called.
    pub fn live(&self, days: usize, dice: &mut Dice) -> Lived {
        let services = self.services.len();
        let line = |class: Class, service: u8| class.kind() * services + usize::from(service);
        let lines_of = |coming: &Coming| -> Lines {
            coming.services.iter().fold(0, |all, service| all | 1 << line(coming.class, service))
        };
        let reads: Vec<Lines> = self.counters.iter().map(|able| reads(able, services)).collect();
        let start = Flow::new(&reads, services * Class::KINDS);
        let (mut flow, mut lived) = (start.clone(), Lived::default());
        for _ in 0..days {
            let coming = self.day(0, dice);
            let opens = self.hours.first().map_or(0, |hours| hours.0);
            flow.become_like(&start);
            let mut today = Today { coming: &coming, rule: self.rule, lines_of: &lines_of, next: 0 };
            let mut work = |_: usize, _: &Waiter, mut lines: Lines, dice: &mut Dice| {
                if dice.chance(self.absent.0) {
                    return self.absent.1 + self.turn.draw(dice);
                }
                let mut seconds = self.way.draw(dice) + self.turn.draw(dice);
                while lines != 0 {
                    seconds += self.services[lines.trailing_zeros() as usize % services].times.draw(dice);
                    lines &= lines - 1;
                }
                seconds
            };
            let mut first = vec![true; coming.len()];
            let mut watch = |waiter: &Waiter, _: usize, at: f64| {
                if std::mem::take(&mut first[waiter.id as usize]) {
                    lived.saw(at - waiter.since);
                }
                true
            };
            flow.run(opens as f64 / 1e3, &mut today, &mut work, &mut watch, dice);
            lived.events += flow.events;
        }
        lived
    }
}

fn reads(able: &Able, services: usize) -> Lines {
    let mut lines = 0;
    for class in (0..Class::KINDS).filter(|class| able.classes >> class & 1 == 1) {
        for service in able.services.iter().filter(|service| usize::from(*service) < services) {
            lines |= 1 << (class * services + usize::from(service));
        }
    }
    lines
}

struct Today<'d, F> {
    coming: &'d [Coming],
    rule: Rule,
    lines_of: &'d F,
    next: usize,
}

impl<F: Fn(&Coming) -> Lines> Arrivals for Today<'_, F> {
    #[inline]
    fn next_at(&self) -> f64 {
        self.coming.get(self.next).map_or(f64::INFINITY, |one| one.at as f64 / 1e3)
    }
    #[inline]
    fn take(&mut self, _: &mut Dice) -> Waiter {
        let (one, id) = (&self.coming[self.next], self.next as u32);
        self.next += 1;
        let merit = self.rule.merit(one.class, one.at) as f64 / 1e3;
        Waiter { merit, since: one.at as f64 / 1e3, lines: (self.lines_of)(one), id }
    }
}

/// What many days were like.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Lived {
    pub visitors: u64,
    pub events: u64,
    /// Sum of all waiting, seconds.
    pub waited: f64,
    /// Called within 15 and within 30 minutes.
    pub within_15: u64,
    pub within_30: u64,
    pub longest: f64,
}

impl Lived {
    fn saw(&mut self, waited: f64) {
        self.visitors += 1;
        self.waited += waited;
        self.within_15 += u64::from(waited <= 900.0);
        self.within_30 += u64::from(waited <= 1_800.0);
        self.longest = self.longest.max(waited);
    }

    /// Seconds.
    pub fn mean(&self) -> f64 {
        self.waited / self.visitors.max(1) as f64
    }
}
