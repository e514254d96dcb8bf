//! An act's form, its preview and its doing: fields → command → the dossier room → a sentence about what happened.
//!
//! A refusal never ends the road: the form comes back with the reason at its field and everything typed still in it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use dossier::door::Reading;
use dossier::{Command, Dossiers, Key, Saved};
use jiff::civil::DateTime;
use kernel::{Error, Refusal};
use office::{Officer, SignedIn};
use store::ledger::Once;
use web::ui::{Badge, Due, Event};
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::forms::{self, Input, Kind, Sources};
use super::noun::{self, Noun, Offer};
use super::preview::{self, Preview};
use super::view::Says;
use super::{address, not_offered, now_of, parse, situation, timeline};
use crate::badge;

#[derive(Template)]
#[template(path = "dossier/act.html")]
struct ActView {
    page: Page,
    form: Fields,
    inputs: Vec<Input>,
    /// Where the form posts; the preview is asked below it.
    action: String,
    back: String,
    from: String,
    version: i64,
    seen: i64,
    code: String,
    applicant: String,
    procedure: String,
    stage: Badge,
    due: Option<Due>,
    what: String,
    law: String,
    refused_by: Option<String>,
    button: String,
    icon: &'static str,
    grave: bool,
    moves_due: bool,
    preview: Option<Preview>,
    lines: Vec<String>,
    /// What somebody else did since the form was opened.
    meanwhile: Vec<Event>,
}

#[derive(Template)]
#[template(path = "dossier/preview.html")]
struct PreviewView {
    page: Page,
    preview: Option<Preview>,
}

/// One act on its way: the dossier as it stands and who wants what.
struct Turn {
    offer: Offer,
    by: Officer,
    dossiers: Dossiers,
    reading: Reading,
    now: DateTime,
}

/// `GET /dossiers/{id}/{noun}`: the form.
pub async fn show(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, noun)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let offer = offer_of(&noun)?;
    show_form(ctx, Turn::begin(by, dossiers, &id, offer).await?, &uri)
}

/// `GET /dossiers/{id}/consultation/{nth}/answer`.
pub async fn show_answer(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, nth)): Path<(String, usize)>,
    uri: Uri,
) -> Answer {
    show_form(ctx, Turn::begin(by, dossiers, &id, answer_to(nth)?).await?, &uri)
}

/// `POST /dossiers/{id}/{noun}`: does it.
pub async fn act(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, noun)): Path<(String, String)>,
    form: Fields,
) -> Answer {
    let offer = offer_of(&noun)?;
    Turn::begin(by, dossiers, &id, offer).await?.perform(&ctx, form).await
}

/// `POST /dossiers/{id}/consultation/{nth}/answer`.
pub async fn answer(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, nth)): Path<(String, usize)>,
    form: Fields,
) -> Answer {
    let offer = answer_to(nth)?;
    Turn::begin(by, dossiers, &id, offer).await?.perform(&ctx, form).await
}

/// `POST /dossiers/{id}/{noun}/preview`: the part of the page that shows the new due date.
pub async fn preview(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(dossiers): State<Dossiers>,
    Path((id, noun)): Path<(String, String)>,
    mut form: Fields,
) -> Answer {
    let offer = offer_of(&noun)?;
    let turn = Turn::begin(by, dossiers, &id, offer).await?;
    turn.must_be_offered()?;
    let preview = turn.preview(&ctx, &mut form);
    web::html(&PreviewView { page: ctx.page(""), preview })
}

fn offer_of(noun: &str) -> Result<Offer, Problem> {
    let noun = Noun::parse(noun).ok_or_else(|| Problem::absent("act"))?;
    Ok(Offer { noun, nth: 0 })
}

fn answer_to(nth: usize) -> Result<Offer, Problem> {
    let nth = nth.checked_sub(1).ok_or_else(|| Problem::absent("consultation"))?;
    Ok(Offer { noun: Noun::ConsultationAnswer, nth })
}

fn show_form(ctx: Ctx, turn: Turn, uri: &Uri) -> Answer {
    turn.must_be_offered()?;
    let from = Fields::of_query(uri).value("from").to_string();
    let mut form = forms::first(turn.offer.noun, &turn.reading.dossier, &turn.reading.procedure).with("from", from);
    let preview = turn.preview(&ctx, &mut form);
    // Nothing was typed yet, so nothing is wrong yet.
    let form = without_errors(form);
    web::html(&turn.view(&ctx, form, preview))
}

fn without_errors(form: Fields) -> Fields {
    form.iter().fold(Fields::new(), |clean, (name, value)| clean.with(name, value))
}

