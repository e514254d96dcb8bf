//! What the operator decides about the façade; it never reads files or the environment itself.

use kernel::Lang;

use crate::address::Net;

/// The façade's settings; the binary fills them from its configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address people type, without a final slash: `https://motcua.tinh.gov.vn`. `https` turns on secure cookies and HSTS.
    pub public_url: String,
    /// Whose site this is; shown in header and footer.
    pub agency: Agency,
    /// Proxies whose `X-Forwarded-For` is believed. Empty: the header is ignored.
    pub trusted_proxies: Vec<Net>,
    pub limits: Limits,
    /// Where an officer without a session is sent.
    pub sign_in_path: String,
    /// Where an applicant without a session is sent, from every address below [`APPLICANTS_HOME`].
    pub applicant_sign_in_path: String,
    /// The places of the public frame; the binary lists them, because it knows the rooms.
    pub public_nav: Vec<PublicLink>,
    /// Largest request body, unless a route sets its own `DefaultBodyLimit`.
    pub body_limit_bytes: usize,
    /// What the office tells everybody on the public pages.
    pub board: crate::Board,
}

/// The home of applicants with an account; their pages lie below it.
pub const APPLICANTS_HOME: &str = "/me";

/// A place in the public frame's navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicLink {
    /// Locale key of its words; pages say `.at(key)` when they belong to it.
    pub key: String,
    pub href: String,
    pub icon: &'static str,
}

/// The agency that answers for the site.
#[derive(Debug, Clone, Default)]
pub struct Agency {
    pub name_vi: String,
    pub name_en: String,
    /// The superior agency's name, e.g. the provincial people's committee.
    pub parent_vi: String,
    pub parent_en: String,
    pub address: String,
    pub phone: String,
    pub email: String,
}

/// Requests per minute that one address may spend in each [`crate::Class`]; 0 switches the limit off.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub sign_in_per_minute: u32,
    pub look_up_per_minute: u32,
    pub upload_per_minute: u32,
    pub search_per_minute: u32,
    pub token_per_minute: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in_per_minute: 10,
            look_up_per_minute: 30,
            upload_per_minute: 240,
            search_per_minute: 240,
            token_per_minute: 60,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".into(),
            agency: Agency::default(),
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
            sign_in_path: "/sign-in".into(),
            applicant_sign_in_path: "/me/sign-in".into(),
            public_nav: Vec::new(),
            body_limit_bytes: 1 << 20,
            board: crate::Board::default(),
        }
    }
}

impl Settings {
    /// Where somebody who is at this address signs in.
    pub fn sign_in_path_at(&self, here: &str) -> &str {
        let path = here.split('?').next().unwrap_or_default();
        let below = path.strip_prefix(APPLICANTS_HOME).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if below { &self.applicant_sign_in_path } else { &self.sign_in_path }
    }

    /// Whether people reach the site over TLS.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Agency {
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.name_vi,
            Lang::En => &self.name_en,
        }
    }

    /// `tel:+84…` or `tel:1900…` without spaces.
    pub fn phone_link(&self) -> String {
        let digits: String = self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        format!("tel:{digits}")
    }

    pub fn parent(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.parent_vi,
            Lang::En => &self.parent_en,
        }
    }
}
