//! What happened and what the applicant is told, as sentences of the locale files. Nothing is decided here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::Lang;

use super::{Happening, Notice};

/// Who reads a happening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Officer,
    /// Anybody who has the code: no officer's name, nothing from inside the agencies.
    Public,
}

impl Happening {
    /// The sentence of the timeline. The facts of a move of the promised date make a sentence of their own after it.
    pub fn words(&self, lang: Lang, reader: Reader) -> String {
        let audience = match reader {
            Reader::Officer => "",
            Reader::Public => "-public",
        };
        let kind = self.kind.replace('_', "-");
        let sentence = say(lang, &format!("dossier-event-{kind}{audience}"), &self.facts);
        let moved = self.facts.contains_key("due_before") && self.facts.contains_key("due");
        match moved {
            true => format!("{sentence}. {}", say(lang, &format!("dossier-event-due-moved{audience}"), &self.facts)),
            false => sentence,
        }
    }
}

impl Notice {
    /// The message to the applicant.
    pub fn words(&self, lang: Lang) -> String {
        say(lang, &format!("dossier-notice-{}", self.kind.replace('_', "-")), &self.facts)
    }
}

pub(crate) fn say(lang: Lang, key: &str, facts: &BTreeMap<String, String>) -> String {
    let facts: Vec<(&str, String)> = facts.iter().map(|(name, value)| (name.as_str(), readable(value))).collect();
    let args: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    lang.say_with(key, &args).trim_end().to_string()
}

/// Moments are kept in RFC 3339 and read as "17:00 19/06/2024"; every other fact is shown as it is.
fn readable(value: &str) -> String {
    match value.parse::<Timestamp>() {
        Ok(at) if value.contains('T') => kernel::time::hm_dmy(kernel::time::civil(at)),
        Ok(_) | Err(_) => value.to_string(),
    }
}
