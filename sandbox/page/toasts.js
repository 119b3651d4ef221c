// Short notices in a corner: what failed and why.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const STAYS = 9000; // ms: long enough to read two lines aloud
const TWICE = 4000; // ms: the server's toast and the answer to the click often say the same

const box = h("div", { class: "toasts", role: "status", "aria-live": "polite" });
const shownAt = new Map();
const seenIds = new Set();

/** Show a text; `level` is "info" or "error". The same words twice within seconds are shown once. */
export function toast(text, level = "info") {
  const before = shownAt.get(text) ?? -Infinity;
  if (performance.now() - before < TWICE) return;
  shownAt.set(text, performance.now());
  rehome();
  const close = () => note.remove();
  const note = h("div", { class: `toast ${level}`, role: level === "error" ? "alert" : null },
    level === "error" ? icon("warning") : null,
    h("p", {}, text),
    h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", onClick: close }, icon("close")));
  box.append(note);
  setTimeout(close, STAYS);
}

/** Show the toasts a screen carries that were not shown yet. */
export function showToasts(toasts = []) {
  for (const { id, level, text } of toasts) {
    if (!seenIds.has(id)) toast(text, level === "info" ? "info" : "error");
    seenIds.add(id);
  }
}

/** Take them all away: somebody else looks at the screen, or the next thing is tried. */
export function clearToasts() {
  box.replaceChildren();
  shownAt.clear();
}

/** Keep the toasts above whatever dialog is open: a modal dialog covers and silences everything outside of it. */
export function rehome() {
  const home = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (box.parentNode !== home) home.append(box);
}
