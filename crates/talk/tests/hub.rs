//! Who is in which room, and what passes between the two: taken over, broken, bounded, forgotten.

use kernel::TalkId;
use serde_json::Value;
use talk::hub::{Attached, CHAT_MAX, Hub, Line, SDP_MAX, SIGNALS, Signal, Trouble, WAITING, WINDOW_MS};
use talk::model::Party;

const TALK: TalkId = TalkId(1);

fn read(line: &mut Line) -> Vec<Value> {
    std::iter::from_fn(|| line.try_recv().ok()).map(|text| serde_json::from_str(&text).unwrap()).collect()
}

fn kinds(line: &mut Line) -> Vec<String> {
    read(line).iter().map(|message| message["kind"].as_str().unwrap().to_string()).collect()
}

/// Both are in, their first messages read.
fn met(hub: &Hub) -> (Line, Attached, Line, Attached) {
    hub.join(TALK, Party::Visitor, "v", 0).unwrap();
    hub.join(TALK, Party::Officer, "o", 0).unwrap();
    let (mut visitor, v) = hub.attach("v", 0).unwrap();
    assert_eq!(kinds(&mut visitor), ["peer"]);
    let (mut officer, o) = hub.attach("o", 0).unwrap();
    let told = read(&mut officer);
    assert_eq!((told[0]["here"].as_bool(), told[1]["offer"].as_bool()), (Some(true), Some(true)), "{told:?}");
    let told = read(&mut visitor);
    assert_eq!((told[0]["here"].as_bool(), told[1]["offer"].as_bool()), (Some(true), Some(false)), "{told:?}");
    (visitor, v, officer, o)
}

fn chat(text: &str) -> Signal {
    Signal::Chat { text: text.into() }
}

#[test]
fn signals_reach_the_other_side_and_nobody_else() {
    let hub = Hub::default();
    let (mut visitor, _, mut officer, _) = met(&hub);
    hub.send("o", Signal::Offer { epoch: 1, sdp: "v=0".into() }, 1).unwrap();
    assert_eq!((kinds(&mut visitor), kinds(&mut officer)), (vec!["offer".to_string()], vec![]));
    hub.send("v", chat("chào"), 1).unwrap();
    assert_eq!(read(&mut officer)[0]["text"], "chào");
    hub.send("v", Signal::Offer { epoch: 0, sdp: "old".into() }, 1).unwrap();
    assert!(read(&mut officer).is_empty(), "what belongs to an older attempt is dropped");
    assert_eq!(hub.send("stranger", chat("x"), 1), Err(Trouble::NoPlace));
    assert!(hub.attach("stranger", 1).is_none());
}

#[test]
fn a_second_browser_takes_the_place_over_and_the_first_is_told() {
    let hub = Hub::default();
    let (mut visitor, first, mut officer, _) = met(&hub);
    hub.join(TALK, Party::Visitor, "v2", 5).unwrap();
    assert_eq!(kinds(&mut visitor), ["taken"]);
    assert!(visitor.try_recv().is_err() && visitor.is_closed());
    assert_eq!(hub.send("v", chat("x"), 5), Err(Trouble::NoPlace));
    assert!(!hub.detach(&first, 5), "the end of the old line is nobody's absence");
    assert_eq!(kinds(&mut officer), ["peer"]);
    let (mut again, _) = hub.attach("v2", 6).unwrap();
    assert_eq!(kinds(&mut again), ["peer", "start"]);
    assert_eq!(kinds(&mut officer), ["peer", "start"]);
}

#[test]
fn a_line_that_breaks_comes_back_to_its_place_with_what_was_said_meanwhile() {
    let hub = Hub::default();
    let (visitor, attached, mut officer, _) = met(&hub);
    drop(visitor);
    assert!(hub.detach(&attached, 10));
    let told = read(&mut officer);
    assert_eq!((told[0]["kind"].as_str(), told[0]["here"].as_bool()), (Some("peer"), Some(false)));
    hub.send("o", chat("còn đó không?"), 11).unwrap();
    let (mut visitor, _) = hub.attach("v", 12).unwrap();
    assert_eq!(kinds(&mut visitor), ["peer", "chat"], "the connection between the two may still stand: no new start");
    assert_eq!(kinds(&mut officer), ["peer"]);
    assert!(!hub.detach(&attached, 13), "the old line broke once");
    hub.send("v", Signal::Again, 5_000).unwrap();
    hub.send("o", Signal::Again, 5_001).unwrap();
    assert_eq!((kinds(&mut visitor).len(), kinds(&mut officer).len()), (1, 1), "both asked, one start");
}

#[test]
fn everything_is_bounded_and_forgotten() {
    let hub = Hub::default();
    let (mut visitor, attached, _officer, _) = met(&hub);
    let long = "x".repeat(SDP_MAX + 1);
    assert_eq!(hub.send("o", Signal::Offer { epoch: 1, sdp: long }, 1), Err(Trouble::TooLarge));
    assert_eq!(hub.send("o", chat(&"x".repeat(CHAT_MAX + 1)), 1), Err(Trouble::TooLarge));
    hub.detach(&attached, 1);
    for n in 0..WAITING + 5 {
        hub.send("o", chat(&n.to_string()), 2).unwrap();
    }
    drop(read(&mut visitor));
    let (mut visitor, _) = hub.attach("v", 3).unwrap();
    let told = read(&mut visitor);
    assert_eq!(told.len(), WAITING + 1, "the oldest went");
    assert_eq!(told.last().unwrap()["text"], (WAITING + 4).to_string());
    let many = (0..SIGNALS).map(|_| hub.send("v", chat("x"), 4)).filter(Result::is_err).count();
    assert_eq!(many, 0);
    assert_eq!(hub.send("v", chat("x"), 4), Err(Trouble::TooMany));
    assert!(hub.send("v", chat("x"), 4 + WINDOW_MS).is_ok());
    hub.close(TALK);
    assert_eq!((hub.count(), hub.whose("v"), hub.whose("o")), (0, None, None));
    assert_eq!(read(&mut visitor).last().unwrap()["kind"], "over");
}

#[test]
fn who_leaves_is_gone_and_an_empty_room_is_known() {
    let hub = Hub::default();
    let (_visitor, _, mut officer, attached) = met(&hub);
    hub.send("v", Signal::Leave, 100).unwrap();
    assert_eq!(kinds(&mut officer), ["left"]);
    assert!(!hub.is_there(TALK, Party::Visitor));
    assert!(hub.list_empty_since(1_000).is_empty(), "the officer is there");
    hub.detach(&attached, 200);
    assert_eq!(hub.list_empty_since(200), [TALK]);
    assert!(hub.list_empty_since(199).is_empty());
}

#[test]
fn only_what_is_known_is_passed_on() {
    let parse = |text: &str| serde_json::from_str::<Signal>(text);
    assert!(parse(r#"{"kind":"chat","text":"a"}"#).is_ok());
    assert!(parse(r#"{"kind":"ice","epoch":1,"candidate":null}"#).is_ok());
    for wrong in [r#"{"kind":"eval","text":"a"}"#, r#"{"kind":"chat","text":"a","to":"all"}"#, r#"{"kind":"offer"}"#] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}
