// The main pane: a channel, the direct messages with the app, the app's Home, or the mail tray.
import { perform } from "./actions.js";
import { createComposer, isCommand } from "./composer.js";
import { arrange, h, redraw } from "./dom.js";
import { createHome } from "./home.js";
import { icon, iconButton } from "./icons.js";
import { createMail } from "./mail.js";
import { openMenu } from "./menu.js";
import { goTo, HOME, isPhone, MAIL, openPlace, placeInSight } from "./route.js";
import { state } from "./state.js";
import { createTimeline } from "./timeline.js";
import { channel, isDirect, memberCount, me, place, placeTitle, places, zone } from "./world.js";

/** Fill the main pane; answers {update(), type(text), focus()}. `tourButton` goes into the heading, if any. */
export function createPane(node, tourButton) {
  const heading = h("header", { class: "pane-head" });
  const timeline = createTimeline();
  const home = createHome();
  const mail = createMail();
  const composer = createComposer({
    label: "Message or command", placeholder: "Message, or / for a command",
    draftKey: openPlace, tools: shortcutsButton, send,
  });
  const archived = h("p", { class: "opening archived" }, "This channel is archived. It can be read, not written in.");
  const empty = h("p", { class: "opening" }, "Nothing to see here yet.");
  let tabOpened = null;

  /** Slack tells the app when somebody comes to its messages, as it does for its Home (see home.js). */
  function openedTab(id, here) {
    tabOpened = id;
    if (isDirect(here)) perform("home", { tab: "messages" }, { quiet: true });
  }

  function update() {
    const id = placeInSight();
    const here = place(id);
    if (id !== HOME) home.left();
    if (!here) timeline.left();
    if (id !== tabOpened) openedTab(id, here);
    if (!id && isPhone()) return;
    redraw(heading, [id, here?.name, state.as, state.world], () => head(id, here, tourButton));
    if (id === HOME) {
      arrange(node, [heading, home.node]);
      home.update(state.screen.home);
    } else if (id === MAIL) {
      arrange(node, [heading, mail.node]);
      mail.update();
    } else if (here) {
      arrange(node, [heading, timeline.node, channel(id)?.archived ? archived : composer.node]);
      composer.show();
      timeline.update(here);
      markRead(here);
    } else arrange(node, [heading, empty]);
  }

  function focus() {
    if (placeInSight() === MAIL) mail.focus();
    else composer.focus();
  }

  return { update, type: composer.type, focus };
}

/** A line goes to the app when it is a command, else into the conversation. */
function send(text) {
  const what = isCommand(text) ? "command" : "say";
  return perform(what, { channel: openPlace(), text });
}

function markRead(here) {
  if (!here.unread || document.visibilityState !== "visible") return;
  perform("read", { channel: here.id }, { key: `read/${here.id}`, quiet: true });
}

function head(id, here, tourButton) {
  const back = iconButton("back", "All channels", () => goTo(), { class: "icon-button back", "data-key": "back" });
  const title = id === MAIL ? mailTitle() : id === HOME || isDirect(here) ? appTitle(id) : channelTitle(here);
  const clock = `${me()?.real_name.split(" ")[0]}’s time zone: ${zone().replaceAll("_", " ")}`;
  return [back, title, h("span", { class: "clock", title: "Times are shown in this zone" }, clock), tourButton];
}

function channelTitle(here) {
  const { private: closed, ext_shared: shared } = channel(here?.id) ?? {};
  const count = memberCount(here?.id);
  const size = count !== null && `${count} members`;
  const notes = [closed && "private", shared && "shared with another company", size].filter(Boolean);
  return h("div", { class: "pane-title" },
    h("h2", {}, closed ? icon("lock") : h("span", { class: "hash" }, "#"), placeTitle(here)),
    h("p", { class: "pane-note" }, notes.join(" · ")));
}

function mailTitle() {
  return h("div", { class: "pane-title" },
    h("h2", {}, icon("mail"), "Mail"),
    h("p", { class: "pane-note" }, `Sent by ${state.world.app.name}, and kept here.`));
}

/** The app has two sides, as in Slack: its Home and the direct messages. */
function appTitle(id) {
  const direct = places().find(isDirect);
  const tab = (target, label) => h("button", {
    type: "button", class: "tab", "aria-current": target === id ? "page" : null, "data-key": `tab/${target}`,
    onClick: () => goTo({ place: target }),
  }, label);
  return h("div", { class: "pane-title app-title" },
    h("h2", {}, state.world.app.name, h("span", { class: "badge" }, "App")),
    h("nav", { class: "tabs", "aria-label": "The app" },
      state.world.home && tab(HOME, "Home"), direct && tab(direct.id, "Messages")));
}

/** The lightning button: the app's global shortcuts, and its commands for those who do not know them yet. */
function shortcutsButton(type) {
  const label = "Shortcuts and commands";
  const node = iconButton("bolt", label, () => openMenu(node, shortcutItems(type), label), {
    class: "icon-button bolt", title: label, "aria-haspopup": "menu", "aria-expanded": "false",
  });
  return node;
}

function shortcutItems(type) {
  const { shortcuts = [], commands = [] } = state.world;
  const global = shortcuts.filter((one) => one.type === "global");
  const start = (one) => perform("shortcut", { callback_id: one.callback_id });
  return [
    global.length > 0 && { heading: "Shortcuts" },
    ...global.map((one) => ({ label: one.name, detail: one.description, run: () => start(one) })),
    commands.length > 0 && { heading: "Commands" },
    ...commands.map((one) => ({ label: one.command, detail: one.description, run: () => type(`${one.command} `) })),
  ].filter(Boolean);
}
