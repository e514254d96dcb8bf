//! Small pictures of documents, for lists and for the eye of the officer.
//!
//! Never shows anything of a file that cannot be drawn: then there is simply no picture.

use std::time::Duration;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings, render};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbImage};
use kernel::{Error, Result};

use crate::guard::{DRAWING, guarded};
use crate::model::{Limits, Media};
use crate::{pdf, picture};

/// What [`thumbnail`] answers with.
pub const THUMBNAIL_MEDIA_TYPE: &str = "image/jpeg";

/// Text stays readable at this quality; a page of 400 px is some 20 KB.
const JPEG_QUALITY: u8 = 80;
/// The largest thumbnail drawn, whatever was asked for.
const SIDE_MAX_PX: u32 = 2_000;
const PATIENCE: Duration = Duration::from_secs(20);

/// A JPEG of one page (from 1) whose longer side is at most `max_px`, photographs turned upright.
///
/// `None` for media without pages (DOCX, XLSX, XML), a page that is not there, and content that cannot be drawn in
/// reasonable time. Meant for files that [`crate::inspect`] has let in; safe on any other. Blocking and heavy.
///
/// Errors: `Fault` if the drawn picture cannot be encoded.
pub fn thumbnail(media: Media, bytes: &[u8], page: u32, max_px: u32) -> Result<Option<Vec<u8>>> {
    let draw: fn(Vec<u8>, u32, u32) -> Option<RgbImage> = match media {
        Media::Pdf => draw_page,
        Media::Jpeg => |bytes, page, max_px| shrink(ImageFormat::Jpeg, &bytes, page, max_px),
        Media::Png => |bytes, page, max_px| shrink(ImageFormat::Png, &bytes, page, max_px),
        Media::Docx | Media::Xlsx | Media::Xml => return Ok(None),
    };
    let (bytes, max_px) = (bytes.to_vec(), max_px.clamp(1, SIDE_MAX_PX));
    let Some(drawn) = guarded(&DRAWING, PATIENCE, move || draw(bytes, page, max_px)).flatten() else { return Ok(None) };
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY)
        .encode_image(&drawn)
        .map_err(|cause| Error::fault("thumbnail", cause))?;
    Ok(Some(jpeg))
}

fn shrink(format: ImageFormat, bytes: &[u8], page: u32, max_px: u32) -> Option<RgbImage> {
    if page != 1 {
        return None;
    }
    let (whole, orientation) = picture::decode(format, bytes, &Limits::default()).ok()?;
    let small = whole.width().max(whole.height()) <= max_px;
    // Turning the small picture is cheaper; the longer side stays the longer side.
    let mut picture = if small { whole } else { whole.thumbnail(max_px, max_px) };
    picture.apply_orientation(orientation);
    Some(on_white(&picture))
}

/// JPEG knows no transparency, and a stamp on nothing would turn black.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        image::Rgb([red, green, blue].map(|c| ((c * alpha + 255 * (255 - alpha) + 127) / 255) as u8))
    })
}

fn draw_page(bytes: Vec<u8>, page: u32, max_px: u32) -> Option<RgbImage> {
    let document = Pdf::new(pdf::lone_page(&bytes, page, &Limits::default())?).ok()?;
    let page = document.pages().first()?;
    let (width, height) = page.render_dimensions();
    if !(width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite()) {
        return None;
    }
    let scale = max_px as f32 / width.max(height);
    // A page like a tape measure still gets one pixel across.
    let side = |points: f32| ((points * scale).round() as u16).max(1);
    let settings = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        width: Some(side(width)),
        height: Some(side(height)),
        bg_color: WHITE,
    };
    let drawn = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    // The background is opaque, so every pixel is, and premultiplied colours are the colours.
    let pixels = drawn.data_as_u8_slice().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    RgbImage::from_raw(u32::from(drawn.width()), u32::from(drawn.height()), pixels)
}
