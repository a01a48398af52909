//! Derives from the committed descriptor set what its features need, so that a build needs no protoc: the catalogue of
//! feature `schema` and the Rust structs of feature `types`.

#[cfg(feature = "schema")]
#[path = "build/catalogue.rs"]
mod catalogue;
#[cfg(feature = "schema")]
#[path = "src/schema/layout.rs"]
mod layout;
#[cfg(feature = "schema")]
#[path = "build/number.rs"]
mod number;
#[cfg(feature = "schema")]
#[path = "src/schema/wire.rs"]
mod wire;

fn main() {
    println!("cargo::rerun-if-changed=descriptors.bin");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/schema");
    #[cfg(feature = "schema")]
    catalogue::write();
    #[cfg(feature = "types")]
    structs::generate();
}

#[cfg(feature = "types")]
mod structs {
    use prost::Message as _;

    /// Writes `$OUT_DIR/types.rs`, a tree of modules as the packages nest.
    pub(crate) fn generate() {
        let set = prost_types::FileDescriptorSet::decode(include_bytes!("descriptors.bin").as_slice())
            .expect("descriptors.bin is what `cargo xtask envoy-api` wrote");
        prost_build::Config::new()
            // Ordered maps, so that equal messages have equal bytes.
            .btree_map(["."])
            // `prost::Name`, so that a struct knows the type URL it has inside an `Any`.
            .enable_type_names()
            .type_name_domain(["."], "type.googleapis.com")
            // Nobody reads them, and formatting costs more than generating.
            .format(false)
            .include_file("types.rs")
            .compile_fds(set)
            .expect("the descriptor set turns into Rust");
    }
}
