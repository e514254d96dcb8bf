//! A version's facts in a reader's words: limits, payments, names with the matched words set off, long texts in paragraphs.
//!
//! Pure. It guesses nothing: what the source leaves out is said to be left out.

use std::collections::HashSet;
use std::ops::Range;

use kernel::{Lang, Vnd, fold};

use crate::model::{ChannelTerm, Fee, FeeKind, ProcedureVersion};

/// A piece of a name; `marked`: it matched the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub marked: bool,
}

/// Cuts a text at its marks (in order, not touching).
pub fn spans(text: &str, marks: &[Range<usize>]) -> Vec<Span> {
    let mut out = Vec::with_capacity(marks.len() * 2 + 1);
    let mut at = 0;
    let mut put = |range: Range<usize>, marked| {
        if let Some(piece) = text.get(range).filter(|piece| !piece.is_empty()) {
            out.push(Span { text: piece.into(), marked });
        }
    };
    for mark in marks {
        put(at..mark.start, false);
        put(mark.clone(), true);
        at = mark.end;
    }
    put(at..text.len(), false);
    out
}

/// The words of a text that are among `wanted` (folded), as ranges; neighbours become one mark.
pub fn marks_of(text: &str, wanted: &HashSet<String>) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, c.is_alphanumeric()) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                if wanted.contains(&fold(&text[from..at])) {
                    match marks.last_mut().filter(|last| text[last.end..from].chars().all(|c| c == ' ')) {
                        Some(last) => last.end = at,
                        None => marks.push(from..at),
                    }
                }
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    marks
}

/// The citizen's name of a procedure, or its official one.
pub fn title(version: &ProcedureVersion) -> String {
    capitalised(version.plain_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&version.name))
}

/// The official name where the title is another one.
pub fn official(version: &ProcedureVersion) -> Option<&str> {
    (title(version) != version.name).then_some(version.name.as_str())
}

/// With a capital first letter; the rest stays.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A paragraph or a list of a long text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(String),
    List(Vec<String>),
}

/// Long texts of the source: one paragraph a line; lines that begin with a dash, plus, star or number become a list.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (bullet(line), out.last_mut()) {
            (Some(item), Some(Block::List(items))) => items.push(item.into()),
            (Some(item), _) => out.push(Block::List(vec![item.into()])),
            (None, _) => out.push(Block::Paragraph(line.into())),
        }
    }
    out
}

fn bullet(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '–', '+', '*', '•']);
    rest.map(str::trim_start).filter(|rest| !rest.is_empty())
}

/// A fact at a glance; `known` is false where the source is silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    pub text: String,
    pub known: bool,
}

impl Glance {
    fn known(text: impl Into<String>) -> Glance {
        Glance { text: capitalised(&text.into()), known: true }
    }
    fn silent(lang: Lang, key: &str) -> Glance {
        Glance { text: lang.say(key).into_owned(), known: false }
    }
}

/// How long it takes, over all channels and cases.
pub fn limit_glance(version: &ProcedureVersion, lang: Lang) -> Glance {
    let mut limits: Vec<law::Limit> = version.terms.iter().filter_map(|term| term.limit).collect();
    limits.sort_by_key(|limit| (format!("{:?}", limit.unit), limit.milli));
    limits.dedup();
    let words = |limit: &law::Limit| limit.words(lang);
    match limits.as_slice() {
        [] if version.immediate => Glance::known(lang.say("public-limit-at-once")),
        [] => Glance::silent(lang, "public-limit-none"),
        [one] => Glance::known(words(one)),
        [first, .., last] if first.unit == last.unit => {
            Glance::known(lang.say_with("public-limit-range", &[("from", &words(first)), ("to", &words(last))]))
        }
        [first, second] => {
            Glance::known(lang.say_with("public-limit-or", &[("one", &words(first)), ("other", &words(second))]))
        }
        [_, ..] => Glance::known(lang.say("public-limit-by-case")),
    }
}

