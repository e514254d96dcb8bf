//! What a visitor shows or says at the reception, as it comes out of a scanner or a keyboard. Pure.

use crate::booking::model::parse_code;

/// What was typed or scanned, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    Nothing,
    /// No name, no number, no code: nobody is looked for by it.
    Odd,
    /// The code of an appointment (`HEN-…`), or the address behind its QR.
    Appointment,
    /// The QR of an identity card: fields between bars, the number first, the name third.
    Card {
        number: String,
        name: String,
    },
    /// The QR or the number of a ticket of today: somebody who has been here already.
    Ticket(String),
    /// A pass code, out of the QR on a ticket.
    Pass(String),
    /// A number, a telephone, a passport, an organisation's code or the beginning of a name.
    Words(String),
}

impl Shown {
    /// Understands one line. Spaces around and control characters of scanners are not part of it.
    pub fn read(typed: &str) -> Shown {
        let typed: String = typed.chars().filter(|c| !c.is_control()).collect();
        let typed = typed.trim();
        if typed.is_empty() {
            return Shown::Nothing;
        }
        let mut parts = typed.split('|').map(str::trim);
        if let (Some(number), Some(_), Some(name)) = (parts.next(), parts.next(), parts.next())
            && number.len() == 12
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            return Shown::Card { number: number.into(), name: name.into() };
        }
        if let Some((_, code)) = typed.rsplit_once("/t/") {
            let code = code.trim_end_matches('/').to_ascii_lowercase();
            return Shown::Pass(code);
        }
        let upper = typed.to_ascii_uppercase();
        if upper.starts_with("HEN-") || typed.contains("/appointments/") || is_spaced_code(&upper) {
            return Shown::Appointment;
        }
        let mut letters = upper.chars();
        let series = letters.next().filter(char::is_ascii_uppercase);
        let n = letters.as_str();
        if series.is_some() && (1..=4).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()) {
            return Shown::Ticket(upper);
        }
        if is_number(typed) || is_name(typed) { Shown::Words(typed.into()) } else { Shown::Odd }
    }

    /// What people are looked for by.
    pub fn words(&self) -> Option<&str> {
        match self {
            Shown::Card { number, .. } => Some(number),
            Shown::Words(words) => Some(words),
            Shown::Nothing | Shown::Odd | Shown::Appointment | Shown::Ticket(_) | Shown::Pass(_) => None,
        }
    }

    /// Whether it names one person only: then the one who is found is that person.
    pub fn is_number(&self) -> bool {
        match self {
            Shown::Card { .. } => true,
            Shown::Words(words) => words.bytes().any(|b| b.is_ascii_digit()),
            Shown::Nothing | Shown::Odd | Shown::Appointment | Shown::Ticket(_) | Shown::Pass(_) => false,
        }
    }
}

/// `HEN K7PM 2XQD`, and not the beginning of a name.
fn is_spaced_code(upper: &str) -> bool {
    upper.starts_with("HEN") && upper.bytes().any(|b| b.is_ascii_digit()) && parse_code(upper).is_some()
}

/// Whether it may be the number of a paper, an organisation's code or a telephone: at least four digits, no more letters than
/// digits, and what people write between them.
fn is_number(typed: &str) -> bool {
    let mut bare = typed.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '+' | '/' | '(' | ')'));
    let digits = typed.bytes().filter(u8::is_ascii_digit).count();
    let letters = typed.bytes().filter(u8::is_ascii_alphabetic).count();
    bare.all(|c| c.is_ascii_alphanumeric()) && digits >= 4 && letters <= digits
}

/// Whether it may be the beginning of a name of a person or an organisation: two letters, and what stands between letters.
fn is_name(typed: &str) -> bool {
    let between =
        |c: char| c == ' ' || matches!(c, '.' | ',' | '-' | '–' | '&' | '(' | ')' | '\'' | '’' | '"' | '“' | '”');
    let accent = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let letters = typed.chars().filter(|c| c.is_alphabetic()).count();
    typed.chars().all(|c| c.is_alphabetic() || accent(c) || between(c)) && letters >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_understood() {
        let card = |number: &str, name: &str| Shown::Card { number: number.into(), name: name.into() };
        let words = |text: &str| Shown::Words(text.into());
        let cases = [
            ("", Shown::Nothing),
            ("  \r\n", Shown::Nothing),
            (
                "022088000001|101234567|Nguyễn Văn An|30041988|Nam|Tổ 5, Hồng Gai|01062021\r",
                card("022088000001", "Nguyễn Văn An"),
            ),
            // The first field is no personal number: nothing is guessed from the others.
            ("02208800000|1|Nguyễn Văn An", Shown::Odd),
            ("022088000001", words("022088000001")),
            ("0100109106-001", words("0100109106-001")),
            ("C1234567", words("C1234567")),
            ("Nguyễn Văn", words("Nguyễn Văn")),
            ("Nguye\u{302}\u{303}n", words("Nguye\u{302}\u{303}n")),
            ("Công ty TNHH \u{201c}A & B\u{201d}", words("Công ty TNHH \u{201c}A & B\u{201d}")),
            ("O'Brien", words("O'Brien")),
            ("+84 912 345 678", words("+84 912 345 678")),
            ("hen-k7pm-2xqd", Shown::Appointment),
            ("HEN K7PM 2XQD", Shown::Appointment),
            ("Hen", words("Hen")),
            ("https://mot.cua/appointments/HEN-K7PM-2XQD", Shown::Appointment),
            ("' OR 1=1 --", Shown::Odd),
            ("' OR ''='", Shown::Odd),
            ("<script>", Shown::Odd),
            ("--", Shown::Odd),
            ("x", Shown::Odd),
            ("12", Shown::Odd),
            ("Nguyễn 1990", Shown::Odd),
            ("Nguyen Van 1990", Shown::Odd),
            ("a12", Shown::Ticket("A12".into())),
            ("R0031", Shown::Ticket("R0031".into())),
            ("https://mot.cua/t/2345ABCDefgh", Shown::Pass("2345abcdefgh".into())),
        ];
        for (typed, shown) in cases {
            assert_eq!(Shown::read(typed), shown, "{typed:?}");
        }
    }

    #[test]
    fn only_a_number_is_one_person() {
        assert!(Shown::read("022088000001").is_number() && Shown::read("022088000001|1|A|x").is_number());
        assert!(!Shown::read("Nguyễn Văn An").is_number() && !Shown::read("A012").is_number());
    }
}
