// Một Cửa – the two ends of a talk by video. The server passes signals on and keeps nothing; picture and sound go from
// browser to browser. Without camera, without microphone, or where browsers do not reach each other, writing still works.

const root = document.querySelector("[data-talk]");
const $ = (query) => root.querySelector(query);
const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";
const word = (key) => root.dataset[`word${key[0].toUpperCase()}${key.slice(1)}`] ?? "";

/** How long a connection may falter before it is begun again, in milliseconds. */
const FALTERS_MS = 6000;
/** How long a new connection may take before the page says that writing works already. */
const TAKES_MS = 15000;
/** How often a connection that failed is begun again by itself. */
const TRIES = 3;

const wishes = { audio: $("[data-talk-wish=audio]"), video: $("[data-talk-wish=video]") };
const screens = { far: $("[data-talk-remote]"), self: $("[data-talk-self]"), preview: $("[data-talk-preview]") };

let own = new MediaStream();     // what this browser sends
let place = null;                // {key, party, ice_servers}
let line = null;                 // EventSource
let link = null;                 // RTCPeerConnection of this epoch
let epoch = 0;
let early = [];                  // candidates that came before the description
let sending = Promise.resolve(); // signals go one after the other
let peerHere = false;
let peerLook = { camera: true, microphone: true };
let falters = 0;
let takes = 0;
let failed = 0;

function shows(part) {
  for (const name of ["lobby", "room", "end"]) $(`[data-talk-${name}]`).hidden = name !== part;
}

function becomes(state, words = word(state)) {
  root.dataset.state = state;
  const status = $("[data-talk-status]");
  if (status.textContent !== words) status.textContent = words;
}

// ── camera and microphone ──────────────────────────────────────────────────
async function takeMedia(kinds) {
  const say = $("[data-talk-say]");
  if (!navigator.mediaDevices) { say.textContent = word("insecure"); return; }
  for (const kind of kinds) {
    if (own.getTracks().some((track) => track.kind === kind && track.readyState === "live")) continue;
    say.textContent = word("asking");
    const picked = $(`[data-talk-pick=${kind}input] select`).value;
    const wanted = kind === "video" ? { width: { ideal: 960 }, height: { ideal: 540 } } : { echoCancellation: true, noiseSuppression: true };
    if (picked) wanted.deviceId = { exact: picked };
    try {
      // One after the other: a missing camera must not take the microphone away.
      const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
      for (const track of stream.getTracks()) own.addTrack(track);
      say.textContent = "";
    } catch {
      say.textContent = word("noMedia");
    }
  }
  for (const video of [screens.self, screens.preview]) { video.srcObject = own; video.muted = true; }
  screens.self.hidden = !has("video");
  await offerDevices().catch(() => {});
  drawToggles();
}

const has = (kind) => own.getTracks().some((track) => track.kind === kind && track.enabled && track.readyState === "live");

function dropMedia(kind) {
  for (const track of own.getTracks()) if (!kind || track.kind === kind) { track.stop(); own.removeTrack(track); }
}

async function offerDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  for (const kind of ["videoinput", "audioinput"]) {
    const field = $(`[data-talk-pick=${kind}]`);
    const select = field.querySelector("select");
    const named = devices.filter((device) => device.kind === kind && device.label);
    field.hidden = named.length < 2;
    const chosen = select.value;
    select.replaceChildren(...named.map((device) => new Option(device.label, device.deviceId, false, device.deviceId === chosen)));
  }
}

for (const kind of ["video", "audio"]) {
  $(`[data-talk-pick=${kind}input] select`).addEventListener("change", async () => {
    dropMedia(kind);
    await takeMedia([kind]);
  });
}

$("[data-talk-try]").addEventListener("click", async () => {
  await takeMedia(["audio", "video"].filter((kind) => wishes[kind].checked));
  screens.preview.hidden = !has("video");
});

