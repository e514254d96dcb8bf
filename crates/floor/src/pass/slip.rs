//! The printed ticket: 80 mm of paper, black on white, with the way to the visitor's own page.

use fast_qr::convert::{Builder, Shape, svg::SvgBuilder};
use kernel::Lang;
use queue::hall::Ticket;
use queue::rule::Class;

use super::Pass;
use crate::board::model::zone_of;
use crate::counter::words::class_word;
use crate::setup::Centre;
use crate::words::{Words, day_words, hm, zone_name};

/// What is printed, in the language of the pass.
pub struct Slip {
    pub page: Words,
    pub number: String,
    pub centre: String,
    pub services: Vec<String>,
    pub zone: u8,
    pub zone_name: String,
    /// `09:42`; empty when nobody could say.
    pub bound: String,
    pub class: Option<String>,
    pub day: String,
    pub issued: String,
    pub before: usize,
    /// The address as it may be typed.
    pub address: String,
    pub qr: String,
}

impl Slip {
    pub fn of(pass: &Pass, ticket: &Ticket, centre: &Centre, name: &str, before: usize, public_url: &str) -> Slip {
        let lang = pass.lang;
        let address = format!("{public_url}/t/{}", pass.code);
        let wanted = ticket.services.and(ticket.done);
        let services = wanted.iter().filter_map(|no| centre.service(no)).map(|service| service.name(lang).to_string());
        let zone = zone_of(centre, ticket);
        Slip {
            page: Words { lang },
            number: ticket.number.to_string(),
            centre: name.into(),
            services: services.collect(),
            zone,
            zone_name: zone_name(zone, lang),
            bound: ticket.bound.map(hm).unwrap_or_default(),
            class: class_words(ticket.class, lang),
            day: day_words(pass.hall.day, lang),
            issued: hm(ticket.issued),
            before,
            qr: qr(&address),
            address: address.split_once("://").map_or(address.as_str(), |(_, bare)| bare).to_string(),
        }
    }
}

/// The class of a ticket in words; none for a walk-in. Others can read a visitor's paper: it says that they have priority, and
/// not why.
pub fn class_words(class: Class, lang: Lang) -> Option<String> {
    match class {
        Class::WalkIn => None,
        Class::Vulnerable | Class::Appointment { .. } => Some(class_word(class.code(), lang)),
    }
}

/// The QR code of an address as a `data:` picture; empty when it does not fit.
pub fn qr(text: &str) -> String {
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::M).build() else { return String::new() };
    let svg = SvgBuilder::default().shape(Shape::Square).margin(2).to_str(&code);
    format!("data:image/svg+xml,{}", web::fields::encode(&svg))
}
