//! What most components are given. It is one type, so that what makes, compares and drops it is compiled once.

use std::rc::Rc;

use yew::{Callback, Properties};

use crate::{
    engine::Client,
    state::{Action, Now},
};

/// What the page knows, and where to say what somebody wants.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct Props {
    /// What the page knows.
    pub(crate) state: Now,
    /// Called with what somebody wants.
    pub(crate) on_action: Callback<Action>,
    /// The engine.
    pub(crate) client: Rc<Client>,
}
