//! The applicant between the form, the room of people, and the dossier's own copy.
//!
//! Nothing of a citizen who was served before stands in the form of the next one.

use dossier::model::{Applicant, ApplicantKind, Delegate};
use jiff::civil::Date;
use kernel::{Lang, PersonId};
use law::code::Sex;
use person::{Address, Checked, DelegationDraft, Draft, Identity, Kind, Person};
use web::Fields;

/// The fields of the applicant's form, in its order.
const FIELDS: [&str; 15] = [
    "person_id",
    "person_version",
    "kind",
    "name",
    "personal_number",
    "tax_code",
    "representative",
    "passport",
    "nationality",
    "birth",
    "sex",
    "detail",
    "commune",
    "phone",
    "email",
];

pub fn is_applicant_field(name: &str) -> bool {
    FIELDS.contains(&name) || name == "province" || name.starts_with("delegate")
}

/// The form's applicant as the room of people checks it.
pub fn draft(form: &Fields) -> Draft {
    let text = |name: &str| form.value(name).to_string();
    Draft {
        kind: Kind::parse(form.value("kind")).unwrap_or(Kind::Citizen),
        name: text("name"),
        personal_number: text("personal_number"),
        tax_code: text("tax_code"),
        representative: text("representative"),
        passport: text("passport"),
        nationality: text("nationality"),
        birth: text("birth"),
        sex: match form.value("sex") {
            "male" => Some(Sex::Male),
            "female" => Some(Sex::Female),
            _ => None,
        },
        address: Address {
            province: text("province"),
            commune: text("commune"),
            detail: text("detail"),
            ..Address::default()
        },
        phone: text("phone"),
        email: text("email"),
    }
}

/// A kept person as the form shows them.
pub fn fill(person: &Person) -> Fields {
    let mut form = Fields::new()
        .with("person_id", person.id)
        .with("person_version", person.version)
        .with("kind", person.kind().key())
        .with("name", &person.name);
    form = match &person.identity {
        Identity::Citizen { personal_number } => form.with("personal_number", personal_number.as_deref().unwrap_or("")),
        Identity::Organisation { tax_code, representative } => form
            .with("tax_code", tax_code.as_deref().unwrap_or(""))
            .with("representative", representative.as_deref().unwrap_or("")),
        Identity::Foreigner { passport, nationality } => {
            form.with("passport", passport).with("nationality", nationality)
        }
    };
    let sex = match person.sex {
        Some(Sex::Male) => "male",
        Some(Sex::Female) => "female",
        None => "",
    };
    form.with("birth", person.birth.map(|birth| birth.show()).unwrap_or_default())
        .with("sex", sex)
        .with("detail", &person.address.detail)
        .with("commune", &person.address.commune)
        .with("province", &person.address.province)
        .with("phone", person.phone.as_deref().unwrap_or(""))
        .with("email", person.email.as_deref().unwrap_or(""))
}

/// What was typed, with the blanks taken from the record that stands.
pub fn completed(typed: Checked, known: &Person) -> Checked {
    let or = |typed: String, kept: &str| if typed.is_empty() { kept.to_string() } else { typed };
    let identity = match (typed.identity, &known.identity) {
        (Identity::Organisation { tax_code, representative: None }, Identity::Organisation { representative, .. }) => {
            Identity::Organisation { tax_code, representative: representative.clone() }
        }
        (typed, _) => typed,
    };
    let same_place = typed.address.commune.is_empty() && typed.address.province.is_empty();
    Checked {
        identity,
        name: typed.name,
        birth: typed.birth.or(known.birth),
        sex: typed.sex.or(known.sex),
        address: Address {
            province_code: if same_place { known.address.province_code.clone() } else { typed.address.province_code },
            commune_code: if same_place { known.address.commune_code.clone() } else { typed.address.commune_code },
            province: or(typed.address.province, &known.address.province),
            commune: or(typed.address.commune, &known.address.commune),
            detail: or(typed.address.detail, &known.address.detail),
        },
        phone: typed.phone.or_else(|| known.phone.clone()),
        email: typed.email.or_else(|| known.email.clone()),
        notices: typed.notices,
    }
}

