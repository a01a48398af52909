// What stands behind things: chains of a value, decisions about a policy, findings of the whole mesh, proxies that an edit changes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, gone, input, origin, output, rewrite, seen } from "../browser.js";
import { site } from "../site.js";

const { start } = site();

/** A timeout for everybody, which the one of the example overrides. */
const WIDER = "type: MeshTimeout\nmesh: default\nname: everybody\nspec:\n  to:\n  - targetRef: {kind: Mesh}\n    default: {connectionTimeout: 8s}\n";

/** Every cluster gets its lines above the timeout. */
const LIMITS = "type: MeshCircuitBreaker\nmesh: default\nname: limits\nspec:\n  to:\n  - targetRef: {kind: Mesh}\n    default: {connectionLimits: {maxConnections: 7}}\n";

/** Selects nobody, which only a check of the whole mesh can know. */
const NOBODY = "type: MeshTimeout\nmesh: default\nname: nobody\nspec:\n  targetRef: {kind: Dataplane, labels: {app: wbe}}\n  to:\n  - targetRef: {kind: Mesh}\n    default: {connectionTimeout: 1s}\n";

/** Writes a text in place of what dataplanes.yaml or mesh.yaml holds, or into a new file. */
async function add(page, name, text) {
  await page.getByRole("button", { name: "New file" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("tab", { name, selected: true }).waitFor();
  await rewrite(page, text);
}

const chain = (page) => page.getByRole("region", { name: "What the value overrides" });

test("a value tells whom it overrides and why, down to the default", async (t) => {
  const { page } = await start(t);
  await add(page, "wider.yaml", WIDER);
  await output(page).getByText("connectTimeout: 2s").first().click();
  await page.getByRole("tab", { name: "policies.yaml", selected: true }).waitFor();
  const links = chain(page).getByRole("listitem");
  await seen(links.nth(2));
  assert.match(await links.nth(0).textContent(), /stands.*2s.*wins: the kind of its top-level targetRef is more specific/);
  assert.match(await links.nth(1).textContent(), /overridden.*8s.*wider\.yaml:7/);
  assert.match(await links.nth(2).textContent(), /otherwise.*5s/);
  await links.nth(1).getByRole("button").click();
  await page.getByRole("tab", { name: "wider.yaml", selected: true }).waitFor();
  await seen(input(page).locator(".cm-activeLine").getByText("connectionTimeout: 8s"));
});

test("chains are read and followed by keys alone", async (t) => {
  const { page } = await start(t);
  await add(page, "wider.yaml", WIDER);
  await output(page).getByText("connectTimeout: 2s").first().click();
  await seen(chain(page).getByText("overridden"));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "What the value overrides");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: "wider.yaml", selected: true }).waitFor();
});

test("a chain is found in JSON, behind a filter and in a part, too", async (t) => {
  const { page } = await start(t);
  await page.getByLabel("Part").selectOption("clusters");
  await page.getByRole("button", { name: "JSON" }).click();
  await page.getByLabel("Filter the output").fill("connectTimeout");
  await output(page).getByText('"connectTimeout": "2s"').first().click();
  await seen(chain(page).getByText('"2s"'));
  await seen(chain(page).getByText('"5s"'));
});

test("who set a line is said of the same line when lines come above it", async (t) => {
  const { page } = await start(t);
  await page.getByLabel("Part").selectOption("clusters");
  await output(page).getByText("connectTimeout: 2s").first().click();
  await seen(origin(page).getByText("policies.yaml:"));
  const before = await origin(page).textContent();
  await add(page, "limits.yaml", LIMITS);
  await seen(output(page).getByText("maxConnections: 7"));
  assert.match(await output(page).locator(".cm-activeLine").textContent(), /connectTimeout: 2s/);
  assert.equal(await origin(page).textContent(), before);
});

test("what nothing else could set has no chain", async (t) => {
  const { page } = await start(t);
  await output(page).getByText("connectTimeout: 2s").first().click();
  await seen(chain(page));
  await page.getByLabel("Filter the output").fill("name: kuma:envoy:admin");
  await output(page).getByText("name: kuma:envoy:admin").first().click();
  await gone(chain(page));
});

