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
    use super::distance;

    #[test]
    fn errors_are_counted_and_short_words_forgive_none() {
        for (written, known, errors) in [
            ("sinh", "sinh", Some(0)),
            ("sihn", "sinh", Some(1)),
            ("snh", "sinh", Some(1)),
            ("sinnh", "sinh", Some(1)),
            ("hom", "hon", Some(1)),
            ("ly", "li", None),
            ("khai", "sinh", None),
            ("passpot", "passport", Some(1)),
            ("pasport", "passport", Some(1)),
            ("pasprot", "passport", Some(2)),
        ] {
            assert_eq!(distance(written, known), errors, "{written} / {known}");
        }
    }
}
