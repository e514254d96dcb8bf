//! The internal process (quy trình nội bộ) of a procedure: which duty does what, where, and within which time.
//!
//! Pure data and checks. The legal stages of a dossier are not here: a process only orders the work between them.

use serde::{Deserialize, Serialize};

/// The duty that does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// Tiếp nhận at the one-stop unit.
    OneStop,
    /// Phân công: head of the unit or division who assigns.
    Assigner,
    /// Thụ lý, thẩm định.
    Specialist,
    /// Lãnh đạo phê duyệt.
    Approver,
    /// Văn thư: number, seal, release.
    RecordsClerk,
    /// Trả kết quả.
    HandOver,
}

impl Duty {
    pub const ALL: [Duty; 6] =
        [Duty::OneStop, Duty::Assigner, Duty::Specialist, Duty::Approver, Duty::RecordsClerk, Duty::HandOver];

    /// The word rows keep.
    pub fn code(self) -> &'static str {
        match self {
            Duty::OneStop => "one_stop",
            Duty::Assigner => "assigner",
            Duty::Specialist => "specialist",
            Duty::Approver => "approver",
            Duty::RecordsClerk => "records_clerk",
            Duty::HandOver => "hand_over",
        }
    }

    /// Locale key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Duty::OneStop => "procedure-duty-one-stop",
            Duty::Assigner => "procedure-duty-assigner",
            Duty::Specialist => "procedure-duty-specialist",
            Duty::Approver => "procedure-duty-approver",
            Duty::RecordsClerk => "procedure-duty-records-clerk",
            Duty::HandOver => "procedure-duty-hand-over",
        }
    }
}

/// Where a step is done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepUnit {
    /// The unit that took the dossier in.
    Receiving,
    /// The deciding agency of the dossier.
    Deciding,
    /// A named unit, by its code.
    Unit(String),
}

/// One step of the work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Stable within the process, as events keep it.
    pub key: String,
    pub name: String,
    pub duty: Duty,
    pub at: StepUnit,
    /// Time for the step; none: no share of the published limit is set aside for it.
    pub limit: Option<law::Limit>,
}

/// An internal process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Process {
    /// Stable name, `default` for the one every procedure may use.
    pub key: String,
    pub name: String,
    /// The procedure it is for; none: any procedure without its own.
    pub procedure: Option<String>,
    pub steps: Vec<Step>,
}

impl Process {
    /// The step of a key.
    pub fn find_step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }

    /// The step after a key, in the order of work.
    pub fn next_after(&self, key: &str) -> Option<&Step> {
        let place = self.steps.iter().position(|step| step.key == key)?;
        self.steps.get(place + 1)
    }

    /// The first step of a duty.
    pub fn first_of(&self, duty: Duty) -> Option<&Step> {
        self.steps.iter().find(|step| step.duty == duty)
    }
}

/// What is wrong with a process before any dossier runs through it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum ProcessFault {
    NoStep,
    /// Nobody would sign: no step has the duty of the approver.
    NoApprover,
    /// Two steps share a key.
    DuplicateStep {
        step: String,
    },
    /// A step names a unit that does not exist.
    UnknownUnit {
        step: String,
        unit: String,
    },
    /// The steps together take longer than the published limit; both in the words of the unit compared in.
    OverLimit {
        steps: String,
        published: String,
    },
    /// A step's unit cannot be compared with the published limit's (working days with calendar days).
    UnitsDiffer {
        step: String,
        limit: String,
        published: String,
    },
}

impl ProcessFault {
    /// The sentence for the administrator.
    pub fn line_in(&self, lang: kernel::Lang) -> String {
        let text = match self {
            ProcessFault::NoStep => lang.say("procedure-process-no-step"),
            ProcessFault::NoApprover => lang.say("procedure-process-no-approver"),
            ProcessFault::DuplicateStep { step } => {
                lang.say_with("procedure-process-duplicate-step", &[("step", step)])
            }
            ProcessFault::UnknownUnit { step, unit } => {
                lang.say_with("procedure-process-unknown-unit", &[("step", step), ("unit", unit)])
            }
            ProcessFault::OverLimit { steps, published } => {
                lang.say_with("procedure-process-over-limit", &[("steps", steps), ("published", published)])
            }
            ProcessFault::UnitsDiffer { step, limit, published } => lang.say_with(
                "procedure-process-units-differ",
                &[("step", step), ("limit", limit), ("published", published)],
            ),
        };
        text.into_owned()
    }
}

/// A limit on one of three scales that are never converted into one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// Thousandths of a working minute; a working day has eight hours (Bộ luật Lao động 45/2019/QH14 Điều 105).
    Working(i64),
    /// Thousandths of a calendar day.
    Calendar(i64),
    /// Thousandths of a month.
    Months(i64),
}

