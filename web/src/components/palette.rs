//! The command palette: everything by name.

use web_sys::{HtmlInputElement, InputEvent, KeyboardEvent};
use yew::{Callback, Html, TargetCast as _, component, html, use_memo, use_node_ref, use_state};

use super::{Props, click::act, dialog::Dialog, element::span};
use crate::{
    browser,
    commands::{self, Command, Effect},
    effect::use_effect_of,
    state::Action,
    theme::Theme,
};

/// The most commands that are listed.
const MOST: usize = 60;

/// A field, and the commands that fit what is in it.
#[component]
pub(super) fn Palette(props: &Props) -> Html {
    let wanted = use_state(String::new);
    let chosen = use_state(|| 0_usize);
    let field = use_node_ref();
    let all = use_memo((), |()| commands::commands(&props.state));
    let found: Vec<Command> = commands::matching(&all, &wanted).into_iter().take(MOST).cloned().collect();
    {
        let field = field.clone();
        use_effect_of((), move |()| {
            if let Some(field) = field.cast::<HtmlInputElement>() {
                // A field that cannot take the focus can still be clicked.
                let _ = field.focus();
            }
        });
    }
    {
        use_effect_of(*chosen, |chosen| {
            let document = web_sys::window().and_then(|window| window.document());
            let option = document.and_then(|document| document.get_element_by_id(&id(*chosen)));
            if let Some(option) = option {
                option.scroll_into_view_with_bool(false);
            }
        });
    }
    let on_input = {
        let (wanted, chosen) = (wanted.clone(), chosen.clone());
        Callback::from(move |event: InputEvent| {
            let field = event.target_dyn_into::<HtmlInputElement>();
            wanted.set(field.map(|field| field.value()).unwrap_or_default());
            chosen.set(0);
        })
    };
    let run = {
        let on_action = props.on_action.clone();
        Callback::from(move |command: Command| run(&command, &on_action))
    };
    let on_key = {
        let (chosen, found, run) = (chosen.clone(), found.clone(), run.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = found.len().saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" => chosen.set(if *chosen >= last { 0 } else { *chosen + 1 }),
                "ArrowUp" => chosen.set(chosen.checked_sub(1).unwrap_or(last)),
                "Enter" => found.get(*chosen).into_iter().for_each(|command| run.emit(command.clone())),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let options = found.iter().enumerate().map(|(index, command)| option(index, *chosen, command, &run));
    html! {
        <Dialog title="Commands" class="palette" on_close={act(&props.on_action, Action::Cover(None))}>
            <input type="text" role="combobox" aria-label="Search commands" aria-expanded="true" aria-controls="commands"
                aria-activedescendant={id(*chosen)} aria-autocomplete="list" placeholder="What do you want to do?" ref={field} oninput={on_input}
                onkeydown={on_key} autocomplete="off" spellcheck="false" />
            <ul id="commands" role="listbox" aria-label="Commands">{ for options }</ul>
            if found.is_empty() {
                <p class="none" role="status">{ "There is no such command." }</p>
            }
        </Dialog>
    }
}

fn id(index: usize) -> String {
    format!("command-{index}")
}

fn option(index: usize, chosen: usize, command: &Command, run: &Callback<Command>) -> Html {
    let on_click = {
        let command = command.clone();
        run.reform(move |_| command.clone())
    };
    html! {
        <li role="option" id={id(index)} aria-selected={(index == chosen).to_string()} onclick={on_click}>
            <span>{ &command.title }</span>
            { span("option-hint", command.hint) }
        </li>
    }
}

fn run(command: &Command, on_action: &Callback<Action>) {
    on_action.emit(Action::Cover(None));
    match &command.effect {
        Effect::Act(action) => on_action.emit((**action).clone()),
        Effect::Choose(choice) => browser::choose_files(*choice, on_action.reform(Action::Import)),
        Effect::Look(theme) => Theme::choose(*theme),
    }
}
