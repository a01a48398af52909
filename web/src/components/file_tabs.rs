//! The files, which of them have findings, and what can be done with files.

use yew::{Callback, Html, html};

use super::{
    class_of,
    click::{act, click},
    counted,
    element::icon_button,
    icon::Icon,
    menu::{Item, Menu},
    tabs::{self, Entry, Tabs},
};
use crate::{
    browser::{self, Choice},
    state::{Action, Overlay, State},
};

/// A tab for each file, a button for a new one, and a menu.
pub(crate) fn file_tabs(state: &State, on_action: &Callback<Action>) -> Html {
    let entries = state.files.iter().enumerate().map(|(index, file)| Entry {
        id: format!("file-{index}"),
        title: file.path.clone(),
        description: format!("Edit {}", file.path),
        mark: state
            .findings_of(&file.path)
            .map(|(severity, count)| (class_of(severity), count.to_string(), counted(count, "finding"))),
    });
    let files = Tabs {
        label: "Files",
        controls: "editor",
        entries: entries.collect(),
        chosen: state.active,
        on_choose: on_action.reform(Action::Open),
    };
    html! {
        <div class="bar">
            { tabs::row(files) }
            <div class="tools">
                { icon_button("New file", Icon::Plus, click(on_action, Action::Cover(Some(Overlay::NewFile)))) }
                <Menu label="Files" button={Icon::More.draw()} items={items(on_action)} />
            </div>
        </div>
    }
}

fn items(on_action: &Callback<Action>) -> Vec<Item> {
    let act = |action: Action| act(on_action, action);
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
