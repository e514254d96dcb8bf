// The counter of a hall: presses go out without a new page, and a cut line does not stop the visitor at the counter.
// The server draws the desk (floor.js shows it); this file presses, counts seconds and fetches who the visitor is.
//
// While the line is cut only what nobody else may do is possible: the visitor at the counter, those kept aside, those who
// wait for this counter alone. Each act is kept with a key of its own, so that it happens once however often it is sent, and
// names the visitor it means, so that it never falls on another. In the order they were done they are sent when the line is
// back; the server decides, and what it refuses is shown.

const form = document.querySelector("[data-counter]");
const view = document.querySelector("[data-desk-view]");
const side = document.querySelector("[data-visitor]");
const SAFE = new Set(["start", "recall", "skip", "hold", "unhold", "call", "finish"]);
const RETRY_MS = 3_000, ANSWER_MS = 8_000, DRAWN_MS = 2_500;

const store = (name, fallback) => {
  const key = `motcua-counter-${name} ${form.dataset.api}`;
  return {
    read: () => { try { return JSON.parse(localStorage.getItem(key)) ?? fallback; } catch { return fallback; } },
    write: (value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* kept in memory only */ } },
  };
};
const queueStore = store("queue", []), refusedStore = store("refused", []);
let queue = queueStore.read(), refused = refusedStore.read();
let failed = false, busy = false, flushing = false, drawnAt = performance.now(), shownVisitor = null, drawing = view.innerHTML;

const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";
const kept = () => JSON.parse(view.querySelector("[data-desk]")?.dataset.desk ?? "null");
let base = kept();
const isCut = () => failed || queue.length > 0 || document.body.classList.contains("is-lost");
const token = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
// The hall's clock, by what has passed here: a clock that is changed changes nothing.
const now = () => Math.round((base?.now ?? Date.now()) + performance.now() - drawnAt);
const word = (act) => form.getAttribute(`data-act-${act}`) ?? act;

// ── the state while the line is cut ──────────────────────────────────────────
function after(state, item) {
  const next = { ...state, own: [...state.own], held: [...state.held] };
  const who = { ticket: item.ticket, number: item.number };
  switch (item.act) {
    case "start": next.state = "serving"; break;
    case "skip": case "finish": next.state = "free"; next.with = null; break;
    case "hold": next.state = "free"; next.with = null; next.held.push(who); break;
    case "unhold": next.state = "serving"; next.with = who; next.held = next.held.filter((one) => one.ticket !== who.ticket); break;
    case "call": next.state = "called"; next.with = who; next.own = next.own.filter((one) => one.ticket !== who.ticket); break;
  }
  return next;
}
const local = () => queue.reduce(after, base);
const mayCall = (ticket) => local()?.own.some((one) => one.ticket === ticket);

function possible(item) {
  if (!SAFE.has(item.act)) return false;
  const state = local();
  if (!state) return false;
  if (item.act === "call") return !state.with && mayCall(item.ticket);
  if (item.act === "unhold") return !state.with && state.held.some((one) => one.ticket === item.ticket);
  return state.with?.ticket === item.ticket;
}

// ── pressing ─────────────────────────────────────────────────────────────────
form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.act) return;
  event.preventDefault();
  const number = button.dataset.of ?? local()?.with?.number ?? "";
  press({ key: token(), act: button.dataset.act, ticket: button.value || null, number });
});

async function press(item) {
  if (busy) return;
  item.body = JSON.stringify({ ...(item.ticket ? { ticket: item.ticket } : {}), done_ms: now() });
  if (isCut()) { keep(item); return; }
  busy = true;
  const seen = drawings;
  try {
    const { refusal } = await send(item);
    show("refused", refusal ? [{ ...item, reason: refusal }] : refused);
    // Who has left the counter chooses again.
    if (item.act === "close" && !refusal) location.assign(location.pathname);
    else if (!refusal && drawings === seen) awaitDrawing();
  } catch {
    failed = true;
    // Whether it arrived is not known: the same act with the same key may be sent again.
    if (possible(item)) keep(item); else { say(form.dataset.wordUnknown); draw(); setTimeout(flush, RETRY_MS); }
  } finally { busy = false; }
}

