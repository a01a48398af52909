//! Edits of zones, and which proxies they change: asked with all knowledge, and without compiling.

use std::collections::BTreeMap;

use kumascope_core::{
    Compiler, Store,
    compare::{Edit, configurations, impact, resources},
    settle,
    text::Sources,
    tree::Node,
    world::{ProxyKey, Shadow, World},
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::{
    compiled::present,
    mesh::{self, Zone},
    policy::Policy,
};

/// One thing that somebody does to the documents of a zone.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Adds a policy.
    Add(Policy),
    /// Removes a document that is no Mesh.
    Remove(Index),
    /// Writes another policy in the place of a document that is no Mesh and no Dataplane, under the same name.
    Replace(Index, Policy),
    /// Moves a Dataplane to another address.
    Move(Index),
    /// Gives a Dataplane another label and tag.
    Relabel(Index),
    /// Lets a Dataplane speak something else.
    Protocol(Index, &'static str),
    /// Lets a Dataplane reach one service only.
    Narrow(Index),
    /// Turns all documents around, without changing any.
    Reverse,
    /// Changes a document that everybody reads.
    Mesh,
}

/// Any edit of a few steps.
pub(crate) fn any_edit() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => mesh::any_policy().prop_map(Step::Add),
        3 => any::<Index>().prop_map(Step::Remove),
        4 => (any::<Index>(), mesh::any_policy()).prop_map(|(index, policy)| Step::Replace(index, policy)),
        2 => any::<Index>().prop_map(Step::Move),
        2 => any::<Index>().prop_map(Step::Relabel),
        1 => (any::<Index>(), prop::sample::select(vec!["http", "grpc", "tcp"]))
            .prop_map(|(index, protocol)| Step::Protocol(index, protocol)),
        2 => any::<Index>().prop_map(Step::Narrow),
        1 => Just(Step::Reverse),
        1 => Just(Step::Mesh),
    ];
    prop::collection::vec(step, 1..3)
}

/// The zone after an edit.
pub(crate) fn edited(zone: &Zone, edit: &[Step]) -> Zone {
    edit.iter().enumerate().fold(zone.clone(), |zone, (number, step)| after(zone, number, step))
}

fn after(mut zone: Zone, number: usize, step: &Step) -> Zone {
    let documents = &mut zone.documents;
    match step {
        Step::Add(policy) => documents.push(policy.document(&format!("added-{number}"))),
        Step::Remove(index) => {
            if let Some(place) = chosen(documents, *index, |kind| kind != "Mesh") {
                documents.remove(place);
            }
        }
        Step::Replace(index, policy) => {
            if let Some(place) = chosen(documents, *index, |kind| kind != "Mesh" && kind != "Dataplane") {
                let name = documents[place]["name"].as_str().unwrap_or_default().to_owned();
                documents[place] = policy.document(&name);
            }
        }
        Step::Move(index) => {
            change(documents, *index, |networking| networking["address"] = "10.9.9.9".into());
        }
        Step::Relabel(index) => {
            if let Some(place) = chosen(documents, *index, |kind| kind == "Dataplane") {
                documents[place]["labels"]["version"] = "v9".into();
                tag(&mut documents[place]["networking"], "version", "v9");
            }
        }
        Step::Protocol(index, protocol) => change(documents, *index, |networking| {
            tag(networking, "kuma.io/protocol", protocol);
        }),
        Step::Narrow(index) => change(documents, *index, |networking| {
            if let Some(capture) = networking.get_mut("transparentProxying") {
                capture["reachableBackends"] =
                    json!({"refs": [{"kind": "MeshService", "name": "service-0"}]});
                capture["reachableServices"] = json!(["service-0"]);
            }
        }),
        Step::Reverse => documents.reverse(),
        Step::Mesh => documents[0]["routing"]["localityAwareLoadBalancing"] = true.into(),
    }
    zone
}

fn chosen(documents: &[Value], index: Index, wanted: impl Fn(&str) -> bool) -> Option<usize> {
    let is_wanted = |document: &Value| document["type"].as_str().is_some_and(&wanted);
    let places: Vec<usize> = (0..documents.len()).filter(|place| is_wanted(&documents[*place])).collect();
    (!places.is_empty()).then(|| places[index.index(places.len())])
}

fn change(documents: &mut [Value], index: Index, change: impl Fn(&mut Value)) {
    if let Some(place) = chosen(documents, index, |kind| kind == "Dataplane") {
        change(&mut documents[place]["networking"]);
    }
}

/// Sets a tag of the first inbound, where there is one.
fn tag(networking: &mut Value, key: &str, value: &str) {
    if let Some(inbound) = networking.get_mut("inbound").and_then(|inbounds| inbounds.get_mut(0)) {
        inbound["tags"][key] = value.into();
    }
}

/// Both sides of an edit.
pub(crate) struct Sides {
    world: World,
    old: Store,
    new: Store,
}

/// How many proxies were compiled to know an impact, and how many there are.
pub(crate) struct Effort {
    pub(crate) compiled: usize,
    pub(crate) all: usize,
}

impl Sides {
    pub(crate) fn of(old: &Zone, new: &Zone) -> Self {
        let mut world = World::default();
        let (old_store, new_store) = (stored(old, &world), stored(new, &world));
        present(&mut world, &old_store, &old.features);
        present(&mut world, &new_store, &old.features);
        Self { world, old: old_store, new: new_store }
    }

    /// Every proxy whose configuration changes is among those that an edit can change, and the impact names these and no others.
    pub(crate) fn impact_is_complete(&self) -> Result<Effort, TestCaseError> {
        let (old, new) = (Compiler::new(&self.old, &self.world), Compiler::new(&self.new, &self.world));
        let changes = resources(&self.old, &self.new);
        let edit = Edit::between(&old, &new, &changes, Shadow::Exclude);
        let (before, after) = (all(&old, &self.old), all(&new, &self.new));
        let keys: std::collections::BTreeSet<&ProxyKey> = before.keys().chain(after.keys()).collect();
        let nothing = Node::empty(kumascope_core::origin::Origin::Rule(&"nothing"));
        let mut altered = Vec::new();
        let mut compiled = 0;
        for key in &keys {
            let (was, is) = (before.get(*key).unwrap_or(&nothing), after.get(*key).unwrap_or(&nothing));
            prop_assert!(was == is || edit.can_change(key), "{} was overlooked", key);
            compiled += usize::from(edit.can_change(key));
            if !configurations(was, is).is_empty() {
                altered.push((*key).clone());
            }
        }
        let found: Vec<ProxyKey> =
            impact(&old, &new, Shadow::Exclude).into_iter().map(|impact| impact.proxy).collect();
        prop_assert_eq!(found, altered);
        Ok(Effort { compiled, all: keys.len() })
    }
}

fn stored(zone: &Zone, world: &World) -> Store {
    let mut sources = Sources::default();
    sources.add("zone.yaml", zone.text());
    settle(&sources, world)
}

fn all(compiler: &Compiler<'_>, store: &Store) -> BTreeMap<ProxyKey, Node> {
    let compile = |key: ProxyKey| {
        let configuration = compiler.compile(&key, Shadow::Exclude).configuration.into_node();
        (key, configuration)
    };
    store.proxies().into_iter().map(compile).collect()
}
