//! The session's token and its cookie. The session's row belongs to whoever knows officers; only the token's digest may be stored.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::cookie::{self, Life};

/// The session cookie's name.
pub const COOKIE: &str = "motcua_session";

/// 256 random bits that stand for a signed-in person. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl SessionToken {
    /// A token from 32 random bytes, e.g. `SessionToken::new(web::random::bytes())`.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The token a cookie's text stands for.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// The token in a request's cookies.
    pub fn find(headers: &HeaderMap) -> Option<Self> {
        cookie::find(headers, COOKIE).and_then(Self::parse)
    }

    /// The digest the session's row is keyed by: a stolen database opens no session.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// The digest in lower-case hexadecimal.
    pub fn hash_hex(&self) -> String {
        hex::encode(self.hash())
    }

    /// The text in the cookie.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The `Set-Cookie` line that signs in, until the browser closes (the row decides when the session ends).
    pub fn cookie(&self, secure: bool) -> HeaderValue {
        cookie::line(COOKIE, &self.text(), Life::Visit, secure)
    }
}

/// The `Set-Cookie` line that signs out.
pub fn cookie_over(secure: bool) -> HeaderValue {
    cookie::line(COOKIE, "", Life::Over, secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_cookie_and_is_stored_only_as_a_digest() {
        let token = SessionToken::new([7; 32]);
        assert_eq!(SessionToken::parse(&token.text()), Some(token.clone()));
        assert!(!token.hash_hex().contains(&token.text()));
        assert_ne!(token.hash(), [7; 32]);
        assert!(!format!("{token:?}").contains(&token.text()));
    }

    #[test]
    fn text_of_the_wrong_length_is_no_token() {
        assert_eq!(SessionToken::parse("abc"), None);
        assert_eq!(SessionToken::parse(&format!("{}A", SessionToken::new([1; 32]).text())), None);
    }
}
