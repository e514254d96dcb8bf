// A kiosk: keys, the voice, and the end of a visit. Everything works without it; the pages themselves know the visit.

const $ = (css, root = document) => root.querySelector(css);

// ── the clock ──
const clock = $("[data-clock]");
if (clock) {
  const ahead = Number(clock.dataset.clock) - Date.now();
  setInterval(() => { clock.textContent = new Date(Date.now() + ahead + 7 * 3_600_000).toISOString().slice(11, 16); }, 1_000);
}

// ── the end of a visit: after a minute without a touch; before that the kiosk asks ──
const guard = $("[data-idle]");
let idleTimer = 0, warnTimer = 0, left = 0;
const away = () => location.replace(guard.dataset.over);
const focusable = "a[href], button, input:not([type=hidden])";
let before = null;

function calm() {
  clearTimeout(idleTimer);
  clearInterval(warnTimer);
  warnTimer = 0;
  if (!guard) return;
  if (!guard.hidden && Number(guard.dataset.warn) > 0) {
    guard.hidden = true;
    $("main").inert = false;
    before?.focus?.();
  }
  idleTimer = setTimeout(ask, (Number(guard.dataset.idle) - Number(guard.dataset.warn)) * 1_000);
}

function ask() {
  left = Number(guard.dataset.warn);
  if (left <= 0) return away();
  before = document.activeElement;
  guard.hidden = false;
  $("main").inert = true;
  const count = $("[data-count]", guard);
  count.textContent = left;
  $("[data-here]", guard).focus();
  say(`${$("h2", guard).textContent}`);
  warnTimer = setInterval(() => {
    left -= 1;
    count.textContent = Math.max(left, 0);
    if (left <= 0) away();
  }, 1_000);
}

if (guard) {
  for (const kind of ["pointerdown", "keydown", "touchstart", "input"]) addEventListener(kind, calm, { passive: true });
  $("[data-here]", guard)?.addEventListener("click", calm);
  // A page the browser kept is nobody's any more.
  addEventListener("pageshow", (event) => { if (event.persisted) away(); });
  calm();
} else {
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

// ── keys: digits choose, Enter goes on, Escape starts again ──
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (guard && !guard.hidden && warnTimer) return;
  const typing = event.target.matches?.("input:not([type=checkbox]):not([type=radio])");
  if (typing && event.key !== "Escape") return;
  // A link or button that has the focus answers Enter itself.
  if (event.key === "Enter" && event.target.matches?.("a, button, summary")) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const it = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  if (!it) return;
  event.preventDefault();
  it.focus();
  it.click();
});

// ── a scanner types where the code is: a touch beside it leads back there, a key stays where it is ──
const scanned = $(".kiosk-code");
if (scanned) {
  let touched = false;
  addEventListener("pointerdown", () => { touched = true; }, { passive: true });
  addEventListener("keydown", () => { touched = false; });
  $(".kiosk-needs")?.addEventListener("click", () => { if (touched) setTimeout(() => scanned.focus()); });
}

// ── one press is one act ──
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
}

// ── the voice, when the visitor wants it; what is said stands on the page ──
function say(text) {
  if (!text || !document.body.classList.contains("kiosk-speaks") || !("speechSynthesis" in window)) return;
  const tag = document.documentElement.lang === "en" ? "en" : "vi";
  const own = speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(tag));
  if (!own && speechSynthesis.getVoices().length > 0) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = tag === "en" ? "en-GB" : "vi-VN";
  if (own) words.voice = own;
  words.rate = .9;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}
const prompt = $("[data-say]")?.dataset.say;
if (prompt) {
  if (window.speechSynthesis?.getVoices().length === 0) speechSynthesis.addEventListener("voiceschanged", () => say(prompt), { once: true });
  else say(prompt);
}
// Whoever cannot see hears what a box says when it has the focus.
addEventListener("focusin", (event) => {
  const words = event.target.closest?.("a, button, label")?.innerText;
  if (words && event.target.matches(focusable) && event.target.matches(":focus-visible")) say(words.replace(/^\d+\s/, ""));
});

// ── the paper ──
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if ($("[data-print-now]")) addEventListener("load", () => setTimeout(print, 300));
