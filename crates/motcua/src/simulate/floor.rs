//! A day of a hall over the wire: visitors take tickets, officers call, start, finish and turn to the next, at any speed, as
//! programs with a token. It joins a hall as it finds it and shares it with whoever else is there.

use std::time::Duration;

use kernel::{CounterId, TicketId};
use queue::crowd::{Crowd, Doing, Heard, Post, Wanted};
use queue::days::{Centre, Coming};
use queue::dice::Dice;
use queue::hall::{Able, Languages, Services};
use queue::rule::{Class, Ms};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::believable::{self, Service};

/// What is lived.
#[derive(Debug, Clone)]
pub struct Day {
    /// `http://127.0.0.1:8080`
    pub url: String,
    /// A token whose officer may greet in the hall and lead it: made-up officers sit nowhere, so somebody acts at all counters.
    pub token: String,
    /// The centre's unit, `uni_…`.
    pub centre: String,
    /// Visitors of a whole day.
    pub visitors: f64,
    /// So many times faster than life.
    pub speed: f64,
    /// How long, in the day's own time; none: until everybody has gone.
    pub lasts: Option<Duration>,
    pub seed: u64,
    /// How long an officer waits before trying again to skip somebody: patience is real time, whatever the speed.
    pub again: Duration,
    /// Counters the people open; the others stay as they are. None: all that are closed.
    pub counters: Option<usize>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lived {
    pub tickets: usize,
    pub calls: usize,
    pub finished: usize,
    pub skipped: usize,
    /// Answers that were no and should be: somebody else was faster, patience was too short for the speed.
    pub refused: usize,
    /// Milliseconds from the request to its answer.
    pub issue_ms: Vec<f64>,
    pub call_ms: Vec<f64>,
}

/// How often a request that got no answer is sent again, under the same key.
const TRIES: u32 = 5;

/// Somebody over the wire.
struct Wire {
    client: Client,
    base: String,
    token: String,
    seed: u64,
    sent: u64,
}

enum Said {
    Yes(Value),
    No { key: String },
}

impl Wire {
    async fn hall(&self) -> anyhow::Result<Value> {
        let answer = self.client.get(format!("{}/hall", self.base)).bearer_auth(&self.token).send().await?;
        let status = answer.status();
        anyhow::ensure!(status.is_success(), "{status}: {}", answer.text().await?);
        Ok(answer.json().await?)
    }

    /// Does one thing, once, however often the line breaks.
    async fn post(&mut self, path: &str, body: &Value) -> anyhow::Result<Said> {
        self.sent += 1;
        let key = format!("simulate-{:x}-{}", self.seed, self.sent);
        let mut tries = 0;
        let answer = loop {
            let request = self.client.post(format!("{}/{path}", self.base)).bearer_auth(&self.token);
            match request.header("idempotency-key", &key).json(body).send().await {
                Ok(answer) => break answer,
                Err(error) if tries == TRIES => return Err(error.into()),
                Err(_) => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(200 << tries)).await;
                }
            }
        };
        let status = answer.status();
        let text = answer.text().await?;
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        match status {
            _ if status.is_success() => Ok(Said::Yes(value)),
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::NOT_FOUND => {
                Ok(Said::No { key: value["key"].as_str().unwrap_or_default().into() })
            }
            _ => anyhow::bail!("{status}: {text}"),
        }
    }
}

/// Lives it. `told` hears what happened so far.
///
/// Errors: the server cannot be reached, does not know the token, or the hall has no services.
pub async fn live(day: &Day, told: &mut dyn FnMut(&Lived)) -> anyhow::Result<Lived> {
    let base = format!("{}/api/v1/centres/{}", day.url.trim_end_matches('/'), day.centre);
    // The binary has chosen one already; a program that uses this crate may not have.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().timeout(Duration::from_secs(30)).build()?;
    let mut wire = Wire { client, base, token: day.token.clone(), seed: day.seed, sent: 0 };
    let posts = open(&mut wire, day).await?;
    let hall = wire.hall().await?;
    let centre = centre(&hall, &posts, day);
    let mut dice = Dice::seeded(day.seed);
    let opens = centre.hours.first().map_or(0, |hours| hours.0);
    let coming: Vec<Coming> = centre.day(0, &mut dice);
    let mut crowd = Crowd::new(&centre, &coming, &posts, opens, dice);
    let (mut lived, began) = (Lived::default(), Instant::now());
    while let Some((at, wanted)) = crowd.next_wanted() {
        if day.lasts.is_some_and(|lasts| at - opens > lasts.as_millis() as Ms) {
            break;
        }
        let wait = Duration::from_secs_f64(((at - opens).max(0) as f64 / 1e3 / day.speed).max(0.0));
        tokio::time::sleep_until(began + wait).await;
        // What is wanted happens when the answer is there: a slow server makes a slow day, not an impatient crowd.
        let heard = perform(&mut wire, &coming, wanted, day, &mut lived).await?;
        let now = opens + (began.elapsed().as_secs_f64() * day.speed * 1e3) as Ms;
        crowd.told(now.max(at), wanted, heard);
        told(&lived);
    }
    Ok(lived)
}

