// Selects whose options the app gives while one types: a search field above the list that it fills.
import { freshId, h } from "./dom.js";
import { plain } from "./inline.js";
import { valueOf } from "./states.js";

const PAUSE = 300; // ms without typing before the app is asked

/**
 * See field() in fields.js. `build(element, given)` draws the list; `given.suggest(text)` answers what the app offers.
 * The app is asked from min_query_length characters on, three unless it says otherwise.
 */
export function externalField(element, given, build) {
  const least = element.min_query_length ?? 3;
  const list = h("div");
  const control = h("input", {
    type: "search", id: freshId("field"), class: "input", autocomplete: "off", "data-key": `${given.name}/search`,
    "aria-describedby": given.describedBy, placeholder: hint(element, least),
  });
  let { state } = given;
  let timer = null;
  const draw = (offered) => {
    const onInput = (next) => { state = next; given.onInput(next); };
    const options = withChosen(element.type, state, offered);
    const built = build({ ...element, options, placeholder: null }, { ...given, state, onInput });
    built.control.setAttribute("aria-label", "What was found");
    list.replaceChildren(built.node);
  };
  const look = async () => {
    const asked = control.value;
    if (asked.length < least) return;
    const answer = await given.suggest(asked);
    if (answer?.ok && asked === control.value) draw(optionsIn(answer));
  };
  control.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  if (least === 0) control.addEventListener("focus", look);
  draw([]);
  return { control, node: h("div", { class: "many" }, control, list) };
}

function optionsIn(answer) {
  return answer.options ?? (answer.option_groups ?? []).flatMap((group) => group.options);
}

function hint(element, least) {
  if (element.placeholder) return plain(element.placeholder);
  return least > 1 ? `Type ${least} letters to search…` : "Search…";
}

/** What is chosen stays in the list, whatever is searched for next. */
function withChosen(type, state, offered) {
  const chosen = [valueOf(type, state) ?? []].flat();
  return [...chosen, ...offered.filter((one) => !chosen.some((other) => other.value === one.value))];
}
