// Time in the chosen person's zone. The machine's own zone never matters: several people share one browser here.

const DAY = 86400;
let skew = 0; // the server's clock minus ours, in seconds

/** Follow the server's clock (epoch seconds or an ISO time), which tests may have set to any day. */
export function followClock(serverNow) {
  const seconds = typeof serverNow === "number" ? serverNow : Date.parse(serverNow) / 1000;
  if (Number.isFinite(seconds)) skew = seconds - Date.now() / 1000;
}

/** Now, in epoch seconds, by the server's clock. */
export function now() {
  return Date.now() / 1000 + skew;
}

const formats = new Map();

function formatIn(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  return formats.get(key);
}

/** The pieces of a moment in a zone, as numbers, with the names of month and weekday. */
export function partsIn(epoch, zone) {
  const options = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
    second: "numeric", hourCycle: "h23" };
  const found = {};
  for (const { type, value } of formatIn(zone, options).formatToParts(epoch * 1000)) found[type] = Number(value);
  const named = (style) => formatIn(zone, style).format(epoch * 1000);
  return { ...found, monthName: named({ month: "long" }), monthShort: named({ month: "short" }),
    weekday: named({ weekday: "long" }) };
}

// Which clock a person reads is the browser's business: 15:00 or 3:00 PM, as everywhere else on this machine.
const TWELVE = ["h11", "h12"].includes(
  new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hourCycle);

const two = (number) => String(number).padStart(2, "0");

/** The time of day: "15:04" or "3:04 PM". */
export function clockTime(epoch, zone, { seconds = false } = {}) {
  const { hour, minute, second } = partsIn(epoch, zone);
  const tail = `:${two(minute)}${seconds ? `:${two(second)}` : ""}`;
  if (!TWELVE) return two(hour) + tail;
  return `${hour % 12 || 12}${tail} ${hour < 12 ? "AM" : "PM"}`;
}

/** "today", "yesterday" or "tomorrow" as seen from `at`; "" for any other day. */
export function nearDay(epoch, zone, at = now()) {
  const day = isoDay(epoch, zone);
  if (day === isoDay(at, zone)) return "today";
  if (day === isoDay(at - DAY, zone)) return "yesterday";
  return day === isoDay(at + DAY, zone) ? "tomorrow" : "";
}

/** YYYY-MM-DD in the zone. */
export function isoDay(epoch, zone) {
  const { year, month, day } = partsIn(epoch, zone);
  return `${year}-${two(month)}-${two(day)}`;
}

const UNITS = [["second", 1, 60], ["minute", 60, 3600], ["hour", 3600, DAY], ["day", DAY, Infinity]];

/** How far away, in words: "in 12 minutes", "3 hours ago". */
export function distance(epoch, at = now()) {
  const seconds = Math.round(epoch - at);
  const size = Math.abs(seconds);
  const [unit, each] = UNITS.find(([, , upTo]) => size < upTo);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / each), unit);
}

/** A moment as the value of `<input type="datetime-local">` in the zone. */
export function toLocalInput(epoch, zone) {
  const { hour, minute } = partsIn(epoch, zone);
  return `${isoDay(epoch, zone)}T${two(hour)}:${two(minute)}`;
}

/** The other way round, in epoch seconds; null for an empty value. */
export function fromLocalInput(value, zone) {
  const asUtc = Date.parse(`${value}Z`) / 1000;
  if (!Number.isFinite(asUtc)) return null;
  // The zone's offset depends on the moment we are looking for, so look twice.
  let guess = asUtc - offsetAt(asUtc, zone);
  guess = asUtc - offsetAt(guess, zone);
  return guess;
}

function offsetAt(epoch, zone) {
  const { year, month, day, hour, minute, second } = partsIn(epoch, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - Math.floor(epoch);
}

const painters = new WeakMap();

/** Keep a node's text right as time goes by: `paint` is called now and every 15 s while the node is on the page. */
export function keepFresh(node, paint) {
  node.dataset.live = "";
  painters.set(node, paint);
  paint(node);
  return node;
}

setInterval(() => {
  for (const node of document.querySelectorAll("[data-live]")) painters.get(node)?.(node);
}, 15_000);
