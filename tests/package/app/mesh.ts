// What somebody who embeds the package writes; type-checked, bundled and run by the tests.
import { compile, init, type SourceFile } from "kumascope";

const files: SourceFile[] = [
  {
    path: "mesh.yaml",
    text: [
      "type: Mesh\nname: default",
      "type: Dataplane\nmesh: default\nname: web\nnetworking: {address: 10.0.0.1, inbound: [{port: 8080, tags: {kuma.io/service: web}}]}",
    ].join("\n---\n"),
  },
];

/** The names of the proxies that compile. */
export async function proxies(module?: string): Promise<string[]> {
  await init(module);
  const { configurations, diagnostics } = compile(files);
  return diagnostics.some(({ severity }) => severity === "error") ? [] : Object.keys(configurations);
}
