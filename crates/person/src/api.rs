//! People for programs: found by a number or the beginning of a name, masked; read and recorded against a trace.
//!
//! Nothing of a person stands in an address: searches are asked in a body.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use jiff::civil::Date;
use kernel::{Clock, Error, Ids, PersonId, Refusal};
use law::code::Sex;
use office::{Act, Frame, Officer, Sessions, SignedIn};
use serde::{Deserialize, Serialize};
use store::Store;
use store::ledger::Once;
use utoipa::ToSchema;
use web::api::{Body, Change, json, with_version};
use web::{Answer, Class, Ctx, Problem};

use crate::model::{Address, Identity, Person, PersonCard};
use crate::store::{Reader, find_or_create, find_people, load};
use crate::{Draft, Kind};

/// Cards of one answer.
const CARDS: i64 = 20;

/// The routes, for the binary's list.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Store: FromRef<S>,
    Arc<Ids>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
    Clock: FromRef<S>,
    Frame: FromRef<S>,
{
    Router::new()
        .route("/api/v1/people", post(record_person))
        .route("/api/v1/people/search", post(search_people))
        .route("/api/v1/people/{id}", get(read_person))
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(record_person, search_people, read_person))]
struct Listed;

/// The room's part of the published description.
pub fn openapi() -> utoipa::openapi::OpenApi {
    <Listed as utoipa::OpenApi>::openapi()
}

/// Who is to be found or recorded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPerson)]
pub struct PersonBody {
    /// `citizen`, `organisation` or `foreigner`.
    #[schema(value_type = String, example = "citizen")]
    kind: Kind,
    name: String,
    #[serde(default)]
    personal_number: String,
    #[serde(default)]
    tax_code: String,
    #[serde(default)]
    representative: String,
    #[serde(default)]
    passport: String,
    /// ISO 3166 alpha-3.
    #[serde(default)]
    nationality: String,
    /// `30/04/1988`, `04/1988` or `1988`.
    #[serde(default)]
    birth: String,
    /// `male` or `female`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    sex: Option<Sex>,
    #[serde(default)]
    address: PlaceBody,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
}

/// Where somebody lives or sits.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = NewAddress)]
pub struct PlaceBody {
    province_code: Option<String>,
    province: String,
    commune_code: Option<String>,
    commune: String,
    detail: String,
}

/// What is looked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PeopleQuery)]
pub struct SearchBody {
    /// An identity number, or the beginning of a name.
    q: String,
}

/// A person in full.
#[derive(Serialize, ToSchema)]
#[schema(as = Person)]
pub struct PersonView<'a> {
    #[schema(value_type = String)]
    id: PersonId,
    version: i64,
    kind: &'static str,
    name: &'a str,
    /// Personal number, tax code, or nationality and passport.
    number: Option<String>,
    representative: Option<&'a str>,
    /// As far as it is known: `30/04/1988`, `04/1988` or `1988`.
    birth: Option<String>,
    #[schema(value_type = Option<String>)]
    sex: Option<Sex>,
    /// One line.
    address: String,
    phone: Option<&'a str>,
    email: Option<&'a str>,
}

/// A person to choose from: number and telephone are masked.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonCard)]
pub struct CardView<'a> {
    #[schema(value_type = String)]
    id: PersonId,
    kind: &'static str,
    name: &'a str,
    number: Option<&'a str>,
    phone: Option<&'a str>,
    birth_year: Option<i16>,
    commune: &'a str,
}

/// Who was found.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonCards)]
pub struct CardsView<'a> {
    items: Vec<CardView<'a>>,
}

impl<'a> From<&'a PersonCard> for CardView<'a> {
    fn from(card: &'a PersonCard) -> Self {
        CardView {
            id: card.id,
            kind: card.kind.key(),
            name: &card.name,
            number: card.number.as_deref(),
            phone: card.phone.as_deref(),
            birth_year: card.birth_year,
            commune: &card.commune,
        }
    }
}

impl<'a> From<&'a Person> for PersonView<'a> {
    fn from(person: &'a Person) -> Self {
        let representative = match &person.identity {
            Identity::Organisation { representative, .. } => representative.as_deref(),
            Identity::Citizen { .. } | Identity::Foreigner { .. } => None,
        };
        PersonView {
            id: person.id,
            version: person.version,
            kind: person.kind().key(),
            name: &person.name,
            number: person.identity.number(),
            representative,
            birth: person.birth.map(|birth| birth.show()),
            sex: person.sex,
            address: person.address.line(),
            phone: person.phone.as_deref(),
            email: person.email.as_deref(),
        }
    }
}

