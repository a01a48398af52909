//! The parts of the page, one file each.

mod file_tabs;
mod findings;
mod header;
mod input;
mod notice;
mod output;
mod status;
mod tabs;
mod toolbar;

pub(crate) use file_tabs::FileTabs;
pub(crate) use findings::Findings;
pub(crate) use header::Header;
pub(crate) use input::Input;
pub(crate) use notice::Notice;
pub(crate) use output::Output;
pub(crate) use status::Status;
pub(crate) use toolbar::Toolbar;

use kumascope_wasm::types::Severity;

/// The class of everything that shows a finding.
fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Mistake => "mistake",
        Severity::Warning => "warning",
        Severity::Information => "information",
    }
}

/// A count with its noun.
fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
