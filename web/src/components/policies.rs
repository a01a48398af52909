//! Policies as a table, each with why it holds at a proxy or does not.

use std::rc::Rc;

use kumascope_wasm::types::{AppliedItem, AppliedPlace, SourceFile};
use yew::{Callback, Html, Properties, component, html, use_state};

use super::{counted, element::span, findings::place, why::Why};
use crate::state::Action;

#[derive(PartialEq, Properties)]
pub(super) struct Props {
    /// Whether they hold.
    pub(super) kept: Kept,
    /// The policies.
    pub(super) items: Vec<AppliedItem>,
    /// The files that they are from.
    pub(super) files: Rc<Vec<SourceFile>>,
    /// The proxy.
    pub(super) proxy: String,
    /// Called when somebody goes to a place.
    pub(super) on_action: Callback<Action>,
}

/// Whether policies hold at a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// They do.
    Holds,
    /// They do not.
    HoldsNot,
}

/// A row for each; below one of them, if somebody wants to know, the tree of decisions.
#[component]
pub(super) fn Policies(props: &Props) -> Html {
    let open = use_state(|| None::<usize>);
    let rows = props.items.iter().enumerate().map(|(index, item)| {
        let is_open = *open == Some(index);
        let on_click = {
            let open = open.clone();
            Callback::from(move |_| open.set((!is_open).then_some(index)))
        };
        let policy = format!("{}/{}", item.kind, item.name);
        html! {
            <>
                <tr>
                    <th scope="row">{ &item.kind }</th>
                    <td class="mono">{ &item.name }</td>
                    if props.kept == Kept::Holds {
                        <td>{ for where_it_holds(item) }</td>
                    }
                    <td>{ written(item, &props.on_action) }</td>
                    <td>
                        <button type="button" class="toggle" aria-expanded={is_open.to_string()} onclick={on_click}
                            aria-label={format!("{} {policy}", why(props.kept))}>{ why(props.kept) }</button>
                    </td>
                </tr>
                if is_open {
                    <tr class="why"><td colspan={if props.kept == Kept::Holds { "5" } else { "4" }}>
                        <Why files={&props.files} {policy} proxy={props.proxy.clone()} on_action={&props.on_action} />
                    </td></tr>
                }
            </>
        }
    });
    html! {
        <table>
            <caption class="spoken">{ counted(props.items.len(), "item") }{ " of policies, in the order in which they take effect" }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "Kind" }</th>
                    <th scope="col">{ "Name" }</th>
                    if props.kept == Kept::Holds {
                        <th scope="col">{ "Holds at" }</th>
                    }
                    <th scope="col">{ "Written" }</th>
                    <th scope="col">{ span("spoken", "Why") }</th>
                </tr>
            </thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

fn why(kept: Kept) -> &'static str {
    match kept {
        Kept::Holds => "Why?",
        Kept::HoldsNot => "Why not?",
    }
}

fn written(item: &AppliedItem, on_action: &Callback<Action>) -> Html {
    match &item.range {
        Some(range) => place(range, on_action),
        None => html! { { "added by the control plane" } },
    }
}

fn where_it_holds(item: &AppliedItem) -> Vec<Html> {
    let tag = |mark: &str, name: &str| html! { <span class="tag">{ format!("{mark} {name}") }</span> };
    if item.places.is_empty() {
        return vec![span("tag", "the whole proxy")];
    }
    let tags = item.places.iter().map(|place| match place {
        AppliedPlace::Inbound { name } => tag("←", name),
        AppliedPlace::Outbound { name } => tag("→", name),
        AppliedPlace::Route { name } => tag("route", name),
    });
    tags.collect()
}
