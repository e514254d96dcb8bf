// Boards and counters' displays: the clock, a slow glow around a new call, a chime and a voice once somebody has switched
// them on (browsers demand a gesture). What is said is always shown as well.

const GLOW_MS = 10_000;
const seen = new Map();
let sound = null;

// ── the clock: the server's, carried on here ──
for (const clock of document.querySelectorAll("[data-clock]")) {
  const ahead = Number(clock.dataset.clock) - Date.now();
  const show = () => { clock.textContent = new Date(Date.now() + ahead + 7 * 3_600_000).toISOString().slice(11, 16); };
  setInterval(show, 1_000);
}

function calls(root) {
  return [...root.querySelectorAll("[data-call]")];
}

function glow(call, until) {
  const left = until - Date.now();
  if (left <= 0) return;
  call.classList.add("is-new");
  setTimeout(() => call.classList.remove("is-new"), left);
}

// Two soft notes, falling: heard through a murmur, no alarm.
function chime() {
  const now = sound.currentTime;
  for (const [at, pitch] of [[0, 784], [.38, 587]]) {
    const note = sound.createOscillator(), loud = sound.createGain();
    note.frequency.value = pitch;
    loud.gain.setValueAtTime(0, now + at);
    loud.gain.linearRampToValueAtTime(.35, now + at + .02);
    loud.gain.exponentialRampToValueAtTime(.001, now + at + 1.1);
    note.connect(loud).connect(sound.destination);
    note.start(now + at);
    note.stop(now + at + 1.2);
  }
}

function speak(text, lang) {
  if (!("speechSynthesis" in window)) return;
  const tag = lang === "en" ? "en" : "vi";
  const own = speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(tag));
  // Vietnamese read by another language's voice is not understood by anybody: then the chime is enough.
  if (!own && speechSynthesis.getVoices().length > 0) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = tag === "en" ? "en-GB" : "vi-VN";
  if (own) words.voice = own;
  words.rate = .9;
  speechSynthesis.speak(words);
}

function announce(root, news) {
  const said = document.querySelector("[data-said]");
  if (said) said.textContent = news.map((call) => call.dataset.say).join(". ");
  if (!sound) return;
  chime();
  setTimeout(() => {
    for (const call of news) {
      speak(call.dataset.say, root.dataset.announce);
      if (call.dataset.also) speak(call.dataset.also, "en");
    }
  }, 1_300);
}

for (const root of document.querySelectorAll("[data-announce]")) {
  // What stands there when the screen is switched on was said already.
  for (const call of calls(root)) seen.set(call.dataset.call, 0);
  root.addEventListener("live", () => {
    const now = Date.now(), here = calls(root);
    const news = here.filter((call) => !seen.has(call.dataset.call));
    for (const call of news) seen.set(call.dataset.call, now + GLOW_MS);
    for (const call of here) glow(call, seen.get(call.dataset.call));
    const standing = new Set(here.map((call) => call.dataset.call));
    for (const key of seen.keys()) if (!standing.has(key)) seen.delete(key);
    if (news.length > 0) announce(root, news);
  });
}

for (const button of document.querySelectorAll("[data-sound]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    document.body.classList.toggle("has-sound", on);
    if (on) { sound = new AudioContext(); chime(); } else { sound?.close(); sound = null; window.speechSynthesis?.cancel(); }
  });
}
