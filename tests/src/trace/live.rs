//! A mesh of real Envoys on this machine, which ends when it is dropped.

use std::{
    io::Write as _,
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use kumascope_core::{
    Compiler,
    trace::{Request, Step, StepKind, Trace},
    world::{ProxyKey, ProxyType, Shadow},
};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::{
    Observed, Planned, client,
    mapping::Mapping,
    names::{self, Authority},
};
use crate::envoy::{Envoy, freeze};

const SECRET: &str = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";
/// How long an Envoy may take to listen.
const START: Duration = Duration::from_mins(1);
/// How often a mesh is started anew when somebody else took a port in between.
const TRIES: usize = 3;

/// A mesh of real Envoys.
pub struct Live {
    mapping: Mapping,
    running: Vec<Running>,
}

/// An Envoy and the file that it read.
struct Running {
    child: Child,
    _bootstrap: NamedTempFile,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Live {
    /// Starts an Envoy for every Dataplane and ZoneEgress of the store, with upstreams behind them, and waits until all listen. The
    /// request decides about the certificate of its client.
    ///
    /// # Errors
    /// Where one does not listen in time.
    pub fn start(envoy: &Envoy, compiler: &Compiler<'_>, request: &Request) -> Result<Self> {
        let mut failed = None;
        for _ in 0..TRIES {
            match Self::try_start(envoy, compiler, request) {
                Ok(live) => return Ok(live),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.context("never tried")?)
    }

    fn try_start(envoy: &Envoy, compiler: &Compiler<'_>, request: &Request) -> Result<Self> {
        let keys = compiler.store().proxies();
        let keys = keys.into_iter().filter(|key| key.proxy_type != ProxyType::Ingress);
        let configurations = keys.map(|key| {
            let configuration = compiler.compile(&key, Shadow::Exclude).configuration.into_node();
            Ok((key, serde_json::from_str(&configuration.to_json())?))
        });
        let proxies: Vec<(ProxyKey, Value)> = configurations.collect::<Result<_>>()?;
        let authority = Authority::new()?;
        let (mapping, sockets) = Mapping::of(&proxies)?;
        let mut bootstraps = Vec::new();
        for (proxy, configuration) in &proxies {
            let mut bootstrap = freeze(configuration);
            mapping.settle(proxy, configuration, &mut bootstrap);
            let certificate = authority.sign(&names::of_proxy(compiler, proxy, request))?;
            certify(&mut bootstrap, configuration, &certificate, &authority);
            bootstraps.push(bootstrap);
        }
        drop(sockets);
        let running =
            bootstraps.iter().map(|bootstrap| Running::start(envoy, bootstrap)).collect::<Result<_>>()?;
        let mut live = Self { mapping, running };
        for (index, (proxy, _)) in proxies.iter().enumerate() {
            live.wait(index, proxy)?;
        }
        Ok(live)
    }

    /// Sends a request to the listener that the walk says takes it.
    ///
    /// # Errors
    /// Where the walk came to no listener, or the answer is not understood.
    pub fn send(&self, planned: &Planned, trace: &Trace) -> Result<Observed> {
        let first = trace.steps.iter().find(|step| step.kind == StepKind::Listener);
        let place = first.and_then(|step: &Step| step.place.as_ref()).context("no listener takes it")?;
        let port = self.mapping.port(&place.proxy, &place.name).context("that listener does not run here")?;
        client::send(port, &planned.request.exchange)
    }

    fn wait(&mut self, index: usize, proxy: &ProxyKey) -> Result<()> {
        let begin = Instant::now();
        for port in self.mapping.ports(proxy) {
            while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
                let ended =
                    self.running.get_mut(index).and_then(|running| running.child.try_wait().transpose());
                if let Some(status) = ended {
                    bail!("the Envoy of {proxy} ended with {}", status?);
                }
                if begin.elapsed() > START {
                    bail!("the Envoy of {proxy} does not listen on {port}");
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Ok(())
    }
}

impl Running {
    fn start(envoy: &Envoy, bootstrap: &Value) -> Result<Self> {
        let mut file = tempfile::Builder::new().suffix(".json").tempfile()?;
        file.write_all(&serde_json::to_vec(bootstrap)?)?;
        let child = Command::new(envoy.program())
            .args(["--concurrency", "1", "--disable-hot-restart", "--log-level", "critical", "-c"])
            .arg(file.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        Ok(Self { child, _bootstrap: file })
    }
}

/// Puts real certificates in place of those that stand for them.
fn certify(
    bootstrap: &mut Value,
    configuration: &Value,
    certificate: &names::Certificate,
    authority: &Authority,
) {
    let inline = |text: &str| json!({"inlineString": text});
    for secret in bootstrap["staticResources"]["secrets"].as_array_mut().into_iter().flatten() {
        let name = secret["name"].as_str().unwrap_or_default().to_owned();
        if secret.get("tlsCertificate").is_some() {
            secret["tlsCertificate"] = json!({"certificateChain": inline(&certificate.chain), "privateKey": inline(&certificate.key)});
            continue;
        }
        let served = &configuration["xds"][SECRET][&name]["validationContext"];
        secret["validationContext"] = json!({"trustedCa": inline(&authority.certificate)});
        if !served["customValidatorConfig"].is_null() {
            let mut context = json!({"customValidatorConfig": served["customValidatorConfig"]});
            let domains = context["customValidatorConfig"]["typedConfig"]["trustDomains"].as_array_mut();
            for domain in domains.into_iter().flatten() {
                domain["trustBundle"] = inline(&authority.certificate);
            }
            secret["validationContext"] = context;
        }
    }
}
