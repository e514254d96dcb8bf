//! The screen of one visitor's dossier before acceptance: checklist, scans, fees, the date that would be promised, the decision.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use dossier::door::Reading;
use dossier::model::{HeldComponent, PickUp, Submission};
use dossier::{Dossier, Dossiers, Key, Stage};
use jiff::civil::DateTime;
use kernel::{DossierId, Lang, PersonId};
use law::code::{Declared, PersonalNumber};
use law::{Rule, RuleSet};
use office::{Officer, SignedIn};
use person::{Person, Reader};
use procedure::ProcedureVersion;
use procedure::model::{Channel, Fee};
use web::ui::{self, Choice, Fact};
use web::{Answer, Ctx, Fields, Page, Problem};

use super::{checklist, promise, require_intake, words};
use crate::files::{self, Sheet};

/// One line of the checklist as the screen shows it.
struct Line {
    key: String,
    name: String,
    required: bool,
    received: bool,
    extra: bool,
    originals: String,
    copies: String,
    way: String,
    note: String,
    /// The form to fill in, where the procedure names one.
    template: String,
    sheets: Vec<Sheet>,
    /// Asked for in the supplement request, and how.
    asked: bool,
    ask: String,
    ask_hint: String,
}

impl Line {
    fn of(form: &Fields, reading: &Reading, line: &HeldComponent, lang: Lang) -> Line {
        let key = &line.key;
        let received = form.has(&format!("got_{key}"), "1");
        let asking = form.has("asking", "1");
        let template = reading.procedure.find_component(key).and_then(|c| c.form_template.clone());
        Line {
            name: line.name.clone(),
            required: line.required,
            received,
            extra: checklist::is_extra(key),
            originals: form.value(&format!("originals_{key}")).into(),
            copies: form.value(&format!("copies_{key}")).into(),
            way: form.value(&format!("way_{key}")).into(),
            note: form.value(&format!("note_{key}")).into(),
            template: template.unwrap_or_default(),
            sheets: files::sheets(&reading.dossier, Some(key), lang),
            asked: if asking { form.has(&format!("ask_{key}"), "1") } else { line.required && !received },
            ask: form.value(&format!("ask_text_{key}")).into(),
            ask_hint: checklist::default_ask(line),
            key: key.clone(),
        }
    }
}

/// One payment as a line: what, how much, what it depends on.
pub(super) struct FeeLine {
    pub label: String,
    pub amount: String,
    pub note: String,
}

#[derive(Template)]
#[template(path = "intake/screen.html")]
struct ScreenView {
    page: Page,
    form: Fields,
    id: DossierId,
    version: i64,
    /// Who changed it meanwhile, and what.
    meanwhile: Option<String>,
    /// The name as published, where people have a shorter one.
    official_name: String,
    procedure: Vec<Fact>,
    immediate: bool,
    applicant: Vec<Fact>,
    warnings: Vec<String>,
    lines: Vec<Line>,
    missing: usize,
    ways: Vec<Choice>,
    pick_ups: Vec<Choice>,
    /// Other centres that hand the result over; this one is the blank choice.
    doors: Vec<Choice>,
    /// Centres that may have helped the applicant to file.
    helpers: Vec<Choice>,
    communes: Vec<String>,
    here: String,
    fees: Vec<FeeLine>,
    other_fees: Vec<(String, Vec<FeeLine>)>,
    is_post: bool,
    limit_absent: bool,
    due: Option<ui::Due>,
    /// Why no date can be promised yet.
    why_not: String,
    /// Where a transfer after acceptance would have to be on its way.
    transfer_by: String,
    can_transfer: bool,
    /// The one request was made already.
    asked: Option<super::asked::Asked>,
    supplement_law: String,
    refusal_law: String,
    results: Vec<String>,
    /// The visit of the hall it was begun in.
    visit: Option<super::visit::Back>,
}

pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path(id): Path<String>,
) -> Answer {
    require_intake(&by)?;
    let id = parse(&id)?;
    let reading = dossiers.read(&by, Key::Id(id), "counter.intake").await?;
    match reading.dossier.stage {
        Stage::Lodged => {}
        Stage::SupplementBeforeIntake
        | Stage::NotAccepted { .. }
        | Stage::Accepted
        | Stage::InProgress { .. }
        | Stage::SupplementAsked { .. }
        | Stage::AwaitingSupplement { .. }
        | Stage::AwaitingObligation { .. }
        | Stage::Suspended { .. }
        | Stage::WithdrawalRequested { .. }
        | Stage::Stopped { .. }
        | Stage::ResultReady
        | Stage::HandedOver => return Ok(web::see_other(&format!("/intake/{id}/outcome"))),
    }
    let form = checklist::typed(&reading.dossier);
    render(&ctx, &by, &dossiers, reading, form, None).await
}

pub fn parse(id: &str) -> Result<DossierId, Problem> {
    id.parse().map_err(|_| Problem::absent("dossier id"))
}

/// The screen again with everything typed; `seen` names the version that turned out to be an old one.
pub async fn again(
    ctx: &Ctx,
    by: &Officer,
    dossiers: &Dossiers,
    id: DossierId,
    form: Fields,
    seen: Option<i64>,
) -> Answer {
    let reading = dossiers.read(by, Key::Id(id), "counter.intake").await?;
    if reading.dossier.stage != Stage::Lodged {
        // Somebody ended it meanwhile: there is nothing left to type into.
        return Ok(web::Flash::warn("intake-no-longer-open").then(&format!("/intake/{id}/outcome")));
    }
    let meanwhile = seen.map(|seen| what_happened(&reading, seen, ctx.lang));
    render(ctx, by, dossiers, reading, form, meanwhile).await
}

/// "Phạm Thu Trang, 09:12: bổ sung thông tin": every event after the version that was seen.
pub(super) fn what_happened(reading: &Reading, seen: i64, lang: Lang) -> String {
    let since = reading.events.iter().filter(|event| event.seq > seen);
    let line = |event: &store::ledger::Event| {
        let who = serde_json::from_str::<kernel::Actor>(&event.actor).map(|actor| actor.name().to_string());
        let key = format!("dossier-act-{}", event.kind.replace('_', "-"));
        let what = lang.say(if lang.has(&key) { &key } else { "intake-changed" });
        let at = words::brief(kernel::time::civil_ms(event.at_ms));
        format!("{} – {at}: {what}", who.unwrap_or_default())
    };
    since.map(line).collect::<Vec<_>>().join("; ")
}

