//! The product's words in Vietnamese (first) and English (complete), from the Fluent files of `locales/`.
//!
//! No sentence a person reads lives in Rust code. A key that a file lacks shows as the key itself, and a test keeps
//! the two languages' keys and variables equal.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Vi,
    En,
}

macro_rules! sources {
    ($($room:literal),*) => {
        /// (room, Vietnamese, English)
        pub const SOURCES: &[(&str, &str, &str)] = &[$((
            $room,
            include_str!(concat!("../../../locales/vi/", $room, ".ftl")),
            include_str!(concat!("../../../locales/en/", $room, ".ftl")),
        )),*];
    };
}
sources!(
    "common",
    "law",
    "web",
    "office",
    "job",
    "person",
    "account",
    "procedure",
    "form",
    "public",
    "document",
    "paper",
    "dossier",
    "custody",
    "floor",
    "talk",
    "intake",
    "desk",
    "help",
    "portal",
    "supervision",
    "admin",
    "import",
    "catalogue",
    "motcua"
);

type Bundle = FluentBundle<FluentResource>;

fn bundle(lang: Lang) -> Bundle {
    let id: unic_langid::LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // Isolation marks would end up in PDFs, CSV files and terminals.
    bundle.set_use_isolating(false);
    for (_, vi, en) in SOURCES {
        let text = match lang {
            Lang::Vi => vi,
            Lang::En => en,
        };
        // A faulty line costs that line only; the locale test names it.
        let resource = FluentResource::try_new((*text).to_string()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

static VI: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Vi));
static EN: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En));

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Vi, Lang::En];

    /// `vi` or `en`, as in `<html lang>`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// The language a tag asks for (`en-GB` → English); anything else is Vietnamese.
    pub fn parse(tag: &str) -> Lang {
        if tag.trim().to_ascii_lowercase().starts_with("en") { Lang::En } else { Lang::Vi }
    }

    fn bundle(self) -> &'static Bundle {
        match self {
            Lang::Vi => &VI,
            Lang::En => &EN,
        }
    }

    /// Whether a key has words in this language.
    pub fn has(self, key: &str) -> bool {
        self.bundle().get_message(key).is_some_and(|m| m.value().is_some())
    }

    /// The words for a key.
    pub fn say(self, key: &str) -> Cow<'static, str> {
        self.format(key, None)
    }

    /// The words for a key with its variables; whole numbers are passed as numbers so that plurals work.
    pub fn say_with(self, key: &str, args: &[(&str, &str)]) -> Cow<'static, str> {
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            let value = match value.parse::<i32>() {
                Ok(n) if n.to_string() == *value => FluentValue::from(n),
                _ => FluentValue::from((*value).to_string()),
            };
            fluent.set((*name).to_string(), value);
        }
        self.format(key, Some(&fluent))
    }

    fn format(self, key: &str, args: Option<&FluentArgs>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else {
            return Cow::Owned(key.to_string());
        };
        let mut errors = Vec::new();
        Cow::Owned(bundle.format_pattern(pattern, args, &mut errors).into_owned())
    }
}
