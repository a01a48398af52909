//! The parts of the page, one file each.

pub(crate) mod chain;
mod click;
mod dialog;
mod element;
mod file_tabs;
mod findings;
mod gallery;
mod graph;
mod header;
mod icon;
pub(crate) mod impact;
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
mod props;
mod share;
mod status;
mod tabs;
mod toast;
mod toolbar;
mod trace;
mod why;

pub(crate) use file_tabs::file_tabs;
pub(crate) use findings::findings;
pub(crate) use graph::Graph;
pub(crate) use header::Header;
pub(crate) use input::Input;
pub(crate) use narrow::{Fold, narrow};
pub(crate) use notice::notice;
pub(crate) use origin_bar::origin_bar;
pub(crate) use output::Output;
pub(crate) use overlays::overlay;
pub(crate) use overview::overview;
pub(crate) use pane_switch::pane_switch;
pub(crate) use props::Props;
pub(crate) use status::status;
pub(crate) use toast::toast;
pub(crate) use toolbar::toolbar;
pub(crate) use trace::Trace;

// The class of everything that shows a finding.
use crate::value::severity as class_of;

/// A count with its noun.
fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
