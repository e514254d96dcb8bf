// Một Cửa – what makes pages livelier. Everything works without this file; it adds speed, never a duty.
// Elements say what they want in data attributes (see crates/web/README.md); no page has code of its own.

const $$ = (query, root = document) => [...root.querySelectorAll(query)];
const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";
const html = (text) => new DOMParser().parseFromString(text, "text/html");

// ── theme ──────────────────────────────────────────────────────────────────
for (const link of $$("[data-theme-toggle]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const root = document.documentElement;
    const dark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "light" : "dark";
    // The server keeps the choice in its own cookie.
    fetch(`${location.pathname}?theme=${root.dataset.theme}`, { method: "HEAD" }).catch(() => {});
  });
}

// What is missing is said by the page, in its language and at the field, never by the browser's bubble.
for (const form of $$("form[method=post]")) form.noValidate = true;

// ── keys ───────────────────────────────────────────────────────────────────
const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

// "t" works outside fields; "F2", "Alt+T" and "Ctrl+Enter" everywhere.
function chord(event) {
  const key = event.altKey && event.code.startsWith("Key") ? event.code.slice(3) : event.key;
  return [event.ctrlKey && "ctrl", event.altKey && "alt", event.metaKey && "meta", key.toLowerCase()].filter(Boolean).join("+");
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || !event.key) return;
  const key = chord(event);
  const everywhere = key.includes("+") && key !== "+" || /^f\d+$/.test(key);
  if (key === "escape") {
    for (const open of $$("details.who[open]")) { open.open = false; open.querySelector("summary").focus(); }
    return;
  }
  if (isTyping(event.target) && !everywhere) return;
  const bearers = $$("[data-key]").filter((el) => el.dataset.key.toLowerCase() === key && el.offsetParent !== null);
  // In a part of the page that has its own button for the key, that one is meant.
  const part = event.target.closest("details[open], section");
  const named = bearers.find((el) => part?.contains(el)) ?? bearers[0];
  if (named) {
    event.preventDefault();
    if (named.matches("input, textarea, select")) { named.focus(); named.select?.(); } else named.click();
  } else if (key === "j" || key === "k") {
    if (pick(key === "j" ? 1 : -1)) event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  for (const open of $$("details.who[open]")) if (!open.contains(event.target)) open.open = false;
});

