//! The story of a counter dossier in real Chromium: a citizen looks things up, an officer takes the papers in, agencies
//! carry them through under the clock, and every screen on the way is looked at.
//!
//! Needs chromedriver; WCAG is checked when `MOTCUA_TEST_AXE` names an `axe.min.js`. Without JavaScript the public pages
//! are walked again.

mod counter;
mod desks;
mod doors;
mod driver;
mod family;
mod hall;
mod lead;
mod office;
mod people;
mod screens;
mod talk;
mod tour;

use driver::{Browser, Driver, say};
use office::{CLERK, INTAKE, LEADER, NEIGHBOUR, Office, SPECIALIST};
use people::*;
use screens::Gallery;

#[test]
fn browser_a_dossier_from_the_question_to_the_result_on_sqlite() {
    let Some(driver) = Driver::start() else { return };
    let gallery = Gallery::open();
    let office = Office::on_sqlite();
    tell(&driver, &office, |browser, name| gallery.looks_at(browser, name));
    gallery.is_without_faults();
}

#[test]
fn browser_a_dossier_from_the_question_to_the_result_on_postgresql() {
    let Some(driver) = Driver::start() else { return };
    office::on_postgres(|office| tell(&driver, office, |_, _| {}));
}

/// The story, on either engine; `look` is shown every screen.
fn tell(driver: &Driver, office: &Office, look: impl Fn(&Browser, &str)) {
    let browser = || driver.browser(office.runtime.handle(), &office.site);
    let (citizen, officer) = (browser(), browser());

    a_citizen_finds_what_to_bring(&citizen, &look);
    office.clock_strikes("2026-03-02T09:00");
    a_wrong_password_opens_nothing(&officer, &look);
    let code = the_counter_takes_a_visitor_in(&officer, office, &look);
    citizen_reads(&citizen, &code, "accepted", &look);
    the_papers_go_on_their_way(&officer, &code, &look);
    citizen_reads(&citizen, &code, "in-progress", &look);

    office.clock_strikes("2026-03-02T10:00");
    a_specialist_claims_and_asks_a_neighbour(&officer, office, &code, &look);
    the_neighbour_answers(&officer, office, &code, &look);
    office.clock_strikes("2026-03-02T14:00");
    a_supplement_goes_through_the_counter(&officer, office, &code, &look);
    citizen_reads(&citizen, &code, "supplement", &look);
    office.clock_strikes("2026-03-03T08:30");
    the_applicant_brings_it(&officer, office, &code, &look);

    office.clock_strikes("2026-03-03T10:00");
    let other = browser();
    two_officers_on_one_dossier(&officer, &other, office, &code, &look);
    citizen_reads(&citizen, &code, "suspended", &look);
    office.clock_strikes("2026-03-04T08:00");
    the_clock_goes_on(&officer, office, &code, &look);
    the_leader_signs(&officer, office, &code, &look);
    the_clerk_releases(&officer, office, &code, &look);
    citizen_reads(&citizen, &code, "result-ready", &look);
    the_result_is_handed_over(&officer, office, &code, &look);
    citizen_reads(&citizen, &code, "handed-over", &look);

    office.clock_strikes("2026-03-05T09:00");
    another_visitor_is_asked_to_complete_and_then_refused(&officer, office, &look);
    a_list_is_walked_by_keyboard(&officer, office, &look);
    what_nobody_finds(&citizen, &look);
}

fn a_citizen_finds_what_to_bring(citizen: &Browser, look: &impl Fn(&Browser, &str)) {
    citizen.opens("/");
    look(citizen, "public-home");
    citizen.types("q", "giay khai sinh cho con").keys(ENTER).finds("ol.hits");
    look(citizen, "public-search");
    assert!(citizen.text_of("ol.hits li").to_lowercase().contains("khai sinh"), "{}", citizen.text_of("ol.hits li"));
    citizen.presses_at("ol.hits li a").is_told("public-bring").is_told("public-ways");
    assert!(citizen.place().starts_with("/procedures/1.001193"), "{}", citizen.place());
    look(citizen, "public-procedure");
    citizen.opens("/about");
    look(citizen, "public-about");
    citizen.opens("/tracking");
    look(citizen, "public-tracking-form");
}

fn citizen_reads(citizen: &Browser, code: &str, status: &str, look: &impl Fn(&Browser, &str)) {
    reads_status(citizen, code, status);
    look(citizen, &format!("public-tracking-{status}"));
}

fn a_wrong_password_opens_nothing(officer: &Browser, look: &impl Fn(&Browser, &str)) {
    officer.opens("/intake").is_headed("office-sign-in");
    look(officer, "sign-in");
    officer
        .types("login", INTAKE)
        .types("password", "khong-phai-mat-khau")
        .presses("office-sign-in")
        .finds("main [role=alert]");
    look(officer, "sign-in-refused");
}

