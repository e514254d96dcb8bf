//! A filing: what an applicant has filled in so far, step by step. Pure: how it changes, which step comes next, what is
//! still missing. It becomes a dossier only when it is sent.

use std::collections::{BTreeMap, BTreeSet};

use dossier::model::PickUp;
use jiff::civil::Date;
use kernel::{AccountId, DossierId, Error, FilingId, FormId, ProcedureVersionId, Refusal, UnitId};
use procedure::ProcedureVersion;
use procedure::form::{Answers, Form};
use serde::{Deserialize, Serialize};

/// Days that an untouched filing is kept, from which day on: the office's promise to those who began. A new promise is a
/// new row; filings keep the end they were told until they are saved again.
const KEPT_DAYS: [(Date, i64); 1] = [(Date::constant(2018, 6, 21), 90)];

/// Days within which a deleted filing can be brought back.
pub const UNDO_DAYS: i64 = 7;

/// How long a filing saved on a day is kept.
pub fn kept_days(on: Date) -> i64 {
    let standing = KEPT_DAYS.iter().rev().find(|(from, _)| *from <= on);
    standing.unwrap_or(&KEPT_DAYS[0]).1
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Draft,
    /// May be brought back until it expires.
    Deleted,
    /// A dossier stands for it.
    Sent,
}

impl State {
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Deleted => "deleted",
            State::Sent => "sent",
        }
    }

    pub fn parse(text: &str) -> Option<State> {
        [State::Draft, State::Deleted, State::Sent].into_iter().find(|state| state.code() == text)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Filing {
    pub id: FilingId,
    pub account: AccountId,
    pub version: i64,
    pub state: State,
    /// The procedure's code; the version is looked up when it is sent.
    pub procedure: String,
    pub changed_ms: i64,
    pub expires_ms: i64,
    pub dossier: Option<DossierId>,
    pub body: Body,
}

/// Where the matter takes place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Code and name of the commune, and the province's name.
    pub code: String,
    pub commune: String,
    pub province: String,
}

/// What the applicant says about one paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Uploads it here.
    #[default]
    Upload,
    /// It lies in an earlier dossier; the words say in which.
    Earlier,
    /// Brings the original to the counter, or sends it by post.
    Bring,
}

impl Way {
    pub const ALL: [Way; 3] = [Way::Upload, Way::Earlier, Way::Bring];

    pub fn code(self) -> &'static str {
        match self {
            Way::Upload => "upload",
            Way::Earlier => "earlier",
            Way::Bring => "bring",
        }
    }

    pub fn parse(text: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.code() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Paper {
    pub way: Way,
    /// Code of the earlier dossier, or a remark.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// Everything that was filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The version its pages were last shown with; another one standing is said before sending.
    pub version: ProcedureVersionId,
    pub form: FormId,
    #[serde(default)]
    pub case: Option<String>,
    #[serde(default)]
    pub place: Place,
    #[serde(default)]
    pub receiving: Option<UnitId>,
    #[serde(default)]
    pub deciding: Option<UnitId>,
    #[serde(default)]
    pub answers: Answers,
    #[serde(default)]
    pub papers: BTreeMap<String, Paper>,
    #[serde(default)]
    pub pick_up: Option<PickUp>,
    /// Where the post brings the result.
    #[serde(default)]
    pub post_to: String,
    /// Steps that were left with everything in order.
    #[serde(default)]
    pub done: BTreeSet<String>,
    /// The filing's version at which each step last changed: two windows on two steps do not disturb each other.
    #[serde(default)]
    pub touched: BTreeMap<String, i64>,
}

/// One page of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Case,
    Where,
    /// A page of the form, by its key.
    Form(String),
    Papers,
    Receive,
    Review,
}

impl Step {
    /// Its name in addresses and in [`Body::touched`].
    pub fn slug(&self) -> String {
        match self {
            Step::Case => "case".into(),
            Step::Where => "where".into(),
            Step::Form(key) => format!("form-{key}"),
            Step::Papers => "papers".into(),
            Step::Receive => "result".into(),
            Step::Review => "review".into(),
        }
    }

    pub fn parse(slug: &str) -> Option<Step> {
        Some(match slug {
            "case" => Step::Case,
            "where" => Step::Where,
            "papers" => Step::Papers,
            "result" => Step::Receive,
            "review" => Step::Review,
            other => Step::Form(other.strip_prefix("form-")?.into()),
        })
    }
}

/// What one page changes. Values are kept as typed: they are checked when the page is left, and again before sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Case(Option<String>),
    Where {
        place: Place,
        receiving: Option<UnitId>,
        deciding: Option<UnitId>,
    },
    /// Answers of one page of the form, each question of it.
    Answers(String, Vec<(String, Vec<String>)>),
    Papers(Vec<(String, Paper)>),
    Receive {
        pick_up: Option<PickUp>,
        post_to: String,
    },
}

impl Change {
    pub fn step(&self) -> Step {
        match self {
            Change::Case(_) => Step::Case,
            Change::Where { .. } => Step::Where,
            Change::Answers(key, _) => Step::Form(key.clone()),
            Change::Papers(_) => Step::Papers,
            Change::Receive { .. } => Step::Receive,
        }
    }
}

