//! Who may call what: one row for every route. It opens nothing and closes nothing: each handler asks for itself, and
//! `tests/strangers.rs` calls every row as nobody, as an officer of another place and as one without the permission.
//!
//! A router cannot be asked for its routes, but it prints them; [`list_routes`] reads that. So the table is compared
//! with the routes that are really served, whichever room added them, and a route without a row fails the test.

use axum::Router;
use office::Act;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// People without an account, too.
    Anybody,
    /// Applicants with an account, for what is their own; officers are sent to the applicants' door.
    Applicant,
    /// Any officer, for what is their own: their piles, their account.
    SignedIn,
    /// Officers who may see the dossier; for everybody else it is not there.
    Seeing,
    /// Officers with this permission, where the act happens.
    May(Act),
    /// Officers with this permission anywhere: what belongs to no place.
    MaySomewhere(Act),
    /// Officers who keep, carry or watch over papers anywhere; a bag or parcel of elsewhere is not there for them.
    PapersSomewhere,
    /// Officers with the permission of the act that the address or the form names.
    MayWhatItSays,
    /// The two sides of a talk: whom it is with, and who receives the visitor; for everybody else it is not there.
    OfTheTalk,
    /// Officers who receive visitors or lead a hall at the centre: its meeting rooms.
    AtTheCentre,
    /// Officers who receive visitors anywhere.
    ReceivesSomewhere,
}

/// One route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub method: &'static str,
    pub path: &'static str,
    pub who: Who,
}

const fn row(method: &'static str, path: &'static str, who: Who) -> Row {
    Row { method, path, who }
}

use Who::{
    Anybody, Applicant, AtTheCentre, May, MaySomewhere, MayWhatItSays, OfTheTalk, PapersSomewhere, ReceivesSomewhere,
    Seeing, SignedIn,
};

