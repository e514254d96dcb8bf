// Filing online: pages that save themselves, questions that depend on answers, uploads that go on after a cut.
// Everything works without this file. Elements say what they want in data attributes (crates/web/README.md).

const $$ = (query, root = document) => [...root.querySelectorAll(query)];
const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// ── form[data-filing="url"]: saved after a pause and when a field is left ───
for (const form of $$("form[data-filing]")) {
  const line = form.querySelector("[data-autosave-line]") ?? document.querySelector("[data-autosave-line]");
  const tell = (state, words) => { if (line && words) { line.dataset.state = state; line.textContent = words; } };
  let timer = 0, running = null, again = false;
  const save = async () => {
    clearTimeout(timer);
    // One at a time: the second must name the version that the first one made.
    if (running) { again = true; return; }
    running = send();
    await running;
    running = null;
    if (again) { again = false; save(); }
  };
  const send = async () => {
    tell("saving", line?.dataset.wordSaving);
    const headers = { "X-CSRF-Token": csrf(), Accept: "application/json" };
    const answer = await fetch(form.dataset.filing, { method: "POST", body: new URLSearchParams(new FormData(form)), headers }).catch(() => null);
    if (answer?.ok) {
      const { version, saved } = await answer.json();
      form.elements.version.value = version;
      tell("saved", saved);
    } else if (answer?.status === 401 || answer?.status === 403) tell("unsaved", line?.dataset.wordExpired);
    else if (answer?.status === 409) tell("unsaved", line?.dataset.wordConflict);
    else tell("unsaved", line?.dataset.wordUnsaved);
  };
  const heard = (type, act) => document.addEventListener(type, (event) => { if (event.target.form === form) act(); });
  heard("input", () => { tell("unsaved", line?.dataset.wordUnsaved); clearTimeout(timer); timer = setTimeout(save, 1500); });
  heard("change", save);
  // Leaving the page by its own button saves too; a save on its way must not make that one old.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await running;
    form.requestSubmit(event.submitter);
  }, true);
}

// ── [data-when="field=yes|no other!=x"]: asked only while it holds ──────────
const given = (form, name) => new FormData(form).getAll(name).filter((value) => String(value).trim());
function asked(form, condition) {
  const [, name, not, values] = /^([^=!]+)(!?)=(.*)$/.exec(condition) ?? [];
  const said = given(form, name), wanted = (values ?? "").split("|").filter(Boolean);
  if (!not) return said.some((value) => wanted.includes(value));
  return said.length > 0 && !said.some((value) => wanted.includes(value));
}
function ask(form) {
  for (const part of $$("[data-when]", form)) {
    const holds = part.dataset.when.split(" ").every((condition) => asked(form, condition));
    part.hidden = !holds;
    part.disabled = !holds;
  }
}
for (const form of $$("form[data-filing]")) {
  form.addEventListener("input", () => ask(form));
  form.addEventListener("change", () => ask(form));
  ask(form);
}

// ── form[data-resumable="list"]: files in pieces, from where the last one stopped ──
const PIECE = 256 * 1024, MOST = 20 * 1024 * 1024;
const TYPES = /\.(pdf|jpe?g|png|docx|xlsx|xml)$/i, PICTURES = /^image\/(jpeg|png)$/;

async function refresh(id) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const query = `[data-live="${CSS.escape(id)}"]`;
  const fresh = page.querySelector(query), stale = document.querySelector(query);
  if (fresh && stale) stale.replaceWith(document.adoptNode(fresh));
}

// What can be seen before sending: name, size, and whether a picture opens.
async function faultOf(zone, file) {
  if (!file.size) return zone.dataset.wordEmpty;
  if (file.size > MOST) return zone.dataset.wordLarge;
  if (!TYPES.test(file.name)) return zone.dataset.wordType;
  if (PICTURES.test(file.type)) {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return zone.dataset.wordUnreadable;
    picture.close();
  }
  return "";
}

async function problemOf(answer) {
  try { return (await answer.json()).detail ?? ""; } catch { return ""; }
}

class Refused extends Error {}
// A broken line is waited for; what the office refuses is not asked again.
async function request(url, init) {
  const answer = await fetch(url, { ...init, headers: { "X-CSRF-Token": csrf(), Accept: "application/json", ...init.headers } });
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  if (!answer.ok && answer.status !== 409) throw new Refused(await problemOf(answer));
  return answer;
}

async function sendFile(zone, file, tell) {
  const words = encodeURIComponent;
  const begin = () => request(zone.action, {
    method: "POST",
    headers: { "Upload-Length": file.size, "Upload-Name": words(file.name), "Upload-Component": words(zone.dataset.component ?? ""), "Upload-Mark": words(`${file.size}-${file.lastModified}`) },
  });
  let place = "", at = 0, pause = 1000;
  for (;;) {
    try {
      if (!place) {
        const answer = await begin();
        place = answer.headers.get("Location");
        at = Number(answer.headers.get("Upload-Offset"));
      }
      const piece = file.slice(at, at + PIECE);
      const answer = await request(place, { method: "PATCH", body: piece, headers: { "Upload-Offset": at, "Content-Type": "application/offset+octet-stream" } });
      if (answer.status === 409) { at = Number((await request(place, { method: "HEAD" })).headers.get("Upload-Offset")); continue; }
      pause = 1000;
      if (answer.status === 201) return (await answer.json()).detail ?? "";
      at = Number(answer.headers.get("Upload-Offset"));
      tell(at / file.size);
    } catch (error) {
      if (error instanceof Refused) throw error;
      tell(at / file.size, true);
      await wait(pause);
      pause = Math.min(pause * 2, 15000);
      // The offset is asked for again: the piece may have arrived and its answer been lost.
      place = "";
    }
  }
}

for (const zone of $$("form[data-resumable]")) {
  zone.classList.add("is-live");
  const input = zone.querySelector("input[type=file]"), list = zone.querySelector(".uploads");
  const send = async (files) => {
    for (const file of files) {
      const row = document.createElement("li");
      const name = Object.assign(document.createElement("span"), { textContent: file.name });
      const state = Object.assign(document.createElement("span"), { textContent: zone.dataset.wordSending });
      const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
      bar.setAttribute("aria-label", file.name);
      row.append(name, state, bar);
      list.append(row);
      try {
        const fault = await faultOf(zone, file);
        if (fault) throw new Refused(fault);
        const detail = await sendFile(zone, file, (part, waits) => {
          bar.value = part;
          state.textContent = waits ? zone.dataset.wordWaiting : `${zone.dataset.wordSending} ${Math.floor(part * 100)} %`;
        });
        state.textContent = zone.dataset.wordDone + (detail ? `: ${detail}` : "");
        if (!detail) row.remove();
      } catch (error) {
        row.classList.add("is-bad");
        state.textContent = zone.dataset.wordFailed + (error.message ? `: ${error.message}` : "");
      }
      bar.remove();
      await refresh(zone.dataset.resumable).catch(() => {});
    }
    input.value = "";
  };
  input.addEventListener("change", () => send([...input.files]));
  zone.addEventListener("submit", (event) => { event.preventDefault(); event.stopImmediatePropagation(); send([...input.files]); }, true);
  const row = zone.closest("[data-drop-row]") ?? zone;
  row.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  row.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  row.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("is-over"); send([...event.dataTransfer.files]); });
}
