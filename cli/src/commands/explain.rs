//! `kumascope explain`: who set a field.

use std::path::PathBuf;

use annotate_snippets::{AnnotationKind, Level};
use clap::{Args, ValueEnum};
use kumascope_core::report::Severity;
use kumascope_core::{
    origin::Origin,
    output::{Explanation, Leaf, explain},
    text::Sources,
    tree::{Message, Node, Pointer},
};

use crate::{
    Verdict,
    arguments::{ControlPlaneArguments, EXIT_CODES, MetadataArguments},
    colour::{Colour, Colours},
    findings::{self, Findings},
    misuse::Misuse,
    output, pointer,
    render::{self, Mark},
    session::Session,
    table::Table,
};

/// The arguments of `kumascope explain`.
#[derive(Debug, Args)]
#[command(override_usage = USAGE, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Explain {
    /// Files, folders or `-`, as for `compile`; and last the place in the configuration: a JSON pointer below {"xds": …}
    ///
    /// `/xds` may be left out, and `clusters`, `listeners`, `endpoints`, `routes` or `secrets` stands for the type URL. A `/` in a
    /// name is written `~1`.
    // One list, because arguments between options would otherwise belong to the paths alone.
    #[arg(required = true, num_args = 1.., value_name = "PATH|JSON-POINTER")]
    arguments: Vec<PathBuf>,

    /// How the control plane reads it.
    #[command(flatten)]
    control_plane: ControlPlaneArguments,

    /// The proxy: MESH/NAME of a Dataplane, ingress/NAME or egress/NAME; needed where there are several
    #[arg(short, long, help_heading = "Proxy", value_name = "MESH/NAME")]
    proxy: Option<String>,

    /// How proxies present themselves.
    #[command(flatten)]
    metadata: MetadataArguments,

    /// How the fields are printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = ExplainFormat::Text)]
    output: ExplainFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    /// With the lines of the sources
    Text,
    /// A list of maps with pointer, value and origin
    Json,
    /// One line for each field
    Table,
}

const USAGE: &str = "kumascope explain [OPTIONS] <PATH>... <JSON-POINTER>";

const EXAMPLES: &str = "Every field at the place and below it is shown with what set it: a line of the input, a default that stands because nobody
wrote the field, or a rule of the control plane that nothing overrides.

Examples:
  kumascope explain mesh/ --proxy default/web /clusters/api/connectTimeout
  kumascope explain mesh/ --proxy default/web /clusters/api -o table
  kumascope explain mesh/ --proxy default/web '/xds/type.googleapis.com~1envoy.config.cluster.v3.Cluster/api/connectTimeout'";

impl Explain {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let (paths, pointer) = self.paths_and_pointer()?;
        let mut session = Session::of(paths, &self.control_plane)?;
        let proxy = session.select_one(self.proxy.as_deref(), colours)?;
        session.present(std::slice::from_ref(&proxy), &self.metadata, colours)?;
        let compiled = session.compile(&proxy);
        let findings = Findings::of(&session.sources, [session.store.report.clone(), compiled.report]);
        let configuration = compiled.configuration.into_node();
        let place =
            pointer::resolve(pointer, &configuration).inspect_err(|_| findings.print(colours.stderr))?;
        if let Some(explanation) = explain(&configuration, &place) {
            output::print(&match self.output {
                ExplainFormat::Text => text(&explanation, &session.sources, colours.stdout),
                ExplainFormat::Json => format!("{}\n", list(&explanation, &session.sources).to_json_pretty()),
                ExplainFormat::Table => table(&explanation, &session.sources),
            })?;
        }
        Ok(findings.verdict(Severity::Error))
    }

    fn paths_and_pointer(&self) -> Result<(&[PathBuf], &str), Misuse> {
        match self.arguments.split_last() {
            Some((pointer, paths)) if !paths.is_empty() => {
                let pointer = pointer.to_str().ok_or_else(|| Misuse::new("the JSON pointer is not UTF-8"))?;
                Ok((paths, pointer))
            }
            _ => Err(Misuse::new("there is no JSON pointer").help(format!("usage: {USAGE}"))),
        }
    }
}

