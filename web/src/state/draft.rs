//! What is kept and handed on: the files, the proxy and the tab.

use std::rc::Rc;

use kumascope_wasm::types::SourceFile;
use wasm_bindgen::JsValue;

use super::{State, Tab};
use crate::value::{self, count, text};

/// What is kept in the browser, and what links carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The files.
    pub(crate) files: Vec<SourceFile>,
    /// The visible one.
    pub(crate) active: usize,
    /// The chosen proxy.
    pub(crate) proxy: String,
    /// The chosen tab, by its name.
    pub(crate) tab: String,
}

impl Draft {
    /// What the page shows.
    pub(crate) fn of(state: &State) -> Self {
        Self {
            files: state.files.as_ref().clone(),
            active: state.active,
            proxy: state.proxy.clone(),
            tab: state.tab.name(),
        }
    }

    /// Out of what was kept; nothing where nothing was.
    pub(crate) fn read(value: &JsValue) -> Option<Self> {
        value.is_object().then(|| Self {
            files: value::each(value, "files", value::file),
            active: usize::try_from(count(value, "active")).unwrap_or_default(),
            proxy: text(value, "proxy"),
            tab: text(value, "tab"),
        })
    }

    /// For what keeps it.
    pub(crate) fn to_js(&self) -> JsValue {
        value::object(&[
            ("files", value::files(&self.files)),
            ("active", self.active.into()),
            ("proxy", self.proxy.as_str().into()),
            ("tab", self.tab.as_str().into()),
        ])
    }
}

impl State {
    /// Shows a draft in place of what is shown.
    pub(crate) fn take(&mut self, draft: Draft) {
        if draft.files.is_empty() {
            return;
        }
        self.active = draft.active.min(draft.files.len() - 1);
        self.files = Rc::new(draft.files);
        self.proxy = draft.proxy;
        (self.baseline, self.asked) = (None, None);
        if let Some(tab) = Tab::named(&draft.tab) {
            self.choose(tab);
        }
    }
}
