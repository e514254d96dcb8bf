//! Who sits behind a request of an applicant: the extractor that turns a session cookie into a [`Citizen`].
//!
//! One browser is either an officer or an applicant: both sign in into the same cookie, and neither's sessions are found
//! among the other's. It decides nothing about what they may do.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use kernel::{Clock, Lang};
use web::{Ctx, Problem, Viewer};

use crate::account::Accounts;
use crate::citizen::Citizen;

/// From the applicant and the reader's language to what the frame shows.
pub type Greet = dyn Fn(&Citizen, Lang) -> Viewer + Send + Sync;

/// How the frame greets an applicant and where they can go. The binary gives it, because it alone knows every room.
#[derive(Clone)]
pub struct Frame(pub Arc<Greet>);

/// The applicant whose session came with the request. Nobody, or an officer: the applicants' sign-in page.
#[derive(Debug, Clone)]
pub struct Applicant(pub Citizen);

/// The same where nobody is welcome too.
#[derive(Debug, Clone)]
pub struct MaybeApplicant(pub Option<Citizen>);

/// Looks the session up and draws the frame. For pages that anybody may see, the binary calls it before them.
pub async fn find(accounts: &Accounts, clock: &Clock, frame: &Frame, ctx: &Ctx) -> Result<Option<Citizen>, Problem> {
    let Some(session) = &ctx.session else { return Ok(None) };
    let citizen = accounts.citizen(session.hash(), clock.now()).await?;
    if let Some(citizen) = &citizen
        && !ctx.wants_json
    {
        ctx.seat((frame.0)(citizen, ctx.lang));
    }
    Ok(citizen)
}

async fn of_request<S>(parts: &mut Parts, state: &S) -> Result<Option<Citizen>, Problem>
where
    S: Send + Sync,
    Arc<Accounts>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    let ctx = Ctx::from_request_parts(parts, state).await?;
    // Programs have no accounts of applicants: a request that shows a token is not the browser's.
    if web::facade::is_bearer(&parts.headers) {
        return Ok(None);
    }
    find(&Arc::<Accounts>::from_ref(state), &Clock::from_ref(state), &Frame::from_ref(state), &ctx).await
}

impl<S> FromRequestParts<S> for Applicant
where
    S: Send + Sync,
    Arc<Accounts>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        of_request(parts, state).await?.map(Applicant).ok_or(Problem::NotSignedIn)
    }
}

impl<S> FromRequestParts<S> for MaybeApplicant
where
    S: Send + Sync,
    Arc<Accounts>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        of_request(parts, state).await.map(MaybeApplicant)
    }
}
