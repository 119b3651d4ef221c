// Choosing from a list: selects, multi-selects, radio buttons and checkboxes.
import { freshId, h } from "./dom.js";
import { externalField } from "./external.js";
import { iconButton } from "./icons.js";
import { plain, textObject } from "./inline.js";
import { optionsOf } from "./options.js";
import { stateOf, valueOf } from "./states.js";

/** See field() in fields.js. */
export function choiceField(element, given) {
  if (element.type === "radio_buttons" || element.type === "checkboxes") return boxes(element, given);
  const build = element.type.startsWith("multi_") ? manyField : oneField;
  return /external/.test(element.type) ? externalField(element, given, build) : build(element, given);
}

function placeholder(element, otherwise) {
  return element.placeholder ? plain(element.placeholder) : otherwise;
}

/** One out of many: the browser's own list, which is searchable by typing and a wheel on a phone. */
function oneField(element, given) {
  const choices = optionsOf(element);
  const control = select(element, given, choices, placeholder(element, "Choose…"));
  control.value = indexOf(choices.all, valueOf(element.type, given.state));
  control.addEventListener("change", () => {
    const state = stateOf(element.type, choices.all[control.value]?.value ?? null);
    given.onInput(state);
    given.onCommit(state, "choice");
  });
  return { control, node: control };
}

function select(element, given, choices, empty) {
  const option = (one) => h("option", { value: String(choices.all.indexOf(one)) }, one.label);
  const { name, describedBy } = given;
  const attributes = { id: freshId("field"), class: "input select", name, "data-key": name, "aria-describedby": describedBy };
  return h("select", attributes,
    h("option", { value: "" }, empty),
    choices.groups.map((group) => (group.label
      ? h("optgroup", { label: group.label }, group.options.map(option))
      : group.options.map(option))));
}

/** Options are compared by value, people and channels by id. */
function same(one, other) {
  return (one?.value ?? one) === (other?.value ?? other);
}

function indexOf(all, value) {
  const found = value === null ? -1 : all.findIndex((one) => same(one.value, value));
  return found < 0 ? "" : String(found);
}

/** Many out of many: what is chosen as chips that can be taken off, and a list to add from. */
function manyField(element, given) {
  const choices = optionsOf(element);
  let chosen = [...(valueOf(element.type, given.state) ?? [])];
  const control = select(element, given, choices, placeholder(element, "Add…"));
  const chips = h("div", { class: "chips" });
  const commit = () => {
    show();
    const state = stateOf(element.type, chosen);
    given.onInput(state);
    given.onCommit(state, "choice");
  };
  const show = () => showChips(chips, choices, chosen, (value) => {
    chosen = chosen.filter((one) => !same(one, value));
    commit();
    control.focus();
  });
  control.addEventListener("change", () => {
    const added = choices.all[control.value]?.value;
    control.value = "";
    const full = element.max_selected_items && chosen.length >= element.max_selected_items;
    if (added === undefined || full || chosen.some((one) => same(one, added))) return;
    chosen = [...chosen, added];
    commit();
  });
  show();
  return { control, node: h("div", { class: "many" }, chips, control) };
}

function showChips(chips, choices, chosen, remove) {
  chips.replaceChildren(...chosen.map((value) => {
    const label = choices.all.find((one) => same(one.value, value))?.label ?? String(value?.value ?? value);
    return h("span", { class: "chip" }, label,
      iconButton("close", `Remove ${label}`, () => remove(value), { class: "chip-off" }));
  }));
}

/** Radio buttons and checkboxes. The group takes its name from the block's label. */
function boxes(element, given) {
  const many = element.type === "checkboxes";
  const value = valueOf(element.type, given.state);
  const chosen = many ? value ?? [] : value === null ? [] : [value];
  const group = freshId("choice");
  const inputs = element.options.map((option, index) => h("input", {
    type: many ? "checkbox" : "radio", name: group, "data-key": `${given.name}/${index}`,
    checked: chosen.some((one) => same(one, option)),
  }));
  const node = h("div", { class: "boxes", role: many ? "group" : "radiogroup", "aria-describedby": given.describedBy },
    element.options.map((option, index) => box(inputs[index], option)));
  node.addEventListener("change", () => {
    const ticked = element.options.filter((_, index) => inputs[index].checked);
    const state = stateOf(element.type, many ? ticked : ticked[0] ?? null);
    given.onInput(state);
    given.onCommit(state, "choice");
  });
  return { control: inputs[0], node, group: true };
}

function box(input, option) {
  return h("label", { class: "box" }, input, h("span", { class: "box-text" },
    h("span", { class: "text" }, textObject(option.text)),
    option.description && h("span", { class: "box-detail text" }, textObject(option.description))));
}
