// The package as a user of Node has it: imported by its name.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import {
  bootstrap, chain, chainOfLine, compile, diff, explain, explainLine, filesRead, impact, proxies, settle, show, trace, why,
} from "kumascope";

const SHOP = new URL("../../../examples/shop/", import.meta.url);
const CLUSTER = "type.googleapis.com/envoy.config.cluster.v3.Cluster";

const files = readdirSync(SHOP)
  .sort()
  .map((path) => ({ path, text: readFileSync(new URL(path, SHOP), "utf8") }));

test("the example has three proxies", () => {
  assert.deepEqual(proxies(files), ["default/cart", "default/ledger", "default/web"]);
});

test("the example compiles without a finding", () => {
  const { configurations, diagnostics } = compile(files);
  assert.deepEqual(Object.keys(configurations), ["default/cart", "default/ledger", "default/web"]);
  assert.deepEqual(diagnostics, []);
  assert.ok(Object.keys(configurations["default/web"].xds[CLUSTER]).length > 0);
});

test("one proxy can be asked for", () => {
  assert.deepEqual(Object.keys(compile(files, undefined, "default/web").configurations), ["default/web"]);
  assert.throws(() => compile(files, undefined, "default/nobody"), /there is no proxy `default\/nobody`/);
});

test("the order of files does not matter", () => {
  assert.deepEqual(compile(files.toReversed()), compile(files));
});

test("the settled store can be compiled again", () => {
  const { resources } = settle(files);
  const store = [{ path: "store.json", text: resources.map((resource) => JSON.stringify(resource)).join("\n---\n") }];
  const again = compile(store, { input: "store" }, "default/web");
  assert.deepEqual(again.configurations, compile(files, undefined, "default/web").configurations);
});

test("two versions of the files are compared for every proxy, and the lines are named", () => {
  const timeout = `type: MeshTimeout
mesh: default
name: added
spec:
  targetRef: {kind: Dataplane, name: web}
  to:
  - {targetRef: {kind: Mesh}, default: {connectionTimeout: 4321ms}}
`;
  const edited = [...files, { path: "added.yaml", text: timeout }];
  assert.deepEqual(diff(files, files.toReversed()).proxies, []);
  const [web, ...others] = diff(files, edited).proxies;
  assert.equal(web.proxy, "default/web");
  assert.deepEqual(others, []);
  const change = web.changes.find(({ group, path }) => group === "cluster" && path === "connectTimeout");
  assert.equal(change.kind, "replaced");
  assert.equal(change.new.value, "4.321s");
  assert.deepEqual(change.new.causes.map(({ range }) => [range.path, range.line]), [["added.yaml", 7]]);
  const found = impact(files, edited);
  assert.equal(found.total, 3);
  assert.deepEqual(found.proxies.map(({ proxy, presence }) => [proxy, presence]), [["default/web", "changed"]]);
  assert.deepEqual(found.proxies[0].causes.map(({ type, name }) => [type, name]), [["MeshTimeout", "added"]]);
});

test("a broken document is a finding at its place, and the others still compile", () => {
  const broken = "# 😀 counts as two\ntype: Dataplane\nname: [\n";
  const { configurations, diagnostics } = compile([...files, { path: "broken.yaml", text: broken }]);
  const error = diagnostics.find(({ range }) => range?.path === "broken.yaml");
  assert.equal(error?.severity, "error");
  assert.ok(error.range.from <= error.range.to && error.range.to <= broken.length);
  assert.ok("default/web" in configurations);
});

test("places are offsets into the text", () => {
  const text = "type: Dataplane # 😀\nmesh: default\nname: x\nnonsense: 1\nnetworking: {address: 10.0.0.9}\n";
  const { diagnostics } = compile([...files, { path: "x.yaml", text }]);
  const places = diagnostics.filter(({ range }) => range?.path === "x.yaml").map(({ range }) => range);
  assert.ok(places.length > 0);
  for (const { from, line, column } of places) {
    const before = text.slice(0, from);
    assert.equal(line, before.split("\n").length);
    assert.equal(column, from - before.lastIndexOf("\n"));
  }
});

test("a field of the output names the line that set it", () => {
  const { configurations } = compile(files, undefined, "default/web");
  const [name] = Object.entries(configurations["default/web"].xds[CLUSTER]).find(([, { connectTimeout }]) => connectTimeout === "2s");
  const pointer = `/xds/${CLUSTER.replaceAll("/", "~1")}/${name}/connectTimeout`;
  const [leaf] = explain(files, undefined, "default/web", pointer).leaves;
  assert.equal(leaf.value, "2s");
  assert.equal(leaf.origin.kind, "field");
  const { text } = files.find(({ path }) => path === leaf.origin.range.path);
  assert.equal(text.slice(leaf.origin.range.from, leaf.origin.range.to), "2s");
  assert.equal(explain(files, undefined, "default/web", "/xds/nothing"), undefined);
});

test("a chain ends with what would stand without any line, and a line knows the fields that it set", () => {
  const pointer = `/xds/${CLUSTER.replace("/", "~1")}/default_cart__default_msvc_8081/connectTimeout`;
  const { links, equalOtherwise } = chain(files, undefined, "default/web", pointer);
  assert.deepEqual([links[0].value, equalOtherwise], ["2s", false]);
  assert.notEqual(links.at(-1).origin?.range?.line, links[0].origin.range.line);
  const { path, line } = links[0].origin.range;
  const { fields } = explainLine(files, undefined, path, line);
  assert.ok(fields.some((field) => field.proxy === "default/web" && field.pointer === pointer));
  assert.equal(explainLine(files, undefined, path, 100000).reason.kind, "noResource");
  assert.equal(explainLine(files, undefined, "nowhere.yaml", 1), undefined);
});

