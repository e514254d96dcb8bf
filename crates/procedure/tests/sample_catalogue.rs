//! The catalogue that ships with the product: every file reads, every fact a centre relies on is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use procedure::{Channel, ChannelTerm, Detail, Financial, Level, ProcedureVersion, Process, process};
use serde::Deserialize;

#[derive(Deserialize)]
struct ProcedureFile {
    procedure: Vec<ProcedureVersion>,
}

#[derive(Deserialize)]
struct ProcessFile {
    process: Vec<Process>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn catalogue() -> Vec<ProcedureVersion> {
    let folder = root().join("sample/procedures");
    let files = std::fs::read_dir(&folder).expect("the sample folder is there");
    let mut paths: Vec<_> = files.map(|file| file.expect("a readable entry").path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| read::<ProcedureFile>(path).procedure).collect()
}

fn processes() -> Vec<Process> {
    read::<ProcessFile>(&root().join("sample/processes.toml")).process
}

fn find<'a>(all: &'a [ProcedureVersion], code: &str) -> &'a ProcedureVersion {
    all.iter().find(|p| p.code == code).unwrap_or_else(|| panic!("{code} is not in the sample"))
}

fn milli_and_unit(term: &ChannelTerm) -> Option<(i64, law::Unit)> {
    term.limit.map(|limit| (limit.milli, limit.unit))
}

#[test]
fn every_code_is_there_once_and_named_in_the_citizens_words() {
    let all = catalogue();
    assert!(all.len() >= 42, "only {} procedures", all.len());
    let codes: BTreeSet<_> = all.iter().map(|p| p.code.as_str()).collect();
    assert_eq!(codes.len(), all.len(), "a code is given twice");
    for p in &all {
        let shape = p.code.len() == 8 && p.code.as_bytes()[1] == b'.';
        assert!(shape, "{} is not a procedure code", p.code);
        assert!(p.plain_name.as_ref().is_some_and(|name| !name.is_empty()), "{} has no plain name", p.code);
        assert!(!p.field.is_empty() && !p.levels.is_empty(), "{} lacks field or level", p.code);
    }
}

#[test]
fn the_nine_essential_services_can_be_asked_for() {
    let all = catalogue();
    let essential: [(&str, &[&str]); 9] = [
        ("đăng ký thường trú", &["1.004222"]),
        ("đăng ký tạm trú", &["1.004194"]),
        ("đăng ký kết hôn", &["1.000894"]),
        ("đăng ký, cấp biển số xe", &["1.013067", "1.012575"]),
        ("khai sinh, thường trú, thẻ bảo hiểm y tế", &["2.000986"]),
        ("khai tử, xóa thường trú, mai táng phí", &["1.000656", "1.003197", "1.001731"]),
        ("biến động đất đai do đổi thông tin", &["1.013833"]),
        ("cấp đổi, cấp lại giấy phép lái xe", &["3.000347", "3.000348"]),
        ("phiếu lý lịch tư pháp", &["3.000333"]),
    ];
    for (service, codes) in essential {
        for code in codes {
            assert!(all.iter().any(|p| p.code == *code), "{service}: {code} is missing");
        }
    }
}

#[test]
fn a_procedure_in_full_detail_says_what_it_needs() {
    for p in catalogue().iter().filter(|p| p.detail == Detail::Full) {
        assert!(p.components.iter().any(|c| c.asked()), "{} asks for no paper", p.code);
        assert!(!p.terms.is_empty() && !p.legal_basis.is_empty(), "{} lacks term or basis", p.code);
        assert!(!p.results.is_empty() && !p.applicants.is_empty(), "{} lacks result or applicant", p.code);
        let keys: BTreeSet<_> = p.components.iter().map(|c| &c.key).collect();
        assert_eq!(keys.len(), p.components.len(), "{}: a component key is given twice", p.code);
        let cases = p.components.iter().filter_map(|c| c.case.as_deref());
        for case in cases.chain(p.terms.iter().filter_map(|t| t.case.as_deref())) {
            assert!(p.find_case(case).is_some(), "{} has no case {case}", p.code);
        }
        for term in p.terms.iter().filter(|t| t.limit.is_none()) {
            assert!(!term.description.is_empty(), "{}: a limit is left open without a reason", p.code);
        }
        for fee in p.terms.iter().flat_map(|t| &t.fees).filter(|fee| fee.suspect) {
            assert_eq!(fee.amount, None, "{}: a suspect amount must never be asked for", p.code);
        }
    }
}

