//! Every door: somebody files from a phone, somebody else by post for a unit of another district. Both are asked for more,
//! one gets more time with an apology, one changes their mind and withdraws.

use crate::desks;
use crate::driver::{Browser, Driver, say};
use crate::office::{self, INTAKE, LEADER_ELSEWHERE, NEIGHBOUR, Office};
use crate::people::*;
use crate::screens::{self, Gallery};

const APPLICANT: &str = "Vũ Thị Hải Yến";
const NUMBER: &str = "022195004321";
const PASSWORD: &str = "thuyền về bến cũ";
/// Who sends papers from far away.
const SENDER: &str = "Lương Đình Khôi";
const TRACKING: &str = "EB600700809VN";
/// What somebody means who wants a certificate of marital status.
const WANTED: &str = "1.004873";

#[test]
fn browser_every_door_and_every_desk_on_sqlite() {
    let Some(driver) = Driver::start() else { return };
    let gallery = Gallery::open();
    let office = Office::on_sqlite();
    tell(&driver, &office, |browser, name| gallery.looks_at(browser, name));
    gallery.is_without_faults();
}

#[test]
fn browser_every_door_and_every_desk_on_postgresql() {
    let Some(driver) = Driver::start() else { return };
    office::on_postgres(|office| tell(&driver, office, |_, _| {}));
}

/// The story, on either engine; `look` is shown every screen.
fn tell(driver: &Driver, office: &Office, look: impl Fn(&Browser, &str)) {
    let browser = || driver.browser(office.runtime.handle(), &office.site);
    let (phone, officer) = (browser(), browser());
    // Whoever holds a phone looks at everything at a phone's width.
    let glance = |browser: &Browser, name: &str| {
        look(browser, name);
        screens::becomes_a_phone(browser);
    };
    screens::becomes_a_phone(&phone);

    office.clock_strikes("2026-03-02T08:30");
    somebody_registers(&phone, &glance);
    let filed = somebody_files_from_a_phone(&phone, office, &glance);
    office.clock_strikes("2026-03-02T09:30");
    the_online_desk_asks_for_more(&officer, office, &look);
    the_applicant_answers_point_by_point(&phone, office, &filed, &glance);
    office.clock_strikes("2026-03-02T10:30");
    let online = the_online_desk_accepts(&officer, office, &look);

    office.clock_strikes("2026-03-02T13:30");
    let parcel = papers_come_by_post(&officer, office, &look);
    let posted = they_become_a_dossier_for_another_district(&officer, &parcel, &look);
    office.clock_strikes("2026-03-04T09:00");
    it_gets_more_time_with_an_apology(&officer, office, &posted, &look);
    reads_status(&browser(), &posted, "in-progress");

    the_applicant_withdraws(&phone, &filed, &glance);
    the_counter_confirms_it(&officer, office, &online, &look);
    phone.opens(&filed).is_headed("public-status-stopped");
    glance(&phone, "me-dossier-withdrawn");

    desks::work_of_a_sick_colleague_moves_and_comes_back(&officer, office, &look);
    desks::a_holiday_shows_what_moves_before_it_is_confirmed(&officer, office, &look);
}

fn somebody_registers(phone: &Browser, look: &impl Fn(&Browser, &str)) {
    phone.opens("/me").is_headed("account-sign-in");
    look(phone, "me-sign-in");
    phone.opens("/me/register").types("name", APPLICANT).types("personal_number", "022195");
    phone.types("phone", "0912 000 321").types("new_password", PASSWORD).types("new_password_again", PASSWORD);
    phone.presses("account-register").finds("#f-personal_number-error");
    look(phone, "me-register-refused");
    assert_eq!(phone.value_of("name"), APPLICANT, "what was typed stays");
    phone.types("personal_number", NUMBER).types("new_password", PASSWORD).types("new_password_again", PASSWORD);
    phone.presses("account-register").leaves("/register").sees(APPLICANT);
    look(phone, "me-home-empty");
}

