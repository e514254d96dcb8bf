//! Broken source files: what is said about each fault, and that nothing is taken in half.

use jiff::civil::date;
use kernel::Lang;
use procedure::{FindingKind, ImportReport, ProcedureVersion, ReadOptions, Severity};

const PROCEDURES: &str = "code,name,field,issuing_agency,implementing_agency,level,detail_level,snapshot_date\n\
    1.000001,Thủ tục A,Hộ tịch,Bộ Tư pháp,UBND cấp xã,Cấp xã,full,2026-06-10\n\
    1.000002,Thủ tục B,Hộ tịch,Bộ Tư pháp,UBND cấp xã,\"Cấp tỉnh, Cấp xã\",full,\n";
const COMPONENTS: &str = "code,seq,item_kind,case,component,form_template,n_original,n_copy\n\
    1.000001,1,document,,Tờ khai,TK01,1,0\n\
    1.000001,2,note,Lưu ý,Mang theo bản chính,,0,0\n\
    1.000001,3,document,Trường hợp tổ chức,Giấy phép,,0,1\n";
const CHANNELS: &str = "code,seq,channel,deadline_value,deadline_unit,fee_amount,fee_currency,fee_label,fee_note,description,parse_status\n\
    1.000001,1,in_person,07,ngày làm việc,50000,VND,\"50,000 VNĐ\",Lệ phí,,ok\n";
const BASES: &str = "code,seq,title,document_no\n1.000001,1,Luật Hộ tịch,60/2014/QH13\n";
const DETAIL: &str = "{\"code\":\"1.000001\",\"steps\":\"Bước 1\",\"conditions\":\"\"}\n";

/// Reads the sound little catalogue with one file changed.
fn read_with(file: &str, change: impl Fn(&str) -> String, drop_broken: bool) -> (Vec<ProcedureVersion>, ImportReport) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = [
        ("procedures.csv", PROCEDURES),
        ("procedure_components.csv", COMPONENTS),
        ("procedure_channels.csv", CHANNELS),
        ("procedure_legal_basis.csv", BASES),
        ("procedures_detail.jsonl", DETAIL),
    ];
    for (name, text) in files {
        let text = if name == file { change(text) } else { text.to_string() };
        if text != "ABSENT" {
            std::fs::write(folder.path().join(name), text).expect("a writable folder");
        }
    }
    procedure::read(folder.path(), ReadOptions { drop_broken, on: date(2026, 11, 21) })
}

fn errors(report: &ImportReport) -> Vec<(FindingKind, String, u64, String)> {
    let errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
    errors.map(|f| (f.kind, f.file.clone(), f.line, f.column.clone())).collect()
}

#[test]
fn a_sound_catalogue_is_read_as_it_stands() {
    let (versions, report) = read_with("", str::to_string, false);
    assert_eq!(errors(&report), []);
    assert!(report.importable());
    let first = &versions[0];
    let keys: Vec<_> = first.components.iter().map(|c| (c.key.as_str(), c.case.as_deref(), c.required)).collect();
    assert_eq!(keys, [("TP01", None, true), ("GC01", None, false), ("TP02", Some("TH01"), true)]);
    assert_eq!((first.checklist(None).len(), first.checklist(Some("TH01")).len()), (1, 2));
    assert_eq!(first.terms[0].limit_printed, "07 ngày làm việc");
    assert_eq!((first.steps.as_str(), first.legal_basis.len()), ("Bước 1", 1));
}

