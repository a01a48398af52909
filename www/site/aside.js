// Questions that take longer than what is on the page: about whole meshes, and about what somebody points at. A thread of their
// own answers them, so that no key press waits for them. Of each function, only the newest question is answered.

/** What nobody waits for: it is asked once nobody has typed for a while, and gives way to every other question. */
const BACKGROUND = new Set(["check", "impact"]);

/** How long that while is, in milliseconds. */
const PAUSE = 300;

/** The questions that wait, by what they call; the one that is under way; and whether the while is over. */
const waiting = new Map();
let underWay;
let isQuiet = true;
let timer;

/** The compiler's module, which the engine's thread has loaded, and the worker that has got it. */
let engine;
let worker;

/** Takes the module; from then on there are answers. */
export function handOn(module) {
  engine = module;
  goOn();
}

/**
 * Asks the engine's function `call`; `done(answer)` gets what it answers, `{ refused: message }` where it cannot, or nothing where
 * a newer question of the same kind has come.
 */
export function askAside(call, given, done) {
  waiting.get(call)?.done();
  waiting.set(call, { call, given, done });
  if (BACKGROUND.has(call)) {
    isQuiet = false;
    clearTimeout(timer);
    timer = setTimeout(() => goOn((isQuiet = true)), PAUSE);
  }
  if (BACKGROUND.has(underWay?.call)) giveUp();
  goOn();
}

/** Ends what is under way; it is begun anew later, unless there is a newer one. */
function giveUp() {
  const { call } = underWay;
  if (waiting.has(call)) underWay.done();
  else waiting.set(call, underWay);
  restart();
}

function restart() {
  worker?.terminate();
  worker = underWay = undefined;
}

function goOn() {
  if (underWay || !engine) return;
  const all = [...waiting.values()];
  const next = all.find(({ call }) => !BACKGROUND.has(call)) ?? (isQuiet ? all[0] : undefined);
  if (!next) return;
  waiting.delete(next.call);
  underWay = next;
  worker ??= start();
  worker.postMessage({ id: 0, call: next.call, arguments: next.given, module: engine });
}

function start() {
  const started = new Worker("./worker.js", { type: "module", name: "aside" });
  started.onmessage = ({ data: { kind, value, message } }) => {
    if (kind === "answered") finish(value);
    else if (kind !== "ready") fail(message);
  };
  started.onerror = ({ message }) => fail(message);
  return started;
}

/** The module's memory may be inconsistent after a crash. */
function fail(message) {
  const { done } = underWay ?? {};
  restart();
  done?.({ refused: message });
  goOn();
}

function finish(value) {
  const { call, done } = underWay;
  underWay = undefined;
  done(waiting.has(call) ? undefined : value);
  goOn();
}
