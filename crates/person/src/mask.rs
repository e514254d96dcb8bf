//! Personal data as others may see it: enough to recognise one's own, too little to learn another's. Logs get nothing
//! else.

/// `079012342345` → `0790****2345`; a quarter at each end of a shorter number.
pub fn mask_number(number: &str) -> String {
    let letters: Vec<char> = number.chars().collect();
    let ends = if letters.len() >= 12 { 4 } else { letters.len() / 4 };
    masked(&letters, ends, ends)
}

/// `0912345678` → `0912***678`: as people recognise their telephone.
pub fn mask_phone(phone: &str) -> String {
    let letters: Vec<char> = phone.chars().collect();
    if letters.len() < 8 {
        return masked(&letters, 0, letters.len() / 3);
    }
    masked(&letters, 4, 3)
}

/// `lan.hoang@example.vn` → `l***@example.vn`.
pub fn mask_email(email: &str) -> String {
    match email.split_once('@') {
        Some((name, host)) => format!("{}***@{host}", name.chars().take(1).collect::<String>()),
        None => "***".into(),
    }
}

/// `Nguyễn Thị Ánh` → `N*** T*** Ánh`: the given name, last in Vietnamese order, stays.
pub fn mask_name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.len().saturating_sub(1);
    let shown = words.iter().enumerate().map(|(at, word)| match at == last {
        true => (*word).to_string(),
        false => format!("{}***", word.chars().take(1).collect::<String>()),
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn masked(letters: &[char], head: usize, tail: usize) -> String {
    let hidden = letters.len().saturating_sub(head + tail);
    let stars = std::iter::repeat_n('*', hidden);
    letters[..head].iter().copied().chain(stars).chain(letters[head + hidden..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_see_is_too_little_to_learn() {
        assert_eq!(mask_number("079203012345"), "0792****2345");
        assert_eq!(mask_number("B1234567"), "B1****67");
        assert_eq!(mask_number("123"), "***");
        assert_eq!(mask_phone("0912345678"), "0912***678");
        assert_eq!(mask_phone("12345"), "****5");
        assert_eq!(mask_email("lan.hoang@example.vn"), "l***@example.vn");
        assert_eq!(mask_name("Nguyễn Thị Ánh"), "N*** T*** Ánh");
        assert_eq!(mask_name(""), "");
    }
}
