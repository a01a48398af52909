// What is published works for whoever installs it: in Node, in bundlers, and on a page without any.
import assert from "node:assert/strict";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { build as bundle } from "esbuild";
import { build } from "vite";

import { install, pack, run, tool } from "../installed.js";
import { title } from "../server.js";

let packed;
let project;

before(async () => {
  packed = await pack();
  project = await install(packed.tarball);
});

after(async () => {
  await project?.close();
  await packed?.close();
});

const PRINT = "compile([{path: 'a.yaml', text: 'type: Mesh\\nname: default'}]).diagnostics.length";

test("publint finds nothing to say", async () => {
  await run(tool("publint"), ["--strict", packed.tarball]);
});

// The module itself is for `fetch` and for bundlers that want its address: it has no types.
test("the types are those of the code, however they are looked up", async () => {
  await run(tool("attw"), [packed.tarball, "--profile", "esm-only", "--exclude-entrypoints", "./engine_bg.wasm", "--no-color"]);
});

test("what is installed is what the package lists, and no more", async () => {
  const listing = JSON.parse(await run("npm", ["ls", "--json", "--all"], project.folder));
  assert.deepEqual(Object.keys(listing.dependencies), ["kumascope"]);
  assert.equal(listing.dependencies.kumascope.dependencies, undefined);
});

test("strict TypeScript takes a program that uses it", async () => {
  const options = { strict: true, noEmit: true, target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2022", "dom"], types: [] };
  await writeFile(join(project.folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["app"] }));
  await run(tool("tsc"), ["--project", project.folder]);
});

test("a module of Node imports it", async () => {
  const program = `import { compile } from "kumascope"; console.log(${PRINT})`;
  assert.equal((await run("node", ["--input-type=module", "-e", program], project.folder)).trim(), "0");
});

test("a CommonJS program of Node imports it", async () => {
  const program = `import("kumascope").then(({ compile }) => console.log(${PRINT}))`;
  assert.equal((await run("node", ["--input-type=commonjs", "-e", program], project.folder)).trim(), "0");
});

test("a bare page of Chromium loads it", async () => {
  const page = `<!doctype html><script type="importmap">{"imports": {"kumascope": "./node_modules/kumascope/index.js"}}</script>
<script type="module">
import { compile, init } from "kumascope";
await init();
document.title = "findings: " + ${PRINT};
</script>`;
  await writeFile(join(project.folder, "bare.html"), page);
  assert.equal(await title(project.folder, "bare.html"), "findings: 0");
});

test("Vite builds a page with it", async () => {
  const root = join(project.folder, "app");
  await writeFile(join(root, "index.html"), '<!doctype html><script type="module" src="/page.ts"></script>');
  await build({ root, base: "./", logLevel: "silent", build: { outDir: "../vite", target: "es2022" } });
  assert.equal(await title(join(project.folder, "vite"), "index.html"), "default/web");
});

test("esbuild bundles a page with it, beside which the module is copied", async () => {
  const folder = join(project.folder, "esbuild");
  await mkdir(folder);
  await writeFile(join(folder, "index.html"), '<!doctype html><script type="module" src="page.js"></script>');
  const entry = join(project.folder, "app/page.ts");
  await bundle({ entryPoints: [entry], bundle: true, format: "esm", target: "es2022", outfile: join(folder, "page.js"), logLevel: "error" });
  await copyFile(join(project.folder, "node_modules/kumascope/dist/engine_bg.wasm"), join(folder, "engine_bg.wasm"));
  assert.equal(await title(folder, "index.html"), "default/web");
});
