//! `cargo xtask size`: sizes against budgets.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, Result, bail};

use super::{
    compress::{Size, sizes},
    options::SizeOptions,
};
use crate::run::{announce, root};

/// Everything that the playground loads before the first result, the engine's module first.
const FIRST_LOAD: [&str; 14] = [
    "engine_bg.wasm",
    "engine.js",
    "worker.js",
    "app_bg.wasm",
    "app.js",
    "thread.js",
    "start.js",
    "editor.js",
    "editor-chunk.js",
    "browser.js",
    "theme.js",
    "style.css",
    "index.html",
    "icon.svg",
];

const KIB: u64 = 1024;

/// What a row may weigh, compressed by brotli.
struct Budget {
    /// What we want.
    aim: u64,
    /// What we promised: more is refused.
    limit: u64,
}

const ENGINE: Budget = Budget { aim: 400 * KIB, limit: 550 * KIB };
const PLAYGROUND: Budget = Budget { aim: 650 * KIB, limit: 800 * KIB };

const BEGIN: &str = "<!-- sizes: written by `cargo xtask size --write` -->";
const END: &str = "<!-- end of sizes -->";

/// Measures the playground in `folder`; an error where a limit is broken.
pub(super) fn run(folder: &Path, options: &SizeOptions) -> Result<()> {
    let files = sizes(folder, &FIRST_LOAD)?;
    let engine = files.first().copied().unwrap_or_default();
    let all: Size = files.iter().copied().sum();
    let table = table(&files, engine, all);
    print!("{table}");
    if options.write {
        write(&table)?;
    }
    if engine.brotli > ENGINE.limit || all.brotli > PLAYGROUND.limit {
        bail!("above the limits: engine {} KiB, playground {} KiB", kib(engine.brotli), kib(all.brotli));
    }
    Ok(())
}

fn table(files: &[Size], engine: Size, all: Size) -> String {
    let mut text = String::from(
        "| what | raw KiB | gzip KiB | brotli KiB | budget |\n| --- | --: | --: | --: | --- |\n",
    );
    text.push_str(&row("engine (wasm)", engine, Some(&ENGINE)));
    text.push_str(&row("playground, first load", all, Some(&PLAYGROUND)));
    for (name, size) in FIRST_LOAD.iter().zip(files).skip(1) {
        text.push_str(&row(&format!("· {name}"), *size, None));
    }
    text
}

fn row(name: &str, size: Size, budget: Option<&Budget>) -> String {
    let mut row = format!("| {name} | {} | {} | {} |", kib(size.raw), kib(size.gzip), kib(size.brotli));
    if let Some(Budget { aim, limit }) = budget {
        let verdict = |most: &u64| if size.brotli <= *most { "kept" } else { "broken" };
        let _ = write!(row, " ≤ {} {}, limit {} {} |", aim / KIB, verdict(aim), limit / KIB, verdict(limit));
    } else {
        row.push_str(" |");
    }
    row + "\n"
}

/// With one decimal.
fn kib(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(KIB);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Replaces the table between the marks of docs/benchmarks.md, or adds one at the end.
fn write(table: &str) -> Result<()> {
    let path = root().join("docs/benchmarks.md");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "# Benchmarks\n".into());
    let section = format!("{BEGIN}\n\n{table}\n{END}\n");
    let written = match (text.split_once(BEGIN), text.split_once(END)) {
        (Some((before, _)), Some((_, after))) => format!("{before}{}{after}", section.trim_end()),
        _ => format!("{}\n\n## Sizes\n\n{section}", text.trim_end()),
    };
    fs::create_dir_all(root().join("docs"))?;
    fs::write(&path, written).with_context(|| format!("cannot write {}", path.display()))?;
    announce("docs/benchmarks.md has the table");
    Ok(())
}
