//! What the page knows at a moment, for components.

use std::{ops::Deref, rc::Rc};

use super::State;

/// The state at a moment. Two are the same where nothing has happened in between, which needs no look at what they hold.
#[derive(Clone, Debug)]
pub(crate) struct Now(Rc<State>);

impl Now {
    /// The state as it is.
    pub(crate) fn of(state: &State) -> Self {
        Self(Rc::new(state.clone()))
    }
}

impl PartialEq for Now {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Now {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}
