//! Scans to attach: small pictures of a page with lines where words would be. No real paper was looked at.

use super::Dice;
use image::{GrayImage, ImageFormat, Luma};
use kernel::{Error, Result};
use rand::RngExt;

const WIDTH: u32 = 620;
const HEIGHT: u32 = 877;

/// A page of A4 at 75 dots per inch, as PNG.
pub(super) fn page(rng: &mut Dice) -> Result<Vec<u8>> {
    let mut page = GrayImage::from_pixel(WIDTH, HEIGHT, Luma([250]));
    // The national motto and its rule, centred; then a title; then paragraphs; then a signature and a seal.
    bar(&mut page, 190, 50, 240, 9);
    bar(&mut page, 230, 68, 160, 2);
    bar(&mut page, 160, 110, 300, 14);
    let mut y = 160;
    while y < 700 {
        let lines = rng.random_range(2..6);
        for line in 0..lines {
            let indent = if line == 0 { 90 } else { 65 };
            let length = if line + 1 == lines { rng.random_range(120..380) } else { 620 - indent - 65 };
            words(&mut page, rng, indent, y, length);
            y += 18;
        }
        y += 12;
    }
    bar(&mut page, 400, 740, 120, 8);
    seal(&mut page, 430, 795);
    let mut out = std::io::Cursor::new(Vec::new());
    page.write_to(&mut out, ImageFormat::Png).map_err(|e| Error::fault("sample scan", e))?;
    Ok(out.into_inner())
}

fn bar(page: &mut GrayImage, x: u32, y: u32, width: u32, height: u32) {
    for py in y..(y + height).min(HEIGHT) {
        for px in x..(x + width).min(WIDTH) {
            page.put_pixel(px, py, Luma([90]));
        }
    }
}

/// A line of words: bars of uneven length with gaps.
fn words(page: &mut GrayImage, rng: &mut Dice, x: u32, y: u32, length: u32) {
    let (mut at, end) = (x, x + length);
    while at < end {
        let word = rng.random_range(14..52).min(end - at);
        bar(page, at, y, word, 7);
        at += word + 7;
    }
}

fn seal(page: &mut GrayImage, x: u32, y: u32) {
    for py in 0..HEIGHT {
        for px in 0..WIDTH {
            let (dx, dy) = (f64::from(px) - f64::from(x), f64::from(py) - f64::from(y));
            let far = (dx * dx + dy * dy).sqrt();
            if (30.0..33.0).contains(&far) || (22.0..23.5).contains(&far) {
                page.put_pixel(px, py, Luma([130]));
            }
        }
    }
}
