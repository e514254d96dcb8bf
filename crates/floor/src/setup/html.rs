//! The pages on which a hall is set up: one look at everything with what is odd about it, then a form for each part.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use dossier::Dossiers;
use kernel::{Clock, Error, Lang};
use law::standard::Area;
use office::{Act, Frame, Officer, Sessions, SignedIn};
use queue::hall::{Able, Languages};
use web::ui::{Choice, Tab};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::check::{self, Finding};
use super::{Centre, CounterRow, ServiceRow, Settings, counter_page, rows, service_page};
use crate::door::Floor;
use crate::html::{self, once, tabs};
use crate::place;
use crate::words;

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/floor/{centre}/setup", get(page))
        .route("/floor/{centre}/setup/settings", get(settings).post(save_settings))
        .route("/floor/{centre}/setup/services", get(service_page::fresh).post(service_page::add))
        .route("/floor/{centre}/setup/services/{no}", get(service_page::page).post(service_page::save))
        .route("/floor/{centre}/setup/counters/{counter}", get(counter_page::page).post(counter_page::save))
}

/// The page of a part of the setup.
pub(super) fn part(ctx: &Ctx, centre: &Centre, title: String) -> Page {
    html::below(ctx.page(title), "setup", &format!("/floor/{}/setup", centre.id))
}

/// The eight zones of a centre as choices.
pub(super) fn zones(ctx: &Ctx) -> Vec<Choice> {
    (1..=8).map(|zone: u8| Choice::new(zone.to_string(), words::numbered_zone(zone, ctx.lang))).collect()
}

struct ServiceLine {
    href: String,
    series: char,
    name: String,
    fields: String,
    zone: String,
    times: String,
    counters: usize,
    offered: bool,
}

struct CounterLine {
    href: String,
    name: String,
    serves: String,
    languages: String,
    classes: String,
    zone: String,
}

#[derive(Template)]
#[template(path = "setup/page.html")]
struct SetupView {
    page: Page,
    tabs: Vec<Tab>,
    centre: String,
    service_href: String,
    settings_href: String,
    findings: Vec<String>,
    services: Vec<ServiceLine>,
    counters: Vec<CounterLine>,
    counters_href: Option<String>,
    facts: Vec<web::ui::Fact>,
    rule: Vec<String>,
}

/// "8", "8,5".
pub(super) fn minutes(seconds: i64) -> String {
    let tenths = (seconds as f64 / 6.0).round() as i64;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{},{}", tenths / 10, tenths % 10) }
}

fn finding_words(lang: Lang, centre: &Centre, finding: &Finding) -> String {
    let name = |no: u8| centre.service(no).map_or_else(|| no.to_string(), |service| service.name(lang).into());
    match finding {
        Finding::Unserved { service } => lang.say_with("floor-setup-unserved", &[("service", &name(*service))]),
        Finding::NotForEverybody { service } => {
            lang.say_with("floor-setup-not-for-everybody", &[("service", &name(*service))])
        }
        Finding::SameSeries { series, services } => lang.say_with(
            "floor-setup-same-series",
            &[("series", &series.to_string()), ("services", &centre.names(*services, lang))],
        ),
        Finding::Idle { counter } => {
            let name = centre.counter(*counter).map_or_else(String::new, |row| counter_name(lang, row));
            lang.say_with("floor-setup-idle", &[("counter", &name)])
        }
    }
    .into_owned()
}

pub(super) fn counter_name(lang: Lang, row: &CounterRow) -> String {
    format!("{} – {}", lang.say_with("floor-lead-counter", &[("number", &row.number.to_string())]), row.name)
}

