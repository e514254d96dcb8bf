//! Who has an appointment shows its code and gets the ticket of their slot.

use super::*;
use askama::Template;
use kernel::Error;
use queue::hall::Languages;
use web::refusal_text;

use crate::booking::arrive::Beside;
use crate::booking::door::Bookings;
use crate::booking::model::parse_code;
use crate::booking::open::Who;
use crate::html::once;
use crate::kiosk::model::Need;

#[derive(Template)]
#[template(path = "kiosk/appointment.html")]
struct AppointmentPage {
    page: Page,
    stand: Box<Stand>,
    needs: [Need; 4],
    need: String,
    trouble: Option<String>,
}

fn appointment_page(ctx: &Ctx, stand: Box<Stand>, need: Option<Need>, trouble: Option<String>) -> AppointmentPage {
    let page = frame(ctx, "floor-kiosk-appointment", Some(stand.href("appointment", "")));
    let need = need.map(Need::code).unwrap_or_default().into();
    AppointmentPage { page, stand, needs: Need::ALL, need, trouble }
}

/// Where the code of an appointment is scanned or typed.
pub(super) async fn ask(at: Asking) -> Answer {
    let Some(stand) = at.step(&at.asked).await? else { return Ok(at.start()) };
    let Asking { ctx, .. } = at;
    let page = appointment_page(&ctx, stand, None, None);
    answer(&ctx, &page.stand, &page)
}

/// Gives the ticket of an appointment of today; the code shown again is answered with the ticket already given.
pub(super) async fn arrive(at: Asking, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    let Some(stand) = at.step(&form).await? else { return Ok(at.start()) };
    let Asking { ctx, doors, .. } = at;
    ctx.spend(Class::LookUp)?;
    let bookings = Bookings::of(&doors.floor, &dossiers);
    let (by, id, need) = (stand.kiosk.actor(), stand.centre.id, Need::parse(form.value("need")));
    let found = match parse_code(form.value("code")) {
        Some(code) => bookings.find_for_visitor(&by, id, doors.floor.today(), &Who::Code(code)).await?,
        None => Vec::new(),
    };
    let Some(one) = found.first() else {
        let page = appointment_page(&ctx, stand, need, Some(ctx.t("floor-kiosk-appointment-none")));
        return answer(&ctx, &page.stand, &page);
    };
    // Whoever booked is not sent away: a counter will open, or the receptionist helps.
    let languages = match ctx.lang {
        Lang::Vi => Languages::VIETNAMESE,
        Lang::En => Languages(Languages::VIETNAMESE.0 | Languages::ENGLISH.0),
    };
    let vulnerable = need.is_some();
    let beside = Beside { vulnerable, languages, lang: ctx.lang, anyway: true, ..Beside::default() };
    let (once, drawn) = (once(stand.kiosk.id.0, &form), doors.floor.drawn(&stand.kiosk, need));
    match bookings.check_in_with(&by, id, one.id, beside, once, Some(drawn)).await {
        Ok(issued) => Ok(no_store(see_other(&stand.href("ticket", &format!("t={}&new=1", issued.code))))),
        Err(Error::Refused(refusal)) => {
            let page = appointment_page(&ctx, stand, need, Some(refusal_text(ctx.lang, &refusal)));
            answer(&ctx, &page.stand, &page)
        }
        Err(error) => Err(error.into()),
    }
}
