// The messages of the open place. Nodes of unchanged messages stay, so reading, typing and scrolling go on undisturbed.
import { announce } from "./announcer.js";
import { isoDay } from "./clock.js";
import { formatTokens } from "./dates.js";
import { arrange, h, swap } from "./dom.js";
import { author, messageNode, sentAt } from "./message.js";
import { createScroller } from "./scroller.js";
import { state } from "./state.js";
import { createThread } from "./thread.js";
import { isDirect, personName, placeTitle, zone } from "./world.js";

const TOGETHER = 300; // s: messages of one author this close share one heading

/** The list of messages: {node, update(place), left()}. */
export function createTimeline() {
  const list = h("div", { class: "timeline-list" });
  const scroller = createScroller(list);
  let shown = { key: null, items: new Map(), chosen: new Map() };
  let away = false;

  function update(place) {
    const key = `${state.as}/${place.id}`;
    const fresh = shown.key !== key || away;
    if (shown.key !== key) shown = { key, items: new Map(), chosen: new Map() };
    away = false;
    const atEnd = scroller.atEnd();
    const before = new Set(shown.items.keys());
    arrange(list, draw(place, shown));
    const added = place.messages.filter((message) => !before.has(message.ts));
    if (fresh) scroller.settle();
    else if (added.length) noticed(added, atEnd);
    else if (atEnd) scroller.toEnd(); // an edit made the last message longer
  }

  /** Out of sight a list forgets how far it was scrolled, so a return starts at the end again. */
  function left() {
    away = true;
  }

  function noticed(added, atEnd) {
    const others = added.filter((message) => message.user.id !== state.as);
    others.forEach((message) => announce(message));
    const mine = others.length < added.length || added.some((message) => message.ephemeral);
    if (atEnd || mine) scroller.reveal(shown.items.get(added[0].ts).node);
    else scroller.hint();
  }

  return { node: scroller.node, update, left };
}

/** All nodes of the list in order: an opening, then each day's line and messages. */
function draw(place, shown) {
  const threads = new Map();
  const known = new Set(place.messages.map((message) => message.ts));
  const isReply = (message) => message.thread_ts && message.thread_ts !== message.ts && known.has(message.thread_ts);
  for (const message of place.messages.filter(isReply)) {
    threads.set(message.thread_ts, [...(threads.get(message.thread_ts) ?? []), message]);
  }
  const nodes = [opening(place, shown)];
  const kept = new Set();
  let last = null;
  for (const message of place.messages.filter((one) => !isReply(one))) {
    const day = isoDay(sentAt(message), zone());
    if (!last || isoDay(sentAt(last), zone()) !== day) nodes.push(dayLine(shown, day, message));
    const replies = threads.get(message.ts) ?? [];
    nodes.push(rootItem(place.id, message, replies, follows(last, message, day), shown).node);
    [message, ...replies].forEach((one) => kept.add(one.ts));
    last = { ...message, ends: replies.length > 0 };
  }
  for (const ts of shown.items.keys()) if (!kept.has(ts) && !ts.startsWith("#")) shown.items.delete(ts);
  return nodes;
}

/** Does this message go on under the heading of the one before? */
function follows(last, message, day) {
  return Boolean(last) && !last.ends && last.user.id === message.user.id && !last.ephemeral && !message.ephemeral
    && isoDay(sentAt(last), zone()) === day && sentAt(message) - sentAt(last) < TOGETHER;
}

function rootItem(channel, message, replies, compact, shown) {
  let item = shown.items.get(message.ts);
  if (!item?.thread) {
    const thread = createThread(channel, message.ts, author(message));
    item = { node: h("div", { class: "item" }), thread };
    item.node.append(thread.node);
    shown.items.set(message.ts, item);
  }
  const onReply = message.ephemeral ? null : item.thread.open;
  refresh(item, message, { channel, compact, onReply, chosen: shown.chosen });
  item.thread.update(replies.map((reply) => replyItem(channel, reply, shown).node));
  return item;
}

function replyItem(channel, message, shown) {
  let item = shown.items.get(message.ts);
  if (!item || item.thread) {
    item = { node: h("div", { class: "item reply" }), thread: null };
    shown.items.set(message.ts, item);
  }
  refresh(item, message, { channel, compact: false, onReply: null, chosen: shown.chosen });
  return item;
}

/** Redraw a message only if something in it changed; the thread below it is left alone. */
function refresh(item, message, options) {
  const signature = JSON.stringify([message, options.compact, zone()]);
  if (item.signature === signature) return;
  item.signature = signature;
  const article = messageNode(message, options);
  if (item.article) swap(item.article, article);
  else item.node.prepend(article);
  item.article = article;
}

function once(shown, key, build) {
  if (!shown.items.has(key)) shown.items.set(key, { node: build() });
  return shown.items.get(key).node;
}

function dayLine(shown, day, message) {
  const words = formatTokens("{day_divider_pretty}", sentAt(message), zone());
  return once(shown, `#day ${day} ${words}`, () => h("h3", { class: "day" }, h("span", {}, words)));
}

function opening(place, shown) {
  const direct = `Messages between ${personName(state.as)} and ${placeTitle(place)}. Nobody else sees them.`;
  const words = isDirect(place) ? direct : `This is the start of #${place.name}.`;
  return once(shown, "#opening", () => h("p", { class: "opening" }, words));
}
