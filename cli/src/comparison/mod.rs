//! Two sides, opened and made comparable: what `diff` and `impact` begin with.

pub(crate) mod causes;
mod git;
mod recording;
mod side;

use std::collections::BTreeSet;

use kumascope_core::{
    Compiler,
    compare::{Edit, Owners, ResourceChange, at_runtime, resources},
    message::ResourceType,
    report::Severity,
    sorted::SortedSet,
    text::Sources,
    tree::Node,
    world::ProxyKey,
};
use rayon::prelude::*;

use crate::{
    Verdict, arguments::ComparisonArguments, colour::Colours, findings::Findings, misuse::Misuse, nearest,
    parallel,
};

use causes::Speaker;
use side::Side;

/// What is compared, and the proxies that both sides are compared for.
#[derive(Debug)]
pub(crate) struct Comparison {
    old: Side,
    new: Side,
    proxies: Vec<ProxyKey>,
    /// The types of messages that both sides know; nothing where both are compiled.
    types: Option<SortedSet<ResourceType>>,
}

/// One proxy on both sides.
pub(crate) struct Pair<'p> {
    /// The proxy.
    pub(crate) proxy: &'p ProxyKey,
    /// Its old configuration, `{"xds": …}`; empty where there is no such proxy.
    pub(crate) old: Node,
    /// Its new configuration.
    pub(crate) new: Node,
}

/// What is the same for all proxies.
pub(crate) struct Surroundings<'a> {
    /// Who speaks for values of the old side.
    pub(crate) old: Speaker<'a>,
    /// Who speaks for values of the new side.
    pub(crate) new: Speaker<'a>,
    /// The resources that differ; none where a side is recorded.
    pub(crate) edited: Vec<ResourceChange<'a>>,
}

impl Comparison {
    /// Opens both sides, for one proxy or all.
    pub(crate) fn open(compared: &ComparisonArguments, colours: Colours) -> Result<Self, Misuse> {
        let ComparisonArguments { old, new, control_plane, metadata, proxy } = compared;
        let proxy = proxy.as_deref();
        let mut old_side = Side::open(old, new, control_plane)?;
        let mut new_side = Side::open(new, old, control_plane)?;
        old_side.name(proxy, &new_side)?;
        new_side.name(proxy, &old_side)?;
        let proxies = proxies(&old_side, &new_side, proxy)?;
        old_side.present(&proxies, metadata, colours)?;
        new_side.present(&proxies, metadata, colours)?;
        let types = types(&old_side, &new_side);
        Ok(Self { old: old_side, new: new_side, proxies, types })
    }

    /// How many proxies are compared.
    pub(crate) fn count(&self) -> usize {
        self.proxies.len()
    }

    /// Lets `work` look at every proxy that may differ, on all processors, and hands what it makes of them to `take` in their order.
    /// Proxies that cannot differ are not compiled.
    pub(crate) fn each<R: Send>(
        &self,
        work: impl Fn(Pair<'_>, &Surroundings<'_>) -> R + Sync,
        take: impl FnMut(R) -> Result<(), Misuse>,
    ) -> Result<(), Misuse> {
        let shadow = self.new.shadow();
        let (old, new) = rayon::join(|| self.old.compiler(), || self.new.compiler());
        let surroundings = self.surroundings();
        let edit = match (&old, &new) {
            (Some(old), Some(new)) => Some(Edit::between(old, new, &surroundings.edited, shadow)),
            _ => None,
        };
        let may_differ = |proxy: &&ProxyKey| edit.as_ref().is_none_or(|edit| edit.can_change(proxy));
        let candidates: Vec<&ProxyKey> = self.proxies.par_iter().filter(may_differ).collect();
        let work = |proxy: &&ProxyKey| {
            let (old, new) = (
                self.configuration(&self.old, old.as_ref(), proxy),
                self.configuration(&self.new, new.as_ref(), proxy),
            );
            work(Pair { proxy, old, new }, &surroundings)
        };
        parallel::in_order(&candidates, work, take)
    }

    /// Prints what is wrong with the input of both sides, and says whether anything is. Of how it was only errors matter: what is
    /// left out of it.
    pub(crate) fn complain(&self, colours: Colours) -> Verdict {
        let sides =
            [(&self.old, Severity::Error), (&self.new, Severity::Information)].map(|(side, least)| {
                let mut report = side.report().unwrap_or_default();
                report.diagnostics.retain(|found| found.severity >= least);
                let findings = Findings::of(side.sources(), [report]);
                findings.print(colours.stderr);
                findings.verdict(Severity::Error)
            });
        if sides.contains(&Verdict::Findings) { Verdict::Findings } else { Verdict::Clean }
    }

    /// The texts of both sides.
    pub(crate) fn sources(&self) -> (&Sources, &Sources) {
        (self.old.sources(), self.new.sources())
    }

    fn surroundings(&self) -> Surroundings<'_> {
        let edited = match (self.old.store(), self.new.store()) {
            (Some(old), Some(new)) => resources(old, new),
            _ => Vec::new(),
        };
        Surroundings {
            old: Speaker { sources: self.old.sources(), owners: owners(&self.old) },
            new: Speaker { sources: self.new.sources(), owners: owners(&self.new) },
            edited,
        }
    }

    fn configuration(&self, side: &Side, compiler: Option<&Compiler<'_>>, proxy: &ProxyKey) -> Node {
        let configuration = side.configuration(compiler, proxy);
        match &self.types {
            Some(types) => at_runtime(configuration, types),
            None => configuration,
        }
    }
}

fn owners(side: &Side) -> Owners<'_> {
    side.store().map(Owners::of).unwrap_or_default()
}

/// The proxies of both sides; of a recorded side and another one only those that the recording holds.
fn proxies(old: &Side, new: &Side, chosen: Option<&str>) -> Result<Vec<ProxyKey>, Misuse> {
    let (before, after) = (old.proxies(), new.proxies());
    let mut all: BTreeSet<ProxyKey> = before.iter().chain(&after).cloned().collect();
    for (side, own) in [(old, &before), (new, &after)] {
        if side.is_recorded() {
            all.retain(|proxy| own.contains(proxy));
        }
    }
    let Some(name) = chosen else { return Ok(all.into_iter().collect()) };
    let names: Vec<String> = all.iter().map(ToString::to_string).collect();
    let found: Vec<ProxyKey> = all.into_iter().filter(|proxy| proxy.to_string() == name).collect();
    if found.is_empty() {
        return Err(Misuse::new(format!("there is no proxy `{name}` on either side"))
            .help(nearest::suggestion(name, names.iter().map(String::as_str))));
    }
    Ok(found)
}

fn types(old: &Side, new: &Side) -> Option<SortedSet<ResourceType>> {
    let recorded: Vec<SortedSet<ResourceType>> = [old, new].into_iter().filter_map(Side::types).collect();
    let first = recorded.first()?;
    Some(first.iter().copied().filter(|found| recorded.iter().all(|types| types.contains(found))).collect())
}
