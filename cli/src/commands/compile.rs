//! `kumascope compile`: what Envoys get.

use clap::{Args, ValueEnum};
use kumascope_core::{
    output::to_yaml,
    tree::{Map, Message, Node},
    world::ProxyKey,
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Format, Input, MetadataArguments},
    colour::Colours,
    engine,
    findings::Findings,
    misuse::Misuse,
    output, render,
    session::Session,
    summary,
    table::Table,
};

/// The arguments of `kumascope compile`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Compile {
    /// What is compiled.
    #[command(flatten)]
    input: Input,

    /// How proxies present themselves.
    #[command(flatten)]
    metadata: MetadataArguments,

    /// The proxy: MESH/NAME of a Dataplane, ingress/NAME or egress/NAME; all of them where nothing is given
    #[arg(short, long, help_heading = "Proxy", value_name = "MESH/NAME")]
    proxy: Option<String>,

    /// Print these types of resources only; several with commas
    #[arg(long, help_heading = "Output", value_name = "TYPES", value_enum, value_delimiter = ',')]
    only: Vec<Only>,

    /// How configurations are printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = Format::Yaml)]
    output: Format,
}

/// A type of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// envoy.config.cluster.v3.Cluster
    Clusters,
    /// envoy.config.listener.v3.Listener
    Listeners,
    /// envoy.config.endpoint.v3.ClusterLoadAssignment
    Endpoints,
    /// envoy.config.route.v3.RouteConfiguration; the routes of Dataplanes stand in their listeners
    Routes,
    /// envoy.extensions.transport_sockets.tls.v3.Secret
    Secrets,
}

const EXAMPLES: &str = "With one proxy, -o json prints {\"xds\": {TYPE URL: {NAME: RESOURCE}}}, as Kuma's `_config` endpoint does, and -o yaml
the same as one document. With all proxies, -o json prints one object {\"MESH/NAME\": {\"xds\": …}, …}, and -o yaml one
document `proxy: MESH/NAME, xds: …` for each. A proxy that was named with --proxy is one proxy, even if it is the only one.

Examples:
  kumascope compile mesh/ --proxy default/web
  kumascope compile mesh/ --proxy default/web -o json | jq '.xds | keys'
  kumascope compile mesh/ -o table --only clusters,endpoints
  kumascope compile mesh/ --proxy default/web --metadata bootstrap.yaml --shadow
  kumascope compile store.yaml --settled --cp-env KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES=true";

impl Compile {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let mut session = Session::open(&self.input)?;
        let proxies = session.select(self.proxy.as_deref(), colours)?;
        session.present(&proxies, &self.metadata, colours)?;
        let mut printer = Printer::new(self.output, self.proxy.is_some());
        let mut reports = vec![session.store.report.clone()];
        for proxy in &proxies {
            let compiled = engine::compile(&session.store, &session.world, proxy, session.shadow);
            reports.push(compiled.report);
            printer.add(proxy, &only(compiled.resources.to_node(), &self.only), &session)?;
        }
        printer.finish()?;
        let findings = Findings::of(&session.sources, reports);
        findings.print(colours.stderr);
        Ok(findings.verdict())
    }
}

/// Prints one configuration after another, so that a large mesh needs no memory for all.
struct Printer {
    format: Format,
    is_single: bool,
    is_first: bool,
    table: Table<5>,
}

impl Printer {
    fn new(format: Format, is_single: bool) -> Self {
        Self {
            format,
            is_single,
            is_first: true,
            table: Table::new(["PROXY", "TYPE", "NAME", "SUMMARY", "SET BY"]),
        }
    }

    fn add(&mut self, proxy: &ProxyKey, configuration: &Node, session: &Session) -> Result<(), Misuse> {
        match (self.format, self.is_single) {
            (Format::Json, true) => output::print(&format!("{}\n", configuration.to_json_pretty()))?,
            (Format::Json, false) => {
                let (begin, name) = (if self.is_first { "{" } else { "," }, proxy.to_string());
                let name = Node::string(name, configuration.origin).to_json();
                output::print(&format!(
                    "{begin}\n  {name}: {}",
                    output::nested(&configuration.to_json_pretty())
                ))?;
            }
            (Format::Yaml, true) => output::print(&to_yaml(configuration))?,
            (Format::Yaml, false) => {
                let named = Message::rule("proxy").constant("proxy", proxy.to_string());
                let xds =
                    configuration.get("xds").cloned().unwrap_or_else(|| Node::empty(configuration.origin));
                output::print(&format!("---\n{}", to_yaml(&named.with("xds", xds).into())))?;
            }
            (Format::Table, _) => self.add_rows(proxy, configuration, session),
        }
        self.is_first = false;
        Ok(())
    }

    fn finish(self) -> Result<(), Misuse> {
        match (self.format, self.is_single) {
            (Format::Json, false) => output::print(if self.is_first { "{}\n" } else { "\n}\n" }),
            (Format::Table, _) => output::print(&self.table.to_text()),
            _ => Ok(()),
        }
    }

    fn add_rows(&mut self, proxy: &ProxyKey, configuration: &Node, session: &Session) {
        for (url, messages) in members(configuration.get("xds")) {
            for (name, message) in members(Some(messages)) {
                let set_by = render::set_by(message.origin, &session.sources);
                let type_name = url.rsplit('.').next().unwrap_or(url);
                self.table.row([
                    proxy.to_string(),
                    type_name.into(),
                    name.into(),
                    summary::of(message),
                    set_by,
                ]);
            }
        }
    }
}

fn members(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    node.and_then(Node::as_map).into_iter().flatten().map(|entry| (entry.key.as_str(), &entry.value))
}

/// The configuration with the wanted types of messages; nothing wanted means all.
fn only(mut configuration: Node, wanted: &[Only]) -> Node {
    if wanted.is_empty() {
        return configuration;
    }
    let Some(xds) = configuration.as_map_mut().and_then(|map| map.get_mut("xds")) else {
        return configuration;
    };
    let kept: Map = members(Some(xds))
        .filter(|(url, _)| wanted.iter().any(|wanted| url.ends_with(wanted.message_name())))
        .map(|(url, messages)| (url.into(), messages.clone()))
        .collect();
    if let Some(map) = xds.as_map_mut() {
        *map = kept;
    }
    configuration
}

impl Only {
    /// Every type.
    pub(crate) const ALL: [Self; 5] =
        [Self::Clusters, Self::Listeners, Self::Endpoints, Self::Routes, Self::Secrets];

    /// The full name of the message.
    pub(crate) fn message_name(self) -> &'static str {
        match self {
            Self::Clusters => "envoy.config.cluster.v3.Cluster",
            Self::Listeners => "envoy.config.listener.v3.Listener",
            Self::Endpoints => "envoy.config.endpoint.v3.ClusterLoadAssignment",
            Self::Routes => "envoy.config.route.v3.RouteConfiguration",
            Self::Secrets => "envoy.extensions.transport_sockets.tls.v3.Secret",
        }
    }

    /// The word for it in arguments and short pointers.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Clusters => "clusters",
            Self::Listeners => "listeners",
            Self::Endpoints => "endpoints",
            Self::Routes => "routes",
            Self::Secrets => "secrets",
        }
    }
}
