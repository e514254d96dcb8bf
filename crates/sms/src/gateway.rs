//! The wire to a text-message gateway, and nothing else.
//!
//! `POST {url}` with `{"id": "out_…", "to": "84912345678", "text": "…", "sender": "…"}`, a bearer token and the id as
//! `Idempotency-Key`; a success answers `{"reference": "…"}`. The id makes a repetition harmless: a gateway that has taken
//! a message answers the second sending like the first. Providers with another wire stand behind a bridge that speaks this one.

use std::time::Duration;

use kernel::{Error, Result};
use reqwest::{Client, StatusCode};
use serde::{Deserialize, Serialize};

use crate::decide::plain;
use crate::model::Sms;

/// Longer than this nobody waits for a gateway; the message is tried again.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the operator decides.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where messages are posted; unset: none are sent.
    pub url: Option<String>,
    pub token: String,
    /// The name messages come from (brandname).
    pub sender: String,
    /// Send accents: better to read, and more than twice as dear.
    pub accents: bool,
}

/// Why a message did not go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It never will.
    Refused(String),
    /// It may yet, or it did and nobody knows.
    Later(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trouble::Refused(why) | Trouble::Later(why) => f.write_str(why),
        }
    }
}

/// A gateway that can be sent to. Cloning shares its connections.
#[derive(Debug, Clone)]
pub struct Gateway {
    client: Client,
    url: String,
    config: Config,
}

#[derive(Deserialize)]
struct Taken {
    reference: String,
}

impl Gateway {
    /// The gateway of these settings; none when no address is set.
    ///
    /// # Errors
    /// A fault when no connection can be made at all (no TLS).
    pub fn open(config: &Config) -> Result<Option<Gateway>> {
        let Some(url) = config.url.clone().filter(|url| !url.trim().is_empty()) else { return Ok(None) };
        // The binary has chosen one already; a program that uses this crate may not have.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().timeout(PATIENCE).build().map_err(|e| Error::fault("sms gateway", e))?;
        Ok(Some(Gateway { client, url, config: config.clone() }))
    }

    /// Sends one message; answers what the gateway calls it.
    ///
    /// # Errors
    /// [`Trouble`]: refused for good, or worth another try.
    pub async fn send(&self, sms: &Sms) -> std::result::Result<String, Trouble> {
        let text = if self.config.accents { sms.text.clone() } else { plain(&sms.text) };
        let id = sms.id.to_string();
        let to = sms.to.strip_prefix('0').map_or_else(|| sms.to.clone(), |rest| format!("84{rest}"));
        let body = serde_json::json!({ "id": id, "to": to, "text": text, "sender": self.config.sender });
        let request = self.client.post(&self.url).bearer_auth(&self.config.token).header("idempotency-key", &id);
        let answer = request.json(&body).send().await.map_err(|e| Trouble::Later(e.without_url().to_string()))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|e| Trouble::Later(e.without_url().to_string()))?;
        let why = || format!("{status} {}", text.chars().take(200).collect::<String>());
        match status {
            _ if status.is_success() => match serde_json::from_str::<Taken>(&text) {
                Ok(taken) => Ok(taken.reference),
                // Taken or not: the next try finds out.
                Err(_) => Err(Trouble::Later(why())),
            },
            // What the message itself is to blame for. A wrong token or address is ours to mend: the message waits for it.
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => Err(Trouble::Refused(why())),
            _ => Err(Trouble::Later(why())),
        }
    }
}
