//! The doors of filings: begin, open, save, delete and bring back. Load → change → record, one transaction each.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use dossier::Dossiers;
use jiff::civil::{Date, DateTime};
use kernel::{Error, FilingId, Refusal, Result};
use office::{Directory, Sessions};
use person::{Citizen, Person, Reader};
use procedure::form::rows as forms;
use procedure::form::{Answers, FieldKind, Form, Prefill};
use procedure::model::Channel;
use procedure::{Held, ProcedureVersion};
use store::Tx;
use store::blob::Blobs;
use web::Problem;

use super::model::{Body, Change, Filing, Place, State, UNDO_DAYS, kept_days};
use super::{place, rows};
use crate::uploads::{Target, Uploads};

const DAY_MS: i64 = 86_400_000;
/// Filings one account may have begun at a time.
const DRAFTS_MAX: i64 = 50;

/// Everything the pages of filings need. Cloning shares it.
#[derive(Clone)]
pub struct Filings {
    pub dossiers: Dossiers,
    pub blobs: Arc<Blobs>,
    pub sessions: Arc<Sessions>,
}

impl<S> FromRequestParts<S> for Filings
where
    S: Send + Sync,
    Dossiers: FromRef<S>,
    Arc<Blobs>: FromRef<S>,
    Arc<Sessions>: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, Problem> {
        Ok(Filings {
            dossiers: Dossiers::from_ref(state),
            blobs: Arc::<Blobs>::from_ref(state),
            sessions: Arc::<Sessions>::from_ref(state),
        })
    }
}

/// A filing with what its pages are made of.
#[derive(Debug, Clone)]
pub struct Opened {
    pub filing: Filing,
    pub form: Form,
    /// The procedure as it stands today, which is what will be sent.
    pub procedure: Held,
    pub directory: Arc<Directory>,
    pub now: DateTime,
}

impl Opened {
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// The procedure was published anew since the filing was begun.
    pub fn is_reworded(&self) -> bool {
        self.procedure.id != self.filing.body.version
    }

    /// The units of the filing: those chosen, else those proposed; ended ones are replaced by the proposal.
    pub fn units(&self) -> place::Proposal {
        let body = &self.filing.body;
        let proposed = place::proposed(&self.directory, &self.procedure.version, &body.place.code, self.today());
        let stands = |id: &kernel::UnitId| self.directory.unit(*id).is_some_and(|unit| unit.stands_on(self.today()));
        place::Proposal {
            receiving: body.receiving.filter(stands).or(proposed.receiving),
            deciding: body.deciding.filter(stands).or(proposed.deciding),
        }
    }

    /// The province most addresses of this filing lie in: that of the place of the matter, else of the centre.
    pub fn province(&self) -> String {
        let place = &self.filing.body.place;
        if !place.province.is_empty() {
            return place.province.clone();
        }
        let centre = self.units().receiving.and_then(|id| self.directory.unit(id));
        centre
            .and_then(|unit| unit.area.as_deref())
            .map(|area| place::province(&self.directory, area))
            .unwrap_or_default()
    }

    /// A unit the applicant chose that has ended meanwhile.
    pub fn ended_unit(&self) -> Option<String> {
        let chosen = [self.filing.body.receiving, self.filing.body.deciding].into_iter().flatten();
        let mut units = chosen.filter_map(|id| self.directory.unit(id));
        units.find(|unit| !unit.stands_on(self.today())).map(|unit| unit.name.clone())
    }
}

/// What a save is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub version: i64,
    pub at_ms: i64,
}

impl Filings {
    pub fn now(&self) -> DateTime {
        kernel::time::civil(self.dossiers.clock.now())
    }

    pub fn uploads(&self) -> Uploads {
        Uploads { dossiers: self.dossiers.clone(), blobs: self.blobs.clone() }
    }

    /// A procedure that may be filed online today.
    ///
    /// Refused: `PROCEDURE_UNKNOWN`, `FILING_NOT_ONLINE`, and as [`ProcedureVersion::accepts_intake_on`] refuses.
    pub fn procedure(&self, code: &str) -> Result<Held, Refusal> {
        let today = self.now().date();
        let held = self.dossiers.catalogue.current(code, today);
        let held = held.ok_or_else(|| Refusal::new("PROCEDURE_UNKNOWN").with("code", code).at("procedure"))?;
        held.version.accepts_intake_on(today)?;
        if !held.version.offers(Channel::Online) {
            return Err(Refusal::new("FILING_NOT_ONLINE").with("code", code).at("procedure"));
        }
        Ok(held)
    }

