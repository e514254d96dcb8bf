//! The house keeps to its own plan: ARCHITECTURE.md and CONTRIBUTING.md as a test that reads the source. It compiles
//! nothing and runs nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A text of the repository and where it lies.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// Lines that run in the product, numbered: no tests at the end of the file, no comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let until_tests = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        (1..).zip(until_tests.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.contains("/examples/") || self.path.starts_with("crates/testkit/")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate lies two folders down")
}

/// Everything that is written by hand, except pictures, fonts and what is built.
fn sources() -> Vec<Source> {
    const TOP: [&str; 7] = ["crates", "docs", "locales", "sample", "scripts", ".config", ".ci"];
    const TEXT: [&str; 14] =
        ["rs", "toml", "md", "ftl", "sql", "html", "css", "js", "sh", "yml", "txt", "typ", "json", "snap"];
    let mut folders: Vec<_> = TOP.iter().map(|name| root().join(name)).collect();
    let mut files: Vec<_> =
        std::fs::read_dir(root()).expect("the root").map(|entry| entry.expect("an entry").path()).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.retain(|path| path.is_file() && path.extension().is_some_and(|ext| TEXT.iter().any(|text| ext == *text)));
    files.sort();
    let read = |path: &std::path::PathBuf| Source {
        path: path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned(),
        text: std::fs::read_to_string(path).unwrap_or_default(),
    };
    files.iter().map(read).collect()
}

fn rust(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| source.path.ends_with(".rs") && source.path != "crates/motcua/tests/tidy.rs")
}

