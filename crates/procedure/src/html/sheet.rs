//! One procedure on one page: what to bring, where and how, how long, what it costs, on which law.
//!
//! The example date is computed by the same law that computes receipts; nothing here promises a date to anybody.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use jiff::civil::{Date, DateTime};
use kernel::{Clock, Lang, ProcedureVersionId};
use law::{Calendar, RuleSet, Term};
use office::{MaybeSignedIn, Sessions};
use store::Store;
use web::ui::{Choice, Fact, Tab};
use web::{Answer, Ctx, Fields, Page, Problem};

use super::centre::Centre;
use super::words::{self, Block, FeeLine, Glance};
use crate::Catalogue;
use crate::model::{Channel, Component, ComponentKind, Detail, ProcedureVersion};

/// The papers of one case, or of every case.
struct Papers {
    /// Empty: papers of every case.
    case: String,
    groups: Vec<PaperGroup>,
    open: bool,
}

/// Papers under one heading of the source.
struct PaperGroup {
    heading: String,
    asked: Vec<Paper>,
    /// Explanations; nothing is asked for.
    remarks: Vec<String>,
}

struct Paper {
    name: String,
    number: String,
    form: String,
    required: bool,
}

/// One way to hand in: limit and payments.
struct Way {
    channel: String,
    case: String,
    limit: Glance,
    fees: Vec<FeeLine>,
    notes: Vec<Block>,
}

/// "Handed in now, ready then", with the law's own sentences.
struct Example {
    channel: String,
    limit: String,
    /// "hôm nay, thứ Hai 23/11/2026", or the next working day.
    handed_in: String,
    ready: String,
    chain: Vec<String>,
}

struct Notice {
    tone: &'static str,
    title: String,
    text: String,
    link: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "procedure/sheet.html")]
struct Sheet {
    page: Page,
    code: String,
    title: String,
    official: Option<String>,
    field: String,
    abolished: bool,
    /// May be filed online today, by whoever looks.
    online: bool,
    /// New dossiers are taken in today, so it is worth coming.
    open: bool,
    file_href: String,
    notices: Vec<Notice>,
    glance: Vec<Fact>,
    form: Fields,
    cases: Vec<Choice>,
    papers: Vec<Papers>,
    ways: Vec<Way>,
    tabs: Vec<Tab>,
    example: Option<Example>,
    steps: Vec<Block>,
    conditions: Vec<Block>,
    results: Vec<(String, String)>,
    law: Vec<(String, String)>,
    pauses: Vec<(String, String)>,
    about: Vec<Fact>,
    source_url: String,
    versions_href: String,
    centre: Centre,
}

/// What the visitor chose.
struct Choices {
    channel: Channel,
    case: Option<String>,
}

pub(super) async fn show(
    ctx: Ctx,
    _visitor: MaybeSignedIn,
    Path(code): Path<String>,
    State(catalogue): State<Arc<Catalogue>>,
    State(sessions): State<Arc<Sessions>>,
    State(store): State<Store>,
    State(clock): State<Clock>,
) -> Answer {
    let now = kernel::time::civil(clock.now());
    let form = Fields::parse(ctx.here.split_once('?').map_or("", |(_, query)| query));
    let code = code.trim();
    let Some(standing) = catalogue.current(code, now.date()) else {
        return super::list::unknown(&ctx, code, &catalogue);
    };
    let (version, is_past) = match form.some("version") {
        None => (standing.version, false),
        Some(id) => {
            let id: ProcedureVersionId = id.parse().map_err(|_| Problem::absent("version"))?;
            let shared = catalogue.clone();
            let version = store.read(move |tx| shared.load_version(tx, id)).await?;
            if version.code != code {
                return Err(Problem::absent("version of another procedure"));
            }
            (version, id != standing.id)
        }
    };
    let centre = Centre::find(&sessions.directory(), &ctx.settings().agency, now.date(), ctx.lang);
    web::html(&sheet(&ctx, &version, &form, is_past, centre, now, &catalogue))
}

