//! Officers, units, calendars and settings from the command line.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::{err, motcua, out};

fn small_office(data: &str) {
    let office = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample/office.toml");
    let done = motcua(&["import", "office", office.to_str().unwrap(), "--data", data]);
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
}

fn typed(args: &[&str], line: &str) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command.args(args).env_remove("LANG").env("RUST_LOG", "off").stdin(Stdio::piped());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{line}\n").as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// What the officer does on the website.
#[expect(clippy::disallowed_methods, reason = "the command line has set the password by the machine's clock")]
fn change_password(folder: &std::path::Path, login: &str, old: &str, new: &str) {
    let app = crate::open(folder, None, crate::friday());
    let now = jiff::Timestamp::now();
    let visitor = office::Visitor::default();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let welcome = app.sessions.sign_in(login, old, [7; 32], &visitor, now).await.unwrap();
        app.sessions.change_password(&welcome.officer, old, new, [9; 16], now).await.unwrap();
    });
}

#[test]
fn an_officer_is_added_given_a_role_a_token_and_kept_out_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    small_office(data);
    let add = |login: &str, unit: &str| {
        motcua(&["user", "add", login, "--name", "Vũ Thị Thử", "--unit", unit, "--role", "reception", "--data", data])
    };
    let added = add("thu.nghiem", "tt_pvhcc");
    assert_eq!(added.status.code(), Some(0), "{}", err(&added));
    let twice = add("thu.nghiem", "tt_pvhcc");
    assert_eq!(twice.status.code(), Some(2), "a login is taken once");
    assert_eq!(add("thu.hai", "khong_co").status.code(), Some(2), "no such unit");
    let granted = motcua(&["user", "grant", "thu.nghiem", "intake", "--field", "Hộ tịch", "--data", data]);
    assert_eq!(granted.status.code(), Some(0), "{}", err(&granted));
    assert_eq!(motcua(&["user", "grant", "thu.nghiem", "vua", "--data", data]).status.code(), Some(2));
    let list = out(&motcua(&["user", "list", "--data", data]));
    let line = list.lines().find(|line| line.starts_with("thu.nghiem")).expect("listed");
    assert!(line.contains("reception,intake") || line.contains("intake,reception"), "{line}");
    let set = typed(&["user", "password", "thu.nghiem", "--password-stdin", "--data", data], "bến đò ngang sông");
    assert_eq!(set.status.code(), Some(0), "{}", err(&set));
    let short = typed(&["user", "password", "thu.nghiem", "--password-stdin", "--data", data], "ngắn");
    assert_eq!(short.status.code(), Some(2));
    let token =
        ["user", "token", "thu.nghiem", "--name", "Phần mềm thử", "--act", "view", "--days", "3", "--data", data];
    let early = typed(&token, "bến đò ngang sông");
    assert_eq!(early.status.code(), Some(2), "a first password makes no token: {}", out(&early));
    change_password(folder.path(), "thu.nghiem", "bến đò ngang sông", "chợ nổi ban mai");
    let told = typed(&token, "chợ nổi ban mai");
    assert!(out(&told).starts_with("motcua_"), "{}{}", out(&told), err(&told));
    assert_ne!(typed(&token, "sai mật khẩu rồi").status.code(), Some(0));
    assert_eq!(motcua(&["user", "disable", "thu.nghiem", "--data", data]).status.code(), Some(0));
    assert_ne!(typed(&token, "chợ nổi ban mai").status.code(), Some(0), "a disabled officer gets no token");
}

#[test]
fn units_roles_and_special_days_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    small_office(data);
    let unit = ["unit", "add", "cn_moi", "--name", "Chi nhánh mới", "--kind", "centre_branch", "--parent", "tt_pvhcc"];
    let added = motcua(&[&unit[..], &["--intake", "--data", data]].concat());
    assert_eq!(added.status.code(), Some(0), "{}", err(&added));
    assert!(out(&motcua(&["unit", "list", "--data", data])).contains("cn_moi"));
    assert!(out(&motcua(&["role", "list", "--data", data])).contains("records_clerk"));
    let days = |data: &str| {
        let shown =
            out(&motcua(&["calendar", "show", "--year", "2026", "--unit", "tt_pvhcc", "--lang", "en", "--data", data]));
        let last = shown.lines().last().unwrap().to_string();
        last.split(&[' ', ':'][..]).filter_map(|word| word.parse::<i64>().ok()).next_back().expect("a number of days")
    };
    let before = days(data);
    let storm = ["calendar", "set-day", "2026-11-25", "off", "--name", "Bão số 9", "--source", "Công điện 12/CĐ-UBND"];
    let set = motcua(&[&storm[..], &["--unit", "tt_pvhcc", "--data", data]].concat());
    assert_eq!(set.status.code(), Some(0), "{}", err(&set));
    assert_eq!(days(data), before - 1);
}

#[test]
fn settings_are_shown_without_their_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("motcua.toml");
    let text = "database_url = \"postgres://o:geheim@127.0.0.1:1/x\"\nlisten = \"nowhere\"\n\
                [blobs]\nkind = \"s3\"\nendpoint = \"http://127.0.0.1:1\"\nbucket = \"b\"\nregion = \"r\"\naccess_key = \"AKIA\"\nsecret_key = \"tief\"\n";
    std::fs::write(&file, text).unwrap();
    let config = file.to_str().unwrap();
    let shown = out(&motcua(&["config", "show", "--config", config]));
    assert!(shown.contains("postgres://o:********@127.0.0.1"), "{shown}");
    assert!(!shown.contains("geheim") && !shown.contains("tief") && !shown.contains("AKIA"), "{shown}");
    assert!(out(&motcua(&["config", "path", "--config", config])).contains("motcua.toml"));
    let checked = motcua(&["config", "check", "--config", config, "--lang", "en"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(err(&checked).contains("nowhere") && !err(&checked).contains("geheim"), "{}", err(&checked));
    let sound = motcua(&["config", "check", "--data", folder.path().join("d").to_str().unwrap(), "--lang", "en"]);
    assert!(err(&sound).contains("agency.name_vi"), "{}", err(&sound));
}
