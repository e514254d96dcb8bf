//! Lists for programs: an officer's piles page by page, and their counts. The same filters as the officer's screen.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use kernel::Refusal;
use office::SignedIn;
use procedure::model::Channel;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::api::{Body, json, query};
use web::{Answer, Problem};

use super::wire::{ChannelWord, CountsView, LineView, PageView, PileWord, StageWord};
use crate::door::Dossiers;
use crate::list::{After, Filter, Pile, sort_key};
use crate::stage::Stage;

/// Lines on a page unless asked otherwise, and at most.
const USUAL: i64 = 50;
const MOST: i64 = 100;

/// What a list is narrowed by.
#[derive(Debug, Default, Deserialize, IntoParams, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
#[schema(as = ListQuery)]
pub struct ListQuery {
    /// Which pile; everything in reach unless said otherwise.
    #[param(value_type = Option<PileWord>)]
    #[schema(value_type = Option<PileWord>)]
    pub pile: Option<String>,
    #[param(value_type = Option<StageWord>)]
    #[schema(value_type = Option<StageWord>)]
    pub stage: Option<String>,
    /// A procedure's code.
    pub procedure: Option<String>,
    /// A field's name (lĩnh vực).
    pub field: Option<String>,
    #[param(value_type = Option<ChannelWord>)]
    #[schema(value_type = Option<ChannelWord>)]
    pub channel: Option<String>,
    /// Only those past their promised date.
    pub late: Option<bool>,
    /// A dossier code or its beginning. In the body of a search also the beginning of an applicant's name.
    pub q: Option<String>,
    /// Lines on the page, 1 to 100; 50 unless said otherwise.
    pub limit: Option<i64>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Language of problems: `vi` or `en`.
    pub lang: Option<String>,
}

#[utoipa::path(get, path = "/api/v1/dossiers", tag = "dossiers", operation_id = "listDossiers", params(ListQuery),
    responses((status = 200, description = "One page, with the counts of the officer's piles", body = PageView)))]
/// An officer's pile, page by page.
///
/// By due date, the earliest first; `all` the newest first. Names do not go into an address: search with a body.
pub async fn list(State(door): State<Dossiers>, by: SignedIn, uri: Uri) -> Answer {
    let asked: ListQuery = query(&uri)?;
    let words = asked.q.as_deref().unwrap_or_default();
    if !words.is_empty() && !is_code_like(words) {
        return Err(Refusal::new("SEARCH_BY_BODY").at("q").into());
    }
    page(&door, by, asked).await
}

#[utoipa::path(post, path = "/api/v1/dossiers/search", tag = "dossiers", operation_id = "searchDossiers",
    request_body = ListQuery,
    responses((status = 200, description = "One page, with the counts of the officer's piles", body = PageView)))]
/// The same list, asked in a body: for names, which do not belong in an address. It changes nothing.
pub async fn search(State(door): State<Dossiers>, by: SignedIn, Body(asked): Body<ListQuery>) -> Answer {
    page(&door, by, asked).await
}

#[utoipa::path(get, path = "/api/v1/dossiers/counts", tag = "dossiers", operation_id = "countDossiers",
    responses((status = 200, description = "The counts", body = CountsView)))]
/// How many dossiers lie in the officer's piles.
pub async fn counts(State(door): State<Dossiers>, SignedIn(by): SignedIn) -> Answer {
    json(StatusCode::OK, &CountsView::from(door.counts(&by).await?))
}

async fn page(door: &Dossiers, SignedIn(by): SignedIn, asked: ListQuery) -> Answer {
    let pile = asked.pile.as_deref().map_or(Some(Pile::All), Pile::parse).ok_or_else(|| odd("pile"))?;
    let after = match asked.after.as_deref() {
        Some(text) => Some(parse_after(text, pile).ok_or_else(|| odd("after"))?),
        None => None,
    };
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(odd("limit"));
    }
    let filter = filter(asked)?;
    // One line more than asked tells whether there is a next page.
    let (mut lines, counts) = door.list(&by, pile, filter, after, limit + 1).await?;
    let more = lines.len() as i64 > limit;
    lines.truncate(limit as usize);
    let next = lines.last().filter(|_| more).map(|last| {
        let (key, id) = sort_key(last);
        write_after(After { key, id }, pile)
    });
    json(StatusCode::OK, &PageView { items: lines.iter().map(LineView::from).collect(), next, counts: counts.into() })
}

fn filter(asked: ListQuery) -> Result<Filter, Problem> {
    let stage = match asked.stage {
        Some(name) => Some(Stage::NAMES.into_iter().find(|known| *known == name).ok_or_else(|| odd("stage"))?),
        None => None,
    };
    let channel = match asked.channel {
        Some(text) => Some(Channel::ALL.into_iter().find(|c| c.code() == text).ok_or_else(|| odd("channel"))?),
        None => None,
    };
    Ok(Filter {
        stage,
        procedure: asked.procedure,
        field: asked.field,
        channel: channel.map(|channel| channel.code().to_string()),
        words: asked.q.unwrap_or_default(),
        late: asked.late.unwrap_or(false),
        ..Filter::default()
    })
}

fn odd(name: &str) -> Problem {
    Problem::Malformed(format!("{name}: not a value this list knows"))
}

/// Whether the words can only be (the beginning of) a dossier code: capital letters, digits, points and dashes.
fn is_code_like(words: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    words.chars().all(plain) && words.contains(['.', '-'])
}

/// The place of a line in its pile as text that only we read: another pile's cursor is not taken for ours.
fn write_after(after: After, pile: Pile) -> String {
    let mut bytes = vec![pile_number(pile)];
    bytes.extend(after.key.to_be_bytes());
    bytes.extend(after.id.to_be_bytes());
    hex::encode(bytes)
}

fn parse_after(text: &str, pile: Pile) -> Option<After> {
    let bytes: [u8; 17] = hex::decode(text).ok()?.try_into().ok()?;
    let number = |range: std::ops::Range<usize>| bytes[range].try_into().ok().map(i64::from_be_bytes);
    (bytes[0] == pile_number(pile)).then_some(())?;
    Some(After { key: number(1..9)?, id: number(9..17)? })
}

fn pile_number(pile: Pile) -> u8 {
    Pile::ALL.iter().position(|known| *known == pile).unwrap_or_default() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_pile() {
        let after = After { key: i64::MAX, id: 42 };
        let text = write_after(after, Pile::Waiting);
        assert_eq!(parse_after(&text, Pile::Waiting), Some(after));
        assert_eq!(parse_after(&text, Pile::All), None);
        assert_eq!(parse_after("zz", Pile::All), None);
        assert_eq!(parse_after(&text[2..], Pile::Waiting), None);
    }

    #[test]
    fn a_name_or_a_number_of_a_person_is_no_code() {
        assert!(is_code_like("H49.20-260302"));
        assert!(is_code_like("h49."));
        assert!(!is_code_like("022088000001"), "a personal number");
        assert!(!is_code_like("Nguyễn-Văn An"));
        assert!(!is_code_like("An"));
    }
}