async fn render(
    ctx: &Ctx,
    by: &Officer,
    dossiers: &Dossiers,
    reading: Reading,
    form: Fields,
    meanwhile: Option<String>,
) -> Answer {
    let lang = ctx.lang;
    let now = kernel::time::civil(dossiers.clock.now());
    let person = load_person(dossiers, by, reading.dossier.applicant.person).await?;
    let held = reading.dossier.clone();
    // Papers that came by post count from the signing of the hand-over record.
    let signed = dossiers.store.read(move |tx| custody::post::legal_receipt(tx, &held)).await?;
    let (dossier, procedure) = (&reading.dossier, &reading.procedure);
    let form = match signed {
        Some(signed) => with_proposals(form, dossier, signed),
        None => form,
    };
    let rules = RuleSet::on(now.date());
    let lines: Vec<Line> = dossier.components.iter().map(|line| Line::of(&form, &reading, line, lang)).collect();
    let asked = super::act::Promise::read(&form, &reading, now);
    let (due, why_not) = promise::shown(&reading, now, asked, lang);
    let limit = procedure.limit(dossier.channel, dossier.procedure.case.as_deref());
    let status = match (&meanwhile, form.is_good()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let place_units = [dossier.receiving.id];
    let place = office::Place::new(&dossier.procedure.field, &dossier.procedure.code, &place_units);
    let transfer = rules.transfer_due(now, route(by, dossier), &reading.calendar);
    let form = with_proposals(form, dossier, now);
    let view = ScreenView {
        page: ctx
            .page(procedure.plain_name.as_ref().unwrap_or(&dossier.procedure.name))
            .crumb(ctx.t("intake-crumb"), Some("/intake"))
            .crumb(&dossier.applicant.name, None)
            .at("intake")
            .wide(),
        id: dossier.id,
        version: dossier.version,
        meanwhile,
        official_name: procedure.plain_name.as_ref().map(|_| procedure.name.clone()).unwrap_or_default(),
        procedure: procedure_facts(dossier, procedure, lang),
        immediate: procedure.immediate,
        applicant: applicant_facts(dossier, person.as_ref(), lang),
        warnings: person.as_ref().map(|person| warnings(person, lang)).unwrap_or_default(),
        missing: checklist::missing(&form, dossier),
        lines,
        ways: Submission::ALL
            .map(|way| Choice::new(way.code(), ctx.t(&format!("dossier-submission-{}", way.code()))))
            .into(),
        pick_ups: PickUp::ALL
            .map(|way| Choice::new(way.code(), ctx.t(&format!("intake-pick-up-{}", way.code()))))
            .into(),
        doors: super::around::other_doors(by.directory(), now.date(), dossier.receiving.id),
        helpers: super::around::helpers(by.directory(), now.date(), dossier.receiving.id),
        communes: communes(by),
        here: dossier.receiving.name.clone(),
        fees: fee_lines(procedure, dossier.channel, dossier.procedure.case.as_deref(), lang),
        other_fees: other_fees(procedure, dossier, lang),
        is_post: dossier.channel == Channel::Post,
        limit_absent: limit.is_none(),
        due,
        why_not,
        transfer_by: words::moment(transfer, lang),
        can_transfer: by.may(office::Act::Transfer, &place),
        asked: super::asked::asked(dossier),
        supplement_law: rules.cite(Rule::Guidance, lang),
        refusal_law: rules.cite(Rule::RefusalOfIntake, lang),
        results: procedure.results.iter().map(|result| result.name.clone()).collect(),
        visit: super::visit::of_dossier(dossiers, by, dossier.id).await?,
        form,
    };
    web::html_with(status, &view)
}

/// Fields that begin with a proposal; what was typed stands.
fn with_proposals(mut form: Fields, dossier: &Dossier, received: DateTime) -> Fields {
    let who = dossier.delegate.as_ref().map(|d| (d.name.clone(), d.id_number.clone()));
    let (name, number) = who.unwrap_or((dossier.applicant.name.clone(), dossier.applicant.id_number.clone()));
    let (day, time) = (kernel::time::dmy(received.date()), received.strftime("%H:%M").to_string());
    let received =
        [("received_time", time), ("received_date", day)].into_iter().filter(|_| form.some("received_date").is_none());
    let proposed = [("taker_name", name), ("taker_id", number)].into_iter().chain(received).collect::<Vec<_>>();
    for (field, value) in proposed {
        if form.some(field).is_none() {
            // The first value of a name counts, and a blank one would stand before it.
            let mut fresh = Fields::new().with(field, value);
            for (name, value) in form.iter().filter(|(name, _)| *name != field) {
                fresh = fresh.with(name, value);
            }
            for error in form.errors() {
                fresh.refuse(&error.name, error.text.clone());
            }
            form = fresh;
        }
    }
    form
}

/// The communes that stand, by name: what people write a place with.
pub(super) fn communes(by: &Officer) -> Vec<String> {
    let area = |area: &&office::model::Area| area.valid_until.is_none() && area.parent.is_some();
    by.directory().areas().filter(area).map(|area| area.name.clone()).collect()
}

/// Whether the papers stay within one level of government (NĐ 118/2025/NĐ-CP Điều 20 khoản 1).
pub fn route(by: &Officer, dossier: &Dossier) -> law::TransferRoute {
    let level = |unit| by.directory().level_of(unit);
    if level(dossier.receiving.id) == level(dossier.deciding.id) {
        law::TransferRoute::SameLevel
    } else {
        law::TransferRoute::OtherLevel
    }
}

pub(super) async fn load_person(dossiers: &Dossiers, by: &Officer, id: PersonId) -> kernel::Result<Option<Person>> {
    let reader = Reader::officer(by, "counter.intake", &dossiers.ids, dossiers.clock.now_ms());
    let loaded = dossiers.store.act(move |tx| person::store::load(tx, id, &reader)).await;
    match loaded {
        Ok(person) => Ok(Some(person)),
        // A dossier taken over from elsewhere may have no record of its own.
        Err(kernel::Error::Absent(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// What deserves a second look and blocks nothing.
pub(super) fn warnings(person: &Person, lang: Lang) -> Vec<String> {
    let person::Identity::Citizen { personal_number: Some(number) } = &person.identity else { return Vec::new() };
    let Ok(number) = PersonalNumber::parse(number) else { return Vec::new() };
    let declared = Declared { sex: person.sex, birth_year: person.birth.map(|birth| birth.value.year()) };
    number.warnings(&declared).into_iter().map(|warning| warning.sentence(lang)).collect()
}

pub(super) fn procedure_facts(dossier: &Dossier, procedure: &ProcedureVersion, lang: Lang) -> Vec<Fact> {
    let say = |key: &str| lang.say(key).into_owned();
    let case = dossier.procedure.case.as_deref().and_then(|key| procedure.find_case(key));
    let limit = procedure.limit(dossier.channel, dossier.procedure.case.as_deref());
    let limit = limit.map_or_else(|| say("intake-limit-absent"), |limit| limit.words(lang));
    let facts = [
        Fact::new(say("common-code"), &dossier.procedure.code).link(format!("/procedures/{}", dossier.procedure.code)),
        Fact::new(say("intake-case"), case.map(|case| case.name.clone()).unwrap_or_default()),
        Fact::new(say("intake-channel"), say(dossier.channel.key())),
        Fact::new(say("intake-limit"), limit),
        Fact::new(say("intake-deciding"), &dossier.deciding.name),
    ];
    facts.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

fn applicant_facts(dossier: &Dossier, person: Option<&Person>, lang: Lang) -> Vec<Fact> {
    let say = |key: &str| lang.say(key).into_owned();
    let birth = person.and_then(|person| person.birth).map(|birth| birth.show()).unwrap_or_default();
    let facts = [
        Fact::new(say("common-name"), &dossier.applicant.name),
        Fact::new(say("intake-number"), &dossier.applicant.id_number),
        Fact::new(say("person-birth"), birth),
    ];
    facts.into_iter().filter(|fact| !fact.value.is_empty()).collect()
}

pub(super) fn fee_lines(
    procedure: &ProcedureVersion,
    channel: Channel,
    case: Option<&str>,
    lang: Lang,
) -> Vec<FeeLine> {
    procedure.fees_for(channel, case).iter().map(|fee| fee_line(fee, lang)).collect()
}

fn fee_line(fee: &Fee, lang: Lang) -> FeeLine {
    let amount = match (fee.amount, fee.suspect, fee.free()) {
        (_, true, _) => lang.say("intake-fee-suspect").into_owned(),
        (_, false, true) => lang.say("intake-fee-free").into_owned(),
        // Zero with a remark is not "free": the remark says what it is.
        (Some(amount), false, false) if amount.0 > 0 => amount.to_string(),
        (_, false, false) => fee.foreign_amount.as_ref().map_or_else(String::new, |n| format!("{n} {}", fee.currency)),
    };
    FeeLine { label: fee.label.clone(), amount, note: fee.note.clone() }
}

/// The fees of the other ways to file, where they differ.
fn other_fees(procedure: &ProcedureVersion, dossier: &Dossier, lang: Lang) -> Vec<(String, Vec<FeeLine>)> {
    let case = dossier.procedure.case.as_deref();
    let own = procedure.fees_for(dossier.channel, case);
    let others = Channel::ALL.into_iter().filter(|channel| *channel != dossier.channel && procedure.offers(*channel));
    let differing = others.filter(|channel| procedure.fees_for(*channel, case) != own);
    differing.map(|channel| (lang.say(channel.key()).into_owned(), fee_lines(procedure, channel, case, lang))).collect()
}
