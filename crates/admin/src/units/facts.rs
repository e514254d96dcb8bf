//! What a unit is: beginning one, and putting its facts right. Names and places change elsewhere, by a decision.

use axum::extract::{Path, State};
use axum::http::Uri;
use kernel::{Refusal, UnitId};
use office::admin::Alteration;
use office::history::UnitEvent;
use office::{Directory, Officer, SignedIn, Unit, UnitKind};
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Flash, Problem};

use super::{OPTIONS, address, chosen};
use crate::doors::{self, Doors};
use crate::form::{self, Input, Kind, Sheet};

/// What a duty's box is called.
const DUTIES: [&str; 2] = ["intake", "resolves"];

fn inputs(ctx: &Ctx) -> Vec<Input> {
    let duties = DUTIES.map(|duty| Choice::new(duty, ctx.t(&format!("admin-duty-{duty}"))));
    vec![
        Input::new(Kind::Checks(duties.to_vec()), "duties", ctx.t("admin-unit-duties")).optional(),
        Input::new(Kind::Text, "code", ctx.t("admin-unit-code")).hint(ctx.t("admin-unit-code-hint")).optional(),
        Input::new(Kind::Text, "old_code", ctx.t("admin-unit-old-code")).optional(),
        Input::new(Kind::Text, "area", ctx.t("admin-unit-area")).hint(ctx.t("admin-unit-area-hint")).optional(),
        Input::new(Kind::Text, "address", ctx.t("common-address")).optional(),
        Input::new(Kind::Text, "hotline", ctx.t("admin-unit-hotline")).optional(),
        Input::new(Kind::Text, "email", ctx.t("common-email")).optional(),
    ]
}

fn new_inputs(ctx: &Ctx) -> Vec<Input> {
    let kind = |kind: UnitKind| {
        let word = kind.key().replace('_', "-");
        Choice::new(kind.key(), ctx.t(&format!("office-unit-kind-{word}")))
    };
    let mut all = vec![
        Input::new(Kind::Text, "name", ctx.t("admin-unit-name")),
        Input::new(Kind::Text, "short_name", ctx.t("admin-unit-short-name")).optional(),
        Input::new(Kind::Select(UnitKind::ALL.map(kind).to_vec()), "kind", ctx.t("admin-unit-kind")),
        Input::new(Kind::Combo(OPTIONS), "parent", ctx.t("admin-unit-parent"))
            .hint(ctx.t("admin-unit-parent-hint"))
            .optional(),
        Input::new(Kind::Text, "key", ctx.t("admin-unit-key")).hint(ctx.t("admin-unit-key-hint")).optional(),
        Input::new(Kind::Date, "from", ctx.t("admin-unit-from")),
    ];
    all.extend(inputs(ctx));
    all.extend(form::order_inputs(ctx));
    all
}

fn new_sheet(ctx: &Ctx) -> Sheet {
    Sheet {
        title: ctx.t("admin-unit-new"),
        crumbs: vec![(ctx.t("admin-units"), "/admin/units".into())],
        lead: ctx.t("admin-unit-new-lead"),
        action: "/admin/units".into(),
        back: "/admin/units".into(),
        button: ctx.t("admin-unit-begin"),
        icon: "plus",
        ..Sheet::default()
    }
}

/// `GET /admin/units/new?parent=`.
pub async fn show_new(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, uri: Uri) -> Answer {
    doors::enter(&by)?;
    let parent = Fields::of_query(&uri).value("parent").parse::<UnitId>().ok();
    let parent = parent.and_then(|id| by.directory().unit(id));
    let mut form = Fields::new().with("from", kernel::time::dmy(doors.today()));
    if let Some(parent) = parent {
        form = form.with("parent", &parent.name).with("parent_id", parent.id);
    }
    form::show(&ctx, new_sheet(&ctx), new_inputs(&ctx), form)
}

/// `POST /admin/units`.
pub async fn begin(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, mut form: Fields) -> Answer {
    doors::enter(&by)?;
    let permit = match chosen(by.directory(), &form, "parent") {
        Ok(Some(parent)) => doors::over_named(&by, parent)?,
        Ok(None) | Err(_) => doors::everywhere(&by)?,
    };
    match begun(&by, &doors, permit, &form).await {
        Ok(id) => Ok(Flash::good("admin-unit-begun").then(&format!("/admin/units/{id}"))),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, new_sheet(&ctx), new_inputs(&ctx), form)
        }
    }
}

async fn begun(by: &Officer, doors: &Doors, permit: office::Permit, form: &Fields) -> Result<String, kernel::Error> {
    let parent = chosen(by.directory(), form, "parent")?;
    let name = form.value("name");
    let kind = UnitKind::parse(form.value("kind"))
        .ok_or_else(|| Refusal::new("UNIT_KIND").with("kind", form.value("kind")).at("kind"))?;
    let unit = Unit {
        id: UnitId(0),
        key: form.some("key").map_or_else(|| free_key(by.directory(), name), str::to_string),
        name: name.into(),
        short_name: form.some("short_name").unwrap_or(name).into(),
        kind,
        parent,
        code: None,
        old_code: None,
        area: None,
        intake: false,
        resolves: false,
        address: None,
        hotline: None,
        email: None,
        valid_from: Some(form::day_of(form, "from")?),
        valid_until: None,
        successors: Vec::new(),
    };
    let unit = with_facts(unit, form, by.directory())?;
    let order = form::order_of(form, doors.today())?;
    doors
        .change(by, permit, form, "unit.begin", move |tx, admin| {
            let unit = Unit { id: admin.new_unit_id(), ..unit.clone() };
            admin.begin_unit(tx, &unit, Some(&order))?;
            Ok(unit.id.to_string())
        })
        .await
}

