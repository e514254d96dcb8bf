//! Two applicants of the sample office with accounts: the person and the organisation with the most to see. They register,
//! a counter that saw their card gives them a code, and the person files something online that nobody has looked at yet.

use dossier::door::applicant::OnlineLodging;
use dossier::door::checklist;
use dossier::list;
use dossier::model::{Applicant, ApplicantKind, HeldFile, PickUp};
use jiff::civil::DateTime;
use kernel::{Clock, Error, FileId, PersonId, Result};
use office::{Act, Officer, Visitor};
use person::account::{EidRule, NewAccount};
use person::{Accounts, Citizen, Draft, Kind};
use procedure::model::Channel;
use rand::Rng;

use super::cast::Route;
use super::walk::Stage;
use super::{Dice, Login, blocking, passwords, walk};

/// Dossiers looked at to find who has the most to see.
const LOOKED_AT: i64 = 50;

/// Minutes before the end of the sample office's memory at which they registered.
const REGISTERED_BEFORE: i64 = 40;

/// Opens the accounts; answers how to sign in.
pub(super) fn open(stage: &Stage, rng: &mut Dice, now: DateTime) -> Result<Vec<Login>> {
    let counters = stage.cast.officers.iter().filter(|officer| officer.may_somewhere(Act::Intake));
    let Some(counter) = counters.min_by_key(|officer| officer.login().to_string()) else { return Ok(Vec::new()) };
    let mut logins = Vec::new();
    for kind in [Kind::Citizen, Kind::Organisation] {
        let Some(draft) = busiest(stage, kind)? else { continue };
        let password = passwords::draw(rng);
        // Before the last moment: what the chores number then they number by themselves.
        let registered = now.saturating_sub(jiff::Span::new().minutes(REGISTERED_BEFORE));
        let citizen = enter(stage, counter, &draft, &password, rng, registered)?;
        if kind == Kind::Citizen {
            file_online(stage, &citizen, &draft, now)?;
        }
        logins.push(Login {
            login: if kind == Kind::Citizen { draft.personal_number.clone() } else { draft.tax_code.clone() },
            password,
            name: draft.name.clone(),
            title: if kind == Kind::Citizen { "Người dân".into() } else { "Hộ kinh doanh".into() },
            unit: "đăng nhập tại /me".into(),
            roles: vec!["applicant".into()],
        });
    }
    Ok(logins)
}

/// The person of a kind whose dossiers stand in the most different stages.
fn busiest(stage: &Stage, kind: Kind) -> Result<Option<Draft>> {
    let mut best: Option<(usize, &Draft)> = None;
    for draft in stage.people.iter().filter(|draft| draft.kind == kind) {
        let number = if kind == Kind::Citizen { &draft.personal_number } else { &draft.tax_code };
        let wanted = number.clone();
        let stages = stage.door.store.read_blocking(move |tx| {
            let Some(id) = person::store::id_of_number(tx, kind, &wanted)? else { return Ok(0) };
            let lines = list::page_of_applicant(tx, [id, id], None, LOOKED_AT)?;
            let mut stages: Vec<String> = lines.into_iter().map(|line| line.stage).collect();
            stages.sort();
            stages.dedup();
            Ok(stages.len())
        })?;
        if best.is_none_or(|(most, _)| stages > most) {
            best = Some((stages, draft));
        }
    }
    Ok(best.map(|(_, draft)| draft.clone()))
}

/// Registers with a code from the counter; the session ends again, because its token is known to who knows the seed.
fn enter(
    stage: &Stage,
    counter: &Officer,
    draft: &Draft,
    password: &str,
    rng: &mut Dice,
    now: DateTime,
) -> Result<Citizen> {
    let (store, ids) = (stage.door.store.clone(), stage.door.ids.clone());
    let accounts = Accounts::new(store, ids, EidRule::default());
    let (mut random, mut salt, mut token) = ([0; 8], [0; 16], [0; 32]);
    rng.fill_bytes(&mut random);
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut token);
    let checked = draft.check(now.date())?;
    let identity = checked.identity.clone();
    let (counter, password, at) = (counter.clone(), password.to_string(), walk::instant(now));
    blocking(async move {
        let code = accounts.issue_code(&counter, &identity, random, at).await?;
        let once = format!("demo/{}", checked.name);
        let new = NewAccount { checked, password, code, once };
        let visitor = Visitor { address: "127.0.0.1".into(), agent: "demo".into() };
        let citizen = accounts.register(new, salt, token, &visitor, at).await?;
        accounts.sign_out(token).await?;
        Ok(citizen)
    })
}

/// A procedure that may be filed online where the person lives next door, sent half an hour ago.
fn file_online(stage: &Stage, by: &Citizen, draft: &Draft, now: DateTime) -> Result<()> {
    let near = |route: &&Route| {
        stage.cast.directory().unit(route.receiving).and_then(|unit| unit.area.clone()) == draft.address.commune_code
    };
    let online = || stage.routes.iter().filter(|route| route.version.offers(Channel::Online));
    let Some(route) = online().find(near).or_else(|| online().next()) else { return Ok(()) };
    let at = now.saturating_sub(jiff::Span::new().minutes(30));
    let door = dossier::Dossiers { clock: Clock::set_at(walk::instant(at)), ..stage.door.clone() };
    let case = route.version.cases.first().map(|case| case.key.clone());
    let at_ms = kernel::time::instant_ms(at);
    let mut components = checklist(&route.version, case.as_deref());
    let mut files = Vec::new();
    for (line, (blob, bytes)) in components.iter_mut().filter(|line| line.required).zip(stage.scans.iter().cycle()) {
        line.received = true;
        files.push(HeldFile {
            id: FileId(door.ids.next(at_ms)),
            component: Some(line.key.clone()),
            name: format!("{}.png", kernel::fold(&line.key)),
            media: "image/png".into(),
            pages: 1,
            bytes: *bytes,
            blob: blob.clone(),
            added_ms: at_ms,
            added_by: by.name().into(),
        });
    }
    let lodging = OnlineLodging {
        procedure: route.version.code.clone(),
        case,
        receiving: route.receiving,
        deciding: route.deciding,
        applicant: applicant(by.person(), draft),
        delegate: None,
        summary: route.version.plain_name.clone().unwrap_or_else(|| route.version.name.clone()),
        pick_up: PickUp::Online,
        components,
        files,
        form: None,
        around: Default::default(),
    };
    let by = by.clone();
    match blocking(async move { door.lodge_online(&by, lodging, None).await }) {
        Ok(_) => Ok(()),
        Err(Error::Refused(refusal)) => {
            tracing::debug!(%refusal, "a sample filing was refused");
            Ok(())
        }
        Err(other) => Err(other),
    }
}

fn applicant(person: PersonId, draft: &Draft) -> Applicant {
    Applicant {
        person,
        kind: ApplicantKind::Person,
        name: draft.name.clone(),
        id_number: draft.personal_number.clone(),
        phone: draft.phone.clone(),
        email: draft.email.clone(),
        address: draft.address.line(),
    }
}
