//! What may be set up, and what is odd about it. Pure.

use kernel::{CounterId, Refusal};
use queue::hall::{Able, Services};
use queue::rule::Class;

use super::{Centre, ServiceRow, Settings};

/// Something the lead should know: it is allowed, and visitors would stand before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// No counter serves it.
    Unserved { service: u8 },
    /// Counters serve it, but none of them everybody: walk-ins wait for nobody.
    NotForEverybody { service: u8 },
    /// Two services give numbers of one letter.
    SameSeries { series: char, services: Services },
    /// The counter serves nothing that is offered.
    Idle { counter: CounterId },
}

/// Everything odd about a centre, the worst first.
pub fn findings(centre: &Centre) -> Vec<Finding> {
    let walk_in = 1_u8 << Class::WalkIn.kind();
    let serves = |no: u8| centre.counters.iter().filter(move |counter| counter.able.services.has(no));
    let unserved = |service: &&ServiceRow| serves(service.no).next().is_none();
    let mut found: Vec<Finding> =
        centre.offered().filter(unserved).map(|service| Finding::Unserved { service: service.no }).collect();
    let privileged = |service: &&ServiceRow| {
        !unserved(service) && !serves(service.no).any(|counter| counter.able.classes & walk_in != 0)
    };
    found.extend(centre.offered().filter(privileged).map(|service| Finding::NotForEverybody { service: service.no }));
    let mut letters: Vec<char> = centre.offered().map(|service| service.series).collect();
    letters.sort_unstable();
    letters.dedup();
    for series in letters {
        let services = Services::of(centre.offered().filter(|one| one.series == series).map(|one| one.no));
        if services.iter().count() > 1 {
            found.push(Finding::SameSeries { series, services });
        }
    }
    let offered = centre.everything().services;
    let idle = centre.counters.iter().filter(|counter| counter.able.services.both(offered).is_empty());
    found.extend(idle.map(|counter| Finding::Idle { counter: counter.id }));
    found
}

/// The number of the next service: never one that was given before.
///
/// Errors: refused `SERVICES_FULL`.
pub fn next_no(centre: &Centre) -> Result<u8, Refusal> {
    let next = centre.services.iter().map(|service| service.no + 1).max().unwrap_or(0);
    if next < Services::MOST { Ok(next) } else { Err(Refusal::new("SERVICES_FULL")) }
}

/// Longest usual time, seconds.
const LONGEST_S: i64 = 4 * 3_600;

/// Refuses a service that cannot be offered like this. `fields`: the names of fields there are.
pub fn service(centre: &Centre, row: &ServiceRow, fields: &[String]) -> Result<(), Refusal> {
    for (name, field) in [(&row.name_vi, "name_vi"), (&row.name_en, "name_en")] {
        if name.trim().is_empty() {
            return Err(Refusal::new("SERVICE_NAME_REQUIRED").at(field));
        }
    }
    if !row.series.is_ascii_uppercase() {
        return Err(Refusal::new("SERIES_WRONG").at("series"));
    }
    let others = || centre.offered().filter(|other| other.no != row.no);
    if let Some(other) = others().find(|other| row.offered && other.series == row.series) {
        return Err(Refusal::new("SERIES_TAKEN")
            .with("series", row.series)
            .with("service", &other.name_vi)
            .at("series"));
    }
    if let Some(strange) = row.fields.iter().find(|field| !fields.contains(field)) {
        return Err(Refusal::new("SERVICE_FIELD_UNKNOWN").with("field", strange).at("fields"));
    }
    let holder = |field: &str| others().find(|other| other.fields.iter().any(|own| own == field));
    let mut fields = row.fields.iter().filter(|_| row.offered);
    if let Some((field, other)) = fields.find_map(|field| holder(field).map(|other| (field, other))) {
        return Err(Refusal::new("SERVICE_FIELD_TAKEN")
            .with("field", field)
            .with("service", &other.name_vi)
            .at("fields"));
    }
    if !(1..=8).contains(&row.zone) {
        return Err(Refusal::new("ZONE_WRONG").at("zone"));
    }
    if row.median_s < 10 || row.ninth_s <= row.median_s || row.ninth_s > LONGEST_S {
        return Err(Refusal::new("USUAL_TIMES_WRONG").at("ninth"));
    }
    Ok(())
}

/// Refuses a counter that would serve nobody.
pub fn counter(able: &Able, zone: u8) -> Result<(), Refusal> {
    if able.services.is_empty() || able.languages.0 == 0 || able.classes & Able::EVERYBODY == 0 {
        return Err(Refusal::new("COUNTER_SERVES_NOTHING").at("service"));
    }
    if (1..=8).contains(&zone) { Ok(()) } else { Err(Refusal::new("ZONE_WRONG").at("zone")) }
}

