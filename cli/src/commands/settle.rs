//! `kumascope settle`: what a control plane would store.

use clap::Args;
use kumascope_core::report::Severity;
use kumascope_core::{
    origin::Origin,
    output::to_yaml,
    tree::{Message, Node},
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Format, Input},
    colour::Colours,
    findings::Findings,
    misuse::Misuse,
    output, render,
    session::Session,
    table::Table,
};

/// The arguments of `kumascope settle`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Settle {
    /// What is settled.
    #[command(flatten)]
    input: Input,

    /// How resources are printed: one YAML document each, a JSON map `{\"items\": […]}`, or a line each
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = Format::Yaml)]
    output: Format,
}

const EXAMPLES: &str =
    "What a control plane adds by itself: computed labels, the default policies of a new Mesh, MeshServices
generated from Dataplanes, addresses, hostnames and status. The result can be read again with --settled.

Examples:
  kumascope settle mesh/
  kumascope settle mesh/ -o table
  kumascope settle mesh/ | kumascope compile --settled - --proxy default/web";

impl Settle {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let session = Session::open(&self.input)?;
        let findings = Findings::of(&session.sources, [session.store.report.clone()]);
        findings.print(colours.stderr);
        let resources = session.store.documents();
        output::print(&match self.output {
            Format::Yaml => {
                resources.iter().flat_map(|resource| ["---\n".to_owned(), to_yaml(resource)]).collect()
            }
            Format::Json => {
                let list = Message::rule(&"list").with("items", Node::list(resources, Origin::Rule(&"list")));
                format!("{}\n", Node::from(list).to_json_pretty())
            }
            Format::Table => table(&resources, &session),
        })?;
        Ok(findings.verdict(Severity::Error))
    }
}

fn table(resources: &[Node], session: &Session) -> String {
    let mut table = Table::new(["TYPE", "MESH", "NAME", "SET BY"]);
    for resource in resources {
        let text = |key| resource.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
        table.row([
            text("type"),
            text("mesh"),
            text("name"),
            render::set_by(resource.origin, &session.sources),
        ]);
    }
    table.to_text()
}
