//! The editor's form ⇄ a process: lines that can be added, taken out and moved without scripts. Pure.

use kernel::Refusal;
use law::Limit;
use procedure::process::{Duty, Process, Step, StepUnit};
use web::Fields;

/// More steps than any process has.
const MOST: usize = 40;

/// One line as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub key: String,
    pub name: String,
    pub duty: String,
    /// `receiving`, `deciding` or an agency code.
    pub at: String,
    pub limit: String,
}

/// What a button of the editor does with the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    Add,
    Remove(usize),
    Up(usize),
    Down(usize),
}

impl Edit {
    /// `add`, `remove.2`, `up.2`, `down.2`.
    pub fn parse(text: &str) -> Option<Edit> {
        if text == "add" {
            return Some(Edit::Add);
        }
        let (what, at) = text.split_once('.')?;
        let at = at.parse().ok()?;
        match what {
            "remove" => Some(Edit::Remove(at)),
            "up" => Some(Edit::Up(at)),
            "down" => Some(Edit::Down(at)),
            _ => None,
        }
    }
}

/// The lines of a form, in their order.
pub fn lines(form: &Fields) -> Vec<Line> {
    let line = |at: usize| {
        let value = |part: &str| form.value(&format!("step.{at}.{part}")).trim().to_string();
        let line = Line {
            key: value("key"),
            name: value("name"),
            duty: value("duty"),
            at: value("at"),
            limit: value("limit"),
        };
        (line != Line::default()).then_some(line)
    };
    (0..MOST).filter_map(line).collect()
}

/// The lines of a process.
pub fn lines_of(process: &Process) -> Vec<Line> {
    let line = |step: &Step| Line {
        key: step.key.clone(),
        name: step.name.clone(),
        duty: step.duty.code().into(),
        at: match &step.at {
            StepUnit::Receiving => "receiving".into(),
            StepUnit::Deciding => "deciding".into(),
            StepUnit::Unit(code) => code.clone(),
        },
        limit: step.limit.as_ref().map(|limit| limit.words(kernel::Lang::Vi)).unwrap_or_default(),
    };
    process.steps.iter().map(line).collect()
}

/// A form that holds these lines.
pub fn form_of(name: &str, lines: &[Line]) -> Fields {
    lines.iter().enumerate().fold(Fields::new().with("name", name), |form, (at, line)| {
        form.with(&format!("step.{at}.key"), &line.key)
            .with(&format!("step.{at}.name"), &line.name)
            .with(&format!("step.{at}.duty"), &line.duty)
            .with(&format!("step.{at}.at"), &line.at)
            .with(&format!("step.{at}.limit"), &line.limit)
    })
}

/// The lines after a button; one that points nowhere changes nothing.
pub fn edited(mut lines: Vec<Line>, edit: Edit) -> Vec<Line> {
    match edit {
        Edit::Add if lines.len() < MOST => {
            lines.push(Line { duty: Duty::Specialist.code().into(), at: "deciding".into(), ..Line::default() })
        }
        Edit::Remove(at) if at < lines.len() => drop(lines.remove(at)),
        Edit::Up(at) if at > 0 && at < lines.len() => lines.swap(at - 1, at),
        Edit::Down(at) if at + 1 < lines.len() => lines.swap(at, at + 1),
        Edit::Add | Edit::Remove(_) | Edit::Up(_) | Edit::Down(_) => {}
    }
    lines
}

