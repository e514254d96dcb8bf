//! Who has looked at my data: every look of an officer at the person's record or at one of their dossiers, with unit and
//! post, when and why (NĐ 69/2024/NĐ-CP Điều 17; Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). Officers' names are not shown:
//! the office answers for them. And all of it, with everything else that is kept, as a file to take away.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::{Uri, header};
use axum::response::IntoResponse;
use axum::routing::get;
use dossier::list::After;
use dossier::{Dossier, Dossiers, Key};
use job::Sheet;
use kernel::{Clock, DossierId, Lang, OfficerId};
use office::{Directory, Sessions};
use person::seat::{Applicant, Frame};
use person::{Accounts, Citizen};
use serde_json::{Value, json};
use store::ledger::{self, Look};
use web::ui::Pager;
use web::{Answer, Ctx, Fields, Page, Problem};

/// Looks on one page.
const PAGE: i64 = 50;
/// Dossiers whose readers are listed together; older ones show theirs on their own page.
const DOSSIERS: i64 = 200;
/// Looks in the file to take away.
const EXPORTED: i64 = 10_000;

/// What counts as a look, and what else officers do to somebody's data outside a dossier's thread.
const LOOKS: [&str; 6] =
    ["person.read", "person.listed", "person.change", "person.create", "dossier.read", "account.code"];

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/me/readers", get(show)).route("/me/data.json", get(export))
}

#[derive(Template)]
#[template(path = "portal/readers.html")]
struct ReadersView {
    page: Page,
    days: Vec<Day>,
    /// The dossier the list is narrowed to.
    dossier: Option<String>,
    pager: Pager,
}

/// The looks of one day.
struct Day {
    day: String,
    rows: Vec<Row>,
}

/// Looks of one officer at one thing on one day, told once.
struct Row {
    what: String,
    href: Option<String>,
    who: String,
    why: String,
    at: String,
    times: usize,
}

/// The dossiers of an account, by number, with the words a list shows for them.
type Names = BTreeMap<i64, (String, DossierId)>;

async fn names(dossiers: &Dossiers, by: &Citizen) -> kernel::Result<Names> {
    let lines = dossiers.list_as_applicant(by, None, DOSSIERS).await?;
    let named = |line: dossier::list::Line| {
        let words = match line.code {
            Some(code) => format!("{code} · {}", line.procedure_name),
            None => line.procedure_name,
        };
        (line.id.0, (words, line.id))
    };
    Ok(lines.into_iter().map(named).collect())
}

async fn looks(dossiers: &Dossiers, subjects: Vec<i64>, below: i64, limit: i64) -> kernel::Result<Vec<Look>> {
    dossiers.store.read(move |tx| ledger::list_looks(tx, &subjects, &LOOKS, below, limit)).await
}

async fn show(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
    uri: Uri,
) -> Answer {
    let asked = Fields::of_query(&uri);
    let names = names(&dossiers, &by).await?;
    let (chosen, subjects) = looked_at(&dossiers, &by, &names, asked.some("dossier")).await?;
    let below = asked.number("before").unwrap_or(i64::MAX);
    let mut found = looks(&dossiers, subjects, below, PAGE + 1).await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let narrowed = chosen.as_ref().map(|dossier| format!("&dossier={}", dossier.id)).unwrap_or_default();
    let next = found.last().filter(|_| more).map(|look| format!("/me/readers?before={}{narrowed}", look.id));
    let first = asked.some("before").map(|_| format!("/me/readers?{}", narrowed.trim_start_matches('&')));
    let teller = Teller { lang: ctx.lang, directory: &sessions.directory(), names: &names };
    web::html(&ReadersView {
        page: ctx
            .page(ctx.t("portal-readers"))
            .at("me-profile")
            .crumb(ctx.t("account-profile"), Some("/me/profile"))
            .crumb(ctx.t("portal-readers"), None)
            .own_list("readers"),
        pager: Pager { first, prev: None, next, shown: found.len(), total: None },
        days: teller.days(&found),
        dossier: chosen.map(|dossier| dossier.code.unwrap_or(dossier.procedure.name)),
    })
}

