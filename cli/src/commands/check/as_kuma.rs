//! `kumascope check --as-kuma`: what Kuma's API would answer to each resource.

use std::fmt::Write as _;

use kumascope_core::{
    admission::{self, Answer, Answered},
    origin::Origin,
    registry,
    report::Severity,
    text::Sources,
    tree::{Message, Node},
};

use super::{CheckFormat, Deployment};
use crate::{
    Verdict,
    arguments::Input,
    colour::Colours,
    findings::{Findings, place},
    input,
    misuse::Misuse,
    output, session,
};

const ORIGIN: Origin = Origin::Rule(&"answer of the control plane");

/// Puts every document, and prints the answers in their order.
pub(super) fn run(
    input: &Input,
    deployment: Deployment,
    format: CheckFormat,
    colours: Colours,
) -> Result<Verdict, Misuse> {
    let world = session::world(&input.control_plane)?;
    let sources = input::read(&input.paths)?;
    let deployment = match deployment {
        Deployment::Zone => admission::Deployment::Zone,
        Deployment::Federated => admission::Deployment::FederatedZone,
        Deployment::Global => admission::Deployment::Global,
    };
    let (answers, report) = admission::answers(&sources, &registry(), deployment, &world);
    let findings = Findings::of(&sources, [report]);
    findings.print(colours.stderr);
    output::print(&match format {
        CheckFormat::Json => {
            let items = answers.iter().map(|answered| describe(answered, &sources)).collect();
            format!("{}\n", Node::list(items, ORIGIN).to_json_pretty())
        }
        CheckFormat::Text => answers.iter().map(|answered| sentence(answered, &sources)).collect(),
        CheckFormat::Sarif | CheckFormat::Github | CheckFormat::Junit => {
            return Err(
                Misuse::new("what Kuma answers has no such format").help("use `-o text` or `-o json`")
            );
        }
    })?;
    let accepted = answers.iter().all(|answered| answered.answer.as_ref().is_ok_and(Answer::is_accepted));
    Ok(if accepted { findings.verdict(Severity::Error) } else { Verdict::Findings })
}

/// One answer: what was put, where it stands, and `status`, `body`, `stored`.
fn describe(answered: &Answered, sources: &Sources) -> Node {
    let Answered { kind, mesh, name, origin, answer } = answered;
    let message = Message::new(ORIGIN)
        .constant("type", kind)
        .constant("mesh", mesh)
        .constant("name", name)
        .optional("at", origin.location().map(|location| place(location, sources)));
    let mut node = Node::from(message);
    let answer = match answer {
        Ok(answer) => answer.to_node(),
        Err(_) => Message::new(ORIGIN).constant("error", format!("Kuma has no kind `{kind}`")).into(),
    };
    if let (Some(members), Some(parts)) = (node.as_map_mut(), answer.as_map()) {
        parts.iter().for_each(|entry| members.push(entry.clone()));
    }
    node
}

/// One answer in lines: the status, then one line for each violation or warning.
fn sentence(answered: &Answered, sources: &Sources) -> String {
    let Answered { kind, mesh, name, origin, answer } = answered;
    let at = origin.location().and_then(|location| {
        let path = sources.get(location.source)?.path();
        Some(format!("{path}:{}: ", sources.region(location)?.start.line))
    });
    let mut text = format!("{}{kind} {mesh}/{name}: ", at.unwrap_or_default());
    let Ok(answer) = answer else { return format!("{text}Kuma has no such kind\n") };
    let _ = match (answer.is_accepted(), answer.status) {
        (true, status) => writeln!(text, "{status} stored"),
        (false, 0) => writeln!(text, "the control plane closes the connection without an answer"),
        (false, status) => writeln!(text, "{status} {}: {}", answer.title, answer.detail.trim_end()),
    };
    for violation in &answer.violations {
        let separator = if violation.field.is_empty() { "" } else { ": " };
        let _ = writeln!(text, "  {}{separator}{}", violation.field, violation.reason);
    }
    for warning in &answer.warnings {
        let _ = writeln!(text, "  warning: {warning}");
    }
    text
}
