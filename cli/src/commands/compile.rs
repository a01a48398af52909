//! `kumascope compile`: what Envoys get.

use clap::{Args, ValueEnum};
use kumascope_core::{
    envoy::{Configuration, Messages, Resource},
    origin::Origin,
    output::{messages, to_yaml},
    report::{Report, Severity},
    tree::{Message, Node},
    world::ProxyKey,
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Format, Input, MetadataArguments},
    colour::{Colour, Colours},
    findings::Findings,
    misuse::Misuse,
    output, overview, render,
    session::Session,
    summary,
    table::{Cells as _, Table},
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
-o table shows where one proxy listens, what it calls and which policies hold where; a line for each of all proxies; or, with
--only, a line for each message.

Examples:
  kumascope compile mesh/ --proxy default/web
  kumascope compile mesh/ --proxy default/web -o json | jq '.xds | keys'
  kumascope compile mesh/ --proxy default/web -o table
  kumascope compile mesh/ -o table --only clusters,endpoints
  kumascope compile mesh/ --proxy default/web --metadata bootstrap.yaml --shadow
  kumascope compile store.yaml --settled --cp-env KUMA_EXPERIMENTAL_AUTO_REACHABLE_SERVICES=true";

impl Compile {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let mut session = Session::open(&self.input)?;
        let proxies = session.select(self.proxy.as_deref(), colours)?;
        session.present(&proxies, &self.metadata, colours)?;
        let content = if self.only.is_empty() { Content::Overview } else { Content::Messages };
        let is_single = self.proxy.is_some();
        let printer = Printer { format: self.output, content, is_single, colour: colours.stdout };
        let head = if content == Content::Overview { overview::HEAD } else { HEAD };
        let (mut reports, mut rows, mut count) = (vec![session.store.report.clone()], Table::new(head), 0);
        let work = |proxy: &ProxyKey, (mut messages, report): (Messages, Report)| {
            keep(&mut messages, &self.only);
            (report, printer.print(proxy, messages, &session))
        };
        let meshes = session.compile_all(&proxies, work, |(report, printed)| {
            reports.push(report);
            count += 1;
            match printed {
                Printed::Text(text) => output::print(&format!("{}{text}", printer.before(count))),
                Printed::Rows(new) => {
                    for row in new {
                        rows.row(row);
                    }
                    Ok(())
                }
            }
        })?;
        reports.push(meshes);
        output::print(&printer.after(count, &rows))?;
        let findings = Findings::of(&session.sources, reports);
        findings.print(colours.stderr);
        Ok(findings.verdict(Severity::Error))
    }
}

const HEAD: [&str; 5] = ["PROXY", "TYPE", "NAME", "SUMMARY", "SET BY"];

/// Prints one configuration after another, so that a large mesh needs no memory for all.
struct Printer {
    format: Format,
    content: Content,
    is_single: bool,
    colour: Colour,
}

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// Proxies: where they listen, what they call, and which policies hold where.
    Overview,
    /// Messages of Envoy, one line each.
    Messages,
}

/// What is printed of one configuration.
enum Printed {
    Text(String),
    Rows(Vec<[String; 5]>),
}

impl Printer {
    fn print(&self, proxy: &ProxyKey, messages: Messages, session: &Session) -> Printed {
        Printed::Text(match (self.format, self.is_single) {
            (Format::Json, true) => format!("{}\n", messages::to_json_nested(messages, 0)),
            (Format::Json, false) => {
                let name = Node::string(proxy.to_string(), Origin::Rule(&"proxy")).to_json();
                format!("{name}: {}", messages::to_json_nested(messages, 1))
            }
            (Format::Yaml, true) => messages::to_yaml(messages),
            (Format::Yaml, false) => {
                let name = Message::rule(&"proxy").constant("proxy", proxy.to_string());
                format!("{}{}", to_yaml(&name.into()), messages::to_yaml(messages))
            }
            (Format::Table, _) => return self.table(proxy, messages, session),
        })
    }

    /// A page for one proxy and a line in the list of all. Of a zone proxy alone, its messages.
    fn table(&self, proxy: &ProxyKey, messages: Messages, session: &Session) -> Printed {
        let overview = || session.overview(proxy);
        match (self.content, self.is_single) {
            (Content::Messages, _) => Printed::Rows(rows(proxy, messages, session)),
            (Content::Overview, false) => {
                Printed::Rows(vec![overview::line(proxy, &overview().unwrap_or_default())])
            }
            (Content::Overview, true) => Printed::Text(match overview() {
                Some(found) => {
                    let configuration = Configuration::from(messages).into_node();
                    overview::page(&found, &configuration, &session.sources, self.colour)
                }
                None => list(rows(proxy, messages, session)).to_text(),
            }),
        }
    }

    /// What stands before the configuration of that number, counted from 1.
    fn before(&self, count: usize) -> &'static str {
        match (self.format, self.is_single) {
            (Format::Json, false) if count == 1 => "{\n  ",
            (Format::Json, false) => ",\n  ",
            (Format::Yaml, false) => "---\n",
            _ => "",
        }
    }

    /// What stands after so many configurations.
    fn after(&self, count: usize, rows: &Table<5>) -> String {
        match (self.format, self.is_single) {
            (Format::Json, false) if count == 0 => "{}\n".into(),
            (Format::Json, false) => "\n}\n".into(),
            (Format::Table, true) if self.content == Content::Overview => String::new(),
            (Format::Table, _) if self.content == Content::Overview => rows.fitted(self.colour),
            (Format::Table, _) => rows.to_text(),
            _ => String::new(),
        }
    }
}

fn list(rows: Vec<[String; 5]>) -> Table<5> {
    let mut table = Table::new(HEAD);
    rows.into_iter().for_each(|row| table.row(row));
    table
}

/// A line for each message.
fn rows(proxy: &ProxyKey, messages: Messages, session: &Session) -> Vec<[String; 5]> {
    let row = |found: Resource| {
        let type_name = found.resource_type.message_name();
        let type_name = type_name.rsplit('.').next().unwrap_or(type_name).to_owned();
        let set_by = render::set_by(found.message.origin, &session.sources);
        [proxy.to_string(), type_name, found.name.to_string(), summary::of(&found.message), set_by]
    };
    messages.map(row).collect()
}

/// Keeps the wanted types of messages; nothing wanted means all.
fn keep(messages: &mut Messages, wanted: &[Only]) {
    if !wanted.is_empty() {
        messages.keep(&|found| wanted.iter().any(|wanted| wanted.message_name() == found.message_name()));
    }
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
