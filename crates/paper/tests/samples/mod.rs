//! One sample of every form: the dossier of golden case D01, received on 12 June 2024 at 08:00, five working days.

use jiff::civil::date;
use paper::{
    Addressed, Apology, Contact, ControlSheet, Form, HandOver, Head, Receipt, Refusal, ReturnBy, Signer, Stop,
    Supplement, SupplementItem, Timeliness, date_words, moment_words,
};

const CODE: &str = "000.19.28.H49-240612-0003";
const CENTRE: &str = "Trung tâm Phục vụ hành chính công tỉnh Quảng Ninh";
const REQUEST: &str = "Đăng ký khai sinh có yếu tố nước ngoài";

fn head(form_no: &str, title: &str, number: &str) -> Head {
    Head {
        agency: "Ủy ban nhân dân\ntỉnh Quảng Ninh".into(),
        unit: "Trung tâm Phục vụ\nhành chính công".into(),
        form_no: form_no.into(),
        basis: "Thông tư số 01/2018/TT-VPCP".into(),
        title: title.into(),
        number: Some(number.into()),
        place: "Hạ Long".into(),
        date: Some(date(2024, 6, 12)),
    }
}

fn received() -> Option<String> {
    Some(moment_words(date(2024, 6, 12).at(8, 0, 0, 0)))
}

fn due() -> Option<String> {
    Some(moment_words(date(2024, 6, 19).at(17, 0, 0, 0)))
}

fn contact() -> Contact {
    Contact { name: Some("bà Phạm Thu Hằng, quầy số 5".into()), phone: Some("0203 3 123 456".into()) }
}

