//! The commands of whoever works on this repository: `cargo xtask help` lists them.
//!
//! A new command is a file beside this one, a `mod` line, a variant and an arm.

mod envoy_api;
mod run;

use clap::{Parser, Subcommand};

/// The chores of kumascope.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make envoy-api/descriptors.bin anew from the .proto files in envoy-api/roots.txt
    EnvoyApi,
}

fn main() -> anyhow::Result<()> {
    match CommandLine::parse().command {
        Command::EnvoyApi => envoy_api::run(),
    }
}
