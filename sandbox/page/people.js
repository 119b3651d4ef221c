// "You are": the people of this workspace, one click each.
import { avatar } from "./avatar.js";
import { h, redraw } from "./dom.js";
import { goTo } from "./route.js";
import { state } from "./state.js";
import { directWith, isDirect, kindLabel, me, place } from "./world.js";

/** The switcher. `roleOf(person)` adds a word about what they are for, or null. */
export function createPeople(node, roleOf) {
  let shown = null;
  return () => {
    const { people } = state.world;
    redraw(node, [people, state.as, people.map(roleOf)], () => [
      h("h2", { class: "side-title", id: "you-are" }, "You are"),
      h("p", { class: "you" },
        "You are ", h("strong", {}, me()?.real_name ?? "nobody"), h("span", {}, about(me(), roleOf))),
      h("div", { class: "people", role: "group", "aria-labelledby": "you-are" },
        people.map((one) => button(one, roleOf))),
    ]);
    // Only for a new person: whoever pushes the strip along to look for somebody must not be pulled back.
    const pressed = shown === state.as ? null : node.querySelector("[aria-pressed=true]");
    pressed?.scrollIntoView({ block: "nearest", inline: "nearest" });
    shown = state.as;
  };
}

function about(person, roleOf) {
  if (!person) return "";
  const role = roleOf(person);
  return role && person.kind === "member" ? role : [kindLabel(person.kind), role].filter(Boolean).join(", ");
}

/** Where somebody else goes: the same channel, or their own messages with the app. */
function samePlace(personId) {
  if (isDirect(place(state.place))) return directWith(personId);
  return state.place;
}

function button(person, roleOf) {
  const [first] = (person.real_name || person.name).split(" ");
  return h("button", {
    type: "button", class: "person", disabled: person.kind === "deactivated",
    "aria-pressed": String(person.id === state.as), "data-key": `person/${person.id}`,
    "aria-label": `${person.real_name}, ${about(person, roleOf)}`, title: `${person.real_name}, ${person.tz ?? "UTC"}`,
    onClick: () => goTo({ as: person.id, place: samePlace(person.id) }),
  }, avatar(person.id, "small"),
  h("span", { class: "person-name" }, first, h("span", { class: "rest" }, person.real_name.slice(first.length))),
  h("span", { class: `person-kind ${person.kind === "member" ? "" : "marked"}` }, about(person, roleOf)));
}
