//! "Did you mean": the names that are like one that does not exist.

/// How alike two names are to be, from 0 to 1.
const LIKENESS: f64 = 0.75;

/// How many names a message lists at most.
const MANY: usize = 10;

/// A sentence that names what exists: the names that are like `wanted`, or else the first ones in order; nothing where
/// nothing exists.
pub(crate) fn suggestion<'a>(wanted: &str, existing: impl IntoIterator<Item = &'a str>) -> String {
    let mut existing: Vec<&str> = existing.into_iter().collect();
    existing.sort_unstable();
    let near = nearest(wanted, &existing);
    if !near.is_empty() {
        return format!("did you mean {}?", list(&near, " or "));
    }
    match existing.get(..MANY) {
        Some(first) if existing.len() > MANY => {
            format!("there are {}, and {} more", list(first, ", "), existing.len() - MANY)
        }
        _ if existing.is_empty() => String::new(),
        _ if existing.len() == 1 => format!("there is {}", list(&existing, "")),
        _ => format!("there are {}", list(&existing, ", ")),
    }
}

fn nearest<'a>(wanted: &str, existing: &[&'a str]) -> Vec<&'a str> {
    let wanted = wanted.to_lowercase();
    let likeness = |name: &str| strsim::jaro_winkler(&wanted, &name.to_lowercase());
    let mut near: Vec<(f64, &str)> = existing.iter().map(|name| (likeness(name), *name)).collect();
    near.retain(|(likeness, _)| *likeness >= LIKENESS);
    near.sort_by(|left, right| right.0.total_cmp(&left.0));
    let best = near.first().map_or(0.0, |(likeness, _)| *likeness);
    near.retain(|(likeness, _)| best - likeness < 0.1);
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

fn list(names: &[&str], separator: &str) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn near_names_are_suggested_and_else_all_are_listed() {
        assert_eq!(
            suggestion("default/wbe", ["default/api", "default/web"]),
            "did you mean `default/web` or `default/api`?"
        );
        assert_eq!(suggestion("qqq", ["web", "api"]), "there are `api`, `web`");
        assert_eq!(suggestion("x", []), "");
    }
}
