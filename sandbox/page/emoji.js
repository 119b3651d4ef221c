// The emoji short names an operations bot is likely to use. An unknown name stays as it was typed, as in Slack.

const PICTURES = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_down: "⬇️", arrow_forward: "▶️", arrow_left: "⬅️", arrow_right: "➡️",
  arrow_up: "⬆️", arrows_counterclockwise: "🔄", ballot_box_with_check: "☑️", bar_chart: "📊", bell: "🔔", black_circle: "⚫",
  blue_circle: "🔵", book: "📖", boom: "💥", bug: "🐛", bulb: "💡", calendar: "📆", chart_with_downwards_trend: "📉",
  chart_with_upwards_trend: "📈", clap: "👏", clipboard: "📋", clock3: "🕒", closed_lock_with_key: "🔐", construction: "🚧",
  cry: "😢", date: "📅", desktop_computer: "🖥️", e_mail: "📧", email: "📧", exclamation: "❗", eyes: "👀", fire: "🔥",
  gear: "⚙️", globe_with_meridians: "🌐", green_circle: "🟢", grey_question: "❔", hammer_and_wrench: "🛠️", heart: "❤️",
  heavy_check_mark: "✔️", hourglass: "⌛", hourglass_flowing_sand: "⏳", house: "🏠", information_source: "ℹ️", joy: "😂",
  key: "🔑", large_blue_circle: "🔵", large_green_circle: "🟢", large_orange_circle: "🟠", large_yellow_circle: "🟡",
  link: "🔗", lock: "🔒", loudspeaker: "📢", mag: "🔍", mailbox: "📫", mega: "📣", memo: "📝", no_entry: "⛔", no_entry_sign: "🚫",
  ok: "🆗", ok_hand: "👌", orange_circle: "🟠", page_facing_up: "📄", partying_face: "🥳", pencil: "📝", pencil2: "✏️",
  phone: "☎️", pray: "🙏", printer: "🖨️", pushpin: "📌", question: "❓", raised_hand: "✋", raised_hands: "🙌", red_circle: "🔴",
  repeat: "🔁", rocket: "🚀", rotating_light: "🚨", smile: "😄", slightly_smiling_face: "🙂", speaking_head_in_silhouette: "🗣️",
  speech_balloon: "💬", star: "⭐", stop_sign: "🛑", stopwatch: "⏱️", tada: "🎉", telephone_receiver: "📞", thinking_face: "🤔",
  thumbsdown: "👎", thumbsup: "👍", ticket: "🎫", unlock: "🔓", warning: "⚠️", wave: "👋", white_check_mark: "✅",
  white_circle: "⚪", wink: "😉", wrench: "🔧", writing_hand: "✍️", x: "❌", yellow_circle: "🟡", zap: "⚡",
};

/** The picture for a short name, or null. */
export function emojiPicture(name) {
  return Object.hasOwn(PICTURES, name) ? PICTURES[name] : null;
}

/** Replace the `:names:` in plain text that have a picture. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiPicture(name) ?? whole);
}
