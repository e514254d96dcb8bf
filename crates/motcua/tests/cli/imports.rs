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

/// The columns of old dossiers that these rows fill.
const OLD: &str = "Mã hồ sơ;Mã thủ tục;Trạng thái;Tên người nộp;Loại người nộp;Số định danh;Nơi tiếp nhận;Cơ quan giải quyết;\
                   Ngày tiếp nhận;Ngày hẹn trả;Ngày có kết quả;Ngày trả kết quả";

fn old_rows() -> String {
    [
        OLD,
        "000.00.20.H49-240612-0001;1.004222;10;Đỗ Thị Mít;;022400000001;tt_pvhcc;so_tu_phap;12/06/2024 08:37;19/06/2024;18/06/2024;18/06/2024",
        "000.00.20.H49-240612-0002;1.004222;4;Công ty TNHH Sao Biển;Tổ chức;0101248141;H49.20;Sở Tư pháp;12/06/2024;20/06/2024;;",
        // The same code again, a state that waits for somebody, a procedure nobody knows, dates out of order, a unit nobody knows.
        "000.00.20.H49-240612-0001;1.004222;10;Đỗ Thị Mít;;022400000001;tt_pvhcc;so_tu_phap;12/06/2024;19/06/2024;18/06/2024;18/06/2024",
        "000.00.20.H49-240612-0003;1.004222;5;Lê Văn Ổi;;;tt_pvhcc;so_tu_phap;12/06/2024;19/06/2024;;",
        "000.00.20.H49-240612-0004;9.999999;4;Lê Văn Ổi;;;tt_pvhcc;so_tu_phap;12/06/2024;19/06/2024;;",
        "000.00.20.H49-240612-0005;1.004222;9;Lê Văn Ổi;;;tt_pvhcc;so_tu_phap;12/06/2024;19/06/2024;11/06/2024;",
        "000.00.20.H49-240612-0006;1.004222;4;Lê Văn Ổi;;;phòng không có;so_tu_phap;12/06/2024;19/06/2024;;",
        // A card of nine digits stays on the dossier; the person has no number.
        "000.00.20.H49-240612-0007;1.004222;2;Hoàng Văn Bưởi;;012345678;tt_pvhcc;so_tu_phap;12/06/2024 15:20;19/06/2024;;",
    ]
    .join("\n")
}

/// Counts rows of a table.
fn count(app: &motcua::App, sql: &'static str) -> i64 {
    app.store.read_blocking(|tx| tx.count(sql, &[])).unwrap()
}

fn take(app: &motcua::App, kind: admin::imports::ImportKind, text: &str, trial: bool) -> (usize, Vec<(usize, String)>) {
    let import = admin::imports::Import { kind, name: "cu.csv", bytes: text.as_bytes(), trial, lang: kernel::Lang::Vi };
    let house = admin::imports::House {
        store: app.store.clone(),
        catalogue: app.catalogue.clone(),
        sessions: app.sessions.clone(),
        ids: app.ids.clone(),
        clock: app.clock.clone(),
    };
    let mut told = Told { store: app.store.clone(), refused: Vec::new() };
    let taken = admin::imports::take_over(&house, &admin::imports::By::Operator, &import, &mut told).unwrap();
    assert_eq!(taken.refused, told.refused.len());
    (taken.good, told.refused)
}

struct Told {
    store: store::Store,
    refused: Vec<(usize, String)>,
}

