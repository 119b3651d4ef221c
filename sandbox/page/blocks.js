// Block Kit's layout blocks as nodes. What is inside them: inline.js (text), rich_text.js, controls.js, fields.js.
import { control } from "./controls.js";
import { freshId, h } from "./dom.js";
import { field } from "./fields.js";
import { icon } from "./icons.js";
import { link, plain, textObject } from "./inline.js";
import { richText } from "./rich_text.js";

/** One block. `host`: see control() in controls.js, plus onCommit(block, element, state, trigger) for input blocks. */
export function blockNode(block, host) {
  const draw = BLOCKS[block.type] ?? unknown;
  const node = draw(block, host);
  node.classList.add("block", `block-${block.type.replace(/\W/g, "")}`);
  return node;
}

/** All blocks of a message. */
export function blockNodes(blocks, host) {
  return blocks.map((block) => blockNode(block, host));
}

const BLOCKS = {
  header: (block) => h("h3", {}, plain(block.text)),
  divider: () => h("hr"),
  section,
  context: (block) => h("div", {}, block.elements.map(contextPart)),
  actions: (block, host) => h("div", {}, block.elements.map((element) => control(block, element, host))),
  image: (block) => picture(block),
  input: inputBlock,
  rich_text: richText,
};

function section(block, host) {
  const text = (object) => h("div", { class: "text" }, textObject(object));
  return h("div", { class: block.accessory ? "with-accessory" : null },
    h("div", { class: "section-main" },
      block.text && text(block.text),
      block.fields && h("div", { class: "fields" }, block.fields.map(text))),
    block.accessory && h("div", { class: "accessory" }, accessory(block, host)));
}

function accessory(block, host) {
  return block.accessory.type === "image" ? picture(block.accessory) : control(block, block.accessory, host);
}

function contextPart(element) {
  if (element.type === "image") return picture(element);
  return h("span", { class: "text" }, textObject(element));
}

/** Pictures from elsewhere are not fetched, because the page makes no outside requests: their words are shown. */
function picture(image) {
  const url = image.image_url ?? image.slack_file?.url ?? "";
  const title = image.title && h("figcaption", {}, plain(image.title));
  if (url.startsWith("/") || url.startsWith(`${location.origin}/`)) {
    return h("figure", { class: "picture" }, title, h("img", { src: url, alt: image.alt_text ?? "" }));
  }
  const words = h("span", {}, link(url || "picture", image.alt_text || "picture"));
  return h("figure", { class: "picture" }, title, h("div", { class: "picture-words" }, icon("image"), words));
}

/** A label, its control, the hint, and the room for a refusal, all tied together for screen readers. */
function inputBlock(block, host) {
  const { element } = block;
  const [labelId, hintId, errorId] = [freshId("label"), freshId("hint"), freshId("error")];
  const key = `${host.scope}/${block.block_id}/${element.action_id}`;
  const enterId = freshId("enter");
  const takesEnter = element.type.endsWith("_input") && host.takesEnter?.(block, element);
  const built = field(element, {
    state: host.initial(block, element), name: key, describedBy: `${errorId} ${hintId} ${enterId}`, takesEnter,
    onInput: (state) => host.onInput(block, element, state),
    suggest: (text) => host.suggest(block, element, text),
    onCommit: (state, trigger) => host.onCommit(block, element, state, trigger),
  });
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  const label = built.group
    ? h("span", { class: "label", id: labelId }, plain(block.label), optional)
    : h("label", { class: "label", id: labelId, for: built.control.id }, plain(block.label), optional);
  if (built.group) built.node.setAttribute("aria-labelledby", labelId);
  return h("div", { class: "field" }, label, built.node,
    h("p", { class: "field-error", id: errorId, hidden: true }),
    takesEnter && h("p", { class: "hint", id: enterId }, `Press ${element.multiline ? "Ctrl+Enter" : "Enter"} to go on.`),
    block.hint && h("p", { class: "hint", id: hintId }, plain(block.hint)));
}

/** Show or take away the refusal under an input block. */
export function showError(node, text) {
  const error = node.querySelector(".field-error");
  if (!error) return;
  error.textContent = text ?? "";
  error.hidden = !text;
  node.classList.toggle("refused", Boolean(text));
  for (const one of node.querySelectorAll(".input, .boxes")) one.setAttribute("aria-invalid", String(Boolean(text)));
}

function unknown(block) {
  return h("div", { class: "unknown" }, `[A block of type ${block.type}, which this page cannot draw]`);
}
