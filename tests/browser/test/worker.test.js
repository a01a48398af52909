// The engine's thread when things go wrong.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { answered, choose, gone, input, launch, open, output, rewrite, seen, serve, SITE } from "../browser.js";

/** Stands in for the engine: crashes over the word BOOM, else prints the last file, which is the one that is open. */
const ENGINE = `
export default async function init() {}
export function check(files) {
  while (files.at(-1).text.includes("ENDLESS"));
  return { diagnostics: [] };
}
let count = 0;
export function show(files, options, request) {
  const text = files.at(-1).text;
  count += 1;
  if (text.includes("BOOM")) throw new Error("this is a bug in kumascope: boom");
  if (text.includes("SLOW")) { const end = Date.now() + 400; while (Date.now() < end); }
  return { proxies: ["default/web"], proxy: "default/web", text: "answer " + count + "\\nseen: " + text, diagnostics: [] };
}
`;

/** Quick builds have the engine in one piece. */
const IS_QUICK = !existsSync(join(SITE, "engine_rest.wasm"));

let browser;

before(async () => {
  browser = await launch();
});

after(() => browser?.close());

async function playground(t, replace) {
  const server = await serve(replace);
  const opened = await open(browser, server.url);
  t.after(async () => {
    await opened.page.close();
    await server.close();
  });
  return opened;
}

const replaceEngine = (name) => (name === "/engine.js" ? ENGINE : undefined);

test("a crash is told, and the next input is compiled by a new worker", async (t) => {
  const { page } = await playground(t, replaceEngine);
  await answered(page);
  await rewrite(page, "BOOM");
  await seen(page.getByRole("alert").getByText("this is a bug in kumascope: boom"));
  await rewrite(page, "fine again");
  await seen(output(page).getByText("seen: fine again"));
  assert.equal(await page.getByRole("alert").count(), 0);
});

test("of many requests the newest is answered last, and those between are dropped", async (t) => {
  const { page } = await playground(t, replaceEngine);
  await answered(page);
  await rewrite(page, "SLOW");
  // All at once, however slow this machine is.
  await input(page).evaluate((content) => {
    for (let count = 1; count <= 20; count++) {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", ` ${count}`);
      content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }
  });
  await seen(output(page).getByText(/seen: SLOW .* 20$/));
  const answers = Number((await output(page).textContent()).match(/answer (\d+)/)[1]);
  assert.ok(answers <= 5, `${answers} answers`);
});

test("a check of the mesh that takes long holds nothing up, and gives way to a newer one", async (t) => {
  const { page } = await playground(t, replaceEngine);
  await answered(page);
  await rewrite(page, "ENDLESS");
  await seen(output(page).getByText("seen: ENDLESS"));
  const checking = page.getByText("checking the mesh…");
  await seen(checking);
  // The check is under way by then; if it were not yet, the rest would hold as well.
  await page.waitForTimeout(600);
  await rewrite(page, "an end");
  await seen(output(page).getByText("seen: an end"));
  await gone(checking);
});

test("a module that cannot be loaded is told, and can be tried again", async (t) => {
  let isMissing = true;
  const { page } = await playground(t, (name) => (isMissing && name === "/engine_bg.wasm" ? null : undefined));
  await seen(page.getByRole("alert").getByText("The compiler cannot be loaded"));
  await input(page).waitFor();
  isMissing = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await answered(page);
  await seen(output(page).getByText("xds:"));
  await choose(page, "Findings");
});

const REST = "/engine_rest.wasm";

test("what few meshes need of the engine is loaded when somebody looks at it", { skip: IS_QUICK }, async (t) => {
  const asked = new Set();
  const { page, problems } = await playground(t, (name) => void asked.add(name));
  await answered(page);
  await gone(page.getByText("checking the mesh…"));
  await choose(page, "Settled");
  await seen(output(page).getByText("type: Zone"));
  assert.ok(asked.has("/engine_bg.wasm") && !asked.has(REST), [...asked].join(" "));
  await choose(page, "Graph");
  await page.getByRole("region", { name: "Graph" }).waitFor();
  assert.ok(asked.has(REST));
  assert.deepEqual(problems, []);
});

test("a part of the engine that cannot be loaded is told, and the page goes on", { skip: IS_QUICK }, async (t) => {
  let isMissing = true;
  const { page } = await playground(t, (name) => (isMissing && name === REST ? null : undefined));
  await answered(page);
  await choose(page, "Graph");
  await seen(page.getByRole("alert").getByText("a part of the compiler cannot be loaded"));
  isMissing = false;
  await choose(page, "Config");
  await seen(output(page).getByText("xds:"));
  await choose(page, "Graph");
  await page.getByRole("region", { name: "Graph" }).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
});

test("a part of another version of the engine is not taken", { skip: IS_QUICK }, async (t) => {
  const { page } = await playground(t, (name) => (name === REST ? otherVersion() : undefined));
  await answered(page);
  await choose(page, "Graph");
  await seen(page.getByRole("alert").getByText("load the page anew"));
});

/** The rest of the engine as another build has it: the table of functions has another name. */
function otherVersion() {
  const bytes = readFileSync(join(SITE, "engine_rest.wasm"));
  const tables = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === "table");
  const at = bytes.indexOf(tables[0].name);
  bytes.write(bytes[at] === 0x30 ? "1" : "0", at);
  return bytes;
}
