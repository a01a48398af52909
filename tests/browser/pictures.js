// Pictures of the page for eyes and for docs/pictures: `node pictures.js FOLDER`, with KUMASCOPE_SITE as for the tests.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { answered, choose, command, launch, open, output, serve } from "./browser.js";

const WIDTHS = [360, 768, 1280, 1920];
const VIEWS = ["Overview", "Config", "Settled", "Findings", "Diff", "Graph"];

const folder = process.argv[2] ?? "pictures";
await mkdir(folder, { recursive: true });
const [browser, server] = await Promise.all([launch(), serve()]);

async function shoot(colorScheme, width) {
  const height = width < 800 ? 740 : 800;
  const { page } = await open(browser, `${server.url}#ex=canary`, { colorScheme, viewport: { width, height } });
  const save = (name) => page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
  await answered(page);
  await page.getByRole("button", { name: "Dismiss" }).click();
  if (width <= 860) {
    await save("Resources");
    await page.getByRole("button", { name: "Envoy", exact: true }).click();
  }
  for (const view of VIEWS) {
    await choose(page, view);
    await page.waitForTimeout(500);
    if (view === "Config") {
      await page.getByLabel("Filter the output").fill("weight");
      await output(page).getByText("weight: 90").first().click();
    }
    if (view === "Diff") await page.getByRole("button", { name: "Pin", exact: true }).click();
    await page.waitForTimeout(300);
    await save(view);
    if (view === "Config") await page.getByLabel("Filter the output").fill("");
  }
  for (const dialog of ["Examples…", "Share…", "Rename this file…"]) {
    await command(page, dialog);
    await page.getByRole("dialog").locator("input, .card").first().waitFor();
    await page.waitForTimeout(200);
    await save(dialog.split(/[ …]/)[0]);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("ControlOrMeta+k");
  await save("Commands");
  await page.close();
}

for (const width of WIDTHS) {
  for (const colorScheme of ["light", "dark"]) await shoot(colorScheme, width);
}
await browser.close();
await server.close();
