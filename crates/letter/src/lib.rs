//! The official papers of a dossier: facts of the moment a paper was issued → the form. Officers and applicants print
//! the same.
//!
//! It never issues anything: numbers, dates and reasons were fixed by the act; printing again prints the same.

use dossier::decide::Happening;
use dossier::door::Reading;
use dossier::model::{Applicant, ApplicantKind, Dossier, HeldComponent, Hold, IssuedPaper, Outcome, PickUp, UnitRef};
use dossier::stage::{Stage, StopReason};
use jiff::civil::{Date, DateTime};
use kernel::Lang;
use law::{FormKey, Rule};
use office::Directory;
use paper::{Addressed, Contact, Form, Head, Timeliness, date_words, moment_words};
use procedure::model::{Channel, SupplementEffect};

/// Forms are Vietnamese, whoever prints them.
const VI: Lang = Lang::Vi;

// ── names and numbers ────────────────────────────────────────────────────────────────────────────────────────────────

/// The letters of each form's book (TT 01/2018/TT-VPCP Điều 9: one book per form and year).
fn book(form: FormKey) -> &'static str {
    match form {
        FormKey::Receipt => "TNHS",
        FormKey::Supplement => "HDHS",
        FormKey::Refusal => "TCHS",
        FormKey::Apology => "PXL",
        FormKey::Stop => "TBDHS",
        FormKey::ControlSheet => "KSHS",
        FormKey::Register => "STD",
    }
}

/// "12/2026/TNHS-H49.20": number, year, form and the unit whose book it is.
pub fn number(dossier: &Dossier, issued: &IssuedPaper) -> String {
    numbered(issued.form, issued.number, issued.year, &dossier.receiving)
}

fn numbered(form: FormKey, number: i64, year: i16, unit: &UnitRef) -> String {
    let owner = if unit.code.is_empty() { String::new() } else { format!("-{}", unit.code) };
    format!("{number:02}/{year}/{}{owner}", book(form))
}

/// The name of a form under the circular it was printed by.
pub fn title(dossier: &Dossier, issued: &IssuedPaper) -> String {
    title_of(dossier, issued.form, issued.at.date())
}

fn title_of(dossier: &Dossier, form: FormKey, on: Date) -> String {
    let renamed = dossier.rules_on(on).form_circular(on) == law::Act::Circular3Of2025;
    let key = match form {
        FormKey::Receipt => "paper-receipt",
        FormKey::Supplement => "paper-supplement",
        FormKey::Refusal => "paper-refusal",
        FormKey::Apology if renamed => "desk-paper-apology-2025",
        FormKey::Apology => "paper-apology",
        FormKey::Stop => "paper-stop",
        FormKey::ControlSheet => "paper-control-sheet",
        FormKey::Register => "desk-register",
    };
    VI.say(key).into_owned()
}

/// How a block of the control sheet stands against its time; none while it runs within it, or has none.
pub fn timeliness(hold: &Hold, now: DateTime) -> Option<Timeliness> {
    let due = hold.due?;
    match hold.done {
        Some(done) if done > due => Some(Timeliness::Late),
        Some(done) if done.date() < due.date() => Some(Timeliness::Early),
        Some(_) => Some(Timeliness::OnTime),
        None => (now > due).then_some(Timeliness::Late),
    }
}

/// What every form of one issue shares.
struct Desk<'a> {
    reading: &'a Reading,
    dossier: &'a Dossier,
    directory: &'a Directory,
}

