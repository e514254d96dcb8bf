//! The golden cases of codes (P), identity (I) and timeliness (K), and the answers of the command line.

use jiff::civil::{Date, DateTime, date};
use kernel::Lang;
use law::check::{DueRequest, ParseKind, due_command, parse_command};
use law::code::{
    AgencyCode, Cmnd, CodeError, Declared, DossierCode, PassportNumber, PersonalNumber, PersonalNumberWarning,
    ProcedureCode, Profile, ResultCode, ResultCodeStyle, Sex, TaxCode, TaxKind,
};
use law::timeliness::{Class, Exclusion, Facts, IndexVerdict, ONE_WORKING_DAY, TimeLeft};
use law::{Calendar, CodeOwner, FormKey, Limit, LimitError, Rule, RuleSet, TimeOfDay, Unit};
use serde_json::json;

fn at(text: &str) -> DateTime {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn dossier_codes_are_read_by_profile() {
    use Profile::{Legal, Platform2026, Tolerant};
    let long = format!("H49.{}", "A".repeat(32));
    type Parts = Result<(&'static str, Date, u32), CodeError>;
    #[rustfmt::skip]
    let rows: [(&str, &str, Profile, Parts); 17] = [
        ("P01", "000.00.01.H49-240612-0003", Legal, Ok(("H49", date(2024, 6, 12), 3))),
        ("P02", "000.00.01.H26-260930-0012", Legal, Ok(("H26", date(2026, 9, 30), 12))),
        ("P03", "H49.12.05-250702-0001", Legal, Ok(("H49", date(2025, 7, 2), 1))),
        ("P04 legal", "G09.20-20260609-0092637", Legal, Err(CodeError::Length)),
        ("P04 2026", "G09.20-20260609-0092637", Platform2026, Ok(("G09", date(2026, 6, 9), 92_637))),
        ("P06", "000.00.01.H49-240612-0000", Legal, Err(CodeError::Serial)),
        ("P07", "000.00.01.H49-240612-03", Legal, Err(CodeError::Length)),
        ("P08", "00.00.01.H49-240612-0003", Legal, Err(CodeError::Agency)),
        ("P11", &format!("{long}-240612-0003"), Legal, Err(CodeError::Agency)),
        ("no such day", "000.00.01.H49-240631-0003", Legal, Err(CodeError::Date)),
        ("a leap day that was not", "000.00.01.H49-250229-0003", Legal, Err(CodeError::Date)),
        ("small letters", "000.00.01.h49-240612-0003", Legal, Err(CodeError::Charset)),
        ("no province begins with Z", "000.00.01.Z49-240612-0003", Legal, Err(CodeError::Agency)),
        ("no hyphens", "000.00.01.H49", Legal, Err(CodeError::Format)),
        ("five digits, legal", "000.00.01.H49-240612-10001", Legal, Err(CodeError::Length)),
        ("five digits, imported", "000.00.01.H49-240612-10001", Tolerant, Ok(("H49", date(2024, 6, 12), 10_001))),
        ("old agency on the platform", "000.00.01.H49-20240612-0000003", Platform2026, Err(CodeError::Agency)),
    ];
    for (id, text, profile, expected) in rows {
        let read = DossierCode::parse_as(text, profile);
        match (&read, &expected) {
            (Ok(code), Ok((level_1, on, serial))) => {
                assert_eq!((code.agency.level_1(), code.date, code.serial), (*level_1, *on, *serial), "{id}");
                assert_eq!(code.to_string(), text, "{id} is written as it was read");
            }
            _ => assert_eq!(read.as_ref().err(), expected.as_ref().err(), "{id}"),
        }
    }
    assert_eq!(DossierCode::parse("G09.20-20260609-0092637").map(|code| code.profile), Ok(Platform2026));
    assert_eq!(DossierCode::parse("G09.20-20260609-0000000"), Err(CodeError::Serial));
    assert_eq!(DossierCode::parse("000.00.01.H49-240612-03"), Err(CodeError::Length));
}

#[test]
fn a_serial_that_outgrows_its_four_digits_is_flagged() {
    let agency = AgencyCode::parse("H49.01").expect("an agency");
    let code = DossierCode::compose(agency, date(2024, 6, 12), 10_000, Profile::Legal);
    assert_eq!(code.to_string(), "H49.01-240612-10000");
    assert!(code.is_widened());
}

#[test]
fn p18_agency_codes_go_from_old_to_new_style_and_back() {
    #[rustfmt::skip]
    let rows = [
        ("000.00.01.H49", "H49.01", "01"),
        ("000.19.28.H49", "H49.28.19", "28"),
        ("001.19.28.H49", "H49.28.19.001", "28"),
    ];
    for (old, new, level_2) in rows {
        let (old_code, new_code) = (AgencyCode::parse(old).expect(old), AgencyCode::parse(new).expect(new));
        assert_eq!(old_code.to_new_style().as_ref(), Some(&new_code));
        assert_eq!(new_code.to_old_style().as_ref(), Some(&old_code));
        assert_eq!((old_code.level_2(), new_code.level_2()), (Some(level_2), Some(level_2)));
    }
    let whole_province = AgencyCode::parse("000.00.00.H49").expect("a province");
    assert_eq!(whole_province.to_new_style().map(String::from), Some("H49".to_string()));
    // A gap in the middle has no new-style name of its own.
    assert_eq!(AgencyCode::parse("001.00.28.H49").expect("well-formed").to_new_style(), None);
    assert_eq!(AgencyCode::parse("H52.101.114").expect("well-formed").to_old_style(), None);
}

#[test]
fn procedure_and_result_codes() {
    for good in ["1.012415", "2.001417", "3.000722"] {
        assert_eq!(ProcedureCode::parse(good).map(String::from), Ok(good.to_string()), "P14");
    }
    for bad in ["1.12415", "2.0014170", "12.001417", "1,001193", "1.00119３"] {
        assert_eq!(ProcedureCode::parse(bad), Err(CodeError::Format), "P15 {bad}");
    }
    assert_eq!(ProcedureCode::parse("1.001850.000.00.00.H40").map(String::from), Ok("1.001850".to_string()));
    #[rustfmt::skip]
    let results = [
        ("KQ.G15.000031", Ok(ResultCodeStyle::Canonical)),
        ("000.00.00.G09-KQ002269", Ok(ResultCodeStyle::Legacy)),
        ("KQ-G01.00012", Ok(ResultCodeStyle::Legacy)),
        ("KQ.K15.000031", Err(CodeError::Format)),
    ];
    for (text, style) in results {
        assert_eq!(ResultCode::parse(text).map(|code| code.style), style, "P17 {text}");
    }
}

#[test]
fn personal_numbers_tell_province_sex_and_year() {
    #[rustfmt::skip]
    let rows = [
        ("I01", "079203012345", Some("Hồ Chí Minh"), Sex::Male, 2003),
        ("I02", "001199012345", Some("Hà Nội"), Sex::Female, 1999),
        ("I03", "022088000001", Some("Quảng Ninh"), Sex::Male, 1988),
        ("I06", "003088000001", None, Sex::Male, 1988),
        ("with spaces", "079 203 012345", Some("Hồ Chí Minh"), Sex::Male, 2003),
    ];
    for (id, text, province, sex, year) in rows {
        let number = PersonalNumber::parse(text).unwrap_or_else(|e| panic!("{id}: {e}"));
        assert_eq!((number.province(), number.sex(), number.birth_year()), (province, sex, year), "{id}");
    }
    let warnings = |text, declared| PersonalNumber::parse(text).expect("well-formed").warnings(&declared);
    let man_of_1988 = Declared { sex: Some(Sex::Male), birth_year: Some(1988) };
    assert_eq!(warnings("022188000001", man_of_1988), [PersonalNumberWarning::SexMismatch], "I04");
    assert_eq!(warnings("003088000001", man_of_1988), [PersonalNumberWarning::UnknownPrefix], "I06");
    assert_eq!(warnings("022089000001", man_of_1988), [PersonalNumberWarning::BirthYearMismatch]);
    for (text, error) in [
        ("02208800000", CodeError::Length),
        ("0220880000012", CodeError::Length),
        ("02208800000A", CodeError::Charset),
        ("012345678", CodeError::CmndExpired),
        ("", CodeError::Empty),
    ] {
        assert_eq!(PersonalNumber::parse(text).err(), Some(error), "I07/I09 {text}");
    }
    assert!(Cmnd::parse("012345678").is_ok(), "I09: kept as a historical identifier");
    assert!(Cmnd::parse_for_filing("012345678", date(2024, 12, 31)).is_ok());
    assert_eq!(Cmnd::parse_for_filing("012345678", date(2025, 1, 1)).err(), Some(CodeError::CmndExpired));
}

#[test]
fn a_personal_number_in_a_log_shows_no_birth() {
    let number = PersonalNumber::parse("079203012345").expect("well-formed");
    assert_eq!(format!("{number:?}"), "PersonalNumber(•••••••••345)");
}

#[test]
fn tax_codes_are_checked_where_there_is_a_check_digit() {
    #[rustfmt::skip]
    let rows = [
        ("I10", "0101248141", Ok((TaxKind::Organisation, "0101248141", Some(true)))),
        ("I10", "0100109106", Ok((TaxKind::Organisation, "0100109106", Some(true)))),
        ("I10", "0300588569", Ok((TaxKind::Organisation, "0300588569", Some(true)))),
        ("I12", "0100109106-001", Ok((TaxKind::DependentUnit, "0100109106-001", Some(true)))),
        ("I12", "0100109106001", Ok((TaxKind::DependentUnit, "0100109106-001", Some(true)))),
        ("I12", "0100109106-000", Err(CodeError::Branch)),
        ("I14", "079203012345", Ok((TaxKind::Personal, "079203012345", None))),
        ("I11", "0100109107", Err(CodeError::CheckDigit)),
        ("a digit short", "010010910", Err(CodeError::Length)),
        ("two-digit branch", "0100109106-01", Err(CodeError::Length)),
        ("a letter", "01001O9106", Err(CodeError::Charset)),
    ];
    for (id, text, expected) in rows {
        let read = TaxCode::parse(text);
        let seen = read.as_ref().map(|tax| (tax.kind, tax.normalised.as_str(), tax.check())).map_err(|error| *error);
        assert_eq!(seen, expected, "{id} {text}");
    }
    assert_eq!(TaxCode::parse("0100109106-001").expect("valid").enterprise(), "0100109106");
}

#[test]
fn a_check_sum_of_ten_has_no_valid_digit_unless_the_office_accepts_zero() {
    let weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
    let nine = (1..2_000_u32)
        .map(|n| format!("{n:09}"))
        .find(|nine| {
            nine.bytes()
                .zip(weights)
                .map(|(digit, weight)| u32::from(digit - b'0') * weight)
                .sum::<u32>()
                .is_multiple_of(11)
        })
        .expect("one in eleven");
    assert_eq!(TaxCode::parse(&format!("{nine}0")), Err(CodeError::CheckDigit));
    assert!(TaxCode::parse_with(&format!("{nine}0"), true).is_ok());
}

#[test]
fn passports_are_written_large() {
    assert_eq!(PassportNumber::parse(" c1 234567 ").map(|number| number.as_str().to_string()), Ok("C1234567".into()));
    assert_eq!(PassportNumber::parse("C123"), Err(CodeError::Length));
    assert_eq!(PassportNumber::parse("C12-3456"), Err(CodeError::Charset));
}

#[test]
fn timeliness_follows_the_service_index() {
    let accepted =
        Facts { accepted_at: Some(at("2024-06-12T09:00")), due: Some(at("2024-06-19T17:00")), ..Facts::default() };
    let ready = |when: &str| Facts { ready_at: Some(at(when)), ..accepted.clone() };
    let late_hand_over = Facts { handed_over_at: Some(at("2024-06-20T08:00")), ..accepted.clone() };
    let waiting =
        Facts { supplement_requests: 1, awaiting_supplement_since: Some(at("2024-06-17T10:00")), ..accepted.clone() };
    let asked_twice = Facts { supplement_requests: 2, ..ready("2024-06-14T10:00") };
    let refused = Facts { refused_at: Some(at("2024-06-12T10:00")), ..Facts::default() };
    let withdrawn = Facts { stopped_at: Some(at("2024-06-12T10:00")), ..Facts::default() };
    let never = Exclusion::NeverAccepted;
    #[rustfmt::skip]
    let rows = [
        ("K01", ready("2024-06-19T16:59"), Class::OnTime, IndexVerdict::OnTime),
        ("K02", ready("2024-06-19T17:01"), Class::Late, IndexVerdict::Late),
        ("K03", ready("2024-06-18T10:00"), Class::Early, IndexVerdict::OnTime),
        ("K05", late_hand_over, Class::Late, IndexVerdict::Late),
        ("K06", waiting, Class::Suspended, IndexVerdict::OnTime),
        ("K07", asked_twice, Class::Late, IndexVerdict::Late),
        ("K09", refused, Class::Excluded(never), IndexVerdict::Excluded(never)),
        ("K10", withdrawn, Class::Excluded(never), IndexVerdict::Excluded(never)),
        ("still open after the due date", accepted.clone(), Class::RunningLate, IndexVerdict::Late),
    ];
    let (calendar, now) = (Calendar::shipped(), at("2024-06-30T17:00"));
    for (id, facts, class, verdict) in rows {
        assert_eq!(facts.class(now, &calendar, ONE_WORKING_DAY), class, "{id}");
        assert_eq!(facts.index_verdict(now), verdict, "{id}");
    }
    let shown = |now: &str| accepted.class(at(now), &calendar, ONE_WORKING_DAY);
    assert_eq!(shown("2024-06-18T16:59"), Class::Running);
    assert_eq!(shown("2024-06-18T17:00"), Class::DueSoon);
    assert_eq!(shown("2024-06-19T17:00"), Class::DueSoon);
    assert_eq!(shown("2024-06-19T17:01"), Class::RunningLate);
}

#[test]
fn the_time_left_is_told_in_working_time() {
    let calendar = Calendar::shipped();
    let words = |now: &str, due: &str| TimeLeft::between(at(now), at(due), &calendar).words(Lang::Vi);
    assert_eq!(words("2024-06-14T14:00", "2024-06-18T17:00"), "còn 2 ngày 3 giờ làm việc");
    assert_eq!(words("2024-06-14T16:00", "2024-06-14T17:00"), "còn 1 giờ làm việc");
    assert_eq!(words("2024-06-14T17:00", "2024-06-18T17:00"), "còn 2 ngày làm việc");
    assert_eq!(words("2024-06-17T07:50", "2024-06-14T17:00"), "quá hạn 20 phút làm việc");
}

#[test]
fn the_rule_set_is_that_of_the_day_of_acceptance() {
    // W01, W02
    assert_eq!((RuleSet::on(date(2025, 6, 30)), RuleSet::on(date(2025, 7, 1))), (RuleSet::R61, RuleSet::R118));
    assert_eq!(RuleSet::R61.cite(Rule::OneExtension, Lang::Vi), "Điều 19 khoản 9 Nghị định 61/2018/NĐ-CP");
    assert_eq!(RuleSet::R118.cite(Rule::OneExtension, Lang::En), "Decree 118/2025/NĐ-CP, Article 19(6)");
    assert_eq!(RuleSet::R118.cite(Rule::SupplementOnce, Lang::Vi), "Điều 11 khoản 2 điểm c Nghị định 118/2025/NĐ-CP");
    assert_eq!(RuleSet::R61.cite(Rule::Stop, Lang::Vi), "Nghị định 61/2018/NĐ-CP", "R61 has no article on stopping");
    // P12
    assert_eq!((RuleSet::R61.code_owner(), RuleSet::R118.code_owner()), (CodeOwner::Receiving, CodeOwner::Deciding));
    let sheet = |rules: RuleSet, on| rules.form_number(FormKey::ControlSheet, on);
    assert_eq!(sheet(RuleSet::R61, date(2025, 12, 1)), Some(5));
    assert_eq!(sheet(RuleSet::R118, date(2025, 9, 14)), Some(5));
    assert_eq!(sheet(RuleSet::R118, date(2025, 9, 15)), Some(6));
    assert_eq!(RuleSet::R61.form_number(FormKey::Stop, date(2025, 12, 1)), None);
}

#[test]
fn limits_are_read_as_people_write_them() {
    use Unit::{Day, Hour, Month, SameDay, Week, WorkingDay, WorkingHour, Year};
    #[rustfmt::skip]
    let rows = [
        ("5 ngày làm việc", 5_000, WorkingDay), ("05 ngay lam viec", 5_000, WorkingDay), ("5 working days", 5_000, WorkingDay),
        ("1,5 Ngày làm việc", 1_500, WorkingDay), ("1.5 ngày", 1_500, Day), ("8 gio lam viec", 8_000, WorkingHour),
        ("8 giờ", 8_000, Hour), ("2 tuần", 2_000, Week), ("1 tháng", 1_000, Month), ("0.5 năm", 500, Year),
        ("Trong ngày", 1_000, SameDay), ("trong ngay", 1_000, SameDay), ("same day", 1_000, SameDay), ("15ngày", 15_000, Day),
    ];
    for (text, milli, unit) in rows {
        assert_eq!(Limit::parse(text), Ok(Limit { milli, unit }), "{text}");
    }
    #[rustfmt::skip]
    let bad = [
        ("", LimitError::Empty), ("ngày", LimitError::Value), ("0 ngày", LimitError::NotPositive), ("-3 ngày", LimitError::NotPositive),
        ("5", LimitError::Unit), ("5 quý", LimitError::Unit), ("1.2345 ngày", LimitError::Value), ("1.2.3 ngày", LimitError::Value),
        ("101 năm", LimitError::TooLong), ("99999999999999999999 ngày", LimitError::Value),
    ];
    for (text, error) in bad {
        assert_eq!(Limit::parse(text), Err(error), "{text}");
    }
    for unit in Unit::ALL {
        let limit = Limit { milli: if unit == SameDay { 1_000 } else { 2_500 }, unit };
        for lang in Lang::ALL {
            assert_eq!(Limit::parse(&limit.words(lang)), Ok(limit), "what is printed can be read again");
        }
    }
}

#[test]
fn the_command_line_answers_due_dates() {
    let calendar = Calendar::shipped();
    let due = |from: &str, limit: &str, pauses: &[String], restart: Option<&str>| {
        let request = DueRequest { from, limit, pauses, restart, policy: TimeOfDay::EndOfShift };
        due_command(&request, &calendar, Lang::Vi).map(|answer| answer.due).map_err(|bad| bad.code)
    };
    let pause = |text: &str| vec![text.to_string()];
    #[rustfmt::skip]
    let rows = [
        (due("2024-02-05T09:00", "5 ngày làm việc", &[], None), Ok("2024-02-19T17:00:00+07:00")),
        (due("2024-02-05", "5 ngày làm việc", &[], None), Ok("2024-02-19T17:00:00+07:00")),
        (due("2024-02-05 09:00:00", "5 ngay lam viec", &[], None), Ok("2024-02-19T17:00:00+07:00")),
        (due("2024-02-05T09:00+07:00", "5 working days", &[], None), Ok("2024-02-19T17:00:00+07:00")),
        (due("2024-02-04T20:00:00Z", "1 ngày làm việc", &[], None), Ok("2024-02-06T17:00:00+07:00")),
        (due("2024-06-12", "8 giờ làm việc", &[], None), Ok("2024-06-12T17:00:00+07:00")),
        (due("2024-06-03T09:00", "10 ngày làm việc", &pause("2024-06-06..2024-06-12"), None), Ok("2024-06-21T17:00:00+07:00")),
        (due("2024-06-03T09:00", "10 ngày làm việc", &[], Some("2024-06-12")), Ok("2024-06-26T17:00:00+07:00")),
        (due("2024-06-31", "1 ngày", &[], None), Err("DATE")),
        (due("1024-06-30", "1 ngày", &[], None), Err("DATE")),
        (due("2024-06-30", "một ngày", &[], None), Err("LIMIT_VALUE")),
        (due("2024-06-03", "1 ngày", &pause("2024-06-06"), None), Err("PAUSE")),
        (due("2024-06-03", "1 ngày", &pause("2024-06-06..2024-06-05"), None), Err("PAUSE_ORDER")),
        (due("2024-06-03", "1 ngày", &pause("2024-06-02..2024-06-05"), None), Err("PAUSE_BEFORE_START")),
        (due("2024-06-03", "1 ngày", &[], Some("2024-06-01")), Err("RESTART_BEFORE_START")),
    ];
    for (n, (answer, expected)) in rows.into_iter().enumerate() {
        assert_eq!(answer.as_deref(), expected.as_ref().map(|due| *due), "row {n}");
    }
    let request = DueRequest {
        from: "2019-11-20T08:37",
        limit: "25 ngày làm việc",
        policy: TimeOfDay::SameTime,
        ..DueRequest::default()
    };
    let json = due_command(&request, &calendar, Lang::En).expect("an answer").to_json();
    assert_eq!(json["due"], "2019-12-25T08:37:00+07:00", "D14");
    assert_eq!(
        json["steps"].as_array().and_then(|steps| steps.last()),
        Some(&json!("Due at 08:37 on Wednesday 25/12/2019."))
    );
}

#[test]
fn the_command_line_takes_codes_apart() {
    let parse = |kind: &str, value: &str| {
        parse_command(ParseKind::parse(kind).expect("a kind"), value, &Declared::default(), Lang::Vi).to_json()
    };
    assert_eq!(
        parse("code", "000.00.01.H49-240612-0003"),
        json!({ "ok": true, "agency": "000.00.01.H49", "level_1": "H49", "level_2": "01",
                "date": "2024-06-12", "serial": 3, "profile": "LEGAL" })
    );
    assert_eq!(parse("code", "G09.20-20260609-0092637")["profile"], "MAHS_2026");
    assert_eq!(
        parse("id", "003188000001"),
        json!({ "ok": true, "province": null, "province_code": "003", "sex": "female", "birth_year": 1988,
                "warnings": ["UNKNOWN_PREFIX"] })
    );
    let expired = parse("id", "012345678");
    assert_eq!((&expired["ok"], &expired["error"]), (&json!(false), &json!("CMND_EXPIRED")));
    assert!(expired["message"].as_str().is_some_and(|message| message.contains("01/01/2025")));
    assert_eq!(parse("tax", "0100109106001")["normalised"], "0100109106-001");
    assert_eq!(parse("procedure", "1.001850.000.00.00.H40")["normalised"], "1.001850");
    assert_eq!(parse("result", "KQ.G15.000031")["normalised"], "KQ.G15.000031");
    assert_eq!(parse("procedure", "1,001193")["error"], "FORMAT");
    assert!(ParseKind::NAMES.iter().all(|name| ParseKind::parse(name).is_some()));
}
