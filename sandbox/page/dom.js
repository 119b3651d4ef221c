// Building the page's nodes. Strings always become text nodes, so what people and bots type can never become markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Build one element.
 * `attributes`: keys like `onClick` become listeners, all others attributes; true sets an attribute without a value,
 * false, null and undefined leave it out. Children are nodes, strings, numbers, or (nested) lists of them.
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) setAttribute(node, name, value);
  append(node, children);
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
  else if (name === "value") node.value = value;
  else node.setAttribute(name, value === true ? "" : String(value));
}

/** Append nodes, strings and nested lists; null, undefined and false are skipped. */
export function append(parent, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

/** Replace what is in `parent`, in one go. */
export function fill(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

/** A line drawing from icons.js: decoration only, so hidden from screen readers. */
export function drawing(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Text for screen readers only. */
export function spoken(text) {
  return h("span", { class: "spoken" }, text);
}

/**
 * Make `parent` hold exactly `nodes`, in order, moving only what is out of place:
 * a node that stays put keeps its focus, its scroll position and what was typed in it.
 */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.childNodes]) if (!wanted.has(node)) node.remove();
  let here = parent.firstChild;
  for (const node of nodes) {
    if (node === here) here = here.nextSibling;
    else parent.insertBefore(node, here);
  }
}

/**
 * Swap `before` for `after`. If the focus was inside, it goes to the control with the same `data-key`,
 * so that an answer from the server does not throw a keyboard user out.
 */
export function swap(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.key;
  before.replaceWith(after);
  if (key) refocus(after, key);
}

let drawn = 0;

/** A fresh id, for labels and descriptions. */
export function freshId(prefix = "x") {
  drawn += 1;
  return `${prefix}-${drawn}`;
}

const signatures = new WeakMap();

/**
 * Fill `container` with what `build` returns, but only when `facts` (anything JSON can hold) differ from last time;
 * the focus stays on the control with the same `data-key`.
 */
export function redraw(container, facts, build) {
  const signature = JSON.stringify(facts);
  if (signatures.get(container) === signature) return;
  signatures.set(container, signature);
  const key = container.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  fill(container, build());
  if (key) refocus(container, key);
}

function refocus(container, key) {
  const heir = [...container.querySelectorAll("[data-key]")].find((node) => node.dataset.key === key);
  heir?.focus({ preventScroll: true });
}
