// Start-up and wiring: the one place that knows all parts of the page.
import { announceMail } from "./announcer.js";
import { act, fetchTour, fetchWorld } from "./api.js";
import { followClock } from "./clock.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { showModals } from "./modal.js";
import { createPane } from "./pane.js";
import { createPeople } from "./people.js";
import { follow } from "./poll.js";
import { HOME, isPhone, MAIL, onTurn, openPlace, personFor, readRoute, visible } from "./route.js";
import { createSidebar } from "./sidebar.js";
import { change, onChange, recall, remember, state } from "./state.js";
import { clearToasts, showToasts } from "./toasts.js";
import { createTour, roleIn, worksHere } from "./tour.js";
import { placeTitle, place, places } from "./world.js";

const FRESH = 3000; // ms that what we know of people and channels is taken as true
const BESIDE = "(min-width: 1101px)"; // there is room for the tour beside the rest
const part = (id) => document.getElementById(id);
let following = new AbortController();
let toType = null; // what the tour wants in the composer, once the right screen is there
let arrived = false; // a new place waits to be drawn, to take the focus then

async function start() {
  const [world, tour] = await Promise.all([worldAtLast(), fetchTour()]);
  change({ world });
  const guide = worksHere(tour) ? tour : null;
  wire(guide);
  addEventListener("hashchange", arrive);
  addEventListener("visibilitychange", () => change({})); // what came meanwhile is read now
  onTurn(() => change({}));
  // Loading the page is what a reload of Slack is: private replies are gone.
  await act(personFor(readRoute().as), "reload");
  arrive();
}

/** The world, however long the server takes to come up. */
async function worldAtLast() {
  for (;;) {
    try {
      const world = await fetchWorld();
      change({ offline: false });
      return world;
    } catch {
      change({ offline: true });
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

function wire(tour) {
  const toggle = { type: "button", class: "button tour-toggle", "aria-controls": "tour" };
  const tourButton = tour && h("button", { ...toggle, onClick: () => showTour(part("tour").hidden) }, "Tour");
  const drawPeople = createPeople(part("people"), roleIn(tour));
  const drawPlaces = createSidebar(part("places"), tour && (() => showTour(true)));
  const pane = createPane(part("main"), tourButton);
  const drawTour = tour && createTour(part("tour"), { tour, onFill: prepare, onClose: closeTour });
  showTour(Boolean(tour) && recall("tour.open", true) && matchMedia(BESIDE).matches);
  onChange(() => {
    if (!state.as) return;
    drawPeople();
    drawTour?.();
    if (!state.screen) return;
    document.body.dataset.pane = currentPane();
    drawPlaces();
    pane.update();
    showModals(state.screen.modals);
    showToasts(state.screen.toasts);
    announceMail(state.screen.mail);
    document.title = title();
    takeFocus(pane);
  });
}

/** On a phone one pane shows at a time. */
function currentPane() {
  if (!part("tour").hidden && isPhone()) return "tour";
  return state.place && visible(state.place) ? "place" : "places";
}

function showTour(on) {
  part("tour").hidden = !on;
  if (matchMedia(BESIDE).matches) remember("tour.open", on);
  document.body.classList.toggle("with-tour", on);
  document.body.dataset.pane = currentPane();
  for (const button of document.querySelectorAll(".tour-toggle")) button.setAttribute("aria-expanded", String(on));
}

/** A step of the tour was taken: where the tour hides the rest it makes room; the text is typed in the new place. */
function prepare(step) {
  toType = step.type ?? null;
  if (!matchMedia(BESIDE).matches) showTour(false);
}

function closeTour() {
  showTour(false);
  document.querySelector(".tour-toggle")?.focus();
}

/** In a new place people type at once; on a phone that would bring up the keyboard, so only the pane is focused. */
function takeFocus(pane) {
  if (!arrived || document.querySelector("dialog[open]")) return;
  arrived = false;
  const text = toType;
  toType = null;
  if (text) pane.type(text);
  else if (isPhone() && state.place !== MAIL) part(currentPane() === "place" ? "main" : "places").focus({ preventScroll: true });
  else pane.focus();
}

/** The address changed: become that person, open that place. */
function arrive() {
  const route = readRoute();
  const as = personFor(route.as);
  arrived = true;
  if (as !== state.as) {
    become(as, route);
    return;
  }
  change({ place: route.place, item: route.item });
}

/** Follow another person's screen; what the last one saw stays up for the blink until the new screen is there. */
function become(as, { place: where, item }) {
  following.abort();
  following = new AbortController();
  clearToasts();
  follow(as, following.signal, {
    screen: (screen) => {
      followClock(screen.now);
      change({ screen, offline: false });
      if (performance.now() - fetchedAt > FRESH) refreshWorld().catch(() => {});
    },
    lost: (why) => (why === "unknown_person" ? moveOn() : change({ offline: true })),
    back: refreshWorld,
  });
  change({ as, screen: null, place: where, item });
}

let fetchedAt = -Infinity;

/** People and channels may change while the page is open. */
async function refreshWorld() {
  fetchedAt = performance.now();
  const world = await fetchWorld();
  const news = JSON.stringify(world) !== JSON.stringify(state.world);
  if (news || state.offline) change({ offline: false, ...(news && { world }) });
}

/** The server came back with another workspace: be somebody who is in it. */
async function moveOn() {
  await refreshWorld().catch(() => {});
  arrive();
}

function title() {
  const unread = places().reduce((total, one) => total + (one.unread ?? 0), 0);
  const named = { [HOME]: state.world.app.name, [MAIL]: "Mail" };
  const here = named[openPlace()] ?? placeTitle(place(openPlace()));
  return `${unread ? `(${unread}) ` : ""}${here} | ${state.world.team.name}`;
}

onChange(() => {
  const banner = part("offline");
  if (banner.hidden === !state.offline) return;
  banner.hidden = !state.offline;
  fill(banner, state.offline ? [icon("replay"), "Reconnecting…"] : []);
});

// The address belongs to the route, so the skip link moves the focus itself.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  part("main").focus();
});

start();
