// For browsers and bundlers: call `init()` once, before anything else.
export * from "./dist/engine.js";
export { default as init } from "./dist/engine.js";