impl Filing {
    /// The filing after a change made on a page that showed version `seen`; none: it says so already.
    ///
    /// `complete`: the page was left with everything in order.
    /// Errors: stale when the same step was changed elsewhere since; refused `FILING_SENT` or `FILING_DELETED`.
    pub fn changed(&self, seen: i64, change: &Change, complete: bool) -> Result<Option<Filing>, Error> {
        self.require_draft()?;
        let slug = change.step().slug();
        let mut body = self.body.clone();
        body.apply(change);
        if complete {
            body.done.insert(slug.clone());
        } else if body != self.body {
            body.done.remove(&slug);
        }
        if body == self.body {
            return Ok(None);
        }
        if body.touched.get(&slug).is_some_and(|at| *at > seen) {
            return Err(Error::Stale { seen, stands: self.version });
        }
        let version = self.version + 1;
        body.touched.insert(slug, version);
        Ok(Some(Filing { version, body, ..self.clone() }))
    }

    pub fn require_draft(&self) -> Result<(), Refusal> {
        match self.state {
            State::Draft => Ok(()),
            State::Deleted => Err(Refusal::new("FILING_DELETED")),
            State::Sent => Err(Refusal::new("FILING_SENT")),
        }
    }

    /// The pages of this filing, in order.
    pub fn steps(&self, form: &Form, version: &ProcedureVersion) -> Vec<Step> {
        let mut steps = Vec::new();
        if !version.cases.is_empty() {
            steps.push(Step::Case);
        }
        steps.push(Step::Where);
        steps.extend(form.shown(&self.body.answers).iter().map(|(step, _)| Step::Form(step.key.clone())));
        if !version.checklist(self.body.case.as_deref()).is_empty() {
            steps.push(Step::Papers);
        }
        steps.extend([Step::Receive, Step::Review]);
        steps
    }

    /// The first page that was not left in order.
    pub fn first_open(&self, form: &Form, version: &ProcedureVersion) -> Step {
        let open = |step: &Step| *step == Step::Review || !self.body.done.contains(&step.slug());
        self.steps(form, version).into_iter().find(open).unwrap_or(Step::Review)
    }
}

impl Body {
    pub fn new(version: ProcedureVersionId, form: FormId) -> Body {
        Body {
            version,
            form,
            case: None,
            place: Place::default(),
            receiving: None,
            deciding: None,
            answers: Answers::default(),
            papers: BTreeMap::new(),
            pick_up: None,
            post_to: String::new(),
            done: BTreeSet::new(),
            touched: BTreeMap::new(),
        }
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::Case(case) => self.case.clone_from(case),
            Change::Where { place, receiving, deciding } => {
                self.place.clone_from(place);
                (self.receiving, self.deciding) = (*receiving, *deciding);
            }
            Change::Answers(_, answers) => {
                for (key, values) in answers {
                    self.answers.set(key, values.clone());
                }
            }
            Change::Papers(papers) => {
                for (key, paper) in papers {
                    self.papers.insert(key.clone(), paper.clone());
                }
            }
            Change::Receive { pick_up, post_to } => {
                self.pick_up = *pick_up;
                self.post_to.clone_from(post_to);
            }
        }
    }

    pub fn paper(&self, key: &str) -> Paper {
        self.papers.get(key).cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filing() -> Filing {
        Filing {
            id: FilingId(1),
            account: AccountId(1),
            version: 1,
            state: State::Draft,
            procedure: "1.000001".into(),
            changed_ms: 0,
            expires_ms: 0,
            dossier: None,
            body: Body::new(ProcedureVersionId(1), FormId(1)),
        }
    }

    fn says(key: &str, value: &str) -> Change {
        Change::Answers("matter".into(), vec![(key.into(), vec![value.into()])])
    }

    #[test]
    fn two_windows_on_one_page_meet_and_on_two_pages_do_not() {
        let first = filing().changed(1, &says("subject", "một"), false).expect("saved").expect("changed");
        assert!(matches!(first.changed(1, &says("subject", "hai"), false), Err(Error::Stale { seen: 1, stands: 2 })));
        let receive = Change::Receive { pick_up: Some(PickUp::Post), post_to: "12 Lê Lợi".into() };
        let second = first.changed(1, &receive, true).expect("another page").expect("changed");
        assert_eq!((second.version, second.body.answers.part("subject", 0)), (3, "một"));
        // The same words again are no change and no conflict, however old the page.
        assert_eq!(second.changed(1, &says("subject", "một"), false).expect("fine"), None);
    }

    #[test]
    fn a_page_left_in_order_and_changed_again_is_open_again() {
        let done = filing().changed(1, &says("subject", "một"), true).expect("saved").expect("changed");
        assert!(done.body.done.contains("form-matter"));
        let again = done.changed(2, &says("subject", ""), false).expect("saved").expect("changed");
        assert!(!again.body.done.contains("form-matter"));
    }

    #[test]
    fn what_was_sent_or_deleted_is_not_changed() {
        for (state, key) in [(State::Sent, "FILING_SENT"), (State::Deleted, "FILING_DELETED")] {
            let closed = Filing { state, ..filing() };
            let Err(Error::Refused(refusal)) = closed.changed(1, &says("subject", "một"), false) else {
                panic!("{key} was changed")
            };
            assert_eq!(refusal.key, key);
        }
    }

    #[test]
    fn a_step_is_known_by_its_name() {
        for step in [Step::Case, Step::Where, Step::Form("child".into()), Step::Papers, Step::Receive, Step::Review] {
            assert_eq!(Step::parse(&step.slug()), Some(step));
        }
        assert_eq!(Step::parse("uploads"), None);
    }
}
