//! What the page begins with: the files of `examples/shop`, which the command line compiles too.

use kumascope_wasm::types::SourceFile;

/// The file that is shown first: the policies, which are worth playing with.
pub(crate) const FIRST: usize = 2;

/// The proxy that is shown first.
pub(crate) const PROXY: &str = "default/web";

const SHOP: [(&str, &str); 3] = [
    ("mesh.yaml", include_str!("../../examples/shop/mesh.yaml")),
    ("dataplanes.yaml", include_str!("../../examples/shop/dataplanes.yaml")),
    ("policies.yaml", include_str!("../../examples/shop/policies.yaml")),
];

/// The files of the shop, in the order in which they are best read.
pub(crate) fn shop() -> Vec<SourceFile> {
    SHOP.map(|(path, text)| SourceFile { path: path.into(), text: text.into() }).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_example_is_on_the_page() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/shop");
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .expect("the example")
            .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
            .collect();
        let mut shown: Vec<_> = shop().into_iter().map(|file| file.path).collect();
        files.sort();
        shown.sort();
        assert_eq!(shown, files);
    }
}
