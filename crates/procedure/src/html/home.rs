//! The home page of anybody: one question, the moments of life, following a dossier, where and when.

use std::sync::{Arc, LazyLock};

use askama::Template;
use axum::extract::State;
use jiff::civil::Date;
use kernel::Clock;
use office::{MaybeSignedIn, Sessions};
use web::{Answer, Ctx, Page};

use super::centre::Centre;
use super::words;
use crate::Catalogue;
use crate::rules::rows;

/// A moment of life with the procedures people come for.
struct LifeEvent {
    key: String,
    icon: &'static str,
    query: String,
    codes: Vec<String>,
}

static LIFE: LazyLock<Vec<LifeEvent>> = LazyLock::new(|| {
    let parse = |row: Vec<String>| {
        let [key, icon, query, codes] = <[String; 4]>::try_from(row).ok()?;
        let codes = codes.split(' ').map(str::to_string).collect();
        Some(LifeEvent { key, icon: icon.leak(), query, codes })
    };
    rows(include_str!("../../data/life_events.csv")).into_iter().filter_map(parse).collect()
});

/// What people type: shown under the question, each a link to its answers. Vietnamese, as the catalogue is.
const EXAMPLES: [&str; 5] =
    ["giấy khai sinh cho con", "sang tên sổ đỏ", "đổi bằng lái xe", "giấy độc thân", "mở cửa hàng"];

struct Card {
    title: String,
    icon: &'static str,
    /// Where "all of these" leads.
    href: String,
    links: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "procedure/home.html")]
struct Home {
    page: Page,
    procedures: usize,
    examples: Vec<(&'static str, String)>,
    cards: Vec<Card>,
    centre: Centre,
}

pub(super) async fn show(
    ctx: Ctx,
    _visitor: MaybeSignedIn,
    State(catalogue): State<Arc<Catalogue>>,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
) -> Answer {
    let today = kernel::time::civil(clock.now()).date();
    let search = |query: &str| format!("/procedures?q={}", super::encode(query));
    web::html(&Home {
        procedures: catalogue.len(),
        examples: EXAMPLES.iter().map(|words| (*words, search(words))).collect(),
        cards: cards(&ctx, &catalogue, today),
        centre: Centre::find(&sessions.directory(), &ctx.settings().agency, today, ctx.lang),
        page: ctx.page(ctx.t("public-home-title")),
    })
}

fn cards(ctx: &Ctx, catalogue: &Catalogue, today: Date) -> Vec<Card> {
    let card = |life: &LifeEvent| {
        let standing = life.codes.iter().filter_map(|code| catalogue.current(code, today));
        let open = standing.filter(|held| held.version.accepts_intake_on(today).is_ok());
        Card {
            title: ctx.t(&format!("public-life-{}", life.key)),
            icon: life.icon,
            href: format!("/procedures?q={}", super::encode(&life.query)),
            links: open.map(|held| (words::title(&held.version), super::href(&held.version.code))).collect(),
        }
    };
    LIFE.iter().map(card).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_moment_of_life_has_its_words_and_well_formed_codes() {
        assert_eq!(LIFE.len(), include_str!("../../data/life_events.csv").lines().count() - 1);
        for life in LIFE.iter() {
            for lang in kernel::Lang::ALL {
                assert!(lang.has(&format!("public-life-{}", life.key)), "{}", life.key);
            }
            assert!(life.codes.iter().all(|code| law::code::ProcedureCode::parse(code).is_ok()), "{}", life.key);
        }
    }
}