/// Answers the address of the dossier's page.
fn somebody_files_from_a_phone(phone: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) -> String {
    phone.opens(&format!("/procedures/{WANTED}")).presses("portal-filing-online").is_told("portal-filing-new-lead");
    look(phone, "filing-new");
    phone.presses("portal-filing-begin").finds("[name=commune]");
    look(phone, "filing-where");
    let goes_on = |from: &str| {
        phone.presses("portal-filing-next").leaves(from);
    };
    let step = || phone.place().rsplit('/').next().unwrap_or_default().to_string();
    phone.chooses("commune", "Hồng Gai").sees("Trung tâm Phục vụ hành chính công phường Hồng Gai");
    goes_on(&step());
    phone.finds("[name=for_self]");
    look(phone, "filing-form-person");
    // What was asked and not answered is asked again where it stands.
    phone.presses("portal-filing-next").finds(".field-error");
    look(phone, "filing-form-refused");
    phone
        .takes("for_self", "self")
        .types("f-residence", "Tổ 5, khu 2")
        .types("f-residence-2", "Phường Hồng Gai")
        .types("f-residence-3", "Tỉnh Quảng Ninh");
    goes_on(&step());
    phone.takes("status", "single").takes("elsewhere", "no");
    look(phone, "filing-form-status");
    // Saved as it is typed: whoever comes back later finds everything.
    let (here, at) = (phone.place(), step());
    phone.finds("[data-autosave-line][data-state=saved]").opens("/me/filings");
    look(phone, "filings");
    phone.opens(&here).finds("[name=status][value=single]:checked");
    goes_on(&at);
    phone.takes("purpose", "loan").types("copies", "2");
    goes_on(&step());
    phone.finds(".filing-papers");
    phone.attaches("drop-files-TP05", &a_scan(office)).finds("[data-live=files-TP05] a");
    look(phone, "filing-papers");
    goes_on(&step());
    phone.finds("[name=pick_up]").takes("pick_up", "counter");
    look(phone, "filing-result");
    goes_on(&step());
    phone.finds("[name=declared]").sees("the-can-cuoc.png");
    look(phone, "filing-review");
    phone.presses("portal-filing-send").finds("#f-declared-error");
    phone.ticks("declared").presses("portal-filing-send").is_headed("portal-filing-arrived");
    look(phone, "filing-receipt");
    phone.presses("portal-filing-follow").finds("#thread");
    look(phone, "me-dossier-lodged");
    phone.place()
}

fn the_online_desk_asks_for_more(officer: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, INTAKE);
    officer.opens("/intake/online").sees(APPLICANT);
    look(officer, "online-desk");
    officer.presses_words(APPLICANT).is_told("desk-online-form");
    look(officer, "online-dossier");
    officer.chooses("pin_1", "Giấy tờ: Giấy tờ tùy thân").types("ask_1", "Ảnh mờ, chụp lại cả hai mặt");
    officer.chooses("pin_2", "Số bản cần cấp").types("ask_2", "Cần mấy bản cho ngân hàng?");
    officer.presses("desk-online-ask-send").finds("main [role=alert]");
    look(officer, "online-asking-refused");
    assert_eq!(officer.value_of("ask_1"), "Ảnh mờ, chụp lại cả hai mặt");
    officer.types("supplement_reason", "Hồ sơ chưa đọc được").presses("desk-online-ask-send").leaves("/supplement");
    officer.finds(".flash");
    look(officer, "online-asked");
    signs_out(officer);
}

fn the_applicant_answers_point_by_point(phone: &Browser, office: &Office, filed: &str, look: &impl Fn(&Browser, &str)) {
    phone.opens("/me").finds("#needs");
    look(phone, "me-home-owing");
    phone.opens(filed).is_headed("public-status-supplement").presses("portal-supplement-go");
    phone.sees("chụp lại cả hai mặt").sees("Cần mấy bản cho ngân hàng?").sees("Mục trong tờ khai: Số bản cần cấp");
    look(phone, "me-supplement");
    // The line breaks twice while the file is on its way; it is waited for, and nobody presses anything.
    let cut = "const line = window.fetch; let cuts = 2; \
               window.fetch = (url, init) => init?.method === 'PATCH' && cuts-- > 0 ? Promise.reject(new TypeError('cut')) : line(url, init);";
    phone.script(cut, Vec::new());
    phone
        .types("answer_1", "Hai bản")
        .attaches("drop-point-files-0", &a_clearer_scan(office))
        .is_told("portal-upload-waiting")
        .finds("[data-live=point-files-0] .thumb:nth-child(2) img");
    assert_eq!(phone.value_of("answer_1"), "Hai bản", "what was typed stays");
    phone.presses("portal-supplement-done").is_told("portal-supplement-sent");
    look(phone, "me-dossier-answered");
}

/// Answers the code of the dossier.
fn the_online_desk_accepts(officer: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) -> String {
    signs_in(officer, office, INTAKE);
    officer.opens("/intake/online").is_told("desk-online-answered").presses_words(APPLICANT).sees("Hai bản");
    look(officer, "online-answered");
    turns_to(officer, "resubmit");
    look(officer, "act-resubmit");
    confirms(officer, "resubmit");
    officer.opens("/intake/online").presses_words(APPLICANT).is_told("desk-online-form");
    officer.ticks("got_TP01").ticks("got_TP05");
    officer.presses("desk-online-accept").is_headed("intake-outcome-accepted");
    look(officer, "online-outcome");
    let code = officer.text_of(".intake-code code");
    paper_is_printed(officer);
    signs_out(officer);
    code
}

