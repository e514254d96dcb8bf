//! The checklist and the rest of the screen between form and dossier. What the form does not show stays as it was.

use dossier::Dossier;
use dossier::command::Revision;
use dossier::model::{HeldComponent, PickUp, Submission, SupplementItem};
use jiff::civil::Date;
use kernel::Lang;
use person::{Draft, Kind};
use web::Fields;

use super::{applicant, around};

/// A dossier as the screen's form shows it.
pub fn typed(dossier: &Dossier) -> Fields {
    let mut form = Fields::new()
        .with("phone", &dossier.applicant.phone)
        .with("email", &dossier.applicant.email)
        .with("address", &dossier.applicant.address)
        .with("summary", &dossier.summary)
        .with("sets", dossier.sets)
        .with("pick_up", dossier.pick_up.code());
    if let Some(delegate) = &dossier.delegate {
        form = form
            .with("delegate", "1")
            .with("delegate_name", &delegate.name)
            .with("delegate_number", &delegate.id_number)
            .with("delegate_phone", &delegate.phone)
            .with("delegate_document", &delegate.authority);
    }
    form = around::typed(form, dossier);
    for component in &dossier.components {
        let key = &component.key;
        if component.received {
            form = form.with(&format!("got_{key}"), "1");
        }
        form = form
            .with(&format!("originals_{key}"), component.originals)
            .with(&format!("copies_{key}"), component.copies)
            .with(&format!("way_{key}"), component.submission.code())
            .with(&format!("note_{key}"), &component.note);
    }
    form
}

/// The screen as a revision of the dossier; `None` with the errors noted in the form.
pub fn revision(form: &mut Fields, dossier: &Dossier, today: Date, lang: Lang) -> Option<Revision> {
    let mut applicant = dossier.applicant.clone();
    if form.has("contact", "1") {
        // The kind that minds nothing about names: only telephone and address are asked here.
        let draft = Draft {
            kind: Kind::Organisation,
            name: applicant.name.clone(),
            phone: form.value("phone").into(),
            email: form.value("email").into(),
            ..Draft::default()
        };
        match draft.check(today) {
            Ok(checked) => {
                applicant.phone = checked.phone.unwrap_or_default();
                applicant.email = checked.email.unwrap_or_default();
                applicant.address = form.value("address").into();
            }
            Err(refusals) => {
                for refusal in &refusals.0 {
                    form.refuse_by(lang, refusal);
                }
            }
        }
    }
    let delegate = applicant::delegate(form, applicant.person, today, lang);
    let is_shown = form.has("contact", "1");
    let around = if is_shown { around::named(form, lang) } else { None };
    let components = components(form, dossier);
    if !form.is_good() {
        return None;
    }
    let kept = |name: &str, value: &str| form.some(name).unwrap_or(value).to_string();
    Some(Revision {
        applicant,
        delegate: if is_shown { delegate } else { dossier.delegate.clone() },
        summary: if is_shown { form.value("summary").into() } else { dossier.summary.clone() },
        sets: kept("sets", &dossier.sets.to_string()).parse().unwrap_or(dossier.sets).clamp(1, 99),
        pick_up: PickUp::parse(form.value("pick_up")).unwrap_or(dossier.pick_up),
        components,
        case: None,
        deciding: None,
        around,
    })
}

/// Whether a revision would change anything.
pub fn changes(revision: &Revision, dossier: &Dossier) -> bool {
    revision.applicant != dossier.applicant
        || revision.delegate != dossier.delegate
        || revision.summary != dossier.summary
        || revision.sets != dossier.sets
        || revision.pick_up != dossier.pick_up
        || revision.components != dossier.components
        || revision.around.as_ref().is_some_and(|around| around::differs(around, dossier))
        || revision.deciding.as_ref().is_some_and(|unit| unit.id != dossier.deciding.id)
}

/// Required papers not ticked in the form.
pub fn missing(form: &Fields, dossier: &Dossier) -> usize {
    let open = |line: &&HeldComponent| line.required && !form.has(&format!("got_{}", line.key), "1");
    dossier.components.iter().filter(open).count()
}

