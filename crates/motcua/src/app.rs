//! The assembled house: every door, opened once, handed to the routes. The only place that knows all rooms.

use std::sync::Arc;

use axum::extract::FromRef;
use desk::lobby::Lobby;
use dossier::Dossiers;
use floor::Floor;
use job::Jobs;
use kernel::{Clock, Ids, Result};
use office::{Frame, Sessions};
use person::Accounts;
use procedure::Catalogue;
use store::Store;
use store::blob::Blobs;
use supervision::Supervision;
use talk::Talks;

use crate::config::Config;

/// What a handler may ask for, by type. Cloning shares it.
#[derive(Clone)]
pub struct App {
    pub config: Arc<Config>,
    pub store: Store,
    pub blobs: Arc<Blobs>,
    pub catalogue: Arc<Catalogue>,
    pub sessions: Arc<Sessions>,
    pub dossiers: Dossiers,
    pub supervision: Supervision,
    /// The gateway text messages go to; none is set up: none are sent.
    pub texts: Option<sms::Gateway>,
    pub floor: Floor,
    pub talks: Talks,
    pub jobs: Jobs,
    pub ids: Arc<Ids>,
    pub clock: Clock,
    pub facade: web::Facade,
    pub frame: Frame,
    pub lobby: Lobby,
    pub accounts: Arc<Accounts>,
    pub applicant_frame: person::seat::Frame,
}

/// Every room's tables, in the order of the arrows.
pub const MIGRATIONS: &[&[store::Migration]] = &[
    store::ledger::MIGRATIONS,
    office::MIGRATIONS,
    person::MIGRATIONS,
    procedure::MIGRATIONS,
    dossier::store::MIGRATIONS,
    job::MIGRATIONS,
    custody::MIGRATIONS,
    portal::MIGRATIONS,
    supervision::MIGRATIONS,
    floor::MIGRATIONS,
    talk::MIGRATIONS,
    sms::MIGRATIONS,
    admin::MIGRATIONS,
    desk::store::MIGRATIONS,
];

/// Every room that hears what is recorded of dossiers, in the order it is told; each one line.
fn listeners(office: &dossier::door::OfficeNow) -> dossier::listen::Listeners {
    Arc::from([custody::listener(office.clone()), supervision::listener()])
}

impl App {
    /// Opens database and blob store, brings the tables up to date, reads office and catalogue.
    pub fn open(config: Config, clock: Clock) -> Result<App> {
        let store = open_store(&config)?;
        App::over(config, store, clock)
    }

    /// [`App::open`] over a database that is open already.
    pub fn over(config: Config, store: Store, clock: Clock) -> Result<App> {
        let blobs = Arc::new(Blobs::open(&config.blobs)?);
        let ids = Arc::new(Ids::new(config.node));
        let catalogue = Arc::new(Catalogue::load(&store)?);
        dossier::bulk::fill(&store, &catalogue)?;
        let sessions = Arc::new(Sessions::open_blocking(store.clone(), ids.clone())?);
        let directory = sessions.clone();
        let office: dossier::door::OfficeNow = Arc::new(move || directory.directory());
        let dossiers = Dossiers {
            store: store.clone(),
            catalogue: catalogue.clone(),
            ids: ids.clone(),
            clock: clock.clone(),
            listeners: listeners(&office),
            office,
        };
        let supervision = Supervision::new(dossiers.clone());
        let talks = Talks::new(dossiers.clone(), config.talk_ice_servers.clone());
        let texts = sms::Gateway::open(&config.sms)?;
        let floor = Floor::new(store.clone(), ids.clone(), clock.clone()).that_texts(texts.is_some());
        let doors = crate::jobs::Doors {
            supervision: supervision.clone(),
            floor: floor.clone(),
            talks: talks.clone(),
            store: store.clone(),
            blobs: blobs.clone(),
            sessions: sessions.clone(),
            dossiers: dossiers.clone(),
            ids: ids.clone(),
            clock: clock.clone(),
        };
        let kinds = crate::jobs::kinds(&doors);
        let lists = crate::jobs::lists(&doors);
        let jobs = Jobs::new(store.clone(), blobs.clone(), sessions.clone(), ids.clone(), clock.clone(), kinds, lists);
        let lobby = Lobby::default();
        let (refreshed, now_ms) = (lobby.clone(), clock.now_ms());
        store.read_blocking(move |tx| refreshed.refresh(tx, now_ms))?;
        let facade = web::Facade::new(web::Settings { board: lobby.board(), ..config.facade() });
        let dresser = lobby.clone();
        let frame = Frame(Arc::new(move |officer, lang| dresser.dress(officer, crate::menu::viewer(officer, lang))));
        let accounts = Arc::new(Accounts::new(store.clone(), ids.clone(), config.eid_rule()));
        let applicant_frame = person::seat::Frame(Arc::new(crate::menu::applicant));
        Ok(App {
            config: Arc::new(config),
            store,
            blobs,
            catalogue,
            sessions,
            supervision,
            floor,
            texts,
            talks,
            dossiers,
            jobs,
            ids,
            clock,
            facade,
            frame,
            lobby,
            accounts,
            applicant_frame,
        })
    }

    /// The whole site, dressed.
    pub fn router(&self) -> axum::Router {
        let seated = axum::middleware::from_fn_with_state(self.clone(), crate::seating::seat_applicant);
        self.facade.dress(crate::routes::all().layer(seated).with_state(self.clone()))
    }
}

/// Opens the database and brings its tables up to date.
pub fn open_store(config: &Config) -> Result<Store> {
    let store = Store::open(&config.database())?;
    for migrations in MIGRATIONS {
        store.migrate(migrations)?;
    }
    Ok(store)
}

macro_rules! doors {
    ($($field:ident: $door:ty),* $(,)?) => {$(
        impl FromRef<App> for $door {
            fn from_ref(app: &App) -> $door {
                app.$field.clone()
            }
        }
    )*};
}
doors! {
    store: Store,
    blobs: Arc<Blobs>,
    catalogue: Arc<Catalogue>,
    sessions: Arc<Sessions>,
    dossiers: Dossiers,
    supervision: Supervision,
    floor: Floor,
    talks: Talks,
    jobs: Jobs,
    ids: Arc<Ids>,
    clock: Clock,
    frame: Frame,
    lobby: Lobby,
    accounts: Arc<Accounts>,
    applicant_frame: person::seat::Frame,
}
