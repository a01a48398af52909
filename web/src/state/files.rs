//! Files come, go and get other names.

use std::rc::Rc;

use kumascope_wasm::types::{Edit, Fix, SourceFile};

use super::{State, Toast, Undo};

/// How many states of the files are kept for undoing.
const PAST: usize = 50;

impl State {
    /// A change of one file by typing; the editor undoes it by itself.
    pub(super) fn edit(&mut self, path: &str, text: String) {
        self.files = Rc::new(edited(&self.files, path, text));
    }

    /// A new, empty file.
    pub(super) fn add(&mut self, name: &str) {
        let path = self.free_name(name);
        self.remember();
        Rc::make_mut(&mut self.files).push(SourceFile { path, text: String::new() });
        self.active = self.files.len() - 1;
    }

    /// Another name for the visible file.
    pub(super) fn rename(&mut self, name: &str) {
        let Some(old) = self.active_file().map(|file| file.path.clone()) else { return };
        if name.trim() == old {
            return;
        }
        let path = self.free_name(name);
        self.remember();
        if let Some(file) = Rc::make_mut(&mut self.files).get_mut(self.active) {
            self.toast = Some(undoable(format!("{old} is {path} now")));
            file.path = path;
        }
    }

    /// The visible file goes.
    pub(super) fn remove(&mut self) {
        let Some(file) = self.active_file().cloned() else { return };
        self.remember();
        let files = Rc::make_mut(&mut self.files);
        files.remove(self.active);
        if files.is_empty() {
            files.push(SourceFile { path: "mesh.yaml".into(), text: String::new() });
        }
        self.active = self.active.min(self.files.len() - 1);
        self.toast = Some(undoable(format!("{} is removed", file.path)));
    }

    /// Files that somebody brought along.
    pub(super) fn import(&mut self, brought: Vec<SourceFile>) {
        let Some(first) = brought.first().map(|file| file.path.clone()) else { return };
        let count = brought.len();
        self.remember();
        let files = Rc::make_mut(&mut self.files);
        for file in brought {
            match files.iter_mut().find(|known| known.path == file.path) {
                Some(known) => known.text = file.text,
                None => files.push(file),
            }
        }
        self.active = self.files.iter().position(|file| file.path == first).unwrap_or_default();
        let noun = if count == 1 { "file is" } else { "files are" };
        self.toast = Some(undoable(format!("{count} {noun} here now")));
    }

    /// The edits of a fix. Its places are those of the newest answer, so it has to wait for that to be about the files as they are.
    pub(super) fn mend(&mut self, fix: &Fix) {
        if self.shown.is_some() && self.answered != self.files {
            return;
        }
        self.remember();
        let mut edits: Vec<&Edit> = fix.edits.iter().collect();
        let files = Rc::make_mut(&mut self.files);
        // From the end on, so that places before stay where they are; fixes have few edits, and sorting weighs much.
        while let Some(last) = (0..edits.len()).max_by_key(|index| edits[*index].range.from) {
            let edit = edits.swap_remove(last);
            if let Some(file) = files.iter_mut().find(|file| file.path == edit.range.path) {
                let (from, to) = (byte(&file.text, edit.range.from), byte(&file.text, edit.range.to));
                file.text.replace_range(from..to.max(from), &edit.text);
            }
        }
        self.toast = Some(undoable(format!("Mended: {}", fix.title)));
    }

    /// The files as they were.
    pub(super) fn undo(&mut self) {
        if let Some(files) = self.past.pop() {
            self.files = files;
            self.active = self.active.min(self.files.len().saturating_sub(1));
        }
        self.toast = None;
    }

    /// Keeps the files as they are, for undoing what comes.
    pub(super) fn remember(&mut self) {
        if self.past.len() >= PAST {
            self.past.remove(0);
        }
        self.past.push(Rc::clone(&self.files));
    }

    /// A name like this one that no file has.
    fn free_name(&self, name: &str) -> String {
        let name = name.trim();
        let name = if name.is_empty() { "untitled.yaml" } else { name };
        let is_free = |name: &str| self.files.iter().all(|file| file.path != name);
        let (stem, ending) = name.rsplit_once('.').map_or((name, "yaml"), |(stem, ending)| (stem, ending));
        let first = format!("{stem}.{ending}");
        let others = (2..).map(|number| format!("{stem}-{number}.{ending}"));
        std::iter::once(first).chain(others).find(|name| is_free(name)).unwrap_or_default()
    }
}

/// Files of which one holds another text.
pub(crate) fn edited(files: &[SourceFile], path: &str, text: String) -> Vec<SourceFile> {
    let mut files = files.to_vec();
    if let Some(file) = files.iter_mut().find(|file| file.path == path) {
        file.text = text;
    }
    files
}

/// The byte before which there are so many UTF-16 code units.
fn byte(text: &str, position: u32) -> usize {
    let mut units = 0;
    let place = text.char_indices().find(|(_, letter)| {
        let here = units;
        units += letter.len_utf16();
        usize::try_from(position).is_ok_and(|position| here >= position)
    });
    place.map_or(text.len(), |(byte, _)| byte)
}

/// What has happened, and that it can be undone.
pub(super) fn undoable(text: String) -> Toast {
    Toast { text, undo: Undo::Files }
}
