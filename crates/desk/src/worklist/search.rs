//! The search boxes and the filters: asked in a body, so that neither a name nor a number ever stands in an address; and
//! the typeaheads of what a list can be narrowed by.

use std::sync::Arc;

use axum::extract::{Query as Asked, State};
use axum::response::IntoResponse;
use dossier::list::Pile;
use dossier::{Dossiers, Key};
use kernel::{OfficerId, UnitId, fold};
use office::{Directory, Officer, SignedIn};
use person::store::Reader;
use serde::{Deserialize, Serialize};
use web::{Answer, Fields, Problem};

use super::query::{PEOPLE, Query};
use crate::columns::Column;

/// Answers of a typeahead.
const ANSWERS: usize = 10;
/// Columns a list has room for beside the dossier itself.
pub const COLUMNS: usize = 8;

/// Answers with the address of the list that holds what was meant.
pub async fn search(SignedIn(by): SignedIn, State(dossiers): State<Dossiers>, form: Fields) -> Answer {
    let mut query = Query::parse(&resolved(&form, &by, &dossiers));
    query.after = None;
    let mut too_many = false;
    if !query.narrowing.words.is_empty() && !is_code(&query.narrowing.words) {
        let typed = std::mem::take(&mut query.narrowing.words);
        let (ids, now_ms) = (Arc::clone(&dossiers.ids), dossiers.clock.now_ms());
        let reader = Reader::officer(&by, "dossier.search", &ids, now_ms);
        let (found, people) = dossiers
            .store
            .act(move |tx| {
                let cards = person::store::find_people(tx, &typed, &reader, PEOPLE)?;
                // The dossiers of records that were merged are theirs, too.
                let mut people = Vec::with_capacity(cards.len());
                for card in &cards {
                    people.extend(person::store::twins::circle(tx, card.id)?);
                }
                Ok((cards.len(), people))
            })
            .await?;
        too_many = found as i64 >= PEOPLE;
        // Nobody known and nothing in reach look the same: the list is empty.
        query.narrowing.applicants = Some(people);
        if form.some("pile").is_none() {
            query.pile = Pile::All;
        }
    } else if !query.narrowing.words.is_empty() {
        query.narrowing.applicants = None;
    }
    let list = query.address();
    if too_many {
        return Ok(web::Flash::warn("desk-search-too-many").with("n", PEOPLE).then(&list));
    }
    Ok(web::see_other(&list))
}

/// The form as an address says it: names of procedures, units and officers become their keys, chosen columns one word.
fn resolved(form: &Fields, by: &Officer, dossiers: &Dossiers) -> Fields {
    let directory = by.directory();
    let mut out = Fields::new();
    for (name, value) in form.iter().filter(|(name, value)| !value.is_empty() && !is_resolved(name)) {
        out = out.with(name, value);
    }
    let procedure = chosen(form, "procedure", |id| procedure_label(dossiers, id)).or_else(|| {
        let typed = form.some("procedure")?;
        let hits = dossiers.catalogue.search(typed, &procedure::Filter::default(), 1);
        hits.first().map(|hit| hit.code.clone())
    });
    let unit = chosen(form, "unit", |id| unit_label(directory, id))
        .or_else(|| units(directory, form.some("unit")?).first().map(|one| one.value.clone()));
    let officer = chosen(form, "officer", |id| officer_label(directory, id))
        .or_else(|| officers(directory, form.some("officer")?).first().map(|one| one.value.clone()));
    for (name, value) in [("procedure", procedure), ("unit", unit), ("officer", officer)] {
        if let Some(value) = value {
            out = out.with(name, value);
        }
    }
    let columns: Vec<Column> = (1..=COLUMNS).filter_map(|n| Column::parse(form.value(&format!("col_{n}")))).collect();
    if !columns.is_empty() && columns != Column::USUAL {
        out = out.with("cols", Column::text(&columns));
    }
    out
}

fn is_resolved(name: &str) -> bool {
    matches!(name, "procedure" | "procedure_id" | "unit" | "unit_id" | "officer" | "officer_id" | "cols")
        || name.starts_with("col_")
}

/// What a typeahead chose, while its words still stand in the field.
fn chosen(form: &Fields, name: &str, label: impl Fn(&str) -> Option<String>) -> Option<String> {
    let id = form.value_id(name);
    label(id).filter(|label| label == form.value(name)).map(|_| id.to_string())
}

/// `1.001193 – Đăng ký khai sinh`, as the field shows the procedure of a key.
pub fn procedure_label(dossiers: &Dossiers, code: &str) -> Option<String> {
    let today = kernel::time::civil(dossiers.clock.now()).date();
    let held = dossiers.catalogue.current(code, today)?;
    Some(format!("{code} – {}", held.version.plain_name.as_ref().unwrap_or(&held.version.name)))
}

pub fn unit_label(directory: &Directory, id: &str) -> Option<String> {
    directory.unit(id.parse::<UnitId>().ok()?).map(|unit| unit.name.clone())
}

pub fn officer_label(directory: &Directory, id: &str) -> Option<String> {
    directory.officer(id.parse::<OfficerId>().ok()?).map(|card| card.name.clone())
}

