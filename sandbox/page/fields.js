// The controls in which people type: text, mail address, link, number, rich text; and the door to all other inputs.
import { choiceField } from "./choices.js";
import { freshId, h } from "./dom.js";
import { plain } from "./inline.js";
import { stateOf, valueOf } from "./states.js";
import { timeField } from "./times.js";

const TYPED = {
  plain_text_input: { type: "text" },
  email_text_input: { type: "email", inputmode: "email", autocomplete: "off" },
  url_text_input: { type: "url", inputmode: "url" },
  number_input: { type: "text", inputmode: "decimal" },
  rich_text_input: { type: "text" },
};

/**
 * Build the control of one element: {node, control}. `control` takes the focus and the label.
 * `given`: {state, name, describedBy, takesEnter, onInput(state), onCommit(state, trigger)}: onInput on every change,
 * onCommit when the person has chosen; trigger is "choice", "enter" or "character".
 */
export function field(element, given) {
  const build = element.type in TYPED ? textField : /picker$/.test(element.type) ? timeField : choiceField;
  const built = build(element, given);
  if (element.focus_on_load) built.control.dataset.focus = "";
  return built;
}

function textField(element, given) {
  const control = textControl(element, given);
  const state = () => stateOf(element.type, typedValue(element.type, control.value));
  control.addEventListener("input", () => {
    given.onInput(state());
    given.onCommit(state(), "character");
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || (control.tagName === "TEXTAREA" && !event.ctrlKey && !event.metaKey)) return;
    if (given.takesEnter) event.preventDefault(); // it goes to the app, and does not submit the form
    given.onCommit(state(), "enter");
  });
  const counter = element.max_length ? characterCount(element, control) : null;
  return { control, node: counter ? h("div", { class: "counted" }, control, counter) : control };
}

function textControl(element, given) {
  const long = element.multiline || element.type === "rich_text_input";
  const common = {
    id: freshId("field"), class: "input", name: given.name, "data-key": given.name,
    placeholder: element.placeholder ? plain(element.placeholder) : null, "aria-describedby": given.describedBy,
    value: shownValue(element.type, given.state),
  };
  if (long) return h("textarea", { rows: 3, ...common });
  return h("input", { ...TYPED[element.type], autocomplete: "off", ...common });
}

/** Rich text is typed as plain paragraphs here; it travels in the shape a rich text editor would give it. */
function typedValue(type, text) {
  if (!text) return null;
  if (type !== "rich_text_input") return text;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function shownValue(type, state) {
  const value = valueOf(type, state);
  if (type !== "rich_text_input") return value ?? "";
  const texts = (part) => part.text ?? (part.elements ?? []).map(texts).join("");
  return (value?.elements ?? []).map(texts).join("\n");
}

/** "12 / 45", red when over: Slack lets people type too much and refuses it on submit, and so do we. */
function characterCount(element, control) {
  const count = h("p", { class: "counter" });
  const show = () => {
    const length = [...control.value].length;
    count.textContent = `${length} / ${element.max_length}`;
    count.classList.toggle("over", length > element.max_length);
  };
  control.addEventListener("input", show);
  show();
  return count;
}
