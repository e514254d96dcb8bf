//! Whatever arrives, there is an answer: no panic escapes, nothing runs away, nothing broken is drawn wrong-sized.

use std::sync::LazyLock;

use crate::samples::{self, Pdf};
use document::{Limits, Media, inspect, thumbnail};
use proptest::prelude::*;

static FILES: LazyLock<Vec<(Media, Vec<u8>)>> = LazyLock::new(|| {
    vec![
        (Media::Pdf, Pdf::typed(2).bytes()),
        (Media::Pdf, Pdf::scanned(20).attach("a.xml", b"<a/>").bytes()),
        (Media::Jpeg, samples::sideways_jpeg(33, 17)),
        (Media::Png, samples::png(33, 17)),
        (Media::Docx, samples::docx(&[("word/embeddings/a.bin", b"x")])),
        (Media::Xlsx, samples::xlsx()),
        (Media::Xml, samples::invoice_xml()),
    ]
});

/// One way a file goes bad.
#[derive(Debug, Clone)]
enum Harm {
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
    Number(prop::sample::Index),
}

fn harm() -> impl Strategy<Value = Harm> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        4 => (at(), 1..=255_u8).prop_map(|(at, mask)| Harm::Flip(at, mask)),
        1 => at().prop_map(Harm::Cut),
        1 => (at(), 1..64_usize).prop_map(|(at, n)| Harm::Remove(at, n)),
        1 => (at(), 1..64_usize).prop_map(|(at, n)| Harm::Repeat(at, n)),
        2 => at().prop_map(Harm::Number),
    ]
}

fn harmed(mut bytes: Vec<u8>, harms: &[Harm]) -> Vec<u8> {
    for harm in harms {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        let until = |at: usize, n: usize| (at + n).min(length);
        match harm {
            Harm::Flip(at, mask) => bytes[at.index(length)] ^= mask,
            Harm::Cut(at) => bytes.truncate(at.index(length)),
            Harm::Remove(at, n) => drop(bytes.drain(at.index(length)..until(at.index(length), *n))),
            Harm::Repeat(at, n) => {
                let piece = bytes[at.index(length)..until(at.index(length), *n)].to_vec();
                bytes.splice(at.index(length)..at.index(length), piece);
            }
            // References and lengths that point somewhere else, or in a circle.
            Harm::Number(at) => {
                let digit = (at.index(length)..length).find(|at| bytes[*at].is_ascii_digit());
                if let Some(digit) = digit {
                    bytes[digit] = b'0' + (bytes[digit] + 7) % 10;
                }
            }
        }
    }
    bytes
}

/// Every answer is one of the known ones; what is taken can be asked for its picture.
fn answers(media: Media, bytes: &[u8]) {
    let limits = Limits { area_max_px: 1_000_000, unpacked_max_bytes: 8 << 20, ..Limits::default() };
    match inspect("a", None, bytes, &limits) {
        Ok(found) => assert_eq!(found.size_bytes, bytes.len() as u64),
        Err(refusal) => assert!(refusal.key.starts_with("FILE_"), "{refusal}"),
    }
    if let Some(jpeg) = thumbnail(media, bytes, 1, 32).expect("no fault") {
        let picture = image::load_from_memory(&jpeg).expect("a picture");
        assert!(picture.width().max(picture.height()) <= 32);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_get_an_answer(which in 0..7_usize, harms in prop::collection::vec(harm(), 1..6)) {
        let (media, bytes) = &FILES[which];
        answers(*media, &harmed(bytes.clone(), &harms));
    }

    #[test]
    fn noise_behind_any_magic_gets_an_answer(which in 0..7_usize, keep in 0..40_usize, noise: Vec<u8>) {
        let (media, bytes) = &FILES[which];
        answers(*media, &[&bytes[..keep], &noise].concat());
    }
}

#[test]
fn deep_nesting_and_circles_get_an_answer() {
    let deep = format!("%PDF-1.7\n1 0 obj\n{}\nendobj\nstartxref\n9\n%%EOF", "[".repeat(300_000));
    answers(Media::Pdf, deep.as_bytes());
    for depth in [9_000, 300_000] {
        let mut page = Pdf::typed(1);
        let content = page.document.get_page_contents(page.pages[0])[0];
        let brackets = lopdf::Stream::new(lopdf::Dictionary::new(), vec![b'['; depth]);
        page.document.objects.insert(content, brackets.into());
        answers(Media::Pdf, &page.bytes());
    }
    answers(Media::Xml, "<a>".repeat(300_000).as_bytes());
    let mut circle = Pdf::typed(1);
    let page = circle.pages[0];
    circle.page().set("Parent", page);
    circle.page().set("Kids", vec![lopdf::Object::Reference(page)]);
    answers(Media::Pdf, &circle.bytes());
}
