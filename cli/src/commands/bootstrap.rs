//! `kumascope bootstrap`: with what an Envoy starts.

use std::path::PathBuf;

use clap::Args;
use kumascope_core::report::Severity;
use kumascope_core::{
    bootstrap::{Answer, BootstrapRequest},
    output::to_yaml,
    tree::{Message, Node},
    world::ProxyKey,
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Input},
    colour::Colours,
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

/// Where the token of a proxy lies whose request names none.
const TOKEN_PATH: &str = "/var/run/secrets/kuma.io/dataplane-token";

const EXAMPLES: &str = "The answer of the control plane is printed: {\"bootstrap\": …, \"kumaSidecarConfiguration\": …}, both parsed. Where the
request brings no token, it brings the path of one, because most control planes answer nobody without.

Examples:
  kumascope bootstrap mesh/ --proxy default/web
  kumascope bootstrap mesh/ --proxy default/web --envoy > envoy.yaml
  echo '{\"features\": [\"feature-unified-resource-naming\"]}' > request.json
  kumascope bootstrap mesh/ --proxy default/web --request request.json";

impl Bootstrap {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let session = Session::open(&self.input)?;
        let proxy = session.select_one(self.proxy.as_deref(), colours)?;
        let request = self.request(&proxy, colours)?;
        let answered = session.store.bootstrap(&session.world, &request);
        if let Ok(answer) = answered.answer {
            self.print(answer)?;
        }
        let findings = Findings::of(&session.sources, [session.store.report.clone(), answered.report]);
        findings.print(colours.stderr);
        Ok(findings.verdict(Severity::Error))
    }

    /// What the proxy asks. It brings the path of a token, without which most control planes let nobody in.
    fn request(&self, proxy: &ProxyKey, colours: Colours) -> Result<BootstrapRequest, Misuse> {
        let mut request = BootstrapRequest::new(proxy);
        if let Some(path) = &self.request {
            let written = session::read_map(path, colours)?;
            request = BootstrapRequest::read(proxy, &written).map_err(|invalid| {
                Misuse::new(format!("{}: `{}` {}", path.display(), invalid.name, invalid.reason))
                    .help("a request is what kuma-dp posts to `/bootstrap`, for example {\"dnsPort\": 15053}")
            })?;
        }
        if request.token.is_empty() && request.token_path.is_empty() {
            request.token_path = TOKEN_PATH.into();
        }
        Ok(request)
    }

    fn print(&self, answer: Answer) -> Result<(), Misuse> {
        let printed = if self.envoy {
            answer.bootstrap
        } else {
            let answer = Message::rule(&"bootstrap")
                .with("bootstrap", answer.bootstrap)
                .with("kumaSidecarConfiguration", answer.sidecar);
            Node::from(answer)
        };
        output::print(&match self.output {
            BootstrapFormat::Yaml => to_yaml(&printed),
            BootstrapFormat::Json => format!("{}\n", printed.to_json_pretty()),
        })
    }
}
