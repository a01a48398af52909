//! The program prints what the library compiles, byte by byte.

use kumascope_core::{
    Compiler, settle,
    text::Sources,
    tree::{Message, Node},
    world::{Shadow, World},
};
use kumascope_tests::conformance::{Case, Corpus};

use crate::support::{Folder, kumascope};

/// One case in so many is taken, because every one starts the program.
const EVERY: usize = 8;

#[test]
fn recorded_cases_are_printed_as_the_library_compiles_them() {
    let corpus = Corpus::pinned().expect("the pinned corpus");
    let cases = corpus.cases("");
    for (name, files) in cases.iter().step_by(EVERY) {
        let case = Case::read(name, files);
        let mut world = World::default();
        let mut arguments = Vec::new();
        for (name, value) in &case.variables {
            world.set(name, value).expect("a variable of kuma-cp");
            arguments.extend(["--cp-env".to_owned(), format!("{name}={value}")]);
        }
        let folder =
            Folder::new(&format!("parity-{}", name.replace('/', "-")), &[("input.yaml", &case.input)]);
        let path = folder.path("input.yaml");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let run = kumascope(&[&["compile", &path, "-o", "json"], arguments.as_slice()].concat());
        assert_eq!(run.stdout, compiled(&case, &world), "{name}");
    }
}

fn compiled(case: &Case, world: &World) -> String {
    let mut sources = Sources::default();
    sources.add("input.yaml", case.input.as_str());
    let store = settle(&sources, world);
    let compiler = Compiler::new(&store, world);
    let proxies = store.proxies().into_iter().map(|proxy| {
        let configuration = compiler.compile(&proxy, Shadow::Exclude).configuration;
        (proxy.to_string().into(), configuration.into_node())
    });
    let all: Node = Message::rule(&"all").map("proxies", proxies).into();
    all.get("proxies").map_or("{}\n".to_owned(), |proxies| format!("{}\n", proxies.to_json_pretty()))
}
