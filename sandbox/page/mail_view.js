// One mail: what its headers say, and its parts under tabs. Its HTML stays in a frame where nothing runs or is fetched.
import { mailFrame } from "./api.js";
import { exactly } from "./dates.js";
import { fill, freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { isPhone } from "./route.js";
import { zone } from "./world.js";

/** The headers that people look at, in this order, and those that one click away follow; all others are in the source. */
const FIRST = ["From", "To", "Date"];
const MORE = ["Subject", "Cc", "Reply-To", "Message-ID"];

/** The open mail: {node, show(mail|null), focus()}. `onBack` goes back to the list. */
export function createMailView(onBack) {
  const node = h("article", { class: "mail-open", "aria-label": "The mail that is open" });
  let title = null;

  function show(mail) {
    title = null;
    if (!mail) {
      fill(node, h("p", { class: "opening" }, "Choose a mail to read it."));
      return;
    }
    title = h("h3", { class: "mail-title", tabindex: "-1" }, mail.subject || "(no subject)");
    fill(node,
      h("button", { type: "button", class: "link-button mail-back", onClick: onBack }, icon("back"), "All mail"),
      title, notices(mail), headerList(mail), tabs(mail));
    node.scrollTop = 0;
  }

  show(null);
  return { node, show, focus: () => title?.focus({ preventScroll: true }) };
}

function notices(mail) {
  const doubled = `Doubled: a mail with this Message-ID came to ${mail.doubled.join(", ")} before.`;
  return [
    mail.doubled.length > 0 && h("p", { class: "mail-notice bad" }, icon("warning"), doubled),
    mail.problems.length > 0 && h("div", { class: "mail-notice" }, icon("warning"),
      h("ul", {}, mail.problems.map((one) => h("li", {}, `${one[0].toUpperCase()}${one.slice(1)}.`)))),
  ];
}

function headerList(mail) {
  const named = (name) => mail.headers.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  const lists = mail.headers.filter((one) => /^list-/i.test(one.name));
  const line = (name, value) => [h("dt", {}, name), h("dd", {}, value)];
  const lines = (headers) => headers.map((one) => line(one.name, one.value));
  return [
    h("dl", { class: "mail-headers" }, lines(FIRST.flatMap(named))),
    h("details", { class: "mail-more", open: !isPhone() },
      h("summary", {}, icon("down"), "More headers"),
      h("dl", { class: "mail-headers" },
        lines([...MORE.flatMap(named), ...lists]),
        line("Envelope", `from ${mail.from} to ${mail.to.join(", ")}`),
        line("Received", exactly(mail.at, zone())))),
  ];
}

/** Tabs as the pattern for them asks: one stop for the Tab key, arrows between them. */
function tabs(mail) {
  const parts = [
    mail.html !== null && ["As HTML", () => frame(mail)],
    mail.plain !== null && ["As plain text", () => h("pre", { class: "mail-text", tabindex: "0" }, mail.plain)],
    ["Source", () => h("pre", { class: "mail-text mail-source", tabindex: "0" }, mail.source)],
  ].filter(Boolean);
  const panel = h("div", { class: "mail-part", role: "tabpanel", id: freshId("part") });
  const buttons = parts.map(([name]) => h("button", {
    type: "button", class: "tab", role: "tab", id: freshId("tab"), "aria-controls": panel.id,
    onClick: () => choose(name),
  }, name));

  function choose(name) {
    for (const button of buttons) {
      const on = button.textContent === name;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      if (on) panel.setAttribute("aria-labelledby", button.id);
    }
    fill(panel, parts.find(([label]) => label === name)[1]());
  }

  const row = h("div", { class: "tabs mail-tabs", role: "tablist", "aria-label": "Parts of the mail" }, buttons);
  row.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length);
    choose(next.textContent);
    next.focus();
  });
  choose(parts[0][0]);
  return [row, panel];
}

function frame(mail) {
  return h("iframe", {
    class: "mail-frame", sandbox: "", referrerpolicy: "no-referrer", title: "The mail as HTML", src: mailFrame(mail.id),
  });
}
