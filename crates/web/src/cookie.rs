//! Cookies read from and written to headers; it never decides what a cookie means.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of a cookie, if the request carries it.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// How long a cookie lives and who may read it. All are `HttpOnly`, `SameSite=Lax`, `Path=/`, and `Secure` behind TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Until the browser closes.
    Visit,
    Seconds(u32),
    /// Delete it now.
    Over,
}

/// A `Set-Cookie` line. `value` must be cookie-safe text (the façade writes base64url only).
///
/// `Lax`, not `Strict`: a link from a message to a dossier must find the officer signed in; unsafe requests are guarded by token
/// and origin besides.
pub fn line(name: &str, value: &str, life: Life, secure: bool) -> HeaderValue {
    let age = match life {
        Life::Visit => String::new(),
        Life::Seconds(seconds) => format!("; Max-Age={seconds}"),
        Life::Over => "; Max-Age=0".into(),
    };
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("xlang=1; lang=en;theme=dark"));
        assert_eq!(find(&headers, "lang"), Some("en"));
        assert_eq!(find(&headers, "theme"), Some("dark"));
        assert_eq!(find(&headers, "motcua_session"), None);
    }

    #[test]
    fn a_cookie_is_hidden_from_scripts_and_from_plain_http() {
        assert_eq!(line("a", "b", Life::Visit, true), "a=b; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(line("a", "", Life::Over, false), "a=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
