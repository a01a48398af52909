//! A mesh of 1,000 services, 1,000 Dataplanes and 200 policies, compiled by the command line: time and memory in all.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};

use crate::run::{Run, announce, target};

const SERVICES: u32 = 1_000;
const POLICIES: u32 = 200;

/// The numbers of services after which memory and time are measured, so that growth shows.
const SIZES: [u32; 3] = [250, 500, SERVICES];

pub(super) fn run() -> Result<()> {
    Run::cargo("build").args(["--quiet", "--release", "--package", "kumascope"]).go()?;
    println!("| services and Dataplanes | policies | in all | for one proxy | printed | memory at most |");
    println!("| ---: | ---: | ---: | ---: | ---: | ---: |");
    for services in SIZES {
        let path = write(services)?;
        let measured = measure(&path)?;
        println!(
            "| {services} | {POLICIES} | {:.1} s | {:.1} ms | {} MB | {} MiB |",
            measured.time.as_secs_f64(),
            measured.time.as_secs_f64() * 1000.0 / f64::from(services),
            measured.printed / 1_000_000,
            measured.memory / 1024,
        );
    }
    Ok(())
}

struct Measured {
    time: Duration,
    /// In bytes.
    printed: u64,
    /// In KiB; 0 where the system does not tell.
    memory: u64,
}

/// Every proxy of the mesh, as JSON.
fn measure(mesh: &Path) -> Result<Measured> {
    let output = target("large-mesh/configurations.json");
    announce(&format!("kumascope compile {} -o json", mesh.display()));
    let start = Instant::now();
    let mut child = Command::new(target("release/kumascope"))
        .args(["compile".as_ref(), mesh.as_os_str(), "-o".as_ref(), "json".as_ref()])
        .stdout(fs::File::create(&output)?)
        .stderr(Stdio::null())
        .spawn()
        .context("the command line does not start")?;
    let mut memory = 0;
    let status = loop {
        memory = peak(&child).unwrap_or(memory);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(20));
    };
    let time = start.elapsed();
    if !status.success() {
        bail!("the command line ended with {status}");
    }
    let printed = fs::metadata(&output)?.len();
    fs::remove_file(&output)?;
    Ok(Measured { time, printed, memory })
}

/// The most memory that the program has had so far, in KiB.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn write(services: u32) -> Result<PathBuf> {
    let mut text = String::from(
        "type: Mesh\nname: default\nmeshServices: {mode: Exclusive}\nskipCreatingInitialPolicies: ['*']\n\
         mtls: {enabledBackend: ca-1, backends: [{name: ca-1, type: builtin}]}\n",
    );
    for index in 0..services {
        dataplane(index, &mut text);
    }
    for index in 0..POLICIES {
        policy(index, services, &mut text);
    }
    let path = target("large-mesh/mesh.yaml");
    fs::create_dir_all(target("large-mesh"))?;
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

/// A Dataplane with a transparent proxy, which calls every service.
fn dataplane(index: u32, text: &mut String) {
    let _ = write!(
        text,
        "---\ntype: Dataplane\nmesh: default\nname: app-{index:04}\nlabels: {{app: app-{index:04}, team: team-{}}}\nnetworking:\n  \
         address: 10.1.{}.{}\n  inbound:\n  - port: 8080\n    tags: {{kuma.io/service: app-{index:04}, kuma.io/protocol: http}}\n  \
         transparentProxying: {{redirectPortInbound: 15006, redirectPortOutbound: 15001}}\n",
        index % 20,
        index / 250,
        index % 250 + 1,
    );
}

/// Policies of eight kinds: for services, for teams, for what comes in.
fn policy(index: u32, services: u32, text: &mut String) {
    let service = format!("app-{:04}", index * 37 % services);
    let team = format!("{{kind: Dataplane, labels: {{team: team-{}}}}}", index % 20);
    let to = |target: &str, conf: &str| {
        format!(
            "targetRef: {target}, to: [{{targetRef: {{kind: MeshService, name: {service}}}, default: {conf}}}]"
        )
    };
    let everyone = "{kind: Mesh}";
    let (kind, spec) = match index % 8 {
        0 => ("MeshTimeout", to(everyone, &format!("{{http: {{requestTimeout: {}s}}}}", index % 50 + 1))),
        1 => ("MeshRetry", to(&team, "{http: {numRetries: 3, perTryTimeout: 2s}}")),
        2 => ("MeshCircuitBreaker", to(everyone, "{connectionLimits: {maxConnections: 64}}")),
        3 => ("MeshHealthCheck", to(&team, "{interval: 10s, timeout: 2s, http: {path: /health}}")),
        4 => ("MeshLoadBalancingStrategy", to(everyone, "{loadBalancer: {type: RoundRobin}}")),
        5 => (
            "MeshTrafficPermission",
            format!(
                "targetRef: {team}, rules: [{{default: {{allow: [{{spiffeID: {{type: Prefix, value: 'spiffe://default/team'}}}}]}}}}]"
            ),
        ),
        6 => (
            "MeshRateLimit",
            format!(
                "targetRef: {team}, rules: [{{default: {{local: {{http: {{requestRate: {{num: {}, interval: 1s}}}}}}}}}}]",
                index + 1
            ),
        ),
        _ => ("MeshAccessLog", to(&team, "{backends: [{type: File, file: {path: /var/log/access.log}}]}")),
    };
    let _ = write!(text, "---\ntype: {kind}\nmesh: default\nname: policy-{index:03}\nspec: {{{spec}}}\n");
}
