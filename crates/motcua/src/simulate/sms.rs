//! A text-message gateway that is not real: it speaks the wire of [`sms::gateway`], shows what arrived as a telephone would,
//! and misbehaves on demand.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use kernel::{Clock, Lang};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How it misbehaves. Shares are 0–1 of all messages, drawn for each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manners {
    /// Waits so long before it answers.
    pub slow: Duration,
    /// Says 503 and takes nothing.
    pub down: f64,
    /// Takes the message and says 503: whoever repeats must not make two of it.
    pub twice: f64,
    /// Takes the message and answers nonsense.
    pub wrong: f64,
}

/// A message as it was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrived {
    pub id: String,
    pub to: String,
    pub text: String,
    pub sender: String,
    /// How often it was posted.
    #[serde(default)]
    pub times: u32,
    /// `HH:MM:SS`
    #[serde(default)]
    pub at: String,
}

/// The gateway. Cloning shares what arrived.
#[derive(Clone)]
pub struct Simulated {
    inner: Arc<Mutex<Inner>>,
    clock: Clock,
    lang: Lang,
}

struct Inner {
    manners: Manners,
    dice: StdRng,
    arrived: Vec<Arrived>,
}

#[derive(Template)]
#[template(path = "simulate/sms.html")]
struct Page<'p> {
    lang: Lang,
    arrived: Vec<&'p Arrived>,
}

impl Page<'_> {
    fn t(&self, key: &str) -> std::borrow::Cow<'static, str> {
        self.lang.say(key)
    }
}

/// How one message is treated.
enum Treated {
    Well,
    NotTaken,
    TakenAndDenied,
    TakenAndMumbled,
}

impl Simulated {
    pub fn new(manners: Manners, seed: u64, clock: Clock, lang: Lang) -> Simulated {
        let inner = Inner { manners, dice: StdRng::seed_from_u64(seed), arrived: Vec::new() };
        Simulated { inner: Arc::new(Mutex::new(inner)), clock, lang }
    }

    /// `POST /messages` takes one; `GET /messages` and `/` show what arrived.
    pub fn router(&self) -> Router {
        let messages = post(take).get(list);
        Router::new().route("/", get(show)).route("/messages", messages).with_state(self.clone())
    }

    pub fn behaves(&self, manners: Manners) {
        self.inner().manners = manners;
    }

    /// What arrived, each message once.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.inner().arrived.clone()
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn treat(&self, message: Arrived) -> (Treated, Duration) {
        let mut inner = self.inner();
        let (manners, fell) = (inner.manners, inner.dice.random::<f64>());
        let treated = match fell {
            fell if fell < manners.down => Treated::NotTaken,
            fell if fell < manners.down + manners.twice => Treated::TakenAndDenied,
            fell if fell < manners.down + manners.twice + manners.wrong => Treated::TakenAndMumbled,
            _ => Treated::Well,
        };
        if !matches!(treated, Treated::NotTaken) {
            let at = kernel::time::civil(self.clock.now()).strftime("%H:%M:%S").to_string();
            match inner.arrived.iter_mut().find(|known| known.id == message.id) {
                Some(known) => known.times += 1,
                None => inner.arrived.push(Arrived { times: 1, at, ..message }),
            }
        }
        (treated, manners.slow)
    }
}

/// Digits with the country's code: what a telephone network can reach.
fn is_number(to: &str) -> bool {
    to.len() >= 10 && to.len() <= 15 && to.bytes().all(|digit| digit.is_ascii_digit())
}

async fn take(State(gateway): State<Simulated>, Json(message): Json<Arrived>) -> Response {
    if !is_number(&message.to) || message.text.is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": "recipient" }))).into_response();
    }
    let reference = format!("SIM-{}", message.id);
    let (treated, slow) = gateway.treat(message);
    tokio::time::sleep(slow).await;
    match treated {
        Treated::Well => Json(json!({ "reference": reference })).into_response(),
        Treated::NotTaken | Treated::TakenAndDenied => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Treated::TakenAndMumbled => "OK".into_response(),
    }
}

async fn list(State(gateway): State<Simulated>) -> Json<Vec<Arrived>> {
    Json(gateway.arrived())
}

async fn show(State(gateway): State<Simulated>) -> Response {
    let arrived = gateway.arrived();
    let page = Page { lang: gateway.lang, arrived: arrived.iter().rev().collect() };
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
