//! Forms as data: what fits, what does not and how it is said, which questions are asked, and which forms cannot be used.

use jiff::civil::date;
use kernel::Lang;
use procedure::ProcedureVersion;
use procedure::form::{Answers, Form, usual_form};

const BIRTH: &str = r#"
procedure = "1.000001"
title = { vi = "Tờ khai", en = "Declaration" }
[[step]]
key = "child"
title = { vi = "Người con", en = "The child" }
[[step.field]]
key = "born_on"
label = { vi = "Ngày sinh", en = "Born on" }
kind = "date"
min = "today-100y"
max = "today"
[[step.field]]
key = "sex"
label = { vi = "Giới tính", en = "Sex" }
kind = "choice"
choices = [{ key = "male", vi = "Nam", en = "Male" }, { key = "female", vi = "Nữ", en = "Female" }]
[[step.field]]
key = "weight"
label = { vi = "Cân nặng", en = "Weight" }
kind = "number"
required = false
min = "0,2"
max = "9"
[[step.field]]
key = "registered_before"
label = { vi = "Đã đăng ký", en = "Registered before" }
kind = "yes_no"
[[step.field]]
key = "book"
label = { vi = "Số quyển", en = "Book" }
kind = "text"
pattern = "99/9999|A-99"
shown_when = [{ field = "registered_before", is = ["yes"] }]
[[step]]
key = "parents"
title = { vi = "Cha mẹ", en = "Parents" }
[[step.field]]
key = "mother"
label = { vi = "Người mẹ", en = "Mother" }
kind = "person"
[[step.field]]
key = "home"
label = { vi = "Nơi ở", en = "Home" }
kind = "address"
[[step.field]]
key = "phone"
label = { vi = "Điện thoại", en = "Telephone" }
kind = "phone"
required = false
[[step.field]]
key = "email"
label = { vi = "Thư điện tử", en = "E-mail" }
kind = "email"
required = false
[[step.field]]
key = "tax"
label = { vi = "Mã số thuế", en = "Tax code" }
kind = "tax_code"
required = false
[[step.field]]
key = "fee"
label = { vi = "Số tiền", en = "Amount" }
kind = "money"
required = false
[[step.field]]
key = "copies"
label = { vi = "Bản sao", en = "Copies" }
kind = "several"
required = false
max = "1"
choices = [{ key = "a", vi = "Một", en = "One" }, { key = "b", vi = "Hai", en = "Two" }]
[[step]]
key = "late"
title = { vi = "Đăng ký lại", en = "Again" }
shown_when = [{ field = "registered_before", is = ["yes"] }]
[[step.field]]
key = "registered_on"
label = { vi = "Đăng ký ngày", en = "Registered on" }
kind = "date"
min = "@born_on"
"#;

fn form() -> Form {
    toml::from_str(BIRTH).expect("the form reads")
}

fn filled() -> Answers {
    let mut answers =
        Answers::default().with("born_on", "5-2-2026").with("sex", "female").with("registered_before", "no");
    answers.set("mother", vec!["Trần Thị Mẹ".into(), "022 188 000 001".into(), "1988".into()]);
    answers.set("home", vec![String::new(), "Phường Hồng Gai".into(), "Quảng Ninh".into()]);
    answers
}

/// The refusal's key for one changed answer, or how the answer is written when it fits.
fn outcome(key: &str, values: &[&str]) -> String {
    let mut answers = filled();
    answers.set(key, values.iter().map(|value| value.to_string()).collect());
    match form().check(&answers, date(2026, 3, 2)) {
        Ok(checked) => checked.answers.given(key).join(" | "),
        Err(refused) => refused.iter().map(|r| format!("{} {}", r.field, r.key)).collect::<Vec<_>>().join(", "),
    }
}

