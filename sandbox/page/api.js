// The page's only way to the server: the calls of the Page API it needs.

const LOST = "The sandbox does not answer.";

async function answerOf(response) {
  if (!response.ok && response.status >= 500) throw new Error(`status ${response.status}`);
  return response.json();
}

/** Who and what is in this workspace; without its clock, so that two answers are equal when nothing changed. */
export async function fetchWorld() {
  const { now: _, ...world } = await answerOf(await fetch("/sandbox/world", { cache: "no-store" }));
  return world;
}

/** What the person `as` sees, as soon as it is newer than version `since`; the server may take 25 s. */
export async function see(as, since, signal) {
  const query = new URLSearchParams({ as, since: String(since) });
  return answerOf(await fetch(`/sandbox/see?${query}`, { cache: "no-store", signal }));
}

/**
 * Let the person `as` do something; resolves after the bot's ack or its 3 s.
 * Never throws: a lost connection comes back as `{ok: false, error: "unreachable", message}`.
 */
export async function act(as, what, details = {}) {
  try {
    const response = await fetch("/sandbox/do", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as, do: what, ...details }),
    });
    return await answerOf(response);
  } catch {
    return { ok: false, error: "unreachable", message: LOST };
  }
}

/** The mails in the tray: `{version, unread, faults, mails}`, oldest first. */
export async function fetchMails() {
  return answerOf(await fetch("/sandbox/mail", { cache: "no-store" }));
}

/** One mail with its headers and parts, or `{ok: false}` when it is gone. */
export async function fetchMail(id) {
  return answerOf(await fetch(`/sandbox/mail/${encodeURIComponent(id)}`, { cache: "no-store" }));
}

/** Where the frame that shows a mail's HTML finds it: served with a policy of its own, under which nothing runs. */
export function mailFrame(id) {
  return `/sandbox/mail/${encodeURIComponent(id)}/html`;
}

/** Tell the server something that no person does in Slack: a mail was read, trouble is wanted. Never throws. */
export async function tell(path, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    return await answerOf(await fetch(`/sandbox/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
  } catch {
    return { ok: false, error: "unreachable", message: LOST };
  }
}

/** The guided tour that comes with this sandbox, or null when there is none. */
export async function fetchTour() {
  try {
    const response = await fetch("/static/tour.json", { cache: "no-cache" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
