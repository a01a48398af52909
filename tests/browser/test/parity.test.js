// A browser compiles what this machine compiles, byte by byte.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { launch, open, serve } from "../browser.js";

/** What `cargo xtask test` wrote. */
const PARITY = process.env.KUMASCOPE_PARITY ?? new URL("../../../target/parity.json", import.meta.url);

/** Long texts are compared by where they differ first. */
const CONTEXT = 80;

const cases = JSON.parse(readFileSync(PARITY, "utf8"));
let browser;
let server;
let page;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
  ({ page } = await open(browser, server.url));
});

after(async () => {
  await browser?.close();
  await server?.close();
});

test("there are cases to compare", () => {
  assert.ok(cases.length >= 900, `${cases.length} cases`);
});

test("wasm and native give the same bytes", async () => {
  const differences = [];
  for (const wanted of cases) {
    const found = await page.evaluate(compile, wanted);
    compare(`${wanted.name}: settled`, found.settled, wanted.settled, differences);
    assert.deepEqual(Object.keys(found.proxies).sort(), Object.keys(wanted.proxies).sort(), wanted.name);
    for (const [proxy, configuration] of Object.entries(wanted.proxies)) {
      compare(`${wanted.name}: ${proxy}`, found.proxies[proxy], configuration, differences);
    }
  }
  assert.deepEqual(differences, []);
});

/** Runs in the page. */
async function compile({ files, options }) {
  // One worker for all cases, which answers in their order.
  const worker = (window.engineOfTests ??= new Worker("./worker.js", { type: "module" }));
  const ask = (call, ...given) =>
    new Promise((answered, failed) => {
      worker.onmessage = ({ data }) => {
        if (data.kind === "answered") answered(data.value);
        else if (["crashed", "unavailable"].includes(data.kind)) failed(new Error(data.message));
      };
      worker.postMessage({ id: 0, call, arguments: given });
    });
  const show = async (view, format, proxy) => (await ask("show", files, options, { view, format, proxy })).text;
  const proxies = {};
  for (const name of await ask("proxies", files, options)) proxies[name] = await show("configuration", "json", name);
  return { settled: await show("settled", "yaml"), proxies };
}

function compare(what, found, wanted, differences) {
  if (found === wanted) return;
  let at = 0;
  while (found[at] === wanted[at]) at++;
  const cut = (text) => text.slice(Math.max(0, at - CONTEXT), at + CONTEXT);
  differences.push(`${what}: wasm ${JSON.stringify(cut(found))}, native ${JSON.stringify(cut(wanted))}`);
}
