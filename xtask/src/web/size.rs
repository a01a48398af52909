//! `cargo xtask size`: sizes against budgets.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

use super::{
    build,
    compress::{Size, sizes},
    options::SizeOptions,
};
use crate::run::{announce, root};

/// Everything that the playground loads before the first result, the engine's module first.
const FIRST_LOAD: [&str; 15] = [
    "engine_bg.wasm",
    "engine.js",
    "worker.js",
    "rest.js",
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

/// The smaller of the two units that are called so: what is kept in it is kept in both.
const KB: u64 = 1000;

/// What a row may weigh, compressed by brotli.
struct Budget {
    /// What we want.
    aim: u64,
    /// What we promised: more is refused.
    limit: u64,
}

const ENGINE: Budget = Budget { aim: 400 * KB, limit: 550 * KB };
const PLAYGROUND: Budget = Budget { aim: 650 * KB, limit: 650 * KB };

/// The functions of the engine that are loaded when they are needed.
const REST: &str = "engine_rest.wasm";

const BEGIN: &str = "<!-- sizes: written by `cargo xtask size --write` -->";
const END: &str = "<!-- end of sizes -->";

/// Measures the playground in `folder`; an error where a limit is broken.
pub(super) fn run(folder: &Path, options: &SizeOptions) -> Result<()> {
    let measured = Measured::of(folder)?;
    let (engine, all) = (measured.engine, measured.first_load());
    let table = table(&measured);
    print!("{table}");
    if options.write {
        write(&table)?;
    }
    if engine.brotli > ENGINE.limit || all.brotli > PLAYGROUND.limit {
        bail!("above the limits: engine {} KB, playground {} KB", kb(engine.brotli), kb(all.brotli));
    }
    Ok(())
}

/// What is measured.
struct Measured {
    /// The engine as the npm package has it.
    engine: Size,
    /// The files of [`FIRST_LOAD`].
    files: Vec<Size>,
    /// What of the engine is loaded later.
    rest: Size,
}

impl Measured {
    fn of(folder: &Path) -> Result<Self> {
        let first: Vec<PathBuf> = FIRST_LOAD.iter().map(|name| folder.join(name)).collect();
        let one = |file: PathBuf| sizes(&[file]).map(|sizes| sizes.into_iter().sum());
        Ok(Self { engine: one(build::whole())?, files: sizes(&first)?, rest: one(folder.join(REST))? })
    }

    fn first_load(&self) -> Size {
        self.files.iter().copied().sum()
    }
}

fn table(measured: &Measured) -> String {
    let mut text =
        String::from("| what | raw KB | gzip KB | brotli KB | budget |\n| --- | --: | --: | --: | --- |\n");
    text.push_str(&row("engine of the npm package (wasm)", measured.engine, Some(&ENGINE)));
    text.push_str(&row("playground, first load", measured.first_load(), Some(&PLAYGROUND)));
    for (name, size) in FIRST_LOAD.iter().zip(&measured.files) {
        text.push_str(&row(&format!("· {name}"), *size, None));
    }
    text.push_str(&row(&format!("{REST}, when it is needed"), measured.rest, None));
    text
}

fn row(name: &str, size: Size, budget: Option<&Budget>) -> String {
    let mut row = format!("| {name} | {} | {} | {} |", kb(size.raw), kb(size.gzip), kb(size.brotli));
    if let Some(Budget { aim, limit }) = budget {
        let verdict = |most: &u64| if size.brotli <= *most { "kept" } else { "broken" };
        let _ = write!(row, " ≤ {} {}, limit {} {} |", aim / KB, verdict(aim), limit / KB, verdict(limit));
    } else {
        row.push_str(" |");
    }
    row + "\n"
}

/// With one decimal.
fn kb(bytes: u64) -> String {
    let tenths = (bytes * 10).div_ceil(KB);
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
