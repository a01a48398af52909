//! How long the stages take in meshes of 10, 100 and 1,000 services: `cargo xtask bench`. The results stand in docs/benchmarks.md.

#![expect(missing_docs, reason = "criterion's macro makes a public function")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use kumascope_core::{
    Compiler,
    check::check,
    compare::impact,
    compile, load,
    output::messages,
    settle,
    text::Sources,
    world::{ProxyKey, Shadow, World},
};

/// The allocator of the command line.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MESHES: [(usize, &str); 3] = [
    (10, include_str!("meshes/mesh-10.yaml")),
    (100, include_str!("meshes/mesh-100.yaml")),
    (1000, include_str!("meshes/mesh-1000.yaml")),
];

/// Policies for seven Dataplanes of the mesh.
const NARROW: &str = include_str!("meshes/narrow.yaml");

fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.add("mesh.yaml", text);
    sources
}

/// The first Dataplane of a store.
fn proxy(store: &kumascope_core::Store) -> ProxyKey {
    store.proxies().into_iter().next().expect("a Dataplane")
}

fn meshes(criterion: &mut Criterion) {
    let world = World::default();
    for (services, text) in MESHES {
        let sources = sources(text);
        let mut group = criterion.benchmark_group(format!("{services} services"));
        group.sample_size(10);
        group.bench_function(BenchmarkId::from_parameter("parse and decode"), |bench| {
            bench.iter(|| load(&sources));
        });
        group.bench_function(BenchmarkId::from_parameter("settle"), |bench| {
            bench.iter(|| settle(&sources, &world));
        });
        let store = settle(&sources, &world);
        let key = proxy(&store);
        group.bench_function(BenchmarkId::from_parameter("compile one proxy"), |bench| {
            bench.iter(|| compile(&store, &world, &key, Shadow::Exclude));
        });
        group.bench_function(BenchmarkId::from_parameter("compile one proxy and print it"), |bench| {
            let compiler = || Compiler::for_proxy(&store, &world, &key);
            bench.iter(|| messages::to_json(compiler().messages(&key, Shadow::Exclude).0));
        });
        let compiler = Compiler::new(&store, &world);
        group.bench_function(
            BenchmarkId::from_parameter("compile one of many proxies and print it"),
            |bench| {
                bench.iter(|| messages::to_json(compiler.messages(&key, Shadow::Exclude).0));
            },
        );
        group.finish();
    }
}

/// Ten meshes with 300 Dataplanes of 100 services and 699 policies each: 10,000 resources.
fn many() -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for mesh in 0..10 {
        let _ = writeln!(text, "---\ntype: Mesh\nname: mesh-{mesh}\nskipCreatingInitialPolicies: ['*']");
        for (service, replica) in (0..100).flat_map(|service| (0..3).map(move |replica| (service, replica))) {
            let _ = write!(
                text,
                "---\ntype: Dataplane\nmesh: mesh-{mesh}\nname: service-{service}-{replica}\nlabels: {{app: service-{service}}}\n\
                 networking:\n  address: 10.{mesh}.{service}.{replica}\n  inbound:\n  \
                 - {{port: 8080, tags: {{kuma.io/service: service-{service}, kuma.io/protocol: http}}}}\n  outbound:\n"
            );
            for call in 1..6 {
                let called = (service + call) % 100;
                let _ =
                    writeln!(text, "  - {{port: 1000{call}, tags: {{kuma.io/service: service-{called}}}}}");
            }
        }
        for policy in 0..699 {
            let (service, called) = (policy % 100, (policy + 1) % 100);
            let _ = write!(
                text,
                "---\ntype: MeshTimeout\nmesh: mesh-{mesh}\nname: timeout-{policy}\nspec:\n  \
                 targetRef: {{kind: Dataplane, labels: {{app: service-{service}}}}}\n  to:\n  \
                 - targetRef: {{kind: MeshService, name: service-{called}}}\n    default: {{connectionTimeout: {}s}}\n",
                policy + 1
            );
        }
    }
    text
}

/// Everything that `kumascope check` does with 10,000 resources, on one processor.
fn check_of_many(criterion: &mut Criterion) {
    let (world, sources) = (World::default(), sources(&many()));
    let mut group = criterion.benchmark_group("10000 resources");
    group.sample_size(10);
    group.bench_function(BenchmarkId::from_parameter("check"), |bench| {
        bench.iter(|| {
            let store = settle(&sources, &world);
            assert_eq!(store.proxies().len(), 3_000);
            check(&store, &world)
        });
    });
    group.finish();
}

/// What an edit of a policy for 7 of 1,000 proxies changes: both folders settled, compared, and those 7 compiled.
fn impact_of_an_edit(criterion: &mut Criterion) {
    let world = World::default();
    let (_, text) = MESHES[2];
    let edited = format!("{text}\n{NARROW}");
    let (old, new) = (sources(text), sources(&edited));
    let mut group = criterion.benchmark_group("1000 services");
    group.sample_size(10);
    group.bench_function(BenchmarkId::from_parameter("impact of an edit on 7 proxies"), |bench| {
        bench.iter(|| {
            let (old, new) = (settle(&old, &world), settle(&new, &world));
            let (old, new) = (Compiler::new(&old, &world), Compiler::new(&new, &world));
            let impacts = impact(&old, &new, Shadow::Exclude);
            assert_eq!(impacts.len(), 7);
        });
    });
    group.finish();
}

criterion_group!(benches, meshes, check_of_many, impact_of_an_edit);
criterion_main!(benches);
