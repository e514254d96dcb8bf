//! A family in the hall, in real Chromium, on both engines: they book, come with a disabled grandparent and two matters, get
//! one ticket, are called by a counter of several fields, file, go on to the results, say how it was; the lead sees a breach
//! coming and takes it away; the day's rows give the hall again.

use floor::store::{HallDay, list_events_after};
use kernel::{Lang, UnitId};
use queue::hall::{Hall, Services, TicketState};
use queue::rule::Class;

use crate::driver::{Browser, Driver, say};
use crate::office::{Office, on_postgres};
use crate::people::*;
use crate::screens::Gallery;

const RECEPTION: &str = "huongdan.tt";
const INTAKE_COUNTER: &str = "tiepnhan1.tt";
const RESULTS_COUNTER: &str = "traketqua.tt";
const LEAD: &str = "giamdoc.tt";
/// Services of the centre: civil status, and collecting a result.
const STATUS: u8 = 0;
const RESULT: u8 = 6;

#[test]
fn browser_a_family_is_served_from_the_slot_to_the_rating_on_sqlite() {
    let Some(driver) = Driver::start() else { return };
    let (gallery, office) = (Gallery::open(), Office::on_sqlite());
    tell(&driver, &office, &|browser, name| gallery.looks_at(browser, name));
    gallery.is_without_faults();
}

#[test]
fn browser_a_family_is_served_from_the_slot_to_the_rating_on_postgresql() {
    let Some(driver) = Driver::start() else { return };
    on_postgres(|office| tell(&driver, office, &|_, _| {}));
}

/// The story, on either engine; `look` is shown what only this story shows.
fn tell(driver: &Driver, office: &Office, look: &dyn Fn(&Browser, &str)) {
    let browser = || driver.browser(office.runtime.handle(), &office.site);
    let (phone, reception, counter, results, lead) = (browser(), browser(), browser(), browser(), browser());

    office.clock_strikes("2026-03-02T20:15");
    the_family_books_at_home(&phone, office, look);

    office.clock_strikes("2026-03-03T08:40");
    let centre = a_counter_opens(&counter, office, INTAKE_COUNTER, 1);
    a_counter_opens(&results, office, RESULTS_COUNTER, 6);
    signs_in(&lead, office, LEAD);
    lead.opens("/floor").is_headed("floor-lead-title").finds("[data-calm]");
    signs_in(&reception, office, RECEPTION);
    let desk = format!("/floor/{centre}/reception");
    let others: Vec<String> = (0..5).map(|_| somebody_walks_in(&reception, &desk)).collect();
    the_lead_takes_a_breach_away(&lead, others.last().expect("walk-ins"), look);

    office.clock_strikes("2026-03-03T08:57");
    let (number, code) = the_family_gets_one_ticket(&reception, office, &desk, look);
    let hall = || shown(office, &centre);
    let ticket = hall().tickets.values().find(|ticket| ticket.number.to_string() == number).cloned().expect("a ticket");
    assert_eq!((ticket.class, ticket.services), (Class::Vulnerable, Services::of([STATUS, RESULT])));
    phone.opens(&format!("/t/{code}")).finds(".ticket-waiting").sees(&number);
    look(&phone, "family-pass");

    office.clock_strikes("2026-03-03T09:01");
    the_counter_files_for_them(&counter, &phone, &number, look);
    let now = hall().tickets[&ticket.id].clone();
    assert_eq!((now.state, now.issued), (TicketState::Waiting, ticket.issued), "sent on with the clock kept");
    assert_eq!((now.services.without(now.done), now.done), (Services::one(RESULT), Services::one(STATUS)));

    office.clock_strikes("2026-03-03T09:16");
    phone.finds(".ticket-waiting");
    they_collect_their_result(&results, &phone, &number, look);
    they_say_how_it_was(&phone, look);

    office.clock_strikes("2026-03-03T09:30");
    lead.opens(&format!("/floor/{centre}/figures/tickets")).sees(&number);
    look(&lead, "family-figures");
    the_day_replays(office, &centre);
}

fn the_family_books_at_home(phone: &Browser, office: &Office, look: &dyn Fn(&Browser, &str)) {
    let (login, password) = office.applicant();
    phone.opens("/me/sign-in").types("login", login).types("password", password);
    phone.presses("account-sign-in").finds("form[action='/me/sign-out']");
    phone.opens("/appointments").is_headed("booking-title");
    phone.takes("s", "Nhận kết quả").takes("f", "Hộ tịch").presses("booking-to-places");
    phone.finds(".booking-places").presses_words("Trung tâm Phục vụ hành chính công tỉnh Quảng Ninh");
    phone.finds(".booking-slots").presses_at("a.booking-slot[href*='2026-03-03_540']").finds("[name=phone]");
    assert!(!phone.value_of("name").is_empty(), "who has an account is not asked their name again");
    phone.types("note", "Ông ngồi xe lăn").presses("booking-confirm").finds(".booking-when").sees("09:00");
    look(phone, "family-booked");
}

