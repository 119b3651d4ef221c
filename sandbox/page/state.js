// What the page knows right now, and who wants to hear when it changes.

const MEMORY = "sandbox.page";

/**
 * world: the answer of /sandbox/world. as: id of the person chosen. screen: the newest answer of /sandbox/see for them.
 * place: the channel or direct message asked for by id, "home" or "mail"; null leaves it open. item: the mail opened.
 */
export const state = { world: null, as: null, screen: null, place: null, item: null, offline: false };

const listeners = [];

/** Call `listener` after every change. */
export function onChange(listener) {
  listeners.push(listener);
}

/** Change the state and tell everybody. */
export function change(patch) {
  Object.assign(state, patch);
  for (const listener of listeners) listener(state);
}

/** Something this browser remembers between visits, or `otherwise`. Private windows may remember nothing. */
export function recall(name, otherwise = null) {
  try {
    const kept = localStorage.getItem(`${MEMORY}.${name}`);
    return kept === null ? otherwise : JSON.parse(kept);
  } catch {
    return otherwise;
  }
}

/** Remember something for the next visit, if the browser lets us. */
export function remember(name, value) {
  try {
    localStorage.setItem(`${MEMORY}.${name}`, JSON.stringify(value));
  } catch {
    // A private window without storage: the page works, it only forgets.
  }
}
