//! Records that may be one person: the list, two records side by side, and the decision. A merge can be taken back by an
//! administrator.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::Dossiers;
use job::{Asked, Sheet};
use kernel::{Error, Ids, Lang, PersonId, Refusal};
use office::{Act, Officer, SignedIn};
use person::store::twins::{self, Decision, Pair, Seen};
use person::{Identity, Person, PersonCard, Reader};
use store::Tx;
use web::ui::{Badge, Choice, Tone};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::Side;
use crate::badge;

/// Pairs on one page.
const SHOWN: i64 = 50;

fn may_review(by: &Officer) -> bool {
    by.may_somewhere(Act::Intake)
}

/// Whether somebody reviews records or may take a merge back.
pub fn concerns(by: &Officer) -> bool {
    may_review(by) || by.may_somewhere(Act::Administer)
}

fn require(by: &Officer) -> Result<(), Problem> {
    if concerns(by) { Ok(()) } else { Err(Problem::forbidden()) }
}

struct Row {
    href: Option<String>,
    a: String,
    b: String,
    a_note: String,
    b_note: String,
    signs: String,
    state: Badge,
    note: String,
    undo: Option<String>,
}

#[derive(Template)]
#[template(path = "duplicates/people.html")]
struct ListView {
    page: Page,
    form: Fields,
    open: Vec<Row>,
    decided: Vec<Row>,
    waiting: i64,
}

pub async fn list(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>) -> Answer {
    require(&by)?;
    show_list(&ctx, &by, &dossiers, Fields::new()).await
}

async fn show_list(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, form: Fields) -> Answer {
    let (me, ids, now_ms) = (by.clone(), dossiers.ids.clone(), dossiers.clock.now_ms());
    let read = move |tx: &mut Tx<'_>| Ok((load(tx, &me, &ids, now_ms)?, twins::count_open(tx)?));
    let ((open, decided), waiting) = dossiers.store.act(read).await?;
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let rows = |found: &[Found]| found.iter().map(|(pair, a, b)| row(ctx.lang, by, pair, a, b)).collect();
    let page = ctx.page(ctx.t("desk-twins-title")).at("duplicates").wide().list_from("people-pairs", "");
    web::html_with(status, &ListView { page, form, open: rows(&open), decided: rows(&decided), waiting })
}

/// A pair with what both records show.
type Found = (Pair, PersonCard, PersonCard);

/// The pairs that wait and those that were decided; every record that is shown leaves its trace.
fn load(tx: &mut Tx<'_>, by: &Officer, ids: &Arc<Ids>, now_ms: i64) -> kernel::Result<(Vec<Found>, Vec<Found>)> {
    let reader = Reader::officer(by, "duplicates", ids, now_ms);
    let open = if may_review(by) { twins::list_open(tx, SHOWN, &reader)? } else { Vec::new() };
    Ok((open, twins::list_decided(tx, SHOWN, &reader)?))
}

/// The pairs to take along, those that wait first.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> kernel::Result<Sheet> {
    let (by, ids, now_ms) = (asked.by.clone(), dossiers.ids.clone(), asked.now_ms);
    let (open, decided) = dossiers.store.act_blocking(move |tx| load(tx, &by, &ids, now_ms))?;
    let heads = [
        ("desk-twins-a", 28.0),
        ("desk-twins-a-note", 40.0),
        ("desk-twins-b", 28.0),
        ("desk-twins-b-note", 40.0),
        ("desk-twins-signs", 40.0),
        ("desk-twins-state", 16.0),
        ("common-note", 48.0),
    ];
    let rows = open.iter().chain(&decided).map(|(pair, a, b)| {
        let row = row(asked.lang, asked.by, pair, a, b);
        [
            row.a.into(),
            row.a_note.into(),
            row.b.into(),
            row.b_note.into(),
            row.signs.into(),
            row.state.word.into(),
            row.note.into(),
        ]
    });
    Ok(Sheet::whole(asked.lang, heads, rows.collect::<Vec<_>>()))
}

