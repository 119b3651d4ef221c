// What can be chosen in a select: the app's own options, or this workspace's people, channels and conversations.
import { plain } from "./inline.js";
import { state } from "./state.js";
import { places } from "./world.js";

/** {groups: [{label, options: [{label, value}]}], all: [...]}: `value` is what goes into the state. */
export function optionsOf(element) {
  const groups = groupsOf(element);
  return { groups, all: groups.flatMap((group) => group.options) };
}

function groupsOf(element) {
  const kind = element.type.replace(/^multi_/, "");
  if (kind === "users_select") return [{ options: people() }];
  if (kind === "channels_select") return [{ options: channels().filter((one) => !one.private).map(choice) }];
  if (kind === "conversations_select") return [{ options: channels().filter(passes(element.filter)).map(choice) }];
  if (element.option_groups) {
    return element.option_groups.map((group) => ({ label: plain(group.label), options: group.options.map(offered) }));
  }
  return [{ options: (element.options ?? []).map(offered) }];
}

function offered(option) {
  const detail = option.description ? ` (${plain(option.description)})` : "";
  return { label: plain(option.text) + detail, value: option };
}

function people() {
  return state.world.people.filter((one) => one.kind !== "deactivated")
    .map((one) => ({ label: one.real_name || one.name, value: one.id }));
}

/** Public channels, and the private ones that the chosen person is in. */
function channels() {
  const mine = new Set(places().map((one) => one.id));
  return state.world.channels.filter((one) => !one.archived && (!one.private || mine.has(one.id)));
}

/** What a conversation filter lets through. */
function passes({ include = ["private", "public"], exclude_external_shared_channels: ownOnly = false } = {}) {
  return (one) => include.includes(one.private ? "private" : "public") && !(ownOnly && one.ext_shared);
}

function choice(one) {
  return { label: `${one.private ? "private: " : "#"}${one.name}`, value: one.id };
}
