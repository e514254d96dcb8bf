//! Help in one page: how to follow a dossier, what the law promises the applicant, what is kept about visitors.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use kernel::{Clock, Lang};
use law::{Rule, RuleSet};
use office::{MaybeSignedIn, Sessions};
use web::{Answer, Ctx, Page};

use super::centre::Centre;

/// What an applicant may count on, with the article in force today.
const RIGHTS: [(&str, Rule); 6] = [
    ("public-right-receipt", Rule::Receipt),
    ("public-right-once", Rule::SupplementOnce),
    ("public-right-refusal", Rule::RefusalOfIntake),
    ("public-right-apology", Rule::OneExtension),
    ("public-right-hand-over", Rule::HandOver),
    ("public-right-correction", Rule::Correction),
];

#[derive(Template)]
#[template(path = "procedure/about.html")]
struct About {
    page: Page,
    /// Sentence and article; an article that today's rule set does not have is left out with its sentence.
    rights: Vec<(String, String)>,
    centre: Centre,
}

pub(super) async fn show(
    ctx: Ctx,
    _visitor: MaybeSignedIn,
    State(sessions): State<Arc<Sessions>>,
    State(clock): State<Clock>,
) -> Answer {
    let today = kernel::time::civil(clock.now()).date();
    web::html(&About {
        rights: rights(RuleSet::on(today), ctx.lang),
        centre: Centre::find(&sessions.directory(), &ctx.settings().agency, today, ctx.lang),
        page: ctx
            .page(ctx.t("public-about-title"))
            .at("public-nav-about")
            .crumb(ctx.t("public-home"), Some("/"))
            .crumb(ctx.t("public-about-title"), None),
    })
}

fn rights(rules: RuleSet, lang: Lang) -> Vec<(String, String)> {
    let known = RIGHTS.iter().filter(|(_, rule)| rules.article(*rule).is_some());
    known.map(|(key, rule)| (lang.say(key).into_owned(), rules.cite(*rule, lang))).collect()
}
