//! What a reader of the catalogue noticed, and where: file, line, column, value, and what to do about it.
//!
//! A finding never changes a value; it only says that somebody should look.

use std::collections::BTreeMap;

use kernel::Lang;
use serde::Serialize;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The row cannot be taken in; with one such row nothing is imported.
    Error,
    /// Taken in; an officer will feel it (no limit, a doubtful fee).
    Warning,
    /// Taken in; worth knowing.
    Note,
}

impl Severity {
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

    /// Locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Severity::Error => "procedure-severity-error",
            Severity::Warning => "procedure-severity-warning",
            Severity::Note => "procedure-severity-note",
        }
    }
}

macro_rules! finding_kinds {
    ($($(#[$doc:meta])* $name:ident = $severity:ident, $word:literal;)*) => {
        /// What was noticed. `word` names it in JSON; the locale keys are `procedure-finding-{word}` (what it is) and
        /// `procedure-todo-{word}` (what to do).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FindingKind { $($(#[$doc])* $name,)* }

        impl FindingKind {
            pub const ALL: &[FindingKind] = &[$(FindingKind::$name,)*];

            pub fn severity(self) -> Severity {
                match self { $(FindingKind::$name => Severity::$severity,)* }
            }

            pub fn word(self) -> &'static str {
                match self { $(FindingKind::$name => $word,)* }
            }

            /// Locale key: what it is.
            pub fn key(self) -> &'static str {
                match self { $(FindingKind::$name => concat!("procedure-finding-", $word),)* }
            }

            /// Locale key: what to do.
            pub fn todo_key(self) -> &'static str {
                match self { $(FindingKind::$name => concat!("procedure-todo-", $word),)* }
            }
        }
    };
}

finding_kinds! {
    FileMissing = Error, "file-missing";
    FileUnreadable = Error, "file-unreadable";
    ColumnMissing = Error, "column-missing";
    ColumnCount = Error, "column-count";
    BadText = Error, "bad-text";
    BadJson = Error, "bad-json";
    BadCode = Error, "bad-code";
    BadNumber = Error, "bad-number";
    BadDate = Error, "bad-date";
    NameMissing = Error, "name-missing";
    UnknownProcedure = Error, "unknown-procedure";
    UnknownLevel = Error, "unknown-level";
    UnknownChannel = Error, "unknown-channel";
    UnknownKind = Error, "unknown-kind";
    UnknownUnit = Error, "unknown-unit";
    Duplicate = Error, "duplicate";
    LimitMissing = Warning, "limit-missing";
    LimitUnitMissing = Warning, "limit-unit-missing";
    LimitZero = Warning, "limit-zero";
    SeveralLimits = Warning, "several-limits";
    FeeSuspect = Warning, "fee-suspect";
    FeeUnread = Warning, "fee-unread";
    CountMissing = Warning, "count-missing";
    TermMissing = Warning, "term-missing";
    ComponentMissing = Warning, "component-missing";
    LegalBasisMissing = Warning, "legal-basis-missing";
    LegalBasisEnded = Warning, "legal-basis-ended";
    /// The same field spelled in another way elsewhere in the catalogue.
    FieldVariant = Warning, "field-variant";
    /// Put into the catalogue later than the law gives for publication.
    PublishedLate = Warning, "published-late";
    NameOnly = Warning, "name-only";
    FeeMissing = Note, "fee-missing";
    DecidingAgencyMissing = Note, "deciding-agency-missing";
    DecisionMissing = Note, "decision-missing";
    LegalBasisNumberMissing = Note, "legal-basis-number-missing";
    NotAsked = Note, "not-asked";
}

impl Serialize for FindingKind {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.word())
    }
}

/// One thing noticed, at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub severity: Severity,
    pub kind: FindingKind,
    /// File name inside the folder; empty: noticed on the whole procedure.
    pub file: String,
    /// Line in the file, from 1; 0: no line.
    pub line: u64,
    pub column: String,
    /// The value as it stands, shortened to 120 characters.
    pub value: String,
    /// The procedure it is about, where known.
    pub code: String,
}

impl Finding {
    pub fn new(kind: FindingKind) -> Self {
        let severity = kind.severity();
        Self {
            severity,
            kind,
            file: String::new(),
            line: 0,
            column: String::new(),
            value: String::new(),
            code: String::new(),
        }
    }

    /// The file and line it was seen at.
    pub fn seen_in(mut self, file: &str, line: u64) -> Self {
        self.file = file.into();
        self.line = line;
        self
    }

