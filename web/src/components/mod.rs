//! The parts of the page, one file each.

mod chain;
mod dialog;
mod file_tabs;
mod findings;
mod gallery;
mod graph;
mod header;
mod icon;
mod impact;
mod input;
mod menu;
mod name_dialog;
mod narrow;
mod notice;
mod origin_bar;
mod output;
mod overlays;
mod overview;
mod palette;
mod pane_switch;
mod policies;
mod share;
mod status;
mod tabs;
mod toast;
mod toolbar;
mod trace;
mod why;

pub(crate) use chain::Chain;
pub(crate) use file_tabs::FileTabs;
pub(crate) use findings::Findings;
pub(crate) use graph::Graph;
pub(crate) use header::Header;
pub(crate) use impact::Impact;
pub(crate) use input::Input;
pub(crate) use narrow::{Fold, Narrow};
pub(crate) use notice::Notice;
pub(crate) use origin_bar::OriginBar;
pub(crate) use output::Output;
pub(crate) use overlays::Overlays;
pub(crate) use overview::Overview;
pub(crate) use pane_switch::PaneSwitch;
pub(crate) use status::Status;
pub(crate) use toast::Toast;
pub(crate) use toolbar::Toolbar;
pub(crate) use trace::Trace;

// The class of everything that shows a finding.
use crate::value::severity as class_of;

/// A count with its noun.
fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
