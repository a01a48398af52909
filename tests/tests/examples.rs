//! The examples of the documentation, each a test named after its file and heading.
//!
//! `UPDATE_EXAMPLES=1 cargo test -p kumascope-tests --test examples` writes what is so into the files; read the difference.

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use kumascope_tests::examples::{self, Example, Failure};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand in the repository");
    let examples = examples::all(root).unwrap_or_else(|error| panic!("{error:#}"));
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        update(root, &examples);
        return ExitCode::SUCCESS;
    }
    let trials = examples.into_iter().map(|example| Trial::test(example.name(), move || check(&example)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn check(example: &Example) -> Result<(), Failed> {
    let failures: Vec<String> = examples::run(example).iter().map(ToString::to_string).collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n").into()) }
}

fn update(root: &Path, examples: &[Example]) {
    let mut files: BTreeMap<_, Vec<Failure>> = BTreeMap::new();
    for example in examples {
        files.entry(&example.file).or_default().extend(examples::run(example));
    }
    for (file, failures) in files.into_iter().filter(|(_, failures)| !failures.is_empty()) {
        failures.iter().for_each(|failure| println!("{failure}"));
        examples::rewrite(&root.join(file), &failures).expect("a Markdown file that can be written");
    }
}
