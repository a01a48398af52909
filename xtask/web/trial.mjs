// Which functions of the engine run when the page shows what the gallery has: `node trial.mjs SCRIPT MARKED GALLERY RAN`, where
// MARKED is a module that `xtask-web divide mark` wrote, and RAN is the file to write. Those that never run here are loaded when
// somebody needs them.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [script, marked, gallery, report] = process.argv.slice(2);

/** Examples of what most meshes do not have. */
const RARE = ["kubernetes.json", "legacy.json", "proxy-patch.json", "zone-proxies.json"];

/** What people look at most. */
const VIEWS = ["overview", "configuration", "settled"];
const FORMATS = ["yaml", "json"];

const ran = new Set();
const engine = await load();
for (const name of await readdir(gallery)) {
  if (RARE.includes(name)) continue;
  const { files } = JSON.parse(await readFile(join(gallery, name), "utf8"));
  // The list of examples is no example.
  if (files) show(files);
}
await writeFile(report, [...ran].sort((left, right) => left - right).join("\n"));

/** The engine's functions, bound to the module that tells which of its functions run. */
async function load() {
  const { Instance } = WebAssembly;
  WebAssembly.Instance = function (module, imports) {
    return new Instance(module, { ...imports, trial: { ran: (number) => ran.add(number) } });
  };
  const text = await readFile(script, "utf8");
  const engine = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  engine.initSync({ module: await readFile(marked) });
  return engine;
}

function show(files) {
  engine.check(files, undefined);
  for (const view of VIEWS) {
    for (const format of FORMATS) engine.show(files, undefined, { view, format });
  }
}
