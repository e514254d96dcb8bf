//! An applicant's own page: what needs them now, what runs, what is done; and the list of all their dossiers.
//!
//! It never counts by itself and shows no more than the dossier's own page would.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, State};
use axum::http::Uri;
use axum::routing::get;
use dossier::Dossiers;
use dossier::door::Whose;
use dossier::list::{After, Line};
use jiff::civil::DateTime;
use job::Sheet;
use kernel::{Clock, Lang};
use law::timeliness::{ONE_WORKING_DAY, TimeLeft};
use office::{Directory, Sessions};
use person::seat::{Applicant, Frame};
use person::{Accounts, Citizen};
use procedure::Catalogue;
use store::blob::Blobs;
use web::ui::{Badge, Due, Pager, Tone};
use web::{Answer, Ctx, Fields, Page};

use crate::filing::{self, Filings};

/// Dossiers looked at for the home page: more run for nobody but a very busy organisation, whose list has pages.
const LOOKED_AT: i64 = 100;
/// Finished dossiers on the home page.
const FINISHED: usize = 3;
/// Dossiers on one page of the list.
const PAGE: i64 = 25;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Accounts>: FromRef<S>,
    Arc<Blobs>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/me", get(home)).route("/me/dossiers", get(all))
}

#[derive(Template)]
#[template(path = "portal/home.html")]
struct HomeView {
    page: Page,
    confirmed: bool,
    needs: Vec<Card>,
    drafts: Vec<Draft>,
    running: Vec<Card>,
    done: Vec<Card>,
    /// Nothing was ever begun or filed.
    nothing: bool,
}

#[derive(Template)]
#[template(path = "portal/list.html")]
struct ListView {
    page: Page,
    cards: Vec<Card>,
    pager: Pager,
}

/// A dossier in a list.
struct Card {
    href: String,
    title: String,
    code: String,
    status: Badge,
    /// What the applicant is to do; empty: nothing.
    todo: String,
    act: Option<(String, String)>,
    due: Option<Due>,
    /// For whom, when the account's person only acts for the applicant; empty: it is their own.
    acts_for: String,
}

/// A filing that was begun and not sent.
struct Draft {
    href: String,
    title: String,
    saved: String,
}

/// Where a dossier belongs on the home page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Needs,
    Running,
    Done,
}

fn place_of(line: &Line) -> Place {
    match line.stage.as_str() {
        "supplement_before_intake" | "awaiting_supplement" | "awaiting_obligation" | "result_ready" => Place::Needs,
        "not_accepted" | "stopped" | "handed_over" => Place::Done,
        _ => Place::Running,
    }
}

/// The public word of a stage, as `dossier::view` says it on the dossier's own page.
fn word_of(stage: &str) -> (&'static str, Tone) {
    match stage {
        "lodged" => ("lodged", Tone::Info),
        "supplement_before_intake" | "awaiting_supplement" => ("supplement", Tone::Warn),
        "not_accepted" => ("not-accepted", Tone::Neutral),
        "accepted" => ("accepted", Tone::Info),
        "awaiting_obligation" => ("obligation", Tone::Warn),
        "suspended" => ("suspended", Tone::Neutral),
        "withdrawal_requested" => ("withdrawal", Tone::Neutral),
        "stopped" => ("stopped", Tone::Neutral),
        "result_ready" => ("result-ready", Tone::Good),
        "handed_over" => ("handed-over", Tone::Good),
        _ => ("in-progress", Tone::Info),
    }
}

fn todo_of(stage: &str) -> Option<&'static str> {
    match stage {
        "supplement_before_intake" | "awaiting_supplement" => Some("public-todo-supplement"),
        "awaiting_obligation" => Some("public-todo-obligation"),
        "result_ready" => Some("portal-todo-result"),
        _ => None,
    }
}

/// What cards are drawn with.
struct Setting<'a> {
    lang: Lang,
    now: DateTime,
    directory: &'a Directory,
    catalogue: &'a Catalogue,
}

impl Setting<'_> {
    fn card(&self, (line, whose): &(Line, Whose)) -> Card {
        let say = |key: &str| self.lang.say(key).into_owned();
        let (word, tone) = word_of(&line.stage);
        let href = format!("/me/dossiers/{}", line.id);
        let supplement = matches!(line.stage.as_str(), "supplement_before_intake" | "awaiting_supplement");
        Card {
            title: self.title(line),
            code: line.code.clone().unwrap_or_default(),
            status: Badge::new(tone, say(&format!("public-status-{word}"))),
            todo: todo_of(&line.stage).map(say).unwrap_or_default(),
            act: supplement.then(|| (format!("{href}/supplement"), say("portal-supplement-go"))),
            due: self.due(line),
            acts_for: match whose {
                Whose::Own => String::new(),
                Whose::Delegated => line.applicant.clone(),
            },
            href,
        }
    }

    /// The citizen's words for the procedure; its official name when it is no longer in the catalogue.
    fn title(&self, line: &Line) -> String {
        let held = self.catalogue.current(&line.procedure_code, self.now.date());
        held.map_or_else(|| line.procedure_name.clone(), |held| filing::door::title(&held.version))
    }

    /// The promised date while it counts; how it came about stands on the dossier's page.
    fn due(&self, line: &Line) -> Option<Due> {
        if place_of(line) == Place::Done || line.stage == "result_ready" {
            return None;
        }
        let at = kernel::time::civil_ms(line.due_ms?);
        let calendar = self.directory.calendar_of(line.receiving);
        let left = TimeLeft::between(self.now, at, &calendar);
        let (remains, tone) = match (line.paused, left.late) {
            (true, _) => (self.lang.say("public-tracking-paused").into_owned(), Tone::Neutral),
            (false, true) => (left.words(self.lang), Tone::Bad),
            (false, false) => {
                let near = left.days * ONE_WORKING_DAY + left.hours * 60 + left.minutes <= ONE_WORKING_DAY;
                (left.words(self.lang), if near { Tone::Warn } else { Tone::Good })
            }
        };
        Some(Due { date: dossier::view::moment(at, self.lang), remains, tone, chain: Vec::new() })
    }
}

