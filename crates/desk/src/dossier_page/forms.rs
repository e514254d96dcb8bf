//! Which fields each act's form has, as data: one template draws them all.
//!
//! It never reads a form and never does an act.

use dossier::Dossier;
use dossier::model::PickUp;
use jiff::civil::Date;
use kernel::Lang;
use office::{Act, Directory, Narrow, Officer};
use procedure::model::ProcedureVersion;
use procedure::process::{Duty, Process};
use web::Fields;
use web::ui::Choice;

use super::noun::Noun;
use super::parse::{FREE_ASKS, OTHER_REASON, ask_field};

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Area,
    Date,
    Select,
    Radios,
    Checks,
    Check,
    /// Words between the fields, not a field.
    Heading,
}

/// One field of an act's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub kind: Kind,
    pub name: String,
    pub label: String,
    pub hint: String,
    pub required: bool,
    pub choices: Vec<Choice>,
    /// Words of the empty option of a select.
    pub blank: String,
}

/// What the forms look things up in.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    pub lang: Lang,
    pub by: &'a Officer,
    pub dossier: &'a Dossier,
    pub procedure: &'a ProcedureVersion,
    pub process: &'a Process,
    pub today: Date,
}

struct Builder<'a> {
    from: Sources<'a>,
    inputs: Vec<Input>,
}

impl Builder<'_> {
    fn say(&self, key: &str) -> String {
        self.from.lang.say(key).into_owned()
    }
    fn add(&mut self, kind: Kind, name: &str, key: &str, required: bool) -> &mut Input {
        let hint_key = format!("{key}-hint");
        let hint = if self.from.lang.has(&hint_key) { self.say(&hint_key) } else { String::new() };
        let label = self.say(key);
        self.inputs.push(Input {
            kind,
            name: name.into(),
            label,
            hint,
            required,
            choices: Vec::new(),
            blank: String::new(),
        });
        let last = self.inputs.len() - 1;
        &mut self.inputs[last]
    }
    fn note(&mut self) {
        self.add(Kind::Area, "note", "desk-field-note", false);
    }
    fn reason(&mut self) {
        self.add(Kind::Area, "reason", "desk-field-reason", true);
    }
    fn reason_and_basis(&mut self) {
        self.reason();
        self.add(Kind::Text, "basis", "desk-field-basis", true);
    }
}

/// The fields of an act.
pub fn inputs(noun: Noun, from: Sources<'_>) -> Vec<Input> {
    let mut form = Builder { from, inputs: Vec::new() };
    match noun {
        Noun::Assignment => {
            form.add(Kind::Select, "to", "desk-field-officer", true).choices = assignees(from);
            form.note();
        }
        Noun::Forward => {
            let blank = form.say("desk-field-next-step");
            let input = form.add(Kind::Select, "to", "desk-field-forward-to", false);
            (input.choices, input.blank) = (colleagues(from), blank);
            form.note();
        }
        Noun::Return
        | Noun::SupplementDecline
        | Noun::AnswerReturn
        | Noun::ProposalRejection
        | Noun::WithdrawalCancellation => form.reason(),
        Noun::Consultation => {
            form.add(Kind::Select, "unit", "desk-field-unit", true).choices = agencies(from);
            form.add(Kind::Area, "question", "desk-field-question", true);
            form.add(Kind::Date, "answer_by", "desk-field-answer-by", true);
        }
        Noun::ConsultationAnswer => {
            form.add(Kind::Area, "answer", "desk-field-answer", true);
        }
        Noun::SupplementAsk => supplement(&mut form),
        Noun::Obligation => {
            form.add(Kind::Number, "amount", "desk-field-amount", true);
            form.add(Kind::Text, "notice_no", "desk-field-notice-no", true);
        }
        Noun::ObligationClearance => {
            form.add(Kind::Text, "receipt_no", "desk-field-receipt-no", true);
        }
        Noun::Suspension => suspension(&mut form),
        Noun::Proposal => {
            let choices = vec![
                Choice::new("grant", form.say("dossier-outcome-grant")),
                Choice::new("refuse", form.say("dossier-outcome-refuse")).hint(form.say("desk-outcome-refuse-hint")),
            ];
            form.add(Kind::Radios, "outcome", "desk-field-outcome", true).choices = choices;
            form.add(Kind::Area, "note", "desk-field-appraisal", false);
            form.add(Kind::Area, "reason", "desk-field-refusal-reason", false);
            form.add(Kind::Text, "basis", "desk-field-refusal-basis", false);
        }
        Noun::Result => result(&mut form),
        Noun::Extension | Noun::Apology => {
            form.add(Kind::Date, "until", "desk-field-until", true);
            form.reason();
        }
        Noun::HandOver => hand_over(&mut form),
        Noun::PickUp => {
            form.add(Kind::Select, "unit", "desk-field-door", true).choices = doors(from);
        }
        Noun::Withdrawal => {
            form.add(Kind::Area, "reason", "desk-field-withdrawal-reason", false);
        }
        Noun::Stop => form.reason_and_basis(),
        Noun::SupplementReceipt | Noun::Resumption | Noun::Approval | Noun::Transfer => form.note(),
        Noun::Claim
        | Noun::SupplementRequest
        | Noun::Resubmission
        | Noun::Closing
        | Noun::Release
        | Noun::WithdrawalConfirmation => {}
    }
    form.inputs
}

