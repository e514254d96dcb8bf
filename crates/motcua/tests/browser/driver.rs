//! Real Chromium, driven as a person would: fields by their names, buttons by their words. Knows nothing of dossiers.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use kernel::Lang;
use serde_json::{Value, json};
use tokio::runtime::Handle;

/// How long something may take to appear: generous, for two busy cores.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(60);

/// A running chromedriver; ends with the value.
pub struct Driver {
    process: Child,
    address: String,
}

impl Driver {
    /// Starts chromedriver on a port of its own choosing; `None`, with a sentence, where there is none.
    pub fn start() -> Option<Driver> {
        let program = std::env::var("MOTCUA_TEST_CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        let started = Command::new(&program).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut process) = started else {
            eprintln!("the browser's story is left out: {program} is not here (apt-get install chromium-driver)");
            return None;
        };
        let lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, after) = line.split_once("started successfully on port ")?;
            after.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = port.expect("chromedriver says its port");
        Some(Driver { process, address: format!("http://127.0.0.1:{port}") })
    }

    /// A fresh browser that has never been anywhere.
    pub fn browser(&self, runtime: &Handle, site: &str) -> Browser {
        self.browser_with(runtime, site, true, &[])
    }

    /// A fresh browser with a camera and a microphone that are not real, whose owner allows both.
    pub fn browser_with_camera(&self, runtime: &Handle, site: &str) -> Browser {
        let fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
        self.browser_with(runtime, site, true, &fake)
    }

    /// A fresh browser whose owner has switched JavaScript off.
    pub fn browser_without_script(&self, runtime: &Handle, site: &str) -> Browser {
        self.browser_with(runtime, site, false, &[])
    }

    fn browser_with(&self, runtime: &Handle, site: &str, script: bool, more: &[&str]) -> Browser {
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let user_data = format!("--user-data-dir={}", profile.path().display());
        let mut options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                "--lang=vi", "--window-size=1440,1000", user_data,
            ],
            "prefs": { "intl.accept_languages": "vi" },
        });
        // Two browsers of one machine reach each other also where it has no network.
        let args = more.iter().copied().chain(["--allow-loopback-in-peer-connection"]).map(Value::from);
        options["args"].as_array_mut().expect("a list").extend(args);
        if !script {
            options["prefs"]["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        if let Ok(path) = std::env::var("MOTCUA_TEST_CHROMIUM") {
            options["binary"] = json!(path);
        }
        let mut wanted = Capabilities::new();
        wanted.insert("goog:chromeOptions".into(), options);
        wanted.insert("goog:loggingPrefs".into(), json!({ "browser": "SEVERE" }));
        wanted.insert("timeouts".into(), json!({ "script": 120_000, "pageLoad": 120_000 }));
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = runtime.block_on(async {
            let mut builder = ClientBuilder::new(connector);
            builder.capabilities(wanted).connect(&self.address).await
        });
        let client = client.expect("Chromium starts");
        Browser { client: Some(client), runtime: runtime.clone(), site: site.into(), _profile: profile }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One browser window. Every method waits until what it needs is there, and panics with the page when it never comes.
pub struct Browser {
    client: Option<Client>,
    runtime: Handle,
    site: String,
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(client.close());
        }
    }
}

/// A command of the browser's own, below the standard ones.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }
    fn method_and_body(&self, _: &url::Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(self.body.to_string()))
    }
}

