//! Rows ⇄ services, counters, settings.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{CounterId, Error, Refusal, Result, UnitId};
use queue::hall::{Able, Languages, Services};
use store::{Row, Tx, Write};

use super::{Centre, CounterRow, Observed, ServiceRow, Settings};

/// A centre with everything its hall needs; without services it is a centre without a hall.
pub fn load_centre(tx: &mut Tx<'_>, id: UnitId) -> Result<Centre> {
    let services = list_services(tx, id)?;
    let counters = list_counters(tx, id, &services)?;
    Ok(Centre { id, services, counters, settings: find_settings(tx, id)?.1, observed: list_observed(tx, id)? })
}

/// Centres that have a hall.
pub fn list_centres(tx: &mut Tx<'_>) -> Result<Vec<UnitId>> {
    let rows = tx.query("SELECT DISTINCT centre_id FROM floor_service ORDER BY centre_id", &[])?;
    rows.iter().map(|row| row.int(0).map(UnitId)).collect()
}

pub fn list_services(tx: &mut Tx<'_>, centre: UnitId) -> Result<Vec<ServiceRow>> {
    let sql = "SELECT no, series, name_vi, name_en, fields, zone, median_s, ninth_s, offered FROM floor_service \
               WHERE centre_id = ?1 ORDER BY no";
    let service = |row: &Row| {
        Ok(ServiceRow {
            centre,
            no: row.int(0)? as u8,
            series: row.text(1)?.chars().next().unwrap_or('A'),
            name_vi: row.text(2)?.into(),
            name_en: row.text(3)?.into(),
            fields: row.json(4)?,
            zone: row.int(5)? as u8,
            median_s: row.int(6)?,
            ninth_s: row.int(7)?,
            offered: row.int(8)? != 0,
        })
    };
    tx.query(sql, &[centre.0.into()])?.iter().map(service).collect()
}

/// What a centre's latest days have shown of its services.
pub fn list_observed(tx: &mut Tx<'_>, centre: UnitId) -> Result<BTreeMap<u8, Observed>> {
    let rows = tx.query("SELECT no, n, middle_s FROM floor_observed WHERE centre_id = ?1", &[centre.0.into()])?;
    rows.iter().map(|row| Ok((row.int(0)? as u8, Observed { n: row.int(1)?, middle_s: row.int(2)? }))).collect()
}

/// Notes what the days before one of them have shown; what later days have shown stands.
pub fn record_observed(tx: &mut Tx<'_>, centre: UnitId, day: Date, services: &[(u8, Observed)]) -> Result<()> {
    let sql = "INSERT INTO floor_observed (centre_id, no, day, n, middle_s) VALUES (?1, ?2, ?3, ?4, ?5) \
               ON CONFLICT (centre_id, no) DO UPDATE SET day = excluded.day, n = excluded.n, middle_s = excluded.middle_s \
               WHERE floor_observed.day <= excluded.day";
    let day = day.to_string();
    let write = |(no, seen): &(u8, Observed)| {
        let no = i64::from(*no);
        Write::any(sql, vec![centre.0.into(), no.into(), (&day).into(), seen.n.into(), seen.middle_s.into()])
    };
    tx.write(&services.iter().map(write).collect::<Vec<_>>())
}

pub fn record_service(tx: &mut Tx<'_>, service: &ServiceRow) -> Result<()> {
    let fields = serde_json::to_string(&service.fields).map_err(|e| Error::fault("service", e))?;
    let sql = "INSERT INTO floor_service (centre_id, no, series, name_vi, name_en, fields, zone, median_s, ninth_s, offered) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (centre_id, no) DO UPDATE SET \
               series = excluded.series, name_vi = excluded.name_vi, name_en = excluded.name_en, fields = excluded.fields, \
               zone = excluded.zone, median_s = excluded.median_s, ninth_s = excluded.ninth_s, offered = excluded.offered";
    let row = [
        service.centre.0.into(),
        i64::from(service.no).into(),
        service.series.to_string().into(),
        (&service.name_vi).into(),
        (&service.name_en).into(),
        fields.into(),
        i64::from(service.zone).into(),
        service.median_s.into(),
        service.ninth_s.into(),
        i64::from(service.offered).into(),
    ];
    tx.execute(sql, &row).map(drop)
}

