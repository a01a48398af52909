// The page as a whole: commands, examples, offline, inside other pages.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import assert from "node:assert/strict";
import { test } from "node:test";

import { answered, choose, command, gone, input, open, output, seen, serve, SITE } from "../browser.js";
import { site } from "../site.js";

const shared = site();
const { start } = shared;

test("commands are found by words and run by Enter", async (t) => {
  const { page } = await start(t);
  await command(page, "show graph");
  await page.getByRole("region", { name: "Graph" }).waitFor();
  await command(page, "choose ledger");
  await page.waitForFunction(() => document.querySelector(".picker select").value === "default/ledger");
  await command(page, "open mesh");
  await page.getByRole("tab", { name: "mesh.yaml", selected: true }).waitFor();
});

test("arrows go through commands, and Escape gives the focus back", async (t) => {
  const { page } = await start(t);
  await input(page).click();
  await page.keyboard.press("ControlOrMeta+k");
  const field = page.getByRole("combobox", { name: "Search commands" });
  await field.fill("theme");
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: /Dark theme/, selected: true }).waitFor();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.getByRole("option", { name: /Theme of the system/, selected: true }).waitFor();
  await page.keyboard.press("Escape");
  await gone(page.getByRole("dialog"));
  const inside = await page.evaluate(() => document.activeElement?.id);
  assert.equal(inside, "editor");
});

test("what no command is called is told", async (t) => {
  const { page } = await start(t);
  await page.getByRole("button", { name: "Commands" }).click();
  await page.getByRole("combobox", { name: "Search commands" }).fill("make coffee");
  await seen(page.getByText("There is no such command."));
});

test("the theme of the system comes back", async (t) => {
  const { page } = await start(t, { colorScheme: "dark" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await background();
  await command(page, "light theme");
  assert.notEqual(await background(), dark);
  await command(page, "theme of the system");
  assert.equal(await background(), dark);
});

test("an example is chosen from the gallery, and has an address", async (t) => {
  const { page } = await start(t);
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("button", { name: /Roll out a canary/ }).click();
  await seen(input(page).getByText("name: cart-canary"));
  await seen(output(page).getByText("cart-v2"));
  assert.match(page.url(), /#ex=canary$/);
  await page.getByRole("button", { name: "Undo" }).click();
  await seen(input(page).getByText("callers"));
});

test("every example of the gallery opens by its address", async (t) => {
  const list = await (await fetch(`${shared.url}examples/gallery.json`)).json();
  assert.ok(list.length >= 20, `${list.length} examples`);
  const { page, problems } = await start(t);
  for (const { name, title } of list) {
    await page.evaluate((name) => void (location.hash = `ex=${name}`), name);
    await seen(page.getByText(`${title} is open`));
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
  await answered(page);
  assert.deepEqual(problems, []);
});

test("the broken example shows its findings", async (t) => {
  const { page } = await open(shared.browser, `${shared.url}#ex=broken`);
  t.after(() => page.close());
  await page.locator(".finding.error").nth(2).waitFor();
});

test("the page works from a folder of a server", async (t) => {
  const below = await serve((name) => (name.startsWith("/deep/folder/") ? readFileSync(join(SITE, name.slice(12))) : null));
  t.after(() => below.close());
  const { page, problems } = await open(shared.browser, `${below.url}deep/folder/`);
  t.after(() => page.close());
  await answered(page);
  await seen(output(page).getByText("xds:"));
  assert.deepEqual(problems, []);
});

test("the page works without a network after the first visit", async (t) => {
  const context = await shared.browser.newContext();
  t.after(() => context.close());
  const { page } = await open(context, shared.url);
  await answered(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await answered(page);
  await seen(output(page).getByText("xds:"));
  await page.getByRole("button", { name: "Examples" }).click();
  await page.getByRole("button", { name: /Roll out a canary/ }).waitFor();
  await page.keyboard.press("Escape");
  // What of the engine is loaded later is kept, too.
  await choose(page, "Graph");
  await page.getByRole("region", { name: "Graph" }).waitFor();
});

test("nothing is evaluated from text, and no script runs that the page did not bring along", async (t) => {
  const { page } = await start(t);
  await page.evaluate(() => {
    setTimeout("globalThis.leaked = true", 0);
    const script = document.createElement("script");
    script.textContent = "globalThis.leaked = true";
    document.head.append(script);
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => globalThis.leaked), undefined);
});

const HOST = (attributes) => `<!doctype html><title>host</title><script type="module" src="/embed.js"></script>
<kuma-playground ${attributes} style="height: 600px"></kuma-playground>`;

async function host(t, attributes) {
  const own = await serve((name) => (name === "/host.html" ? HOST(attributes) : undefined));
  const { page, problems } = await open(shared.browser, `${own.url}host.html`);
  t.after(async () => {
    await page.close();
    await own.close();
  });
  return { page, problems, frame: page.frameLocator("kuma-playground iframe") };
}

test("another page embeds the playground with an example", async (t) => {
  const { frame } = await host(t, 'example="canary" theme="dark"');
  await seen(frame.locator("#editor .cm-content").getByText("name: cart-canary"));
  await frame.locator("html[data-theme=dark]").waitFor();
});

test("another page hands over files and hears of each answer", async (t) => {
  const { page, frame } = await host(t, 'tab="settled"');
  const heard = page.evaluate(
    () =>
      new Promise((resolve) => {
        const element = document.querySelector("kuma-playground");
        element.addEventListener("compiled", ({ detail }) => {
          if (detail.files.length === 1) resolve(detail);
        });
        element.files = [{ path: "own.yaml", text: "type: Mesh\nname: embedded\n" }];
      }),
  );
  assert.deepEqual((await heard).files, [{ path: "own.yaml", text: "type: Mesh\nname: embedded\n" }]);
  await seen(frame.locator("#view .cm-content").getByText("name: embedded"));
});

test("an embedded page keeps no drafts and shows none", async (t) => {
  const { page, frame } = await host(t, "");
  await seen(frame.locator("#editor .cm-content").getByText("callers"));
  await page.waitForTimeout(600);
  assert.equal(await page.evaluate(() => localStorage.getItem("kumascope-draft")), null);
});

test("where there is room for one side only, it is chosen", async (t) => {
  const { page } = await start(t, { viewport: { width: 360, height: 740 } });
  await page.locator("#editor").waitFor();
  assert.equal(await page.locator("#view").isVisible(), false);
  await page.getByRole("button", { name: "Envoy", exact: true }).click();
  await seen(output(page).getByText("xds:"));
  await choose(page, "Overview");
  await page.getByRole("button", { name: /policies.yaml/ }).first().click();
  await page.locator("#editor").waitFor();
});
