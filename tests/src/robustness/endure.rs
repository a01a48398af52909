//! One broken input through every stage: nothing panics, nothing hangs, and what is sound beside it is compiled as if alone.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use kumascope_core::{
    Compiler, Store,
    bootstrap::BootstrapRequest,
    check::check,
    load,
    output::explain,
    report::{Fix, Report},
    settle,
    text::Sources,
    tree::{Pointer, Text},
    world::{ProxyKey, ProxyType, Shadow, World},
};

/// What is right, in a mesh of its own, so that nothing broken can concern it.
const SOUND: &str = include_str!("sound.yaml");

/// How often fixes are done before it counts as endless: what a fix uncovers is fixed in the next round.
const ROUNDS: usize = 10;

/// Far more than any of these inputs needs on a busy machine; a hang needs more.
const LONG: Duration = Duration::from_mins(1);

/// What went wrong with a broken input; nothing where all was well.
pub fn endure(broken: Vec<u8>, world: &World) -> Result<(), String> {
    let (sender, receiver) = mpsc::channel();
    let world = world.clone();
    // As much as a thread has by default in a browser's worker.
    let thread = thread::Builder::new().stack_size(1 << 20);
    let spawned = thread.spawn(move || {
        let found = catch_unwind(AssertUnwindSafe(|| every_stage(broken, &world)));
        let found = found.unwrap_or_else(|panic| Err(format!("panic: {}", message(panic.as_ref()))));
        drop(sender.send(found));
    });
    spawned.map_err(|error| error.to_string())?;
    receiver.recv_timeout(LONG).unwrap_or_else(|_| Err(format!("no answer within {LONG:?}")))
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

fn every_stage(broken: Vec<u8>, world: &World) -> Result<(), String> {
    let mut alone = Sources::default();
    alone.add("sound.yaml", SOUND);
    let expected =
        [settle(&alone, world), load(&alone)].map(|store| configurations(&store, world, Some("sound")));
    let mut sources = Sources::default();
    sources.add_bytes("broken.yaml", broken);
    sources.add("sound.yaml", SOUND);
    for (store, expected) in [settle(&sources, world), load(&sources)].iter().zip(expected) {
        every_place_is_one(&store.report, &sources)?;
        every_place_is_one(&check(store, world), &sources)?;
        inspect(store, world);
        let all = configurations(store, world, None)?;
        if expected?.iter().any(|sound| !all.contains(sound)) {
            return Err("the sound mesh is compiled in another way".to_owned());
        }
    }
    mending_ends(sources, world)
}

/// Fixes leave nothing to fix after a few rounds, and break no document.
fn mending_ends(mut sources: Sources, world: &World) -> Result<(), String> {
    let unreadable =
        |report: &Report| report.diagnostics.iter().filter(|found| found.code == "broken-yaml").count();
    let mut report = settle(&sources, world).report;
    let before = unreadable(&report);
    for _ in 0..ROUNDS {
        let fixes: Vec<&Fix> = report.diagnostics.iter().filter_map(|found| found.fix.as_ref()).collect();
        if fixes.is_empty() {
            return Ok(());
        }
        let mut mended = Sources::default();
        for (id, source) in sources.iter() {
            let text = sources.mended(id, fixes.iter().copied());
            mended.add(source.path(), text.unwrap_or_else(|| source.text().to_owned()));
        }
        sources = mended;
        report = settle(&sources, world).report;
        if unreadable(&report) > before {
            return Err("a fix broke a document".to_owned());
        }
    }
    Err("mending does not end".to_owned())
}

/// The configurations of a mesh's proxies, or of all, as text.
fn configurations(
    store: &Store,
    world: &World,
    mesh: Option<&str>,
) -> Result<Vec<(ProxyKey, String)>, String> {
    let compiler = Compiler::new(store, world);
    let proxies =
        store.proxies().into_iter().filter(|key| mesh.is_none_or(|mesh| key.mesh == Text::new(mesh)));
    proxies
        .map(|key| {
            let configuration = compiler.compile(&key, Shadow::Exclude).configuration.into_node();
            drop(compiler.compile(&key, Shadow::Include));
            let explained =
                explain(&configuration, &Pointer::default()).is_some_and(|found| !found.leaves.is_empty());
            if !explained {
                return Err(format!("{key} cannot be explained"));
            }
            drop(store.bootstrap(world, &BootstrapRequest::new(&key)));
            Ok((key, configuration.to_json()))
        })
        .collect()
}

/// What is asked about a store apart from compiling it.
fn inspect(store: &Store, world: &World) {
    store.documents().iter().for_each(|document| drop(document.to_json()));
    for key in store.proxies().iter().filter(|key| key.proxy_type == ProxyType::Dataplane) {
        drop(store.rules(world, key));
        drop(store.layout(world, key));
    }
}

/// Every place that a report names is a range of characters of a source.
fn every_place_is_one(report: &Report, sources: &Sources) -> Result<(), String> {
    for found in &report.diagnostics {
        let Some(location) = found.location else { continue };
        let source = sources.get(location.source).ok_or_else(|| format!("no such source: {found:?}"))?;
        let place = location.span.start as usize..location.span.end as usize;
        source.text().get(place).ok_or_else(|| format!("no such place: {found:?}"))?;
        sources.position(location).ok_or_else(|| format!("no line: {found:?}"))?;
    }
    Ok(())
}
