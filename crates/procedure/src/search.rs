//! Finds procedures by the words people use: no diacritics needed, typing errors forgiven, codes by their beginning.
//!
//! An index in memory, built once for a catalogue; it never reads the database and never asks what time it is.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock, RwLock};

use kernel::fold;

use crate::model::{Level, ProcedureVersion};
use crate::rules::{commonness, rows};
use crate::spelling;

/// What the answer is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Lĩnh vực, as printed; compared without diacritics and case.
    pub field: Option<String>,
    pub level: Option<Level>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub code: String,
    pub score: f32,
    /// Byte ranges of the name that matched, to be set off on a page; in order, not touching.
    pub marks: Vec<Range<usize>>,
    pub version: Arc<ProcedureVersion>,
}

/// Weight of a word by where in the procedure it stands.
const IN_NAME: f32 = 1.0;
const IN_PLAIN_NAME: f32 = 0.95;
const IN_SYNONYM: f32 = 0.7;
const IN_FIELD: f32 = 0.45;
const IN_RESULT: f32 = 0.3;

/// Words that people write around what they mean; they help little and must not decide.
pub(crate) static FILLERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let words = "toi em muon lam xin o dau the nao thu tuc cac cua va de can gi bi duoc khi cho ve tai voi la co nhu can phai nhung mot";
    words.split(' ').collect()
});

/// Phrase that a name holds (folded) → words people say (folded).
static SYNONYMS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let parse = |row: Vec<String>| Some((fold(row.first()?), words(row.get(1)?)));
    rows(include_str!("../data/synonyms.csv")).into_iter().filter_map(parse).collect()
});

type Doc = u32;
type Word = u32;

/// The index of a catalogue.
#[derive(Debug, Default)]
pub struct Index {
    docs: Vec<Entry>,
    words: Vec<String>,
    by_word: HashMap<String, Word>,
    /// Word → where it stands and with which weight.
    postings: Vec<Vec<(Doc, f32)>>,
    /// Two words in a row → where.
    pairs: HashMap<(Word, Word), Vec<Doc>>,
    /// Entries in the order of commonness, then name: the answer to an empty question.
    by_commonness: Vec<Doc>,
    /// What words people asked with may mean. Comparing a word with every known one is the dear part of a search, and
    /// people ask with the same words; the answer depends on nothing but the word and this index.
    remembered: RwLock<Memory>,
}

/// A word, and whether it is the last one typed (which may be half a word) → what it may mean.
type Memory = HashMap<(String, bool), Arc<Vec<Meaning>>>;

/// Words remembered at most; beyond that the memory starts afresh, so that nonsense cannot fill it.
const REMEMBERED_MAX: usize = 8_192;

#[derive(Debug)]
struct Entry {
    version: Arc<ProcedureVersion>,
    folded_field: String,
    /// The words of the name as printed, with where each stands: what a page sets off.
    printed: Vec<(Range<usize>, Word)>,
    /// Commonness, level and brevity in one factor around 1.
    prior: f32,
}

fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_string).collect()
}

/// A word of the index that a word of the question may mean, and how surely (1: the same).
type Meaning = (Word, f32);

impl Index {
    /// Builds the index; some tens of milliseconds for the national catalogue.
    pub fn build(catalogue: &[Arc<ProcedureVersion>]) -> Index {
        let mut index = Index::default();
        for version in catalogue {
            index.add(version);
        }
        let mut order: Vec<Doc> = (0..index.docs.len() as Doc).collect();
        order.sort_by(|a, b| {
            let (a, b) = (&index.docs[*a as usize], &index.docs[*b as usize]);
            let rank = |entry: &Entry| commonness(&entry.version.code).unwrap_or(u32::MAX);
            rank(a).cmp(&rank(b)).then(b.prior.total_cmp(&a.prior)).then_with(|| a.version.code.cmp(&b.version.code))
        });
        index.by_commonness = order;
        index
    }

