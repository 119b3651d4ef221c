// The mail tray: what the app sent, newest first, beside the mail that is open; on a narrow pane one of the two shows.
import { fetchMail, fetchMails, tell } from "./api.js";
import { clockTime, nearDay } from "./clock.js";
import { exactly, formatTokens } from "./dates.js";
import { h, redraw, spoken } from "./dom.js";
import { createMailView } from "./mail_view.js";
import { goTo, MAIL } from "./route.js";
import { state } from "./state.js";
import { toast } from "./toasts.js";
import { createTrouble } from "./trouble.js";
import { zone } from "./world.js";

/** The tray: {node, update(), focus()}. */
export function createMail() {
  const list = h("ul", { class: "mail-list", "aria-label": "Mails, newest first" });
  const none = h("p", { class: "opening" }, "No mail yet. What the app sends by mail lands here.");
  const trouble = createTrouble();
  const view = createMailView(() => goTo({ place: MAIL }));
  const side = h("div", { class: "mail-side" }, trouble.node, none, list);
  const inner = h("div", { class: "mail-panes" }, side, view.node);
  const node = h("section", { class: "mail", "aria-label": "Mail tray" }, inner);
  let known = { version: null, mails: [] };
  let opened = null;
  let before = null; // the mail that was open last

  function update() {
    if (known.version !== state.screen.mail.version) refresh();
    trouble.update(state.screen.mail.faults);
    draw();
    if (opened !== state.item) open(state.item);
  }

  async function refresh() {
    const before = known;
    known = { ...known, version: state.screen.mail.version }; // asked for once, however often the page is redrawn
    try {
      known = await fetchMails();
    } catch {
      known = { ...before, version: null };
    }
    draw();
  }

  function draw() {
    none.hidden = known.mails.length > 0 || known.version === null;
    redraw(list, [known.mails, state.item, zone()], () => known.mails.toReversed().map(row));
    inner.dataset.open = state.item ? "mail" : "list";
  }

  /** Show the mail that the address names, and let the server know that it was read. */
  async function open(item) {
    before = opened;
    opened = item;
    if (!item) {
      view.show(null);
      focus();
      return;
    }
    const mail = await fetchMail(item).catch(() => ({ ok: false }));
    if (opened !== item) return;
    if (!mail.ok) {
      toast(mail.message ?? "That mail is not in the tray any more.", "error");
      goTo({ place: MAIL });
      return;
    }
    view.show(mail);
    view.focus();
    if (!mail.read) tell("mail/read", { id: mail.id });
  }

  /** Whoever comes back from a mail goes on where they were. */
  function focus() {
    if (state.item) view.focus();
    else (list.querySelector(`[data-key="mail/${before}"]`) ?? list.querySelector("button"))?.focus();
  }

  return { node, update, focus };
}

function row(mail) {
  const current = String(mail.id) === state.item;
  return h("li", {}, h("button", {
    type: "button", class: `mail-row ${mail.read ? "" : "unread"}`, "data-key": `mail/${mail.id}`,
    "aria-current": current ? "true" : null, onClick: () => goTo({ place: MAIL, item: String(mail.id) }),
  },
  h("span", { class: "mail-to" }, mail.read ? null : spoken("Unread. "), spoken("To "), mail.to.join(", ")),
  when(mail.at),
  h("span", { class: "mail-subject" }, mail.subject || "(no subject)"),
  mail.doubled.length > 0 && h("span", { class: "mark bad" }, "Doubled"),
  mail.problems.length > 0 && h("span", { class: "mark" }, "Faulty")));
}

/** The time of a mail of today, the day of an older one. */
function when(at) {
  const words = nearDay(at, zone()) === "today" ? clockTime(at, zone()) : formatTokens("{date_short}", at, zone());
  const datetime = new Date(at * 1000).toISOString();
  return h("time", { class: "mail-when", datetime, title: exactly(at, zone()) }, words);
}