/// Refuses settings under which a hall would not work.
pub fn settings(settings: &Settings) -> Result<(), Refusal> {
    let within = |value: i64, least: i64, most: i64, field: &str| {
        let refusal = || Refusal::new("NUMBER_OUT_OF_RANGE").with("least", least).with("most", most).at(field);
        if (least..=most).contains(&value) { Ok(()) } else { Err(refusal()) }
    };
    within(settings.vulnerable_credit_min, 0, 60, "vulnerable_credit_min")?;
    within(settings.appointment_credit_min, 0, 60, "appointment_credit_min")?;
    within(settings.patience_s, 20, 600, "patience_s")?;
    within(settings.slot_min, 10, 120, "slot_min")?;
    within((settings.appointment_share * 100.0).round() as i64, 0, 100, "appointment_share")?;
    within(settings.horizon_days, 1, 90, "horizon_days")?;
    within(settings.no_shows, 0, 20, "no_shows")?;
    within(settings.no_show_days, 0, 365, "no_show_days")?;
    within(settings.offer_min, 5, 1_440, "offer_min")?;
    let [first, second, third] = settings.alarms_min;
    within(first, 1, 120, "alarm_1")?;
    within(third, 1, 120, "alarm_3")?;
    if first < second && second < third { Ok(()) } else { Err(Refusal::new("ALARMS_NOT_RISING").at("alarm_2")) }
}

#[cfg(test)]
mod tests {
    use kernel::UnitId;
    use queue::hall::Languages;

    use super::super::CounterRow;
    use super::*;

    fn row(no: u8, series: char, field: &str) -> ServiceRow {
        ServiceRow {
            centre: UnitId(1),
            no,
            series,
            name_vi: format!("Dịch vụ {no}"),
            name_en: format!("Service {no}"),
            fields: vec![field.into()],
            zone: 5,
            median_s: 300,
            ninth_s: 600,
            offered: true,
        }
    }

    fn desk(id: i64, services: u64, classes: u8) -> CounterRow {
        let able = Able { services: Services(services), languages: Languages(1), classes };
        CounterRow { id: CounterId(id), centre: UnitId(1), number: id, name: String::new(), zone: 5, able }
    }

    fn centre(services: Vec<ServiceRow>, counters: Vec<CounterRow>) -> Centre {
        let (settings, observed) = Default::default();
        Centre { id: UnitId(1), services, counters, settings, observed }
    }

    #[test]
    fn what_visitors_would_stand_before_is_found() {
        let services = vec![row(0, 'A', "a"), row(1, 'B', "b"), row(2, 'B', "c"), row(3, 'D', "d")];
        let mut house = centre(services, vec![desk(1, 0b001, 7), desk(2, 0b100, 1), desk(3, 0b1_0000, 7)]);
        let wanted = [
            Finding::Unserved { service: 1 },
            Finding::Unserved { service: 3 },
            Finding::NotForEverybody { service: 2 },
            Finding::SameSeries { series: 'B', services: Services(0b110) },
            Finding::Idle { counter: CounterId(3) },
        ];
        assert_eq!(findings(&house), wanted);
        // What is no longer offered troubles nobody.
        for no in [1, 3] {
            house.services[no].offered = false;
        }
        assert_eq!(findings(&house), [wanted[2].clone(), wanted[4].clone()]);
    }

    #[test]
    fn a_number_is_never_given_to_another_service() {
        let mut house = centre(vec![row(0, 'A', "a"), row(5, 'B', "b")], vec![]);
        house.services[1].offered = false;
        assert_eq!(next_no(&house), Ok(6));
        house.services.push(row(63, 'C', "c"));
        assert_eq!(next_no(&house).map_err(|refusal| refusal.key), Err("SERVICES_FULL".into()));
    }

    #[test]
    fn a_service_is_refused_at_the_field_that_is_wrong() {
        let house = centre(vec![row(0, 'A', "a"), row(1, 'B', "b")], vec![]);
        let fields = ["a", "b", "c"].map(String::from);
        type Change = fn(&mut ServiceRow);
        let cases: [(Change, Option<(&str, &str)>); 9] = [
            (|_| {}, None),
            (|row| row.name_en = " ".into(), Some(("SERVICE_NAME_REQUIRED", "name_en"))),
            (|row| row.series = 'đ', Some(("SERIES_WRONG", "series"))),
            (|row| row.series = 'B', Some(("SERIES_TAKEN", "series"))),
            (|row| (row.series, row.offered) = ('B', false), None),
            (|row| row.fields.push("nothing".into()), Some(("SERVICE_FIELD_UNKNOWN", "fields"))),
            (|row| row.fields.push("b".into()), Some(("SERVICE_FIELD_TAKEN", "fields"))),
            (|row| row.ninth_s = row.median_s, Some(("USUAL_TIMES_WRONG", "ninth"))),
            (|row| row.zone = 9, Some(("ZONE_WRONG", "zone"))),
        ];
        for (change, wanted) in cases {
            let mut changed = row(0, 'A', "c");
            change(&mut changed);
            let found = service(&house, &changed, &fields).err();
            let found = found.as_ref().map(|refusal| (refusal.key.as_str(), refusal.field.as_deref().unwrap_or("")));
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn alarms_rise() {
        let with =
            |alarms_min| settings(&Settings { alarms_min, ..Settings::default() }).map_err(|refusal| refusal.key);
        assert_eq!(with([10, 13, 15]), Ok(()));
        assert_eq!(with([10, 10, 15]), Err("ALARMS_NOT_RISING".into()));
        assert_eq!(with([0, 13, 15]), Err("NUMBER_OUT_OF_RANGE".into()));
    }
}