fn components(form: &Fields, dossier: &Dossier) -> Vec<HeldComponent> {
    let shown = form.all("line");
    let mut lines: Vec<HeldComponent> = dossier
        .components
        .iter()
        .filter(|line| form.value("drop") != line.key || !is_extra(&line.key))
        .map(|line| if shown.contains(&line.key.as_str()) { ticked(form, line) } else { line.clone() })
        .collect();
    if let Some(name) = form.some("add_name") {
        lines.push(extra(name, &lines));
    }
    lines
}

fn ticked(form: &Fields, line: &HeldComponent) -> HeldComponent {
    let key = &line.key;
    let count =
        |name: &str, kept: u32| form.number(name).and_then(|n| u32::try_from(n).ok()).map_or(kept, |n| n.min(999));
    HeldComponent {
        received: form.has(&format!("got_{key}"), "1"),
        submission: Submission::parse(form.value(&format!("way_{key}"))).unwrap_or(line.submission),
        originals: count(&format!("originals_{key}"), line.originals),
        copies: count(&format!("copies_{key}"), line.copies),
        note: form.value(&format!("note_{key}")).chars().take(300).collect(),
        ..line.clone()
    }
}

/// Papers the procedure does not list are `X01`, `X02`, ….
pub fn is_extra(key: &str) -> bool {
    key.starts_with('X')
}

fn extra(name: &str, lines: &[HeldComponent]) -> HeldComponent {
    let taken = lines.iter().filter_map(|line| line.key.strip_prefix('X')?.parse::<u32>().ok()).max().unwrap_or(0);
    HeldComponent {
        key: format!("X{:02}", taken + 1),
        name: name.chars().take(300).collect(),
        required: false,
        received: true,
        submission: Submission::Paper,
        originals: 1,
        copies: 0,
        note: String::new(),
    }
}

/// What the applicant is asked to bring, everything at once. A tick without words asks for the paper itself.
pub fn items(form: &Fields, dossier: &Dossier) -> Vec<SupplementItem> {
    let is_asked =
        |line: &&HeldComponent| form.has(&format!("ask_{}", line.key), "1") && !is_overtaken(form, &line.key);
    let of_component = dossier.components.iter().filter(is_asked);
    let mut items: Vec<SupplementItem> = of_component
        .map(|line| SupplementItem {
            component: Some(line.key.clone()),
            ask: form.some(&format!("ask_text_{}", line.key)).map_or_else(|| default_ask(line), str::to_string),
            ..SupplementItem::default()
        })
        .collect();
    items.extend(form.some("ask_other").map(|ask| SupplementItem {
        component: None,
        ask: ask.into(),
        ..SupplementItem::default()
    }));
    items
}

/// The screen proposed to ask for a missing paper, nobody said more about it, and then it was received after all.
fn is_overtaken(form: &Fields, key: &str) -> bool {
    let has = |name: &str| form.has(&format!("{name}_{key}"), "1");
    has("proposed_ask") && has("got") && form.some(&format!("ask_text_{key}")).is_none()
}

/// "nộp 1 bản chính, 1 bản sao": in the language of the paper it is printed on.
pub fn default_ask(line: &HeldComponent) -> String {
    let (originals, copies) = (line.originals.to_string(), line.copies.to_string());
    let key = if line.received { "intake-ask-correct" } else { "intake-ask-missing" };
    Lang::Vi.say_with(key, &[("originals", &originals), ("copies", &copies)]).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_that_came_after_all_is_not_asked_for_unless_something_is_said_about_it() {
        let form = Fields::new().with("proposed_ask_TP05", "1").with("ask_TP05", "1");
        assert!(!is_overtaken(&form, "TP05"), "still missing");
        let form = form.with("got_TP05", "1");
        assert!(is_overtaken(&form, "TP05"));
        assert!(!is_overtaken(&form.with("ask_text_TP05", "Ảnh đã mờ, chụp lại"), "TP05"));
    }

    #[test]
    fn papers_of_the_applicants_own_are_numbered_on() {
        let one = extra("Giấy giới thiệu", &[]);
        assert_eq!((one.key.as_str(), one.received), ("X01", true));
        assert_eq!(extra("Ảnh", &[one]).key, "X02");
        assert!(is_extra("X01") && !is_extra("TP01"));
    }
}
