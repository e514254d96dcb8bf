//! The legal clock for anybody: a due date with its explanation, on the calendar that ships with the product.

use axum::http::{StatusCode, Uri};
use kernel::Refusal;
use law::check::{DueAnswer, DueRequest, due_command};
use law::{Calendar, TimeOfDay};
use serde::Serialize;
use utoipa::ToSchema;
use web::api::json;
use web::{Answer, Class, Ctx, Fields, Problem};

use super::wire::RuleSetWord;

/// Suspensions one question may name.
const PAUSES_MAX: usize = 50;

/// A due date and how it came about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DueAnswer)]
pub struct DueView {
    /// RFC 3339, +07:00.
    #[schema(format = DateTime, example = "2024-02-16T17:00:00+07:00")]
    pub due: String,
    #[schema(format = DateTime)]
    pub from: String,
    pub limit: String,
    #[schema(value_type = RuleSetWord)]
    pub rules: law::RuleSet,
    /// Since when the clock stands still; then `due` is not yet fixed.
    pub paused_since: Option<String>,
    /// The chain of sentences from the start event to the due date.
    pub steps: Vec<String>,
}

impl From<DueAnswer> for DueView {
    fn from(answer: DueAnswer) -> DueView {
        let DueAnswer { due, from, limit, rules, paused_since, steps } = answer;
        DueView { due, from, limit, rules, paused_since, steps }
    }
}

#[utoipa::path(get, path = "/api/v1/due", tag = "law", operation_id = "computeDue", security(()),
    params(
        ("from" = String, Query, description = "A date, or a date and time", example = "2024-02-05T09:00"),
        ("limit" = String, Query, description = "In words, Vietnamese or English", example = "5 ngày làm việc"),
        ("pause" = Option<String>, Query, description = "`FROM..UNTIL`, or `FROM..` for one that lasts; may be repeated"),
        ("restart" = Option<String>, Query, description = "When the clock began again from zero"),
        ("policy" = Option<String>, Query, description = "`end-of-shift` (usual) or `same-time`"),
        ("lang" = Option<String>, Query, description = "`vi` (usual) or `en`")),
    responses((status = 200, description = "The due date with its explanation", body = DueView)))]
/// When a limit ends, with every day that moved it and the article that says so. No account is needed.
pub async fn due(ctx: Ctx, uri: Uri) -> Answer {
    ctx.spend(Class::Search)?;
    let fields = Fields::of_query(&uri);
    const KNOWN: [&str; 6] = ["from", "limit", "pause", "restart", "policy", "lang"];
    if let Some((odd, _)) = fields.iter().find(|(name, _)| !KNOWN.contains(name)) {
        return Err(Problem::Malformed(format!("unknown parameter {odd}")));
    }
    let pauses: Vec<String> = fields.all("pause").into_iter().map(str::to_string).collect();
    if pauses.len() > PAUSES_MAX {
        return Err(Problem::Malformed(format!("pause: at most {PAUSES_MAX}")));
    }
    let policy = match fields.some("policy") {
        None => TimeOfDay::default(),
        Some(name) => TimeOfDay::parse(name).ok_or_else(|| Problem::Malformed("policy".into()))?,
    };
    let (from, limit, restart) = (fields.value("from"), fields.value("limit"), fields.some("restart"));
    let request = DueRequest { from, limit, pauses: &pauses, restart, policy };
    match due_command(&request, &Calendar::shipped(), ctx.lang) {
        Ok(answer) => json(StatusCode::OK, &DueView::from(answer)),
        // The law room has already said it in the reader's language.
        Err(bad) => Err(Refusal::new("DUE_INPUT").with("code", bad.code).with("message", bad.message).into()),
    }
}
