//! What is taken, what is not, and what the sender is told.

use crate::samples::{self, Pdf};
use document::{Inspected, Limits, Media, Warning, inspect};
use kernel::{Lang, Refusal};
use lopdf::{Object, dictionary};

fn look(name: &str, bytes: &[u8]) -> Result<Inspected, Refusal> {
    inspect(name, None, bytes, &Limits::default())
}

fn taken(name: &str, bytes: &[u8]) -> Inspected {
    look(name, bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal}"))
}

/// The refusal as a log shows it; every one must have its sentence in both languages.
fn refused(name: &str, bytes: &[u8]) -> String {
    let Err(refusal) = look(name, bytes) else { panic!("{name} was taken") };
    said(&refusal);
    refusal.to_string()
}

fn said(refusal: &Refusal) -> String {
    let key = format!("refusal-{}", refusal.key.to_lowercase().replace('_', "-"));
    let facts: Vec<(&str, &str)> = refusal.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut vietnamese = String::new();
    for lang in Lang::ALL {
        let sentence = lang.say_with(&key, &facts).into_owned();
        assert!(lang.has(&key) && !sentence.contains(['{', '$']), "{key} in {}: {sentence}", lang.code());
        if lang == Lang::Vi {
            vietnamese = sentence;
        }
    }
    vietnamese
}

#[test]
fn every_kind_the_office_takes_is_known_by_its_content() {
    for (bytes, media, pages) in [
        (Pdf::typed(3).bytes(), Media::Pdf, 3),
        (samples::jpeg(40, 30), Media::Jpeg, 1),
        (samples::png(40, 30), Media::Png, 1),
        (samples::docx(&[]), Media::Docx, 0),
        (samples::xlsx(), Media::Xlsx, 0),
        (samples::invoice_xml(), Media::Xml, 0),
    ] {
        let found = taken(&format!("Giấy tờ.{}", media.extension()), &bytes);
        assert_eq!((found.media, found.pages, found.size_bytes), (media, pages, bytes.len() as u64));
        assert_eq!(found.warnings, []);
        assert_eq!(found.safe_name, format!("Giấy tờ.{}", media.extension()));
        let nameless = inspect("", Some("application/octet-stream"), &bytes, &Limits::default()).expect("taken");
        assert_eq!(nameless.safe_name, format!("{}.{}", &found.sha256[..12], media.extension()));
    }
}

#[test]
fn an_empty_and_an_oversized_file_are_refused_before_they_are_read() {
    assert_eq!(refused("a.pdf", b""), "FILE_EMPTY");
    let limits = Limits { file_max_bytes: 3 << 20, ..Limits::default() };
    let refusal = inspect("a.pdf", None, &vec![0; (3 << 20) + 1], &limits).expect_err("too large");
    assert_eq!(refusal.to_string(), "FILE_TOO_LARGE mb=4 max_mb=3");
    assert!(said(&refusal).starts_with("Tệp có dung lượng 4 MB, vượt mức tối đa 3 MB."));
}

