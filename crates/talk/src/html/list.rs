//! An officer's talks: those that wait for them, today's and coming ones, and what became of the last ones.

use askama::Template;
use axum::extract::State;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::Result;
use office::{Act, Officer, SignedIn};
use store::Tx;
use web::ui::Badge;
use web::{Answer, Ctx, Page};

use super::words;
use crate::decide::{course, time};
use crate::door::{Talks, centres_of, receives_somewhere, side_of};
use crate::model::{Party, Talk, TalkState};
use crate::store::{self as rows, Whose};

/// Days of which the past is shown.
const PAST_DAYS: i64 = 30;

pub(super) struct Row {
    pub id: String,
    pub when: String,
    pub hours: String,
    pub state: Badge,
    pub officer: String,
    pub unit: String,
    pub visitor: String,
    pub dossier: String,
    pub subject: String,
    pub outcome: String,
    /// Where the officer comes in, when the room is open for them.
    pub join: Option<String>,
}

#[derive(Template)]
#[template(path = "talk/list.html")]
struct ListView {
    page: Page,
    waiting: Vec<Row>,
    today: Vec<Row>,
    coming: Vec<Row>,
    past: Vec<Row>,
    may_book: bool,
    has_rooms: bool,
}

/// Whose talks an officer sees in their list.
pub(super) fn whose(by: &Officer) -> Whose {
    let everywhere =
        crate::door::RECEPTION.iter().any(|act: &Act| by.may_somewhere(*act) && by.units_for(*act).is_none());
    let centres = if everywhere { None } else { Some(centres_of(by).into_iter().map(|(id, _)| id).collect()) };
    Whose { officer: by.id(), unit: by.unit(), centres }
}

/// Whether somebody waits for the officer, or the two are talking.
fn is_now(talk: &Talk) -> bool {
    matches!(talk.state, TalkState::Waiting { who: Party::Visitor, .. } | TalkState::Talking { .. })
}

/// The officer's talks: the open ones from yesterday on, what is now first, and the closed ones of the last month, latest
/// first.
pub(super) fn load(tx: &mut Tx<'_>, by: &Officer, today: Date) -> Result<(Vec<Talk>, Vec<Talk>)> {
    let whose = whose(by);
    let days = (today.saturating_sub(1.day()), today.saturating_add((time::AHEAD_DAYS + 1).days()));
    let mut open = rows::list(tx, &whose, days, true)?;
    open.sort_by_key(|talk| !is_now(talk));
    let mut past = rows::list(tx, &whose, (today.saturating_sub(PAST_DAYS.days()), days.1), false)?;
    past.retain(|talk| !talk.state.is_open());
    past.reverse();
    Ok((open, past))
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(talks): State<Talks>) -> Answer {
    let (officer, now) = (by.clone(), talks.now());
    let (open, past) = talks.dossiers.store.read(move |tx| load(tx, &officer, now.date())).await?;
    talks.dossiers.trace(&by.actor(), "talk.list", None, "talks").await?;
    let mut view = ListView {
        page: ctx.page(ctx.t("talk-title")).at("talks").wide().list("talks"),
        waiting: Vec::new(),
        today: Vec::new(),
        coming: Vec::new(),
        past: past.iter().map(|talk| row(&ctx, &by, talk, &talks)).collect(),
        may_book: receives_somewhere(&by),
        has_rooms: receives_somewhere(&by) || crate::rooms::keeps_somewhere(&by),
    };
    for talk in &open {
        let row = row(&ctx, &by, talk, &talks);
        match () {
            () if is_now(talk) => view.waiting.push(row),
            () if talk.slot.from.date() <= now.date() => view.today.push(row),
            () => view.coming.push(row),
        }
    }
    web::html(&view)
}

fn row(ctx: &Ctx, by: &Officer, talk: &Talk, talks: &Talks) -> Row {
    let enters = side_of(by, talk).specialist && course::may_enter(talk, talks.now()).is_ok();
    Row {
        id: talk.id.to_string(),
        when: law::weekday_date(talk.slot.from.date(), ctx.lang),
        hours: words::hours(&talk.slot),
        state: words::state(talk, ctx.lang),
        officer: words::with_whom(talk, ctx.lang),
        unit: talk.unit.name.clone(),
        visitor: talk.visitor.clone(),
        dossier: talk.about.as_ref().map(|about| about.code.clone()).unwrap_or_default(),
        subject: talk.subject.clone(),
        outcome: words::outcome(talk, ctx.lang),
        join: enters.then(|| format!("/talks/{}/room", talk.id)),
    }
}
