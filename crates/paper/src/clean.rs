//! Makes text from people fit to be set. Never escapes markup: data reach the templates as values, not as source.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// A run of characters without a space longer than this may be broken anywhere, so that it cannot leave the page.
const LONGEST_WORD: usize = 40;

/// Cleans every string of a tree.
pub(crate) fn clean_all(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean(text),
        Value::Array(items) => items.iter_mut().for_each(clean_all),
        Value::Object(fields) => fields.values_mut().for_each(clean_all),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Composed letters (NFC: a decomposed "ệ" would be set from three glyphs), one kind of line break, no invisible
/// characters, and break points in endless words.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.replace("\r\n", "\n").trim().nfc() {
        match c {
            '\r' | '\n' => {
                out.push('\n');
                run = 0;
            }
            c if is_invisible(c) => {}
            c if c.is_whitespace() => {
                out.push(if c == '\u{a0}' { c } else { ' ' });
                run = 0;
            }
            c => {
                if run == LONGEST_WORD {
                    out.push('\u{200b}');
                    run = 0;
                }
                out.push(c);
                run += 1;
            }
        }
    }
    out
}

/// Controls, and the marks that reorder or hide text: on a legal paper they could make a name read as another.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(clean("Nguye\u{302}\u{303}n Thi\u{323}"), "Nguyễn Thị");
    }

    #[test]
    fn a_name_cannot_be_reversed_or_hide_letters() {
        assert_eq!(clean("\u{202e}An\u{200b}\u{0} B\u{2066}"), "An B");
    }

    #[test]
    fn lines_survive_and_endless_words_may_break() {
        assert_eq!(clean("một\r\nhai\rba\tbốn"), "một\nhai\nba bốn");
        assert_eq!(clean(&"x".repeat(81)).matches('\u{200b}').count(), 2);
    }
}
