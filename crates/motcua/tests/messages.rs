//! Text messages, over a real wire to a gateway that misbehaves: everybody who should be told is told once, nobody is told what is
//! true no longer, and what did not go can be seen. On both engines.

mod house;

use std::time::Duration;

use floor::booking::model::{Appointment, By, Door, When};
use floor::booking::{Bookings, Request, VisitorDraft, decide};
use floor::duty::model::Span;
use floor::{Wish, messages};
use house::{House, INTAKE, on_both};
use jiff::SignedDuration;
use kernel::{Actor, Lang, UnitId};
use motcua::App;
use motcua::simulate::sms::{Arrived, Manners, Simulated};
use queue::hall::{Languages, Services};
use queue::rule::Class;
use sms::{Line, State};

const WELL: Manners = Manners { slow: Duration::ZERO, down: 0.0, twice: 0.0, wrong: 0.0 };
const PHONE: &str = "0912345678";

/// A house whose text messages go to a gateway that can be told how to behave.
struct Scene {
    app: App,
    gateway: Simulated,
    house: House,
}

impl Scene {
    fn of(mut house: House) -> Scene {
        let gateway = Simulated::new(WELL, 11, house.app.clock.clone(), Lang::Vi);
        let listener = house.runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = Some(format!("http://{}/messages", listener.local_addr().unwrap()));
        let router = gateway.router();
        house.runtime.spawn(async move { axum::serve(listener, router).await });
        let config = sms::gateway::Config { url, token: "t".into(), sender: "MOTCUA".into(), accents: false };
        let texts = sms::Gateway::open(&config).unwrap();
        let floor = house.app.floor.clone().that_texts(true);
        let app = App { texts, floor, ..house.app.clone() };
        house.router = app.router();
        Scene { app, gateway, house }
    }

    fn delivers(&self) -> usize {
        self.house.runtime.block_on(motcua::texts::deliver(&self.app)).unwrap()
    }

    fn passes(&self, seconds: i64) {
        self.app.clock.set(self.app.clock.now() + SignedDuration::from_secs(seconds));
    }

    /// What is said of something: state and tries of each message.
    fn lines(&self, about: i64) -> Vec<(State, i64)> {
        let lines: Vec<Line> = self.app.store.read_blocking(move |tx| sms::store::list_about(tx, about)).unwrap();
        assert!(lines.iter().all(|line| line.to == "0912***678"), "the number is masked: {lines:?}");
        lines.iter().map(|line| (line.state, line.tries)).collect()
    }

    fn centre(&self) -> UnitId {
        self.house.unit("tt_hong_gai").parse().unwrap()
    }

    fn books(&self, from: i32) -> Appointment {
        let door = Bookings::of(&self.app.floor, &self.app.dossiers);
        let draft = VisitorDraft { name: "Đỗ Thị Ánh".into(), phone: PHONE.into(), ..VisitorDraft::default() };
        let request = Request {
            centre: self.centre(),
            services: Services::one(0),
            procedures: Vec::new(),
            visitor: draft.check().unwrap(),
            door: Door::Portal,
            note: String::new(),
        };
        let when = When { day: jiff::civil::date(2026, 3, 3), span: Span { from, until: from + 30 } };
        self.house.runtime.block_on(door.book(&by(), request, when, None)).unwrap()
    }

    fn cancels(&self, one: &Appointment) {
        let door = Bookings::of(&self.app.floor, &self.app.dossiers);
        let act = decide::Act::Cancel { by: By::Visitor, why: String::new() };
        self.house.runtime.block_on(door.change(&by(), one.id, one.version, act, None)).unwrap();
    }

    fn issues(&self, phone: &str, lang: Lang) -> floor::Issued {
        let wish = Wish {
            services: Services::one(0),
            class: Class::WalkIn,
            languages: Languages::VIETNAMESE,
            visitor: None,
            anyway: true,
            lang,
        };
        let (floor, by) = (&self.app.floor, by());
        let along = messages::tell_number(floor, phone.into());
        let issued = floor.issue_with(&by, self.centre(), &wish, None, Some(along));
        self.house.runtime.block_on(issued).unwrap()
    }
}

