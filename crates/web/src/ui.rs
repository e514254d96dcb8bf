//! The typed parts of a page: what a room fills in and the macros of `parts/ui.html` draw. No markup is written here.

use serde::{Deserialize, Serialize};

/// What a colour means. It is never the only bearer of the meaning: a word and an icon stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Good,
    Warn,
    Bad,
    /// The house's own bronze: seals, highlights.
    Seal,
}

impl Tone {
    /// The CSS class's ending: `badge-good`.
    pub fn css(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Info => "info",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
            Tone::Seal => "seal",
        }
    }

    /// The icon that says the same.
    pub fn icon(self) -> &'static str {
        match self {
            Tone::Neutral => "circle",
            Tone::Info => "info",
            Tone::Good => "circle-check",
            Tone::Warn => "triangle-alert",
            Tone::Bad => "circle-alert",
            Tone::Seal => "stamp",
        }
    }
}

/// A status: word, icon, colour. `{{ ui::badge(row.status) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Badge {
    pub word: String,
    pub tone: Tone,
    /// An icon of the sprite.
    pub icon: &'static str,
}

impl Badge {
    /// With the tone's own icon.
    pub fn new(tone: Tone, word: impl Into<String>) -> Self {
        Self { word: word.into(), tone, icon: tone.icon() }
    }
    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }
}

/// A due date that opens into its explanation. `{{ ui::due(row.due) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// "thứ Hai 12/02/2024, 17:00"
    pub date: String,
    /// "còn 2 ngày làm việc", "trễ 3 giờ làm việc", "đang tạm dừng"
    pub remains: String,
    pub tone: Tone,
    /// The sentences of the computation, in order; empty: nothing to open.
    pub chain: Vec<String>,
}

/// One entry of a timeline. `{{ ui::timeline(events) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// "14:02 15/02/2024"
    pub at: String,
    /// For machines: RFC 3339.
    pub at_iso: String,
    pub who: String,
    pub title: String,
    /// More words; may be empty.
    pub text: String,
    pub law: Option<String>,
    pub tone: Tone,
    pub icon: &'static str,
    /// What can be opened: (words, address).
    pub links: Vec<(String, String)>,
}

/// One tab. `{{ ui::tabs(tabs) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: Option<u64>,
    pub current: bool,
}

/// Where a step of a stepper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StepState {
    Done,
    Current,
    #[default]
    Ahead,
    Skipped,
}

impl StepState {
    pub fn css(self) -> &'static str {
        match self {
            StepState::Done => "done",
            StepState::Current => "current",
            StepState::Ahead => "ahead",
            StepState::Skipped => "skipped",
        }
    }
    pub fn icon(self) -> &'static str {
        match self {
            StepState::Done => "circle-check",
            StepState::Current => "circle-dot",
            StepState::Ahead => "circle",
            StepState::Skipped => "minus",
        }
    }
    /// The locale key of the word for readers who do not see the icon.
    pub fn key(self) -> &'static str {
        match self {
            StepState::Done => "web-step-done",
            StepState::Current => "web-step-current",
            StepState::Ahead => "web-step-ahead",
            StepState::Skipped => "web-step-skipped",
        }
    }
    pub fn is_current(self) -> bool {
        self == StepState::Current
    }
}

/// One step of a process or of a form in several pages. `{{ ui::stepper(steps) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Step {
    pub label: String,
    pub state: StepState,
    /// Who or when; may be empty.
    pub note: String,
    pub href: Option<String>,
}

/// Keyset paging: the addresses of the neighbouring pages. `{{ ui::pager(pager) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pager {
    /// Back to the first page, if this is not it.
    pub first: Option<String>,
    pub prev: Option<String>,
    pub next: Option<String>,
    /// Rows on this page.
    pub shown: usize,
    /// Rows in all, if counted.
    pub total: Option<u64>,
}

/// How a column is sorted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sorted {
    #[default]
    No,
    Up,
    Down,
}

impl Sorted {
    pub fn aria(self) -> Option<&'static str> {
        match self {
            Sorted::No => None,
            Sorted::Up => Some("ascending"),
            Sorted::Down => Some("descending"),
        }
    }
    pub fn icon(self) -> &'static str {
        match self {
            Sorted::No => "arrow-up-down",
            Sorted::Up => "arrow-up",
            Sorted::Down => "arrow-down",
        }
    }
}

/// A column head; with an address it sorts. `{{ ui::th(column) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Column {
    pub label: String,
    pub href: Option<String>,
    pub sorted: Sorted,
    pub numeric: bool,
}

/// One fact of a definition list. `{{ ui::facts(facts) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fact {
    pub label: String,
    pub value: String,
    pub href: Option<String>,
    /// Where the value came from and when; may be empty.
    pub source: String,
}

impl Fact {
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), href: None, source: String::new() }
    }
    pub fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
    pub fn from(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }
}

/// A number that leads somewhere. `{{ ui::tiles(tiles) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tile {
    pub label: String,
    pub value: String,
    pub note: String,
    pub href: Option<String>,
    pub tone: Tone,
    pub icon: &'static str,
}

/// One option of a select, of radios or of checks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub hint: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// A file that is already there. `{{ ui::thumbs(files) }}`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thumb {
    pub name: String,
    /// "3 trang · 1,2 MB"
    pub note: String,
    pub href: String,
    /// A picture of its first page, if one.
    pub picture: Option<String>,
    /// Where a form posts to take the file away, if it may be.
    pub remove: Option<String>,
}