/// Answers the address of the parcel.
fn papers_come_by_post(officer: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) -> String {
    signs_in(officer, office, INTAKE);
    officer.opens("/post");
    look(officer, "post-desk");
    officer.presses("custody-arrival-title").is_headed("custody-arrival-title");
    officer.types("tracking", TRACKING).presses("custody-arrival-save").finds(".field-error");
    look(officer, "post-arrival-refused");
    officer.types("name", SENDER).types("phone", "0912 555 010").types("address", "Thôn 3, xã Tiên Yên");
    officer.types("item1", "Tờ khai").types("originals1", "1");
    officer.presses("custody-arrival-save").finds(".flash").sees(TRACKING);
    let parcel = officer.place().split('?').next().unwrap_or_default().to_string();
    officer.types("postman", "Bưu tá Hùng");
    look(officer, "post-parcel-counted");
    officer.presses("custody-sign").finds(".flash").finds("a[href^='/intake?parcel=']");
    look(officer, "post-parcel-signed");
    let (status, media, begins) = officer.fetches(&format!("{parcel}/record.pdf"));
    assert_eq!((status, media.as_str(), begins.starts_with("%PDF-")), (200, "application/pdf", true));
    parcel
}

/// Answers the code of the dossier.
fn they_become_a_dossier_for_another_district(
    officer: &Browser,
    parcel: &str,
    look: &impl Fn(&Browser, &str),
) -> String {
    officer.opens(parcel).presses("custody-take-in").finds("form#visitor");
    assert_eq!(officer.value_of("name"), SENDER, "the waybill has told");
    officer.types("personal_number", "022088123456").types("birth", "1988");
    picks_procedure(officer, "giay doc than");
    assert_eq!(officer.value_of("channel"), "post", "it is known to have come by post");
    officer.chooses("deciding", "Ủy ban nhân dân xã Tiên Yên");
    look(officer, "intake-of-parcel");
    officer.presses("intake-go-on").finds("#checklist");
    look(officer, "intake-screen-of-parcel");
    officer.ticks("got_TP01").types("ask_text_TP05", "Bản sao căn cước");
    officer.types("supplement_reason", "Bưu gửi không có giấy tờ tùy thân");
    officer.presses("intake-ask-send").is_headed("intake-outcome-supplement");
    look(officer, "intake-outcome-of-parcel");
    paper_is_printed(officer);
    officer.presses("intake-resubmit").finds("#checklist");
    officer.ticks("got_TP01").ticks("got_TP05").presses("intake-accept").is_headed("intake-outcome-accepted");
    let code = officer.text_of(".intake-code code");
    officer.presses("intake-transfer-now").finds(".flash.notice-good");
    // The electronic dossier has gone; its papers wait here for a bag.
    finds_dossier(officer, &code);
    look(officer, "dossier-of-another-district");
    officer.opens("/custody").sees("Tiên Yên");
    look(officer, "custody-desk");
    signs_out(officer);
    code
}

fn it_gets_more_time_with_an_apology(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, NEIGHBOUR);
    finds_dossier(officer, code);
    confirms(officer, "claim");
    signs_out(officer);
    signs_in(officer, office, LEADER_ELSEWHERE);
    finds_dossier(officer, code);
    turns_to(officer, "extend");
    officer.types("until", "13/03/2026").types("reason", "Chờ sổ gốc từ kho lưu trữ huyện cũ");
    confirms(officer, "extend");
    look(officer, "dossier-extended-elsewhere");
    paper_is_printed(officer);
    signs_out(officer);
}

fn the_applicant_withdraws(phone: &Browser, filed: &str, look: &impl Fn(&Browser, &str)) {
    // Two days later one signs in again, and lands where one wanted to go.
    phone.opens(filed).is_headed("account-sign-in").types("login", NUMBER).types("password", PASSWORD);
    phone.presses("account-sign-in").finds("#thread");
    assert!(filed.starts_with(&phone.place()), "{} is not {filed}", phone.place());
    phone.presses("portal-withdraw").is_told("portal-withdraw-lead");
    phone.types("reason", "Ngân hàng không cần giấy này nữa");
    look(phone, "me-withdraw");
    phone.presses("portal-withdraw").is_told("portal-withdrawal-asked");
    look(phone, "me-dossier-withdrawing");
}

fn the_counter_confirms_it(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, INTAKE);
    finds_dossier(officer, code);
    turns_to(officer, "confirm-withdrawal");
    look(officer, "act-confirm-withdrawal");
    officer.sees("Ngân hàng không cần giấy này nữa");
    confirms(officer, "confirm-withdrawal");
    look(officer, "dossier-withdrawn");
    assert!(officer.text_of("h1, .dossier-now").len() > say("dossier-act-claim").len());
    signs_out(officer);
}
