// Files out of folders, archives and drops.
import { BlobReader, TextWriter, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";

/** What files of resources are called. */
const RESOURCES = /\.(ya?ml|json)$/i;

/** The longest text that is taken in, in bytes. */
const MAX_SIZE = 8 * 1024 * 1024;

/** What was dropped: files, folders with everything in them, archives. */
export async function readDropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = entries.length ? (await Promise.all(entries.map(walk))).flat() : [...transfer.files].map(named);
  return read(files);
}

/** Files that were chosen. */
export function readFiles(files) {
  return read(files.map(named));
}

function named(file) {
  return { path: file.webkitRelativePath || file.name, file };
}

async function walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found;
    for (const inner of batch) found.push(...(await walk(inner)));
  }
}

async function read(files) {
  const read = await Promise.all(files.map(readOne));
  return withoutCommonFolder(read.flat());
}

async function readOne({ path, file }) {
  if (/\.zip$/i.test(path)) return unzip(file);
  if (file.size > MAX_SIZE || (!RESOURCES.test(path) && file.type !== "")) return [];
  return [{ path, text: await file.text() }];
}

async function unzip(file) {
  const reader = new ZipReader(new BlobReader(file), { useWebWorkers: false, useCompressionStream: true });
  const entries = (await reader.getEntries()).filter((entry) => !entry.directory && RESOURCES.test(entry.filename));
  const small = entries.filter((entry) => entry.uncompressedSize <= MAX_SIZE);
  const files = [];
  for (const entry of small) files.push({ path: entry.filename, text: await entry.getData(new TextWriter()) });
  await reader.close();
  return files;
}

/** A folder that all files stand in says nothing. */
function withoutCommonFolder(files) {
  const folders = new Set(files.map(({ path }) => (path.includes("/") ? path.slice(0, path.indexOf("/") + 1) : "")));
  const [folder] = folders;
  if (folders.size !== 1 || !folder) return files;
  return withoutCommonFolder(files.map(({ path, text }) => ({ path: path.slice(folder.length), text })));
}
