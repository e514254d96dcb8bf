//! Due dates and codes, asked without a database.

use crate::{err, json, motcua, out};

/// (from, limit, further arguments, due); the golden cases of the lifecycle document.
const DUE: &[(&str, &str, &[&str], &str)] = &[
    ("2024-06-12", "5 ngày làm việc", &[], "2024-06-19T17:00:00+07:00"),
    ("2024-02-05T09:00", "5 ngày làm việc", &[], "2024-02-19T17:00:00+07:00"),
    ("2026-02-12", "3 ngày làm việc", &[], "2026-02-24T17:00:00+07:00"),
    ("2026-02-09", "10 ngày làm việc", &[], "2026-03-02T17:00:00+07:00"),
    ("2025-04-28", "3 ngày làm việc", &[], "2025-05-06T17:00:00+07:00"),
    ("2025-04-24", "2 ngày làm việc", &[], "2025-04-26T17:00:00+07:00"),
    ("2026-08-20", "8 ngày làm việc", &[], "2026-09-03T17:00:00+07:00"),
    ("2026-11-20", "3 ngày làm việc", &[], "2026-11-26T17:00:00+07:00"),
    ("2024-06-14", "15 ngày", &[], "2024-07-01T17:00:00+07:00"),
    ("2024-06-14", "15 ngày làm việc", &[], "2024-07-05T17:00:00+07:00"),
    ("2026-02-03", "15 ngày", &[], "2026-02-23T17:00:00+07:00"),
    ("2024-01-31", "1 tháng", &[], "2024-02-29T17:00:00+07:00"),
    ("2024-06-15T09:00", "7 ngày làm việc", &[], "2024-06-25T17:00:00+07:00"),
    ("2024-06-12T14:59", "trong ngày", &[], "2024-06-12T17:00:00+07:00"),
    ("2024-06-12T15:01", "trong ngày", &[], "2024-06-13T17:00:00+07:00"),
    ("2024-06-14T16:00", "8 giờ làm việc", &[], "2024-06-17T16:00:00+07:00"),
    ("2024-06-12T10:30", "4 giờ làm việc", &[], "2024-06-12T16:00:00+07:00"),
    ("2024-06-03", "10 ngày làm việc", &["--pause", "2024-06-06..2024-06-12"], "2024-06-21T17:00:00+07:00"),
    ("2024-06-03", "10 ngày làm việc", &["--restart", "2024-06-12"], "2024-06-26T17:00:00+07:00"),
    ("2024-06-12T08:37", "5 ngày làm việc", &["--policy", "same-time"], "2024-06-19T08:37:00+07:00"),
];

#[test]
fn a_due_date_is_computed_and_explained() {
    for (from, limit, more, due) in DUE {
        let mut args = vec!["due", "--from", from, "--limit", limit, "--json"];
        args.extend_from_slice(more);
        let answer = motcua(&args);
        assert_eq!(answer.status.code(), Some(0), "{from} + {limit}: {}", err(&answer));
        let answer = json(&answer);
        assert_eq!(answer["due"], *due, "{from} + {limit} {more:?}");
        assert!(answer["steps"].as_array().is_some_and(|steps| steps.len() >= 3), "{from} + {limit} is not explained");
    }
    let explained = motcua(&["due", "--from", "2024-02-05T09:00", "--limit", "5 ngày làm việc", "--explain"]);
    assert!(out(&explained).starts_with("2024-02-19T17:00:00+07:00\n  1. "), "{}", out(&explained));
    assert!(out(&explained).contains("Tết Nguyên đán"), "{}", out(&explained));
}

#[test]
fn a_question_that_cannot_be_answered_names_why_and_ends_with_two() {
    let rows: &[(&str, &str, &str)] = &[
        ("2024-02-30", "5 ngày", "DATE"),
        ("2024-02-05", "", "LIMIT_EMPTY"),
        ("2024-02-05", "5 sải", "LIMIT_UNIT"),
        ("2024-02-05", "0 ngày", "LIMIT_NOT_POSITIVE"),
    ];
    for (from, limit, code) in rows {
        let answer = motcua(&["due", "--from", from, "--limit", limit, "--json"]);
        assert_eq!(answer.status.code(), Some(2), "{from} + {limit}");
        assert_eq!((&json(&answer)["ok"], &json(&answer)["error"]), (&false.into(), &(*code).into()));
        let answer = motcua(&["due", "--from", from, "--limit", limit, "--lang", "en"]);
        assert!(out(&answer).is_empty() && !err(&answer).trim().is_empty(), "{from} + {limit} is told on stderr");
    }
}

