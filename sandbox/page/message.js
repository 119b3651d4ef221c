// One message: who, when, what, and what can be done with it.
import { perform } from "./actions.js";
import { avatar } from "./avatar.js";
import { blockNodes } from "./blocks.js";
import { clockTime } from "./clock.js";
import { exactly } from "./dates.js";
import { h } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { mrkdwn } from "./inline.js";
import { openMenu } from "./menu.js";
import { chooseReaction, reactionRow } from "./reactions.js";
import { state } from "./state.js";
import { initialState } from "./states.js";
import { personName, zone } from "./world.js";

/** When a message was sent, in epoch seconds. */
export function sentAt(message) {
  return Number(message.ts);
}

/** The name of whoever wrote a message. */
export function author(message) {
  return message.user.name && message.user.is_app ? message.user.name : personName(message.user.id);
}

/**
 * A message as nodes. `options`: {channel, compact: leave out the author (the same, minutes later),
 * onReply: open its thread, chosen: Map that keeps what was picked in its inputs across redrawing}.
 */
export function messageNode(message, options) {
  const body = h("div", { class: "message-body" }, content(message, options));
  // A private reply rings nobody, whatever names stand in it.
  const pinged = !message.ephemeral && body.querySelector(".mention-me, .mention-all") !== null;
  const kind = { ephemeral: message.ephemeral, compact: options.compact, pings: pinged };
  const names = ["message", ...Object.keys(kind).filter((name) => kind[name])].join(" ");
  const label = `${author(message)}, ${clockTime(sentAt(message), zone())}`;
  const face = () => avatar(message.user.is_app ? null : message.user.id);
  return h("article", { class: names, "data-ts": message.ts, "aria-label": label },
    h("div", { class: "message-side" }, options.compact ? stamp(message) : face()),
    h("div", { class: "message-main" },
      message.ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      !options.compact && head(message),
      body,
      message.files && fileList(message.files),
      reactionRow(message, options.channel)),
    message.ephemeral ? null : tools(message, options));
}

function head(message) {
  return h("div", { class: "message-head" },
    h("span", { class: "author" }, author(message)),
    message.user.is_app && h("span", { class: "badge" }, "App"),
    stamp(message),
    message.edited && message.blocks?.length ? editedMark() : null);
}

function stamp(message) {
  const at = sentAt(message);
  const datetime = new Date(at * 1000).toISOString();
  return h("time", { class: "stamp", datetime, title: exactly(at, zone()) }, clockTime(at, zone()));
}

function content(message, options) {
  if (message.blocks?.length) return blockNodes(message.blocks, hostOf(message, options));
  return h("div", { class: "text" }, mrkdwn(message.text ?? ""), message.edited && [" ", editedMark()]);
}

/** Files below the text, each a way to what it holds. */
function fileList(files) {
  const link = (file) => h("a", { href: `/files/${file.id}`, target: "_blank", rel: "noopener" }, file.title);
  return h("ul", { class: "files", "aria-label": "Files" }, files.map((file) => h("li", {}, link(file))));
}

/** Beside the text; a message of blocks carries it in its heading, where no block pushes it away. */
function editedMark() {
  return h("span", { class: "edited", title: "This message was changed after it was sent" }, "(edited)");
}

function hostOf(message, { channel, chosen }) {
  const keyOf = (block, element) => JSON.stringify([message.ts, block.block_id, element.action_id]);
  const which = (block, element) => ({ channel, ts: message.ts, block_id: block.block_id, action_id: element.action_id });
  const press = (block, element, value, key) =>
    perform("press", { ...which(block, element), ...(value && { value }) }, { key });
  return {
    scope: `${channel}/${message.ts}`,
    initial: (block, element) => chosen.get(keyOf(block, element)) ?? initialState(element),
    onInput: (block, element, value) => chosen.set(keyOf(block, element), value),
    onCommit: (block, element, value, trigger) => {
      if (block.dispatch_action && trigger !== "character") press(block, element, value, null);
    },
    suggest: (block, element, value) => perform("suggest", { ...which(block, element), value }),
    press,
  };
}

/** Reply, and the app's message shortcuts. Private replies have neither, as in Slack. */
function tools(message, { channel, onReply }) {
  const shortcuts = (state.world.shortcuts ?? []).filter((one) => one.type === "message");
  const items = [
    onReply && { label: "Reply in thread", run: onReply },
    // The first menu has to be gone before the second opens in its place.
    message.reactions && { label: "Add a reaction", run: () => setTimeout(chooseReaction, 0, more, message, channel) },
    ...shortcuts.map((one) => ({
      label: one.name, detail: state.world.app.name,
      run: () => perform("message_shortcut", { callback_id: one.callback_id, channel, ts: message.ts }),
    })),
  ].filter(Boolean);
  if (!items.length) return null;
  const label = `Actions on the message from ${author(message)}`;
  const more = iconButton("more", label, () => openMenu(more, items, "Message"), {
    "aria-haspopup": "menu", "aria-expanded": "false", "data-key": `${message.ts}/tools`,
  });
  return h("div", { class: "message-tools" }, more);
}
