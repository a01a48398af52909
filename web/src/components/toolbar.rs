//! Which proxy, which view, and how it is printed.

use kumascope_wasm::types::{Format, View};
use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, TargetCast as _, html};

use super::{
    class_of,
    click::click,
    counted,
    element::span,
    tabs::{self, Entry, Tabs},
};
use crate::state::{Action, State, Tab};

/// The line above the view.
pub(crate) fn toolbar(state: &State, on_action: &Callback<Action>) -> Html {
    let on_choose = on_action
        .reform(|index: usize| Action::Choose(Tab::ALL.get(index).copied().unwrap_or(Tab::Findings)));
    let chosen = Tab::ALL.iter().position(|tab| *tab == state.tab).unwrap_or_default();
    html! {
        <div class="bar">
            { tabs::row(Tabs { label: "Views", controls: "view", entries: entries(state), chosen, on_choose }) }
            <div class="tools">
                { proxy_picker(state, on_action) }
                if state.tab.is_text() && state.tab != Tab::View(View::Difference) {
                    { format_switch(state.format, on_action) }
                }
            </div>
        </div>
    }
}

fn entries(state: &State) -> Vec<Entry> {
    let entry = |tab: Tab| Entry {
        id: tab.id(),
        title: tab.title().into(),
        description: tab.description().into(),
        mark: if tab == Tab::Findings { mark(state) } else { None },
    };
    Tab::ALL.into_iter().map(entry).collect()
}

fn mark(state: &State) -> Option<(&'static str, String, String)> {
    let diagnostics = &state.findings;
    let worst = diagnostics.iter().map(|found| found.severity).max()?;
    Some((class_of(worst), diagnostics.len().to_string(), counted(diagnostics.len(), "finding")))
}

fn proxy_picker(state: &State, on_action: &Callback<Action>) -> Html {
    let shown = state.shown.as_deref();
    let proxies = shown.map_or(&[][..], |shown| &shown.proxies);
    let chosen = shown.and_then(|shown| shown.proxy.as_deref());
    let on_change = on_action.reform(|event: Event| {
        Action::Select(
            event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default(),
        )
    });
    let options = proxies.iter().map(|proxy| {
        html! { <option value={proxy.clone()} selected={chosen == Some(proxy)} key={proxy.clone()}>{ proxy }</option> }
    });
    html! {
        <label class="picker">
            { span("picker-label", "Proxy") }
            <select onchange={on_change} disabled={proxies.is_empty()}>
                if proxies.is_empty() {
                    <option>{ "none" }</option>
                }
                { for options }
            </select>
        </label>
    }
}

fn format_switch(format: Format, on_action: &Callback<Action>) -> Html {
    let button = |title: &'static str, choice: Format| {
        let on_click = click(on_action, Action::Print(choice));
        html! {
            <button type="button" aria-pressed={(format == choice).to_string()} onclick={on_click}>{ title }</button>
        }
    };
    html! {
        <div class="switch" role="group" aria-label="Format">
            { button("YAML", Format::Yaml) }
            { button("JSON", Format::Json) }
        </div>
    }
}
