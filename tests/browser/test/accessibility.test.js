// What axe finds, in both themes and on every tab.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { choose, command, explained, rewrite } from "../browser.js";
import { site } from "../site.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const shared = site();

const VIEWS = ["Overview", "Config", "Bootstrap", "Settled", "Findings", "Diff", "Trace", "Graph"];

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing on any view in the ${colorScheme} theme`, async (t) => {
    // axe is put into the page from outside, which the page's own policy would not allow.
    const { page } = await shared.start(t, { colorScheme, bypassCSP: true });
    await page.evaluate(AXE);
    await findsNothingOnViews(page);
    await explained(page, async (name) => assert.deepEqual(await violations(page), [], name));
    await rewrite(page, "type: Mesh\nname: [");
    await choose(page, "Findings");
    await page.locator(".finding.error").first().waitFor();
    assert.deepEqual(await violations(page), [], "with findings");
  });

  test(`axe finds nothing in any dialog in the ${colorScheme} theme`, async (t) => {
    const { page } = await shared.start(t, { colorScheme, bypassCSP: true });
    await page.evaluate(AXE);
    for (const dialog of ["Examples…", "Share…", "New file…", "Rename this file…"]) {
      await command(page, dialog);
      await page.getByRole("dialog").locator("input, .card").first().waitFor();
      assert.deepEqual(await violations(page), [], dialog);
      await page.keyboard.press("Escape");
    }
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Search commands" }).waitFor();
    assert.deepEqual(await violations(page), [], "commands");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Files", exact: true }).click();
    await page.getByRole("menu").waitFor();
    assert.deepEqual(await violations(page), [], "menu");
  });

  test(`axe finds nothing where one side is visible in the ${colorScheme} theme`, async (t) => {
    const viewport = { width: 360, height: 740 };
    const { page } = await shared.start(t, { colorScheme, viewport, bypassCSP: true });
    await page.evaluate(AXE);
    assert.deepEqual(await violations(page), [], "resources");
    await page.getByRole("button", { name: "Envoy", exact: true }).click();
    await findsNothingOnViews(page);
  });
}

async function findsNothingOnViews(page) {
  for (const view of VIEWS) {
    await choose(page, view);
    await page.waitForFunction(() => document.querySelector("#view").innerText.length > 20);
    assert.deepEqual(await violations(page), [], view);
  }
}

async function violations(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ").slice(0, 300)}`);
}
