//! What all policies have in common: whom they select, and confs for what these proxies call or are called by.
//!
//! A conf is a tree whose schema only the policy itself knows.

use kumascope_derive::Schema;

use super::{
    Decoder, TargetRef,
    kind::{ItemForm, PolicyKind},
    schema::{Encoder, Field, Schema},
};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    tree::{Map, Node, Text, Value},
};

/// What a policy says.
#[derive(Clone, Debug, Default)]
pub struct PolicySpec {
    /// The proxies that it selects; all of the mesh where there is none.
    pub target_ref: Option<TargetRef>,
    /// Confs for services that these proxies call.
    pub to: Vec<ToItem>,
    /// Confs for clients of these proxies.
    pub from: Vec<FromItem>,
    /// Confs for what comes in.
    pub rules: Vec<RuleItem>,
    /// Which of these lists were written, with nothing in them: they are stored so.
    pub written_empty: Vec<&'static str>,
    /// The one conf of policies without items, which is empty where none was written.
    pub default: Option<Node>,
    /// What the control plane says about the policy.
    pub status: Option<Node>,
}

/// A conf for services that a proxy calls.
#[derive(Clone, Debug)]
pub struct ToItem {
    /// The services.
    pub target_ref: TargetRef,
    /// The conf, as it is stored; for routes the item without its target.
    pub conf: Node,
    /// Where the item was written.
    pub origin: Origin,
}

/// A conf for clients of a proxy.
#[derive(Clone, Debug)]
pub struct FromItem {
    /// The clients.
    pub target_ref: TargetRef,
    /// The conf, as it is stored.
    pub conf: Node,
    /// Where the item was written.
    pub origin: Origin,
}

/// A conf for some or all of what comes in.
#[derive(Clone, Debug)]
pub struct RuleItem {
    /// The traffic that is meant; all of it where there are none.
    pub matches: Option<Vec<Match>>,
    /// The conf, as it is stored.
    pub conf: Node,
    /// Where the item was written.
    pub origin: Origin,
}

/// Traffic of some clients, or to some server name; both must hold.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct Match {
    /// The SPIFFE ID of the client.
    #[schema(name = "spiffeID")]
    pub spiffe_id: Option<SpiffeIdMatch>,
    /// The server name that the client asks for.
    pub sni: Option<SniMatch>,
}

/// A SPIFFE ID, or the beginning of some.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct SpiffeIdMatch {
    /// Whether it is the whole ID or a beginning.
    #[schema(name = "type")]
    pub match_type: Traced<MatchType>,
    /// The text to compare with.
    #[schema(required, keep)]
    pub value: Traced<Text>,
}

/// How texts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum MatchType {
    /// They are the same.
    Exact,
    /// One begins with the other.
    Prefix,
}

/// A server name.
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct SniMatch {
    /// How names are compared.
    #[schema(name = "type")]
    pub match_type: Traced<SniMatchType>,
    /// The name.
    #[schema(required, keep)]
    pub value: Traced<Text>,
}

/// How server names are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum SniMatchType {
    /// They are the same.
    Exact,
}

fn nothing() -> &'static [Field] {
    &[]
}

const TARGET: Field = Field::optional("targetRef", <TargetRef as Schema>::children);
const DEFAULT: Field = Field::optional("default", nothing);
const MATCHES: Field = Field::optional("matches", <Match as Schema>::children);
const ITEM: &[Field] = &[TARGET, DEFAULT];
const RULE: &[Field] = &[MATCHES, DEFAULT];
const RULE_FOR_ALL: &[Field] = &[DEFAULT];

const TOP: Field = Field::optional("targetRef", <TargetRef as Schema>::children);
const TO: Field = Field::optional("to", || ITEM);
const FROM: Field = Field::optional("from", || ITEM);
const RULES: Field = Field::optional("rules", || RULE);
const RULES_FOR_ALL: Field = Field::optional("rules", || RULE_FOR_ALL);

/// The fields below `spec` of a policy.
pub fn fields(policy: &str) -> &'static [Field] {
    match policy {
        "MeshTimeout" | "MeshRateLimit" | "MeshFaultInjection" | "MeshAccessLog" => &[TOP, TO, FROM, RULES],
        "MeshCircuitBreaker" => &[TOP, TO, FROM, RULES_FOR_ALL],
        "MeshTLS" | "MeshTrafficPermission" => &[TOP, FROM, RULES_FOR_ALL],
        "MeshHTTPRoute" | "MeshTCPRoute" | "MeshRetry" | "MeshHealthCheck" | "MeshLoadBalancingStrategy" => {
            &[TOP, TO]
        }
        "MeshMetric" | "MeshTrace" | "MeshPassthrough" | "MeshProxyPatch" => &[TOP, DEFAULT],
        _ => &[TOP, TO, FROM, RULES, DEFAULT],
    }
}

impl PolicySpec {
    /// Reads the `spec` of a policy.
    pub fn decode(node: &Node, kind: &PolicyKind, decoder: &mut Decoder) -> Option<Self> {
        let fields = fields(kind.info.name);
        let members = decoder.members(node, fields)?;
        let has = |name: &str| fields.iter().any(|field| field.name == name);
        let node_of = |name: &str| node.get(name).filter(|_| has(name));
        let target_ref: Option<Option<TargetRef>> = decoder.field(&members, "targetRef");
        let to = items(decoder, node_of("to"), "to", |decoder, item| to_item(item, kind, decoder));
        let from = items(decoder, node_of("from"), "from", |decoder, item| from_item(item, kind, decoder));
        let rules = items(decoder, node_of("rules"), "rules", |decoder, item| rule_item(item, kind, decoder));
        let empty = Node::empty(node.origin);
        let default = if has("default") {
            let conf = node_of("default").unwrap_or(&empty);
            decoder.within_field("default", |decoder| (kind.normalize)(conf, decoder)).map(Some)
        } else {
            Some(None)
        };
        let is_empty = |name: &&str| node_of(name).and_then(Node::as_list).is_some_and(<[Node]>::is_empty);
        let written_empty = ["to", "from", "rules"].into_iter().filter(is_empty).collect_vec();
        let (target_ref, to, from, rules) = (target_ref?, to?, from?, rules?);
        Some(Self { target_ref, to, from, rules, written_empty, default: default?, status: None })
    }

