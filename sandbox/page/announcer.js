// Says new messages aloud to screen readers, politely and one at a time, without reading out their buttons.
import { h } from "./dom.js";
import { mrkdwn } from "./inline.js";
import { author } from "./message.js";

let unread = null;

/** Say that mail came, when more of it is unread than before. */
export function announceMail(mail) {
  if (unread !== null && mail.unread > unread) live.textContent = `New mail. ${mail.unread} unread.`;
  unread = mail.unread;
}

const live = h("div", { class: "spoken", "aria-live": "polite", "aria-atomic": "true" });
document.body.append(live);

/** Announce a message by its top-level text, which apps write for just this. */
export function announce(message) {
  const text = h("div", {}, mrkdwn(message.text ?? "")).textContent;
  live.textContent = `${message.ephemeral ? "Only visible to you. " : ""}${author(message)}: ${text}`;
}