#[test]
fn a_procedure_known_by_name_only_invents_nothing() {
    let all = catalogue();
    let named: Vec<_> = all.iter().filter(|p| p.detail == Detail::NameOnly).collect();
    assert!(!named.is_empty());
    for p in named {
        let said = p.components.len() + p.terms.len() + p.legal_basis.len() + p.results.len();
        assert_eq!(said, 0, "{} claims details the source does not have", p.code);
    }
}

#[test]
fn limits_and_fees_of_the_commonest_procedures_are_the_published_ones() {
    use law::Unit::{Day, Hour, Month, SameDay, WorkingDay};
    let all = catalogue();
    let limits = [
        ("1.004222", Channel::Counter, None, Some((7000, WorkingDay))),
        ("1.001193", Channel::Online, None, Some((1000, SameDay))),
        ("2.000815", Channel::Counter, None, Some((1000, SameDay))),
        ("2.001159", Channel::Counter, None, Some((1000, Hour))),
        ("3.000333", Channel::Online, None, Some((10_000, Day))),
        ("1.013225", Channel::Counter, Some("TH02"), Some((15_000, Day))),
        ("1.001010", Channel::Counter, None, Some((6000, Month))),
        ("1.004859", Channel::Counter, None, None),
    ];
    for (code, channel, case, expected) in limits {
        let term = find(&all, code).term(channel, case).unwrap_or_else(|| panic!("{code} has no term"));
        assert_eq!(milli_and_unit(term), expected, "{code} {channel:?}");
    }
    let residence = find(&all, "1.004222");
    let amount = |channel| residence.fees_for(channel, None)[0].amount.map(|vnd| vnd.0);
    assert_eq!((amount(Channel::Online), amount(Channel::Counter)), (Some(10_000), Some(20_000)));
}

#[test]
fn the_mix_covers_every_kind_of_clock() {
    let all = catalogue();
    assert!(all.iter().any(|p| p.immediate), "nothing is handed over at once");
    assert_eq!(find(&all, "1.013833").financial, Financial::Suspends);
    assert!(find(&all, "1.004873").find_pause_reason("verification").is_some());
    assert_eq!(find(&all, "1.013082").cases.len(), 2);
    for level in [Level::Province, Level::Commune] {
        assert!(all.iter().any(|p| p.levels == [level]), "no procedure of {level:?} alone");
    }
}

#[test]
fn the_sample_processes_keep_within_every_published_limit() {
    let all = catalogue();
    let processes = processes();
    assert!(processes.len() >= 6);
    for sample in &processes {
        let code = sample.procedure.as_deref().expect("a sample process is for one procedure");
        for limit in find(&all, code).terms.iter().filter_map(|term| term.limit.as_ref()) {
            let faults = process::check(sample, Some(limit), |_| true);
            assert!(faults.is_empty(), "{}: {faults:?}", sample.key);
        }
        assert!(sample.first_of(procedure::Duty::RecordsClerk).is_some(), "{} releases nothing", sample.key);
    }
}

/// Codes and names against the gathered source, where it lies beside the repository.
#[test]
fn codes_and_names_are_the_published_ones() {
    let folder = root().join("../shared/data/02_procedures");
    if !folder.is_dir() {
        return;
    }
    let mut published = BTreeMap::new();
    for file in ["procedures_other_ministries_catalogue.csv", "procedures.csv"] {
        let mut rows = csv::Reader::from_path(folder.join(file)).expect("the source is readable");
        let heading = rows.headers().expect("a heading").clone();
        let column = |name| heading.iter().position(|h| h == name).expect("the column");
        let (code, name) = (column("code"), column("name"));
        for row in rows.records().map(|row| row.expect("a row")) {
            published.insert(row[code].to_string(), kernel::fold(&row[name]));
        }
    }
    for p in catalogue() {
        let source = published.get(&p.code).unwrap_or_else(|| panic!("{} is not published", p.code));
        // The source repeats a code in brackets and ends some names with a full stop.
        assert!(source.starts_with(&kernel::fold(&p.name)), "{}: {} is not {source}", p.code, p.name);
        let left = source.len() - kernel::fold(&p.name).len();
        assert!(left <= "( 1.010727 )".len() + 1, "{}: the name is cut short", p.code);
    }
}
