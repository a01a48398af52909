//! The impact as a comment on a pull request: the same input gives the same text, and no text is longer than a comment may be.

use kumascope_core::compare::{Cause, Count, Group, Impact};

use super::summary::{Summary, counts, grouped, name, word};

/// By what a program finds its own comment, to replace it.
const MARK: &str = "<!-- kumascope impact -->\n";

/// How many resources and proxies are listed. With the lengths that names may have, that is within the 65,536 characters of a comment.
const CAUSES: usize = 20;
const PROXIES: usize = 100;

/// How many characters a cell may have.
const CELL: usize = 160;

/// The comment.
pub(super) fn comment(summary: &Summary<'_>) -> String {
    let mut text = format!("{MARK}### kumascope: {}\n", summary.sentence());
    if summary.impacts.is_empty() {
        return text;
    }
    text.push_str(&totals(summary));
    text.push_str(&causes(summary));
    text.push_str(&proxies(summary));
    text
}

fn totals(summary: &Summary<'_>) -> String {
    let rows = Group::ALL.into_iter().filter_map(|group| {
        let Count { added, removed, changed } = summary.tally.0.get(&group).copied()?;
        let [added, removed, changed] = [added, removed, changed].map(grouped);
        Some(format!("| {} | {added} | {removed} | {changed} |\n", group.plural()))
    });
    let head = "\n| | added | removed | changed |\n| --- | ---: | ---: | ---: |\n".to_owned();
    std::iter::once(head).chain(rows).collect()
}

fn causes(summary: &Summary<'_>) -> String {
    if summary.causes.is_empty() {
        return String::new();
    }
    let line = |(cause, count): &(Cause, usize)| {
        let proxies = if *count == 1 { "1 proxy".to_owned() } else { format!("{} proxies", grouped(*count)) };
        format!(
            "- {} {} ({}): {proxies}\n",
            code(&name(cause)),
            word(cause.presence),
            code(&summary.lines(cause))
        )
    };
    let shown = summary.causes.iter().take(CAUSES).map(line);
    let more = more(summary.causes.len(), CAUSES, "- and ", " more\n");
    std::iter::once("\n**Because of**\n\n".to_owned()).chain(shown).chain(more).collect()
}

fn proxies(summary: &Summary<'_>) -> String {
    let count = grouped(summary.impacts.len());
    let noun = if summary.impacts.len() == 1 { "proxy" } else { "proxies" };
    let head = format!(
        "\n<details>\n<summary>{count} {noun}</summary>\n\n\
         | proxy | listeners | routes | clusters | endpoints | secrets | because of |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n"
    );
    let rows = summary.impacts.iter().take(PROXIES).map(row);
    let more = more(summary.impacts.len(), PROXIES, "\nand ", " more\n");
    let end = "\n`+` added, `-` removed, `~` changed\n\n</details>\n".to_owned();
    std::iter::once(head).chain(rows).chain(more).chain([end]).collect()
}

fn row(impact: &Impact) -> String {
    let groups = [Group::Listener, Group::Route, Group::Cluster, Group::Endpoint, Group::Secret];
    let cells = groups.map(|group| impact.tally.0.get(&group).copied().map(counts).unwrap_or_default());
    let because = match impact.causes.as_slice() {
        [] => String::new(),
        [only] => code(&name(only)),
        [first, more @ ..] => format!("{} and {} more", code(&name(first)), more.len()),
    };
    format!("| {} | {} | {because} |\n", code(&impact.proxy.to_string()), cells.join(" | "))
}

fn more(count: usize, shown: usize, before: &str, after: &str) -> Option<String> {
    (count > shown).then(|| format!("{before}{}{after}", grouped(count - shown)))
}

/// A text that says nothing to Markdown, in a table or elsewhere.
fn code(text: &str) -> String {
    let kept: String = text.chars().filter(|letter| !letter.is_control() && *letter != '`').collect();
    let cut =
        if kept.chars().count() > CELL { kept.chars().take(CELL).chain(['…']).collect() } else { kept };
    format!("`{}`", cut.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn names_cannot_end_a_cell_or_begin_markup() {
        assert_eq!(code("a|b`c\nd"), "`a\\|bcd`");
        assert_eq!(code(&"x".repeat(1000)).chars().count(), 163);
    }
}
