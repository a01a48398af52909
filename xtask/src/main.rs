//! The commands of whoever works on this repository: `cargo xtask help` lists them.
//!
//! A new command is a file beside this one, a `mod` line, a variant and an arm.

mod bench;
mod conformance;
mod endure;
mod envoy_api;
mod run;
mod setup;
mod test;
mod web;

use std::process::ExitCode;

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
    /// Measure how long the stages take in meshes of 10, 100 and 1,000 services
    Bench(bench::Options),
    /// Compare the compiler with what a real control plane answered
    Conformance(conformance::Options),
    /// Break the resources of the corpus in every way, and see that the compiler endures it
    Endure(endure::Options),
    /// Make envoy-api/descriptors.bin anew from the .proto files in envoy-api/roots.txt
    EnvoyApi,
    /// Install what the tests and the playground need: wasm target, npm packages, Chromium, Envoy
    Setup(setup::Options),
    /// Run every test there is, from formatting to a real Envoy: what CI runs
    Test(test::Options),
    /// Build the playground as a folder of static files
    Web(web::WebOptions),
    /// Build the npm package in www/npm, and test it
    Npm(web::NpmOptions),
    /// Build the playground and serve it to this machine
    Playground(web::PlaygroundOptions),
    /// Test the npm package in Node, and the playground as it ships in Chromium
    Browser(web::BrowserOptions),
    /// Print how large the wasm module and the playground are, against their budgets
    Size(web::SizeOptions),
}

fn main() -> ExitCode {
    match execute(CommandLine::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("✗ {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Bench(options) => bench::execute(&options),
        Command::Conformance(options) => conformance::execute(&options),
        Command::Endure(options) => endure::execute(&options),
        Command::EnvoyApi => envoy_api::run(),
        Command::Setup(options) => setup::run(&options),
        Command::Test(options) => test::execute(&options),
        Command::Web(options) => web::web(&options),
        Command::Npm(options) => web::npm(&options),
        Command::Playground(options) => web::playground(&options),
        Command::Browser(options) => web::test(&options),
        Command::Size(options) => web::size(&options),
    }
}
