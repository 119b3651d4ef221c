// Modals: the app's stack of views in one dialog. Only the top one shows; those below keep what was typed in them.
import { perform, reason } from "./actions.js";
import { fill, freshId, h } from "./dom.js";
import { iconButton } from "./icons.js";
import { plain } from "./inline.js";
import { rehome } from "./toasts.js";
import { createViewBody } from "./view_body.js";

const panes = new Map(); // view id -> pane
let dialog = null;

/** Make the dialog show this stack of views (last on top); none closes it. */
export function showModals(views = []) {
  forgetClosed(views);
  const top = views.at(-1);
  if (!top) return close();
  open();
  for (const view of views) paneOf(view).update(view, views.length);
  for (const [id, pane] of panes) pane.node.hidden = id !== top.id;
  const shown = panes.get(top.id);
  const fillable = shown.node.querySelector(".view-body .input, .view-body .boxes input") !== null;
  // A view may open as "Loading" and get its fields later: then the focus moves on to the first of them.
  if (dialog.dataset.top !== top.id || (fillable && !shown.fillable)) focusFirst(shown.node);
  shown.fillable = fillable;
  dialog.dataset.top = top.id;
  dialog.setAttribute("aria-labelledby", shown.titleId);
}

function forgetClosed(views) {
  const ids = new Set(views.map((view) => view.id));
  for (const [id, pane] of panes) {
    if (ids.has(id)) continue;
    pane.node.remove();
    panes.delete(id);
  }
}

function open() {
  if (dialog) return;
  dialog = h("dialog", { class: "dialog modal" });
  // Escape asks the app's view to close, as the cross does; the dialog itself goes when the server says so.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (event.target === dialog) panes.get(dialog.dataset.top)?.leave();
  });
  document.body.append(dialog);
  dialog.showModal();
  rehome();
}

function close() {
  if (!dialog) return;
  dialog.close(); // gives the focus back to where it was
  const old = dialog;
  dialog = null;
  rehome();
  old.remove();
}

function focusFirst(node) {
  const wishes = ["[data-focus]", ".input, .boxes input", ".view-body .button", ".dialog-title"];
  wishes.map((wish) => node.querySelector(wish)).find(Boolean)?.focus();
}

function paneOf(view) {
  if (!panes.has(view.id)) {
    const pane = createPane(view);
    panes.set(view.id, pane);
    dialog.append(pane.node);
  }
  return panes.get(view.id);
}

function createPane(first) {
  const body = createViewBody(first.id);
  const titleId = freshId("title");
  const title = h("h2", { class: "dialog-title", id: titleId, tabindex: "-1" });
  const alert = h("p", { class: "modal-alert", role: "alert", hidden: true });
  const foot = h("div", { class: "dialog-foot" });
  const pane = { node: null, titleId, update, leave: () => leave(first.id, body), asked: false, fillable: false };
  const cross = iconButton("close", "Close", () => leave(first.id, body, { all: true }));
  const onSubmit = (event) => submit(event, first.id, body, pane, alert);
  pane.node = h("form", { class: "pane", novalidate: true, onSubmit },
    h("div", { class: "dialog-head" }, title, cross),
    h("div", { class: "dialog-body" }, alert, body.node), foot);
  let step = first.callback_id;

  function update(view, depth) {
    fill(title, plain(view.title));
    body.update(view);
    drawFoot(foot, view, depth, pane.leave);
    pane.node.setAttribute("aria-busy", String(Boolean(view.busy)));
    if (step !== view.callback_id) startAtTop(pane.node);
    step = view.callback_id;
    if (pane.asked && !view.busy && focusRefused(pane.node)) pane.asked = false;
  }
  return pane;
}

/** Another form in the place of this one, as the next step is, is read from its beginning. */
function startAtTop(node) {
  (node.querySelector(".view-body .input, .view-body .boxes input") ?? node.querySelector(".dialog-title"))
    .focus({ preventScroll: true });
  node.querySelector(".dialog-body").scrollTop = 0;
}

/** After a submission the first refused field takes the focus; later changes must not pull people elsewhere. */
function focusRefused(node) {
  const field = node.querySelector(".refused .input, .refused .boxes input");
  field?.focus();
  return Boolean(field);
}

/** The buttons are drawn once per wording, so that the focused one stays the same node while it waits. */
function drawFoot(foot, view, depth, leave) {
  const closeWord = view.close ? plain(view.close) : depth > 1 ? "Back" : "Cancel";
  const submitWord = view.submit ? plain(view.submit) : null;
  const signature = JSON.stringify([closeWord, submitWord]);
  if (foot.dataset.words !== signature) {
    foot.dataset.words = signature;
    fill(foot,
      h("button", { type: "button", class: "button", onClick: leave }, closeWord),
      submitWord && h("button", { type: "submit", class: "button primary solid" }, submitWord));
  }
  markBusy(foot, Boolean(view.busy));
}

function markBusy(foot, on) {
  const button = foot.querySelector("[type=submit]");
  button?.classList.toggle("waiting", on);
  button?.setAttribute("aria-disabled", String(on));
}

async function submit(event, viewId, body, pane, alert) {
  event.preventDefault();
  const foot = event.target.querySelector(".dialog-foot");
  if (!body.form.view?.submit || foot.querySelector(".waiting")) return;
  alert.hidden = true;
  markBusy(foot, true);
  body.form.settle();
  pane.asked = true;
  const details = { view_id: viewId, values: body.form.values() };
  const answer = await perform("submit", details, { key: `${viewId}/submit`, quiet: true });
  markBusy(foot, false);
  const refusedHere = body.form.view.errors && Object.keys(body.form.view.errors).length > 0;
  if (!answer || answer.ok || answer.errors || refusedHere) return;
  alert.textContent = reason(answer);
  alert.hidden = false;
}

/** Close the top view, or with `all` the whole stack, as the cross does in Slack. */
async function leave(viewId, body, how = {}) {
  body.form.settle();
  await perform("close", { view_id: viewId, ...how }, { key: `${viewId}/close`, quiet: true });
}