/// Answers the centre.
fn a_counter_opens(desk: &Browser, office: &Office, login: &str, place: usize) -> String {
    signs_in(desk, office, login);
    desk.opens("/floor").finds(".chairs");
    let centre = desk.place().split('/').nth(2).expect("a centre").to_string();
    desk.presses_at(&format!(".chair:nth-of-type({place}) form button")).finds("[data-counter] ~ * [data-act=next]");
    centre
}

/// The number of a ticket for civil status.
fn somebody_walks_in(reception: &Browser, desk: &str) -> String {
    reception.opens(desk).presses("floor-reception-nobody").finds(".way");
    reception.takes("services", &STATUS.to_string()).presses("floor-reception-issue").finds(".ticket-qr");
    reception.text_of(".desk-number")
}

fn the_lead_takes_a_breach_away(lead: &Browser, last: &str, look: &dyn Fn(&Browser, &str)) {
    // Nobody reloads: the line brings it, before it is there.
    lead.finds(".alarm-bad").sees(last);
    look(lead, "family-breach");
    let before = lead.count(".alarm-bad");
    lead.anew(|lead| _ = lead.presses_at("#remedy-1")).finds(".flash.notice-good");
    assert!(lead.count(".alarm-bad") < before, "the press took breaches away: {before} before");
}

/// Answers the number and the code of the visitor's own page.
fn the_family_gets_one_ticket(
    reception: &Browser,
    office: &Office,
    desk: &str,
    look: &dyn Fn(&Browser, &str),
) -> (String, String) {
    let (personal_number, _) = office.applicant();
    reception.opens(desk).types("q", personal_number).keys(ENTER).finds(".reception-visitor");
    reception.is_told("floor-reception-booked").sees("09:00");
    let ticked = "return [...document.querySelectorAll('[name=services]:checked')].map((box) => box.value).join()";
    assert_eq!(reception.script(ticked, Vec::new()), format!("{STATUS},{RESULT}"), "what was booked is proposed");
    reception.takes("class", "vulnerable");
    look(reception, "family-reception");
    reception.presses("floor-reception-issue").finds(".ticket-qr");
    look(reception, "family-ticket");
    let page = reception.text_of(".ticket-qr a");
    (reception.text_of(".desk-number"), page.rsplit('/').next().expect("a code").to_string())
}

fn the_counter_files_for_them(counter: &Browser, phone: &Browser, number: &str, look: &dyn Fn(&Browser, &str)) {
    counter.opens("/floor").finds("[data-act=next]").keys("n").finds(".desk-called");
    assert_eq!(counter.text_of("[data-number]"), number, "who needs help most comes first, with five before them");
    phone.finds(".ticket-called");
    counter.keys("s").finds(".desk-serving").finds("aside [data-of-ticket]");
    look(counter, "family-counter");
    counter.keys("l").is_told("intake-visit-back");
    picks_procedure(counter, "giay doc than");
    counter.presses("intake-go-on").finds("#checklist").ticks("got_TP01").ticks("got_TP05");
    counter.presses("intake-accept").is_headed("intake-outcome-accepted");
    look(counter, "family-outcome");
    let code = counter.text_of(".intake-code code");
    counter.presses_words(&Lang::Vi.say_with("intake-visit-of", &[("number", number)]));
    counter.finds(".desk-serving").sees(&code);
    counter.keys("f").finds("[data-act=next]");
}

fn they_collect_their_result(results: &Browser, phone: &Browser, number: &str, look: &dyn Fn(&Browser, &str)) {
    results.opens("/floor").finds("[data-act=next]").keys("n").finds(".desk-called");
    assert_eq!(results.text_of("[data-number]"), number);
    phone.finds(".ticket-called");
    results.keys("s").finds(".desk-serving");
    look(results, "family-results");
    results.keys("f").finds("[data-act=next]");
    phone.finds(".ticket-finished");
    look(phone, "family-finished");
}

fn they_say_how_it_was(phone: &Browser, look: &dyn Fn(&Browser, &str)) {
    phone.presses("floor-pass-rate").is_headed("floor-rating-title");
    assert_eq!(phone.count(".faces"), 2, "each service is asked about");
    look(phone, "family-rating");
    for left in [1, 0] {
        phone.anew(|phone| _ = phone.presses_words(&say("floor-rating-good"))).finds(".flash.notice-good");
        assert_eq!(phone.count(".faces"), left);
    }
}

/// The hall as it is shown.
fn shown(office: &Office, centre: &str) -> Hall {
    let centre: UnitId = centre.parse().expect("a centre");
    office.runtime.block_on(office.app.floor.hall(centre)).expect("the hall").look().clone()
}

fn the_day_replays(office: &Office, centre: &str) {
    let day = HallDay { centre: centre.parse().expect("a centre"), day: office.app.floor.today() };
    let entries = office.app.store.read_blocking(move |tx| list_events_after(tx, day, 0)).expect("the day's events");
    assert!(entries.len() > 20, "a day with events: {}", entries.len());
    let again = Hall::replay(entries.iter().map(|entry| &entry.event));
    assert_eq!(again, shown(office, centre), "the rows give another hall");
}
