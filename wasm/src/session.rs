//! Files and options, settled: what every function begins with.
//!
//! Most questions are about the files of the question before, so the last sessions are kept.

use std::{cell::RefCell, rc::Rc};

use kumascope_core::{
    Compiled, Store,
    report::Report,
    text::Sources,
    world::{ProxyKey, Shadow, World},
};
use tsify::Ts;
use wasm_bindgen::JsError;

use crate::{
    arguments, findings, plain,
    types::{Diagnostic, Input, Options, SourceFile},
    workspace,
};

/// How many sessions are kept: comparisons are about two versions of the files.
const KEPT: usize = 2;

thread_local! {
    /// Sessions and their options, the one that was needed last first.
    static SESSIONS: RefCell<Vec<(Options, Rc<Session>)>> = RefCell::default();
}

/// The sources, the control plane and what it stores.
pub(crate) struct Session {
    sources: Sources,
    /// The control plane, and how proxies present themselves.
    pub(crate) world: World,
    /// What the control plane stores.
    pub(crate) store: Store,
    /// The proxies of the store, in the order of their names.
    pub(crate) proxies: Vec<ProxyKey>,
    /// Whether shadow policies take part.
    pub(crate) shadow: Shadow,
}

impl Session {
    /// Reads and settles the files. Errors are those of the options; what is wrong with the files is in the report.
    pub(crate) fn open(
        files: Vec<Ts<SourceFile>>,
        options: Option<Ts<Options>>,
    ) -> Result<Rc<Self>, JsError> {
        Self::of(files, &understood(options)?)
    }

    /// Reads and settles two versions of the files, with the same options.
    pub(crate) fn open_both(
        old: Vec<Ts<SourceFile>>,
        new: Vec<Ts<SourceFile>>,
        options: Option<Ts<Options>>,
    ) -> Result<(Rc<Self>, Rc<Self>), JsError> {
        let options = understood(options)?;
        Ok((Self::of(old, &options)?, Self::of(new, &options)?))
    }

    /// Reads and settles the files, with options that are read already.
    pub(crate) fn of(files: Vec<Ts<SourceFile>>, options: &Options) -> Result<Rc<Self>, JsError> {
        let sources = arguments::sources(files)?;
        let session = match take(&sources, options) {
            Some(session) => session,
            None => Rc::new(Self::new(sources, options)?),
        };
        keep(options, &session);
        Ok(session)
    }

    fn new(sources: Sources, options: &Options) -> Result<Self, JsError> {
        let mut world = arguments::world(options)?;
        arguments::present(&mut world, options)?;
        let read = workspace::read(&sources, options.input);
        let store = match options.input {
            Input::Resources => kumascope_core::settle_accepted(read, &world),
            Input::Store => read,
        };
        let proxies = store.proxies();
        arguments::disconnect(&mut world, options, &proxies);
        Ok(Self { sources, world, store, proxies, shadow: arguments::shadow(options.shadow) })
    }

    /// The proxy of that name.
    pub(crate) fn find(&self, name: &str) -> Result<&ProxyKey, JsError> {
        let found = self.proxies.iter().find(|proxy| proxy.to_string() == name);
        found.ok_or_else(|| JsError::new(&format!("there is no proxy `{name}`")))
    }

    /// What the Envoy of a proxy gets.
    pub(crate) fn compile(&self, proxy: &ProxyKey) -> Compiled {
        kumascope_core::compile(&self.store, &self.world, proxy, self.shadow)
    }

    /// What was found in the store and in these reports.
    pub(crate) fn diagnostics<'a>(
        &'a self,
        reports: impl IntoIterator<Item = &'a Report>,
    ) -> Vec<Diagnostic> {
        findings::gather(&self.sources, std::iter::once(&self.store.report).chain(reports))
    }

    /// What was read.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }
}

/// Takes the session of these files and options out of those that are kept.
fn take(sources: &Sources, options: &Options) -> Option<Rc<Session>> {
    SESSIONS.with_borrow_mut(|sessions| {
        let is_it = |(known, session): &(Options, Rc<Session>)| {
            say_same(known, options) && is_as(&session.sources, sources)
        };
        let place = sessions.iter().position(is_it)?;
        Some(sessions.remove(place).1)
    })
}

/// Keeps a session before the others, and forgets the one that was not needed for longest.
fn keep(options: &Options, session: &Rc<Session>) {
    SESSIONS.with_borrow_mut(|sessions| {
        sessions.insert(0, (options.clone(), Rc::clone(session)));
        sessions.truncate(KEPT);
    });
}

/// Whether both say the same. What proxies send is an object that its owner may change, and therefore never the same.
fn say_same(left: &Options, right: &Options) -> bool {
    let Options { zone, control_plane, certificate_authority, disconnected, input, shadow, metadata } = left;
    metadata.is_undefined()
        && right.metadata.is_undefined()
        && (zone, control_plane, certificate_authority, disconnected, input, shadow)
            == (
                &right.zone,
                &right.control_plane,
                &right.certificate_authority,
                &right.disconnected,
                &right.input,
                &right.shadow,
            )
}

/// Whether both have the same files.
fn is_as<'a>(left: &'a Sources, right: &'a Sources) -> bool {
    let files = |sources: &'a Sources| sources.iter().map(|(_, file)| (file.path(), file.text()));
    files(left).eq(files(right))
}

/// The options, or the usual ones.
pub(crate) fn understood(options: Option<Ts<Options>>) -> Result<Options, JsError> {
    Ok(options.map(|options| plain::options(&options)).transpose()?.unwrap_or_default())
}
