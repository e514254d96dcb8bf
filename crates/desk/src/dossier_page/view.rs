//! A dossier as an officer reads it: every part of the page as typed words.
//!
//! It never reads a row and never decides: what is lawful is asked when an act is done.

use dossier::door::Reading;
use dossier::model::{Dossier, Hold, Outcome};
use dossier::stage::Stage;
use jiff::civil::DateTime;
use kernel::Lang;
use procedure::process::Duty;
use store::ledger::AuditLine;
use web::ui::{Badge, Due, Event, Fact, Step, StepState, Thumb, Tone};

use super::noun::{Noun, Offer};
use super::{preview, timeline};
use crate::{badge, papers};

/// What a part of the page needs to speak.
#[derive(Clone, Copy)]
pub struct Says<'a> {
    pub lang: Lang,
    pub reading: &'a Reading,
    pub now: DateTime,
}

/// One line of the checklist with its scans.
pub struct ComponentView {
    pub name: String,
    pub note: String,
    pub status: Badge,
    pub files: Vec<Thumb>,
}

/// One block of the control sheet.
pub struct HoldView {
    pub from: String,
    pub to: String,
    pub step: String,
    pub at: String,
    pub due: String,
    pub done: String,
    pub timeliness: Option<Badge>,
    pub note: String,
}

/// A matter with its own short list of facts: a supplement, a consultation, an obligation, the proposal, the result.
pub struct MatterView {
    pub title: String,
    pub status: Badge,
    pub facts: Vec<Fact>,
    pub lines: Vec<String>,
}

/// A printed paper.
pub struct PaperView {
    pub title: String,
    pub note: String,
    pub href: String,
}

/// Somebody who read the dossier.
pub struct ReaderView {
    pub name: String,
    pub times: String,
    pub last: String,
}

/// An act as the page offers it.
pub struct OfferView {
    pub label: String,
    pub href: String,
    pub icon: &'static str,
    pub plain: bool,
    pub grave: bool,
}

