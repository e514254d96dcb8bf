//! Sending: once, whole, told at once; and everything that may have changed meanwhile.

use dossier::Stage;
use dossier::model::{PickUp, Submission};
use procedure::form::Filled;

use crate::house::{BIRTH, Browser, House, each_engine, once, picture};

fn dossier_of(browser: &Browser<'_>, house: &House, filing: &str) -> dossier::Dossier {
    house.dossier(browser.filing(filing).dossier.expect("a dossier stands for it"))
}

#[test]
fn a_filing_becomes_one_dossier_with_its_papers_and_its_printed_form() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        an.fills_birth(&filing);
        assert_eq!(an.sends(&filing).expect(303).header("location"), format!("{filing}/receipt"));
        // Told at once, with the moment and why.
        an.get(&format!("{filing}/receipt"))
            .expect(200)
            .shows("Hồ sơ đã đến nơi")
            .shows("Trung tâm Phục vụ hành chính công phường Hồng Gai")
            .shows("Chậm nhất quý vị được trả lời")
            .shows("8 giờ làm việc")
            .hides("ngoài giờ làm việc;");

        let dossier = dossier_of(&an, house, &filing);
        assert_eq!(dossier.stage, Stage::Lodged);
        assert_eq!((dossier.applicant.name.as_str(), dossier.pick_up), ("Nguyễn Văn Khai", PickUp::Post));
        assert_eq!(dossier.receiving.name, "Trung tâm Phục vụ hành chính công phường Hồng Gai");
        assert_eq!(dossier.deciding.name, "Ủy ban nhân dân phường Hồng Gai");
        assert_eq!(dossier.account, Some(an.citizen.account()));
        let papers: Vec<_> =
            dossier.components.iter().filter(|c| c.received).map(|c| (c.key.as_str(), c.submission)).collect();
        let wanted = [("TP01", Submission::Data), ("TP03", Submission::Scan), ("TP08", Submission::Scan)];
        assert_eq!(papers, wanted, "the filled form is the paper declaration");
        let printed = dossier.files.iter().find(|file| file.component.as_deref() == Some("TP01")).expect("printed");
        assert_eq!((printed.media.as_str(), printed.pages >= 1), ("application/pdf", true));
        let bytes =
            house.runtime.block_on(house.app.blobs.get(printed.blob.parse().expect("a hash"))).expect("durable");
        assert!(bytes.starts_with(b"%PDF-"));
        let filled: Filled = serde_json::from_value(dossier.form.clone().expect("a form")).expect("it reads");
        assert_eq!(filled.answers.part("child_name", 0), "Nguyễn Minh An");
        assert!(filled.sections.iter().any(|section| section.key == "receiving"));

        // Its files are the dossier's now; nothing of the filing can be changed.
        assert_eq!(house.count("upload"), 0);
        an.post(&format!("{filing}/form-child"), &[("version", "9"), ("child_name", "Khác")]).expect(422);
        an.uploads_whole(&filing, "TP03", "b.png", &picture(8)).expect(422);
        an.post(&format!("{filing}/deletion"), &[]).expect(422);
    });
}

#[test]
fn pressed_twice_at_once_or_again_it_is_one_dossier() {
    each_engine(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        an.fills_birth(&filing);
        let id = an.filing(&filing).id;
        let filings = portal::filing::Filings {
            dossiers: house.app.dossiers.clone(),
            blobs: house.app.blobs.clone(),
            sessions: house.app.sessions.clone(),
        };
        let (one, two) = house.runtime.block_on(async {
            let opened = filings.open(&an.citizen, id).await.expect("opened");
            let press = || portal::filing::submit::submit(&filings, &an.citizen, &opened);
            tokio::join!(press(), press())
        });
        let sent: Vec<_> = [one, two].into_iter().filter_map(Result::ok).collect();
        assert!(!sent.is_empty() && sent.iter().all(|dossier| *dossier == sent[0]));
        assert_eq!(house.count("dossier"), 1);
        // The button again, from an old page, leads to the same receipt.
        let again = an.post(&format!("{filing}/submission"), &[("version", "1"), ("declared", "1")]).expect(303);
        assert_eq!(again.header("location"), format!("{filing}/receipt"));
        assert_eq!(house.count("dossier"), 1);
    });
}

