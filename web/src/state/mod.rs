//! What the page knows, and how it changes.

mod action;
mod draft;
mod files;
mod findings;
mod look;
mod now;
mod origins;
mod overlay;
mod reduce;
mod tab;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use kumascope_wasm::types::{
    Diagnostic, Format, Lines, Part, Request, Severity, Shown, SourceFile, TraceRequest, View,
};

pub(crate) use action::Action;
pub(crate) use draft::Draft;
pub(crate) use files::edited;
pub(crate) use findings::Checked;
pub(crate) use look::{Focus, Place, Target};
pub(crate) use now::Now;
pub(crate) use origins::{Origin, Origins};
pub(crate) use overlay::{Overlay, Toast, Undo};
pub(crate) use tab::{Pane, Tab};

use crate::{engine::Job, example};

/// Everything that the page knows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// The files, as they are in the editor.
    pub(crate) files: Rc<Vec<SourceFile>>,
    /// The file that is visible.
    pub(crate) active: usize,
    /// The files as they were before somebody added, renamed, removed or replaced some: the newest last.
    pub(crate) past: Vec<Rc<Vec<SourceFile>>>,
    /// The files that were pinned, to compare with.
    pub(crate) baseline: Option<Rc<Vec<SourceFile>>>,
    /// What is shown on the right.
    pub(crate) tab: Tab,
    /// What is visible where there is room for one side only.
    pub(crate) pane: Pane,
    /// The view that was shown last; the engine goes on showing it while findings are listed.
    pub(crate) view: View,
    /// How it is printed.
    pub(crate) format: Format,
    /// Which part of the configuration is printed.
    pub(crate) part: Part,
    /// Whose lines are printed.
    pub(crate) lines: Lines,
    /// Only lines with this text are printed.
    pub(crate) filter: String,
    /// The proxy that was asked for.
    pub(crate) proxy: String,
    /// How the engine fares.
    pub(crate) engine: Engine,
    /// The newest answer.
    pub(crate) shown: Option<Rc<Shown>>,
    /// The files that it is about.
    pub(crate) answered: Rc<Vec<SourceFile>>,
    /// What the newest check of the whole mesh found.
    pub(crate) checked: Checked,
    /// Everything that there is to say about the files of the newest answer.
    pub(crate) findings: Rc<Vec<Diagnostic>>,
    /// The view of the newest answer, and how it was printed.
    pub(crate) shown_as: (View, Format),
    /// Who set the lines of the newest answer.
    pub(crate) origins: Rc<Origins>,
    /// The line of the output that somebody looks at, from 0.
    pub(crate) looked_at: Option<u32>,
    /// The file and line of the caret in the editor, from 1.
    pub(crate) caret: Option<(String, u32)>,
    /// How long the newest answer took, in milliseconds.
    pub(crate) milliseconds: f64,
    /// The request whose way somebody wants to see.
    pub(crate) asked: Option<TraceRequest>,
    /// The place that somebody went to last.
    pub(crate) target: Option<Target>,
    /// What lies over the page.
    pub(crate) overlay: Option<Overlay>,
    /// What has just happened.
    pub(crate) toast: Option<Toast>,
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

impl Default for State {
    fn default() -> Self {
        Self {
            files: Rc::new(example::shop()),
            active: example::FIRST,
            past: Vec::new(),
            baseline: None,
            tab: Tab::View(View::Configuration),
            pane: Pane::Files,
            view: View::Configuration,
            format: Format::Yaml,
            part: Part::Everything,
            lines: Lines::All,
            filter: String::new(),
            proxy: example::PROXY.into(),
            engine: Engine::Loading(0, None),
            shown: None,
            answered: Rc::default(),
            checked: Checked::default(),
            findings: Rc::default(),
            shown_as: (View::Configuration, Format::Yaml),
            origins: Rc::default(),
            looked_at: None,
            caret: None,
            milliseconds: 0.0,
            asked: None,
            target: None,
            overlay: None,
            toast: None,
        }
    }
}

impl State {
    /// What the engine has to be asked.
    pub(crate) fn job(&self) -> Job {
        let baseline = self.baseline.as_ref().filter(|_| self.view == View::Difference);
        let request = Request {
            view: self.view,
            format: self.format,
            proxy: Some(self.proxy.clone()),
            part: if self.view == View::Configuration { self.part } else { Part::Everything },
            lines: self.lines,
            filter: self.filter.clone(),
            baseline: baseline.map(|files| files.as_ref().clone()),
        };
        Job { files: Rc::clone(&self.files), request }
    }

    /// The worst finding of a file, and how many there are.
    pub(crate) fn findings_of(&self, path: &str) -> Option<(Severity, usize)> {
        let here =
            self.findings.iter().filter(|found| found.range.as_ref().is_some_and(|range| range.path == path));
        let severities: Vec<Severity> = here.map(|found| found.severity).collect();
        Some((severities.iter().copied().max()?, severities.len()))
    }

    /// Whether the newest answer is of the view that is wanted now.
    pub(crate) fn is_answered(&self) -> bool {
        self.shown_as.0 == self.view
    }

    /// Whether the newest answer is about the files as they are now.
    pub(crate) fn is_current(&self) -> bool {
        self.answered == self.files
    }

    /// Who set the line of the output that somebody looks at.
    pub(crate) fn origin(&self) -> Option<Origin> {
        self.origins.of_line(self.looked_at?)
    }

    /// The file that is visible.
    pub(crate) fn active_file(&self) -> Option<&SourceFile> {
        self.files.get(self.active)
    }

    /// Whether somebody narrowed down what is printed.
    pub(crate) fn is_narrowed(&self) -> bool {
        !self.filter.is_empty() || self.lines != Lines::All || self.part != Part::Everything
    }
}
