//! The kiosk's pages, step by step, each a page of its own: it works by touch, by keyboard and without script.
//!
//! Every visitor is a *visit*: a drawn word in the device's cookie and in the address of each step. A step of another visit
//! leads to the start, so nobody reaches the pages of the visitor before them, whatever the browser remembers.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use dossier::Dossiers;
use kernel::{Clock, Lang};
use office::{Frame, Sessions};
use queue::hall::Services;
use web::cookie::{self, Life};
use web::ctx::Ctx;
use web::{Answer, Class, Fields, Page, Problem, see_other};

use super::Kiosk;
use crate::board::html::centre_name;
use crate::door::Floor;
use crate::place;
use crate::setup::Centre;
use crate::words::hm;

mod arrive;
mod draw;
mod steps;

/// The secret of a paired device.
pub const DEVICE_COOKIE: &str = "motcua_kiosk";
/// Who stands there now.
const VISIT_COOKIE: &str = "motcua_visit";
/// How they want to see it.
const LOOK_COOKIE: &str = "motcua_look";
const DEVICE_S: u32 = 400 * 86_400;
/// A visitor who touches nothing this long is gone, seconds.
const IDLE_S: u32 = 60;
/// How long before that the kiosk asks whether somebody is there, seconds: at least twenty to answer by one touch (WCAG 2.2,
/// success criterion 2.2.1 Timing Adjustable, "Extend").
const WARN_S: u32 = 20;
const _: () = assert!(WARN_S >= 20 && WARN_S < IDLE_S);

/// The kiosk's routes.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Floor: FromRef<S>,
    Dossiers: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/centres/{centre}/kiosk", get(steps::start))
        .route("/centres/{centre}/kiosk/pairing", post(steps::pair))
        .route("/centres/{centre}/kiosk/over", get(over))
        .route("/centres/{centre}/kiosk/services", get(steps::services))
        .route("/centres/{centre}/kiosk/help", get(steps::help))
        .route("/centres/{centre}/kiosk/reprint", post(steps::reprint))
        .route("/centres/{centre}/kiosk/appointment", get(arrive::ask).post(arrive::arrive))
        .route("/centres/{centre}/kiosk/confirm", get(draw::confirm))
        .route("/centres/{centre}/kiosk/card", get(draw::ask_card).post(draw::card))
        .route("/centres/{centre}/kiosk/tickets", post(draw::draw))
        .route("/centres/{centre}/kiosk/ticket", get(draw::ticket))
}

/// How a visitor wants to see it: letters of a cookie that ends with the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    pub large: bool,
    pub contrast: bool,
    pub sound: bool,
}

impl Look {
    fn parse(text: &str) -> Look {
        Look { large: text.contains('l'), contrast: text.contains('c'), sound: text.contains('s') }
    }

    fn code(self) -> String {
        let letters = [(self.large, 'l'), (self.contrast, 'c'), (self.sound, 's')];
        let code: String = letters.into_iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect();
        if code.is_empty() { "0".into() } else { code }
    }
    fn toggled_large(self) -> String {
        Look { large: !self.large, ..self }.code()
    }
    fn toggled_contrast(self) -> String {
        Look { contrast: !self.contrast, ..self }.code()
    }
    fn toggled_sound(self) -> String {
        Look { sound: !self.sound, ..self }.code()
    }
}

/// What every page of a kiosk stands on.
pub struct Stand {
    pub kiosk: Kiosk,
    pub centre: Arc<Centre>,
    pub name: String,
    /// `/centres/uni_…/kiosk`.
    pub base: String,
    pub visit: String,
    pub look: Look,
    /// `?look=` was asked for: the cookie follows.
    look_said: bool,
    pub now_ms: i64,
    pub clock: String,
    pub idle_s: u32,
    pub warn_s: u32,
}

impl Stand {
    /// An address of this visit: `href("confirm", "s=0")`.
    pub fn href(&self, step: &str, query: &str) -> String {
        let glue = if query.is_empty() { "" } else { "&" };
        format!("{}/{step}?v={}{glue}{query}", self.base, self.visit)
    }
    fn is_changed(&self, lang: Lang) -> bool {
        self.look != Look::default() || lang != Lang::Vi
    }
}

/// What the request of a device comes to.
enum Device {
    Here(Box<Stand>),
    /// Not a kiosk of this centre, or none any more.
    Stranger {
        centre: Arc<Centre>,
        withdrawn: bool,
    },
}

/// The doors a step goes through.
#[derive(Clone)]
struct Doors {
    floor: Floor,
    sessions: Arc<Sessions>,
}

