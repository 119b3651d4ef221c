// What people press: buttons, overflow menus, and the inputs that stand in a section or a row of actions.
import { isWaiting, showWaiting } from "./actions.js";
import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { field } from "./fields.js";
import { icon, iconButton } from "./icons.js";
import { plain } from "./inline.js";
import { openMenu } from "./menu.js";
import { holdsValue } from "./states.js";

/**
 * One interactive element of `block`. `host` is where it stands (a message, a modal, Home):
 * {scope, initial(block, element), onInput(block, element, state), press(block, element, state|null, waitKey),
 * suggest(block, element, text): the app's options for an external select}.
 */
export function control(block, element, host) {
  const key = `${host.scope}/${block.block_id}/${element.action_id}`;
  if (element.type === "button" || element.type === "workflow_button") return button(block, element, host, key);
  if (element.type === "overflow") return overflow(block, element, host, key);
  return holdsValue(element.type) ? chooser(block, element, host, key) : null;
}

/** Press, after asking if the app wants that; a second press while the first one waits does nothing. */
async function press(block, element, host, key, state = null) {
  if (isWaiting(key)) return false;
  if (element.confirm && !(await confirmed(element.confirm))) return false;
  host.press(block, element, state, key);
  return true;
}

function button(block, element, host, key) {
  const label = plain(element.text);
  const look = ["primary", "danger"].includes(element.style) ? `button ${element.style}` : "button";
  const run = () => {
    if (element.url && /^https?:/i.test(element.url)) open(element.url, "_blank", "noopener");
    press(block, element, host, key);
  };
  const node = h("button", {
    type: "button", class: look, "aria-label": element.accessibility_label,
    "data-key": key, "data-wait": key, onClick: run,
  }, h("span", { class: "button-label" }, label), element.url && icon("link"));
  showWaiting(node);
  return node;
}

function overflow(block, element, host, key) {
  const items = () => element.options.map((option) => ({
    label: plain(option.text),
    detail: option.description && plain(option.description),
    run: () => {
      if (option.url && /^https?:/i.test(option.url)) open(option.url, "_blank", "noopener");
      press(block, element, host, key, { type: "overflow", selected_option: option });
    },
  }));
  const node = iconButton("more", element.accessibility_label ?? "More", () => openMenu(node, items(), "More"), {
    class: "button overflow", "aria-haspopup": "menu", "aria-expanded": "false", "data-key": key, "data-wait": key,
  });
  showWaiting(node);
  return node;
}

/** A select, picker or box outside of an input block acts at once; a refused confirmation puts it back. */
function chooser(block, element, host, key) {
  const holder = h("div", { class: "chooser", "data-wait": key });
  const draw = () => {
    const built = field(element, {
      state: host.initial(block, element), name: key, onInput: () => {},
      suggest: (text) => host.suggest(block, element, text),
      onCommit: async (state) => {
        if (await press(block, element, host, key, state)) host.onInput(block, element, state);
        else draw();
      },
    });
    const name = element.accessibility_label ?? (element.placeholder ? plain(element.placeholder) : "Choose");
    (built.group ? built.node : built.control).setAttribute("aria-label", name);
    holder.replaceChildren(built.node);
  };
  draw();
  showWaiting(holder);
  return holder;
}
