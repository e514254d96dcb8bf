//! One officer: posts with their history, what they may do and in whose name, who gave it.

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::Date;
use job::{Asked, Sheet};
use kernel::time::dmy;
use kernel::{Error, Lang, OfficerId, Result};
use office::history::{Delegation, Posting};
use office::{Directory, OfficerCard, SignedIn};
use web::ui::{Badge, Event, Fact, Tone};
use web::{Answer, Ctx, Page, Problem};

use super::{address, list, words};
use crate::doors::{self, Doors};
use crate::form;

#[derive(Template)]
#[template(path = "admin/officer.html")]
struct OfficerView {
    page: Page,
    card: OfficerCard,
    href: String,
    status: Badge,
    facts: Vec<Fact>,
    /// A one-time password just made: shown once, kept nowhere.
    password: Option<String>,
    warnings: Vec<String>,
    standing: Vec<GrantRow>,
    past: Vec<GrantRow>,
    taken: Vec<DelegationRow>,
    given: Vec<DelegationRow>,
    postings: Vec<Event>,
}

struct GrantRow {
    role: String,
    sentence: String,
    /// Where a form posts to end it.
    end: Option<String>,
}

struct DelegationRow {
    who: String,
    href: String,
    acts: String,
    time: String,
    order: String,
    status: Badge,
    end: Option<String>,
}

/// `GET /admin/officers/{id}`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (card, _, directory) = super::named(&by, &doors, &id).await?;
    web::html(&view(&ctx, &doors, &directory, card, None).await?)
}

/// The officer's page; `password` is shown this once.
pub async fn view(
    ctx: &Ctx,
    doors: &Doors,
    directory: &Directory,
    card: OfficerCard,
    password: Option<String>,
) -> Result<impl Template + use<>, Problem> {
    let (today, me) = (doors.today(), card.id);
    let postings = doors.store.read(move |tx| office::annals::list_postings(tx, me)).await?;
    let (standing, past): (Vec<_>, Vec<_>) =
        directory.grants_of(me).iter().partition(|grant| grant.valid_until.is_none_or(|until| today <= until));
    let row = |grant: &&office::Grant, ends: bool| GrantRow {
        role: directory.role(&grant.role).map_or(grant.role.clone(), |role| role.name(ctx.lang).to_string()),
        sentence: words::sentence(ctx.lang, directory, grant),
        end: ends.then(|| format!("{}/grants/{}/end", address(me), grant.id)),
    };
    let given = directory.delegations().iter().filter(|delegation| delegation.from == me);
    let facts = facts(ctx, directory, &card);
    let four_eyes = words::four_eyes(directory, me, today);
    Ok(OfficerView {
        page: ctx
            .page(card.name.clone())
            .at("admin")
            .crumb(ctx.t("admin-title"), Some("/admin"))
            .crumb(ctx.t("admin-officers"), Some("/admin/officers"))
            .list_from("grants", format!("officer={me}"))
            .list_from("delegations", format!("officer={me}")),
        href: address(me),
        status: list::status(ctx.lang, card.active),
        facts,
        password,
        warnings: four_eyes.into_iter().map(|pair| words::pair_words(ctx.lang, pair)).collect(),
        standing: standing.iter().map(|grant| row(grant, true)).collect(),
        past: past.iter().map(|grant| row(grant, false)).collect(),
        taken: directory.delegations_to(me).map(|d| delegation(ctx.lang, directory, d, d.from, me, today)).collect(),
        given: given.map(|d| delegation(ctx.lang, directory, d, d.to, me, today)).collect(),
        postings: postings.iter().map(|posting| event(ctx, directory, posting)).collect(),
        card,
    })
}

fn facts(ctx: &Ctx, directory: &Directory, card: &OfficerCard) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new(ctx.t("admin-officer-login"), card.login.clone()),
        Fact::new(ctx.t("admin-unit"), directory.unit_name(card.unit)).link(format!("/admin/units/{}", card.unit)),
    ];
    if !card.title.is_empty() {
        facts.push(Fact::new(ctx.t("admin-officer-title"), card.title.clone()));
    }
    if !card.duties.is_empty() {
        facts.push(Fact::new(ctx.t("admin-officer-duties"), card.duties.join("; ")));
    }
    facts
}

/// The officer whose powers are taken along, if the asker administers them.
fn meant<'d>(asked: &'d Asked<'_>) -> Result<&'d OfficerCard> {
    let id = asked.query.value("officer").parse().map_err(|_| Error::absent("officer"))?;
    let card = asked.by.directory().officer(id).filter(|card| doors::administers(asked.by, card.unit));
    card.ok_or_else(|| Error::absent("officer"))
}

