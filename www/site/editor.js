// The two editors of the page, as classes that the page's Rust calls.
export { InputEditor } from "./editor/input.js";
export { OutputEditor } from "./editor/output.js";
