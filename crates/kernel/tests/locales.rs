//! Both languages say everything: same keys, same variables, no faulty lines.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::FluentResource;
use kernel::i18n::SOURCES;

/// Key → the variables its text uses, read line by line (a message ends where the next one starts).
fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        if line.starts_with('#') {
            continue;
        }
        if let Some((key, _)) = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
            current = key.trim().to_string();
            assert!(!out.contains_key(&current), "{current} stands twice in one file");
            out.insert(current.clone(), BTreeSet::new());
        }
        for piece in line.split('$').skip(1) {
            let name: String =
                piece.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
            out.entry(current.clone()).or_default().insert(name);
        }
    }
    out
}

#[test]
fn vietnamese_and_english_have_the_same_keys_and_variables() {
    for (room, vi, en) in SOURCES {
        for (lang, text) in [("vi", vi), ("en", en)] {
            if let Err((_, errors)) = FluentResource::try_new((*text).to_string()) {
                panic!("locales/{lang}/{room}.ftl: {errors:?}");
            }
        }
        assert_eq!(keys(vi), keys(en), "locales/*/{room}.ftl");
    }
}

#[test]
fn no_key_stands_in_two_rooms() {
    let mut seen = BTreeMap::new();
    for (room, vi, _) in SOURCES {
        for key in keys(vi).into_keys() {
            if let Some(other) = seen.insert(key.clone(), room) {
                panic!("{key} is in {other}.ftl and {room}.ftl");
            }
        }
    }
}
