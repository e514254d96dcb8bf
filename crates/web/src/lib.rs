//! The façade every room's pages stand behind: requests, sessions' cookies, forgery checks, headers, language, look, errors.
//!
//! It knows no room, no officer and no table: a room hands it words and views, and gets pages and safe requests back.

pub mod address;
pub mod api;
pub mod assets;
pub mod board;
pub mod cookie;
pub mod csrf;
pub mod ctx;
pub mod facade;
pub mod fields;
pub mod flash;
pub mod headers;
pub mod limits;
pub mod lockout;
pub mod page;
pub mod problem;
pub mod random;
pub mod serve;
pub mod session;
pub mod settings;
pub mod ui;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

pub use board::{Banner, Board};
pub use ctx::{Ctx, Theme};
pub use facade::Facade;
pub use fields::Fields;
pub use flash::Flash;
pub use limits::Class;
pub use page::{NavItem, Page, Viewer};
pub use problem::{Problem, refusal_text};
pub use serve::serve;
pub use session::SessionToken;
pub use settings::{Agency, Limits, PublicLink, Settings};

/// What every page handler returns.
pub type Answer = Result<Response, Problem>;

/// A page with status 200.
pub fn html(template: &impl Template) -> Answer {
    html_with(StatusCode::OK, template)
}

/// A page with another status: 422 for a form shown again with its errors.
pub fn html_with(status: StatusCode, template: &impl Template) -> Answer {
    let body = template.render().map_err(|cause| Problem::fault("template", cause))?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    Ok((status, [kind], body).into_response())
}

/// The answer to a form that did its work: 303 to the page that shows the outcome.
pub fn see_other(to: &str) -> Response {
    match HeaderValue::from_str(&ascii_path(to)) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => Problem::fault("redirect", "not a header value").into_response(),
    }
}

/// A path of this site, for an address that came from outside; anything that leads elsewhere is none.
pub fn own_path(typed: &str) -> Option<&str> {
    let own = typed.starts_with('/') && !typed.starts_with("//") && !typed.contains(['\\', '\r', '\n', '\t']);
    own.then_some(typed)
}

/// A `Location` may hold ASCII only: other letters are percent-encoded as UTF-8.
fn ascii_path(to: &str) -> String {
    let mut out = String::with_capacity(to.len());
    for byte in to.bytes() {
        match byte {
            b'!'..=b'~' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
