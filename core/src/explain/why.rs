//! Why a policy reaches a proxy, and where; or the first demand that is not met.

use crate::{
    bootstrap,
    index::{Mesh, ProxyView},
    inspect::{AppliedPlace, Unanswered, destination_name},
    list::CollectVec as _,
    origin::Origin,
    policies::POLICIES,
    policy::{self, Confs, Criterion, Decision, List, Question, RuleItem, Selection, Written},
    resource::{Meta, Resource},
    tree::Text,
    world::{ProxyKey, Shadow, World},
};

/// How a policy and a proxy came together, or not.
#[derive(Clone, Debug)]
pub struct Why {
    /// The kind of the policy.
    pub kind: &'static str,
    /// The name of the policy.
    pub name: Text,
    /// What was asked before the policy selected the proxy; where it does not, the last answer is why.
    pub decisions: Vec<Decision>,
    /// The inbounds and zone listeners that it selects, as `address:port`; nothing where it does not select the proxy.
    pub selected: Option<Vec<String>>,
    /// Its items, as they are written.
    pub items: Vec<WhyItem>,
}

/// What became of one item of a policy.
#[derive(Clone, Debug)]
pub struct WhyItem {
    /// In which list it is.
    pub list: List,
    /// At which position.
    pub index: usize,
    /// Where it is written.
    pub origin: Origin,
    /// What was asked.
    pub decisions: Vec<Decision>,
    /// Where it holds.
    pub places: Vec<WhyPlace>,
}

/// A place where an item holds, and what else is said there.
#[derive(Clone, Debug)]
pub struct WhyPlace {
    /// The place.
    pub place: AppliedPlace,
    /// The items over which it is merged: where they say the same, this item wins.
    pub over: Vec<Neighbour>,
    /// The items that are merged over it: where they say the same, they win.
    pub under: Vec<Neighbour>,
}

/// Another item that holds at the same place.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// The name of its policy.
    pub policy: Text,
    /// In which list it is.
    pub list: List,
    /// At which position.
    pub index: usize,
    /// Where it is written.
    pub origin: Origin,
    /// Why the one wins over the other.
    pub reason: Criterion,
}

impl Why {
    /// The first demand that is not met; nothing where the policy holds somewhere.
    pub fn first_failed(&self) -> Option<&Decision> {
        if self.selected.is_none() {
            return self.decisions.iter().find(|decision| !decision.holds);
        }
        if self.items.is_empty() || self.items.iter().any(|item| !item.places.is_empty()) {
            return None;
        }
        self.items.iter().flat_map(|item| &item.decisions).find(|decision| !decision.holds)
    }
}

/// How a policy and the proxy of a Dataplane came together.
///
/// # Errors
/// Where there is no such Dataplane.
pub fn why(
    resources: &[Resource],
    world: &World,
    policy: &Resource,
    proxy: &ProxyKey,
    shadow: Shadow,
) -> Result<Why, Unanswered> {
    let not_found = || Unanswered::NotFound(proxy.clone());
    let metadata = bootstrap::metadata(resources, world, proxy);
    let (mesh, _) = Mesh::build(resources, world, &proxy.mesh);
    let mesh = mesh.ok_or_else(not_found)?;
    let view = ProxyView::build(&mesh, &proxy.name, &metadata).ok_or_else(not_found)?;
    let Selection { decisions, inbounds } = policy::selection(policy, &mesh, &view, shadow);
    let selected =
        inbounds.map(|found| found.iter().map(|(address, port)| format!("{address}:{port}")).collect_vec());
    let items = if selected.is_some() { items(policy, &mesh, &view, shadow) } else { Vec::new() };
    let name = Text::new(policy.meta.display_name());
    Ok(Why { kind: policy.meta.kind.0.name, name, decisions, selected, items })
}

fn items(policy: &Resource, mesh: &Mesh<'_>, proxy: &ProxyView<'_>, shadow: Shadow) -> Vec<WhyItem> {
    let own: Vec<_> =
        POLICIES.iter().filter(|row| row.kind.info.name == policy.meta.kind.0.name).copied().collect_vec();
    let confs = policy::confs(&own, mesh, proxy, shadow);
    let Some(confs) = confs.get(&policy.meta.kind) else { return Vec::new() };
    let places = Places { confs, mesh, proxy };
    let written = Written::all(policy).into_iter().filter(|written| written.list != List::Default);
    written.map(|written| places.item(&written)).collect_vec()
}

/// Where the items of one kind of policy hold.
struct Places<'p, 'a> {
    confs: &'p Confs<'a>,
    mesh: &'p Mesh<'a>,
    proxy: &'p ProxyView<'a>,
}

impl Places<'_, '_> {
    fn item(&self, written: &Written<'_>) -> WhyItem {
        let mut decisions: Vec<Decision> = policy::item_target(written, self.mesh).into_iter().collect_vec();
        let places = match written.list {
            List::To => self.outbounds(written),
            _ => self.inbounds(written),
        };
        if decisions.iter().all(|decision| decision.holds) {
            decisions.push(self.place(written, &places));
        }
        let (list, index, origin) = (written.list, written.index, written.origin());
        WhyItem { list, index, origin, decisions, places }
    }

