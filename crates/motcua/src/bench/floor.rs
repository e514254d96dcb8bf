//! A hall under load: tickets and calls over HTTP while hundreds of screens look on, and how soon the last of them shows a call.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use kernel::{Clock, Error, Result};
use office::token::NewToken;
use office::{Act, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::load::Server;
use super::report::{Report, Timings};
use super::{Args, client};
use crate::app::App;
use crate::demo::{self, Amount};

/// Boards and displays that look on.
const SCREENS: usize = 500;
/// Tickets and whole services a second while they look on: some hundred counters' worth.
const TICKETS_A_SECOND: u64 = 10;
const CALLS_A_SECOND: u64 = 5;

/// What was planted for it.
#[derive(Serialize, Deserialize)]
struct Hall {
    centre: String,
    token: String,
}

pub fn measure(args: &Args, report: &mut Report) -> Result<()> {
    if !args.only.is_empty() && !args.only.iter().any(|name| name == "floor") {
        return Ok(());
    }
    let hall = plant(args)?;
    let mut server = Server::start(args, config(args), report)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Error::fault("runtime", e))?;
    let outcome = runtime.block_on(run(args, &hall, &server, report));
    server.stop();
    outcome
}

fn config(args: &Args) -> crate::config::Config {
    let folder = args.data.join("hall");
    super::plant::config(&Args { data: folder, ..args.clone() })
}

/// The sample office with its halls, and somebody who greets and serves.
fn plant(args: &Args) -> Result<Hall> {
    let broken = |e: std::io::Error| Error::fault("bench folder", e);
    let marker = args.data.join(format!("hall-{}.json", args.engine));
    if let Ok(text) = std::fs::read_to_string(&marker) {
        return serde_json::from_str(&text).map_err(|e| Error::fault("hall.json", e));
    }
    std::fs::create_dir_all(args.data.join("hall")).map_err(broken)?;
    let app = App::open(config(args), Clock::System)?;
    let now: DateTime = kernel::time::civil(app.clock.now());
    let planted = demo::plant_amount(&app, args.seed, now, Amount { dossiers: 20 }, &mut |_, _| {})?;
    let directory = app.sessions.directory();
    let centre = directory.unit_by_key("tt_pvhcc").ok_or_else(|| Error::fault("bench", "no centre"))?.id;
    let both = ["greet", "lead_floor"];
    let login = planted.logins.iter().find(|login| {
        let roles = login.roles.iter().filter_map(|role| directory.role(role));
        let acts: Vec<&str> = roles.flat_map(|role| role.acts.iter().map(|act| act.key())).collect();
        let of_centre = directory.officers_of(centre).iter().any(|card| card.login == login.login);
        of_centre && both.iter().all(|act| acts.contains(act))
    });
    let login = login.ok_or_else(|| Error::fault("bench", "nobody greets and leads the hall"))?.clone();
    let (sessions, at) = (app.sessions.clone(), app.clock.now());
    let secret = *b"motcua bench hall motcua bench!!";
    let (_, token) = demo::blocking(async move {
        let visitor = Visitor { address: "127.0.0.1".into(), agent: "bench".into() };
        let officer = sessions.sign_in(&login.login, &login.password, secret, &visitor, at).await?.officer;
        let acts = vec![Act::Greet, Act::LeadFloor];
        sessions.create_token(&officer, NewToken { name: "bench".into(), acts, days: 30 }, secret, at).await
    })?;
    let hall = Hall { centre: centre.to_string(), token };
    let text = serde_json::to_string(&hall).map_err(|e| Error::fault("hall.json", e))?;
    std::fs::write(&marker, text).map_err(broken)?;
    Ok(hall)
}

/// When each screen was sent which state of the hall.
type Seen = Arc<Mutex<Vec<(i64, Instant)>>>;

