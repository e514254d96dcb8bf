//! Imports: the whole national catalogue with its counts, and broken rows that take nothing in.

use std::path::{Path, PathBuf};

use crate::{err, json, motcua, out};

/// The national catalogue where the checkout has it beside the repository.
fn national() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/02_procedures");
    folder.join("procedures.csv").exists().then_some(folder)
}

#[test]
fn the_whole_national_catalogue_comes_in_once() {
    let Some(national) = national() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (data, report) = (folder.path().join("data"), folder.path().join("report.json"));
    let (data, from) = (data.to_str().unwrap(), national.to_str().unwrap());
    let dry = motcua(&["import", "procedures", from, "--data", data, "--dry-run", "--lang", "en"]);
    assert_eq!(dry.status.code(), Some(0), "{}", err(&dry));
    assert!(out(&dry).contains("nothing was written"), "{}", out(&dry));
    let args = ["import", "procedures", from, "--data", data, "--lang", "en", "--report", report.to_str().unwrap()];
    let first = motcua(&args);
    assert_eq!(first.status.code(), Some(0), "{}", err(&first));
    assert!(out(&first).contains("Imported: 2851 added"), "{}", out(&first));
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    assert_eq!((&report["report"]["procedures"], &report["report"]["repealed"]), (&2851.into(), &2.into()));
    assert_eq!(report["changes"].as_array().map(Vec::len), Some(2851));
    let second = motcua(&args);
    assert!(out(&second).contains("0 added, 0 changed, 2851 the same, 0 no longer"), "{}", out(&second));
}

const PROCEDURES: &str = "code,name,field,issuing_agency,implementing_agency,level,detail_level,snapshot_date\n\
    1.000001,Thủ tục A,Hộ tịch,Bộ Tư pháp,UBND cấp xã,Cấp xã,full,2026-06-10\n";

fn small_catalogue(folder: &Path, more: &str) {
    let files = [
        ("procedures.csv", format!("{PROCEDURES}{more}")),
        ("procedure_components.csv", "code,seq,item_kind,case,component,form_template,n_original,n_copy\n".into()),
        (
            "procedure_channels.csv",
            "code,seq,channel,deadline_value,deadline_unit,fee_amount,fee_currency,fee_label,fee_note,description,parse_status\n"
                .into(),
        ),
        ("procedure_legal_basis.csv", "code,seq,title,document_no\n".into()),
        ("procedures_detail.jsonl", String::new()),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn one_broken_row_and_nothing_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (data, from) = (data.to_str().unwrap(), folder.path().to_str().unwrap());
    small_catalogue(folder.path(), "1.000002,Thủ tục B,Hộ tịch,,,Cấp thôn,full,\n");
    let refused = motcua(&["import", "procedures", from, "--data", data, "--lang", "en"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(out(&refused).contains("procedures.csv:3") && err(&refused).contains("--lenient"), "{}", out(&refused));
    // Not even the good row came in: reading it alone finds it new.
    let lenient = motcua(&["import", "procedures", from, "--data", data, "--lang", "en", "--lenient"]);
    assert_eq!(lenient.status.code(), Some(0), "{}", err(&lenient));
    assert!(out(&lenient).contains("Imported: 1 added, 0 changed, 0 the same"), "{}", out(&lenient));
    let nowhere = motcua(&["import", "procedures", "/no/such/folder", "--data", data]);
    assert_eq!(nowhere.status.code(), Some(2));
}

#[test]
fn an_office_and_its_processes_come_from_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let office = sample.join("office.toml");
    let done = motcua(&["import", "office", office.to_str().unwrap(), "--data", data]);
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    let again = motcua(&["import", "office", office.to_str().unwrap(), "--data", data]);
    assert_eq!(again.status.code(), Some(2), "an office is not imported over another");
    let officers = json(&motcua(&["user", "list", "--json", "--data", data]));
    assert!(officers.as_array().is_some_and(|all| all.len() > 30));
    // A process for a procedure that nobody imported is refused, and so is one that nobody signs.
    let unknown = motcua(&["process", "check", sample.join("processes.toml").to_str().unwrap(), "--data", data]);
    assert_eq!(unknown.status.code(), Some(1));
    let unsigned = folder.path().join("process.toml");
    let text = "[[process]]\nkey = \"p\"\nname = \"Không ai ký\"\n[[process.steps]]\nkey = \"a\"\nname = \"Thụ lý\"\n\
                duty = \"specialist\"\nat = \"deciding\"\n";
    std::fs::write(&unsigned, text).unwrap();
    let refused = motcua(&["import", "processes", unsigned.to_str().unwrap(), "--data", data]);
    assert_eq!(refused.status.code(), Some(1), "{}", out(&refused));
    assert!(err(&refused).contains("Không ai ký"), "{}", err(&refused));
}