#[test]
fn something_else_in_a_scans_clothes_is_named_for_what_it_is() {
    let page = b"<!DOCTYPE html><script>location='https://x.test'</script>";
    assert_eq!(refused("CCCD.pdf", page), "FILE_TYPE_LIES claims=PDF is=HTML");
    assert_eq!(
        refused("anh.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        "FILE_TYPE_LIES claims=JPEG is=SVG"
    );
    assert_eq!(refused("anh.JPEG", b"MZ\x90\0\x03\0\0\0"), "FILE_TYPE_LIES claims=JPEG is=EXE");
    assert_eq!(refused("don.docx", &samples::zip(&[("a.txt", b"x")])), "FILE_TYPE_LIES claims=DOCX is=ZIP");
    assert_eq!(refused("don.docx", &Pdf::typed(1).bytes()), "FILE_TYPE_LIES claims=DOCX is=PDF");
    assert_eq!(refused("anh.jpg", b"\0\0\0\x18ftypheic\0\0\0\0"), "FILE_TYPE_LIES claims=JPEG is=HEIC");
    assert_eq!(
        refused("so.xml", b"<?xml version='1.0'?><h:html xmlns:h='http://www.w3.org/1999/xhtml'/>"),
        "FILE_TYPE_LIES claims=XML is=HTML"
    );
    let declared = inspect("ban-quet", Some("application/pdf"), &samples::png(4, 4), &Limits::default());
    let refusal = declared.expect_err("the declared type lies");
    assert_eq!(refusal.to_string(), "FILE_TYPE_LIES claims=PDF is=PNG");
    assert!(said(&refusal).starts_with("Tệp mang tên PDF nhưng nội dung thực là PNG."));
}

#[test]
fn a_kind_nobody_lied_about_is_refused_politely() {
    assert_eq!(refused("quet.tif", b"II*\0\x08\0\0\0"), "FILE_TYPE_UNSUPPORTED is=TIFF");
    assert_eq!(refused("anh.webp", b"RIFF\x10\0\0\0WEBPVP8 "), "FILE_TYPE_UNSUPPORTED is=WEBP");
    assert_eq!(refused("ghi chu.txt", "Kính gửi".as_bytes()), "FILE_TYPE_UNSUPPORTED is=TEXT");
    assert_eq!(refused("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "FILE_TYPE_UNSUPPORTED is=DOC/XLS 97–2003");
    assert_eq!(refused("x", &[1, 2, 3, 0]), "FILE_TYPE_UNSUPPORTED is=unknown");
}

#[test]
fn a_picture_with_the_wrong_picture_extension_is_renamed_and_said_so() {
    let found = taken("ảnh thẻ.png", &samples::jpeg(30, 40));
    assert_eq!(found.safe_name, "ảnh thẻ.jpg");
    assert_eq!(found.warnings, [Warning::Renamed { claimed: "PNG".into(), is: Media::Jpeg }]);
    let found = taken("quet.tmp", &Pdf::typed(1).bytes());
    assert_eq!((found.safe_name.as_str(), found.warnings.len()), ("quet.pdf", 1));
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    for (name, bytes) in [
        ("a.pdf", Pdf::typed(2).bytes()),
        ("b.jpg", samples::jpeg(64, 64)),
        ("c.png", samples::png(64, 64)),
        ("d.docx", samples::docx(&[])),
        ("e.xml", samples::invoice_xml()),
    ] {
        for percent in [30, 60, 90, 99] {
            let cut = &bytes[..bytes.len() * percent / 100];
            assert_eq!(refused(name, cut), "FILE_TRUNCATED", "{name} cut to {percent}%");
        }
    }
}

#[test]
fn a_linearised_pdf_cut_after_its_first_end_mark_is_still_incomplete() {
    let mut bytes = Pdf::typed(1).bytes();
    let promise = format!("\n1000 0 obj\n<</Linearized 1/L {}/H [1 2]>>\nendobj\n", bytes.len() * 2);
    bytes.splice(9..9, promise.into_bytes());
    assert_eq!(refused("a.pdf", &bytes), "FILE_TRUNCATED");
}

#[test]
fn a_pdf_with_a_shifted_index_is_taken_with_a_warning() {
    let mut bytes = Pdf::typed(1).bytes();
    bytes.splice(9..9, *b"% thirty bytes of a mail gateway\n");
    assert_eq!(taken("a.pdf", &bytes).warnings, [Warning::Repaired]);
}

#[test]
fn a_page_whose_content_is_missing_is_a_hole_in_the_file() {
    let mut pdf = Pdf::typed(2);
    pdf.page().set("Contents", Object::Reference((4000, 0)));
    assert_eq!(refused("a.pdf", &pdf.bytes()), "FILE_TRUNCATED");
}

#[test]
fn a_locked_file_is_refused_even_if_it_opens_without_asking() {
    assert_eq!(refused("a.pdf", include_bytes!("samples/asks-password.pdf")), "FILE_PASSWORD");
    assert_eq!(refused("a.pdf", include_bytes!("samples/forbids-copying.pdf")), "FILE_PASSWORD");
    let package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 504], &package].concat();
    assert_eq!(refused("don.docx", &locked), "FILE_PASSWORD");
}

#[test]
fn a_pdf_older_than_the_rules_allow_is_refused() {
    let dated = |mut pdf: Pdf, newer: Option<&str>| {
        if let Some(newer) = newer {
            pdf.catalogue().set("Version", Object::Name(newer.into()));
        }
        let mut bytes = pdf.bytes();
        bytes[..8].copy_from_slice(b"%PDF-1.3");
        bytes
    };
    let old = dated(Pdf::typed(1), None);
    assert_eq!(refused("a.pdf", &old), "FILE_PDF_OLD version=PDF 1.3 min_version=PDF 1.4");
    taken("a.pdf", &dated(Pdf::typed(1), Some("1.6")));
}

#[test]
fn a_pdf_that_acts_is_refused_wherever_the_act_hides() {
    let action = |name: &str| dictionary! { "S" => name, "JS" => Object::string_literal("app.alert(1)") };
    for (name, what) in
        [("JavaScript", "script"), ("Launch", "launch"), ("GoToE", "launch"), ("SubmitForm", "form-action")]
    {
        let mut pdf = Pdf::typed(1);
        pdf.catalogue().set("OpenAction", action(name));
        assert_eq!(refused("a.pdf", &pdf.bytes()), format!("FILE_ACTIVE_CONTENT what={what}"));
    }
    // Behind a reference to a name, inside an array, in an object nothing points at.
    let mut pdf = Pdf::typed(1);
    let name = pdf.document.add_object(Object::Name(b"JavaScript".to_vec()));
    pdf.document.add_object(Object::Array(vec![Object::Dictionary(dictionary! { "S" => name })]));
    assert_eq!(refused("a.pdf", &pdf.bytes()), "FILE_ACTIVE_CONTENT what=script");
    let mut pdf = Pdf::typed(1);
    pdf.page().set("Annots", vec![Object::Dictionary(dictionary! { "Subtype" => "RichMedia" })]);
    assert_eq!(refused("a.pdf", &pdf.bytes()), "FILE_ACTIVE_CONTENT what=multimedia");
}

#[test]
fn an_ordinary_link_is_not_an_act() {
    let mut pdf = Pdf::typed(1);
    let link = dictionary! { "S" => "URI", "URI" => Object::string_literal("https://dichvucong.gov.vn") };
    pdf.page().set("Annots", vec![Object::Dictionary(dictionary! { "Subtype" => "Link", "A" => link })]);
    assert_eq!(taken("a.pdf", &pdf.bytes()).warnings, []);
}

#[test]
fn an_e_invoice_may_carry_its_data_but_no_program() {
    let with_xml = Pdf::typed(1).attach("hoadon.xml", &samples::invoice_xml());
    assert_eq!(taken("a.pdf", &with_xml.bytes()).warnings, [Warning::Attachments { count: 1 }]);
    let with_program = Pdf::typed(1).attach("hoadon.xml", b"MZ\x90\0");
    assert_eq!(refused("a.pdf", &with_program.bytes()), "FILE_ACTIVE_CONTENT what=embedded-file");
}

#[test]
fn a_coarse_scan_is_reported_with_its_page() {
    assert_eq!(taken("a.pdf", &Pdf::scanned(150).bytes()).warnings, [Warning::LowResolution { page: 1, dpi: 150 }]);
    assert_eq!(taken("a.pdf", &Pdf::scanned(200).bytes()).warnings, []);
}

#[test]
fn office_files_with_macros_or_strings_to_elsewhere_are_refused() {
    let with = |name: &str, content: &[u8]| samples::docx(&[(name, content)]);
    assert_eq!(refused("a.docx", &with("word/vbaProject.bin", b"x")), "FILE_ACTIVE_CONTENT what=macro");
    let relation = b"<Relationship Id=\"r\" Type=\"x/attachedTemplate\" Target=\"https://x.test/a.dotm\" TargetMode=\"External\"/>";
    let remote = with("word/_rels/settings.xml.rels", relation);
    assert_eq!(refused("a.docx", &remote), "FILE_ACTIVE_CONTENT what=remote-template");
    let equation = with("word/embeddings/oleObject1.bin", b"x");
    assert_eq!(taken("a.docx", &equation).warnings, [Warning::Attachments { count: 1 }]);
}

#[test]
fn xml_that_pulls_things_in_or_runs_in_a_browser_is_refused() {
    let laughs = b"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><l>&b;</l>";
    assert_eq!(refused("a.xml", laughs), "FILE_ACTIVE_CONTENT what=entities");
    let styled = b"<?xml version='1.0'?><?xml-stylesheet href='https://x.test/a.xsl'?><a/>";
    assert_eq!(refused("a.xml", styled), "FILE_ACTIVE_CONTENT what=stylesheet");
    let hidden = b"<so><s:script xmlns:s='&#104;ttp://www.w3.org/1999/xhtml'>x()</s:script></so>";
    assert_eq!(refused("a.xml", hidden), "FILE_ACTIVE_CONTENT what=script");
    assert_eq!(refused("a.xml", b"<mot/><hai/>"), "FILE_TRUNCATED");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let huge = samples::png_claiming(60_000, 60_000);
    assert!(refused("a.png", &huge).starts_with("FILE_DIMENSIONS width=60000 height=60000 "));
    let limits = Limits { unpacked_max_bytes: 1 << 20, ..Limits::default() };
    let zeros = vec![0; 4 << 20];
    let bomb = samples::docx(&[("word/media/image1.png", &zeros)]);
    assert!(bomb.len() < 20_000);
    let refusal = inspect("a.docx", None, &bomb, &limits).expect_err("a bomb");
    assert_eq!(refusal.key, "FILE_TOO_LARGE");
    let limits = Limits { pages_max: 5, ..Limits::default() };
    let refusal = inspect("a.pdf", None, &Pdf::typed(6).bytes(), &limits).expect_err("too many pages");
    assert_eq!(refusal.to_string(), "FILE_TOO_MANY_PAGES pages=6 max_pages=5");
    said(&refusal);
}

#[test]
fn what_a_phone_appends_to_a_photograph_is_reported() {
    let bytes = [samples::jpeg(40, 30), b"\0\0\0\x18ftypmp42".to_vec()].concat();
    assert_eq!(taken("a.jpg", &bytes).warnings, [Warning::TrailingBytes { count: 12 }]);
}

#[test]
fn every_warning_has_its_sentence_in_both_languages() {
    for warning in [
        Warning::Renamed { claimed: "PNG".into(), is: Media::Jpeg },
        Warning::Repaired,
        Warning::Attachments { count: 2 },
        Warning::LowResolution { page: 3, dpi: 150 },
        Warning::DynamicForm,
        Warning::TrailingBytes { count: 12 },
    ] {
        let facts = warning.facts();
        let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for lang in Lang::ALL {
            let sentence = lang.say_with(warning.key(), &facts);
            assert!(lang.has(warning.key()) && !sentence.contains(['{', '$']), "{sentence}");
        }
    }
}

#[test]
fn pdfs_bound_together_are_one_with_all_their_pages() {
    let mut binder = document::Binder::default();
    for part in [Pdf::typed(3), Pdf::scanned(72), Pdf::typed(1)] {
        binder.add(&{ part }.bytes()).unwrap();
    }
    assert_eq!(binder.pages(), 5);
    let bound = binder.finish("Giấy tờ của 3 hồ sơ").unwrap();
    assert_eq!(taken("bound.pdf", &bound).pages, 5);
    for page in 1..=5 {
        assert!(document::thumbnail(Media::Pdf, &bound, page, 100).unwrap().is_some(), "page {page} can be drawn");
    }
    assert!(document::Binder::default().add(b"no PDF").is_err());
}
