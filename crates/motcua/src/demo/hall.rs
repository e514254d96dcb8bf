//! The halls of the sample office: what they offer, and their counters.

use floor::store::ServiceRow;
use kernel::{CounterId, Error, Result, UnitId};
use office::history::Counter;
use office::{Act, Admin, Permit};
use queue::hall::{Able, Languages, Services};
use serde::Deserialize;

use crate::App;

const HALLS: &str = include_str!("../../../../sample/floor.toml");

#[derive(Deserialize)]
struct File {
    hall: Vec<HallPlan>,
}

#[derive(Deserialize)]
struct HallPlan {
    unit: String,
    services: Vec<ServicePlan>,
    counters: Vec<CounterPlan>,
}

#[derive(Deserialize)]
struct ServicePlan {
    no: u8,
    series: char,
    vi: String,
    en: String,
    fields: Vec<String>,
    zone: u8,
    median_s: i64,
    ninth_s: i64,
}

#[derive(Deserialize)]
struct CounterPlan {
    name: String,
    zone: u8,
    services: Vec<Served>,
    languages: u8,
    classes: u8,
}

/// `"*"` or a service's number.
#[derive(Deserialize)]
#[serde(untagged)]
enum Served {
    One(u8),
    #[allow(dead_code, reason = "any word means everything")]
    Every(String),
}

fn halls() -> Result<Vec<HallPlan>> {
    let file: File = toml::from_str(HALLS).map_err(|e| Error::fault("sample floor", e))?;
    Ok(file.hall)
}

/// Records services and counters.
pub fn record_halls(app: &App, now_ms: i64) -> Result<()> {
    let (halls, directory) = (halls()?, app.sessions.directory());
    let admin = Admin::new(Permit::for_chore(Act::Administer, "demo"), app.ids.clone(), now_ms)?;
    app.store.act_blocking(move |tx| {
        for hall in &halls {
            let centre = directory.unit_by_key(&hall.unit).ok_or_else(|| Error::fault("sample floor", &hall.unit))?.id;
            hall.services.iter().try_for_each(|plan| floor::store::record_service(tx, &plan.row(centre)))?;
            let every = Services::of(hall.services.iter().map(|service| service.no));
            for (number, plan) in (1..).zip(&hall.counters) {
                let counter =
                    Counter { id: 0, unit: centre, number, name: plan.name.clone(), fields: Vec::new(), is_open: true };
                let id = CounterId(admin.put_counter(tx, &counter)?);
                let services = plan.services.iter().fold(Services::NONE, |all, served| match served {
                    Served::One(no) => all.and(Services::one(*no)),
                    Served::Every(_) => all.and(every),
                });
                let able = Able { services, languages: Languages(plan.languages), classes: plan.classes };
                floor::store::record_facet(tx, id, plan.zone, &able)?;
            }
        }
        Ok(())
    })
}

impl ServicePlan {
    fn row(&self, centre: UnitId) -> ServiceRow {
        ServiceRow {
            centre,
            no: self.no,
            series: self.series,
            name_vi: self.vi.clone(),
            name_en: self.en.clone(),
            fields: self.fields.clone(),
            zone: self.zone,
            median_s: self.median_s,
            ninth_s: self.ninth_s,
            offered: true,
        }
    }
}