fn the_counter_takes_a_visitor_in(officer: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) -> String {
    signs_in(officer, office, INTAKE);
    look(officer, "home-intake");
    officer.opens("/intake");
    look(officer, "intake-visitor");
    // Nobody of this name was here before: what was looked for begins the new applicant.
    officer.types("q", "Hoàng Minh Châu Ngân").keys(ENTER).is_told("person-search-none");
    assert_eq!(officer.value_of("name"), "Hoàng Minh Châu Ngân");
    picks_procedure(officer, "giay doc than");
    officer
        .types("personal_number", "02219498765")
        .types("birth", "12/05/1994")
        .chooses("sex", &say("person-sex-female"));
    officer.types("phone", "0912 345 678").types("detail", "Tổ 5, khu 2").types("commune", "Phường Hồng Gai");
    officer.presses("intake-go-on").finds("#f-personal_number-error");
    look(officer, "intake-visitor-refused");
    // Everything typed is still there; only the number is typed again.
    assert_eq!(officer.value_of("detail"), "Tổ 5, khu 2");
    officer.types("personal_number", "022194987654").presses("intake-go-on").finds("#checklist");
    look(officer, "intake-screen");

    officer.attaches("drop-TP05", &a_lying_file(office)).sees(&upload_failed());
    look(officer, "intake-file-refused");
    officer.attaches("drop-TP05", &a_scan(office)).finds("[data-live=files-TP05] img");
    let drawn =
        "const img = document.querySelector('[data-live=files-TP05] img'); return img.complete ? img.naturalWidth : -1";
    officer.finds("[data-live=files-TP05] img").presses("intake-accept").finds("main [role=alert]");
    // The law wants the papers first: the counter is told which.
    look(officer, "intake-papers-missing");
    assert_ne!(officer.script(drawn, Vec::new()), 0, "the scan has a small picture");
    officer.ticks("got_TP01").ticks("got_TP05");
    look(officer, "intake-ready");
    officer.presses("intake-accept").is_headed("intake-outcome-accepted");
    look(officer, "intake-outcome");
    let code = officer.text_of(".intake-code code");
    assert!(code.contains("H49"), "a code of the province: {code:?}");
    paper_is_printed(officer);
    code
}

fn the_papers_go_on_their_way(officer: &Browser, code: &str, look: &impl Fn(&Browser, &str)) {
    officer.opens("/intake/transfers").sees(code);
    look(officer, "intake-transfers");
    finds_dossier(officer, code);
    look(officer, "dossier-accepted");
    let number = number_in_address(officer);
    officer.opens(&format!("/intake/{number}/outcome")).presses("intake-transfer-now").finds(".flash.notice-good");
    signs_out(officer);
    look(officer, "signed-out");
}

fn a_specialist_claims_and_asks_a_neighbour(
    officer: &Browser,
    office: &Office,
    code: &str,
    look: &impl Fn(&Browser, &str),
) {
    signs_in(officer, office, SPECIALIST);
    look(officer, "home-specialist");
    finds_dossier(officer, code);
    look(officer, "dossier-unclaimed");
    confirms(officer, "claim");
    look(officer, "dossier-claimed");
    turns_to(officer, "consult");
    look(officer, "act-consult");
    officer
        .chooses("unit", "Ủy ban nhân dân xã Tiên Yên")
        .types("question", "Trước năm 2020, đương sự có đăng ký kết hôn tại địa phương không?");
    officer.types("answer_by", "04/03/2026");
    confirms(officer, "consult");
    look(officer, "dossier-consulting");
    signs_out(officer);
}

fn the_neighbour_answers(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, NEIGHBOUR);
    finds_dossier(officer, code);
    officer.presses_at("main a[href*='/consultation/1/answer']").is_headed("dossier-act-answer-consultation");
    look(officer, "act-answer-consultation");
    officer.types("answer", "Sổ đăng ký kết hôn các năm 2012–2019 không ghi tên đương sự.");
    confirms(officer, "answer-consultation");
    signs_out(officer);
}