impl Turn {
    async fn begin(by: Officer, dossiers: Dossiers, id: &str, offer: Offer) -> Result<Turn, Problem> {
        let reading = dossiers.read(&by, Key::parse(id), "act").await?;
        let now = now_of(&dossiers, &reading);
        Ok(Turn { offer, by, dossiers, reading, now })
    }

    fn must_be_offered(&self) -> Result<(), Problem> {
        let offered = noun::is_offered(&self.by, situation(&self.reading, self.now), self.offer);
        if offered { Ok(()) } else { Err(not_offered()) }
    }

    fn command(&self, ctx: &Ctx, form: &mut Fields) -> Option<Command> {
        parse::command(self.offer, form, &self.reading.dossier, self.by.directory(), ctx.lang)
    }

    fn preview(&self, ctx: &Ctx, form: &mut Fields) -> Option<Preview> {
        if !self.offer.noun.moves_due() {
            return None;
        }
        let mut copy = form.clone();
        fill_for_show(self.offer.noun, &mut copy);
        let command = self.command(ctx, &mut copy);
        preview::preview(self.offer.noun, command.as_ref(), &copy, &self.reading, &self.by, self.now, ctx.lang)
    }

    async fn perform(self, ctx: &Ctx, mut form: Fields) -> Answer {
        if form.value("step") == "preview" {
            let preview = self.preview(ctx, &mut form);
            return web::html(&self.view(ctx, form, preview));
        }
        let Some(command) = self.command(ctx, &mut form) else {
            return self.again(ctx, StatusCode::UNPROCESSABLE_ENTITY, form, None);
        };
        let seen = form.number("version").unwrap_or(0);
        let id = self.reading.dossier.id;
        let once = form.once().map(|token| Once {
            caller: self.by.id().0,
            token: token.to_string(),
            fingerprint: fingerprint(&format!("{id}/{}", self.offer.path()), &form),
        });
        match self.dossiers.perform(&self.by, Key::Id(id), seen, command, once).await {
            Ok(saved) => Ok(self.done(ctx, &saved, &form)),
            // Not theirs to do is no fault of the form.
            Err(Error::Refused(refusal)) if refusal.key == "NOT_PERMITTED" => Err(not_offered()),
            Err(Error::Refused(refusal)) => {
                let refusal = at_own_field(self.offer.noun, *refusal);
                form.refuse_by(ctx.lang, &refusal);
                self.again(ctx, StatusCode::UNPROCESSABLE_ENTITY, form, refusal.law)
            }
            Err(Error::Stale { .. }) => self.stale(ctx, form).await,
            Err(other) => Err(other.into()),
        }
    }

    /// Back to the dossier with what happened, and the new date if it moved.
    fn done(&self, ctx: &Ctx, saved: &Saved, form: &Fields) -> axum::response::Response {
        let to = address(&saved.id.to_string(), form.value("from"));
        let code = saved.code.clone().unwrap_or_else(|| saved.id.to_string());
        let key = format!("desk-done-{}", self.offer.noun.path());
        match saved.due.filter(|due| Some(*due) != self.reading.dossier.due) {
            Some(due) if self.offer.noun.moves_due() => {
                let key = format!("{key}-moved");
                Flash::good(&key).with("code", code).with("due", badge::moment(ctx.lang, due)).then(&to)
            }
            Some(_) | None => Flash::good(&key).with("code", code).then(&to),
        }
    }

    fn again(self, ctx: &Ctx, status: StatusCode, mut form: Fields, law: Option<String>) -> Answer {
        let preview = self.preview(ctx, &mut form);
        let refused_by = law;
        web::html_with(status, &ActView { refused_by, ..self.view(ctx, form, preview) })
    }

    /// Somebody else was first: what they did stands beside what was typed here, and the form works on from there.
    async fn stale(self, ctx: &Ctx, mut form: Fields) -> Answer {
        let seen = form.number("seen").unwrap_or(0);
        let fresh = Turn::begin(self.by, self.dossiers, &self.reading.dossier.id.to_string(), self.offer).await?;
        let since: Vec<_> = fresh.reading.events.iter().filter(|event| event.seq > seen).cloned().collect();
        let meanwhile = timeline::events(ctx.lang, &since);
        form.refuse("", ctx.t("web-problem-stale-what"));
        let preview = fresh.preview(ctx, &mut form);
        web::html_with(StatusCode::CONFLICT, &ActView { meanwhile, ..fresh.view(ctx, form, preview) })
    }