fn sheet(
    ctx: &Ctx,
    version: &ProcedureVersion,
    form: &Fields,
    is_past: bool,
    centre: Centre,
    now: DateTime,
    catalogue: &Catalogue,
) -> Sheet {
    let lang = ctx.lang;
    let chosen = choices(version, form);
    let title = words::title(version);
    let example = example(version, &chosen, &centre.calendar, now, lang);
    let search = format!("/procedures?field={}", super::encode(&version.field));
    Sheet {
        page: ctx
            .page(title.clone())
            .at("public-nav-procedures")
            .crumb(ctx.t("public-home"), Some("/"))
            .crumb(ctx.t("public-list-title"), Some("/procedures"))
            .crumb(version.field.clone(), Some(&search)),
        official: words::official(version).map(str::to_string),
        field: version.field.clone(),
        abolished: version.repealed,
        open: !is_past && version.accepts_intake_on(now.date()).is_ok(),
        online: !is_past && version.offers(Channel::Online) && version.accepts_intake_on(now.date()).is_ok(),
        file_href: format!("/me/filings/new?procedure={}", super::encode(&version.code)),
        notices: notices(version, is_past, now.date(), lang, catalogue),
        glance: glance(version, example.is_some(), lang),
        form: Fields::new().with("case", chosen.case.as_deref().unwrap_or_default()),
        cases: version.cases.iter().map(|case| Choice::new(&case.key, &case.name)).collect(),
        papers: papers(version, chosen.case.as_deref(), lang),
        ways: ways(version, chosen.case.as_deref(), lang),
        tabs: tabs(version, &chosen, lang),
        example,
        steps: words::blocks(&version.steps),
        conditions: words::blocks(&version.conditions),
        results: version.results.iter().map(|o| (o.name.clone(), o.code.clone().unwrap_or_default())).collect(),
        law: version.legal_basis.iter().map(|b| (b.number.clone().unwrap_or_default(), b.title.clone())).collect(),
        pauses: version.pause_reasons.iter().map(|p| (p.words.clone(), p.basis.clone())).collect(),
        about: about(version, lang),
        source_url: version.source_url.clone(),
        versions_href: format!("{}/versions", super::href(&version.code)),
        code: version.code.clone(),
        title,
        centre,
    }
}

fn choices(version: &ProcedureVersion, form: &Fields) -> Choices {
    let said = form.some("channel").and_then(Channel::parse).filter(|channel| version.offers(*channel));
    let offered = || Channel::ALL.into_iter().find(|channel| version.offers(*channel));
    let case = form.some("case").filter(|key| version.find_case(key).is_some()).map(str::to_string);
    Choices { channel: said.or_else(offered).unwrap_or(Channel::Counter), case }
}

fn notices(version: &ProcedureVersion, is_past: bool, today: Date, lang: Lang, catalogue: &Catalogue) -> Vec<Notice> {
    let notice = |tone, key: &str, link| Notice {
        tone,
        title: lang.say(&format!("{key}-title")).into_owned(),
        text: lang.say(&format!("{key}-text")).into_owned(),
        link,
    };
    let mut out = Vec::new();
    if is_past {
        let link = (lang.say("public-old-version-link").into_owned(), super::href(&version.code));
        out.push(notice("warn", "public-old-version", Some(link)));
    }
    if version.repealed || version.effective_until.is_some_and(|until| until < today) {
        let successor = version.successor.as_deref();
        let named = |code: &str| match catalogue.current(code, today) {
            Some(held) => (format!("{} ({code})", words::title(&held.version)), super::href(code)),
            None => (code.to_string(), super::href(code)),
        };
        let mut said = notice("bad", "public-abolished", successor.map(named));
        if successor.is_none() {
            said.text = format!("{} {}", said.text, lang.say("public-abolished-none"));
        }
        out.push(said);
    }
    if let Some(from) = version.effective_from.filter(|from| *from > today) {
        let title = lang.say_with("public-not-yet-title", &[("from", &kernel::time::dmy(from))]).into_owned();
        out.push(Notice { title, ..notice("warn", "public-not-yet", None) });
    }
    match version.detail {
        Detail::Full => {}
        Detail::Partial => out.push(notice("info", "public-partial", None)),
        Detail::NameOnly => out.push(notice("warn", "public-name-only", None)),
    }
    out
}

