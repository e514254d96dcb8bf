//! Measures how long one receipt takes: p50 and p95 over 200 receipts, each different, after a warm-up.
//! Run with `cargo run --release -p paper --example time_receipt`; an argument saves the last PDF there.

use std::time::Instant;

use paper::{Form, Head, Receipt, ReturnBy};

const WARM_UP: u32 = 10;
const MEASURED: u32 = 200;

fn receipt(n: u32) -> Form {
    Form::Receipt(Receipt {
        head: Head {
            agency: "Ủy ban nhân dân tỉnh Quảng Ninh".into(),
            unit: "Trung tâm Phục vụ hành chính công".into(),
            form_no: "Mẫu số 01".into(),
            basis: "Thông tư số 01/2018/TT-VPCP".into(),
            title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả".into(),
            number: Some(format!("{n:04}/2024/TNHS")),
            place: "Hạ Long".into(),
            date: Some(jiff::civil::date(2024, 6, 12)),
        },
        dossier_code: format!("000.19.28.H49-240612-{n:04}"),
        follow_up_url: Some(format!("https://dichvucong.example.vn/tra-cuu/000.19.28.H49-240612-{n:04}")),
        centre: "Trung tâm Phục vụ hành chính công tỉnh Quảng Ninh".into(),
        applicant: format!("Nguyễn Thị Ánh Tuyết {n}"),
        address: Some(format!("Số {n}, phố Lê Thánh Tông, phường Hồng Gai, tỉnh Quảng Ninh")),
        phone: Some(format!("0912 34 {n:04}")),
        email: Some(format!("tuyet{n}@example.vn")),
        request: "Đăng ký khai sinh có yếu tố nước ngoài".into(),
        components: [
            "Tờ khai đăng ký khai sinh",
            "Giấy chứng sinh",
            "Căn cước của người đi khai",
            "Giấy chứng nhận kết hôn",
        ]
        .map(|name| format!("{name} – 01 bản chính"))
        .into(),
        sets: 1,
        term: Some("05 ngày làm việc".into()),
        received_at: Some("08 giờ 00 phút, ngày 12 tháng 06 năm 2024".into()),
        due_at: Some("17 giờ 00 phút, ngày 19 tháng 06 năm 2024".into()),
        return_by: Some(ReturnBy::Counter),
        return_place: None,
        book: Some("01".into()),
        serial: Some(n.to_string()),
        submitter: Some("Nguyễn Thị Ánh Tuyết".into()),
        officer: Some("Phạm Quốc Vượng".into()),
    })
}

fn main() {
    let started = Instant::now();
    let mut pdf = paper::render(&receipt(0)).expect("the first receipt");
    println!("first receipt {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    for n in 1..WARM_UP {
        pdf = paper::render(&receipt(n)).expect("a receipt");
    }
    let mut times: Vec<f64> = (WARM_UP..WARM_UP + MEASURED)
        .map(|n| {
            let started = Instant::now();
            pdf = paper::render(&receipt(n)).expect("a receipt");
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[(share * (times.len() - 1) as f64) as usize];
    println!("{MEASURED} receipts: p50 {:.1} ms, p95 {:.1} ms, {} bytes each", at(0.50), at(0.95), pdf.len());
    if let Some(place) = std::env::args().nth(1) {
        std::fs::write(place, &pdf).expect("the PDF is saved");
    }
}
