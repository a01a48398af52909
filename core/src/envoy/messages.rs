//! The messages of a proxy one after the other, so that a large mesh needs memory for the places and for one message.

use std::{mem, vec};

use super::{
    Configuration, Resource, ResourceType, cluster, endpoint, listener, recurring::Recurring, runtime, secret,
};
use crate::{
    list::CollectVec as _,
    model::{Cluster, EndpointGroup, Listener, Proxy, RuntimeLayer, Secret},
    sorted::{SortedSet, sort_by},
    tree::Text,
};

/// What an Envoy gets, in the order in which it is printed: by type, then by name. A message is made when it is asked for.
/// [`Configuration`] has all of them at once.
#[derive(Debug, Default)]
pub struct Messages {
    /// Types that the answer names even when there is no message of them.
    pub always: SortedSet<ResourceType>,
    source: Source,
}

/// Where messages come from.
#[derive(Debug)]
enum Source {
    /// Places that are lowered one by one.
    Places(Box<Lowering>),
    /// Messages that are there already, as those that policies edited.
    Made(vec::IntoIter<Resource>),
}

/// Places in the order of their names.
#[derive(Debug)]
struct Lowering {
    clusters: vec::IntoIter<Cluster>,
    endpoints: vec::IntoIter<EndpointGroup>,
    listeners: vec::IntoIter<Listener>,
    secrets: vec::IntoIter<Secret>,
    runtime_layers: vec::IntoIter<RuntimeLayer>,
    recurring: Recurring,
}

impl Messages {
    /// Turns the places of a proxy into messages. Of several with one type and name there is the last.
    pub fn of(proxy: Proxy) -> Self {
        let lowering = Lowering {
            clusters: in_order(proxy.clusters, |cluster| &cluster.name),
            endpoints: in_order(proxy.endpoints, |group| &group.cluster_name),
            listeners: in_order(proxy.listeners, |listener| &listener.name),
            secrets: in_order(proxy.secrets, |secret| &secret.name),
            runtime_layers: in_order(proxy.runtime_layers, |layer| &layer.name),
            recurring: Recurring::default(),
        };
        Self { always: SortedSet::new(), source: Source::Places(Box::new(lowering)) }
    }

    /// Leaves out messages of types that are not wanted; what was to be lowered for them is not.
    pub fn keep(&mut self, wanted: &dyn Fn(ResourceType) -> bool) {
        self.always = mem::take(&mut self.always).into_iter().filter(|found| wanted(*found)).collect();
        match &mut self.source {
            Source::Places(lowering) => lowering.keep(wanted),
            Source::Made(messages) => {
                let kept = messages.filter(|message| wanted(message.resource_type)).collect_vec();
                *messages = kept.into_iter();
            }
        }
    }
}

impl Iterator for Messages {
    type Item = Resource;

    fn next(&mut self) -> Option<Resource> {
        match &mut self.source {
            Source::Places(lowering) => lowering.next(),
            Source::Made(messages) => messages.next(),
        }
    }
}

impl Lowering {
    fn keep(&mut self, wanted: &dyn Fn(ResourceType) -> bool) {
        leave_out_unless(wanted(ResourceType::Cluster), &mut self.clusters);
        leave_out_unless(wanted(ResourceType::Endpoint), &mut self.endpoints);
        leave_out_unless(wanted(ResourceType::Listener), &mut self.listeners);
        leave_out_unless(wanted(ResourceType::Secret), &mut self.secrets);
        leave_out_unless(wanted(ResourceType::Runtime), &mut self.runtime_layers);
    }

    fn next(&mut self) -> Option<Resource> {
        if let Some(cluster) = next(&mut self.clusters, |cluster| &cluster.name) {
            return Some(cluster::lower(cluster, &mut self.recurring));
        }
        if let Some(group) = next(&mut self.endpoints, |group| &group.cluster_name) {
            return Some(endpoint::lower_resource(group));
        }
        if let Some(listener) = next(&mut self.listeners, |listener| &listener.name) {
            return Some(listener::lower(listener, &mut self.recurring));
        }
        if let Some(secret) = next(&mut self.secrets, |secret| &secret.name) {
            return Some(secret::lower(secret));
        }
        next(&mut self.runtime_layers, |layer| &layer.name).map(runtime::lower)
    }
}

fn leave_out_unless<T>(wanted: bool, places: &mut vec::IntoIter<T>) {
    if !wanted {
        *places = Vec::new().into_iter();
    }
}

fn in_order<T>(mut places: Vec<T>, name: fn(&T) -> &Text) -> vec::IntoIter<T> {
    sort_by(&mut places, |left, right| name(left).cmp(name(right)));
    places.into_iter()
}

/// The next place, of those with one name the last.
fn next<T>(places: &mut vec::IntoIter<T>, name: fn(&T) -> &Text) -> Option<T> {
    loop {
        let place = places.next()?;
        let following = places.as_slice().first();
        if following.is_none_or(|following| name(following) != name(&place)) {
            return Some(place);
        }
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::Made(Vec::new().into_iter())
    }
}

impl From<Messages> for Configuration {
    fn from(mut messages: Messages) -> Self {
        let mut configuration: Self = messages.by_ref().collect();
        for resource_type in messages.always {
            configuration.serve(resource_type);
        }
        configuration
    }
}

impl From<Configuration> for Messages {
    fn from(configuration: Configuration) -> Self {
        let (always, messages) = configuration.into_messages();
        Self { always, source: Source::Made(messages.into_iter()) }
    }
}