/// Fails with everything that is wrong at once.
fn none(what: &str, wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

// ── rooms ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// The floors of ARCHITECTURE.md, lowest first: `kernel < law, store, web < …`.
fn floors() -> Vec<Vec<String>> {
    let map = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let line = map.lines().find_map(|line| line.strip_prefix("Floors, lowest first: ")).expect("the line of floors");
    let name = |word: &str| word.trim_matches(|c: char| !c.is_ascii_lowercase()).to_string();
    line.split('<').map(|floor| floor.split(',').map(name).collect()).collect()
}

fn crates() -> BTreeSet<String> {
    let names = std::fs::read_dir(root().join("crates")).expect("crates/");
    names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn arrows_only_go_down() {
    let floors = floors();
    let floor_of = |name: &str| floors.iter().position(|floor| floor.iter().any(|room| room == name));
    let mut wrong = Vec::new();
    for room in crates() {
        let manifest =
            std::fs::read_to_string(root().join("crates").join(&room).join("Cargo.toml")).expect("Cargo.toml");
        let manifest: toml::Table = manifest.parse().expect("TOML");
        let Some(here) = floor_of(&room) else {
            if room != "testkit" {
                wrong.push(format!("{room} stands on no floor of ARCHITECTURE.md"));
            }
            continue;
        };
        for needed in
            manifest["dependencies"].as_table().expect("a table").keys().filter(|name| crates().contains(*name))
        {
            match floor_of(needed) {
                Some(there) if there < here => {}
                Some(_) => wrong.push(format!("{room} → {needed} does not go down")),
                None => wrong.push(format!("{room} → {needed}: only tests may need it")),
            }
        }
    }
    wrong.extend(
        floors.iter().flatten().filter(|room| !crates().contains(*room)).map(|room| format!("{room} is no crate")),
    );
    none("arrows", wrong);
}

#[test]
fn every_room_introduces_itself() {
    let silent = crates().into_iter().filter(|room| !root().join("crates").join(room).join("README.md").exists());
    none("rooms without README.md", silent.collect());
}

// ── what decides is pure ────────────────────────────────────────────────────────────────────────────────────────

const PURE: [&str; 53] = [
    "crates/kernel/src/",
    "crates/law/src/",
    "crates/document/src/",
    "crates/dossier/src/decide/",
    "crates/custody/src/decide/",
    "crates/custody/src/model.rs",
    "crates/talk/src/decide/",
    "crates/talk/src/model.rs",
    "crates/sms/src/decide.rs",
    "crates/sms/src/model.rs",
    "crates/dossier/src/model.rs",
    "crates/dossier/src/stage.rs",
    "crates/dossier/src/command.rs",
    "crates/dossier/src/project.rs",
    "crates/procedure/src/model.rs",
    "crates/procedure/src/process.rs",
    "crates/procedure/src/search.rs",
    "crates/procedure/src/diff.rs",
    "crates/floor/src/booking/code.rs",
    "crates/floor/src/booking/decide.rs",
    "crates/floor/src/booking/ics.rs",
    "crates/floor/src/booking/model.rs",
    "crates/floor/src/booking/plan.rs",
    "crates/floor/src/booking/visitor.rs",
    "crates/floor/src/duty/decide.rs",
    "crates/floor/src/duty/model.rs",
    "crates/floor/src/board/model.rs",
    "crates/floor/src/pass/model.rs",
    "crates/floor/src/kiosk/model.rs",
    "crates/floor/src/kiosk/scan.rs",
    "crates/queue/src/rule.rs",
    "crates/queue/src/hall/",
    "crates/queue/src/flow.rs",
    "crates/queue/src/promise.rs",
    "crates/queue/src/learn.rs",
    "crates/queue/src/pace.rs",
    "crates/queue/src/days.rs",
    "crates/floor/src/reception/route.rs",
    "crates/floor/src/reception/shown.rs",
    "crates/queue/src/crowd.rs",
    "crates/supervision/src/forecast.rs",
    "crates/floor/src/lead/outlook.rs",
    "crates/floor/src/lead/remedy.rs",
    "crates/floor/src/lead/deeds.rs",
    "crates/floor/src/figures/range.rs",
    "crates/floor/src/figures/tally.rs",
    "crates/floor/src/rating/mod.rs",
    "crates/floor/src/setup/check.rs",
    "crates/supervision/src/pace.rs",
    "crates/supervision/src/pick.rs",
    "crates/supervision/src/late.rs",
    "crates/supervision/src/books.rs",
    "crates/supervision/src/monthly.rs",
];

const IMPURE: [&str; 9] =
    ["std::fs", "std::net", "std::env", "tokio::", "Timestamp::now", "Zoned::now", "SystemTime", "rand::", "getrandom"];

#[test]
fn what_decides_reads_no_file_no_clock_and_no_dice() {
    // The one place where the product asks what time it is.
    const CLOCK: &str = "crates/kernel/src/clock.rs";
    let mut wrong = Vec::new();
    let sources = sources();
    for source in rust(&sources).filter(|s| s.path != CLOCK && PURE.iter().any(|pure| s.path.starts_with(pure))) {
        for (n, line) in source.code().filter(|(_, line)| IMPURE.iter().any(|word| line.contains(word))) {
            wrong.push(format!("{}:{n} {}", source.path, line.trim()));
        }
    }
    for pure in PURE {
        assert!(rust(&sources).any(|source| source.path.starts_with(pure)), "{pure} has moved: mend this test");
    }
    none("not pure", wrong);
}

// ── statements have a home ──────────────────────────────────────────────────────────────────────────────────────

/// Where SQL lives, beside the rows it is about.
const SQL: [&str; 48] = [
    "crates/store/src/",
    "crates/office/src/store.rs",
    "crates/office/src/attempts.rs",
    "crates/office/src/sessions.rs",
    "crates/office/src/token.rs",
    "crates/office/src/admin.rs",
    "crates/office/src/admin/units.rs",
    "crates/office/src/annals.rs",
    "crates/person/src/store.rs",
    "crates/person/src/store/",
    "crates/desk/src/store.rs",
    "crates/person/src/account/rows.rs",
    "crates/procedure/src/store.rs",
    "crates/procedure/src/form/rows.rs",
    "crates/portal/src/filing/rows.rs",
    "crates/portal/src/uploads/rows.rs",
    "crates/dossier/src/store.rs",
    "crates/custody/src/store.rs",
    "crates/floor/src/store.rs",
    "crates/talk/src/store.rs",
    "crates/sms/src/store.rs",
    "crates/floor/src/setup/rows.rs",
    "crates/floor/src/pass/rows.rs",
    "crates/floor/src/booking/rows.rs",
    "crates/floor/src/duty/rows.rs",
    "crates/floor/src/figures/rows.rs",
    "crates/floor/src/figures/stays.rs",
    "crates/floor/src/rating/rows.rs",
    "crates/floor/src/kiosk/rows.rs",
    "crates/floor/src/counter/rows.rs",
    "crates/floor/src/reception/rows.rs",
    "crates/dossier/src/list.rs",
    "crates/dossier/src/list/",
    "crates/dossier/src/batch.rs",
    "crates/dossier/src/bulk.rs",
    "crates/person/src/bulk.rs",
    "crates/job/src/store.rs",
    "crates/admin/src/imports/store.rs",
    "crates/admin/src/mergers/store.rs",
    "crates/dossier/src/census.rs",
    "crates/dossier/src/check.rs",
    "crates/dossier/src/chores.rs",
    "crates/dossier/src/officer_notice.rs",
    "crates/supervision/src/store",
    // Whole copies and whole checks know every table by its name only.
    "crates/motcua/src/backup.rs",
    "crates/motcua/src/check.rs",
    "crates/motcua/src/bench/limits.rs",
    // `SELECT 1`: does the database answer?
    "crates/motcua/src/routes.rs",
];

#[test]
fn statements_stand_in_their_home() {
    let verbs =
        ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE ", "WITH "].map(|verb| format!("\"{verb}"));
    let sources = sources();
    let away =
        rust(&sources).filter(|source| !source.is_test() && !SQL.iter().any(|home| source.path.starts_with(home)));
    let mut wrong = Vec::new();
    for source in away {
        for (n, line) in source.code().filter(|(_, line)| verbs.iter().any(|verb| line.contains(verb))) {
            wrong.push(format!("{}:{n} {}", source.path, line.trim()));
        }
    }
    none("SQL away from home", wrong);
}

