//! The frame around a room's content: title, words, who is signed in, where they can go, what was just done.

use std::borrow::Cow;
use std::fmt::Display;

use kernel::Lang;

use crate::board::{Banner, Board};
use crate::ctx::{Ctx, Theme};
use crate::fields::FieldError;
use crate::settings::{Agency, PublicLink};
use crate::ui::{Badge, Tone};

/// Every template has a field `page: Page` and begins with `{% extends "layout.html" %}`.
#[derive(Debug, Clone)]
pub struct Page {
    pub lang: Lang,
    /// Of the tab and, unless the template has its own `<h1>`, of the page.
    pub title: String,
    pub agency: Agency,
    /// Who is signed in; `None` draws the public frame.
    pub viewer: Option<Viewer>,
    /// Where the public frame leads.
    pub public_nav: Vec<PublicLink>,
    pub crumbs: Vec<Crumb>,
    /// The nav item this page belongs to.
    pub active: String,
    pub flash: Option<(Tone, String)>,
    /// For `ui::tokens()`; also in `<meta name="csrf">` for scripts.
    pub csrf: String,
    /// Names one showing of a form, see [`crate::Fields::once`].
    pub once: String,
    pub nonce: String,
    pub theme: Theme,
    /// This page's path and query, for the language and theme switches and for signing in.
    pub here: String,
    pub sign_in_path: String,
    /// Where officers sign in, from public pages.
    pub officers_path: String,
    /// The whole width instead of a readable column: boards, worklists.
    pub is_wide: bool,
    /// What stands in the search field of the header.
    pub query: String,
    /// What the office tells everybody.
    pub board: Board,
    /// Its lists that may be taken along.
    pub lists: Vec<ListLink>,
}

/// A list of a page that may be taken along as a spreadsheet; drawn beside the heading of every page that has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLink {
    /// Where it is asked for.
    pub action: String,
    /// The locale key of its title.
    pub title: String,
    /// The page's filters, as its address says them.
    pub from: String,
}

/// The officer (or other account) the frame greets. Filled by whoever authenticates, through [`Ctx::seat`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Viewer {
    pub name: String,
    /// The unit they work in now.
    pub unit: String,
    /// Their roles in words; may be empty.
    pub post: String,
    pub nav: Vec<NavItem>,
    /// Where the header's search posts its `q` (GET), e.g. `/dossiers`; empty: no search field.
    pub search: String,
    pub sign_out_path: String,
    /// An applicant's account: drawn in the public frame.
    pub is_applicant: bool,
    /// What the office tells this reader.
    pub banners: Vec<Banner>,
    /// Messages they have not read; none: they have no inbox.
    pub unread: Option<u64>,
    /// Their screens have help of their own (`/help/{nav id}`).
    pub has_help: bool,
    /// Now, in words: what is printed says of when it is.
    pub at: String,
}

/// A place to go, by duty, with how much waits there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NavItem {
    /// Compared with [`Page::active`].
    pub id: String,
    pub label: String,
    pub href: String,
    pub icon: &'static str,
    pub count: Option<u64>,
    /// `Bad` and `Warn` colour the count.
    pub tone: Tone,
    /// The heading under which this and the next items stand; empty: goes on under the last.
    pub group: String,
}

/// A step of the path to this page; the last one has no address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

impl Page {
    /// The frame for a request; see [`Ctx::page`].
    pub(crate) fn of(ctx: &Ctx, title: String) -> Self {
        Page {
            lang: ctx.lang,
            title,
            agency: ctx.settings().agency.clone(),
            viewer: ctx.viewer().cloned(),
            public_nav: ctx.settings().public_nav.clone(),
            crumbs: Vec::new(),
            active: String::new(),
            flash: ctx.flash.as_ref().map(|flash| (flash.tone, flash.say(ctx.lang))),
            csrf: ctx.csrf(),
            once: crate::random::text::<16>(),
            nonce: ctx.nonce.clone(),
            theme: ctx.theme,
            here: ctx.here.clone(),
            sign_in_path: ctx.settings().sign_in_path_at(&ctx.here).into(),
            officers_path: ctx.settings().sign_in_path.clone(),
            is_wide: false,
            query: String::new(),
            board: ctx.settings().board.clone(),
            lists: Vec::new(),
        }
    }

