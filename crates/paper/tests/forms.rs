//! What a reader of the printed forms can rely on. Reads the PDFs with poppler and zbar where they are installed.

mod reading;
mod samples;

use jiff::civil::date;
use kernel::Error;
use paper::{Form, HandOver, SupplementItem, Timeliness, file_name, moment_words, render};
use reading::{codes_on, fonts, info, text};
use samples::{apology, control_sheet, every_form, receipt, refusal, stop, supplement};

/// Vietnamese letters, small and capital: twelve vowels with six tones each, and đ.
fn vietnamese_letters() -> String {
    let tones = ["", "\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"];
    let small: String = "aăâeêioôơuưy".chars().flat_map(|v| tones.map(|tone| format!("{v}{tone}"))).collect();
    let small = format!("{small}đ");
    format!("{small} {}", small.to_uppercase())
}

/// The composed form, as the printed page must give it back.
fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

#[test]
fn a_receipt_says_when_it_came_and_when_it_is_due() {
    let Some(text) = text("f01", &render(&Form::Receipt(receipt())).unwrap()) else { return };
    assert!(text.contains("4. Thời gian nhận hồ sơ: 08 giờ 00 phút, ngày 12 tháng 06 năm 2024"), "{text}");
    let due = "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 19 tháng 06 năm 2024";
    assert!(text.contains(due), "{text}");
    assert!(text.contains("3. Thời gian giải quyết hồ sơ theo quy định là: 05 ngày làm việc"), "{text}");
    assert!(text.contains("2. Số lượng hồ sơ: 01 (bộ)"), "{text}");
    assert!(text.contains("☑ Bộ phận một cửa ☐ Tại nhà, qua bưu chính ☐ Trực tuyến"), "{text}");
}

#[test]
fn a_receipt_is_two_copies_on_two_a5_pages() {
    let pdf = render(&Form::Receipt(receipt())).unwrap();
    let (Some(info), Some(text)) = (info("copies", &pdf), text("copies", &pdf)) else { return };
    assert!(info.contains("Pages:           2"), "{info}");
    assert!(info.contains("419.528 x 595.276"), "148 × 210 mm: {info}");
    assert_eq!(text.matches("Liên 1: Lưu").count(), 1);
    assert_eq!(text.matches("Liên 2: Giao khách hàng").count(), 1);
    assert_eq!(text.matches("Mã hồ sơ: 000.19.28.H49-240612-0003").count(), 2);
}

#[test]
fn the_codes_on_a_receipt_can_be_scanned() {
    let pdf = render(&Form::Receipt(receipt())).unwrap();
    let (Some(kept), Some(given)) = (codes_on("codes", &pdf, 1), codes_on("codes", &pdf, 2)) else { return };
    assert!(kept.contains("CODE-128:000.19.28.H49-240612-0003"), "{kept}");
    assert!(given.contains("CODE-128:000.19.28.H49-240612-0003"), "{given}");
    assert!(given.contains("QR-Code:https://dichvucong.example.vn/tra-cuu/000.19.28.H49-240612-0003"), "{given}");
}

