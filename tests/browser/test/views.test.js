// Everything beside the configuration.
import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, gone, input, output, rewrite, seen } from "../browser.js";
import { site } from "../site.js";

const { start } = site();

test("the overview shows what comes in, what goes out and which policies hold", async (t) => {
  const { page } = await start(t);
  await choose(page, "Overview");
  const view = page.getByRole("region", { name: "Overview" });
  await seen(view.getByText("10.20.0.10:8080"));
  await seen(view.getByText("cart:8081"));
  const row = view.getByRole("row", { name: /MeshTimeout/ });
  await seen(row.getByText("cart-timeouts"));
  await row.getByRole("button", { name: /policies.yaml/ }).click();
  await page.getByRole("tab", { name: "policies.yaml", selected: true }).waitFor();
});

test("the overview follows the chosen proxy", async (t) => {
  const { page } = await start(t);
  await choose(page, "Overview");
  await page.getByLabel("Proxy").selectOption("default/ledger");
  await seen(page.getByText("It calls nothing."));
});

test("nothing differs before anything is pinned, and the page says what to do", async (t) => {
  const { page } = await start(t);
  await choose(page, "Diff");
  await seen(page.getByText("Pin the files as they are"));
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await seen(page.getByText("Nothing has changed for this proxy since"));
});

test("what changed since the files were pinned is shown place by place", async (t) => {
  const { page } = await start(t);
  await choose(page, "Diff");
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await input(page).getByText("connectionTimeout: 2s").click();
  await page.keyboard.press("End");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("9s");
  await seen(output(page).locator(".cm-change-old").getByText("- 2s"));
  await seen(output(page).locator(".cm-change-new").getByText("+ 9s"));
  await seen(output(page).locator(".cm-change-head").getByText("connectTimeout"));
  await output(page).locator(".cm-change-new").first().click();
  await seen(page.locator(".origin").getByText("MeshTimeout cart-timeouts"));
  await page.getByRole("button", { name: "Unpin" }).click();
  await seen(page.getByText("Pin the files as they are"));
});

test("the graph shows who calls whom, and a Dataplane is chosen there", async (t) => {
  const { page } = await start(t);
  await choose(page, "Graph");
  const graph = page.getByRole("region", { name: "Graph" });
  await graph.getByRole("button", { name: /default\/cart, / }).first().click();
  await page.waitForFunction(() => document.querySelector(".picker select").value === "default/cart");
  assert.ok((await graph.locator("path.edge").count()) >= 4);
});

test("the graph is worked by keys alone, and a table says the same", async (t) => {
  const { page } = await start(t);
  await choose(page, "Graph");
  const graph = page.getByRole("region", { name: "Graph" });
  await graph.getByRole("button", { name: /default\/ledger, / }).first().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".picker select").value === "default/ledger");
  const row = graph.getByRole("row", { name: /default\/web/ });
  assert.match(await row.textContent(), /cart/);
});

test("the settled store is narrowed down to whole resources", async (t) => {
  const { page } = await start(t);
  await choose(page, "Settled");
  await page.getByLabel("Filter the output").fill("cart-timeouts");
  await seen(output(page).getByText("requestTimeout: 3s"));
  await gone(output(page).getByText("type: Mesh", { exact: true }));
});

test("the bootstrap is filtered, too", async (t) => {
  const { page } = await start(t);
  await choose(page, "Bootstrap");
  await page.getByLabel("Filter the output").fill("portValue");
  await seen(output(page).getByText("portValue:"));
});

test("a mesh without findings says so", async (t) => {
  const { page } = await start(t);
  await choose(page, "Findings");
  await seen(page.getByText("Nothing to complain about."));
});

test("views of a mesh without proxies say what to write", async (t) => {
  const { page } = await start(t);
  await choose(page, "dataplanes.yaml");
  await rewrite(page, "# none\n");
  await seen(page.getByText("There is no proxy yet. Write a Dataplane to see what its Envoy gets."));
  await choose(page, "Overview");
  await seen(page.getByText("There is no proxy yet. Write a Dataplane to see what it does."));
});

/** Fills in the form of a request, and sends it. */
async function trace(page, to, method = "GET") {
  await choose(page, "Trace");
  await page.getByRole("region", { name: "Trace" }).getByLabel("From").selectOption("default/web");
  await page.getByLabel("To", { exact: true }).fill(to);
  assert.equal(await page.getByLabel("Method").inputValue(), method);
  await page.getByRole("button", { name: "Trace", exact: true }).click();
}

test("a request is walked through the mesh, and each step leads to who decided", async (t) => {
  const { page } = await start(t);
  await trace(page, "http://241.0.0.0:8081/order");
  const view = page.getByRole("region", { name: "Trace" });
  await view.getByRole("heading", { name: "How it ends" }).waitFor();
  await seen(view.getByText("default/cart at"));
  await view.getByRole("button", { name: /policies.yaml/ }).first().click();
  await page.getByRole("tab", { name: "policies.yaml", selected: true }).waitFor();
});

test("a request is there again after somebody has looked at something else", async (t) => {
  const { page } = await start(t);
  const view = page.getByRole("region", { name: "Trace" });
  await choose(page, "Trace");
  await view.getByLabel("Method").selectOption("POST");
  await view.getByLabel("Headers").fill("x-user: jane");
  await trace(page, "http://241.0.0.0:8081/order", "POST");
  await view.getByRole("heading", { name: "How it ends" }).waitFor();
  await choose(page, "Config");
  await choose(page, "Trace");
  await view.getByRole("heading", { name: "How it ends" }).waitFor();
  const values = ["From", "Method", "To", "Headers"].map((name) => view.getByLabel(name).inputValue());
  assert.deepEqual(await Promise.all(values), ["default/web", "POST", "http://241.0.0.0:8081/order", "x-user: jane"]);
});

test("what is no address of a request is told, and the engine goes on", async (t) => {
  const { page } = await start(t);
  await trace(page, "::::");
  await seen(page.getByText("is no address of a request"));
  assert.equal(await page.getByRole("alert").count(), 0);
});
