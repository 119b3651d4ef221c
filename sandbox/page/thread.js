// The replies under a message, inline, with a composer of their own that stays open until it is closed.
import { perform } from "./actions.js";
import { createComposer } from "./composer.js";
import { arrange, h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * The part below one message: {node, update(replyNodes), open()}. Slash commands do not work here, as in Slack.
 */
export function createThread(channel, ts, who) {
  const replies = h("div", { class: "replies" });
  const foot = h("div", { class: "thread-foot" });
  const node = h("div", { class: "thread", hidden: true }, replies, foot);
  const reply = h("button", { type: "button", class: "link-button", onClick: open }, icon("reply"), "Reply");
  let composer = null;

  function open() {
    composer ??= createComposer({
      label: `Reply to ${who}`, placeholder: `Reply to ${who}…`, draftKey: () => `${channel}/${ts}`, thread: true,
      send: (text) => perform("say", { channel, text, thread_ts: ts }),
      onLeave: close,
    });
    show();
    composer.focus();
  }

  function close() {
    composer = null;
    show();
  }

  function show() {
    arrange(foot, [composer?.node ?? reply]);
    node.hidden = !composer && !replies.firstChild;
  }

  function update(nodes) {
    arrange(replies, nodes);
    show();
  }

  return { node, update, open };
}
