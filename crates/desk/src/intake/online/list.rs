//! The list of waiting submissions: overdue ones first, narrowed by state, procedure and centre.

use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use dossier::Dossiers;
use dossier::list::After;
use dossier::list::incoming::{self, AsOf, Counts, Incoming, Narrowing, Sight, State as How};
use job::list::PAGE;
use job::sheet::{Cell, Column};
use job::{Asked, Sheet};
use kernel::{Lang, Result};
use office::{Officer, SignedIn};
use web::fields::encode;
use web::ui::{Badge, Choice, Due, Pager, Tab, Tone};
use web::{Answer, Ctx, Fields, Page};

use super::{as_of, countdown, require, urgency};
use crate::badge;

const PAGE_LINES: i64 = 50;

/// What the list's address says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub narrowing: Narrowing,
    pub after: Option<After>,
}

impl Query {
    pub fn parse(fields: &Fields) -> Query {
        let after = fields.value("after").split_once('.');
        Query {
            narrowing: Narrowing {
                state: How::parse(fields.value("state")),
                procedure: fields.some("procedure").map(Into::into),
                unit: fields.value("unit").parse().ok(),
            },
            after: after.and_then(|(key, id)| Some(After { key: key.parse().ok()?, id: id.parse().ok()? })),
        }
    }

    /// The query as an address writes it, without the page.
    pub fn text(&self) -> String {
        let pairs = [
            ("state", self.narrowing.state.map(|state| state.code().to_string())),
            ("procedure", self.narrowing.procedure.clone()),
            ("unit", self.narrowing.unit.map(|unit| unit.to_string())),
        ];
        let said = pairs.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(&value?))));
        said.collect::<Vec<_>>().join("&")
    }

    pub fn address(&self) -> String {
        format!("/intake/online?{}", self.text())
    }
}

struct Row {
    href: String,
    applicant: String,
    procedure: String,
    official: String,
    filed: String,
    due: Due,
    urgency: Badge,
    state: Badge,
    /// The alert of the law has passed and nobody has opened it.
    alert: Option<String>,
    unit: String,
}

#[derive(Template)]
#[template(path = "online/list.html")]
struct ListView {
    page: Page,
    form: Fields,
    tabs: Vec<Tab>,
    procedures: Vec<Choice>,
    units: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    counts: Counts,
    narrowed: bool,
    clear: String,
    state: String,
    law: String,
}

pub async fn page(ctx: Ctx, SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, uri: Uri) -> Answer {
    require(&by)?;
    let query = Query::parse(&Fields::of_query(&uri));
    let (sight, as_of, asked) = (Sight::of(&by), as_of(&by, &dossiers), query.clone());
    let (mut found, counts, all) = dossiers
        .store
        .read(move |tx| {
            let found = incoming::list(tx, &sight, &asked.narrowing, asked.after, PAGE_LINES + 1, as_of)?;
            // What the filters offer is what waits, not what this page shows of it.
            let all = incoming::procedures_and_units(tx, &sight, as_of)?;
            Ok((found, incoming::counts(tx, &sight, as_of)?, all))
        })
        .await?;
    dossiers.trace(&by.actor(), "dossier.list", None, "intake.online.list").await?;
    let more = found.len() as i64 > PAGE_LINES;
    found.truncate(PAGE_LINES as usize);
    let next = found.last().filter(|_| more).map(|last| format!("{}.{}", last.answer_by_ms, last.line.id.0));
    let rows: Vec<Row> = found.iter().map(|one| row(ctx.lang, &by, &dossiers, one, &query, as_of)).collect();
    let narrowed = query.narrowing != Narrowing::default();
    let address = query.address();
    let today = kernel::time::civil_ms(as_of.now_ms).date();
    let name = |code: &String| {
        let held = dossiers.catalogue.current(code, today);
        let words = held.map(|held| held.version.plain_name.clone().unwrap_or_else(|| held.version.name.clone()));
        Choice::new(code, words.unwrap_or_else(|| code.clone()))
    };
    let total = (!narrowed && query.after.is_none()).then(|| counts.waiting.unsigned_abs());
    web::html(&ListView {
        page: ctx.page(ctx.t("desk-online-title")).at("online").wide().list_from("online", query.text()),
        form: Fields::parse(&query.text()),
        tabs: tabs(ctx.lang, &query, counts),
        procedures: all.0.iter().map(name).collect(),
        units: all.1.iter().map(|unit| Choice::new(unit.to_string(), by.directory().unit_name(*unit))).collect(),
        pager: Pager {
            first: query.after.is_some().then(|| address.clone()),
            prev: None,
            next: next.map(|after| format!("{address}&after={after}")),
            shown: rows.len(),
            total,
        },
        rows,
        counts,
        narrowed: query.narrowing.procedure.is_some() || query.narrowing.unit.is_some(),
        clear: "/intake/online".into(),
        state: query.narrowing.state.map(|state| state.code().to_string()).unwrap_or_default(),
        law: law::RuleSet::on(today).cite(law::Rule::OnlineAcceptance, ctx.lang),
    })
}

