//! The policies: one folder each, one `pub mod` line and one row in the table.
//!
//! A policy names no other policy. `CONTRIBUTING.md` says in five steps how to add one.

pub mod mesh_access_log;
pub mod mesh_circuit_breaker;
pub mod mesh_fault_injection;
pub mod mesh_health_check;
pub mod mesh_http_route;
pub mod mesh_load_balancing_strategy;
pub mod mesh_metric;
pub mod mesh_passthrough;
pub mod mesh_proxy_patch;
pub mod mesh_rate_limit;
pub mod mesh_retry;
pub mod mesh_tcp_route;
pub mod mesh_timeout;
pub mod mesh_tls;
pub mod mesh_trace;
pub mod mesh_traffic_permission;

use crate::policy::Policy;

/// Every policy, by name.
pub const POLICIES: &[Policy] = &[
    mesh_access_log::POLICY,
    mesh_circuit_breaker::POLICY,
    mesh_fault_injection::POLICY,
    mesh_health_check::POLICY,
    mesh_http_route::POLICY,
    mesh_load_balancing_strategy::POLICY,
    mesh_metric::POLICY,
    mesh_passthrough::POLICY,
    mesh_proxy_patch::POLICY,
    mesh_rate_limit::POLICY,
    mesh_retry::POLICY,
    mesh_tcp_route::POLICY,
    mesh_timeout::POLICY,
    mesh_tls::POLICY,
    mesh_trace::POLICY,
    mesh_traffic_permission::POLICY,
];
