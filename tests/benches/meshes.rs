//! How long the stages take in meshes of 10, 100 and 1,000 services: `cargo xtask bench`. The results stand in docs/benchmarks.md.

#![expect(missing_docs, reason = "criterion's macro makes a public function")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use kumascope_core::{
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

criterion_group!(benches, meshes);
criterion_main!(benches);