#[test]
fn each_answer_fits_or_is_refused_by_name() {
    let rows: &[(&str, &[&str], &str)] = &[
        ("born_on", &["5-2-2026"], "05/02/2026"),
        ("born_on", &["2026-02-05"], "05/02/2026"),
        ("born_on", &["31/02/2026"], "born_on FORM_NOT_DATE"),
        ("born_on", &["03/03/2026"], "born_on FORM_DATE_LATE"),
        ("born_on", &["01/03/1926"], "born_on FORM_DATE_EARLY"),
        ("born_on", &[""], "born_on FORM_REQUIRED"),
        ("sex", &["male"], "male"),
        ("sex", &["other"], "sex FORM_NOT_CHOICE"),
        ("weight", &["3,25"], "3,25"),
        ("weight", &["3.2"], "3,2"),
        ("weight", &["0,1"], "weight FORM_TOO_SMALL"),
        ("weight", &["3.200"], "weight FORM_TOO_LARGE"),
        ("weight", &["ba"], "weight FORM_NOT_NUMBER"),
        ("registered_before", &["maybe"], "registered_before FORM_NOT_CHOICE"),
        ("mother", &["Trần Thị Mẹ", "022188000001", "05/02/1988"], "Trần Thị Mẹ | 022188000001 | 05/02/1988"),
        ("mother", &["Trần Thị Mẹ", "", ""], "Trần Thị Mẹ |  | "),
        ("mother", &["", "022188000001", ""], "mother FORM_PERSON_NAME"),
        ("mother", &["Trần Thị Mẹ", "123456789", ""], "mother FORM_PERSONAL_NUMBER"),
        ("mother", &["Trần Thị Mẹ", "", "2027"], "mother FORM_NOT_DATE"),
        ("home", &["12 Lê Lợi", "Phường Hồng Gai", "Quảng Ninh"], "12 Lê Lợi | Phường Hồng Gai | Quảng Ninh"),
        ("home", &["12 Lê Lợi", "", "Quảng Ninh"], "home FORM_ADDRESS"),
        ("phone", &["+84 912 345 678"], "0912345678"),
        ("phone", &["12345"], "phone FORM_PHONE"),
        ("email", &["me@example.vn"], "me@example.vn"),
        ("email", &["me@example"], "email FORM_EMAIL"),
        ("email", &["me @example.vn"], "email FORM_EMAIL"),
        ("tax", &["0100109106"], "0100109106"),
        ("tax", &["0100109107"], "tax FORM_TAX_CODE"),
        ("fee", &["15.000.000 đ"], "15.000.000"),
        ("fee", &["1,5"], "fee FORM_NOT_MONEY"),
        ("fee", &["-5"], "fee FORM_NOT_MONEY"),
        ("copies", &["b"], "b"),
        ("copies", &["b", "a"], "copies FORM_TOO_MANY"),
        ("copies", &["c"], "copies FORM_NOT_CHOICE"),
    ];
    for (key, values, wanted) in rows {
        assert_eq!(outcome(key, values), *wanted, "{key} = {values:?}");
    }
}

#[test]
fn a_question_behind_a_condition_is_asked_only_when_it_holds_and_its_answer_forgotten_when_not() {
    let (form, today) = (form(), date(2026, 3, 2));
    let pages = |answers: &Answers| {
        let page = |(step, fields): (&procedure::form::FormStep, Vec<_>)| format!("{} {}", step.key, fields.len());
        form.shown(answers).into_iter().map(page).collect::<Vec<_>>()
    };
    let unasked = filled().with("book", "12/1990").with("registered_on", "01/01/1990");
    assert_eq!(pages(&unasked), ["child 4", "parents 7"]);
    let checked = form.check(&unasked, today).expect("nothing hidden is checked");
    assert!(checked.answers.given("book").is_empty() && checked.answers.given("registered_on").is_empty());

    let asked = filled().with("registered_before", "yes");
    assert_eq!(pages(&asked), ["child 5", "parents 7", "late 1"]);
    let refused = form.check(&asked, today).expect_err("book and day are missing");
    assert_eq!(refused.iter().map(|r| r.field.as_str()).collect::<Vec<_>>(), ["book", "registered_on"]);

    let early = asked.with("book", "12-1990").with("registered_on", "04/02/2026");
    let refused = form.check(&early, today).expect_err("wrong shape; before the birth");
    assert_eq!(refused.iter().map(|r| r.key).collect::<Vec<_>>(), ["FORM_PATTERN", "FORM_DATE_EARLY"]);
    let good = early.with("book", "A-12").with("registered_on", "05/02/2026");
    assert!(form.check(&good, today).is_ok());
    assert!(form.check_step("parents", &Answers::default(), today).is_err(), "a page is checked by itself");
}

