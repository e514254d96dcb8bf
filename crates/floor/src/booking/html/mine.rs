//! The appointments of an account.

use askama::Template;
use person::seat::Applicant;
use web::ui::Badge;
use web::{Answer, Ctx, Page};

use super::AtDoor;
use super::words::{slot, status};
use crate::booking::model::{State, shown_code};

struct MineRow {
    href: String,
    when: String,
    place: String,
    services: String,
    status: Badge,
    note: String,
}

#[derive(Template)]
#[template(path = "booking/mine.html")]
struct MineView {
    page: Page,
    ahead: Vec<MineRow>,
    before: Vec<MineRow>,
}

pub async fn show(ctx: Ctx, Applicant(citizen): Applicant, AtDoor(door): AtDoor) -> Answer {
    let (directory, today) = (door.directory(), door.now().date());
    let (mut ahead, mut before) = (Vec::new(), Vec::new());
    for one in door.of_account(&citizen).await? {
        let centre = door.floor.centre(one.centre).await?;
        let waiting = matches!(one.state, State::Waiting);
        let row = MineRow {
            href: format!("/appointments/{}", shown_code(&one.code)),
            when: if waiting { ctx.t("booking-state-waiting") } else { slot(one.when, ctx.lang) },
            place: directory.unit_name(one.centre),
            services: centre.names(one.services, ctx.lang),
            status: status(&one, ctx.lang),
            note: match one.reminded.iter().min().filter(|_| one.state.stands() && one.when.day >= today) {
                Some(hours) => ctx.lang.say_with("booking-reminded-hours", &[("n", &hours.to_string())]).into_owned(),
                None => String::new(),
            },
        };
        let open = one.state.waits() || (one.state.stands() && one.when.day >= today);
        if open { ahead.push(row) } else { before.push(row) }
    }
    ahead.reverse();
    web::html(&MineView { page: ctx.page(ctx.t("booking-mine-title")).at("me-appointments"), ahead, before })
}