impl Says<'_> {
    fn say(&self, key: &str) -> String {
        self.lang.say(key).into_owned()
    }
    fn say1(&self, key: &str, name: &str, value: &str) -> String {
        self.lang.say_with(key, &[(name, value)]).into_owned()
    }
    fn dossier(&self) -> &Dossier {
        &self.reading.dossier
    }
    fn when(&self, at: DateTime) -> String {
        badge::when(self.lang, at)
    }

    /// Title of the page: the code, or what stands in for it.
    pub fn code(&self) -> String {
        self.dossier().code.clone().unwrap_or_else(|| self.say("desk-no-code"))
    }

    pub fn stage(&self) -> Badge {
        badge::stage(self.lang, self.dossier().stage.name())
    }

    /// The due date that opens into its explanation.
    pub fn due(&self) -> Option<Due> {
        let dossier = self.dossier();
        let paused = dossier.clock.as_ref().is_some_and(|clock| clock.open_pause().is_some());
        let against = badge::Against {
            now: self.now,
            calendar: &self.reading.calendar,
            paused,
            ended: dossier.ended_at,
            settled: !dossier.stage.is_under_clock(),
        };
        let mut due = badge::due(self.lang, dossier.due?, against);
        due.chain = preview::chain(dossier, &self.reading.calendar, self.lang);
        Some(due)
    }

    /// Whose turn it is, in one sentence.
    pub fn turn(&self) -> String {
        let dossier = self.dossier();
        let key = |name: &str| format!("desk-turn-{}", name.replace('_', "-"));
        match &dossier.stage {
            Stage::InProgress { desk } => {
                let step = self.reading.process.steps.get(desk.step).map(|step| step.name.as_str()).unwrap_or_default();
                let since = self.when(desk.since);
                let args = [("unit", desk.unit.name.as_str()), ("step", step), ("since", since.as_str())];
                match &desk.officer {
                    Some(officer) => {
                        let args = [args[0], args[1], args[2], ("officer", officer.name.as_str())];
                        self.lang.say_with("desk-turn-held", &args).into_owned()
                    }
                    None => self.lang.say_with("desk-turn-tray", &args).into_owned(),
                }
            }
            Stage::Suspended { reason, since, .. } => {
                let since = self.when(*since);
                self.lang.say_with("desk-turn-suspended", &[("reason", reason), ("since", &since)]).into_owned()
            }
            Stage::NotAccepted { reason, .. } => self.say1("desk-turn-not-accepted", "reason", reason),
            Stage::WithdrawalRequested { reason, .. } => self.say1("desk-turn-withdrawal-requested", "reason", reason),
            Stage::Stopped { note, .. } => self.say1("desk-turn-stopped", "note", note),
            Stage::Lodged
            | Stage::SupplementBeforeIntake
            | Stage::Accepted
            | Stage::SupplementAsked { .. }
            | Stage::AwaitingSupplement { .. }
            | Stage::AwaitingObligation { .. } => {
                self.say1(&key(dossier.stage.name()), "unit", &dossier.receiving.name)
            }
            Stage::ResultReady | Stage::HandedOver => {
                self.say1(&key(dossier.stage.name()), "unit", &dossier.door().name)
            }
        }
    }

    /// Other deadlines that run: the step's own, the answer of a consulted agency, the closing of an unsupplemented one.
    pub fn clocks(&self) -> Vec<Fact> {
        let deadlines = dossier::project::deadlines(self.dossier(), &self.reading.calendar);
        let own = deadlines.into_iter().filter(|(kind, _)| *kind != "result");
        own.map(|(kind, at)| {
            let label = self.say(&format!("dossier-deadline-{}", kind.replace('_', "-")));
            let against = badge::Against {
                now: self.now,
                calendar: &self.reading.calendar,
                paused: false,
                ended: None,
                settled: false,
            };
            let due = badge::due(self.lang, at, against);
            Fact::new(label, due.date).from(due.remains)
        })
        .collect()
    }

    /// The steps of the process, with where the dossier stands.
    pub fn steps(&self) -> Vec<Step> {
        let (dossier, process) = (self.dossier(), &self.reading.process);
        let at = match &dossier.stage {
            Stage::Lodged | Stage::SupplementBeforeIntake | Stage::NotAccepted { .. } | Stage::Accepted => Some(0),
            Stage::ResultReady => process.steps.iter().position(|step| step.duty == Duty::HandOver),
            Stage::HandedOver => None,
            Stage::Stopped { .. } => return Vec::new(),
            Stage::InProgress { desk }
            | Stage::SupplementAsked { desk }
            | Stage::AwaitingSupplement { desk }
            | Stage::AwaitingObligation { desk }
            | Stage::Suspended { desk, .. } => Some(desk.step),
            Stage::WithdrawalRequested { from, .. } => Some(from.desk().map_or(0, |desk| desk.step)),
        };
        let steps = process.steps.iter().enumerate().map(|(place, step)| Step {
            label: step.name.clone(),
            state: match at {
                None => StepState::Done,
                Some(at) if place < at => StepState::Done,
                Some(at) if place == at => StepState::Current,
                Some(_) => StepState::Ahead,
            },
            note: step.limit.map(|limit| limit.words(self.lang)).unwrap_or_default(),
            href: None,
        });
        steps.collect()
    }

    pub fn applicant(&self) -> Vec<Fact> {
        let dossier = self.dossier();
        let person = &dossier.applicant;
        let mut facts = vec![Fact::new(self.say("desk-applicant"), &person.name)];
        self.push(&mut facts, "desk-id-number", &person.id_number);
        self.push(&mut facts, "common-phone", &person.phone);
        self.push(&mut facts, "common-email", &person.email);
        self.push(&mut facts, "common-address", &person.address);
        if let Some(delegate) = &dossier.delegate {
            self.push(&mut facts, "desk-delegate", &delegate.name);
            self.push(&mut facts, "desk-id-number", &delegate.id_number);
            self.push(&mut facts, "desk-authority", &delegate.authority);
        }
        facts
    }

    fn push(&self, facts: &mut Vec<Fact>, key: &str, value: &str) {
        if !value.trim().is_empty() {
            facts.push(Fact::new(self.say(key), value));
        }
    }

    /// What the dossier is: procedure, agencies, channel, register, dates.
    pub fn facts(&self) -> Vec<Fact> {
        let dossier = self.dossier();
        let case = dossier.procedure.case.as_deref().and_then(|key| self.reading.procedure.find_case(key));
        let mut facts = vec![
            Fact::new(self.say("desk-procedure"), format!("{} – {}", dossier.procedure.code, dossier.procedure.name))
                .link(format!("/procedures/{}", dossier.procedure.code)),
        ];
        self.push(&mut facts, "desk-case", case.map_or("", |case| &case.name));
        self.push(&mut facts, "desk-summary", &dossier.summary);
        // Who helped to file it, who took it in and who decides are three organisations.
        self.push(&mut facts, "desk-help-unit", dossier.help.as_ref().map_or("", |unit| &unit.name));
        self.push(&mut facts, "desk-receiving", &dossier.receiving.name);
        self.push(&mut facts, "desk-deciding", &dossier.deciding.name);
        self.push(&mut facts, "desk-channel", &self.say(dossier.channel.key()));
        self.push(&mut facts, "desk-pick-up", &self.say(&format!("dossier-pick-up-{}", dossier.pick_up.code())));
        if let Some(door) = &dossier.pick_up_at {
            self.push(&mut facts, "desk-result-door", &door.name);
        }
        self.push(&mut facts, "desk-place", &dossier.place);
        let accepted = dossier.accepted_at.map(|at| self.when(at)).unwrap_or_default();
        self.push(&mut facts, "desk-accepted-at", &accepted);
        self.push(&mut facts, "desk-accepted-by", dossier.accepted_by.as_deref().unwrap_or(""));
        let register = dossier.register.as_ref().map(|entry| format!("{}/{}", entry.number, entry.year));
        self.push(&mut facts, "desk-register", &register.unwrap_or_default());
        let rules = dossier.rules.map(|rules| rules.act().words(self.lang)).unwrap_or_default();
        self.push(&mut facts, "desk-rules", &rules);
        facts
    }

    fn thumbs(&self, component: Option<&str>) -> Vec<Thumb> {
        let sheets = crate::files::sheets(self.dossier(), component, self.lang).into_iter();
        let thumb = |sheet: crate::files::Sheet| Thumb {
            picture: sheet.pages.first().map(|(_, picture)| picture.clone()),
            name: sheet.name,
            note: sheet.note,
            href: sheet.href,
            remove: sheet.remove.filter(|_| component.is_none()),
        };
        sheets.map(thumb).collect()
    }

    /// The checklist with the scans of each line.
    pub fn components(&self) -> Vec<ComponentView> {
        let dossier = self.dossier();
        let line = |component: &dossier::model::HeldComponent| {
            let status = match (component.received, component.required) {
                (true, _) => {
                    Badge::new(Tone::Good, self.say(&format!("dossier-submission-{}", component.submission.code())))
                }
                (false, true) => Badge::new(Tone::Bad, self.say("desk-component-missing")),
                (false, false) => Badge::new(Tone::Neutral, self.say("desk-component-not-given")).icon("minus"),
            };
            let (originals, copies) = (component.originals.to_string(), component.copies.to_string());
            let counts = self.lang.say_with("desk-component-counts", &[("originals", &originals), ("copies", &copies)]);
            let note = if component.received { counts.into_owned() } else { String::new() };
            ComponentView {
                name: component.name.clone(),
                note: [note, component.note.clone()]
                    .into_iter()
                    .filter(|n| !n.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
                status,
                files: self.thumbs(Some(&component.key)),
            }
        };
        dossier.components.iter().map(line).collect()
    }

    /// Papers of the agencies: files of no component.
    pub fn agency_files(&self) -> Vec<Thumb> {
        self.thumbs(None)
    }

    pub fn timeline(&self) -> Vec<Event> {
        timeline::events(self.lang, &self.reading.events)
    }

    /// The control sheet (Mẫu 05), block by block.
    pub fn holds(&self) -> Vec<HoldView> {
        self.dossier().holds.iter().map(|hold| self.hold(hold)).collect()
    }

    fn hold(&self, hold: &Hold) -> HoldView {
        let both = |unit: &str, officer: &str| match (unit.is_empty(), officer.is_empty()) {
            (false, false) => format!("{officer}, {unit}"),
            (false, true) => unit.to_string(),
            (true, _) => officer.to_string(),
        };
        let timeliness = papers::timeliness(hold, self.now).map(|kind| {
            let (tone, key) = match kind {
                paper::Timeliness::Early => (Tone::Good, "law-class-early"),
                paper::Timeliness::OnTime => (Tone::Good, "law-class-on-time"),
                paper::Timeliness::Late => (Tone::Bad, "law-class-late"),
            };
            Badge::new(tone, self.say(key))
        });
        HoldView {
            from: both(&hold.from_unit, &hold.from_officer),
            to: both(&hold.to_unit, &hold.to_officer),
            step: hold.step.clone(),
            at: self.when(hold.at),
            due: hold.due.map(|due| badge::moment(self.lang, due)).unwrap_or_default(),
            done: hold.done.map(|done| self.when(done)).unwrap_or_default(),
            timeliness,
            note: hold.note.clone(),
        }
    }

    /// Supplements, consultations, obligations, apologies, proposal, result, hand-over: whatever there is, oldest first.
    pub fn matters(&self) -> Vec<MatterView> {
        let mut matters = self.supplements();
        matters.extend(self.consultations());
        matters.extend(self.obligations());
        matters.extend(self.apologies());
        matters.extend(self.outcome());
        matters
    }

    fn supplements(&self) -> Vec<MatterView> {
        let dossier = self.dossier();
        let of = |supplement: &dossier::model::Supplement| {
            let status = match (supplement.sent_at, supplement.received_at) {
                _ if supplement.answer_waits() => {
                    Badge::new(Tone::Info, self.say("desk-supplement-answered")).icon("inbox")
                }
                (_, Some(_)) => Badge::new(Tone::Good, self.say("desk-supplement-received")),
                (Some(_), None) => Badge::new(Tone::Warn, self.say("desk-supplement-sent")).icon("hourglass"),
                (None, None) => Badge::new(Tone::Warn, self.say("desk-supplement-asked")),
            };
            let mut facts = Vec::new();
            self.push(
                &mut facts,
                "desk-asked-by",
                &format!("{} · {}", supplement.asked_by, self.when(supplement.asked_at)),
            );
            self.push(&mut facts, "desk-sent-at", &supplement.sent_at.map(|at| self.when(at)).unwrap_or_default());
            self.push(
                &mut facts,
                "desk-answered-at",
                &supplement.answered_at.map(|at| self.when(at)).unwrap_or_default(),
            );
            self.push(
                &mut facts,
                "desk-received-at",
                &supplement.received_at.map(|at| self.when(at)).unwrap_or_default(),
            );
            self.push(&mut facts, "common-reason", &supplement.reason);
            self.push(&mut facts, "common-legal-basis", &supplement.basis);
            self.push(&mut facts, "desk-late-reason", supplement.late_reason.as_deref().unwrap_or(""));
            if let Some((reason, who)) = &supplement.override_reason {
                self.push(&mut facts, "desk-override", &format!("{reason} ({who})"));
            }
            let lines = supplement_lines(dossier, supplement, self.lang);
            MatterView { title: self.say("desk-supplement"), status, facts, lines }
        };
        dossier.supplements.iter().map(of).collect()
    }

    fn consultations(&self) -> Vec<MatterView> {
        let of = |asked: &dossier::model::Consultation| {
            let status = match &asked.answer {
                Some((_, at, _)) if *at > asked.answer_by => Badge::new(Tone::Warn, self.say("desk-answered-late")),
                Some(_) => Badge::new(Tone::Good, self.say("desk-answered")),
                None if self.now > asked.answer_by => Badge::new(Tone::Bad, self.say("desk-answer-overdue")),
                None => Badge::new(Tone::Warn, self.say("desk-answer-awaited")).icon("hourglass"),
            };
            let mut facts = Vec::new();
            self.push(&mut facts, "desk-field-question", &asked.question);
            self.push(&mut facts, "desk-asked-by", &format!("{} · {}", asked.asked_by, self.when(asked.asked_at)));
            self.push(&mut facts, "desk-field-answer-by", &badge::moment(self.lang, asked.answer_by));
            if let Some((answer, at, who)) = &asked.answer {
                self.push(&mut facts, "desk-field-answer", answer);
                self.push(&mut facts, "desk-answered-by", &format!("{who} · {}", self.when(*at)));
            }
            MatterView {
                title: self.say1("desk-consultation", "unit", &asked.unit.name),
                status,
                facts,
                lines: Vec::new(),
            }
        };
        self.dossier().consultations.iter().map(of).collect()
    }

    fn obligations(&self) -> Vec<MatterView> {
        let of = |obligation: &dossier::model::Obligation| {
            let status = match &obligation.cleared {
                Some(_) => Badge::new(Tone::Good, self.say("desk-obligation-cleared")),
                None => Badge::new(Tone::Warn, self.say("desk-obligation-open")).icon("hourglass"),
            };
            let mut facts = Vec::new();
            self.push(&mut facts, "desk-field-amount", &obligation.amount.to_string());
            self.push(&mut facts, "desk-field-notice-no", &obligation.notice_no);
            self.push(&mut facts, "desk-declared-at", &self.when(obligation.declared_at));
            if let Some((at, receipt)) = &obligation.cleared {
                self.push(&mut facts, "desk-field-receipt-no", &format!("{receipt} · {}", self.when(*at)));
            }
            MatterView { title: self.say("desk-obligation"), status, facts, lines: Vec::new() }
        };
        self.dossier().obligations.iter().map(of).collect()
    }

    fn apologies(&self) -> Vec<MatterView> {
        let of = |apology: &dossier::model::Apology| {
            let status = match apology.extends {
                true => Badge::new(Tone::Warn, self.say("desk-extended")).icon("calendar-clock"),
                false => Badge::new(Tone::Bad, self.say("desk-apologised-late")),
            };
            let mut facts = Vec::new();
            self.push(&mut facts, "desk-due-before", &badge::moment(self.lang, apology.due_before));
            self.push(&mut facts, "desk-due-promised", &badge::moment(self.lang, apology.promised));
            self.push(&mut facts, "common-reason", &apology.reason);
            MatterView { title: self.say("desk-apology"), status, facts, lines: Vec::new() }
        };
        self.dossier().apologies.iter().map(of).collect()
    }

    fn outcome(&self) -> Vec<MatterView> {
        let dossier = self.dossier();
        let mut matters = Vec::new();
        if let Some(proposal) = &dossier.proposal {
            let status = match &proposal.approved {
                Some(_) => Badge::new(Tone::Seal, self.say("desk-approved")),
                None => Badge::new(Tone::Warn, self.say("desk-not-approved")).icon("hourglass"),
            };
            let mut facts = Vec::new();
            let outcome = match &proposal.outcome {
                Outcome::Grant => self.say("dossier-outcome-grant"),
                Outcome::Refuse { .. } => self.say("dossier-outcome-refuse"),
            };
            self.push(&mut facts, "desk-field-outcome", &outcome);
            if let Outcome::Refuse { reason, basis } = &proposal.outcome {
                self.push(&mut facts, "common-reason", reason);
                self.push(&mut facts, "common-legal-basis", basis);
            }
            self.push(&mut facts, "desk-field-appraisal", &proposal.note);
            self.push(&mut facts, "desk-proposed-by", &format!("{} · {}", proposal.by.name, self.when(proposal.at)));
            if let Some((approver, at)) = &proposal.approved {
                self.push(&mut facts, "desk-approved-by", &format!("{} · {}", approver.name, self.when(*at)));
            }
            matters.push(MatterView { title: self.say("desk-proposal"), status, facts, lines: Vec::new() });
        }
        if let Some(result) = &dossier.result {
            let mut facts = vec![Fact::new(self.say("desk-field-result-name"), &result.name)];
            self.push(&mut facts, "desk-field-number", &result.number);
            self.push(&mut facts, "desk-field-signed-on", &badge::weekday(self.lang, result.signed_on));
            self.push(&mut facts, "desk-field-signer", &result.signer);
            let status = match &dossier.hand_over {
                Some(_) => Badge::new(Tone::Good, self.say("desk-result-given")),
                None => Badge::new(Tone::Info, self.say("desk-result-kept")),
            };
            matters.push(MatterView { title: self.say("desk-result"), status, facts, lines: Vec::new() });
        }
        if let Some(given) = &dossier.hand_over {
            let mut facts = vec![Fact::new(self.say("desk-field-taker-name"), &given.taker_name)];
            self.push(&mut facts, "desk-field-taker-id", &given.taker_id);
            self.push(&mut facts, "desk-field-authority", &given.authority);
            self.push(&mut facts, "desk-field-way", &self.say(&format!("dossier-pick-up-{}", given.way.code())));
            let originals = if given.originals_returned { "common-yes" } else { "common-no" };
            self.push(&mut facts, "desk-field-originals", &self.say(originals));
            self.push(&mut facts, "desk-handed-over-by", &format!("{} · {}", given.by, self.when(given.at)));
            let status = Badge::new(Tone::Good, self.say("dossier-stage-handed-over"));
            matters.push(MatterView { title: self.say("desk-hand-over"), status, facts, lines: Vec::new() });
        }
        matters
    }

    /// The official papers that were issued, and the control sheet.
    pub fn papers(&self) -> Vec<PaperView> {
        let dossier = self.dossier();
        let issued = dossier.papers.iter().enumerate().map(|(place, issued)| PaperView {
            title: papers::title(dossier, issued).to_string(),
            note: format!("{} · {}", papers::number(dossier, issued), self.when(issued.at)),
            href: papers::href(dossier.id, place),
        });
        let mut papers: Vec<PaperView> = issued.collect();
        if dossier.code.is_some() {
            papers.push(PaperView {
                title: self.say("desk-control-sheet"),
                note: self.say("desk-control-sheet-note"),
                href: format!("/dossiers/{}/control-sheet.pdf", dossier.id),
            });
        }
        papers
    }

    /// Who read it: each person once, with how often and when last.
    pub fn readers(&self, audit: &[AuditLine]) -> Vec<ReaderView> {
        let mut readers: Vec<(&str, i64, i64)> = Vec::new();
        for line in audit.iter().filter(|line| line.act == "dossier.read") {
            match readers.iter_mut().find(|(name, ..)| *name == line.by_name) {
                Some(known) => known.1 += 1,
                None => readers.push((&line.by_name, 1, line.at_ms)),
            }
        }
        let view = |(name, n, last): (&str, i64, i64)| ReaderView {
            name: name.to_string(),
            times: self.say1("desk-read-times", "n", &n.to_string()),
            last: self.when(kernel::time::civil_ms(last)),
        };
        readers.into_iter().map(view).collect()
    }

    /// Whoever receives visitors may have them talk with the officer who has the dossier.
    pub fn talk(&self, by: &office::Officer) -> Option<OfferView> {
        let code = self.dossier().code.as_ref().filter(|_| talk::door::receives_somewhere(by))?;
        Some(OfferView {
            label: self.say("talk-new-title"),
            href: format!("/talks/new?dossier={}", web::fields::encode(code)),
            icon: "video",
            plain: false,
            grave: false,
        })
    }

    /// The acts offered, as links and buttons.
    pub fn offers(&self, offers: &[Offer], from: &str) -> Vec<OfferView> {
        let dossier = self.dossier();
        let query = if from.is_empty() { String::new() } else { format!("?from={}", web::fields::encode(from)) };
        let view = |offer: &Offer| {
            let unit = dossier.consultations.get(offer.nth).map(|asked| asked.unit.name.as_str());
            let label = self.say(&offer.noun.key());
            OfferView {
                label: match unit.filter(|_| offer.noun == Noun::ConsultationAnswer) {
                    Some(unit) => format!("{label}: {unit}"),
                    None => label,
                },
                href: format!("/dossiers/{}/{}{query}", dossier.id, offer.path()),
                icon: offer.noun.icon(),
                plain: offer.noun.is_plain(),
                grave: offer.noun.is_grave(),
            }
        };
        offers.iter().map(view).collect()
    }
}

/// What was asked point by point, each with what the applicant says to it.
pub fn supplement_lines(dossier: &Dossier, asked: &dossier::model::Supplement, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (nth, item) in asked.items.iter().enumerate() {
        let component = dossier.components.iter().find(|c| Some(&c.key) == item.component.as_ref());
        lines.push(component.map_or(item.ask.clone(), |component| format!("{}: {}", component.name, item.ask)));
        let said = asked.answers.iter().filter(|answer| answer.item == nth && !answer.words.is_empty());
        lines.extend(
            said.map(|answer| lang.say_with("desk-supplement-answer", &[("words", &answer.words)]).into_owned()),
        );
    }
    lines
}
