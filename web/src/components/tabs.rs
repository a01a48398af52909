//! Tabs as keyboards and screen readers expect them: one stop for the Tab key, arrows in between.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::{Callback, Html, html};

/// One tab.
pub(super) struct Entry {
    /// The id of its element.
    pub(super) id: String,
    /// What is written on it.
    pub(super) title: String,
    /// What it shows.
    pub(super) description: String,
    /// A count or mark behind the title: its class, its text, and how it is read out.
    pub(super) mark: Option<(&'static str, String, String)>,
}

/// What a row of tabs is.
pub(super) struct Tabs {
    /// What the tabs are about.
    pub(super) label: &'static str,
    /// The id of the element that they change.
    pub(super) controls: &'static str,
    /// The tabs.
    pub(super) entries: Vec<Entry>,
    /// The one that is chosen.
    pub(super) chosen: usize,
    /// Called with the position of another one.
    pub(super) on_choose: Callback<usize>,
}

/// A row of tabs.
pub(super) fn row(tabs: Tabs) -> Html {
    let Tabs { label, controls, entries, chosen, on_choose } = tabs;
    let count = entries.len();
    let on_key = {
        let on_choose = on_choose.clone();
        Callback::from(move |event: KeyboardEvent| {
            let Some(next) = neighbour(&event.key(), chosen, count) else { return };
            event.prevent_default();
            on_choose.emit(next);
            focus(&event, next);
        })
    };
    let tabs = entries.into_iter().enumerate().map(|(index, entry)| {
        let is_chosen = index == chosen;
        let on_choose = on_choose.clone();
        html! {
            <button type="button" role="tab" class="tab" id={entry.id} title={entry.description}
                aria-selected={is_chosen.to_string()} aria-controls={controls}
                tabindex={if is_chosen { "0" } else { "-1" }} onclick={Callback::from(move |_| on_choose.emit(index))}>
                { entry.title }
                if let Some((class, text, spoken)) = entry.mark {
                    <span class={format!("mark {class}")} aria-hidden="true">{ text }</span>
                    <span class="spoken">{ format!(", {spoken}") }</span>
                }
            </button>
        }
    });
    html! {
        <div class="tabs" role="tablist" aria-label={label} onkeydown={on_key}>{ for tabs }</div>
    }
}

/// Where a key leads.
fn neighbour(key: &str, chosen: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowRight" => Some(if chosen >= last { 0 } else { chosen + 1 }),
        "ArrowLeft" => Some(chosen.checked_sub(1).unwrap_or(last)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

fn focus(event: &KeyboardEvent, index: usize) {
    let list = event.current_target().and_then(|list| list.dyn_into::<HtmlElement>().ok());
    let tab = list.and_then(|list| list.children().item(u32::try_from(index).ok()?));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
        // A tab that cannot take the focus is still chosen.
        let _ = tab.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::neighbour;

    #[test]
    fn arrows_go_round() {
        assert_eq!(neighbour("ArrowRight", 3, 4), Some(0));
        assert_eq!(neighbour("ArrowLeft", 0, 4), Some(3));
        assert_eq!(neighbour("Home", 2, 4), Some(0));
        assert_eq!(neighbour("End", 0, 4), Some(3));
        assert_eq!(neighbour("a", 0, 4), None);
    }
}
