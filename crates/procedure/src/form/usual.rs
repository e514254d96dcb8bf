//! The form of a procedure that has none of its own: what is wanted, where, and how to reach the applicant.

use super::{Field, FieldKind, Form, FormStep, Prefill, Words};
use crate::model::ProcedureVersion;

/// The usual form (đơn đề nghị) for a procedure.
pub fn usual_form(version: &ProcedureVersion) -> Form {
    let matter = vec![
        Field { max: Some("1000".into()), ..field("subject", FieldKind::LongText, true, None) },
        field("place", FieldKind::Address, true, Some(Prefill::PlaceOfMatter)),
        Field { max: Some("2000".into()), ..field("reasons", FieldKind::LongText, false, None) },
    ];
    let contact = vec![
        field("phone", FieldKind::Phone, true, Some(Prefill::ApplicantPhone)),
        field("email", FieldKind::Email, false, Some(Prefill::ApplicantEmail)),
        field("contact_address", FieldKind::Address, true, Some(Prefill::ApplicantAddress)),
    ];
    let step = |key: &str, fields| FormStep {
        key: key.into(),
        title: Words::said(&format!("form-usual-{key}-title")),
        intro: Words::said(&format!("form-usual-{key}-text")),
        shown_when: Vec::new(),
        fields,
    };
    Form {
        procedure: version.code.clone(),
        title: Words::said("form-usual-title"),
        basis: String::new(),
        replaces: Vec::new(),
        steps: vec![step("matter", matter), step("contact", contact)],
    }
}

fn field(key: &str, kind: FieldKind, required: bool, prefill: Option<Prefill>) -> Field {
    let name = key.replace('_', "-");
    Field {
        key: key.into(),
        label: Words::said(&format!("form-usual-{name}")),
        kind,
        required,
        min: None,
        max: None,
        pattern: None,
        choices: Vec::new(),
        help: Words::said(&format!("form-usual-{name}-hint")),
        example: String::new(),
        basis: String::new(),
        shown_when: Vec::new(),
        prefill,
    }
}
