//! One side of a comparison: resources to compile, or configurations that were recorded.

use std::path::{Path, PathBuf};

use kumascope_core::{
    Compiler, Store,
    message::ResourceType,
    origin::Origin,
    report::Report,
    sorted::SortedSet,
    text::Sources,
    tree::Node,
    world::{ProxyKey, Shadow},
};

use super::{
    git,
    recording::{self, Recording},
};
use crate::{
    arguments::{ControlPlaneArguments, MetadataArguments},
    colour::Colours,
    input,
    misuse::Misuse,
    session::Session,
};

/// One side of a comparison.
#[derive(Debug)]
pub(super) enum Side {
    /// Resources to compile.
    Compiled(Box<Session>),
    /// Configurations of running proxies.
    Recorded(Recording),
}

impl Side {
    /// Opens what an argument names: a path, `REVISION:PATH` of a git repository, or a revision alone, which is the path of the
    /// other argument as it was then.
    pub(super) fn open(
        argument: &str,
        other: &str,
        control_plane: &ControlPlaneArguments,
    ) -> Result<Self, Misuse> {
        let path = Path::new(argument);
        let sources = if argument == "-" || path.exists() {
            input::read(&[PathBuf::from(path)])?
        } else {
            git::read(argument, Path::new(other))?
        };
        match recording::read(&sources)? {
            Some(live) => Ok(Self::Recorded(Recording::new(sources, live))),
            None => Ok(Self::Compiled(Box::new(Session::of_sources(sources, control_plane)?))),
        }
    }

    pub(super) fn is_recorded(&self) -> bool {
        matches!(self, Self::Recorded(_))
    }

    pub(super) fn sources(&self) -> &Sources {
        match self {
            Self::Compiled(session) => &session.sources,
            Self::Recorded(recording) => &recording.sources,
        }
    }

    pub(super) fn store(&self) -> Option<&Store> {
        match self {
            Self::Compiled(session) => Some(&session.store),
            Self::Recorded(_) => None,
        }
    }

    /// What there is to say about the input.
    pub(super) fn report(&self) -> Option<Report> {
        self.store().map(|store| store.report.clone())
    }

    pub(super) fn shadow(&self) -> Shadow {
        match self {
            Self::Compiled(session) => session.shadow,
            Self::Recorded(_) => Shadow::Exclude,
        }
    }

    /// The types of messages that a recording knows.
    pub(super) fn types(&self) -> Option<SortedSet<ResourceType>> {
        match self {
            Self::Compiled(_) => None,
            Self::Recorded(recording) => Some(recording.types()),
        }
    }

    pub(super) fn proxies(&self) -> Vec<ProxyKey> {
        match self {
            Self::Compiled(session) => session.proxies(),
            Self::Recorded(recording) => recording.proxies(),
        }
    }

    /// Gives a recording that does not say whose it is the proxy that is chosen, or the only one of the other side.
    pub(super) fn name(&mut self, chosen: Option<&str>, other: &Self) -> Result<(), Misuse> {
        match self {
            Self::Compiled(_) => Ok(()),
            Self::Recorded(recording) => recording.name(chosen, &other.proxies()),
        }
    }

    /// Lets proxies present themselves as the arguments say.
    pub(super) fn present(
        &mut self,
        proxies: &[ProxyKey],
        metadata: &MetadataArguments,
        colours: Colours,
    ) -> Result<(), Misuse> {
        match self {
            Self::Compiled(session) => session.present(proxies, metadata, colours),
            Self::Recorded(_) => Ok(()),
        }
    }

    /// What compiles the proxies of this side; nothing where they are recorded.
    pub(super) fn compiler(&self) -> Option<Compiler<'_>> {
        match self {
            Self::Compiled(session) => Some(Compiler::new(&session.store, &session.world)),
            Self::Recorded(_) => None,
        }
    }

    /// The configuration of a proxy; one without messages where there is no such proxy.
    pub(super) fn configuration(&self, compiler: Option<&Compiler<'_>>, proxy: &ProxyKey) -> Node {
        let nothing = || Node::empty(Origin::Rule(&"no proxy"));
        match (self, compiler) {
            (Self::Compiled(session), Some(compiler)) => {
                compiler.compile(proxy, session.shadow).configuration.into_node()
            }
            (Self::Compiled(_), None) => nothing(),
            (Self::Recorded(recording), _) => recording.configuration(proxy).unwrap_or_else(nothing),
        }
    }
}
