// Date, time, and date-and-time pickers. The browser's own controls: right on a phone, and usable by keyboard.
import { fromLocalInput, toLocalInput } from "./clock.js";
import { freshId, h } from "./dom.js";
import { stateOf, valueOf } from "./states.js";
import { zone } from "./world.js";

const CONTROLS = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

/** See field() in fields.js. Moments are picked in the chosen person's zone, which is named beside them. */
export function timeField(element, given) {
  const { type } = element;
  const control = h("input", {
    id: freshId("field"), class: "input picker", type: CONTROLS[type], name: given.name, "data-key": given.name,
    "aria-describedby": given.describedBy, value: shown(type, given.state),
  });
  control.addEventListener("input", () => given.onInput(stateOf(type, picked(type, control.value))));
  control.addEventListener("change", () => given.onCommit(stateOf(type, picked(type, control.value)), "choice"));
  if (type === "datepicker") return { control, node: control };
  const where = element.timezone ?? zone();
  const note = h("span", { class: "zone" }, where.replaceAll("_", " "));
  return { control, node: h("div", { class: "picker-row" }, control, note) };
}

function shown(type, state) {
  const value = valueOf(type, state);
  if (value === null) return "";
  return type === "datetimepicker" ? toLocalInput(value, zone()) : value;
}

function picked(type, value) {
  if (!value) return null;
  return type === "datetimepicker" ? fromLocalInput(value, zone()) : value;
}
