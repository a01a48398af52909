// The playground as a visitor sees it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { answered, choose, explained, input, only, output, rewrite, seen } from "../browser.js";
import { site } from "../site.js";

const POLICIES = readFileSync(new URL("../../../examples/shop/policies.yaml", import.meta.url), "utf8");

const shared = site();
const { start: playground } = shared;

test("the page shows the example's Envoy configuration, quietly and from its own origin", async (t) => {
  const { page, problems, requests } = await playground(t);
  await seen(output(page).getByText("xds:"));
  await seen(output(page).getByText("type.googleapis.com/envoy.config.cluster.v3.Cluster"));
  assert.equal(await page.getByLabel("Proxy").inputValue(), "default/web");
  assert.deepEqual(await page.getByLabel("Proxy").locator("option").allTextContents(), [
    "default/cart",
    "default/ledger",
    "default/web",
  ]);
  assert.deepEqual(problems, []);
  assert.deepEqual(requests.filter((url) => !url.startsWith(shared.url)), []);
});

test("an edit changes the output", async (t) => {
  const { page } = await playground(t);
  await only(page, "connectTimeout");
  await choose(page, "policies.yaml");
  await seen(input(page).getByText("connectionTimeout"));
  await rewrite(page, POLICIES.replace("connectionTimeout: 2s", "connectionTimeout: 7s"));
  await seen(output(page).getByText("connectTimeout: 7s"));
});

test("the chosen proxy, view and format are shown", async (t) => {
  const { page } = await playground(t);
  await page.getByLabel("Proxy").selectOption("default/ledger");
  await output(page).and(page.getByLabel("Envoy configuration of default/ledger")).waitFor();
  await page.getByRole("button", { name: "JSON" }).click();
  await seen(output(page).getByText('"xds": {'));
  await choose(page, "Settled");
  await seen(output(page).getByText('"type": "HostnameGenerator"'));
  await choose(page, "Bootstrap");
  await seen(output(page).getByText('"bootstrap": {'));
  await seen(output(page).getByText("default.ledger"));
});

test("a broken document is marked in the editor and listed, and the others still compile", async (t) => {
  const { page } = await playground(t);
  await only(page, "connectTimeout");
  await choose(page, "policies.yaml");
  await seen(input(page).getByText("MeshTimeout"));
  await rewrite(page, `${POLICIES}---\ntype: MeshTimeout\nmesh: default\nname: [broken\n`);
  await page.locator("#editor .cm-lintRange-error, #editor .cm-lintPoint-error").first().waitFor();
  await page.locator("#editor .cm-lint-marker-error").first().waitFor();
  await seen(output(page).getByText("connectTimeout: 2s"));
  await choose(page, "Findings");
  const finding = page.locator(".finding.error").first();
  await finding.locator(".place").click();
  await page.waitForFunction(() => document.querySelector("#editor").shadowRoot.activeElement?.matches(".cm-content"));
});

test("typing is compiled too", async (t) => {
  const { page, problems } = await playground(t);
  await choose(page, "mesh.yaml");
  await input(page).getByText("skipCreatingInitialPolicies").click();
  await page.keyboard.press("End");
  await page.keyboard.type("\nnonsense: 1");
  await page.locator("#editor .cm-lint-marker").first().waitFor();
  assert.deepEqual(problems, []);
});

test("all documents gone is no error", async (t) => {
  const { page, problems } = await playground(t);
  for (const file of ["mesh.yaml", "dataplanes.yaml", "policies.yaml"]) {
    await choose(page, file);
    await rewrite(page, " ");
  }
  await seen(page.getByText("There is no proxy yet"));
  assert.deepEqual(problems, []);
});

test("fast typing ends with the newest text", async (t) => {
  const { page } = await playground(t);
  await only(page, "connectTimeout");
  await choose(page, "policies.yaml");
  for (let seconds = 3; seconds <= 40; seconds++) {
    await rewrite(page, POLICIES.replace("connectionTimeout: 2s", `connectionTimeout: ${seconds}s`));
  }
  await seen(output(page).getByText("connectTimeout: 40s"));
});

test("the theme follows the system until somebody chooses", async (t) => {
  const { page } = await playground(t, { colorScheme: "dark" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await page.getByRole("button", { name: "Switch to the light theme" }).click();
  assert.notEqual(await background(), dark);
  await page.reload();
  await answered(page);
  assert.notEqual(await background(), dark);
});

for (const width of [360, 768, 1280, 1920]) {
  test(`nothing sticks out at ${width} pixels`, async (t) => {
    const { page } = await playground(t, { viewport: { width, height: 760 } });
    if (width <= 860) await page.getByRole("button", { name: "Envoy", exact: true }).click();
    const fits = async (name) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name}: ${wide} pixels wide`);
    };
    await explained(page, async (name) => {
      await fits(name);
      if (width <= 860) await page.getByRole("button", { name: "Envoy", exact: true }).click();
    });
    for (const name of ["Overview", "Config", "Bootstrap", "Settled", "Findings", "Diff", "Trace", "Graph"]) {
      await choose(page, name);
      await page.getByLabel("Proxy").selectOption("default/cart");
      await fits(name);
    }
  });
}