/// The dossier that is meant, if one is, and whose looks are told.
async fn looked_at(
    dossiers: &Dossiers,
    by: &Citizen,
    names: &Names,
    dossier: Option<&str>,
) -> kernel::Result<(Option<Dossier>, Vec<i64>)> {
    match dossier {
        // Another's dossier is not there; one's own is, however old.
        Some(id) => {
            let chosen = dossiers.read_as_applicant(by, Key::parse(id)).await?.dossier;
            let subjects = vec![chosen.id.0];
            Ok((Some(chosen), subjects))
        }
        None => Ok((None, names.keys().copied().chain(by.people().map(|person| person.0)).collect())),
    }
}

/// The list to take along, told as the page tells it.
pub async fn sheet(
    dossiers: &Dossiers,
    by: &Citizen,
    directory: &Directory,
    dossier: Option<&str>,
    lang: Lang,
) -> kernel::Result<Sheet> {
    let names = names(dossiers, by).await?;
    let (_, subjects) = looked_at(dossiers, by, &names, dossier).await?;
    let found = looks(dossiers, subjects, i64::MAX, EXPORTED).await?;
    let heads = [
        ("portal-reader-day", 24.0),
        ("portal-reader-at", 8.0),
        ("portal-reader-who", 60.0),
        ("portal-reader-what", 48.0),
        ("portal-reader-why", 48.0),
        ("portal-reader-times", 8.0),
    ];
    let mut rows = Vec::new();
    for Day { day, rows: looks } in (Teller { lang, directory, names: &names }).days(&found) {
        for row in looks {
            let times = row.times as i64;
            rows.push([
                day.as_str().into(),
                row.at.into(),
                row.who.into(),
                row.what.into(),
                row.why.into(),
                times.into(),
            ]);
        }
    }
    Ok(Sheet::whole(lang, heads, rows))
}

/// What looks are told with.
struct Teller<'a> {
    lang: Lang,
    directory: &'a Directory,
    names: &'a Names,
}

