//! A store without one line of a policy.

use crate::{
    list::CollectVec as _,
    origin::{Location, Origin},
    policies::POLICIES,
    policy::{List, Written, contains},
    resource::{Kind, PolicySpec, Resource, Spec, schema::Decoder},
    store::Store,
    tree::{Node, Value},
};

/// The store without the field of a policy that stands there, or without what cannot stand without it: the message around it, its
/// item, its policy. Nothing where no policy has this line.
pub(super) fn line(store: &Store, line: Location) -> Option<Store> {
    let is_policy =
        |resource: &Resource| resource.spec.as_policy().is_some() || resource.spec.connections().is_some();
    let holds =
        |resource: &Resource| resource.meta.origin.location().is_some_and(|whole| contains(whole, line));
    let index = store.resources.iter().position(|resource| is_policy(resource) && holds(resource))?;
    let mut resources = store.resources.clone();
    let is_changed = resources.get_mut(index).is_some_and(|resource| cut(resource, line));
    if !is_changed {
        resources.remove(index);
    }
    Some(Store { resources, ..Store::default() })
}

/// Takes a line out of the conf in which it stands, or the item of the conf out of its list. Whether there is such a conf.
fn cut(resource: &mut Resource, line: Location) -> bool {
    let kind = resource.meta.kind;
    let Some((list, index)) = Written::at(resource, line).map(|found| (found.list, found.index)) else {
        return false;
    };
    let Spec::Policy(spec) = &mut resource.spec else { return false };
    match conf(spec, list, index) {
        Some(conf) => {
            if let Some(shorter) = shorter(conf, line, kind) {
                *conf = shorter;
                return true;
            }
            remove(spec, list, index)
        }
        None => false,
    }
}

fn conf(spec: &mut PolicySpec, list: List, index: usize) -> Option<&mut Node> {
    match list {
        List::To => spec.to.get_mut(index).map(|item| &mut item.conf),
        List::From => spec.from.get_mut(index).map(|item| &mut item.conf),
        List::Rules => spec.rules.get_mut(index).map(|item| &mut item.conf),
        List::Default => spec.default.as_mut(),
    }
}

fn remove(spec: &mut PolicySpec, list: List, index: usize) -> bool {
    match list {
        List::To => drop(spec.to.remove(index)),
        List::From => drop(spec.from.remove(index)),
        List::Rules => drop(spec.rules.remove(index)),
        List::Default => return false,
    }
    true
}

/// The conf without the smallest field around a line that can be left out.
fn shorter(conf: &Node, line: Location, kind: Kind) -> Option<Node> {
    let path = path(conf, Origin::Field(line))?;
    (1..=path.len()).rev().find_map(|depth| {
        let mut less = conf.clone();
        leave_out(&mut less, path.get(..depth)?);
        is_sound(&less, kind).then_some(less)
    })
}

/// Positions of members and items on the way to the deepest node of that origin.
fn path(node: &Node, origin: Origin) -> Option<Vec<usize>> {
    let children: Vec<&Node> = match &node.value {
        Value::Map(members) => members.iter().map(|entry| &entry.value).collect_vec(),
        Value::List(items) => items.iter().collect_vec(),
        _ => Vec::new(),
    };
    let below = children.into_iter().enumerate().find_map(|(index, child)| {
        let mut path = path(child, origin)?;
        path.insert(0, index);
        Some(path)
    });
    below.or_else(|| (node.origin == origin).then(Vec::new))
}

fn leave_out(node: &mut Node, path: &[usize]) {
    let Some((first, rest)) = path.split_first() else { return };
    match &mut node.value {
        Value::Map(members) => {
            let Some(entry) = members.iter_mut().nth(*first) else { return };
            if rest.is_empty() {
                let key = entry.key.clone();
                members.remove(&key);
            } else {
                leave_out(&mut entry.value, rest);
            }
        }
        Value::List(items) if rest.is_empty() && *first < items.len() => drop(items.remove(*first)),
        Value::List(items) => items.get_mut(*first).into_iter().for_each(|item| leave_out(item, rest)),
        _ => {}
    }
}

/// Whether a conf is one that its policy can read.
fn is_sound(conf: &Node, kind: Kind) -> bool {
    let policy = POLICIES.iter().find(|policy| policy.kind.info.name == kind.0.name);
    let mut decoder = Decoder::default();
    policy.is_some_and(|policy| (policy.kind.normalize)(conf, &mut decoder).is_some())
        && decoder.report.diagnostics.is_empty()
}
