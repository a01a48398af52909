//! The script around a divided module: it gives the module `rest.js`, and `rest.js` what the module exports.

use anyhow::{Context as _, Result};

/// What is put where in the script that the binding tool writes.
const ADDITIONS: [(&str, &str); 2] = [
    (".js\": import0,\n", "        \"./rest.js\": rest,\n"),
    ("    wasm = instance.exports;\n", "    rest.attach(wasm);\n"),
];

/// The script with what is added.
pub(super) fn extend(script: &str) -> Result<String> {
    let begin = format!("import * as rest from \"./rest.js\";\n{script}");
    ADDITIONS.iter().try_fold(begin, |script, (behind, addition)| {
        let (before, after) = script.split_once(behind).with_context(|| format!("no `{}`", behind.trim()))?;
        Ok(format!("{before}{behind}{addition}{after}"))
    })
}

#[cfg(test)]
mod tests {
    use super::extend;

    #[test]
    fn a_script_of_another_shape_is_refused() {
        let script = "    return { \"./x_bg.js\": import0,\n};\nfunction bind(instance) {\n    wasm = instance.exports;\n}\n";
        let extended = extend(script).expect("a script as the binding tool writes it");
        assert!(extended.starts_with("import * as rest from \"./rest.js\";\n"));
        assert!(extended.contains("import0,\n        \"./rest.js\": rest,\n"));
        assert!(extended.contains("wasm = instance.exports;\n    rest.attach(wasm);\n"));
        assert!(extend("wasm = instance.exports;").is_err());
    }
}