impl Desk<'_> {
    /// The head: the issuing unit under the unit above it, form number and name of the day, place and date.
    fn head(&self, form: FormKey, unit: &UnitRef, number: Option<String>, on: Date) -> Head {
        let rules = self.dossier.rules_on(on);
        let known = self.directory.unit(unit.id);
        let above = known.and_then(|unit| unit.parent).and_then(|parent| self.directory.unit(parent));
        let form_no =
            rules.form_number(form, on).map(|no| VI.say_with("desk-paper-form-no", &[("no", &format!("{no:02}"))]));
        Head {
            agency: broken(above.map_or("", |unit| &unit.name)),
            unit: broken(&self.short_of(&unit.name, above.map_or("", |unit| &unit.name), unit)),
            form_no: form_no.map(|no| no.into_owned()).unwrap_or_default(),
            basis: rules.form_circular(on).words(VI),
            title: title_of(self.dossier, form, on),
            number,
            place: self.place(unit),
            date: Some(on),
        }
    }

    /// A unit's name under its parent's, without the place both end with: "Trung tâm Phục vụ hành chính công" under
    /// "Ủy ban nhân dân tỉnh Quảng Ninh" (NĐ 30/2020/NĐ-CP, Phụ lục I).
    fn short_of(&self, name: &str, above: &str, unit: &UnitRef) -> String {
        let areas = self.directory.lineage(unit.id).filter_map(|unit| self.directory.area(unit.area.as_deref()?));
        let places = areas.map(|area| format!(" {}", lowered_first(&area.name)));
        let shared = places.into_iter().find(|place| name.ends_with(place.as_str()) && above.ends_with(place.as_str()));
        shared.and_then(|place| name.strip_suffix(place.as_str())).unwrap_or(name).to_string()
    }

    /// The name of the place: the unit's area without the word for its kind.
    fn place(&self, unit: &UnitRef) -> String {
        let area = self.directory.lineage(unit.id).find_map(|unit| unit.area.clone());
        let name = area.and_then(|code| self.directory.area(&code).map(|area| area.name.clone())).unwrap_or_default();
        let kinds = ["Tỉnh ", "Thành phố ", "Phường ", "Xã ", "Đặc khu ", "Huyện ", "Thị xã "];
        kinds.iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(&name).to_string()
    }

    fn code(&self) -> String {
        self.dossier.code.clone().unwrap_or_default()
    }
    fn applicant(&self) -> &Applicant {
        &self.dossier.applicant
    }
    fn addressed(&self) -> Addressed {
        match self.applicant().kind {
            ApplicantKind::Person | ApplicantKind::Foreigner => Addressed::Person,
            ApplicantKind::Organisation => Addressed::Organisation,
        }
    }
    fn request(&self) -> String {
        let dossier = self.dossier;
        if dossier.summary.trim().is_empty() {
            dossier.procedure.name.clone()
        } else {
            format!("{} ({})", dossier.procedure.name, dossier.summary.trim())
        }
    }
    fn submitter(&self) -> String {
        self.dossier.delegate.as_ref().map_or(&self.applicant().name, |delegate| &delegate.name).clone()
    }
    fn contact(&self, name: &str) -> Contact {
        let hotline = self.directory.lineage(self.dossier.receiving.id).find_map(|unit| unit.hotline.clone());
        Contact { name: some(name), phone: hotline }
    }
    fn signer(&self) -> paper::Signer {
        paper::Signer { role: VI.say("desk-paper-signer").into_owned(), name: None }
    }
    fn received_on(&self) -> Option<String> {
        self.dossier.accepted_at.map(|at| date_words(at.date()))
    }
}

fn lowered_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The two commonest long names are broken where their sense does; others break where the line ends.
fn broken(name: &str) -> String {
    name.replace("Ủy ban nhân dân ", "Ủy ban nhân dân\n")
        .replace("Trung tâm Phục vụ hành chính", "Trung tâm Phục vụ\nhành chính")
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_string()).filter(|text| !text.is_empty())
}

// ── the forms ────────────────────────────────────────────────────────────────────────────────────────────────────────

/// The form of an issued paper; none when there is no such paper, or what it prints is not in the dossier.
pub fn form(reading: &Reading, place: usize, directory: &Directory, public_url: &str) -> Option<Form> {
    let issued = reading.dossier.papers.get(place)?;
    let desk = Desk { reading, dossier: &reading.dossier, directory };
    match issued.form {
        FormKey::Receipt => Some(Form::Receipt(desk.receipt(issued, place, public_url))),
        FormKey::Supplement => desk.supplement(issued).map(Form::Supplement),
        FormKey::Refusal => desk.refusal(issued).map(Form::Refusal),
        FormKey::Apology => desk.apology(issued).map(Form::Apology),
        FormKey::Stop => desk.stop(issued).map(Form::Stop),
        FormKey::ControlSheet => Some(control_sheet_of(reading, directory, issued.at)),
        FormKey::Register => None,
    }
}

