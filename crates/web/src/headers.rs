//! The headers every answer wears: what a browser may load, keep, embed and tell others. A handler that knows better sets its own.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The content policy of a page: everything from here, scripts only with this answer's nonce, no inline style, no framing.
///
/// `blob:` and `data:` are for thumbnails of files that a person is about to upload.
pub fn content_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

/// The permissions a page asks for: none.
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()";

/// What a page asks for on which people talk by video: camera and microphone, for this site alone.
const PERMISSIONS_TO_TALK: &str =
    "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), interest-cohort=()";

/// Lets this one page ask for camera and microphone; every other page may not.
pub fn with_camera(mut response: axum::response::Response) -> axum::response::Response {
    let name = HeaderName::from_static("permissions-policy");
    response.headers_mut().insert(name, HeaderValue::from_static(PERMISSIONS_TO_TALK));
    response
}

/// Dresses an answer. `private`: the person has a session, so nothing may be kept by a shared or later browser.
pub fn dress(headers: &mut HeaderMap, nonce: &str, private: bool, secure: bool, request_id: &str) {
    if let Ok(policy) = HeaderValue::from_str(&content_policy(nonce)) {
        set(headers, header::CONTENT_SECURITY_POLICY, policy);
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    set(headers, header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    set(headers, header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    set(headers, HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    let keep = if private { "no-store" } else { "private, no-cache" };
    set(headers, header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if secure {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        set(headers, header::STRICT_TRANSPORT_SECURITY, year);
    }
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-request-id", id);
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_no_inline_code_and_no_other_site() {
        let policy = content_policy("n0nce");
        assert!(policy.contains("script-src 'nonce-n0nce';"));
        for never in ["unsafe-inline", "unsafe-eval", "http:", "https:", "*"] {
            assert!(!policy.contains(never), "{never}");
        }
    }

    #[test]
    fn only_a_page_that_asks_may_use_the_camera() {
        let of = |mut headers: HeaderMap| {
            dress(&mut headers, "n", true, true, "r");
            headers["permissions-policy"].to_str().unwrap().to_string()
        };
        assert!(of(HeaderMap::new()).contains("camera=(), microphone=()"));
        let talk = with_camera(axum::response::Response::default());
        assert!(of(talk.headers().clone()).contains("camera=(self), microphone=(self)"));
    }

    #[test]
    fn private_pages_are_not_kept_and_a_handler_may_say_otherwise() {
        let mut headers = HeaderMap::new();
        dress(&mut headers, "n", true, true, "r");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
        dress(&mut headers, "n", true, false, "r");
        assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=60");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
