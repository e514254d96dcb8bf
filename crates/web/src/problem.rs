//! How a request can go wrong and what the person or program on the other side is told. One table of statuses; the sentences are in
//! the locale files; what broke inside is logged once under a reference and told to nobody.
//!
//! | problem | status | who acts |
//! |---|---|---|
//! | `Refused` | 422 (403 not permitted, 428 no version, 400 no key) | the person: the sentence says why, with the article |
//! | `Stale` | 409 | the person: look at what changed, do it again |
//! | `Absent` | 404 | nobody: not there, or not theirs to know |
//! | `NotSignedIn` | 303 to sign in, 401 for programs | the person |
//! | `Forbidden`, `Forged` | 403 | their administrator; reload the page |
//! | `TooMany` | 429 | wait |
//! | `TooLarge`, `Malformed` | 413, 400 | the sender |
//! | `Fault` | 500 | the operator, by the reference |

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Lang, Refusal};
use serde_json::json;

use crate::ctx::Ctx;
use crate::page::Page;

/// A request that did not end well. `?` makes one of every [`kernel::Error`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    Refused(Box<Refusal>),
    Stale {
        seen: i64,
        stands: i64,
    },
    /// `what` is for the log, never for the reader.
    Absent {
        what: String,
    },
    NotSignedIn,
    /// Signed in, but the act is not theirs. `why` is a locale key that says what is missing, or empty.
    Forbidden {
        why: String,
    },
    /// The request does not come from our own page, or its page is too old.
    Forged,
    TooMany {
        wait_s: u64,
    },
    TooLarge,
    /// `what` is for the log and for programs.
    Malformed(String),
    Fault {
        context: String,
        cause: String,
    },
}

