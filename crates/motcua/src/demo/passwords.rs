//! Passwords that can be read out and typed: short words without diacritics and a number. For sample offices and first
//! passwords only; people choose their own.

use rand::{Rng, RngExt};

const WORDS: [&str; 64] = [
    "sen", "mai", "dao", "tre", "truc", "lua", "que", "cau", "vung", "khoai", "ngo", "chanh", "buoi", "cam", "quyt",
    "oi", "song", "bien", "ho", "suoi", "dao", "vinh", "cang", "thuyen", "buom", "luoi", "muc", "tom", "cua", "oc",
    "ca", "voi", "mua", "nang", "gio", "may", "sao", "trang", "suong", "xuan", "ha", "thu", "dong", "sang", "trua",
    "chieu", "dem", "pho", "ben", "duong", "nga", "lang", "xom", "vuon", "san", "nha", "cua", "den", "chuong", "trong",
    "sao", "dan", "but", "sach",
];

/// `sen-vung-thuyen-buom-47`: four of 64 words and two digits, some 30 bits, and the door closes after a few tries.
pub fn draw(rng: &mut impl Rng) -> String {
    let mut words: Vec<&str> = (0..4).map(|_| WORDS[rng.random_range(0..WORDS.len())]).collect();
    let number = rng.random_range(10..100).to_string();
    words.push(&number);
    words.join("-")
}
