//! The page.

use std::rc::Rc;

use yew::{Callback, Html, component, html, use_effect_with, use_memo, use_reducer};

use crate::{
    components::{FileTabs, Findings, Header, Input, Notice, Output, Status, Toolbar},
    engine::Client,
    state::{Action, State, Tab},
};

/// Files on the left, views on the right.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(State::default);
    let act = {
        let dispatcher = state.dispatcher();
        Callback::from(move |action| dispatcher.dispatch(action))
    };
    let client = {
        let hear = act.reform(Action::Hear);
        use_memo((), move |()| Client::new(hear))
    };
    {
        let client = Rc::clone(&client);
        use_effect_with(state.job(), move |job| client.send(job.clone()));
    }
    let retry = Callback::from(move |()| client.retry());
    let now = Rc::new((*state).clone());
    let is_text = matches!(now.tab, Tab::View(_));
    html! {
        <>
            <Header />
            <main class="panes">
                <section class="pane" aria-label="Kuma resources">
                    <FileTabs state={&now} on_open={act.reform(Action::Open)} />
                    <Input state={&now} on_action={&act} />
                </section>
                <section class="pane" aria-label="What comes out">
                    <Toolbar state={&now} on_action={&act} />
                    <Notice engine={now.engine.clone()} on_retry={retry} />
                    <div id="view" class="view" role="tabpanel" aria-labelledby={now.tab.id()}>
                        <Output state={&now} hidden={!is_text} />
                        if !is_text {
                            <Findings state={&now} on_select={act.reform(Action::GoTo)} />
                        }
                    </div>
                </section>
            </main>
            <Status state={&now} />
        </>
    }
}