/// Every route of the site.
pub const TABLE: &[Row] = &[
    // ── public pages ────────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/", Anybody),
    row("GET", "/about", Anybody),
    row("GET", "/healthz", Anybody),
    row("GET", "/procedures", Anybody),
    row("GET", "/procedures/{code}", Anybody),
    row("GET", "/procedures/{code}/versions", Anybody),
    row("GET", "/assets/{*name}", Anybody),
    // ── the door ────────────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/sign-in", Anybody),
    row("POST", "/sign-in", Anybody),
    row("POST", "/sign-out", Anybody),
    row("GET", "/account", SignedIn),
    row("GET", "/account/password", SignedIn),
    row("POST", "/account/password", SignedIn),
    row("POST", "/account/sessions/{handle}/end", SignedIn),
    row("POST", "/account/tokens", SignedIn),
    row("POST", "/account/tokens/{id}/revoke", SignedIn),
    row("GET", "/tracking", Anybody),
    row("GET", "/tracking/{code}", Anybody),
    // Whose an appointment is, its own page asks: three letters, an account, or an officer of the centre.
    row("GET", "/appointments", Anybody),
    row("GET", "/appointments/places", Anybody),
    row("GET", "/appointments/slots", Anybody),
    row("GET", "/appointments/new", Anybody),
    row("POST", "/appointments/new", Anybody),
    row("GET", "/appointments/other", Anybody),
    row("POST", "/appointments/other", Anybody),
    row("GET", "/appointments/{code}", Anybody),
    row("GET", "/appointments/{code}/move", Anybody),
    row("POST", "/appointments/{code}/move", Anybody),
    row("POST", "/appointments/{code}/cancellation", Anybody),
    row("POST", "/appointments/{code}/offer", Anybody),
    row("GET", "/appointments/{code}/print", Anybody),
    row("GET", "/appointments/{code}/appointment.ics", Anybody),
    row("GET", "/me/appointments", Applicant),
    // ── applicants with an account ──────────────────────────────────────────────────────────────────────────────
    row("GET", "/me/sign-in", Anybody),
    row("POST", "/me/sign-in", Anybody),
    row("POST", "/me/sign-out", Applicant),
    row("GET", "/me/register", Anybody),
    row("POST", "/me/register", Anybody),
    row("GET", "/me/forgotten", Anybody),
    row("POST", "/me/forgotten", Anybody),
    row("GET", "/me", Applicant),
    row("GET", "/me/dossiers", Applicant),
    row("GET", "/me/dossiers/{id}", Applicant),
    row("GET", "/me/dossiers/{id}/papers/{file}", Applicant),
    row("GET", "/me/dossiers/{id}/files/{file}", Applicant),
    row("GET", "/me/dossiers/{id}/files/{file}/picture", Applicant),
    row("POST", "/me/dossiers/{id}/files/{file}/removal", Applicant),
    row("GET", "/me/dossiers/{id}/supplement", Applicant),
    row("POST", "/me/dossiers/{id}/supplement", Applicant),
    row("GET", "/me/dossiers/{id}/adjustment", Applicant),
    row("POST", "/me/dossiers/{id}/adjustment", Applicant),
    row("GET", "/me/dossiers/{id}/pick-up", Applicant),
    row("POST", "/me/dossiers/{id}/pick-up", Applicant),
    row("GET", "/me/dossiers/{id}/withdrawal", Applicant),
    row("POST", "/me/dossiers/{id}/withdrawal", Applicant),
    row("GET", "/me/dossiers/{id}/withdrawal-cancellation", Applicant),
    row("POST", "/me/dossiers/{id}/withdrawal-cancellation", Applicant),
    row("GET", "/me/readers", Applicant),
    row("POST", "/me/exports/{list}", Applicant),
    row("GET", "/me/data.json", Applicant),
    row("GET", "/me/profile", Applicant),
    row("POST", "/me/profile", Applicant),
    row("POST", "/me/confirmation", Applicant),
    row("GET", "/me/password", Applicant),
    row("POST", "/me/password", Applicant),
    row("POST", "/me/sessions/{handle}/end", Applicant),
    // ── filing online ───────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/me/filings", Applicant),
    row("POST", "/me/filings", Applicant),
    row("GET", "/me/filings/new", Applicant),
    row("GET", "/me/filings/{id}", Applicant),
    row("POST", "/me/filings/{id}/deletion", Applicant),
    row("POST", "/me/filings/{id}/restoration", Applicant),
    row("POST", "/me/filings/{id}/submission", Applicant),
    row("GET", "/me/filings/{id}/receipt", Applicant),
    row("GET", "/me/filings/{id}/{step}", Applicant),
    row("POST", "/me/filings/{id}/{step}", Applicant),
    row("POST", "/me/filings/{id}/{step}/autosave", Applicant),
    row("POST", "/me/filings/{id}/{step}/preview", Applicant),
    row("POST", "/me/filings/{id}/uploads", Applicant),
    row("GET", "/me/filings/{id}/uploads/{upload}", Applicant),
    row("PATCH", "/me/filings/{id}/uploads/{upload}", Applicant),
    row("GET", "/me/filings/{id}/uploads/{upload}/file", Applicant),
    row("POST", "/me/filings/{id}/uploads/{upload}/removal", Applicant),
    row("POST", "/me/dossiers/{id}/uploads", Applicant),
    row("GET", "/me/dossiers/{id}/uploads/{upload}", Applicant),
    row("PATCH", "/me/dossiers/{id}/uploads/{upload}", Applicant),
    row("POST", "/me/dossiers/{id}/uploads/{upload}/removal", Applicant),
    row("GET", "/accounts/codes", MaySomewhere(Act::Intake)),
    row("POST", "/accounts/codes", MaySomewhere(Act::Intake)),
    // ── the officer's own pages ─────────────────────────────────────────────────────────────────────────────────
    row("GET", "/home", SignedIn),
    row("GET", "/dossiers", SignedIn),
    row("POST", "/dossiers/search", SignedIn),
    row("GET", "/dossiers/suggest/procedures", SignedIn),
    row("GET", "/dossiers/suggest/units", SignedIn),
    row("GET", "/dossiers/suggest/officers", SignedIn),
    row("POST", "/dossiers/views", SignedIn),
    row("POST", "/dossiers/views/{id}", SignedIn),
    row("POST", "/dossiers/views/{id}/removal", SignedIn),
    row("POST", "/dossiers/many", SignedIn),
    row("POST", "/dossiers/many/start", SignedIn),
    row("GET", "/admin/catalogue", May(Act::Administer)),
    row("GET", "/admin/catalogue/checks", May(Act::Administer)),
    row("GET", "/admin/catalogue/dormant", May(Act::Administer)),
    row("GET", "/admin/catalogue/new", May(Act::Administer)),
    row("GET", "/admin/catalogue/{code}", May(Act::Administer)),
    row("GET", "/admin/catalogue/{code}/edition", May(Act::Administer)),
    row("POST", "/admin/catalogue/{code}/edition", May(Act::Administer)),
    row("POST", "/admin/catalogue/{code}/publication", May(Act::Administer)),
    row("GET", "/admin/catalogue/{code}/repeal", May(Act::Administer)),
    row("POST", "/admin/catalogue/{code}/repeal", May(Act::Administer)),
    row("GET", "/admin/processes", May(Act::Administer)),
    row("GET", "/admin/processes/{code}", May(Act::Administer)),
    row("POST", "/admin/processes/{code}", May(Act::Administer)),
    row("POST", "/admin/processes/{code}/activation", May(Act::Administer)),
    row("GET", "/admin/imports", May(Act::Administer)),
    row("GET", "/admin/imports/{kind}", May(Act::Administer)),
    row("POST", "/admin/imports/{kind}", May(Act::Administer)),
    row("GET", "/admin/imports/{kind}/template.xlsx", May(Act::Administer)),
    row("GET", "/admin/imports/{kind}/{file}", May(Act::Administer)),
    row("POST", "/admin/imports/{kind}/{file}/import", May(Act::Administer)),
    row("GET", "/jobs", SignedIn),
    row("GET", "/jobs/{id}", SignedIn),
    row("POST", "/jobs/{id}/cancel", SignedIn),
    row("GET", "/jobs/{id}/file", SignedIn),
    row("POST", "/exports/{list}", SignedIn),
    // ── the counter ─────────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/intake", MaySomewhere(Act::Intake)),
    row("POST", "/intake", MaySomewhere(Act::Intake)),
    row("GET", "/intake/procedures", MaySomewhere(Act::Intake)),
    row("GET", "/intake/transfers", MaySomewhere(Act::Transfer)),
    row("POST", "/intake/transfers", MaySomewhere(Act::Transfer)),
    row("GET", "/intake/{id}", May(Act::Intake)),
    row("POST", "/intake/{id}", May(Act::Intake)),
    row("POST", "/intake/{id}/autosave", May(Act::Intake)),
    row("POST", "/intake/{id}/preview", May(Act::Intake)),
    row("POST", "/intake/{id}/acceptance", May(Act::Accept)),
    row("POST", "/intake/{id}/supplement", May(Act::RequestSupplement)),
    row("POST", "/intake/{id}/still-missing", May(Act::RequestSupplement)),
    row("POST", "/intake/{id}/refusal", May(Act::RefuseIntake)),
    row("POST", "/intake/{id}/completion", May(Act::Accept)),
    row("POST", "/intake/{id}/resubmission", May(Act::Intake)),
    row("POST", "/intake/{id}/transfer", May(Act::Transfer)),
    row("GET", "/intake/{id}/outcome", May(Act::Intake)),
    // ── what everybody inside has ───────────────────────────────────────────────────────────────────────────────
    row("GET", "/help", SignedIn),
    row("GET", "/help/{topic}", SignedIn),
    row("GET", "/inbox", SignedIn),
    row("POST", "/inbox/read", SignedIn),
    row("GET", "/announcements", MaySomewhere(Act::Administer)),
    row("POST", "/announcements", MaySomewhere(Act::Administer)),
    row("POST", "/announcements/{id}/end", MaySomewhere(Act::Administer)),
    row("POST", "/announcements/{id}/dismissal", SignedIn),
    // ── duplicates ──────────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/duplicates/people", MaySomewhere(Act::Intake)),
    row("GET", "/duplicates/people/{a}/{b}", MaySomewhere(Act::Intake)),
    row("POST", "/duplicates/people/{a}/{b}", MaySomewhere(Act::Intake)),
    row("POST", "/duplicates/people/{a}/{b}/undo", MaySomewhere(Act::Administer)),
    row("GET", "/duplicates/dossiers", SignedIn),
    row("GET", "/duplicates/dossiers/{a}/{b}", SignedIn),
    row("POST", "/duplicates/dossiers/{a}/{b}", SignedIn),
    // ── the online desk ─────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/intake/online", MaySomewhere(Act::Accept)),
    row("GET", "/intake/online/{id}", May(Act::Accept)),
    row("POST", "/intake/online/{id}/acceptance", May(Act::Accept)),
    row("POST", "/intake/online/{id}/supplement", May(Act::RequestSupplement)),
    row("POST", "/intake/online/{id}/still-missing", May(Act::RequestSupplement)),
    row("POST", "/intake/online/{id}/refusal", May(Act::RefuseIntake)),
    row("POST", "/intake/online/{id}/deciding", May(Act::Intake)),
    // ── one dossier ─────────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/dossiers/{id}", Seeing),
    row("GET", "/dossiers/{id}/{noun}", MayWhatItSays),
    row("POST", "/dossiers/{id}/{noun}", MayWhatItSays),
    row("POST", "/dossiers/{id}/{noun}/preview", MayWhatItSays),
    row("GET", "/dossiers/{id}/consultation/{nth}/answer", May(Act::AnswerConsultation)),
    row("POST", "/dossiers/{id}/consultation/{nth}/answer", May(Act::AnswerConsultation)),
    row("GET", "/dossiers/{id}/papers/{file}", Seeing),
    row("GET", "/dossiers/{id}/control-sheet.pdf", Seeing),
    row("POST", "/dossiers/{id}/files", MayWhatItSays),
    row("GET", "/dossiers/{id}/files/{file}", Seeing),
    row("GET", "/dossiers/{id}/files/{file}/pages/{page}", Seeing),
    row("POST", "/dossiers/{id}/files/{file}/removal", MayWhatItSays),
    // ── the supervisor's desk ───────────────────────────────────────────────────────────────────────────────────
    // ── the hall of a centre ────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/floor", SignedIn),
    row("GET", "/floor/{centre}/appointments", May(Act::Greet)),
    row("GET", "/floor/{centre}/appointments/figures", May(Act::LeadFloor)),
    row("GET", "/floor/{centre}/callbacks", May(Act::Greet)),
    row("POST", "/floor/{centre}/callbacks/{call}", May(Act::Greet)),
    row("GET", "/floor/{centre}/shifts", May(Act::LeadFloor)),
    row("POST", "/floor/{centre}/shifts/week", May(Act::LeadFloor)),
    row("GET", "/floor/{centre}/shifts/day/{day}", May(Act::LeadFloor)),
    row("POST", "/floor/{centre}/shifts/day/{day}", May(Act::LeadFloor)),
    row("GET", "/floor/{centre}/reception", May(Act::Greet)),
    row("POST", "/floor/{centre}/reception", May(Act::Greet)),
    row("POST", "/floor/{centre}/reception/quick", May(Act::Greet)),
    row("GET", "/floor/{centre}/reception/tickets/{ticket}", May(Act::Greet)),
    row("POST", "/floor/{centre}/reception/tickets/{ticket}/{act}", May(Act::Greet)),
    row("GET", "/floor/{centre}/counter", May(Act::Serve)),
    row("GET", "/floor/{centre}/counter/{counter}/live", May(Act::Serve)),
    row("GET", "/floor/{centre}/counter/{counter}/visitor", May(Act::Serve)),
    row("POST", "/floor/{centre}/counter/{counter}/{act}", May(Act::Serve)),
    row("GET", "/supervision", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/dossiers", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/urges", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/redistribution", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/redistribution", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/redistribution/{nth}", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/redistribution/{nth}/undoing", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/acting", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/acting", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/acting/{nth}/end", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/monthly", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/monthly", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/monthly/correction", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/monthly/publication", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/monthly.pdf", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/registers", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/registers/book", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/registers/book.pdf", MaySomewhere(Act::Supervise)),
    row("POST", "/supervision/registers/lock", MaySomewhere(Act::Supervise)),
    row("GET", "/supervision/explanations", SignedIn),
    row("GET", "/supervision/explanations/{id}", May(Act::Explain)),
    row("POST", "/supervision/explanations/{id}", May(Act::Explain)),
    row("POST", "/supervision/explanations/{id}/acknowledgement", May(Act::Supervise)),
    row("GET", "/supervision/explanations/{id}/report.pdf", May(Act::Explain)),
    row("GET", "/late", Anybody),
    row("GET", "/late/{year}/{month}", Anybody),
    // ── papers and bags ─────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/custody", PapersSomewhere),
    row("GET", "/custody/scan", PapersSomewhere),
    row("POST", "/custody/scan", PapersSomewhere),
    row("GET", "/custody/papers/{noun}", PapersSomewhere),
    row("POST", "/custody/papers/{noun}", PapersSomewhere),
    row("POST", "/custody/bags", PapersSomewhere),
    row("GET", "/custody/bags/{id}", PapersSomewhere),
    row("POST", "/custody/bags/{id}/scan", PapersSomewhere),
    row("POST", "/custody/bags/{id}/{noun}", PapersSomewhere),
    row("GET", "/custody/bags/{id}/list.pdf", PapersSomewhere),
    row("GET", "/post", PapersSomewhere),
    row("GET", "/post/arrivals", PapersSomewhere),
    row("POST", "/post/arrivals", PapersSomewhere),
    row("GET", "/post/{id}", PapersSomewhere),
    row("POST", "/post/{id}/{noun}", PapersSomewhere),
    row("GET", "/post/{id}/record.pdf", PapersSomewhere),
    // ── talks by video and meeting rooms ────────────────────────────────────────────────────────────────────────
    row("GET", "/talk", Anybody),
    row("POST", "/talk", Anybody),
    row("GET", "/talk/{code}", Anybody),
    row("POST", "/talk/{code}/place", Anybody),
    row("GET", "/talk-places/{place}", Anybody),
    row("POST", "/talk-places/{place}", Anybody),
    row("GET", "/talks", SignedIn),
    row("POST", "/talks", ReceivesSomewhere),
    row("GET", "/talks/new", ReceivesSomewhere),
    row("GET", "/talks/{id}", OfTheTalk),
    row("GET", "/talks/{id}/room", OfTheTalk),
    row("POST", "/talks/{id}/place", OfTheTalk),
    row("POST", "/talks/{id}/{noun}", OfTheTalk),
    row("GET", "/rooms", ReceivesSomewhere),
    row("GET", "/floor/{centre}/rooms", AtTheCentre),
    row("POST", "/floor/{centre}/rooms", AtTheCentre),
    row("POST", "/floor/{centre}/rooms/{meeting}/cancellation", AtTheCentre),
    row("GET", "/floor/{centre}/rooms/setup", AtTheCentre),
    row("POST", "/floor/{centre}/rooms/setup", AtTheCentre),
    row("GET", "/floor/{centre}/rooms/setup/{room}", AtTheCentre),
    row("POST", "/floor/{centre}/rooms/setup/{room}", AtTheCentre),
    // ── the administrator: the office ───────────────────────────────────────────────────────────────────────────
    row("GET", "/admin", MaySomewhere(Act::Administer)),
    row("GET", "/admin/units", MaySomewhere(Act::Administer)),
    row("POST", "/admin/units", May(Act::Administer)),
    row("GET", "/admin/units/options", MaySomewhere(Act::Administer)),
    row("GET", "/admin/units/new", MaySomewhere(Act::Administer)),
    row("GET", "/admin/units/{id}", May(Act::Administer)),
    row("GET", "/admin/units/{id}/facts", May(Act::Administer)),
    row("POST", "/admin/units/{id}/facts", May(Act::Administer)),
    row("GET", "/admin/units/{id}/name", May(Act::Administer)),
    row("POST", "/admin/units/{id}/name", May(Act::Administer)),
    row("GET", "/admin/units/{id}/parent", May(Act::Administer)),
    row("POST", "/admin/units/{id}/parent", May(Act::Administer)),
    row("GET", "/admin/units/{id}/end", May(Act::Administer)),
    row("POST", "/admin/units/{id}/end", May(Act::Administer)),
    row("POST", "/admin/units/{id}/reopening", May(Act::Administer)),
    row("GET", "/admin/units/{id}/counters", May(Act::Administer)),
    row("POST", "/admin/units/{id}/counters", May(Act::Administer)),
    row("GET", "/admin/units/{id}/counters/{counter}", May(Act::Administer)),
    row("POST", "/admin/units/{id}/counters/{counter}", May(Act::Administer)),
    row("GET", "/admin/officers", MaySomewhere(Act::Administer)),
    row("POST", "/admin/officers", MaySomewhere(Act::Administer)),
    row("GET", "/admin/officers/options", MaySomewhere(Act::Administer)),
    row("GET", "/admin/officers/new", MaySomewhere(Act::Administer)),
    row("GET", "/admin/officers/{id}", May(Act::Administer)),
    row("GET", "/admin/officers/{id}/name", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/name", May(Act::Administer)),
    row("GET", "/admin/officers/{id}/posting", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/posting", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/password", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/state", May(Act::Administer)),
    row("GET", "/admin/officers/{id}/grants", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/grants", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/grants/{grant}/end", May(Act::Administer)),
    row("GET", "/admin/officers/{id}/delegations", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/delegations", May(Act::Administer)),
    row("POST", "/admin/officers/{id}/delegations/{delegation}/end", May(Act::Administer)),
    row("GET", "/admin/powers", MaySomewhere(Act::Administer)),
    row("GET", "/admin/calendars", MaySomewhere(Act::Administer)),
    row("GET", "/admin/mergers", May(Act::Administer)),
    row("POST", "/admin/mergers", May(Act::Administer)),
    row("GET", "/admin/mergers/new", May(Act::Administer)),
    row("GET", "/admin/mergers/{id}", May(Act::Administer)),
    row("POST", "/admin/mergers/{id}/confirmation", May(Act::Administer)),
    row("POST", "/admin/mergers/{id}/dropping", May(Act::Administer)),
    row("GET", "/admin/mergers/{id}/document", May(Act::Administer)),
    row("POST", "/admin/mergers/{id}/document", May(Act::Administer)),
    row("GET", "/admin/areas", MaySomewhere(Act::Administer)),
    row("GET", "/admin/areas/import", May(Act::Administer)),
    row("POST", "/admin/areas/import", May(Act::Administer)),
    row("GET", "/admin/units/{id}/calendar", May(Act::Administer)),
    row("GET", "/admin/units/{id}/calendar/{what}", May(Act::Administer)),
    row("POST", "/admin/units/{id}/calendar/{what}", May(Act::Administer)),
    row("POST", "/admin/units/{id}/calendar/documents", May(Act::Administer)),
    row("GET", "/admin/units/{id}/calendar/documents/{n}", May(Act::Administer)),
    row("GET", "/admin/roles", MaySomewhere(Act::Administer)),
    row("POST", "/admin/roles", May(Act::Administer)),
    row("GET", "/admin/roles/new", May(Act::Administer)),
    row("GET", "/admin/roles/{key}", May(Act::Administer)),
    row("POST", "/admin/roles/{key}", May(Act::Administer)),
    // ── programs: open to anybody ───────────────────────────────────────────────────────────────────────────────
    row("GET", "/api/v1", Anybody),
    row("GET", "/api/v1/openapi.json", Anybody),
    row("GET", "/api/v1/due", Anybody),
    row("GET", "/api/v1/procedures", Anybody),
    row("GET", "/api/v1/procedures/{code}", Anybody),
    row("GET", "/api/v1/tracking/{code}", Anybody),
    // ── programs: people ────────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/api/v1/centres/{centre}/hall", May(Act::Serve)),
    row("POST", "/api/v1/centres/{centre}/tickets", May(Act::Greet)),
    row("POST", "/api/v1/centres/{centre}/tickets/{ticket}/{act}", May(Act::Greet)),
    row("POST", "/api/v1/centres/{centre}/counters/{counter}/{act}", May(Act::Serve)),
    row("POST", "/api/v1/centres/{centre}/moves", May(Act::LeadFloor)),
    row("GET", "/api/v1/centres/{centre}/slots", Anybody),
    row("POST", "/api/v1/appointments", MaySomewhere(Act::Greet)),
    row("GET", "/api/v1/appointments/{code}", MaySomewhere(Act::Greet)),
    row("DELETE", "/api/v1/appointments/{code}", MaySomewhere(Act::Greet)),
    row("POST", "/api/v1/people", MaySomewhere(Act::Intake)),
    row("POST", "/api/v1/people/search", MaySomewhere(Act::Intake)),
    row("GET", "/api/v1/people/{id}", MaySomewhere(Act::Intake)),
    // ── programs: dossiers ──────────────────────────────────────────────────────────────────────────────────────
    row("GET", "/api/v1/dossiers", SignedIn),
    row("POST", "/api/v1/dossiers", May(Act::Intake)),
    row("POST", "/api/v1/dossiers/search", SignedIn),
    row("GET", "/api/v1/dossiers/counts", SignedIn),
    row("GET", "/api/v1/dossiers/{id}", Seeing),
    row("GET", "/api/v1/dossiers/{id}/events", Seeing),
    row("POST", "/api/v1/dossiers/{id}/files", MayWhatItSays),
    row("GET", "/api/v1/dossiers/{id}/files/{file}", Seeing),
    row("DELETE", "/api/v1/dossiers/{id}/files/{file}", MayWhatItSays),
    // ── programs: acts, at the one-stop unit ────────────────────────────────────────────────────────────────────
    row("POST", "/api/v1/dossiers/{id}/revision", May(Act::Intake)),
    row("POST", "/api/v1/dossiers/{id}/acceptance", May(Act::Accept)),
    row("POST", "/api/v1/dossiers/{id}/supplement-request", May(Act::RequestSupplement)),
    row("POST", "/api/v1/dossiers/{id}/resubmission", May(Act::Intake)),
    row("POST", "/api/v1/dossiers/{id}/refusal", May(Act::RefuseIntake)),
    row("POST", "/api/v1/dossiers/{id}/transfer", May(Act::Transfer)),
    row("POST", "/api/v1/dossiers/{id}/completion", May(Act::Accept)),
    row("POST", "/api/v1/dossiers/{id}/answer-return", May(Act::RequestSupplement)),
    row("POST", "/api/v1/dossiers/{id}/posting", May(Act::HandOver)),
    row("POST", "/api/v1/dossiers/{id}/posting-return", May(Act::HandOver)),
    row("POST", "/api/v1/dossiers/{id}/urge", May(Act::Supervise)),
    row("POST", "/api/v1/dossiers/{id}/explanation", May(Act::Explain)),
    row("POST", "/api/v1/dossiers/{id}/reassignment", May(Act::Supervise)),
    row("POST", "/api/v1/dossiers/{id}/supplement-issue", May(Act::RequestSupplement)),
    row("POST", "/api/v1/dossiers/{id}/supplement-decline", May(Act::RequestSupplement)),
    row("POST", "/api/v1/dossiers/{id}/supplement-receipt", May(Act::RequestSupplement)),
    row("POST", "/api/v1/dossiers/{id}/closing", May(Act::ConfirmWithdrawal)),
    row("POST", "/api/v1/dossiers/{id}/hand-over", May(Act::HandOver)),
    row("POST", "/api/v1/dossiers/{id}/pick-up", May(Act::Intake)),
    row("POST", "/api/v1/dossiers/{id}/withdrawal", May(Act::Intake)),
    row("POST", "/api/v1/dossiers/{id}/withdrawal-confirmation", May(Act::ConfirmWithdrawal)),
    row("POST", "/api/v1/dossiers/{id}/withdrawal-cancellation", May(Act::ConfirmWithdrawal)),
    // ── programs: acts, in the agencies ─────────────────────────────────────────────────────────────────────────
    row("POST", "/api/v1/dossiers/{id}/claim", May(Act::Claim)),
    row("POST", "/api/v1/dossiers/{id}/assignment", May(Act::Assign)),
    row("POST", "/api/v1/dossiers/{id}/forward", May(Act::Forward)),
    row("POST", "/api/v1/dossiers/{id}/return", May(Act::SendBack)),
    row("POST", "/api/v1/dossiers/{id}/consultation", May(Act::Consult)),
    row("POST", "/api/v1/dossiers/{id}/consultation/{nth}/answer", May(Act::AnswerConsultation)),
    row("POST", "/api/v1/dossiers/{id}/supplement-ask", May(Act::AskSupplement)),
    row("POST", "/api/v1/dossiers/{id}/obligation", May(Act::DeclareObligation)),
    row("POST", "/api/v1/dossiers/{id}/obligation-clearance", May(Act::ClearObligation)),
    row("POST", "/api/v1/dossiers/{id}/suspension", May(Act::Suspend)),
    row("POST", "/api/v1/dossiers/{id}/resumption", May(Act::Resume)),
    row("POST", "/api/v1/dossiers/{id}/proposal", May(Act::Propose)),
    row("POST", "/api/v1/dossiers/{id}/approval", May(Act::Approve)),
    row("POST", "/api/v1/dossiers/{id}/proposal-rejection", May(Act::RejectProposal)),
    row("POST", "/api/v1/dossiers/{id}/result", May(Act::AttachResult)),
    row("POST", "/api/v1/dossiers/{id}/release", May(Act::Release)),
    row("POST", "/api/v1/dossiers/{id}/extension", May(Act::Extend)),
    row("POST", "/api/v1/dossiers/{id}/apology", May(Act::Extend)),
    row("POST", "/api/v1/dossiers/{id}/stop", May(Act::Stop)),
];

/// Method and pattern of every route of a router, read from what it prints of itself. HEAD comes with every GET and is
/// left out; so are the fallbacks, which serve nothing.
pub fn list_routes<S>(router: &Router<S>) -> Vec<(String, String)> {
    let printed = format!("{router:?}");
    let printed = printed.split("fallback_router").next().unwrap_or_default();
    let (ends, paths) = printed.split_once("node: ").unwrap_or_default();
    let path_of = |id: &str| {
        let (_, after) = paths.split_once(&format!("{id}: \""))?;
        after.split_once('"').map(|(path, _)| path.to_string())
    };
    let mut routes = Vec::new();
    for end in ends.split("RouteId(").skip(1) {
        let Some((number, shown)) = end.split_once(')') else { continue };
        let path = path_of(&format!("RouteId({number})"));
        let methods = shown.split_once("allow_header: Bytes(b\"").and_then(|(_, after)| after.split_once('"'));
        for method in methods.map_or("", |(methods, _)| methods).split(',').filter(|m| !m.is_empty() && *m != "HEAD") {
            routes.push((method.to_string(), path.clone().unwrap_or_default()));
        }
    }
    routes.sort();
    routes
}

#[cfg(test)]
mod tests {
    use axum::routing::{get, post};

    use super::*;

    #[test]
    fn a_router_tells_its_routes() {
        let answer = async || "";
        let router: Router =
            Router::new().route("/a", get(answer).post(answer)).merge(Router::new().route("/b/{id}", post(answer)));
        let routes = list_routes(&router);
        let routes: Vec<_> = routes.iter().map(|(method, path)| (method.as_str(), path.as_str())).collect();
        assert_eq!(routes, [("GET", "/a"), ("POST", "/a"), ("POST", "/b/{id}")]);
    }
}