impl Problem {
    pub fn fault(context: impl Into<String>, cause: impl std::fmt::Display) -> Self {
        Problem::Fault { context: context.into(), cause: cause.to_string() }
    }
    pub fn absent(what: impl Into<String>) -> Self {
        Problem::Absent { what: what.into() }
    }
    pub fn forbidden() -> Self {
        Problem::Forbidden { why: String::new() }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Problem::Refused(refusal) => refusal_status(&refusal.key),
            Problem::Stale { .. } => StatusCode::CONFLICT,
            Problem::Absent { .. } => StatusCode::NOT_FOUND,
            Problem::NotSignedIn => StatusCode::UNAUTHORIZED,
            Problem::Forbidden { .. } | Problem::Forged => StatusCode::FORBIDDEN,
            Problem::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Malformed(_) => StatusCode::BAD_REQUEST,
            Problem::Fault { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word in `type` of the JSON and in the locale keys `web-problem-{word}-title`, `-what`, `-now`.
    pub fn word(&self) -> &'static str {
        match self {
            Problem::Refused(_) => "refused",
            Problem::Stale { .. } => "stale",
            Problem::Absent { .. } => "absent",
            Problem::NotSignedIn => "not-signed-in",
            Problem::Forbidden { .. } => "forbidden",
            Problem::Forged => "forged",
            Problem::TooMany { .. } => "too-many",
            Problem::TooLarge => "too-large",
            Problem::Malformed(_) => "malformed",
            Problem::Fault { .. } => "fault",
        }
    }

    fn title(&self, lang: Lang) -> String {
        lang.say(&format!("web-problem-{}-title", self.word())).into_owned()
    }

    /// What happened, in the reader's words.
    fn detail(&self, lang: Lang) -> String {
        match self {
            Problem::Refused(refusal) => refusal_text(lang, refusal),
            Problem::Forbidden { why } if lang.has(why) => lang.say(why).into_owned(),
            Problem::TooMany { wait_s } => {
                lang.say_with("web-problem-too-many-what", &[("seconds", &wait_s.to_string())]).into()
            }
            other => lang.say(&format!("web-problem-{}-what", other.word())).into_owned(),
        }
    }

    /// The bare answer of handlers; the façade, which knows language and frame, writes the body.
    pub(crate) fn answer(&self, ctx: &Ctx) -> Response {
        self.log(ctx);
        let mut response = match self {
            Problem::NotSignedIn if !ctx.wants_json => return self.to_sign_in(ctx),
            _ if ctx.wants_json => self.as_json(ctx),
            _ => self.as_page(ctx),
        };
        if let Problem::TooMany { wait_s } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*wait_s));
        }
        response
    }

    fn log(&self, ctx: &Ctx) {
        if let Problem::Fault { context, cause } = self {
            tracing::error!(reference = %ctx.request_id, context, cause, "fault");
        }
    }

    fn to_sign_in(&self, ctx: &Ctx) -> Response {
        crate::see_other(&format!(
            "{}?next={}",
            ctx.settings().sign_in_path_at(&ctx.here),
            crate::fields::encode(&ctx.here)
        ))
    }

    /// RFC 9457.
    fn as_json(&self, ctx: &Ctx) -> Response {
        let mut body = json!({
            "type": format!("/problems/{}", self.word()),
            "title": self.title(ctx.lang),
            "status": self.status().as_u16(),
            "detail": self.detail(ctx.lang),
            "instance": format!("/requests/{}", ctx.request_id),
        });
        match self {
            Problem::Refused(refusal) => {
                let facts: serde_json::Map<_, _> = refusal.facts.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
                body["key"] = json!(refusal.key);
                body["law"] = json!(refusal.law);
                body["field"] = json!(refusal.field);
                body["facts"] = json!(facts);
            }
            Problem::Stale { seen, stands } => {
                body["seen"] = json!(seen);
                body["stands"] = json!(stands);
            }
            Problem::Malformed(what) => body["cause"] = json!(what),
            Problem::TooMany { wait_s } => body["retry_after_s"] = json!(wait_s),
            Problem::Absent { .. }
            | Problem::NotSignedIn
            | Problem::Forbidden { .. }
            | Problem::Forged
            | Problem::TooLarge
            | Problem::Fault { .. } => {}
        }
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
        (self.status(), kind, body.to_string()).into_response()
    }

    fn as_page(&self, ctx: &Ctx) -> Response {
        let view = ProblemPage {
            page: ctx.page(self.title(ctx.lang)),
            what: self.detail(ctx.lang),
            now: ctx.t(&format!("web-problem-{}-now", self.word())),
            law: match self {
                Problem::Refused(refusal) => refusal.law.clone(),
                _ => None,
            },
            reference: matches!(self, Problem::Fault { .. }).then(|| ctx.request_id.clone()),
            may_reload: matches!(
                self,
                Problem::Stale { .. } | Problem::Forged | Problem::TooMany { .. } | Problem::Fault { .. }
            ),
            status: self.status().as_u16(),
        };
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
        match view.render() {
            Ok(body) => (self.status(), kind, body).into_response(),
            Err(cause) => {
                tracing::error!(reference = %ctx.request_id, %cause, "problem page");
                (self.status(), ctx.request_id.clone()).into_response()
            }
        }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    page: Page,
    what: String,
    now: String,
    law: Option<String>,
    reference: Option<String>,
    may_reload: bool,
    status: u16,
}

/// The status of a refusal: 422, except where HTTP has a word of its own for the reason.
fn refusal_status(key: &str) -> StatusCode {
    match key {
        "NOT_PERMITTED" | "LIST_NOT_YOURS" => StatusCode::FORBIDDEN,
        "VERSION_REQUIRED" => StatusCode::PRECONDITION_REQUIRED,
        "IDEMPOTENCY_KEY_REQUIRED" => StatusCode::BAD_REQUEST,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The sentence for a refusal: `refusal-{key lowered, _ → -}`, or a general one that names the key.
pub fn refusal_text(lang: Lang, refusal: &Refusal) -> String {
    let key = format!("refusal-{}", refusal.key.to_lowercase().replace('_', "-"));
    if !lang.has(&key) {
        return lang.say_with("web-refusal-unknown", &[("key", &refusal.key)]).into_owned();
    }
    let mut args: Vec<(&str, &str)> = refusal.facts.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    args.push(("law", refusal.law.as_deref().unwrap_or("")));
    lang.say_with(&key, &args).into_owned()
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Problem::Refused(refusal),
            Error::Absent(what) => Problem::Absent { what },
            Error::Stale { seen, stands } => Problem::Stale { seen, stands },
            Error::Fault(fault) => Problem::Fault { context: fault.context, cause: fault.cause },
            Error::Inconsistent(odd) => Problem::Fault { context: odd.place, cause: odd.what },
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Problem::Refused(Box::new(refusal))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
