//! Promises are right nine times of ten.

use super::drive;
use queue::days::Centre;
use queue::dice::Dice;
use queue::learn::Seen;

#[test]
fn nine_of_ten_are_called_before_the_printed_bound() {
    let centre = Centre::sample();
    let mut dice = Dice::seeded(1);
    // Five days without promises teach what services take, fifteen with them how bold to be; the next twenty are held to it.
    let mut model = drive::assumed(&centre);
    let mut seen = Seen::default();
    for day in 0..20 {
        let coming = centre.day(0, &mut dice);
        let promised = (day >= 5).then_some(&model);
        seen.day(&drive::live(&centre, &coming, promised, &mut dice, 0).events);
        if day == 4 {
            model = seen.model(&model);
        }
    }
    let model = seen.model(&model);
    let (mut kept, mut all, mut told) = (0, 0, String::new());
    for day in 0..20 {
        let coming = centre.day(0, &mut dice);
        let lived = drive::live(&centre, &coming, Some(&model), &mut dice, 0);
        let called = lived.promised.iter().filter(|(_, called)| called.is_some()).count();
        let before = lived.promised.iter().filter(|(bound, called)| called.is_some_and(|at| at < *bound)).count();
        let waited = lived.hall.tickets.values().map(|t| t.waited(0) as f64 / 6e4).sum::<f64>();
        let mean = waited / lived.hall.tickets.len() as f64;
        told.push_str(&format!("day {day}: {} tickets, mean wait {mean:.1} min, {before} of {called}\n", coming.len()));
        (kept, all) = (kept + before, all + called);
    }
    let share = kept as f64 / all as f64 * 100.0;
    println!("{told}{share:.1} % of {all} called before their bound");
    assert!(all > 5_000, "{told}");
    assert!((88.0..=92.0).contains(&share), "{told}{share:.1} %");
}
