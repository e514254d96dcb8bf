//! What every page of a filing shows around its questions: where in the way one is, what was saved when, how to go back.

use kernel::Lang;
use web::ui::{self, StepState};

use super::super::door::{Opened, title};
use super::super::model::Step;
use super::moment;

pub struct Frame {
    /// Address of the filing.
    pub base: String,
    pub slug: String,
    pub title: String,
    pub code: String,
    pub version: i64,
    /// "14:02".
    pub saved: String,
    pub kept_until: String,
    pub steps: Vec<ui::Step>,
    pub nth: usize,
    pub of: usize,
    pub back: Option<String>,
    /// The page was reached from the review and leads back there.
    pub to_review: bool,
    pub reworded: bool,
    pub ended_unit: Option<String>,
}

impl Frame {
    pub fn of(opened: &Opened, step: &Step, to_review: bool, lang: Lang) -> Frame {
        let filing = &opened.filing;
        let base = format!("/me/filings/{}", filing.id);
        let all = filing.steps(&opened.form, &opened.procedure.version);
        let nth = all.iter().position(|known| known == step).unwrap_or(0);
        let line = |(place, known): (usize, &Step)| {
            let done = filing.body.done.contains(&known.slug());
            ui::Step {
                label: label(opened, known, lang),
                state: match (place == nth, done) {
                    (true, _) => StepState::Current,
                    (false, true) => StepState::Done,
                    (false, false) => StepState::Ahead,
                },
                note: String::new(),
                href: (place != nth && (done || place < nth)).then(|| format!("{base}/{}", known.slug())),
            }
        };
        Frame {
            slug: step.slug(),
            title: title(&opened.procedure.version),
            code: filing.procedure.clone(),
            version: filing.version,
            saved: moment(filing.changed_ms, opened.today()),
            kept_until: kernel::time::dmy(kernel::time::civil_ms(filing.expires_ms).date()),
            steps: all.iter().enumerate().map(line).collect(),
            nth: nth + 1,
            of: all.len(),
            back: nth.checked_sub(1).and_then(|n| all.get(n)).map(|step| format!("{base}/{}", step.slug())),
            to_review,
            reworded: opened.is_reworded(),
            ended_unit: opened.ended_unit(),
            base,
        }
    }
}

/// What a step is called.
pub fn label(opened: &Opened, step: &Step, lang: Lang) -> String {
    let key = match step {
        Step::Form(key) => {
            return opened.form.find_step(key).map(|step| step.title.get(lang).to_string()).unwrap_or_default();
        }
        Step::Case => "portal-filing-step-case",
        Step::Where => "portal-filing-step-where",
        Step::Papers => "portal-filing-step-papers",
        Step::Receive => "portal-filing-step-result",
        Step::Review => "portal-filing-step-review",
    };
    lang.say(key).into_owned()
}
