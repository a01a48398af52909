//! Scratch: compare compiled proxies with recordings.
use kumascope_core::{text::Sources, world::*, *};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let dir = &args[1];
    let mut sources = Sources::default();
    sources.add("settled.yaml", std::fs::read_to_string(format!("{dir}/settled.yaml")).unwrap());
    let store = load(&sources);
    for d in &store.report.diagnostics { eprintln!("{}: {}", d.code, d.message); }
    for key in store.proxies() {
        let f = format!("{dir}/proxies/{}.{}.bootstrap.yaml", key.mesh, key.name);
        let Ok(text) = std::fs::read_to_string(&f) else { continue };
        let mut b = Sources::default();
        b.add("b", text);
        let (docs, _) = { let id = b.ids().next().unwrap(); text::parse_values(&b, id) };
        let node = docs[0].root.get("bootstrap").and_then(|n| n.get("node")).and_then(|n| n.get("metadata")).unwrap().clone();
        let mut world = World::default();
        world.presentations.insert(key.clone(), Metadata::read(&node));
        let out = compile(&store, &world, &key, Shadow::Exclude);
        for d in &out.report.diagnostics { eprintln!("{}: {}", d.code, d.message); }
        std::fs::write(format!("{}/{}.{}.json", std::env::var("OUT").unwrap(), key.mesh, key.name), out.configuration.to_node().to_json_pretty()).unwrap();
    }
}