#[test]
fn every_form_is_a5_embeds_its_fonts_names_itself_and_stays_small() {
    for (name, form) in every_form() {
        let pdf = render(&form).unwrap();
        assert!(pdf.len() < 60_000, "{name}: {} bytes", pdf.len());
        let (Some(info), Some(fonts), Some(text)) = (info(name, &pdf), fonts(name, &pdf), text(name, &pdf)) else {
            return;
        };
        assert!(info.contains("419.528 x 595.276"), "{name}: {info}");
        assert!(info.contains("Tagged:          yes"), "{name}: {info}");
        assert!(info.contains("Title:           ") && info.contains("000.19.28.H49-240612-0003"), "{name}: {info}");
        for font in fonts.lines().skip(2) {
            assert!(font.contains("yes yes yes"), "{name}: not embedded, not a subset or not readable: {font}");
        }
        assert!(text.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{name}: {text}");
        assert!(text.contains("Độc lập - Tự do - Hạnh phúc"), "{name}: {text}");
        assert!(text.contains("Hạ Long, ngày 12 tháng 06 năm 2024"), "{name}: {text}");
        assert!(text.contains("ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH"), "{name}: {text}");
    }
}

#[test]
fn a_dated_form_is_fit_for_the_archive_and_for_screen_readers() {
    for (name, form) in every_form() {
        let pdf = render(&form).unwrap();
        let holds = |needle: &str| pdf.windows(needle.len()).any(|window| window == needle.as_bytes());
        assert!(holds("<pdfaid:part>2</pdfaid:part>") && holds("<pdfaid:conformance>A</pdfaid:conformance>"), "{name}");
        assert!(holds("<pdfuaid:part>1</pdfuaid:part>"), "{name}");
        assert!(holds("/Lang(vi"), "{name}");
    }
}

#[test]
fn a_form_without_a_date_is_still_printed() {
    let mut form = receipt();
    form.head.date = None;
    form.head.number = None;
    let Some(text) = text("undated", &render(&Form::Receipt(form)).unwrap()) else { return };
    assert!(text.contains("Hạ Long, ngày"), "{text}");
}

#[test]
fn every_vietnamese_letter_in_a_name_can_be_read_back() {
    let letters = vietnamese_letters();
    let mut form = receipt();
    form.applicant = letters.clone();
    let pdf = render(&Form::Receipt(form)).unwrap();
    let Some(text) = text("letters", &pdf) else { return };
    // An endless word carries invisible break points.
    let without_spaces = |s: &str| s.replace('\u{200b}', "").split_whitespace().collect::<String>();
    let want = without_spaces(&composed(&letters));
    assert_eq!(want.chars().count(), 146);
    assert!(without_spaces(&text).contains(&want), "{text}");
}

#[test]
fn marks_that_mean_something_to_a_typesetter_are_printed_as_they_are() {
    let hostile = r##"#let x = 1; *đậm* _nghiêng_ <nhãn> @ai "ngoặc" 'đơn' $x$ `mã` \ // = [a] {b} ~ -- #panic("x") #read("/etc/passwd")"##;
    let mut form = supplement();
    form.reason = hostile.into();
    form.applicant = "= Tiêu đề\n- gạch\n+ cộng\n/ mục: ý".into();
    form.items = vec![SupplementItem { name: hostile.into(), ..Default::default() }];
    let Some(text) = text("hostile", &render(&Form::Supplement(form)).unwrap()) else { return };
    assert_eq!(text.matches(hostile).count(), 2, "{text}");
    assert!(text.contains("= Tiêu đề - gạch + cộng / mục: ý"), "{text}");
}

#[test]
fn a_character_no_font_has_does_not_stop_the_counter() {
    let mut form = receipt();
    form.applicant = "Nguyễn Văn 🙂 王".into();
    assert!(render(&Form::Receipt(form)).is_ok());
}

#[test]
fn forty_components_run_over_numbered_pages() {
    let mut form = receipt();
    form.components = (1..=40).map(|n| format!("Giấy tờ thứ {n} trong thành phần hồ sơ")).collect();
    let pdf = render(&Form::Receipt(form)).unwrap();
    let (Some(info), Some(text)) = (info("forty", &pdf), text("forty", &pdf)) else { return };
    assert!(info.contains("Pages:           4"), "{info}");
    assert_eq!(text.matches("Giấy tờ thứ 40 trong").count(), 2, "{text}");
    let pages: Vec<&str> = text.split('\u{c}').map(str::trim).collect();
    assert!(pages[1].starts_with("2 (") && pages[3].starts_with("2 ("), "each copy counts its own pages: {text}");
    assert!(pages[2].starts_with("Liên 2"), "a first page has no number: {text}");
}

#[test]
fn a_control_sheet_takes_as_many_pages_as_its_hand_overs_and_repeats_its_heading() {
    let mut form = control_sheet();
    form.hand_overs = (1..=20)
        .map(|n| HandOver {
            from: format!("Phòng số {n}"),
            to: format!("Phòng số {}", n + 1),
            at: Some(moment_words(date(2024, 6, 12).at(8, n, 0, 0))),
            timeliness: Some(Timeliness::Late),
            ..HandOver::default()
        })
        .collect();
    let pdf = render(&Form::ControlSheet(form)).unwrap();
    let (Some(info), Some(text)) = (info("long_sheet", &pdf), text("long_sheet", &pdf)) else { return };
    let pages: usize = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
    assert!(pages >= 3, "{info}");
    assert_eq!(text.matches("Thời gian giao, nhận hồ sơ").count(), pages, "{text}");
    assert!(text.contains("40. Nhận: Phòng số 21"), "{text}");
    assert_eq!(text.matches("☑ Quá hạn").count(), 20, "{text}");
}

#[test]
fn a_supplement_request_lists_what_is_missing_in_which_copy_and_why() {
    let Some(text) = text("f02", &render(&Form::Supplement(supplement())).unwrap()) else { return };
    assert!(text.contains("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:"), "{text}");
    assert!(text.contains("1 Giấy chứng nhận kết hôn của cha mẹ 01"), "{text}");
    assert!(text.contains("Lý do: Giấy chứng sinh không có dấu"), "{text}");
    assert!(text.contains("NGƯỜI HƯỚNG DẪN"), "{text}");
}

#[test]
fn an_apology_names_both_promises_the_reason_and_the_signer() {
    let Some(text) = text("f04", &render(&Form::Apology(apology())).unwrap()) else { return };
    assert!(
        text.contains("Thời gian hẹn trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 19 tháng 06 năm 2024"),
        "{text}"
    );
    assert!(text.contains("Thời gian hẹn trả kết quả lại: 17 giờ 00 phút, ngày 26 tháng 06 năm 2024."), "{text}");
    assert!(text.contains("Ngày 12 tháng 06 năm 2024, Sở Tư pháp tiếp nhận hồ sơ"), "{text}");
    assert!(text.contains("KT. GIÁM ĐỐC") && text.contains("PHÓ GIÁM ĐỐC"), "{text}");
}

#[test]
fn number_and_title_follow_the_rule_set_of_the_caller() {
    let mut sheet = control_sheet();
    sheet.head.form_no = "Mẫu số 06".into();
    sheet.head.basis = "Thông tư số 03/2025/TT-VPCP".into();
    let (Some(sheet), Some(stop)) = (
        text("f04_sheet", &render(&Form::ControlSheet(sheet)).unwrap()),
        text("f04_stop", &render(&Form::Stop(stop())).unwrap()),
    ) else {
        return;
    };
    assert!(sheet.contains("Mẫu số 06 (Thông tư số 03/2025/TT-VPCP)"), "{sheet}");
    assert!(stop.contains("Mẫu số 05 (Thông tư số 03/2025/TT-VPCP)"), "{stop}");
    assert!(stop.contains("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ"), "{stop}");
}

#[test]
fn a_form_that_withholds_its_reason_is_refused() {
    let mut no_items = supplement();
    no_items.items.clear();
    let mut no_reason = supplement();
    no_reason.reason = "  ".into();
    let mut bare_refusal = refusal();
    bare_refusal.reason.clear();
    let mut bare_stop = stop();
    bare_stop.reason.clear();
    let mut no_promise = apology();
    no_promise.new_due_at.clear();
    for (form, key, field) in [
        (Form::Supplement(no_items), "PAPER_SUPPLEMENT_ITEMS", "items"),
        (Form::Supplement(no_reason), "PAPER_REASON", "reason"),
        (Form::Refusal(bare_refusal), "PAPER_REASON", "reason"),
        (Form::Stop(bare_stop), "PAPER_REASON", "reason"),
        (Form::Apology(no_promise), "PAPER_NEW_DUE", "new_due_at"),
    ] {
        let Err(Error::Refused(refused)) = render(&form) else { panic!("{key}: not refused") };
        assert_eq!((refused.key.as_str(), refused.field.as_deref()), (key, Some(field)));
        let locale_key = format!("refusal-{}", key.to_lowercase().replace('_', "-"));
        assert!(kernel::Lang::ALL.iter().all(|lang| lang.has(&locale_key)), "{locale_key} has no words");
    }
}

#[test]
fn the_same_form_gives_the_same_bytes() {
    let form = Form::Receipt(receipt());
    assert_eq!(render(&form).unwrap(), render(&form).unwrap());
}

#[test]
fn a_file_name_is_safe_anywhere() {
    assert_eq!(file_name(&Form::Receipt(receipt())), "giay-tiep-nhan-ho-so_000.19.28.H49-240612-0003.pdf");
    let mut form = refusal();
    form.dossier_code = "../../Hồ sơ\n\"x\"".into();
    assert_eq!(file_name(&Form::Refusal(form.clone())), "phieu-tu-choi_H--s---x.pdf");
    form.dossier_code.clear();
    assert_eq!(file_name(&Form::Refusal(form)), "phieu-tu-choi.pdf");
}

#[test]
fn papers_of_the_house_are_a4_and_say_what_they_were_given() {
    let head = paper::Head {
        agency: "Ủy ban nhân dân tỉnh".into(),
        unit: "Trung tâm Phục vụ hành chính công".into(),
        title: "Sổ theo dõi hồ sơ".into(),
        form_no: "Mẫu số 07".into(),
        date: Some(date(2026, 12, 31)),
        ..paper::Head::default()
    };
    let row = |n: usize| std::array::from_fn(|column| if column == 0 { n.to_string() } else { format!("ô {column}") });
    let register = paper::Register {
        head: head.clone(),
        span: "Năm 2026".into(),
        rows: (1..=120).map(row).collect(),
        lock: Some("Đã khóa sổ".into()),
        addenda: vec![std::array::from_fn(|n| format!("phụ lục {n}"))],
    };
    let pdf = paper::render_report(&paper::Report::Register(register)).unwrap();
    if let (Some(info), Some(text)) = (info("register", &pdf), text("register", &pdf)) {
        assert!(info.contains("841.89 x 595.276"), "A4 landscape: {info}");
        assert!(text.contains("Đã khóa sổ") && text.contains("120") && text.contains("phụ lục 4"), "{text}");
        assert!(text.matches("Mã hồ sơ").count() > 1, "the head of the table stands on every page");
    }
    let mut explanation = paper::Explanation {
        head,
        to: "Giám đốc Sở".into(),
        dossier_code: "H49.15-260302-0001".into(),
        reason: "Chờ xác minh".into(),
        ..paper::Explanation::default()
    };
    let refused = paper::render_report(&paper::Report::Explanation(Box::new(explanation.clone()))).unwrap_err();
    assert!(matches!(refused, Error::Refused(r) if r.key == "PAPER_REASON"), "without measures it explains nothing");
    explanation.measures = "Làm thêm giờ".into();
    let pdf = paper::render_report(&paper::Report::Explanation(Box::new(explanation))).unwrap();
    if let Some(text) = text("explanation", &pdf) {
        assert!(text.contains("Chờ xác minh") && text.contains("Chưa có phiếu xin lỗi"), "{text}");
    }
    let list = paper::LateList { rows: vec![std::array::from_fn(|n| format!("cột {n}"))], ..Default::default() };
    let pdf = paper::render_report(&paper::Report::LateList(list)).unwrap();
    if let Some(text) = text("late", &pdf) {
        assert!(text.contains("cột 6"), "{text}");
    }
}
