// The engine's own thread: compiling never holds up typing. Of a second one, named "aside", see aside.js.
//
// Messages in:  { id, call, arguments, module }    a function of the engine, and what it is called with; who is named "aside"
//                                                   does not load the module, but is given it
// Messages out: { kind: "progress", loaded, total } while the module is loaded; total is 0 when nobody knows it
//               { kind: "ready", module }           once, before any answer
//               { kind: "unavailable", message }    the module cannot be loaded: this worker will never answer
//               { kind: "answered", id, value, milliseconds }    value is { refused: message } where the question is wrong
//               { kind: "crashed", id, message }    the module's memory may be inconsistent: start another worker
//
// Requests are answered one after the other. Whoever sends them keeps back all but the newest while one is under way.
const MODULE = new URL("./engine_bg.wasm", import.meta.url);

/** The engine's functions, which are loaded beside its module instead of before it. */
const functions = import("./engine.js");

/** How often progress is reported at most, in milliseconds. */
const PROGRESS_INTERVAL = 50;

let loaded = self.name === "aside" ? undefined : load(fetched());

self.onmessage = async ({ data: { id, call, arguments: given, module } }) => {
  loaded ??= load(module);
  const engine = await loaded;
  if (!engine) return;
  const begin = performance.now();
  try {
    const value = engine[call](...given);
    self.postMessage({ kind: "answered", id, value, milliseconds: performance.now() - begin });
  } catch (error) {
    const message = messageOf(error);
    if (isRefusal(error, call)) self.postMessage({ kind: "answered", id, value: { refused: message }, milliseconds: 0 });
    else self.postMessage({ kind: "crashed", id, message });
  }
};

/** Questions can be wrong, which the engine says by an error. A panic is no error but a text. */
function isRefusal(error, call) {
  return call !== "show" && error instanceof Error && !(error instanceof WebAssembly.RuntimeError);
}

/** The engine's functions, bound to its module; nothing where they cannot be loaded. */
async function load(source) {
  try {
    const [engine, module] = await Promise.all([functions, source]);
    await engine.default({ module_or_path: module });
    self.postMessage({ kind: "ready", module });
    return engine;
  } catch (error) {
    self.postMessage({ kind: "unavailable", message: messageOf(error) });
    return undefined;
  }
}

async function fetched() {
  const response = await fetch(MODULE);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
  return WebAssembly.compileStreaming(counted(response));
}

/** The same response, which reports how much of it has arrived while it is read. */
function counted(response) {
  if (!response.body) return response;
  // The length of a compressed response is not the length of what comes out.
  const isCompressed = response.headers.has("Content-Encoding");
  const total = isCompressed ? 0 : Number(response.headers.get("Content-Length") ?? 0);
  let loaded = 0;
  let reported = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.byteLength;
      const now = performance.now();
      if (now - reported >= PROGRESS_INTERVAL) {
        reported = now;
        self.postMessage({ kind: "progress", loaded, total });
      }
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), { headers: { "Content-Type": "application/wasm" } });
}

function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
