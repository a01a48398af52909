// From a key press to painted output, in Chromium: `cargo xtask bench --browser`. Prints the table of docs/benchmarks.md.
import { answered, input, launch, open, output, serve } from "../browser.js";

/** How many keys are pressed for each mesh, after some that warm up: just after a page was loaded, browsers compile what runs a lot. */
const KEYS = 60;
const WARM_UP = 8;

/**
 * For how long a key is held, in milliseconds, as fingers do. A key that is let go of at once is a second input while the answer is
 * under way, and Chromium lets messages wait for a frame after every input.
 */
const HELD = 60;

/** How long a new tab is left alone before the page is asked for, in milliseconds. */
const SETTLED = 1500;

const KINDS = [
  (i) => ["MeshTimeout", `to: [{targetRef: {kind: MeshService, name: app-${i}}, default: {connectionTimeout: 1${i % 9}s}}]`],
  (i) => ["MeshRetry", `to: [{targetRef: {kind: Mesh}, default: {http: {numRetries: ${(i % 5) + 1}}}}]`],
  (i) => ["MeshCircuitBreaker", `to: [{targetRef: {kind: Mesh}, default: {connectionLimits: {maxConnections: ${i + 1}}}}]`],
  () => ["MeshHealthCheck", "to: [{targetRef: {kind: Mesh}, default: {interval: 10s, timeout: 2s, http: {path: /health}}}]"],
  (i) => ["MeshRateLimit", `rules: [{default: {local: {http: {requestRate: {num: ${i + 1}, interval: 1s}}}}}]`],
];

const MESH = `type: Mesh
name: default
meshServices: {mode: Exclusive}
skipCreatingInitialPolicies: ['*']
mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}
`;

/** The policy in whose value somebody types; its service is the first of all clusters. */
const EDITED = `type: MeshTimeout
mesh: default
name: edited
spec:
  to:
  - targetRef: {kind: MeshService, name: app-0}
    default:
      connectionTimeout: 3s
`;

function dataplane(i) {
  return `type: Dataplane
mesh: default
name: app-${i}
labels: {app: app-${i}}
networking:
  address: 10.1.${i >> 8}.${i & 255}
  inbound: [{port: 8080, tags: {kuma.io/service: app-${i}, kuma.io/protocol: http}}]
  transparentProxying: {redirectPortInbound: 15006, redirectPortOutbound: 15001}
`;
}

function policy(i, services) {
  const [kind, spec] = KINDS[i % KINDS.length](i % services);
  return `type: ${kind}\nmesh: default\nname: policy-${i}\nspec: {${spec}}\n`;
}

/** Six files: the mesh, the edited policy, Dataplanes and policies in two files each. */
function files(services, policies) {
  const halves = (items) => [items.filter((_, i) => i % 2), items.filter((_, i) => i % 2 === 0)].map((half) => half.join("---\n"));
  const dataplanes = halves(Array.from({ length: services }, (_, i) => dataplane(i)));
  const others = halves(Array.from({ length: policies - 1 }, (_, i) => policy(i, services)));
  const texts = [EDITED, MESH, ...dataplanes, ...others];
  return texts.map((text, i) => ({ path: `${["edited", "mesh", "dataplanes-1", "dataplanes-2", "policies-1", "policies-2"][i]}.yaml`, text }));
}

/** Runs in the page: from the next key press to the frame in which the output has changed. */
function arm() {
  const content = document.querySelector("#view .editor").shadowRoot.querySelector(".cm-content");
  globalThis.measured = new Promise((resolve) => {
    let begin;
    addEventListener("keydown", (event) => (begin = event.timeStamp), { capture: true, once: true });
    const observer = new MutationObserver(() => {
      observer.disconnect();
      // After the next frame was painted.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - begin);
        port2.postMessage(0);
      });
    });
    observer.observe(content, { subtree: true, childList: true, characterData: true });
  });
}

/** Runs in the page: `longest` is the longest task from now on that takes more than 50 ms. */
function watch() {
  globalThis.longest = 0;
  const note = ({ duration }) => (globalThis.longest = Math.max(globalThis.longest, duration));
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "longtask" });
}

async function measure(browser, url, services, policies) {
  const context = await browser.newContext();
  // The page begins with what was kept of the last visit.
  await context.addInitScript((draft) => localStorage.setItem("kumascope-draft", JSON.stringify(draft)), {
    files: files(services, policies),
    active: 0,
    proxy: "default/app-1",
    tab: "config",
  });
  const { page } = await open(context, url);
  await answered(page);
  await page.getByLabel("Part").selectOption("clusters");
  await output(page).getByText("connectTimeout: 3s").first().waitFor();
  await input(page).getByText("connectionTimeout: 3s").click();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  const times = [];
  for (let key = 0; key < WARM_UP + KEYS; key++) {
    if (key === WARM_UP) await page.evaluate(watch);
    await page.evaluate(arm);
    await page.keyboard.press(key % 2 ? "Backspace" : "1", { delay: HELD });
    const time = await page.evaluate(() => globalThis.measured);
    if (key >= WARM_UP) times.push(time);
  }
  const longest = await page.evaluate(() => globalThis.longest);
  await context.close();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0);
  return { best: at(0), median: at(0.5), late: at(0.95), longest: longest.toFixed(0) };
}

/** Medians of five visits without a cache, in milliseconds from the request of the page: until it takes what is typed, and until the first output. */
async function firstVisit(browser, url) {
  const [ready, shown] = [[], []];
  for (let visit = 0; visit < 5; visit++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    // A new tab starts a process of the browser, which is none of the page's business.
    await page.waitForTimeout(SETTLED);
    const since = () => page.evaluate(() => performance.now());
    const typing = page.locator("#editor .cm-content[contenteditable=true]").waitFor().then(since);
    await page.goto(url);
    await answered(page);
    shown.push(await since());
    ready.push(await typing);
    await context.close();
  }
  const median = (times) => times.sort((a, b) => a - b)[2].toFixed(0);
  return { ready: median(ready), shown: median(shown) };
}

const [browser, server] = await Promise.all([launch(), serve()]);
console.log("| mesh | key press to painted output, at best | median | p95 | budget | longest task of the page |");
console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const [services, policies, budget] of [[6, 30, 50], [200, 30, 150]]) {
  const { best, median, late, longest } = await measure(browser, server.url, services, policies);
  console.log(`| ${services} services, ${policies} policies, 6 files | ${best} ms | ${median} ms | ${late} ms | ${budget} ms | ${longest === "0" ? "below 50" : longest} ms |`);
}
const { ready, shown } = await firstVisit(browser, server.url);
console.log(`\nWithout a cache, the page takes what is typed ${ready} ms after it was asked for (budget 1,000 ms), and shows the first output after ${shown} ms.`);
await browser.close();
await server.close();