function keep(item) {
  if (!possible(item)) { say(form.dataset.wordImpossible); return; }
  queue.push(item);
  queueStore.write(queue);
  draw();
  setTimeout(flush, RETRY_MS);
}

// Answers {refusal}, or throws when nobody answered.
async function send(item) {
  const answer = await fetch(`${form.dataset.api}/${item.act}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": item.key, "X-CSRF-Token": csrf() },
    body: item.body,
    signal: AbortSignal.timeout?.(ANSWER_MS),
  });
  if (answer.ok) return {};
  // Whoever has to sign in again finds what was kept afterwards.
  if (answer.status === 401) { location.reload(); throw new Error("signed out"); }
  if (answer.status >= 500 || answer.status === 429) throw new Error(`answer ${answer.status}`);
  const problem = await answer.json().catch(() => ({}));
  return { refusal: problem.detail ?? problem.title ?? String(answer.status) };
}

// A drawing may come before the answer does.
let waitsForDrawing = 0, drawings = 0;
function awaitDrawing() {
  clearTimeout(waitsForDrawing);
  waitsForDrawing = setTimeout(() => { if (!isCut()) location.reload(); }, DRAWN_MS);
}

// ── the line is back ─────────────────────────────────────────────────────────
async function flush() {
  // Without any network the browser says when there is one again.
  if (flushing || busy || !navigator.onLine) return;
  flushing = true;
  try {
    while (queue.length) {
      const item = queue[0];
      const { refusal } = await send(item);
      queue.shift();
      queueStore.write(queue);
      if (refusal) { refused.push({ ...item, reason: refusal }); refusedStore.write(refused); }
    }
    if (failed) {
      const alive = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout?.(ANSWER_MS) });
      if (alive.status >= 500) throw new Error("not well");
    }
    failed = false;
    // What was drawn meanwhile is the server's; without a new drawing the last one stands again.
    if (!document.body.classList.contains("is-lost")) restore();
  } catch {
    failed = true;
    setTimeout(flush, RETRY_MS);
  } finally {
    flushing = false;
    draw();
    if (!isCut()) { tell(); fetchVisitor(); }
  }
}

function restore() {
  if (view.querySelector("[data-overlay]")) { view.innerHTML = drawing; drawnAt = performance.now(); }
}

addEventListener("online", flush);
new MutationObserver(() => { if (document.body.classList.contains("is-lost")) draw(); else flush(); })
  .observe(document.body, { attributes: true, attributeFilter: ["class"] });

// ── drawing ──────────────────────────────────────────────────────────────────
function draw() {
  const cut = isCut();
  for (const part of document.querySelectorAll("[data-lost]")) part.hidden = !(failed || document.body.classList.contains("is-lost"));
  for (const part of side.querySelectorAll("[data-online]")) part.inert = cut;
  if (cut) overlay(); else side.hidden = false;
  show("queued", queue);
  show("refused", refused);
}

// The desk as it stands here, with the acts that are possible; everything else waits for the line.
function overlay() {
  const state = local();
  const desk = view.querySelector("[data-desk]");
  if (!state || !desk) return;
  desk.dataset.overlay = "1";
  desk.className = `card desk-now desk-${state.state}`;
  desk.querySelector(".desk-over").textContent = form.dataset[`word${{ called: "Called", serving: "Serving" }[state.state] ?? "Free"}`];
  desk.querySelector("[data-number]").textContent = state.with?.number ?? "–";
  const about = desk.querySelector(".desk-about");
  if (about && state.with?.ticket !== base.with?.ticket) about.textContent = "";
  for (const left of desk.querySelectorAll("[data-left]")) if (state.state !== "called") left.remove();
  const acts = desk.querySelector(".acts");
  const of = state.with;
  const buttons = state.state === "called" ? [["start", of, "s"], ["recall", of, "r"], ["skip", of, "b"]]
    : state.state === "serving" ? [["finish", of, "f"], ["hold", of, "h"]]
    : [...state.held.map((one) => ["unhold", one, ""]), ...state.own.map((one) => ["call", one, ""])];
  acts?.replaceChildren(...buttons.map(([act, one, key], nth) => button(act, one, key, nth === 0)));
  for (const other of view.querySelectorAll("button[data-act]")) if (!acts?.contains(other)) other.disabled = true;
  for (const link of view.querySelectorAll("[data-online]")) link.hidden = true;
  side.hidden = Boolean(side.querySelector("[data-of-ticket]") && side.querySelector("[data-of-ticket]").dataset.ofTicket !== of?.ticket);
  tell();
}

function button(act, one, key, first) {
  const made = Object.assign(document.createElement("button"), { className: `btn btn-${first ? "primary" : "quiet"}`, name: "ticket", value: one.ticket });
  made.setAttribute("form", "acts");
  made.dataset.act = act;
  made.dataset.of = one.number;
  if (key) { made.dataset.key = key; made.setAttribute("aria-keyshortcuts", key); }
  made.append(Object.assign(document.createElement("span"), { textContent: key ? word(act) : `${word(act)} ${one.number}` }));
  if (key) { const cap = Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }); cap.setAttribute("aria-hidden", "true"); made.append(cap); }
  return made;
}

function show(name, items) {
  const part = document.querySelector(`[data-${name}]`);
  part.hidden = !items.length;
  const clock = (item) => new Date(JSON.parse(item.body).done_ms).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  part.querySelector("ul").replaceChildren(...items.map((item) => Object.assign(document.createElement("li"), {
    textContent: `${clock(item)} · ${word(item.act)} ${item.number}${item.reason ? `: ${item.reason}` : ""}`,
  })));
}
document.querySelector("[data-refused-read]").addEventListener("click", () => { refused = []; refusedStore.write(refused); show("refused", refused); });

let said = "";
function say(words) { document.querySelector("[data-said]").textContent = words; }
function tell() {
  const state = local();
  const words = state?.with ? `${form.dataset[`word${{ called: "Called", serving: "Serving" }[state.state]}`] ?? ""} ${state.with.number}` : form.dataset.wordFree;
  if (words !== said) { said = words; say(words); }
}

// Who the visitor is stands beside the desk, and is asked for once for each visitor: every look leaves a trace.
async function fetchVisitor() {
  const wanted = base?.with ? `${base.with.ticket} ${base.state}` : "";
  if (wanted === shownVisitor) return;
  // Nobody's name stands beside somebody else's number, not for a moment.
  const same = wanted && wanted.split(" ")[0] === side.querySelector("[data-of-ticket]")?.dataset.ofTicket;
  if (!same) side.replaceChildren();
  shownVisitor = wanted;
  side.hidden = false;
  if (!wanted) return;
  try {
    const answer = await fetch(side.dataset.visitor, { headers: { Accept: "text/html" } });
    if (answer.ok && wanted === shownVisitor) side.innerHTML = await answer.text();
  } catch { shownVisitor = null; }
}

view.addEventListener("live", () => {
  clearTimeout(waitsForDrawing);
  drawings += 1;
  drawing = view.innerHTML;
  drawnAt = performance.now();
  base = kept();
  if (document.activeElement === document.body) view.querySelector(".btn-primary")?.focus({ preventScroll: true });
  if (isCut()) draw(); else { tell(); fetchVisitor(); }
});

// Seconds, counted from what the server drew.
const two = (n) => String(n).padStart(2, "0");
setInterval(() => {
  const passed = performance.now() - drawnAt;
  const timer = view.querySelector("[data-timer]");
  if (timer) {
    // While the line is cut: since what was done here last.
    const last = queue.findLast((item) => item.act !== "recall");
    const since = last ? now() - JSON.parse(last.body).done_ms : Number(timer.dataset.timer) + passed;
    const s = Math.max(0, Math.floor(since / 1_000));
    timer.textContent = s < 3_600 ? `${two(Math.floor(s / 60))}:${two(s % 60)}` : `${Math.floor(s / 3_600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  }
  const left = view.querySelector("[data-left]");
  if (left) {
    const s = Math.ceil((Number(left.dataset.left) - passed) / 1_000);
    left.hidden = s <= 0;
    if (s > 0) left.textContent = left.textContent.replace(/\d+/, String(s));
  }
}, 500);

shownVisitor = base?.with ? `${base.with.ticket} ${base.state}` : "";
said = base?.with?.number ?? "";
show("refused", refused);
if (queue.length) flush();
