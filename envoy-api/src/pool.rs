//! The descriptors at run time.

use std::sync::OnceLock;

use prost_reflect::DescriptorPool;

/// Every message of the committed set, the well-known types (`google.protobuf.*`) included.
///
/// Decoded at the first call, which takes some milliseconds; later calls cost nothing. Messages inside an `Any` are
/// found by their type URL within the same pool.
pub fn pool() -> &'static DescriptorPool {
    static POOL: OnceLock<DescriptorPool> = OnceLock::new();
    POOL.get_or_init(|| {
        DescriptorPool::decode(crate::DESCRIPTORS).expect("the committed descriptor set is whole")
    })
}
