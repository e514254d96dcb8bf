//! Folding text for search and comparison: without diacritics, đ as d, lower case, single spaces.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `"Đặng  Thị Ánh"` → `"dang thi anh"`. Both engines index this text, so they agree on what matches.
/// (SQLite's own `remove_diacritics` leaves đ alone.)
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        let c = match c {
            'đ' | 'Đ' | 'ð' | 'Ð' => 'd',
            other => other,
        };
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.extend(c.to_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn every_spelling_of_a_name_folds_to_one() {
        assert_eq!(fold("Đặng  Thị\u{a0}Ánh"), "dang thi anh");
        assert_eq!(fold("Hoà"), fold("Hòa"));
        assert_eq!(fold("Nguyê\u{303}n"), fold("NGUYỄN"));
        assert_eq!(fold("giấy khai sinh (bản sao), 1.001193"), "giay khai sinh ban sao 1 001193");
        assert_eq!(fold(" – "), "");
    }
}
