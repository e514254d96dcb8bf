//! The dossier room for programs: the same acts as the browser's, under `/api/v1`.
//!
//! Parse, door, view. It holds no rule: what an act needs and whether it may be done is decided where pages ask too.

mod acts;
mod due;
mod files;
mod list;
mod lodging;
mod wire;

pub use lodging::{NewDossier, begin};

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::{get, post};
use kernel::Clock;
use office::{Frame, Officer, Sessions, SignedIn};
use store::blob::Blobs;
use store::ledger::Once;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Ref, Schema, Type};
use utoipa::openapi::{ContentBuilder, PathItem, RefOr, Required};
use utoipa::{OpenApi, ToSchema};
use web::Answer;
use web::api::{Change, json, with_version};

use crate::Saved;
use crate::door::{Dossiers, Key};
use wire::{DossierView, EventView, EventsView, SavedView};

/// Room for the largest file and the form around it.
const UPLOAD_FRAME_BYTES: u64 = 64 << 10;

/// The room's routes for programs.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Dossiers: FromRef<S>,
    Arc<Blobs>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    let upload = (document::Limits::default().file_max_bytes + UPLOAD_FRAME_BYTES) as usize;
    Router::new()
        .route("/api/v1/dossiers", get(list::list).post(lodge))
        .route("/api/v1/dossiers/search", post(list::search))
        .route("/api/v1/dossiers/counts", get(list::counts))
        .route("/api/v1/dossiers/{id}", get(read))
        .route("/api/v1/dossiers/{id}/events", get(events))
        .route("/api/v1/dossiers/{id}/files", post(files::attach).layer(DefaultBodyLimit::max(upload)))
        .route("/api/v1/dossiers/{id}/files/{file}", get(files::read).delete(files::remove))
        .route("/api/v1/due", get(due::due))
        .merge(acts::routes())
}

/// The key of a change, beside its sender and what it asked.
fn once(by: &Officer, change: &Change) -> Once {
    Once { caller: by.id().0, token: change.head.key.clone(), fingerprint: change.fingerprint() }
}

fn saved(saved: &Saved) -> Answer {
    Ok(with_version(json(StatusCode::OK, &SavedView::from(saved))?, saved.version))
}

#[utoipa::path(post, path = "/api/v1/dossiers", tag = "dossiers", operation_id = "lodgeDossier",
    params(("Idempotency-Key" = String, Header, description = "Names this change; a repeated request carries the same")),
    request_body = NewDossier,
    responses((status = 201, description = "Begun, or with `accept` accepted", body = SavedView,
        headers(("Location" = String), ("ETag" = String)))))]
/// Begins a dossier; with `accept` it is taken in and accepted in one act.
async fn lodge(State(door): State<Dossiers>, SignedIn(by): SignedIn, change: Change) -> Answer {
    let body: NewDossier = change.parse()?;
    let saved = lodging::begin(&door, &by, body, once(&by, &change)).await?;
    let mut response = with_version(json(StatusCode::CREATED, &SavedView::from(&saved))?, saved.version);
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/dossiers/{}", saved.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

#[utoipa::path(get, path = "/api/v1/dossiers/{id}", tag = "dossiers", operation_id = "readDossier",
    params(("id" = String, Path, description = "Id (`dos_…`) or dossier code")),
    responses((status = 200, description = "The dossier; `ETag` is its version", body = DossierView,
        headers(("ETag" = String)))))]
/// A dossier by id or code. The reading leaves a trace: who, why, when.
async fn read(State(door): State<Dossiers>, SignedIn(by): SignedIn, Path(key): Path<String>) -> Answer {
    let dossier = door.read_bare(&by, Key::parse(&key), "api").await?;
    Ok(with_version(json(StatusCode::OK, &DossierView::of(&dossier))?, dossier.version))
}

#[utoipa::path(get, path = "/api/v1/dossiers/{id}/events", tag = "dossiers", operation_id = "listEvents",
    params(("id" = String, Path, description = "Id or code")),
    responses((status = 200, description = "The legal log, oldest first", body = EventsView)))]
/// The legal log of a dossier. The reading leaves a trace.
async fn events(State(door): State<Dossiers>, SignedIn(by): SignedIn, Path(key): Path<String>) -> Answer {
    let reading = door.read(&by, Key::parse(&key), "api.events").await?;
    let items = reading.events.iter().map(EventView::of).collect::<kernel::Result<Vec<_>>>()?;
    json(StatusCode::OK, &EventsView { items })
}

#[derive(OpenApi)]
#[openapi(
    paths(
        lodge,
        read,
        events,
        list::list,
        list::search,
        list::counts,
        files::attach,
        files::read,
        files::remove,
        due::due,
        crate::html::tracking::track_dossier
    ),
    components(schemas(lodging::RevisionBody, acts::ItemBody, acts::OutcomeBody, acts::AnswerAct))
)]
struct Listed;

/// The room's part of the published description.
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut api = Listed::openapi();
    for act in acts::list_acts() {
        let words = act.words.trim();
        let path = format!("/api/v1/dossiers/{{id}}/{}", act.noun);
        let mut operation = OperationBuilder::new()
            .operation_id(Some(act.name.trim_end_matches("Act").to_string()))
            .tag("acts")
            .summary(Some(words))
            .parameters(Some(act_parameters(act.noun)))
            .request_body(Some(
                RequestBodyBuilder::new()
                    .content(
                        "application/json",
                        ContentBuilder::new().schema(Some(Ref::from_schema_name(act.name))).build(),
                    )
                    .required(Some(Required::False))
                    .build(),
            ));
        let answer = ContentBuilder::new().schema(Some(Ref::from_schema_name(SavedView::name()))).build();
        let answer =
            ResponseBuilder::new().description("Saved; `ETag` is the new version").content("application/json", answer);
        operation = operation.response("200", answer);
        api.paths.paths.insert(path, PathItem::new(HttpMethod::Post, operation));
        let components = api.components.get_or_insert_default();
        components.schemas.insert(act.name.into(), versioned((act.schema)()));
    }
    api
}

/// An act's body may carry the version instead of `If-Match`.
fn versioned(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::Object(mut object)) => {
            let version = ObjectBuilder::new()
                .schema_type(Type::Integer)
                .description(Some("The version that was looked at, when `If-Match` does not say it"));
            object.properties.insert("version".into(), version.into());
            RefOr::T(Schema::Object(object))
        }
        other => other,
    }
}

fn act_parameters(noun: &str) -> Vec<Parameter> {
    let parameter = |name: &str, place, required, words: &str| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(place)
            .required(required)
            .description(Some(words))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build()
    };
    let mut all = vec![parameter("id", ParameterIn::Path, Required::True, "Id or code")];
    if noun.contains("{nth}") {
        all.push(parameter("nth", ParameterIn::Path, Required::True, "Place of the consultation, from 0"));
    }
    all.push(parameter("If-Match", ParameterIn::Header, Required::False, "The version that was looked at: `\"7\"`"));
    let key = "Names this change; a repeated request carries the same";
    all.push(parameter("Idempotency-Key", ParameterIn::Header, Required::True, key));
    all
}
