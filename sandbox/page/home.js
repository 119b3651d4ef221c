// The app's Home, as this person sees it.
import { perform, reason } from "./actions.js";
import { arrange, h } from "./dom.js";
import { state } from "./state.js";
import { createViewBody } from "./view_body.js";

/** The Home pane: {node, update(view|null)}. Opening it tells the app, which then publishes or refreshes the view. */
export function createHome() {
  const node = h("div", { class: "home", tabindex: "0", role: "region", "aria-label": "Home" });
  const waiting = h("p", { class: "opening" });
  let body = null;
  let shown = null;
  let opened = null;

  function update(view) {
    if (opened !== state.as) tellOpened();
    if (!view) return arrange(node, [waiting]);
    const key = `${state.as}/${view.id}`;
    if (shown !== key) {
      shown = key;
      body = createViewBody(view.id);
    }
    body.update(view);
    arrange(node, [body.node]);
  }

  async function tellOpened() {
    opened = state.as;
    waiting.textContent = "The app has not put anything here yet.";
    const answer = await perform("home", {}, { key: `home/${state.as}`, quiet: true });
    if (answer && !answer.ok) waiting.textContent = reason(answer);
  }

  /** The next look at Home is a new visit. */
  function left() {
    opened = null;
  }

  return { node, update, left };
}
