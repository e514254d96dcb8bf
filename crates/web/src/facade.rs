//! The one layer all requests pass: it reads them, checks that they are not forged, hands them to the rooms, and dresses the answers.
//!
//! It never authenticates: who sits behind a session cookie is known only where officers are known.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::{StreamExt, stream};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::cookie::{self, Life};
use crate::ctx::{self, Ctx};
use crate::flash::{self, Flash};
use crate::limits::Limiter;
use crate::problem::Problem;
use crate::settings::Settings;
use crate::{address, assets, csrf, headers};

/// The façade. Cloning shares it.
#[derive(Clone)]
pub struct Facade(Arc<Inner>);

struct Inner {
    settings: Settings,
    limiter: Limiter,
}

impl std::fmt::Debug for Facade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Facade").field("public_url", &self.0.settings.public_url).finish_non_exhaustive()
    }
}

/// A year: how long language and theme are remembered.
const PREFERENCE_S: u32 = 365 * 24 * 3600;
/// A flash that nobody came for is forgotten after two minutes.
const FLASH_S: u32 = 120;
/// How far into a multipart body the forgery token may stand.
const MULTIPART_HEAD_BYTES: usize = 16 * 1024;

impl Facade {
    pub fn new(settings: Settings) -> Self {
        let limiter = Limiter::new(&settings.limits);
        Self(Arc::new(Inner { settings, limiter }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn limiter(&self) -> &Limiter {
        &self.0.limiter
    }

    /// Puts the façade before a router whose state is already given. Call it once, last, on the whole router.
    pub fn dress(&self, router: Router) -> Router {
        let compress = CompressionLayer::new().quality(CompressionLevel::Precise(5)).compress_when(
            DefaultPredicate::new()
                .and(NotForContentType::const_new("font/"))
                .and(NotForContentType::const_new("application/pdf")),
        );
        router
            .route("/assets/{*name}", get(assets::serve))
            .fallback(async || Problem::absent("no such address"))
            .method_not_allowed_fallback(async || Problem::absent("no such act at this address"))
            .layer(DefaultBodyLimit::max(self.settings().body_limit_bytes))
            .layer(CatchPanicLayer::custom(on_panic))
            .layer(middleware::from_fn_with_state(self.clone(), frame))
            .layer(compress)
    }
}

fn on_panic(cause: Box<dyn Any + Send>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Problem::fault("panic", text.unwrap_or("without words")).into_response()
}

async fn frame(State(facade): State<Facade>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let ctx = ctx_of(&facade, &request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_string();
    let preferences = ctx::preferences(request.uri().query());
    let is_asset = request.uri().path().starts_with("/assets/");

    request.extensions_mut().insert(ctx.clone());
    let mut response = match unforged(&facade, &ctx, request).await {
        Ok(request) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = problem.answer(&ctx);
    } else if response.status().is_client_error() && !response.headers().contains_key(header::CONTENT_TYPE) {
        response = plain_refusal(&response).answer(&ctx);
    }
    if !is_asset {
        set_cookies(&mut response, &ctx, &preferences);
    }
    headers::dress(response.headers_mut(), &ctx.nonce, ctx.session.is_some(), ctx.secure(), &ctx.request_id);
    // The route's pattern, not the address: codes and queries may tell who somebody is.
    tracing::info!(target: "access", %method, route, status = response.status().as_u16(), ms = begun.elapsed().as_millis() as u64,
        request = %ctx.request_id);
    response
}

fn ctx_of(facade: &Facade, request: &Request) -> Ctx {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = request.headers().get("x-forwarded-for").and_then(|v| v.to_str().ok());
    let ip = address::client_ip(peer, forwarded, &facade.settings().trusted_proxies);
    Ctx::of(facade, request.headers(), request.uri(), ip)
}

/// What an extractor's bare refusal means to the reader.
fn plain_refusal(response: &Response) -> Problem {
    match response.status().as_u16() {
        404 | 405 => Problem::absent("bare"),
        413 => Problem::TooLarge,
        status => Problem::Malformed(format!("status {status}")),
    }
}

/// Lets a request pass that is safe, or shows a bearer token, or carries its page's token from our own site.
async fn unforged(facade: &Facade, ctx: &Ctx, request: Request) -> Result<Request, Problem> {
    // A bearer token is never sent by a browser on its own, so nobody can be tricked into sending it.
    if csrf::is_safe(request.method()) || is_bearer(request.headers()) {
        return Ok(request);
    }
    if !csrf::is_same_origin(request.headers(), &facade.settings().public_url) {
        return Err(Problem::Forged);
    }
    let seed = ctx.known_seed().ok_or(Problem::Forged)?;
    let shown = request.headers().get(csrf::HEADER).and_then(|v| v.to_str().ok()).map(str::to_string);
    let (shown, request) = match shown {
        Some(shown) => (Some(shown), request),
        None => token_in_body(facade, request).await?,
    };
    if shown.is_some_and(|shown| csrf::fits(seed, &shown)) { Ok(request) } else { Err(Problem::Forged) }
}

/// Whether the request authenticates as a program does. Whoever reads sessions must ignore the cookie of such a request.
pub fn is_bearer(headers: &HeaderMap) -> bool {
    let value = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.len() > 7 && value[..7].eq_ignore_ascii_case("bearer ")
}

async fn token_in_body(facade: &Facade, request: Request) -> Result<(Option<String>, Request), Problem> {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_string();
    let (parts, body) = request.into_parts();
    if kind.starts_with("application/x-www-form-urlencoded") {
        let whole =
            axum::body::to_bytes(body, facade.settings().body_limit_bytes).await.map_err(|_| Problem::TooLarge)?;
        let token = csrf::in_form(&whole);
        return Ok((token, Request::from_parts(parts, Body::from(whole))));
    }
    if kind.starts_with("multipart/form-data") {
        let (head, body) = peek(body, MULTIPART_HEAD_BYTES).await?;
        return Ok((csrf::in_multipart(&head), Request::from_parts(parts, body)));
    }
    Ok((None, Request::from_parts(parts, body)))
}

/// The first bytes of a body, and the body as if nobody had looked.
async fn peek(body: Body, bytes: usize) -> Result<(Vec<u8>, Body), Problem> {
    let mut rest = body.into_data_stream();
    let mut head: Vec<u8> = Vec::new();
    while head.len() < bytes && csrf::in_multipart(&head).is_none() {
        match rest.next().await {
            Some(Ok(chunk)) => head.extend_from_slice(&chunk),
            Some(Err(_)) => return Err(Problem::TooLarge),
            None => break,
        }
    }
    let seen = stream::iter([Ok(Bytes::from(head.clone()))]);
    Ok((head, Body::from_stream(seen.chain(rest))))
}

fn set_cookies(response: &mut Response, ctx: &Ctx, preferences: &[(&'static str, &'static str)]) {
    let secure = ctx.secure();
    let flash = response.extensions_mut().remove::<Flash>();
    let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    let mut set = |line: HeaderValue| response.headers_mut().append(header::SET_COOKIE, line);
    for (name, value) in preferences {
        set(cookie::line(name, value, Life::Seconds(PREFERENCE_S), secure));
    }
    if let Some(seed) = ctx.new_seed() {
        set(cookie::line(csrf::SEED_COOKIE, seed, Life::Visit, secure));
    }
    match flash {
        Some(flash) => {
            set(cookie::line(flash::COOKIE, &flash.encode(), Life::Seconds(FLASH_S), secure));
        }
        None if is_page && ctx.flash.is_some() => {
            set(cookie::line(flash::COOKIE, "", Life::Over, secure));
        }
        None => {}
    }
}
