// What the page's Rust wants of the browser and what is shorter said in JavaScript: files that are dropped, keys, links, the clipboard.
// Parts that few visits need are loaded when they are needed.
export { askAside, handOn } from "./aside.js";

/** Whether the page is part of another one, which says what it shows. */
const IS_EMBEDDED = new URLSearchParams(location.search).has("embed");

/** Under which name the browser keeps what the page shows. */
const DRAFT = "kumascope-draft";

/** How long somebody has to pause before the draft is kept, in milliseconds. */
const PAUSE = 400;

/** For how long nobody has to type before the page is kept, in milliseconds. */
const QUIET = 2000;

/**
 * Listens to the whole window. `onFiles(files)` gets files that were dropped or pasted beside the editors, `onKey(name)` the name of
 * a shortcut, `onLink(hash)` the part of the address behind `#`, now and whenever it changes, `onDraft(draft)` what a host wants to
 * be shown.
 */
export function listen({ onFiles, onKey, onLink, onDraft }) {
  window.addEventListener("keydown", (event) => {
    const name = shortcut(event);
    if (!name) return;
    event.preventDefault();
    onKey(name);
  }, { capture: true });
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", async (event) => {
    event.preventDefault();
    const { readDropped } = await import("./files.js");
    onFiles(await readDropped(event.dataTransfer));
  });
  window.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (isEditable(event.composedPath()[0]) || !text.trim()) return;
    onFiles([{ path: "pasted.yaml", text }]);
  });
  window.addEventListener("hashchange", () => onLink(location.hash.slice(1)));
  if (location.hash.length > 1) onLink(location.hash.slice(1));
  if (!IS_EMBEDDED) return;
  window.addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.source === "kumascope-host" && data.type === "load") onDraft(data.draft);
  });
  tell("ready", {});
}

function shortcut(event) {
  const isMain = event.ctrlKey || event.metaKey;
  if (isMain && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") return "palette";
  if (isMain && event.shiftKey && event.key.toLowerCase() === "s") return "share";
  return null;
}

function isEditable(element) {
  return element?.closest?.("input, textarea, select, [contenteditable=true]");
}

/** Lets somebody choose files, or a folder; `onFiles(files)` gets them. */
export function chooseFiles(isFolder, onFiles) {
  const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, webkitdirectory: isFolder });
  if (!isFolder) input.accept = ".yaml,.yml,.json,.zip";
  input.addEventListener("change", async () => {
    const { readFiles } = await import("./files.js");
    onFiles(await readFiles([...input.files]));
  });
  input.click();
}

/** The link to a draft; `done(link)` gets it. */
export async function makeLink(draft, done) {
  const { encode } = await import("./share.js");
  const page = new URL(location.href);
  page.hash = await encode(draft);
  done(page.href);
}

/** Reads the part of a link behind `#`; `done(draft, title)` gets what it carries, or nothing and what is wrong with it. */
export async function readLink(hash, done) {
  try {
    if (hash.startsWith("ex=")) {
      const { files, proxy, tab, title } = await example(decodeURIComponent(hash.slice(3)));
      done({ files, active: shownFirst(files), proxy, tab }, title);
    } else {
      const { decode } = await import("./share.js");
      done(await decode(hash), "The link");
    }
  } catch (error) {
    done(undefined, `This link cannot be opened: ${error.message}`);
  }
}

/** The policies of an example are worth looking at first, and what comes last where there are none. */
function shownFirst(files) {
  const policies = files.findIndex(({ path }) => path === "policies.yaml");
  return policies < 0 ? files.length - 1 : policies;
}

/** The list of examples; `done(list)` gets it, or nothing where it cannot be loaded. */
export async function gallery(done) {
  const response = await fetch(new URL("./examples/gallery.json", import.meta.url)).catch(() => undefined);
  done(response?.ok ? await response.json() : undefined);
}

async function example(name) {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error("there is no example of that name");
  const response = await fetch(new URL(`./examples/${name}.json`, import.meta.url));
  if (!response.ok) throw new Error(`there is no example “${name}”`);
  return response.json();
}

/** Puts the address of an example into the address bar, without going anywhere. */
export function nameExample(name) {
  history.replaceState(null, "", `#ex=${name}`);
}

/** Takes a link out of the address bar, since the page does not show what it carries any more. */
export function forgetLink() {
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}

/** Puts a text into the clipboard; `done(succeeded)`. */
export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    done(true);
  } catch {
    done(false);
  }
}

/** What was kept of the last visit; nothing inside other pages, which have no business with it. */
export function keptDraft() {
  try {
    return IS_EMBEDDED ? undefined : JSON.parse(localStorage.getItem(DRAFT) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

let waiting;

/** Keeps a draft as soon as somebody pauses, or leaves. */
export function keepDraft(draft) {
  if (IS_EMBEDDED) return;
  if (!waiting) addEventListener("pagehide", () => waiting?.keep());
  clearTimeout(waiting?.timer);
  const keep = () => {
    try {
      localStorage.setItem(DRAFT, JSON.stringify(draft));
    } catch {
      // Storage may be forbidden or full; links still work.
    }
  };
  waiting = { keep, timer: setTimeout(keep, PAUSE) };
}

/** Lets a dialog lie over the page until it is closed; the focus comes back afterwards. */
export function showModal(dialog) {
  if (!dialog.open) dialog.showModal();
}

/** Tells the page that this one is part of. It is told what it said itself, so whoever it is may hear it. */
export function tell(type, detail) {
  if (IS_EMBEDDED && window.parent !== window) window.parent.postMessage({ source: "kumascope", type, detail }, "*");
}

/** Keeps the page for when there is no network, as soon as nobody has typed for a while: to load everything takes the machine's time. */
export function keepOffline() {
  if (IS_EMBEDDED) return;
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET);
  };
  const keep = () => {
    window.removeEventListener("keydown", wait);
    navigator.serviceWorker?.register(new URL("./offline.js", import.meta.url)).catch(() => {});
  };
  window.addEventListener("keydown", wait);
  wait();
}
