//! Nobody else's page may act in a person's name: the token of forms and the origin check of browsers. No exceptions list: a program
//! that shows a bearer token instead of a cookie is not exposed, everything else is checked.

use axum::http::{HeaderMap, Method, header};
use sha2::{Digest, Sha256};

/// The hidden field and, for scripts, the header that carry the token.
pub const FIELD: &str = "_csrf";
pub const HEADER: &str = "x-csrf-token";
/// Seeds the token of somebody who has no session yet (the sign-in form itself must be protected).
pub const SEED_COOKIE: &str = "motcua_seed";

/// The token that belongs to a session cookie's text (or to the seed of a visitor without a session).
///
/// Derived, not stored: the cookie is secret and the digest does not give it away.
pub fn token(seed: &str) -> String {
    hex::encode(&Sha256::digest(format!("motcua csrf v1 {seed}"))[..20])
}

/// Whether the shown token is the seed's, compared without a shortcut that a stopwatch could see.
pub fn fits(seed: &str, shown: &str) -> bool {
    let wanted = token(seed);
    wanted.len() == shown.len() && wanted.bytes().zip(shown.bytes()).fold(0, |odd, (a, b)| odd | (a ^ b)) == 0
}

/// Methods that change nothing and need no check.
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether the browser says that the request comes from our own pages.
///
/// `Sec-Fetch-Site` first, because pages cannot forge it; `Origin` for older browsers. A client that sends neither is no
/// browser that could be tricked, and still has to show the token.
pub fn is_same_origin(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).map(|v: &axum::http::HeaderValue| v.to_str().unwrap_or("?"));
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN) else { return true };
    if origin == public_url {
        return true;
    }
    let host_of_origin = origin.split_once("://").map(|(_, host)| host);
    host_of_origin.is_some() && host_of_origin == text(header::HOST)
}

/// The token in an urlencoded body.
pub fn in_form(body: &[u8]) -> Option<String> {
    body.split(|b| *b == b'&').find_map(|pair| {
        let value = pair.strip_prefix(FIELD.as_bytes())?.strip_prefix(b"=")?;
        String::from_utf8(value.to_vec()).ok()
    })
}

/// The token in the first bytes of a multipart body; the form puts it first.
pub fn in_multipart(head: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(head);
    let (_, after) = text.split_once(&format!("name=\"{FIELD}\""))?;
    let (_, value) = after.split_once("\r\n\r\n")?;
    let (value, _) = value.split_once("\r\n")?;
    Some(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn a_token_fits_its_own_session_only() {
        assert!(fits("alice", &token("alice")));
        assert!(!fits("alice", &token("bob")));
        assert!(!fits("alice", ""));
        assert!(!token("alice").contains("alice"));
    }

    #[test]
    fn requests_from_other_sites_are_known() {
        let ours = "https://motcua.test";
        assert!(is_same_origin(&headers(&[("sec-fetch-site", "same-origin")]), ours));
        assert!(!is_same_origin(&headers(&[("sec-fetch-site", "cross-site")]), ours));
        assert!(!is_same_origin(&headers(&[("sec-fetch-site", "same-site"), ("origin", "https://motcua.test")]), ours));
        assert!(is_same_origin(&headers(&[("origin", "https://motcua.test")]), ours));
        assert!(is_same_origin(&headers(&[("origin", "http://10.0.0.5:8080"), ("host", "10.0.0.5:8080")]), ours));
        assert!(!is_same_origin(&headers(&[("origin", "https://evil.test"), ("host", "motcua.test")]), ours));
        assert!(!is_same_origin(&headers(&[("origin", "null"), ("host", "motcua.test")]), ours));
        assert!(is_same_origin(&headers(&[]), ours));
    }

    #[test]
    fn the_token_is_found_in_both_kinds_of_form() {
        assert_eq!(in_form(b"a=1&_csrf=abc&b=2").as_deref(), Some("abc"));
        assert_eq!(in_form(b"x_csrf=abc"), None);
        let multipart = b"--B\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\nabc\r\n--B\r\n";
        assert_eq!(in_multipart(multipart).as_deref(), Some("abc"));
        assert_eq!(in_multipart(b"--B\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc\r\n"), None);
    }
}
