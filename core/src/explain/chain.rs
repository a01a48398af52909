//! What stands behind a value: the line that set it, the lines that it overrides, and what would stand without them all.
//!
//! A chain is found by leaving out one line after another and compiling again, so it says what the compiler does and no more.

use super::{contributors, counterpart, without};
use crate::{
    compile::Compiler,
    index::Mesh,
    list::CollectVec as _,
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
    /// The lines that have a part in it, where it is made of several: of what stands in a list or map, or of the items of which a
    /// text is joined, in order.
    pub contributors: Vec<Location>,
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

/// The lines of which a value is made.
struct Parts {
    lines: Vec<Location>,
    /// The list that they fill, where they are all of it: without them it is not there.
    whole: Option<Location>,
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
        let node = pointer.find(&self.configuration)?.clone();
        let origin = node.origin;
        let made = contributors::within(&node);
        let is_text = node.as_str().is_some();
        let (links, joined) =
            self.links(Link { origin: Some(origin), value: Some(node), reason: None }, pointer);
        let mut contributors = if is_text { joined } else { made };
        if contributors.len() == 1 {
            contributors.clear();
        }
        let policy = self.written(origin).and_then(|written| written.policy.origin.location());
        let without_policy = policy.and_then(|policy| self.standing(&[policy], pointer));
        let within = self.around(pointer, origin);
        Some(Chain { pointer: pointer.clone(), links, contributors, without_policy, within })
    }

    /// What stands, and what would stand without the lines of that, and so on; and the lines of the first.
    fn links(&mut self, first: Link, pointer: &Pointer) -> (Vec<Link>, Vec<Location>) {
        let (mut links, mut removed, mut of_first) = (vec![first], Vec::new(), None);
        while let Some(parts) = links.last().and_then(|link| self.parts(link, &removed, pointer)) {
            removed.extend(parts.whole.map_or_else(|| parts.lines.clone(), |list| vec![list]));
            of_first.get_or_insert(parts.lines);
            let Some(next) = self.standing(&removed, pointer) else { break };
            if links.len() >= LONGEST || links.iter().any(|link| link.origin == next.origin) {
                break;
            }
            links.push(next);
        }
        self.compare(&mut links);
        (links, of_first.unwrap_or_default())
    }

    /// The lines of which the value of a link is made: its own, and the other items of the list in which that stands, as far as
    /// the value would be another without them. Nothing where it is owed to no line.
    fn parts(&mut self, link: &Link, removed: &[Location], pointer: &Pointer) -> Option<Parts> {
        let own = link.origin?.location()?;
        let is_text = link.value.as_ref().is_some_and(|value| value.as_str().is_some());
        let conf = self.written(Origin::Field(own)).and_then(|written| written.conf());
        let Some(list) = conf.filter(|_| is_text).and_then(|conf| contributors::list(conf, own)) else {
            return Some(Parts { lines: vec![own], whole: None });
        };
        let items = list.as_list().unwrap_or_default();
        let mut lines: Vec<Location> = items.iter().filter_map(Node::location).collect_vec();
        lines.retain(|part| *part == own || self.changes(link, *part, removed, pointer));
        let whole = list.location().filter(|_| lines.len() == items.len());
        Some(Parts { lines, whole })
    }

    /// Whether the value of a link would be another without one more line.
    fn changes(&mut self, now: &Link, line: Location, removed: &[Location], pointer: &Pointer) -> bool {
        let without: Vec<Location> = removed.iter().copied().chain([line]).collect_vec();
        self.standing(&without, pointer).is_some_and(|other| other.value != now.value)
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
        let written: Vec<Option<Written<'_>>> =
            links.iter().map(|link| self.written(link.origin?)).collect_vec();
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

    fn around(&self, pointer: &Pointer, own: Origin) -> Vec<Origin> {
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
