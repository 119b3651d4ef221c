// Emoji under messages.
import { perform } from "./actions.js";
import { h } from "./dom.js";
import { emojiPicture } from "./emoji.js";
import { openMenu } from "./menu.js";
import { state } from "./state.js";
import { personName } from "./world.js";

/** The few that a menu offers; the app sees any name the same way. */
const OFFERED = ["+1", "eyes", "white_check_mark", "heart", "tada", "-1"];

/** The reactions to a message, each a button that adds or takes away one's own; null when there are none. */
export function reactionRow(message, channel) {
  if (!message.reactions?.length) return null;
  return h("div", { class: "reactions" }, message.reactions.map(({ name, users }) => h("button", {
    type: "button", class: "reaction", "aria-pressed": String(users.includes(state.as)),
    "data-key": `${message.ts}/reaction/${name}`,
    title: `${users.map(personName).join(", ")}: ${words(name)}`, "aria-label": `${words(name)}, ${users.length}`,
    onClick: () => react(message, channel, name),
  }, emojiPicture(name) ?? `:${name}:`, h("span", {}, users.length))));
}

/** Choose a reaction from a menu beside `anchor`. */
export function chooseReaction(anchor, message, channel) {
  const label = (name) => `${emojiPicture(name)}  ${words(name)}`;
  const items = OFFERED.map((name) => ({ label: label(name), run: () => react(message, channel, name) }));
  openMenu(anchor, items, "Add a reaction");
}

function react(message, channel, name) {
  perform("react", { channel, ts: message.ts, name }, { key: `${message.ts}/${name}` });
}

function words(name) {
  return { "+1": "thumbs up", "-1": "thumbs down" }[name] ?? name.replaceAll("_", " ");
}
