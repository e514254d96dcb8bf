//! Who is at the counter and what they bring: shown to the officer who has them and to nobody else, with a trace.

use askama::Template;
use dossier::Dossiers;
use kernel::{CounterId, DossierId, Lang, Result};
use office::{Act, Officer};
use person::PersonCard;
use queue::hall::{Desk, Hall, Ticket, TicketState};
use web::ui::Choice;
use web::{Ctx, Fields, Page};

use super::rows;
use super::words;
use crate::door::Floor;
use crate::reception::picture::{self, Picture, Waiting};
use crate::setup::Centre;

/// A dossier in one line, and where it is worked on.
pub struct DossierRow {
    pub code: String,
    pub procedure: String,
    pub href: String,
    pub note: String,
}

#[derive(Template)]
#[template(path = "counter/visitor.html")]
pub struct VisitorView {
    pub page: Page,
    base: String,
    ticket: String,
    number: String,
    is_serving: bool,
    /// Empty: not identified.
    person: String,
    name: String,
    about: String,
    services: String,
    results: Vec<DossierRow>,
    supplements: Vec<DossierRow>,
    fees: Vec<DossierRow>,
    /// Begun for this ticket.
    begun: Vec<DossierRow>,
    can_begin: bool,
    form: Fields,
    done: Vec<Choice>,
    more: Vec<Choice>,
    others: Vec<Choice>,
}

/// The ticket a counter has.
pub fn ticket_at(hall: &Hall, counter: CounterId) -> Option<&Ticket> {
    match hall.counters.get(&counter)?.desk {
        Desk::With { ticket } => hall.tickets.get(&ticket),
        Desk::Closed | Desk::Free { .. } | Desk::Paused { .. } => None,
    }
}

/// What is shown of the visitor; none: nobody is at the counter.
pub async fn view(
    ctx: &Ctx,
    by: &Officer,
    floor: &Floor,
    dossiers: &Dossiers,
    centre: &Centre,
    counter: CounterId,
) -> Result<Option<VisitorView>> {
    let live = floor.hall(centre.id).await?;
    let hall = live.look().clone();
    let Some(ticket) = ticket_at(&hall, counter) else { return Ok(None) };
    let lang = ctx.lang;
    let picture = match ticket.visitor {
        Some(person) => Some(picture::look(dossiers, by, centre.id, person, "counter.visitor").await?),
        None => None,
    };
    let begun = begun(by, dossiers, ticket, lang).await?;
    let row = |one: &Waiting| dossier_row(one, by, lang);
    let list = |of: fn(&Picture) -> &Vec<Waiting>| {
        picture.as_ref().map(|one| of(one).iter().map(row).collect()).unwrap_or_default()
    };
    let able = hall.counters.get(&counter).map(|counter| counter.able).unwrap_or(centre.everything());
    let choice = |no: u8| centre.service(no).map(|service| Choice::new(no.to_string(), service.name(lang)));
    let done: Vec<Choice> = ticket.services.both(able.services).iter().filter_map(choice).collect();
    let mut form = Fields::new();
    for one in &done {
        form = form.with("done", &one.value);
    }
    let others = hall.counters.values().filter(|other| other.is_open() && other.id != counter);
    Ok(Some(VisitorView {
        page: ctx.page(ctx.t("floor-counter-title")),
        base: format!("/floor/{}/counter/{counter}", centre.id),
        ticket: ticket.id.to_string(),
        number: ticket.number.to_string(),
        is_serving: matches!(ticket.state, TicketState::Serving { .. }),
        person: picture.as_ref().map(|one| one.person.id.to_string()).unwrap_or_default(),
        name: picture
            .as_ref()
            .map_or_else(|| lang.say("floor-reception-stranger").into_owned(), |one| one.person.name.clone()),
        about: picture.as_ref().map(|one| about(&PersonCard::of(&one.person))).unwrap_or_default(),
        services: centre.names(ticket.services, lang),
        results: list(|one| &one.results),
        supplements: list(|one| &one.supplements),
        fees: list(|one| &one.fees),
        begun,
        can_begin: by.may_somewhere(Act::Intake),
        more: centre
            .offered()
            .filter(|service| !ticket.services.has(service.no))
            .filter_map(|service| choice(service.no))
            .collect(),
        others: others
            .map(|other| Choice::new(other.id.to_string(), words::counter_name(centre, other.id, lang)))
            .collect(),
        done,
        form,
    }))
}

fn about(card: &PersonCard) -> String {
    let birth = card.birth_year.map(|year| year.to_string());
    let parts = [card.number.clone(), birth, Some(card.commune.clone())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn dossier_row(one: &Waiting, by: &Officer, lang: Lang) -> DossierRow {
    let line = &one.line;
    let href = match line.stage.as_str() {
        "result_ready" if one.elsewhere.is_none() && by.may_somewhere(Act::HandOver) => {
            format!("/dossiers/{}/hand-over", line.id)
        }
        "supplement_before_intake" if by.may_somewhere(Act::Intake) => format!("/intake/{}", line.id),
        _ => format!("/dossiers/{}", line.id),
    };
    let elsewhere = |name: &String| lang.say_with("floor-reception-result-elsewhere", &[("centre", name)]).into_owned();
    DossierRow {
        code: line.code.clone().unwrap_or_default(),
        procedure: line.procedure_name.clone(),
        href,
        note: one.elsewhere.as_ref().map(elsewhere).unwrap_or_default(),
    }
}

/// Dossiers that were begun in this visit.
async fn begun(by: &Officer, dossiers: &Dossiers, ticket: &Ticket, lang: Lang) -> Result<Vec<DossierRow>> {
    let id = ticket.id;
    let list = dossiers.store.read(move |tx| {
        let ids = rows::list_dossiers(tx, id)?;
        ids.into_iter().map(|id| dossier::store::load(tx, id)).collect::<Result<Vec<_>>>()
    });
    let mut rows = Vec::new();
    for dossier in list.await? {
        if !dossier::door::may_see(by, &dossier) {
            continue;
        }
        dossiers.trace(&by.actor(), "dossier.read", Some(dossier.id.0), "counter.visitor").await?;
        rows.push(begun_row(dossier.id, &dossier, lang));
    }
    Ok(rows)
}

fn begun_row(id: DossierId, dossier: &dossier::Dossier, lang: Lang) -> DossierRow {
    let stage = dossier.stage.name().replace('_', "-");
    DossierRow {
        code: dossier.code.clone().unwrap_or_default(),
        procedure: dossier.procedure.name.clone(),
        href: if dossier.code.is_none() { format!("/intake/{id}") } else { format!("/dossiers/{id}") },
        note: lang.say(&format!("dossier-stage-{stage}")).into_owned(),
    }
}
