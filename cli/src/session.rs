//! From arguments to a settled store, which every command begins with.

use std::path::{Path, PathBuf};

use kumascope_core::{
    Compiled, Compiler, Store,
    check::{Checked, Checker, Usage},
    envoy::Messages,
    inspect::{self, Overview},
    report::{Report, Severity},
    text::{Sources, parse_values},
    tree::Node,
    world::{Metadata, ProxyKey, SettingError, Shadow, World},
};

use crate::{
    arguments::{ControlPlaneArguments, Input, MetadataArguments},
    colour::Colours,
    findings::Findings,
    input,
    misuse::Misuse,
    nearest, parallel, render,
};

/// The sources, the control plane and what it stores.
#[derive(Debug)]
pub(crate) struct Session {
    /// What was read.
    pub(crate) sources: Sources,
    /// The control plane, and how proxies present themselves.
    pub(crate) world: World,
    /// What the control plane stores.
    pub(crate) store: Store,
    /// Whether shadow policies take part.
    pub(crate) shadow: Shadow,
}

impl Session {
    /// Reads and settles the input.
    pub(crate) fn open(input: &Input) -> Result<Self, Misuse> {
        Self::of(&input.paths, &input.control_plane)
    }

    /// Reads and settles those paths.
    pub(crate) fn of(paths: &[PathBuf], control_plane: &ControlPlaneArguments) -> Result<Self, Misuse> {
        Self::of_sources(input::read(paths)?, control_plane)
    }

    /// Settles what was read already.
    pub(crate) fn of_sources(
        sources: Sources,
        control_plane: &ControlPlaneArguments,
    ) -> Result<Self, Misuse> {
        let world = world(control_plane)?;
        let store = if control_plane.settled {
            kumascope_core::load(&sources)
        } else {
            kumascope_core::settle(&sources, &world)
        };
        Ok(Self { sources, world, store, shadow: Shadow::Exclude })
    }

    /// Whether shadow policies take part.
    pub(crate) fn shadow(&self) -> Shadow {
        self.shadow
    }

    /// What the Envoy of a proxy gets.
    pub(crate) fn compile(&self, proxy: &ProxyKey) -> Compiled {
        kumascope_core::compile(&self.store, &self.world, proxy, self.shadow)
    }

    /// What a Dataplane listens to, what it calls and which policies hold where; nothing for zone proxies.
    pub(crate) fn overview(&self, proxy: &ProxyKey) -> Option<Overview> {
        inspect::overview(&self.store.resources, &self.world, proxy, self.shadow).ok()
    }

    /// Compiles proxies on all processors, makes of the messages of each what `work` makes of them, and hands that to `take` in the order of the
    /// proxies. Returns what there is to say about their meshes, once.
    pub(crate) fn compile_all<R: Send>(
        &self,
        proxies: &[ProxyKey],
        work: impl Fn(&ProxyKey, (Messages, Report)) -> R + Sync,
        take: impl FnMut(R) -> Result<(), Misuse>,
    ) -> Result<Report, Misuse> {
        let compiler = Compiler::for_proxies(&self.store, &self.world, proxies);
        let work = |proxy: &ProxyKey| work(proxy, compiler.messages(proxy, self.shadow));
        parallel::in_order(proxies, work, take)?;
        Ok(compiler.report)
    }

    /// Checks proxies on all processors, and then the meshes. Returns what there is to say, that about the input included.
    pub(crate) fn check(&self, proxies: &[ProxyKey]) -> Result<Vec<Report>, Misuse> {
        let checker = Checker::new(&self.store, &self.world, self.shadow);
        let (mut reports, mut usage) = (vec![self.store.report.clone()], Usage::default());
        let take = |checked: Checked| {
            reports.push(checked.report);
            usage.extend(checked.usage);
            Ok(())
        };
        parallel::in_order(proxies, |proxy| checker.proxy(proxy), take)?;
        reports.push(checker.meshes(&usage));
        Ok(reports)
    }

    /// The proxies of the store, in the order of their names.
    pub(crate) fn proxies(&self) -> Vec<ProxyKey> {
        self.store.proxies()
    }

    /// The proxy of that name, or all. Where there is none, what is wrong with the input is printed first: its document may be
    /// broken.
    pub(crate) fn select(&self, name: Option<&str>, colours: Colours) -> Result<Vec<ProxyKey>, Misuse> {
        match name {
            None => Ok(self.proxies()),
            Some(name) => self.find(name).map(|proxy| vec![proxy]).inspect_err(|_| self.complain(colours)),
        }
    }