    /// Whether the item holds anywhere.
    fn place(&self, written: &Written<'_>, places: &[WhyPlace]) -> Decision {
        let (expected, own) = if written.list == List::To {
            let services = self.proxy.services(self.mesh);
            let names = services.iter().map(|service| destination_name(&service.outbound.destination));
            ("an outbound or a route that the item is about", names.collect_vec())
        } else {
            let sections = self.proxy.inbounds.iter().map(|inbound| inbound.section.clone());
            ("an inbound that the policy selects", sections.collect_vec())
        };
        let held: Vec<Text> = places.iter().map(|place| place.place.name().clone()).collect_vec();
        let names = if held.is_empty() { own } else { held };
        let listed: Vec<&str> = names.iter().map(Text::as_str).collect_vec();
        Decision {
            question: Question::ItemPlace,
            expected: expected.into(),
            actual: if listed.is_empty() { "none".into() } else { listed.join(", ") },
            holds: !places.is_empty(),
            origin: written.origin(),
        }
    }

    fn outbounds(&self, written: &Written<'_>) -> Vec<WhyPlace> {
        let mut found: Vec<WhyPlace> = Vec::new();
        for service in self.proxy.services(self.mesh) {
            let destination = &service.outbound.destination;
            let place = AppliedPlace::Outbound(destination_name(destination));
            let rule = self.confs.outbound(destination).rule();
            found.extend(rule.and_then(|rule| self.among(written, place, &rule.items)));
        }
        let routes = self.confs.to_resources.iter().filter(|(kri, _)| kri.kind.0.name == "MeshHTTPRoute");
        found.extend(routes.filter_map(|(kri, rule)| {
            self.among(written, AppliedPlace::Route(kri.name.clone()), &rule.items)
        }));
        found
    }

    fn inbounds(&self, written: &Written<'_>) -> Vec<WhyPlace> {
        let mut found = Vec::new();
        for inbound in &self.proxy.inbounds {
            let Some(said) = self.confs.inbound(&inbound.address, inbound.port.value) else { continue };
            let rules: Vec<Other<'_>> = said.rules.iter().map(|rule| (rule.policy, rule.index)).collect_vec();
            let place = || AppliedPlace::Inbound(inbound.section.clone());
            let by_tags =
                said.from_tags.iter().find_map(|rule| self.among(written, place(), &rule.rule.items));
            found.extend(self.between(written, place(), &rules).or(by_tags));
        }
        found
    }

    fn among(&self, written: &Written<'_>, place: AppliedPlace, items: &[RuleItem<'_>]) -> Option<WhyPlace> {
        let others: Vec<Other<'_>> = items.iter().map(|item| (item.policy, item.index)).collect_vec();
        self.between(written, place, &others)
    }

    /// The place, where the item is one of those that hold there, the least specific first.
    fn between(&self, written: &Written<'_>, place: AppliedPlace, others: &[Other<'_>]) -> Option<WhyPlace> {
        let own = others.iter().position(|other| is_it(written, other))?;
        let (before, after) = (others.get(..own)?, others.get(own + 1..)?);
        let over = before.iter().filter_map(|other| self.neighbour(other, written, Side::Over));
        let under = after.iter().filter_map(|other| self.neighbour(other, written, Side::Under));
        Some(WhyPlace { place, over: over.collect_vec(), under: under.collect_vec() })
    }

    fn neighbour(&self, other: &Other<'_>, own: &Written<'_>, side: Side) -> Option<Neighbour> {
        let resources = self.mesh.of_kind(own.policy.kind.0.name).iter();
        let resource = resources.copied().find(|resource| std::ptr::eq(&raw const resource.meta, other.0))?;
        let list = if own.list == List::To { List::To } else { list_of(resource) };
        let found =
            Written { policy: &resource.meta, spec: resource.spec.as_policy()?, list, index: other.1 };
        if std::ptr::eq(found.policy, own.policy) && found.index == own.index {
            return None;
        }
        let reason = match side {
            Side::Over => own.overrides(&found, self.mesh),
            Side::Under => found.overrides(own, self.mesh),
        };
        let policy = Text::new(resource.meta.display_name());
        Some(Neighbour { policy, list, index: found.index, origin: found.origin(), reason })
    }
}

/// An item of a policy, by its position.
type Other<'a> = (&'a Meta, usize);

/// On which side of an item another one stands.
#[derive(Clone, Copy)]
enum Side {
    Over,
    Under,
}

/// Items of `from` may count as `rules`.
fn list_of(resource: &Resource) -> List {
    let has_rules = resource.spec.as_policy().is_some_and(|spec| !spec.rules.is_empty());
    if has_rules { List::Rules } else { List::From }
}

fn is_it(written: &Written<'_>, other: &Other<'_>) -> bool {
    std::ptr::eq(written.policy, other.0) && written.index == other.1
}
