//! A closer look at a screen: at a phone's and at a desk's width, by day and by night – does anything stick out, does
//! any rule of WCAG 2.2 AA break? And pictures of it, for people to look at.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use base64::Engine;
use serde_json::{Value, json};

use crate::driver::Browser;

/// Widths in CSS pixels: a phone, a desk.
const WIDTHS: [u32; 2] = [390, 1440];

/// A window of this width.
fn window(width: u32) -> (u32, u32) {
    (width, if width < 600 { 844 } else { 1000 })
}

const RUN_AXE: &str = r"
const done = arguments[arguments.length - 1];
const why = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).slice(0, 2).join('; ');
axe.run(document, {
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
    resultTypes: ['violations'],
    preload: false,
}).then(
    (found) => done(found.passes.length === 0 ? ['axe looked at nothing']
        : found.violations.flatMap((v) => v.nodes.slice(0, 4).map((node) => `${v.id} (${v.help}): ${node.target.join(' ')} – ${why(node)}`))),
    (cause) => done([`axe failed: ${cause}`]),
);";

const STICKING_OUT: &str = r"
const root = document.documentElement;
if (root.scrollWidth <= innerWidth) return '';
const wide = [...document.body.querySelectorAll('*')].filter((el) => el.getBoundingClientRect().right > innerWidth + 1);
const name = (el) => `${el.localName}.${[...el.classList].join('.')}`;
return `${root.scrollWidth} px wide: ${[...new Set(wide.map(name))].slice(0, 6).join(', ')}`;";

/// Keys that should have been words.
const BARE_KEYS: &str = r"
const found = document.documentElement.innerText.match(/\b(account|admin|common|custody|desk|document|dossier|floor|form|intake|job|kernel|law|motcua|office|paper|person|portal|procedure|public|refusal|supervision|talk|web)-[a-z]+(-[a-z0-9]+)*\b/g);
return [...new Set(found ?? [])].join(', ');";

/// Everything noticed while a story was told.
pub struct Gallery {
    axe: Option<String>,
    folder: PathBuf,
    seen: RefCell<BTreeSet<String>>,
    faults: RefCell<Vec<String>>,
}

impl Gallery {
    /// Looks at every screen it is shown. Without `MOTCUA_TEST_AXE` the rules are left out, with a sentence.
    pub fn open() -> Gallery {
        let axe = std::env::var("MOTCUA_TEST_AXE").ok().and_then(|path| std::fs::read_to_string(path).ok());
        if axe.is_none() {
            eprintln!("WCAG is left out: MOTCUA_TEST_AXE names no axe.min.js");
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screens");
        std::fs::create_dir_all(&folder).expect("a folder for the pictures");
        Gallery { axe, folder, seen: RefCell::default(), faults: RefCell::default() }
    }

    /// Looks at the screen as it stands, once for every name.
    pub fn looks_at(&self, browser: &Browser, name: &str) {
        self.looks_at_in(browser, name, &WIDTHS.map(window));
    }

    /// [`Gallery::looks_at`] in windows of these sizes: for screens that hang in a hall.
    pub fn looks_at_in(&self, browser: &Browser, name: &str, sizes: &[(u32, u32)]) {
        if !self.seen.borrow_mut().insert(name.to_string()) {
            return;
        }
        for size in sizes {
            for dark in [false, true] {
                self.look(browser, name, *size, dark);
            }
        }
        show(browser, window(1440), false);
        let bare = browser.script(BARE_KEYS, Vec::new());
        self.note(
            name,
            bare.as_str().filter(|keys| !keys.is_empty()).map(|keys| format!("keys without words: {keys}")),
        );
        self.note(name, browser.complaints().into_iter().map(|line| format!("the browser complains: {line}")));
    }

    fn look(&self, browser: &Browser, name: &str, size: (u32, u32), dark: bool) {
        show(browser, size, dark);
        let width = size.0;
        let light = if dark { "dark" } else { "light" };
        let here = format!("{name} at {width} px, {light}");
        let sticking = browser.script(STICKING_OUT, Vec::new());
        self.note(&here, sticking.as_str().filter(|out| !out.is_empty()).map(str::to_string));
        if let Some(axe) = &self.axe {
            if browser.script("return typeof axe", Vec::new()) != json!("object") {
                browser.script(axe, Vec::new());
            }
            let broken = browser.script_later(RUN_AXE, Vec::new());
            self.note(&here, broken.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string));
        }
        self.keep(browser, name, width, dark);
    }

    /// A picture of the screen as it stands, and nothing else: for one that cannot fetch anything now.
    pub fn keeps_picture(&self, browser: &Browser, name: &str, size: (u32, u32)) {
        show(browser, size, false);
        self.keep(browser, name, size.0, false);
    }

    fn keep(&self, browser: &Browser, name: &str, width: u32, dark: bool) {
        let picture =
            browser.devtools("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true }));
        let bytes = base64::engine::general_purpose::STANDARD.decode(picture["data"].as_str().unwrap_or_default());
        let suffix = if dark { "-dark" } else { "" };
        let file = self.folder.join(format!("{name}-{width}{suffix}.png"));
        std::fs::write(file, bytes.expect("a picture")).expect("the picture is kept");
    }

    /// Something that whoever walks noticed by themselves.
    pub fn notes(&self, name: &str, fault: String) {
        self.note(name, [fault]);
    }

    fn note(&self, here: &str, faults: impl IntoIterator<Item = String>) {
        self.faults.borrow_mut().extend(faults.into_iter().map(|fault| format!("{here}: {fault}")));
    }

    /// Panics with everything that was noticed.
    #[track_caller]
    pub fn is_without_faults(&self) {
        let faults = self.faults.borrow();
        assert!(
            faults.is_empty(),
            "{} faults on {} screens:\n{}",
            faults.len(),
            self.seen.borrow().len(),
            faults.join("\n")
        );
    }
}

/// From now on this browser is as wide as a phone, by day.
pub fn becomes_a_phone(browser: &Browser) {
    show(browser, window(WIDTHS[0]), false);
}

/// The page at a width, by day or by night, standing still.
fn show(browser: &Browser, (width, height): (u32, u32), dark: bool) {
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", metrics);
    let scheme = if dark { "dark" } else { "light" };
    let features = json!([
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    browser.script("scrollTo(0, 0)", Vec::new());
    // Two frames: the new width is laid out and painted.
    browser.script_later(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))",
        Vec::new(),
    );
}

impl Drop for Gallery {
    /// A story that breaks off still says what was noticed until then.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("noticed on the way:\n{}", self.faults.borrow().join("\n"));
        }
    }
}