    /// Adds a step to the path: `.crumb(words, Some("/dossiers"))`.
    pub fn crumb(mut self, label: impl Into<String>, href: Option<&str>) -> Self {
        self.crumbs.push(Crumb { label: label.into(), href: href.map(Into::into) });
        self
    }
    /// The nav item that this page belongs to.
    pub fn at(mut self, nav_id: &str) -> Self {
        self.active = nav_id.into();
        self
    }
    pub fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }
    /// A list of the page to take along, narrowed as the page's own address says.
    pub fn list(self, key: &str) -> Self {
        let query = self.query_here();
        self.list_from(key, query)
    }
    /// [`Page::list`] where the address does not say all of it.
    pub fn list_from(self, key: &str, from: impl Into<String>) -> Self {
        self.with_list(format!("/exports/{key}"), key, from.into())
    }
    /// An applicant's own list, answered at once.
    pub fn own_list(self, key: &str) -> Self {
        let query = self.query_here();
        self.with_list(format!("/me/exports/{key}"), key, query)
    }
    fn with_list(mut self, action: String, key: &str, from: String) -> Self {
        self.lists.push(ListLink { action, title: format!("list-{key}"), from });
        self
    }
    fn query_here(&self) -> String {
        self.here.split_once('?').map_or("", |(_, query)| query).to_string()
    }
    /// What stands in the search field of the header.
    pub fn searched(mut self, query: &str) -> Self {
        self.query = query.into();
        self
    }

    /// Words: `{{ page.t("web-save") }}`.
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        self.lang.say(key)
    }
    /// Words with one variable: `{{ page.t1("web-rows", "n", rows.len()) }}`.
    pub fn t1(&self, key: &str, name: &str, value: impl Display) -> Cow<'static, str> {
        self.lang.say_with(key, &[(name, &value.to_string())])
    }
    /// Words with two variables.
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl Display,
        name2: &str,
        value2: impl Display,
    ) -> Cow<'static, str> {
        self.lang.say_with(key, &[(name, &value.to_string()), (name2, &value2.to_string())])
    }

    /// The hashed address of an asset.
    pub fn asset(&self, name: &str) -> String {
        crate::assets::href(name)
    }
    /// The address of an icon of the sprite.
    pub fn icon(&self, name: &str) -> String {
        format!("{}#{name}", crate::assets::href("icons.svg"))
    }
    /// A badge from its parts, for templates that have only words.
    pub fn badge(&self, tone: Tone, word: &str) -> Badge {
        Badge::new(tone, word)
    }
    /// What the office tells whoever reads this page.
    pub fn banners(&self) -> Vec<Banner> {
        match &self.viewer {
            Some(viewer) if !viewer.is_applicant => viewer.banners.clone(),
            Some(_) | None => self.board.read(),
        }
    }
    /// The help of this screen, or the list of all help.
    pub fn help_path(&self) -> String {
        if self.lang.has(&format!("help-{}-title", self.active)) {
            return format!("/help/{}", self.active);
        }
        "/help".into()
    }
    /// What is wrong at a field, led by the field's own words where they are known.
    pub fn error_words(&self, error: &FieldError) -> String {
        let known = format!("web-field-{}", error.name.replace('_', "-"));
        let label = match (error.label.is_empty(), self.lang.has(&known)) {
            (false, _) => error.label.clone(),
            (true, true) => self.t(&known).into_owned(),
            (true, false) => return error.text.clone(),
        };
        self.t2("web-error-at", "field", label, "text", &error.text).into_owned()
    }
    /// The agency's name in the page's language.
    pub fn agency_name(&self) -> &str {
        self.agency.name(self.lang)
    }
    pub fn agency_parent(&self) -> &str {
        self.agency.parent(self.lang)
    }
    /// This page in another language or theme, as a plain link that needs no script.
    pub fn here_with(&self, name: &str, value: &str) -> String {
        let (path, query) = self.here.split_once('?').unwrap_or((&self.here, ""));
        let kept = query.split('&').filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(name));
        let pairs: Vec<&str> = kept.collect();
        let glue = if pairs.is_empty() { "" } else { "&" };
        format!("{path}?{}{glue}{name}={value}", pairs.join("&"))
    }
    /// The other language: (code, its own name).
    pub fn other_lang(&self) -> (&'static str, &'static str) {
        match self.lang {
            Lang::Vi => ("en", "English"),
            Lang::En => ("vi", "Tiếng Việt"),
        }
    }
    /// Whether the frame is the office's, with its duties at the side.
    pub fn is_office(&self) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| !viewer.is_applicant)
    }
    /// The home of applicants: their account, or the way to one.
    pub fn applicants_path(&self) -> &'static str {
        crate::settings::APPLICANTS_HOME
    }
    /// The letters in the round badge beside the officer's name: the first of the given name, Vietnamese order.
    pub fn initial(&self) -> String {
        let name = self.viewer.as_ref().map_or("", |viewer| viewer.name.as_str());
        name.split_whitespace().last().and_then(|word| word.chars().next()).map(String::from).unwrap_or_default()
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    /// A page outside any request.
    pub fn page(lang: Lang) -> Page {
        Page {
            lang,
            title: "Mẫu".into(),
            agency: Agency::default(),
            viewer: None,
            public_nav: Vec::new(),
            crumbs: Vec::new(),
            active: String::new(),
            flash: None,
            csrf: "tok".into(),
            once: "once".into(),
            nonce: "n".into(),
            theme: Theme::Auto,
            here: "/a?q=1&lang=vi".into(),
            sign_in_path: "/sign-in".into(),
            officers_path: "/sign-in".into(),
            is_wide: false,
            query: String::new(),
            board: Board::default(),
            lists: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switching_language_keeps_the_rest_of_the_address() {
        let page = samples::page(Lang::Vi);
        assert_eq!(page.here_with("lang", "en"), "/a?q=1&lang=en");
        assert_eq!(page.here_with("theme", "dark"), "/a?q=1&lang=vi&theme=dark");
        let bare = Page { here: "/".into(), ..page };
        assert_eq!(bare.here_with("lang", "en"), "/?lang=en");
    }

    #[test]
    fn the_initial_is_the_given_names() {
        let viewer = Viewer { name: "Nguyễn Thị Ánh".into(), ..Viewer::default() };
        let page = Page { viewer: Some(viewer), ..samples::page(Lang::Vi) };
        assert_eq!(page.initial(), "Á");
    }
}
