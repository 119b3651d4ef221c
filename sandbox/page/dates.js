// Slack's date tokens, as in `<!date^1700000000^{date_short_pretty} at {time}|fallback>` and in rich text.
// Source: docs.slack.dev, "Formatting message text" and "Date element".
import { clockTime, distance, isoDay, keepFresh, nearDay, now, partsIn } from "./clock.js";
import { h } from "./dom.js";
import { zone } from "./world.js";

const HALF_A_YEAR = 182 * 86400;

function ordinal(day) {
  const ending = day % 100 >= 11 && day % 100 <= 13 ? "th" : ["th", "st", "nd", "rd"][day % 10] ?? "th";
  return day + ending;
}

function near(inTimezone, epoch, at, otherwise) {
  return nearDay(epoch, inTimezone, at) || otherwise;
}

/** Each token's words, from the moment, the reader's zone and the present moment. */
const TOKENS = {
  date_num: (epoch, tz) => isoDay(epoch, tz),
  date_slash: (epoch, tz) => isoDay(epoch, tz).split("-").reverse().join("/"),
  date: (epoch, tz, at) => {
    const { monthName, day, year } = partsIn(epoch, tz);
    return `${monthName} ${ordinal(day)}${Math.abs(epoch - at) < HALF_A_YEAR ? "" : `, ${year}`}`;
  },
  date_short: (epoch, tz) => {
    const { monthShort, day, year } = partsIn(epoch, tz);
    return `${monthShort} ${day}, ${year}`;
  },
  date_long: (epoch, tz) => {
    const { weekday, monthName, day, year } = partsIn(epoch, tz);
    return `${weekday}, ${monthName} ${ordinal(day)}, ${year}`;
  },
  date_long_full: (epoch, tz) => {
    const { monthName, day, year } = partsIn(epoch, tz);
    return `${monthName} ${day}, ${year}`;
  },
  date_pretty: (epoch, tz, at) => near(tz, epoch, at, TOKENS.date(epoch, tz, at)),
  date_short_pretty: (epoch, tz, at) => near(tz, epoch, at, TOKENS.date_short(epoch, tz)),
  date_long_pretty: (epoch, tz, at) => near(tz, epoch, at, TOKENS.date_long(epoch, tz)),
  day_divider_pretty: (epoch, tz, at) => {
    const { year } = partsIn(epoch, tz);
    const long = TOKENS.date_long(epoch, tz);
    return near(tz, epoch, at, year === partsIn(at, tz).year ? long.replace(`, ${year}`, "") : long);
  },
  time: (epoch, tz) => clockTime(epoch, tz),
  time_secs: (epoch, tz) => clockTime(epoch, tz, { seconds: true }),
  ago: (epoch, tz, at) => distance(epoch, at),
};

/**
 * The words for a format with tokens; null when a token is unknown or the moment is none (then the fallback is shown).
 * A token that opens the text starts with a capital, as in Slack.
 */
export function formatTokens(format, epoch, tz, at = now()) {
  if (!Number.isFinite(epoch)) return null;
  let unknown = !/\{\w+\}/.test(format);
  const text = format.replace(/\{(\w+)\}/g, (whole, name, offset) => {
    if (!(name in TOKENS)) unknown = true;
    const words = TOKENS[name]?.(epoch, tz, at) ?? whole;
    return offset === 0 ? words.charAt(0).toUpperCase() + words.slice(1) : words;
  });
  return unknown ? null : text;
}

/** A date on the screen: right in the reader's zone, kept right as time goes by, the exact moment in its tooltip. */
export function dateNode(epoch, format, fallback) {
  const tz = zone();
  if (formatTokens(format, epoch, tz) === null) return document.createTextNode(fallback ?? "");
  const node = h("time", { class: "date", datetime: new Date(epoch * 1000).toISOString(), title: exactly(epoch, tz) });
  return keepFresh(node, () => {
    const text = formatTokens(format, epoch, tz);
    if (node.textContent !== text) node.textContent = text;
  });
}

/** A moment in full: "Tuesday, February 18th, 2014 at 15:04 (Europe/London)". */
export function exactly(epoch, tz) {
  return `${formatTokens("{date_long} at {time}", epoch, tz)} (${tz})`;
}
