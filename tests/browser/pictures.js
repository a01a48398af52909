// Pictures of the page at every width, for eyes and for docs/pictures: `node pictures.js FOLDER`, with KUMASCOPE_SITE as for the
// tests. They are WebP, which the browser itself makes: a tenth of what PNG takes.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { answered, choose, command, launch, open, output, seen, serve } from "./browser.js";

const WIDTHS = [360, 768, 1280, 1920];
const QUALITY = 0.82;

/** What each view is shown with, once it is chosen. */
const VIEWS = {
  Overview: async (page) => page.getByRole("button", { name: /^Why\?/ }).first().click(),
  Config: async (page) => {
    await page.getByLabel("Filter the output").fill("timeout");
    await output(page).getByText("connectTimeout: 2s").first().click();
    await seen(page.getByRole("region", { name: "What the value overrides" }));
  },
  Settled: async () => {},
  Findings: async (page) => seen(page.locator(".finding, .empty")),
  Diff: async (page) => {
    await page.getByRole("button", { name: "Pin", exact: true }).click();
    await seen(page.getByText(/of \d+ proxies change/));
  },
  Trace: async () => {},
  Graph: async (page) => seen(page.getByRole("region", { name: "Graph" })),
};

/** Where to see which of them. */
const DIALOGS = ["Examples…", "Share…", "Rename this file…"];

const folder = process.argv[2] ?? "pictures";
await mkdir(folder, { recursive: true });
const [browser, server] = await Promise.all([launch(), serve()]);
const encoder = await browser.newPage();

async function shoot(colorScheme, width) {
  const height = width < 800 ? 740 : 800;
  const { page } = await open(browser, server.url, { colorScheme, viewport: { width, height } });
  const save = async (name) => {
    // What a click has just changed is drawn in the next frames, and CodeMirror measures before it draws.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await writeFile(join(folder, `${name}-${width}-${colorScheme}.webp`), await webp(await page.screenshot()));
  };
  await answered(page);
  if (width <= 860) {
    await save("Resources");
    await page.getByRole("button", { name: "Envoy", exact: true }).click();
  }
  for (const [view, show] of Object.entries(VIEWS)) {
    await choose(page, view);
    await show(page);
    if (width <= 860) await page.getByRole("button", { name: "Envoy", exact: true }).click();
    await save(view);
    if (view === "Config") await page.getByLabel("Filter the output").fill("");
  }
  for (const dialog of DIALOGS) {
    await command(page, dialog);
    await page.getByRole("dialog").locator("input, .card").first().waitFor();
    await save(dialog.split(/[ …]/)[0]);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").waitFor();
  await save("Commands");
  await page.close();
}

async function webp(png) {
  const text = await encoder.evaluate(encode, [png.toString("base64"), QUALITY]);
  return Buffer.from(text.slice(text.indexOf(",") + 1), "base64");
}

/** Runs in a page. */
async function encode([base64, quality]) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}

for (const width of WIDTHS) {
  for (const colorScheme of ["light", "dark"]) await shoot(colorScheme, width);
}
await browser.close();
await server.close();
