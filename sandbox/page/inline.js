// From mrkdwn's tree to nodes: mentions, links, dates, emoji and styles. Everything a person typed ends as a text node.
import { dateNode } from "./dates.js";
import { h } from "./dom.js";
import { emojiPicture, withEmoji } from "./emoji.js";
import { decode, parseMrkdwn } from "./mrkdwn.js";
import { state } from "./state.js";
import { channel, personName } from "./world.js";

/** Addresses a click may open. Anything else (javascript:, data:, file:) is shown, not linked. */
const SAFE = /^(?:https?:|mailto:|tel:|slack:)/i;

/** A block of Slack's mrkdwn as nodes. */
export function mrkdwn(text, options) {
  return parseMrkdwn(text, options).map((block) => {
    const children = block.children.map(inlineNode);
    if (block.type === "quote") return h("blockquote", {}, children);
    if (block.type === "pre") return h("pre", {}, children);
    return h("span", { class: "run" }, children);
  });
}

/** A Block Kit text object. In plain_text Slack decodes the three escapes too, and emoji names unless told not to. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text ?? "", { verbatim: object.verbatim });
  return [plain(object)];
}

/** What a plain_text object reads as. */
export function plain(object) {
  const text = decode(object?.text ?? "");
  return object?.emoji === false ? text : withEmoji(text);
}

const STYLED = { bold: "strong", italic: "em", strike: "s", code: "code" };

function inlineNode(node) {
  if (node.type in STYLED) return h(STYLED[node.type], {}, node.children.map(inlineNode));
  switch (node.type) {
    case "text": return document.createTextNode(node.text);
    case "break": return h("br");
    case "user": return userMention(node.id, node.label);
    case "channel": return channelMention(node.id, node.label);
    case "group": return groupMention(node.id, node.label);
    case "broadcast": return broadcast(node.range);
    case "date": return dateWithLink(node);
    case "emoji": return emoji(node.name, node.typed);
    default: return link(node.url, node.label);
  }
}

function dateWithLink({ epoch, format, fallback, url }) {
  const node = dateNode(epoch, format, fallback);
  return url && SAFE.test(url) ? link(url, node) : node;
}

/** A link that opens in a new tab; an address that is not safe to open stays text. */
export function link(url, label) {
  if (!SAFE.test(url)) return document.createTextNode(label === url ? `<${url}>` : String(label?.textContent ?? label));
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** @somebody; the chosen person's own name stands out. */
export function userMention(id, label) {
  const name = personName(id) === id ? label || id : personName(id);
  return h("span", { class: id === state.as ? "mention mention-me" : "mention" }, `@${name}`);
}

export function channelMention(id, label) {
  return h("span", { class: "mention" }, `#${channel(id)?.name ?? label ?? id}`);
}

export function groupMention(id, label) {
  const group = state.world?.groups?.find((one) => one.id === id);
  const mine = group?.members?.includes(state.as);
  const handle = (group?.handle ?? label ?? id).replace(/^@/, "");
  return h("span", { class: mine ? "mention mention-me" : "mention" }, `@${handle}`);
}

/** @channel, @here, @everyone: what rings everybody's phone must be seen. */
export function broadcast(range) {
  return h("span", { class: "mention mention-all" }, `@${range}`);
}

/** An emoji by its short name; one without a picture here stays as typed. */
export function emoji(name, typed = `:${name}:`, unicode = null) {
  const picture = unicode ? fromCodePoints(unicode) : emojiPicture(name);
  if (!picture) return document.createTextNode(typed);
  return h("span", { role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, picture);
}

function fromCodePoints(unicode) {
  const points = unicode.split("-").map((hex) => parseInt(hex, 16));
  return points.every((point) => point > 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}