    /// The proxy of that name, or the only one.
    pub(crate) fn select_one(&self, name: Option<&str>, colours: Colours) -> Result<ProxyKey, Misuse> {
        let selected = name.map_or_else(|| self.only(), |name| self.find(name));
        selected.inspect_err(|_| self.complain(colours))
    }

    /// Lets proxies present themselves as the arguments say.
    pub(crate) fn present(
        &mut self,
        proxies: &[ProxyKey],
        arguments: &MetadataArguments,
        colours: Colours,
    ) -> Result<(), Misuse> {
        self.shadow = if arguments.shadow { Shadow::Include } else { Shadow::Exclude };
        let Some(path) = &arguments.metadata else { return Ok(()) };
        let value = read_map(path, colours)?;
        let metadata = Metadata::read(node_metadata(&value));
        self.world.presentations.extend(proxies.iter().map(|proxy| (proxy.clone(), metadata.clone())));
        Ok(())
    }

    fn only(&self) -> Result<ProxyKey, Misuse> {
        let proxies = self.proxies();
        match proxies.as_slice() {
            [proxy] => Ok(proxy.clone()),
            [] => Err(Misuse::new("there is no proxy in the input")
                .help("add a Dataplane, a ZoneIngress or a ZoneEgress")),
            several => {
                let names: Vec<String> = several.iter().map(ToString::to_string).collect();
                let existing = nearest::suggestion("", names.iter().map(String::as_str));
                Err(Misuse::new("there are several proxies")
                    .help("choose one with --proxy MESH/NAME")
                    .help(existing))
            }
        }
    }

    fn complain(&self, colours: Colours) {
        Findings::of(&self.sources, [self.store.report.clone()]).print(colours.stderr);
    }

    fn find(&self, name: &str) -> Result<ProxyKey, Misuse> {
        let proxies = self.proxies();
        let names: Vec<String> = proxies.iter().map(ToString::to_string).collect();
        let found = proxies.into_iter().zip(&names).find(|(_, existing)| *existing == name);
        found.map(|(proxy, _)| proxy).ok_or_else(|| {
            Misuse::new(format!("there is no proxy `{name}`"))
                .help(nearest::suggestion(name, names.iter().map(String::as_str)))
                .help("proxies are named MESH/NAME, ingress/NAME or egress/NAME")
        })
    }
}

/// A file that holds one map: its value, or everything that is wrong with it.
pub(crate) fn read_map(path: &Path, colours: Colours) -> Result<Node, Misuse> {
    let sources = input::read(&[PathBuf::from(path)])?;
    let mut values = Vec::new();
    for id in sources.ids() {
        let (documents, report) = parse_values(&sources, id);
        for found in report.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            eprintln!("{}\n", render::diagnostic(found, &sources, colours.stderr));
        }
        values.extend(documents.into_iter().map(|document| document.root));
    }
    match (values.pop(), values.is_empty()) {
        (Some(value), true) if value.as_map().is_some() => Ok(value),
        _ => Err(Misuse::new(format!("{} does not hold one JSON or YAML map", path.display()))),
    }
}

/// The metadata of a node, given alone or within a bootstrap.
fn node_metadata(value: &Node) -> &Node {
    let bootstrap = value.get("bootstrap").unwrap_or(value);
    bootstrap.get("node").and_then(|node| node.get("metadata")).unwrap_or(value)
}

/// The control plane that the arguments describe.
pub(crate) fn world(arguments: &ControlPlaneArguments) -> Result<World, Misuse> {
    let mut world = World { zone: arguments.zone.as_str().into(), ..World::default() };
    for setting in &arguments.cp_env {
        world.set(&setting.name, &setting.value).map_err(|error| match error {
            SettingError::Unknown(unknown) => {
                let similar = if unknown.similar.is_empty() {
                    String::new()
                } else {
                    format!("did you mean `{}`?", unknown.similar)
                };
                Misuse::new(format!("kuma-cp has no variable `{}`, or it changes nothing here", unknown.name))
                    .help(similar)
            }
            SettingError::Invalid { name, reason } => {
                Misuse::new(format!("`{name}` cannot be `{}`: {reason}", setting.value))
            }
        })?;
    }
    Ok(world)
}
