//! The filled form on paper (tờ khai): what the applicant declared, as a PDF that becomes a file of the dossier. The words of
//! an official paper are Vietnamese in every language.

use document::{Inspected, Limits};
use kernel::{Lang, Result};
use paper::{Declaration, DeclaredLine, DeclaredSection, Head};
use person::Person;
use procedure::form::{Filled, FilledSection};

use super::door::Opened;

/// Sets the form (some tens of milliseconds; the first one loads the fonts).
pub fn print(filled: &Filled, person: &Person, opened: &Opened) -> Result<Vec<u8>> {
    let lang = Lang::Vi;
    let units = opened.units();
    let name = |id: Option<kernel::UnitId>| id.map(|id| opened.directory.unit_name(id)).unwrap_or_default();
    let section = |section: &FilledSection| DeclaredSection {
        title: section.title.vi.clone(),
        lines: section
            .lines
            .iter()
            .map(|line| DeclaredLine { label: line.label.vi.clone(), value: line.value.vi.clone() })
            .collect(),
    };
    let applicant = DeclaredSection {
        title: lang.say("portal-declaration-applicant").into_owned(),
        lines: [
            ("person-name", person.name.clone()),
            ("portal-declaration-number", person.identity.number().unwrap_or_default()),
            ("person-address", person.address.line()),
            ("person-phone", person.phone.clone().unwrap_or_default()),
        ]
        .into_iter()
        .map(|(key, value)| DeclaredLine { label: lang.say(key).into_owned(), value })
        .collect(),
    };
    let at = kernel::time::hm_dmy(opened.now);
    let place = &opened.filing.body.place;
    let form = Declaration {
        head: Head {
            title: filled.title.vi.clone(),
            basis: filled.basis.clone(),
            place: if place.province.is_empty() { String::new() } else { place.province.clone() },
            date: Some(opened.today()),
            unit: name(units.deciding),
            ..Head::default()
        },
        dossier_code: String::new(),
        to: name(units.deciding),
        procedure: opened.procedure.version.name.clone(),
        sections: std::iter::once(applicant).chain(filled.sections.iter().map(section)).collect(),
        declarant: person.name.clone(),
        signed: lang.say_with("portal-declaration-signed", &[("at", &at)]).into_owned(),
    };
    paper::render(&paper::Form::Declaration(form))
}

/// The printed form as every other file is looked at, under a name that says what it is.
pub fn inspected(pdf: &[u8]) -> Result<Inspected> {
    Ok(document::inspect("to-khai-dien-tu.pdf", None, pdf, &Limits::default())?)
}
