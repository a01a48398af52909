export * from "./dist/engine.js";
export { default as init } from "./dist/engine.js";