fn by() -> Actor {
    Actor::System { chore: "test".into() }
}

fn words(arrived: &[Arrived]) -> Vec<&str> {
    arrived.iter().map(|one| one.text.as_str()).collect()
}

#[test]
fn who_books_and_who_takes_a_number_is_told_once() {
    on_both(|house| {
        let scene = Scene::of(house);
        let one = scene.books(540);
        assert_eq!(scene.delivers(), 1);
        let issued = scene.issues(PHONE, Lang::Vi);
        scene.delivers();
        assert_eq!((scene.delivers(), scene.gateway.arrived().len()), (0, 2), "once each");
        let kept = |tx: &mut store::Tx<'_>| tx.count("SELECT COUNT(*) FROM outbox WHERE topic <> 'notice'", &[]);
        assert_eq!(scene.app.store.read_blocking(kept).unwrap(), 0, "the telephone is not kept");
        let arrived = scene.gateway.arrived();
        assert!(arrived.iter().all(|one| one.to == "84912345678" && one.sender == "MOTCUA" && one.times == 1));
        let said = words(&arrived);
        let code = floor::booking::model::shown_code(&one.code);
        assert!(said[0].contains(&code) && said[0].contains("09:00 thu Ba 03/03/2026"), "{said:?}");
        assert!(said[0].contains(&format!("http://motcua.test/appointments/{code}")), "{said:?}");
        assert!(said[1].contains("so cua ban A001") && said[1].contains(&issued.code), "{said:?}");
        assert!(said.iter().all(|text| text.is_ascii() && !text.contains("Anh")), "no name, no accents: {said:?}");
        assert_eq!(
            (scene.lines(one.id.0), scene.lines(issued.ticket.id.0)),
            (vec![(State::Sent, 1)], vec![(State::Sent, 1)])
        );
    });
}

#[test]
fn a_gateway_that_fails_is_asked_again_and_nothing_is_said_twice() {
    on_both(|house| {
        let scene = Scene::of(house);
        let one = scene.books(540);
        for manners in [Manners { down: 1.0, ..WELL }, Manners { wrong: 1.0, ..WELL }, Manners { twice: 1.0, ..WELL }] {
            scene.gateway.behaves(manners);
            assert_eq!(scene.delivers(), 1, "{manners:?}");
            assert_eq!(scene.delivers(), 0, "a gateway in trouble is left in peace for a while");
            scene.passes(60);
        }
        assert_eq!(scene.lines(one.id.0), [(State::Waiting, 3)]);
        scene.gateway.behaves(WELL);
        assert_eq!(scene.delivers(), 1);
        let arrived = scene.gateway.arrived();
        assert_eq!((arrived.len(), arrived[0].times), (1, 3), "taken three times under one number, shown once");
        assert_eq!(scene.lines(one.id.0), [(State::Sent, 4)]);
    });
}

#[test]
fn what_is_true_no_longer_is_not_said() {
    on_both(|house| {
        let scene = Scene::of(house);
        scene.gateway.behaves(Manners { down: 1.0, ..WELL });
        let one = scene.books(540);
        scene.delivers();
        scene.cancels(&one);
        scene.gateway.behaves(WELL);
        scene.passes(5);
        scene.delivers();
        let arrived = scene.gateway.arrived();
        let said = words(&arrived);
        assert_eq!(said.len(), 1, "the booking is not confirmed any more: {said:?}");
        assert!(said[0].contains("da huy lich hen"), "{said:?}");

        // A number that nobody could be told in time is not told an hour later.
        scene.gateway.behaves(Manners { down: 1.0, ..WELL });
        let issued = scene.issues(PHONE, Lang::Vi);
        for _ in 0..20 {
            scene.delivers();
            scene.passes(120);
        }
        assert!(matches!(scene.lines(issued.ticket.id.0)[..], [(State::TooLate, tries)] if tries > 3));
        scene.gateway.behaves(WELL);
        scene.delivers();
        assert_eq!(scene.gateway.arrived().len(), 1);
    });
}

