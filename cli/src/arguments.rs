//! The arguments of every command, and the help that teaches them.

use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum};

use crate::{colour::When, commands::Command, misuse::Misuse};

/// Exit codes, which stand below the help of every command.
pub(crate) const EXIT_CODES: &str = "Exit codes:
  0  clean: no error was found, and for `check` no warning either
  1  findings, printed to the standard error; results are printed all the same
  2  misuse: the arguments are wrong, or a file cannot be read; nothing is printed to the standard output";

/// What `diff` and `impact` compare, which stands below their help.
pub(crate) const COMPARED: &str = "Each side is one of
  a file or folder of resources, or `-` for the standard input
  REVISION:PATH of the git repository around the current folder; the path begins at its root
  a git revision alone: the path of the other side as it was then
  a recording: Kuma's /meshes/MESH/dataplanes/NAME/_config, Envoy's /config_dump?include_eds, or `kumascope compile -o json`

Items of lists are told apart by name, address or match; their order counts only where Envoy reads one. Where something is written
makes no difference.";

/// See what a Kuma service mesh will do to every Envoy, before it does it
#[derive(Debug, Parser)]
#[command(name = "kumascope", version, propagate_version = true, max_term_width = 100, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Cli {
    /// When to print in colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: When,

    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "Examples:
  kumascope check mesh/                                       find mistakes in a folder of resources
  kumascope compile mesh/ --proxy default/web                 what the Envoy of one Dataplane gets
  kumascope compile mesh/ -o table --only clusters            the clusters of all proxies, one a line
  kumascope diff main mesh/                                   what differs from a branch, field by field
  kumascope impact main mesh/                                 which proxies that changes
  kumascope explain mesh/ --proxy default/web /clusters/web   which line set each of these fields
  kubectl get meshtimeouts -A -o yaml | kumascope check mesh/ -";

/// What is read, and the control plane that reads it.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Files, folders (every .yaml, .yml and .json file below them), or `-` for the standard input
    ///
    /// Universal and Kubernetes resources, lists of them, YAML and JSON, several documents in a file. Their order matters
    /// only where Kuma asks which of two resources is older, such as for references by labels: what stands first was created first.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How the control plane reads it.
    #[command(flatten)]
    pub(crate) control_plane: ControlPlaneArguments,
}

/// The control plane that reads the resources.
#[derive(Debug, Args)]
#[command(next_help_heading = "Control plane")]
pub(crate) struct ControlPlaneArguments {
    /// The input is a control plane's store already: nothing is computed or added to it
    #[arg(long)]
    pub(crate) settled: bool,

    /// The zone of the control plane
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub(crate) zone: String,

    /// A variable of kuma-cp that changes what is generated; may be given several times
    ///
    /// For example `--cp-env KUMA_EXPERIMENTAL_INBOUND_TAGS_DISABLED=true`. Variables that kuma-cp has not are refused.
    #[arg(long, value_name = "KEY=VALUE", value_parser = Setting::parse)]
    pub(crate) cp_env: Vec<Setting>,
}

/// How proxies present themselves.
#[derive(Debug, Args)]
#[command(next_help_heading = "Proxy")]
pub(crate) struct MetadataArguments {
    /// The node metadata that the proxy sends, as JSON or YAML; what kuma-dp sends by default where nothing is given
    ///
    /// The metadata alone, or a whole bootstrap that has it in `node.metadata`. It counts for every proxy that is compiled.
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,

    /// Let policies with the label `kuma.io/effect: shadow` take part
    #[arg(long)]
    pub(crate) shadow: bool,
}

/// A variable of kuma-cp and its value.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// The name, `KUMA_…`.
    pub(crate) name: String,
    /// The value, as it is.
    pub(crate) value: String,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// YAML; several documents where there are several results
    Yaml,
    /// JSON
    Json,
    /// A table for people
    Table,
}

impl Setting {
    fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Self { name: name.into(), value: value.into() }),
            _ => Err("write KEY=VALUE, for example KUMA_MODE=zone".into()),
        }
    }
}

/// What `diff` and `impact` compare, and how.
#[derive(Debug, Args)]
pub(crate) struct ComparisonArguments {
    /// How it was: a file or folder, REVISION:PATH, a revision, `-`, or a recording
    #[arg(value_name = "OLD")]
    pub(crate) old: String,

    /// How it is: the same
    #[arg(value_name = "NEW")]
    pub(crate) new: String,

    /// How the control plane reads it.
    #[command(flatten)]
    pub(crate) control_plane: ControlPlaneArguments,

    /// How proxies present themselves.
    #[command(flatten)]
    pub(crate) metadata: MetadataArguments,

    /// The proxy: MESH/NAME of a Dataplane, ingress/NAME or egress/NAME; all of them where nothing is given
    #[arg(short, long, help_heading = "Proxy", value_name = "MESH/NAME")]
    pub(crate) proxy: Option<String>,
}

/// The paths, and the text after them, which `what` names; all of them are one list, because arguments between options would
/// otherwise belong to the paths alone.
pub(crate) fn paths_and_last<'a>(
    arguments: &'a [PathBuf],
    what: &str,
    usage: &str,
) -> Result<(&'a [PathBuf], &'a str), Misuse> {
    match arguments.split_last() {
        Some((last, paths)) if !paths.is_empty() => {
            let last = last.to_str().ok_or_else(|| Misuse::new(format!("the {what} is not UTF-8")))?;
            Ok((paths, last))
        }
        _ => Err(Misuse::new(format!("there is no {what}")).help(format!("usage: {usage}"))),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
