// Who is looking at what, kept in the address (#/person/place/thing): reload, bookmarks and a phone's back key work.
import { recall, remember, state } from "./state.js";
import { place, places } from "./world.js";

export const HOME = "home";
export const MAIL = "mail";

/** The person, the place and the thing in it (a mail's number) that the address names; null for what it leaves open. */
export function readRoute() {
  const [, as = "", where = "", item = ""] = location.hash.split("/").map(decodeURIComponent);
  return { as: as || null, place: where || null, item: item || null };
}

/** Go there; without a place a phone shows the list of places. */
export function goTo({ as = state.as, place: where = null, item = null } = {}) {
  const hash = ["#", as, where, where && item].filter((part) => part !== null)
    .map((part) => (part === "#" ? part : encodeURIComponent(part))).join("/");
  if (where) remember(`place.${as}`, where);
  remember("as", as);
  if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
}

/** Whom to be when the address names nobody, or nobody who is here. */
export function personFor(wanted) {
  const people = state.world.people.filter((one) => one.kind !== "deactivated");
  const ids = [wanted, recall("as")];
  return ids.find((id) => people.some((one) => one.id === id)) ?? people[0]?.id ?? null;
}

/** Can the chosen person see this place? */
export function visible(where) {
  if (where === MAIL) return Boolean(state.world.mail);
  return where === HOME ? Boolean(state.world.home) : place(where) !== null;
}

const narrow = matchMedia("(max-width: 760px)");

/** Is there room for one pane only? The stylesheets switch at the same width. */
export function isPhone() {
  return narrow.matches;
}

/** Call `listener` when the window becomes a phone's or stops being one. */
export function onTurn(listener) {
  narrow.addEventListener("change", listener);
}

/** The place in front of the person's eyes: none while a phone shows the list. */
export function placeInSight() {
  return isPhone() && !(state.place && visible(state.place)) ? null : openPlace();
}

/** What the main pane shows: the place asked for, else where this person was last, else the first channel. */
export function openPlace() {
  const first = places().find((one) => one.kind === "channel") ?? places()[0];
  const wishes = [state.place, recall(`place.${state.as}`), first?.id];
  return wishes.find((id) => id && visible(id)) ?? null;
}