    /// Writes the `spec` as it is stored.
    pub fn encode(&self, kind: &PolicyKind, origin: Origin) -> Node {
        let mut encoder = Encoder::new(origin);
        encoder.field("targetRef", &self.target_ref);
        let to: Vec<Node> = self.to.iter().map(|item| item.encode(kind)).collect_vec();
        let from: Vec<Node> = self.from.iter().map(FromItem::encode).collect_vec();
        let rules: Vec<Node> = self.rules.iter().map(RuleItem::encode).collect_vec();
        for (name, items) in [("to", to), ("from", from), ("rules", rules)] {
            let is_written = !items.is_empty() || self.written_empty.contains(&name);
            encoder.field(name, &is_written.then_some(items));
        }
        encoder.field("default", &self.default);
        encoder.finish()
    }
}

impl ToItem {
    fn encode(&self, kind: &PolicyKind) -> Node {
        let mut encoder = Encoder::new(self.origin);
        encoder.field("targetRef", &self.target_ref);
        if kind.items == ItemForm::Default {
            encoder.field("default", &self.conf);
            return encoder.finish();
        }
        let mut node = encoder.finish();
        if let (Some(map), Some(members)) = (node.as_map_mut(), self.conf.as_map()) {
            members.iter().for_each(|entry| map.push(entry.clone()));
        }
        node
    }
}

impl FromItem {
    fn encode(&self) -> Node {
        let mut encoder = Encoder::new(self.origin);
        encoder.field("targetRef", &self.target_ref);
        encoder.field("default", &self.conf);
        encoder.finish()
    }
}

impl RuleItem {
    fn encode(&self) -> Node {
        let mut encoder = Encoder::new(self.origin);
        encoder.field("matches", &self.matches);
        encoder.field("default", &self.conf);
        encoder.finish()
    }
}

/// Reads all items, so that all errors are found.
fn items<T>(
    decoder: &mut Decoder,
    node: Option<&Node>,
    name: &'static str,
    mut read: impl FnMut(&mut Decoder, &Node) -> Option<T>,
) -> Option<Vec<T>> {
    let Some(node) = node else { return Some(Vec::new()) };
    decoder.within_field(name, |decoder| {
        let Some(list) = node.as_list() else { return decoder.wrong_type(node, "a list") };
        let items: Vec<Option<T>> = list
            .iter()
            .enumerate()
            .map(|(index, item)| decoder.within_item(index, |decoder| read(decoder, item)))
            .collect_vec();
        items.into_iter().collect()
    })
}

fn to_item(node: &Node, kind: &PolicyKind, decoder: &mut Decoder) -> Option<ToItem> {
    if kind.items == ItemForm::Default {
        let FromItem { target_ref, conf, origin } = from_item(node, kind, decoder)?;
        return Some(ToItem { target_ref, conf, origin });
    }
    let Some(map) = node.as_map() else { return decoder.wrong_type(node, "a map") };
    let conf: Map =
        map.iter().filter(|entry| entry.key != "targetRef").fold(Map::default(), |mut conf, entry| {
            conf.push(entry.clone());
            conf
        });
    let conf = (kind.normalize)(&Node::new(Value::Map(conf), node.origin), decoder);
    let target_ref = target_of(node, decoder);
    Some(ToItem { target_ref: target_ref?, conf: conf?, origin: node.origin })
}

fn from_item(node: &Node, kind: &PolicyKind, decoder: &mut Decoder) -> Option<FromItem> {
    decoder.members(node, ITEM)?;
    let (target_ref, conf) = (target_of(node, decoder), conf_of(node, kind, decoder));
    Some(FromItem { target_ref: target_ref?, conf: conf?, origin: node.origin })
}

fn rule_item(node: &Node, kind: &PolicyKind, decoder: &mut Decoder) -> Option<RuleItem> {
    let rules = fields(kind.info.name).iter().find(|field| field.name == "rules");
    let fields = rules.map_or(RULE, |rules| (rules.children)());
    let members = decoder.members(node, fields)?;
    let has_matches = fields.iter().any(|field| field.name == "matches");
    let matches = if has_matches { decoder.field(&members, "matches") } else { Some(None) };
    let conf = conf_of(node, kind, decoder);
    Some(RuleItem { matches: matches?, conf: conf?, origin: node.origin })
}

fn target_of(item: &Node, decoder: &mut Decoder) -> Option<TargetRef> {
    let Some(node) = item.get("targetRef") else {
        decoder.missing("targetRef", item.origin);
        return None;
    };
    decoder.within_field("targetRef", |decoder| TargetRef::decode(node, decoder))
}

/// The conf of an item; an item without one says nothing.
fn conf_of(item: &Node, kind: &PolicyKind, decoder: &mut Decoder) -> Option<Node> {
    let empty = Node::empty(item.origin);
    let node = item.get("default").unwrap_or(&empty);
    decoder.within_field("default", |decoder| (kind.normalize)(node, decoder))
}
