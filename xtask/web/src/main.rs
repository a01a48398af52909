//! What `cargo xtask` needs for the web alone: JavaScript around wasm modules, their order, and a server for this machine.
//!
//! `cargo xtask` calls it; it is a program of its own because it takes a while to compile, and most chores do without.

mod arrange;
mod bind;
mod divide;
mod module;
mod serve;
mod shorten;

use anyhow::Result;
use clap::Parser;

/// Chores of the web.
#[derive(Parser)]
enum CommandLine {
    /// Write JavaScript around a wasm module
    Bind(bind::Options),
    /// Put functions of a wasm module side by side that are alike, and number their variables alike
    Arrange(arrange::Options),
    /// Divide a wasm module into what is needed at once and the rest
    Divide(divide::Options),
    /// Give what goes between a wasm module and its JavaScript short names
    Shorten(shorten::Options),
    /// Serve a folder to this machine
    Serve(serve::Options),
}

fn main() -> Result<()> {
    match CommandLine::parse() {
        CommandLine::Bind(options) => bind::run(&options),
        CommandLine::Arrange(options) => arrange::run(&options),
        CommandLine::Divide(options) => divide::run(&options),
        CommandLine::Shorten(options) => shorten::run(&options),
        CommandLine::Serve(options) => serve::run(&options),
    }
}
