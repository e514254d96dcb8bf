//! Help in place: for each screen a short page of how-to, and the keys that work everywhere. The words are in `locales/`;
//! a topic exists when its title does.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Path};
use axum::routing::get;
use kernel::{Clock, Lang};
use office::{Frame, Sessions, SignedIn};
use web::{Answer, Ctx, Page, Problem};

/// The topics, in the order of the list. Each is the id of a place in the frame.
const TOPICS: [&str; 14] = [
    "home",
    "intake",
    "online",
    "dossiers",
    "hand-over",
    "custody",
    "talks",
    "rooms",
    "supervision",
    "procedures",
    "duplicates",
    "jobs",
    "announcements",
    "admin",
];

/// Keys and what they do, everywhere.
const KEYS: [(&str, &str); 8] = [
    ("?", "help-key-help"),
    ("/", "help-key-search"),
    ("J", "help-key-next"),
    ("K", "help-key-previous"),
    ("Enter", "help-key-open"),
    ("A", "help-key-act"),
    ("F2", "help-key-visitor"),
    ("Esc", "help-key-close"),
];

pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new().route("/help", get(index)).route("/help/{topic}", get(topic))
}

struct Topic {
    title: String,
    href: String,
}

#[derive(Template)]
#[template(path = "help/page.html")]
struct HelpView {
    page: Page,
    /// Steps in order; empty: the list of all help.
    steps: Vec<String>,
    topics: Vec<Topic>,
    keys: Vec<(&'static str, String)>,
}

async fn index(ctx: Ctx, SignedIn(_): SignedIn) -> Answer {
    let page = ctx.page(ctx.t("help-title")).at("help");
    web::html(&HelpView { page, steps: Vec::new(), topics: topics(ctx.lang), keys: keys(ctx.lang) })
}

async fn topic(ctx: Ctx, SignedIn(_): SignedIn, Path(topic): Path<String>) -> Answer {
    let known = TOPICS.into_iter().find(|known| *known == topic).ok_or_else(|| Problem::absent("help"))?;
    let title = ctx.t(&format!("help-{known}-title"));
    let page = ctx.page(&title).crumb(ctx.t("help-title"), Some("/help")).crumb(title, None).at("help");
    let steps = ctx.t(&format!("help-{known}-text")).lines().map(str::to_string).filter(|l| !l.is_empty()).collect();
    web::html(&HelpView { page, steps, topics: topics(ctx.lang), keys: keys(ctx.lang) })
}

fn topics(lang: Lang) -> Vec<Topic> {
    let topic =
        |key: &&str| Topic { title: lang.say(&format!("help-{key}-title")).into_owned(), href: format!("/help/{key}") };
    TOPICS.iter().map(topic).collect()
}

fn keys(lang: Lang) -> Vec<(&'static str, String)> {
    KEYS.iter().map(|(key, words)| (*key, lang.say(words).into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_its_words_in_both_languages() {
        for lang in Lang::ALL {
            for topic in TOPICS {
                let text = lang.say(&format!("help-{topic}-text")).into_owned();
                assert!(lang.has(&format!("help-{topic}-title")) && text.lines().count() >= 3, "{topic} {lang:?}");
            }
        }
    }
}
