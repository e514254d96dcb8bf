//! Small pictures show the page they are asked for, upright and within their size.

use crate::samples::{self, Pdf};
use document::{Media, thumbnail};
use image::{GrayImage, ImageFormat};

fn drawn(media: Media, bytes: &[u8], page: u32, max_px: u32) -> Option<GrayImage> {
    let jpeg = thumbnail(media, bytes, page, max_px).expect("no fault")?;
    let picture = image::load_from_memory_with_format(&jpeg, ImageFormat::Jpeg).expect("a JPEG");
    Some(picture.to_luma8())
}

fn shade(picture: &GrayImage, across: f32, down: f32) -> u8 {
    let at = |share: f32, side: u32| ((share * side as f32) as u32).min(side - 1);
    picture.get_pixel(at(across, picture.width()), at(down, picture.height())).0[0]
}

#[test]
fn a_typed_page_shows_its_bar_and_its_words_on_white() {
    let pdf = Pdf::typed(2).bytes();
    let page = drawn(Media::Pdf, &pdf, 2, 400).expect("drawn");
    assert_eq!((page.width(), page.height()), (283, 400));
    assert!(shade(&page, 0.5, 0.05) < 40, "the black bar at the top");
    assert!(shade(&page, 0.5, 0.9) > 230, "white paper below");
    let words = page.enumerate_pixels().filter(|(_, y, p)| (100..130).contains(y) && p.0[0] < 128).count();
    assert!(words > 50, "the line in a font that is not embedded: {words} dark pixels");
}

#[test]
fn a_scanned_page_shows_its_photograph() {
    let page = drawn(Media::Pdf, &Pdf::scanned(60).bytes(), 1, 300).expect("drawn");
    assert!(shade(&page, 0.5, 0.05) < 60 && shade(&page, 0.5, 0.95) > 180);
}

#[test]
fn a_page_that_is_not_there_has_no_picture() {
    let pdf = Pdf::typed(1).bytes();
    assert!(drawn(Media::Pdf, &pdf, 0, 100).is_none());
    assert!(drawn(Media::Pdf, &pdf, 2, 100).is_none());
    assert!(drawn(Media::Jpeg, &samples::jpeg(9, 9), 2, 100).is_none());
    assert!(drawn(Media::Docx, &samples::docx(&[]), 1, 100).is_none());
    assert!(drawn(Media::Pdf, b"%PDF-1.7 nothing", 1, 100).is_none());
}

#[test]
fn a_photograph_shrinks_keeps_its_shape_and_stands_upright() {
    let flat = drawn(Media::Png, &samples::png(600, 300), 1, 200).expect("drawn");
    assert_eq!((flat.width(), flat.height()), (200, 100));
    assert!(shade(&flat, 0.5, 0.05) < shade(&flat, 0.5, 0.95));
    let turned = drawn(Media::Jpeg, &samples::sideways_jpeg(600, 300), 1, 200).expect("drawn");
    assert_eq!((turned.width(), turned.height()), (100, 200));
    assert!(shade(&turned, 0.95, 0.5) < shade(&turned, 0.05, 0.5), "what was above is now at the right");
    let small = drawn(Media::Jpeg, &samples::jpeg(20, 10), 1, 200).expect("drawn");
    assert_eq!((small.width(), small.height()), (20, 10), "never enlarged");
}

#[test]
fn a_transparent_stamp_stands_on_white() {
    let mut stamp = std::io::Cursor::new(Vec::new());
    image::RgbaImage::new(8, 8).write_to(&mut stamp, ImageFormat::Png).expect("encoded");
    let picture = drawn(Media::Png, &stamp.into_inner(), 1, 8).expect("drawn");
    assert!(shade(&picture, 0.5, 0.5) > 250);
}
