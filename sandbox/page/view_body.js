// The blocks of a modal or of Home, redrawn one by one: an unchanged block keeps its nodes, its focus and its cursor.
import { perform } from "./actions.js";
import { blockNode, showError } from "./blocks.js";
import { arrange, h, swap } from "./dom.js";
import { createForm } from "./form.js";

/** A body for the view with this id: {node, form, update(view)}. */
export function createViewBody(viewId) {
  const node = h("div", { class: "view-body" });
  const form = createForm(viewId);
  const host = hostOf(viewId, form);
  let drawn = new Map();

  function update(view) {
    form.view = view;
    const next = new Map();
    view.blocks.forEach((block, index) => {
      const key = block.block_id ?? `#${index}`;
      const signature = JSON.stringify(block);
      const before = drawn.get(key);
      next.set(key, before?.signature === signature ? before : { signature, node: redraw(before, block, host) });
    });
    drawn = next;
    arrange(node, [...next.values()].map((one) => one.node));
    view.blocks.forEach((block) => showError(next.get(block.block_id)?.node ?? node, view.errors?.[block.block_id]));
  }

  return { node, form, update };
}

function redraw(before, block, host) {
  const after = blockNode(block, host);
  if (before?.node.isConnected) swap(before.node, after);
  return after;
}

/** May the server hear of every change at once? Not where it would take that for the moment to tell the app. */
function quietly(block, element) {
  if (block.type !== "input") return false;
  return !block.dispatch_action || (element.type.endsWith("_input") && !dispatches(block, element, "character"));
}

const MOMENTS = { enter: "on_enter_pressed", character: "on_character_entered" };

/** Does the app want to hear of an input now? Choices at once, typing when its dispatch_action_config says so. */
function dispatches(block, element, trigger) {
  const wanted = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return Boolean(block.dispatch_action) && (trigger === "choice" || wanted.includes(MOMENTS[trigger]));
}

function hostOf(viewId, form) {
  const which = (block, element) => ({ view_id: viewId, block_id: block.block_id, action_id: element.action_id });
  return {
    scope: viewId,
    initial: form.initial,
    onInput(block, element, state) {
      form.set(block, element, state, { tell: quietly(block, element) });
    },
    takesEnter: (block, element) => dispatches(block, element, "enter"),
    async onCommit(block, element, state, trigger) {
      if (!dispatches(block, element, trigger)) return;
      await form.flush();
      perform("fill", { view_id: viewId, values: { [block.block_id]: { [element.action_id]: state } } });
    },
    suggest: (block, element, value) => perform("suggest", { ...which(block, element), value }),
    async press(block, element, value, key) {
      await form.flush();
      perform("press", { ...which(block, element), ...(value && { value }) }, { key });
    },
  };
}
