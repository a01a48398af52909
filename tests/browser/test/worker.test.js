// The engine's thread when things go wrong.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { answered, choose, input, launch, open, output, rewrite, serve } from "../browser.js";

/** Stands in for the engine: crashes over the word BOOM, else prints the last file, which is the one that is open. */
const ENGINE = `
export default async function init() {}
export function show(files, options, request) {
  const text = files.at(-1).text;
  if (text.includes("BOOM")) throw new Error("this is a bug in kumascope: boom");
  if (text.includes("SLOW")) { const end = Date.now() + 400; while (Date.now() < end); }
  return { proxies: ["default/web"], proxy: "default/web", text: "seen: " + text, diagnostics: [] };
}
`;

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
  await page.getByRole("alert").getByText("this is a bug in kumascope: boom").waitFor();
  await rewrite(page, "fine again");
  await output(page).getByText("seen: fine again").waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);
});

test("of many requests the newest is answered last, and those between are dropped", async (t) => {
  const { page } = await playground(t, replaceEngine);
  await answered(page);
  for (let count = 1; count <= 20; count++) await rewrite(page, `SLOW ${count}`);
  await output(page).getByText("seen: SLOW 20").waitFor({ timeout: 4000 });
});

test("a module that cannot be loaded is told, and can be tried again", async (t) => {
  let isMissing = true;
  const { page } = await playground(t, (name) => (isMissing && name === "/engine_bg.wasm" ? null : undefined));
  await page.getByRole("alert").getByText("The compiler cannot be loaded").waitFor();
  await input(page).waitFor();
  isMissing = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await answered(page);
  await output(page).getByText("xds:").waitFor();
  await choose(page, "Findings");
});
