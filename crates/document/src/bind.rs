//! Many of the house's own PDFs bound into one, to be printed in one go. It reads nothing that came from outside.

use kernel::{Error, Result};
use lopdf::{Document, Object, ObjectId, dictionary};

use crate::pdf::inherited;

/// What the page tree may lend to a page.
const INHERITABLE: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// What ties a page to the document it came from: the reading order of the whole does not survive binding.
const TIES: [&[u8]; 3] = [b"Parent", b"StructParents", b"Tabs"];

/// PDFs being bound, page after page.
pub struct Binder {
    whole: Document,
    tree: ObjectId,
    pages: Vec<ObjectId>,
}

impl Default for Binder {
    fn default() -> Binder {
        let mut whole = Document::with_version("1.7");
        let tree = whole.new_object_id();
        Binder { whole, tree, pages: Vec::new() }
    }
}

impl Binder {
    /// Lays a PDF behind the others.
    ///
    /// Errors: fault when these bytes are no PDF, which the house's own never are.
    pub fn add(&mut self, pdf: &[u8]) -> Result<()> {
        let mut part = Document::load_mem(pdf).map_err(|e| Error::fault("binding", e))?;
        part.renumber_objects_with(self.whole.max_id + 1);
        let pages: Vec<ObjectId> = part.get_pages().into_values().collect();
        for id in &pages {
            let mut page = part.get_dictionary(*id).map_err(|e| Error::fault("binding", e))?.clone();
            for key in INHERITABLE {
                if let Some(value) = inherited(&part, *id, key) {
                    page.set(key, value.clone());
                }
            }
            for key in TIES {
                page.remove(key);
            }
            page.set("Parent", self.tree);
            part.objects.insert(*id, page.into());
        }
        // Only what the pages themselves need comes along.
        part.trailer = dictionary! { "Pages" => pages.iter().map(|id| Object::Reference(*id)).collect::<Vec<_>>() };
        part.prune_objects();
        self.whole.max_id = self.whole.max_id.max(part.max_id);
        self.whole.objects.extend(part.objects);
        self.pages.extend(pages);
        Ok(())
    }

    /// Pages so far.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The whole, under this title.
    pub fn finish(mut self, title: &str) -> Result<Vec<u8>> {
        let kids: Vec<Object> = self.pages.iter().map(|id| Object::Reference(*id)).collect();
        let count = i64::try_from(kids.len()).unwrap_or(i64::MAX);
        let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
        self.whole.objects.insert(self.tree, tree.into());
        let shown = dictionary! { "DisplayDocTitle" => true };
        let root = self.whole.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => self.tree, "ViewerPreferences" => shown, "Lang" => Object::string_literal("vi"),
        });
        let title = dictionary! { "Title" => lopdf::text_string(title) };
        let info = self.whole.add_object(title);
        self.whole.trailer.set("Root", root);
        self.whole.trailer.set("Info", info);
        let mut bytes = Vec::new();
        self.whole.save_to(&mut bytes).map_err(|e| Error::fault("binding", e))?;
        Ok(bytes)
    }
}
