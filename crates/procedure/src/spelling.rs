//! How far a written word is from a known one, in typing errors.
//!
//! Knows letters only: what a word means is not its business.

/// Typing errors between two folded words: a letter left out, put in, mistaken, or swapped with its neighbour.
///
/// None when they are further apart than a word of that length may be: none for two letters or fewer, one up to six,
/// two beyond.
pub fn distance(written: &str, known: &str) -> Option<usize> {
    let (a, b) = (written.as_bytes(), known.as_bytes());
    let allowed = match a.len() {
        0..=2 => 0,
        3..=6 => 1,
        _ => 2,
    };
    if allowed == 0 || b.len() < 2 || a.len().abs_diff(b.len()) > allowed || a.len() > 24 || b.len() > 24 {
        return None;
    }
    // Most words differ at both ends: one look saves the whole table.
    if allowed == 1 && a[0] != b[0] && a[a.len() - 1] != b[b.len() - 1] {
        return None;
    }
    let found = table(a, b);
    (found <= allowed).then_some(found)
}

/// Whether two syllables are often mistaken for one another because they are spoken alike: "chu" and "tru", "ki" and
/// "ky", "giay" and "day".
pub fn sounds_like(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= 1 && a.is_ascii() && b.is_ascii() && sound(a).eq(sound(b))
}

/// A syllable as it sounds: tr as ch, x as s, gi and r as d, y as i, k and q as c.
fn sound(word: &str) -> impl Iterator<Item = u8> + '_ {
    let (first, rest) = match word.as_bytes() {
        [b't', b'r', rest @ ..] | [b'c', b'h', rest @ ..] => (b'1', rest),
        [b'x' | b's', rest @ ..] => (b's', rest),
        [b'g', b'i', rest @ ..] if !rest.is_empty() => (b'd', rest),
        [b'r' | b'd', rest @ ..] => (b'd', rest),
        [b'k' | b'q' | b'c', rest @ ..] => (b'c', rest),
        [first, rest @ ..] => (*first, rest),
        [] => (b'0', &[][..]),
    };
    std::iter::once(first).chain(rest.iter().map(|letter| if *letter == b'y' { b'i' } else { *letter }))
}

/// Restricted Damerau–Levenshtein distance over three rolling rows.
fn table(a: &[u8], b: &[u8]) -> usize {
    let mut before = [0_usize; 25];
    let mut above: [usize; 25] = std::array::from_fn(|j| j);
    let mut row = [0_usize; 25];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = above;
        above = row;
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, sounds_like};

    #[test]
    fn errors_are_counted_and_short_words_forgive_none() {
        for (written, known, errors) in [
            ("sinh", "sinh", Some(0)),
            ("sihn", "sinh", Some(1)),
            ("snh", "sinh", Some(1)),
            ("sinnh", "sinh", Some(1)),
            ("hom", "hon", Some(1)),
            ("ly", "li", None),
            ("an", "in", None),
            ("khai", "sinh", None),
            ("passpot", "passport", Some(1)),
            ("pasport", "passport", Some(1)),
            ("pasprot", "passport", Some(2)),
        ] {
            assert_eq!(distance(written, known), errors, "{written} / {known}");
        }
    }

    #[test]
    fn syllables_spoken_alike_are_known() {
        for (written, known, alike) in [
            ("ly", "li", true),
            ("ki", "ky", true),
            ("chu", "tru", true),
            ("giay", "day", true),
            ("so", "xo", true),
            ("gi", "di", false),
            ("an", "in", false),
            ("thu", "tru", false),
        ] {
            assert_eq!(sounds_like(written, known), alike, "{written} / {known}");
        }
    }
}
