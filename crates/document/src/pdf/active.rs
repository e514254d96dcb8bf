//! What in a PDF would act when it is opened: scripts, program starts, forms that send themselves, files within.
//!
//! Never judges by where an object hangs: every object of the file is looked at, reachable or not.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::resolve;
use crate::inspect::Stop;
use crate::model::{Limits, Warning};
use crate::refuse::{self, Active};
use crate::sniff::{Content, sniff};

/// Refuses a PDF that acts; reports attachments and form techniques that do no harm.
pub(super) fn look(document: &Document, limits: &Limits) -> Result<Vec<Warning>, Stop> {
    let mut attachments = BTreeSet::new();
    let mut dynamic_form = false;
    for (id, object) in &document.objects {
        // Depth first without recursion: the parser bounds how deep objects nest.
        let mut open = vec![object];
        while let Some(object) = open.pop() {
            let dictionary = match object {
                Object::Array(items) => {
                    open.extend(items);
                    continue;
                }
                Object::Dictionary(dictionary) => dictionary,
                Object::Stream(stream) => {
                    if names(document, &stream.dict, b"Type", b"EmbeddedFile") {
                        refuse_unknown_attachment(stream, limits)?;
                        attachments.insert(*id);
                    }
                    &stream.dict
                }
                _ => continue,
            };
            if let Some(active) = acts(document, dictionary) {
                return Err(refuse::active(active).into());
            }
            attached(document, dictionary, limits, &mut attachments)?;
            dynamic_form |= dictionary.has(b"XFA");
            open.extend(dictionary.iter().map(|(_, value)| value));
        }
    }
    let mut warnings = Vec::new();
    if !attachments.is_empty() {
        warnings.push(Warning::Attachments { count: attachments.len() as u32 });
    }
    if dynamic_form {
        warnings.push(Warning::DynamicForm);
    }
    Ok(warnings)
}

/// ISO 32000-2 §12.6.4 lists the actions; links and jumps within the file are left alone.
fn acts(document: &Document, dictionary: &Dictionary) -> Option<Active> {
    let is = |key: &[u8], name: &[u8]| names(document, dictionary, key, name);
    if is(b"S", b"JavaScript") || (is(b"S", b"Rendition") && dictionary.has(b"JS")) {
        Some(Active::Script)
    } else if is(b"S", b"Launch") || is(b"S", b"GoToE") {
        Some(Active::Launch)
    } else if is(b"S", b"SubmitForm") || is(b"S", b"ImportData") {
        Some(Active::FormAction)
    } else if is(b"Subtype", b"RichMedia") || is(b"Subtype", b"Movie") || is(b"Subtype", b"3D") {
        Some(Active::MultiMedia)
    } else if is(b"Type", b"Catalog") && dictionary.has(b"Collection") {
        Some(Active::Portfolio)
    } else {
        None
    }
}

fn names(document: &Document, dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    let value = dictionary.get(key).ok().and_then(|value| resolve(document, value));
    value.and_then(|value| value.as_name().ok()) == Some(name)
}

/// The files a file specification carries (`/EF`).
fn attached(
    document: &Document,
    specification: &Dictionary,
    limits: &Limits,
    found: &mut BTreeSet<ObjectId>,
) -> Result<(), Stop> {
    let Some(Object::Dictionary(files)) = specification.get(b"EF").ok().and_then(|files| resolve(document, files))
    else {
        return Ok(());
    };
    for (_, file) in files.iter() {
        if let Ok((Some(id), Object::Stream(stream))) = document.dereference(file) {
            refuse_unknown_attachment(stream, limits)?;
            found.insert(id);
        }
    }
    Ok(())
}

/// An e-invoice carries its XML, a letter its scan: what we would take alone we take inside. Anything else may be a
/// program in hiding.
fn refuse_unknown_attachment(stream: &Stream, limits: &Limits) -> Result<(), Stop> {
    let most = usize::try_from(limits.unpacked_max_bytes).unwrap_or(usize::MAX);
    let content = stream.get_plain_content_with_limit(most).ok();
    match content.as_deref().map(sniff) {
        Some(Content::Xml | Content::Pdf | Content::Jpeg | Content::Png) => Ok(()),
        _ => Err(refuse::active(Active::EmbeddedFile).into()),
    }
}