/// Whether the record says the same already. Codes of places are not typed at the counter and do not count.
pub fn is_same(checked: &Checked, known: &Person) -> bool {
    let place = |a: &Address| (a.province.clone(), a.commune.clone(), a.detail.clone());
    checked.name == known.name
        && checked.identity == known.identity
        && checked.birth == known.birth
        && checked.sex == known.sex
        && checked.phone == known.phone
        && checked.email == known.email
        && place(&checked.address) == place(&known.address)
}

/// Where the record says something else than what was typed: (locale key of the field, what the record says).
pub fn differences(checked: &Checked, known: &Person) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let mut note = |differs: bool, key: &'static str, value: String| {
        if differs && !value.is_empty() {
            found.push((key, value));
        }
    };
    note(checked.name != known.name, "person-name", known.name.clone());
    note(checked.birth != known.birth, "person-birth", known.birth.map(|b| b.show()).unwrap_or_default());
    note(checked.sex != known.sex, "person-sex", known.sex.map(sex_words).unwrap_or_default());
    note(checked.phone != known.phone, "person-phone", known.phone.clone().unwrap_or_default());
    note(checked.email != known.email, "person-email", known.email.clone().unwrap_or_default());
    let moved = checked.address.line() != known.address.line();
    note(moved, "person-address", known.address.line());
    found
}

fn sex_words(sex: Sex) -> String {
    let key = match sex {
        Sex::Male => "person-sex-male",
        Sex::Female => "person-sex-female",
    };
    Lang::Vi.say(key).into_owned()
}

/// The dossier's copy of the applicant: it reads the same for ever.
pub fn copy_of(person: &Person) -> Applicant {
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

/// The delegate, if somebody files for the applicant; what is wrong is noted in the form.
pub fn delegate(form: &mut Fields, principal: PersonId, today: Date, lang: Lang) -> Option<Delegate> {
    if !form.has("delegate", "1") {
        return None;
    }
    if form.some("delegate_until").is_some() && form.date("delegate_until").is_none() {
        form.refuse("delegate_until", lang.say("intake-date-wrong"));
        return None;
    }
    let draft = DelegationDraft {
        name: form.value("delegate_name").into(),
        personal_number: form.value("delegate_number").into(),
        phone: form.value("delegate_phone").into(),
        document: form.value("delegate_document").into(),
        valid_until: form.date("delegate_until"),
    };
    match draft.check(principal, today) {
        Ok(delegation) => {
            let authority = match delegation.valid_until {
                // The dossier keeps one line, in the office's language.
                Some(until) => {
                    let until = kernel::time::dmy(until);
                    let args = [("document", delegation.document.as_str()), ("until", until.as_str())];
                    Lang::Vi.say_with("intake-authority-until", &args).into_owned()
                }
                None => delegation.document,
            };
            Some(Delegate {
                name: delegation.name,
                id_number: delegation.personal_number,
                phone: delegation.phone.unwrap_or_default(),
                authority,
            })
        }
        Err(refusals) => {
            for refusal in &refusals.0 {
                form.refuse_by(lang, refusal);
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an() -> Person {
        Person {
            id: PersonId(7),
            version: 2,
            name: "Nguyễn Văn An".into(),
            identity: Identity::Citizen { personal_number: Some("022088000001".into()) },
            birth: None,
            sex: Some(Sex::Male),
            address: Address {
                detail: "12 Trần Phú".into(), commune: "Phường Hồng Gai".into(), ..Address::default()
            },
            phone: Some("0912345678".into()),
            email: None,
        }
    }

    #[test]
    fn a_kept_person_comes_back_from_the_form_unchanged() {
        let today = Date::constant(2026, 3, 2);
        let checked = draft(&fill(&an())).check(today).expect("a sound person");
        assert!(is_same(&checked, &an()));
        assert!(differences(&checked, &an()).is_empty());
    }

    #[test]
    fn blanks_are_taken_from_the_record_and_new_words_are_not_overwritten() {
        let today = Date::constant(2026, 3, 2);
        let form = Fields::new().with("name", "Nguyễn Văn An").with("personal_number", "022088000001");
        let checked = draft(&form.clone()).check(today).expect("a sound person");
        assert!(is_same(&completed(checked, &an()), &an()));
        let checked = draft(&form.with("phone", "0987654321")).check(today).expect("a sound person");
        let completed = completed(checked, &an());
        assert_eq!(completed.phone.as_deref(), Some("0987654321"));
        assert_eq!(differences(&completed, &an()), [("person-phone", "0912345678".to_string())]);
    }
}
