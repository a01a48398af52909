//! The engine's thread, and how the page talks to it. `www/site/worker.js` is the other side.

mod client;
mod message;
mod queue;

pub(crate) use client::Client;
pub(crate) use message::{Job, News};