    fn add(&mut self, version: &Arc<ProcedureVersion>) {
        let doc = self.docs.len() as Doc;
        let name = words(&version.name);
        let folded_name = name.join(" ");
        let mut weights: BTreeMap<Word, f32> = BTreeMap::new();
        self.put(doc, &name, IN_NAME, &mut weights);
        self.put(doc, &words(version.plain_name.as_deref().unwrap_or_default()), IN_PLAIN_NAME, &mut weights);
        for (phrase, also) in SYNONYMS.iter().filter(|(phrase, _)| contains_phrase(&folded_name, phrase)) {
            debug_assert!(!phrase.is_empty());
            self.put(doc, also, IN_SYNONYM, &mut weights);
        }
        let field = words(&version.field);
        self.put(doc, &field, IN_FIELD, &mut weights);
        for outcome in &version.results {
            self.put(doc, &words(&outcome.name), IN_RESULT, &mut weights);
        }
        for (word, weight) in weights {
            self.postings[word as usize].push((doc, weight));
        }
        let printed = printed_words(&version.name);
        let printed =
            printed.into_iter().filter_map(|(place, word)| Some((place, *self.by_word.get(&word)?))).collect();
        self.docs.push(Entry {
            printed,
            prior: prior(version, name.len()),
            folded_field: field.join(" "),
            version: version.clone(),
        });
    }

    fn put(&mut self, doc: Doc, text: &[String], weight: f32, weights: &mut BTreeMap<Word, f32>) {
        let mut before = None;
        for word in text {
            let id = self.word(word);
            let held = weights.entry(id).or_insert(0.0);
            *held = held.max(weight);
            // Pairs of the lesser places would make long result texts look like phrases.
            if let Some(before) = before.filter(|_| weight >= IN_SYNONYM) {
                let docs = self.pairs.entry((before, id)).or_default();
                if docs.last() != Some(&doc) {
                    docs.push(doc);
                }
            }
            before = Some(id);
        }
    }

    fn word(&mut self, word: &str) -> Word {
        if let Some(id) = self.by_word.get(word) {
            return *id;
        }
        let id = self.words.len() as Word;
        self.words.push(word.to_string());
        self.by_word.insert(word.to_string(), id);
        self.postings.push(Vec::new());
        id
    }

