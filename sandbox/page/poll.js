// Following one person's screen by long poll, through restarts of the server.
import { see } from "./api.js";

const FROM_THE_START = -1;
const SLOWEST = 4000; // ms between attempts while the server is away

/**
 * Follow the screen of `as` until `signal` aborts. `hear`: {screen(screen), lost(why), back()}; `back` may be async and
 * is called before the first screen after an interruption: the server may come back with another workspace.
 */
export async function follow(as, signal, hear) {
  let since = FROM_THE_START;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const asked = performance.now();
      const screen = await see(as, since, signal);
      if (signal.aborted) return;
      if (!Array.isArray(screen.places)) throw new Error(screen.error);
      if (failures) await hear.back();
      failures = 0;
      if (screen.version !== since) hear.screen(screen);
      else if (performance.now() - asked < 200) await pause(500, signal); // an answer without news that came too soon
      since = screen.version;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      since = FROM_THE_START; // a server that restarted counts from the beginning
      hear.lost(error.message);
      await pause(Math.min(SLOWEST, 250 * 2 ** failures), signal);
    }
  }
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