/// The process the lines describe; everything wrong with them at its field.
pub fn process_of(code: &str, name: &str, lines: &[Line]) -> Result<Process, Vec<Refusal>> {
    let (mut steps, mut wrong): (Vec<Step>, Vec<Refusal>) = (Vec::new(), Vec::new());
    if name.trim().is_empty() {
        wrong.push(Refusal::new("EDITION_NEEDED").at("name"));
    }
    for (at, line) in lines.iter().enumerate() {
        let field = |part: &str| format!("step.{at}.{part}");
        if line.name.is_empty() {
            wrong.push(Refusal::new("EDITION_NEEDED").at(&field("name")));
        }
        let duty = Duty::ALL.into_iter().find(|duty| duty.code() == line.duty);
        if duty.is_none() {
            wrong.push(Refusal::new("STEP_DUTY").at(&field("duty")));
        }
        let limit = match line.limit.as_str() {
            "" => None,
            text => match Limit::parse(text) {
                Ok(limit) => Some(limit),
                Err(_) => {
                    wrong.push(Refusal::new("EDITION_LIMIT").with("text", text).at(&field("limit")));
                    None
                }
            },
        };
        let unit = match line.at.as_str() {
            "receiving" => StepUnit::Receiving,
            "deciding" | "" => StepUnit::Deciding,
            code => StepUnit::Unit(code.into()),
        };
        let key = if line.key.is_empty() { new_key(&steps, lines, &line.duty) } else { line.key.clone() };
        steps.push(Step { key, name: line.name.clone(), duty: duty.unwrap_or(Duty::Specialist), at: unit, limit });
    }
    let own = !code.is_empty();
    let process = Process {
        key: if own { code.replace('.', "_") } else { "default".into() },
        name: name.trim().into(),
        procedure: own.then(|| code.to_string()),
        steps,
    };
    if wrong.is_empty() { Ok(process) } else { Err(wrong) }
}

/// A key that no other step has: events of running dossiers keep it.
fn new_key(steps: &[Step], lines: &[Line], duty: &str) -> String {
    let taken = |key: &str| steps.iter().any(|step| step.key == key) || lines.iter().any(|line| line.key == key);
    let mut key = duty.to_string();
    let mut n = 2;
    while taken(&key) {
        key = format!("{duty}_{n}");
        n += 1;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_survives_the_form() {
        let process = procedure::process::default_process(Limit::parse("10 ngày làm việc").ok().as_ref());
        let lines = lines_of(&process);
        let form = form_of(&process.name, &lines);
        assert_eq!(super::lines(&form), lines);
        let back = process_of("", &process.name, &lines).unwrap();
        assert_eq!(back, process);
    }

    #[test]
    fn buttons_add_move_and_take_out() {
        let names = |lines: &[Line]| lines.iter().map(|line| line.name.clone()).collect::<Vec<_>>().join("");
        let line = |name: &str| Line { name: name.into(), ..Line::default() };
        let lines = vec![line("a"), line("b"), line("c")];
        assert_eq!(names(&edited(lines.clone(), Edit::Up(2))), "acb");
        assert_eq!(names(&edited(lines.clone(), Edit::Up(0))), "abc");
        assert_eq!(names(&edited(lines.clone(), Edit::Down(0))), "bac");
        assert_eq!(names(&edited(lines.clone(), Edit::Remove(1))), "ac");
        assert_eq!(edited(lines.clone(), Edit::Add).len(), 4);
        assert_eq!(names(&edited(lines, Edit::Remove(9))), "abc");
        assert_eq!(Edit::parse("up.x"), None);
    }

    #[test]
    fn a_new_step_gets_a_key_of_its_own_and_faults_are_told_at_their_fields() {
        let step = |key: &str, name: &str, limit: &str| Line {
            key: key.into(),
            name: name.into(),
            duty: "specialist".into(),
            at: "deciding".into(),
            limit: limit.into(),
        };
        let lines = [step("specialist", "Thẩm định", ""), step("", "Xác minh", "2 ngày làm việc")];
        let process = process_of("1.001193", "Khai sinh", &lines).unwrap();
        assert_eq!(process.steps[1].key, "specialist_2");
        let wrong = process_of("", "", &[step("a", "", "ba hôm")]).unwrap_err();
        let at: Vec<_> = wrong.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(at, ["name", "step.0.name", "step.0.limit"]);
    }
}
