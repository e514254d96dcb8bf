//! The code of an appointment: drawn, shown, and read back however it is typed or scanned.

/// Letters and digits that nobody mistakes for each other, on paper or on the telephone.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const PREFIX: &str = "HEN";
const CODE: usize = 8;

/// The letters of a code from eight drawn bytes: 40 bits.
pub fn new_code(drawn: [u8; CODE]) -> String {
    drawn.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect()
}

/// `HEN-K7PM-2XQD`
pub fn shown_code(code: &str) -> String {
    match code.len() == CODE && code.is_ascii() {
        true => format!("{PREFIX}-{}-{}", &code[..4], &code[4..]),
        false => code.into(),
    }
}

/// A code as typed or scanned: any case, with or without prefix and dashes, or an address that holds it.
pub fn parse_code(typed: &str) -> Option<String> {
    let typed = typed.split(['?', '#']).next().unwrap_or(typed);
    let last = typed.trim_end_matches('/').rsplit('/').next().unwrap_or(typed);
    let bare: String = last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let code = match bare.len() {
        11 => bare.strip_prefix(PREFIX)?,
        _ => &bare,
    };
    (code.len() == CODE && code.bytes().all(|byte| LETTERS.contains(&byte))).then(|| code.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_however_it_is_typed_or_scanned() {
        let code = new_code([0, 1, 2, 31, 255, 8, 9, 10]);
        assert_eq!(shown_code(&code), "HEN-234Z-ZABC");
        let url = "https://x.vn/appointments/HEN-234Z-ZABC?name=ngu";
        for typed in ["HEN-234Z-ZABC", "hen 234z zabc", "234ZZABC", url] {
            assert_eq!(parse_code(typed).as_deref(), Some("234ZZABC"), "{typed}");
        }
        for typed in ["", "HEN-234Z", "XXX-234Z-ZABC", "234Z0ABC", "https://x.vn/tracking/H49.20-260302-0001"] {
            assert_eq!(parse_code(typed), None, "{typed}");
        }
    }
}
