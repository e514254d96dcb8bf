//! Sets a form's data in its template and exports PDF. Never opens a file, a package or a connection: what a template
//! may read is listed here and embedded in the binary.

use std::sync::LazyLock;

use kernel::{Error, Result};
use serde_json::{Value, json};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{Form, Report, clean, codes};

macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../templates/", $name)))
    };
}
const TEMPLATES: [(&str, &str); 13] = [
    template!("common.typ"),
    template!("receipt.typ"),
    template!("supplement.typ"),
    template!("refusal.typ"),
    template!("apology.typ"),
    template!("stop.typ"),
    template!("control_sheet.typ"),
    template!("transfer_record.typ"),
    template!("declaration.typ"),
    template!("sheet.typ"),
    template!("explanation.typ"),
    template!("register.typ"),
    template!("late_list.typ"),
];

/// Liberation Serif, which has the metrics of Times New Roman (NĐ 30/2020/NĐ-CP, Phụ lục I), without its hinting; and
/// ☐ and ☑ from DejaVu Sans. `fonts/make.py` says how they were made.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/MotCuaSerif-Regular.ttf"),
    include_bytes!("../fonts/MotCuaSerif-Bold.ttf"),
    include_bytes!("../fonts/MotCuaSerif-Italic.ttf"),
    include_bytes!("../fonts/MotCuaSymbols-Regular.ttf"),
];

/// Results of earlier forms that none of this many later forms used are forgotten.
const KEPT_FORMS: usize = 4;

/// What all forms share. Loaded by the first form; the fonts stay where the binary has them.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: Vec<Source>,
    data: FileId,
    qr: FileId,
    barcode: FileId,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().filter_map(|bytes| Font::new(Bytes::new(*bytes), 0)).collect();
    Shop {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        templates: TEMPLATES.iter().map(|(name, text)| Source::new(file_id(name), (*text).to_string())).collect(),
        data: file_id("data.json"),
        qr: file_id("qr.luma"),
        barcode: file_id("barcode.luma"),
    }
});

fn file_id(name: &'static str) -> FileId {
    let path = VirtualPath::new(name).expect("the names of embedded files are plain");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One form on the press.
struct Press {
    shop: &'static Shop,
    main: FileId,
    data: Bytes,
    qr: Option<Bytes>,
    barcode: Option<Bytes>,
}

impl World for Press {
    fn library(&self) -> &LazyHash<Library> {
        &self.shop.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.shop.book
    }
    fn main(&self) -> FileId {
        self.main
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shop.templates.iter().find(|source| source.id() == id).cloned().ok_or_else(|| missing(id))
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shop.data {
            return Ok(self.data.clone());
        }
        let drawing = if id == self.shop.qr {
            &self.qr
        } else if id == self.shop.barcode {
            &self.barcode
        } else {
            &None
        };
        drawing.clone().ok_or_else(|| missing(id))
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.shop.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

/// Sets and exports a form.
pub(crate) fn print(form: &Form) -> Result<Vec<u8>> {
    let shop = &*SHOP;
    let mut press = Press { shop, main: file_id(form.template()), data: Bytes::new([]), qr: None, barcode: None };
    let mut data = form.data().map_err(|cause| Error::fault("form data", cause))?;
    press.draw_codes(&mut data);
    let outcome = press.set(form, data);
    comemo::evict(KEPT_FORMS);
    outcome
}

/// Sets and exports a paper of the house; its pages are always numbered.
pub(crate) fn print_report(report: &Report) -> Result<Vec<u8>> {
    let shop = &*SHOP;
    let mut press = Press { shop, main: file_id(report.template()), data: Bytes::new([]), qr: None, barcode: None };
    let mut data = report.data().map_err(|cause| Error::fault("report data", cause))?;
    clean::clean_all(&mut data);
    let outcome = press.compile(&data).and_then(|document| export(&document));
    comemo::evict(KEPT_FORMS);
    outcome
}

impl Press {
    /// Draws the codes the data ask for and tells the template their widths (in pixels; 0: none).
    fn draw_codes(&mut self, data: &mut Value) {
        let said = |key: &str| data[key].as_str().filter(|text| !text.is_empty());
        let qr = said("follow_up_url").and_then(codes::qr);
        let barcode = said("dossier_code").or_else(|| said("code")).and_then(|code| codes::barcode(code.trim()));
        data["qr_px"] = json!(qr.as_ref().map_or(0, |drawing| drawing.width));
        data["barcode_px"] = json!(barcode.as_ref().map_or(0, |drawing| drawing.width));
        self.qr = qr.map(|drawing| Bytes::new(drawing.luma));
        self.barcode = barcode.map(|drawing| Bytes::new(drawing.luma));
    }

    /// Page numbers are only wanted when a form runs over its first page, and knowing that costs a second setting:
    /// so the common short form is set once, without them.
    fn set(&mut self, form: &Form, mut data: Value) -> Result<Vec<u8>> {
        clean::clean_all(&mut data);
        data["numbered"] = json!(false);
        let mut document = self.compile(&data)?;
        if document.pages().len() > form.copies() {
            data["numbered"] = json!(true);
            document = self.compile(&data)?;
        }
        export(&document)
    }

    fn compile(&mut self, data: &Value) -> Result<PagedDocument> {
        self.data = Bytes::new(serde_json::to_vec(data).map_err(|cause| Error::fault("form data", cause))?);
        typst::compile::<PagedDocument>(self).output.map_err(|errors| fault("form template", &errors))
    }
}

/// PDF/A-2a and PDF/UA-1 when the data allow it; a form without a date, or with a character that no font here has,
/// is still printed as an ordinary tagged PDF: the citizen at the counter waits for it.
fn export(document: &PagedDocument) -> Result<Vec<u8>> {
    let archival = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|cause| Error::fault("PDF standards", cause.message()))?;
    typst_pdf::pdf(document, &options(archival))
        .or_else(|_| typst_pdf::pdf(document, &options(PdfStandards::default())))
        .map_err(|errors| fault("PDF export", &errors))
}

fn options(standards: PdfStandards) -> PdfOptions {
    PdfOptions { creator: Smart::Custom(Some("Một Cửa".into())), standards, ..PdfOptions::default() }
}

fn fault(context: &str, errors: &[SourceDiagnostic]) -> Error {
    let causes: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    Error::fault(context, causes.join("; "))
}
