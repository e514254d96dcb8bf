//! What a job is: who asked for what, how far it is, how it ended. Pure data.

use kernel::{JobId, Lang, OfficerId, Refusal};
use serde::{Deserialize, Serialize};

/// Days the file of a job is kept: long enough for a week's report, short enough for what is in it.
pub const FILE_DAYS: i64 = 7;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its turn.
    Waiting,
    Running,
    Done,
    /// Ended by a refusal or a fault; what was done until then stands.
    Failed,
    /// Ended by its owner; what was done until then stands.
    Cancelled,
}

impl State {
    pub const ALL: [State; 5] = [State::Waiting, State::Running, State::Done, State::Failed, State::Cancelled];

    /// The word rows and locale keys (`job-state-…`) use.
    pub fn code(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }
    pub fn parse(text: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == text)
    }
    pub fn ended(self) -> bool {
        match self {
            State::Waiting | State::Running => false,
            State::Done | State::Failed | State::Cancelled => true,
        }
    }
}

/// Names and values of a sentence.
pub type Facts = Vec<(String, String)>;

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// The registered kind; its title is the locale key `job-kind-{kind}` with `facts`.
    pub kind: &'static str,
    /// Never personal data: titles stand in lists.
    pub facts: Facts,
    pub params: serde_json::Value,
}

impl NewJob {
    pub fn new(kind: &'static str, params: serde_json::Value) -> NewJob {
        NewJob { kind, facts: Vec::new(), params }
    }
    /// One fact of the title.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> NewJob {
        self.facts.push((name.into(), value.to_string()));
        self
    }
}

/// The file a job made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFile {
    pub name: String,
    pub media: String,
    pub bytes: i64,
    /// sha-256 in hex.
    pub blob: String,
    pub until_ms: i64,
}

/// A job as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCard {
    pub id: JobId,
    pub kind: String,
    pub officer: OfficerId,
    pub facts: Facts,
    pub state: State,
    /// Items done so far, of `total` when it is known.
    pub done: i64,
    pub total: Option<i64>,
    pub refused: i64,
    /// Its owner wants it ended; the next step ends it.
    pub cancel: bool,
    pub created_ms: i64,
    pub ended_ms: Option<i64>,
    pub summary: Option<Facts>,
    pub trouble: Option<Refusal>,
    pub file: Option<JobFile>,
}

impl JobCard {
    /// What it does, in a reader's words.
    pub fn title(&self, lang: Lang) -> String {
        say(lang, &format!("job-kind-{}", self.kind.replace('_', "-")), &self.facts)
    }

    /// What came of it, in a reader's words.
    pub fn outcome(&self, lang: Lang) -> Option<String> {
        let facts = self.summary.as_ref()?;
        Some(say(lang, &format!("job-done-{}", self.kind.replace('_', "-")), facts))
    }

    /// Whole per cent of the work that is done; none while its size is unknown.
    pub fn per_cent(&self) -> Option<i64> {
        let total = self.total.filter(|total| *total > 0)?;
        Some((self.done.clamp(0, total) * 100) / total)
    }
}

/// The sentence of a key with facts.
pub(crate) fn say(lang: Lang, key: &str, facts: &Facts) -> String {
    let pairs: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    lang.say_with(key, &pairs).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_one_word() {
        for state in State::ALL {
            assert_eq!(State::parse(state.code()), Some(state));
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.code()));
        }
    }

    #[test]
    fn progress_never_leaves_the_scale() {
        let mut card = JobCard {
            id: JobId(1),
            kind: "export".into(),
            officer: OfficerId(1),
            facts: Vec::new(),
            state: State::Running,
            done: 7,
            total: None,
            refused: 0,
            cancel: false,
            created_ms: 0,
            ended_ms: None,
            summary: None,
            trouble: None,
            file: None,
        };
        assert_eq!(card.per_cent(), None);
        card.total = Some(0);
        assert_eq!(card.per_cent(), None);
        for (done, total, per_cent) in [(0, 3, 0), (1, 3, 33), (3, 3, 100), (9, 3, 100)] {
            (card.done, card.total) = (done, Some(total));
            assert_eq!(card.per_cent(), Some(per_cent));
        }
    }
}
