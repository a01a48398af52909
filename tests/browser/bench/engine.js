// How long the module takes in Chromium for one Dataplane and 20 policies, as a tool that embeds it asks: `cargo xtask bench --browser`.
import { readFile } from "node:fs/promises";

import { launch, serve } from "../browser.js";
import { engine } from "../engine.js";

const MESH = new URL("../../benches/meshes/mesh-10.yaml", import.meta.url);
const PROXY = "default/app-0000";
const TIMES = 200;

/** Milliseconds of each call, of texts that were read before or of one that is new each time, as after a key press. */
async function measure(ask, text, edited) {
  const compile = (i) => ask("compile", [{ path: "mesh.yaml", text: edited ? `${text}# ${i}\n` : text }], undefined, PROXY);
  const { value } = await compile(0);
  if (!value.configurations[PROXY]) throw new Error("nothing was compiled");
  const taken = [];
  for (let i = 1; i <= TIMES; i++) taken.push((await compile(i)).milliseconds);
  return taken.sort((a, b) => a - b);
}

const [browser, server] = await Promise.all([launch(), serve()]);
const page = await browser.newPage();
await page.goto(server.url);
const text = await readFile(MESH, "utf8");
console.log("\n| 10 services, 20 policies, one Dataplane, in the module | at best | median | p95 | budget |");
console.log("| --- | ---: | ---: | ---: | ---: |");
for (const [what, edited] of [["compile, files as before", false], ["read, settle and compile", true]]) {
  const taken = await measure(await engine(page), text, edited);
  const at = (share) => taken[Math.floor((taken.length - 1) * share)].toFixed(1);
  console.log(`| ${what} | ${at(0)} ms | ${at(0.5)} ms | ${at(0.95)} ms | 5 ms |`);
}
await browser.close();
await server.close();
