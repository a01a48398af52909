//! scratch
use kumascope_core::{envoy, index::*, model::*, origin::*, plan::services::*, report::Report, resource, text, tree::Node, world::*};
use std::{collections::BTreeMap, fs, path::Path};
fn node(path: &Path) -> Option<Node> {
    let mut sources = text::Sources::default();
    let id = sources.add(path.to_string_lossy(), fs::read_to_string(path).ok()?);
    let (docs, _) = text::parse_values(&sources, id);
    docs.into_iter().next().map(|d| d.root)
}
fn diff(path: String, a: Option<&Node>, b: Option<&Node>, out: &mut Vec<String>) {
    match (a, b) {
        (None, None) => {} (Some(a), Some(b)) if a == b => {}
        (Some(a), Some(b)) => match (a.as_map(), b.as_map(), a.as_list(), b.as_list()) {
            (Some(x), Some(y), ..) => { let keys: std::collections::BTreeSet<_> = x.iter().chain(y.iter()).map(|e| e.key.clone()).collect(); for k in keys { diff(format!("{path}/{k}"), x.get(&k), y.get(&k), out) } }
            (_, _, Some(x), Some(y)) => for i in 0..x.len().max(y.len()) { diff(format!("{path}/{i}"), x.get(i), y.get(i), out) },
            _ => out.push(format!("{path} want {} have {}", a.to_json(), b.to_json())),
        },
        (a, b) => out.push(format!("{path} want {:?} have {:?}", a.map(|n| n.to_json()), b.map(|n| n.to_json()))),
    }
}
fn main() {
    let root = Path::new("/work/shared/conformance/recorded");
    let groups: Vec<String> = std::env::args().skip(1).collect();
    let (mut ok, mut bad) = (0, 0);
    for group in groups {
        let mut dirs: Vec<_> = if root.join(&group).join("settled.yaml").exists() { vec![root.join(&group)] } else { fs::read_dir(root.join(&group)).unwrap().map(|e| e.unwrap().path()).collect() };
        dirs.sort();
        for dir in dirs {
            let Ok(t) = fs::read_to_string(dir.join("settled.yaml")) else { continue };
            if ["MeshHTTPRoute", "MeshTCPRoute", "TrafficRoute", "MeshLoadBalancingStrategy", "MeshGateway", "MeshProxyPatch"].iter().any(|k| t.contains(&format!("type: {k}\n"))) { continue }
            let mut sources = text::Sources::default();
            sources.add("settled.yaml", t);
            let input = fs::read_to_string(dir.join("input.yaml")).unwrap();
            let mut zone = "default".to_string();
            for l in input.lines() { if let Some(z) = l.trim().strip_prefix("KUMA_MULTIZONE_ZONE_NAME:") { zone = z.trim().into() } }
            sources.add("input.yaml", input.split("\n---").filter(|d| d.contains("type: Secret")).collect::<Vec<_>>().join("\n---"));
            let (docs, report) = text::parse(&sources);
            if !report.diagnostics.is_empty() { println!("{} parse {:?}", dir.display(), report.diagnostics) }
            let registry = resource::Registry::default();
            let mut report = Report::default();
            let resources: Vec<_> = docs.iter().filter_map(|d| resource::decode(&d.root, &registry, &mut report)).collect();
            for d in &report.diagnostics { if d.severity == kumascope_core::report::Severity::Error { println!("{} decode {}", dir.display(), d.message) } }
            let world = World { zone: zone.into(), ..World::default() };
            let mut files: Vec<_> = fs::read_dir(dir.join("proxies")).map(|d| d.map(|e| e.unwrap().path()).collect()).unwrap_or_default();
            files.sort();
            for file in files {
                let f = file.file_name().unwrap().to_string_lossy().to_string();
                let Some(stem) = f.strip_suffix(".xds.yaml") else { continue };
                if stem.ends_with(".shadow") || stem.starts_with("ingress.") || stem.starts_with("egress.") { continue }
                let (m, name) = stem.split_once('.').unwrap();
                let (mesh, _) = Mesh::build(&resources, &world, m);
                let Some(mesh) = mesh else { println!("no mesh {stem}"); continue };
                let boot = node(&dir.join("proxies").join(format!("{stem}.bootstrap.yaml"))).unwrap();
                let metadata = Metadata::read(boot.get("bootstrap").and_then(|b| b.get("node")).and_then(|n| n.get("metadata")).unwrap());
                let Some(proxy) = ProxyView::build(&mesh, name, &metadata) else { println!("no dp {stem}"); continue };
                let mut services = Services::default();
                let mut addrs: Vec<String> = vec![];
                for s in proxy.services(&mesh) {
                    let b = Backend { destination: s.outbound.destination.clone(), weight: Traced::rule(100, "x") };
                    services.split(&[b], RouteKind::Tcp, &mesh, proxy.naming);
                    addrs.push(format!("{}:{}", s.outbound.address.value, s.outbound.port.value));
                }
                let (clusters, endpoints) = services.build(&mesh, &proxy, &mut Report::default());
                let mut model = Proxy::default();
                for c in clusters { model.add_cluster(c) }
                for e in endpoints { model.add_endpoints(e) }
                for s in mesh.identity_secrets(&proxy) { model.add_secret(s) }
                let config = envoy::lower(&model, proxy.naming, &metadata.work_dir).to_node();
                let recorded = node(&file).unwrap();
                let get = |root: &Node, t: &str| -> BTreeMap<String, Node> { root.get("xds").unwrap_or(root).get(t).and_then(|n| n.as_map()).map(|m| m.iter().map(|e| (e.key.to_string(), e.value.clone())).collect()).unwrap_or_default() };
                let mut errors = vec![];
                let t = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
                let (want, have) = (get(&recorded, t), get(&config, t));
                for k in want.keys().chain(have.keys()).collect::<std::collections::BTreeSet<_>>() {
                    if !have.contains_key(k) || !want.contains_key(k) { errors.push(format!("EDS {k} want {} have {}", want.contains_key(k), have.contains_key(k))) } else { diff(format!("EDS {k}"), want.get(k), have.get(k), &mut errors) }
                }
                let t = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
                let (mut want, have) = (get(&recorded, t), get(&config, t));
                want.retain(|k, _| !k.starts_with("localhost:") && !k.starts_with("kuma:") && !k.starts_with("inbound:") && !k.starts_with("outbound:") && !k.starts_with("self_") && !k.starts_with("system_") && !k.starts_with("direct_access") && !k.starts_with("_kuma") && !k.starts_with("meshtrace") && !k.starts_with("tracing:") && !k.starts_with("meshaccess"));
                for k in want.keys().chain(have.keys()).collect::<std::collections::BTreeSet<_>>() {
                    match (want.get(k), have.get(k)) {
                        (Some(w), Some(h)) => for field in ["type", "edsClusterConfig", "transportSocket", "transportSocketMatches", "loadAssignment", "dnsLookupFamily", "altStatName", "name"] {
                            diff(format!("CDS {k} {field}"), w.get(field), h.get(field), &mut errors)
                        },
                        (w, h) => errors.push(format!("CDS {k} want {} have {}", w.is_some(), h.is_some())),
                    }
                }
                let t = "type.googleapis.com/envoy.config.listener.v3.Listener";
                let want: Vec<String> = get(&recorded, t).values().filter(|l| l.get("trafficDirection").and_then(|d| d.as_str()) == Some("OUTBOUND")).filter_map(|l| { let a = l.get("address")?.get("socketAddress")?; Some(format!("{}:{}", a.get("address")?.as_str()?, a.get("portValue")?.as_u64()?)) }).filter(|a| !a.starts_with("0.0.0.0:") && !a.starts_with(":::")).collect();
                let (mut w, mut h) = (want.clone(), addrs.clone()); w.sort(); h.sort();
                if w != h && std::env::var("L").is_ok() { errors.push(format!("LDS want {w:?}\n   have {h:?}")) }
                let t = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";
                let (want, have) = (get(&recorded, t), get(&config, t));
                diff("SDS".into(), want.get("system_trust_bundle"), have.get("system_trust_bundle"), &mut errors);
                if errors.is_empty() { ok += 1 } else { bad += 1; println!("=== {}/{stem}", dir.display()); for e in errors { println!("{}", e.chars().take(300).collect::<String>()) } }
            }
        }
    }
    println!("ok {ok} bad {bad}");
}
