//! From a filing to a dossier, in one transaction: dossier, its files, its filled form, and the filing closed with it. A
//! repetition finds the filing sent and answers the same dossier.

use dossier::door::{Around, OnlineLodging};
use dossier::model::{Applicant, ApplicantKind, HeldComponent, HeldFile, PickUp, Submission};
use jiff::civil::DateTime;
use kernel::{DossierId, Error, FileId, Refusal, Result};
use law::Calendar;
use person::{Citizen, Kind, Person};
use procedure::form::{Filled, FilledLine, FilledSection, Words};
use store::Store;
use store::ledger::Audit;

use super::door::{Filings, Opened, own_record};
use super::model::{Filing, State, Way};
use super::{declaration, rows};
use crate::uploads::{self, Target};

/// The component that carries the filled form where the procedure lists no such paper.
const FORM_COMPONENT: &str = "X01";
/// The longest summary a dossier takes, in characters.
const SUMMARY_MAX: usize = dossier::model::SUMMARY_MAX;

/// When an office that is closed at a moment opens next; none: it is open then.
pub fn opens(calendar: &Calendar, at: DateTime) -> Option<DateTime> {
    let open = calendar.shifts_on(at.date()).iter().any(|shift| shift.from <= at.time() && at.time() < shift.to);
    if open || !calendar.has_working_time() {
        return None;
    }
    let later = calendar.counting_shifts(at.date()).iter().map(|shift| shift.from).find(|from| *from > at.time());
    if let Some(from) = later {
        return Some(at.date().to_datetime(from));
    }
    let next = calendar.next_working_day(at.date());
    calendar.start_of(next).map(|from| next.to_datetime(from))
}

/// Sends a filing whose pages are all in order.
///
/// Errors: refused when the procedure or the form changed meanwhile, stale when the filing did.
pub async fn submit(filings: &Filings, by: &Citizen, opened: &Opened) -> Result<DossierId> {
    let today = opened.today();
    let procedure = filings.procedure(&opened.filing.procedure)?;
    let checked = opened.form.check(&opened.filing.body.answers, today).map_err(|refused| {
        let first = refused.first().map(|refusal| refusal.refusal(kernel::Lang::Vi));
        first.unwrap_or_else(|| Refusal::new("FORM_REQUIRED"))
    })?;
    let filled = with_receiving(opened.form.fill(&checked.answers), opened);
    let account = by.account();
    let (ids, now_ms) = (filings.dossiers.ids.clone(), filings.dossiers.clock.now_ms());
    let (reader, maker) = (by.clone(), ids.clone());
    let person = filings.dossiers.store.act(move |tx| own_record(tx, &reader, &maker, now_ms)).await?;
    let units = opened.units();
    let receiving = units.receiving.ok_or_else(|| Refusal::new("UNIT_UNKNOWN").with("unit", "–").at("receiving"))?;
    let deciding = units.deciding.ok_or_else(|| Refusal::new("UNIT_UNKNOWN").with("unit", "–").at("deciding"))?;
    let uploads = filings.uploads().list(by, Target::Filing(opened.filing.id)).await?;

    // The printed form is durable before anything names it.
    let printed = declaration::print(&filled, &person, opened)?;
    let pdf = declaration::inspected(&printed)?;
    filings.blobs.put(printed).await?;
    let asked = procedure.version.checklist(opened.filing.body.case.as_deref());
    let replaced = asked.iter().find(|component| opened.form.stands_for(component)).map(|c| c.key.clone());
    let form_file = HeldFile {
        id: FileId(ids.next(now_ms)),
        component: Some(replaced.clone().unwrap_or_else(|| FORM_COMPONENT.into())),
        name: pdf.safe_name,
        media: pdf.media.media_type().into(),
        pages: pdf.pages,
        bytes: pdf.size_bytes as i64,
        blob: pdf.sha256,
        added_ms: now_ms,
        added_by: by.name().into(),
    };
    let keys: Vec<String> = asked.iter().map(|component| component.key.clone()).collect();
    let mut files = vec![form_file];
    // A file of a case that was not chosen in the end belongs to no paper of this dossier.
    files.extend(
        uploads
            .into_iter()
            .filter_map(|upload| upload.file)
            .filter(|file| file.component.as_ref().is_some_and(|key| keys.contains(key))),
    );
    let mut components = components(opened, &asked, &files);
    if replaced.is_none() {
        components.push(HeldComponent {
            key: FORM_COMPONENT.into(),
            name: filled.title.vi.clone(),
            required: false,
            received: true,
            submission: Submission::Data,
            originals: 1,
            copies: 0,
            note: String::new(),
        });
    }
    let summary: String = filled.summary(&opened.form).chars().take(SUMMARY_MAX).collect();
    let lodging = OnlineLodging {
        procedure: opened.filing.procedure.clone(),
        case: opened.filing.body.case.clone(),
        receiving,
        deciding,
        applicant: applicant(&person),
        delegate: None,
        summary,
        pick_up: opened.filing.body.pick_up.unwrap_or_default(),
        components,
        files,
        form: Some(serde_json::to_value(&filled).map_err(|e| Error::fault("filled form", e))?),
        around: Around { place: opened.filing.body.place.commune.clone(), ..Around::default() },
    };
    let (door, by, seen, id) = (filings.dossiers.clone(), by.clone(), opened.filing.version, opened.filing.id);
    let done = filings
        .dossiers
        .store
        .act(move |tx| {
            let standing = rows::load(tx, account, id)?;
            if let (State::Sent, Some(dossier)) = (standing.state, standing.dossier) {
                return Ok(dossier);
            }
            standing.require_draft()?;
            if standing.version != seen {
                return Err(Error::Stale { seen, stands: standing.version });
            }
            let saved = door.lodge_online_in(tx, &by, &lodging, None)?;
            let sent = Filing {
                state: State::Sent,
                version: seen + 1,
                dossier: Some(saved.id),
                changed_ms: now_ms,
                ..standing.clone()
            };
            rows::replace(tx, seen, &sent)?;
            // Its files are the dossier's now.
            uploads::rows::forget_target(tx, &Target::Filing(id).to_string())?;
            let line = Audit::by(&by.actor(), door.ids.next(now_ms), now_ms, "filing.submit", saved.id.0, "portal");
            tx.write(&[line.write()])?;
            Ok(saved.id)
        })
        .await;
    match done {
        // Two presses at once: the other one was saved, and this one is answered the same.
        Err(error) if Store::is_duplicate(&error) || matches!(error, Error::Stale { .. }) => {
            let standing = filings.dossiers.store.read_brief(move |tx| rows::load(tx, account, id)).await?;
            standing.dossier.filter(|_| standing.state == State::Sent).ok_or(error)
        }
        done => done,
    }
}

