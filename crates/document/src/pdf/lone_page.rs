//! One page of a PDF taken out into a PDF of its own, fit to be given to the renderer.
//!
//! The renderer reads objects and page contents recursively, and a stack that overflows ends the process. So it never
//! sees the sender's bytes: only objects our parser (which bounds nesting) has read and written again, and only
//! contents whose brackets have been counted.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::{inherited, load, resolve};
use crate::model::Limits;

/// Brackets open at once in a content stream. Real ones have a handful; bytes of a font, read as brackets, drift by a
/// few thousand; the guarded stack holds ten times this.
const OPEN_BRACKETS_MAX: u32 = 10_000;
/// What the page tree may lend to a page.
const INHERITABLE: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// Ways from an annotation (a stamp, a signature) to the rest of the document.
const WAYS_OUT: [&[u8]; 7] = [b"P", b"Parent", b"Dest", b"A", b"AA", b"Popup", b"IRT"];

/// The page (from 1) alone, or `None` if it is not there or not fit to be drawn.
pub(crate) fn lone_page(bytes: &[u8], page: u32, limits: &Limits) -> Option<Vec<u8>> {
    let mut document = load(bytes, limits).ok()?;
    let id = *document.get_pages().get(&page)?;
    let alone = stripped(&document, id)?;
    cut_ways_out(&mut document, &alone);
    let tree = document.new_object_id();
    document.objects.insert(id, Object::Dictionary(alone));
    document.get_dictionary_mut(id).ok()?.set("Parent", tree);
    let kids = vec![Object::Reference(id)];
    document.objects.insert(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 }.into());
    let mut catalogue = dictionary! { "Type" => "Catalog", "Pages" => tree };
    // Which layers are shown is said only here.
    if let Some(layers) = document.catalog().ok().and_then(|catalogue| catalogue.get(b"OCProperties").ok()) {
        catalogue.set("OCProperties", layers.clone());
    }
    let root = document.add_object(catalogue);
    document.trailer = dictionary! { "Root" => root };
    document.prune_objects();
    bearable(&document, id, limits).then_some(())?;
    let mut written = Vec::new();
    document.save_to(&mut written).ok()?;
    Some(written)
}

/// The page with what it inherits, without what leads elsewhere.
fn stripped(document: &Document, id: ObjectId) -> Option<Dictionary> {
    let mut page = document.get_dictionary(id).ok()?.clone();
    for key in INHERITABLE {
        if let Some(value) = inherited(document, id, key) {
            page.set(key, value.clone());
        }
    }
    for key in [b"Parent".as_slice(), b"B", b"AA", b"StructParents", b"PieceInfo", b"Thumb"] {
        page.remove(key);
    }
    Some(page)
}

fn cut_ways_out(document: &mut Document, page: &Dictionary) {
    let annotations = page.get(b"Annots").ok().and_then(|list| resolve(document, list)?.as_array().ok());
    let ids: Vec<ObjectId> = annotations.into_iter().flatten().filter_map(|one| one.as_reference().ok()).collect();
    for id in ids {
        if let Ok(annotation) = document.get_dictionary_mut(id) {
            for key in WAYS_OUT {
                annotation.remove(key);
            }
        }
    }
}

fn bearable(document: &Document, page: ObjectId, limits: &Limits) -> bool {
    let contents = document.get_page_contents(page);
    document.objects.iter().all(|(id, object)| {
        let Object::Stream(stream) = object else { return true };
        let is_picture = stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
        if is_picture && !contents.contains(id) {
            let side = |key: &[u8]| stream.dict.get(key).ok().and_then(|side| resolve(document, side)?.as_i64().ok());
            let area = side(b"Width").unwrap_or(0).saturating_mul(side(b"Height").unwrap_or(0));
            return u64::try_from(area).is_ok_and(|area| area <= limits.area_max_px);
        }
        let most = usize::try_from(limits.unpacked_max_bytes).unwrap_or(usize::MAX);
        stream.get_plain_content_with_limit(most).is_ok_and(|content| shallow(&content))
    })
}

/// Whether brackets of any kind, wherever they stand, never nest too deep.
fn shallow(content: &[u8]) -> bool {
    let mut open = 0_u32;
    content.iter().all(|byte| {
        match byte {
            b'[' | b'{' | b'<' | b'(' => open += 1,
            b']' | b'}' | b'>' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        open <= OPEN_BRACKETS_MAX
    })
}
