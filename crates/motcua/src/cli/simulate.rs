//! `motcua simulate`: people for training, load and demonstration, over the real API of a running house.

#![expect(clippy::disallowed_methods, reason = "the command line is where chance comes in")]

use std::time::Duration;

use kernel::{Clock, Lang};
use office::token::NewToken;
use office::{Act, Visitor};

use super::args::{Shared, Simulate, SimulateFloor, SimulateSms};
use super::{BAD_INPUT, DONE, Ended, bar, open, say};
use crate::App;
use crate::simulate::floor::{Day, Lived, live};
use crate::simulate::sms::{Manners, Simulated};

/// Where a token comes from when it may not stand on the command line.
const TOKEN: &str = "MOTCUA_TOKEN";

pub(super) fn run(what: &Simulate, shared: &Shared, lang: Lang) -> Ended {
    match what {
        Simulate::Floor(args) => floor(args, shared, lang),
        Simulate::Sms(args) => sms(args, lang),
    }
}

fn floor(args: &SimulateFloor, shared: &Shared, lang: Lang) -> Ended {
    let wrong = |key: &str| {
        eprintln!("{}", lang.say(key));
        Ok(BAD_INPUT)
    };
    if !(args.speed > 0.0 && args.speed.is_finite()) {
        return wrong("motcua-simulate-speed");
    }
    let given = std::env::var(TOKEN).ok().filter(|token| !token.is_empty());
    let (token, centre, url) = match given {
        Some(token) => match (&args.centre, &args.url) {
            (Some(centre), Some(url)) => (token, centre.clone(), url.clone()),
            _ => return wrong("motcua-simulate-where"),
        },
        None => {
            let app = open(shared)?;
            let Some((login, password, centre)) = somebody(&app, shared, args)? else {
                return wrong("motcua-simulate-who");
            };
            let url = args.url.clone().unwrap_or_else(|| format!("http://{}", app.config.listen));
            (token_of(&app, &login, &password)?, centre, url)
        }
    };
    let day = Day {
        url,
        token,
        centre,
        visitors: args.visitors.max(1) as f64,
        speed: args.speed,
        lasts: args.minutes.map(|minutes| Duration::from_secs(minutes * 60)),
        seed: args.seed.unwrap_or_else(rand::random),
        again: Duration::from_secs(2),
        counters: args.counters,
    };
    let progress = bar(lang, "motcua-simulate-bar");
    progress.set_length(args.visitors);
    let shown = progress.clone();
    let mut told = move |lived: &Lived| shown.set_position(lived.tickets as u64);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let lived = runtime.block_on(live(&day, &mut told))?;
    progress.finish_and_clear();
    tell(&lived, lang);
    Ok(DONE)
}

/// A gateway that takes text messages and shows them, until it is stopped.
fn sms(args: &SimulateSms, lang: Lang) -> Ended {
    let shares = [args.down, args.twice, args.wrong];
    if shares.iter().any(|share| !(0.0..=1.0).contains(share)) || shares.iter().sum::<f64>() > 1.0 {
        eprintln!("{}", lang.say("motcua-sms-shares"));
        return Ok(BAD_INPUT);
    }
    let slow = Duration::from_millis(args.slow);
    let manners = Manners { slow, down: args.down, twice: args.twice, wrong: args.wrong };
    let gateway = Simulated::new(manners, args.seed.unwrap_or_else(rand::random), Clock::System, lang);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(&args.listen).await?;
        let url = format!("http://{}", listener.local_addr()?);
        eprintln!("{}", say(lang, "motcua-sms-at", &[("url", &url)]));
        web::serve(listener, gateway.router()).await?;
        Ok(DONE)
    })
}

/// Somebody of a sample office who greets in a hall and leads it: login, password, the hall's unit.
fn somebody(app: &App, shared: &Shared, args: &SimulateFloor) -> anyhow::Result<Option<(String, String, String)>> {
    let folder = shared.data.clone().unwrap_or_else(|| "demo-data".into());
    let Ok(logins) = std::fs::read_to_string(folder.join("logins.txt")) else { return Ok(None) };
    let directory = app.sessions.directory();
    let halls = app.store.read_blocking(floor::store::list_centres)?;
    let wanted = |id: kernel::UnitId| {
        args.centre.as_ref().is_none_or(|key| {
            *key == id.to_string() || directory.unit(id).is_some_and(|unit| unit.key.as_str() == key.as_str())
        })
    };
    let acts = [Act::Greet, Act::LeadFloor];
    for hall in halls.into_iter().filter(|id| wanted(*id)) {
        for card in directory.officers_of(hall) {
            let own = directory.grants_of(card.id).iter().map(|grant| directory.acts_of(grant));
            let may = own.fold(office::ActSet::NONE, |all, some| some.iter().fold(all, office::ActSet::with));
            let known = logins.lines().find_map(|line| {
                let mut parts = line.split('\t');
                (parts.next() == Some(card.login.as_str())).then(|| parts.next()).flatten()
            });
            if let (true, Some(password)) = (acts.iter().all(|act| may.has(*act)), known) {
                return Ok(Some((card.login.clone(), password.into(), hall.to_string())));
            }
        }
    }
    Ok(None)
}

/// A token for one day that may greet and lead the hall, and nothing else.
fn token_of(app: &App, login: &str, password: &str) -> anyhow::Result<String> {
    let (sessions, now) = (app.sessions.clone(), app.clock.now());
    let (login, password) = (login.to_string(), password.to_string());
    let (session, secret): ([u8; 32], [u8; 32]) = (rand::random(), rand::random());
    let new = NewToken { name: "simulate".into(), acts: vec![Act::Greet, Act::LeadFloor], days: 1 };
    let (_, text) = crate::demo::blocking(async move {
        let visitor = Visitor { address: "cli".into(), agent: "motcua".into() };
        let welcome = sessions.sign_in(&login, &password, session, &visitor, now).await?;
        let made = sessions.create_token(&welcome.officer, new, secret, now).await;
        sessions.sign_out(session, now).await?;
        made
    })?;
    Ok(text)
}

fn tell(lived: &Lived, lang: Lang) {
    let middle = |of: &[f64], share: f64| {
        let mut sorted = of.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let place = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(place).map_or_else(|| "–".to_string(), |ms| format!("{ms:.1}"))
    };
    let facts = [
        ("tickets", lived.tickets.to_string()),
        ("calls", lived.calls.to_string()),
        ("finished", lived.finished.to_string()),
        ("skipped", lived.skipped.to_string()),
        ("refused", lived.refused.to_string()),
        ("issue", middle(&lived.issue_ms, 0.95)),
        ("call", middle(&lived.call_ms, 0.95)),
    ];
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    answer!("{}", say(lang, "motcua-simulate-lived", &facts));
}
