//! The addresses and names that the control plane gives to services by tags, to ExternalServices and by VirtualOutbounds.
//!
//! They are kept nowhere in the store: the control plane hands them out in the order of their names, first to services,
//! then to hosts, then to names of VirtualOutbounds.

use std::net::IpAddr;

use super::{
    Domain, Mesh, SERVICE_LESS_PORT, SERVICE_TAG, Tags, dataplane::selects, endpoints::host_and_port,
};
use crate::{
    list::CollectVec as _,
    model::{Destination, Outbound, ServiceTags},
    origin::Traced,
    resource::{
        Creation, Spec, VirtualOutbound,
        dataplane::InboundState,
        template::{Template, Values},
        virtual_outbound::{TemplateParameter, VirtualOutboundConf},
        zone::AvailableService,
    },
    sorted::{SortedMap, sort_by_key},
    tree::Text,
    world::Dns,
};

const RULE: &str = "address of a service";

/// What an address is given to, in the order in which addresses are handed out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// A service by tags.
    Service(Text),
    /// The host of an ExternalService.
    Host(Text),
    /// The name that a VirtualOutbound makes.
    Virtual(Text),
}

/// A port, and the tags of what it leads to. Port 0 stands for the port that all services have.
type Port = (Traced<u32>, ServiceTags);

/// The outbounds and names of a mesh's services by tags; none in a mesh of service resources only.
pub(super) fn outbounds(mesh: &Mesh<'_>, dns: &Dns) -> (Vec<Outbound>, Vec<Domain>) {
    let (mut outbounds, mut domains) = (Vec::new(), Vec::new());
    let mut handed_out = 0;
    for (name, ports) in names(mesh, dns) {
        let Some(address) = address(&name, dns, &mut handed_out) else { continue };
        for domain in name.domains(dns) {
            domains.push(Domain { name: Traced::rule(domain, &RULE), address: address.clone() });
        }
        for (port, tags) in name.ports(ports, dns) {
            outbounds.push(Outbound { address: address.clone(), port, destination: Destination::Tags(tags) });
        }
    }
    (outbounds, domains)
}

/// The address of a host that is one, else the next of the range.
fn address(name: &Name, dns: &Dns, handed_out: &mut u128) -> Option<Traced<Text>> {
    if let Name::Host(host) = name
        && host.parse::<IpAddr>().is_ok()
    {
        return Some(Traced::rule(host.clone(), &RULE));
    }
    let next = dns.range.nth(*handed_out)?;
    *handed_out += 1;
    Some(Traced::rule(next.to_string().into(), &RULE))
}

impl Name {
    fn domains(&self, dns: &Dns) -> Vec<Text> {
        match self {
            Self::Service(service) => {
                let name: Text = format!("{service}.{}", dns.domain).into();
                let cleaned: Text = format!("{}.{}", service.replace('_', "."), dns.domain).into();
                if name == cleaned { vec![name] } else { vec![name, cleaned] }
            }
            Self::Host(name) | Self::Virtual(name) if is_dns_name(name) => vec![name.clone()],
            Self::Host(_) | Self::Virtual(_) => Vec::new(),
        }
    }

    /// The ports of the outbounds: services and named hosts have one that is the same for all.
    fn ports(&self, mut ports: Vec<Port>, dns: &Dns) -> Vec<Port> {
        sort_by_key(&mut ports, |(port, _)| port.value);
        if matches!(self, Self::Service(_)) {
            ports.truncate(1);
        }
        let common =
            ports.first().map(|(_, tags)| (Traced::rule(dns.port, &"port of all services"), tags.clone()));
        let has_common = ports.iter().any(|(port, _)| port.value == dns.port);
        ports.retain(|(port, _)| port.value != 0);
        let wants_common = match self {
            Self::Service(_) => true,
            Self::Host(name) => is_dns_name(name),
            Self::Virtual(_) => false,
        };
        ports.extend(common.filter(|_| wants_common && !has_common));
        ports
    }
}

/// All names of a mesh, with their ports.
fn names(mesh: &Mesh<'_>, dns: &Dns) -> SortedMap<Name, Vec<Port>> {
    let mut names = Names { mesh, dns, found: SortedMap::new() };
    for dataplane in by_age(mesh.dataplanes(), |dataplane| dataplane.meta.creation) {
        for inbound in &dataplane.spec.networking.inbound {
            if inbound.state.value != InboundState::Ignored && inbound.port.value != SERVICE_LESS_PORT {
                names.add_service(&inbound.tags, None);
                names.add_virtual(&inbound.tags);
            }
        }
    }
    for offered in offered_by_other_zones(mesh) {
        if offered.mesh.value == mesh.meta.name {
            names.add_service(&offered.tags, None);
        }
        names.add_virtual(&offered.tags);
    }
    for (_, spec) in &mesh.external_services {
        let Some(networking) = &spec.networking else { continue };
        let (host, port) = host_and_port(&networking.address);
        let tags: Tags = spec.tags.iter().filter(|(key, _)| *key == SERVICE_TAG).map(pair).collect();
        names.add_service(&tags, Some(port));
        if !networking.disable_host_dns_entry.value {
            names.add(Name::Host(host.value), port, tags.clone());
        }
        names.add_virtual(&tags);
    }
    names.found
}

/// The oldest first: of several that ask for one port of a name, it gets it.
fn by_age<T>(found: impl Iterator<Item = T>, creation: impl Fn(&T) -> Creation) -> Vec<T> {
    let mut found = found.collect_vec();
    sort_by_key(&mut found, creation);
    found
}

