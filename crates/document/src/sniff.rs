//! What a file is by its first bytes.
//!
//! Never looks at a name, and never says more than the bytes do: "a ZIP" until its inside has been read.

/// The kind of content, as far as its beginning tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Pdf,
    Jpeg,
    Png,
    /// A ZIP: an office file, perhaps.
    Zip,
    /// Markup that is not recognisably HTML or SVG: XML, perhaps.
    Xml,
    /// Something the office does not take, by the name people know it by.
    Other(&'static str),
    /// Office files up to 2003, and every password-protected one since.
    Compound,
    Text,
    Unknown,
}

/// Beginnings that are the same in every file of a kind.
const MAGIC: &[(&[u8], Content)] = &[
    (b"%PDF-", Content::Pdf),
    (b"\xff\xd8\xff", Content::Jpeg),
    (b"\x89PNG\r\n\x1a\n", Content::Png),
    (b"PK\x03\x04", Content::Zip),
    (b"PK\x05\x06", Content::Other("ZIP")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Content::Compound),
    (b"II*\0", Content::Other("TIFF")),
    (b"MM\0*", Content::Other("TIFF")),
    (b"GIF8", Content::Other("GIF")),
    (b"BM", Content::Other("BMP")),
    (b"MZ", Content::Other("EXE")),
    (b"\x7fELF", Content::Other("EXE")),
    (b"\xca\xfe\xba\xbe", Content::Other("EXE")),
    (b"\xcf\xfa\xed\xfe", Content::Other("EXE")),
    (b"Rar!", Content::Other("RAR")),
    (b"7z\xbc\xaf\x27\x1c", Content::Other("7Z")),
    (b"\x1f\x8b", Content::Other("GZIP")),
    (b"{\\rtf", Content::Other("RTF")),
    (b"#!", Content::Other("SCRIPT")),
    (b"ID3", Content::Other("MP3")),
    (b"%!PS", Content::Other("POSTSCRIPT")),
];

/// Tags that begin a page a browser would run, as in the WHATWG sniffing rules.
/// XHTML's own two come first.
const HTML: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "script",
    "iframe",
    "style",
    "title",
    "table",
    "div",
    "font",
    "a",
    "b",
    "h1",
    "p",
    "br",
    "img",
    "form",
    "meta",
    "link",
    "object",
    "embed",
];

/// How far into a text the first tag is looked for.
const LOOK_BYTES: usize = 4096;

pub(crate) fn sniff(bytes: &[u8]) -> Content {
    if let Some((_, content)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return *content;
    }
    if bytes.starts_with(b"RIFF") {
        return match bytes.get(8..12) {
            Some(b"WEBP") => Content::Other("WEBP"),
            _ => Content::Other("AVI/WAV"),
        };
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12) {
            Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" | b"heim" | b"heis") => Content::Other("HEIC"),
            Some(b"avif" | b"avis") => Content::Other("AVIF"),
            _ => Content::Other("MP4"),
        };
    }
    sniff_text(bytes)
}

fn sniff_text(bytes: &[u8]) -> Content {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let text = utf16(&bytes[..bytes.len().min(2 * LOOK_BYTES)]);
        return sniff_markup(&text);
    }
    let head = &bytes[..bytes.len().min(LOOK_BYTES)];
    if head.contains(&0) {
        return Content::Unknown;
    }
    let text = String::from_utf8_lossy(head);
    match sniff_markup(text.trim_start_matches('\u{feff}')) {
        // A cut multi-byte letter at the end of the look is no reason to doubt it.
        Content::Text if text.chars().filter(|c| *c == '\u{fffd}').count() > 1 => Content::Unknown,
        other => other,
    }
}

/// Text that begins with a tag is HTML, SVG or (perhaps) XML.
fn sniff_markup(text: &str) -> Content {
    let mut rest = text.trim_start();
    let declared_xml = rest.starts_with("<?xml");
    // Comments and instructions may stand before the first tag and hide it.
    while let Some(skipped) = after(rest, "<!--", "-->").or_else(|| after(rest, "<?", "?>")) {
        rest = skipped.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else {
        return if declared_xml { Content::Xml } else { Content::Text };
    };
    let tag: String = tag.chars().take(16).collect::<String>().to_ascii_lowercase();
    let is = |name: &str| {
        let after = tag.strip_prefix(name);
        after.is_some_and(|after| after.is_empty() || after.starts_with([' ', '>', '/', '\t', '\n', '\r']))
    };
    // With an XML declaration a browser runs only what is really XHTML; `<Form>` or `<Table>` is data then.
    let html = if declared_xml { &HTML[..2] } else { HTML };
    if is("svg") || is("!doctype svg") || tag.starts_with("svg:") {
        Content::Other("SVG")
    } else if html.iter().any(|name| is(name)) {
        Content::Other("HTML")
    } else {
        Content::Xml
    }
}

fn after<'a>(text: &'a str, opens: &str, closes: &str) -> Option<&'a str> {
    text.strip_prefix(opens)?.split_once(closes).map(|(_, rest)| rest)
}

/// UTF-16 with its byte order mark, as text; broken units become U+FFFD.
pub(crate) fn utf16(bytes: &[u8]) -> String {
    let little = bytes.starts_with(b"\xff\xfe");
    let units = bytes.chunks_exact(2).skip(1).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_page_is_known_however_it_hides() {
        for page in [
            "<!DOCTYPE html><p>",
            "  \n<HTML lang=vi>",
            "\u{feff}<script>alert(1)</script>",
            "<!-- %PDF-1.7 --><body>",
            "<?xml version=\"1.0\"?><!-- x --><html xmlns=\"http://www.w3.org/1999/xhtml\">",
        ] {
            assert_eq!(sniff(page.as_bytes()), Content::Other("HTML"), "{page}");
        }
        let wide: Vec<u8> =
            [0xfeff_u16].into_iter().chain("<html>".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&wide), Content::Other("HTML"));
        assert_eq!(sniff(b"<?xml version='1.0'?>\n<svg xmlns='http://www.w3.org/2000/svg'/>"), Content::Other("SVG"));
        assert_eq!(sniff(b"<svg:svg onload='x()'/>"), Content::Other("SVG"));
    }

    #[test]
    fn data_and_letters_are_not_web_pages() {
        assert_eq!(sniff("<HDon><DLHDon/></HDon>".as_bytes()), Content::Xml);
        assert_eq!(sniff(b"<Table><Row/></Table>"), Content::Other("HTML"), "a browser would think so too");
        assert_eq!(sniff(b"<?xml version='1.0'?><Table><Row/></Table>"), Content::Xml);
        assert_eq!(sniff("Kính gửi: Ủy ban nhân dân".as_bytes()), Content::Text);
        assert_eq!(sniff(&[0, 1, 2, 3]), Content::Unknown);
    }
}
