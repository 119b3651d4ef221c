// The guided tour: steps from tour.json, each a click that becomes somebody, goes somewhere and fills in what to type.
import { h, redraw } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { goTo, HOME } from "./route.js";
import { recall, remember, state } from "./state.js";
import { directWith, isDirect, places } from "./world.js";

/** Somebody of this workspace, by id or handle. */
function somebody(who) {
  return state.world.people.find((one) => one.id === who || one.name === who) ?? null;
}

/** What tour.json says a person is for, or null. */
export function roleIn(tour) {
  return (person) => tour?.roles?.[person.id] ?? tour?.roles?.[person.name] ?? null;
}

/** Is there a step that this workspace's people can take? */
export function worksHere(tour) {
  return Boolean(tour?.steps?.some((step) => somebody(step.as)));
}

/**
 * The tour in `node`. `given`: {tour, onFill(step) called once the person and the place are on the screen, onClose()}.
 */
export function createTour(node, { tour, onFill, onClose }) {
  let done = new Set(recall("tour.done", []));

  function take(step, index) {
    done.add(index);
    remember("tour.done", [...done]);
    onFill(step);
    goTo({ as: somebody(step.as).id, place: whereTo(step) });
    update();
  }

  function restart() {
    done = new Set();
    remember("tour.done", []);
    update();
  }

  function update() {
    redraw(node, [[...done], state.world.people, state.as], () => [
      h("div", { class: "tour-head" }, h("h2", {}, tour.title),
        iconButton("close", "Close the tour", onClose, { "data-key": "tour/close" })),
      h("p", { class: "tour-intro" }, tour.intro),
      h("ol", { class: "tour-steps" },
        tour.steps.map((step, index) => stepItem(step, index, done.has(index), () => take(step, index)))),
      done.size > 0 && again(restart),
    ]);
  }

  return update;
}

function again(restart) {
  return h("button", { type: "button", class: "link-button", "data-key": "tour/again", onClick: restart },
    icon("replay"), "Start again");
}

/** The id of the place a step happens in; channels by name. */
function whereTo(step) {
  if (step.in === HOME) return HOME;
  if (step.in === "app") return directWith(somebody(step.as).id);
  const named = state.world.channels.find((one) => one.id === step.in || one.name === step.in);
  return (named ?? places().find((one) => !isDirect(one)))?.id;
}

function stepItem(step, index, taken, take) {
  const who = somebody(step.as);
  return h("li", { class: taken ? "tour-step taken" : "tour-step" },
    h("span", { class: "tour-number", "aria-hidden": "true" }, taken ? icon("check") : index + 1),
    h("div", { class: "tour-text" },
      h("h3", {}, step.title),
      h("p", {}, step.text),
      h("button", { type: "button", class: "tour-go", disabled: !who, "data-key": `tour/${index}`, onClick: take },
        h("span", { class: "tour-who" }, who ? `As ${who.real_name.split(" ")[0]}` : `${step.as} is not here`),
        step.type && h("code", {}, step.type),
        !step.type && step.look && h("span", {}, step.look)),
      step.then && h("p", { class: "tour-then" }, step.then)));
}