/// What a form holds when it is first shown: only what the dossier knows already, never another citizen's data.
pub fn first(noun: Noun, dossier: &Dossier, procedure: &ProcedureVersion) -> Fields {
    match noun {
        Noun::HandOver => {
            let taker = dossier.delegate.as_ref().map_or(&dossier.applicant.name, |delegate| &delegate.name);
            let number = dossier.delegate.as_ref().map_or(&dossier.applicant.id_number, |delegate| &delegate.id_number);
            let authority = dossier.delegate.as_ref().map_or("", |delegate| &delegate.authority);
            Fields::new()
                .with("taker_name", taker)
                .with("taker_id", number)
                .with("authority", authority)
                .with("way", dossier.pick_up.code())
        }
        Noun::PickUp => Fields::new().with("unit", dossier.door().id),
        Noun::Result => match &dossier.result {
            Some(result) => {
                let fields = Fields::new()
                    .with("result_name", &result.name)
                    .with("number", &result.number)
                    .with("signed_on", kernel::time::dmy(result.signed_on))
                    .with("signer", &result.signer);
                result.files.iter().fold(fields, |fields, file| fields.with("files", file))
            }
            None => Fields::new().with("result_name", procedure.results.first().map_or("", |result| &result.name)),
        },
        Noun::Suspension if procedure.pause_reasons.is_empty() => Fields::new().with("reason_key", OTHER_REASON),
        _ => Fields::new(),
    }
}

fn supplement(form: &mut Builder<'_>) {
    form.add(Kind::Heading, "items", "desk-field-items", false);
    for component in &form.from.dossier.components {
        let required = false;
        form.inputs.push(Input {
            kind: Kind::Text,
            name: ask_field(&component.key),
            label: component.name.clone(),
            hint: String::new(),
            required,
            choices: Vec::new(),
            blank: String::new(),
        });
    }
    for n in 1..=FREE_ASKS {
        form.add(Kind::Text, &ask_field(&n.to_string()), "desk-field-ask-other", false);
    }
    form.reason_and_basis();
    form.add(Kind::Area, "late_reason", "desk-field-late-reason", false);
    if form.from.dossier.supplements_after_acceptance() > 0 {
        form.add(Kind::Area, "second_reason", "desk-field-second-reason", true);
    }
}

fn suspension(form: &mut Builder<'_>) {
    let known = &form.from.procedure.pause_reasons;
    let mut choices: Vec<Choice> = known.iter().map(|r| Choice::new(&r.key, &r.words).hint(&r.basis)).collect();
    let required = choices.is_empty();
    if !required {
        choices.push(Choice::new(OTHER_REASON, form.say("desk-reason-other")));
        form.add(Kind::Radios, "reason_key", "desk-field-pause-reason", true).choices = choices;
    }
    form.add(Kind::Area, "reason", "desk-field-other-reason", required);
    form.add(Kind::Text, "basis", "desk-field-pause-basis", required);
    form.add(Kind::Date, "expected", "desk-field-expected", false);
}

