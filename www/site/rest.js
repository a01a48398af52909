// The functions of the engine that most meshes never need: a module of their own, which is loaded when one of them is called.
//
// Whoever calls a function of WebAssembly waits for it, so the module is loaded as one waits, which only a worker may do.
const MODULE = new URL("./engine_rest.wasm", import.meta.url);

/** What the module of the other functions exports. */
let first;

/** Says what the module of the other functions exports; its script does it. */
export function attach(exports) {
  first = exports;
}

/** Loads the functions and puts them into the table, for the module of the others. */
export function load() {
  try {
    new WebAssembly.Instance(new WebAssembly.Module(bytes()), { first });
  } catch (error) {
    // An error of the module: the call that needs the functions is lost, and the module's memory with it.
    throw new WebAssembly.RuntimeError(`a part of the compiler cannot be loaded: ${reason(error)}`);
  }
}

function bytes() {
  const request = new XMLHttpRequest();
  request.open("GET", MODULE, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`the server answered ${request.status} ${request.statusText}`);
  return request.response;
}

/** A server that was given a newer page in the meantime has other functions. */
function reason(error) {
  const isOther = error instanceof WebAssembly.LinkError;
  return isOther ? "the server has another version of it; load the page anew" : error.message;
}
