//! The commands, one file each.

mod bootstrap;
mod check;
mod compile;
mod completions;
mod diff;
mod explain;
mod impact;
mod inspect;
mod settle;
mod shadow;
mod trace;
mod why;

use clap::Subcommand;

pub(crate) use compile::Only;

use crate::{Verdict, colour::Colours, misuse::Misuse};

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the configuration that Envoy gets, for one proxy or all
    Compile(compile::Compile),
    /// Print what a control plane would store, everything included that it adds by itself
    Settle(settle::Settle),
    /// Print the bootstrap with which a proxy's Envoy starts
    Bootstrap(bootstrap::Bootstrap),
    /// Find mistakes, without printing any configuration
    Check(check::Check),
    /// Show what stands behind a field of a configuration, or what a line sets
    Explain(explain::Explain),
    /// Show why a policy reaches a proxy, or the first demand that is not met
    Why(why::WhyPolicy),
    /// Show which policies hold where for a Dataplane, and merged from what
    Rules(inspect::Rules),
    /// Show what a Dataplane listens to and calls, and the names that it all has in Envoy
    Layout(inspect::Layout),
    /// Show what policies with `kuma.io/effect: shadow` would change, as JSON patch
    Shadow(shadow::ShadowPolicies),
    /// Show the way of a request: which listener, permission, route and endpoint take it, and what the workload receives
    Trace(trace::TraceRequest),
    /// Show what is different for every proxy between two folders, revisions or recordings, and why
    Diff(diff::Diff),
    /// Show which proxies an edit changes, how much, and which lines are behind it
    Impact(impact::Impact),
    /// Print a script that completes arguments in a shell
    Completions(completions::Completions),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        match self {
            Self::Compile(command) => command.run(colours),
            Self::Settle(command) => command.run(colours),
            Self::Bootstrap(command) => command.run(colours),
            Self::Check(command) => command.run(colours),
            Self::Explain(command) => command.run(colours),
            Self::Why(command) => command.run(colours),
            Self::Rules(command) => command.run(colours),
            Self::Layout(command) => command.run(colours),
            Self::Shadow(command) => command.run(colours),
            Self::Trace(command) => command.run(colours),
            Self::Diff(command) => command.run(colours),
            Self::Impact(command) => command.run(colours),
            Self::Completions(command) => command.run(),
        }
    }
}
