//! How finely a page was scanned, told from the one picture that fills it.
//!
//! Never guesses: a page whose picture does not have the shape of the page says nothing.

use lopdf::{Document, Object, ObjectId};

use super::{inherited, resolve};
use crate::model::{Limits, Warning};

const POINTS_PER_INCH: f64 = 72.0;
/// A scanner's picture and its page differ by a few pixels, a letter-head and its page by much more.
const SHAPE_TOLERANCE: f64 = 0.05;

/// The first of the coarsest pages below the limit.
pub(super) fn coarsest_page(document: &Document, pages: &[ObjectId], limits: &Limits) -> Option<Warning> {
    let resolutions = (1_u32..).zip(pages).filter_map(|(page, id)| Some((page, resolution(document, *id)?)));
    let (page, dpi) = resolutions.min_by_key(|(_, dpi)| *dpi)?;
    (dpi < limits.scan_dpi_min).then_some(Warning::LowResolution { page, dpi })
}

/// Dots per inch of a page that is one picture.
fn resolution(document: &Document, page: ObjectId) -> Option<u32> {
    let (page_short, page_long) = page_inches(document, page)?;
    let pictures = document.get_page_images(page).ok()?;
    let [picture] = pictures.as_slice() else { return None };
    // Sorted sides: a sheet fed sideways is turned by the page, not by the picture.
    let (short, long) = (picture.width.min(picture.height) as f64, picture.width.max(picture.height) as f64);
    let (by_short, by_long) = (short / page_short, long / page_long);
    let fills_page = short > 0.0 && (by_short / by_long - 1.0).abs() <= SHAPE_TOLERANCE;
    // A float that is negative or not a number becomes 0, one too large the maximum: both harmless here.
    fills_page.then(|| by_short.min(by_long).round() as u32)
}

/// Shorter and longer side of the page in inches.
fn page_inches(document: &Document, page: ObjectId) -> Option<(f64, f64)> {
    let Object::Array(corners) = inherited(document, page, b"MediaBox")? else { return None };
    let corner = |n: usize| resolve(document, corners.get(n)?)?.as_float().ok().map(f64::from);
    let unit = inherited(document, page, b"UserUnit").and_then(|unit| unit.as_float().ok()).map_or(1.0, f64::from);
    let inches = |from: f64, to: f64| (to - from).abs() * unit / POINTS_PER_INCH;
    let (width, height) = (inches(corner(0)?, corner(2)?), inches(corner(1)?, corner(3)?));
    (width > 0.0 && height > 0.0).then(|| (width.min(height), width.max(height)))
}
