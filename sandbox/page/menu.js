// A small pop-up menu, for overflow menus, shortcuts and what can be done with a message.
import { h } from "./dom.js";

const MARGIN = 8;

/**
 * Open a menu beside `anchor`. `items`: [{label, detail?, run}] or {heading} between them.
 * Arrow keys move, Enter runs, Escape closes; the focus goes back to the anchor.
 */
export function openMenu(anchor, items, label) {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto" }, items.map(entry));
  // A modal dialog makes all outside of it inert, so a menu opened in one has to live in it.
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.addEventListener("keydown", (event) => moveFocus(menu, event));
  menu.addEventListener("click", (event) => {
    if (event.target.closest("[role=menuitem]")) menu.hidePopover();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "closed") closed(menu, anchor);
  });
  menu.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  put(menu, anchor);
  menu.querySelector("[role=menuitem]")?.focus();
}

function entry(item) {
  if (item.heading) return h("p", { class: "menu-heading" }, item.heading);
  return h("button", { type: "button", role: "menuitem", tabindex: "-1", class: "menu-item", onClick: item.run },
    h("span", { class: "menu-label" }, item.label),
    item.detail && h("span", { class: "menu-detail" }, item.detail));
}

function closed(menu, anchor) {
  anchor.setAttribute("aria-expanded", "false");
  const { activeElement } = document;
  if (menu.contains(activeElement) || activeElement === document.body) anchor.focus({ preventScroll: true });
  menu.remove();
}

function moveFocus(menu, event) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (!step) return;
  event.preventDefault();
  const next = items.indexOf(document.activeElement) + step;
  items.at(next % items.length)?.focus();
}

/** Below the anchor if there is room, else above; never over the edge of a narrow screen. */
function put(menu, anchor) {
  const from = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = from.bottom + 4;
  const top = below + size.height + MARGIN <= innerHeight ? below : Math.max(MARGIN, from.top - size.height - 4);
  const left = Math.min(Math.max(MARGIN, from.right - size.width), innerWidth - size.width - MARGIN);
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(MARGIN, left)}px`;
}
