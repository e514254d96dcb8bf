//! Room codes: nine letters and digits in three groups, easy to read aloud, hard to guess (31⁹, some 44 bits).

/// Without 0, O, 1, I and L, which look alike.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Letters of a code.
pub const LETTERS: usize = 9;
/// Random bytes that a code needs at most: a byte beyond the last full round of the alphabet is passed over.
pub const BYTES: usize = 32;

/// A code from random bytes; `None` when too many of them had to be passed over.
pub fn draw(random: &[u8; BYTES]) -> Option<String> {
    let fair = (256 / ALPHABET.len()) * ALPHABET.len();
    let letters = random.iter().filter(|byte| usize::from(**byte) < fair).take(LETTERS);
    let code: String = letters.map(|byte| ALPHABET[usize::from(*byte) % ALPHABET.len()] as char).collect();
    (code.len() == LETTERS).then_some(code)
}

/// A code as people type it: any case, with blanks or dashes; `None` when it cannot be one.
pub fn parse(typed: &str) -> Option<String> {
    if typed.len() > 60 {
        return None;
    }
    let tidy: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (tidy.len() == LETTERS && tidy.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(tidy)
}

/// "ABC-DEF-GHJ": how a code is shown.
pub fn shown(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(3).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_shown() {
        let mut random = [0; BYTES];
        random.iter_mut().zip(0u8..).for_each(|(byte, n)| *byte = n.wrapping_mul(37));
        let code = draw(&random).unwrap();
        assert_eq!(parse(&shown(&code)), Some(code.clone()));
        assert_eq!(parse(&shown(&code).to_lowercase().replace('-', "  ")), Some(code));
        for wrong in ["", "ABC-DEF", "ABC-DEF-GH0", "ABC-DEF-GHJ-K", &"A".repeat(400)] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_letter_is_likelier_than_another() {
        // Every byte once: each letter is drawn equally often, the bytes beyond are passed over.
        let mut seen = std::collections::BTreeMap::new();
        for byte in 0..=255u8 {
            let mut random = [255; BYTES];
            random[..LETTERS].fill(byte);
            if let Some(code) = draw(&random) {
                *seen.entry(code).or_insert(0) += 1;
            }
        }
        assert_eq!(seen.len(), ALPHABET.len());
        assert!(seen.values().all(|times| *times == 8), "{seen:?}");
        assert_eq!(draw(&[255; BYTES]), None);
    }
}