fn glance(version: &ProcedureVersion, dated: bool, lang: Lang) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact::new(lang.say(key), value);
    let results: Vec<&str> = version.results.iter().map(|outcome| outcome.name.as_str()).collect();
    let channels: Vec<_> = Channel::ALL
        .into_iter()
        .filter(|c| version.terms.iter().any(|t| t.channel == *c))
        .map(|c| lang.say(c.key()))
        .collect();
    let all = [
        Fact {
            href: dated.then(|| "#example".into()),
            ..fact("public-fact-limit", words::limit_glance(version, lang).text)
        },
        fact("public-fact-cost", words::cost_glance(version, lang).text),
        fact("public-fact-place", words::place(version, lang)),
        fact("public-fact-channels", channels.join(" · ")),
        fact("public-fact-result", results.join("; ")),
    ];
    all.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

fn papers(version: &ProcedureVersion, chosen: Option<&str>, lang: Lang) -> Vec<Papers> {
    let general = grouped(of_case(version, None), lang);
    let mut out = Vec::new();
    if !general.is_empty() {
        out.push(Papers { case: String::new(), groups: general, open: true });
    }
    let cases = version.cases.iter().filter(|case| chosen.is_none_or(|key| case.key == key));
    for case in cases {
        let groups = grouped(of_case(version, Some(&case.key)), lang);
        if !groups.is_empty() {
            out.push(Papers { case: case.name.clone(), groups, open: chosen.is_some() });
        }
    }
    out
}

fn of_case<'a>(version: &'a ProcedureVersion, case: Option<&'a str>) -> impl Iterator<Item = &'a Component> {
    version.components.iter().filter(move |component| component.case.as_deref() == case)
}

fn grouped<'a>(components: impl Iterator<Item = &'a Component>, lang: Lang) -> Vec<PaperGroup> {
    let mut out: Vec<PaperGroup> = Vec::new();
    for component in components {
        let heading = component.group.clone().unwrap_or_default();
        let group = match out.iter().position(|group| group.heading == heading) {
            Some(place) => &mut out[place],
            None => {
                out.push(PaperGroup { heading, asked: Vec::new(), remarks: Vec::new() });
                let last = out.len() - 1;
                &mut out[last]
            }
        };
        match component.kind {
            ComponentKind::Document => group.asked.push(Paper {
                name: without_dash(&component.name),
                number: words::copies(component.originals, component.copies, lang),
                form: component.form_template.clone().filter(|form| *form != component.name).unwrap_or_default(),
                required: component.required,
            }),
            ComponentKind::Reference | ComponentKind::Note => group.remarks.push(without_dash(&component.name)),
        }
    }
    // Papers without a heading come first, or they would seem to stand under the last one.
    out.sort_by_key(|group| !group.heading.is_empty());
    out
}

/// The source prints lists as lines with dashes; here every line has its icon.
fn without_dash(name: &str) -> String {
    name.trim_start_matches(['-', '–', '+', '*', '•', ' ']).trim_end().into()
}

fn ways(version: &ProcedureVersion, case: Option<&str>, lang: Lang) -> Vec<Way> {
    let shown =
        version.terms.iter().filter(|term| case.is_none() || term.case.is_none() || term.case.as_deref() == case);
    let way = |term: &crate::model::ChannelTerm| Way {
        channel: lang.say(term.channel.key()).into_owned(),
        case: term.case.as_deref().and_then(|key| version.find_case(key)).map(|c| c.name.clone()).unwrap_or_default(),
        limit: words::term_limit(term, lang),
        fees: term.fees.iter().map(|fee| words::fee_line(fee, lang)).collect(),
        notes: words::blocks(&term.description),
    };
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by_key(|term| Channel::ALL.iter().position(|channel| *channel == term.channel));
    shown.into_iter().map(way).collect()
}

