//! The one place where the façade asks the machine for randomness; nothing that decides may call it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `N` random bytes from the operating system.
///
/// # Panics
/// If the operating system has no randomness to give: a server without it cannot keep a session safe and must not go on.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    #[expect(clippy::disallowed_methods, reason = "the one place of the façade that draws")]
    getrandom::fill(&mut out).expect("the operating system gives randomness");
    out
}

/// `N` random bytes as text that fits a cookie, a header and an address.
pub fn text<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<N>())
}