#[test]
fn columns_hold_text_in_the_order_of_bytes() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.path.ends_with(".sql")) {
        for (n, line) in (1..).zip(source.text.lines()).filter(|(_, line)| !line.trim_start().starts_with("--")) {
            if line.replace("{{TEXT}}", "").contains("TEXT") {
                wrong.push(format!("{}:{n} {}", source.path, line.trim()));
            }
        }
    }
    none("TEXT instead of {{TEXT}}", wrong);
}

// ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────

/// Keys of `locales/`. That both languages have the same is the kernel's test.
fn keys(sources: &[Source]) -> BTreeSet<String> {
    let key = |line: &str| {
        let (key, _) = line.split_once(" =")?;
        key.starts_with(|c: char| c.is_ascii_lowercase()).then(|| key.to_string())
    };
    let vietnamese = sources.iter().filter(|source| source.path.starts_with("locales/vi/"));
    vietnamese.flat_map(|source| source.text.lines().filter_map(key)).collect()
}

/// Texts between quotes that look like a key, with what stands before the quote.
fn quoted(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('"').filter_map(|(at, _)| {
        let inside = &text[at + 1..];
        let word = &inside[..inside.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))?];
        let before = text[..at].lines().next_back().unwrap_or_default();
        word.contains('-').then_some((before, word))
    })
}

fn speakers(sources: &[Source]) -> impl Iterator<Item = &Source> {
    let templates = |source: &Source| source.path.contains("/templates/") && source.path.ends_with(".html");
    sources.iter().filter(move |s| !s.is_test() && (s.path.ends_with(".rs") || templates(s)))
}

#[test]
fn every_key_that_is_said_has_words() {
    const SAYS: [&str; 4] = ["t(", "say(", "say_with(", "t_with("];
    let says = |before: &str| {
        let called = SAYS.iter().find_map(|say| before.strip_suffix(say));
        called.is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    };
    let sources = sources();
    let keys = keys(&sources);
    let mut said = 0;
    let mut wrong = Vec::new();
    for source in speakers(&sources) {
        let spoken = source.code().flat_map(|(_, line)| quoted(line)).filter(|(before, _)| says(before));
        for (_, key) in spoken {
            said += 1;
            // A key that ends in a hyphen is the beginning of a family.
            if !key.ends_with('-') && !keys.contains(key) {
                wrong.push(format!("{} says {key}", source.path));
            }
        }
    }
    assert!(said > 500, "only {said} keys were found: this test has gone blind");
    none("keys without words", wrong);
}

#[test]
fn every_key_is_said_by_somebody() {
    let sources = sources();
    let mut said: BTreeSet<&str> = BTreeSet::new();
    // `motcua-cli-…` follows the commands; `cli::args` asks for each of them.
    let mut families: BTreeSet<&str> = BTreeSet::from(["motcua-cli-"]);
    for source in speakers(&sources) {
        for (_, key) in quoted(&source.text) {
            let _ = if key.ends_with('-') { families.insert(key) } else { said.insert(key) };
        }
    }
    let words: String = sources.iter().filter(|s| s.path.starts_with("locales/")).map(|s| s.text.as_str()).collect();
    let derived = ["-hint", "-title", "-text", "-moved", "-badge"];
    let heard = |key: &str| {
        let stem = derived.iter().find_map(|end| key.strip_suffix(end)).unwrap_or(key);
        said.contains(key)
            || said.contains(stem)
            || families.iter().any(|family| key.starts_with(family))
            || words.contains(&format!("{{ {key} }}"))
    };
    none("keys that nothing says", keys(&sources).into_iter().filter(|key| !heard(key)).collect());
}

