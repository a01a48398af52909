//! Requests walked through meshes: the walk finds what is expected, and real Envoys answer what the walk found.

use std::collections::{BTreeMap, BTreeSet};

use kumascope_core::{
    Compiler,
    message::Configuration,
    trace::{Exchange, Step, StepKind},
    world::{ProxyKey, Shadow},
};
use kumascope_tests::{
    envoy::Envoy,
    trace::{Case, Live, Observed, Planned, disagreement, unexpected, walk},
};
use rayon::prelude::*;

/// The cases, or those whose names contain `KUMASCOPE_TRACE`.
fn cases() -> Vec<Case> {
    let wanted = std::env::var("KUMASCOPE_TRACE").unwrap_or_default();
    let cases = Case::all().expect("readable cases");
    cases.into_iter().filter(|case| case.name.contains(&wanted)).collect()
}

#[test]
fn a_walk_finds_what_is_expected() {
    let cases = cases();
    let mut wrong = Vec::new();
    for case in &cases {
        let compiler = Compiler::new(&case.store, &case.world);
        for planned in &case.requests {
            let trace = walk(&compiler, &planned.request);
            let found = unexpected(planned, &trace);
            wrong.extend(found.into_iter().map(|found| format!("{} / {}: {found}", case.name, planned.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_step_of_a_message_names_a_field_that_exists() {
    let mut count = 0;
    for case in &cases() {
        let compiler = Compiler::new(&case.store, &case.world);
        let of_proxy = |key: ProxyKey| {
            let configuration = compiler.compile(&key, Shadow::Exclude).configuration;
            (key, configuration)
        };
        let configurations: BTreeMap<ProxyKey, Configuration> =
            case.store.proxies().into_iter().map(of_proxy).collect();
        for planned in &case.requests {
            count += check(&configurations, &walk(&compiler, &planned.request).steps);
        }
    }
    assert!(count > 400, "only {count} steps");
}

/// How many of the steps name a field; all that do name one that exists.
fn check(configurations: &BTreeMap<ProxyKey, Configuration>, steps: &[Step]) -> usize {
    let named = steps.iter().filter_map(|step| step.place.as_ref());
    for place in named.clone() {
        let message =
            configurations[&place.proxy].get(place.resource_type, &place.name).expect("the message");
        assert!(place.pointer.find(&message.message).is_some(), "{place:?}");
    }
    named.count() + steps.iter().map(|step| check(configurations, &step.steps)).sum::<usize>()
}

#[test]
fn a_real_envoy_answers_what_the_walk_found() {
    let envoy = Envoy::installed().expect("an Envoy");
    let cases = cases();
    let sent: usize =
        cases.iter().flat_map(|case| &case.requests).filter(|planned| planned.times > 0).count();
    let wrong: Vec<String> = cases.par_iter().flat_map_iter(|case| ask(&envoy, case)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let filtered = std::env::var_os("KUMASCOPE_TRACE").is_some();
    assert!(filtered || (sent >= 40 && cases.len() >= 10), "{sent} requests over {} meshes", cases.len());
}

/// Sends the requests of a case; those with an identity of their own to Envoys of their own.
fn ask(envoy: &Envoy, case: &Case) -> Vec<String> {
    let compiler = Compiler::new(&case.store, &case.world);
    let mut wrong = Vec::new();
    let identities: BTreeSet<_> =
        case.requests.iter().map(|planned| planned.request.identity.clone()).collect();
    for identity in identities {
        let planned =
            case.requests.iter().filter(|planned| planned.request.identity == identity && planned.times > 0);
        let planned: Vec<&Planned> = planned.collect();
        let Some(first) = planned.first() else { continue };
        let live = match Live::start(envoy, &compiler, &first.request) {
            Ok(live) => live,
            Err(error) => return vec![format!("{}: {error:#}", case.name)],
        };
        for planned in planned {
            let found = send(&compiler, &live, planned);
            wrong.extend(found.into_iter().map(|found| format!("{} / {}: {found}", case.name, planned.name)));
        }
    }
    wrong
}

fn send(compiler: &Compiler<'_>, live: &Live, planned: &Planned) -> Vec<String> {
    let trace = walk(compiler, &planned.request);
    let http = match &planned.request.exchange {
        Exchange::Http(http) => Some(http),
        _ => None,
    };
    let (mut wrong, mut statuses) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..planned.times {
        match live.send(planned, &trace) {
            Ok(observed) => {
                wrong.extend(disagreement(&trace, http, &observed));
                if let Observed::Response { status, echo, .. } = &observed {
                    statuses.insert((*status, echo.as_ref().map(|echo| echo["upstream"].to_string())));
                }
            }
            Err(error) => drop(wrong.insert(format!("{error:#}"))),
        }
    }
    // Who asks often sees every end of the way, and the rate limit.
    let has_limit = trace
        .outcomes
        .iter()
        .any(|outcome| outcome.holds.iter().any(|step| step.kind == StepKind::RateLimit));
    let ends = trace.outcomes.iter().filter(|outcome| outcome.share > 0.0).count() + usize::from(has_limit);
    if planned.times > 1 && statuses.len() < ends {
        wrong.insert(format!("only {statuses:?} of {ends} ends were seen"));
    }
    wrong.into_iter().collect()
}
