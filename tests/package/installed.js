// The package as somebody else has it: packed as it is published, and installed in a folder of its own.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PACKAGE = fileURLToPath(new URL("../../www/npm", import.meta.url));
const APP = fileURLToPath(new URL("./app", import.meta.url));
const TOOLS = fileURLToPath(new URL("./node_modules", import.meta.url));

/** Runs a program; what it printed. Throws, with both outputs in the message, where it fails. */
export async function run(program, parameters, cwd) {
  try {
    return (await promisify(execFile)(program, parameters, { cwd, maxBuffer: 1 << 26 })).stdout;
  } catch ({ stdout, stderr, message }) {
    throw new Error(`${message}\n${stdout}\n${stderr}`);
  }
}

/** A tool of `node_modules`. */
export const tool = (name) => join(TOOLS, ".bin", name);

/** The tarball that would be published, in a folder of its own. */
export async function pack() {
  const folder = await mkdtemp(join(tmpdir(), "kumascope-package-"));
  await run("npm", ["pack", "--pack-destination", folder], PACKAGE);
  const [tarball] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  return { tarball: join(folder, tarball), close: () => rm(folder, { recursive: true }) };
}

/** A project that has nothing but the package and `app/`. */
export async function install(tarball) {
  const folder = await mkdtemp(join(tmpdir(), "kumascope-project-"));
  await cp(APP, join(folder, "app"), { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "project", private: true }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], folder);
  return { folder, close: () => rm(folder, { recursive: true }) };
}
