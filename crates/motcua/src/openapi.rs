//! What programs are told: the rooms' descriptions put together as OpenAPI 3.1, and one page for people about it.
//! It describes and never serves data.

use std::sync::LazyLock;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::Ref;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, OpenApi};
use utoipa::{OpenApi as _, ToSchema};
use web::{Answer, Ctx, Page};

use crate::access::{self, Who};
use crate::app::App;

/// The routes of the description.
pub fn routes() -> Router<App> {
    Router::new().route("/api/v1", get(about)).route("/api/v1/openapi.json", get(describe))
}

/// An answer that is not the one hoped for (RFC 9457), in the language asked for.
#[derive(ToSchema)]
#[allow(dead_code, reason = "written by `web::Problem`; here it is only described")]
struct Problem {
    /// `/problems/refused`, `/problems/stale`, `/problems/absent`, …
    #[schema(value_type = String, example = "/problems/refused")]
    r#type: String,
    title: String,
    status: u16,
    /// The reason in the reader's words.
    detail: String,
    /// Names the request in the log.
    instance: String,
    /// Refused: the stable word of the reason, e.g. `NOT_IN_THIS_STAGE`.
    key: Option<String>,
    /// Refused: the article that says so.
    law: Option<String>,
    /// Refused: the field to put right.
    field: Option<String>,
    #[schema(value_type = Option<Object>)]
    facts: Option<String>,
    /// Stale: the version that was looked at, and the one that stands.
    seen: Option<i64>,
    stands: Option<i64>,
    /// Malformed: what could not be read.
    cause: Option<String>,
    retry_after_s: Option<u64>,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Một Cửa",
        description = "The acts of a one-stop public administrative service centre, the same as on its pages.\n\n\
            Sign with `Authorization: Bearer motcua_…` (a token from the account page: it expires, and may do no more than \
            its scopes and its officer). Every changing request carries `Idempotency-Key`; repeated with the same key and \
            body it is answered the same and changes nothing more. Every act names the version it saw in `If-Match`: 428 \
            without one, 409 when somebody was faster. Reading a dossier leaves a trace. Unknown names in a body are \
            refused. Bodies end at 1 MiB, files at 50 MiB. Problems come as `application/problem+json` in the language of \
            `Accept-Language` or `?lang=` (`vi`, `en`).",
        license(name = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem)),
    tags(
        (name = "dossiers", description = "Dossiers: take in, read, list"),
        (name = "acts", description = "What may be done with a dossier, each act a noun"),
        (name = "files", description = "Scans and papers"),
        (name = "people", description = "Who applies; every look leaves a trace"),
        (name = "procedures", description = "The catalogue, open to anybody"),
        (name = "tracking", description = "Following a dossier by its code, open to anybody"),
        (name = "floor", description = "The hall of a centre: tickets, counters, who is called"),
        (name = "law", description = "The legal clock, open to anybody")
    )
)]
struct House;

/// The whole description.
pub fn document() -> OpenApi {
    let mut api = House::openapi()
        .merge_from(dossier::api::openapi())
        .merge_from(person::api::openapi())
        .merge_from(procedure::api::openapi())
        .merge_from(floor::api::openapi())
        .merge_from(floor::booking::api::openapi());
    let components = api.components.get_or_insert_default();
    let bearer =
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("A token from the account page")).build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    let session =
        ApiKeyValue::with_description(web::session::COOKIE, "The session of a browser; changes need X-CSRF-Token");
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    for (path, item) in &mut api.paths.paths {
        for (method, operation) in operations(item) {
            finish(method, path, operation);
        }
    }
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [("GET", &mut item.get), ("POST", &mut item.post), ("PUT", &mut item.put), ("DELETE", &mut item.delete)];
    all.into_iter().filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// What all operations share: how problems look, and (from the table of access) whether one must be signed in.
fn finish(method: &str, path: &str, operation: &mut Operation) {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    let problem = ResponseBuilder::new()
        .description(
            "Not done: 400 malformed, 401 not signed in, 403 not permitted, 404 not there or not yours to know, \
            409 stale, 413 too large, 422 refused with its article, 428 without a version, 429 too many",
        )
        .content("application/problem+json", problem)
        .build();
    operation.responses.responses.entry("default".into()).or_insert(problem.into());
    let row = access::TABLE.iter().find(|row| row.method == method && row.path == path);
    let open = row.is_some_and(|row| row.who == Who::Anybody);
    let signed = ["token", "session"].map(|scheme| SecurityRequirement::new(scheme, Vec::<String>::new()));
    operation.security = Some(if open { Vec::new() } else { signed.to_vec() });
}

/// The description as it is served and committed: indented, with a final line break.
pub fn text() -> String {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let pretty = document().to_pretty_json().unwrap_or_default();
        format!("{pretty}\n")
    });
    TEXT.clone()
}

async fn describe() -> impl IntoResponse {
    static BYTES: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(text()));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    (headers, BYTES.clone())
}

/// The page for people.
#[derive(Template)]
#[template(path = "api.html")]
struct About {
    page: Page,
    host: String,
}

async fn about(ctx: Ctx) -> Answer {
    let host = ctx.settings().public_url.clone();
    web::html(&About { page: ctx.page(ctx.t("motcua-api-title")), host })
}
