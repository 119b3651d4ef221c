// "Are you sure?", as a Block Kit confirm object words it.
import { h } from "./dom.js";
import { plain, textObject } from "./inline.js";

const DEFAULTS = { title: "Are you sure?", confirm: "Yes", deny: "Cancel" };

/** Ask; resolves to true only when the person agrees. Escape means no. */
export function confirmed(question) {
  const look = question.style === "danger" ? "button danger solid" : "button primary solid";
  const words = (part) => plain(question[part]) || DEFAULTS[part];
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog confirm", "aria-labelledby": "confirm-title" });
    const close = (answer) => () => dialog.close(answer);
    dialog.append(
      h("h2", { id: "confirm-title", class: "dialog-title" }, words("title")),
      h("div", { class: "dialog-body text" }, textObject(question.text)),
      h("div", { class: "dialog-foot" },
        h("button", { type: "button", class: "button", onClick: close("no") }, words("deny")),
        h("button", { type: "button", class: look, onClick: close("yes") }, words("confirm"))));
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
