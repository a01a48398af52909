// For Node: the module is read from beside this file when it is imported, so `init()` has nothing left to do.
import { readFileSync } from "node:fs";

import bind, { initSync } from "./dist/engine.js";

initSync({ module: readFileSync(new URL("./dist/engine_bg.wasm", import.meta.url)) });

export * from "./dist/engine.js";
export { bind as init };