impl admin::imports::Course for Told {
    fn total(&mut self, _rows: usize) {}
    fn refuse(&mut self, row: usize, reason: &str) {
        self.refused.push((row, reason.into()));
    }
    fn chunk(
        &mut self,
        _done: usize,
        write: Option<Box<dyn FnMut(&mut store::Tx<'_>) -> kernel::Result<()> + Send>>,
    ) -> kernel::Result<()> {
        write.map_or(Ok(()), |mut write| self.store.act_blocking(move |tx| write(tx)))
    }
    fn from(&self) -> usize {
        0
    }
}

fn old_dossiers_come_in(folder: &Path, url: Option<String>) {
    use admin::imports::ImportKind::Dossiers;
    let app = crate::open(folder, url, crate::friday());
    crate::plant(&app, 3);
    let before = count(&app, "SELECT COUNT(*) FROM dossier");
    let people = count(&app, "SELECT COUNT(*) FROM person");
    let (good, refused) = take(&app, Dossiers, &old_rows(), true);
    assert_eq!(
        (good, refused.iter().map(|(row, _)| *row).collect::<Vec<_>>()),
        (3, vec![4, 5, 6, 7, 8]),
        "{refused:?}"
    );
    for (at, words) in
        [(0, "hai lần"), (1, "Trạng thái «5»"), (2, "9.999999"), (3, "Thứ tự ngày"), (4, "phòng không có")]
    {
        assert!(refused[at].1.contains(words), "{refused:?}");
    }
    assert_eq!(count(&app, "SELECT COUNT(*) FROM dossier"), before, "a trial writes nothing");
    assert_eq!(take(&app, Dossiers, &old_rows(), false).0, 3);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM dossier"), before + 3);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM person"), people + 3);
    // The promised date is the printed one, and what is open can be late.
    let due = count(
        &app,
        "SELECT COUNT(*) FROM deadline WHERE kind = 'result' AND dossier_id IN \
                           (SELECT id FROM dossier WHERE code LIKE '000.00.20.H49-240612-%')",
    );
    assert_eq!(due, 2);
    // A second time everything is there already, and nobody is doubled.
    let (good, refused) = take(&app, Dossiers, &old_rows(), false);
    assert_eq!((good, refused.len()), (0, 8), "{refused:?}");
    assert_eq!(count(&app, "SELECT COUNT(*) FROM person"), people + 3);
    assert_eq!(crate::findings(&app), Vec::<String>::new());
}

#[test]
fn old_dossiers_come_in_row_by_row_and_once() {
    let folder = tempfile::tempdir().unwrap();
    old_dossiers_come_in(folder.path(), None);
    store::testkit::with_postgres("old_dossiers", |url| {
        let folder = tempfile::tempdir().unwrap();
        old_dossiers_come_in(folder.path(), Some(url.to_string()));
    });
}

#[test]
fn units_and_officers_come_from_a_table_those_above_first() {
    use admin::imports::ImportKind::{Officers, Units};
    let folder = tempfile::tempdir().unwrap();
    let app = crate::open(folder.path(), None, crate::friday());
    crate::plant(&app, 1);
    let units = count(&app, "SELECT COUNT(*) FROM unit");
    let table = "Khóa;Tên đơn vị;Loại đơn vị;Đơn vị cấp trên;Tiếp nhận\n\
                 quay_moi;Quầy lưu động;division;tt_moi;Có\n\
                 tt_moi;Chi nhánh mới;centre_branch;tt_pvhcc;Có\n\
                 so_tu_phap;Trùng khóa;division;;\n\
                 a;Vòng một;division;b;\n\
                 b;Vòng hai;division;a;\n\
                 c;Loại lạ;tàu vũ trụ;;\n";
    let (good, refused) = take(&app, Units, table, true);
    assert_eq!((good, refused.iter().map(|(row, _)| *row).collect::<Vec<_>>()), (2, vec![4, 5, 6, 7]), "{refused:?}");
    assert_eq!(count(&app, "SELECT COUNT(*) FROM unit"), units, "a trial writes nothing");
    assert_eq!(take(&app, Units, table, false).0, 2);
    assert_eq!(count(&app, "SELECT COUNT(*) FROM unit"), units + 2);
    // The directory is read again by the chore; here it is asked to.
    tokio::runtime::Runtime::new().unwrap().block_on(app.sessions.refresh()).unwrap();
    let table = "Tên đăng nhập,Họ và tên,Đơn vị,Vai trò,Lĩnh vực\n\
                 quynh.tt,Trần Quỳnh,Chi nhánh mới,intake,Hộ tịch\n\
                 quynh.tt,Trần Quỳnh,Chi nhánh mới,intake,\n\
                 khoa.tt,Vũ Khoa,tt_moi,vai_tro_la,\n";
    let (good, refused) = take(&app, Officers, table, false);
    assert_eq!((good, refused.iter().map(|(row, _)| *row).collect::<Vec<_>>()), (1, vec![3, 4]), "{refused:?}");
    tokio::runtime::Runtime::new().unwrap().block_on(app.sessions.refresh()).unwrap();
    let directory = app.sessions.directory();
    let quynh = directory.officers().into_iter().find(|card| card.login == "quynh.tt").expect("she is there");
    assert_eq!(directory.unit_name(quynh.unit), "Chi nhánh mới");
    assert!(!directory.officers().iter().any(|card| card.login == "khoa.tt"), "a refused row leaves nothing behind");
}