fn result(form: &mut Builder<'_>) {
    form.add(Kind::Text, "result_name", "desk-field-result-name", true);
    form.add(Kind::Text, "number", "desk-field-number", false);
    form.add(Kind::Date, "signed_on", "desk-field-signed-on", true);
    form.add(Kind::Text, "signer", "desk-field-signer", true);
    let files = form.from.dossier.files.iter().filter(|file| file.component.is_none());
    let files: Vec<Choice> = files.map(|file| Choice::new(file.id.to_string(), &file.name)).collect();
    if !files.is_empty() {
        form.add(Kind::Checks, "files", "desk-field-files", false).choices = files;
    }
}

fn hand_over(form: &mut Builder<'_>) {
    form.add(Kind::Text, "taker_name", "desk-field-taker-name", true);
    form.add(Kind::Text, "taker_id", "desk-field-taker-id", false);
    form.add(Kind::Text, "authority", "desk-field-authority", false);
    let ways =
        PickUp::ALL.iter().map(|way| Choice::new(way.code(), form.say(&format!("dossier-pick-up-{}", way.code()))));
    let ways = ways.collect();
    form.add(Kind::Radios, "way", "desk-field-way", true).choices = ways;
    form.add(Kind::Check, "originals_returned", "desk-field-originals", false);
}

// ── who can be named ─────────────────────────────────────────────────────────────────────────────────────────────────

/// The officers who may do the work the dossier goes to: at the assigner's step that is the specialist's.
fn assignees(from: Sources<'_>) -> Vec<Choice> {
    let Some(desk) = from.dossier.desk() else { return Vec::new() };
    let act = match from.process.steps.get(desk.step).map(|step| step.duty) {
        Some(Duty::Approver) => Act::Approve,
        Some(Duty::RecordsClerk) => Act::Release,
        Some(Duty::Assigner | Duty::Specialist | Duty::OneStop | Duty::HandOver) | None => Act::Propose,
    };
    able(from, act)
}

/// The colleagues of this step, without oneself.
fn colleagues(from: Sources<'_>) -> Vec<Choice> {
    let me = from.by.id().to_string();
    assignees(from).into_iter().filter(|choice| choice.value != me).collect()
}

fn able(from: Sources<'_>, act: Act) -> Vec<Choice> {
    let directory = from.by.directory();
    let Some(desk) = from.dossier.desk() else { return Vec::new() };
    let officers = directory.officers().into_iter().filter(|officer| officer.active);
    let mut able: Vec<_> = officers
        .filter(|officer| {
            directory.grants_of(officer.id).iter().filter(|grant| grant.stands_on(from.today)).any(|grant| {
                let role = directory.role(&grant.role).is_some_and(|role| role.acts.contains(&act));
                let narrowed = match &grant.scope.acts {
                    Narrow::All => true,
                    Narrow::Only(acts) => acts.contains(&act),
                };
                let unit = match &grant.scope.units {
                    Narrow::All => true,
                    Narrow::Only(units) => {
                        units.iter().any(|above| directory.is_within_on(desk.unit.id, *above, from.today))
                    }
                };
                let procedure = &from.dossier.procedure;
                role && narrowed && unit && grant.scope.covers_procedure(&procedure.field, &procedure.code)
            })
        })
        .collect();
    able.sort_by(|a, b| given_name(&a.name).cmp(given_name(&b.name)));
    let label = |directory: &Directory, officer: &office::OfficerCard| {
        format!("{} – {}, {}", officer.name, officer.title, directory.unit_name(officer.unit))
    };
    able.into_iter().map(|officer| Choice::new(officer.id.to_string(), label(directory, officer))).collect()
}

/// Vietnamese lists go by the given name, which stands last.
fn given_name(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

/// Every centre where a result is handed over, with its address: that is what people choose by.
fn doors(from: Sources<'_>) -> Vec<Choice> {
    let label = |unit: &office::model::Unit| match &unit.address {
        Some(address) => format!("{} – {address}", unit.name),
        None => unit.name.clone(),
    };
    let doors = dossier::door::doors(from.by.directory(), from.today).into_iter();
    doors.map(|unit| Choice::new(unit.id.to_string(), label(unit))).collect()
}

/// Every agency that may be asked, without the one that asks.
fn agencies(from: Sources<'_>) -> Vec<Choice> {
    let here = from.dossier.desk().map(|desk| desk.unit.id);
    let units = from.by.directory().units().into_iter();
    let units = units.filter(|unit| unit.resolves && unit.stands_on(from.today) && Some(unit.id) != here);
    units.map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect()
}