#[test]
fn what_is_missing_is_said_by_step_and_nothing_is_sent() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        an.sends(&filing)
            .expect(422)
            .shows("“Họ, chữ đệm, tên của con”: chưa trả lời")
            .shows("chưa có tệp")
            .shows("Chọn cách nhận kết quả");
        an.fills_birth(&filing);
        let version = an.get(&format!("{filing}/review")).version().to_string();
        let submission = format!("{filing}/submission");
        an.post(&submission, &[("version", &version)]).expect(422).shows("lời cam đoan trước khi gửi");
        // Changed in another window after the last look.
        let seen = an.get(&format!("{filing}/result")).version().to_string();
        an.post(&format!("{filing}/result"), &[("version", &seen), ("pick_up", "counter"), ("do", "next")]).expect(303);
        an.post(&submission, &[("version", &version), ("declared", "1")])
            .expect(422)
            .shows("vừa được sửa ở cửa sổ khác");
        assert_eq!(house.count("dossier"), 0);
        an.sends(&filing).expect(303);
    });
}

#[test]
fn a_procedure_that_ended_or_was_published_anew_meanwhile_is_said() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        an.fills_birth(&filing);
        let change = |edit: &dyn Fn(&mut procedure::ProcedureVersion)| {
            let mut version =
                (*house.app.dossiers.catalogue.current(BIRTH, jiff::civil::date(2026, 3, 2)).expect("it").version)
                    .clone();
            edit(&mut version);
            let (ids, catalogue) = (house.app.ids.clone(), house.app.dossiers.catalogue.clone());
            house
                .app
                .store
                .act_blocking(move |tx| {
                    procedure::store::record_version(tx, &ids, 9, &version)?;
                    catalogue.refresh(tx).map(drop)
                })
                .expect("recorded");
        };
        change(&|version| version.conditions.push_str(" Thêm điều kiện."));
        an.get(&format!("{filing}/review")).expect(200).shows("Thủ tục vừa được công bố lại");
        change(&|version| version.repealed = true);
        an.sends(&filing).expect(422).shows("đã bãi bỏ").hides("Hồ sơ đã đến nơi");
        assert_eq!(house.count("dossier"), 0);
        assert_eq!(an.filing(&filing).body.answers.part("child_name", 0), "Nguyễn Minh An", "nothing is lost");
    });
}

#[test]
fn sent_while_the_office_is_closed_it_says_when_it_opens() {
    once(|house| {
        house.at("2026-03-02T19:30:00+07:00");
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        an.fills_birth(&filing);
        an.sends(&filing).expect(303);
        an.get(&format!("{filing}/receipt"))
            .expect(200)
            .shows("ngoài giờ làm việc")
            .shows("thứ\u{a0}Ba\u{a0}03/03/2026");
    });
}

#[test]
fn any_centre_may_be_chosen_and_the_agency_stays_that_of_the_place() {
    once(|house| {
        let an = house.applicant("Nguyễn Văn Khai", "022090000001");
        let filing = an.begins(BIRTH);
        an.fills_birth(&filing);
        let commune = an.commune("Phường Hồng Gai");
        let directory = house.app.sessions.directory();
        let far = directory.unit_by_key("tt_tien_yen").expect("another centre").id.to_string();
        an.fills(&filing, "where", &[("commune", &commune), ("receiving", &far)]);
        an.sends(&filing).expect(303);
        let dossier = dossier_of(&an, house, &filing);
        assert_eq!(dossier.receiving.id.to_string(), far);
        assert_eq!(dossier.deciding.name, "Ủy ban nhân dân phường Hồng Gai");
    });
}