async fn run(args: &Args, hall: &Hall, server: &Server, report: &mut Report) -> Result<()> {
    let (at, base) = (server.address, format!("/api/v1/centres/{}", hall.centre));
    let counters = open(at, hall, &base).await?;
    let idle = server.resident_mb();
    let mut screens = Vec::new();
    let ends = Arc::new(AtomicBool::new(false));
    for _ in 0..SCREENS {
        let seen: Seen = Arc::default();
        let address = format!("/centres/{}/board/live", hall.centre);
        screens.push(seen.clone());
        tokio::spawn(watch(at, address, seen, ends.clone()));
    }
    until_all_look(&screens).await?;
    let looked = server.resident_mb();
    report.number(&format!("memory for {SCREENS} live screens"), looked - idle, "MB more", "< 200");
    let (issues, calls, clicks) = steady(args, at, hall, &base, &counters).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let seconds = args.seconds as f64;
    report.rate(&format!("ticket issued, {SCREENS} live screens"), seconds, issues, "p95 ≤ 30 ms");
    report.rate(&format!("visitor called, {SCREENS} live screens"), seconds, calls, "p95 ≤ 30 ms");
    report.rate("click until a screen shows it, all screens", seconds, shown(&screens, &clicks)?, "p99 ≤ 300 ms");
    report.number("memory for them under that load", server.resident_mb() - idle, "MB more", "< 200");
    ends.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let run = std::process::id();
    let (path, token) = (format!("{base}/tickets"), hall.token.clone());
    let next = move |nth: u64| {
        let body = format!(r#"{{"services":[{}],"anyway":true}}"#, nth % 8);
        client::post(&path, &token, &format!("flood-{run}-{nth}"), &body)
    };
    let (seconds, timings) = client::drive(at, args.connections, args.seconds.min(10), Arc::new(next)).await?;
    report.rate(&format!("tickets durable, {} clients", args.connections), seconds, timings, "≥ 300/s on SQLite");
    Ok(())
}

/// Opens every counter that is closed; answers all of them.
async fn open(at: SocketAddr, hall: &Hall, base: &str) -> Result<Vec<String>> {
    let mut wire = client::Wire::open(at).await?;
    let (status, body) = wire.ask(&client::get(&format!("{base}/hall"), Some(&hall.token))).await?;
    let view = read(status, &body)?;
    let mut counters = Vec::new();
    for counter in view["counters"].as_array().into_iter().flatten() {
        let id = counter["counter"].as_str().unwrap_or_default().to_string();
        if counter["desk"] == "closed" {
            let key = format!("open-{}-{id}", std::process::id());
            let path = format!("{base}/counters/{id}/open");
            let (status, body) = wire.ask(&client::post(&path, &hall.token, &key, r#"{"unattended":true}"#)).await?;
            read(status, &body)?;
        }
        counters.push(id);
    }
    Ok(counters)
}

/// A JSON answer; chunks are taken apart.
fn read(status: u16, body: &[u8]) -> Result<Value> {
    let text = String::from_utf8_lossy(body);
    if !(200..300).contains(&status) {
        return Err(Error::fault(format!("status {status}"), text.chars().take(300).collect::<String>()));
    }
    let (begins, ends) = (text.find('{').unwrap_or(0), text.rfind('}').map_or(0, |end| end + 1));
    serde_json::from_str(&text[begins..ends.max(begins)]).map_err(|e| Error::fault("answer", e))
}

/// One screen: reads what it is sent and notes when.
async fn watch(at: SocketAddr, path: String, seen: Seen, ends: Arc<AtomicBool>) -> Result<()> {
    let broken = |e: std::io::Error| Error::fault("screen", e);
    let mut stream = TcpStream::connect(at).await.map_err(broken)?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n");
    stream.write_all(request.as_bytes()).await.map_err(broken)?;
    let (mut buffer, mut line) = (vec![0; 16 * 1024], Vec::new());
    while !ends.load(Ordering::Relaxed) {
        let read = stream.read(&mut buffer).await.map_err(broken)?;
        if read == 0 {
            break;
        }
        let now = Instant::now();
        for byte in &buffer[..read] {
            if *byte != b'\n' {
                line.push(*byte);
                continue;
            }
            let id =
                std::str::from_utf8(&line).ok().and_then(|line| line.trim().strip_prefix("id:")?.trim().parse().ok());
            if let Some(id) = id {
                seen.lock().unwrap_or_else(PoisonError::into_inner).push((id, now));
            }
            line.clear();
        }
    }
    Ok(())
}

async fn until_all_look(screens: &[Seen]) -> Result<()> {
    let begun = Instant::now();
    let blind = || screens.iter().filter(|seen| seen.lock().unwrap_or_else(PoisonError::into_inner).is_empty()).count();
    while blind() > 0 {
        if begun.elapsed() > Duration::from_secs(30) {
            return Err(Error::fault("bench", format!("{} screens were sent nothing", blind())));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// A crowded day's pace: tickets at even distances, and counters that call, start and finish.
async fn steady(
    args: &Args,
    at: SocketAddr,
    hall: &Hall,
    base: &str,
    counters: &[String],
) -> Result<(Timings, Timings, Vec<(i64, Instant)>)> {
    let until = Instant::now() + Duration::from_secs(args.seconds);
    let nth = Arc::new(AtomicU64::new(0));
    let (token, base, run) = (hall.token.clone(), base.to_string(), std::process::id());
    let issuing = {
        let (token, base, nth) = (token.clone(), base.clone(), nth.clone());
        tokio::spawn(async move {
            let mut wire = client::Wire::open(at).await?;
            let mut ticks = tokio::time::interval(Duration::from_millis(1_000 / TICKETS_A_SECOND));
            let mut timings = Timings::default();
            while Instant::now() < until {
                ticks.tick().await;
                let n = nth.fetch_add(1, Ordering::Relaxed);
                let body = format!(r#"{{"services":[{}],"anyway":true}}"#, n % 8);
                let request = client::post(&format!("{base}/tickets"), &token, &format!("steady-{run}-{n}"), &body);
                let sent = Instant::now();
                let (status, body) = wire.ask(&request).await?;
                timings.0.push(sent.elapsed().as_micros() as u32);
                read(status, &body)?;
            }
            Ok::<_, Error>(timings)
        })
    };
    let mut wire = client::Wire::open(at).await?;
    let mut ticks = tokio::time::interval(Duration::from_millis(1_000 / CALLS_A_SECOND));
    let (mut timings, mut clicks) = (Timings::default(), Vec::new());
    let mut n = 0;
    while Instant::now() < until {
        ticks.tick().await;
        let counter = &counters[n % counters.len()];
        n += 1;
        // Whatever the counter had is finished first; only the call is measured.
        for act in ["start", "finish", "next"] {
            let key = format!("steady-{run}-{n}-{act}");
            let request = client::post(&format!("{base}/counters/{counter}/{act}"), &token, &key, "{}");
            let sent = Instant::now();
            let (status, body) = wire.ask(&request).await?;
            if act == "next" && (200..300).contains(&status) {
                timings.0.push(sent.elapsed().as_micros() as u32);
                clicks.push((read(status, &body)?["seq"].as_i64().unwrap_or(0), sent));
            }
        }
    }
    let issues = issuing.await.map_err(|e| Error::fault("client", e))??;
    Ok((issues, timings, clicks))
}

/// From each click to each screen that shows it.
fn shown(screens: &[Seen], clicks: &[(i64, Instant)]) -> Result<Timings> {
    let mut timings = Timings::default();
    for seen in screens {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        for (seq, sent) in clicks {
            let place = seen.partition_point(|(id, _)| id < seq);
            let (_, at) = seen.get(place).ok_or_else(|| Error::fault("bench", "a screen never showed a call"))?;
            timings.0.push(at.saturating_duration_since(*sent).as_micros() as u32);
        }
    }
    Ok(timings)
}
