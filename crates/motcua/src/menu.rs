//! Where an officer can go: the frame's navigation, by duty. It shows doors; whether one opens is asked again behind it.

use kernel::Lang;
use office::{Act, Officer};
use web::{NavItem, Viewer};

/// The frame for an officer.
pub fn viewer(officer: &Officer, lang: Lang) -> Viewer {
    let item = |id: &str, href: &str, icon: &'static str| NavItem {
        id: id.into(),
        label: lang.say(&format!("motcua-nav-{id}")).into_owned(),
        href: href.into(),
        icon,
        ..NavItem::default()
    };
    let mut nav = vec![item("home", "/home", "house")];
    if officer.may_somewhere(Act::Intake) {
        nav.push(item("intake", "/intake", "plus"));
    }
    nav.push(item("dossiers", "/dossiers", "folder"));
    if officer.may_somewhere(Act::HandOver) {
        nav.push(item("hand-over", "/dossiers?pile=hand_over", "package-check"));
    }
    nav.push(item("procedures", "/procedures", "files"));
    Viewer {
        name: officer.name().into(),
        unit: officer.unit_name().into(),
        post: officer.title().into(),
        nav,
        search: "/dossiers/search".into(),
        sign_out_path: "/sign-out".into(),
    }
}