    /// Number of procedures held.
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// Fields with the number of their procedures still open for intake, by name.
    pub fn fields(&self) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in self.docs.iter().filter(|entry| !entry.version.repealed) {
            *counts.entry(&entry.version.field).or_default() += 1;
        }
        let mut fields: Vec<_> = counts.into_iter().map(|(field, n)| (field.to_string(), n)).collect();
        fields.sort_by_cached_key(|(field, _)| fold(field));
        fields
    }

    /// The best answers to a question, best first, at most `limit`.
    ///
    /// An empty question lists the commonest. Abolished procedures are found by their code only.
    pub fn find(&self, query: &str, filter: &Filter, limit: usize) -> Vec<Hit> {
        let field = filter.field.as_deref().map(fold);
        let allowed = |entry: &Entry| {
            field.as_deref().is_none_or(|field| entry.folded_field == field)
                && filter.level.is_none_or(|level| entry.version.levels.contains(&level))
        };
        if let Some(digits) = code_digits(query) {
            return self.find_code(&digits, allowed, limit);
        }
        let open = |entry: &Entry| !entry.version.repealed && allowed(entry);
        let asked = words(query);
        if asked.is_empty() {
            let none = HashSet::new();
            let entries = self.by_commonness.iter().map(|doc| &self.docs[*doc as usize]);
            return entries.filter(|e| open(e)).take(limit).map(|e| hit(e, e.prior, &none)).collect();
        }
        let meanings = self.meanings(&asked);
        let mut ranked: Vec<(f32, Doc)> =
            self.score(&meanings).into_iter().filter(|(_, doc)| open(&self.docs[*doc as usize])).collect();
        let better = |a: &(f32, Doc), b: &(f32, Doc)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if ranked.len() > limit && limit > 0 {
            ranked.select_nth_unstable_by(limit - 1, better);
            ranked.truncate(limit);
        }
        ranked.sort_by(better);
        let matched: HashSet<Word> = meanings.iter().flat_map(|m| m.iter()).map(|(word, _)| *word).collect();
        ranked.into_iter().take(limit).map(|(score, doc)| hit(&self.docs[doc as usize], score, &matched)).collect()
    }

    fn find_code(&self, digits: &str, allowed: impl Fn(&Entry) -> bool, limit: usize) -> Vec<Hit> {
        let starts = |entry: &&Entry| entry.version.code.replace('.', "").starts_with(digits) && allowed(entry);
        let mut found: Vec<_> = self.docs.iter().filter(starts).collect();
        found.sort_by(|a, b| a.version.code.cmp(&b.version.code));
        found.into_iter().take(limit).map(|entry| hit(entry, entry.prior, &HashSet::new())).collect()
    }

    /// For each word of the question, the words of the index it may mean.
    fn meanings(&self, asked: &[String]) -> Vec<Arc<Vec<Meaning>>> {
        let mut meanings = Vec::with_capacity(asked.len());
        for (place, word) in asked.iter().enumerate() {
            let exact = self.by_word.get(word.as_str()).copied();
            if exact.is_none()
                && let Some((left, right)) = self.split(word)
            {
                // "khaisinh": two words written as one.
                meanings.push(Arc::new(vec![(left, 0.9)]));
                meanings.push(Arc::new(vec![(right, 0.9)]));
                continue;
            }
            meanings.push(self.meanings_of(word, exact, place + 1 == asked.len()));
        }
        meanings
    }

    fn meanings_of(&self, word: &str, exact: Option<Word>, last: bool) -> Arc<Vec<Meaning>> {
        let key = (word.to_string(), last);
        let known = self.remembered.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&key).cloned();
        known.unwrap_or_else(|| {
            let found = Arc::new(self.compare(word, exact, last));
            let mut remembered = self.remembered.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            if remembered.len() >= REMEMBERED_MAX {
                remembered.clear();
            }
            remembered.insert(key, found.clone());
            found
        })
    }

    /// Compares a word of the question with every word of the index.
    fn compare(&self, word: &str, exact: Option<Word>, last: bool) -> Vec<Meaning> {
        let mut found: Vec<Meaning> = exact.map(|id| (id, 1.0)).into_iter().collect();
        let filler = FILLERS.contains(word);
        if filler || word.len() < 2 {
            return found;
        }
        // A word that is rightly written may still be the wrong one ("ket hom"), but less probably.
        let doubt = if exact.is_some() { 0.55 } else { 0.8 };
        for (id, known) in self.words.iter().enumerate() {
            if Some(id as Word) == exact {
                continue;
            }
            let sure = if spelling::sounds_like(word, known) {
                // What the ear mistakes is likelier than what the finger mistakes.
                0.8
            } else if last && known.starts_with(word) {
                0.75
            } else {
                match spelling::distance(word, known) {
                    Some(1) => doubt,
                    Some(2) => doubt * 0.6,
                    _ => continue,
                }
            };
            found.push((id as Word, sure));
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(24);
        found
    }

    fn split(&self, word: &str) -> Option<(Word, Word)> {
        if word.len() < 5 || !word.is_ascii() {
            return None;
        }
        let known = |at: usize| {
            let (left, right) = (self.by_word.get(&word[..at])?, self.by_word.get(&word[at..])?);
            self.pairs.contains_key(&(*left, *right)).then_some((*left, *right))
        };
        (2..word.len() - 1).find_map(known)
    }

    fn rarity(&self, word: Word) -> f32 {
        let (all, with) = (self.docs.len() as f32, self.postings[word as usize].len() as f32);
        let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
        if FILLERS.contains(self.words[word as usize].as_str()) { rarity * 0.15 } else { rarity }
    }

    /// Scores every procedure that shares a word with the question.
    fn score(&self, meanings: &[Arc<Vec<Meaning>>]) -> Vec<(f32, Doc)> {
        let mut sums = vec![0.0_f32; self.docs.len()];
        let mut covered = vec![0.0_f32; self.docs.len()];
        let mut best = vec![0.0_f32; self.docs.len()];
        let mut total = 0.0;
        for meaning in meanings {
            // The likeliest meaning sets what the word is worth; a guess may not be worth more for being rare.
            let Some((first, sure)) = meaning.first() else {
                total += 4.0;
                continue;
            };
            let worth = self.rarity(*first).max(if *sure < 1.0 { 2.0 } else { 0.0 });
            total += worth;
            let mut touched = Vec::new();
            for (word, sure) in meaning.iter() {
                let rarity = self.rarity(*word).min(worth.max(3.0));
                for (doc, weight) in &self.postings[*word as usize] {
                    let slot = &mut best[*doc as usize];
                    if *slot == 0.0 {
                        touched.push(*doc);
                    }
                    *slot = slot.max(rarity * weight * sure);
                }
            }
            for doc in touched {
                let gained = std::mem::take(&mut best[doc as usize]);
                sums[doc as usize] += gained;
                covered[doc as usize] += gained.min(worth);
            }
        }
        for pair in meanings.windows(2) {
            self.add_pairs(&pair[0], &pair[1], &mut sums, &mut best);
        }
        let scored = sums.into_iter().enumerate().filter(|(_, sum)| *sum > 0.0);
        let finish = |(doc, sum): (usize, f32)| {
            let coverage = covered[doc] / total.max(0.1);
            (sum * (0.3 + 0.7 * coverage) * self.docs[doc].prior, doc as Doc)
        };
        let scored: Vec<_> = scored.map(finish).collect();
        let top = scored.iter().map(|(score, _)| *score).fold(0.0, f32::max);
        // Below a quarter of the best answer only chance is left.
        scored.into_iter().filter(|(score, _)| *score >= top * 0.25).collect()
    }

    /// Words that stand together in the question and in the procedure count more.
    fn add_pairs(&self, left: &[Meaning], right: &[Meaning], sums: &mut [f32], best: &mut [f32]) {
        let mut touched = Vec::new();
        for (a, sure_a) in left.iter().take(12) {
            for (b, sure_b) in right.iter().take(12) {
                let Some(docs) = self.pairs.get(&(*a, *b)) else { continue };
                let bonus = (self.rarity(*a) * self.rarity(*b)).sqrt().min(4.5) * sure_a * sure_b;
                for doc in docs {
                    let slot = &mut best[*doc as usize];
                    if *slot == 0.0 {
                        touched.push(*doc);
                    }
                    *slot = slot.max(bonus);
                }
            }
        }
        for doc in touched {
            sums[doc as usize] += std::mem::take(&mut best[doc as usize]);
        }
    }
}