#[derive(Deserialize)]
pub struct Question {
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
pub struct Suggestion {
    value: String,
    label: String,
    hint: String,
}

/// Procedures, by plain words or code.
pub async fn suggest_procedures(
    SignedIn(_): SignedIn,
    State(dossiers): State<Dossiers>,
    Asked(question): Asked<Question>,
) -> Answer {
    let hits = dossiers.catalogue.search(&question.q, &procedure::Filter::default(), ANSWERS);
    let line = |hit: &procedure::Hit| {
        let label = procedure_label(&dossiers, &hit.code)?;
        Some(Suggestion { value: hit.code.clone(), label, hint: hit.version.field.clone() })
    };
    Ok(axum::Json(hits.iter().filter_map(line).collect::<Vec<_>>()).into_response())
}

/// Units, by a part of their name.
pub async fn suggest_units(SignedIn(by): SignedIn, Asked(question): Asked<Question>) -> Answer {
    Ok(axum::Json(units(by.directory(), &question.q)).into_response())
}

/// Officers, by a part of their name or their login.
pub async fn suggest_officers(SignedIn(by): SignedIn, Asked(question): Asked<Question>) -> Answer {
    Ok(axum::Json(officers(by.directory(), &question.q)).into_response())
}

fn units(directory: &Directory, typed: &str) -> Vec<Suggestion> {
    let typed = fold(typed);
    let all = directory.units();
    let fitting = all.into_iter().filter(|unit| fold(&unit.name).contains(&typed));
    let line = |unit: &office::Unit| Suggestion {
        value: unit.id.to_string(),
        label: unit.name.clone(),
        hint: unit.code.clone().unwrap_or_default(),
    };
    fitting.take(ANSWERS).map(line).collect()
}

fn officers(directory: &Directory, typed: &str) -> Vec<Suggestion> {
    let typed = fold(typed);
    let all = directory.officers();
    let fitting = all.into_iter().filter(|card| fold(&card.name).contains(&typed) || fold(&card.login) == typed);
    let line = |card: &office::OfficerCard| Suggestion {
        value: card.id.to_string(),
        label: card.name.clone(),
        hint: directory.unit_name(card.unit),
    };
    fitting.take(ANSWERS).map(line).collect()
}

/// A dossier code or its beginning; everything else is about somebody.
fn is_code(words: &str) -> bool {
    !is_number(words) && words.contains(['-', '.']) && words.chars().any(|c| c.is_ascii_digit())
}

/// A personal number, tax code, passport or telephone, not a dossier code or a name.
fn is_number(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let is_tax_code = words.len() == 14 && digits == 13 && words.as_bytes().get(10) == Some(&b'-');
    is_tax_code || digits >= 6 && letters <= 2 && !words.contains('-')
}

/// A whole dossier code (typed or scanned) opens its dossier at once.
pub async fn exact_hit(by: &Officer, dossiers: &Dossiers, query: &Query) -> Result<Option<kernel::DossierId>, Problem> {
    let words = query.narrowing.words.clone();
    if law::code::dossier::DossierCode::parse(&words).is_err() {
        return Ok(None);
    }
    match dossiers.read_bare(by, Key::Code(words.to_uppercase()), "search").await {
        Ok(found) => Ok(Some(found.id)),
        Err(kernel::Error::Absent(_)) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// The words of the typeaheads' fields for the keys of a list's address.
pub fn typed(query: &Query, by: &Officer, dossiers: &Dossiers) -> Fields {
    let mut form = Fields::new();
    let keys = [
        ("procedure", query.narrowing.procedure.clone()),
        ("unit", query.unit.map(|unit| unit.to_string())),
        ("officer", query.narrowing.officer.map(|officer| officer.to_string())),
    ];
    for (name, key) in keys {
        let Some(key) = key else { continue };
        let label = match name {
            "procedure" => procedure_label(dossiers, &key),
            "unit" => unit_label(by.directory(), &key),
            _ => officer_label(by.directory(), &key),
        };
        form = form.with(name, label.as_deref().unwrap_or(&key)).with(&format!("{name}_id"), &key);
    }
    for (name, value) in Fields::parse(&query.own_text()).iter() {
        if !is_resolved(name) {
            form = form.with(name, value);
        }
    }
    let days = [("due_from", query.due_from), ("due_until", query.due_until)];
    days.into_iter()
        .filter_map(|(name, day)| Some((name, day?)))
        .fold(Fields::new(), |form, (name, day)| form.with(name, kernel::time::dmy(day)))
        .iter()
        .chain(form.iter())
        .fold(Fields::new(), |form, (name, value)| form.with(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_person_is_told_from_a_code_and_a_name() {
        for number in ["022088000001", "022 088 000 001", "0912 345 678", "+84912345678", "0100109106-001", "C1234567"]
        {
            assert!(is_number(number), "{number}");
        }
        for other in ["H49.20-260302-0001", "H49.20-2603", "Nguyễn Văn An", "an", "", "Hộ kinh doanh 36"] {
            assert!(!is_number(other), "{other}");
        }
    }

    #[test]
    fn a_choice_counts_only_while_its_words_stand() {
        let form = Fields::parse("unit=S%E1%BB%9F&unit_id=uni_1");
        let label = |_: &str| Some("Sở".to_string());
        assert_eq!(chosen(&form, "unit", label), Some("uni_1".into()));
        assert_eq!(chosen(&Fields::parse("unit=Phường&unit_id=uni_1"), "unit", label), None);
    }
}