test("a line of what is shown has the chain of its value", () => {
  for (const format of ["yaml", "json"]) {
    const request = { view: "configuration", format, proxy: "default/web", filter: "connectTimeout", part: "clusters" };
    const line = show(files, undefined, request).text.split("\n").findIndex((text) => /connectTimeout"?: "?2s/.test(text));
    const { pointer, links } = chainOfLine(files, undefined, request, line);
    assert.deepEqual(chain(files, undefined, "default/web", pointer).links, links);
    assert.equal(links[0].value, "2s");
    assert.equal(chainOfLine(files, undefined, request, 100000), undefined);
  }
});

test("an edit of one file reads no other file again, and changes no other answer", () => {
  const [first, ...others] = files;
  const fresh = compile(files);
  const before = filesRead();
  compile(files);
  assert.equal(filesRead(), before);
  compile([{ ...first, text: `${first.text}\n# edited\n` }, ...others]);
  assert.equal(filesRead(), before + 1);
  assert.deepEqual(compile(files), fresh);
  compile([{ path: "new.yaml", text: "type: Mesh\nname: other\n" }, ...files]);
  assert.deepEqual(compile(files), fresh);
});

test("what was settled is kept for the same files and options alone", () => {
  const settled = (zone) => settle(files, { zone });
  const [east, west] = [settled("east"), settled("west")];
  assert.notDeepEqual(east, west);
  assert.deepEqual([settled("east"), settled("west")], [east, west]);
  const metadata = { "default/web": { features: [] } };
  const before = compile(files, { metadata }, "default/web");
  // Whoever owns the object may change it.
  metadata["default/web"].features.push("feature-unified-resource-naming");
  assert.notDeepEqual(compile(files, { metadata }, "default/web"), before);
});

test("a comparison reads what both versions have in common once", () => {
  const edited = files.map((file, index) => (index === 0 ? { ...file, text: `${file.text}\n# compared\n` } : file));
  compile(files);
  const before = filesRead();
  diff(files, edited);
  diff(files, edited);
  assert.equal(filesRead(), before + 1);
});

test("a policy says why it reaches a proxy or not", () => {
  const reached = why(files, undefined, "MeshTimeout/cart-timeouts", "default/web");
  assert.equal(reached.firstFailed, undefined);
  assert.ok(reached.items.some(({ places }) => places.length > 0));
  const { firstFailed } = why(files, undefined, "MeshTimeout/cart-timeouts", "default/ledger");
  assert.deepEqual([firstFailed.question, firstFailed.expected], ["targetRef.labels", "app=web"]);
  assert.throws(() => why(files, undefined, "MeshTimeout/nothing", "default/web"), /there is no policy/);
});

test("a bootstrap answers to its request", () => {
  const { answer } = bootstrap(files, undefined, "default/web");
  assert.equal(answer.bootstrap.node.id, "default.web");
  const other = bootstrap(files, undefined, "default/web", { dnsPort: 15099 }).answer;
  assert.equal(other.bootstrap.node.metadata["dataplane.dns.port"], "15099");
  assert.throws(() => bootstrap(files, undefined, "default/web", { dnsPort: "many" }), /request: `dnsPort`/);
});

test("views are printed as YAML and JSON", () => {
  const yaml = show(files, undefined, { view: "configuration", format: "yaml", proxy: "default/cart" });
  assert.equal(yaml.proxy, "default/cart");
  assert.match(yaml.text, /^xds:\n/);
  const json = show(files, undefined, { view: "configuration", format: "json", proxy: "default/cart" });
  assert.deepEqual(JSON.parse(json.text), compile(files).configurations["default/cart"]);
});

test("wrong arguments are refused in words", () => {
  assert.throws(() => compile(files, { controlPlane: { KUMA_DNS_SERVER_DOMAINS: "x" } }), /did you mean `KUMA_DNS_SERVER_DOMAIN`/);
  assert.throws(() => compile([{ text: "" }]), /path/);
});

test("the declarations leave nothing open", () => {
  const declarations = readFileSync(new URL("../dist/engine.d.ts", import.meta.url), "utf8");
  const code = declarations.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "");
  assert.doesNotMatch(code, /\bany\b/);
  for (const name of ["compile", "settle", "proxies", "bootstrap", "explain", "chain", "explainLine", "why", "show"]) {
    assert.match(code, new RegExp(`export function ${name}\\(`));
  }
});

test("any text is answered", () => {
  for (const text of ["", "\0", "---\n---\n", "{".repeat(2000), "&a [*a]", "type: Mesh\nname: " + "x".repeat(70000), "\ud800"]) {
    const { diagnostics } = compile([{ path: "any.yaml", text }]);
    assert.ok(Array.isArray(diagnostics));
  }
});

test("a request is walked to the workload that answers it", () => {
  const { steps, outcomes } = trace(files, undefined, { from: "default/web", to: "tcp://241.0.0.0:8081" });
  assert.ok(steps.some(({ kind, pointer }) => kind === "listener" && pointer.startsWith("/xds/")));
  assert.equal(outcomes.reduce((sum, { share }) => sum + share, 0), 1);
  assert.throws(() => trace(files, undefined, { to: "ftp://somewhere" }), /no address of a request/);
});