    /// The column and the value that stands there.
    pub fn reading(mut self, column: &str, value: &str) -> Self {
        self.column = column.into();
        self.value = value.chars().take(120).collect();
        self
    }

    /// The procedure it is about.
    pub fn about(mut self, code: &str) -> Self {
        self.code = code.into();
        self
    }

    /// One line for a reader: `procedures.csv:17 [level] "Cấp thôn" – … → …`.
    pub fn line_in(&self, lang: Lang) -> String {
        let mut out = String::new();
        if !self.file.is_empty() {
            out.push_str(&self.file);
            if self.line > 0 {
                out.push_str(&format!(":{}", self.line));
            }
            out.push(' ');
        }
        if !self.code.is_empty() {
            out.push_str(&format!("{} ", self.code));
        }
        if !self.column.is_empty() {
            out.push_str(&format!("[{}] “{}” ", self.column, self.value));
        }
        format!("{out}– {} → {}", lang.say(self.kind.key()), lang.say(self.kind.todo_key()))
    }
}

/// What an import read and noticed. Prints as text in both languages and as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows read, by file.
    pub rows: BTreeMap<String, u64>,
    /// Procedures that can be taken in.
    pub procedures: u64,
    /// Codes known only as abolished, among them.
    pub repealed: u64,
    pub components: u64,
    pub terms: u64,
    pub legal_basis: u64,
    /// Whether broken rows are left out instead of stopping the import.
    pub drop_broken: bool,
    /// Rows left out because they are broken or belong to a broken procedure.
    pub dropped_rows: u64,
    pub findings: Vec<Finding>,
}

/// How many findings of one kind the text shows in full.
const SHOWN_PER_KIND: usize = 5;

impl ImportReport {
    /// Number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }

    /// Number of findings of each kind, most serious first.
    pub fn by_kind(&self) -> Vec<(FindingKind, usize)> {
        let count = |kind: FindingKind| self.findings.iter().filter(|f| f.kind == kind).count();
        FindingKind::ALL.iter().map(|kind| (*kind, count(*kind))).filter(|(_, n)| *n > 0).collect()
    }

    /// Whether what was read may be recorded.
    pub fn importable(&self) -> bool {
        self.procedures > 0 && (self.drop_broken || self.count(Severity::Error) == 0)
    }

    /// The report as text: totals, counts by kind, the first few of each kind, all of the errors.
    pub fn text(&self, lang: Lang) -> String {
        let number = |n: u64| n.to_string();
        let mut out = String::new();
        let mut line = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        line(&lang.say_with(
            "procedure-report-read",
            &[
                ("procedures", &number(self.procedures)),
                ("repealed", &number(self.repealed)),
                ("components", &number(self.components)),
                ("terms", &number(self.terms)),
                ("bases", &number(self.legal_basis)),
            ],
        ));
        for (file, rows) in &self.rows {
            line(&format!("  {}", lang.say_with("procedure-report-rows", &[("file", file), ("rows", &number(*rows))])));
        }
        for severity in Severity::ALL {
            let count = self.count(severity);
            if count > 0 {
                line(&format!("{}: {count}", lang.say(severity.key())));
            }
            for (kind, n) in self.by_kind().into_iter().filter(|(kind, _)| kind.severity() == severity) {
                line(&format!("  {n} × {} → {}", lang.say(kind.key()), lang.say(kind.todo_key())));
                let shown = if severity == Severity::Error { n } else { SHOWN_PER_KIND };
                for finding in self.findings.iter().filter(|f| f.kind == kind).take(shown) {
                    line(&format!("      {}", finding.line_in(lang)));
                }
                if n > shown {
                    line(&format!(
                        "      {}",
                        lang.say_with("procedure-report-more", &[("n", &(n - shown).to_string())])
                    ));
                }
            }
        }
        if self.dropped_rows > 0 {
            line(&lang.say_with("procedure-report-dropped", &[("n", &number(self.dropped_rows))]));
        }
        line(&lang.say(if self.importable() { "procedure-report-importable" } else { "procedure-report-blocked" }));
        out
    }

    /// The whole report as JSON, with the counts by kind.
    pub fn json(&self) -> serde_json::Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            let kinds = self.by_kind().into_iter().map(|(kind, n)| (kind.word().to_string(), n.into())).collect();
            object.insert("by_kind".into(), serde_json::Value::Object(kinds));
            object.insert("importable".into(), self.importable().into());
        }
        value
    }
}