/// Opens closed counters and takes over those that are open.
async fn open(wire: &mut Wire, day: &Day) -> anyhow::Result<Vec<Post>> {
    let hall = wire.hall().await?;
    let (mut posts, mut refused) = (Vec::new(), String::new());
    for counter in hall["counters"].as_array().into_iter().flatten() {
        let id: CounterId = counter["counter"].as_str().unwrap_or_default().parse()?;
        let services = Services::of(numbers(&counter["services"]));
        let able = Able { services, languages: Languages(3), classes: Able::EVERYBODY };
        let doing = match counter["desk"].as_str() {
            Some("closed") if day.counters.is_none_or(|most| posts.len() < most) => {
                match wire.post(&format!("counters/{id}/open"), &json!({ "unattended": true })).await? {
                    Said::Yes(_) => Doing::Nothing,
                    Said::No { key } => {
                        refused = key;
                        continue;
                    }
                }
            }
            Some("free" | "paused") => Doing::Nothing,
            Some("with") => standing(&hall, counter),
            _ => continue,
        };
        posts.push(Post { counter: id, able, doing });
    }
    anyhow::ensure!(!posts.is_empty(), "no counter {refused}");
    Ok(posts)
}

/// What a counter with a visitor is doing.
fn standing(hall: &Value, counter: &Value) -> Doing {
    let tickets = hall["tickets"].as_array().into_iter().flatten();
    let found = tickets.into_iter().find(|ticket| ticket["ticket"] == counter["ticket"]);
    let id = found.and_then(|ticket| ticket["ticket"].as_str()?.parse().ok());
    match (found, id) {
        (Some(ticket), Some(id)) if ticket["state"] == "called" => {
            Doing::Waits(id, Services::of(numbers(&ticket["services"])))
        }
        (Some(ticket), Some(id)) => Doing::Serves(id, Services::of(numbers(&ticket["services"]))),
        _ => Doing::Nothing,
    }
}

fn numbers(list: &Value) -> Vec<u8> {
    list.as_array().into_iter().flatten().filter_map(|no| u8::try_from(no.as_u64()?).ok()).collect()
}

fn centre(hall: &Value, posts: &[Post], day: &Day) -> Centre {
    let services: Vec<Service> = hall["services"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|service| Service {
            no: service["no"].as_u64().unwrap_or(0) as u8,
            zone: service["zone"].as_u64().unwrap_or(0) as u8,
            offered: service["offered"].as_bool().unwrap_or(false),
            median_s: service["median_s"].as_i64().unwrap_or(480),
            ninth_s: service["ninth_s"].as_i64().unwrap_or(1_080),
        })
        .collect();
    let able = posts.iter().map(|post| post.able).collect();
    let mut centre = believable::centre(&services, able, day.visitors, believable::usual_hours());
    // Appointments are booked by people, not by a crowd.
    centre.appointments = 0.0;
    centre
}

async fn perform(
    wire: &mut Wire,
    coming: &[Coming],
    wanted: Wanted,
    day: &Day,
    lived: &mut Lived,
) -> anyhow::Result<Heard> {
    let begun = Instant::now();
    let said = match wanted {
        Wanted::Comes(n) => {
            let who = coming[n];
            let class = if who.class == Class::Vulnerable { "vulnerable" } else { "walk_in" };
            let services: Vec<u8> = who.services.iter().collect();
            wire.post("tickets", &json!({ "services": services, "class": class, "anyway": true })).await?
        }
        Wanted::Calls(counter) => wire.post(&format!("counters/{counter}/next"), &json!({})).await?,
        Wanted::Starts(counter) => wire.post(&format!("counters/{counter}/start"), &json!({})).await?,
        Wanted::Finishes(counter) => wire.post(&format!("counters/{counter}/finish"), &json!({})).await?,
        Wanted::Skips(counter) => wire.post(&format!("counters/{counter}/skip"), &json!({})).await?,
        Wanted::Returns(ticket) => wire.post(&format!("tickets/{ticket}/return"), &json!({})).await?,
    };
    let took = begun.elapsed().as_secs_f64() * 1e3;
    let answer = match said {
        Said::Yes(answer) => answer,
        Said::No { key } if key == "NOBODY_WAITS" => return Ok(Heard::Nobody),
        Said::No { key } => {
            lived.refused += 1;
            let again = (day.again.as_secs_f64() * 1e3 * day.speed) as Ms;
            return Ok(if key == "SKIPPED_TOO_SOON" { Heard::Later(again) } else { Heard::Lost });
        }
    };
    let ticket = || answer["ticket"].as_str().and_then(|id| id.parse::<TicketId>().ok());
    let services = || Services::of(numbers(&answer["services"]));
    Ok(match wanted {
        Wanted::Comes(_) => {
            lived.tickets += 1;
            lived.issue_ms.push(took);
            ticket().map_or(Heard::Lost, Heard::Issued)
        }
        Wanted::Calls(_) => {
            lived.calls += 1;
            lived.call_ms.push(took);
            ticket().map_or(Heard::Nobody, |ticket| Heard::Called(ticket, services()))
        }
        Wanted::Finishes(_) if services().is_empty() => {
            lived.finished += 1;
            Heard::Done
        }
        Wanted::Finishes(_) => Heard::SentOn,
        Wanted::Skips(_) => {
            lived.skipped += 1;
            Heard::Done
        }
        Wanted::Starts(_) | Wanted::Returns(_) => Heard::Done,
    })
}