/// The list to take along.
pub fn sheet(dossiers: &Dossiers, asked: &Asked<'_>) -> Result<Sheet> {
    let (by, lang, query) = (asked.by.clone(), asked.lang, Query::parse(asked.query));
    let (sight, as_of) = (Sight::of(&by), as_of(&by, dossiers));
    let heads = [
        ("desk-column-applicant", 28.0),
        ("desk-column-procedure", 48.0),
        ("desk-receiving", 40.0),
        ("desk-online-filed", 18.0),
        ("desk-column-stage", 18.0),
        ("desk-online-answer-by", 18.0),
        ("desk-online-left", 24.0),
        ("desk-online-urgency", 16.0),
    ];
    let columns = heads.map(|(key, width)| Column::new(lang.say(key), width));
    let (dossiers, mut after) = (dossiers.clone(), None);
    let more = move || {
        let (sight, narrowing) = (sight.clone(), query.narrowing.clone());
        let found =
            dossiers.store.read_blocking(move |tx| incoming::list(tx, &sight, &narrowing, after, PAGE, as_of))?;
        after = found.last().map(|last| After { key: last.answer_by_ms, id: last.line.id.0 }).or(after);
        let cells = |one: &Incoming| -> Vec<Cell> {
            let row = row(lang, &by, &dossiers, one, &query, as_of);
            vec![
                row.applicant.into(),
                row.official.into(),
                row.unit.into(),
                one.filed_at.into(),
                row.state.word.into(),
                kernel::time::civil_ms(one.answer_by_ms).into(),
                row.due.remains.into(),
                row.urgency.word.into(),
            ]
        };
        Ok(found.iter().map(cells).collect())
    };
    Ok(Sheet::paged(columns.into(), None, more))
}

fn tabs(lang: Lang, query: &Query, counts: Counts) -> Vec<Tab> {
    let tab = |state: Option<How>, n: i64| {
        let narrowing = Narrowing { state, ..query.narrowing.clone() };
        let key = state.map_or("all", How::code);
        Tab {
            label: lang.say(&format!("desk-online-tab-{key}")).into_owned(),
            href: Query { narrowing, after: None }.address(),
            count: Some(n.unsigned_abs()),
            current: query.narrowing.state == state,
        }
    };
    vec![
        tab(None, counts.waiting),
        tab(Some(How::Overdue), counts.overdue),
        tab(Some(How::Soon), counts.soon),
        tab(Some(How::Unseen), counts.unseen),
    ]
}

fn row(lang: Lang, by: &Officer, dossiers: &Dossiers, one: &Incoming, query: &Query, as_of: AsOf) -> Row {
    let now = kernel::time::civil_ms(as_of.now_ms);
    let line = &one.line;
    let calendar = by.directory().calendar_of(line.receiving);
    let due = countdown(lang, kernel::time::civil_ms(one.answer_by_ms), now, &calendar);
    let plain = dossiers.catalogue.current(&line.procedure_code, now.date()).and_then(|h| h.version.plain_name.clone());
    let state = match (one.answers, one.seen) {
        (true, _) => Badge::new(Tone::Info, lang.say("desk-online-answered")).icon("message-square"),
        (false, false) => Badge::new(Tone::Seal, lang.say("desk-online-new")).icon("inbox"),
        (false, true) => Badge::new(Tone::Neutral, lang.say("desk-online-opened")).icon("eye"),
    };
    let late_alert = one.alert_by.filter(|at| !one.seen && now > *at);
    Row {
        href: format!("/intake/online/{}?from={}", line.id, encode(&query.text())),
        applicant: line.applicant.clone(),
        procedure: plain.unwrap_or_else(|| line.procedure_name.clone()),
        official: line.procedure_name.clone(),
        filed: badge::when(lang, one.filed_at),
        urgency: urgency(lang, &due),
        due,
        state,
        alert: late_alert.map(|at| lang.say_with("desk-online-alert", &[("at", &badge::when(lang, at))]).into_owned()),
        unit: by.directory().unit_name(line.receiving),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_list_says_the_same_list_again() {
        let query = Query::parse(&Fields::parse("state=overdue&procedure=1.001193&unit=uni_0000000000002&after=17.4"));
        assert_eq!(query.narrowing.state, Some(How::Overdue));
        assert_eq!(query.after, Some(After { key: 17, id: 4 }));
        let again = Query::parse(&Fields::parse(&query.text()));
        assert_eq!(again, Query { after: None, ..query });
    }
}