fn tabs(version: &ProcedureVersion, chosen: &Choices, lang: Lang) -> Vec<Tab> {
    let offered: Vec<Channel> = Channel::ALL
        .into_iter()
        .filter(|c| version.terms.iter().any(|t| t.channel == *c && t.limit.is_some()))
        .collect();
    if offered.len() < 2 {
        return Vec::new();
    }
    let case = chosen.case.as_deref().map(|case| format!("&case={}", super::encode(case))).unwrap_or_default();
    let tab = |channel: Channel| Tab {
        label: lang.say(channel.key()).into_owned(),
        href: format!("{}?channel={}{case}#example", super::href(&version.code), channel.code()),
        count: None,
        current: channel == chosen.channel,
    };
    offered.into_iter().map(tab).collect()
}

/// When a dossier handed in now (or when the office opens next) would be ready. None: no published limit.
fn example(
    version: &ProcedureVersion,
    chosen: &Choices,
    calendar: &Calendar,
    now: DateTime,
    lang: Lang,
) -> Option<Example> {
    let limit = *version.limit(chosen.channel, chosen.case.as_deref())?;
    if version.repealed {
        return None;
    }
    let start = next_open(calendar, now)?;
    let due = Term::starting(start, chosen.channel.start_event(), Some(limit))
        .due(calendar, RuleSet::on(start.date()))
        .ok()?;
    let day = one_piece(start.date(), lang);
    let key = if start.date() == now.date() { "public-example-today" } else { "public-example-next" };
    Some(Example {
        channel: lang.say(chosen.channel.key()).into_owned(),
        limit: limit.words(lang),
        handed_in: lang.say_with(key, &[("day", &day)]).into_owned(),
        ready: lang
            .say_with(
                "public-moment",
                &[("time", &due.at.strftime("%H:%M").to_string()), ("day", &one_piece(due.at.date(), lang))],
            )
            .into_owned(),
        chain: due.steps.iter().map(|step| step.sentence(lang)).collect(),
    })
}

/// "thứ Hai 02/03/2026" that no line break tears apart.
fn one_piece(day: Date, lang: Lang) -> String {
    law::weekday_date(day, lang).replace(' ', "\u{a0}")
}

/// Now, if the office still works today; else the moment it opens next.
fn next_open(calendar: &Calendar, now: DateTime) -> Option<DateTime> {
    let now = now.with().second(0).subsec_nanosecond(0).build().unwrap_or(now);
    match (calendar.start_of(now.date()), calendar.end_of(now.date())) {
        (Some(opens), Some(closes)) if now.time() < closes => Some(now.date().to_datetime(now.time().max(opens))),
        _ if !calendar.has_working_time() => None,
        _ => {
            let next = calendar.next_working_day(now.date());
            calendar.start_of(next).map(|opens| next.to_datetime(opens))
        }
    }
}

fn about(version: &ProcedureVersion, lang: Lang) -> Vec<Fact> {
    let fact = |key: &str, value: String| Fact::new(lang.say(key), value);
    let all = [
        fact("public-fact-code", version.code.clone()),
        fact("public-fact-field", version.field.clone()),
        fact("public-fact-levels", words::levels(version, lang)),
        fact("public-fact-applicants", version.applicants.join("; ")),
        fact("public-fact-deciding", version.deciding_agency.clone()),
        fact("public-fact-implementing", version.implementing_agency.clone()),
        fact("public-fact-issuing", version.issuing_agency.clone()),
        fact("public-fact-decision", version.decision_no.clone()),
        fact("public-fact-from", version.effective_from.map(kernel::time::dmy).unwrap_or_default()),
        fact("public-fact-until", version.effective_until.map(kernel::time::dmy).unwrap_or_default()),
        fact("public-fact-snapshot", version.snapshot_on.map(kernel::time::dmy).unwrap_or_default()),
    ];
    all.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}
