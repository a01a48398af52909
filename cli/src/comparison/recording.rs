//! Configurations that were recorded from running proxies, or printed before.

use kumascope_core::{
    compare::{Live, LiveName, read_live},
    message::ResourceType,
    sorted::SortedSet,
    text::{Sources, parse_values},
    tree::Node,
    world::{ProxyKey, ProxyType},
};

use super::causes;
use crate::misuse::Misuse;

/// Recorded configurations.
#[derive(Debug)]
pub(super) struct Recording {
    /// The text that they were read from.
    pub(super) sources: Sources,
    live: Vec<Live>,
    /// Whose configuration each is, in the same order.
    proxies: Vec<ProxyKey>,
}

/// The recordings in the one file of a side; nothing where it holds something else.
pub(super) fn read(sources: &Sources) -> Result<Option<Vec<Live>>, Misuse> {
    let mut all = sources.iter();
    let (Some((id, source)), None) = (all.next(), all.next()) else { return Ok(None) };
    if !["xds", "configs"].iter().any(|word| source.text().contains(word)) {
        return Ok(None);
    }
    let mut found = Vec::new();
    for document in parse_values(sources, id).0 {
        let Some(live) = read_live(&document.root) else { return Ok(None) };
        found.extend(live.map_err(|fault| {
            let place = fault.origin.location().map(|location| causes::line(location, sources));
            Misuse::new(format!("{}: {}", place.unwrap_or_default(), fault.reason))
                .help("a recording holds messages of Envoy: Kuma's `_config`, Envoy's `/config_dump`, or `kumascope compile`")
        })?);
    }
    Ok(Some(found).filter(|found| !found.is_empty()))
}

impl Recording {
    pub(super) fn new(sources: Sources, live: Vec<Live>) -> Self {
        let proxies = live.iter().filter_map(|live| key(&live.name)).collect();
        Self { sources, live, proxies }
    }

    pub(super) fn proxies(&self) -> Vec<ProxyKey> {
        self.proxies.clone()
    }

    /// Finds out whose configurations these are: as they say, as is chosen, or of the only proxy of the other side.
    pub(super) fn name(&mut self, chosen: Option<&str>, others: &[ProxyKey]) -> Result<(), Misuse> {
        let proxies = self.live.iter().map(|live| match (&live.name, chosen, others) {
            (LiveName::Unknown, Some(name), _) => Ok(parse(name)),
            (LiveName::Unknown, None, [only]) => Ok(only.clone()),
            (LiveName::Unknown, None, _) => {
                Err(Misuse::new("the recording does not say whose configuration it is")
                    .help("choose the proxy with --proxy MESH/NAME"))
            }
            (name, _, _) => {
                let known = others.iter().find(|proxy| name.means(proxy)).cloned();
                Ok(known.or_else(|| key(name)).unwrap_or_else(|| parse("")))
            }
        });
        self.proxies = proxies.collect::<Result<_, _>>()?;
        Ok(())
    }

    pub(super) fn configuration(&self, proxy: &ProxyKey) -> Option<Node> {
        let own = self.proxies.iter().zip(&self.live).find(|(own, _)| *own == proxy);
        own.map(|(_, live)| live.configuration.clone())
    }

    /// The types of messages that all of them know.
    pub(super) fn types(&self) -> SortedSet<ResourceType> {
        let known = |found: &ResourceType| self.live.iter().all(|live| live.types.contains(found));
        ResourceType::ALL.into_iter().filter(known).collect()
    }
}

/// The proxy that a recording names by itself.
fn key(name: &LiveName) -> Option<ProxyKey> {
    match name {
        LiveName::Unknown => None,
        LiveName::Proxy(name) => Some(parse(name)),
        LiveName::Node(id) => {
            let (mesh, name) = id.split_once('.').unwrap_or(("", id));
            Some(ProxyKey::dataplane(mesh, name))
        }
    }
}

/// The proxy of a printed name.
fn parse(name: &str) -> ProxyKey {
    match name.split_once('/') {
        Some(("ingress", name)) => {
            ProxyKey { proxy_type: ProxyType::Ingress, mesh: "".into(), name: name.into() }
        }
        Some(("egress", name)) => {
            ProxyKey { proxy_type: ProxyType::Egress, mesh: "".into(), name: name.into() }
        }
        Some((mesh, name)) => ProxyKey::dataplane(mesh, name),
        None => ProxyKey::dataplane("", name),
    }
}
