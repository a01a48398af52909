// Pictures of the page at every width, with KUMASCOPE_SITE as for the tests: `node pictures.js ../../docs/pictures` takes those that
// are kept, `node pictures.js FOLDER all` every view and dialog in both themes. They are WebP, which the browser itself makes: a
// fraction of what PNG takes.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { answered, choose, command, gone, launch, open, output, seen, serve } from "./browser.js";

/** The widths, each with the theme in which its pictures are kept. */
const WIDTHS = { 360: "light", 768: "dark", 1280: "light", 1920: "dark" };
const QUALITY = 0.75;

/** A timeout for everybody, which the one of the example overrides. */
const wider = (timeout) => `type: MeshTimeout
mesh: default
name: everybody
spec:
  to:
  - targetRef: {kind: Mesh}
    default: {connectionTimeout: ${timeout}}
`;

/** What each view is shown with, once it is chosen. */
const VIEWS = {
  Overview: async (page) => {
    await page.getByRole("button", { name: /^Why\?/ }).first().click();
    await seen(page.locator(".why .holds"));
  },
  Config: async (page) => {
    await page.evaluate(paste, wider("8s"));
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByLabel("Filter the output").fill("timeout");
    // Where the key stands: the middle of a line may be out of sight.
    await output(page).getByText("connectTimeout: 2s").first().click({ position: { x: 60, y: 8 } });
    await seen(page.getByText("wins:"));
  },
  Settled: async () => {},
  Diff: async (page) => {
    await page.getByRole("button", { name: "Pin", exact: true }).click();
    await page.evaluate(paste, wider("9s"));
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("button", { name: /^default\/cart/ }).click();
    await seen(output(page).getByText("+ 9s"));
  },
  Trace: async () => {},
  Graph: async (page) => seen(page.getByRole("region", { name: "Graph" })),
  Findings: async (page) => {
    await page.evaluate(() => void (location.hash = "ex=broken"));
    await seen(page.locator(".finding.error"));
    await page.getByRole("button", { name: "Dismiss" }).click();
    await gone(page.locator(".checking"));
    await choose(page, "Findings");
  },
};

const KEPT = ["Overview", "Config", "Findings", "Diff"];
const DIALOGS = ["Examples…", "Share…", "Rename this file…"];

const [folder = "pictures", extent] = process.argv.slice(2);
const isAll = extent === "all";
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
    if (isAll) await save("Resources");
    await page.getByRole("button", { name: "Envoy", exact: true }).click();
  }
  for (const [view, show] of Object.entries(VIEWS).filter(([view]) => isAll || KEPT.includes(view))) {
    await choose(page, view);
    await show(page);
    if (width <= 860) await page.getByRole("button", { name: "Envoy", exact: true }).click();
    await save(view);
    if (view === "Config") await page.getByLabel("Filter the output").fill("");
  }
  if (isAll) await shootDialogs(page, save);
  await page.close();
}

async function shootDialogs(page, save) {
  for (const dialog of DIALOGS) {
    await command(page, dialog);
    await page.getByRole("dialog").locator("input, .card").first().waitFor();
    await save(dialog.split(/[ …]/)[0]);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search commands" }).waitFor();
  await save("Commands");
}

/** Runs in the page: somebody pastes a file beside the editors. */
function paste(text) {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
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

for (const [width, kept] of Object.entries(WIDTHS)) {
  for (const colorScheme of isAll ? ["light", "dark"] : [kept]) await shoot(colorScheme, Number(width));
}
await browser.close();
await server.close();
