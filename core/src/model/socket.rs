//! The Unix sockets between a proxy and its kuma-dp.

use crate::tree::Text;

/// How long a path may be before `.sock`: Unix limits the path of a socket.
const LONGEST: usize = 98;

/// Access logs: `kuma-al-<name>-<mesh>.sock`.
pub fn access_log_socket(work_dir: &str, name: &str, mesh: &str) -> Text {
    socket(work_dir, &format!("kuma-al-{name}-{mesh}"))
}

/// Metrics of kuma-dp: `kuma-mh-<name>-<mesh>.sock`.
pub fn metrics_socket(work_dir: &str, name: &str, mesh: &str) -> Text {
    socket(work_dir, &format!("kuma-mh-{name}-{mesh}"))
}

/// The dynamic configuration: `kuma-mesh-metric-config.sock`.
pub fn dynamic_configuration_socket(work_dir: &str) -> Text {
    socket(work_dir, "kuma-mesh-metric-config")
}

/// Telemetry for a backend: `kuma-otel-<backend>.sock`.
pub fn telemetry_socket(work_dir: &str, backend: &str) -> Text {
    socket(work_dir, &format!("kuma-otel-{backend}"))
}

/// kuma-dp's readiness: `kuma-readiness-reporter.sock`.
pub fn readiness_socket(work_dir: &str) -> Text {
    socket(work_dir, "kuma-readiness-reporter")
}

/// A socket in the folder; without a folder a relative path, as Go's `filepath.Join` makes it.
fn socket(work_dir: &str, name: &str) -> Text {
    let path = match work_dir.trim_end_matches('/') {
        "" if work_dir.is_empty() => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let short: String = path.chars().take(LONGEST).collect();
    format!("{short}.sock").into()
}

#[cfg(test)]
mod tests {
    use super::{metrics_socket, readiness_socket};

    #[test]
    fn paths_are_cut_before_their_ending() {
        let long = metrics_socket("/tmp", &"n".repeat(120), "default");
        assert_eq!((long.len(), long.ends_with("n.sock")), (98 + 5, true));
    }

    #[test]
    fn a_socket_without_a_folder_is_relative() {
        assert_eq!(readiness_socket(""), "kuma-readiness-reporter.sock");
    }
}
