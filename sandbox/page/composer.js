// Where people type: messages and slash commands, with drafts, suggestions and the last lines on the arrow keys.
import { createSuggestions } from "./commands.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember, state } from "./state.js";
import { clearToasts, toast } from "./toasts.js";

const KEPT = 30; // lines a person can go back to
const drafts = new Map(); // person and place -> what was typed and not sent

/**
 * A composer: {node, focus(), show(), type(text)}.
 * `given`: {label, placeholder, draftKey(), send(text): answer, tools?(type), thread?, onLeave?}.
 */
export function createComposer(given) {
  const input = h("textarea", {
    class: "composer-input", rows: 1, "aria-label": given.label, placeholder: given.placeholder,
    enterkeyhint: "send", autocomplete: "off",
  });
  const send = h("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
  const suggestions = given.thread ? null : createSuggestions(input, type);
  const history = createHistory(input, type);
  const node = h("form", { class: "composer", onSubmit: (event) => submit(event) },
    suggestions?.node, suggestions?.hint,
    h("div", { class: "composer-row" }, input, given.tools?.(type), send));
  let draftKey = null;

  function show() {
    const key = `${state.as}/${given.draftKey()}`;
    if (key === draftKey) return;
    draftKey = key;
    input.value = drafts.get(key) ?? "";
    changed();
  }

  function changed() {
    drafts.set(draftKey, input.value);
    send.disabled = !input.value.trim();
    suggestions?.update();
    grow(input);
  }

  /** Put a text into the field, ready to be sent or changed. */
  function type(text) {
    show();
    input.value = text;
    changed();
    input.focus();
    input.setSelectionRange(text.length, text.length);
  }

  async function submit(event) {
    event?.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    if (given.thread && isCommand(text)) {
      toast(`${text.split(/\s/)[0]} is not supported in threads. Sorry!`, "error");
      return;
    }
    history.keep(text);
    clearToasts();
    input.value = "";
    changed();
    const from = draftKey;
    const answer = await given.send(text);
    if (answer && !answer.ok && answer.error !== "operation_timeout") giveBack(text, from);
  }

  /** What never reached the app comes back to whoever typed it, unless they are typing something new. */
  function giveBack(text, key) {
    if (key === draftKey && !input.value) type(text);
    else if (key !== draftKey && !drafts.get(key)) drafts.set(key, text);
  }

  input.addEventListener("input", changed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || suggestions?.onKey(event) || history.onKey(event)) return;
    if (event.key === "Escape" && given.onLeave) given.onLeave();
    if (event.key === "Enter" && !event.shiftKey) submit(event);
  });
  show();
  return { node, show, type, focus: () => input.focus() };
}

/** A line that starts with a slash and a letter is for an app. */
export function isCommand(text) {
  return /^\/[a-z]/i.test(text);
}

/** As tall as the text, up to what the stylesheet allows. */
function grow(input) {
  input.style.height = "auto";
  input.style.height = `${input.scrollHeight}px`;
}

/** Arrow up in an empty field brings back what this person sent last, and again the one before. */
function createHistory(input, type) {
  let back = 0;
  let shown = null;
  const lines = () => recall(`sent.${state.as}`, []);

  function keep(text) {
    back = 0;
    shown = null;
    remember(`sent.${state.as}`, [...lines().filter((line) => line !== text), text].slice(-KEPT));
  }

  function onKey(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!step || event.shiftKey || (input.value && input.value !== shown)) return false;
    if (!input.value) back = 0;
    const all = lines();
    const next = Math.max(0, Math.min(all.length, back + step));
    if (next === back) return false;
    event.preventDefault();
    back = next;
    shown = back ? all.at(-back) : "";
    type(shown);
    return true;
  }

  return { keep, onKey };
}
