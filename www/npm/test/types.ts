// Compiled, never run: the declarations have to say what users rely on.
import {
  bootstrap,
  chain,
  compile,
  type Configuration,
  type Diagnostic,
  diff,
  explain,
  explainLine,
  impact,
  init,
  type JsonObject,
  type Options,
  proxies,
  settle,
  show,
  type SourceFile,
  trace,
  type TraceStep,
  why,
} from "kumascope";

type IsAny<T> = 0 extends 1 & T ? true : false;
type No<T extends false> = T;

const files: SourceFile[] = [{ path: "mesh.yaml", text: "type: Mesh\nname: default" }];
const options: Options = { zone: "east", controlPlane: { KUMA_DNS_SERVER_SERVICE_VIP_ENABLED: "false" }, shadow: "include" };

const compilation = compile(files, options, "default/web");
const configuration: Configuration | undefined = compilation.configurations["default/web"];
const listeners: Record<string, JsonObject> | undefined = configuration?.xds["type.googleapis.com/envoy.config.listener.v3.Listener"];
const diagnostic: Diagnostic | undefined = compilation.diagnostics[0];
const place: [string, number, number] | undefined =
  diagnostic?.range && [diagnostic.range.path, diagnostic.range.from, diagnostic.range.to];

const names: string[] = proxies(files);
const stored: JsonObject[] = settle(files).resources;
const answer = bootstrap(files, undefined, "default/web", { features: [] });
const envoy: JsonObject | undefined = answer.answer?.bootstrap;
const sidecar: JsonObject | undefined = answer.answer?.kumaSidecarConfiguration;
const shown = show(files, {}, { view: "configuration", format: "yaml" });
const origin = explain(files, undefined, "default/web", "/xds")?.leaves[0]?.origin;
const links = chain(files, undefined, "default/web", "/xds")?.links;
const reason: string | undefined = links?.[0]?.reason;
const effect = explainLine(files, undefined, "mesh.yaml", 1);
const nothing: string | undefined = effect?.reason?.kind;
const answered = why(files, undefined, "MeshTimeout/slow", "default/web");
const failed: string | undefined = answered.firstFailed?.question;
const where: string | undefined = origin?.kind === "field" ? origin.range.path : origin?.name;

const way = trace(files, {}, { from: "default/web", to: "http://127.0.0.1:10001/", headers: [{ name: "x-user", value: "ann" }] });
const step: TraceStep | undefined = way.steps[0];
const end = way.outcomes[0]?.answer;
const status: number | string | undefined = end?.kind === "response" ? end.status : end?.kind;
const change = diff(files, files, options, "default/web").proxies[0]?.changes[0];
const set: string | undefined = change?.new?.causes[0]?.kind;
const kind: "added" | "removed" | "replaced" | "moved" | undefined = change?.kind;
const impacted = impact(files, files).proxies[0];
const clusters: number | undefined = impacted?.tally.find(({ group }) => group === "cluster")?.added;

// @ts-expect-error There is no such view.
show(files, {}, { view: "everything", format: "yaml" });
// @ts-expect-error A file has a path.
compile([{ text: "" }]);

type Checked = [
  No<IsAny<typeof compilation>>,
  No<IsAny<typeof compilation.configurations>>,
  No<IsAny<typeof stored>>,
  No<IsAny<typeof answer>>,
  No<IsAny<typeof shown>>,
  No<IsAny<typeof origin>>,
  No<IsAny<typeof way>>,
  No<IsAny<typeof end>>,
  No<IsAny<typeof change>>,
  No<IsAny<typeof impacted>>,
  No<IsAny<typeof links>>,
  No<IsAny<typeof effect>>,
  No<IsAny<typeof answered>>,
  No<IsAny<typeof init>>,
];

export {
  clusters,
  envoy,
  failed,
  kind,
  listeners,
  names,
  nothing,
  place,
  reason,
  set,
  sidecar,
  status,
  step,
  where,
  type Checked,
};
