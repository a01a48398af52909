//! `kumascope rules` and `kumascope layout`: what a control plane answers when it is asked about a Dataplane.

use clap::{Args, ValueEnum};
use kumascope_core::{
    Store,
    inspect::Unanswered,
    output::to_yaml,
    report::Severity,
    tree::Node,
    world::{ProxyKey, World},
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Input},
    colour::Colours,
    findings::Findings,
    misuse::Misuse,
    output,
    session::Session,
};

/// The arguments of `kumascope rules`.
#[derive(Debug, Args)]
#[command(after_help = format!("{RULES}\n\n{EXIT_CODES}"))]
pub(crate) struct Rules {
    #[command(flatten)]
    inspect: Inspect,
}

/// The arguments of `kumascope layout`.
#[derive(Debug, Args)]
#[command(after_help = format!("{LAYOUT}\n\n{EXIT_CODES}"))]
pub(crate) struct Layout {
    #[command(flatten)]
    inspect: Inspect,
}

#[derive(Debug, Args)]
struct Inspect {
    /// What is read.
    #[command(flatten)]
    input: Input,

    /// The Dataplane: MESH/NAME; needed where there are several
    #[arg(short, long, help_heading = "Proxy", value_name = "MESH/NAME")]
    proxy: Option<String>,

    /// How the answer is printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = InspectFormat::Yaml)]
    output: InspectFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InspectFormat {
    /// One document
    Yaml,
    /// One object
    Json,
}

const RULES: &str = "For every kind of policy: the merged confs that hold for outbounds (`toResourceRules`, or `toRules` where services go by
tags), for inbounds (`inboundRules`, or `fromRules` where clients go by tags) and for the whole proxy (`proxyRule`), each with the
policies and items that it was merged from. It is the answer of the control plane's own API, `/meshes/MESH/dataplanes/NAME/_rules`.

Examples:
  kumascope rules mesh/ --proxy default/web
  kumascope rules mesh/ --proxy default/web -o json | jq '.rules[] | select(.type == \"MeshTimeout\")'";

const LAYOUT: &str = "The inbounds, zone listeners and outbounds of a Dataplane, with the names that they have in Envoy, in statistics and in
logs. It is the answer of the control plane's own API, `/meshes/MESH/dataplanes/NAME/_layout`, which knows only meshes with
`meshServices.mode: Exclusive`.

Examples:
  kumascope layout mesh/ --proxy default/web
  kumascope layout mesh/ --proxy default/web -o json | jq -r '.outbounds[].proxyResourceName'";

impl Rules {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        self.inspect.run(colours, Store::rules)
    }
}

impl Layout {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        self.inspect.run(colours, Store::layout)
    }
}

impl Inspect {
    fn run(
        self,
        colours: Colours,
        answer: fn(&Store, &World, &ProxyKey) -> Result<Node, Unanswered>,
    ) -> Result<Verdict, Misuse> {
        let session = Session::open(&self.input)?;
        let proxy = session.select_one(self.proxy.as_deref(), colours)?;
        let answer = answer(&session.store, &session.world, &proxy).map_err(|why| misuse(&why))?;
        output::print(&match self.output {
            InspectFormat::Yaml => to_yaml(&answer),
            InspectFormat::Json => format!("{}\n", answer.to_json_pretty()),
        })?;
        let findings = Findings::of(&session.sources, [session.store.report.clone()]);
        findings.print(colours.stderr);
        Ok(findings.verdict(Severity::Error))
    }
}

fn misuse(why: &Unanswered) -> Misuse {
    let help = match why {
        Unanswered::NotFound(_) => "zone proxies have no such view: ask for a Dataplane",
        Unanswered::NotExclusive => "`kumascope compile -o table` shows a proxy of any mesh",
    };
    Misuse::new(why.to_string()).help(help)
}
