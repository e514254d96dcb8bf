// Screens of the hall: what the server sends is shown at once, and a lost line is said, tried again and caught up by itself.
// An element asks with data-live="ADDRESS"; while the line is lost its [data-lost] parts are shown. Whoever wants to do more
// with a new drawing (sound, voice) listens for "live" on the element.

const LOST_MS = 4_000;
const AGAIN_MS = [1_000, 2_000, 4_000, 8_000];

function watch(element) {
  let source = null, tries = 0, lostTimer = 0;
  const lost = (is) => {
    document.body.classList.toggle("is-lost", is);
    for (const part of document.querySelectorAll("[data-lost]")) part.hidden = !is;
  };
  const heard = () => { clearTimeout(lostTimer); lostTimer = 0; tries = 0; lost(false); };
  const missed = () => { lostTimer ||= setTimeout(() => lost(true), LOST_MS); };
  const open = () => {
    source?.close();
    source = new EventSource(element.dataset.live);
    source.onopen = heard;
    source.addEventListener("view", (event) => {
      heard();
      // Somebody who is choosing or typing in it is not interrupted; the next drawing comes soon.
      if (element.contains(document.activeElement) && document.activeElement.matches("input, select, textarea, summary")) {
        element.dataset.waiting = event.data;
        return;
      }
      show(event.data);
    });
    source.onerror = () => {
      missed();
      // The browser tries again by itself, unless the server answered with an error: then it is for us to do.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(open, AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] + Math.random() * 500);
        tries += 1;
      }
    };
  };
  const show = (text) => {
    delete element.dataset.waiting;
    if (element.innerHTML === text) return;
    // The button that had the focus has it again after the drawing.
    const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
    element.innerHTML = text;
    if (focused) document.getElementById(focused)?.focus();
    element.dispatchEvent(new CustomEvent("live", { bubbles: true }));
  };
  element.addEventListener("focusout", () => {
    setTimeout(() => { if (element.dataset.waiting && !element.contains(document.activeElement)) show(element.dataset.waiting); }, 0);
  });
  addEventListener("online", open);
  addEventListener("offline", () => lost(true));
  open();
}

for (const element of document.querySelectorAll("[data-live]")) watch(element);