fn counter_line(ctx: &Ctx, centre: &Centre, row: &CounterRow) -> CounterLine {
    let everything = centre.everything().services;
    let languages = [(Languages::VIETNAMESE, "vi"), (Languages::ENGLISH, "en")];
    let spoken = languages.into_iter().filter(|(one, _)| row.able.languages.meets(*one));
    let classes = [(1_u8, "vulnerable"), (2, "appointment"), (4, "walk-in")];
    let called = classes.into_iter().filter(|(bit, _)| row.able.classes & bit != 0);
    CounterLine {
        href: format!("/floor/{}/setup/counters/{}", centre.id, row.id),
        name: counter_name(ctx.lang, row),
        serves: match everything.without(row.able.services).is_empty() {
            true => ctx.t("floor-lead-everything"),
            false => centre.names(row.able.services.both(everything), ctx.lang),
        },
        languages: spoken.map(|(_, key)| ctx.t(&format!("floor-language-{key}"))).collect::<Vec<_>>().join(", "),
        classes: match row.able.classes & Able::EVERYBODY == Able::EVERYBODY {
            true => ctx.t("floor-setup-everybody"),
            false => called.map(|(_, key)| ctx.t(&format!("floor-class-{key}"))).collect::<Vec<_>>().join(", "),
        },
        zone: words::numbered_zone(row.zone, ctx.lang),
    }
}

fn service_line(ctx: &Ctx, centre: &Centre, service: &ServiceRow) -> ServiceLine {
    let (median, ninth) = (minutes(service.median_s), minutes(service.ninth_s));
    ServiceLine {
        href: format!("/floor/{}/setup/services/{}", centre.id, service.no),
        series: service.series,
        name: service.name(ctx.lang).into(),
        fields: service.fields.join(", "),
        zone: words::numbered_zone(service.zone, ctx.lang),
        times: ctx.lang.say_with("floor-setup-times", &[("median", &median), ("ninth", &ninth)]).into_owned(),
        counters: centre.counters.iter().filter(|counter| counter.able.services.has(service.no)).count(),
        offered: service.offered,
    }
}

/// The rule in plain words, with the centre's numbers.
fn rule(ctx: &Ctx, settings: &Settings) -> Vec<String> {
    let most = settings.vulnerable_credit_min.max(settings.appointment_credit_min).to_string();
    let (vulnerable, appointment) =
        (settings.vulnerable_credit_min.to_string(), settings.appointment_credit_min.to_string());
    let args = [("vulnerable", vulnerable.as_str()), ("appointment", &appointment), ("most", &most)];
    ["order", "call", "starve", "keep"]
        .map(|key| ctx.lang.say_with(&format!("floor-rule-{key}"), &args).into_owned())
        .into()
}

fn facts(ctx: &Ctx, settings: &Settings) -> Vec<web::ui::Fact> {
    let fact = |key: &str, value: String| {
        let words = ctx.lang.say_with(&format!("floor-setup-value-{key}"), &[("n", &value)]).into_owned();
        web::ui::Fact::new(ctx.t(&format!("floor-setup-{key}")), words)
    };
    let alarms = settings.alarms_min.map(|minutes| minutes.to_string()).join(" – ");
    vec![
        fact("vulnerable-credit", settings.vulnerable_credit_min.to_string()),
        fact("appointment-credit", settings.appointment_credit_min.to_string()),
        fact("patience", settings.patience_s.to_string()),
        fact("slot", settings.slot_min.to_string()),
        fact("share", ((settings.appointment_share * 100.0).round() as i64).to_string()),
        fact("horizon", settings.horizon_days.to_string()),
        fact("no-shows", settings.no_shows.to_string()),
        fact("no-show-days", settings.no_show_days.to_string()),
        fact("offer", settings.offer_min.to_string()),
        fact("alarms", alarms),
        fact("area", settings.area.words(ctx.lang)),
    ]
}

async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(floor): State<Floor>, Path(centre): Path<String>) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let administers = by.permit_in(Act::Administer, centre.id).is_ok();
    web::html(&SetupView {
        page: html::part(ctx.page(ctx.t("floor-setup-title")), "setup").wide(),
        tabs: tabs(ctx.lang, &by, centre.id, "setup"),
        centre: by.directory().unit_name(centre.id),
        service_href: format!("/floor/{}/setup/services", centre.id),
        settings_href: format!("/floor/{}/setup/settings", centre.id),
        findings: check::findings(&centre).iter().map(|one| finding_words(ctx.lang, &centre, one)).collect(),
        services: centre.services.iter().map(|service| service_line(&ctx, &centre, service)).collect(),
        counters: centre.counters.iter().map(|row| counter_line(&ctx, &centre, row)).collect(),
        counters_href: administers.then(|| format!("/admin/units/{}/counters", centre.id)),
        facts: facts(&ctx, &centre.settings),
        rule: rule(&ctx, &centre.settings),
    })
}