fn contains_phrase(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = at == 0 || text.as_bytes()[at - 1] == b' ';
        let end = at + phrase.len();
        before && (end == text.len() || text.as_bytes()[end] == b' ')
    })
}

/// Essential services first, then what a commune or province takes in; short names before long ones.
fn prior(version: &ProcedureVersion, name_words: usize) -> f32 {
    let common = commonness(&version.code).map_or(0.0, |place| 0.40 - 0.003 * place as f32);
    let near = if version.levels.contains(&Level::Commune) {
        0.12
    } else if version.levels.contains(&Level::Province) {
        0.06
    } else {
        0.0
    };
    let brief = 0.25 / (1.0 + name_words as f32 / 8.0);
    1.0 + common + near + brief
}

/// The digits of a question that is a code or its beginning: "1.0011", "1001193", "1 001193".
fn code_digits(query: &str) -> Option<String> {
    let query = query.trim();
    let code_like = query.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ');
    let digits: String = query.chars().filter(char::is_ascii_digit).collect();
    (code_like && (3..=7).contains(&digits.len())).then_some(digits)
}

fn hit(entry: &Entry, score: f32, matched: &HashSet<Word>) -> Hit {
    let version = entry.version.clone();
    Hit { code: version.code.clone(), score, marks: marks(entry, matched), version }
}

