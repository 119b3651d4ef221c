// Slack's mrkdwn, read into a small tree. No nodes are built here, so that the rules can be tried on their own.
// Source: docs.slack.dev, "Formatting message text": only &amp; &lt; &gt; are decoded; `<...>` holds links and mentions.

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const STYLES = { "*": "bold", "_": "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;

/** Decode the three escapes Slack knows, and nothing else. */
export function decode(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** A text as a list of blocks: {type: "text"|"quote"|"pre", children}. `verbatim` leaves bare addresses alone. */
export function parseMrkdwn(text, { verbatim = false } = {}) {
  const blocks = [];
  let rest = 0;
  for (const fence of text.matchAll(/```([\s\S]*?[^`\s][\s\S]*?)```/g)) {
    blocks.push(...parseLines(text.slice(rest, fence.index).replace(/\n$/, ""), verbatim));
    blocks.push({ type: "pre", children: parseCode(fence[1].replace(/^\n|\n$/g, "")) });
    rest = fence.index + fence[0].length;
  }
  const tail = rest ? text.slice(rest).replace(/^\n/, "") : text;
  return [...blocks, ...parseLines(tail, verbatim)];
}

/** Lines that open with `>` are a quote as long as they follow each other; `>>>` quotes all the rest. */
function parseLines(text, verbatim) {
  if (!text) return [];
  const blocks = [];
  let quotesRest = false;
  for (const line of text.split("\n")) {
    const opened = quotesRest ? null : /^(?:&gt;|>)(?:(?:&gt;|>){2})? ?/.exec(line);
    const quoted = quotesRest || opened !== null;
    quotesRest ||= /^(?:&gt;|>){3}/.test(line);
    const type = quoted ? "quote" : "text";
    const children = parseInline(opened ? line.slice(opened[0].length) : line, verbatim);
    const last = blocks.at(-1);
    if (last?.type === type) last.children.push({ type: "break" }, ...children);
    else blocks.push({ type, children });
  }
  return blocks;
}

/** Inside code only controls and escapes mean anything. */
function parseCode(text) {
  return text.split(/(<[^<>]+>)/).filter(Boolean)
    .map((part) => (/^<[^<>]+>$/.test(part) ? parseControl(part.slice(1, -1)) : { type: "text", text: decode(part) }));
}

/** One line of text, as a list of inline nodes. */
function parseInline(line, verbatim = false) {
  const nodes = [];
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) nodes.push({ type: "text", text: decode(plain) });
    plain = "";
  };
  while (at < line.length) {
    const found = readAt(line, at, verbatim);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += line[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

/** Whatever has a meaning at this place of the line: {node, end}, or null. */
function readAt(line, at, verbatim) {
  const sign = line[at];
  if (sign === "<") return readControl(line, at);
  if (sign === "`") return readCode(line, at);
  if (sign in STYLES) return readStyled(line, at, verbatim);
  if (sign === ":") return readEmoji(line, at);
  if (sign === "h" && !verbatim) return readAddress(line, at);
  return null;
}

function readControl(line, at) {
  const end = line.indexOf(">", at);
  if (end <= at + 1) return null;
  return { node: parseControl(line.slice(at + 1, end)), end: end + 1 };
}

function readCode(line, at) {
  const end = line.indexOf("`", at + 1);
  if (end <= at + 1) return null;
  return { node: { type: "code", children: parseCode(line.slice(at + 1, end)) }, end: end + 1 };
}

/** A style opens after a non-letter and before a non-space, and closes the other way round; never across lines. */
function readStyled(line, at, verbatim) {
  const sign = line[at];
  const opens = !WORD.test(line[at - 1] ?? "") && /[^\s]/.test(line[at + 1] ?? "") && line[at + 1] !== sign;
  const end = opens ? closing(line, at, sign) : -1;
  if (end < 0) return null;
  return { node: { type: STYLES[sign], children: parseInline(line.slice(at + 1, end), verbatim) }, end: end + 1 };
}

function closing(line, at, sign) {
  for (let here = at + 1; here < line.length; here += 1) {
    const skipped = line[here] === "<" ? readControl(line, here) : line[here] === "`" ? readCode(line, here) : null;
    if (skipped) here = skipped.end - 1;
    else if (line[here] === sign && here > at + 1 && closes(line, here)) return here;
  }
  return -1;
}

function closes(line, at) {
  return !/\s/.test(line[at - 1]) && !WORD.test(line[at + 1] ?? "");
}

function readEmoji(line, at) {
  const found = /^:([a-z0-9_+-]+)(?:::skin-tone-[2-6])?:/.exec(line.slice(at, at + 80));
  return found && { node: { type: "emoji", name: found[1], typed: found[0] }, end: at + found[0].length };
}

function readAddress(line, at) {
  if (WORD.test(line[at - 1] ?? "")) return null;
  const found = /^https?:\/\/(?:(?!&(?:lt|gt);)[^\s<>|*~`])+/.exec(line.slice(at));
  const url = found?.[0].replace(/[.,;:!?)\]'"_]+$/, "");
  if (!url || /:\/\/$/.test(url)) return null;
  return { node: { type: "link", url: decode(url), label: decode(url) }, end: at + url.length };
}

/** What stands between `<` and `>`. */
function parseControl(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : decode(inside.slice(bar + 1));
  if (/^@[UW]\w+$/.test(target)) return { type: "user", id: target.slice(1), label };
  if (/^#[CDG]\w+$/.test(target)) return { type: "channel", id: target.slice(1), label };
  if (target.startsWith("!")) return parseSpecial(target.slice(1), label);
  return { type: "link", url: decode(target), label: label ?? decode(target) };
}

function parseSpecial(target, label) {
  const [name, ...parts] = target.split("^");
  if (["channel", "here", "everyone"].includes(name)) return { type: "broadcast", range: name };
  if (name === "subteam") return { type: "group", id: parts[0] ?? "", label };
  if (name === "date") {
    const [epoch, format = "", url = null] = parts;
    return { type: "date", epoch: Number(epoch || NaN), format: decode(format), url, fallback: label };
  }
  return { type: "text", text: label ?? `<${target}>` };
}
