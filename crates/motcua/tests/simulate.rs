//! People made up for training live a day over the real API: everybody who came is served or was skipped, no number is given
//! twice, and the day's rows give the hall again. On both engines.

mod house;

use std::collections::BTreeSet;
use std::time::Duration;

use floor::store::{HallDay, list_events_after};
use house::{House, on_both};

const HEAD: &str = "truong.honggai";

use motcua::simulate::floor::{Day, Lived, live};
use queue::hall::{Hall, TicketState};

/// Faster than any machine: the crowd never sleeps.
const AT_ONCE: f64 = 1e9;

fn lives(house: &House, day: &Day) -> Lived {
    let clock = house.app.clock.clone();
    // The house's clock stands: every act takes some seconds of it.
    let mut told = |_: &Lived| clock.set(clock.now() + jiff::SignedDuration::from_secs(7));
    house.runtime.block_on(live(day, &mut told)).expect("a day is lived")
}

#[test]
fn a_day_of_people_goes_through_the_api() {
    on_both(|house| {
        let listener = house.runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let router = house.router.clone();
        house.runtime.spawn(async move { axum::serve(listener, router).await });
        let centre = house.unit("tt_hong_gai");
        let day = Day {
            url: format!("http://{address}"),
            token: house.token(HEAD),
            centre: centre.clone(),
            visitors: 30.0,
            speed: AT_ONCE,
            lasts: None,
            seed: 5,
            again: Duration::from_millis(5),
            counters: None,
        };
        let lived = lives(&house, &day);
        assert!(lived.tickets > 15, "{lived:?}");
        assert!(lived.calls >= lived.tickets, "everybody was called: {lived:?}");

        let id = centre.parse().unwrap();
        let live = house.runtime.block_on(house.app.floor.hall(id)).unwrap();
        let stands = live.look().clone();
        let numbers: BTreeSet<String> = stands.tickets.values().map(|ticket| ticket.number.to_string()).collect();
        assert_eq!(numbers.len(), lived.tickets, "a number was given twice");
        let open = stands.tickets.values().filter(|ticket| !ticket.state.is_over());
        let left: Vec<_> = open.filter(|ticket| !matches!(ticket.state, TicketState::Skipped { .. })).collect();
        assert!(left.is_empty(), "somebody was forgotten: {left:?}");

        let hall = HallDay { centre: id, day: house.app.floor.today() };
        let rows = house.app.store.read_blocking(move |tx| list_events_after(tx, hall, 0)).unwrap();
        assert_eq!(Hall::replay(rows.iter().map(|entry| &entry.event)), stands, "the rows tell another day");

        // Tomorrow the doors of today are closed, and whoever was not there has left.
        house.app.clock.set(house.app.clock.now() + jiff::SignedDuration::from_hours(24));
        house.runtime.block_on(floor::chores::close_days(&house.app.floor)).unwrap();
        let closed = house.runtime.block_on(house.app.floor.hall_on(hall)).unwrap().look().clone();
        assert!(closed.over && closed.tickets.values().all(|ticket| ticket.state.is_over()));
        let again = house.runtime.block_on(floor::chores::close_days(&house.app.floor)).unwrap();
        assert_eq!(again, 0, "a closed day stays closed");
    });
}

#[test]
fn people_stop_when_they_are_told_to_and_a_wrong_token_says_so() {
    house::on_sqlite(|house| {
        let listener = house.runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = house.router.clone();
        house.runtime.spawn(async move { axum::serve(listener, router).await });
        let day = Day {
            url,
            token: house.token(HEAD),
            centre: house.unit("tt_hong_gai"),
            visitors: 300.0,
            speed: AT_ONCE,
            lasts: Some(Duration::from_secs(20 * 60)),
            seed: 6,
            again: Duration::from_millis(5),
            counters: Some(1),
        };
        let lived = lives(&house, &day);
        assert!(lived.tickets < 60, "twenty minutes of a day: {lived:?}");
        let wrong = Day { token: "motcua_wrong".into(), ..day };
        let error = house.runtime.block_on(live(&wrong, &mut |_| {})).expect_err("nobody");
        assert!(error.to_string().contains("401"), "{error}");
    });
}