/// A short key from a name that nobody has: `so_tu_phap`, `so_tu_phap_2`.
fn free_key(directory: &Directory, name: &str) -> String {
    let base: String = kernel::fold::fold(name).replace(' ', "_").chars().filter(char::is_ascii).take(48).collect();
    let taken = |key: &str| directory.unit_by_key(key).is_some();
    if !taken(&base) {
        return base;
    }
    (2..).map(|n| format!("{base}_{n}")).find(|key| !taken(key)).unwrap_or(base)
}

/// The unit with the facts as typed. Refused: `AREA_UNKNOWN`.
fn with_facts(unit: Unit, form: &Fields, directory: &Directory) -> Result<Unit, Refusal> {
    let own = |name: &str| form.some(name).map(str::to_string);
    let area = own("area");
    if let Some(code) = area.as_ref().filter(|code| directory.area(code).is_none()) {
        return Err(Refusal::new("AREA_UNKNOWN").with("area", code).at("area"));
    }
    Ok(Unit {
        code: own("code"),
        old_code: own("old_code"),
        area,
        intake: form.has("duties", "intake"),
        resolves: form.has("duties", "resolves"),
        address: own("address"),
        hotline: own("hotline"),
        email: own("email"),
        ..unit
    })
}

fn sheet(ctx: &Ctx, unit: &Unit) -> Sheet {
    let href = address(unit.id);
    Sheet {
        title: ctx.lang.say_with("admin-unit-facts-of", &[("unit", &unit.name)]).into_owned(),
        crumbs: vec![(ctx.t("admin-units"), "/admin/units".into()), (unit.name.clone(), href.clone())],
        lead: ctx.t("admin-unit-facts-lead"),
        action: format!("{href}/facts"),
        back: href,
        button: ctx.t("common-save"),
        icon: "save",
        ..Sheet::default()
    }
}

fn change_inputs(ctx: &Ctx) -> Vec<Input> {
    let mut all = inputs(ctx);
    all.push(Input::new(Kind::Heading, "order", ctx.t("admin-order")).hint(ctx.t("admin-order-optional")));
    let order = form::order_inputs(ctx).into_iter().skip(1);
    all.extend(order.map(Input::optional));
    all
}

/// `GET /admin/units/{id}/facts`.
pub async fn show(ctx: Ctx, SignedIn(by): SignedIn, State(doors): State<Doors>, Path(id): Path<String>) -> Answer {
    let (unit, _) = super::named(&by, &id)?;
    let me = unit.id;
    let seen = doors.store.read(move |tx| office::annals::count_unit_changes(tx, me)).await?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut form = Fields::new()
        .with("seen", seen)
        .with("code", text(&unit.code))
        .with("old_code", text(&unit.old_code))
        .with("area", text(&unit.area))
        .with("address", text(&unit.address))
        .with("hotline", text(&unit.hotline))
        .with("email", text(&unit.email));
    for (duty, does) in DUTIES.iter().zip([unit.intake, unit.resolves]) {
        if does {
            form = form.with("duties", duty);
        }
    }
    form::show(&ctx, sheet(&ctx, &unit), change_inputs(&ctx), form)
}

/// `POST /admin/units/{id}/facts`.
pub async fn change(
    ctx: Ctx,
    SignedIn(by): SignedIn,
    State(doors): State<Doors>,
    Path(id): Path<String>,
    mut form: Fields,
) -> Answer {
    let (unit, permit) = super::named(&by, &id)?;
    let done = async {
        let order = form::order_if_any(&form, doors.today())?;
        let after = with_facts(unit.clone(), &form, by.directory())?;
        let (on, seen) = (doors.today(), form.number("seen"));
        let alteration = Alteration { after, event: UnitEvent::Facts, on, order, seen };
        let act = move |tx: &mut store::Tx<'_>, admin: &office::Admin| {
            admin.alter_unit(tx, &alteration)?;
            Ok(String::new())
        };
        doors.change(&by, permit, &form, &format!("unit.facts {id}"), act).await
    };
    match done.await {
        Ok(_) => Ok(Flash::good("admin-saved").then(&address(unit.id))),
        Err(error) => {
            form::refused(&ctx, &mut form, error)?;
            form::show(&ctx, sheet(&ctx, &unit), change_inputs(&ctx), form)
        }
    }
}

/// What a changed unit's page says next.
pub fn saved(unit: UnitId) -> Result<axum::response::Response, Problem> {
    Ok(Flash::good("admin-saved").then(&address(unit)))
}
