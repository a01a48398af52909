//! The program as a whole, run as people and scripts run it.

mod command_line;
mod compiling;
mod inspecting;
mod support;