/// What one officer may do and might: standing powers first, as the page has them.
pub fn grants(asked: &Asked<'_>) -> Result<Sheet> {
    let (card, directory, lang, today) = (meant(asked)?, asked.by.directory(), asked.lang, asked.today());
    let heads = [
        ("admin-role", 28.0),
        ("admin-power", 80.0),
        ("admin-power-begins", 14.0),
        ("admin-power-ends", 14.0),
        ("admin-state", 18.0),
    ];
    let (standing, past): (Vec<_>, Vec<_>) =
        directory.grants_of(card.id).iter().partition(|grant| grant.valid_until.is_none_or(|until| today <= until));
    let told = |grant: &office::Grant, key: &str| {
        let role = directory.role(&grant.role).map_or(grant.role.clone(), |role| role.name(lang).to_string());
        [
            role.into(),
            words::sentence(lang, directory, grant).into(),
            grant.valid_from.into(),
            grant.valid_until.into(),
            lang.say(key).as_ref().into(),
        ]
    };
    let standing = standing.into_iter().map(|grant| told(grant, "admin-delegation-stands"));
    let past = past.into_iter().map(|grant| told(grant, "admin-delegation-over"));
    Ok(Sheet::whole(lang, heads, standing.chain(past)))
}

/// What one officer does in others' names and others in theirs.
pub fn delegations(asked: &Asked<'_>) -> Result<Sheet> {
    let (card, directory, lang, today) = (meant(asked)?, asked.by.directory(), asked.lang, asked.today());
    let heads = [
        ("admin-delegation-way", 20.0),
        ("admin-officer", 28.0),
        ("admin-role-acts", 60.0),
        ("admin-power-begins", 14.0),
        ("admin-power-ends", 14.0),
        ("admin-order", 48.0),
        ("admin-state", 18.0),
    ];
    let told = |given: &Delegation, other: OfficerId, key: &str| {
        let row = delegation(lang, directory, given, other, card.id, today);
        [
            lang.say(key).as_ref().into(),
            row.who.into(),
            row.acts.into(),
            given.valid_from.into(),
            given.valid_until.into(),
            row.order.into(),
            row.status.word.into(),
        ]
    };
    let given = directory.delegations().iter().filter(|one| one.from == card.id);
    let given = given.map(|one| told(one, one.to, "admin-delegations-given"));
    let taken = directory.delegations_to(card.id).map(|one| told(one, one.from, "admin-delegations-taken"));
    Ok(Sheet::whole(lang, heads, given.chain(taken)))
}

fn delegation(
    lang: Lang,
    directory: &Directory,
    given: &Delegation,
    other: OfficerId,
    me: OfficerId,
    today: Date,
) -> DelegationRow {
    let status = if today < given.valid_from {
        Badge::new(Tone::Info, lang.say("admin-delegation-ahead"))
    } else if given.stands_on(today) {
        Badge::new(Tone::Good, lang.say("admin-delegation-stands"))
    } else {
        Badge::new(Tone::Neutral, lang.say("admin-delegation-over"))
    };
    DelegationRow {
        who: directory.officer(other).map(|card| card.name.clone()).unwrap_or_default(),
        href: address(other),
        acts: words::acts_words(lang, given.acts.iter().copied().collect()),
        time: words::time_words(lang, Some(given.valid_from), Some(given.valid_until)),
        order: form::order_words(lang, &given.order),
        status,
        end: (today <= given.valid_until).then(|| format!("{}/delegations/{}/end", address(me), given.id)),
    }
}

fn event(ctx: &Ctx, directory: &Directory, posting: &Posting) -> Event {
    let mut title = directory.unit_name(posting.unit);
    if !posting.title.is_empty() {
        title = format!("{title} – {}", posting.title);
    }
    Event {
        at: words::time_words(ctx.lang, posting.from, posting.until),
        at_iso: posting.from.map(|day| day.to_string()).unwrap_or_default(),
        who: posting.by_name.clone(),
        title,
        law: posting.order.as_ref().map(|order| form::order_words(ctx.lang, order)),
        tone: if posting.until.is_none() { Tone::Good } else { Tone::Neutral },
        icon: "building-2",
        text: posting
            .until
            .map(|until| ctx.lang.say_with("admin-posting-until", &[("day", &dmy(until))]).into_owned())
            .unwrap_or_default(),
        ..Event::default()
    }
}
