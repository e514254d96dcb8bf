//! Who sits behind a request: the extractor that turns a session cookie or a bearer token into an [`Officer`].
//!
//! It decides nothing about what they may do; a handler that asks for [`SignedIn`] cannot be reached by nobody.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use kernel::{Clock, Lang};
use web::{Class, Ctx, Problem, Viewer};

use crate::{Officer, Sessions};

/// From the officer and the reader's language to what the frame shows.
pub type Greet = dyn Fn(&Officer, Lang) -> Viewer + Send + Sync;

/// How the frame greets an officer and where they can go. The binary gives it, because it alone knows every room.
#[derive(Clone)]
pub struct Frame(pub Arc<Greet>);

/// The officer whose session or token came with the request.
///
/// Nobody: 401 for programs, the sign-in page for people.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Officer);

/// The same where nobody is welcome too.
#[derive(Debug, Clone)]
pub struct MaybeSignedIn(pub Option<Officer>);

async fn find<S>(parts: &mut Parts, state: &S) -> Result<Option<Officer>, Problem>
where
    S: Send + Sync,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    let ctx = Ctx::from_request_parts(parts, state).await?;
    let sessions = Arc::<Sessions>::from_ref(state);
    let now = Clock::from_ref(state).now();
    let bearer = web::facade::is_bearer(&parts.headers);
    let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    // A request that shows a token is a program's: its cookie, if it has one, does not count.
    let officer = match (bearer, shown, &ctx.session) {
        (true, Some(shown), _) => sessions.officer_of_token(shown[7..].trim(), now).await?,
        (false, _, Some(session)) => sessions.officer(session.hash(), now).await?,
        (true, None, _) | (false, _, None) => None,
    };
    match &officer {
        // Guessing tokens is slowed down like guessing codes.
        None if bearer => ctx.spend(Class::Token)?,
        // Only pages draw the frame.
        Some(officer) if !ctx.wants_json => {
            let viewer = (Frame::from_ref(state).0)(officer, ctx.lang);
            ctx.seat(Viewer { at: kernel::time::hm_dmy(kernel::time::civil(now)), ..viewer });
        }
        Some(_) | None => {}
    }
    Ok(officer)
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        find(parts, state).await?.map(SignedIn).ok_or(Problem::NotSignedIn)
    }
}

impl<S> FromRequestParts<S> for MaybeSignedIn
where
    S: Send + Sync,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        find(parts, state).await.map(MaybeSignedIn)
    }
}