#[test]
fn sentences_for_people_stand_in_locales() {
    // What is Vietnamese and yet no sentence of a page.
    let reasons: BTreeMap<&str, &str> = BTreeMap::from([
        ("crates/law/src/calendar/published.rs", "the announcements the calendar rests on"),
        ("crates/law/src/code/person.rs", "names of provinces by their code"),
        ("crates/paper/src/", "the official forms are Vietnamese in every language"),
        ("crates/letter/src/", "where the head of an official form breaks its line"),
        ("crates/kernel/src/money.rs", "the sign of the currency"),
        ("crates/web/src/page.rs", "a language is named in itself"),
        ("crates/motcua/src/demo/", "the sample office"),
        ("crates/motcua/src/bench/", "the measured office"),
        ("crates/motcua/src/openapi.rs", "the product's name"),
        ("crates/dossier/src/api/due.rs", "an example in the documentation of the API"),
        ("crates/procedure/src/api.rs", "an example in the documentation of the API"),
        ("crates/procedure/src/html/", "examples of searches, in the language of the catalogue"),
        ("crates/procedure/src/import/", "what is looked for in the national files"),
    ]);
    let sources = sources();
    let mut wrong = Vec::new();
    let product = || rust(&sources).filter(|source| !source.is_test());
    for source in product().filter(|source| !reasons.keys().any(|path| source.path.starts_with(path))) {
        for (n, line) in source.code().filter(|(_, line)| is_vietnamese_literal(line)) {
            wrong.push(format!("{}:{n} {}", source.path, line.trim()));
        }
    }
    for (path, reason) in reasons {
        let used = product().any(|s| s.path.starts_with(path) && s.code().any(|(_, line)| is_vietnamese_literal(line)));
        assert!(used, "{path} ({reason}) needs no exception any more");
    }
    none("Vietnamese outside locales/", wrong);
}

fn is_vietnamese_literal(line: &str) -> bool {
    let special = |c: char| "ăâđêôơưáàãéèíìóòõúùýĩũ".contains(c) || ('\u{1ea0}'..='\u{1ef9}').contains(&c);
    line.split('"').skip(1).step_by(2).any(|literal| literal.to_lowercase().chars().any(special))
}

// ── what must not be here ───────────────────────────────────────────────────────────────────────────────────────

#[test]
fn nothing_half_done_and_nothing_of_one_machine() {
    let mut wrong = Vec::new();
    for source in &sources() {
        if source.path == "crates/motcua/tests/tidy.rs" {
            continue;
        }
        let own = source.is_test() || source.path.starts_with("scripts/");
        for (n, line) in (1..).zip(source.text.lines()) {
            let half = ["todo!(", "unimplemented!(", "dbg!("].iter().any(|word| line.contains(word));
            let place = ["/work/", "/root/", "/home/"].iter().any(|folder| line.contains(folder));
            if half || place || (!own && line.contains("/tmp/")) {
                wrong.push(format!("{}:{n} {}", source.path, line.trim()));
            }
        }
    }
    none("left behind", wrong);
}

#[test]
fn production_code_does_not_give_up() {
    // Each can only fail when the build or the machine is broken.
    const REASONED: [&str; 2] = ["crates/paper/src/press.rs", "crates/web/src/random.rs"];
    let sources = sources();
    let product = rust(&sources).filter(|s| s.path.contains("/src/") && !s.is_test());
    let mut wrong = Vec::new();
    for source in product.filter(|source| !source.path.ends_with("/testkit.rs") && !REASONED.contains(&&*source.path)) {
        for (n, line) in source.code() {
            if [".unwrap()", ".expect(", "panic!(", "unreachable!("].iter().any(|word| line.contains(word)) {
                wrong.push(format!("{}:{n} {}", source.path, line.trim()));
            }
        }
    }
    none("panics in production", wrong);
}

// ── documents tell the truth ────────────────────────────────────────────────────────────────────────────────────

#[test]
fn every_path_that_a_document_names_exists() {
    let sources = sources();
    let mut wrong = Vec::new();
    for document in sources.iter().filter(|source| source.path.ends_with(".md")) {
        for word in document.text.split(|c: char| c.is_whitespace() || "`()[],;:'\"|→".contains(c)) {
            let word = word.trim_end_matches(['.', '/']);
            let from_root =
                ["crates/", "docs/", "scripts/", "locales/", "sample/"].iter().any(|top| word.starts_with(top));
            let file = [".rs", ".sh", ".md", ".ftl", ".sql", ".yml"]
                .iter()
                .any(|ext| word.len() > ext.len() && word.ends_with(ext));
            let told = (from_root || file) && !word.contains(['*', '…', '<']);
            let end = format!("/{word}");
            let exists = root().join(word).exists() || sources.iter().any(|source| source.path.ends_with(&end));
            if told && !exists {
                wrong.push(format!("{}: {word}", document.path));
            }
        }
    }
    none("paths that are not there", wrong);
}
