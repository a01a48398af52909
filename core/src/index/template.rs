//! Go templates, as far as identities use them: `{{ .Field }}` and `{{ label "key" }}`.

use crate::{resource::Labels, tree::Text};

/// Fills a template. Nothing where it has another form, names an unknown field, or asks for a label that is not there.
pub(super) fn render(template: &str, fields: &[(&str, &str)], labels: &Labels) -> Option<Text> {
    let mut parts = template.split("{{");
    let mut filled = String::from(parts.next()?);
    for part in parts {
        let (action, rest) = part.split_once("}}")?;
        filled.push_str(value(action.trim().trim_matches('-').trim(), fields, labels)?);
        filled.push_str(rest);
    }
    Some(filled.into())
}

fn value<'v>(action: &str, fields: &[(&str, &'v str)], labels: &'v Labels) -> Option<&'v str> {
    if let Some(field) = action.strip_prefix('.') {
        return fields.iter().find(|(name, _)| *name == field).map(|(_, value)| *value);
    }
    let key = action.strip_prefix("label")?.trim();
    labels.get(key.strip_prefix('"')?.strip_suffix('"')?)
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::{origin::Traced, resource::Labels};

    fn check(template: &str, expected: Option<&str>) {
        let labels = Labels([("app".into(), Traced::rule("cart".into(), "test"))].into());
        let found = render(template, &[("Mesh", "default"), ("Zone", "east")], &labels);
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn fields_and_labels_are_filled_in() {
        check("{{ .Mesh }}.{{.Zone}}/{{ label \"app\" }}!", Some("default.east/cart!"));
    }

    #[test]
    fn what_is_not_there_fills_nothing() {
        check("{{ .Other }}", None);
        check("{{ label \"team\" }}", None);
        check("{{ .Mesh", None);
    }
}
