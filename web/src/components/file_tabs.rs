//! The files, which of them have findings, and what can be done with files.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use super::{
    class_of, counted,
    icon::Icon,
    menu::{Item, Menu},
    tabs::{Entry, Tabs},
};
use crate::{
    browser::{self, Choice},
    state::{Action, Overlay, State},
};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Rc<State>,
    /// Called with what somebody wants.
    pub(crate) on_action: Callback<Action>,
}

/// A tab for each file, a button for a new one, and a menu.
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
    let act = |action: Action| props.on_action.reform(move |()| action.clone());
    html! {
        <div class="bar">
            <Tabs label="Files" controls="editor" entries={entries.collect::<Vec<_>>()} chosen={state.active}
                on_choose={props.on_action.reform(Action::Open)} />
            <div class="tools">
                <button type="button" class="icon-button" aria-label="New file" title="New file"
                    onclick={act(Action::Cover(Some(Overlay::NewFile))).reform(|_| ())}>{ Icon::Plus.draw() }</button>
                <Menu label="Files" button={Icon::More.draw()} items={items(&props.on_action)} />
            </div>
        </div>
    }
}

fn items(on_action: &Callback<Action>) -> Vec<Item> {
    let act = |action: Action| on_action.reform(move |()| action.clone());
    let bring = |choice: Choice| {
        let on_files = on_action.reform(Action::Import);
        Callback::from(move |()| browser::choose_files(choice, on_files.clone()))
    };
    let item = |title, on_choose| Item { title, on_choose };
    vec![
        item("Rename…", act(Action::Cover(Some(Overlay::Rename)))),
        item("Remove", act(Action::Remove)),
        item("Open files or a zip…", bring(Choice::Files)),
        item("Open a folder…", bring(Choice::Folder)),
        item("Examples…", act(Action::Cover(Some(Overlay::Gallery)))),
        item("Back to the example", act(Action::Reset)),
    ]
}