/// A request for a step, before it is known whether the device may take it.
struct Asking {
    ctx: Ctx,
    doors: Doors,
    /// The centre as the address names it.
    centre: String,
    headers: HeaderMap,
    /// The address's query.
    asked: Fields,
}

impl<S> FromRequestParts<S> for Asking
where
    S: Send + Sync,
    Floor: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Asking, Response> {
        let ctx = Ctx::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        let centre = Path::<String>::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        Ok(Asking {
            ctx,
            doors: Doors { floor: Floor::from_ref(state), sessions: Arc::from_ref(state) },
            centre: centre.0,
            headers: parts.headers.clone(),
            asked: Fields::of_query(&parts.uri),
        })
    }
}

impl Asking {
    /// The device that asks; `said`: the query of an address or a form.
    async fn device(&self, said: &Fields) -> Result<Device, Problem> {
        let Asking { ctx, doors, headers, .. } = self;
        let centre = place::centre_at(&doors.floor, &self.centre).await?;
        let kiosk = match cookie::find(headers, DEVICE_COOKIE).filter(|secret| secret.len() >= 40) {
            Some(secret) => doors.floor.find_kiosk(secret).await?.filter(|kiosk| kiosk.centre == centre.id),
            None => None,
        };
        let withdrawn = kiosk.as_ref().is_some_and(|kiosk| kiosk.withdrawn_ms.is_some());
        let Some(kiosk) = kiosk.filter(|_| !withdrawn) else { return Ok(Device::Stranger { centre, withdrawn }) };
        let look = said.some("look").map(Look::parse);
        let kept = cookie::find(headers, LOOK_COOKIE).map(Look::parse);
        let now_ms = doors.floor.clock.now_ms();
        Ok(Device::Here(Box::new(Stand {
            name: centre_name(&doors.sessions, &centre),
            base: format!("/centres/{}/kiosk", centre.id),
            visit: cookie::find(headers, VISIT_COOKIE).unwrap_or_default().to_string(),
            look: look.or(kept).unwrap_or_default(),
            look_said: look.is_some() && !ctx.here.is_empty(),
            kiosk,
            centre,
            now_ms,
            clock: hm(now_ms),
            idle_s: IDLE_S,
            warn_s: WARN_S,
        })))
    }

    /// A step of the visit that runs on this device; anything else begins at the [`Asking::start`].
    async fn step(&self, said: &Fields) -> Result<Option<Box<Stand>>, Problem> {
        Ok(match self.device(said).await? {
            Device::Here(stand) if !stand.visit.is_empty() && said.value("v") == stand.visit => Some(stand),
            Device::Here(_) | Device::Stranger { .. } => None,
        })
    }

    fn start(&self) -> Response {
        see_other(&format!("/centres/{}/kiosk", self.centre))
    }
}

/// A page of a kiosk: kept by no browser.
fn answer(ctx: &Ctx, stand: &Stand, page: &impl askama::Template) -> Answer {
    let mut response = no_store(web::html(page)?);
    if stand.look_said {
        set(&mut response, cookie::line(LOOK_COOKIE, &stand.look.code(), Life::Visit, ctx.secure()));
    }
    Ok(response)
}

fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn set(response: &mut Response, line: HeaderValue) {
    response.headers_mut().append(header::SET_COOKIE, line);
}

/// The frame of a step; after a POST the switches lead to the step that was left.
fn frame(ctx: &Ctx, title: &str, here: Option<String>) -> Page {
    let page = ctx.page(ctx.t(title));
    Page { here: here.unwrap_or_else(|| page.here.clone()), flash: None, ..page }
}

/// The visit ends: language, look and everything of the visitor are forgotten, and the next one begins.
async fn over(ctx: Ctx, Path(centre): Path<String>) -> Answer {
    let mut response = no_store(see_other(&format!("/centres/{}/kiosk?lang=vi", web::fields::encode(&centre))));
    for name in [LOOK_COOKIE, VISIT_COOKIE] {
        set(&mut response, cookie::line(name, "", Life::Over, ctx.secure()));
    }
    Ok(response)
}

/// The services of an address or a form that this centre offers.
fn chosen(centre: &Centre, asked: &Fields) -> Services {
    let said = asked.all("s").into_iter().filter_map(|no| no.parse::<u8>().ok());
    Services::of(said.filter(|no| centre.service(*no).is_some_and(|service| service.offered)))
}

/// Services as an address says them: `s=0&s=4`.
fn query_of(services: Services) -> String {
    services.iter().map(|no| format!("s={no}")).collect::<Vec<_>>().join("&")
}
