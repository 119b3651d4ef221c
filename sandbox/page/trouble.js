// Trouble with the mail, on demand: what the mail server does to the next mails of the app.
import { tell } from "./api.js";
import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { toast } from "./toasts.js";

const SLOW = 30; // seconds

/** [fault, what it is called, what it does] */
const TROUBLES = [
  ["unknown_recipient", "No such mailbox", "The next recipient is refused for good (550)."],
  ["mailbox_full", "Mailbox full", "The next recipient is refused for now (452)."],
  ["over_quota", "Over quota", "The next recipient is refused, and not for now (552)."],
  ["greylisted", "Greylisting", "Each recipient is turned away the first time (451)."],
  ["broken_before_dot", "Broken connection", "The next mail breaks off half way. Nothing of it is kept."],
  ["answer_lost", "Lost answer", "The next mail is kept, and the app never hears so."],
  ["slow", "Slow server", `The next mail is answered after ${SLOW} seconds.`],
  ["hangs_up", "Server hangs up", "The next connection is closed at once."],
  ["refused", "Server away", "Nobody gets through until you end the trouble."],
];

/** A line above the mails: {node, update(faults)}. */
export function createTrouble() {
  const node = h("div", { class: "mail-trouble" });

  function update(faults) {
    redraw(node, faults, () => {
      const menu = h("button", {
        type: "button", class: "button", "aria-haspopup": "menu", "aria-expanded": "false", "data-key": "trouble",
        onClick: () => openMenu(menu, items(), "Make trouble"),
      }, icon("warning"), "Make trouble");
      const names = faults.map((kind) => TROUBLES.find(([one]) => one === kind)?.[1] ?? kind);
      const end = h("button", { type: "button", class: "link-button", "data-key": "peace", onClick: stop }, "End it");
      return [menu, names.length > 0 && h("p", { role: "status" }, h("strong", {}, names.join(", ")), " ", end)];
    });
  }

  return { node, update };
}

function items() {
  return TROUBLES.map(([fault, label, detail]) => ({ label, detail, run: () => start(fault) }));
}

function start(fault) {
  said({ method: "mail", fault, ...(fault === "slow" && { seconds: SLOW }) });
}

/** The server knows faults of Slack and of mail in one list, so ending these ends those too. */
function stop() {
  said({ clear: true });
}

async function said(body) {
  const answer = await tell("faults", body);
  if (!answer.ok) toast(answer.message, "error");
}
