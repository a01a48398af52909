// What axe finds, in both themes and on every tab.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { answered, choose, launch, open, rewrite, serve } from "../browser.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve()]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in the ${colorScheme} theme`, async (t) => {
    // axe is put into the page from outside, which the page's own policy would not allow.
    const { page } = await open(browser, server.url, { colorScheme, bypassCSP: true });
    t.after(() => page.close());
    await answered(page);
    await page.evaluate(AXE);
    for (const tab of ["Config", "Settled", "Findings"]) {
      await choose(page, tab);
      assert.deepEqual(await violations(page), [], tab);
    }
    await rewrite(page, "type: Mesh\nname: [");
    await page.locator(".finding.error").first().waitFor();
    assert.deepEqual(await violations(page), [], "with findings");
  });
}

async function violations(page) {
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ").slice(0, 300)}`);
}