/// The office's counters of a centre that are in use, by number, as the hall has them.
pub fn list_counters(tx: &mut Tx<'_>, centre: UnitId, services: &[ServiceRow]) -> Result<Vec<CounterRow>> {
    let known = office::annals::list_counters_of(tx, centre)?;
    let mut counters = Vec::new();
    for counter in known.into_iter().filter(|counter| counter.is_open) {
        let facet = tx.find("SELECT zone, able FROM floor_counter WHERE counter_id = ?1", &[counter.id.into()])?;
        let (zone, able) = match facet {
            Some(row) => (row.int(0)? as u8, row.json(1)?),
            None => (INTAKE_ZONE, able_of_fields(services, &counter.fields)),
        };
        let id = CounterId(counter.id);
        counters.push(CounterRow { id, centre, number: counter.number, name: counter.name, zone, able });
    }
    Ok(counters)
}

/// Tiếp nhận và số hóa.
const INTAKE_ZONE: u8 = 5;

/// What a counter of these fields serves; of no field: everything.
fn able_of_fields(services: &[ServiceRow], fields: &[String]) -> Able {
    let own = |service: &&ServiceRow| {
        service.offered && (fields.is_empty() || service.fields.iter().any(|field| fields.contains(field)))
    };
    let services = Services::of(services.iter().filter(own).map(|service| service.no));
    Able { services, languages: Languages::VIETNAMESE, classes: Able::EVERYBODY }
}

/// Keeps what a counter is in its hall.
pub fn record_facet(tx: &mut Tx<'_>, counter: CounterId, zone: u8, able: &Able) -> Result<()> {
    let able = serde_json::to_string(able).map_err(|e| Error::fault("counter", e))?;
    let sql = "INSERT INTO floor_counter (counter_id, zone, able) VALUES (?1, ?2, ?3) \
               ON CONFLICT (counter_id) DO UPDATE SET zone = excluded.zone, able = excluded.able";
    tx.execute(sql, &[counter.0.into(), i64::from(zone).into(), able.into()]).map(drop)
}

/// What a centre has chosen, and the version of it; 0 and the house's own when it has chosen nothing.
pub fn find_settings(tx: &mut Tx<'_>, centre: UnitId) -> Result<(i64, Settings)> {
    let row = tx.find("SELECT version, body FROM floor_setting WHERE centre_id = ?1", &[centre.0.into()])?;
    row.map_or_else(|| Ok((0, Settings::default())), |row| Ok((row.int(0)?, row.json(1)?)))
}

/// Keeps what a centre chooses. `seen`: the version that was changed.
///
/// Errors: stale, when somebody else changed it.
pub fn record_settings(tx: &mut Tx<'_>, centre: UnitId, seen: i64, settings: &Settings) -> Result<()> {
    let body = serde_json::to_string(settings).map_err(|e| Error::fault("settings", e))?;
    let changed = if seen == 0 {
        let sql = "INSERT INTO floor_setting (centre_id, version, body) VALUES (?1, 1, ?2) ON CONFLICT DO NOTHING";
        tx.execute(sql, &[centre.0.into(), body.into()])?
    } else {
        let sql = "UPDATE floor_setting SET version = version + 1, body = ?3 WHERE centre_id = ?1 AND version = ?2";
        tx.execute(sql, &[centre.0.into(), seen.into(), body.into()])?
    };
    if changed == 0 { Err(Refusal::new("SETTINGS_CHANGED").into()) } else { Ok(()) }
}