test("a policy tells why it holds at the chosen proxy", async (t) => {
  const { page } = await start(t);
  await choose(page, "Overview");
  const why = page.getByRole("button", { name: "Why? MeshTimeout/cart-timeouts" });
  await why.click();
  const view = page.getByRole("region", { name: "Overview" });
  await seen(view.getByText("targetRef.labels"));
  await seen(view.getByText("to[0]"));
  assert.equal(await why.getAttribute("aria-expanded"), "true");
  assert.equal(await view.locator(".why .fails").count(), 0);
  await why.press("Enter");
  await gone(view.getByText("targetRef.labels"));
});

test("a policy tells why it does not hold at the chosen proxy", async (t) => {
  const { page } = await start(t);
  await choose(page, "Overview");
  await page.getByLabel("Proxy").selectOption("default/ledger");
  await page.getByRole("button", { name: "Why not? MeshTimeout/cart-timeouts" }).click();
  const view = page.getByRole("region", { name: "Overview" });
  await seen(view.getByText("It does not hold here: targetRef.labels demands app=web"));
  await view.locator(".why .fails").getByRole("button").first().click();
  await page.getByRole("tab", { name: "policies.yaml", selected: true }).waitFor();
});

test("what a check of the whole mesh finds is marked, listed and counted", async (t) => {
  const { page, problems } = await start(t);
  await add(page, "nobody.yaml", NOBODY);
  await page.locator("#editor .cm-lint-marker-warning").first().waitFor();
  await choose(page, "Findings");
  const finding = page.locator(".finding.warning").filter({ hasText: "policy-selects-no-proxy" });
  await seen(finding.getByText("MeshTimeout `nobody` selects no proxy of mesh `default`"));
  await seen(page.locator(".status").getByText("1 warning"));
  await finding.getByRole("button", { name: /nobody.yaml/ }).click();
  await seen(input(page).locator(".cm-activeLine").getByText("targetRef"));
  assert.deepEqual(problems, []);
});

test("findings of the whole mesh move along with their lines, and go when they are mended", async (t) => {
  const { page } = await start(t);
  await add(page, "nobody.yaml", NOBODY);
  await choose(page, "Findings");
  await seen(page.getByRole("button", { name: /^nobody.yaml:5:/ }));
  await input(page).getByText("type: MeshTimeout").click();
  await page.keyboard.press("Home");
  await page.keyboard.type("# one\n");
  await seen(page.getByRole("button", { name: /^nobody.yaml:6:/ }));
  await rewrite(page, NOBODY.replace("wbe", "web"));
  await gone(page.locator(".finding"));
  await seen(page.getByText("Nothing to complain about."));
});

test("a finding is mended by a click in the list, and that can be undone", async (t) => {
  const { page } = await start(t);
  await add(page, "broken.yaml", NOBODY.replace("wbe", "web").replace("connectionTimeout", "conectionTimeout"));
  await choose(page, "Findings");
  await page.getByRole("button", { name: "Fix: write `connectionTimeout`" }).click();
  await seen(input(page).getByText("connectionTimeout: 1s"));
  await gone(page.locator(".finding"));
  await page.getByRole("button", { name: "Undo" }).click();
  await seen(input(page).getByText("conectionTimeout"));
});

test("a name that leads nowhere is mended by a click, in the editor, too", async (t) => {
  const { page } = await start(t);
  await add(page, "typing.yaml", WIDER.replace("{kind: Mesh}", "{kind: MeshService, name: cartt}"));
  const finding = page.locator(".finding").filter({ hasText: "reference-not-found" });
  await choose(page, "Findings");
  await seen(finding.getByText("did you mean `cart`?"));
  await input(page).getByText("cartt").click();
  await page.keyboard.press("F8");
  await page.locator("#editor .cm-diagnosticAction").first().click();
  await seen(input(page).getByText("name: cart}"));
  await gone(finding);
});

test("the proxies that change against the pinned files are named, and chosen there", async (t) => {
  const { page } = await start(t);
  await choose(page, "Diff");
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  const changed = page.getByRole("group", { name: "Proxies that change" });
  await seen(changed.getByText("0 of 3 proxies change"));
  await add(page, "wider.yaml", WIDER);
  await changed.getByRole("button", { name: /default\/cart/ }).click();
  await page.waitForFunction(() => document.querySelector(".picker select").value === "default/cart");
  await seen(output(page).getByText("+ 8s"));
  await page.getByRole("button", { name: "Unpin" }).click();
  await gone(changed);
});
