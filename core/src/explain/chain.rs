//! What stands behind a value: the line that set it, the lines that it overrides, and what would stand without them all.
//!
//! A chain is found by leaving out one line after another and compiling again, so it says what the compiler does and no more.

use super::{counterpart, without};
use crate::{
    compile::Compiler,
    index::Mesh,
    origin::{Location, Origin},
    policy::{Criterion, Written},
    sorted::SortedMap,
    store::Store,
    tree::{Node, Pointer},
    world::{ProxyKey, Shadow, World},
};

/// More lines than anybody writes for one value.
const LONGEST: usize = 32;

/// What stands behind one value of a configuration.
#[derive(Clone, Debug)]
pub struct Chain {
    /// Its place.
    pub pointer: Pointer,
    /// What stands there: first who set it, then what would stand without the line before, and so on.
    pub links: Vec<Link>,
    /// What would stand without the whole policy of the first line, where that is a line of a policy.
    pub without_policy: Option<Link>,
    /// Who made the messages around it, the outermost first, as far as they differ from who set the value.
    pub within: Vec<Origin>,
}

/// A value that stands or would stand.
#[derive(Clone, Debug)]
pub struct Link {
    /// Who sets it; nothing where nothing would stand.
    pub origin: Option<Origin>,
    /// The value; nothing where nothing would stand.
    pub value: Option<Node>,
    /// Why it overrides the next one, where both are lines of policies of one kind.
    pub reason: Option<Criterion>,
}

/// A proxy whose configuration is to be explained.
#[derive(Debug)]
pub struct Explainer<'a> {
    store: &'a Store,
    world: &'a World,
    proxy: &'a ProxyKey,
    shadow: Shadow,
    mesh: Option<Mesh<'a>>,
    configuration: Node,
    /// What the proxy would get without some lines; nothing where they cannot be left out. Many values share a line.
    without: SortedMap<Vec<Location>, Option<Node>>,
}

impl Chain {
    /// Whether the same value would stand without the first line, or without its whole policy.
    pub fn is_equal_otherwise(&self) -> bool {
        let own = self.links.first().and_then(|link| link.value.as_ref());
        let others = [self.links.get(1), self.without_policy.as_ref()];
        own.is_some() && others.into_iter().flatten().any(|link| link.value.as_ref() == own)
    }

    /// Everybody behind the value: who set it, whom that overrides, and who made the messages around it.
    pub fn origins(&self) -> impl Iterator<Item = Origin> {
        self.links.iter().filter_map(|link| link.origin).chain(self.within.iter().copied())
    }
}

impl<'a> Explainer<'a> {
    /// A proxy of the store.
    pub fn new(store: &'a Store, world: &'a World, proxy: &'a ProxyKey, shadow: Shadow) -> Self {
        let configuration = compile(store, world, proxy, shadow);
        let (mesh, _) = Mesh::build(&store.resources, world, &proxy.mesh);
        Self { store, world, proxy, shadow, mesh, configuration, without: SortedMap::new() }
    }

    /// What the proxy gets.
    pub fn configuration(&self) -> &Node {
        &self.configuration
    }

    /// What stands behind the value at a place; nothing where there is no such place.
    pub fn chain(&mut self, pointer: &Pointer) -> Option<Chain> {
        let node = pointer.find(&self.configuration)?;
        let origin = node.origin;
        let mut links = vec![Link { origin: Some(origin), value: Some(node.clone()), reason: None }];
        let mut removed = Vec::new();
        while let Some(location) = links.last().and_then(|link| link.origin?.location()) {
            removed.push(location);
            let Some(next) = self.standing(&removed, pointer) else { break };
            if links.len() >= LONGEST || links.iter().any(|link| link.origin == next.origin) {
                break;
            }
            links.push(next);
        }
        self.compare(&mut links);
        let policy = self.written(origin).and_then(|written| written.policy.origin.location());
        let without_policy = policy.and_then(|policy| self.standing(&[policy], pointer));
        let within = self.within(pointer, origin);
        Some(Chain { pointer: pointer.clone(), links, without_policy, within })
    }

    /// What stands at the place without some lines; nothing where they cannot be left out.
    fn standing(&mut self, removed: &[Location], pointer: &Pointer) -> Option<Link> {
        if !self.without.contains_key(removed) {
            let less = self.compile_without(removed);
            self.without.insert(removed.to_vec(), less);
        }
        let other = self.without.get(removed)?.as_ref()?;
        let place = counterpart(&self.configuration, other, pointer);
        let node = place.and_then(|place| place.find(other).cloned());
        Some(Link { origin: node.as_ref().map(|node| node.origin), value: node, reason: None })
    }

    fn compile_without(&self, removed: &[Location]) -> Option<Node> {
        let (first, rest) = removed.split_first()?;
        let first = without::line(self.store, *first)?;
        let less = rest.iter().try_fold(first, |store, line| without::line(&store, *line))?;
        Some(compile(&less, self.world, self.proxy, self.shadow))
    }

    /// Names why each line overrides the next one.
    fn compare(&self, links: &mut [Link]) {
        let Some(mesh) = self.mesh.as_ref().filter(|_| links.len() > 1) else { return };
        let written: Vec<Option<Written<'_>>> = links.iter().map(|link| self.written(link.origin?)).collect();
        for (link, pair) in links.iter_mut().zip(written.windows(2)) {
            if let [Some(winner), Some(loser)] = pair
                && winner.policy.kind == loser.policy.kind
            {
                link.reason = Some(winner.overrides(loser, mesh));
            }
        }
    }

    /// The conf in which an origin stands.
    fn written(&self, origin: Origin) -> Option<Written<'a>> {
        let location = origin.location()?;
        self.store.resources.iter().find_map(|resource| Written::at(resource, location))
    }

    fn within(&self, pointer: &Pointer, own: Origin) -> Vec<Origin> {
        let mut origins = Vec::new();
        let mut node = Some(&self.configuration);
        for step in &pointer.steps {
            node = node.and_then(|node| node.child(step));
            let Some(found) = node else { break };
            if found.origin != own && origins.last() != Some(&found.origin) {
                origins.push(found.origin);
            }
        }
        origins
    }
}

fn compile(store: &Store, world: &World, proxy: &ProxyKey, shadow: Shadow) -> Node {
    Compiler::for_proxy(store, world, proxy).compile(proxy, shadow).configuration.into_node()
}