// J and K walk the rows of the list marked [data-rows]; Enter opens, as the focus is on the row's link.
function pick(step) {
  const rows = $$("[data-rows] > :not([hidden])").filter((row) => row.querySelector("a"));
  if (!rows.length) return false;
  const now = rows.findIndex((row) => row.classList.contains("is-picked"));
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
  rows[now]?.classList.remove("is-picked");
  next.classList.add("is-picked");
  (next.querySelector("a.row-link") ?? next.querySelector("a")).focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

// The tab one is at is seen, however many stand before it.
$$(".tabs [aria-current]").forEach((tab) => { tab.closest("nav").scrollLeft = tab.offsetLeft - 64; });

// ── one click, one act ─────────────────────────────────────────────────────
// A page that stood open for long may have outlived its session: ask before sending, so that nothing typed is lost.
const OPEN_LONG_MS = 10 * 60 * 1000;
let seatedAt = Date.now();
async function stillSeated() {
  const answer = await fetch("/account", { headers: { Accept: "text/html" } });
  if (new URL(answer.url).pathname !== "/account") return false;
  // Whoever signed in again in another window goes on here with the new session's token.
  const fresh = html(await answer.text()).querySelector('meta[name="csrf"]')?.content;
  if (fresh) {
    document.querySelector('meta[name="csrf"]').content = fresh;
    for (const input of $$('input[name="_csrf"]')) input.value = fresh;
  }
  seatedAt = Date.now();
  return true;
}
document.addEventListener("submit", (event) => {
  const words = document.getElementById("expired");
  const { target: form, submitter } = event;
  if (!words || form.method !== "post" || event.defaultPrevented || Date.now() - seatedAt < OPEN_LONG_MS) return;
  event.preventDefault();
  stillSeated().catch(() => { seatedAt = Date.now(); return true; }).then((seated) => {
    if (seated) { form.requestSubmit(submitter); return; }
    document.querySelector(".expired")?.remove();
    form.before(words.content.cloneNode(true));
    document.querySelector(".expired").focus();
  });
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  // Going back leads to the form, not to the browser's question whether to send it again.
  if (form.dataset.here) history.replaceState(null, "", form.dataset.here);
  for (const button of $$("button:not([type=button])", form)) button.setAttribute("aria-disabled", "true");
});
// A page brought back from the browser's memory may be sent again.
addEventListener("pageshow", () => {
  for (const form of $$("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of $$("button[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
});

document.querySelector("[data-focus-first]")?.focus();

// ── small buttons that only work with script, so they are shown by script ──
for (const button of $$("[data-print]")) { button.hidden = false; button.addEventListener("click", () => print()); }
for (const button of $$("[data-back]")) { button.hidden = history.length < 2; button.addEventListener("click", () => history.back()); }
if (navigator.clipboard) {
  for (const button of $$("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(button.dataset.done);
    });
  }
}

// One polite voice for readers of the screen, and a toast for everyone else.
function say(words) {
  let voice = document.getElementById("voice");
  if (!voice) {
    voice = Object.assign(document.createElement("div"), { id: "voice", className: "toast" });
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { voice.textContent = ""; }, 3000);
}

// ── dates: 05022024 becomes 05/02/2024 when the field is left ──────────────
document.addEventListener("focusout", ({ target }) => {
  if (!target.matches?.("input[data-date]")) return;
  const digits = /^(\d{2})(\d{2})(\d{4})$/.exec(target.value.trim());
  if (digits) target.value = digits.slice(1).join("/");
});

// ── parts of a page that are fetched again ─────────────────────────────────
async function refresh(id) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = html(await answer.text()).querySelector(`[data-live="${CSS.escape(id)}"]`);
  const stale = document.querySelector(`[data-live="${CSS.escape(id)}"]`);
  if (fresh && stale && fresh.innerHTML !== stale.innerHTML) stale.replaceWith(document.adoptNode(fresh));
}
for (const part of $$("[data-live][data-every]")) {
  const id = part.dataset.live;
  setInterval(() => { if (!document.hidden) refresh(id).catch(() => {}); }, Math.max(5, Number(part.dataset.every)) * 1000);
}

// ── uploads: choose, drag or paste; one request per file ───────────────────
for (const zone of $$("form[data-dropzone]")) {
  zone.classList.add("is-live");
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector(".uploads");
  const sendAll = async (files) => {
    for (const file of files) await upload(zone, list, file, input.name).catch(() => {});
    input.value = "";
    await refresh(zone.dataset.dropzone).catch(() => {});
  };
  input.addEventListener("change", () => sendAll([...input.files]));
  zone.addEventListener("submit", (event) => { event.preventDefault(); sendAll([...input.files]); }, true);
  for (const type of ["dragenter", "dragover"]) zone.addEventListener(type, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  for (const type of ["dragleave", "drop"]) zone.addEventListener(type, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); sendAll([...event.dataTransfer.files]); });
  // A file may be dropped anywhere on the row that the zone belongs to.
  const row = zone.closest("[data-drop-row]");
  row?.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  row?.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  row?.addEventListener("drop", (event) => { if (!event.defaultPrevented) { event.preventDefault(); zone.classList.remove("is-over"); sendAll([...event.dataTransfer.files]); } });
  // The zone that is pointed at or focused hears the paste key, else the first of the page.
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const hears = document.activeElement?.closest("[data-drop-row], form[data-dropzone]") ?? document.querySelector("[data-drop-row]:hover, form[data-dropzone]:hover");
    const first = hears?.matches("form") ? hears : (hears ?? document).querySelector("form[data-dropzone]");
    if (files.length && zone === first) { event.preventDefault(); sendAll(files); }
  });
}

function upload(zone, list, file, field) {
  const row = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { textContent: file.name });
  const state = Object.assign(document.createElement("span"), { textContent: zone.dataset.wordSending });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", file.name);
  row.append(name, state, bar);
  list.append(row);
  return new Promise((done, failed) => {
    const body = new FormData();
    for (const hidden of $$("input[type=hidden]", zone)) if (hidden.name !== "_once") body.append(hidden.name, hidden.value);
    body.append("_once", crypto.randomUUID?.() ?? String(Math.random()).slice(2));
    body.append(field, file);
    const request = new XMLHttpRequest();
    request.open("POST", zone.action);
    request.setRequestHeader("X-CSRF-Token", csrf());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
    request.addEventListener("loadend", () => {
      bar.remove();
      const good = request.status >= 200 && request.status < 400;
      let why = "";
      try { why = JSON.parse(request.responseText).detail ?? ""; } catch { /* not a problem document */ }
      // A file that was taken may still deserve a second look.
      state.textContent = `${good ? zone.dataset.wordDone : zone.dataset.wordFailed}${why ? `: ${why}` : ""}`;
      row.classList.toggle("is-bad", !good);
      if (good) done(); else failed(new Error(String(request.status)));
    });
    request.send(body);
  });
}

