//! One sentence that survives a redirect ("đã lưu"). It travels as a locale key with its variables, never as free text and never
//! with personal data, so there is nothing in it worth forging.

use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Lang;
use serde::{Deserialize, Serialize};

use crate::cookie;
use crate::ui::Tone;

pub(crate) const COOKIE: &str = "motcua_flash";

/// A sentence for the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    pub tone: Tone,
    pub key: String,
    #[serde(default)]
    pub args: Vec<(String, String)>,
}

impl Flash {
    pub fn good(key: &str) -> Self {
        Self { tone: Tone::Good, key: key.into(), args: Vec::new() }
    }
    pub fn warn(key: &str) -> Self {
        Self { tone: Tone::Warn, ..Self::good(key) }
    }
    pub fn bad(key: &str) -> Self {
        Self { tone: Tone::Bad, ..Self::good(key) }
    }
    /// A variable of the sentence: a code, a date, a number; never a person's data.
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.args.push((name.into(), value.to_string()));
        self
    }

    /// The words.
    pub fn say(&self, lang: Lang) -> String {
        let args: Vec<(&str, &str)> = self.args.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        lang.say_with(&self.key, &args).into_owned()
    }

    /// 303 to a page that will show this sentence once.
    pub fn then(self, to: &str) -> Response {
        let mut response = crate::see_other(to);
        response.extensions_mut().insert(self);
        response
    }

    pub(crate) fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub(crate) fn find(headers: &HeaderMap) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie::find(headers, COOKIE)?).ok()?;
        let flash: Flash = serde_json::from_slice(&bytes).ok()?;
        Lang::Vi.has(&flash.key).then_some(flash)
    }
}
