//! How the page changes, action by action.

use std::rc::Rc;

use kumascope_wasm::types::{Lines, Part};
use yew::Reducible;

use super::{
    Action, Engine, Focus, Origin, Origins, Pane, Place, State, Tab, Target, Toast, Undo, files::undoable,
};
use crate::{engine::News, example};

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Self::clone(&self);
        next.change(action);
        next.into()
    }
}

impl State {
    fn change(&mut self, action: Action) {
        match action {
            Action::Edit(path, text) => self.edit(&path, text),
            Action::Caret(path, line) => self.caret = Some((path, line)),
            Action::Open(index) => self.active = index,
            Action::Add(name) => self.add(&name),
            Action::Rename(name) => self.rename(&name),
            Action::Remove => self.remove(),
            Action::Import(files) => self.import(files),
            Action::Check(checked) => {
                self.checked = checked;
                self.gather();
            }
            Action::Mend(fix) => self.mend(&fix),
            Action::Load(draft, what) => {
                self.remember();
                self.take(draft);
                self.toast = Some(undoable(what));
            }
            Action::Restore(draft) => self.take(draft),
            Action::Undo => self.undo(),
            Action::Reset => self.reset(),
            Action::Pin => self.pin(),
            Action::Unpin => self.baseline = None,
            Action::Choose(tab) => self.choose(tab),
            Action::Turn(pane) => self.pane = pane,
            Action::Print(format) => self.format = format,
            Action::Narrow(part) => self.part = part,
            Action::Keep(lines) => self.lines = lines,
            Action::Filter(filter) => self.filter = filter,
            Action::Widen => {
                (self.filter, self.lines, self.part) = (String::new(), Lines::All, Part::Everything);
            }
            Action::Select(proxy) => self.proxy = proxy,
            Action::Look(line) => self.looked_at = line,
            Action::Trace(line, focus) => self.trace(line, focus),
            Action::Ask(request) => self.asked = Some(request),
            Action::GoTo(place, focus) => self.go_to(place, focus),
            Action::Cover(overlay) => self.overlay = overlay,
            Action::Tell(text) => self.toast = Some(Toast { text, undo: Undo::Nothing }),
            Action::Dismiss => self.toast = None,
            Action::Hear(news) => self.hear(news),
        }
    }

    /// Another tab, on the side where it stands.
    pub(super) fn choose(&mut self, tab: Tab) {
        self.tab = tab;
        self.pane = Pane::Output;
        if let Tab::View(view) = tab {
            self.view = view;
        }
    }

    fn reset(&mut self) {
        self.remember();
        let first = Self::default();
        (self.files, self.active, self.proxy) = (first.files, example::FIRST, first.proxy);
        self.toast = Some(undoable("The example is back".into()));
    }

    fn pin(&mut self) {
        self.baseline = Some(Rc::clone(&self.files));
        let text = "The files are pinned: Diff shows what changes from here".into();
        self.toast = Some(Toast { text, undo: Undo::Nothing });
    }

    fn trace(&mut self, line: u32, focus: Focus) {
        self.looked_at = Some(line);
        if let Some(Origin::Field(place, _)) = self.origins.of_line(line) {
            self.go_to(place, focus);
        }
    }

    fn go_to(&mut self, place: Place, focus: Focus) {
        let Some(index) = self.files.iter().position(|file| file.path == place.path) else { return };
        let count = self.target.as_ref().map_or(0, |target| target.count);
        self.active = index;
        self.target = Some(Target { count: count.wrapping_add(1), place, focus });
        if focus == Focus::Follows {
            self.pane = Pane::Files;
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Progress { loaded, total } => self.engine = Engine::Loading(loaded, total),
            News::Ready => {
                if !matches!(self.engine, Engine::Crashed(_)) {
                    self.engine = Engine::Ready;
                }
            }
            News::Unavailable { message } => self.engine = Engine::Unavailable(message),
            News::Crashed { message } => self.engine = Engine::Crashed(message),
            News::Shown { shown, files, request, milliseconds } => {
                self.engine = Engine::Ready;
                self.origins = Rc::new(Origins::of(&shown));
                self.shown = Some(Rc::new(shown));
                self.answered = files;
                self.gather();
                self.shown_as = (request.view, request.format);
                self.milliseconds = milliseconds;
            }
        }
    }
}