#[test]
fn every_refusal_has_a_sentence_with_the_questions_name_in_both_languages() {
    let mut answers = filled();
    answers.set("weight", vec!["10".into()]);
    let refused = form().check(&answers, date(2026, 3, 2)).expect_err("too heavy").remove(0);
    assert_eq!(web::refusal_text(Lang::Vi, &refused.refusal(Lang::Vi)), "“Cân nặng”: lớn nhất là 9.");
    assert_eq!(web::refusal_text(Lang::En, &refused.refusal(Lang::En)), "“Weight” must be at most 9.");
    let source = include_str!("../src/form/check.rs");
    let keys = source.split('"').filter(|word| word.starts_with("FORM_"));
    for key in keys {
        let key = format!("refusal-{}", key.to_lowercase().replace('_', "-"));
        assert!(Lang::Vi.has(&key) && Lang::En.has(&key), "{key}");
    }
}

#[test]
fn a_filled_form_reads_without_its_form() {
    let mut answers = filled().with("fee", "15.000");
    answers.set("copies", vec!["a".into()]);
    let checked = form().check(&answers, date(2026, 3, 2)).expect("fits");
    let filled = form().fill(&checked.answers);
    let kept = serde_json::to_value(&filled).expect("JSON");
    let again: procedure::form::Filled = serde_json::from_value(kept).expect("reads");
    assert_eq!(again, filled);
    let lines: Vec<String> =
        again.sections.iter().flat_map(|s| &s.lines).map(|l| format!("{}: {}", l.label.vi, l.value.vi)).collect();
    assert_eq!(
        lines,
        [
            "Ngày sinh: 05/02/2026",
            "Giới tính: Nữ",
            "Cân nặng: ",
            "Đã đăng ký: Không",
            "Người mẹ: Trần Thị Mẹ, 022188000001, 1988",
            "Nơi ở: Phường Hồng Gai, Quảng Ninh",
            "Điện thoại: ",
            "Thư điện tử: ",
            "Mã số thuế: ",
            "Số tiền: 15.000 ₫",
            "Bản sao: Một",
        ]
    );
}

#[test]
fn forms_that_cannot_be_used_are_named_before_anybody_meets_them() {
    let rows: &[(&str, &str, &str)] = &[
        // what is changed, into what → place word about
        ("key = \"sex\"", "key = \"born_on\"", "child.born_on duplicate born_on"),
        ("key = \"late\"", "key = \"child\"", "child duplicate child"),
        (
            "field = \"registered_before\", is = [\"yes\"] }]\n[[step]]\nkey = \"parents\"",
            "field = \"nobody\" }]\n[[step]]\nkey = \"parents\"",
            "child.book unknown field nobody",
        ),
        (
            "kind = \"text\"\npattern = \"99/9999|A-99\"\nshown_when = [{ field = \"registered_before\"",
            "kind = \"text\"\nshown_when = [{ field = \"mother\"",
            "child.book asked later mother",
        ),
        ("is = [\"yes\"]", "is = [\"perhaps\"]", "child.book unknown answer perhaps"),
        ("max = \"9\"", "max = \"nine\"", "child.weight bound nine"),
        ("min = \"today-100y\"", "min = \"yesterday\"", "child.born_on bound yesterday"),
        ("min = \"@born_on\"", "min = \"@sex\"", "late.registered_on bound @sex"),
        ("en = \"Sex\"", "en = \"\"", "child.sex words Giới tính"),
        ("key = \"weight\"", "key = \"Weight\"", "child.Weight key Weight"),
        ("kind = \"yes_no\"", "kind = \"choice\"", "child.registered_before choices registered_before"),
        ("kind = \"phone\"", "kind = \"phone\"\nprefill = \"applicant_email\"", "parents.phone prefill phone"),
        ("pattern = \"99/9999|A-99\"", "pattern = \"99|\"", "child.book pattern 99|"),
    ];
    assert_eq!(form().faults(), []);
    for (what, into, wanted) in rows {
        assert!(BIRTH.contains(what), "{what}");
        let broken: Form = toml::from_str(&BIRTH.replacen(what, into, 1)).unwrap_or_else(|e| panic!("{what}: {e}"));
        let found: Vec<_> = broken.faults().iter().map(|f| format!("{} {} {}", f.place, f.word, f.about)).collect();
        assert!(found.iter().any(|fault| fault == wanted), "{wanted} in {found:?}");
    }
    assert!(toml::from_str::<Form>(&BIRTH.replacen("kind = \"date\"", "kind = \"dat\"", 1)).is_err());
    assert!(toml::from_str::<Form>(&BIRTH.replacen("required = false", "requierd = false", 1)).is_err());
}

