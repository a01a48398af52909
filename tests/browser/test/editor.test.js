// What the editor knows about the place of the caret.
import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, input, rewrite, seen } from "../browser.js";
import { site } from "../site.js";

const { start } = site();

const HEAD = "type: MeshTimeout\nmesh: default\nname: slow\nspec:\n  targetRef: {kind: Mesh}\n  to:\n    - targetRef:\n        kind: MeshService\n";

/** The words that are offered. */
const offered = (page) => page.locator("#editor .cm-tooltip-autocomplete li .cm-completionLabel");

async function complete(page, text) {
  await rewrite(page, text);
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.press("Control+Space");
  await offered(page).first().waitFor();
  return offered(page).allTextContents();
}

/** Runs in the page: the texts of elements at one moment, because diagnostics that come meanwhile put them into others. */
const texts = (content, name) => Array.from(content.querySelectorAll(`.cm-${name}`), (element) => element.textContent);

test("fields of the kind are offered, those that are there already are not", async (t) => {
  const { page } = await start(t);
  const words = await complete(page, `${HEAD}        name: cart\n      default:\n        http:\n          requestTimeout: 1s\n          `);
  assert.ok(words.includes("streamIdleTimeout") && !words.includes("requestTimeout"), words.join(" "));
});

test("names of services of the mesh are offered", async (t) => {
  const { page } = await start(t);
  await choose(page, "dataplanes.yaml");
  await page.keyboard.press("Tab");
  await rewrite(page, "type: MeshService\nmesh: default\nname: basket\nspec: {ports: [{port: 80}]}\n");
  await choose(page, "policies.yaml");
  assert.deepEqual(await complete(page, `${HEAD}        name: `), ["basket"]);
});

test("choices are offered, and Enter takes one", async (t) => {
  const { page } = await start(t);
  const words = await complete(page, "type: MeshTimeout\nmesh: default\nname: slow\nspec:\n  targetRef:\n    kind: MeshHTTP");
  assert.deepEqual(words, ["MeshHTTPRoute"]);
  // CodeMirror takes no key for an offer that nobody can have read yet.
  await page.waitForTimeout(120);
  await page.keyboard.press("Enter");
  await seen(input(page).getByText("kind: MeshHTTPRoute"));
});

test("kinds are offered while somebody types", async (t) => {
  const { page } = await start(t);
  await rewrite(page, "");
  await page.keyboard.type("type: MeshRet");
  await seen(offered(page).getByText("MeshRetry"));
});

test("hovering tells what a field asks for", async (t) => {
  const { page } = await start(t);
  await rewrite(page, "type: MeshTimeout\nspec:\n  to:\n  - default:\n      http:\n        streamIdleTimeout: 5s\n");
  const tooltip = page.locator("#editor .cm-hover");
  const title = tooltip.getByText("MeshTimeout spec.to[].default.http.streamIdleTimeout");
  // News from the engine takes a tooltip away, and nothing brings it back to a pointer that rests: it moves again.
  for (let attempt = 0; attempt < 10 && !(await title.isVisible()); attempt += 1) {
    await input(page).getByText("http:").hover();
    await input(page).getByText("streamIdleTimeout").hover();
    await title.waitFor({ timeout: 2000 }).catch(() => {});
  }
  await title.waitFor({ timeout: 1000 });
  assert.match(await tooltip.textContent(), /a duration.*where it goes: every route/s);
});

test("a reference leads to what it names", async (t) => {
  const { page } = await start(t);
  await choose(page, "mesh.yaml");
  await choose(page, "policies.yaml");
  await input(page).getByText("mesh: default").first().click();
  await page.keyboard.press("F12");
  await page.getByRole("tab", { name: "mesh.yaml", selected: true }).waitFor();
});

test("a file is put in good order, comments included, and that can be undone", async (t) => {
  const { page } = await start(t);
  await choose(page, "mesh.yaml");
  await rewrite(page, "# first\ntype: Mesh\nname: default\nmtls:\n     # which\n     enabledBackend: ca\n     backends:\n         - name: ca\n           type: builtin\n");
  await page.keyboard.press("Shift+Alt+KeyF");
  await seen(input(page).getByText(/^  enabledBackend: ca$/));
  await seen(input(page).getByText(/^  # which$/));
  await page.keyboard.press("ControlOrMeta+z");
  await seen(input(page).getByText(/^ {5}enabledBackend: ca$/));
});

test("lines without a key are no harm", async (t) => {
  const { page, problems } = await start(t);
  await rewrite(page, "- - -\n\t{[\n'");
  await page.keyboard.press("Control+Space");
  await page.keyboard.press("F12");
  await page.locator("#editor .cm-lint-marker-error").first().waitFor();
  assert.deepEqual(problems, []);
});

test("keys that need what is not loaded yet wait for it", async (t) => {
  const { page } = await start(t);
  await page.evaluate(() => document.querySelector("#editor").shadowRoot.querySelector(".cm-content").focus());
  await page.keyboard.press("ControlOrMeta+f");
  await page.locator("#editor .cm-search").waitFor();
});

test("a new line stands below the key that it belongs to", async (t) => {
  const { page } = await start(t);
  await rewrite(page, "");
  for (const line of ["a:", "- b: 1", "c:", "d: 2"]) await page.keyboard.type(`${line}\n`);
  assert.deepEqual(await input(page).evaluate(texts, "line"), ["a:", "  - b: 1", "    c:", "      d: 2", "      "]);
});

test("keys, texts and numbers have colours, and texts of several lines are one", async (t) => {
  const { page } = await start(t);
  await rewrite(page, 'a: {b: 1, "c": d}\ntext: |\n  e: 2\n\n  # f\nlist:\n- g: "h: i" # j\n- k l: true\n');
  const coloured = (name) => input(page).evaluate(texts, name);
  assert.deepEqual(await coloured("key"), ["a", "b", '"c"', "text", "list", "g", "k l"]);
  assert.deepEqual(await coloured("string"), ["  e: 2", "  # f", '"h: i"']);
  assert.deepEqual(await coloured("number"), ["1"]);
  assert.deepEqual([await coloured("comment"), await coloured("atom")], [["# j"], ["true"]]);
});
