//! `kumascope explain`: what stands behind a field, and what a line does.

mod field;
mod line;

pub(super) use field::origin;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kumascope_core::{explain::Explainer, report::Severity};

use crate::{
    Verdict,
    arguments::{ControlPlaneArguments, EXIT_CODES, MetadataArguments, paths_and_last},
    colour::Colours,
    findings::Findings,
    misuse::Misuse,
    output, pointer,
    session::Session,
};

/// The arguments of `kumascope explain`.
#[derive(Debug, Args)]
#[command(override_usage = USAGE, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Explain {
    /// Files, folders or `-`, as for `compile`; and last what to explain: a place in the configuration, or a line of a file
    ///
    /// A place is a JSON pointer below {"xds": …}, or the name of a cluster, listener or route. `/xds` may be left out, and `clusters`,
    /// `listeners`, `endpoints`, `routes` or `secrets` stands for the type URL. A `/` in a name is written `~1`. A line is FILE:LINE.
    // One list, because arguments between options would otherwise belong to the paths alone.
    #[arg(required = true, num_args = 1.., value_name = "PATH|JSON-POINTER|NAME|FILE:LINE")]
    arguments: Vec<PathBuf>,

    /// How the control plane reads it.
    #[command(flatten)]
    control_plane: ControlPlaneArguments,

    /// The proxy: MESH/NAME of a Dataplane, ingress/NAME or egress/NAME; for a place it is needed where there are several
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
    /// JSON: of a place a list of maps with pointer, value, origin and chain; of a line one map
    Json,
    /// One line for each field
    Table,
}

const USAGE: &str = "kumascope explain [OPTIONS] <PATH>... <JSON-POINTER|NAME|FILE:LINE>";

const EXAMPLES: &str = "Every field at the place and below it is shown with what set it: a line of the input, a default that stands because nobody
wrote the field, or a rule of the control plane that nothing overrides. Lines that it overrides follow, each with the reason, and what
would stand without them all. Of a line every field that it set is shown, proxy by proxy; or why it set none.

Examples:
  kumascope explain mesh/ --proxy default/web /clusters/api/connectTimeout
  kumascope explain mesh/ --proxy default/web outbound:10.0.0.1:80 -o table
  kumascope explain mesh/ mesh/policies.yaml:33
  kumascope explain mesh/ --proxy default/web '/xds/type.googleapis.com~1envoy.config.cluster.v3.Cluster/api/connectTimeout'";

impl Explain {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let (paths, place) = paths_and_last(&self.arguments, "JSON pointer", USAGE)?;
        let mut session = Session::of(paths, &self.control_plane)?;
        if let Some(asked) = line::find(&session.sources, place) {
            let proxies = session.proxies();
            session.present(&proxies, &self.metadata, colours)?;
            let proxy =
                self.proxy.as_deref().map(|name| session.select_one(Some(name), colours)).transpose()?;
            let findings = Findings::of(&session.sources, [session.store.report.clone()]);
            let effect = line::effect(&session, asked, proxy.as_ref());
            output::print(&line::print(
                effect.as_ref(),
                asked,
                &session.sources,
                self.output,
                colours.stdout,
            ))?;
            return Ok(findings.verdict(Severity::Error));
        }
        let proxy = session.select_one(self.proxy.as_deref(), colours)?;
        session.present(std::slice::from_ref(&proxy), &self.metadata, colours)?;
        let report = session.compile(&proxy).report;
        let findings = Findings::of(&session.sources, [session.store.report.clone(), report]);
        let mut explainer = Explainer::new(&session.store, &session.world, &proxy, session.shadow());
        let place = pointer::resolve(place, explainer.configuration())
            .inspect_err(|_| findings.print(colours.stderr))?;
        output::print(&field::print(&mut explainer, &place, &session.sources, self.output, colours.stdout))?;
        Ok(findings.verdict(Severity::Error))
    }
}
