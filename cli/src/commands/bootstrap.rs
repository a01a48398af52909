//! `kumascope bootstrap`: with what an Envoy starts.

use std::path::PathBuf;

use clap::Args;
use kumascope_core::{
    output::to_yaml,
    tree::{Message, Node},
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Input},
    colour::Colours,
    engine,
    findings::Findings,
    misuse::Misuse,
    output,
    session::{self, Session},
};

/// The arguments of `kumascope bootstrap`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Bootstrap {
    /// What is read.
    #[command(flatten)]
    input: Input,

    /// The proxy: MESH/NAME of a Dataplane, ingress/NAME or egress/NAME; needed where there are several
    #[arg(short, long, help_heading = "Proxy", value_name = "MESH/NAME")]
    proxy: Option<String>,

    /// The body of the request that kuma-dp sends, as JSON or YAML; its members replace what kuma-dp sends by default
    #[arg(long, help_heading = "Proxy", value_name = "FILE")]
    request: Option<PathBuf>,

    /// Print the bootstrap alone, as `envoy --config-path` reads it
    #[arg(long, help_heading = "Output")]
    envoy: bool,

    /// How the answer is printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = BootstrapFormat::Yaml)]
    output: BootstrapFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum BootstrapFormat {
    /// One document
    Yaml,
    /// One object
    Json,
}

const EXAMPLES: &str = "The answer of the control plane is printed: {\"bootstrap\": …, \"kumaSidecarConfiguration\": …}, both parsed.

Examples:
  kumascope bootstrap mesh/ --proxy default/web
  kumascope bootstrap mesh/ --proxy default/web --envoy > envoy.yaml
  echo '{\"features\": [\"feature-unified-resource-naming\"]}' > request.json
  kumascope bootstrap mesh/ --proxy default/web --request request.json";

impl Bootstrap {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let session = Session::open(&self.input)?;
        let proxy = session.select_one(self.proxy.as_deref(), colours)?;
        let request = self.request.as_deref().map(|path| session::read_map(path, colours)).transpose()?;
        let answer = engine::bootstrap(&session.store, &session.world, &proxy, request.as_ref());
        let printed = if self.envoy {
            answer.bootstrap
        } else {
            let answer = Message::rule("bootstrap")
                .with("bootstrap", answer.bootstrap)
                .with("kumaSidecarConfiguration", answer.sidecar);
            Node::from(answer)
        };
        output::print(&match self.output {
            BootstrapFormat::Yaml => to_yaml(&printed),
            BootstrapFormat::Json => format!("{}\n", printed.to_json_pretty()),
        })?;
        let findings = Findings::of(&session.sources, [session.store.report.clone(), answer.report]);
        findings.print(colours.stderr);
        Ok(findings.verdict())
    }
}
