//! `motcua user`: who may come in, with which roles. Passwords are read from standard input or drawn; they are never an
//! argument, because arguments end up in histories and process lists.

#![expect(clippy::disallowed_methods, reason = "the command line is where chance comes in")]

use std::io::BufRead;

use kernel::{Error, Lang, Refusal};
use office::model::{Narrow, Scope};
use office::token::NewToken;
use office::{Act, NewOfficer, Visitor, password};

use super::args::{Shared, User, UserAdd, UserGrant, UserToken};
use super::office::find;
use super::{DONE, Ended, admin, columns, open, say};
use crate::App;
use crate::demo::draw_password;

pub(super) fn run(what: &User, shared: &Shared, lang: Lang) -> Ended {
    let app = open(shared)?;
    match what {
        User::List(args) => list(&app, args.json, lang),
        User::Add(args) => add(&app, args, lang),
        User::Disable(args) => set_active(&app, &args.login, false, lang),
        User::Enable(args) => set_active(&app, &args.login, true, lang),
        User::Password(args) => {
            let name = app.store.read_blocking({
                let login = args.login.clone();
                move |tx| office::store::find_officer(tx, &login)
            })?;
            let name = name.map(|card| card.name).unwrap_or_default();
            let (hash, told) = new_password(&args.login, &name, args.password_stdin)?;
            let (admin, login) = (admin(&app)?, args.login.clone());
            app.store.act_blocking(move |tx| admin.set_password(tx, &login, &hash, true))?;
            tell(lang, &args.login, told);
            Ok(DONE)
        }
        User::Grant(args) => grant(&app, args, lang),
        User::Token(args) => token(&app, args, lang),
    }
}

fn list(app: &App, json: bool, lang: Lang) -> Ended {
    let directory = app.sessions.directory();
    if json {
        answer!("{}", serde_json::to_string(&directory.officers())?);
        return Ok(DONE);
    }
    let rows: Vec<_> = directory
        .officers()
        .into_iter()
        .map(|card| {
            let mut roles: Vec<&str> = directory.grants_of(card.id).iter().map(|grant| grant.role.as_str()).collect();
            roles.dedup();
            let state = lang.say(if card.active { "motcua-user-active" } else { "motcua-user-disabled" }).into_owned();
            vec![card.login.clone(), state, roles.join(","), card.name.clone(), directory.unit_name(card.unit)]
        })
        .collect();
    answer!("{}", columns(&rows));
    Ok(DONE)
}

fn add(app: &App, args: &UserAdd, lang: Lang) -> Ended {
    let new = NewOfficer {
        login: args.login.clone(),
        name: args.name.clone(),
        title: args.title.clone(),
        unit: args.unit.clone(),
        duties: Vec::new(),
    };
    let unit = find(&app.sessions.directory(), &args.unit)?;
    let (hash, told) = new_password(&args.login, &args.name, args.password_stdin)?;
    let (admin, roles) = (admin(app)?, args.role.clone());
    app.store.act_blocking(move |tx| {
        admin.add_officer(tx, &new)?;
        for role in &roles {
            admin.grant(tx, &new.login, role, Scope::of_unit(unit), (None, None))?;
        }
        admin.set_password(tx, &new.login, &hash, true)
    })?;
    answer!("{}", say(lang, "motcua-user-added", &[("login", &args.login)]));
    tell(lang, &args.login, told);
    Ok(DONE)
}

fn set_active(app: &App, login: &str, active: bool, lang: Lang) -> Ended {
    let (admin, who) = (admin(app)?, login.to_string());
    app.store.act_blocking(move |tx| admin.set_active(tx, &who, active))?;
    let key = if active { "motcua-user-let-in" } else { "motcua-user-kept-out" };
    answer!("{}", say(lang, key, &[("login", login)]));
    Ok(DONE)
}

/// The hash of a password from standard input, or of a drawn one that is then told.
fn new_password(login: &str, name: &str, from_stdin: bool) -> anyhow::Result<(String, Option<String>)> {
    let (chosen, told) = match from_stdin {
        true => (read_line()?, None),
        false => {
            let drawn = draw_password(&mut rand::rng());
            (drawn.clone(), Some(drawn))
        }
    };
    password::check(&chosen, login, name).map_err(Error::from)?;
    Ok((password::hash(&chosen, &rand::random())?, told))
}

fn read_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_string())
}

fn tell(lang: Lang, login: &str, password: Option<String>) {
    match password {
        Some(password) => {
            answer!("{}", say(lang, "motcua-user-password-is", &[("login", login), ("password", &password)]))
        }
        None => answer!("{}", say(lang, "motcua-user-password-set", &[("login", login)])),
    }
}

fn acts(words: &[String]) -> kernel::Result<Vec<Act>> {
    let unknown = |word: &String| Error::from(Refusal::new("ACT_UNKNOWN").with("act", word).at("act"));
    words.iter().map(|word| Act::parse(word).ok_or_else(|| unknown(word))).collect()
}

fn grant(app: &App, args: &UserGrant, lang: Lang) -> Ended {
    let directory = app.sessions.directory();
    let units = match args.unit.is_empty() {
        false => args.unit.iter().map(|key| find(&directory, key)).collect::<kernel::Result<Vec<_>>>()?,
        true => directory.officers().iter().filter(|card| card.login == args.login).map(|card| card.unit).collect(),
    };
    let scope = Scope {
        acts: Narrow::of(acts(&args.act)?),
        fields: Narrow::of(args.field.clone()),
        procedures: Narrow::of(args.procedure.clone()),
        units: Narrow::Only(units),
    };
    let (admin, login, role, dates) = (admin(app)?, args.login.clone(), args.role.clone(), (args.from, args.until));
    app.store.act_blocking(move |tx| admin.grant(tx, &login, &role, scope.clone(), dates))?;
    answer!("{}", say(lang, "motcua-user-granted", &[("login", &args.login), ("role", &args.role)]));
    Ok(DONE)
}

/// A token is its officer's own: they prove themselves with their password, on standard input.
fn token(app: &App, args: &UserToken, lang: Lang) -> Ended {
    let new = NewToken { name: args.name.clone(), acts: acts(&args.act)?, days: args.days };
    eprintln!("{}", say(lang, "motcua-user-token-password", &[("login", &args.login)]));
    let password = read_line()?;
    let (sessions, login, now) = (app.sessions.clone(), args.login.clone(), app.clock.now());
    let (session, secret): ([u8; 32], [u8; 32]) = (rand::random(), rand::random());
    let (_, text) = crate::demo::blocking(async move {
        let visitor = Visitor { address: "cli".into(), agent: "motcua".into() };
        let welcome = sessions.sign_in(&login, &password, session, &visitor, now).await?;
        let made = match welcome.must_change_password {
            true => Err(Refusal::new("PASSWORD_STILL_TEMPORARY").into()),
            false => sessions.create_token(&welcome.officer, new, secret, now).await,
        };
        sessions.sign_out(session, now).await?;
        made
    })?;
    answer!("{text}");
    eprintln!("{}", lang.say("motcua-user-token-once"));
    Ok(DONE)
}
