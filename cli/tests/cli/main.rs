//! The program as a whole, run as people and scripts run it.

mod admission;
mod checking;
mod command_line;
mod comparing;
mod compiling;
mod explaining;
mod inspecting;
mod overview;
mod parity;
mod support;
mod tracing;
