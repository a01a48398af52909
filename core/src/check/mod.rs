//! Findings beyond what a control plane says: what is wrong with a mesh as a whole, and what an Envoy will refuse.
//!
//! A rule is one file with one row in a table ([`RULES`]) and a page beside it. Rules about meshes look at a [`MeshContext`]: the
//! mesh, and what became of its policies at all proxies together ([`Usage`]). Rules about proxies look at finished messages.

mod context;
mod leaves;
mod messages;
mod observe;
mod references;
mod rule;
mod rules;
mod usage;

pub use context::MeshContext;
pub use rule::{Find, Rule};
pub use rules::RULES;
pub use usage::Usage;

use crate::{
    Compiled, Compiler, Store,
    report::Report,
    world::{ProxyKey, ProxyType, Shadow, World},
};

/// Checks proxies one after another, and then what they have in common. Threads can share it.
#[derive(Debug)]
pub struct Checker<'a> {
    store: &'a Store,
    world: &'a World,
    shadow: Shadow,
    compiler: Compiler<'a>,
}

/// What was found at one proxy.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What there is to say about it alone.
    pub report: Report,
    /// What became of policies there.
    pub usage: Usage,
}

/// Everything that there is to say about a store, beyond what was said while it was read: about each of its proxies, and about its
/// meshes.
pub fn check(store: &Store, world: &World) -> Report {
    let checker = Checker::new(store, world, Shadow::Exclude);
    let (mut report, mut usage) = (Report::default(), Usage::default());
    for proxy in store.proxies() {
        let found = checker.proxy(&proxy);
        report.extend(found.report);
        usage.extend(found.usage);
    }
    report.extend(checker.meshes(&usage));
    report
}

impl<'a> Checker<'a> {
    /// A checker of what a control plane has stored, with shadow policies or without.
    pub fn new(store: &'a Store, world: &'a World, shadow: Shadow) -> Self {
        Self { store, world, shadow, compiler: Compiler::new(store, world) }
    }

    /// Compiles a proxy, and checks what comes out.
    pub fn proxy(&self, proxy: &ProxyKey) -> Checked {
        let mut usage = Usage::default();
        let compiled = self.compiler.compile_and_observe(proxy, self.shadow, &mut |context, confs| {
            usage.observe(context, confs);
        });
        let Compiled { configuration, mut report } = compiled;
        report.extend(rules::of_configuration(&configuration));
        Checked { report, usage }
    }

    /// What becomes of policies at a proxy, which is not compiled.
    pub fn usage(&self, proxy: &ProxyKey) -> Usage {
        let mut usage = Usage::default();
        if proxy.proxy_type == ProxyType::Dataplane {
            self.compiler.observe(proxy, self.shadow, &mut |context, confs| {
                usage.observe(context, confs);
            });
        }
        usage
    }

    /// What there is to say about the meshes, given what became of policies at all proxies.
    pub fn meshes(&self, usage: &Usage) -> Report {
        let mut report = self.compiler.report.clone();
        for mesh in self.compiler.meshes() {
            let resources = &self.store.resources;
            report.extend(rules::of_mesh(&MeshContext { mesh, usage, resources, world: self.world }));
        }
        report
    }
}
