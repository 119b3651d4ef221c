// How the list of messages scrolls: it stays at the newest for those who read there, and never moves under the others.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const NEAR = 24; // px from the end that still count as "reading the newest"

/** A scrolling box around `list`: {node, atEnd(), toEnd(), settle(), reveal(target), hint()}. */
export function createScroller(list) {
  const box = h("div", { class: "timeline", tabindex: "0", role: "region", "aria-label": "Messages" }, list);
  const pill = h("button", { type: "button", class: "new-pill", hidden: true, onClick: toEnd }, icon("down"), "New messages");
  let stuck = true;

  function atEnd() {
    return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  }

  function toEnd() {
    box.scrollTop = box.scrollHeight;
    pill.hidden = true;
  }

  /** Start at the end; letters and pictures may still move things in the first frame. */
  function settle() {
    toEnd();
    requestAnimationFrame(toEnd);
  }

  /** Bring a new message up, its first line foremost: a card taller than the screen is read from the top. */
  function reveal(target) {
    if (target.offsetHeight > box.clientHeight - NEAR) box.scrollTop = target.offsetTop - 8;
    else if (target === list.lastChild) toEnd();
    else target.scrollIntoView({ block: "nearest" });
    pill.hidden = true;
  }

  /** Something new came while an older message is read. */
  function hint() {
    pill.hidden = false;
  }

  box.addEventListener("scroll", () => {
    stuck = atEnd();
    if (stuck) pill.hidden = true;
  });
  // A phone's keyboard takes half the screen: whoever read the newest goes on seeing it.
  new ResizeObserver(() => stuck && toEnd()).observe(box);

  return { node: h("div", { class: "timeline-box" }, box, pill), atEnd, toEnd, settle, reveal, hint };
}