fn a_supplement_goes_through_the_counter(
    officer: &Browser,
    office: &Office,
    code: &str,
    look: &impl Fn(&Browser, &str),
) {
    signs_in(officer, office, SPECIALIST);
    finds_dossier(officer, code);
    turns_to(officer, "ask-supplement");
    look(officer, "act-ask-supplement");
    officer.types("ask-TP06", "Giấy tờ chứng minh nơi cư trú từ năm 2012 đến năm 2019");
    officer
        .types("reason", "Cơ sở dữ liệu chưa có nơi cư trú trước đây")
        .types("basis", "Nghị định 123/2015/NĐ-CP Điều 22");
    confirms(officer, "ask-supplement");
    look(officer, "dossier-supplement-asked");
    signs_out(officer);

    signs_in(officer, office, INTAKE);
    finds_dossier(officer, code);
    turns_to(officer, "send-supplement-request");
    look(officer, "act-send-supplement-request");
    confirms(officer, "send-supplement-request");
    look(officer, "dossier-awaiting-supplement");
    paper_is_printed(officer);
    signs_out(officer);
}

fn the_applicant_brings_it(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, INTAKE);
    finds_dossier(officer, code);
    turns_to(officer, "receive-supplement");
    look(officer, "act-receive-supplement");
    officer.types("note", "Đủ theo phiếu yêu cầu");
    confirms(officer, "receive-supplement");
    signs_out(officer);
}

fn two_officers_on_one_dossier(
    specialist: &Browser,
    leader: &Browser,
    office: &Office,
    code: &str,
    look: &impl Fn(&Browser, &str),
) {
    signs_in(specialist, office, SPECIALIST);
    finds_dossier(specialist, code);
    turns_to(specialist, "suspend");
    look(specialist, "act-suspend");

    // While the specialist still writes, the leader gives more time and apologises for it.
    signs_in(leader, office, LEADER);
    finds_dossier(leader, code);
    look(leader, "dossier-leader");
    turns_to(leader, "extend");
    leader.types("until", "13/03/2026").types("reason", "Chờ sổ gốc từ kho lưu trữ huyện cũ");
    look(leader, "act-extend");
    confirms(leader, "extend");
    look(leader, "dossier-extended");
    paper_is_printed(leader);
    signs_out(leader);

    specialist
        .takes("reason_key", "verification")
        .types("reason", "Gửi văn bản xác minh đến Ủy ban nhân dân xã Tiên Yên");
    specialist.presses("dossier-act-suspend").is_told("desk-meanwhile").is_told("desk-meanwhile-now");
    look(specialist, "act-stale");
    specialist.sees("Chờ sổ gốc từ kho lưu trữ huyện cũ");
    assert_eq!(
        specialist.value_of("reason"),
        "Gửi văn bản xác minh đến Ủy ban nhân dân xã Tiên Yên",
        "nothing typed is lost"
    );
    confirms(specialist, "suspend");
    look(specialist, "dossier-suspended");
    signs_out(specialist);
}

fn the_clock_goes_on(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, SPECIALIST);
    finds_dossier(officer, code);
    turns_to(officer, "resume");
    look(officer, "act-resume");
    confirms(officer, "resume");
    turns_to(officer, "propose");
    look(officer, "act-propose");
    officer.takes("outcome", "grant").types("note", "Đủ điều kiện cấp giấy xác nhận.");
    confirms(officer, "propose");
    signs_out(officer);
}

fn the_leader_signs(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, LEADER);
    look(officer, "home-leader");
    finds_dossier(officer, code);
    confirms(officer, "claim");
    turns_to(officer, "approve");
    look(officer, "act-approve");
    confirms(officer, "approve");
    signs_out(officer);
}

fn the_clerk_releases(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, CLERK);
    finds_dossier(officer, code);
    confirms(officer, "claim");
    officer.attaches("drop-files", &a_scan(office)).finds("[data-live=files] img");
    turns_to(officer, "attach-result");
    officer.types("number", "27/XNTTHN").types("signed_on", "04032026").types("signer", "Trần Thế Vinh");
    look(officer, "act-attach-result");
    officer.presses_at("[name=files]");
    confirms(officer, "attach-result");
    turns_to(officer, "release");
    look(officer, "act-release");
    confirms(officer, "release");
    look(officer, "dossier-result-ready");
    signs_out(officer);
}

fn the_result_is_handed_over(officer: &Browser, office: &Office, code: &str, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, INTAKE);
    officer.opens("/dossiers?pile=hand_over").sees(code);
    look(officer, "list-hand-over");
    // The code on the receipt is scanned where results are handed over: the form opens at once.
    officer.types("q", code).keys(ENTER).is_headed("dossier-act-hand-over");
    look(officer, "act-hand-over");
    assert_eq!(officer.value_of("taker_name"), "Hoàng Minh Châu Ngân");
    officer.ticks("originals_returned");
    confirms(officer, "hand-over");
    look(officer, "dossier-handed-over");
    paper_is_printed(officer);
    signs_out(officer);
}

