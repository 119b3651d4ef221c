// The page's only way to the server: the three calls of the Page API it needs.

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

/** The guided tour that comes with this sandbox, or null when there is none. */
export async function fetchTour() {
  try {
    const response = await fetch("/static/tour.json", { cache: "no-cache" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
