//! Two desks behind the doors: the supervisor moves the work of somebody who is ill and takes it back, the administrator
//! adds a day off and sees what moves before anything is written.

use crate::driver::{Browser, say};
use crate::office::{ADMINISTRATOR, Office, SUPERVISOR};
use crate::people::*;

const TICKED: &str = "main input[name=dossier]:checked";

pub fn work_of_a_sick_colleague_moves_and_comes_back(
    officer: &Browser,
    office: &Office,
    look: &impl Fn(&Browser, &str),
) {
    signs_in(officer, office, SUPERVISOR);
    officer.opens("/supervision").is_headed("supervision-title");
    look(officer, "supervision");
    officer.opens("/supervision/redistribution").is_headed("supervision-redistribution");
    look(officer, "redistribution-choosing");
    let proposed = propose_for_somebody(officer);
    assert!(proposed > 0, "somebody has work that another can do");
    look(officer, "redistribution-proposed");
    let sick = officer.place();
    // Nothing moves without a reason.
    officer.presses("supervision-move").finds(".flash, main [role=alert]");
    look(officer, "redistribution-refused");
    officer.types("why", "Nghỉ ốm từ 04/03 đến 06/03").presses("supervision-move").leaves("?from=").finds(".flash");
    look(officer, "redistribution-moved");
    let rows = "main .table-cards tbody tr";
    assert_eq!(officer.count(rows), proposed, "as many dossiers moved as were proposed");
    officer.is_told("supervision-is-moved");
    let batch = officer.place();
    officer.opens(&sick);
    assert_eq!(officer.count(TICKED), 0, "the colleague has nothing left that could move");

    officer.opens(&batch).types("why", "Đã đi làm lại").presses("supervision-undo").finds(".flash");
    assert!(!officer.text_of("main").contains(&say("supervision-is-moved")), "everything is back");
    look(officer, "redistribution-undone");
    officer.opens(&sick);
    assert_eq!(officer.count(TICKED), proposed, "the work stands where it stood");
    signs_out(officer);
}

/// Looks through the colleagues until somebody has work that others can take; answers how many dossiers.
fn propose_for_somebody(officer: &Browser) -> i64 {
    let read = "return [...document.querySelectorAll('select[name=from] option')].map((one) => [one.value, one.textContent.trim()])";
    let colleagues = officer.script(read, Vec::new());
    for one in colleagues.as_array().into_iter().flatten() {
        let (id, name) = (one[0].as_str().unwrap_or_default(), one[1].as_str().unwrap_or_default());
        officer.opens(&format!("/supervision/redistribution?from={id}"));
        if officer.count(TICKED) > 0 {
            // As a person would: chosen by name.
            officer.opens("/supervision/redistribution").chooses("from", name).presses("supervision-propose");
            return officer.finds(TICKED).count(TICKED);
        }
    }
    0
}

pub fn a_holiday_shows_what_moves_before_it_is_confirmed(
    officer: &Browser,
    office: &Office,
    look: &impl Fn(&Browser, &str),
) {
    signs_in(officer, office, ADMINISTRATOR);
    officer.opens("/admin/calendars").is_headed("admin-calendars");
    look(officer, "admin-calendars");
    officer.presses_words("Ủy ban nhân dân tỉnh Quảng Ninh").finds("table.month");
    let year = officer.place();
    look(officer, "admin-calendar");
    officer.presses("admin-calendar-do-off").finds("[name=first]");
    look(officer, "admin-calendar-off");
    officer.types("first", "12/03/2026").types("name", "Bão số 3");
    officer.presses("admin-calendar-preview").finds(".field-error");
    look(officer, "admin-calendar-off-refused");
    officer.types("order_number", "21/QĐ-UBND").types("order_date", "04/03/2026");
    officer.types("order_agency", "Ủy ban nhân dân tỉnh Quảng Ninh");
    officer.presses("admin-calendar-preview").is_headed("admin-calendar-preview-title");
    look(officer, "admin-calendar-preview");
    assert!(officer.count("main .table-cards tbody tr") > 0, "dossiers are listed with the old and the new date");
    let other = officer.place();
    officer.opens(&year);
    assert!(!officer.words().contains("Bão số 3"), "nothing is written before it is confirmed");
    officer.opens(&other).finds("[name=first]");
    officer.types("first", "12/03/2026").types("name", "Bão số 3").types("order_number", "21/QĐ-UBND");
    officer.types("order_date", "04/03/2026").types("order_agency", "Ủy ban nhân dân tỉnh Quảng Ninh");
    officer.presses("admin-calendar-preview").is_headed("admin-calendar-preview-title");
    officer.presses("admin-calendar-confirm").finds("[data-live=job] .notice-good");
    look(officer, "job-done");
    officer.opens(&year).sees("Bão số 3").sees("21/QĐ-UBND");
    signs_out(officer);
}
