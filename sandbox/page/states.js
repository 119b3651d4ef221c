// The state objects of Block Kit's inputs: what an element starts with, and what counts as empty.
// Source: docs.slack.dev, "View submission payload" and each element's page.

/** For each element: the key of its value in a state, and the key of its initial value in the element. */
const KEYS = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
};

/** Does an element of this type hold a value (buttons, menus and pictures do not)? */
export function holdsValue(type) {
  return type in KEYS;
}

/** The key of the value in a state object of this type. */
function valueKey(type) {
  return KEYS[type][0];
}

/** A state object with this value. */
export function stateOf(type, value) {
  return { type, [valueKey(type)]: value };
}

/** What an element holds before anybody touched it. */
export function initialState(element) {
  const [key, initial] = KEYS[element.type];
  const empty = key.endsWith("s") ? [] : null;
  return { type: element.type, [key]: element[initial] ?? empty };
}

/** The value in a state, whatever its type. */
export function valueOf(type, state) {
  return state?.[valueKey(type)] ?? null;
}
