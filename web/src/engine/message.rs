//! What is said to the worker, and what it says.

use std::rc::Rc;

use kumascope_wasm::types::{Options, Request, Shown, SourceFile};
use serde::{Deserialize, Serialize};

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

/// A message to the worker: a question about files.
#[derive(Serialize)]
pub(super) struct Question<'a> {
    pub(super) id: u32,
    pub(super) call: &'a str,
    pub(super) arguments: (&'a [SourceFile], Options, &'a Request),
}

/// A message of the worker.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum Answer {
    Progress { loaded: u32, total: u32 },
    Ready,
    Unavailable { message: String },
    Answered { id: u32, milliseconds: f64 },
    Crashed { id: u32, message: String },
}
