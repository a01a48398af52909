//! The files that the module has read, so that an edit of one does not read the others again.
//!
//! A file is known by its path, its text and its position among the files, since places name the position. What it says does not
//! depend on other files before the control plane settles them.

use std::cell::RefCell;

use kumascope_core::{Store, accept_one, load_one, origin::SourceId, text::Sources};

use crate::types::Input;

/// For how many questions a file is kept that none of them was about: comparisons are about two versions of the files.
const KEPT: u32 = 2;

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

/// What was read, and when it was needed last.
#[derive(Default)]
struct Workspace {
    files: Vec<File>,
    questions: u32,
    read: u32,
}

struct File {
    id: SourceId,
    path: String,
    text: String,
    input: Input,
    says: Store,
    needed: u32,
}

/// What all files say, those that were read before and those that are read now.
pub(crate) fn read(sources: &Sources, input: Input) -> Store {
    WORKSPACE.with_borrow_mut(|workspace| workspace.gather(sources, input))
}

/// How many files were read since the module was loaded.
pub(crate) fn count() -> u32 {
    WORKSPACE.with_borrow(|workspace| workspace.read)
}

impl Workspace {
    fn gather(&mut self, sources: &Sources, input: Input) -> Store {
        self.questions = self.questions.wrapping_add(1);
        let mut all = Store::default();
        for id in sources.ids() {
            if let Some(says) = self.find_or_read(sources, id, input) {
                all.extend(says);
            }
        }
        let now = self.questions;
        self.files.retain(|file| now.wrapping_sub(file.needed) < KEPT);
        all
    }

    fn find_or_read(&mut self, sources: &Sources, id: SourceId, input: Input) -> Option<&Store> {
        let source = sources.get(id)?;
        let is_it = |file: &File| {
            file.id == id && file.input == input && file.path == source.path() && file.text == source.text()
        };
        let place = self.files.iter().position(is_it).unwrap_or_else(|| {
            self.read = self.read.wrapping_add(1);
            let says = match input {
                Input::Resources => accept_one(sources, id),
                Input::Store => load_one(sources, id),
            };
            let (path, text) = (source.path().to_owned(), source.text().to_owned());
            self.files.push(File { id, path, text, input, says, needed: 0 });
            self.files.len() - 1
        });
        let file = self.files.get_mut(place)?;
        file.needed = self.questions;
        Some(&file.says)
    }
}