// ── coming in ──────────────────────────────────────────────────────────────
async function comesIn() {
  $("[data-talk-enter]").disabled = true;
  try {
    await takeMedia(["audio", "video"].filter((kind) => wishes[kind].checked));
    const answer = await fetch(root.dataset.place, { method: "POST", headers: { "X-CSRF-Token": csrf(), Accept: "application/json" } });
    const body = await answer.json().catch(() => ({}));
    if (!answer.ok) { ends(body.detail || word("refused")); return; }
    place = body;
    failed = 0;
    shows("room");
    becomes("waiting");
    listens();
    looks();
  } catch {
    $("[data-talk-say]").textContent = $("[data-talk-end-say]").textContent = word("offline");
  } finally {
    $("[data-talk-enter]").disabled = false;
  }
}
$("[data-talk-enter]").addEventListener("click", comesIn);
$("[data-talk-again]").addEventListener("click", comesIn);

function listens() {
  line?.close();
  line = new EventSource(`/talk-places/${place.key}`);
  line.addEventListener("message", (event) => hears(JSON.parse(event.data)));
  line.addEventListener("open", () => { if (root.dataset.state === "offline") becomes(peerHere ? "connecting" : "waiting"); });
  line.addEventListener("error", () => {
    // Closed for good: the place is no longer this browser's, or the server was started again.
    if (line?.readyState === EventSource.CLOSED) ends(word("gone"));
    else becomes("offline");
  });
}

function tells(signal) {
  if (!place) return;
  const to = `/talk-places/${place.key}`;
  const headers = { "X-CSRF-Token": csrf(), "Content-Type": "application/json", Accept: "application/json" };
  sending = sending.then(() => fetch(to, { method: "POST", headers, body: JSON.stringify(signal), keepalive: signal.kind === "leave" })).catch(() => {});
}

// Leaves the room on this side; what is said stands in place of the room.
function ends(words) {
  line?.close();
  line = null;
  place = null;
  unlinks();
  dropMedia();
  screens.self.srcObject = screens.preview.srcObject = null;
  screens.preview.hidden = true;
  shows("end");
  root.dataset.state = "end";
  $("[data-talk-end-say]").textContent = words;
  $("[data-talk-end]").focus();
}

$("[data-talk-leave]").addEventListener("click", () => {
  tells({ kind: "leave" });
  const gone = sending;
  gone.then(() => ends(word("out")));
});

// ── what comes down the line ───────────────────────────────────────────────
async function hears(message) {
  switch (message.kind) {
    case "peer":
      peerHere = message.here;
      if (!peerHere) becomes(root.dataset.state === "waiting" ? "waiting" : "lost");
      else if (link?.connectionState === "connected") becomes("connected");
      else becomes("connecting");
      if (peerHere) looks();
      break;
    case "start": await starts(message.epoch, message.offer); break;
    case "offer": case "answer": await describes(message); break;
    case "ice":
      if (message.epoch !== epoch || !link) break;
      if (!link.remoteDescription) early.push(message.candidate);
      else await link.addIceCandidate(message.candidate ?? undefined).catch(() => {});
      break;
    case "look": peerLook = message; drawNote(); break;
    case "chat": writes(word("peer"), message.text, false); break;
    case "left": peerHere = false; unlinks(); becomes("left"); break;
    case "taken": ends(word("taken")); break;
    case "over": ends(word("over")); break;
  }
}

// ── the connection between the two browsers ────────────────────────────────
function unlinks() {
  clearTimeout(falters);
  clearTimeout(takes);
  link?.close();
  link = null;
  early = [];
  screens.far.srcObject = null;
}

