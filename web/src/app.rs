//! The page.

use std::rc::Rc;

use kumascope_wasm::types::{Severity, View};
use yew::{
    Callback, Html, UseReducerHandle, component, hook, html, use_effect_with, use_memo, use_reducer,
    use_state,
};

use crate::{
    aside,
    browser::{self, Listeners},
    components::{
        Chain, FileTabs, Findings, Fold, Graph, Header, Impact, Input, Narrow, Notice, OriginBar, Output,
        Overlays, Overview, PaneSwitch, Status, Toast, Toolbar, Trace,
    },
    engine::Client,
    link,
    state::{Action, Draft, Overlay, State, Tab},
    value,
};

/// Files on the left, views on the right.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(State::default);
    let act = {
        let dispatcher = state.dispatcher();
        Callback::from(move |action| dispatcher.dispatch(action))
    };
    use_window(&state, &act);
    let client = {
        let hear = act.reform(Action::Hear);
        use_memo((), move |()| Client::new(hear))
    };
    {
        let client = Rc::clone(&client);
        use_effect_with(state.job(), move |job| client.send(job.clone()));
    }
    aside::use_check(&state);
    let retry = {
        let client = Rc::clone(&client);
        Callback::from(move |()| client.retry())
    };
    let now = Rc::new((*state).clone());
    html! {
        <>
            <Header on_action={&act} />
            <PaneSwitch pane={now.pane} on_action={&act} />
            <main class="panes" data-pane={now.pane.name()}>
                <section class="pane files" aria-label="Kuma resources">
                    <FileTabs state={&now} on_action={&act} />
                    <Input state={&now} on_action={&act} client={&client} />
                </section>
                <section class="pane output" aria-label="What comes out">
                    <Toolbar state={&now} on_action={&act} />
                    <Notice engine={now.engine.clone()} on_retry={retry} />
                    <Views state={&now} on_action={&act} client={&client} />
                </section>
            </main>
            <Status state={&now} />
            <Toast toast={now.toast.clone()} on_action={&act} />
            <Overlays state={&now} on_action={&act} client={&client} />
        </>
    }
}

#[derive(yew::Properties)]
struct ViewsProps {
    state: Rc<State>,
    on_action: Callback<Action>,
    client: Rc<Client>,
}

impl PartialEq for ViewsProps {
    fn eq(&self, other: &Self) -> bool {
        self.state == other.state && Rc::ptr_eq(&self.client, &other.client)
    }
}

/// What the chosen tab shows.
#[component]
fn Views(props: &ViewsProps) -> Html {
    let ViewsProps { state, on_action, client } = props;
    let folds = use_state(|| 0_u32);
    let on_fold = {
        let folds = folds.clone();
        // Odd numbers fold, even ones unfold.
        Callback::from(move |fold| folds.set(*folds / 2 * 2 + 2 + u32::from(fold == Fold::Collapse)))
    };
    let is_text = state.tab.is_text();
    html! {
        <div id="view" class="view" role="tabpanel" aria-labelledby={state.tab.id()}>
            if is_text {
                <Narrow {state} {on_action} {on_fold} />
            }
            if state.tab == Tab::View(View::Difference) {
                <Impact {state} {on_action} />
            }
            <Output {state} hidden={!is_text} {on_action} folds={*folds} />
            if is_text {
                <OriginBar {state} {on_action} />
                <Chain {state} {on_action} />
            }
            { match state.tab {
                Tab::Findings => html! { <Findings {state} {on_action} /> },
                Tab::Trace => html! { <Trace {state} {on_action} {client} /> },
                Tab::View(View::Overview) => html! { <Overview {state} {on_action} /> },
                Tab::View(View::Graph) => html! { <Graph {state} {on_action} /> },
                Tab::View(_) => Html::default(),
            } }
        </div>
    }
}

/// Listens to the window, brings back what was kept, and keeps what is shown.
#[hook]
fn use_window(state: &UseReducerHandle<State>, act: &Callback<Action>) {
    {
        let act = act.clone();
        use_effect_with((), move |()| {
            if let Some(draft) = browser::kept_draft() {
                act.emit(Action::Restore(draft));
            }
            let (files, draft, follow) =
                (act.reform(Action::Import), act.reform(Action::Restore), act.clone());
            browser::listen_to(Listeners {
                files,
                draft,
                link: Callback::from(move |hash: String| link::follow(&hash, follow.clone())),
                key: Callback::from(move |name: String| act.emit(on_key(&name))),
            });
            browser::keep_offline();
        });
    }
    use_effect_with(Draft::of(state), browser::keep_draft);
    use_effect_with(state.shown.clone(), {
        let state = state.clone();
        move |shown| {
            let Some(shown) = shown else { return };
            let errors = shown.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
            let told = value::object(&[
                ("files", value::files(&state.files)),
                ("proxy", shown.proxy.as_deref().into()),
                ("errors", errors.into()),
            ]);
            browser::tell("compiled", &told);
        }
    });
}

/// What a shortcut does.
fn on_key(name: &str) -> Action {
    match name {
        "share" => Action::Cover(Some(Overlay::Share)),
        _ => Action::Cover(Some(Overlay::Palette)),
    }
}
