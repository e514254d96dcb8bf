//! The QR code and the Code 128 barcode as grey pixels. Never decides what they say.
//!
//! Pixels and not outlines: the PDF holds one small image for both copies, a fifth of the bytes.

use barcoders::sym::code128::Code128;
use fast_qr::{ECL, QRBuilder};

/// Light modules around a QR code (ISO/IEC 18004 asks for four).
const QR_QUIET: usize = 4;
/// Light modules on either side of a barcode (ISO/IEC 15417 asks for ten).
const BAR_QUIET: usize = 10;
/// Pixels to a module's side, so that a viewer that smooths an enlarged image blurs edges only.
pub(crate) const PX: usize = 4;

/// One byte a pixel (0 dark, 255 light), row by row.
pub(crate) struct Drawing {
    pub luma: Vec<u8>,
    /// Pixels in a row, quiet zones included.
    pub width: usize,
}

/// The QR code of an address, square; `None` when it does not fit into one.
pub(crate) fn qr(text: &str) -> Option<Drawing> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let width = (code.size + 2 * QR_QUIET) * PX;
    let mut luma = vec![255; QR_QUIET * PX * width];
    for y in 0..code.size {
        let row = row(code[y].iter().map(|module| module.value()), QR_QUIET);
        (0..PX).for_each(|_| luma.extend_from_slice(&row));
    }
    luma.resize(width * width, 255);
    Some(Drawing { luma, width })
}

/// The Code 128 barcode of a dossier code, one pixel high; `None` when a character has no place in it.
pub(crate) fn barcode(text: &str) -> Option<Drawing> {
    if text.is_empty() || !text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return None;
    }
    let bars = Code128::new(with_sets(text)).ok()?.encode();
    let luma = row(bars.iter().map(|&bar| bar == 1), BAR_QUIET);
    Some(Drawing { width: luma.len(), luma })
}

/// One row of pixels with its quiet zones.
fn row(dark: impl Iterator<Item = bool>, quiet: usize) -> Vec<u8> {
    let light = || std::iter::repeat_n(false, quiet);
    light().chain(dark).chain(light()).flat_map(|dark| [if dark { 0 } else { 255 }; PX]).collect()
}

/// Writes the switches between character sets that `barcoders` wants: set C packs two digits into one symbol and
/// pays from six digits in the middle, or four at an end.
fn with_sets(text: &str) -> String {
    const B: char = '\u{181}';
    const C: char = '\u{106}';
    let mut out = String::new();
    let mut set = None;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let at_end = digits == rest.len() || out.is_empty();
        let packed = digits - digits % 2;
        let pays = packed >= if at_end { 4 } else { 6 };
        // An odd digit is left in set B before the pairs.
        let (want, take) = match (pays, digits % 2) {
            (true, 0) => (C, packed),
            (true, _) => (B, 1),
            (false, _) => (B, digits.max(1)),
        };
        if set != Some(want) {
            out.push(want);
            set = Some(want);
        }
        let (head, tail) = rest.split_at(take);
        out.push_str(head);
        rest = tail;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{barcode, qr, with_sets};

    #[test]
    fn digits_are_packed_where_it_pays() {
        assert_eq!(with_sets("000.19.28.H49-240612-0003"), "\u{181}000.19.28.H49-\u{106}240612\u{181}-\u{106}0003");
        assert_eq!(with_sets("12345"), "\u{181}1\u{106}2345");
        assert_eq!(with_sets("AB"), "\u{181}AB");
    }

    #[test]
    fn what_cannot_be_coded_is_left_out() {
        assert!(barcode("Hồ sơ").is_none());
        assert!(barcode("").is_none());
        assert!(qr(&"x".repeat(5000)).is_none());
    }
}
