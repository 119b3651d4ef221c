// The rich_text block: sections, lists, quotes and preformatted text, with all their inline elements.
import { dateNode } from "./dates.js";
import { h } from "./dom.js";
import { broadcast, channelMention, emoji, groupMention, link, userMention } from "./inline.js";

const MARKS = {
  bold: "strong", italic: "em", strike: "s", underline: "u", code: "code", highlight: "mark", client_highlight: "mark",
};

/** A whole rich_text block. */
export function richText(block) {
  return h("div", { class: "rich" }, (block.elements ?? []).map(part));
}

function part(element) {
  const children = () => (element.elements ?? []).map(styled);
  switch (element.type) {
    case "rich_text_section": return h("div", { class: "rich-section" }, children());
    case "rich_text_preformatted": return h("pre", { class: element.border ? "bordered" : null }, children());
    case "rich_text_quote": return h("blockquote", { class: element.border ? "bordered" : null }, children());
    case "rich_text_list": return list(element);
    default: return null;
  }
}

/** A deeper list comes as a list of its own with an indent, not as a child; the stylesheet moves it in (`level-N`). */
function list(element) {
  const ordered = element.style === "ordered";
  const items = (element.elements ?? []).map((item) => h("li", {}, (item.elements ?? []).map(styled)));
  const level = Math.min(element.indent ?? 0, 8);
  const start = ordered && element.offset ? element.offset + 1 : null;
  return h(ordered ? "ol" : "ul", { class: `level-${level}${element.border ? " bordered" : ""}`, start }, items);
}

function styled(element) {
  let node = inline(element);
  if (!node) return null;
  for (const [style, tag] of Object.entries(MARKS)) {
    if (element.style?.[style]) node = h(tag, {}, node);
  }
  return node;
}

function inline(element) {
  switch (element.type) {
    case "text": return document.createTextNode(element.text ?? "");
    case "link": return link(element.url, element.text ?? element.url);
    case "user": return userMention(element.user_id);
    case "usergroup": return groupMention(element.usergroup_id);
    case "channel": return channelMention(element.channel_id);
    case "broadcast": return broadcast(element.range);
    case "emoji": return emoji(element.name, undefined, element.unicode);
    case "date": return richDate(element);
    case "color": return colour(element.value ?? "");
    case "team": return document.createTextNode(element.team_id ?? "");
    default: return document.createTextNode(element.text ?? "");
  }
}

function richDate(element) {
  const node = dateNode(Number(element.timestamp), element.format ?? "", element.fallback);
  return element.url ? link(element.url, node) : node;
}

function colour(value) {
  const swatch = h("span", { class: "swatch" });
  if (/^#[0-9a-f]{3,8}$/i.test(value)) swatch.style.backgroundColor = value;
  return h("span", { class: "colour" }, swatch, value);
}
