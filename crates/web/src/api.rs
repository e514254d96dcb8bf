//! How programs speak to the house: strict JSON in, JSON out, one key per change, one version per act.
//!
//! It knows no room: rooms say what the JSON means, and remember the keys beside what they saved.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use kernel::Refusal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::Answer;
use crate::problem::Problem;

/// The header that names one change, so that a repeated request does not change twice.
pub const KEY_HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// The longest key.
pub const KEY_MAX: usize = 128;

/// What the head of a changing request says: its key, and the version its sender looked at.
///
/// Refused: `IDEMPOTENCY_KEY_REQUIRED` without a key of 1 to 128 visible ASCII characters.
#[derive(Debug, Clone)]
pub struct Head {
    pub key: String,
    address: String,
    if_match: Option<String>,
}

impl Head {
    /// Tells one request from another under the same key: sha-256 over method, path and `parts`, each length-prefixed.
    pub fn fingerprint(&self, parts: &[&[u8]]) -> String {
        let mut sha = Sha256::new();
        for part in [self.address.as_bytes()].iter().chain(parts) {
            sha.update((part.len() as u64).to_be_bytes());
            sha.update(part);
        }
        hex::encode(sha.finalize())
    }

    /// The version in `If-Match: "7"`; none without the header.
    fn version(&self) -> Result<Option<i64>, Problem> {
        let Some(text) = &self.if_match else { return Ok(None) };
        let bare = text.trim().trim_matches('"');
        bare.parse()
            .map(Some)
            .map_err(|_| Problem::Malformed("If-Match: one quoted version, as the ETag gave it".into()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Head {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let key = text(&parts.headers, KEY_HEADER).map(|key| key.trim().trim_matches('"')).unwrap_or_default();
        if key.is_empty() || key.len() > KEY_MAX || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Refusal::new("IDEMPOTENCY_KEY_REQUIRED").with("longest", KEY_MAX).into());
        }
        Ok(Head {
            key: key.into(),
            address: format!("{} {}", parts.method, parts.uri.path()),
            if_match: text(&parts.headers, header::IF_MATCH).map(str::to_string),
        })
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// A changing request: its head, and its body as it came.
#[derive(Debug, Clone)]
pub struct Change {
    pub head: Head,
    bytes: Bytes,
}

impl Change {
    pub fn fingerprint(&self) -> String {
        self.head.fingerprint(&[&self.bytes])
    }

    /// The body; an unknown name in it is an error if `T` says so.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        read(&self.bytes)
    }

    /// The version the sender looked at, and the rest of the body. The version stands in `If-Match` or in the body's
    /// `version`; an act without fields may come without a body.
    ///
    /// Refused: `VERSION_REQUIRED` (428) when it stands nowhere.
    pub fn parse_act<T: DeserializeOwned>(&self) -> Result<(i64, T), Problem> {
        let mut fields: serde_json::Map<String, serde_json::Value> =
            if self.bytes.is_empty() { serde_json::Map::new() } else { read(&self.bytes)? };
        let in_body = match fields.remove("version") {
            None | Some(serde_json::Value::Null) => None,
            Some(value) => Some(value.as_i64().ok_or_else(|| Problem::Malformed("version: a whole number".into()))?),
        };
        let seen = match (self.head.version()?, in_body) {
            (Some(one), Some(other)) if one != other => {
                return Err(Problem::Malformed("If-Match and version differ".into()));
            }
            (Some(seen), _) | (None, Some(seen)) => seen,
            (None, None) => return Err(Refusal::new("VERSION_REQUIRED").into()),
        };
        let body = serde_json::from_value(fields.into()).map_err(|e| Problem::Malformed(e.to_string()))?;
        Ok((seen, body))
    }
}

impl<S: Send + Sync> FromRequest<S> for Change {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let head = Head::from_request_parts(&mut parts, state).await?;
        let bytes = whole(Request::from_parts(parts, body), state).await?;
        Ok(Change { head, bytes })
    }
}

/// The JSON body of a request that changes nothing (a search whose words must not stand in an address).
#[derive(Debug, Clone)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        read(&whole(request, state).await?).map(Body)
    }
}

/// The query of a request, strictly.
///
/// Errors: [`Problem::Malformed`].
pub fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    let query = axum::extract::Query::<T>::try_from_uri(uri);
    query.map(|query| query.0).map_err(|rejection| Problem::Malformed(rejection.body_text()))
}

async fn whole<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let kind = text(request.headers(), header::CONTENT_TYPE).unwrap_or("application/json");
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if kind != "application/json" {
        return Err(Problem::Malformed("Content-Type: application/json".into()));
    }
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Malformed("body".into()),
    })
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|e| Problem::Malformed(e.to_string()))
}

/// A JSON answer.
pub fn json(status: StatusCode, view: &impl Serialize) -> Answer {
    let body = serde_json::to_vec(view).map_err(|cause| Problem::fault("JSON", cause))?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok((status, [kind], body).into_response())
}

/// Says which version an answer shows: the next act names it in `If-Match`.
pub fn with_version(mut response: Response, version: i64) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body as HttpBody;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Note {
        #[serde(default)]
        note: String,
    }

    async fn change(headers: &[(&str, &str)], body: &'static str) -> Result<Change, Problem> {
        let mut request = axum::http::Request::post("/api/v1/dossiers/x/claim");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Change::from_request(request.body(HttpBody::from(body)).unwrap(), &()).await
    }

    #[tokio::test]
    async fn a_change_without_a_key_is_refused() {
        let Err(Problem::Refused(refusal)) = change(&[], "{}").await else { panic!("taken without a key") };
        assert_eq!(refusal.key, "IDEMPOTENCY_KEY_REQUIRED");
        assert!(change(&[("idempotency-key", "\"k 1\"")], "{}").await.is_err(), "blank inside");
        assert_eq!(change(&[("idempotency-key", "\"k1\"")], "{}").await.unwrap().head.key, "k1");
    }

    #[tokio::test]
    async fn the_version_stands_in_the_head_or_in_the_body_and_must_not_contradict_itself() {
        let key = ("idempotency-key", "k");
        let act = async |headers: &[(&str, &str)], body| change(headers, body).await.unwrap().parse_act::<Note>();
        assert_eq!(act(&[key, ("if-match", "\"7\"")], "").await.unwrap().0, 7);
        let said = act(&[key], r#"{"version":8,"note":"n"}"#).await;
        assert_eq!(said, Ok((8, Note { note: "n".into() })));
        let Err(Problem::Refused(refusal)) = act(&[key], "{}").await else { panic!("taken without a version") };
        assert_eq!(refusal.key, "VERSION_REQUIRED");
        assert!(matches!(act(&[key, ("if-match", "\"7\"")], r#"{"version":8}"#).await, Err(Problem::Malformed(_))));
        assert!(matches!(act(&[key, ("if-match", "*")], "{}").await, Err(Problem::Malformed(_))));
        assert!(matches!(act(&[key, ("if-match", "\"7\"")], r#"{"nota":""}"#).await, Err(Problem::Malformed(_))));
    }

    #[tokio::test]
    async fn another_body_or_address_is_another_request() {
        let one = change(&[("idempotency-key", "k")], "{}").await.unwrap();
        let other = change(&[("idempotency-key", "k")], "{ }").await.unwrap();
        assert_eq!(one.fingerprint(), change(&[("idempotency-key", "j")], "{}").await.unwrap().fingerprint());
        assert_ne!(one.fingerprint(), other.fingerprint());
    }
}
