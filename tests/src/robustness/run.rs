//! Many broken inputs, one after another.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use kumascope_core::world::World;

use super::{Random, broken, endure};
use crate::conformance::{Case, Corpus, world};

/// When it is enough.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// After so many inputs.
    Inputs(u64),
    /// After so long.
    Time(Duration),
}

/// An input that the compiler did not endure.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The case that was broken, and the seed by which.
    pub name: String,
    /// What went wrong.
    pub reason: String,
    /// The input.
    pub input: Vec<u8>,
}

/// What was done.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// How many inputs there were.
    pub inputs: u64,
    /// How many bytes they had together.
    pub bytes: u64,
    /// The longest time that one took.
    pub slowest: Duration,
    /// What was not endured.
    pub failures: Vec<Failure>,
}

/// Breaks the inputs of the corpus and sends them through the compiler. Inputs of the same seed are the same in every run.
/// Where a `folder` is given, the input at hand stands in it as `current.yaml`, so that it is left where the process dies of it.
///
/// # Errors
/// Where the corpus or the folder cannot be used.
pub fn run(corpus: &Corpus, seed: u64, limit: Limit, folder: Option<&Path>) -> Result<Run> {
    let cases: Vec<(Case, World)> = corpus
        .cases("")
        .into_iter()
        .map(|(name, files)| {
            let case = Case::read(name, files);
            let world = world(&case)?;
            Ok((case, world))
        })
        .collect::<Result<_>>()?;
    let texts: Vec<&str> = cases.iter().map(|(case, _)| resources(&case.input)).collect();
    let begin = Instant::now();
    let mut done = Run::default();
    while !is_enough(limit, &done, begin) {
        let seed = seed.wrapping_add(done.inputs);
        let mut random = Random::new(seed);
        let index = random.below(cases.len());
        let input = broken(texts[index], &texts, &mut random);
        if let Some(folder) = folder {
            fs::write(folder.join("current.yaml"), &input)?;
        }
        let start = Instant::now();
        if let Err(reason) = endure(input.clone(), &cases[index].1) {
            done.failures.push(Failure {
                name: format!("{} {seed}", cases[index].0.name),
                reason,
                input: input.clone(),
            });
        }
        done.slowest = done.slowest.max(start.elapsed());
        done.inputs += 1;
        done.bytes += input.len() as u64;
    }
    Ok(done)
}

fn is_enough(limit: Limit, done: &Run, begin: Instant) -> bool {
    match limit {
        Limit::Inputs(inputs) => done.inputs >= inputs,
        Limit::Time(time) => begin.elapsed() >= time,
    }
}

/// An input without its first document, which describes the case.
fn resources(input: &str) -> &str {
    input.split_once("\n---\n").map_or("", |(_, resources)| resources)
}