async function starts(of, offer) {
  unlinks();
  epoch = of;
  const mine = new RTCPeerConnection({ iceServers: place.ice_servers.map((urls) => ({ urls })) });
  link = mine;
  becomes("connecting");
  takes = setTimeout(() => { if (link === mine && mine.connectionState !== "connected" && peerHere) becomes("chatting"); }, TAKES_MS);
  const far = new MediaStream();
  screens.far.srcObject = far;
  mine.addEventListener("track", (event) => {
    far.addTrack(event.track);
    screens.far.play?.().catch(() => {});
  });
  mine.addEventListener("icecandidate", (event) => { if (link === mine) tells({ kind: "ice", epoch: of, candidate: event.candidate?.toJSON() ?? null }); });
  mine.addEventListener("connectionstatechange", () => { if (link === mine) feels(mine.connectionState); });
  for (const track of own.getTracks()) mine.addTrack(track, own);
  if (!offer) return;
  // What this side does not send may still be received.
  for (const kind of ["audio", "video"]) if (!own.getTracks().some((track) => track.kind === kind)) mine.addTransceiver(kind, { direction: "recvonly" });
  await mine.setLocalDescription();
  tells({ kind: "offer", epoch: of, sdp: mine.localDescription.sdp });
}

async function describes(message) {
  if (message.epoch !== epoch || !link) return;
  const mine = link;
  await mine.setRemoteDescription({ type: message.kind, sdp: message.sdp });
  for (const candidate of early.splice(0)) await mine.addIceCandidate(candidate ?? undefined).catch(() => {});
  if (message.kind === "offer" && link === mine) {
    await mine.setLocalDescription();
    tells({ kind: "answer", epoch: message.epoch, sdp: mine.localDescription.sdp });
  }
}

function feels(state) {
  clearTimeout(falters);
  if (state === "connected") { failed = 0; becomes("connected"); drawNote(); return; }
  if (state === "failed") {
    // Browsers that do not reach each other can still write to each other.
    becomes(peerHere ? "chatting" : "lost");
    failed += 1;
    if (failed <= TRIES) setTimeout(() => tells({ kind: "again" }), 2000);
  } else if (state === "disconnected") {
    becomes("lost");
    falters = setTimeout(() => tells({ kind: "again" }), FALTERS_MS);
  }
}

// ── buttons ────────────────────────────────────────────────────────────────
function drawToggles() {
  for (const button of root.querySelectorAll("[data-talk-toggle]")) {
    const on = has(button.dataset.talkToggle);
    button.setAttribute("aria-pressed", String(on));
    const use = button.querySelector("use");
    const icon = button.dataset.talkToggle === "audio" ? "mic" : "video";
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${icon}${on ? "" : "-off"}`));
  }
}

for (const button of root.querySelectorAll("[data-talk-toggle]")) {
  button.addEventListener("click", async () => {
    const kind = button.dataset.talkToggle;
    const tracks = own.getTracks().filter((track) => track.kind === kind);
    if (tracks.length) {
      const on = !tracks[0].enabled;
      for (const track of tracks) track.enabled = on;
    } else {
      await takeMedia([kind]);
      // A track that was not there before needs a new agreement.
      if (has(kind)) tells({ kind: "again" });
    }
    screens.self.hidden = !has("video");
    drawToggles();
    looks();
  });
}

function looks() { tells({ kind: "look", camera: has("video"), microphone: has("audio") }); }

function drawNote() {
  const notes = [!peerLook.camera && word("dark"), !peerLook.microphone && word("muted")].filter(Boolean);
  $("[data-talk-note]").textContent = notes.join(" · ");
}

// ── writing ────────────────────────────────────────────────────────────────
function writes(who, text, mine) {
  const log = $("[data-talk-log]");
  const item = document.createElement("li");
  item.className = mine ? "talk-mine" : "talk-theirs";
  item.append(Object.assign(document.createElement("strong"), { textContent: `${who}: ` }), text);
  log.append(item);
  log.scrollTop = log.scrollHeight;
}

$("[data-talk-write]").addEventListener("submit", (event) => {
  event.preventDefault();
  const input = $("#talk-line");
  const text = input.value.trim();
  if (!text || !place) return;
  tells({ kind: "chat", text });
  writes(word("me"), text, true);
  input.value = "";
});

shows("lobby");
drawToggles();
