//! What the page knows, and how it changes.

use std::rc::Rc;

use kumascope_wasm::types::{Diagnostic, Format, Range, Request, Severity, Shown, SourceFile, View};
use yew::Reducible;

use crate::{
    engine::{Job, News},
    example,
};

/// Everything that the page knows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// The files, as they are in the editor.
    pub(crate) files: Rc<Vec<SourceFile>>,
    /// The file that is visible.
    pub(crate) active: usize,
    /// What is shown on the right.
    pub(crate) tab: Tab,
    /// The view that was shown last; the engine prints it even while findings are listed.
    pub(crate) view: View,
    /// How it is printed.
    pub(crate) format: Format,
    /// The proxy that was asked for.
    pub(crate) proxy: String,
    /// How the engine fares.
    pub(crate) engine: Engine,
    /// The newest answer.
    pub(crate) shown: Option<Rc<Shown>>,
    /// The view of the newest answer, and how it was printed.
    pub(crate) shown_as: (View, Format),
    /// How long the newest answer took, in milliseconds.
    pub(crate) milliseconds: f64,
    /// The place that somebody went to last, and how often somebody went anywhere.
    pub(crate) target: Option<(u32, Range)>,
}

/// What there is to choose from on the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    /// A text that the engine prints.
    View(View),
    /// The list of findings.
    Findings,
}

/// How the engine fares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Engine {
    /// It is being loaded: bytes so far, and all of them where that is known.
    Loading(u32, Option<u32>),
    /// It answers.
    Ready,
    /// It crashed over the newest input, and is there again.
    Crashed(String),
    /// It cannot be loaded.
    Unavailable(String),
}

/// What can happen.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Somebody typed.
    Edit(String, String),
    /// Somebody chose a file.
    Open(usize),
    /// Somebody chose a tab.
    Choose(Tab),
    /// Somebody chose how to print.
    Print(Format),
    /// Somebody chose a proxy.
    Select(String),
    /// Somebody went to a place of a file.
    GoTo(Range),
    /// The engine has news.
    Hear(News),
}

impl Default for State {
    fn default() -> Self {
        Self {
            files: Rc::new(example::shop()),
            active: example::FIRST,
            tab: Tab::View(View::Configuration),
            view: View::Configuration,
            format: Format::Yaml,
            proxy: example::PROXY.into(),
            engine: Engine::Loading(0, None),
            shown: None,
            shown_as: (View::Configuration, Format::Yaml),
            milliseconds: 0.0,
            target: None,
        }
    }
}

impl Tab {
    /// All tabs, in the order in which they stand.
    pub(crate) const ALL: [Self; 4] = [
        Self::View(View::Configuration),
        Self::View(View::Bootstrap),
        Self::View(View::Settled),
        Self::Findings,
    ];

    /// What is written on it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::View(View::Configuration) => "Config",
            Self::View(View::Bootstrap) => "Bootstrap",
            Self::View(View::Settled) => "Settled",
            Self::Findings => "Findings",
        }
    }

    /// What it shows, in a sentence.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::View(View::Configuration) => "The xDS configuration that Envoy gets",
            Self::View(View::Bootstrap) => "The bootstrap with which Envoy starts",
            Self::View(View::Settled) => "What a control plane would store",
            Self::Findings => "What there is to say about the files",
        }
    }

    /// The id of its element.
    pub(crate) fn id(self) -> String {
        format!("tab-{}", self.title().to_lowercase())
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Self::clone(&self);
        match action {
            Action::Edit(path, text) => {
                let files = Rc::make_mut(&mut next.files);
                if let Some(file) = files.iter_mut().find(|file| file.path == path) {
                    file.text = text;
                }
            }
            Action::Open(index) => next.active = index,
            Action::Choose(tab) => {
                next.tab = tab;
                if let Tab::View(view) = tab {
                    next.view = view;
                }
            }
            Action::Print(format) => next.format = format,
            Action::Select(proxy) => next.proxy = proxy,
            Action::GoTo(range) => next.go_to(range),
            Action::Hear(news) => next.hear(news),
        }
        next.into()
    }
}

impl State {
    /// What the engine has to be asked.
    pub(crate) fn job(&self) -> Job {
        let request = Request { view: self.view, format: self.format, proxy: Some(self.proxy.clone()) };
        Job { files: Rc::clone(&self.files), request }
    }

    /// The findings of the newest answer.
    pub(crate) fn diagnostics(&self) -> &[Diagnostic] {
        self.shown.as_ref().map_or(&[], |shown| &shown.diagnostics)
    }

    /// The worst finding of a file, and how many there are.
    pub(crate) fn findings_of(&self, path: &str) -> Option<(Severity, usize)> {
        let here = self
            .diagnostics()
            .iter()
            .filter(|found| found.range.as_ref().is_some_and(|range| range.path == path));
        let severities: Vec<Severity> = here.map(|found| found.severity).collect();
        Some((severities.iter().copied().max()?, severities.len()))
    }

    fn go_to(&mut self, range: Range) {
        let Some(index) = self.files.iter().position(|file| file.path == range.path) else { return };
        let count = self.target.as_ref().map_or(0, |(count, _)| *count);
        self.active = index;
        self.target = Some((count.wrapping_add(1), range));
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Progress { loaded, total } => self.engine = Engine::Loading(loaded, total),
            News::Ready => {
                if !matches!(self.engine, Engine::Crashed(_)) {
                    self.engine = Engine::Ready;
                }
            }
            News::Unavailable { message } => self.engine = Engine::Unavailable(message),
            News::Crashed { message } => self.engine = Engine::Crashed(message),
            News::Shown { shown, request, milliseconds } => {
                self.engine = Engine::Ready;
                self.shown = Some(Rc::new(shown));
                self.shown_as = (request.view, request.format);
                self.milliseconds = milliseconds;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
        actions.into_iter().fold(Rc::new(State::default()), Reducible::reduce)
    }

    #[test]
    fn an_edit_changes_its_file_and_no_other() {
        let before = State::default();
        let state = after([Action::Edit("policies.yaml".into(), "type: Mesh".into())]);
        assert_eq!(state.files.iter().filter(|file| file.text == "type: Mesh").count(), 1);
        assert_eq!(state.files.first(), before.files.first());
    }

    #[test]
    fn the_engine_goes_on_printing_the_last_view_while_findings_are_listed() {
        let state = after([Action::Choose(Tab::View(View::Settled)), Action::Choose(Tab::Findings)]);
        assert_eq!((state.tab, state.job().request.view), (Tab::Findings, View::Settled));
    }

    #[test]
    fn a_crash_is_shown_until_there_is_an_answer() {
        let crash = Action::Hear(News::Crashed { message: "a bug".into() });
        let state = after([crash, Action::Hear(News::Ready)]);
        assert_eq!(state.engine, Engine::Crashed("a bug".into()));
    }
}