/// Finds what a person would press: the first visible button or fold with these words, else a link, in the page before
/// the frame around it. A closed fold that hides it is opened.
const FIND_BY_WORDS: &str = r"
const tidy = (text) => (text ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
const label = tidy(arguments[0]);
const says = (el) => tidy(el.textContent) === label
    || [...el.querySelectorAll(':scope > span, :scope > h2, :scope > strong')].some((part) => tidy(part.textContent) === label)
    || tidy(el.getAttribute('aria-label')) === label;
const hidden = (el) => el.hidden || el.closest('[hidden]') || el.getAttribute('aria-hidden') === 'true';
const main = document.querySelector('main');
const places = [[main, 'button, summary, a.btn'], [main, 'a[href]'], [document, 'button, summary, a[href]']];
for (const [root, what] of places) {
    for (const el of root?.querySelectorAll(what) ?? []) {
        if (!says(el) || hidden(el)) continue;
        for (let fold = el.parentElement?.closest('details'); fold; fold = fold.parentElement?.closest('details')) {
            if (!(el.localName === 'summary' && el.parentElement === fold)) fold.open = true;
        }
        if (!el.getClientRects().length) continue;
        el.scrollIntoView({ block: 'center', behavior: 'instant' });
        return el;
    }
}
return null;";

/// Finds a field by its name and opens the fold it lies in.
const FIND_FIELD: &str = r#"
const of = (name) => [...document.querySelectorAll(`main [name="${CSS.escape(name)}"], main [id="${CSS.escape(name)}"]`)];
const field = of(arguments[0]).find((el) => el.type !== 'hidden');
if (!field) return null;
for (let fold = field.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true;
field.scrollIntoView({ block: 'center', behavior: 'instant' });
return field;"#;

impl Browser {
    fn client(&self) -> &Client {
        self.client.as_ref().expect("an open browser")
    }

    fn wait<T>(&self, work: impl Future<Output = Result<T, fantoccini::error::CmdError>>) -> Result<T, String> {
        self.runtime.block_on(work).map_err(|cause| cause.to_string())
    }

    // ── for those who look closer ───────────────────────────────────────────────────────────────────────────────

    /// Runs a script and gives what it returns.
    #[track_caller]
    pub fn script(&self, script: &str, args: Vec<Value>) -> Value {
        self.wait(self.client().execute(script, args)).unwrap_or_else(|cause| panic!("{cause}\nin {script:.200}"))
    }

    /// Runs a script that calls its last argument when it is done.
    #[track_caller]
    pub fn script_later(&self, script: &str, args: Vec<Value>) -> Value {
        self.wait(self.client().execute_async(script, args)).unwrap_or_else(|cause| panic!("{cause}\nin {script:.200}"))
    }

    /// A command of Chromium's own protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, params: Value) -> Value {
        let body = json!({ "cmd": command, "params": params });
        let asked = self.client().issue_cmd(Own { path: "goog/cdp/execute", body });
        self.wait(asked).unwrap_or_else(|cause| panic!("{command}: {cause}"))
    }

    /// What the browser complained of since it was asked last, without the answers 4xx that stories are about.
    pub fn complaints(&self) -> Vec<String> {
        let asked = self.client().issue_cmd(Own { path: "se/log", body: json!({ "type": "browser" }) });
        let lines = self.wait(asked).unwrap_or_default();
        let said = lines.as_array().into_iter().flatten().filter_map(|line| line["message"].as_str());
        said.filter(|line| !line.contains("responded with a status of 4")).map(str::to_string).collect()
    }

    // ── going and reading ───────────────────────────────────────────────────────────────────────────────────────

    #[track_caller]
    pub fn opens(&self, path: &str) -> &Browser {
        let address = format!("{}{path}", self.site);
        self.wait(self.client().goto(&address)).unwrap_or_else(|cause| panic!("{address}: {cause}"));
        self
    }

    /// Path and query of the page.
    pub fn place(&self) -> String {
        let address = self.wait(self.client().current_url()).expect("an address").to_string();
        address.strip_prefix(&self.site).unwrap_or(&address).to_string()
    }

    /// Waits until the address no longer has this in it.
    #[track_caller]
    pub fn leaves(&self, part: &str) -> &Browser {
        assert!(self.soon(|| !self.place().contains(part)), "still at {}:\n{}", self.place(), self.shown());
        self
    }

    /// Waits until another page than this is open.
    #[track_caller]
    pub fn turns_from(&self, here: &str) -> &Browser {
        assert!(self.soon(|| self.place() != here), "still at {here}:\n{}", self.shown());
        self
    }

    /// Does what loads the page anew, and waits until it has: what stands there is not what stood there before.
    #[track_caller]
    pub fn anew(&self, act: impl FnOnce(&Browser)) -> &Browser {
        self.script("window.stoodBefore = true", Vec::new());
        act(self);
        let fresh = "return window.stoodBefore !== true && document.readyState === 'complete'";
        assert!(self.soon(|| self.script(fresh, Vec::new()) == json!(true)), "still the same page:\n{}", self.shown());
        self
    }

    /// The words of the page, folds included.
    pub fn words(&self) -> String {
        let read = "return document.body.textContent.normalize('NFC').replace(/\\s+/g, ' ')";
        self.script(read, Vec::new()).as_str().unwrap_or_default().to_string()
    }

    /// Waits until these words stand on the page.
    #[track_caller]
    pub fn sees(&self, words: &str) -> &Browser {
        let wanted = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !self.soon(|| self.words().contains(&wanted)) {
            panic!("“{words}” is not to be seen at {}:\n{}", self.place(), self.shown());
        }
        self
    }

    /// [`Browser::sees`] with the words of a locale key.
    #[track_caller]
    pub fn is_told(&self, key: &str) -> &Browser {
        self.sees(&say(key))
    }

    /// Waits until the heading of the page says this.
    #[track_caller]
    pub fn is_headed(&self, key: &str) -> &Browser {
        let wanted = say(key);
        if !self.soon(|| self.text_of("h1").contains(&wanted)) {
            panic!("not headed “{wanted}” but “{}” at {}:\n{}", self.text_of("h1"), self.place(), self.shown());
        }
        self
    }

    /// The text of the first element that fits; empty when there is none.
    pub fn text_of(&self, css: &str) -> String {
        let read = "return (document.querySelector(arguments[0])?.textContent ?? '').normalize('NFC').replace(/\\s+/g, ' ').trim()";
        self.script(read, vec![json!(css)]).as_str().unwrap_or_default().to_string()
    }

    /// How many elements fit.
    pub fn count(&self, css: &str) -> i64 {
        self.script("return document.querySelectorAll(arguments[0]).length", vec![json!(css)]).as_i64().unwrap_or(0)
    }

    /// Whether an element that fits is there, or comes while a page is still being read.
    pub fn has_soon(&self, css: &str) -> bool {
        self.soon(|| self.count(css) > 0)
    }

    /// Waits until an element that fits is there.
    #[track_caller]
    pub fn finds(&self, css: &str) -> &Browser {
        if !self.soon(|| self.count(css) > 0) {
            panic!("no {css} at {}:\n{}", self.place(), self.shown());
        }
        self
    }

    /// What a field holds.
    #[track_caller]
    pub fn value_of(&self, field: &str) -> String {
        self.script("return arguments[0].value", vec![json!(self.field(field))])
            .as_str()
            .unwrap_or_default()
            .to_string()
    }

    /// Fetches an address as the page would, with its cookies: (status, media type, first bytes).
    #[track_caller]
    pub fn fetches(&self, address: &str) -> (i64, String, String) {
        let fetch = r"
            const done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(async (answer) => {
                const bytes = new Uint8Array(await answer.arrayBuffer());
                done([answer.status, answer.headers.get('content-type') ?? '', String.fromCharCode(...bytes.slice(0, 8))]);
            }, (cause) => done([0, String(cause), '']));";
        let answer = self.script_later(fetch, vec![json!(address)]);
        let text = |n: usize| answer[n].as_str().unwrap_or_default().to_string();
        (answer[0].as_i64().unwrap_or(0), text(1), text(2))
    }

    // ── acting ──────────────────────────────────────────────────────────────────────────────────────────────────

    /// Presses the button, link or fold with the words of a locale key.
    #[track_caller]
    pub fn presses(&self, key: &str) -> &Browser {
        self.presses_words(&say(key))
    }

    #[track_caller]
    pub fn presses_words(&self, words: &str) -> &Browser {
        let found = self.element(FIND_BY_WORDS, words);
        let element =
            found.unwrap_or_else(|| panic!("nothing to press says “{words}” at {}:\n{}", self.place(), self.shown()));
        self.click(&element, words);
        self
    }

    /// Presses the first element that fits.
    #[track_caller]
    pub fn presses_at(&self, css: &str) -> &Browser {
        self.finds(css);
        let element = self.wait(self.client().find(Locator::Css(css))).unwrap_or_else(|cause| panic!("{css}: {cause}"));
        self.click(&element, css);
        self
    }

    #[track_caller]
    fn click(&self, element: &Element, what: &str) {
        // A toast or a sticky bar may still lie over it.
        let mut cause = String::new();
        let done = self.soon(|| match self.wait(element.click()) {
            Ok(()) => true,
            Err(why) => {
                cause = why;
                !cause.contains("intercepted") && !cause.contains("not interactable")
            }
        });
        assert!(done && (cause.is_empty() || cause.contains("intercepted")), "“{what}” cannot be pressed: {cause}");
    }

    /// Types into a field, over what stands there.
    #[track_caller]
    pub fn types(&self, field: &str, text: &str) -> &Browser {
        let element = self.field(field);
        let typed = self.wait(async {
            element.clear().await?;
            element.send_keys(text).await
        });
        typed.unwrap_or_else(|cause| panic!("{field} cannot be typed into: {cause}"));
        self
    }

    /// Types where the cursor stands: `\u{e007}` is Enter, `\u{e015}` the arrow down.
    #[track_caller]
    pub fn keys(&self, keys: &str) -> &Browser {
        let typed = self.wait(async { self.client().active_element().await?.send_keys(keys).await });
        typed.unwrap_or_else(|cause| panic!("{keys:?} cannot be typed: {cause}"));
        self
    }

    /// Gives a file to a file field.
    #[track_caller]
    pub fn attaches(&self, field: &str, file: &std::path::Path) -> &Browser {
        let path = file.display().to_string();
        let element = self.field(field);
        self.wait(element.send_keys(&path)).unwrap_or_else(|cause| panic!("{field}: {cause}"));
        self
    }

    /// Ticks a box or takes a radio button.
    #[track_caller]
    pub fn ticks(&self, field: &str) -> &Browser {
        let element = self.field(field);
        if !self.wait(element.is_selected()).unwrap_or(false) {
            self.click(&element, field);
        }
        self
    }

    /// Takes one of several radio buttons or boxes by its value.
    #[track_caller]
    pub fn takes(&self, field: &str, value: &str) -> &Browser {
        self.presses_at(&format!("main [name='{field}'][value='{value}']"))
    }

    /// Chooses from a list by a part of the words shown.
    #[track_caller]
    pub fn chooses(&self, field: &str, words: &str) -> &Browser {
        let element = self.field(field);
        let choose = r"
            const wanted = [...arguments[0].options].find((option) => option.textContent.normalize('NFC').includes(arguments[1]));
            if (!wanted) return [...arguments[0].options].map((option) => option.textContent).join(' | ');
            arguments[0].value = wanted.value;
            arguments[0].dispatchEvent(new Event('input', { bubbles: true }));
            arguments[0].dispatchEvent(new Event('change', { bubbles: true }));
            return '';";
        let other = self.script(choose, vec![json!(element), json!(words)]);
        assert_eq!(other, json!(""), "{field} offers no “{words}”");
        self
    }

    #[track_caller]
    fn field(&self, name: &str) -> Element {
        self.element(FIND_FIELD, name)
            .unwrap_or_else(|| panic!("no field {name} at {}:\n{}", self.place(), self.shown()))
    }

    fn element(&self, script: &str, what: &str) -> Option<Element> {
        let mut found = None;
        self.soon(|| {
            // A page on its way out takes its elements with it: then the next one is asked.
            let answer = self.wait(self.client().execute(script, vec![json!(what)])).unwrap_or_default();
            let id = answer.as_object().and_then(|element| element.values().next()?.as_str().map(str::to_string));
            found = id.map(|id| Element::from_element_id(self.client().clone(), id.into()));
            found.is_some()
        });
        found
    }

    fn soon(&self, mut there: impl FnMut() -> bool) -> bool {
        let begun = Instant::now();
        loop {
            if there() {
                return true;
            }
            if begun.elapsed() > PATIENCE {
                return false;
            }
            std::thread::sleep(GLANCE);
        }
    }

    /// The page as a reader sees it, for a failed story.
    fn shown(&self) -> String {
        let text = self.wait(
            self.client()
                .execute("return document.querySelector('main')?.innerText ?? document.body.innerText", vec![]),
        );
        text.ok().and_then(|text| text.as_str().map(str::to_string)).unwrap_or_default()
    }
}

/// The Vietnamese words of a locale key.
#[track_caller]
pub fn say(key: &str) -> String {
    assert!(Lang::Vi.has(key), "no words for {key}");
    Lang::Vi.say(key).into_owned()
}