#[derive(Template)]
#[template(path = "setup/settings.html")]
struct SettingsView {
    page: Page,
    tabs: Vec<Tab>,
    action: String,
    form: Fields,
    version: i64,
    areas: Vec<Choice>,
    source: String,
}

fn settings_view(
    ctx: &Ctx,
    by: &Officer,
    floor: &Floor,
    centre: &Centre,
    (version, form): (i64, Fields),
) -> SettingsView {
    let standard = law::standard::Standard::on(floor.today());
    SettingsView {
        page: part(ctx, centre, ctx.t("floor-setup-settings")),
        tabs: tabs(ctx.lang, by, centre.id, "setup"),
        action: format!("/floor/{}/setup/settings", centre.id),
        form,
        version,
        areas: Area::ALL.map(|area| Choice::new(area.code(), area.words(ctx.lang))).into(),
        source: standard.map(|standard| standard.source(ctx.lang)).unwrap_or_default(),
    }
}

fn settings_form(settings: &Settings) -> Fields {
    let [first, second, third] = settings.alarms_min;
    Fields::new()
        .with("vulnerable_credit_min", settings.vulnerable_credit_min)
        .with("appointment_credit_min", settings.appointment_credit_min)
        .with("patience_s", settings.patience_s)
        .with("slot_min", settings.slot_min)
        .with("appointment_share", (settings.appointment_share * 100.0).round() as i64)
        .with("horizon_days", settings.horizon_days)
        .with("no_shows", settings.no_shows)
        .with("no_show_days", settings.no_show_days)
        .with("offer_min", settings.offer_min)
        .with("alarm_1", first)
        .with("alarm_2", second)
        .with("alarm_3", third)
        .with("area", settings.area.code())
}

async fn settings(ctx: Ctx, SignedIn(by): SignedIn, State(floor): State<Floor>, Path(centre): Path<String>) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let id = centre.id;
    let (version, settings) = floor.store.read_brief(move |tx| rows::find_settings(tx, id)).await?;
    web::html(&settings_view(&ctx, &by, &floor, &centre, (version, settings_form(&settings))))
}

/// What a form says; an empty or wrong number is −1 and refused where it stands.
fn settings_of(form: &Fields) -> Settings {
    let number = |name: &str| form.number(name).unwrap_or(-1);
    Settings {
        vulnerable_credit_min: number("vulnerable_credit_min"),
        appointment_credit_min: number("appointment_credit_min"),
        patience_s: number("patience_s"),
        slot_min: number("slot_min"),
        appointment_share: number("appointment_share") as f64 / 100.0,
        horizon_days: number("horizon_days"),
        no_shows: number("no_shows"),
        no_show_days: number("no_show_days"),
        offer_min: number("offer_min"),
        alarms_min: [number("alarm_1"), number("alarm_2"), number("alarm_3")],
        area: Area::parse(form.value("area")).unwrap_or_default(),
    }
}

async fn save_settings(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(floor): State<Floor>,
    Path(centre): Path<String>,
    mut form: Fields,
) -> Answer {
    let centre = place::centre_for(&floor, &centre, &by, Act::LeadFloor).await?;
    let (id, wanted, seen) = (centre.id, settings_of(&form), form.number("version").unwrap_or(-1));
    let done = floor.set_up(&by, id, ("settings", once(by.id().0, &form)), move |tx, _, _| {
        check::settings(&wanted)?;
        rows::record_settings(tx, id, seen, &wanted)
    });
    match done.await {
        Ok(()) => Ok(Flash::good("floor-setup-saved").then(&format!("/floor/{id}/setup"))),
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            let view = settings_view(&ctx, &by, &floor, &centre, (seen, form));
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        Err(error) => Err(Problem::from(error)),
    }
}
