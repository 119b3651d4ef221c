// The list of slash commands that opens while one is being typed.
import { freshId, h } from "./dom.js";
import { state } from "./state.js";

const NAME = /^\/\S*$/;

/** Suggestions for the text field `input`: {node, update(), onKey(event): was it for us?}. */
export function createSuggestions(input, take) {
  const id = freshId("commands");
  const node = h("div", { class: "suggestions", id, role: "listbox", "aria-label": "Commands", hidden: true });
  const hint = h("p", { class: "usage", hidden: true });
  let found = [];
  let active = 0;
  let dismissed = null; // the text for which Escape was pressed

  const combobox = { role: "combobox", "aria-controls": id, "aria-autocomplete": "list", "aria-haspopup": "listbox" };
  for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);

  function update() {
    const text = input.value;
    if (dismissed !== text) dismissed = null;
    const commands = state.world?.commands ?? [];
    found = NAME.test(text) && dismissed === null ? commands.filter((one) => one.command.startsWith(text)) : [];
    active = Math.min(active, Math.max(0, found.length - 1));
    node.hidden = found.length === 0;
    node.replaceChildren(...found.map(option));
    point();
    const typing = commands.find((one) => text.startsWith(`${one.command} `));
    hint.hidden = !typing?.usage_hint;
    hint.textContent = typing?.usage_hint ? `${typing.command} ${typing.usage_hint}` : "";
  }

  function option(command, index) {
    const usage = command.usage_hint && h("span", { class: "suggestion-usage" }, ` ${command.usage_hint}`);
    const chosen = String(index === active);
    const node = h("div", { class: "suggestion", role: "option", id: `${id}-${index}`, "aria-selected": chosen },
      h("span", { class: "suggestion-name" }, command.command, usage),
      h("span", { class: "suggestion-about" }, command.description));
    // On mousedown the field would lose the focus before the click arrives.
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", () => take(`${command.command} `));
    return node;
  }

  function point() {
    input.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) input.setAttribute("aria-activedescendant", `${id}-${active}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function onKey(event) {
    if (!found.length) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const complete = event.key === "Tab" || (event.key === "Enter" && found[active].command !== input.value);
    if (step) active = (active + step + found.length) % found.length;
    else if (event.key === "Escape") dismissed = input.value;
    else if (!complete) return false;
    event.preventDefault();
    if (complete) take(`${found[active].command} `);
    else update();
    return true;
  }

  return { node, hint, update, onKey };
}
