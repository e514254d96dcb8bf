//! XML files (e-invoices, tax declarations): well-formed to the last tag.
//!
//! Never expands an entity, never follows a DOCTYPE or a stylesheet, never takes a web page in XML's clothes.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::inspect::{Read, Stop};
use crate::model::{Limits, Media};
use crate::refuse::{self, Active};
use crate::sniff;

/// Namespaces whose elements a browser runs.
const LIVE_NAMESPACES: [&str; 2] = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"];

pub(crate) fn read(bytes: &[u8], _: &Limits) -> Result<Read, Stop> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        read_utf8(sniff::utf16(bytes).as_bytes())
    } else {
        read_utf8(bytes)
    }
}

fn read_utf8(bytes: &[u8]) -> Result<Read, Stop> {
    let mut reader = Reader::from_reader(bytes);
    let (mut depth, mut roots) = (0_u32, 0_u32);
    loop {
        match reader.read_event().map_err(|_| refuse::truncated())? {
            Event::Start(tag) => {
                roots += u32::from(depth == 0);
                depth += 1;
                refuse_live(&tag, depth == 1)?;
            }
            Event::Empty(tag) => {
                roots += u32::from(depth == 0);
                refuse_live(&tag, depth == 0)?;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(refuse::active(Active::Entities).into()),
            Event::PI(instruction) if instruction.starts_with(b"xml-stylesheet") => {
                return Err(refuse::active(Active::Stylesheet).into());
            }
            Event::Eof => break,
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::GeneralRef(_) => {}
        }
    }
    if depth == 0 && roots == 1 {
        Ok(Read { media: Media::Xml, pages: 0, warnings: Vec::new() })
    } else {
        Err(refuse::truncated().into())
    }
}

fn refuse_live(tag: &BytesStart<'_>, root: bool) -> Result<(), Stop> {
    match tag.local_name().as_ref() {
        b"html" if root => return Err(Stop::Is("HTML")),
        b"svg" if root => return Err(Stop::Is("SVG")),
        _ => {}
    }
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| refuse::truncated())?;
        // Unescaped first: `&#104;ttp://…` is the same namespace.
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| refuse::truncated())?;
        if LIVE_NAMESPACES.contains(&value.trim()) {
            return Err(refuse::active(Active::Script).into());
        }
    }
    Ok(())
}