/// The words of a name as it is printed: where each stands. Fillers are left out: nobody needs them set off.
fn printed_words(name: &str) -> Vec<(Range<usize>, String)> {
    let inside = |c: char| c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c);
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in name.char_indices().chain([(name.len(), ' ')]) {
        match (start, inside(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                start = None;
                found.push((from..at, fold(&name[from..at])));
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    found.retain(|(_, word)| !FILLERS.contains(word.as_str()));
    found
}

/// Where the matched words stand in a name; neighbours that only spaces part become one mark.
fn marks(entry: &Entry, matched: &HashSet<Word>) -> Vec<Range<usize>> {
    let name = &entry.version.name;
    let mut marks: Vec<Range<usize>> = Vec::new();
    for (place, _) in entry.printed.iter().filter(|(_, word)| matched.contains(word)) {
        match marks.last_mut().filter(|last| name[last.end..place.start].chars().all(|c| c == ' ')) {
            Some(last) => last.end = place.end,
            None => marks.push(place.clone()),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index() -> Index {
        let version = |code: &str, name: &str, field: &str, level| {
            let mut version = ProcedureVersion::named(code, name, field);
            version.levels = vec![level];
            crate::rules::apply(&mut version);
            Arc::new(version)
        };
        let mut repealed = ProcedureVersion::named("2.000488", "Cấp Phiếu lý lịch tư pháp", "Lý lịch tư pháp");
        repealed.repealed = true;
        Index::build(&[
            version("1.001193", "Thủ tục đăng ký khai sinh", "Hộ tịch", Level::Commune),
            version("2.000528", "Thủ tục đăng ký khai sinh có yếu tố nước ngoài", "Hộ tịch", Level::Commune),
            version("1.000894", "Thủ tục đăng ký kết hôn", "Hộ tịch", Level::Commune),
            version("3.000333", "Cấp Phiếu Lý lịch tư pháp cho công dân", "Lý lịch tư pháp", Level::Province),
            Arc::new(repealed),
        ])
    }

    fn codes(query: &str, filter: &Filter) -> Vec<String> {
        index().find(query, filter, 3).into_iter().map(|hit| hit.code).collect()
    }

    #[test]
    fn an_abolished_procedure_is_found_by_its_code_only() {
        assert_eq!(codes("2.000488", &Filter::default()), ["2.000488"]);
        assert_eq!(codes("ly lich tu phap", &Filter::default()), ["3.000333"]);
    }

    #[test]
    fn a_filter_narrows_by_field_and_level() {
        let province = Filter { field: None, level: Some(Level::Province) };
        assert_eq!(codes("", &province), ["3.000333"]);
        let civil_status = Filter { field: Some("ho tich".into()), level: None };
        assert_eq!(codes("phieu ly lich", &civil_status), Vec::<String>::new());
    }

    #[test]
    fn the_matched_words_of_the_name_are_marked_as_printed() {
        let hits = index().find("dang ky khai snh", &Filter::default(), 1);
        let name = &hits[0].version.name;
        let marked: Vec<&str> = hits[0].marks.iter().map(|mark| &name[mark.clone()]).collect();
        assert_eq!(marked, ["đăng ký khai sinh"]);
    }

    #[test]
    fn half_a_code_is_enough() {
        assert_eq!(codes("1001", &Filter::default()), ["1.001193"]);
        assert_eq!(codes("1.00", &Filter::default()), ["1.000894", "1.001193"]);
    }
}