#[test]
fn codes_are_taken_apart_or_refused_by_name() {
    type Parts = &'static [(&'static str, &'static str)];
    let good: &[(&str, &str, Parts)] = &[
        (
            "code",
            "000.00.01.H49-240612-0003",
            &[("agency", "000.00.01.H49"), ("date", "2024-06-12"), ("serial", "3"), ("profile", "LEGAL")],
        ),
        ("code", "H49.12.05-250702-0001", &[("agency", "H49.12.05"), ("level_1", "H49")]),
        ("code", "G09.20-20260609-0092637", &[("date", "2026-06-09"), ("serial", "92637"), ("profile", "MAHS_2026")]),
        ("id", "022188000001", &[("province", "Quảng Ninh"), ("sex", "female"), ("birth_year", "1988")]),
        ("tax", "0100109106", &[("kind", "organisation"), ("normalised", "0100109106")]),
        ("procedure", "1.012415", &[("normalised", "1.012415")]),
        ("result", "KQ.G15.000031", &[("normalised", "KQ.G15.000031")]),
    ];
    for (kind, value, parts) in good {
        let answer = motcua(&["parse", kind, value, "--json"]);
        assert_eq!(answer.status.code(), Some(0), "{kind} {value}: {}", out(&answer));
        let answer = json(&answer);
        assert_eq!(answer["ok"], true);
        for (name, part) in *parts {
            let shown = answer[*name].as_str().map_or_else(|| answer[*name].to_string(), str::to_string);
            assert_eq!(shown, *part, "{kind} {value}: {name}");
        }
    }
    let bad = [
        ("code", "000.00.01.H49-240612-0000"),
        ("code", "000.00.01.H49-240612-03"),
        ("code", "00.00.01.H49-240612-0003"),
        ("id", "02218800000"),
        ("tax", "0100109107"),
        ("procedure", "1.12415"),
        ("procedure", "1,001193"),
    ];
    for (kind, value) in bad {
        let answer = motcua(&["parse", kind, value, "--json"]);
        assert_eq!(answer.status.code(), Some(2), "{kind} {value}");
        let answer = json(&answer);
        assert_eq!(answer["ok"], false);
        assert!(answer["error"].is_string() && answer["message"].is_string(), "{answer}");
    }
    let warned = json(&motcua(&["parse", "id", "022188000001", "--sex", "male", "--birth-year", "1990", "--json"]));
    assert_eq!(warned["warnings"], serde_json::json!(["SEX_MISMATCH", "BIRTH_YEAR_MISMATCH"]));
}

#[test]
fn help_speaks_both_languages_and_a_mistake_says_how_to_go_on() {
    let vi = out(&motcua(&["--help"]));
    assert!(vi.contains("Các lệnh") && vi.contains("Dựng một đơn vị mẫu"), "{vi}");
    let en = out(&motcua(&["--help", "--lang", "en"]));
    assert!(en.contains("Commands") && en.contains("Plant a fresh sample office"), "{en}");
    for lang in ["vi", "en"] {
        for command in ["serve", "demo", "import", "due", "parse", "check", "backup", "restore", "user", "calendar"] {
            let help = motcua(&[command, "--help", "--lang", lang]);
            assert_eq!(help.status.code(), Some(0));
            assert!(!out(&help).contains("motcua-cli"), "a key without words in {command} ({lang}):\n{}", out(&help));
        }
    }
    let wrong = motcua(&["due", "--frm", "2024-01-01"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(err(&wrong).contains("--from") && err(&wrong).contains("--help"), "{}", err(&wrong));
    assert_eq!(motcua(&["due", "--from", "2024-01-01"]).status.code(), Some(2));
    assert_eq!(motcua(&[]).status.code(), Some(2));
}
