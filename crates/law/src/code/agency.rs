//! Agency codes in their two styles: `000.00.01.H49` (QCVN 102:2016/BTTTT) and `H49.01` (QĐ 20/2020/QĐ-TTg).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CodeError, follows};

/// Longest agency code (QĐ 20/2020/QĐ-TTg Điều 4).
const LONGEST: usize = 35;

/// A well-formed agency code of either style.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyCode(String);

impl AgencyCode {
    /// Errors: `AGENCY` if the text has neither style or is longer than 35 characters.
    pub fn parse(text: &str) -> Result<AgencyCode, CodeError> {
        let text = text.trim();
        if text.len() <= LONGEST && (is_old(text) || is_new(text)) {
            Ok(AgencyCode(text.to_string()))
        } else {
            Err(CodeError::Agency)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is of the style before QĐ 20/2020.
    pub fn is_old_style(&self) -> bool {
        is_old(&self.0)
    }

    /// Province or ministry: `H49`.
    pub fn level_1(&self) -> &str {
        if self.is_old_style() { &self.0[10..] } else { self.0.split('.').next().unwrap_or(&self.0) }
    }

    /// Department or district, if the code goes that far: `01`.
    pub fn level_2(&self) -> Option<&str> {
        if self.is_old_style() { Some(&self.0[7..9]).filter(|group| *group != "00") } else { self.0.split('.').nth(1) }
    }

    /// `000.00.01.H49` → `H49.01`: levels first to last, unused ones dropped. None if a level in the middle is unused,
    /// because dropping it would give another agency's code.
    pub fn to_new_style(&self) -> Option<AgencyCode> {
        if !self.is_old_style() {
            return Some(self.clone());
        }
        let (fourth, third, second, first) = (&self.0[..3], &self.0[4..6], &self.0[7..9], &self.0[10..]);
        let mut code = first.to_string();
        let mut ended = false;
        for (group, unused) in [(second, "00"), (third, "00"), (fourth, "000")] {
            if group == unused {
                ended = true;
            } else if ended {
                return None;
            } else {
                code.push('.');
                code.push_str(group);
            }
        }
        Some(AgencyCode(code))
    }

    /// `H49.01` → `000.00.01.H49`. None if a group does not fit the old widths (2, 2, 3 digits).
    pub fn to_old_style(&self) -> Option<AgencyCode> {
        if self.is_old_style() {
            return Some(self.clone());
        }
        let mut groups = self.0.split('.');
        let first = groups.next()?;
        let mut level = |width: usize| match groups.next() {
            None => Some("0".repeat(width)),
            Some(group) if group.len() == width && super::all_digits(group) => Some(group.to_string()),
            Some(_) => None,
        };
        let (second, third, fourth) = (level(2)?, level(2)?, level(3)?);
        if groups.next().is_some() || first.len() != 3 {
            return None;
        }
        Some(AgencyCode(format!("{fourth}.{third}.{second}.{first}")))
    }
}

fn is_old(text: &str) -> bool {
    follows(text, "999.99.99.M99")
}

fn is_new(text: &str) -> bool {
    let mut groups = text.split('.');
    let group_is_fine =
        |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    groups.next().is_some_and(|first| follows(first, "M99")) && groups.all(group_is_fine)
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<AgencyCode> for String {
    fn from(code: AgencyCode) -> String {
        code.0
    }
}

impl TryFrom<String> for AgencyCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<AgencyCode, CodeError> {
        AgencyCode::parse(&text)
    }
}
