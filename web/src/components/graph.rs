//! Who calls whom, as a drawing and as a table.

use kumascope_wasm::types::Graph as Answer;
use web_sys::KeyboardEvent;
use yew::{Callback, Html, component, html, use_memo};

use super::{
    Props,
    click::{act, click},
    element::button,
};
use crate::{
    graph::{self, Drawing, Node, What},
    state::Action,
};

/// What the table says of a Dataplane.
const COLUMNS: [&str; 3] = ["Calls", "Stands behind", "Policies"];

/// The drawing, and a table that says the same.
#[component]
pub(crate) fn Graph(props: &Props) -> Html {
    let shown = props.state.shown.clone().filter(|_| props.state.is_answered());
    let drawing = use_memo(shown.clone(), |shown| {
        let shown = shown.as_ref()?;
        Some(graph::draw(shown.graph.as_ref()?, shown.proxy.as_deref()))
    });
    let Some(shown) = shown else { return Html::default() };
    let there = shown.graph.as_ref().filter(|graph| !graph.dataplanes.is_empty());
    let (Some(answer), Some(drawing)) = (there, drawing.as_ref()) else {
        return html! { <p class="empty">{ "There is no Dataplane yet. Write some to see who calls whom." }</p> };
    };
    html! {
        <div class="graph" tabindex="0" role="region" aria-label="Graph">
            { picture(answer, drawing, shown.proxy.as_deref(), &props.on_action) }
            if drawing.left_out > 0 {
                <p class="none">{ format!("{} more are in the table.", drawing.left_out) }</p>
            }
            { table(answer, &props.on_action) }
        </div>
    }
}

fn picture(graph: &Answer, drawing: &Drawing, proxy: Option<&str>, on_action: &Callback<Action>) -> Html {
    let edges = drawing.edges.iter().filter_map(|(from, to)| {
        let (from, to) = (drawing.nodes.get(*from)?, drawing.nodes.get(*to)?);
        let is_own = [from, to].into_iter().any(|node| name(graph, node.what).0 == proxy.unwrap_or_default());
        Some(html! { <path class={if is_own { "edge own" } else { "edge" }} d={curve(from, to)} /> })
    });
    let nodes = drawing.nodes.iter().map(|node| draw(graph, node, proxy, on_action));
    let view = format!("0 0 {} {}", drawing.width, drawing.height);
    html! {
        <svg viewBox={view} width={drawing.width.to_string()} height={drawing.height.to_string()} role="group"
            aria-label="Dataplanes that call, services, and Dataplanes behind them">
            { for edges }
            { for nodes }
        </svg>
    }
}

fn curve(from: &Node, to: &Node) -> String {
    let ((x1, y1), (x2, y2)) = (from.right(), to.left());
    let middle = u32::midpoint(x1, x2);
    format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
}

/// What a node is called, and its kinds of policies.
fn name(graph: &Answer, what: What) -> (&str, usize) {
    match what {
        What::Service(index) => (graph.services.get(index).map_or("", String::as_str), 0),
        What::Caller(index) | What::Backend(index) => graph
            .dataplanes
            .get(index)
            .map_or(("", 0), |dataplane| (dataplane.proxy.as_str(), dataplane.policies.len())),
    }
}

fn draw(graph: &Answer, node: &Node, proxy: Option<&str>, on_action: &Callback<Action>) -> Html {
    let (name, policies) = name(graph, node.what);
    let is_service = matches!(node.what, What::Service(_));
    let is_chosen = !is_service && Some(name) == proxy;
    let class = match (is_service, is_chosen) {
        (true, _) => "node service",
        (false, true) => "node dataplane chosen",
        (false, false) => "node dataplane",
    };
    let label = if is_service { name.to_owned() } else { format!("{name}, {policies} kinds of policies") };
    let shape = html! {
        <>
            <title>{ label.clone() }</title>
            <rect width={Node::SIZE.0.to_string()} height={Node::SIZE.1.to_string()} rx="8" />
            <text x="12" y="25" aria-hidden="true">{ shortened(name, if policies > 0 { 17 } else { 21 }) }</text>
            if policies > 0 {
                <text class="badge-text" aria-hidden="true" x={(Node::SIZE.0 - 12).to_string()} y="25">{ policies }</text>
            }
        </>
    };
    let transform = format!("translate({} {})", node.x, node.y);
    if is_service {
        return html! { <g {class} {transform}>{ shape }</g> };
    }
    let on_key = {
        let select = act(on_action, Action::Select(name.to_owned()));
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                select.emit(());
            }
        })
    };
    html! {
        <g {class} {transform} role="button" tabindex="0" aria-pressed={is_chosen.to_string()}
            onclick={click(on_action, Action::Select(name.to_owned()))} onkeydown={on_key}>{ shape }</g>
    }
}

/// A name without its mesh, cut where it is too long; the title says all of it.
fn shortened(name: &str, most: usize) -> String {
    let name = name.split_once('/').map_or(name, |(_, name)| name);
    if name.chars().count() <= most {
        name.into()
    } else {
        name.chars().take(most - 1).chain(['…']).collect()
    }
}

fn table(graph: &Answer, on_action: &Callback<Action>) -> Html {
    let rows = (0..).zip(&graph.dataplanes).map(|(index, dataplane)| {
        let calls = graph.calls.iter().filter(|(from, _)| *from == index).map(|(_, to)| *to);
        let behind = graph.leads.iter().filter(|(_, to)| *to == index).map(|(from, _)| *from);
        let on_click = click(on_action, Action::Select(dataplane.proxy.clone()));
        let told = [names(graph, calls), names(graph, behind), dataplane.policies.join(", ")];
        // A cell says what it is about where there is no room for a table.
        let columns =
            COLUMNS.into_iter().zip(told).map(|(about, text)| html! { <td data-about={about}>{ text }</td> });
        html! {
            <tr>
                <th scope="row">{ button("place", dataplane.proxy.clone(), on_click) }</th>
                { for columns }
            </tr>
        }
    });
    html! {
        <table>
            <caption class="spoken">{ "Dataplanes, what they call, and what they stand behind" }</caption>
            <thead>
                <tr>
                    <th scope="col">{ "Dataplane" }</th>
                    { for COLUMNS.map(|about| html! { <th scope="col">{ about }</th> }) }
                </tr>
            </thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

fn names(graph: &Answer, services: impl Iterator<Item = u32>) -> String {
    let found = services.filter_map(|index| graph.services.get(usize::try_from(index).ok()?));
    found.map(String::as_str).collect::<Vec<_>>().join(", ")
}
