//! Public pages know officers by themselves (`office::seat`); applicants are recognised here, before those pages, because
//! the rooms that draw them stand below or beside the accounts of applicants.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use web::Ctx;

use crate::App;

/// Where anybody may look around, and a signed-in applicant is greeted.
const PUBLIC: [&str; 4] = ["/about", "/procedures", "/tracking", "/talk"];

fn is_public(path: &str) -> bool {
    path == "/"
        || PUBLIC
            .iter()
            .any(|place| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Draws the applicant's frame around a public page they look at.
pub async fn seat_applicant(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() == Method::GET
        && is_public(request.uri().path())
        && let Some(ctx) = request.extensions().get::<Ctx>().filter(|ctx| ctx.session.is_some()).cloned()
    {
        // A page that cannot tell who looks at it is still a page for anybody.
        if let Err(problem) = person::seat::find(&app.accounts, &app.clock, &app.applicant_frame, &ctx).await {
            tracing::warn!(?problem, "an applicant could not be recognised");
        }
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn only_public_pages_ask_for_applicants() {
        assert!(["/", "/about", "/procedures", "/procedures/1.001193", "/tracking/x"].into_iter().all(is_public));
        assert!(!["/me", "/home", "/dossiers", "/talks", "/procedures.csv", "/abouts"].into_iter().any(is_public));
    }
}
