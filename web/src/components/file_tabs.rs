//! The files, and which of them have findings.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use super::{
    class_of, counted,
    tabs::{Entry, Tabs},
};
use crate::state::State;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Called with the position of a file to open.
    pub(crate) on_open: Callback<usize>,
}

/// A tab for each file.
#[component]
pub(crate) fn FileTabs(props: &Props) -> Html {
    let state = &props.state;
    let entries = state.files.iter().enumerate().map(|(index, file)| Entry {
        id: format!("file-{index}"),
        title: file.path.clone(),
        description: format!("Edit {}", file.path),
        mark: state
            .findings_of(&file.path)
            .map(|(severity, count)| (class_of(severity), count.to_string(), counted(count, "finding"))),
    });
    html! {
        <div class="bar">
            <Tabs label="Files" controls="editor" entries={entries.collect::<Vec<_>>()} chosen={state.active}
                on_choose={&props.on_open} />
        </div>
    }
}
