// The visitor's page on a phone: when the number is called the phone shakes, rings if its owner switched that on, and says
// so in the title; the words stand on the page in any case. And the printed ticket's button.

let sound = null;

function ring() {
  if (!sound) return;
  const now = sound.currentTime;
  for (const [at, pitch] of [[0, 784], [.3, 988], [.6, 784], [.9, 988]]) {
    const note = sound.createOscillator(), loud = sound.createGain();
    note.frequency.value = pitch;
    loud.gain.setValueAtTime(.4, now + at);
    loud.gain.exponentialRampToValueAtTime(.001, now + at + .28);
    note.connect(loud).connect(sound.destination);
    note.start(now + at);
    note.stop(now + at + .3);
  }
}

for (const root of document.querySelectorAll("[data-live]")) {
  const title = document.title;
  const call = () => root.querySelector("[data-called]");
  let known = call()?.dataset.called ?? "";
  root.addEventListener("live", () => {
    const now = call(), key = now?.dataset.called ?? "";
    document.title = now ? `❗ ${now.dataset.say}` : title;
    if (key && key !== known) {
      document.querySelector("[data-said]").textContent = now.dataset.say;
      // Browsers let a page shake the phone only once its owner has touched it.
      if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.([500, 200, 500, 200, 800]);
      ring();
      scrollTo({ top: 0 });
    }
    known = key;
  });
}

for (const button of document.querySelectorAll("[data-sound]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    if (on) { sound = new AudioContext(); ring(); navigator.vibrate?.(100); } else { sound?.close(); sound = null; }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
if (document.querySelector("[data-print-now]")) addEventListener("load", () => setTimeout(print, 100));
