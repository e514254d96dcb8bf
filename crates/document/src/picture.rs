//! Photographs and scans as JPEG or PNG, read from the first byte to the end mark and decoded once.
//!
//! Never decodes before the dimensions are known to be bearable.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader};

use crate::inspect::{Read, Stop};
use crate::model::{Limits, Media, Warning};
use crate::refuse;

pub(crate) fn read_jpeg(bytes: &[u8], limits: &Limits) -> Result<Read, Stop> {
    // Decoders paint a cut photograph grey to the bottom and call it well: look for the end mark ourselves.
    let end = jpeg_end(bytes).ok_or_else(refuse::truncated)?;
    read(Media::Jpeg, ImageFormat::Jpeg, bytes, end, limits)
}

pub(crate) fn read_png(bytes: &[u8], limits: &Limits) -> Result<Read, Stop> {
    let end = png_end(bytes).ok_or_else(refuse::truncated)?;
    read(Media::Png, ImageFormat::Png, bytes, end, limits)
}

fn read(media: Media, format: ImageFormat, bytes: &[u8], end: usize, limits: &Limits) -> Result<Read, Stop> {
    decode(format, bytes, limits)?;
    let trailing = bytes[end..].iter().rposition(|b| *b != 0).map_or(0, |last| last as u64 + 1);
    let warnings = if trailing > 0 { vec![Warning::TrailingBytes { count: trailing }] } else { Vec::new() };
    Ok(Read { media, pages: 1, warnings })
}

/// The picture and how its EXIF says to turn it.
///
/// Errors: `FILE_DIMENSIONS` before anything is decoded, `FILE_TRUNCATED` if it cannot be decoded whole.
pub(crate) fn decode(format: ImageFormat, bytes: &[u8], limits: &Limits) -> Result<(DynamicImage, Orientation), Stop> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bound = image::Limits::no_limits();
    bound.max_alloc = Some(limits.area_max_px.saturating_mul(8));
    reader.limits(bound);
    let mut decoder = reader.into_decoder().map_err(|_| refuse::truncated())?;
    let (width, height) = decoder.dimensions();
    let bearable =
        width.max(height) <= limits.side_max_px && u64::from(width) * u64::from(height) <= limits.area_max_px;
    if !bearable {
        return Err(refuse::dimensions(width, height, limits).into());
    }
    // Broken EXIF is no reason to refuse a sound photograph.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| refuse::truncated())?;
    Ok((picture, orientation))
}

/// Where the JPEG's own end mark ends, walking its segments (a thumbnail inside EXIF has an end mark too).
fn jpeg_end(bytes: &[u8]) -> Option<usize> {
    const EOI: u8 = 0xd9;
    const SOS: u8 = 0xda;
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        // Any number of fill bytes may stand before a marker.
        while *bytes.get(at)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at)?;
        at += 1;
        match marker {
            EOI => return Some(at),
            0x01 | 0xd0..=0xd7 => {}
            _ => {
                let length = u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]);
                at += usize::from(length.max(2));
                if marker == SOS {
                    at = after_scan(bytes, at)?;
                }
            }
        }
    }
}

/// Skips entropy-coded data: up to the first marker that is neither a stuffed byte nor a restart.
fn after_scan(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == 0xff)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// Where the PNG's IEND chunk ends.
fn png_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 8_usize;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
        let kind = bytes.get(at + 4..at + 8)?;
        let end = at.checked_add(12)?.checked_add(usize::try_from(length).ok()?)?;
        if end > bytes.len() {
            return None;
        }
        if kind == b"IEND" {
            return Some(end);
        }
        at = end;
    }
}
