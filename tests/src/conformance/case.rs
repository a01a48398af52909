//! One recorded case: the input, and what a real control plane answered.

use std::collections::BTreeMap;

use kumascope_core::{
    text::{Sources, parse_values},
    tree::Node,
    world::{ProxyKey, ProxyType},
};

/// A recorded case.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// Its name: the group, a slash, and its own name.
    pub name: String,
    /// The text of what was written, the description first.
    pub input: String,
    /// The variables of kuma-cp that differ from the corpus' defaults.
    pub variables: Vec<(String, String)>,
    /// The text of the store once nothing changed any more.
    pub settled: String,
    /// The resources that were refused: kind, mesh, name.
    pub refused: Vec<(String, String, String)>,
    /// The proxies that were refused, as the recording words it.
    pub errors: Vec<String>,
    /// What was recorded of each proxy.
    pub proxies: BTreeMap<ProxyKey, RecordedProxy>,
}

/// What was recorded of a proxy.
#[derive(Clone, Debug, Default)]
pub struct RecordedProxy {
    /// `request`, `bootstrap` and `kumaSidecarConfiguration`.
    pub bootstrap: Option<Node>,
    /// `xds`.
    pub xds: Option<Node>,
    /// `xds`, with shadow policies.
    pub shadow: Option<Node>,
    /// The effective rules.
    pub rules: Option<Node>,
    /// The layout.
    pub layout: Option<Node>,
}

impl Case {
    /// Reads the files of a case.
    pub fn read(name: &str, files: &BTreeMap<String, Vec<u8>>) -> Self {
        let text = |file: &str| {
            files.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
        };
        let input = text("input.yaml");
        let mut case = Self {
            name: name.to_owned(),
            variables: variables(&input),
            settled: text("settled.yaml"),
            refused: documents(&text("rejected.yaml")).first().map(refused).unwrap_or_default(),
            errors: strings(&documents(&text("errors.yaml"))),
            input,
            proxies: BTreeMap::new(),
        };
        for (file, bytes) in files {
            if let Some((key, part)) = file.strip_prefix("proxies/").and_then(proxy_file) {
                let node = documents(&String::from_utf8_lossy(bytes)).into_iter().next();
                let proxy = case.proxies.entry(key).or_default();
                *proxy.part(part) = node;
            }
        }
        case
    }

    /// The group of the case: everything before its own name.
    pub fn group(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(group, _)| group)
    }
}

impl RecordedProxy {
    fn part(&mut self, part: Part) -> &mut Option<Node> {
        match part {
            Part::Bootstrap => &mut self.bootstrap,
            Part::Xds => &mut self.xds,
            Part::Shadow => &mut self.shadow,
            Part::Rules => &mut self.rules,
            Part::Layout => &mut self.layout,
        }
    }
}

#[derive(Clone, Copy)]
enum Part {
    Bootstrap,
    Xds,
    Shadow,
    Rules,
    Layout,
}

/// `mesh.name.part.yaml`; zone proxies are `ingress.name…` and `egress.name…`.
fn proxy_file(file: &str) -> Option<(ProxyKey, Part)> {
    const PARTS: [(&str, Part); 5] = [
        (".bootstrap.yaml", Part::Bootstrap),
        (".shadow.xds.yaml", Part::Shadow),
        (".xds.yaml", Part::Xds),
        (".rules.yaml", Part::Rules),
        (".layout.yaml", Part::Layout),
    ];
    let (proxy, part) = PARTS.iter().find_map(|(ending, part)| Some((file.strip_suffix(ending)?, *part)))?;
    let (mesh, name) = proxy.split_once('.')?;
    let zone_proxy = |proxy_type| ProxyKey { proxy_type, mesh: "".into(), name: name.into() };
    let key = match mesh {
        "ingress" => zone_proxy(ProxyType::Ingress),
        "egress" => zone_proxy(ProxyType::Egress),
        mesh => ProxyKey::dataplane(mesh, name),
    };
    Some((key, part))
}

/// The documents of a YAML text.
pub(crate) fn documents(text: &str) -> Vec<Node> {
    let mut sources = Sources::default();
    let id = sources.add("recording", text);
    parse_values(&sources, id).0.into_iter().map(|document| document.root).collect()
}

fn variables(input: &str) -> Vec<(String, String)> {
    let case = documents(input).into_iter().next();
    let cp = case.as_ref().and_then(|case| case.get("cp")).and_then(Node::as_map);
    let pairs = cp.into_iter().flatten().map(|entry| {
        let value = entry.value.as_str().map_or_else(|| entry.value.to_json(), str::to_owned);
        (entry.key.to_string(), value)
    });
    pairs.collect()
}

fn refused(list: &Node) -> Vec<(String, String, String)> {
    let text =
        |node: &Node, field: &str| node.get(field).and_then(Node::as_str).unwrap_or_default().to_owned();
    let is_refused =
        |node: &&Node| node.get("status").and_then(Node::as_u64).is_some_and(|status| status >= 400);
    let items = list.as_list().unwrap_or_default().iter().filter(is_refused);
    items.map(|item| (text(item, "type"), text(item, "mesh"), text(item, "name"))).collect()
}

fn strings(documents: &[Node]) -> Vec<String> {
    let items = documents.first().and_then(Node::as_list).unwrap_or_default();
    items.iter().filter_map(Node::as_str).map(str::to_owned).collect()
}