fn row(lang: Lang, by: &Officer, pair: &Pair, a: &PersonCard, b: &PersonCard) -> Row {
    let address = format!("/duplicates/people/{}/{}", pair.a, pair.b);
    let (tone, key) = match pair.decision {
        None => (Tone::Warn, "desk-twins-open"),
        Some(Decision::Merged) => (Tone::Good, "desk-twins-merged"),
        Some(Decision::Apart) => (Tone::Neutral, "desk-twins-apart"),
        Some(Decision::Undone) => (Tone::Info, "desk-twins-undone"),
    };
    let when = pair.at_ms.map(|ms| badge::when(lang, kernel::time::civil_ms(ms))).unwrap_or_default();
    let note = [pair.reason.clone(), pair.by_name.clone(), when];
    let merged = pair.decision == Some(Decision::Merged);
    Row {
        href: may_review(by).then(|| address.clone()),
        a: a.name.clone(),
        b: b.name.clone(),
        a_note: card_words(a),
        b_note: card_words(b),
        signs: signs(lang, pair),
        state: Badge::new(tone, lang.say(key)),
        note: note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        undo: (merged && by.may_somewhere(Act::Administer)).then(|| format!("{address}/undo")),
    }
}

fn signs(lang: Lang, pair: &Pair) -> String {
    let words = pair.signs.iter().map(|sign| lang.say(&format!("desk-sign-{}", sign.code())).into_owned());
    words.collect::<Vec<_>>().join("; ")
}

