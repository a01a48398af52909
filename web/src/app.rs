//! The page.

use std::rc::Rc;

use kumascope_wasm::types::{Severity, View};
use yew::{
    Callback, Html, UseReducerHandle, component, hook, html, use_callback, use_memo, use_reducer, use_state,
};

use crate::{
    aside::{use_answer, use_check},
    browser::{self, Listeners},
    components::{
        Fold, Graph, Header, Input, Output, Props, Trace, chain, file_tabs, findings, impact, narrow, notice,
        origin_bar, overlay, overview, pane_switch, status, toast, toolbar,
    },
    effect::use_effect_of,
    engine::Client,
    link,
    state::{Action, Draft, Now, Overlay, State, Tab},
    value,
};

/// Files on the left, views on the right.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(begin);
    // The same one every time, so that nothing is drawn anew for being handed another.
    let act = use_callback(state.dispatcher(), |action, dispatcher| dispatcher.dispatch(action));
    use_window(&state, &act);
    let client = {
        let (hear, job) = (act.reform(Action::Hear), state.job());
        // The engine goes to work while the page is drawn for the first time.
        use_memo((), move |()| {
            let client = Client::new(hear);
            client.send(job);
            client
        })
    };
    {
        let client = Rc::clone(&client);
        use_effect_of(state.job(), move |job| client.send(job.clone()));
    }
    use_check(&state);
    let retry = {
        let client = Rc::clone(&client);
        Callback::from(move |()| client.retry())
    };
    let props = Props { state: Now::of(&state), on_action: act.clone(), client };
    let now = &*props.state;
    html! {
        <>
            <Header on_action={&act} />
            { pane_switch(now.pane, &act) }
            <main class="panes" data-pane={now.pane.name()}>
                <section class="pane files" aria-label="Kuma resources">
                    { file_tabs(now, &act) }
                    <Input ..props.clone() />
                </section>
                <section class="pane output" aria-label="What comes out">
                    { toolbar(now, &act) }
                    { notice(&now.engine, &retry) }
                    <Views ..props.clone() />
                </section>
            </main>
            { status(now) }
            { toast(now.toast.as_ref(), &act) }
            { overlay(&props) }
        </>
    }
}

/// What the chosen tab shows.
#[component]
fn Views(props: &Props) -> Html {
    let Props { state, on_action, .. } = props;
    let folds = use_state(|| 0_u32);
    let on_fold = {
        let folds = folds.clone();
        // Odd numbers fold, even ones unfold.
        Callback::from(move |fold| folds.set(*folds / 2 * 2 + 2 + u32::from(fold == Fold::Collapse)))
    };
    let overridden = use_answer(chain::question(state));
    let changing = use_answer(impact::question(state));
    let is_text = state.tab.is_text();
    html! {
        <div id="view" class="view" role="tabpanel" aria-labelledby={state.tab.id()}>
            if is_text {
                { narrow(state, on_action, &on_fold) }
            }
            { impact::show(&changing, state, on_action) }
            <Output state={state.clone()} hidden={!is_text} {on_action} folds={*folds} />
            if is_text {
                { origin_bar(state, on_action) }
            }
            { chain::show(&overridden, on_action) }
            { match state.tab {
                Tab::Findings => findings(state, on_action),
                Tab::Trace => html! { <Trace ..props.clone() /> },
                Tab::View(View::Overview) => overview(state, on_action),
                Tab::View(View::Graph) => html! { <Graph ..props.clone() /> },
                Tab::View(_) => Html::default(),
            } }
        </div>
    }
}

/// What was kept of the last visit, or else the example.
fn begin() -> State {
    let mut state = State::default();
    browser::kept_draft().into_iter().for_each(|draft| state.take(draft));
    state
}

/// Listens to the window, and keeps what is shown.
#[hook]
fn use_window(state: &UseReducerHandle<State>, act: &Callback<Action>) {
    {
        let act = act.clone();
        use_effect_of((), move |()| {
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
    use_effect_of(Draft::of(state), browser::keep_draft);
    use_effect_of(state.shown.clone(), {
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