/// The filled form with how the result is to be received, which the dossier has no other place for.
fn with_receiving(mut filled: Filled, opened: &Opened) -> Filled {
    let body = &opened.filing.body;
    let Some(way) = body.pick_up else { return filled };
    let mut lines = vec![FilledLine {
        key: "pick_up".into(),
        label: Words::said("intake-pick-up"),
        value: Words::said(&format!("intake-pick-up-{}", way.code())),
    }];
    if way == PickUp::Post {
        lines.push(FilledLine {
            key: "post_to".into(),
            label: Words::said("portal-filing-post-to"),
            value: Words::same(&body.post_to),
        });
    }
    filled.sections.push(FilledSection {
        key: "receiving".into(),
        title: Words::said("portal-filing-step-result"),
        lines,
    });
    filled
}

/// The checklist as the applicant answered it.
fn components(opened: &Opened, asked: &[&procedure::Component], files: &[HeldFile]) -> Vec<HeldComponent> {
    let line = |component: &&procedure::Component| {
        let paper = opened.filing.body.paper(&component.key);
        let here = files.iter().any(|file| file.component.as_ref() == Some(&component.key));
        let (submission, note) = match paper.way {
            Way::Upload if opened.form.stands_for(component) => (Submission::Data, String::new()),
            Way::Upload => (Submission::Scan, paper.words.clone()),
            Way::Earlier => {
                let words = kernel::Lang::Vi.say_with("portal-filing-paper-earlier-in", &[("words", &paper.words)]);
                (Submission::Data, words.into_owned())
            }
            Way::Bring => (Submission::Paper, kernel::Lang::Vi.say("portal-filing-way-bring").into_owned()),
        };
        HeldComponent {
            key: component.key.clone(),
            name: component.name.clone(),
            required: component.required,
            // What is said to lie in an earlier dossier is the officer's to find; what will be brought is not here.
            received: here,
            submission,
            originals: component.originals,
            copies: component.copies,
            note,
        }
    };
    asked.iter().map(line).collect()
}

/// The dossier's own copy of the applicant's data of that day.
fn applicant(person: &Person) -> Applicant {
    Applicant {
        person: person.id,
        kind: match person.kind() {
            Kind::Citizen => ApplicantKind::Person,
            Kind::Organisation => ApplicantKind::Organisation,
            Kind::Foreigner => ApplicantKind::Foreigner,
        },
        name: person.name.clone(),
        id_number: person.identity.number().unwrap_or_default(),
        phone: person.phone.clone().unwrap_or_default(),
        email: person.email.clone().unwrap_or_default(),
        address: person.address.line(),
    }
}
