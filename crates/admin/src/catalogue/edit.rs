//! The next edition of a procedure by its publication decision: the form, what it would change, the publication.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::{Error, ProcedureVersionId, Refusal};
use office::SignedIn;
use procedure::model::{Channel, Level, ProcedureVersion};
use store::ledger::Audit;
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Page, Problem};

use super::page::{Part, page, parts, refresh};
use super::{draft, href};
use crate::doors::{self, Doors};

/// The word that stands for a code in the address of a procedure that is new.
const NEW: &str = "new";

struct ChannelInput {
    code: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "admin/catalogue/edit.html")]
struct EditView {
    page: Page,
    code: String,
    is_new: bool,
    form: Fields,
    levels: Vec<Choice>,
    channels: Vec<ChannelInput>,
    components: usize,
    bases: usize,
    /// What it would change and what the checks find, after a preview.
    preview: Option<Preview>,
}

struct Preview {
    parts: Vec<Part>,
    findings: Vec<String>,
    /// From when it governs, in words.
    force: String,
    is_new: bool,
}

impl EditView {
    fn component(&self, at: &usize, part: &str) -> String {
        draft::name("component", *at, part)
    }
    fn basis(&self, at: &usize, part: &str) -> String {
        draft::name("basis", *at, part)
    }
}

fn view(
    ctx: &Ctx,
    code: &str,
    standing: Option<&ProcedureVersion>,
    form: Fields,
    preview: Option<Preview>,
) -> EditView {
    let title = match standing {
        Some(version) => ctx.lang.say_with("admin-edition-title", &[("name", &version.name)]).into_owned(),
        None => ctx.t("admin-edition-new"),
    };
    let page = match standing {
        Some(version) => page(ctx, title).crumb(version.code.clone(), Some(&href(code))),
        None => page(ctx, title),
    };
    EditView {
        page,
        code: code.into(),
        is_new: standing.is_none(),
        levels: Level::ALL.into_iter().map(|level| Choice::new(level.code(), ctx.t(level.key()))).collect(),
        channels: Channel::ALL.into_iter().map(|c| ChannelInput { code: c.code(), label: ctx.t(c.key()) }).collect(),
        components: draft::lines(&form, "component", "name"),
        bases: draft::lines(&form, "basis", "title"),
        form,
        preview,
    }
}

/// The newest version of a code; none for a procedure that is new.
async fn standing(doors: &Doors, code: &str) -> Result<Option<(ProcedureVersionId, ProcedureVersion)>, Problem> {
    if code == NEW {
        return Ok(None);
    }
    let asked = code.to_string();
    Ok(Some(doors.store.read(move |tx| procedure::store::load_current(tx, &asked)).await?))
}

pub async fn begin(ctx: Ctx, SignedIn(by): SignedIn) -> Answer {
    doors::everywhere(&by)?;
    web::html(&view(&ctx, NEW, None, Fields::new(), None))
}

pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(code): Path<String>) -> Answer {
    doors::everywhere(&by)?;
    let Some((id, version)) = standing(&doors, &code).await? else { return Err(Problem::absent("procedure")) };
    let form = draft::fields_of(&version).with("seen", id);
    web::html(&view(&ctx, &code, Some(&version), form, None))
}

/// Reads the form; `Err` is the page with everything that is wrong.
fn read(
    ctx: &Ctx,
    code: &str,
    standing: Option<&ProcedureVersion>,
    mut form: Fields,
) -> Result<(ProcedureVersion, Fields), Box<EditView>> {
    match draft::version_of(&mut form, standing) {
        Ok(version) => Ok((version, form)),
        Err(wrong) => {
            for refusal in &wrong {
                form.refuse_by(ctx.lang, refusal);
            }
            Err(Box::new(view(ctx, code, standing, form, None)))
        }
    }
}

pub async fn preview(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(code): Path<String>,
    form: Fields,
) -> Answer {
    doors::everywhere(&by)?;
    let known = standing(&doors, &code).await?;
    let standing = known.as_ref().map(|(_, version)| version);
    let (version, form) = match read(&ctx, &code, standing, form) {
        Ok(read) => read,
        Err(view) => return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &*view),
    };
    let empty = ProcedureVersion::named(&version.code, "", "");
    let today = doors.today();
    let force = match version.effective_from {
        Some(from) if from > today => {
            ctx.lang.say_with("admin-edition-force-later", &[("from", &kernel::time::dmy(from))]).into_owned()
        }
        Some(_) | None => ctx.t("admin-edition-force-now"),
    };
    let preview = Preview {
        parts: parts(&ctx, standing.unwrap_or(&empty), &version),
        findings: procedure::publication::check(&version, today).iter().map(|f| f.line_in(ctx.lang)).collect(),
        force,
        is_new: standing.is_none(),
    };
    web::html(&view(&ctx, &code, standing, form, Some(preview)))
}

pub async fn publish(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(code): Path<String>,
    form: Fields,
) -> Answer {
    let permit = doors::everywhere(&by)?;
    let known = standing(&doors, &code).await?;
    let standing = known.as_ref().map(|(_, version)| version);
    let seen: Option<ProcedureVersionId> = form.value("seen").parse().ok();
    let (version, mut form) = match read(&ctx, &code, standing, form) {
        Ok(read) => read,
        Err(view) => return web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &*view),
    };
    let (ids, now_ms, actor, to) = (doors.ids.clone(), doors.clock.now_ms(), permit.actor(), version.code.clone());
    let done = doors
        .change(&by, permit, &form, "catalogue.publish", move |tx, _| {
            // Somebody else published meanwhile: what was compared is not what stands.
            match procedure::store::load_current(tx, &version.code) {
                Ok((id, _)) if Some(id) != seen => return Err(Refusal::new("EDITION_STALE").into()),
                Ok(_) => {}
                Err(Error::Absent(_)) if seen.is_none() => {}
                Err(other) => return Err(other),
            }
            let recorded = procedure::store::record_version(tx, &ids, now_ms, &version)?;
            if !recorded.new {
                return Err(Refusal::new("EDITION_SAME").into());
            }
            let why = format!("{} {}", version.code, version.decision_no);
            tx.write(&[Audit::by(&actor, ids.next(now_ms), now_ms, "procedure.publish", recorded.id.0, why).write()])?;
            Ok(recorded.id.to_string())
        })
        .await;
    match done {
        Ok(_) => {
            refresh(&doors).await?;
            Ok(Flash::good("admin-published").with("code", &to).then(&href(&to)))
        }
        Err(Error::Refused(refusal)) => {
            form.refuse_by(ctx.lang, &refusal);
            web::html_with(StatusCode::UNPROCESSABLE_ENTITY, &view(&ctx, &code, standing, form, None))
        }
        Err(other) => Err(other.into()),
    }
}
