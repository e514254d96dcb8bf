//! From when an account of the centre's own does not suffice and e-ID is required: dated settings with their source.

use jiff::civil::Date;
use kernel::{Lang, Refusal};
use law::Act;

use crate::model::Kind;

/// The first days on which a local account may no longer sign in; `None`: it may.
///
/// Nghị định 69/2024/NĐ-CP Điều 40 khoản 3 and 4 ended the accounts *of public-service portals and provincial systems*:
/// those of persons after 30/06/2024, those of organisations after 30/06/2025. Off by default: the accounts of this
/// house are the centre's own until e-ID is connected; a province that connects it sets [`EidRule::DECREE_69`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EidRule {
    pub persons_from: Option<Date>,
    pub organisations_from: Option<Date>,
}

impl EidRule {
    /// The days of Nghị định 69/2024/NĐ-CP.
    pub const DECREE_69: EidRule = EidRule {
        persons_from: Some(Date::constant(2024, 7, 1)),
        organisations_from: Some(Date::constant(2025, 7, 1)),
    };

    /// Refused: `EID_REQUIRED`, with its article.
    pub fn check(&self, kind: Kind, today: Date) -> Result<(), Refusal> {
        let (from, article) = match kind {
            Kind::Citizen | Kind::Foreigner => (self.persons_from, Act::Decree69Of2024.at(40).clause(3)),
            Kind::Organisation => (self.organisations_from, Act::Decree69Of2024.at(40).clause(4)),
        };
        match from {
            Some(from) if from <= today => {
                Err(Refusal::new("EID_REQUIRED").with("from", kernel::time::dmy(from)).by_law(article.cite(Lang::Vi)))
            }
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn portal_accounts_ended_on_the_days_of_the_decree() {
        let allowed = |kind, day| EidRule::DECREE_69.check(kind, day).map_err(|refusal| refusal.key);
        assert_eq!(allowed(Kind::Citizen, date(2024, 6, 30)), Ok(()));
        assert_eq!(allowed(Kind::Citizen, date(2024, 7, 1)), Err("EID_REQUIRED".into()));
        assert_eq!(allowed(Kind::Organisation, date(2025, 6, 30)), Ok(()));
        assert_eq!(allowed(Kind::Organisation, date(2025, 7, 1)), Err("EID_REQUIRED".into()));
        assert_eq!(EidRule::default().check(Kind::Citizen, date(2026, 3, 2)), Ok(()));
    }
}