#[test]
fn every_fault_is_named_with_its_file_line_and_column() {
    let add = |line: &'static str| move |text: &str| format!("{text}{line}\n");
    let swap = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    type Change = Box<dyn Fn(&str) -> String>;
    let rows: Vec<(&str, Change, FindingKind, u64, &str)> = vec![
        ("procedures.csv", Box::new(|_: &str| "ABSENT".into()), FindingKind::FileMissing, 0, ""),
        ("procedures_detail.jsonl", Box::new(|_: &str| "ABSENT".into()), FindingKind::FileMissing, 0, ""),
        ("procedures.csv", Box::new(swap("level", "cap")), FindingKind::ColumnMissing, 1, "level"),
        ("procedures.csv", Box::new(add("1.000003,Thủ tục C")), FindingKind::ColumnCount, 4, "*"),
        ("procedures.csv", Box::new(add("1000003,C,F,,,Cấp xã,full,")), FindingKind::BadCode, 4, "code"),
        ("procedures.csv", Box::new(add("1.000001,A lại,F,,,Cấp xã,full,")), FindingKind::Duplicate, 4, "code"),
        ("procedures.csv", Box::new(add("1.000003,,F,,,Cấp xã,full,")), FindingKind::NameMissing, 4, "name"),
        ("procedures.csv", Box::new(add("1.000003,C,F,,,Cấp thôn,full,")), FindingKind::UnknownLevel, 4, "level"),
        ("procedures.csv", Box::new(add("1.000003,C,F,,,Cấp xã,nửa,")), FindingKind::UnknownKind, 4, "detail_level"),
        (
            "procedures.csv",
            Box::new(add("1.000003,C,F,,,Cấp xã,full,10/6/2026")),
            FindingKind::BadDate,
            4,
            "snapshot_date",
        ),
        (
            "procedure_components.csv",
            Box::new(add("9.999999,1,document,,Đơn,,1,0")),
            FindingKind::UnknownProcedure,
            5,
            "code",
        ),
        (
            "procedure_components.csv",
            Box::new(add("1.000002,1,document,,Đơn,,một,0")),
            FindingKind::BadNumber,
            5,
            "n_original",
        ),
        ("procedure_components.csv", Box::new(add("1.000001,1,document,,Đơn,,1,0")), FindingKind::Duplicate, 5, "seq"),
        (
            "procedure_components.csv",
            Box::new(add("1.000002,1,giấy,,Đơn,,1,0")),
            FindingKind::UnknownKind,
            5,
            "item_kind",
        ),
        ("procedure_channels.csv", Box::new(swap("in_person", "fax")), FindingKind::UnknownChannel, 2, "channel"),
        (
            "procedure_channels.csv",
            Box::new(swap("ngày làm việc", "ngày lễ")),
            FindingKind::UnknownUnit,
            2,
            "deadline_unit",
        ),
        ("procedure_channels.csv", Box::new(swap(",07,", ",bảy,")), FindingKind::BadNumber, 2, "deadline_value"),
        ("procedure_channels.csv", Box::new(swap(",50000,", ",-50000,")), FindingKind::BadNumber, 2, "fee_amount"),
        ("procedures_detail.jsonl", Box::new(|_: &str| "{\"code\":".into()), FindingKind::BadJson, 1, "8"),
    ];
    for (file, change, kind, line, column) in rows {
        let (_, report) = read_with(file, change, false);
        let found = errors(&report);
        let wanted = (kind, file.to_string(), line, column.to_string());
        assert!(found.contains(&wanted), "{wanted:?} among {found:?}");
        assert!(!report.importable(), "{kind:?} stops the import");
        assert!(report.text(Lang::Vi).contains(&Lang::Vi.say(kind.todo_key()).to_string()));
    }
}

#[test]
fn broken_rows_can_be_left_out_and_take_only_their_own_procedure_with_them() {
    let break_b = |text: &str| text.replace("\"Cấp tỉnh, Cấp xã\"", "Cấp thôn");
    let (versions, report) = read_with("procedures.csv", break_b, true);
    assert_eq!(versions.iter().map(|v| v.code.as_str()).collect::<Vec<_>>(), ["1.000001"]);
    assert!(report.importable() && report.dropped_rows == 1, "{}", report.text(Lang::En));

    let break_a = |text: &str| text.replace("UBND cấp xã,Cấp xã", "UBND cấp xã,Cấp thôn");
    let (versions, report) = read_with("procedures.csv", break_a, true);
    assert_eq!(versions.len(), 1);
    // Its own row, three components, one channel, one basis, one detail: one error, not seven.
    assert_eq!((errors(&report).len(), report.dropped_rows), (1, 7));
}

#[test]
fn bytes_that_are_not_utf_8_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut bytes = PROCEDURES.as_bytes().to_vec();
    bytes.extend_from_slice(b"1.000003,Th\xfb,F,,,C\xe2p,full,\n");
    std::fs::write(folder.path().join("procedures.csv"), bytes).expect("a writable folder");
    let (_, report) = procedure::read(folder.path(), ReadOptions { drop_broken: false, on: date(2026, 11, 21) });
    assert!(errors(&report).contains(&(FindingKind::BadText, "procedures.csv".into(), 4, "name".into())));
}

#[test]
fn every_finding_has_words_in_both_languages() {
    for kind in FindingKind::ALL {
        for lang in Lang::ALL {
            assert!(lang.has(kind.key()) && lang.has(kind.todo_key()), "{kind:?} {lang:?}");
        }
    }
}