impl Teller<'_> {
    fn say(&self, key: &str) -> String {
        self.lang.say(key).into_owned()
    }

    /// Unit and post: "Trung tâm Phục vụ hành chính công phường Hồng Gai, cán bộ tiếp nhận".
    fn who(&self, look: &Look) -> String {
        let Some(card) = self.directory.officer(OfficerId(look.officer)) else {
            return self.say("portal-reader-former");
        };
        let unit = self.directory.unit(card.unit).map(|unit| unit.name.clone()).unwrap_or_default();
        let parts = [unit, card.title.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    fn what(&self, look: &Look) -> (String, Option<String>) {
        match self.names.get(&look.subject) {
            Some((words, id)) => (words.clone(), Some(format!("/me/dossiers/{id}"))),
            None if look.act.starts_with("dossier.") => (self.say("portal-read-dossier"), None),
            None => (self.say(&format!("portal-read-{}", look.act.replace(['.', '_'], "-"))), None),
        }
    }

    fn why(&self, look: &Look) -> String {
        let key = format!("portal-why-{}", look.why.replace(['.', '_'], "-"));
        if self.lang.has(&key) { self.say(&key) } else { self.say("portal-why-duty") }
    }

    fn days(&self, looks: &[Look]) -> Vec<Day> {
        let mut days: Vec<Day> = Vec::new();
        for look in looks {
            let at = kernel::time::civil_ms(look.at_ms);
            let day = law::weekday_date(at.date(), self.lang);
            if days.last().is_none_or(|last| last.day != day) {
                days.push(Day { day, rows: Vec::new() });
            }
            let ((what, href), who, why) = (self.what(look), self.who(look), self.why(look));
            let Some(today) = days.last_mut() else { continue };
            match today.rows.iter_mut().find(|row| row.what == what && row.who == who && row.why == why) {
                Some(row) => row.times += 1,
                None => today.rows.push(Row { what, href, who, why, at: at.strftime("%H:%M").to_string(), times: 1 }),
            }
        }
        days
    }
}

/// `GET /me/data.json`: everything that is kept about the account, the person and their dossiers.
async fn export(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(accounts): State<Arc<Accounts>>,
    State(sessions): State<Arc<Sessions>>,
) -> Answer {
    let now = dossiers.clock.now();
    let (card, person) = accounts.profile(&by, "account.export", now).await?;
    let open = accounts.list_sessions(&by, now).await?;
    let mut filed = Vec::new();
    let mut after = None;
    loop {
        let lines = dossiers.list_as_applicant(&by, after, DOSSIERS).await?;
        after = lines.last().map(|line| After { key: 0, id: line.id.0 });
        let full = lines.len() == DOSSIERS as usize;
        for line in &lines {
            filed.push(exported(&dossiers, &by, line.id, ctx.lang).await?);
        }
        if !full {
            break;
        }
    }
    let names = names(&dossiers, &by).await?;
    let subjects = names.keys().copied().chain(by.people().map(|person| person.0)).collect();
    let found = looks(&dossiers, subjects, i64::MAX, EXPORTED).await?;
    let teller = Teller { lang: ctx.lang, directory: &sessions.directory(), names: &names };
    let at = |ms: i64| kernel::time::rfc3339(kernel::time::civil_ms(ms));
    let body = json!({
        "exported_at": at(now.as_millisecond()),
        "account": {
            "id": card.id.to_string(), "name": card.name, "number": card.number, "phone": card.phone, "email": card.email,
            "created_at": at(card.created_ms), "confirmed_at": card.confirmed_ms.map(at),
        },
        "sessions": open.iter().map(|session| json!({
            "started_at": at(session.started_ms), "seen_at": at(session.seen_ms),
            "address": session.visitor.address, "agent": session.visitor.agent,
        })).collect::<Vec<_>>(),
        "person": person,
        "dossiers": filed,
        "looks": found.iter().map(|look| json!({
            "at": at(look.at_ms), "who": teller.who(look), "what": teller.what(look).0, "why": teller.why(look),
        })).collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&body).map_err(|cause| Problem::fault("export", cause))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"motcua-data.json\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, text).into_response())
}

/// A dossier as its applicant may know it: the public account, what was told, and what they handed in.
async fn exported(dossiers: &Dossiers, by: &Citizen, id: DossierId, lang: Lang) -> Result<Value, Problem> {
    let reading = dossiers.read_as_applicant(by, Key::Id(id)).await?;
    let notices = dossiers.notices_as_applicant(by, Key::Id(id)).await?;
    let now = kernel::time::civil_ms(dossiers.clock.now_ms().max(reading.dossier.last_at_ms));
    let view = dossier::view::PublicView::of(&reading.dossier, &reading.events, &notices, &reading.calendar, now, lang);
    let dossier = &reading.dossier;
    let told = |(at_ms, notice): &(i64, dossier::decide::Notice)| json!({ "at": kernel::time::rfc3339(kernel::time::civil_ms(*at_ms)), "text": notice.words(lang) });
    let files = dossier.files.iter().filter(|file| file.component.is_some());
    Ok(json!({
        "id": dossier.id.to_string(),
        "status": view,
        "applicant": dossier.applicant,
        "delegate": dossier.delegate,
        "summary": dossier.summary,
        "form": dossier.form,
        "components": dossier.components,
        "files": files.map(|file| json!({ "name": file.name, "bytes": file.bytes, "sha256": file.blob })).collect::<Vec<_>>(),
        "messages": notices.iter().map(told).collect::<Vec<_>>(),
    }))
}
