//! Finding a procedure: a question in plain words, narrowed by field and level, a page of answers at a time.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use kernel::{Lang, fold};
use office::MaybeSignedIn;
use web::ui::{Choice, Pager};
use web::{Answer, Class, Ctx, Fields, Page};

use super::words::{self, Glance, Span};
use crate::Catalogue;
use crate::model::Level;
use crate::search::{FILLERS, Filter, Hit};
use crate::spelling;

/// Answers on one page.
const PAGE: usize = 20;
/// A question longer than this is no question.
const LONGEST_QUERY: usize = 200;

/// One answer, as people compare them: what, where, how long, how much.
pub(super) struct Row {
    href: String,
    code: String,
    title: Vec<Span>,
    /// The official name, where the title is the citizen's.
    official: Option<Vec<Span>>,
    field: String,
    place: String,
    time: Glance,
    cost: Glance,
    abolished: bool,
}

#[derive(Template)]
#[template(path = "procedure/list.html")]
pub(super) struct List {
    page: Page,
    form: Fields,
    fields: Vec<Choice>,
    levels: Vec<Choice>,
    rows: Vec<Row>,
    total: usize,
    narrowed: bool,
    /// The question without its filters, when only the filters leave nothing.
    widen: Option<String>,
    suggestions: Vec<(&'static str, String)>,
    /// A code that nobody knows, when that is why this page is shown.
    unknown: Option<String>,
    pager: Pager,
}

const SUGGESTIONS: [&str; 6] = ["khai sinh", "kết hôn", "thường trú", "sổ đỏ", "bằng lái", "hộ kinh doanh"];

pub(super) async fn show(
    ctx: Ctx,
    _visitor: MaybeSignedIn,
    uri: Uri,
    State(catalogue): State<Arc<Catalogue>>,
) -> Answer {
    ctx.spend(Class::Search)?;
    web::html(&list(&ctx, Fields::of_query(&uri), &catalogue))
}

/// The page for a code that the catalogue does not hold: 404, with the search open.
pub(super) fn unknown(ctx: &Ctx, code: &str, catalogue: &Catalogue) -> Answer {
    let mut page = list(ctx, Fields::new(), catalogue);
    page.rows.clear();
    page.pager = Pager::default();
    page.unknown = Some(code.chars().take(40).collect());
    web::html_with(StatusCode::NOT_FOUND, &page)
}

fn list(ctx: &Ctx, form: Fields, catalogue: &Catalogue) -> List {
    let query: String = form.value("q").chars().take(LONGEST_QUERY).collect();
    let field = form.some("field").map(fold);
    let level = form.some("level").and_then(Level::parse);
    let hits = catalogue.search(&query, &Filter::default(), usize::MAX);
    let in_field = |hit: &Hit| field.as_deref().is_none_or(|field| fold(&hit.version.field) == field);
    let in_level = |hit: &Hit| level.is_none_or(|level| hit.version.levels.contains(&level));
    let found: Vec<&Hit> = hits.iter().filter(|hit| in_level(hit) && in_field(hit)).collect();
    let pages = found.len().div_ceil(PAGE).max(1);
    let at = form.number("page").map_or(1, |n| n.clamp(1, pages as i64) as usize);
    let wanted = asked_words(&query);
    let rows: Vec<Row> = found.iter().skip((at - 1) * PAGE).take(PAGE).map(|hit| row(hit, &wanted, ctx.lang)).collect();
    let narrowed = field.is_some() || level.is_some();
    let search = |query: &str| format!("/procedures?q={}", super::encode(query));
    let title = match query.is_empty() {
        true => ctx.t("public-list-title"),
        false => ctx.lang.say_with("public-list-title-for", &[("query", &query)]).into_owned(),
    };
    List {
        page: ctx
            .page(title)
            .at("public-nav-procedures")
            .crumb(ctx.t("public-home"), Some("/"))
            .crumb(ctx.t("public-list-title"), None),
        fields: field_choices(hits.iter().filter(|hit| in_level(hit))),
        levels: level_choices(hits.iter().filter(|hit| in_field(hit)), ctx.lang),
        pager: pager(&form, at, pages, rows.len(), found.len()),
        total: found.len(),
        widen: (narrowed && rows.is_empty() && !hits.is_empty()).then(|| search(&query)),
        suggestions: SUGGESTIONS.iter().map(|words| (*words, search(words))).collect(),
        unknown: None,
        form: Fields::new().with("q", &query).with("field", form.value("field")).with("level", form.value("level")),
        narrowed,
        rows,
    }
}

fn asked_words(query: &str) -> HashSet<String> {
    let told = |word: &&str| word.len() > 1 && !FILLERS.contains(word);
    fold(query).split(' ').filter(told).map(str::to_string).collect()
}

/// The words to set off: those asked for, and for a word that stands nowhere the misspelt one it was taken for.
fn meant_words(title: &str, hit: &Hit, asked: &HashSet<String>) -> HashSet<String> {
    let mut there = all_words(title);
    there.extend(all_words(&hit.version.name));
    let missing: Vec<&String> = asked.iter().filter(|word| !there.contains(*word)).collect();
    let mut wanted = asked.clone();
    let misspelt = |known: &str| missing.iter().any(|word| spelling::distance(word, known).is_some());
    wanted.extend(there.into_iter().filter(|known| misspelt(known)));
    wanted
}

fn all_words(text: &str) -> HashSet<String> {
    fold(text).split(' ').map(str::to_string).collect()
}

fn row(hit: &Hit, asked: &HashSet<String>, lang: Lang) -> Row {
    let version = &hit.version;
    let title = words::title(version);
    let wanted = meant_words(&title, hit, asked);
    let marked = |text: &str| words::spans(text, &words::marks_of(text, &wanted));
    Row {
        href: super::href(&version.code),
        code: version.code.clone(),
        official: words::official(version).map(marked),
        title: marked(&title),
        field: version.field.clone(),
        place: words::place(version, lang),
        time: words::limit_glance(version, lang),
        cost: words::cost_glance(version, lang),
        abolished: version.repealed,
    }
}

fn field_choices<'a>(hits: impl Iterator<Item = &'a Hit>) -> Vec<Choice> {
    let mut counts: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for hit in hits {
        counts.entry(fold(&hit.version.field)).or_insert((&hit.version.field, 0)).1 += 1;
    }
    counts.into_values().map(|(field, n)| Choice::new(field, format!("{field} ({n})"))).collect()
}

fn level_choices<'a>(hits: impl Iterator<Item = &'a Hit>, lang: Lang) -> Vec<Choice> {
    let mut counts = [0; Level::ALL.len()];
    for hit in hits {
        for (place, level) in Level::ALL.iter().enumerate() {
            counts[place] += usize::from(hit.version.levels.contains(level));
        }
    }
    let known = Level::ALL.iter().zip(counts).filter(|(_, n)| *n > 0);
    known.map(|(level, n)| Choice::new(level.code(), format!("{} ({n})", lang.say(level.key())))).collect()
}

fn pager(form: &Fields, at: usize, pages: usize, shown: usize, total: usize) -> Pager {
    let kept: Vec<String> = ["q", "field", "level"]
        .iter()
        .filter_map(|name| Some(format!("{name}={}", super::encode(form.some(name)?))))
        .collect();
    let to = |page: usize| {
        let mut pairs = kept.clone();
        pairs.extend((page > 1).then(|| format!("page={page}")));
        format!("/procedures?{}", pairs.join("&"))
    };
    Pager {
        first: (at > 2).then(|| to(1)),
        prev: (at > 1).then(|| to(at - 1)),
        next: (at < pages).then(|| to(at + 1)),
        shown,
        total: Some(total as u64),
    }
}