pub fn receipt() -> Receipt {
    Receipt {
        head: head("Mẫu số 01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "0003/2024/TNHS"),
        dossier_code: CODE.into(),
        follow_up_url: Some(format!("https://dichvucong.example.vn/tra-cuu/{CODE}")),
        centre: CENTRE.into(),
        applicant: "Nguyễn Thị Ánh Tuyết".into(),
        address: Some("Số 12, phố Lê Thánh Tông, phường Hồng Gai, tỉnh Quảng Ninh".into()),
        phone: Some("0912 345 678".into()),
        email: Some("anhtuyet@example.vn".into()),
        request: REQUEST.into(),
        components: vec![
            "Tờ khai đăng ký khai sinh – 01 bản chính".into(),
            "Giấy chứng sinh – 01 bản chính".into(),
            "Văn bản thỏa thuận của cha mẹ về việc chọn quốc tịch cho con, có xác nhận của cơ quan có thẩm quyền của \
             nước mà người nước ngoài là công dân – 01 bản chính"
                .into(),
            "Giấy chứng nhận kết hôn – 01 bản sao chứng thực".into(),
        ],
        sets: 1,
        term: Some("05 ngày làm việc".into()),
        received_at: received(),
        due_at: due(),
        return_by: Some(ReturnBy::Counter),
        return_place: None,
        book: Some("01".into()),
        serial: Some("0003".into()),
        submitter: Some("Nguyễn Thị Ánh Tuyết".into()),
        officer: Some("Phạm Quốc Vượng".into()),
    }
}

pub fn supplement() -> Supplement {
    let item =
        |name: &str, originals, certified| SupplementItem { name: name.into(), originals, certified, plain: None };
    Supplement {
        head: head("Mẫu số 02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "0017/HDHS"),
        dossier_code: CODE.into(),
        centre: CENTRE.into(),
        applicant: "Nguyễn Thị Ánh Tuyết".into(),
        address: Some("Số 12, phố Lê Thánh Tông, phường Hồng Gai, tỉnh Quảng Ninh".into()),
        phone: Some("0912 345 678".into()),
        email: None,
        request: REQUEST.into(),
        items: vec![
            item("Giấy chứng nhận kết hôn của cha mẹ", None, Some(1)),
            item("Giấy chứng sinh có dấu của cơ sở y tế nơi trẻ em sinh ra", Some(1), None),
        ],
        reason: "Giấy chứng sinh không có dấu của cơ sở y tế; chưa có giấy tờ chứng minh quan hệ hôn nhân của cha mẹ."
            .into(),
        legal_basis: Some("khoản 1 Điều 16 Luật Hộ tịch số 60/2014/QH13".into()),
        supply_until: Some(date_words(date(2024, 6, 27))),
        contact: contact(),
        addressed: Addressed::Person,
        officer: Some("Phạm Quốc Vượng".into()),
    }
}

pub fn refusal() -> Refusal {
    Refusal {
        head: head("Mẫu số 03", "Phiếu từ chối tiếp nhận, giải quyết hồ sơ", "0004/TCHS"),
        dossier_code: CODE.into(),
        centre: CENTRE.into(),
        applicant: "Công ty TNHH Vận tải Bãi Cháy".into(),
        address: Some("Số 5, đường Hạ Long, phường Bãi Cháy, tỉnh Quảng Ninh".into()),
        phone: None,
        email: Some("lienhe@example.vn".into()),
        request: "Cấp giấy phép kinh doanh vận tải bằng xe ô tô".into(),
        reason: "Trụ sở của tổ chức không thuộc địa bàn và thủ tục không thuộc danh mục tiếp nhận tại Trung tâm."
            .into(),
        legal_basis: Some("Điều 17 Nghị định số 61/2018/NĐ-CP".into()),
        contact: contact(),
        addressed: Addressed::Organisation,
        at_counter: true,
        submitter: Some("Vũ Đức Trưởng".into()),
        officer: Some("Phạm Quốc Vượng".into()),
    }
}

pub fn apology() -> Apology {
    Apology {
        head: head("Mẫu số 04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "0002/PXL"),
        to: "Bà Nguyễn Thị Ánh Tuyết".into(),
        address: Some("Số 12, phố Lê Thánh Tông, phường Hồng Gai, tỉnh Quảng Ninh".into()),
        phone: Some("0912 345 678".into()),
        agency: "Sở Tư pháp".into(),
        applicant: "bà Nguyễn Thị Ánh Tuyết".into(),
        request: REQUEST.into(),
        dossier_code: CODE.into(),
        received_on: Some(date_words(date(2024, 6, 12))),
        due_at: due(),
        reason: "Cơ quan phối hợp chưa trả lời kết quả xác minh quốc tịch.".into(),
        new_due_at: moment_words(date(2024, 6, 26).at(17, 0, 0, 0)),
        addressed: Addressed::Person,
        copies_to: vec!["Trung tâm Phục vụ hành chính công".into()],
        signer: Signer {
            role: "KT. Giám đốc\nPhó Giám đốc".into(), name: Some("Lê Thị Thùy Dương".into())
        },
    }
}

pub fn stop() -> Stop {
    let mut head = head("Mẫu số 05", "Thông báo dừng giải quyết hồ sơ", "0001/TB");
    head.basis = "Thông tư số 03/2025/TT-VPCP".into();
    Stop {
        head,
        to: "Bà Nguyễn Thị Ánh Tuyết".into(),
        address: Some("Số 12, phố Lê Thánh Tông, phường Hồng Gai, tỉnh Quảng Ninh".into()),
        phone: None,
        agency: "Sở Tư pháp".into(),
        applicant: "bà Nguyễn Thị Ánh Tuyết".into(),
        request: REQUEST.into(),
        dossier_code: CODE.into(),
        received_on: Some(date_words(date(2024, 6, 12))),
        stopped_on: Some(date_words(date(2024, 6, 28))),
        reason: "Quá thời hạn bổ sung, hoàn thiện hồ sơ mà hồ sơ chưa được bổ sung.".into(),
        legal_basis: Some("khoản 5 Điều 19 Nghị định số 118/2025/NĐ-CP".into()),
        next_steps: Some("Giấy tờ đã nộp được trả lại tại quầy số 5. Bà có thể nộp hồ sơ mới bất cứ lúc nào.".into()),
        contact: contact(),
        addressed: Addressed::Person,
        copies_to: vec!["Trung tâm Phục vụ hành chính công".into()],
        signer: Signer { role: "Giám đốc".into(), name: Some("Lê Thị Thùy Dương".into()) },
    }
}

pub fn control_sheet() -> ControlSheet {
    let hand_over = |from: &str, to: &str, hour, timeliness| HandOver {
        from: from.into(),
        to: to.into(),
        at: Some(moment_words(date(2024, 6, 12).at(hour, 30, 0, 0))),
        giver: Some("Phạm Quốc Vượng".into()),
        taker: Some("Đỗ Ngọc Mỹ".into()),
        timeliness,
        note: None,
    };
    ControlSheet {
        head: head("Mẫu số 05", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "0003/KSHS"),
        dossier_code: CODE.into(),
        applicant: "Nguyễn Thị Ánh Tuyết".into(),
        request: REQUEST.into(),
        deciding_agency: "Sở Tư pháp".into(),
        consulted: None,
        received_at: received(),
        due_at: due(),
        hand_overs: vec![
            hand_over("Trung tâm Phục vụ hành chính công", "Văn phòng Sở Tư pháp", 9, Some(Timeliness::Early)),
            hand_over("Văn phòng Sở Tư pháp", "Phòng Hành chính tư pháp", 10, Some(Timeliness::OnTime)),
        ],
        blank_blocks: 1,
    }
}

pub fn every_form() -> Vec<(&'static str, Form)> {
    vec![
        ("receipt", Form::Receipt(receipt())),
        ("supplement", Form::Supplement(supplement())),
        ("refusal", Form::Refusal(refusal())),
        ("apology", Form::Apology(apology())),
        ("stop", Form::Stop(stop())),
        ("control_sheet", Form::ControlSheet(control_sheet())),
    ]
}
