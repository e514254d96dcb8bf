//! Small real files of every kind, made on the spot.

use std::io::{Cursor, Write};

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, RgbImage};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

const A4: [i64; 4] = [0, 0, 595, 842];

/// A PDF under construction: change the catalogue or a page, then [`Pdf::bytes`].
pub struct Pdf {
    pub document: Document,
    pub catalogue: ObjectId,
    pub pages: Vec<ObjectId>,
}

impl Pdf {
    fn of(contents: Vec<(Stream, Dictionary)>) -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        let mut pages = Vec::new();
        for (content, resources) in contents {
            let content = document.add_object(content);
            pages.push(document.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content, "Resources" => resources,
            }));
        }
        let kids: Vec<Object> = pages.iter().map(|page| Object::Reference(*page)).collect();
        let media_box = A4.map(Object::Integer).to_vec();
        let count = kids.len() as i64;
        let node = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count, "MediaBox" => media_box };
        document.objects.insert(tree, Object::Dictionary(node));
        let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", catalogue);
        Self { document, catalogue, pages }
    }

    /// Pages with a line of Helvetica and a black bar across the top.
    pub fn typed(pages: usize) -> Self {
        let page = || {
            let text = b"BT /F1 24 Tf 60 600 Td (Giay tiep nhan ho so) Tj ET 0 g 0 742 595 100 re f".to_vec();
            let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
            (Stream::new(Dictionary::new(), text), dictionary! { "Font" => dictionary! { "F1" => font } })
        };
        Self::of((0..pages).map(|_| page()).collect())
    }

    /// One A4 page that is one photograph at this resolution.
    pub fn scanned(dpi: u32) -> Self {
        let mut pdf = Self::of(vec![(
            Stream::new(Dictionary::new(), b"q 595 0 0 842 0 0 cm /Im1 Do Q".to_vec()),
            Dictionary::new(),
        )]);
        let (width, height) = (dpi * 595 / 72, dpi * 842 / 72);
        let picture = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => width, "Height" => height,
            "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
        };
        let picture = pdf.document.add_object(Stream::new(picture, jpeg(width, height)));
        let resources = dictionary! { "XObject" => dictionary! { "Im1" => picture } };
        pdf.page().set("Resources", resources);
        pdf
    }

    pub fn catalogue(&mut self) -> &mut Dictionary {
        self.document.get_dictionary_mut(self.catalogue).expect("the catalogue")
    }

    pub fn page(&mut self) -> &mut Dictionary {
        self.document.get_dictionary_mut(self.pages[0]).expect("the first page")
    }

    /// Attaches a file as an e-invoice does.
    pub fn attach(mut self, name: &str, content: &[u8]) -> Self {
        let stream = dictionary! { "Type" => "EmbeddedFile" };
        let file = self.document.add_object(Stream::new(stream, content.to_vec()));
        let specification = dictionary! {
            "Type" => "Filespec", "F" => Object::string_literal(name), "EF" => dictionary! { "F" => file },
        };
        let specification = self.document.add_object(specification);
        let names = vec![Object::string_literal(name), Object::Reference(specification)];
        self.catalogue().set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
        self
    }

    pub fn bytes(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.document.save_to(&mut bytes).expect("written to memory");
        bytes
    }
}

/// A picture darker above than below, so that turning it shows.
pub fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let shade = (y * 255 / height) as u8;
        image::Rgb([shade, shade, (x % 251) as u8])
    })
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 60).encode_image(&picture(width, height)).expect("encoded");
    bytes
}

/// A JPEG whose EXIF says "turn a quarter clockwise to stand upright".
pub fn sideways_jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08".to_vec();
    exif.extend(b"\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    let mut bytes = jpeg(width, height);
    bytes.splice(2..2, exif);
    bytes
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture(width, height).write_to(&mut bytes, ImageFormat::Png).expect("encoded");
    bytes.into_inner()
}

/// A PNG of a few bytes that says it is this large.
pub fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(1, 1);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut checksum = flate2::Crc::new();
    checksum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum.sum().to_be_bytes());
    bytes
}

/// A ZIP of deflated entries.
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let mut checksum = flate2::Crc::new();
        checksum.update(content);
        let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(content).expect("packed");
        let packed = packer.finish().expect("packed");
        // Version, flags, method, time, date; then what local header and directory share.
        let mut shared = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
        shared.extend(checksum.sum().to_le_bytes());
        shared.extend((packed.len() as u32).to_le_bytes());
        shared.extend((content.len() as u32).to_le_bytes());
        shared.extend((name.len() as u16).to_le_bytes());
        shared.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&shared);
        directory.extend([0; 10]);
        directory.extend((bytes.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(shared);
        bytes.extend(name.as_bytes());
        bytes.extend(packed);
    }
    let (start, count) = (bytes.len() as u32, entries.len() as u16);
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

const DOCX_TYPES: &[u8] = b"<Types><Override PartName=\"/word/document.xml\" ContentType=\"application/\
vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
const XLSX_TYPES: &[u8] = b"<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/\
vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>";

/// A DOCX with these entries besides its text.
pub fn docx(more: &[(&str, &[u8])]) -> Vec<u8> {
    let text: &[u8] = "<w:document>Đơn đề nghị cấp lại giấy phép</w:document>".as_bytes();
    zip(&[&[("[Content_Types].xml", DOCX_TYPES), ("word/document.xml", text)], more].concat())
}

pub fn xlsx() -> Vec<u8> {
    zip(&[("[Content_Types].xml", XLSX_TYPES), ("xl/workbook.xml", b"<workbook/>")])
}

pub fn invoice_xml() -> Vec<u8> {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<HDon><DLHDon Id=\"d1\"><TTChung>Hóa đơn</TTChung></DLHDon></HDon>"
        .into()
}
