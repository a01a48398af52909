// Starts the engine's thread as soon as the page is asked for, so that the engine and the page are loaded side by side.

/** The first thread, and what it has said before anybody listened. */
let first = started();
const heard = [];

for (const name of ["onmessage", "onerror"]) {
  if (first) first[name] = (event) => heard.push({ name, event });
}

/** A thread of the engine: the one that is started already, or else another one. It is to be listened to at once. */
export function engineThread() {
  const thread = first ?? start();
  first = undefined;
  queueMicrotask(() => heard.splice(0).forEach(({ name, event }) => thread[name]?.(event)));
  return thread;
}

function start() {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
}

/** Where no thread can be started, whoever wants one hears of it. */
function started() {
  try {
    return start();
  } catch {
    return undefined;
  }
}