fn card_words(card: &PersonCard) -> String {
    let year = card.birth_year.map(|year| year.to_string());
    let parts = [card.number.clone(), year, card.phone.clone(), Some(card.commune.clone())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[derive(Template)]
#[template(path = "duplicates/people_pair.html")]
struct PairView {
    page: Page,
    form: Fields,
    action: String,
    a_version: i64,
    b_version: i64,
    signs: String,
    state: Badge,
    sides: Vec<Side>,
    ways: Vec<Choice>,
    /// Somebody has decided already.
    decided: String,
    may_decide: bool,
}

fn ids(a: &str, b: &str) -> Result<(PersonId, PersonId), Problem> {
    let parse = |text: &str| text.parse::<PersonId>().map_err(|_| Problem::absent("person id"));
    Ok((parse(a)?, parse(b)?))
}

pub async fn pair(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((a, b)): Path<(String, String)>,
) -> Answer {
    // What stands in the address is looked at by those only who may look.
    if !may_review(&by) {
        return Err(Problem::forbidden());
    }
    let form = Fields::new().with("way", "keep_a");
    show_pair(&ctx, &by, &dossiers, ids(&a, &b)?, form).await
}

async fn show_pair(ctx: &Ctx, by: &Officer, dossiers: &Dossiers, (a, b): (PersonId, PersonId), form: Fields) -> Answer {
    if !may_review(by) {
        return Err(Problem::forbidden());
    }
    let reader = Reader::officer(by, "duplicates", &dossiers.ids, dossiers.clock.now_ms());
    let (pair, one, other) = dossiers.store.act(move |tx| twins::load_pair(tx, a, b, &reader)).await?;
    let lang = ctx.lang;
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let may_decide = matches!(pair.decision, None | Some(Decision::Undone));
    let decided = if may_decide { String::new() } else { format!("{} · {}", pair.reason, pair.by_name) };
    let row = row(lang, by, &pair, &card_of(&one), &card_of(&other));
    let ways = ["keep_a", "keep_b", "fields", "apart"];
    let form = with_choices(form, &one, &other);
    let view = PairView {
        page: ctx
            .page(ctx.t("desk-twins-pair"))
            .crumb(ctx.t("desk-twins-title"), Some("/duplicates/people"))
            .crumb(ctx.t("desk-twins-pair"), None)
            .at("duplicates")
            .wide(),
        action: format!("/duplicates/people/{a}/{b}"),
        a_version: one.version,
        b_version: other.version,
        signs: row.signs,
        state: row.state,
        sides: sides(lang, &one, &other),
        ways: ways.map(|way| Choice::new(way, ctx.t(&format!("desk-twins-way-{}", way.replace('_', "-"))))).into(),
        decided,
        may_decide,
        form,
    };
    web::html_with(status, &view)
}

/// What the list needs of a record.
fn card_of(person: &Person) -> PersonCard {
    PersonCard {
        id: person.id,
        kind: person.kind(),
        name: person.name.clone(),
        number: None,
        phone: None,
        birth_year: None,
        commune: String::new(),
    }
}

/// Each field begins with the record that says something.
fn with_choices(form: Fields, a: &Person, b: &Person) -> Fields {
    let mut out = form;
    for side in sides(Lang::Vi, a, b).iter().filter(|side| !side.name.is_empty()) {
        if out.some(side.name).is_none() {
            out = out.with(side.name, if side.a.is_empty() { "b" } else { "a" });
        }
    }
    out
}

fn sides(lang: Lang, a: &Person, b: &Person) -> Vec<Side> {
    let birth = |one: &Person| one.birth.map(|birth| birth.show()).unwrap_or_default();
    let sex = |one: &Person| {
        let key = one.sex.map(|sex| match sex {
            law::code::Sex::Male => "person-sex-male",
            law::code::Sex::Female => "person-sex-female",
        });
        key.map(|key| lang.say(key).into_owned()).unwrap_or_default()
    };
    let plain = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |one: &Person| one.identity.number().unwrap_or_default();
    let rows: [(&str, &'static str, String, String); 7] = [
        ("common-name", "pick_name", a.name.clone(), b.name.clone()),
        ("intake-number", "pick_number", number(a), number(b)),
        ("person-birth", "pick_birth", birth(a), birth(b)),
        ("person-sex", "pick_sex", sex(a), sex(b)),
        ("common-phone", "pick_phone", plain(&a.phone), plain(&b.phone)),
        ("common-email", "pick_email", plain(&a.email), plain(&b.email)),
        ("common-address", "pick_address", a.address.line(), b.address.line()),
    ];
    let side = |(key, name, a, b): (&str, &'static str, String, String)| Side {
        label: lang.say(key).into_owned(),
        name,
        differs: a != b,
        a,
        b,
    };
    rows.into_iter().map(side).collect()
}

/// The record that will stand: one of the two, or one made of both.
fn chosen(form: &Fields, a: &Person, b: &Person) -> Option<Person> {
    let mut kept = match form.value("way") {
        "keep_a" => return Some(a.clone()),
        "keep_b" => return Some(b.clone()),
        "fields" => a.clone(),
        _ => return None,
    };
    let of = |name: &str| if form.value(name) == "b" { b } else { a };
    kept.name = of("pick_name").name.clone();
    kept.identity = identity(of("pick_number"), &kept.identity);
    kept.birth = of("pick_birth").birth;
    kept.sex = of("pick_sex").sex;
    kept.phone = of("pick_phone").phone.clone();
    kept.email = of("pick_email").email.clone();
    kept.address = of("pick_address").address.clone();
    Some(kept)
}

fn identity(of: &Person, own: &Identity) -> Identity {
    if of.identity.number().is_some() { of.identity.clone() } else { own.clone() }
}

pub async fn decide(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((a, b)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    if !may_review(&by) {
        return Err(Problem::forbidden());
    }
    let (a, b) = ids(&a, &b)?;
    let reader = Reader::officer(&by, "duplicates.decide", &dossiers.ids, dossiers.clock.now_ms());
    let (typed, reason) = (form.clone(), form.value("reason").to_string());
    let done = dossiers
        .store
        .act(move |tx| {
            if typed.value("way") == "apart" {
                return twins::keep_apart(tx, a, b, &reason, &reader).map(|()| "desk-twins-done-apart");
            }
            let (_, one, other) = twins::load_pair(tx, a, b, &reader)?;
            let kept = chosen(&typed, &one, &other).ok_or_else(|| Refusal::new("PAIR_WAY_MISSING").at("way"))?;
            let version = |name: &str| typed.number(name).unwrap_or(0);
            let seen = Seen { a, a_version: version("a_version"), b, b_version: version("b_version") };
            twins::merge(tx, seen, &kept, &reason, &reader)?;
            Ok("desk-twins-done-merged")
        })
        .await;
    match done {
        Ok(key) => Ok(Flash::good(key).then("/duplicates/people")),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            show_pair(&ctx, &by, &dossiers, (a, b), form).await
        }
        Err(Error::Stale { .. }) => {
            form.refuse("", ctx.t("desk-twins-stale"));
            show_pair(&ctx, &by, &dossiers, (a, b), form).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Takes a merge back.
pub async fn undo(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((a, b)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    if !by.may_somewhere(Act::Administer) {
        return Err(Problem::forbidden());
    }
    let (a, b) = ids(&a, &b)?;
    let reader = Reader::officer(&by, "duplicates.undo", &dossiers.ids, dossiers.clock.now_ms());
    let reason = form.value("reason").to_string();
    match dossiers.store.act(move |tx| twins::undo(tx, a, b, &reason, &reader)).await {
        Ok(()) => Ok(Flash::good("desk-twins-done-undone").then("/duplicates/people")),
        Err(Error::Refused(refusal)) => {
            form.refuse("", web::refusal_text(ctx.lang, &refusal));
            show_list(&ctx, &by, &dossiers, form).await
        }
        Err(other) => Err(other.into()),
    }
}
