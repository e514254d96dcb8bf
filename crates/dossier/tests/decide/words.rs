//! Everything the room can say has its sentence in both languages.

use std::collections::BTreeSet;
use std::path::Path;

use dossier::decide::words::Reader;
use kernel::Lang;
use procedure::process::Duty;
use testkit::Desk;
use testkit::catalogue::FIVE_DAYS;

fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, into),
            false => into.push_str(&std::fs::read_to_string(&path).unwrap()),
        }
    }
}

/// The keys that the room's sources raise, found by how they are written.
fn raised() -> BTreeSet<String> {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    let is_key =
        |word: &str| word.len() > 3 && word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    text.split('"').filter(|word| is_key(word)).map(str::to_string).collect()
}

#[test]
fn every_refusal_has_a_sentence_in_both_languages() {
    let mut keys = raised();
    assert!(keys.len() > 50, "the scan finds the keys: {keys:?}");
    keys.extend(
        ["NOT_PERMITTED", "IDEMPOTENCY_REUSED", "UNIT_UNKNOWN", "NO_TERM", "PROCEDURE_REPEALED"].map(String::from),
    );
    for key in keys {
        let locale = format!("refusal-{}", key.to_lowercase().replace('_', "-"));
        for lang in Lang::ALL {
            assert!(lang.has(&locale), "{locale} has no sentence in {lang:?}");
        }
    }
}

#[test]
fn every_stage_verb_event_and_pile_has_its_words() {
    let desk = Desk::lodged(FIVE_DAYS, "2026-03-02T09:00");
    let mut wanted: Vec<String> = Vec::new();
    for stage in dossier::Stage::NAMES {
        wanted.push(format!("dossier-stage-{stage}"));
        wanted.push(format!("dossier-stage-{stage}-public"));
    }
    let verbs = crate::commands::every(&desk);
    let names = verbs.iter().map(|c| c.name()).chain(["lodge", "lodge_online", "attach_file", "remove_file"]);
    for name in names {
        wanted.push(format!("dossier-act-{name}"));
        wanted.push(format!("dossier-event-{name}"));
        wanted.push(format!("dossier-event-{name}-public"));
    }
    wanted.extend(dossier::list::Pile::ALL.map(|pile| format!("dossier-pile-{}", pile.code())));
    wanted.extend(Duty::ALL.map(|duty| format!("dossier-duty-{}", duty.code())));
    wanted.extend(dossier::model::Submission::ALL.map(|s| format!("dossier-submission-{}", s.code())));
    wanted.extend(dossier::model::PickUp::ALL.map(|p| format!("dossier-pick-up-{}", p.code())));
    for key in wanted {
        let key = key.replace('_', "-");
        for lang in Lang::ALL {
            assert!(lang.has(&key), "{key} has no words in {lang:?}");
        }
    }
}

/// Facts that name an officer: the public must not read them.
const OFFICER_FACTS: [&str; 2] = ["officer", "to_name"];

#[test]
fn happenings_and_notices_read_whole_and_the_public_reads_no_officer() {
    let mut lives = crate::walks::lives(150, 150);
    let officers: Vec<String> =
        testkit::office::logins().map(|login| lives[0].officer(login).name().to_string()).collect();
    let mut kinds = BTreeSet::new();
    for desk in &mut lives {
        for happening in &desk.log {
            kinds.insert(happening.kind.clone());
            for lang in Lang::ALL {
                let inside = happening.words(lang, Reader::Officer);
                let outside = happening.words(lang, Reader::Public);
                for text in [&inside, &outside] {
                    assert!(!text.contains("{$") && !text.starts_with("dossier-"), "{text} ({happening:?})");
                    assert!(!text.contains("+07:00"), "a machine's time in {text}");
                }
                assert!(officers.iter().all(|name| !outside.contains(name.as_str())), "{outside} names an officer");
                let unit_only = happening.facts.keys().all(|fact| !OFFICER_FACTS.contains(&fact.as_str()));
                assert!(unit_only || inside != outside, "{inside} is for officers only");
            }
        }
        for notice in &desk.notices {
            for lang in Lang::ALL {
                let text = notice.words(lang);
                assert!(!text.contains("{$") && !text.starts_with("dossier-"), "{text} ({notice:?})");
            }
        }
    }
    assert!(kinds.len() >= 30, "the lives show nearly every kind: {kinds:?}");
}
