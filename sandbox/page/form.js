// What was typed in one view (a modal or Home). It outlives every redrawing, so no answer from the app loses a word.
import { perform } from "./actions.js";
import { holdsValue, initialState } from "./states.js";

const PAUSE = 500; // ms without typing before the server hears of it

/**
 * The values of one view. A typed value comes first, then what the server holds, then the app's initial value.
 * The same block_id and action_id keep their value when the app changes the view, as in Slack.
 */
export function createForm(viewId) {
  const typed = new Map();
  const unsent = {};
  let timer = null;
  const keyOf = (block, element) => JSON.stringify([block.block_id, element.action_id]);

  const form = {
    view: null,
    initial: (block, element) => typed.get(keyOf(block, element))
      ?? form.view?.values?.[block.block_id]?.[element.action_id] ?? initialState(element),
    /** Keep a value; `tell`: let the server know too, after a pause. */
    set(block, element, state, { tell = true } = {}) {
      typed.set(keyOf(block, element), state);
      if (!tell) return;
      (unsent[block.block_id] ??= {})[element.action_id] = state;
      clearTimeout(timer);
      timer = setTimeout(form.flush, PAUSE);
    },
    /** Send what the server does not know yet; before a button is pressed, so that its payload carries the state. */
    async flush() {
      clearTimeout(timer);
      const values = structuredClone(unsent);
      for (const key of Object.keys(unsent)) delete unsent[key];
      if (Object.keys(values).length) await perform("fill", { view_id: viewId, values, enter: false }, { quiet: true });
    },
    /** Everything a submission carries. */
    values: () => collect(form),
    /** The submission carries all values: nothing left to tell. */
    settle() {
      clearTimeout(timer);
      for (const key of Object.keys(unsent)) delete unsent[key];
    },
  };
  return form;
}

function collect(form) {
  const values = {};
  for (const block of form.view?.blocks ?? []) {
    for (const element of elementsOf(block)) {
      if (holdsValue(element.type)) (values[block.block_id] ??= {})[element.action_id] = form.initial(block, element);
    }
  }
  return values;
}

function elementsOf(block) {
  if (block.type === "input") return [block.element];
  if (block.type === "section") return block.accessory ? [block.accessory] : [];
  return block.type === "actions" ? block.elements : [];
}
