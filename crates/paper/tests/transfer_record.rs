//! What a transfer record gives its two signers and a hand scanner. Reads the PDF with poppler and zbar where installed.

mod reading;

use jiff::civil::date;
use kernel::Error;
use paper::{Form, Head, Transfer, TransferLine, TransferRecord, file_name, moment_words, render};
use reading::{codes_on, fonts, info, text};

fn line(label: &str, name: &str, originals: u32, copies: u32) -> TransferLine {
    TransferLine { label: label.into(), name: name.into(), originals, copies, note: None }
}

fn record(transfer: Transfer) -> TransferRecord {
    TransferRecord {
        head: Head {
            agency: "Ủy ban nhân dân phường Hồng Gai".into(),
            unit: "Trung tâm Phục vụ hành chính công phường Hồng Gai".into(),
            title: "Biên bản giao nhận túi niêm phong".into(),
            place: "Hồng Gai".into(),
            date: Some(date(2026, 3, 2)),
            ..Head::default()
        },
        transfer,
        code: "TG-260302-0001".into(),
        follow_up_url: Some("TG-260302-0001".into()),
        giver: "Trung tâm Phục vụ hành chính công phường Hồng Gai".into(),
        taker: "Sở Tư pháp".into(),
        giver_person: Some("Nguyễn Thị Hải Yến".into()),
        seal: Some("NP-001".into()),
        party: Some("Nguyễn Thị Mẫu; xã An Bình".into()),
        lines: vec![
            line("H49.51-260302-0001.P1", "Tờ khai theo mẫu", 1, 0),
            line("H49.51-260302-0001.P2", "Giấy tờ chứng minh", 0, 2),
        ],
        signed_at: Some(moment_words(date(2026, 3, 3).at(9, 0, 0, 0))),
        ..TransferRecord::default()
    }
}

#[test]
fn a_bag_has_its_list_its_seal_and_codes_that_a_scanner_reads() {
    let form = Form::TransferRecord(record(Transfer::Bag));
    assert_eq!(file_name(&form), "bien-ban-giao-nhan_TG-260302-0001.pdf");
    let pdf = render(&form).unwrap();
    let (Some(info), Some(fonts), Some(text)) = (info("bag", &pdf), fonts("bag", &pdf), text("bag", &pdf)) else {
        return;
    };
    assert!(info.contains("595.276 x 841.89"), "210 × 297 mm: {info}");
    for font in fonts.lines().skip(2) {
        assert!(font.contains("yes yes yes"), "not embedded, not a subset or not readable: {font}");
    }
    let total = "Tổng cộng: 2 mục, 1 bản chính, 2 bản sao.";
    for said in
        ["Mã túi: TG-260302-0001", "Số niêm phong: NP-001", "H49.51-260302-0001.P2", total, "Nguyễn Thị Hải Yến"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    let Some(codes) = codes_on("bag", &pdf, 1) else { return };
    assert!(codes.contains("CODE-128:TG-260302-0001") && codes.contains("QR-Code:TG-260302-0001"), "{codes}");
}

#[test]
fn what_comes_by_post_says_that_signing_is_filing() {
    let pdf = render(&Form::TransferRecord(record(Transfer::PostIn))).unwrap();
    let Some(text) = text("post", &pdf) else { return };
    assert!(text.contains("Thời điểm ký biên bản này là thời điểm nộp hồ sơ"), "{text}");
    assert!(text.contains("Người gửi: Nguyễn Thị Mẫu; xã An Bình"), "{text}");
    assert!(text.contains("Thời điểm ký giao nhận: 09 giờ 00 phút, ngày 03 tháng 03 năm 2026"), "{text}");
}

#[test]
fn a_list_of_nothing_is_not_printed() {
    let empty = TransferRecord { lines: Vec::new(), ..record(Transfer::Bag) };
    let Err(Error::Refused(refusal)) = render(&Form::TransferRecord(empty)) else { panic!("printed") };
    assert_eq!(refusal.key, "PAPER_TRANSFER_LINES");
}
