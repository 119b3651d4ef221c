// Line drawings on a 20 by 20 grid, drawn with the text's own colour.
import { drawing, h } from "./dom.js";

const PATHS = {
  back: "M12.5 4.5 7 10l5.5 5.5",
  bolt: "M11 2.5 4.5 11.5H10l-1 6 6.5-9H10l1-6Z",
  check: "M4.5 10.5 8.5 14.5 15.5 6",
  close: "M5 5l10 10M15 5 5 15",
  down: "M5 8l5 5 5-5",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5Zm8 2.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z",
  flag: "M5 17.5v-15M5 3.5h10l-2.5 3.5 2.5 3.5H5",
  globe: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM2.5 10h15"
    + "M10 2.5c2.5 2 3 5 3 7.5s-.5 5.5-3 7.5c-2.5-2-3-5-3-7.5s.5-5.5 3-7.5Z",
  home: "M3.5 9 10 3.5 16.5 9v7.5h-4.5v-4.5H8v4.5H3.5V9Z",
  image: "M3 4h14v12H3V4Zm0 9.5 4-4 3.5 3.5 2.5-2.5 4 4M13 7.5h.01",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-1 1"
    + "M11.5 8.5a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l1-1",
  lock: "M5.5 9h9v7.5h-9V9Zm2-0V6.5a2.5 2.5 0 0 1 5 0V9",
  mail: "M2.5 4.5h15v11h-15v-11Zm0 .5 7.5 6 7.5-6",
  message: "M3 4.5h14v9.5H9.5L6 17v-3H3V4.5Z",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  replay: "M4.5 10a5.5 5.5 0 1 0 1.8-4.1M4.5 3.5v3.5H8",
  reply: "M8 5 3.5 9.5 8 14M3.5 9.5H12a4.5 4.5 0 0 1 4.5 4.5v1.5",
  send: "M3 3.5 17.5 10 3 16.5 5 10 3 3.5ZM5 10h6.5",
  up: "M5 12l5-5 5 5",
  warning: "M10 3 18 16.5H2L10 3Zm0 5v4M10 14.3h.01",
};

/** The icon called `name`. */
export function icon(name) {
  return drawing(PATHS[name]);
}

/** A button that shows an icon and is called `label`. */
export function iconButton(name, label, onClick, attributes = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, onClick, ...attributes }, icon(name));
}
