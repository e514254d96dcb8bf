//! Filling in, page by page: saved as typed, checked when left, never lost.

use serde_json::Value;

use crate::house::{BIRTH, PLAIN, each_engine, once};

#[test]
fn a_filing_is_begun_filled_and_goes_on_from_where_it_stopped() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        an.get(&format!("/me/filings/new?procedure={BIRTH}")).expect(200).shows("Làm giấy khai sinh").shows("Bắt đầu");
        let filing = an.begins(BIRTH);
        assert_eq!(an.get(&filing).expect(303).header("location"), format!("{filing}/where"));
        an.get(&format!("{filing}/where"))
            .expect(200)
            .shows("Bước 1 trên 8")
            .shows("Trung tâm Phục vụ hành chính công phường Hồng Gai")
            .shows("Ủy ban nhân dân phường Hồng Gai");

        // Half a page is kept as typed; what is missing is said at its field, and the rest stays.
        let half = [("child_name", "Nguyễn Minh An"), ("born_on", "31/02/2026"), ("version", "1"), ("do", "next")];
        an.post(&format!("{filing}/form-child"), &half)
            .expect(422)
            .shows("“Ngày sinh”: không phải là ngày")
            .shows("“Giới tính”: chưa trả lời")
            .shows("value=\"Nguyễn Minh An\"")
            .shows("value=\"31/02/2026\"");
        // Another device goes on with it.
        an.get(&format!("{filing}/form-child")).expect(200).shows("value=\"31/02/2026\"");

        an.fills_birth(&filing);
        an.get(&format!("{filing}/review"))
            .expect(200)
            .shows("Nguyễn Minh An")
            .shows("05/02/2026")
            .shows("Bệnh viện Sản Nhi")
            .shows("(để trống)")
            .shows("12 Lê Lợi, Hồng Gai")
            .hides("Còn chỗ chưa xong");
        an.get("/me/filings")
            .expect(200)
            .shows("Làm giấy khai sinh")
            .shows("Làm tiếp")
            .shows("được giữ đến ngày 31/05/2026");
    });
}

#[test]
fn the_applicants_own_record_answers_first() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let page = an.get(&format!("{filing}/form-declarant")).expect(200);
        let page =
            page.shows("value=\"Nguyễn Văn Khai\"").shows("value=\"022090000001\"").shows("value=\"05/02/1990\"");
        page.shows("value=\"0912345678\"");
        an.get(&format!("{filing}/form-parents")).expect(200).shows("value=\"12 Lê Lợi\"");
        // The place of the matter follows its page until it is answered otherwise.
        let commune = an.commune("Xã Tiên Yên");
        an.fills(&filing, "where", &[("commune", &commune)]);
        an.get(&format!("{filing}/form-birth_place")).expect(200).shows("value=\"Xã Tiên Yên\"");
    });
}

#[test]
fn an_address_begins_with_the_province_and_the_province_alone_answers_nothing() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        an.fills(&filing, "where", &[("commune", &an.commune("Phường Hồng Gai"))]);
        let page = an.get(&format!("{filing}/form-child")).expect(200);
        let home_town = page.text.split("name=\"home_town\"").nth(3).expect("three parts");
        assert!(home_town.contains("value=\"Tỉnh Quảng Ninh\""), "{home_town}");

        let typed = |town: &str, province: &str| {
            let parts = [("home_town", ""), ("home_town", town), ("home_town", province)];
            let version = an.get(&format!("{filing}/form-child")).version().to_string();
            let mut all = vec![("version", version.as_str()), ("do", "next")];
            all.extend(parts);
            an.post(&format!("{filing}/form-child"), &all).expect(422)
        };
        typed("", "Tỉnh Quảng Ninh").shows("“Quê quán”: chưa trả lời").shows("value=\"Tỉnh Quảng Ninh\"");
        assert!(an.filing(&filing).body.answers.given("home_town").is_empty(), "nobody said where");
        // Another province was typed by somebody: it is kept.
        typed("", "Hà Nội").shows("value=\"Hà Nội\"");
        assert_eq!(an.filing(&filing).body.answers.part("home_town", 2), "Hà Nội");
        typed("Xã Tiên Yên", "Tỉnh Quảng Ninh").hides("“Quê quán”:");
        assert_eq!(an.filing(&filing).body.answers.part("home_town", 2), "Tỉnh Quảng Ninh");
    });
}

#[test]
fn pages_save_themselves_and_two_windows_lose_nothing() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let child = format!("{filing}/form-child");
        let (one, two) = (an.get(&child).version().to_string(), an.get(&child).version().to_string());
        let autosave = |version: &str, name: &str| {
            let path = format!("{child}/autosave");
            an.post_as(&path, &[("version", version), ("child_name", name)], "application/json")
        };
        let saved: Value = serde_json::from_str(&autosave(&one, "Minh").expect(200).text).expect("JSON");
        assert_eq!((saved["version"].as_i64(), saved["saved"].as_str()), (Some(2), Some("Đã lưu 09:00")));
        autosave("2", "Minh An").expect(200);

        // The other window does not overwrite it, by itself or by its button; it shows both.
        autosave(&two, "Bình").expect(409);
        an.post(&child, &[("version", &two), ("child_name", "Bình"), ("do", "next")])
            .expect(409)
            .shows("vừa được sửa ở cửa sổ hoặc máy khác, lúc 09:00")
            .shows("value=\"Bình\"")
            .shows("Cửa sổ kia đã lưu: Minh An");
        assert_eq!(an.filing(&filing).body.answers.part("child_name", 0), "Minh An");
        // Sent again from there, it was seen and may stand.
        let again = an.post(&child, &[("version", &two), ("child_name", "Bình"), ("do", "next")]).version();
        an.post(&child, &[("version", &again.to_string()), ("child_name", "Bình"), ("do", "next")]).expect(422);
        assert_eq!(an.filing(&filing).body.answers.part("child_name", 0), "Bình");
        // A window on another page is not disturbed.
        let commune = an.commune("Phường Hồng Gai");
        let where_ = format!("{filing}/where");
        an.post(&where_, &[("version", "1"), ("commune", &commune), ("do", "next")]).expect(303);
    });
}

