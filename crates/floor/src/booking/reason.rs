//! What somebody comes for, before anybody knows where: procedures, fields, services by name. Each centre has numbers of its
//! own for its services; a reason becomes such numbers only at a centre.

use std::collections::BTreeSet;

use jiff::civil::Date;
use procedure::Catalogue;
use queue::hall::Services;
use web::Fields;

use crate::setup::Centre;

/// A reason, as the addresses of the steps carry it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reason {
    /// Codes of procedures (`p`).
    pub procedures: Vec<String>,
    /// Fields (`f`).
    pub fields: Vec<String>,
    /// Names of services that belong to no field (`s`): collecting a result, help.
    pub services: Vec<String>,
    /// The centre at whose desk a receptionist books for somebody (`desk`).
    pub desk: Option<String>,
}

/// Most of anything: an address is no letter.
const MOST: usize = 8;

impl Reason {
    pub fn of(query: &Fields) -> Reason {
        let all = |name: &str| -> Vec<String> {
            let mut seen = BTreeSet::new();
            let typed = query.all(name).into_iter().map(str::trim).filter(|one| !one.is_empty() && one.len() <= 200);
            typed.filter(|one| seen.insert(one.to_string())).take(MOST).map(str::to_string).collect()
        };
        let desk = query.some("desk").map(str::to_string);
        Reason { procedures: all("p"), fields: all("f"), services: all("s"), desk }
    }

    pub fn is_empty(&self) -> bool {
        self.procedures.is_empty() && self.fields.is_empty() && self.services.is_empty()
    }

    fn pairs(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let procedures = self.procedures.iter().map(|one| ("p", one));
        let fields = self.fields.iter().map(|one| ("f", one));
        let services = self.services.iter().map(|one| ("s", one));
        procedures.chain(fields).chain(services).chain(self.desk.iter().map(|one| ("desk", one)))
    }

    /// `p=1.001193&f=…`
    pub fn query(&self) -> String {
        let pairs = self.pairs().map(|(name, value)| format!("{name}={}", web::fields::encode(value)));
        pairs.collect::<Vec<_>>().join("&")
    }

    /// For hidden fields of a form.
    pub fn hidden(&self) -> Vec<(&'static str, String)> {
        self.pairs().map(|(name, value)| (name, value.clone())).collect()
    }

    /// The fields of its procedures and its own.
    fn all_fields(&self, catalogue: &Catalogue, today: Date) -> Option<Vec<String>> {
        let of = |code: &String| catalogue.current(code, today).map(|held| held.version.field.clone());
        let procedures: Option<Vec<String>> = self.procedures.iter().map(of).collect();
        Some(procedures?.into_iter().chain(self.fields.iter().cloned()).collect())
    }

    /// The services of a centre that serve all of it; none when the centre cannot.
    pub fn at(&self, centre: &Centre, catalogue: &Catalogue, today: Date) -> Option<Services> {
        let by_field = self.all_fields(catalogue, today)?;
        let of_field = |field: &String| centre.service_of_field(field).map(|service| service.no);
        let of_name = |name: &String| centre.offered().find(|own| own.name_vi == *name).map(|service| service.no);
        let fields: Option<Vec<u8>> = by_field.iter().map(of_field).collect();
        let named: Option<Vec<u8>> = self.services.iter().map(of_name).collect();
        let services = Services::of(fields?.into_iter().chain(named?));
        (!services.is_empty()).then_some(services)
    }

    /// In words: names of procedures, fields and services.
    pub fn words(&self, catalogue: &Catalogue, today: Date) -> Vec<String> {
        let name = |code: &String| match catalogue.current(code, today) {
            Some(held) => held.version.name.clone(),
            None => code.clone(),
        };
        let procedures = self.procedures.iter().map(name);
        procedures.chain(self.fields.iter().cloned()).chain(self.services.iter().cloned()).collect()
    }
}