fn another_visitor_is_asked_to_complete_and_then_refused(
    officer: &Browser,
    office: &Office,
    look: &impl Fn(&Browser, &str),
) {
    signs_in(officer, office, INTAKE);
    officer.opens("/intake").types("q", "Đoàn Văn Tĩnh").keys(ENTER).is_told("person-search-none");
    officer.types("personal_number", "022089123457").types("birth", "1989");
    picks_procedure(officer, "giay doc than");
    officer.presses("intake-go-on").finds("#checklist");
    officer.ticks("got_TP05");
    // What is missing is proposed; what has just come is not.
    officer.types("ask_text_TP01", "Điền tờ khai theo mẫu và ký tên");
    officer.types("supplement_reason", "Chưa có tờ khai");
    look(officer, "intake-asking");
    officer.presses("intake-ask-send").is_headed("intake-outcome-supplement");
    look(officer, "intake-outcome-supplement");
    assert_eq!(officer.count("ol.intake-points li"), 1, "one paper is asked for");
    paper_is_printed(officer);

    officer.presses("intake-resubmit").finds("#checklist");
    officer.presses("intake-refuse-send").finds("main [role=alert]");
    officer.types("refusal_reason", "Người yêu cầu không thường trú tại phường");
    officer.types("refusal_basis", "Nghị định 123/2015/NĐ-CP Điều 21");
    look(officer, "intake-refusing");
    officer.presses("intake-refuse-send").is_headed("intake-outcome-refused");
    look(officer, "intake-outcome-refused");
    paper_is_printed(officer);
    signs_out(officer);
}

fn a_list_is_walked_by_keyboard(officer: &Browser, office: &Office, look: &impl Fn(&Browser, &str)) {
    signs_in(officer, office, LEADER);
    officer.opens("/dossiers?pile=all").finds("[data-rows] tr:nth-child(3)");
    look(officer, "list-all");
    let picked = "return [...document.querySelectorAll('[data-rows] > *')].findIndex((row) => row.classList.contains('is-picked'))";
    let at = || officer.script(picked, Vec::new()).as_i64();
    officer.keys("j");
    assert_eq!(at(), Some(0));
    officer.keys("j");
    assert_eq!(at(), Some(1));
    officer.keys("k");
    assert_eq!(at(), Some(0));
    let code = officer.text_of(".is-picked a.row-link");
    officer.keys(ENTER).finds("#timeline").sees(&code);
    let first = number_in_address(officer);
    officer.keys("j").leaves(&first).finds("#timeline");
    let second = number_in_address(officer);
    assert_ne!(second, first, "J goes on to the next dossier of the list");
    officer.keys("k").leaves(&second).finds("#timeline");
    assert_eq!(number_in_address(officer), first, "and K back");
    officer.opens("/dossiers?pile=all&q=khong-co-ai-ten-nay").is_told("common-filter-clear");
    look(officer, "list-empty");
    officer.opens("/account");
    look(officer, "account");
    officer.opens("/account/password");
    look(officer, "account-password");
    officer.opens("/intake");
    look(officer, "problem-forbidden");
    officer.opens("/dossiers/1");
    look(officer, "problem-absent");
    signs_out(officer);
}

fn what_nobody_finds(citizen: &Browser, look: &impl Fn(&Browser, &str)) {
    citizen.opens("/procedures?q=xyzzy+khong+co");
    look(citizen, "public-search-empty");
    citizen.opens("/tracking").types("code", "khong phai ma").presses("public-follow").finds(".field-error");
    look(citizen, "public-tracking-refused");
    citizen.opens("/?lang=en").opens("/procedures/1.001193");
    look(citizen, "public-procedure-en");
}

#[test]
fn browser_without_javascript_a_citizen_still_finds_and_follows() {
    let Some(driver) = Driver::start() else { return };
    let office = Office::on_sqlite();
    let (counter, citizen) = (
        driver.browser(office.runtime.handle(), &office.site),
        driver.browser_without_script(office.runtime.handle(), &office.site),
    );
    office.clock_strikes("2026-03-02T09:00");
    let code = the_counter_takes_a_visitor_in(&counter, &office, &|_, _| {});

    citizen.opens("/procedures/1.001193").finds("[data-print][hidden]");
    citizen.opens("/").types("q", "dang ky khai sinh").presses("public-search").finds("ol.hits");
    citizen.presses_at("ol.hits li a").is_told("public-bring");
    reads_status(&citizen, &code, "accepted");
    // The promised date opens into its sentences without a script.
    citizen.presses_at("details.due summary").finds("details.due[open] ol li");
    citizen.opens("/?lang=en").sees(&kernel::Lang::En.say("public-home-ask"));
    let is_still = "return document.querySelectorAll('[role=combobox]').length === 0";
    assert_eq!(citizen.script(is_still, Vec::new()), true);
}
