// Links and everything else that is handed on.
import assert from "node:assert/strict";
import { test } from "node:test";

import { answered, choose, input, open, output, rewrite, seen } from "../browser.js";
import { site } from "../site.js";

const shared = site();
const { start } = shared;

/** A link of version 1 that somebody made once. It must go on opening. */
const VERSION_1 = "v1=OzS_PDWJoTi1pCQnNYXBgOHQTAZlhezUghKFtPwihbLUouLM_DwFQyuFwysVPsyf0cAleWgiQz1DSWVBqpWCb2pxhixTcU5-OQu7QnVGSUmBlUJ1UWphaWpxiayVgklxbS0XAA";

async function share(page) {
  await page.getByRole("button", { name: "Share" }).click();
  const link = page.getByRole("dialog").getByLabel("Link", { exact: true });
  await link.waitFor();
  return link.inputValue();
}

test("a link opens the same files, proxy and tab somewhere else", async (t) => {
  const { page } = await start(t);
  await rewrite(page, "# shared: é 😀\n");
  await page.getByLabel("Proxy").selectOption("default/cart");
  await choose(page, "Settled");
  const link = await share(page);
  const { page: other } = await open(shared.browser, link);
  t.after(() => other.close());
  await answered(other);
  await seen(input(other).getByText("# shared: é 😀"));
  await other.getByRole("tab", { name: "Settled", selected: true }).waitFor();
  await other.waitForFunction(() => document.querySelector(".picker select").value === "default/cart");
});

test("a link of version 1 opens", async (t) => {
  const { page, problems } = await open(shared.browser, `${shared.url}#${VERSION_1}`);
  t.after(() => page.close());
  await answered(page);
  await seen(input(page).getByText("kept for version 1"));
  await page.getByRole("tab", { name: "Settled", selected: true }).waitFor();
  assert.deepEqual(problems, []);
});

test("a link with 30 policies is short", async (t) => {
  const { page } = await start(t);
  await rewrite(page, policies(30));
  for (const file of ["mesh.yaml", "dataplanes.yaml"]) {
    await choose(page, file);
    await rewrite(page, "");
  }
  const link = await share(page);
  assert.ok(link.length - shared.url.length <= 900, `${link.length} characters`);
});

test("secrets are taken out of what is shared, and the page says so", async (t) => {
  const { page } = await start(t);
  await choose(page, "mesh.yaml");
  await rewrite(page, "type: Secret\nmesh: default\nname: key\ndata: dG9wIHNlY3JldA==\n");
  const link = await share(page);
  await seen(page.getByText("1 secret was taken out"));
  const { page: other } = await open(shared.browser, link);
  t.after(() => other.close());
  await answered(other);
  await choose(other, "mesh.yaml");
  await seen(input(other).getByText("data: cmVkYWN0ZWQ="));
});

test("a link that carries nothing is told, and the page goes on", async (t) => {
  for (const hash of ["v1=%%%", "v9=abc", "ex=no-such-example", "ex=../escape"]) {
    const { page } = await open(shared.browser, `${shared.url}#${hash}`);
    t.after(() => page.close());
    await seen(page.getByText("This link cannot be opened"));
    await answered(page);
    await seen(output(page).getByText("xds:"));
  }
});

for (const [button, pattern] of [
  ["Copy the link", /#v1=[\w-]+$/],
  ["Copy as Markdown", /^`mesh\.yaml`:\n\n```yaml\n[^]*\[Open in the playground\]\(http/],
  ["Copy as a command", /cat > policies\.yaml <<'END'[^]*kumascope compile \. --proxy default\/web\n$/],
  ["Copy as a bug report", /\*\*What I expected\*\*[^]*proxy `default\/web`/],
]) {
  test(`“${button}” puts it into the clipboard`, async (t) => {
    const context = await shared.browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    t.after(() => context.close());
    const { page } = await open(context, shared.url);
    await answered(page);
    await share(page);
    await page.getByRole("button", { name: button }).click();
    await seen(page.getByText("It is in the clipboard"));
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), pattern);
  });
}

/** Policies of six kinds, each a little different. */
function policies(count) {
  const kinds = [
    (i) => ["MeshTimeout", `  to:\n  - targetRef: {kind: MeshService, name: service-${i}}\n    default: {connectionTimeout: ${(i % 9) + 1}s, http: {requestTimeout: ${i + 2}s}}\n`],
    (i) => ["MeshRetry", `  to:\n  - targetRef: {kind: Mesh}\n    default: {http: {numRetries: ${(i % 5) + 1}, perTryTimeout: ${i + 1}s}}\n`],
    (i) => ["MeshCircuitBreaker", `  to:\n  - targetRef: {kind: MeshService, name: service-${i}}\n    default: {connectionLimits: {maxConnections: ${i * 7 + 1}}}\n`],
    (i) => ["MeshRateLimit", `  rules:\n  - default: {local: {http: {requestRate: {num: ${i + 1}, interval: 1s}}}}\n`],
    (i) => ["MeshAccessLog", `  to:\n  - targetRef: {kind: Mesh}\n    default: {backends: [{type: File, file: {path: /var/log/${i}.log}}]}\n`],
    (i) => ["MeshTrafficPermission", `  rules:\n  - default: {allow: [{spiffeID: {type: Prefix, value: 'spiffe://default/team-${i}'}}]}\n`],
  ];
  const policy = (_, i) => {
    const [kind, spec] = kinds[i % kinds.length](i);
    return `type: ${kind}\nmesh: default\nname: policy-${i}\nspec:\n  targetRef: {kind: Dataplane, labels: {app: app-${i % 4}}}\n${spec}`;
  };
  return Array.from({ length: count }, policy).join("---\n");
}
