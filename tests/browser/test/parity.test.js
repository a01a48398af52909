// A browser compiles what this machine compiles, byte by byte.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { launch, open, serve } from "../browser.js";
import { engine } from "../engine.js";

/** What `cargo xtask test` wrote. */
const PARITY = process.env.KUMASCOPE_PARITY ?? new URL("../../../target/parity.json", import.meta.url);

/** Long texts are compared by where they differ first. */
const CONTEXT = 80;

const cases = JSON.parse(readFileSync(PARITY, "utf8"));
let browser;
let server;
let ask;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
  const { page } = await open(browser, server.url);
  ask = await engine(page);
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
    const found = await compile(wanted);
    compare(`${wanted.name}: settled`, found.settled, wanted.settled, differences);
    assert.deepEqual(Object.keys(found.proxies).sort(), Object.keys(wanted.proxies).sort(), wanted.name);
    for (const [proxy, configuration] of Object.entries(wanted.proxies)) {
      compare(`${wanted.name}: ${proxy}`, found.proxies[proxy], configuration, differences);
    }
  }
  assert.deepEqual(differences, []);
});

/** All that a browser compiles of a case. */
async function compile({ files, options }) {
  const answer = async (...question) => (await ask(...question)).value;
  const show = async (view, format, proxy) => (await answer("show", files, options, { view, format, proxy })).text;
  const proxies = {};
  for (const name of await answer("proxies", files, options)) proxies[name] = await show("configuration", "json", name);
  return { settled: await show("settled", "yaml"), proxies };
}

function compare(what, found, wanted, differences) {
  if (found === wanted) return;
  let at = 0;
  while (found[at] === wanted[at]) at++;
  const cut = (text) => text.slice(Math.max(0, at - CONTEXT), at + CONTEXT);
  differences.push(`${what}: wasm ${JSON.stringify(cut(found))}, native ${JSON.stringify(cut(wanted))}`);
}
