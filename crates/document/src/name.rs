//! File names as senders write them: what they claim, and what of them is fit to show and to save.
//!
//! Never makes a path, and never lets a name say another type than the content's.

use unicode_normalization::UnicodeNormalization;

use crate::model::Media;

/// Letters kept of a stem, so that a name fits a table cell and every file system.
const STEM_MAX_CHARS: usize = 100;

/// The part after the last dot of the last path component, if it looks like an extension.
pub(crate) fn extension(name: &str) -> Option<&str> {
    let (stem, extension) = last_component(name).rsplit_once('.')?;
    let plausible =
        !stem.is_empty() && (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    plausible.then_some(extension)
}

/// The sender's name made safe, with the extension of what the file is; `fallback` if nothing of it remains.
pub(crate) fn safe_name(name: &str, media: Media, fallback: &str) -> String {
    let component = last_component(name);
    // Cut only what is an extension: "Tờ trình số 12.QĐ" keeps its dot.
    let stem = match extension(component) {
        Some(extension) => &component[..component.len() - extension.len() - 1],
        None => component,
    };
    let clean: String = stem.nfc().filter_map(fit).collect();
    let words: Vec<&str> = clean.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(STEM_MAX_CHARS).collect();
    let stem = short.trim_matches(['.', ' ', '-', '_']);
    let stem = if stem.is_empty() || reserved(stem) { fallback } else { stem };
    format!("{stem}.{}", media.extension())
}

fn last_component(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// A character as it may stand in a file name, on every system and in an HTTP header.
fn fit(c: char) -> Option<char> {
    match c {
        '<' | '>' | ':' | '"' | '|' | '?' | '*' | ';' | '%' => Some('_'),
        // Marks that turn the reading direction ("gpj.exe" shown as "exe.jpg") or show nothing at all.
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}' => None,
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// Names Windows keeps for devices.
fn reserved(stem: &str) -> bool {
    let device = stem.split('.').next().unwrap_or(stem).trim().to_ascii_uppercase();
    let numbered = |kind: &str| device.strip_prefix(kind).is_some_and(|n| n.len() == 1 && n != "0");
    matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_words_and_loses_its_tricks() {
        let safe = |name: &str| safe_name(name, Media::Pdf, "e3b0c442");
        assert_eq!(safe("Giấy khai sinh.pdf"), "Giấy khai sinh.pdf");
        assert_eq!(safe("Giâ\u{301}y  khai\tsinh.PDF"), "Giấy khai sinh.pdf");
        assert_eq!(safe("C:\\Users\\an\\CCCD.jpg"), "CCCD.pdf");
        assert_eq!(safe("../../etc/passwd"), "passwd.pdf");
        assert_eq!(safe("hoa\u{202e}fdp.exe"), "hoafdp.pdf");
        assert_eq!(safe("a\"; filename=b.exe"), "a__ filename=b.pdf");
        assert_eq!(safe("Tờ trình số 12.QĐ-UBND"), "Tờ trình số 12.QĐ-UBND.pdf");
        assert_eq!(safe("con.pdf"), "e3b0c442.pdf");
        assert_eq!(safe(""), "e3b0c442.pdf");
        assert_eq!(safe(".pdf"), "pdf.pdf");
        assert_eq!(safe(&"ô".repeat(500)).chars().count(), STEM_MAX_CHARS + 4);
    }

    #[test]
    fn only_what_looks_like_an_extension_is_one() {
        assert_eq!(extension("a.b.PDF"), Some("PDF"));
        assert_eq!(extension("12.QĐ"), None);
        assert_eq!(extension(".htaccess"), None);
        assert_eq!(extension("thư mục.d/tệp"), None);
    }
}