fn scale(limit: &law::Limit) -> Scale {
    match limit.unit {
        law::Unit::WorkingHour | law::Unit::Hour => Scale::Working(limit.milli * 60),
        law::Unit::WorkingDay | law::Unit::SameDay => Scale::Working(limit.milli * 480),
        law::Unit::Day => Scale::Calendar(limit.milli),
        law::Unit::Week => Scale::Calendar(limit.milli * 7),
        law::Unit::Month => Scale::Months(limit.milli),
        law::Unit::Year => Scale::Months(limit.milli * 12),
    }
}

/// Checks a process against the limit that is published for its procedure.
///
/// `knows_unit` answers whether a unit code exists. Without a published limit the sum of the steps is not judged.
pub fn check(
    process: &Process,
    published: Option<&law::Limit>,
    knows_unit: impl Fn(&str) -> bool,
) -> Vec<ProcessFault> {
    if process.steps.is_empty() {
        return vec![ProcessFault::NoStep];
    }
    let mut faults = Vec::new();
    if process.first_of(Duty::Approver).is_none() {
        faults.push(ProcessFault::NoApprover);
    }
    for (place, step) in process.steps.iter().enumerate() {
        if process.steps[..place].iter().any(|earlier| earlier.key == step.key) {
            faults.push(ProcessFault::DuplicateStep { step: step.key.clone() });
        }
        match &step.at {
            StepUnit::Unit(unit) if !knows_unit(unit) => {
                faults.push(ProcessFault::UnknownUnit { step: step.key.clone(), unit: unit.clone() });
            }
            StepUnit::Unit(_) | StepUnit::Receiving | StepUnit::Deciding => {}
        }
    }
    faults.extend(published.map(|published| check_time(process, published)).unwrap_or_default());
    faults
}

fn check_time(process: &Process, published: &law::Limit) -> Vec<ProcessFault> {
    let words = |limit: &law::Limit| limit.words(kernel::Lang::Vi);
    let (mut faults, mut sum) = (Vec::new(), 0);
    let allowed = scale(published);
    for (step, limit) in process.steps.iter().filter_map(|step| Some((step, step.limit.as_ref()?))) {
        match (scale(limit), allowed) {
            // "Trong ngày" is an end, not a length: several steps may share the day.
            (Scale::Working(_), Scale::Working(_)) if limit.unit == law::Unit::SameDay => {}
            (Scale::Working(n), Scale::Working(_))
            | (Scale::Calendar(n), Scale::Calendar(_))
            | (Scale::Months(n), Scale::Months(_)) => sum += n,
            (Scale::Working(_) | Scale::Calendar(_) | Scale::Months(_), _) => faults.push(ProcessFault::UnitsDiffer {
                step: step.key.clone(),
                limit: words(limit),
                published: words(published),
            }),
        }
    }
    let (Scale::Working(limit) | Scale::Calendar(limit) | Scale::Months(limit)) = allowed;
    if sum > limit {
        let steps = law::Limit { milli: published.milli * sum / limit.max(1), unit: published.unit };
        faults.push(ProcessFault::OverLimit { steps: words(&steps), published: words(published) });
    }
    faults
}

/// Share of the published limit that each duty of the default process may use, in percent.
const SHARES: [(Duty, StepUnit, i64); 6] = [
    (Duty::OneStop, StepUnit::Receiving, 5),
    (Duty::Assigner, StepUnit::Deciding, 10),
    (Duty::Specialist, StepUnit::Deciding, 60),
    (Duty::Approver, StepUnit::Deciding, 15),
    (Duty::RecordsClerk, StepUnit::Deciding, 5),
    (Duty::HandOver, StepUnit::Receiving, 5),
];

/// The process of a procedure that has none of its own: intake, assignment, handling, approval, release, hand-over,
/// each with its share of the published limit. What rounding leaves over goes to the specialist.
///
/// "Trong ngày" is not divided: every step is due the same day.
pub fn default_process(published: Option<&law::Limit>) -> Process {
    let share = |percent: i64| {
        published.map(|limit| match limit.unit {
            law::Unit::SameDay => *limit,
            _ => law::Limit { milli: limit.milli * percent / 100, unit: limit.unit },
        })
    };
    let mut steps: Vec<Step> = SHARES
        .into_iter()
        .map(|(duty, at, percent)| Step {
            key: duty.code().into(),
            name: kernel::Lang::Vi.say(duty.key()).into_owned(),
            duty,
            at,
            limit: share(percent),
        })
        .collect();
    let used: i64 = steps.iter().filter_map(|step| step.limit.as_ref()).map(|limit| limit.milli).sum();
    let left = published.filter(|limit| limit.unit != law::Unit::SameDay).map_or(0, |limit| limit.milli - used);
    if let Some(limit) = steps.iter_mut().find(|step| step.duty == Duty::Specialist).and_then(|s| s.limit.as_mut()) {
        limit.milli += left;
    }
    let name = kernel::Lang::Vi.say("procedure-process-default").into_owned();
    Process { key: "default".into(), name, procedure: None, steps }
}