/// What one term promises: value and unit, or what the source prints instead.
pub fn term_limit(term: &ChannelTerm, lang: Lang) -> Glance {
    match (&term.limit, term.limit_printed.trim()) {
        (Some(limit), _) => Glance::known(limit.words(lang)),
        (None, "") => Glance::silent(lang, "public-limit-none"),
        (None, printed) => {
            let text = lang.say_with("public-limit-printed", &[("printed", printed)]).into_owned();
            Glance { text, known: false }
        }
    }
}

/// What it costs, over all channels and cases.
pub fn cost_glance(version: &ProcedureVersion, lang: Lang) -> Glance {
    let fees = || version.terms.iter().flat_map(|term| &term.fees);
    let amounts: Vec<Vnd> = fees().filter(|fee| !fee.suspect).filter_map(|fee| fee.amount).collect();
    let foreign = fees().any(|fee| fee.foreign_amount.is_some());
    match (amounts.iter().min(), amounts.iter().max()) {
        (Some(_), Some(Vnd(0))) if foreign || fees().any(|fee| !fee.free()) => {
            Glance::known(lang.say("public-cost-by-case"))
        }
        (Some(_), Some(Vnd(0))) => Glance::known(lang.say("public-cost-free")),
        (Some(least), Some(most)) if least == most => Glance::known(least.to_string()),
        (Some(Vnd(0)), Some(most)) => Glance::known(lang.say_with("public-cost-up-to", &[("most", &most.to_string())])),
        (Some(least), Some(most)) => {
            let args = [("least", least.to_string()), ("most", most.to_string())];
            Glance::known(lang.say_with("public-cost-range", &args.each_ref().map(|(n, v)| (*n, v.as_str()))))
        }
        _ if foreign => Glance::known(lang.say("public-cost-foreign")),
        _ if fees().any(|fee| fee.suspect) => Glance::silent(lang, "public-cost-ask"),
        _ => Glance::silent(lang, "public-cost-none"),
    }
}

/// One payment as a line of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeLine {
    /// "Phí", "Lệ phí", or nothing where the source does not say.
    pub kind: String,
    pub amount: String,
    pub note: String,
    /// The printed number is not to be trusted.
    pub suspect: bool,
    pub known: bool,
}

/// A payment in words. Zero with a note is never called free, a suspect amount is never shown as one.
pub fn fee_line(fee: &Fee, lang: Lang) -> FeeLine {
    let kind = match fee.kind {
        FeeKind::Fee => lang.say("public-fee-fee").into_owned(),
        FeeKind::Charge => lang.say("public-fee-charge").into_owned(),
        FeeKind::Unknown => String::new(),
    };
    let say = |key: &str| (lang.say(key).into_owned(), true);
    let (amount, known) = match (fee.suspect, fee.amount, &fee.foreign_amount) {
        (true, _, _) => (lang.say_with("public-fee-suspect", &[("printed", &fee.label)]).into_owned(), false),
        (false, Some(Vnd(0)), _) if fee.free() => say("public-cost-free"),
        (false, Some(Vnd(0)), _) => say("public-fee-see-note"),
        (false, Some(amount), _) => (amount.to_string(), true),
        (false, None, Some(foreign)) => (format!("{foreign} {}", fee.currency), true),
        (false, None, None) => (lang.say("public-cost-none").into_owned(), false),
    };
    FeeLine { kind, amount, note: fee.note.trim().into(), suspect: fee.suspect, known }
}

/// "2 bản chính, 1 bản sao"; empty where the source asks for no number.
pub fn copies(originals: u32, copies: u32, lang: Lang) -> String {
    let say = |n: u32, key: &str| (n > 0).then(|| lang.say_with(key, &[("n", &n.to_string())]).into_owned());
    let parts = [say(originals, "public-originals"), say(copies, "public-copies")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// "Cấp xã, Cấp tỉnh".
pub fn levels(version: &ProcedureVersion, lang: Lang) -> String {
    version.levels.iter().map(|level| lang.say(level.key())).collect::<Vec<_>>().join(", ")
}

/// Where to go: the agency that carries it out, else the levels.
pub fn place(version: &ProcedureVersion, lang: Lang) -> String {
    match version.implementing_agency.trim() {
        "" => levels(version, lang),
        agency => agency.into(),
    }
}