    /// Begins a filing, with what the applicant's own record can answer.
    ///
    /// Refused: as [`Filings::procedure`], and `FILING_TOO_MANY`.
    pub async fn begin(&self, by: &Citizen, code: &str) -> Result<FilingId> {
        let held = self.procedure(code)?;
        let (ids, now_ms, by) = (self.dossiers.ids.clone(), self.dossiers.clock.now_ms(), by.clone());
        let (directory, today) = (self.sessions.directory(), self.now().date());
        let id = FilingId(ids.next(now_ms));
        self.dossiers
            .store
            .act(move |tx| {
                if rows::count_drafts(tx, by.account())? >= DRAFTS_MAX {
                    return Err(Refusal::new("FILING_TOO_MANY").with("most", DRAFTS_MAX).into());
                }
                let (form_id, form) = forms::standing_form(tx, &ids, now_ms, &held.version)?;
                let person = own_record(tx, &by, &ids, now_ms)?;
                let mut body = Body::new(held.id, form_id);
                body.place = home(&directory, &person, today);
                body.answers = prefilled(&form, &person, &body.place);
                body.case = held.version.cases.first().filter(|_| held.version.cases.len() == 1).map(|c| c.key.clone());
                let filing = Filing {
                    id,
                    account: by.account(),
                    version: 1,
                    state: State::Draft,
                    procedure: held.version.code.clone(),
                    changed_ms: now_ms,
                    expires_ms: now_ms + kept_days(today) * DAY_MS,
                    dossier: None,
                    body,
                };
                rows::insert(tx, &filing)?;
                Ok(id)
            })
            .await
    }

    /// A filing of the account's own, whatever its state.
    pub async fn open(&self, by: &Citizen, id: FilingId) -> Result<Opened> {
        let account = by.account();
        let (filing, form) = self
            .dossiers
            .store
            .read_brief(move |tx| {
                let filing = rows::load(tx, account, id)?;
                let form = forms::load_form(tx, filing.body.form)?;
                Ok((filing, form))
            })
            .await?;
        let now = self.now();
        let procedure = self.dossiers.catalogue.current(&filing.procedure, now.date());
        let procedure = procedure.ok_or_else(|| Error::absent(filing.procedure.clone()))?;
        Ok(Opened { filing, form, procedure, directory: self.sessions.directory(), now })
    }

    pub async fn list(&self, by: &Citizen) -> Result<Vec<Filing>> {
        let account = by.account();
        self.dossiers.store.read_brief(move |tx| rows::list(tx, account)).await
    }

    /// Saves what one page changes. `complete`: the page is left with everything in order.
    ///
    /// Errors: stale when the same page was changed in another window; refused when sent or deleted.
    pub async fn save(&self, by: &Citizen, id: FilingId, seen: i64, change: Change, complete: bool) -> Result<Kept> {
        let (account, now_ms, today) = (by.account(), self.dossiers.clock.now_ms(), self.now().date());
        self.dossiers
            .store
            .act(move |tx| {
                let standing = rows::load(tx, account, id)?;
                let Some(mut filing) = standing.changed(seen, &change, complete)? else {
                    return Ok(Kept { version: standing.version, at_ms: standing.changed_ms });
                };
                if let Change::Where { place, .. } = &change {
                    follow_place(tx, &mut filing, &standing.body.place, place)?;
                }
                filing.changed_ms = now_ms;
                filing.expires_ms = now_ms + kept_days(today) * DAY_MS;
                rows::replace(tx, standing.version, &filing)?;
                Ok(Kept { version: filing.version, at_ms: now_ms })
            })
            .await
    }

    /// Deletes a filing; it may be brought back for some days.
    pub async fn delete(&self, by: &Citizen, id: FilingId) -> Result<()> {
        self.turn(by, id, State::Draft, State::Deleted, UNDO_DAYS).await
    }

    /// Brings a deleted filing back.
    pub async fn restore(&self, by: &Citizen, id: FilingId) -> Result<()> {
        let days = kept_days(self.now().date());
        self.turn(by, id, State::Deleted, State::Draft, days).await
    }

    /// From one state to another, once; a repetition finds it done.
    async fn turn(&self, by: &Citizen, id: FilingId, from: State, to: State, days: i64) -> Result<()> {
        let (account, now_ms) = (by.account(), self.dossiers.clock.now_ms());
        self.dossiers
            .store
            .act(move |tx| {
                let standing = rows::load(tx, account, id)?;
                if standing.state == to {
                    return Ok(());
                }
                if standing.state != from {
                    return Err(Refusal::new("FILING_SENT").into());
                }
                let turned = Filing {
                    state: to,
                    version: standing.version + 1,
                    changed_ms: now_ms,
                    expires_ms: now_ms + days * DAY_MS,
                    ..standing.clone()
                };
                rows::replace(tx, standing.version, &turned)
            })
            .await
    }
}

