//! The proxy at a glance: what it listens to, what it calls, and which policies hold where.

use kumascope_wasm::types::{AppliedItem, AppliedPlace, Overview as Answer, PlaceOfTraffic};
use yew::{Callback, Html, html};

use super::{
    element::span,
    policies::{Kept, Policies},
};
use crate::state::{Action, State};

/// Cards for what comes in and goes out, and a table of policies.
pub(crate) fn overview(state: &State, on_action: &Callback<Action>) -> Html {
    let Some(shown) = state.shown.as_ref().filter(|_| state.is_answered()) else {
        return Html::default();
    };
    let Some(overview) = &shown.overview else {
        return html! { <p class="empty">{ empty(shown.proxy.as_deref()) }</p> };
    };
    let proxy = shown.proxy.clone().unwrap_or_default();
    html! {
        <div class="overview" tabindex="0" role="region" aria-label="Overview">
            { places("Inbounds", "It listens to nothing.", &overview.inbounds, "inbound", overview) }
            { places("Outbounds", "It calls nothing.", &overview.outbounds, "outbound", overview) }
            <section>
                <h2>{ "Policies" }{ span("count", overview.policies.len().to_string()) }</h2>
                if overview.policies.is_empty() {
                    <p class="none">{ "No policy holds anywhere at this proxy." }</p>
                } else {
                    <Policies kept={Kept::Holds} items={overview.policies.clone()} files={&state.answered} proxy={proxy.clone()}
                        on_action={on_action} />
                }
            </section>
            if !overview.others.is_empty() {
                <section>
                    <h2>{ "Policies that do not hold here" }{ span("count", overview.others.len().to_string()) }</h2>
                    <Policies kept={Kept::HoldsNot} items={overview.others.clone()} files={&state.answered} {proxy}
                        on_action={on_action} />
                </section>
            }
        </div>
    }
}

fn empty(proxy: Option<&str>) -> &'static str {
    match proxy {
        None => "There is no proxy yet. Write a Dataplane to see what it does.",
        Some(_) => "Zone proxies have no overview; Config shows what they get.",
    }
}

fn places(
    title: &'static str,
    without: &'static str,
    places: &[PlaceOfTraffic],
    side: &'static str,
    overview: &Answer,
) -> Html {
    let cards = places.iter().map(|place| {
        let count = overview.policies.iter().filter(|item| holds_at(item, side, &place.name)).count();
        html! {
            <li class="card">
                { span("card-name", place.name.clone()) }
                <span class="card-address">{ format!("{}:{}", place.address, place.port) }</span>
                <span class="card-foot">
                    { span("tag", place.protocol.clone()) }
                    if count > 0 {
                        { span("card-policies", counted_policies(count)) }
                    }
                </span>
            </li>
        }
    });
    html! {
        <section>
            <h2>{ title }{ span("count", places.len().to_string()) }</h2>
            if places.is_empty() {
                <p class="none">{ without }</p>
            } else {
                <ul class="cards">{ for cards }</ul>
            }
        </section>
    }
}

fn counted_policies(count: usize) -> String {
    if count == 1 { "1 policy".into() } else { format!("{count} policies") }
}

fn holds_at(item: &AppliedItem, side: &str, own: &str) -> bool {
    item.places.iter().any(|place| match place {
        AppliedPlace::Inbound { name } => side == "inbound" && name == own,
        AppliedPlace::Outbound { name } => side == "outbound" && name == own,
        AppliedPlace::Route { .. } => false,
    })
}
