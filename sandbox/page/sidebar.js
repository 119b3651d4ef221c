// The list of places: channels, the app with its Home and its direct messages, and the mail tray.
import { h, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { goTo, HOME, MAIL, placeInSight } from "./route.js";
import { state } from "./state.js";
import { channel, isDirect, places } from "./world.js";

/** The list of places in `node`; `onTour` shows the tour on a phone, null when there is none. */
export function createSidebar(node, onTour) {
  return () => {
    const facts = places().map(({ id, name, kind, unread }) => [id, name, kind, unread]);
    const { unread } = state.screen.mail;
    redraw(node, [facts, unread, placeInSight(), state.world, state.as], () => [
      h("div", { class: "team" },
        h("h1", { class: "team-name" }, state.world.team.name),
        h("p", { class: "team-note" }, "A stand-in for Slack on this machine")),
      section("Channels", places().filter((one) => !isDirect(one)).map(channelLink)),
      section(state.world.app.name, appLinks()),
      state.world.mail && section("Outside Slack", [link(MAIL, icon("mail"), "Mail", "that the app sent", unread)]),
      onTour && h("div", { class: "side-section tour-link" }, tourLink(onTour)),
    ]);
  };
}

function tourLink(onTour) {
  return h("button", { type: "button", class: "place", "data-key": "tour", onClick: onTour },
    icon("flag"), h("span", { class: "place-name" }, "Tour"));
}

function section(title, links) {
  return links.length ? h("div", { class: "side-section" }, h("h2", { class: "side-title" }, title), links) : null;
}

function channelLink(one) {
  const { private: closed, ext_shared: shared } = channel(one.id) ?? {};
  if (closed) return link(one.id, icon("lock"), one.name, "private channel", one.unread);
  if (shared) return link(one.id, icon("globe"), one.name, "channel shared with another company", one.unread);
  return link(one.id, h("span", { class: "hash", "aria-hidden": "true" }, "#"), one.name, "channel", one.unread);
}

function appLinks() {
  const home = state.world.home ? [link(HOME, icon("home"), "Home", "of the app", 0)] : [];
  const direct = (one) => link(one.id, icon("message"), "Messages", "with the app", one.unread);
  return [...home, ...places().filter(isDirect).map(direct)];
}

function link(id, sign, name, note, unread) {
  const news = unread && (id === MAIL || id !== placeInSight()); // the tray may lie open with mails unread in it
  return h("button", {
    type: "button", class: news ? "place unread" : "place", "aria-current": id === placeInSight() ? "page" : null,
    "data-key": `place/${id}`, "data-place": id, "aria-label": `${name}, ${note}${news ? `, ${unread} unread` : ""}`,
    onClick: () => goTo({ place: id }),
  }, sign, h("span", { class: "place-name" }, name), news ? h("span", { class: "count" }, unread) : null);
}
