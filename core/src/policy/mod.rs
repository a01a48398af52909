//! The policy engine: which policies select a proxy, in which order, merged how, and which place of the proxy they reach.
//!
//! The engine knows no policy by name. A policy is a row ([`Policy`]) of facts and hooks; the engine selects, sorts and merges
//! ([`Confs`]), walks the places of the proxy and hands each hook one place with the conf that concerns it ([`walk`]).

pub mod access_log;
pub mod client_tags;
mod confs;
pub mod connection;
mod context;
mod decision;
mod egress;
mod hooks;
mod inbound;
pub mod matched_routes;
mod matching;
pub mod merge;
mod order;
mod outbound;
pub mod predicate;
pub mod reach;
mod resolve;
mod select;
mod subset;
mod tags;
pub mod telemetry;
pub mod walk;
mod why;
mod written;

pub use crate::index::TagCondition;
pub use confs::{
    Confs, InboundConfs, InboundRule, OutboundConfs, Rule, RuleItem, SingleConf, TagRule, typed,
};
pub use context::{Context, Effects};
pub use decision::{Decision, Question};
pub use egress::EgressPolicies;
pub use hooks::{
    EgressPlace, Hooks, InboundPlace, InboundShape, OtherPorts, Policy, ZoneEgressHook, ZoneListenerPlace,
};
pub use matching::confs;
pub use order::{Criterion, is_tie};
pub use resolve::{Resolution, resolution};
pub use select::{InboundKey, selects};
pub use why::{Selection, item_target, reference, selection};
pub use written::{List, Written, contains};
