// A face for everybody: initials on a colour of their own.
import { h } from "./dom.js";
import { state } from "./state.js";
import { person } from "./world.js";

/** Used when the server gives no colour; all of them carry white letters at AA contrast. */
const COLOURS = ["#0b6e66", "#8a4b08", "#6b3fa0", "#1f5fa8", "#9c2f55", "#3f6b1f", "#7a3b2e", "#44546a"];

/** A person's picture, by id; the app's when nobody has the id. Decoration: the name always stands beside it. */
export function avatar(id, className = "") {
  const found = person(id);
  const name = found ? found.real_name || found.name : state.world.app.name;
  const look = `avatar ${found ? "" : "avatar-app"} ${className}`;
  const node = h("span", { class: look, "aria-hidden": "true" }, found?.initials ?? initials(name));
  if (found) node.style.backgroundColor = found.color ?? colourOf(id);
  return node;
}

function initials(name) {
  return name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
}

function colourOf(id) {
  const sum = [...id].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return COLOURS[sum % COLOURS.length];
}
