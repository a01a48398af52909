//! `kumascope why`: why a policy reaches a proxy, or the first demand that is not met.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use kumascope_core::{
    explain::{Neighbour, Why, WhyItem, why},
    origin::Origin,
    policy::Decision,
    resource::Resource,
    text::Sources,
    tree::{Message, Node},
    world::ProxyKey,
};

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Input, MetadataArguments},
    colour::Colours,
    misuse::Misuse,
    nearest, output, render,
    session::Session,
};

/// The arguments of `kumascope why`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct WhyPolicy {
    /// What is read.
    #[command(flatten)]
    input: Input,

    /// The policy: KIND/NAME
    #[arg(long, value_name = "KIND/NAME")]
    policy: String,

    /// The Dataplane: MESH/NAME; needed where there are several
    #[arg(short, long, help_heading = "Proxy", value_name = "MESH/NAME")]
    proxy: Option<String>,

    /// How proxies present themselves.
    #[command(flatten)]
    metadata: MetadataArguments,

    /// How the answer is printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = WhyFormat::Text)]
    output: WhyFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WhyFormat {
    /// A tree for people
    Text,
    /// One object
    Json,
}

const EXAMPLES: &str = "Every demand of the policy is shown with what was found, in the order in which the control plane asks; where the policy does not
reach the proxy, the first one that is not met is the reason. Then each item: where it holds, over which others it is merged, and which
are merged over it.

Examples:
  kumascope why mesh/ --policy MeshTimeout/slow --proxy default/web
  kumascope why mesh/ --policy MeshRetry/all --proxy default/web -o json | jq .firstFailed";

impl WhyPolicy {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let mut session = Session::open(&self.input)?;
        let proxy = session.select_one(self.proxy.as_deref(), colours)?;
        session.present(std::slice::from_ref(&proxy), &self.metadata, colours)?;
        let policy = find(&session, &self.policy, &proxy)?;
        let resources = &session.store.resources;
        let found = why(resources, &session.world, policy, &proxy, session.shadow()).map_err(|why| {
            Misuse::new(why.to_string())
                .help("policies select the proxies of Dataplanes; ask for one of these")
        })?;
        output::print(&match self.output {
            WhyFormat::Text => text(&found, &proxy, &session.sources),
            WhyFormat::Json => format!("{}\n", to_json(&found, &proxy, &session.sources).to_json_pretty()),
        })?;
        Ok(Verdict::Clean)
    }
}

/// The policy of that kind and name: of the mesh of the proxy, else of any.
fn find<'s>(session: &'s Session, name: &str, proxy: &ProxyKey) -> Result<&'s Resource, Misuse> {
    let policies = || session.store.resources.iter().filter(|resource| resource.spec.as_policy().is_some());
    let full = |policy: &Resource| format!("{}/{}", policy.meta.kind.0.name, policy.meta.display_name());
    let is_named = |policy: &&Resource| {
        full(policy) == name || format!("{}/{}", policy.meta.kind.0.name, policy.meta.name) == name
    };
    let of_mesh = policies().filter(is_named).find(|policy| policy.meta.mesh == proxy.mesh);
    of_mesh.or_else(|| policies().find(is_named)).ok_or_else(|| {
        let names: Vec<String> = policies().map(full).collect();
        Misuse::new(format!("there is no policy `{name}`"))
            .help(nearest::suggestion(name, names.iter().map(String::as_str)))
            .help("policies are named KIND/NAME, for example MeshTimeout/slow")
    })
}

fn text(why: &Why, proxy: &ProxyKey, sources: &Sources) -> String {
    let verb = if why.first_failed().is_none() { "reaches" } else { "does not reach" };
    let mut text = format!("{} {} {verb} {proxy}\n", why.kind, why.name);
    for decision in &why.decisions {
        write_decision(decision, "  ", sources, &mut text);
    }
    if let Some(selected) = &why.selected {
        let places = if selected.is_empty() { "the proxy".to_owned() } else { selected.join(", ") };
        let _ = writeln!(text, "  selects {places}");
    }
    for item in &why.items {
        write_item(item, sources, &mut text);
    }
    text
}

fn write_decision(decision: &Decision, indent: &str, sources: &Sources, text: &mut String) {
    let (mark, verb) = if decision.holds { ("+", "holds") } else { ("-", "fails") };
    let (question, expected, actual) = (decision.question, &decision.expected, &decision.actual);
    let _ = write!(text, "{indent}{mark} {question} {verb}: expected `{expected}`, found `{actual}`");
    if let Origin::Field(location) = decision.origin {
        let _ = write!(text, " ({})", render::address(location, sources));
    }
    text.push('\n');
}

fn write_item(item: &WhyItem, sources: &Sources, text: &mut String) {
    let _ =
        writeln!(text, "  {}[{}] ({})", item.list.name(), item.index, render::set_by(item.origin, sources));
    for decision in &item.decisions {
        write_decision(decision, "    ", sources, text);
    }
    for place in &item.places {
        let _ = writeln!(text, "    holds for {}", place.place.name());
        for other in &place.over {
            let _ = writeln!(text, "      over {}: {}", address(other), other.reason.reason());
        }
        for other in &place.under {
            let _ = writeln!(text, "      under {}: there {}", address(other), other.reason.reason());
        }
    }
}

fn address(other: &Neighbour) -> String {
    format!("{} {}[{}]", other.policy, other.list.name(), other.index)
}

fn to_json(why: &Why, proxy: &ProxyKey, sources: &Sources) -> Node {
    let decision = |decision: &Decision| to_decision(decision, sources);
    let items = why.items.iter().map(|item| {
        let places = item.places.iter().map(|place| {
            Message::rule(&"place")
                .constant("name", place.place.name())
                .list("over", place.over.iter().map(|other| neighbour(other, sources)))
                .list("under", place.under.iter().map(|other| neighbour(other, sources)))
        });
        Message::rule(&"item")
            .constant("list", item.list.name())
            .constant("index", u64::try_from(item.index).unwrap_or_default())
            .constant("at", render::set_by(item.origin, sources))
            .list("decisions", item.decisions.iter().map(decision))
            .list("places", places)
    });
    let selected =
        why.selected.iter().flatten().map(|place| Node::string(place.as_str(), Origin::Rule(&"why")));
    Message::rule(&"why")
        .constant("kind", why.kind)
        .constant("name", &why.name)
        .constant("proxy", proxy.to_string())
        .constant("reaches", why.first_failed().is_none())
        .optional("firstFailed", why.first_failed().map(decision))
        .list("decisions", why.decisions.iter().map(decision))
        .list("selected", selected)
        .list("items", items)
        .into()
}

fn to_decision(decision: &Decision, sources: &Sources) -> Message {
    Message::rule(&"decision")
        .constant("question", decision.question.name())
        .constant("expected", decision.expected.as_str())
        .constant("actual", decision.actual.as_str())
        .constant("holds", decision.holds)
        .constant("at", render::set_by(decision.origin, sources))
}

fn neighbour(other: &Neighbour, sources: &Sources) -> Message {
    Message::rule(&"neighbour")
        .constant("policy", &other.policy)
        .constant("list", other.list.name())
        .constant("index", u64::try_from(other.index).unwrap_or_default())
        .constant("at", render::set_by(other.origin, sources))
        .constant("reason", other.reason.name())
}
