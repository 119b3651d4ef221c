// Names of people, channels and places, looked up in the state.
import { state } from "./state.js";

/** What a person's kind is called on the screen; plain members need no word. */
const KINDS = {
  member: "member",
  guest: "guest",
  single_channel_guest: "guest, one channel",
  outside: "outside",
  deactivated: "deactivated",
};

export function person(id) {
  return state.world?.people.find((one) => one.id === id) ?? null;
}

export function me() {
  return person(state.as);
}

export function kindLabel(kind) {
  return KINDS[kind] ?? kind ?? "member";
}

/** The name people see: the real name, the app's name, or the id when nobody has it. */
export function personName(id) {
  const found = person(id);
  if (found) return found.real_name || found.name;
  const app = state.world?.app;
  return app && [app.bot_user, app.id, app.bot_id].includes(id) ? app.name : id;
}

export function channel(id) {
  return state.world?.channels.find((one) => one.id === id) ?? null;
}

/** The places this person has on the screen. */
export function places() {
  return state.screen?.places ?? [];
}

export function place(id) {
  return places().find((one) => one.id === id) ?? null;
}

/** The zone in which the chosen person reads times. */
export function zone() {
  return me()?.tz || "UTC";
}

export function isDirect(one) {
  return one?.kind === "dm";
}

/** The id of a person's direct messages with the app. */
export function directWith(personId) {
  return `D${personId.slice(1)}`;
}

/** A place's title: a channel by its name, the direct message by the app's. */
export function placeTitle(one) {
  if (!one) return "";
  return isDirect(one) ? (state.world?.app.name ?? one.name) : one.name;
}

/** How many people can read a channel; null when the server does not say. */
export function memberCount(id) {
  const members = channel(id)?.members;
  if (members === "all") return state.world.people.length;
  return Array.isArray(members) ? members.length : null;
}
