//! Money: whole đồng, written the Vietnamese way.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in đồng (VND has no smaller unit in use). Shown as `50.000 đ`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Vnd(pub i64);

impl fmt::Display for Vnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        write!(f, "{}{grouped} đ", if self.0 < 0 { "-" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::Vnd;

    #[test]
    fn dong_are_grouped_by_thousands() {
        assert_eq!(Vnd(50_000).to_string(), "50.000 đ");
        assert_eq!(Vnd(0).to_string(), "0 đ");
        assert_eq!(Vnd(-1_234_567).to_string(), "-1.234.567 đ");
    }
}
