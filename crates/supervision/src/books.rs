//! The register (sổ theo dõi hồ sơ: Mẫu 06 of TT 01/2018/TT-VPCP, form 07 of TT 03/2025/TT-VPCP) and the books of issued
//! papers: what a line says, and the hash over a year. Pure.

use dossier::model::{Dossier, PickUp};
use jiff::civil::DateTime;
use kernel::UnitId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// One line of the register. Moments as the office's civil time; empty while they have not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterLine {
    pub number: i64,
    pub code: String,
    pub procedure: String,
    pub sets: u32,
    pub applicant: String,
    /// Address and telephone.
    pub contact: String,
    pub deciding: String,
    pub received_at: Option<DateTime>,
    pub due: Option<DateTime>,
    /// Handed to the deciding agency.
    pub transferred_at: Option<DateTime>,
    /// The result came back from it.
    pub result_at: Option<DateTime>,
    pub handed_over_at: Option<DateTime>,
    pub way: Option<PickUp>,
    /// Who took it.
    pub taker: String,
    /// `extended`, `apologised`, `refused`, `stopped`, `late`: words of the locale files behind `supervision-book-`.
    pub notes: Vec<String>,
}

/// The line of a dossier; none before it has a number.
pub fn register_line(dossier: &Dossier) -> Option<(i16, RegisterLine)> {
    let entry = dossier.register.as_ref()?;
    // The first block is the one-stop unit's own: it ends with the transfer. At once there is none.
    let transferred = dossier.holds.get(1).map(|hold| hold.at);
    let applicant = &dossier.applicant;
    let contact: Vec<&str> =
        [applicant.address.as_str(), applicant.phone.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    let mut notes = Vec::new();
    let mut note = |key: &str, applies: bool| {
        if applies {
            notes.push(key.to_string());
        }
    };
    note("extended", dossier.extension().is_some());
    note("apologised", dossier.apologies.iter().any(|apology| !apology.extends));
    note("refused", dossier.proposal.as_ref().is_some_and(|p| p.approved.is_some() && p.outcome.is_refusal()));
    note("stopped", matches!(dossier.stage, dossier::Stage::Stopped { .. }));
    note("late", matches!((dossier.ended_at, dossier.due), (Some(ended), Some(due)) if ended > due));
    let handed = dossier.hand_over.as_ref();
    let line = RegisterLine {
        number: entry.number,
        code: dossier.code.clone().unwrap_or_default(),
        procedure: dossier.procedure.name.clone(),
        sets: dossier.sets,
        applicant: applicant.name.clone(),
        contact: contact.join(", "),
        deciding: dossier.deciding.name.clone(),
        received_at: dossier.accepted_at,
        due: dossier.due,
        transferred_at: transferred,
        result_at: dossier.ended_at.filter(|_| !matches!(dossier.stage, dossier::Stage::Stopped { .. })),
        handed_over_at: handed.map(|handed| handed.at),
        way: handed.map(|handed| handed.way),
        taker: handed.map(|handed| handed.taker_name.clone()).unwrap_or_default(),
        notes,
    };
    Some((entry.year, line))
}

/// One numbered paper of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    pub form: &'static str,
    pub year: i16,
    pub number: i64,
    pub at_ms: i64,
    pub by: String,
}

/// The forms that have a book of their own, in the order of their numbers.
pub const BOOKS: [law::FormKey; 5] =
    [law::FormKey::Receipt, law::FormKey::Supplement, law::FormKey::Refusal, law::FormKey::Apology, law::FormKey::Stop];

/// The word of a form's book in rows and addresses.
pub fn book_word(form: law::FormKey) -> &'static str {
    match form {
        law::FormKey::Receipt => "receipt",
        law::FormKey::Supplement => "supplement",
        law::FormKey::Refusal => "refusal",
        law::FormKey::Apology => "apology",
        law::FormKey::Stop => "stop",
        law::FormKey::ControlSheet => "control_sheet",
        law::FormKey::Register => "register",
    }
}

/// The papers of a dossier from its `from`-th on.
pub fn paper_lines(dossier: &Dossier, from: usize) -> Vec<PaperLine> {
    let line = |paper: &dossier::model::IssuedPaper| PaperLine {
        form: book_word(paper.form),
        year: paper.year,
        number: paper.number,
        at_ms: kernel::time::instant_ms(paper.at),
        by: paper.by.clone(),
    };
    dossier.papers.iter().skip(from).map(line).collect()
}

/// The hash of a year: chained to the unit's book before, over every line in the order of its number.
#[derive(Debug, Clone)]
pub struct BookHash(Sha256);

impl BookHash {
    /// Begins with the hash of the unit's book locked before, if there is one.
    pub fn after(previous: Option<&[u8]>, unit: UnitId, year: i16) -> BookHash {
        let mut sha = Sha256::new();
        sha.update(previous.unwrap_or(&[0; 32]));
        sha.update(unit.0.to_be_bytes());
        sha.update(i64::from(year).to_be_bytes());
        BookHash(sha)
    }

    /// Adds one text, with its length, so that no two books look alike.
    pub fn add(&mut self, number: i64, text: &str) {
        self.0.update(number.to_be_bytes());
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text.as_bytes());
    }

    pub fn end(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

/// The hash of an addendum: chained to the book's own hash or the addendum before.
pub fn addendum_hash(previous: &[u8], number: i64, at_ms: i64, by: &str, content: &str) -> Vec<u8> {
    let mut sha = Sha256::new();
    sha.update(previous);
    sha.update(number.to_be_bytes());
    sha.update(at_ms.to_be_bytes());
    for text in [by, content] {
        sha.update((text.len() as u64).to_be_bytes());
        sha.update(text.as_bytes());
    }
    sha.finalize().to_vec()
}

/// The first number that is missing in a run from 1; none when it is whole.
pub fn first_gap(numbers: impl IntoIterator<Item = i64>) -> Option<i64> {
    (1..).zip(numbers).find(|(expected, number)| expected != number).map(|(expected, _)| expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_found_and_a_whole_run_has_none() {
        assert_eq!(first_gap([1, 2, 3]), None);
        assert_eq!(first_gap([]), None);
        assert_eq!(first_gap([2, 3]), Some(1));
        assert_eq!(first_gap([1, 2, 4]), Some(3));
    }

    #[test]
    fn no_two_books_have_one_hash() {
        let hash = |lines: &[(i64, &str)]| {
            let mut hash = BookHash::after(None, UnitId(1), 2026);
            lines.iter().for_each(|(n, text)| hash.add(*n, text));
            hash.end()
        };
        assert_eq!(hash(&[(1, "ab"), (2, "c")]), hash(&[(1, "ab"), (2, "c")]));
        assert_ne!(hash(&[(1, "ab"), (2, "c")]), hash(&[(1, "a"), (2, "bc")]));
        assert_ne!(hash(&[(1, "ab")]), BookHash::after(None, UnitId(2), 2026).end());
    }
}