async fn home(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
    filings: Filings,
) -> Answer {
    let lines = dossiers.list_as_citizen(&by, None, LOOKED_AT).await?;
    let drafts = drafts(&filings, &by).await?;
    let directory = sessions.directory();
    let now = kernel::time::civil(dossiers.clock.now());
    let setting = Setting { lang: ctx.lang, now, directory: &directory, catalogue: &dossiers.catalogue };
    let at =
        |place: Place| lines.iter().filter(move |(line, _)| place_of(line) == place).map(|line| setting.card(line));
    let title = ctx.lang.say_with("portal-home-hello", &[("name", by.name())]).into_owned();
    web::html(&HomeView {
        page: ctx.page(title).at("me-home"),
        confirmed: by.is_confirmed(),
        needs: at(Place::Needs).collect(),
        running: at(Place::Running).collect(),
        done: at(Place::Done).take(FINISHED).collect(),
        nothing: lines.is_empty() && drafts.is_empty(),
        drafts,
    })
}

/// What was begun, the last touched first.
async fn drafts(filings: &Filings, by: &Citizen) -> kernel::Result<Vec<Draft>> {
    let today = filings.now().date();
    let begun = filings.list(by).await?;
    let draft = |filing: filing::model::Filing| Draft {
        href: format!("/me/filings/{}", filing.id),
        title: match filings.dossiers.catalogue.current(&filing.procedure, today) {
            Some(held) => filing::door::title(&held.version),
            None => filing.procedure,
        },
        saved: kernel::time::hm_dmy(kernel::time::civil_ms(filing.changed_ms)),
    };
    Ok(begun.into_iter().filter(|filing| filing.state == filing::model::State::Draft).map(draft).collect())
}

/// `GET /me/dossiers`, newest first.
async fn all(
    ctx: Ctx,
    Applicant(by): Applicant,
    State(dossiers): State<Dossiers>,
    State(sessions): State<Arc<Sessions>>,
    uri: Uri,
) -> Answer {
    let after = Fields::of_query(&uri).number("after").map(|id| After { key: 0, id });
    let mut lines = dossiers.list_as_citizen(&by, after, PAGE + 1).await?;
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let next = lines.last().filter(|_| more).map(|(line, _)| format!("/me/dossiers?after={}", line.id.0));
    let directory = sessions.directory();
    let now = kernel::time::civil(dossiers.clock.now());
    let setting = Setting { lang: ctx.lang, now, directory: &directory, catalogue: &dossiers.catalogue };
    let cards: Vec<Card> = lines.iter().map(|line| setting.card(line)).collect();
    let first = after.map(|_| "/me/dossiers".to_string());
    let pager = Pager { first, prev: None, next, shown: cards.len(), total: None };
    web::html(&ListView {
        page: ctx.page(ctx.t("portal-dossiers")).at("me-dossiers").own_list("own-dossiers"),
        cards,
        pager,
    })
}

/// The list to take along, whole.
pub async fn sheet(dossiers: &Dossiers, by: &Citizen, directory: &Directory, lang: Lang) -> kernel::Result<Sheet> {
    let now = kernel::time::civil(dossiers.clock.now());
    let setting = Setting { lang, now, directory, catalogue: &dossiers.catalogue };
    let heads = [
        ("portal-column-code", 26.0),
        ("portal-column-procedure", 60.0),
        ("portal-column-acts-for", 32.0),
        ("portal-column-status", 24.0),
        ("portal-column-todo", 32.0),
        ("portal-column-due", 18.0),
    ];
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let lines = dossiers.list_as_citizen(by, after, LOOKED_AT).await?;
        let Some((last, _)) = lines.last() else { return Ok(Sheet::whole(lang, heads, rows)) };
        after = Some(After { key: 0, id: last.id.0 });
        for line in &lines {
            let card = setting.card(line);
            let due = card.due.and(line.0.due_ms).map(kernel::time::civil_ms);
            let [code, title, acts_for, status, todo] =
                [card.code, card.title, card.acts_for, card.status.word, card.todo].map(Into::into);
            rows.push([code, title, acts_for, status, todo, due.into()]);
        }
    }
}
