//! Everything that can be done by name: what the command palette lists.

use kumascope_wasm::types::{Format, Lines};

use crate::{
    browser::Choice,
    state::{Action, Overlay, State, Tab},
    theme::Theme,
};

/// Something that can be done.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    /// What it is called.
    pub(crate) title: String,
    /// What belongs to it: the kind of command, or its keys.
    pub(crate) hint: &'static str,
    /// What it does.
    pub(crate) effect: Effect,
}

/// What a command does.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// It changes what the page knows.
    Act(Box<Action>),
    /// It lets somebody choose files.
    Choose(Choice),
    /// It changes how the page looks; nothing stands for the system's choice.
    Look(Option<Theme>),
}

/// Every command that makes sense now.
pub(crate) fn commands(state: &State) -> Vec<Command> {
    let command = |title: &str, hint, effect| Command { title: title.into(), hint, effect };
    let act = |title: &str, hint, action| command(title, hint, Effect::Act(Box::new(action)));
    let cover = |title: &str, hint, overlay| act(title, hint, Action::Cover(Some(overlay)));
    let tabs =
        Tab::ALL.into_iter().map(|tab| act(&format!("Show {}", tab.title()), "view", Action::Choose(tab)));
    let files = state.files.iter().enumerate();
    let files = files.map(|(index, file)| act(&format!("Open {}", file.path), "file", Action::Open(index)));
    let proxies = state.shown.iter().flat_map(|shown| &shown.proxies);
    let proxies =
        proxies.map(|proxy| act(&format!("Choose {proxy}"), "proxy", Action::Select(proxy.clone())));
    let others = [
        cover("Examples…", "gallery", Overlay::Gallery),
        cover("Share…", "Ctrl+Shift+S", Overlay::Share),
        cover("New file…", "file", Overlay::NewFile),
        cover("Rename this file…", "file", Overlay::Rename),
        act("Remove this file", "file", Action::Remove),
        command("Open files or a zip…", "file", Effect::Choose(Choice::Files)),
        command("Open a folder…", "file", Effect::Choose(Choice::Folder)),
        act("Undo the last change of files", "file", Action::Undo),
        act("Back to the example", "file", Action::Reset),
        act("Pin the files, to compare with", "diff", Action::Pin),
        act("Print YAML", "format", Action::Print(Format::Yaml)),
        act("Print JSON", "format", Action::Print(Format::Json)),
        act("Show only what policies have set", "output", Action::Keep(Lines::Policies)),
        act("Show everything", "output", Action::Widen),
        command("Light theme", "theme", Effect::Look(Some(Theme::Light))),
        command("Dark theme", "theme", Effect::Look(Some(Theme::Dark))),
        command("Theme of the system", "theme", Effect::Look(None)),
    ];
    tabs.chain(others).chain(files).chain(proxies).collect()
}

/// Those whose titles have all words of `wanted`, in their order.
pub(crate) fn matching<'a>(commands: &'a [Command], wanted: &str) -> Vec<&'a Command> {
    let wanted = wanted.to_ascii_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let fits = |command: &&Command| {
        let text = format!("{} {}", command.title.to_ascii_lowercase(), command.hint);
        words.iter().all(|word| text.contains(word))
    };
    commands.iter().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_commands_in_any_order() {
        let all = commands(&State::default());
        let titles =
            |wanted| matching(&all, wanted).into_iter().map(|found| found.title.as_str()).collect::<Vec<_>>();
        assert_eq!(titles("theme DARK"), ["Dark theme"]);
        assert_eq!(titles("graph"), ["Show Graph"]);
        assert_eq!(titles("").len(), all.len());
        assert!(titles("nothing like this").is_empty());
    }
}
