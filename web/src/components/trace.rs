//! The way of a request through the mesh: a form, the steps, and how it can end.

use std::rc::Rc;

use js_sys::Array;
use kumascope_wasm::types::{Header, TraceRequest};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{FormData, HtmlFormElement, SubmitEvent};
use yew::{Callback, Html, NodeRef, TargetCast as _, component, html, use_node_ref, use_state};

use super::{Props, element::span, findings::origin};
use crate::{
    browser,
    effect::use_effect_of,
    state::{Action, State},
    value::{self, count, given, items, member, number, text},
};

/// How a request is made; the first is what the form begins with.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// What is known of the newest request.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    Nothing,
    Way(JsValue),
    Refused(String),
}

/// The form, and what came of it; walked anew whenever the files change.
#[component]
pub(crate) fn Trace(props: &Props) -> Html {
    let own = use_node_ref();
    let found = use_state(|| Found::Nothing);
    {
        let (found, client) = (found.clone(), Rc::clone(&props.client));
        let asked = (props.state.asked.clone(), Rc::clone(&props.state.files));
        use_effect_of(asked, move |(request, files)| {
            let Some(request) = request else { return };
            let arguments =
                Array::of3(&value::files(files), &JsValue::UNDEFINED, &value::trace_request(request));
            let reply = Closure::once_into_js(move |answer: JsValue| {
                found.set(understand(answer));
            });
            client.ask("trace", &arguments, reply.unchecked_into());
        });
    }
    {
        let (own, asked) = (own.clone(), props.state.asked.clone());
        use_effect_of((), move |()| {
            if let (Some(form), Some(asked)) = (own.cast::<HtmlFormElement>(), asked) {
                fill(&form, &asked);
            }
        });
    }
    let on_submit = {
        let on_action = props.on_action.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let form = event.target_dyn_into::<HtmlFormElement>();
            if let Some(request) = form.as_ref().and_then(read) {
                on_action.emit(Action::Ask(request));
            }
        })
    };
    html! {
        <div class="trace" tabindex="0" role="region" aria-label="Trace">
            { form(&own, &props.state, on_submit) }
            <div aria-live="polite">
            { match &*found {
                Found::Nothing => html! {
                    <p class="none">{ "Say who calls what, and see every decision on the way: listener, route, cluster, endpoint, permission." }</p>
                },
                Found::Refused(why) => html! { <p class="notice-line">{ why }</p> },
                Found::Way(way) => answer(way, &props.on_action),
            } }
            </div>
        </div>
    }
}

/// The way, or why there is none.
fn understand(answer: JsValue) -> Found {
    match member(&answer, "refused").as_string() {
        Some(why) => Found::Refused(why),
        None if answer.is_object() => Found::Way(answer),
        None => Found::Nothing,
    }
}

fn form(own: &NodeRef, state: &State, on_submit: Callback<SubmitEvent>) -> Html {
    let shown = state.shown.as_deref();
    let proxies = shown.map_or(&[][..], |shown| &shown.proxies);
    let chosen = shown.and_then(|shown| shown.proxy.as_deref());
    let options = proxies.iter().map(|proxy| {
        html! { <option value={proxy.clone()} selected={chosen == Some(proxy)}>{ proxy }</option> }
    });
    let methods = METHODS.map(|method| html! { <option selected={method == METHODS[0]}>{ method }</option> });
    html! {
        <form onsubmit={on_submit} ref={own.clone()}>
            <label><span>{ "From" }</span>
                <select name="from"><option value="">{ "outside the mesh" }</option>{ for options }</select></label>
            <label><span>{ "Method" }</span>
                <select name="method">{ for methods }</select></label>
            <label class="wide"><span>{ "To" }</span>
                <input name="to" type="text" required={true} placeholder="http://cart.svc.mesh.local:8081/orders" autocomplete="off" spellcheck="false" /></label>
            <label class="wide"><span>{ "Headers, one name: value a line" }</span>
                <textarea name="headers" rows="2" spellcheck="false" /></label>
            <button type="submit" class="primary">{ "Trace" }</button>
        </form>
    }
}

/// What was asked before somebody looked at something else stands in the form again.
fn fill(form: &HtmlFormElement, asked: &TraceRequest) {
    let header = |header: &Header| [&*header.name, header.value.as_deref().unwrap_or_default()].join(": ");
    let headers: Vec<String> = asked.headers.iter().map(header).collect();
    let fields = [
        ("from", asked.from.as_deref().unwrap_or_default()),
        ("method", asked.method.as_deref().unwrap_or(METHODS[0])),
        ("to", &asked.to),
        ("headers", &headers.join("\n")),
    ];
    for (name, text) in fields {
        browser::set(member(form, name).unchecked_ref(), "value", &text.into());
    }
}

/// What the form says.
fn read(form: &HtmlFormElement) -> Option<TraceRequest> {
    let data = FormData::new_with_form(form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    let headers = text("headers");
    let headers = headers
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| Header { name: name.trim().into(), value: Some(value.trim().into()) });
    Some(TraceRequest {
        from: Some(text("from")).filter(|from| !from.is_empty()),
        to: text("to"),
        method: Some(text("method")),
        headers: headers.collect(),
        identity: None,
    })
}

fn answer(way: &JsValue, on_action: &Callback<Action>) -> Html {
    html! {
        <>
            <h2>{ "The way" }</h2>
            { steps(&items(way, "steps"), on_action) }
            <h2>{ "How it ends" }</h2>
            <ul class="outcomes">{ for items(way, "outcomes").iter().map(|found| outcome(found, on_action)) }</ul>
        </>
    }
}

fn steps(steps: &[JsValue], on_action: &Callback<Action>) -> Html {
    html! { <ol class="steps">{ for steps.iter().map(|found| step(found, on_action)) }</ol> }
}

fn step(found: &JsValue, on_action: &Callback<Action>) -> Html {
    let (share, below) = (number(found, "share"), items(found, "steps"));
    html! {
        <li>
            { span("tag", text(found, "kind")) }
            <span>{ text(found, "text") }</span>
            if share < 1.0 {
                { span("count", percentage(share)) }
            }
            if let Some(setter) = value::origin(&member(found, "origin")) {
                { origin(&setter, on_action) }
            }
            if !below.is_empty() {
                { steps(&below, on_action) }
            }
        </li>
    }
}

fn outcome(found: &JsValue, on_action: &Callback<Action>) -> Html {
    let delivered = given(found, "delivery").map(|delivery| {
        let whose = member(&delivery, "workload").as_string().unwrap_or_else(|| "outside the mesh".into());
        format!("{whose} at {}:{}", text(&delivery, "address"), count(&delivery, "port"))
    });
    let holding = items(found, "holds");
    html! {
        <li class="card">
            <span class="card-name">{ told(&member(found, "answer")) }<span class="count">{ " " }{ percentage(number(found, "share")) }</span></span>
            if let Some(delivered) = delivered {
                { span("card-address", delivered) }
            }
            if !holding.is_empty() {
                { steps(&holding, on_action) }
            }
        </li>
    }
}

fn told(answer: &JsValue) -> String {
    let (kind, reason) = (text(answer, "kind"), text(answer, "reason"));
    match kind.as_str() {
        "delivered" => kind,
        "response" => {
            let told = format!("answered by a proxy: {} {}", count(answer, "status"), text(answer, "body"));
            told.trim_end().into()
        }
        _ => [kind, reason].join(": "),
    }
}

fn percentage(share: f64) -> String {
    value::decimal(share * 100.0, 0) + " %"
}