// ── typeahead ──────────────────────────────────────────────────────────────
for (const [index, box] of $$("[data-combo]").entries()) {
  const input = box.querySelector("input[type=text]");
  const chosen = box.querySelector("input[type=hidden]");
  const list = Object.assign(document.createElement("ul"), { id: `combo-${index}`, className: "combo-list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.querySelector("label").textContent);
  input.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) input.setAttribute(name, value);
  let options = [], at = -1, timer = 0, asked = 0;

  const show = (open) => { list.hidden = !open; input.setAttribute("aria-expanded", String(open)); if (!open) input.removeAttribute("aria-activedescendant"); };
  const mark = (to) => {
    at = to;
    for (const [i, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(i === at));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (at >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  };
  const choose = (option) => {
    input.value = option.label;
    chosen.value = option.value;
    show(false);
    box.dispatchEvent(new CustomEvent("combo-chosen", { bubbles: true, detail: option }));
  };
  const ask = async () => {
    const mine = ++asked;
    const glue = box.dataset.combo.includes("?") ? "&" : "?";
    const answer = await fetch(`${box.dataset.combo}${glue}q=${encodeURIComponent(input.value)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return;
    options = await answer.json();
    list.replaceChildren(...options.map((option, i) => {
      const item = Object.assign(document.createElement("li"), { id: `${list.id}-${i}`, textContent: option.label });
      item.setAttribute("role", "option");
      if (option.hint) item.append(Object.assign(document.createElement("small"), { textContent: option.hint }));
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(option); });
      return item;
    }));
    mark(-1);
    show(options.length > 0);
    say(options.length ? box.dataset.found.replace("{n}", options.length) : box.dataset.none);
  };
  input.addEventListener("input", () => {
    chosen.value = "";
    clearTimeout(timer);
    if (input.value.trim().length < 2) { show(false); return; }
    timer = setTimeout(() => ask().catch(() => show(false)), 180);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark(Math.min(options.length - 1, at + 1));
    else if (event.key === "ArrowUp") mark(Math.max(0, at - 1));
    else if (event.key === "Enter" && at >= 0) choose(options[at]);
    else if (event.key === "Escape") show(false);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => show(false));
}

// [data-combo-press="#button"] around a typeahead: choosing presses the button.
document.addEventListener("combo-chosen", (event) => {
  const to = event.target.closest("[data-combo-press]")?.dataset.comboPress;
  if (to) document.querySelector(to)?.click();
});

// [data-tick-all="#list"] ticks every box of the list; when all are ticked, none.
for (const button of $$("[data-tick-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const boxes = $$("input[type=checkbox]", document.querySelector(button.dataset.tickAll));
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    boxes[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// [data-unless="id"]: a proposed tick that goes when the other box is ticked, and comes back with it, until touched by hand.
const proposed = $$("input[data-unless]").filter((box) => box.checked);
for (const box of proposed) box.addEventListener("input", () => { box.dataset.touched = "1"; });
document.addEventListener("input", () => {
  for (const box of proposed) if (!box.dataset.touched) box.checked = !document.getElementById(box.dataset.unless)?.checked;
});

// Long lists on the page itself: [data-filter="#list"] hides what does not contain the words, diacritics or not.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
for (const input of $$("input[data-filter]")) {
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/\s+/);
    for (const item of document.querySelector(input.dataset.filter)?.children ?? []) {
      const text = (item.dataset.folded ??= fold(item.textContent));
      item.hidden = !words.every((word) => text.includes(word));
    }
  });
}

// ── forms that save themselves, and forms that show what would happen ──────
function afterQuiet(form, quiet, act) {
  let timer = 0;
  const later = () => { clearTimeout(timer); timer = setTimeout(act, quiet); };
  heard(form, "input", later);
  heard(form, "change", later);
}
// A field may stand outside its form (<input form="…">), and is heard all the same.
function heard(form, type, act) {
  document.addEventListener(type, (event) => { if (event.target.form === form) act(event); });
}
const post = (form, url) => fetch(url, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-CSRF-Token": csrf() } });

for (const form of $$("form[data-autosave]")) {
  const line = form.querySelector("[data-autosave-line]") ?? document.querySelector("[data-autosave-line]");
  const tell = (state, words) => { if (line) { line.dataset.state = state; line.textContent = words; } };
  heard(form, "input", () => tell("unsaved", line?.dataset.wordUnsaved));
  afterQuiet(form, 1200, async () => {
    tell("saving", line?.dataset.wordSaving);
    const answer = await post(form, form.dataset.autosave).catch(() => null);
    const clock = new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
    if (answer?.ok) tell("saved", `${line?.dataset.wordSaved} ${clock}`); else tell("unsaved", line?.dataset.wordUnsaved);
  });
  addEventListener("beforeunload", (event) => { if (line?.dataset.state === "unsaved" && !form.dataset.sent) event.preventDefault(); });
}

for (const form of $$("form[data-preview]")) {
  const place = form.querySelector("[data-preview-here]") ?? document.querySelector("[data-preview-here]");
  afterQuiet(form, 350, async () => {
    const answer = await post(form, form.dataset.preview).catch(() => null);
    if (answer?.ok && place) place.replaceChildren(...html(await answer.text()).body.childNodes);
  });
}