#[test]
fn a_procedure_without_a_form_gets_the_usual_one_and_it_has_no_fault() {
    let form = usual_form(&ProcedureVersion::named("1.000001", "Thủ tục", "Lĩnh vực"));
    assert_eq!(form.faults(), []);
    assert!(form.fields().all(|field| !field.label.en.starts_with("form-")), "every question has words");
}

#[test]
fn a_form_is_kept_once_and_the_old_one_for_those_who_began_with_it() {
    store::testkit::on_both("forms", |store| {
        for room in [store::ledger::MIGRATIONS, procedure::MIGRATIONS] {
            store.migrate(room).expect("tables");
        }
        let version = ProcedureVersion::named("1.000001", "Thủ tục", "Lĩnh vực");
        let ids = kernel::Ids::new(1);
        store
            .act_blocking(move |tx| {
                use procedure::form::rows::{load_form, record_form, standing_form};
                let (usual, _) = standing_form(tx, &ids, 1, &version)?;
                assert_eq!(standing_form(tx, &ids, 2, &version)?.0, usual, "the usual form is recorded once");
                let first = record_form(tx, &ids, 3, &form())?;
                assert!(first.new && !record_form(tx, &ids, 4, &form())?.new);
                assert_eq!(standing_form(tx, &ids, 5, &version)?.0, first.id);
                let mut other = form();
                other.steps.truncate(2);
                let second = record_form(tx, &ids, 6, &other)?;
                assert_eq!(standing_form(tx, &ids, 7, &version)?, (second.id, other));
                assert_eq!(load_form(tx, first.id)?, form());
                let mut broken = form();
                broken.steps[0].fields[0].key = "sex".into();
                assert!(record_form(tx, &ids, 8, &broken).is_err(), "a faulty form is never recorded");
                Ok(())
            })
            .expect("kept");
    });
}

#[test]
fn every_form_of_the_sample_can_be_used_and_stands_for_a_paper_of_its_procedure() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sample");
    let text = |path: std::path::PathBuf| std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
    #[derive(serde::Deserialize)]
    struct Procedures {
        procedure: Vec<ProcedureVersion>,
    }
    let in_folder = |name: &str| {
        let files = std::fs::read_dir(folder.join(name)).expect("the sample's folder");
        files.map(|file| file.expect("a file").path()).collect::<Vec<_>>()
    };
    let read = |path| toml::from_str::<Procedures>(&text(path)).expect("procedures read").procedure;
    let procedures: Vec<ProcedureVersion> = in_folder("procedures").into_iter().flat_map(read).collect();
    let mut seen = 0;
    for path in in_folder("forms") {
        let form: Form = toml::from_str(&text(path.clone())).unwrap_or_else(|e| panic!("{path:?}: {e}"));
        assert_eq!(form.faults(), [], "{path:?}");
        let procedure = procedures.iter().find(|p| p.code == form.procedure).expect("its procedure is in the sample");
        assert!(procedure.offers(procedure::model::Channel::Online), "{path:?}");
        for key in &form.replaces {
            assert!(procedure.find_component(key).is_some_and(|component| component.asked()), "{path:?} {key}");
        }
        seen += 1;
    }
    assert!(seen >= 6, "{seen} forms");
}