impl From<PersonBody> for Draft {
    fn from(body: PersonBody) -> Draft {
        let PlaceBody { province_code, province, commune_code, commune, detail } = body.address;
        Draft {
            kind: body.kind,
            name: body.name,
            personal_number: body.personal_number,
            tax_code: body.tax_code,
            representative: body.representative,
            passport: body.passport,
            nationality: body.nationality,
            birth: body.birth,
            sex: body.sex,
            address: Address { province_code, province, commune_code, commune, detail },
            phone: body.phone,
            email: body.email,
        }
    }
}

/// People belong to no unit: whoever takes dossiers in somewhere may look up who applies, and each look is traced.
fn may_know_people(by: &Officer) -> Result<(), Refusal> {
    if by.may_somewhere(Act::Intake) {
        Ok(())
    } else {
        Err(Refusal::new("NOT_PERMITTED").with("act", Act::Intake.key()))
    }
}

#[utoipa::path(post, path = "/api/v1/people", tag = "people", operation_id = "recordPerson",
    params(("Idempotency-Key" = String, Header, description = "Names this change")),
    request_body = PersonBody,
    responses((status = 200, description = "The record that has the number, or a new one", body = PersonView)))]
/// Finds the person a number belongs to, or records a new one.
async fn record_person(
    State(store): State<Store>,
    State(ids): State<Arc<Ids>>,
    State(clock): State<Clock>,
    SignedIn(by): SignedIn,
    change: Change,
) -> Answer {
    may_know_people(&by)?;
    let now_ms = clock.now_ms();
    let today: Date = kernel::time::civil_ms(now_ms).date();
    let checked = Draft::from(change.parse::<PersonBody>()?).check(today).map_err(Error::from)?;
    let reader = Reader::officer(&by, "api.people", &ids, now_ms);
    let once = Once { caller: by.id().0, token: change.head.key.clone(), fingerprint: change.fingerprint() };
    let recording = (once.clone(), reader.clone());
    let done = store.act(move |tx| {
        let (once, reader) = &recording;
        if let Some(person) = answered(tx, once, reader)? {
            return Ok(person);
        }
        let person = find_or_create(tx, &checked, reader)?.person();
        tx.write(&[once.remember(&person.id.to_string(), now_ms)])?;
        Ok(person)
    });
    let person = match done.await {
        // Two racing repetitions: the other one was saved.
        Err(error) if Store::is_duplicate(&error) => {
            store.act(move |tx| answered(tx, &once, &reader)).await?.ok_or(error)?
        }
        done => done?,
    };
    Ok(with_version(json(StatusCode::OK, &PersonView::from(&person))?, person.version))
}

fn answered(tx: &mut store::Tx<'_>, once: &Once, reader: &Reader) -> kernel::Result<Option<Person>> {
    let Some(answer) = once.find_answer(tx)? else { return Ok(None) };
    let id = answer.parse().map_err(|cause| Error::fault("remembered answer", cause))?;
    load(tx, id, reader).map(Some)
}

#[utoipa::path(post, path = "/api/v1/people/search", tag = "people", operation_id = "searchPeople",
    request_body = SearchBody,
    responses((status = 200, description = "At most 20, numbers and telephones masked", body = CardsView)))]
/// People by a number or the beginning of a name. It changes nothing and leaves a trace.
async fn search_people(
    ctx: Ctx,
    State(store): State<Store>,
    State(ids): State<Arc<Ids>>,
    State(clock): State<Clock>,
    SignedIn(by): SignedIn,
    Body(asked): Body<SearchBody>,
) -> Answer {
    ctx.spend(Class::Search)?;
    may_know_people(&by)?;
    let reader = Reader::officer(&by, "api.people", &ids, clock.now_ms());
    let cards = store.act(move |tx| find_people(tx, &asked.q, &reader, CARDS)).await?;
    json(StatusCode::OK, &CardsView { items: cards.iter().map(Into::into).collect() })
}

#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people", operation_id = "readPerson",
    params(("id" = String, Path, description = "`per_…`")),
    responses((status = 200, description = "The person", body = PersonView)))]
/// A person in full. The reading leaves a trace.
async fn read_person(
    State(store): State<Store>,
    State(ids): State<Arc<Ids>>,
    State(clock): State<Clock>,
    SignedIn(by): SignedIn,
    Path(id): Path<String>,
) -> Answer {
    may_know_people(&by)?;
    let id: PersonId = id.parse().map_err(|_| Problem::absent("person"))?;
    let reader = Reader::officer(&by, "api.people", &ids, clock.now_ms());
    let person = store.act(move |tx| load(tx, id, &reader)).await?;
    Ok(with_version(json(StatusCode::OK, &PersonView::from(&person))?, person.version))
}
