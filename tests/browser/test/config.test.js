// The configuration: who set what, and how it is narrowed down.
import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, gone, input, origin, output, rewrite, seen } from "../browser.js";
import { site } from "../site.js";

const { start } = site();

/** The lines that light up. */
const lit = (page) => page.locator("#view .cm-line.cm-lit");

test("a click on a field leads to the line that set it", async (t) => {
  const { page } = await start(t);
  await choose(page, "mesh.yaml");
  await output(page).getByText("connectTimeout: 2s").first().click();
  await seen(origin(page).getByText("MeshTimeout cart-timeouts"));
  await page.getByRole("tab", { name: "policies.yaml", selected: true }).waitFor();
  await seen(input(page).locator(".cm-activeLine").getByText("connectionTimeout: 2s"));
});

test("Enter on a field moves the focus to the line that set it", async (t) => {
  const { page } = await start(t);
  await output(page).getByText("connectTimeout: 2s").first().click();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#editor").shadowRoot.activeElement?.matches(".cm-content"));
});

test("arrows tell who set each line", async (t) => {
  const { page } = await start(t);
  await output(page).getByText("connectTimeout: 2s").first().click();
  await seen(origin(page).getByText("set by"));
  const before = await origin(page).textContent();
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((before) => document.querySelector(".origin").textContent !== before, before);
});

test("rules and defaults are told by name", async (t) => {
  const { page } = await start(t);
  await page.getByLabel("Filter the output").fill("name: kuma:envoy:admin");
  await output(page).getByText("name: kuma:envoy:admin").first().click();
  await seen(origin(page).getByText("rule"));
});

test("the caret on a line of a policy lights up what it set", async (t) => {
  const { page } = await start(t);
  assert.equal(await lit(page).count(), 0);
  await input(page).getByText("connectionTimeout: 2s").click();
  await page.getByLabel("Filter the output").fill("connectTimeout: 2s");
  await seen(lit(page).getByText("connectTimeout: 2s"));
});

test("what a line of a policy set comes into sight", async (t) => {
  const { page } = await start(t);
  await input(page).getByText("value: spiffe://default/cart").click();
  await seen(lit(page).getByText("spiffe://default/cart"));
  const view = await page.locator("#view").boundingBox();
  const line = await lit(page).first().boundingBox();
  assert.ok(line.y > view.y && line.y < view.y + view.height, `${line.y}`);
});

test("a filter keeps what stands above a line", async (t) => {
  const { page } = await start(t);
  await page.getByLabel("Filter the output").fill("connecttimeout: 2S");
  await seen(output(page).getByText("connectTimeout: 2s"));
  await page.waitForFunction(() => document.querySelector("#view .editor").shadowRoot.querySelectorAll(".cm-line").length < 12);
  await seen(output(page).getByText("xds:"));
  await seen(output(page).getByText("type.googleapis.com/envoy.config.cluster.v3.Cluster"));
  assert.equal(await output(page).getByText("Listener").count(), 0);
});

test("a filter that fits nothing says so, and what to do", async (t) => {
  const { page } = await start(t);
  await page.getByLabel("Filter the output").fill("nothing like this");
  await seen(page.getByText("No line is like this."));
  await page.getByRole("button", { name: "Show everything" }).click();
  await seen(output(page).getByText("xds:"));
  assert.equal(await page.getByLabel("Filter the output").inputValue(), "");
});

for (const [part, has, lacks] of [
  ["listeners", "envoy.config.listener.v3.Listener", "envoy.config.cluster.v3.Cluster:"],
  ["clusters", "envoy.config.cluster.v3.Cluster", "envoy.config.listener.v3.Listener"],
  ["endpoints", "envoy.config.endpoint.v3.ClusterLoadAssignment", "envoy.config.listener.v3.Listener"],
  ["routes", "routeConfig:", "envoy.config.cluster.v3.Cluster:"],
]) {
  test(`only the ${part} are printed`, async (t) => {
    const { page } = await start(t);
    await page.getByLabel("Part").selectOption(part);
    await seen(output(page).getByText(has));
    await gone(output(page).getByText(lacks));
  });
}

test("only what policies have set is printed", async (t) => {
  const { page } = await start(t);
  const toggle = page.getByRole("button", { name: "Policies only" });
  await toggle.click();
  await seen(output(page).getByText("connectTimeout: 2s"));
  await gone(output(page).getByText("trackRemaining"));
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
});

test("resources fold and unfold", async (t) => {
  const { page } = await start(t);
  await page.getByRole("button", { name: "Collapse" }).click();
  await output(page).locator(".cm-foldPlaceholder").first().waitFor();
  await gone(output(page).getByText("connectTimeout"));
  await page.getByRole("button", { name: "Expand" }).click();
  await gone(output(page).locator(".cm-foldPlaceholder"));
});

test("a large mesh is printed and scrolled through", async (t) => {
  const { page, problems } = await start(t);
  const dataplane = (index) => `---
type: Dataplane
mesh: default
name: app-${index}
networking:
  address: 10.1.${index >> 8}.${index & 255}
  inbound: [{port: 80, tags: {kuma.io/service: app-${index}, kuma.io/protocol: http}}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001}
`;
  await choose(page, "dataplanes.yaml");
  await rewrite(page, Array.from({ length: 60 }, (_, index) => dataplane(index)).join(""));
  await seen(page.getByText("60 proxies"));
  await output(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  const lines = await page.evaluate(() => Number(document.querySelector("#view .editor").shadowRoot.querySelector(".cm-lineNumbers .cm-gutterElement:last-child").textContent));
  assert.ok(lines > 5000, `${lines} lines`);
  assert.deepEqual(problems, []);
});