impl Desk<'_> {
    fn receipt(&self, issued: &IssuedPaper, place: usize, public_url: &str) -> paper::Receipt {
        let dossier = self.dossier;
        let clock = dossier.clock.as_ref();
        // A second receipt is for the full supplement; whether the time counts from there is the procedure's rule.
        let again = dossier.papers[..place].iter().any(|earlier| earlier.form == FormKey::Receipt);
        let restarted = again && self.reading.procedure.supplement == SupplementEffect::Restart;
        let first = clock.map(|clock| clock.start).or(dossier.accepted_at);
        let received = if restarted { Some(issued.at) } else { first };
        let (return_by, return_place) = match dossier.pick_up {
            PickUp::Counter => (paper::ReturnBy::Counter, issued.door.clone()),
            PickUp::Post => (paper::ReturnBy::Post, some(&self.applicant().address)),
            PickUp::Online => (paper::ReturnBy::Online, None),
        };
        let code = self.code();
        paper::Receipt {
            head: self.head(FormKey::Receipt, &dossier.receiving, Some(number(dossier, issued)), issued.at.date()),
            follow_up_url: some(&code).map(|code| format!("{}/tracking/{code}", public_url.trim_end_matches('/'))),
            dossier_code: code,
            centre: dossier.receiving.name.clone(),
            applicant: self.applicant().name.clone(),
            address: some(&self.applicant().address),
            phone: some(&self.applicant().phone),
            email: some(&self.applicant().email),
            request: self.request(),
            components: dossier.components.iter().filter(|c| c.received).map(component_line).collect(),
            sets: dossier.sets,
            term: clock.and_then(|clock| clock.limit).map(|limit| limit.words(VI)),
            received_at: received.map(moment_words),
            due_at: issued.due.map(moment_words),
            return_by: Some(return_by),
            return_place,
            book: dossier.register.as_ref().map(|entry| entry.year.to_string()),
            serial: dossier.register.as_ref().map(|entry| entry.number.to_string()),
            submitter: Some(self.submitter()),
            officer: Some(issued.by.clone()),
        }
    }

    fn supplement(&self, issued: &IssuedPaper) -> Option<paper::Supplement> {
        let dossier = self.dossier;
        let asked = dossier.supplements.get(issued.nth?)?;
        let name = |item: &dossier::model::SupplementItem| {
            let component = dossier.components.iter().find(|c| Some(&c.key) == item.component.as_ref());
            component.map_or(item.ask.clone(), |component| format!("{}: {}", component.name, item.ask))
        };
        let items = asked.items.iter().map(|item| paper::SupplementItem { name: name(item), ..Default::default() });
        let until = asked
            .sent_at
            .filter(|_| asked.after_acceptance)
            .and_then(|sent| dossier.rules_on(sent.date()).supplement_until(sent.date(), &self.reading.calendar));
        Some(paper::Supplement {
            head: self.head(FormKey::Supplement, &dossier.receiving, Some(number(dossier, issued)), issued.at.date()),
            dossier_code: self.code(),
            centre: dossier.receiving.name.clone(),
            applicant: self.applicant().name.clone(),
            address: some(&self.applicant().address),
            phone: some(&self.applicant().phone),
            email: some(&self.applicant().email),
            request: self.request(),
            items: items.collect(),
            reason: asked.reason.clone(),
            legal_basis: some(&asked.basis),
            supply_until: until.map(date_words),
            contact: self.contact(&issued.by),
            addressed: self.addressed(),
            officer: Some(issued.by.clone()),
        })
    }

    fn refusal(&self, issued: &IssuedPaper) -> Option<paper::Refusal> {
        let dossier = self.dossier;
        let (reason, basis, at_door) = match (&dossier.stage, &dossier.proposal) {
            (Stage::NotAccepted { reason, basis }, _) => (reason, basis, true),
            (_, Some(proposal)) => match &proposal.outcome {
                Outcome::Refuse { reason, basis } => (reason, basis, false),
                Outcome::Grant => return None,
            },
            (_, None) => return None,
        };
        Some(paper::Refusal {
            head: self.head(FormKey::Refusal, &dossier.receiving, Some(number(dossier, issued)), issued.at.date()),
            dossier_code: self.code(),
            centre: dossier.receiving.name.clone(),
            applicant: self.applicant().name.clone(),
            address: some(&self.applicant().address),
            phone: some(&self.applicant().phone),
            email: some(&self.applicant().email),
            request: self.request(),
            reason: reason.clone(),
            legal_basis: some(basis),
            contact: self.contact(""),
            addressed: self.addressed(),
            at_counter: at_door && dossier.channel == Channel::Counter,
            submitter: Some(self.submitter()),
            officer: Some(issued.by.clone()),
        })
    }

    fn apology(&self, issued: &IssuedPaper) -> Option<paper::Apology> {
        let dossier = self.dossier;
        let apology = dossier.apologies.get(issued.nth?)?;
        Some(paper::Apology {
            head: self.head(FormKey::Apology, &dossier.deciding, Some(number(dossier, issued)), issued.at.date()),
            to: self.applicant().name.clone(),
            address: some(&self.applicant().address),
            phone: some(&self.applicant().phone),
            agency: dossier.deciding.name.clone(),
            applicant: self.applicant().name.clone(),
            request: self.request(),
            dossier_code: self.code(),
            received_on: self.received_on(),
            due_at: Some(moment_words(apology.due_before)),
            reason: apology.reason.clone(),
            new_due_at: moment_words(apology.promised),
            addressed: self.addressed(),
            copies_to: vec![dossier.receiving.name.clone()],
            signer: self.signer(),
        })
    }

    fn stop(&self, issued: &IssuedPaper) -> Option<paper::Stop> {
        let dossier = self.dossier;
        let Stage::Stopped { why, note } = &dossier.stage else { return None };
        let rules = dossier.rules_on(issued.at.date());
        let (key, basis) = match why {
            StopReason::Withdrawn => ("dossier-stop-withdrawn", rules.cite(Rule::Stop, VI)),
            StopReason::Unsupplemented => ("dossier-stop-unsupplemented", rules.cite(Rule::CloseUnsupplemented, VI)),
            StopReason::ByLaw => {
                ("dossier-stop-by-law", self.stop_basis().unwrap_or_else(|| rules.cite(Rule::Stop, VI)))
            }
        };
        let reason = [VI.say(key).into_owned(), note.trim().to_string()];
        Some(paper::Stop {
            head: self.head(FormKey::Stop, &dossier.receiving, Some(number(dossier, issued)), issued.at.date()),
            to: self.applicant().name.clone(),
            address: some(&self.applicant().address),
            phone: some(&self.applicant().phone),
            agency: dossier.deciding.name.clone(),
            applicant: self.applicant().name.clone(),
            request: self.request(),
            dossier_code: self.code(),
            received_on: self.received_on(),
            stopped_on: Some(date_words(issued.at.date())),
            reason: reason.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
            legal_basis: Some(basis),
            next_steps: Some(VI.say("desk-paper-stop-next").into_owned()),
            contact: self.contact(""),
            addressed: self.addressed(),
            copies_to: vec![dossier.receiving.name.clone()],
            signer: self.signer(),
        })
    }

    /// The article under which it was stopped, as the act's own entry in the log keeps it.
    fn stop_basis(&self) -> Option<String> {
        let stop = self.reading.events.iter().rev().find(|event| event.kind == "stop")?;
        let happening: Happening = serde_json::from_str(&stop.body).ok()?;
        happening.facts.get("basis").cloned()
    }
}

