//! Screens that change by themselves: one fragment of HTML for each change of a hall, rendered once and sent to everybody who
//! looks at the same view in the same language.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::future::BoxFuture;
use futures_util::stream;
use kernel::Result;
use queue::hall::Hall;
use tokio::sync::watch;
use web::Answer;

use crate::door::Floor;
use crate::halls::Live;
use crate::setup::Centre;

/// A view that shows how long somebody waits is drawn again this often, though nothing happened.
const AGAIN_MS: i64 = 15_000;
/// A line is kept open with a sign of life.
const ALIVE: Duration = Duration::from_secs(15);
/// Views of one hall kept drawn.
const MOST: usize = 512;

/// What a view is drawn from.
pub struct Scene<'s> {
    pub hall: &'s Hall,
    pub centre: &'s Centre,
    pub now_ms: i64,
}

/// Draws a view; `None`: nothing to show any more, the stream ends.
pub type Draw = Arc<dyn Fn(&Scene<'_>) -> Result<String> + Send + Sync>;

/// Draws a view that needs more than the hall shows, and time: answers how many events it has seen, and the text.
pub type Compose = Arc<dyn Fn(Arc<Live>, i64) -> BoxFuture<'static, Result<(i64, String)>> + Send + Sync>;

/// How a view comes about.
#[derive(Clone)]
enum Way {
    Drawn(Draw),
    Composed(Compose),
}

/// The latest drawing of each view of a hall.
#[derive(Default)]
pub struct Drawn(Mutex<HashMap<String, (Stamp, Arc<str>)>>);

/// How old a drawing is: events shown, and the quarter minute.
type Stamp = (i64, i64);

impl Drawn {
    fn find(&self, view: &str, stamp: Stamp) -> Option<Arc<str>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(view).filter(|(at, _)| *at == stamp).map(|(_, text)| text.clone())
    }

    fn keep(&self, view: &str, stamp: Stamp, text: Arc<str>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(view.into(), (stamp, text));
    }
}

/// One screen that looks on.
struct Watching {
    floor: Floor,
    live: Arc<Live>,
    view: String,
    way: Way,
    woken: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
    sent: Option<Stamp>,
}

/// The stream of a view. `view` names it with everything it depends on (part, zone, language, …): two screens of one name
/// are sent the same.
pub fn stream(floor: &Floor, live: Arc<Live>, view: impl Into<String>, draw: Draw) -> Answer {
    flow(floor, live, view.into(), Way::Drawn(draw))
}

/// [`stream`] of a view that is composed.
pub fn stream_composed(floor: &Floor, live: Arc<Live>, view: impl Into<String>, compose: Compose) -> Answer {
    flow(floor, live, view.into(), Way::Composed(compose))
}

fn flow(floor: &Floor, live: Arc<Live>, view: String, way: Way) -> Answer {
    let woken = live.watch();
    let watching =
        Watching { floor: floor.clone(), live, view, way, woken, stopping: web::serve::stopping(), sent: None };
    let events = stream::unfold(watching, |mut watching| async move {
        let event = watching.next().await?;
        Some((Ok::<_, Infallible>(event), watching))
    });
    let mut answer = Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE)).into_response();
    // A proxy in between passes each line on at once.
    answer.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(answer)
}

/// A view as it is now, for the page itself.
pub async fn draw_now(floor: &Floor, live: &Arc<Live>, view: &str, draw: &Draw) -> Result<Arc<str>> {
    Ok(look(floor, live, view, &Way::Drawn(draw.clone())).await?.1)
}

/// [`draw_now`] of a view that is composed.
pub async fn compose_now(floor: &Floor, live: &Arc<Live>, view: &str, compose: &Compose) -> Result<Arc<str>> {
    Ok(look(floor, live, view, &Way::Composed(compose.clone())).await?.1)
}

async fn look(floor: &Floor, live: &Arc<Live>, view: &str, way: &Way) -> Result<(Stamp, Arc<str>)> {
    let now_ms = floor.clock.now_ms();
    let stamp = (live.seq(), now_ms.div_euclid(AGAIN_MS));
    if let Some(text) = live.drawn.find(view, stamp) {
        return Ok((stamp, text));
    }
    let (seq, text) = match way {
        Way::Drawn(draw) => {
            let centre = floor.centre(live.hall.centre).await?;
            let hall = live.look();
            (hall.seq as i64, draw(&Scene { hall: &hall, centre: &centre, now_ms })?)
        }
        Way::Composed(compose) => compose(live.clone(), now_ms).await?,
    };
    let (stamp, text) = ((seq, stamp.1), Arc::<str>::from(text));
    live.drawn.keep(view, stamp, text.clone());
    Ok((stamp, text))
}

impl Watching {
    /// The next drawing that differs in age from the one sent last.
    async fn next(&mut self) -> Option<Event> {
        loop {
            // A line that looks at a day that is over ends: the screen asks again and sees the new day.
            if *self.stopping.borrow() || self.live.hall.day < self.floor.today() {
                return None;
            }
            self.woken.mark_unchanged();
            match look(&self.floor, &self.live, &self.view, &self.way).await {
                Ok((stamp, text)) if self.sent != Some(stamp) => {
                    self.sent = Some(stamp);
                    return Some(Event::default().event("view").id(stamp.0.to_string()).data(&*text));
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(view = self.view, %error, "a live view could not be drawn");
                    return None;
                }
            }
            let wait = Duration::from_millis((AGAIN_MS - self.floor.clock.now_ms().rem_euclid(AGAIN_MS)) as u64);
            tokio::select! {
                changed = self.woken.changed() => { changed.ok()?; }
                _ = self.stopping.changed() => return None,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}