#[test]
fn a_session_that_ended_is_said_and_what_was_saved_stands() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        let autosave = format!("{filing}/form-child/autosave");
        an.post_as(&autosave, &[("version", "1"), ("child_name", "Minh An")], "application/json").expect(200);
        house.app.store.act_blocking(|tx| tx.execute("DELETE FROM account_session", &[])).expect("signed out");
        an.post_as(&autosave, &[("version", "2"), ("child_name", "Minh Anh")], "application/json").expect(401);
        let page =
            an.post(&format!("{filing}/form-child"), &[("version", "2"), ("child_name", "Minh Anh")]).expect(303);
        assert!(page.header("location").starts_with("/me/sign-in"), "{}", page.header("location"));
        assert_eq!(an.filing(&filing).body.answers.part("child_name", 0), "Minh An");
    });
}

#[test]
fn nobody_reads_or_changes_the_filing_of_another() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let binh = house.applicant("Trần Văn Bình", "022090000002");
        let filing = an.begins(BIRTH);
        for path in ["", "/where", "/form-child", "/review", "/receipt"] {
            binh.get(&format!("{filing}{path}")).expect(404);
        }
        for path in ["/where", "/deletion", "/restoration", "/submission", "/where/autosave"] {
            binh.post(&format!("{filing}{path}"), &[("version", "1"), ("declared", "1")]).expect(404);
        }
        binh.uploads_whole(&filing, "TP03", "a.png", &crate::house::picture(1)).expect(404);
        binh.get("/me/filings").expect(200).hides("Làm giấy khai sinh");
    });
}

#[test]
fn a_deleted_filing_comes_back_for_a_week_and_an_untouched_one_is_kept_as_long_as_promised() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let (gone, kept) = (an.begins(BIRTH), an.begins(PLAIN));
        an.uploads_whole(&gone, "TP03", "a.png", &crate::house::picture(1)).expect(303);
        an.post(&format!("{gone}/deletion"), &[]).expect(303);
        an.post(&format!("{gone}/deletion"), &[]).expect(303);
        an.get("/me/filings").expect(200).shows("Đã xóa gần đây").shows("khôi phục được đến 09/03/2026");
        an.get(&format!("{gone}/where")).expect(303);
        an.post(&format!("{gone}/restoration"), &[]).expect(303);
        an.get(&format!("{gone}/papers")).expect(200).shows("a.png");
        an.post(&format!("{gone}/deletion"), &[]).expect(303);

        let forget = |moment: &str| {
            let now_ms = moment.parse::<jiff::Timestamp>().expect("a moment").as_millisecond();
            house.app.store.act_blocking(move |tx| portal::filing::chores::forget(tx, now_ms)).expect("forgotten")
        };
        assert_eq!(forget("2026-03-09T08:59:00+07:00"), 0);
        assert_eq!(forget("2026-03-09T09:00:00+07:00"), 1);
        assert_eq!(forget("2026-03-09T09:00:00+07:00"), 0);
        assert_eq!((house.count("filing"), house.count("upload")), (1, 0));
        let kept_for = |days: i64| {
            let filing = an.filing(&kept);
            filing.expires_ms - filing.changed_ms == days * 86_400_000
        };
        assert!(kept_for(90));
        assert_eq!(forget("2026-05-31T09:00:00+07:00"), 1);
        an.get(&kept).expect(404);
    });
}

#[test]
fn a_procedure_without_a_form_of_its_own_asks_the_usual_questions_and_its_papers() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(PLAIN);
        an.get(&format!("{filing}/form-matter")).expect(200).shows("Quý vị đề nghị việc gì?");
        let said =
            [("subject", "Đăng ký kết hôn với người nước ngoài"), ("place", "a"), ("place", "b"), ("place", "c")];
        assert_eq!(an.fills(&filing, "form-matter", &said), "/form-contact");
        // A paper may lie in an earlier dossier, which must be named, or be brought.
        let papers = format!("{filing}/papers");
        let version = an.get(&papers).version().to_string();
        let ways = [("version", version.as_str()), ("way_TP01", "earlier"), ("way_TP02", "bring"), ("do", "next")];
        an.post(&papers, &ways).expect(422).shows("ghi mã hồ sơ trước đã có giấy này");
    });
}

#[test]
fn what_is_not_taken_online_is_not_begun() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        an.get("/me/filings/new?procedure=2.000815").expect(422).shows("chưa nhận trực tuyến");
        an.post("/me/filings", &[("procedure", "2.000815")]).expect(422);
        an.post("/me/filings", &[("procedure", "9.999999")]).expect(422);
        assert_eq!(house.count("filing"), 0);
    });
}
