//! Forms of the administrator as lists of fields: one template draws them all. Reading them is each screen's own.

use askama::Template;
use axum::http::StatusCode;
use jiff::civil::Date;
use kernel::{Error, Refusal};
use office::history::Order;
use web::ui::Choice;
use web::{Answer, Ctx, Fields, Page, Problem};

/// How a field is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Area,
    Date,
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Checks(Vec<Choice>),
    Check,
    /// A typeahead; the text typed without choosing is resolved by the server.
    Combo(&'static str),
    /// Words between the fields, not a field.
    Heading,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub kind: Kind,
    pub name: String,
    pub label: String,
    pub hint: String,
    pub required: bool,
}

impl Input {
    pub fn new(kind: Kind, name: &str, label: impl Into<String>) -> Input {
        Input { kind, name: name.into(), label: label.into(), hint: String::new(), required: true }
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Input {
        self.hint = hint.into();
        self
    }
    pub fn optional(mut self) -> Input {
        self.required = false;
        self
    }
}

/// What a form needs besides its fields.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub title: String,
    /// Path to this page: (words, address).
    pub crumbs: Vec<(String, String)>,
    /// What this does, in a sentence.
    pub lead: String,
    pub action: String,
    pub back: String,
    pub button: String,
    pub icon: &'static str,
    pub grave: bool,
    /// Words of warning above the fields: (title, text).
    pub warnings: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "admin/form.html")]
struct FormView {
    page: Page,
    form: Fields,
    sheet: Sheet,
    inputs: Vec<Input>,
}

/// The page of a form, as it was typed.
pub fn show(ctx: &Ctx, sheet: Sheet, inputs: Vec<Input>, form: Fields) -> Answer {
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = ctx.page(sheet.title.clone()).at("admin").crumb(ctx.t("admin-title"), Some("/admin"));
    for (words, address) in &sheet.crumbs {
        page = page.crumb(words.clone(), Some(address));
    }
    web::html_with(status, &FormView { page, form, sheet, inputs })
}

/// Puts what went wrong beside its field; what is no refusal goes on as a problem.
pub fn refused(ctx: &Ctx, form: &mut Fields, error: Error) -> Result<(), Problem> {
    match error {
        Error::Refused(refusal) if refusal.key != "NOT_PERMITTED" => {
            form.refuse_by(ctx.lang, &refusal);
            Ok(())
        }
        Error::Stale { .. } => {
            form.refuse("", ctx.t("admin-stale"));
            Ok(())
        }
        other => Err(other.into()),
    }
}

/// The three fields of the document that orders a change.
pub fn order_inputs(ctx: &Ctx) -> Vec<Input> {
    vec![
        Input::new(Kind::Heading, "order", ctx.t("admin-order")).hint(ctx.t("admin-order-hint")),
        Input::new(Kind::Text, "order_number", ctx.t("admin-order-number")).hint(ctx.t("admin-order-number-hint")),
        Input::new(Kind::Date, "order_date", ctx.t("admin-order-date")),
        Input::new(Kind::Text, "order_agency", ctx.t("admin-order-agency")),
    ]
}

/// The document as typed.
pub fn order_of(form: &Fields, today: Date) -> Result<Order, Refusal> {
    Order::new(form.value("order_number"), form.date("order_date"), form.value("order_agency"), today)
}

/// The document, when any of its fields was filled in.
pub fn order_if_any(form: &Fields, today: Date) -> Result<Option<Order>, Refusal> {
    let any = ["order_number", "order_date", "order_agency"].iter().any(|name| form.some(name).is_some());
    if any { order_of(form, today).map(Some) } else { Ok(None) }
}

/// A day that must be there. Refused: `DAY_MISSING`.
pub fn day_of(form: &Fields, name: &str) -> Result<Date, Refusal> {
    form.date(name).ok_or_else(|| Refusal::new("DAY_MISSING").at(name))
}

/// A day that may be left out; what is typed must be one. Refused: `DAY_MISSING`.
pub fn day_if_any(form: &Fields, name: &str) -> Result<Option<Date>, Refusal> {
    if form.some(name).is_none() { Ok(None) } else { day_of(form, name).map(Some) }
}

/// The document in words: "QĐ 12/QĐ-UBND ngày 01/07/2025 của UBND tỉnh".
pub fn order_words(lang: kernel::Lang, order: &Order) -> String {
    let day = kernel::time::dmy(order.signed_on);
    lang.say_with("admin-order-words", &[("number", &order.number), ("day", &day), ("agency", &order.agency)])
        .into_owned()
}