    fn view(&self, ctx: &Ctx, mut form: Fields, preview: Option<Preview>) -> ActView {
        let says = Says { lang: ctx.lang, reading: &self.reading, now: self.now };
        let (dossier, noun) = (&self.reading.dossier, self.offer.noun);
        let from = form.value("from").to_string();
        let back = address(&dossier.id.to_string(), &from);
        let title = ctx.t(&noun.key());
        let sources = Sources {
            lang: ctx.lang,
            by: &self.by,
            dossier,
            procedure: &self.reading.procedure,
            process: &self.reading.process,
            today: self.now.date(),
        };
        let inputs = forms::inputs(noun, sources);
        // The list of errors names the fields as the form does.
        form.name_errors(inputs.iter().map(|input| (input.name.as_str(), input.label.as_str())));
        let list = crate::worklist::Query::parse(&Fields::parse(&from));
        let pile = ctx.t(&format!("dossier-pile-{}", list.pile.code().replace('_', "-")));
        let page =
            ctx.page(&title).crumb(pile, Some(&format!("/dossiers?{}", list.text()))).crumb(says.code(), Some(&back));
        let page = page.crumb(&title, None).at("dossiers");
        ActView {
            page,
            inputs,
            action: format!("/dossiers/{}/{}", dossier.id, self.offer.path()),
            back,
            from,
            version: dossier.version,
            seen: dossier.last_seq,
            code: says.code(),
            applicant: dossier.applicant.name.clone(),
            procedure: dossier.procedure.name.clone(),
            stage: says.stage(),
            due: says.due(),
            what: ctx.t(&format!("desk-act-{}-what", noun.path())),
            law: dossier.rules_on(self.now.date()).cite(noun.rule(), ctx.lang),
            refused_by: None,
            button: title,
            icon: noun.icon(),
            grave: noun.is_grave(),
            moves_due: noun.moves_due(),
            preview,
            lines: self.lines(ctx),
            meanwhile: Vec::new(),
            form,
        }
    }

    /// What the officer must have before their eyes to decide: the items of a request, the question, the proposal.
    fn lines(&self, ctx: &Ctx) -> Vec<String> {
        let dossier = &self.reading.dossier;
        match self.offer.noun {
            Noun::SupplementRequest
            | Noun::SupplementDecline
            | Noun::SupplementReceipt
            | Noun::Resubmission
            | Noun::AnswerReturn => {
                let Some(last) = dossier.supplements.last() else { return Vec::new() };
                let reason = format!("{}: {}", ctx.t("common-reason"), last.reason);
                super::view::supplement_lines(dossier, last, ctx.lang).into_iter().chain([reason]).collect()
            }
            Noun::ConsultationAnswer => {
                dossier.consultations.get(self.offer.nth).map(|asked| asked.question.clone()).into_iter().collect()
            }
            Noun::Approval | Noun::ProposalRejection => proposal_lines(ctx, dossier),
            Noun::WithdrawalConfirmation | Noun::WithdrawalCancellation => {
                if let dossier::Stage::WithdrawalRequested { reason, .. } = &dossier.stage {
                    return vec![reason.clone()];
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

fn proposal_lines(ctx: &Ctx, dossier: &dossier::Dossier) -> Vec<String> {
    let Some(proposal) = &dossier.proposal else { return Vec::new() };
    let mut lines = match &proposal.outcome {
        dossier::model::Outcome::Grant => vec![ctx.t("dossier-outcome-grant")],
        dossier::model::Outcome::Refuse { reason, basis } => {
            vec![ctx.t("dossier-outcome-refuse"), reason.clone(), basis.clone()]
        }
    };
    lines.push(format!("{}: {}", ctx.t("desk-proposed-by"), proposal.by.name));
    lines.push(proposal.note.clone());
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// A preview asks for the date alone: words that are still to be written do not hold it up.
fn fill_for_show(noun: Noun, form: &mut Fields) {
    let missing = match noun {
        Noun::Extension | Noun::WithdrawalCancellation => "reason",
        Noun::ObligationClearance => "receipt_no",
        _ => return,
    };
    if form.some(missing).is_none() {
        *form = std::mem::take(form)
            .iter()
            .filter(|(name, _)| *name != missing)
            .fold(Fields::new(), |f, (n, v)| f.with(n, v))
            .with(missing, "…");
    }
}

/// Where this form has the field a refusal names under another name.
fn at_own_field(noun: Noun, refusal: Refusal) -> Refusal {
    let field = match (noun, refusal.field.as_deref()) {
        (Noun::Apology, Some("promise")) => Some("until"),
        (Noun::SupplementAsk, Some("items")) => Some(""),
        (_, field) => field,
    };
    let field = field.map(str::to_string);
    Refusal { field, ..refusal }
}

/// A digest of what was asked, so that a repeated click is known and another request under the same token refused.
/// FNV-1a: it keeps clicks apart, it guards no secret, and what was typed cannot be read from it.
fn fingerprint(what: &str, form: &Fields) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut eat = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    eat(what);
    for (name, value) in form.iter() {
        eat(name);
        eat(value);
    }
    format!("{hash:016x}")
}
