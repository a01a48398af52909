//! What is said to the worker, and what it says.

use std::rc::Rc;

use kumascope_wasm::types::{Request, Shown, SourceFile};

/// Something to compile and to show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    /// The files.
    pub(crate) files: Rc<Vec<SourceFile>>,
    /// What to show of them.
    pub(crate) request: Request,
}

/// What the page hears.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// The module is being loaded: bytes so far, and all of them where that is known.
    Progress {
        /// Bytes that have arrived.
        loaded: u32,
        /// All bytes.
        total: Option<u32>,
    },
    /// The module is there.
    Ready,
    /// The module cannot be loaded.
    Unavailable {
        /// Why.
        message: String,
    },
    /// An answer to the newest job.
    Shown {
        /// The answer.
        shown: Shown,
        /// The files that it is about.
        files: Rc<Vec<SourceFile>>,
        /// What it is an answer to.
        request: Request,
        /// How long it took.
        milliseconds: f64,
    },
    /// The newest job cannot be done; the worker has been replaced.
    Crashed {
        /// Why.
        message: String,
    },
}
