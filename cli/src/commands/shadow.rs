//! `kumascope shadow`: what shadow policies would change.

use clap::{Args, ValueEnum};
use kumascope_core::{
    Compiler,
    origin::Origin,
    output::{difference, to_yaml},
    report::{Report, Severity},
    tree::{Message, Node},
    world::{ProxyKey, Shadow},
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Input},
    colour::Colours,
    findings::Findings,
    misuse::Misuse,
    output, parallel, render,
    session::Session,
    table::Table,
};

/// The arguments of `kumascope shadow`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct ShadowPolicies {
    /// What is read.
    #[command(flatten)]
    input: Input,

    /// The proxy: MESH/NAME of a Dataplane, ingress/NAME or egress/NAME; all that change where none is named
    #[arg(short, long, help_heading = "Proxy", value_name = "MESH/NAME")]
    proxy: Option<String>,

    /// How the changes are printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = ShadowFormat::Yaml)]
    output: ShadowFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ShadowFormat {
    /// A document for each proxy that changes
    Yaml,
    /// A list of the proxies that change; of one named proxy the patch alone
    Json,
    /// A line for each change
    Table,
}

const EXAMPLES: &str = "Policies with the label `kuma.io/effect: shadow` are stored and change nothing. This compiles every proxy without and with
them, and prints the difference as JSON patch (RFC 6902) of the configuration {\"xds\": …}.

Examples:
  kumascope shadow mesh/
  kumascope shadow mesh/ -o table
  kumascope shadow mesh/ --proxy default/web -o json > patch.json";

struct Change {
    proxy: ProxyKey,
    patch: Node,
    report: Report,
}

impl ShadowPolicies {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let session = Session::open(&self.input)?;
        let proxies = session.select(self.proxy.as_deref(), colours)?;
        let mut changes = Vec::new();
        let compiler = Compiler::new(&session.store, &session.world);
        let work = |proxy: &ProxyKey| change(&compiler, proxy);
        parallel::in_order(&proxies, work, |change| {
            changes.push(change);
            Ok(())
        })?;
        let reports = changes.iter_mut().map(|change| std::mem::take(&mut change.report));
        let shared = [session.store.report.clone(), compiler.report.clone()];
        let reports: Vec<Report> = shared.into_iter().chain(reports).collect();
        if self.proxy.is_none() {
            changes.retain(|change| change.patch.as_list().is_some_and(|patch| !patch.is_empty()));
        }
        output::print(&self.printed(changes, &session))?;
        let findings = Findings::of(&session.sources, reports);
        findings.print(colours.stderr);
        Ok(findings.verdict(Severity::Error))
    }

    fn printed(&self, changes: Vec<Change>, session: &Session) -> String {
        match self.output {
            ShadowFormat::Table => table(&changes, session),
            ShadowFormat::Yaml => {
                changes.into_iter().flat_map(|change| ["---\n".into(), to_yaml(&named(change))]).collect()
            }
            ShadowFormat::Json => {
                let rule = Origin::Rule(&"shadow policies");
                let list = match self.proxy {
                    Some(_) => changes.into_iter().next().map(|change| change.patch),
                    None => Some(Node::list(changes.into_iter().map(named).collect(), rule)),
                };
                list.map(|list| format!("{}\n", list.to_json_pretty())).unwrap_or_default()
            }
        }
    }
}

fn change(compiler: &Compiler<'_>, proxy: &ProxyKey) -> Change {
    let (without, with) =
        (compiler.compile(proxy, Shadow::Exclude), compiler.compile(proxy, Shadow::Include));
    let patch = difference(&without.configuration.into_node(), &with.configuration.into_node());
    Change { proxy: proxy.clone(), patch, report: with.report }
}

fn named(change: Change) -> Node {
    Message::rule(&"shadow policies")
        .constant("proxy", change.proxy.to_string())
        .with("patch", change.patch)
        .into()
}

fn table(changes: &[Change], session: &Session) -> String {
    let mut table = Table::new(["PROXY", "CHANGE", "PATH", "SET BY"]);
    for change in changes {
        for operation in change.patch.as_list().unwrap_or_default() {
            let text = |key| operation.get(key).and_then(Node::as_str).unwrap_or_default().to_owned();
            let set_by = render::set_by(operation.origin, &session.sources);
            table.row([change.proxy.to_string(), text("op"), text("path"), set_by]);
        }
    }
    table.to_text()
}
