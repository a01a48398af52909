// Files come, go and stay.
import assert from "node:assert/strict";
import { test } from "node:test";

import { answered, choose, command, gone, input, only, open, output, rewrite, seen } from "../browser.js";
import { site } from "../site.js";

const shared = site();
const { start } = shared;

/** The names on the tabs of files. */
const names = (page) =>
  page.getByRole("tablist", { name: "Files" }).getByRole("tab").evaluateAll((tabs) => tabs.map((tab) => tab.firstChild.textContent));

test("a new file is empty and open", async (t) => {
  const { page } = await start(t);
  await page.getByRole("button", { name: "New file" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("more.yaml");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("tab", { name: "more.yaml", selected: true }).waitFor();
  assert.equal(await input(page).textContent(), "");
});

test("a file gets another name and keeps what it holds", async (t) => {
  const { page } = await start(t);
  await command(page, "rename");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("rules.yaml");
  await page.getByRole("textbox", { name: "Name", exact: true }).press("Enter");
  await page.getByRole("tab", { name: "rules.yaml", selected: true }).waitFor();
  await seen(input(page).getByText("MeshTrafficPermission"));
  await seen(output(page).getByText("connectTimeout: 2s"));
});

test("a removed file is gone until that is undone", async (t) => {
  const { page } = await start(t);
  await page.getByRole("button", { name: "Files", exact: true }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await seen(page.getByText("policies.yaml is removed"));
  await gone(output(page).getByText("connectTimeout: 2s"));
  await page.getByRole("button", { name: "Undo" }).click();
  await seen(output(page).getByText("connectTimeout: 2s"));
});

test("the menu of files is worked by keys alone", async (t) => {
  const { page } = await start(t);
  await page.getByRole("button", { name: "Files", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Remove");
  await page.keyboard.press("Escape");
  await gone(page.getByRole("menu"));
});

/** Drops files, as somebody does who drags them out of a folder. */
async function drop(page, files) {
  await page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const { name, bytes } of files) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, files.map(({ name, body }) => ({ name, bytes: [...Buffer.from(body)] })));
}

test("dropped files replace those of their names and stand beside the others", async (t) => {
  const { page } = await start(t);
  await drop(page, [{ name: "policies.yaml", body: "# mine\n" }, { name: "extra.yaml", body: "# extra\n" }, { name: "photo.png", body: "x" }]);
  await seen(page.getByText("files are here now"));
  assert.deepEqual((await names(page)).slice(0, 4), ["mesh.yaml", "dataplanes.yaml", "policies.yaml", "extra.yaml"]);
  await choose(page, "policies.yaml");
  await seen(input(page).getByText("# mine"));
});

test("an archive is unpacked, without the folder around everything", async (t) => {
  const { page } = await start(t);
  await drop(page, [{ name: "mesh.zip", body: zip({ "shop/a.yaml": "# a\n", "shop/in/b.yaml": "# b\n", "shop/read.me": "no" }) }]);
  await seen(page.getByText("2 files are here now"));
  assert.deepEqual((await names(page)).slice(3), ["a.yaml", "in/b.yaml"]);
  await seen(input(page).getByText("# a"));
});

test("files are chosen from the disk", async (t) => {
  const { page } = await start(t);
  const chooser = page.waitForEvent("filechooser");
  await command(page, "open files");
  await (await chooser).setFiles({ name: "chosen.yaml", mimeType: "application/yaml", buffer: Buffer.from("# chosen\n") });
  await page.getByRole("tab", { name: "chosen.yaml", selected: true }).waitFor();
});

test("a list that kubectl printed is read as it is, pasted anywhere", async (t) => {
  const { page } = await start(t);
  const list = { apiVersion: "v1", kind: "List", items: [{ apiVersion: "kuma.io/v1alpha1", kind: "Mesh", metadata: { name: "other" } }] };
  await page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, JSON.stringify(list, null, 2));
  await page.getByRole("tab", { name: "pasted.yaml", selected: true }).waitFor();
  await choose(page, "Settled");
  await page.getByLabel("Filter the output").fill("other");
  await seen(output(page).getByText("name: other"));
});

test("what was written is there again on the next visit", async (t) => {
  const context = await shared.browser.newContext();
  t.after(() => context.close());
  const { page } = await open(context, shared.url);
  await answered(page);
  await choose(page, "mesh.yaml");
  await rewrite(page, "# a draft\ntype: Mesh\nname: default\n");
  await choose(page, "Settled");
  await seen(output(page).getByText("labels:"));
  await page.waitForFunction(() => localStorage.getItem("kumascope-draft")?.includes("# a draft"));
  await page.close();
  const { page: next } = await open(context, shared.url);
  await answered(next);
  await seen(input(next).getByText("# a draft"));
  await next.getByRole("tab", { name: "Settled", selected: true }).waitFor();
});

test("the example comes back, and so does what was there before", async (t) => {
  const { page } = await start(t);
  await rewrite(page, "# mine\n");
  await command(page, "back to the example");
  await seen(input(page).getByText("MeshTrafficPermission"));
  await page.getByRole("button", { name: "Undo" }).click();
  await seen(input(page).getByText("# mine"));
});

test("the editor undoes and redoes typing in each file", async (t) => {
  const { page } = await start(t);
  await only(page, "connectTimeout: 2s");
  await rewrite(page, "# mine\n");
  await gone(output(page).getByText("connectTimeout: 2s"));
  await input(page).click();
  await page.keyboard.press("ControlOrMeta+z");
  await seen(input(page).getByText("MeshTrafficPermission"));
  await seen(output(page).getByText("connectTimeout: 2s"));
});

/** An archive whose files are stored as they are. */
function zip(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, body] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from([0x50, 0x4b, 3, 4]), common, path, body);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), common, tail, path);
    offset += 30 + path.length + body.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.set([0x50, 0x4b, 5, 6]);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
