//! What a scanner at a kiosk types: the QR of an identity card. Pure; nothing of it is shown or kept but what
//! [`super::door`] compares.

use kernel::fold;
use law::code::PersonalNumber;

/// The two fields of an identity card that say who it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    pub number: PersonalNumber,
    name: String,
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Card(…)")
    }
}

impl Card {
    /// The QR of a citizen's identity card: fields between `|`, the 12-digit number first, the name third.
    ///
    /// A bare number is no card: anybody may know one.
    pub fn read(scanned: &str) -> Option<Card> {
        let fields: Vec<&str> = scanned.trim().split('|').map(str::trim).collect();
        let (number, name) = (fields.first()?, fields.get(2)?);
        let number = PersonalNumber::parse(number).ok()?;
        (!name.is_empty()).then(|| Card { number, name: (*name).to_string() })
    }

    /// Whether a record bears the card's name.
    pub fn fits(&self, name: &str) -> bool {
        fold(&self.name) == fold(name)
    }

    /// First letters only: enough to know oneself, nothing for whoever looks over a shoulder.
    pub fn initials(&self) -> String {
        let letters = self.name.split_whitespace().filter_map(|word| word.chars().next());
        letters.map(|letter| format!("{}.", letter.to_uppercase())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_and_a_bare_number_is_none() {
        let card = Card::read("022190000055|100200300|Nguyễn Thị Ánh|01011990|Nữ|Tổ 1, Hồng Gai|01012022").unwrap();
        assert_eq!(card.number.as_str(), "022190000055");
        assert_eq!(card.initials(), "N.T.Á.");
        assert!(card.fits("nguyễn thị ÁNH") && !card.fits("Nguyễn Văn Ánh"));
        assert!(!format!("{card:?}").contains("022"));
        for scanned in ["022190000055", "", "|||", "123|x|Tên", "https://motcua.test/t/abc"] {
            assert_eq!(Card::read(scanned), None, "{scanned}");
        }
    }
}
