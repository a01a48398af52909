//! What actions do.

use std::rc::Rc;

use kumascope_wasm::types::{Edit, Fix, Range, SourceFile, View};
use yew::Reducible;

use super::{Action, Draft, Engine, Focus, Pane, Place, State, Tab};
use crate::engine::News;

fn after(actions: impl IntoIterator<Item = Action>) -> Rc<State> {
    actions.into_iter().fold(Rc::new(State::default()), Reducible::reduce)
}

fn paths(state: &State) -> Vec<&str> {
    state.files.iter().map(|file| file.path.as_str()).collect()
}

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), text: text.into() }
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

#[test]
fn a_new_file_is_visible_and_has_a_name_of_its_own() {
    let state = after([Action::Add("mesh.yaml".into()), Action::Add(String::new())]);
    assert_eq!(paths(&state)[3..], ["mesh-2.yaml", "untitled.yaml"]);
    assert_eq!(state.active, 4);
}

#[test]
fn what_is_removed_renamed_or_brought_along_can_be_undone() {
    let brought = vec![file("mesh.yaml", "type: Mesh"), file("more.yaml", "")];
    let changes =
        [Action::Open(0), Action::Remove, Action::Rename("other.yaml".into()), Action::Import(brought)];
    let state = after(changes.clone());
    assert_eq!(paths(&state), ["other.yaml", "policies.yaml", "mesh.yaml", "more.yaml"]);
    let undone = after(changes.into_iter().chain([Action::Undo, Action::Undo, Action::Undo]));
    assert_eq!(undone.files, State::default().files);
}

#[test]
fn there_is_always_a_file() {
    let state = after([Action::Remove, Action::Remove, Action::Remove, Action::Remove]);
    assert_eq!((paths(&state), state.active), (vec!["mesh.yaml"], 0));
}

#[test]
fn a_draft_brings_back_files_proxy_and_tab() {
    let before =
        after([Action::Choose(Tab::Findings), Action::Select("default/cart".into()), Action::Open(1)]);
    let state = after([Action::Restore(Draft::of(&before))]);
    assert_eq!((state.tab, state.active, state.proxy.as_str()), (Tab::Findings, 1, "default/cart"));
    assert_eq!(after([Action::Restore(Draft::default())]).files, State::default().files);
}

#[test]
fn the_focus_decides_which_side_is_visible() {
    let place = Place { path: "mesh.yaml".into(), lines: [1, 1, 1, 2] };
    let output = Action::Choose(Tab::Findings);
    let stays = after([output.clone(), Action::GoTo(place.clone(), Focus::Stays)]);
    let follows = after([output, Action::GoTo(place, Focus::Follows)]);
    assert_eq!((stays.pane, follows.pane, follows.active), (Pane::Output, Pane::Files, 0));
}

#[test]
fn only_the_diff_needs_the_pinned_files() {
    let state = after([Action::Pin, Action::Edit("mesh.yaml".into(), String::new())]);
    assert_eq!(state.job().request.baseline, None);
    let state = state.reduce(Action::Choose(Tab::View(View::Difference)));
    assert_eq!(state.job().request.baseline.as_deref(), Some(State::default().files.as_slice()));
}

#[test]
fn a_fix_makes_all_of_its_edits() {
    let edit = |from, to, text: &str| Edit {
        range: Range { path: "mesh.yaml".into(), from, to, line: 1, column: 1, end_line: 1, end_column: 1 },
        text: text.into(),
    };
    let fix = Fix { title: "two".into(), edits: vec![edit(0, 1, "x"), edit(4, 6, "yy!")] };
    let state = after([Action::Edit("mesh.yaml".into(), "a😀bcde".into()), Action::Mend(fix), Action::Undo]);
    assert_eq!(state.files[0].text, "a😀bcde");
    let fix = Fix { title: "two".into(), edits: vec![edit(0, 1, "x"), edit(4, 6, "yy!")] };
    let state = after([Action::Edit("mesh.yaml".into(), "a😀bcde".into()), Action::Mend(fix)]);
    assert_eq!(state.files[0].text, "x😀byy!e");
}