/// The place of the matter answers questions about it, as long as they say what it said before, or nothing.
fn follow_place(tx: &mut Tx<'_>, filing: &mut Filing, before: &Place, after: &Place) -> Result<()> {
    let form = forms::load_form(tx, filing.body.form)?;
    for field in form.fields().filter(|field| field.prefill == Some(Prefill::PlaceOfMatter)) {
        let answers = &mut filing.body.answers;
        let said = (answers.part(&field.key, 1), answers.part(&field.key, 2));
        if said == ("", "") || said == (before.commune.as_str(), before.province.as_str()) {
            let detail = answers.part(&field.key, 0).to_string();
            answers.set(&field.key, vec![detail, after.commune.clone(), after.province.clone()]);
        }
    }
    Ok(())
}

/// The applicant's own record, against a trace in their own name.
pub(super) fn own_record(tx: &mut Tx<'_>, by: &Citizen, ids: &Arc<kernel::Ids>, now_ms: i64) -> Result<Person> {
    person::store::load(tx, by.person(), &Reader::citizen(by, "portal.filing", ids, now_ms))
}

/// Where the matter usually takes place: at home, if the office serves that commune.
fn home(directory: &Directory, person: &Person, today: Date) -> Place {
    let address = &person.address;
    let served = place::communes(directory, today);
    let folded = kernel::fold(&address.commune);
    let same = |area: &&&office::model::Area| {
        address.commune_code.as_deref() == Some(area.code.as_str())
            || (!folded.is_empty() && kernel::fold(&area.name).ends_with(&folded))
    };
    served.iter().find(same).map(|area| of_area(directory, area)).unwrap_or_default()
}

/// A commune as a filing keeps it.
pub(super) fn of_area(directory: &Directory, area: &office::model::Area) -> Place {
    let province = area.parent.as_deref().and_then(|code| directory.area(code));
    Place {
        code: area.code.clone(),
        commune: area.name.clone(),
        province: province.map(|area| area.name.clone()).unwrap_or_default(),
    }
}

/// First answers from the applicant's record.
fn prefilled(form: &Form, person: &Person, place: &Place) -> Answers {
    let mut answers = Answers::default();
    let number = person.identity.number().unwrap_or_default();
    let birth = person.birth.map(|birth| birth.show()).unwrap_or_default();
    for field in form.fields() {
        let one = |text: &str| vec![text.to_string()];
        let values = match field.prefill {
            None => continue,
            Some(Prefill::ApplicantName) => one(&person.name),
            Some(Prefill::ApplicantNumber) => one(&number),
            // A form's date wants a whole day.
            Some(Prefill::ApplicantBirth) if field.kind == FieldKind::Date && birth.len() != 10 => continue,
            Some(Prefill::ApplicantBirth) => one(&birth),
            Some(Prefill::ApplicantSex) => match person.sex {
                Some(law::code::Sex::Male) => one("male"),
                Some(law::code::Sex::Female) => one("female"),
                None => continue,
            },
            Some(Prefill::ApplicantAddress) => {
                let address = &person.address;
                vec![address.detail.clone(), address.commune.clone(), address.province.clone()]
            }
            Some(Prefill::ApplicantPhone) => one(person.phone.as_deref().unwrap_or_default()),
            Some(Prefill::ApplicantEmail) => one(person.email.as_deref().unwrap_or_default()),
            Some(Prefill::ApplicantPerson) => vec![person.name.clone(), number.clone(), birth.clone()],
            Some(Prefill::ApplicantRepresentative) => match &person.identity {
                person::Identity::Organisation { representative: Some(name), .. } => one(name),
                person::Identity::Organisation { representative: None, .. }
                | person::Identity::Citizen { .. }
                | person::Identity::Foreigner { .. } => continue,
            },
            Some(Prefill::PlaceOfMatter) => vec![String::new(), place.commune.clone(), place.province.clone()],
        };
        answers.set(&field.key, values);
    }
    answers
}

/// The files of a filing that were taken, in the order they came.
pub async fn files(uploads: &Uploads, by: &Citizen, id: FilingId) -> Result<Vec<crate::uploads::Upload>> {
    uploads.list(by, Target::Filing(id)).await
}

/// The name of a procedure for people.
pub fn title(version: &ProcedureVersion) -> String {
    procedure::html::words::title(version)
}