/// What other zones offer, whether or not they can be reached.
fn offered_by_other_zones<'a>(mesh: &Mesh<'a>) -> impl Iterator<Item = &'a AvailableService> {
    let resources = by_age(mesh.of_kind("ZoneIngress").iter(), |resource| resource.meta.creation);
    let ingresses = resources.into_iter().filter_map(|resource| match &resource.spec {
        Spec::ZoneIngress(ingress) => Some(ingress),
        _ => None,
    });
    let remote = ingresses.filter(|ingress| {
        ingress.zone.as_ref().is_some_and(|zone| !zone.is_empty() && zone.value != mesh.zone)
    });
    remote.flat_map(|ingress| &ingress.available_services)
}

struct Names<'n, 'a> {
    mesh: &'n Mesh<'a>,
    dns: &'n Dns,
    found: SortedMap<Name, Vec<Port>>,
}

impl Names<'_, '_> {
    fn add_service(&mut self, tags: &Tags, port: Option<Traced<u32>>) {
        let Some(service) =
            tags.get(SERVICE_TAG).filter(|service| !service.is_empty() && self.dns.service_names)
        else {
            return;
        };
        let tags = [(Text::new_static(SERVICE_TAG), service.clone())].into();
        self.add(Name::Service(service.value.clone()), port.unwrap_or(Traced::rule(0, &RULE)), tags);
    }

    /// The names that VirtualOutbounds make of these tags. What a template cannot fill, or what is no name or port, is left out.
    fn add_virtual(&mut self, tags: &Tags) {
        for conf in matching(self.mesh, tags) {
            let words: Vec<(&str, &str)> =
                conf.parameters.iter().filter_map(|word| filled(word, tags)).collect_vec();
            let words = Words(words);
            let render =
                |text: &str| Template::parse_without_labels(text).ok()?.render(&words).ok().map(Text::from);
            let host = render(&conf.host).filter(|host| is_dns_name(host));
            let port = render(&conf.port).and_then(|port| port.parse::<u16>().ok()).filter(|port| *port > 0);
            let (Some(host), Some(port)) = (host, port) else { continue };
            let keys = conf.parameters.iter().map(tag_key);
            let tags = keys.filter_map(|key| tags.get_key_value(key)).map(pair).collect();
            self.add(Name::Virtual(host), Traced::new(port.into(), conf.port.origin), tags);
        }
    }

    /// The first to ask for a port of a name gets it.
    fn add(&mut self, name: Name, port: Traced<u32>, tags: Tags) {
        let ports = self.found.entry(name).or_default();
        if ports.iter().all(|(present, _)| *present != port) {
            ports.push((port, ServiceTags(tags)));
        }
    }
}

/// The words of a VirtualOutbound.
struct Words<'t>(Vec<(&'t str, &'t str)>);

impl Values for Words<'_> {
    fn field(&self, name: &str) -> Option<Text> {
        self.0.iter().find(|(word, _)| *word == name).map(|(_, value)| Text::new(value))
    }

    fn label(&self, _: &str) -> Option<Text> {
        None
    }

    fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(word, _)| *word).collect_vec()
    }

    fn type_name(&self) -> &'static str {
        "map[string]string"
    }
}

/// The VirtualOutbounds that select these tags, the most specific first, then the newest.
pub fn matching<'a>(mesh: &Mesh<'a>, tags: &Tags) -> Vec<&'a VirtualOutboundConf> {
    let mut found: Vec<(_, &VirtualOutboundConf)> = mesh
        .of_kind("VirtualOutbound")
        .iter()
        .filter_map(|resource| match &resource.spec {
            Spec::VirtualOutbound(spec) => {
                Some(((rank(spec, tags)?, resource.meta.creation), spec.conf.as_ref()?))
            }
            _ => None,
        })
        .collect_vec();
    sort_by_key(&mut found, |(rank, _)| std::cmp::Reverse(*rank));
    found.into_iter().map(|(_, conf)| conf).collect_vec()
}

/// How many tags the best matching selector has, and how many of them are exact.
fn rank(spec: &VirtualOutbound, tags: &Tags) -> Option<(usize, usize)> {
    let ranks = spec.selectors.iter().filter(|selector| selects(&selector.matches, tags)).map(|selector| {
        let any = selector.matches.values().filter(|value| value.value == "*").count();
        (selector.matches.len(), selector.matches.len() - any)
    });
    ranks.max().filter(|rank| *rank > (0, 0))
}

fn filled<'t>(word: &'t TemplateParameter, tags: &'t Tags) -> Option<(&'t str, &'t str)> {
    Some((word.name.value.as_str(), tags.get(tag_key(word))?.value.as_str()))
}

fn tag_key(word: &TemplateParameter) -> &str {
    let key = word.tag_key.as_ref().filter(|key| !key.is_empty());
    key.unwrap_or(&word.name).value.as_str()
}

fn pair((key, value): (&Text, &Traced<Text>)) -> (Text, Traced<Text>) {
    (key.clone(), value.clone())
}

/// Whether a text is a name of DNS, underscores included, and no address.
fn is_dns_name(text: &str) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let label = |label: &str| {
        let bytes = label.as_bytes();
        bytes.len() <= 63
            && bytes.first().is_some_and(letter)
            && bytes.iter().all(|byte| letter(byte) || *byte == b'-')
    };
    let name = text.strip_suffix('.').unwrap_or(text);
    name.len() <= 255 && text.parse::<IpAddr>().is_err() && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::is_dns_name;

    #[test]
    fn names_of_dns_are_told_from_addresses() {
        assert!(is_dns_name("bank.example.org") && is_dns_name("a_b.c") && is_dns_name("localhost"));
        assert!(!is_dns_name("10.0.0.1") && !is_dns_name("") && !is_dns_name("-a.b") && !is_dns_name("a..b"));
    }
}
