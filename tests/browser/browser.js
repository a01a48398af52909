// A served playground and a Chromium, for tests.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".json": "application/json",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The folder of the built playground: `KUMASCOPE_SITE`, else `dist`. */
export const SITE = process.env.KUMASCOPE_SITE ?? fileURLToPath(new URL("../../dist", import.meta.url));

/** Serves `SITE`; `replace(path)` may return another body for a path, or `null` to refuse it. */
export async function serve(replace = () => undefined) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const name = normalize(path.endsWith("/") ? `${path}index.html` : path);
    try {
      const other = replace(name);
      if (other === null || name.includes(`..${sep}`)) throw new Error("refused");
      const body = other ?? (await readFile(join(SITE, name)));
      response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${server.address().port}/`;
  return { url, close: () => new Promise((closed) => (server.closeAllConnections(), server.close(closed))) };
}

/** A Chromium: the one in `KUMASCOPE_CHROMIUM`, else Debian's. */
export function launch() {
  const executablePath = process.env.KUMASCOPE_CHROMIUM || "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Opens the page and waits for the first answer; whatever goes wrong on it is collected in `problems`. */
export async function open(browser, url, options = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const problems = [];
  const requests = [];
  page.on("console", (message) => {
    // Quick builds have no script that keeps the page.
    const isExpected = message.text().includes("fetching the script") && !existsSync(join(SITE, "offline.js"));
    if (["error", "warning"].includes(message.type()) && !isExpected) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, problems, requests };
}

/** The status line says so when there is an answer. */
export async function answered(page) {
  await page.locator(".status .state.ready").waitFor();
  await page.locator(".status .time").waitFor();
}

/** The visible lines of the view on the right. */
export function output(page) {
  return page.locator("#view .cm-content");
}

/** The editor of the files. */
export function input(page) {
  return page.locator("#editor .cm-content");
}

/** Waits for the first of those that are visible: text is often in several places, and one of them is enough. */
export function seen(locator) {
  return locator.filter({ visible: true }).first().waitFor();
}

/** Waits until there is none, however many there were. */
export function gone(locator) {
  return locator.first().waitFor({ state: "detached" });
}

/** Replaces everything in the visible file, as somebody who pastes would. */
export async function rewrite(page, text) {
  await input(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await input(page).evaluate((content, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    content.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Prints only what has this text: few enough lines that all are there, wherever the caret leads to. */
export async function only(page, text) {
  await page.getByLabel("Filter the output").fill(text);
  await seen(output(page).getByText(text));
}

/** The bar that says who set a line. */
export function origin(page) {
  return page.locator(".origin");
}

/** Opens everything that is explained on demand, and calls `look(name)` each time. */
export async function explained(page, look) {
  await choose(page, "Overview");
  await page.getByRole("button", { name: "Why? MeshTimeout/cart-timeouts" }).click();
  await seen(page.locator(".why .holds"));
  await look("why");
  await choose(page, "Config");
  await output(page).getByText("connectTimeout: 2s").first().click();
  await page.getByRole("region", { name: "What the value overrides" }).waitFor({ state: "attached" });
  await look("chain");
  await choose(page, "Diff");
  await page.getByRole("button", { name: "Pin", exact: true }).click();
  await page.getByRole("group", { name: "Proxies that change" }).waitFor({ state: "attached" });
  await look("impact");
}

/** Opens the playground of a test, with its first answer; the page is closed when the test ends. */
export async function playground(t, browser, url, options) {
  const opened = await open(browser, url, options);
  t.after(() => opened.page.close());
  await answered(opened.page);
  return opened;
}

/** Runs a command by its name. */
export async function command(page, name) {
  await page.keyboard.press("ControlOrMeta+k");
  const field = page.getByRole("combobox", { name: "Search commands" });
  await field.fill(name);
  await field.press("Enter");
}

/** Chooses a tab by its title; a count of findings may stand behind it. */
export async function choose(page, title) {
  await page.getByRole("tab", { name: new RegExp(`^${title}`) }).click();
}
