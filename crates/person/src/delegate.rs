//! A delegate (người được ủy quyền): who files for whom, on which paper, until when. The dossier keeps it; the principal
//! stays the applicant (NĐ 118/2025/NĐ-CP Điều 17 khoản 1).

use jiff::civil::Date;
use kernel::{PersonId, Refusal};
use law::code::PersonalNumber;
use serde::{Deserialize, Serialize};

use crate::draft::{FieldRefusals, tidy};
use crate::mask::mask_number;

/// An authorisation, checked.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Who authorises.
    pub principal: PersonId,
    pub name: String,
    pub personal_number: String,
    pub phone: Option<String>,
    /// The authorisation paper, in words: "Giấy ủy quyền số 12, UBND phường Hồng Gai chứng thực 01/02/2026".
    pub document: String,
    /// Last day it holds, inclusive; `None`: until the matter is done.
    pub valid_until: Option<Date>,
}

impl std::fmt::Debug for Delegation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Delegation(for {} by {})", self.principal, mask_number(&self.personal_number))
    }
}

impl Delegation {
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_until.is_none_or(|until| day <= until)
    }
}

/// What was typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DelegationDraft {
    pub name: String,
    pub personal_number: String,
    pub phone: String,
    pub document: String,
    pub valid_until: Option<Date>,
}

impl DelegationDraft {
    /// Refused: `DELEGATE_NAME`, `DELEGATE_NUMBER`, `DELEGATE_DOCUMENT`, `DELEGATION_OVER`.
    pub fn check(&self, principal: PersonId, today: Date) -> Result<Delegation, FieldRefusals> {
        let mut refusals = Vec::new();
        let name = tidy(&self.name);
        if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            refusals.push(Refusal::new("DELEGATE_NAME").at("delegate_name"));
        }
        let number = PersonalNumber::parse(&self.personal_number);
        if number.is_err() {
            refusals.push(Refusal::new("DELEGATE_NUMBER").at("delegate_number"));
        }
        let document = tidy(&self.document);
        if document.is_empty() {
            refusals.push(Refusal::new("DELEGATE_DOCUMENT").at("delegate_document"));
        }
        if self.valid_until.is_some_and(|until| until < today) {
            refusals.push(Refusal::new("DELEGATION_OVER").at("delegate_until"));
        }
        match (refusals.is_empty(), number) {
            (true, Ok(number)) => Ok(Delegation {
                principal,
                name,
                personal_number: number.as_str().into(),
                phone: Some(tidy(&self.phone)).filter(|phone| !phone.is_empty()),
                document,
                valid_until: self.valid_until,
            }),
            (_, _) => Err(FieldRefusals(refusals)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_authorisation_names_a_person_a_paper_and_holds_today() {
        let today = date(2026, 3, 2);
        let good = DelegationDraft {
            name: "Trần Thị Bình".into(),
            personal_number: "022190000002".into(),
            document: "Giấy ủy quyền số 12".into(),
            valid_until: Some(today),
            ..DelegationDraft::default()
        };
        let delegation = good.check(PersonId(1), today).unwrap();
        assert!(delegation.stands_on(today) && !delegation.stands_on(date(2026, 3, 3)));
        assert!(!format!("{delegation:?}").contains("022190000002"));
        let bad = DelegationDraft { valid_until: Some(date(2026, 3, 1)), ..DelegationDraft::default() };
        let keys: Vec<String> = bad.check(PersonId(1), today).unwrap_err().0.into_iter().map(|r| r.key).collect();
        assert_eq!(keys, ["DELEGATE_NAME", "DELEGATE_NUMBER", "DELEGATE_DOCUMENT", "DELEGATION_OVER"]);
    }
}