/// "Tờ khai đăng ký khai sinh – 1 bản chính, 2 bản sao".
fn component_line(component: &HeldComponent) -> String {
    let count = |key: &str, n: u32| (n > 0).then(|| VI.say_with(key, &[("n", &n.to_string())]).into_owned());
    let counts = [count("desk-paper-originals", component.originals), count("desk-paper-copies", component.copies)];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    if counts.is_empty() { component.name.clone() } else { format!("{} – {}", component.name, counts.join(", ")) }
}

/// The control sheet as the dossier stands (TT 01/2018/TT-VPCP, Mẫu số 05): at any time, one block for each hand-over.
pub fn control_sheet_of(reading: &Reading, directory: &Directory, now: DateTime) -> Form {
    let dossier = &reading.dossier;
    let desk = Desk { reading, dossier, directory };
    let block = |hold: &Hold| paper::HandOver {
        from: hold.from_unit.clone(),
        to: hold.to_unit.clone(),
        at: Some(moment_words(hold.at)),
        giver: some(&hold.from_officer),
        taker: some(&hold.to_officer),
        timeliness: timeliness(hold, now),
        note: some(&hold.step),
    };
    let consulted: Vec<&str> = dossier.consultations.iter().map(|asked| asked.unit.name.as_str()).collect();
    let register = dossier.register.as_ref();
    let number = register.map(|entry| numbered(FormKey::ControlSheet, entry.number, entry.year, &dossier.receiving));
    Form::ControlSheet(paper::ControlSheet {
        head: desk.head(FormKey::ControlSheet, &dossier.receiving, number, now.date()),
        dossier_code: desk.code(),
        applicant: desk.applicant().name.clone(),
        request: desk.request(),
        deciding_agency: dossier.deciding.name.clone(),
        consulted: some(&consulted.join("; ")),
        received_at: dossier.accepted_at.map(moment_words),
        due_at: dossier.due.map(moment_words),
        hand_overs: dossier.holds.iter().map(block).collect(),
        blank_blocks: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold(done: Option<DateTime>) -> Hold {
        let at = Date::constant(2026, 3, 2).at(8, 0, 0, 0);
        let due = Some(Date::constant(2026, 3, 4).at(17, 0, 0, 0));
        let none = String::new;
        Hold {
            from_unit: none(),
            from_officer: none(),
            to_unit: none(),
            to_officer: none(),
            step: none(),
            at,
            due,
            done,
            note: none(),
        }
    }

    #[test]
    fn a_step_is_early_on_time_or_late_by_its_own_day() {
        let day = |d: i8, h: i8| Date::constant(2026, 3, d).at(h, 0, 0, 0);
        let now = day(5, 8);
        assert_eq!(timeliness(&hold(Some(day(3, 9))), now), Some(Timeliness::Early));
        assert_eq!(timeliness(&hold(Some(day(4, 17))), now), Some(Timeliness::OnTime));
        assert_eq!(timeliness(&hold(Some(day(5, 7))), now), Some(Timeliness::Late));
        assert_eq!(timeliness(&hold(None), now), Some(Timeliness::Late));
        assert_eq!(timeliness(&hold(None), day(4, 8)), None);
    }
}
