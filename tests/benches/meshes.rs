//! How long the stages take in meshes of 10, 100 and 1,000 services: `cargo xtask bench`. The results stand in docs/benchmarks.md.

#![expect(missing_docs, reason = "criterion's macro makes a public function")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use kumascope_core::{
    Compiler,
    compare::impact,
    compile, load, settle,
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
            bench.iter(|| compile(&store, &world, &key, Shadow::Exclude).configuration.into_node().to_json());
        });
        group.finish();
    }
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

criterion_group!(benches, meshes, impact_of_an_edit);
criterion_main!(benches);
