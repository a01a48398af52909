//! `impact`: which proxies an edit changes, and how much.

use kumascope_core::{
    Compiler,
    compare::{self, Count, Tally},
    origin::Location,
    sorted::SortedSet,
    text::Sources,
};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use crate::{
    offsets,
    session::Session,
    types::{Cause, Group, GroupCount, ImpactAnswer, Options, Presence, ProxyImpact, SourceFile},
};

/// Which proxies change from one version of the files to another, how much, and which resources are behind it.
/// Proxies that see nothing of what is different are not compiled. Options hold for both.
#[wasm_bindgen]
pub fn impact(
    old: Vec<Ts<SourceFile>>,
    new: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
) -> Result<Ts<ImpactAnswer>, JsError> {
    let (old, new) = Session::open_both(old, new, options)?;
    let (before, after) = (Compiler::new(&old.store, &old.world), Compiler::new(&new.store, &new.world));
    let found = compare::impact(&before, &after, new.shadow);
    let all: SortedSet<_> = old.proxies.iter().chain(&new.proxies).collect();
    let answer = ImpactAnswer {
        total: number(all.len()),
        proxies: found.iter().map(|found| of_proxy(found, old.sources(), new.sources())).collect(),
        diagnostics: new.diagnostics([&after.report]),
    };
    Ok(answer.into_ts()?)
}

fn of_proxy(found: &compare::Impact, old: &Sources, new: &Sources) -> ProxyImpact {
    ProxyImpact {
        proxy: found.proxy.to_string(),
        presence: presence(found.presence),
        changes: number(found.changes),
        tally: tally(&found.tally),
        causes: found.causes.iter().map(|cause| of_cause(cause, old, new)).collect(),
    }
}

fn of_cause(cause: &compare::Cause, old: &Sources, new: &Sources) -> Cause {
    let ranges = |places: &SortedSet<Location>, sources: &Sources| {
        places.iter().filter_map(|place| offsets::range(*place, sources)).collect()
    };
    Cause {
        kind: cause.kind.0.name.to_owned(),
        mesh: cause.mesh.to_string(),
        name: cause.name.to_string(),
        presence: presence(cause.presence),
        old: ranges(&cause.old, old),
        new: ranges(&cause.new, new),
    }
}

fn tally(tally: &Tally) -> Vec<GroupCount> {
    let of_group = |(found, count): (&compare::Group, &Count)| GroupCount {
        group: group(*found),
        added: number(count.added),
        removed: number(count.removed),
        changed: number(count.changed),
    };
    tally.0.iter().map(of_group).collect()
}

pub(super) fn group(group: compare::Group) -> Group {
    match group {
        compare::Group::Listener => Group::Listener,
        compare::Group::Route => Group::Route,
        compare::Group::Cluster => Group::Cluster,
        compare::Group::Endpoint => Group::Endpoint,
        compare::Group::Secret => Group::Secret,
        compare::Group::Runtime => Group::Runtime,
    }
}

fn presence(presence: compare::Presence) -> Presence {
    match presence {
        compare::Presence::Added => Presence::Added,
        compare::Presence::Removed => Presence::Removed,
        compare::Presence::Changed => Presence::Changed,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
