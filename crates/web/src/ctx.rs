//! What the façade found out about a request before a room sees it: language, theme, address, tokens, and who sits there.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use kernel::Lang;

use crate::cookie;
use crate::csrf;
use crate::facade::Facade;
use crate::flash::Flash;
use crate::limits::Class;
use crate::page::{Page, Viewer};
use crate::problem::Problem;
use crate::session::{self, SessionToken};
use crate::settings::Settings;

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Theme::Auto, Theme::Light, Theme::Dark].into_iter().find(|theme| theme.code() == text)
    }
}

/// A request as handlers know it. An extractor for any state; cloning is cheap and shares the seat.
#[derive(Debug, Clone)]
pub struct Ctx {
    pub lang: Lang,
    pub theme: Theme,
    pub ip: IpAddr,
    /// Names the request in the log, in error pages and in `X-Request-Id`.
    pub request_id: String,
    /// Path and query.
    pub here: String,
    pub nonce: String,
    pub flash: Option<Flash>,
    /// Whether the answer is for a program: below `/api/`, or JSON asked for.
    pub wants_json: bool,
    pub session: Option<SessionToken>,
    /// What the forgery token is derived from: the session cookie, or the seed of a visitor without one.
    seed: Arc<OnceLock<String>>,
    seed_is_new: bool,
    viewer: Arc<OnceLock<Viewer>>,
    facade: Facade,
}

impl Ctx {
    pub(crate) fn of(facade: &Facade, headers: &HeaderMap, uri: &Uri, ip: IpAddr) -> Self {
        let seed = OnceLock::new();
        let known = cookie::find(headers, session::COOKIE).or_else(|| cookie::find(headers, csrf::SEED_COOKIE));
        if let Some(known) = known.filter(|known| !known.is_empty()) {
            let _ = seed.set(known.to_string());
        }
        Ctx {
            lang: choose_lang(uri.query(), headers),
            theme: choose_theme(uri.query(), headers),
            ip,
            request_id: crate::random::text::<9>(),
            here: uri.path_and_query().map_or("/", |here| here.as_str()).to_string(),
            nonce: crate::random::text::<16>(),
            flash: Flash::find(headers),
            wants_json: wants_json(uri.path(), headers),
            session: SessionToken::find(headers),
            seed_is_new: seed.get().is_none(),
            seed: Arc::new(seed),
            viewer: Arc::default(),
            facade: facade.clone(),
        }
    }

    /// The page frame, ready for a template: `ctx.page(ctx.t("dossier-list-title"))`.
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page::of(self, title.into())
    }

    /// Words in the reader's language.
    pub fn t(&self, key: &str) -> String {
        self.lang.say(key).into_owned()
    }

    /// Says who is signed in, once per request, so that pages and error pages draw the office frame.
    pub fn seat(&self, viewer: Viewer) {
        let _ = self.viewer.set(viewer);
    }

    pub fn viewer(&self) -> Option<&Viewer> {
        self.viewer.get()
    }

    /// Counts this request against its address's share.
    ///
    /// # Errors
    /// [`Problem::TooMany`] when the share is spent.
    pub fn spend(&self, class: Class) -> Result<(), Problem> {
        self.facade.limiter().spend(class, self.ip).map_err(|wait_s| Problem::TooMany { wait_s })
    }

    /// Whether cookies must be `Secure`.
    pub fn secure(&self) -> bool {
        self.settings().secure()
    }

    pub fn settings(&self) -> &Settings {
        self.facade.settings()
    }

    /// The forgery token of this session; a visitor without one gets a seed, which the façade puts into a cookie.
    pub fn csrf(&self) -> String {
        csrf::token(self.seed.get_or_init(crate::random::text::<24>))
    }

    pub(crate) fn known_seed(&self) -> Option<&str> {
        if self.seed_is_new { None } else { self.seed.get().map(String::as_str) }
    }

    /// The seed that was made during this request, if one was.
    pub(crate) fn new_seed(&self) -> Option<&str> {
        if self.seed_is_new { self.seed.get().map(String::as_str) } else { None }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let ctx = parts.extensions.get::<Ctx>().cloned();
        ctx.ok_or_else(|| Problem::fault("ctx", "the router is not dressed by web::Facade"))
    }
}

fn query_value<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    query?.split('&').filter_map(|pair| pair.split_once('=')).find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// `?lang=`, then the cookie, then what the browser prefers, then Vietnamese.
pub(crate) fn choose_lang(query: Option<&str>, headers: &HeaderMap) -> Lang {
    let said = query_value(query, "lang").or_else(|| cookie::find(headers, "lang"));
    if let Some(said) = said.filter(|said| matches!(*said, "vi" | "en")) {
        return Lang::parse(said);
    }
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    preferred(accepted).unwrap_or_default()
}

/// The best-weighted of our languages in an `Accept-Language`.
fn preferred(accepted: &str) -> Option<Lang> {
    let mut best: Option<(f32, Lang)> = None;
    for item in accepted.split(',') {
        let (tag, weight) = item.split_once(";q=").unwrap_or((item, "1"));
        let tag = tag.trim().to_ascii_lowercase();
        let weight: f32 = weight.trim().parse().unwrap_or(0.0);
        if (tag.starts_with("vi") || tag.starts_with("en")) && best.is_none_or(|(w, _)| weight > w) {
            best = Some((weight, Lang::parse(&tag)));
        }
    }
    best.map(|(_, lang)| lang)
}

pub(crate) fn choose_theme(query: Option<&str>, headers: &HeaderMap) -> Theme {
    let said = query_value(query, "theme").or_else(|| cookie::find(headers, "theme"));
    said.and_then(Theme::parse).unwrap_or_default()
}

/// The preferences that the query sets for good: (cookie, value).
pub(crate) fn preferences(query: Option<&str>) -> Vec<(&'static str, &'static str)> {
    let lang =
        query_value(query, "lang").filter(|v| matches!(*v, "vi" | "en")).map(|v| ("lang", Lang::parse(v).code()));
    let theme = query_value(query, "theme").and_then(Theme::parse).map(|theme| ("theme", theme.code()));
    lang.into_iter().chain(theme).collect()
}

fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    path.starts_with("/api/") || (accept.contains("json") && !accept.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(query: Option<&str>, cookie: &'static str, accepts: &'static str) -> Lang {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, accepts.parse().unwrap());
        choose_lang(query, &headers)
    }

    #[test]
    fn what_is_said_now_counts_before_what_was_said_before_the_browser_and_the_default() {
        assert_eq!(lang(Some("lang=en"), "lang=vi", "vi"), Lang::En);
        assert_eq!(lang(None, "lang=en", "vi"), Lang::En);
        assert_eq!(lang(None, "", "en-GB,en;q=0.9,vi;q=0.8"), Lang::En);
        assert_eq!(lang(None, "", "fr,en;q=0.3,vi;q=0.8"), Lang::Vi);
        assert_eq!(lang(None, "", "fr"), Lang::Vi);
        assert_eq!(lang(Some("lang=xx"), "", ""), Lang::Vi);
    }

    #[test]
    fn only_known_preferences_become_cookies() {
        assert_eq!(preferences(Some("lang=en&theme=dark&q=1")), [("lang", "en"), ("theme", "dark")]);
        assert!(preferences(Some("lang=%0d&theme=pink")).is_empty());
    }
}