#[test]
fn a_house_without_a_gateway_lets_messages_go() {
    on_both(|house| {
        let scene = Scene::of(house);
        let one = scene.books(540);
        let without = App { texts: None, ..scene.app.clone() };
        assert_eq!(scene.house.runtime.block_on(motcua::texts::deliver(&without)).unwrap(), 1);
        assert_eq!(scene.delivers(), 0, "the day the gateway comes, nobody hears of last week");
        assert!(scene.lines(one.id.0).is_empty() && scene.gateway.arrived().is_empty());
    });
}

#[test]
fn who_dies_between_sending_and_noting_sends_again_under_the_same_number() {
    on_both(|house| {
        let scene = Scene::of(house);
        let one = scene.books(540);
        // Claimed by somebody who is gone: nothing else happens to it until the lease is over.
        let now_ms = scene.app.clock.now_ms();
        let claim = move |tx: &mut store::Tx<'_>| {
            store::ledger::claim_messages(tx, messages::APPOINTMENT, now_ms, 90_000, 9).map(|all| all.len())
        };
        assert_eq!(scene.app.store.act_blocking(claim).unwrap(), 1);
        assert_eq!(scene.delivers(), 0);
        scene.passes(91);
        assert_eq!(scene.delivers(), 1);
        assert_eq!((scene.gateway.arrived().len(), scene.lines(one.id.0)), (1, vec![(State::Sent, 2)]));
    });
}

#[test]
fn a_number_that_no_network_knows_is_refused_for_good() {
    house::on_sqlite(|house| {
        let scene = Scene::of(house);
        let about = scene.issues("0912", Lang::En).ticket.id.0;
        scene.delivers();
        let lines = scene.app.store.read_blocking(move |tx| sms::store::list_about(tx, about)).unwrap();
        assert_eq!((lines.len(), lines[0].state, lines[0].to.as_str()), (1, State::Refused, "***"));
        scene.passes(3_600);
        assert_eq!(scene.delivers(), 0, "it is not tried again");
    });
}

#[test]
fn the_reception_texts_the_number_to_whom_it_is_asked_to() {
    on_both(|house| {
        let scene = Scene::of(house);
        let (token, reception) = (scene.house.token(INTAKE), format!("/floor/{}/reception", scene.centre()));
        let press = |fields: &[(&str, &str)]| {
            let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", web::fields::encode(v))).collect();
            let bearer = format!("Bearer {token}");
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/x-www-form-urlencoded")];
            scene.house.call("POST", &reception, &headers, pairs.join("&"))
        };
        let wish = [("do", "anyway"), ("services", "0"), ("class", "walk_in"), ("speaks", "vi")];
        let with = |more: &[(&'static str, &'static str)]| [&wish[..], more].concat();
        let page = press(&[("do", "nobody")]).expect(200).text;
        assert!(page.contains("Nhắn số tới điện thoại"), "{page}");
        let wrong = press(&with(&[("phone", "12")])).expect(422).text;
        assert!(wrong.contains("f-phone-error") && wrong.contains("value=\"12\""), "{wrong}");
        let ticket = press(&with(&[("phone", "+84 912 345 678")])).expect(303);
        press(&wish).expect(303);
        assert_eq!(scene.delivers(), 1, "who names no telephone gets no message");
        let ticket = ticket.header("location").unwrap().to_string();
        let page = scene.house.get(&token, &ticket).expect(200).text;
        assert!(page.contains("0912***678") && page.contains("Đã gửi 09:00"), "{page}");
        assert_eq!(scene.gateway.arrived().len(), 1);
        // Without a gateway nothing is offered, and what is asked for all the same is no message.
        let mut without = Scene { gateway: scene.gateway.clone(), ..scene };
        without.app.floor = without.app.floor.clone().that_texts(false);
        without.house.router = without.app.router();
        let page = without.house.get(&token, &reception).expect(200).text;
        assert!(!page.contains("name=\"phone\""));
    });
}
