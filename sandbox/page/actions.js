// What the chosen person does, with the wait and the failure shown.
import { act } from "./api.js";
import { state } from "./state.js";
import { toast } from "./toasts.js";

/** Why something did not happen, for the errors that carry no words of their own. */
const REASONS = {
  unknown_command: (details) => `${firstWord(details.text)} is not a valid command here.`,
  operation_timeout: (details) => (details.text ? timeoutOf(details.text) : "The app did not answer in time. Try again?"),
  unreachable: () => "The sandbox does not answer. Nothing was sent.",
};

function firstWord(text) {
  return (text ?? "").split(/\s/)[0];
}

/** Slack's own words for a command whose app took more than three seconds. */
function timeoutOf(text) {
  return `${firstWord(text)} failed with the error “operation_timeout”`;
}

const waiting = new Set();

/** Is this click still waiting? Kept here, not on the button, because a button may be drawn anew meanwhile. */
export function isWaiting(key) {
  return waiting.has(key);
}

/**
 * Do something as the chosen person (see /sandbox/do); what went wrong is shown as a toast.
 * `key` marks the control that waits: doing the same twice before the first answer does it once.
 * Answers the server's answer, or null when it was already on its way.
 */
export async function perform(what, details = {}, { key = null, quiet = false } = {}) {
  if (key && waiting.has(key)) return null;
  if (key) markWaiting(key, true);
  const answer = await act(state.as, what, details);
  if (key) markWaiting(key, false);
  if (!answer.ok && !quiet) toast(reason(answer, details), "error");
  return answer;
}

/** What to tell the person about an answer that is not ok. */
export function reason(answer, details = {}) {
  const known = answer.message || REASONS[answer.error]?.(details);
  return known || `That did not work: ${answer.error ?? "no reason given"}.`;
}

function markWaiting(key, on) {
  if (on) waiting.add(key);
  else waiting.delete(key);
  for (const node of document.querySelectorAll("[data-wait]")) if (node.dataset.wait === key) showWaiting(node);
}

/** Draw a control as waiting or not. It stays focusable: a disabled button would drop a keyboard user's focus. */
export function showWaiting(node) {
  const on = waiting.has(node.dataset.wait);
  node.classList.toggle("waiting", on);
  if (on) node.setAttribute("aria-disabled", "true");
  else node.removeAttribute("aria-disabled");
}
