//! The golden cases of the legal clock, one row each: D deadlines, H working hours, T transfer, A apology, R return,
//! S suspension. Calendar as shipped; due at the end of the shift unless the row says otherwise.

use jiff::civil::{Date, DateTime};
use kernel::Lang;
use law::calendar::DatedDay;
use law::{
    Calendar, Extension, Kept, Limit, ManualDue, Pause, RuleSet, StartEvent, Step, Term, TimeOfDay, TransferRoute,
};

fn at(text: &str) -> DateTime {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn on(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn term(start: &str, limit: &str) -> Term {
    let limit = Limit::parse(limit).unwrap_or_else(|e| panic!("{limit}: {e}"));
    Term::starting(at(start), StartEvent::CounterAcceptance, Some(limit))
}

fn due(term: &Term) -> DateTime {
    term.due(&Calendar::shipped(), RuleSet::on(term.start.date())).expect("a limit").at
}

fn pause(from: &str, until: &str) -> Pause {
    Pause { from: at(from), until: Some(at(until)), basis: "xác minh".into() }
}

#[test]
fn limits_in_days_months_and_hours_end_where_the_law_says() {
    #[rustfmt::skip]
    let rows = [
        ("D01", "2024-06-12T09:00", "5 ngày làm việc",  "2024-06-19T17:00"),
        ("D02", "2024-02-05T09:00", "5 ngày làm việc",  "2024-02-19T17:00"),
        ("D03", "2026-02-12T09:00", "3 ngày làm việc",  "2026-02-24T17:00"),
        ("D05", "2026-02-09T09:00", "10 ngày làm việc", "2026-03-02T17:00"),
        ("D07", "2025-04-28T09:00", "3 ngày làm việc",  "2025-05-06T17:00"),
        ("D08", "2025-04-24T09:00", "2 ngày làm việc",  "2025-04-26T17:00"),
        ("D10", "2026-08-20T09:00", "8 ngày làm việc",  "2026-09-03T17:00"),
        ("D12", "2026-11-20T09:00", "3 ngày làm việc",  "2026-11-26T17:00"),
        ("D15", "2024-06-14T09:00", "15 ngày",          "2024-07-01T17:00"),
        ("D16", "2024-06-14T09:00", "15 ngày làm việc", "2024-07-05T17:00"),
        ("D17", "2026-02-03T09:00", "15 ngày",          "2026-02-23T17:00"),
        ("D20", "2024-01-31T09:00", "1 tháng",          "2024-02-29T17:00"),
        ("D22", "2024-06-15T09:00", "7 ngày làm việc",  "2024-06-25T17:00"),
        ("D24", "2024-06-12T14:59", "trong ngày",       "2024-06-12T17:00"),
        ("D25", "2024-06-12T15:01", "trong ngày",       "2024-06-13T17:00"),
        ("D27", "2024-06-12T15:00:00", "trong ngày",    "2024-06-12T17:00"),
        ("one second after 15:00",     "2024-06-12T15:00:01", "trong ngày", "2024-06-13T17:00"),
        ("same day, Saturday duty",    "2024-06-15T09:00", "trong ngày", "2024-06-17T17:00"),
        ("same day, Friday afternoon before Tết", "2026-02-13T15:30", "trong ngày", "2026-02-23T17:00"),
        ("one day and a half",         "2024-06-12T09:00", "1,5 ngày làm việc", "2024-06-14T11:30"),
        ("half a day",                 "2024-06-12T09:00", "0.5 ngày lam viec", "2024-06-13T11:30"),
        ("a day and a half over a weekend", "2024-06-13T09:00", "1.5 ngày làm việc", "2024-06-17T11:30"),
        ("three quarters of a day",    "2024-06-12T09:00", "0,75 ngày làm việc", "2024-06-13T15:00"),
        ("two weeks",                  "2024-06-12T09:00", "2 tuần",  "2024-06-26T17:00"),
        ("a week ends on a weekday already off", "2024-04-22T09:00", "1 tuần", "2024-05-02T17:00"),
        ("a month, to the same day",   "2024-06-12T09:00", "1 tháng", "2024-07-12T17:00"),
        ("a month, rolled over 24/11", "2026-10-24T09:00", "1 tháng", "2026-11-25T17:00"),
        ("half a month is fifteen days", "2024-06-14T09:00", "0,5 tháng", "2024-07-01T17:00"),
        ("half a year is six months",  "2024-01-15T09:00", "0.5 năm", "2024-07-15T17:00"),
        ("a year from a leap day",     "2024-02-29T09:00", "1 năm",   "2025-02-28T17:00"),
        ("the event on a holiday",     "2024-02-10T09:00", "1 ngày làm việc", "2024-02-15T17:00"),
        ("H01", "2024-06-12T07:30", "8 giờ làm việc", "2024-06-12T17:00"),
        ("H03", "2024-06-14T16:00", "8 giờ làm việc", "2024-06-17T16:00"),
        ("H04", "2024-06-15T10:00", "8 giờ làm việc", "2024-06-17T17:00"),
        ("H06", "2026-02-15T22:10", "8 giờ làm việc", "2026-02-23T17:00"),
        ("H09", "2024-06-12T10:30", "4 giờ",          "2024-06-12T16:00"),
        ("hours from the lunch break", "2024-06-12T12:00", "1 giờ làm việc", "2024-06-12T14:00"),
        ("hours that fill the morning end with it", "2024-06-12T07:30", "4 giờ làm việc", "2024-06-12T11:30"),
        ("hours after closing",        "2024-06-12T17:00", "0,5 giờ làm việc", "2024-06-13T08:00"),
    ];
    for (id, start, limit, expected) in rows {
        assert_eq!(due(&term(start, limit)), at(expected), "{id}: {limit} from {start}");
    }
}

#[test]
fn d13_without_the_resolution_24_november_is_worked() {
    let calendar = Calendar::shipped()
        .with_day(on("2026-11-24"), DatedDay::Worked { name: "chưa áp dụng NQ 28".into(), source: "thử".into() });
    let due = term("2026-11-20T09:00", "3 ngày làm việc").due(&calendar, RuleSet::R118).expect("a limit");
    assert_eq!(due.at, at("2026-11-25T17:00"));
}

#[test]
fn d14_the_receipt_of_2019_prints_the_same_time_of_day() {
    let mut term = term("2019-11-20T08:37", "25 ngày làm việc");
    term.policy = TimeOfDay::SameTime;
    assert_eq!(due(&term), at("2019-12-25T08:37"));
}

#[test]
fn d23_without_a_published_limit_an_officer_must_set_the_date_with_a_reason() {
    let mut term = Term::starting(at("2024-06-12T09:00"), StartEvent::CounterAcceptance, None);
    let refusal = term.due(&Calendar::shipped(), RuleSet::R61).expect_err("nothing to count");
    assert_eq!(refusal.key, "NO_TERM");
    term.manual_due = Some(ManualDue { until: at("2024-06-28T17:00"), reason: "theo văn bản phối hợp".into() });
    assert_eq!(due(&term), at("2024-06-28T17:00"));
}

#[test]
fn the_system_keeps_its_own_deadlines() {
    let calendar = Calendar::shipped();
    let transfer = |id: &str, start: &str, route, expected: &str| {
        let start = at(start);
        assert_eq!(RuleSet::on(start.date()).transfer_due(start, route, &calendar), at(expected), "{id}");
    };
    transfer("T01", "2024-06-12T14:59", TransferRoute::SameLevel, "2024-06-12T17:00");
    transfer("T02", "2024-06-12T15:00", TransferRoute::SameLevel, "2024-06-12T17:00");
    transfer("T03", "2024-06-12T15:01", TransferRoute::SameLevel, "2024-06-13T07:30");
    transfer("T04", "2024-06-14T15:30", TransferRoute::SameLevel, "2024-06-17T07:30");
    transfer("Saturday duty", "2024-06-15T09:00", TransferRoute::SameLevel, "2024-06-17T07:30");
    transfer("R61, other level", "2024-06-12T09:00", TransferRoute::OtherLevel, "2024-06-12T17:00");
    transfer("T06", "2025-07-03T10:00", TransferRoute::OtherLevel, "2025-07-04T17:00");

    // H10, and no such alert under R61
    assert_eq!(RuleSet::R118.officer_alert_by(at("2025-07-03T20:00")), Some(at("2025-07-03T22:00")));
    assert_eq!(RuleSet::R61.officer_alert_by(at("2024-07-03T20:00")), None);
    // H04 again, through its own door
    assert_eq!(RuleSet::R61.online_acceptance_by(at("2024-06-15T10:00"), &calendar), at("2024-06-17T17:00"));
    // R01
    assert_eq!(RuleSet::R61.return_for_supplement_by(at("2024-06-12T09:00"), &calendar), at("2024-06-17T17:00"));
    // A01
    let latest = RuleSet::R118.extension_latest(at("2026-03-02T17:00"), &calendar);
    assert_eq!((latest.legal_latest, latest.warn_on), (on("2026-03-01"), on("2026-02-27")));
    let midweek = RuleSet::R118.extension_latest(at("2026-03-05T17:00"), &calendar);
    assert_eq!((midweek.legal_latest, midweek.warn_on), (on("2026-03-04"), on("2026-03-04")));
    // C03: R61 never closes by itself; under R118 fifteen days, the last one rolled forward
    assert_eq!(RuleSet::R61.supplement_close_on(on("2024-06-14"), &calendar), None);
    assert_eq!(RuleSet::R118.supplement_until(on("2025-07-04"), &calendar), Some(on("2025-07-21")));
    assert_eq!(RuleSet::R118.supplement_close_on(on("2025-07-04"), &calendar), Some(on("2025-07-22")));
    assert_eq!(RuleSet::R118.correction_by(at("2025-07-04T09:00"), &calendar), Some(at("2025-07-09T17:00")));
    assert_eq!(RuleSet::R61.correction_by(at("2024-07-04T09:00"), &calendar), None);
}

#[test]
fn suspensions_move_the_date_by_the_working_days_they_take() {
    let base = term("2024-06-03T09:00", "10 ngày làm việc");
    #[rustfmt::skip]
    let rows: [(&str, Vec<Pause>, &str); 7] = [
        ("no pause", vec![], "2024-06-17T17:00"),
        ("S01", vec![pause("2024-06-06T10:00", "2024-06-12T10:00")], "2024-06-21T17:00"),
        ("S02", vec![pause("2024-06-06T08:00", "2024-06-06T16:00")], "2024-06-17T17:00"),
        ("overlapping pauses stop the clock once",
            vec![pause("2024-06-10T00:00", "2024-06-13T00:00"), pause("2024-06-06T00:00", "2024-06-12T00:00")], "2024-06-24T17:00"),
        ("pauses one after another add up",
            vec![pause("2024-06-04T00:00", "2024-06-05T00:00"), pause("2024-06-10T00:00", "2024-06-12T00:00")], "2024-06-20T17:00"),
        ("a pause over a weekend only", vec![pause("2024-06-07T16:00", "2024-06-09T10:00")], "2024-06-17T17:00"),
        ("S05: a consultation is no pause", vec![], "2024-06-17T17:00"),
    ];
    for (id, pauses, expected) in rows {
        let term = Term { pauses, ..base.clone() };
        assert_eq!(due(&term), at(expected), "{id}");
    }
}

#[test]
fn suspensions_of_calendar_limits_move_the_day_before_it_is_rolled() {
    // Raw end Saturday 29 June; two days more are Monday 1 July, not Wednesday 3 July.
    let mut calendar_days = term("2024-06-14T09:00", "15 ngày");
    calendar_days.pauses = vec![pause("2024-06-18T00:00", "2024-06-20T00:00")];
    assert_eq!(due(&calendar_days), at("2024-07-01T17:00"));
    calendar_days.pauses = vec![pause("2024-06-18T00:00", "2024-06-21T00:00")];
    assert_eq!(due(&calendar_days), at("2024-07-02T17:00"));
}

#[test]
fn suspensions_of_hours_are_exact_to_the_minute() {
    let mut hours = term("2024-06-12T10:30", "4 giờ làm việc");
    hours.pauses = vec![pause("2024-06-12T11:00", "2024-06-12T13:17")];
    assert_eq!(due(&hours), at("2024-06-12T16:47"));
}

#[test]
fn an_open_suspension_leaves_the_date_unfixed() {
    let mut open = term("2024-06-03T09:00", "10 ngày làm việc");
    open.pauses = vec![Pause { from: at("2024-06-06T10:00"), until: None, basis: "chờ nộp thuế".into() }];
    let due = open.due(&Calendar::shipped(), RuleSet::R61).expect("a limit");
    assert_eq!((due.at, due.paused_since), (at("2024-06-17T17:00"), Some(at("2024-06-06T10:00"))));
}

#[test]
fn r02_a_restart_counts_from_zero_and_forgets_earlier_pauses() {
    let mut restarted = term("2024-05-20T09:00", "10 ngày làm việc");
    restarted.pauses = vec![pause("2024-05-22T00:00", "2024-05-28T00:00")];
    restarted.restart = Some(at("2024-06-12T09:00"));
    assert_eq!(due(&restarted), at("2024-06-26T17:00"));
}

#[test]
fn an_extension_moves_the_date_once_and_never_saves_what_is_late() {
    let extension =
        |agreed: &str| Extension { until: at("2024-06-25T17:00"), agreed_on: on(agreed), reason: "xác minh".into() };
    let mut extended = term("2024-06-03T09:00", "10 ngày làm việc");
    extended.extension = Some(extension("2024-06-14"));
    assert_eq!(due(&extended), at("2024-06-25T17:00"));
    // A04
    extended.extension = Some(extension("2024-06-18"));
    let late = extended.due(&Calendar::shipped(), RuleSet::R61).expect("a limit");
    assert_eq!((late.at, late.promised), (at("2024-06-17T17:00"), at("2024-06-25T17:00")));
    // A pause after the extension moves the new date.
    extended.extension = Some(extension("2024-06-14"));
    extended.pauses = vec![pause("2024-06-18T00:00", "2024-06-20T00:00")];
    assert_eq!(due(&extended), at("2024-06-27T17:00"));
}

#[test]
fn an_extension_stands_whenever_it_was_agreed_unless_the_count_began_anew_after_it() {
    // Told on Friday, counted from Monday: the date given in writing is the date.
    let mut early = term("2024-06-03T09:00", "10 ngày làm việc");
    let agreed =
        |day: &str| Some(Extension { until: at("2024-06-25T17:00"), agreed_on: on(day), reason: "xác minh".into() });
    for day in ["2024-05-31", "2024-06-02", "2024-06-03", "2024-06-14"] {
        early.extension = agreed(day);
        assert_eq!(due(&early), at("2024-06-25T17:00"), "agreed on {day}");
    }
    let said: Vec<String> = early
        .due(&Calendar::shipped(), RuleSet::R61)
        .expect("a limit")
        .steps
        .iter()
        .map(|step| step.sentence(Lang::Vi))
        .collect();
    assert!(said.iter().any(|step| step.contains("25/06/2024")), "the explanation says it: {said:#?}");
    // What comes after moves it like any other: two working days of standing still.
    early.extension = agreed("2024-05-31");
    early.pauses = vec![pause("2024-06-05T00:00", "2024-06-07T00:00")];
    assert_eq!(due(&early), at("2024-06-27T17:00"));
    // A date before the one that is counted moves nothing.
    early.pauses.clear();
    early.extension = agreed("2024-05-31").map(|one| Extension { until: at("2024-06-10T17:00"), ..one });
    assert_eq!(due(&early), at("2024-06-17T17:00"));
    // R02: after the full supplement the whole limit counts anew, and the old agreement is void with the old date;
    // one agreed since then stands.
    early.restart = Some(at("2024-06-12T09:00"));
    early.extension = agreed("2024-06-10").map(|one| Extension { until: at("2024-07-05T17:00"), ..one });
    assert_eq!(due(&early), at("2024-06-26T17:00"));
    early.extension = agreed("2024-06-20").map(|one| Extension { until: at("2024-07-05T17:00"), ..one });
    assert_eq!(due(&early), at("2024-07-05T17:00"));
}

#[test]
fn a_promise_kept_through_a_change_of_the_calendar_moves_only_by_what_comes_after() {
    let storm = Calendar::shipped()
        .with_day(on("2024-06-07"), DatedDay::Off { name: "Bão".into(), source: "QĐ 12/QĐ-UBND".into() });
    let due = |term: &Term| term.due(&storm, RuleSet::R61).expect("a limit");
    let mut kept = term("2024-06-03T09:00", "10 ngày làm việc");
    assert_eq!(due(&kept).at, at("2024-06-18T17:00"), "counted again it is a day later");
    kept.kept =
        Some(Kept { until: at("2024-06-17T17:00"), at: at("2024-06-05T08:00"), basis: "QĐ 12/QĐ-UBND".into() });
    assert_eq!(due(&kept).at, at("2024-06-17T17:00"), "the promise stands");
    let said: Vec<String> = due(&kept).steps.iter().map(|step| step.sentence(Lang::Vi)).collect();
    let sentence = "Ngày 05/06/2024 lịch làm việc thay đổi (QĐ 12/QĐ-UBND): tính lại là 17:00 18/06/2024, nhưng vẫn giữ hẹn \
                    đã báo cho người nộp: 17:00 17/06/2024.";
    assert!(said.iter().any(|step| step == sentence), "{said:#?}");

    let with = |pauses: Vec<Pause>| Term { pauses, ..kept.clone() };
    // What had ended before is in the promise; what was open then, or came later, moves it.
    assert_eq!(due(&with(vec![pause("2024-06-03T10:00", "2024-06-04T10:00")])).at, at("2024-06-17T17:00"));
    assert_eq!(due(&with(vec![pause("2024-06-04T10:00", "2024-06-06T10:00")])).at, at("2024-06-19T17:00"));
    assert_eq!(due(&with(vec![pause("2024-06-10T10:00", "2024-06-12T10:00")])).at, at("2024-06-19T17:00"));
    // A restart begins a new count; an extension moves the promise like any other.
    let restarted = Term { restart: Some(at("2024-06-12T09:00")), ..kept.clone() };
    assert_eq!(due(&restarted).at, at("2024-06-26T17:00"));
    let agreed_on = on("2024-06-14");
    let extension = Some(Extension { until: at("2024-06-25T17:00"), agreed_on, reason: "xác minh".into() });
    assert_eq!(due(&Term { extension, ..kept.clone() }).at, at("2024-06-25T17:00"));
    // Kept before the count began: accepted in the afternoon, counted from the next morning.
    let mut early = kept.clone();
    early.kept = kept.kept.clone().map(|kept| Kept { at: at("2024-06-03T08:00"), ..kept });
    assert_eq!(due(&early).at, at("2024-06-17T17:00"));
    // The promised day itself is taken off: a limit in calendar days would roll on, the promise stands.
    let mut taken_off = term("2024-06-03T09:00", "4 ngày");
    assert_eq!(due(&taken_off).at, at("2024-06-10T17:00"));
    taken_off.kept = kept.kept.clone().map(|kept| Kept { until: at("2024-06-07T17:00"), ..kept });
    assert_eq!(due(&taken_off).at, at("2024-06-07T17:00"));
    // And it survives being kept.
    let text = serde_json::to_string(&kept).expect("JSON");
    assert_eq!(serde_json::from_str::<Term>(&text).expect("a term"), kept);
}

#[test]
fn every_skipped_day_of_tet_is_named_with_its_article() {
    let due = term("2024-02-05T09:00", "5 ngày làm việc").due(&Calendar::shipped(), RuleSet::R61).expect("a limit");
    let sentences: Vec<String> = due.steps.iter().map(|step| step.sentence(Lang::Vi)).collect();
    assert_eq!(
        sentences,
        [
            "Tiếp nhận hồ sơ đầy đủ tại quầy lúc 09:00 05/02/2024 (Điều 17 khoản 1 điểm c Nghị định 61/2018/NĐ-CP).",
            "Thời hạn giải quyết: 5 ngày làm việc.",
            "Ngày 05/02/2024 không tính; đếm từ thứ Ba 06/02/2024 (Điều 147 khoản 2 Bộ luật Dân sự 2015).",
            "Không tính thứ Năm 08/02/2024, thứ Sáu 09/02/2024, thứ Bảy 10/02/2024, Chủ nhật 11/02/2024, thứ Hai 12/02/2024: \
             nghỉ Tết Nguyên đán (Điều 112 khoản 1 Bộ luật Lao động 2019).",
            "Không tính thứ Ba 13/02/2024, thứ Tư 14/02/2024: nghỉ bù Tết Nguyên đán (Điều 111 khoản 3 Bộ luật Lao động 2019).",
            "Không tính thứ Bảy 17/02/2024, Chủ nhật 18/02/2024: nghỉ hằng tuần.",
            "Ngày làm việc thứ 5 là thứ Hai 19/02/2024.",
            "Hẹn trả kết quả: 17:00, thứ Hai 19/02/2024.",
        ]
    );
}

#[test]
fn a_term_and_its_answer_survive_storage() {
    let mut term = term("2025-04-24T09:00", "2 ngày làm việc");
    term.pauses = vec![pause("2025-04-25T00:00", "2025-04-28T00:00")];
    let due = term.due(&Calendar::shipped(), RuleSet::R61).expect("a limit");
    let json = serde_json::to_string(&(&term, &due)).expect("serialisable");
    let (term_again, due_again): (Term, law::Due) = serde_json::from_str(&json).expect("readable");
    assert_eq!((term_again, &due_again), (term, &due));
    assert!(due.steps.iter().any(|step| matches!(step, Step::CountedThough { .. })), "the worked Saturday is named");
}

#[test]
fn a_suspension_says_what_it_moved_and_names_the_days_it_passed() {
    let mut term = term("2024-04-22T09:00", "3 ngày làm việc");
    term.pauses = vec![pause("2024-04-23T09:00", "2024-04-25T09:00")];
    let due = term.due(&Calendar::shipped(), RuleSet::R61).expect("a limit");
    let sentences: Vec<String> = due.steps.iter().skip(4).map(|step| step.sentence(Lang::En)).collect();
    assert_eq!(
        sentences,
        [
            "Not counted: Saturday 27/04/2024, Sunday 28/04/2024 – weekly rest.",
            "Not counted: Monday 29/04/2024 – day off exchanged for 04/05/2024.",
            "Not counted: Tuesday 30/04/2024 – Reunification Day, 30 April (Labour Code 2019, Article 112(1)).",
            "Not counted: Wednesday 01/05/2024 – Labour Day, 1 May (Labour Code 2019, Article 112(1)).",
            "Suspended from 09:00 23/04/2024 to 09:00 25/04/2024 (xác minh): 2 working days added, \
             from 17:00 25/04/2024 to 17:00 02/05/2024.",
            "Due at 17:00 on Thursday 02/05/2024.",
        ]
    );
}