/// The fields in the order in which they stand, those that one place set together.
fn text(explanation: &Explanation<'_>, sources: &Sources, colour: Colour) -> String {
    let mut groups: Vec<(Origin, Vec<&Leaf<'_>>)> = Vec::new();
    for leaf in &explanation.leaves {
        match groups.iter_mut().find(|(origin, _)| *origin == leaf.origin()) {
            Some((_, leaves)) => leaves.push(leaf),
            None => groups.push((leaf.origin(), vec![leaf])),
        }
    }
    let shown =
        groups.iter().map(|(origin, leaves)| group(*origin, leaves, &explanation.pointer, sources, colour));
    shown.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn group(origin: Origin, leaves: &[&Leaf<'_>], below: &Pointer, sources: &Sources, colour: Colour) -> String {
    let lines: Vec<String> = leaves
        .iter()
        .map(|leaf| format!("{} = {}", relative(&leaf.pointer, below), shown(leaf.node)))
        .collect();
    let title = lines.join("\n");
    let group = match origin {
        Origin::Field(location) => {
            let mark = Mark { location, kind: AnnotationKind::Primary, label: "set here" };
            Level::NOTE.with_name("field").primary_title(&title).elements(render::snippets(&[mark], sources))
        }
        Origin::Default(name) => {
            let message = Level::HELP.message(format!("nobody wrote {name}; this is its default"));
            Level::INFO.with_name("default").primary_title(&title).element(message)
        }
        Origin::Rule(name) => {
            let message = Level::NOTE.message(format!("the control plane's own: {name}"));
            Level::INFO.with_name("rule").primary_title(&title).element(message)
        }
    };
    render::renderer(colour).render(&[group])
}

/// The value, cut where it is long: certificates and scripts are.
fn shown(node: &Node) -> String {
    const LONG: usize = 100;
    let json = node.to_json();
    match json.char_indices().nth(LONG) {
        Some((end, _)) => {
            format!("{}… ({} characters)", json.get(..end).unwrap_or_default(), json.chars().count())
        }
        None => json,
    }
}

/// The last step of the place that was asked for, and what is below it; types by their short words.
fn relative(pointer: &Pointer, below: &Pointer) -> String {
    let short = pointer::shortened(pointer);
    let from = below.steps.len().saturating_sub(2).min(short.steps.len());
    let steps = short.steps.get(from..).unwrap_or_default().to_vec();
    Pointer { steps }.to_string().trim_start_matches('/').to_owned()
}

fn list(explanation: &Explanation<'_>, sources: &Sources) -> Node {
    let described = explanation.leaves.iter().map(|leaf| {
        Message::rule("leaf")
            .constant("pointer", leaf.pointer.to_string())
            .with("value", leaf.node.clone())
            .with("origin", origin(leaf.origin(), sources))
    });
    Node::list(described.map(Node::from).collect(), Origin::Rule("explanation"))
}

/// An origin as JSON.
pub(super) fn origin(origin: Origin, sources: &Sources) -> Message {
    let message = Message::rule("origin");
    match origin {
        Origin::Field(location) => {
            let text = sources.get(location.source).map_or("", |source| source.slice(location.span));
            let place = findings::place(location, sources);
            message.constant("kind", "field").with("at", place).constant("text", text)
        }
        Origin::Default(name) => message.constant("kind", "default").constant("name", name),
        Origin::Rule(name) => message.constant("kind", "rule").constant("name", name),
    }
}

fn table(explanation: &Explanation<'_>, sources: &Sources) -> String {
    let mut table = Table::new(["FIELD", "VALUE", "SET BY"]);
    for leaf in &explanation.leaves {
        let field = relative(&leaf.pointer, &explanation.pointer);
        table.row([field, shown(leaf.node), render::set_by(leaf.origin(), sources)]);
    }
    table.to_text()
}
