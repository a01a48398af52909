//! `envoy.extensions.filters.*.rbac.v3.RBAC`: who is let in, as principals (`from`) or as a matcher (`rules`).

use super::schema::{Action, Conf};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    policy::{InboundRule, TagCondition, TagRule, predicate, typed},
    resource::policy_spec::Match,
    tree::{Message, Node, Text},
};

const ALLOW_BY_DEFAULT: &str = "MeshExternalServices are open to all clients of their mesh";
const DENY_BY_DEFAULT: &str = "MeshTrafficPermission: nobody is let in without a permission";

/// The fields of both RBAC filters.
pub(super) struct Rbac {
    fields: Vec<(&'static str, Node)>,
}

impl Rbac {
    /// The HTTP filter.
    pub(super) fn http(&self) -> Node {
        self.message("envoy.extensions.filters.http.rbac.v3.RBAC").into()
    }

    /// The network filter.
    pub(super) fn network(&self, stat_prefix: &Text) -> Node {
        self.message("envoy.extensions.filters.network.rbac.v3.RBAC")
            .constant("statPrefix", stat_prefix)
            .into()
    }

    fn message(&self, type_name: &'static str) -> Message {
        let message =
            Message::typed(type_name, Origin::Rule(&"form in which Envoy gets a MeshTrafficPermission"));
        self.fields.iter().fold(message, |message, (field, node)| message.with(field, node.clone()))
    }
}

/// Nobody is let in.
pub(super) fn deny_all() -> Rbac {
    Rbac { fields: vec![("rules", Node::empty(Origin::Rule(&DENY_BY_DEFAULT)))] }
}

/// Everybody is let in.
pub(super) fn allow_all() -> Rbac {
    let everybody = Message::rule(&ALLOW_BY_DEFAULT).constant("any", true);
    Rbac { fields: vec![("rules", policy(vec![everybody.into()], None))] }
}

/// Those clients are let in whose first rule says so.
pub(super) fn of_tags(rules: &[TagRule<'_>], mesh: &str) -> Rbac {
    let with = |wanted: Action| -> Vec<Node> {
        let says = |rule: &&TagRule<'_>| action(rule).is_some_and(|action| action.value == wanted);
        rules.iter().filter(says).map(|rule| principal(rule, mesh)).collect_vec()
    };
    let shadow_denied = with(Action::AllowWithShadowDeny);
    let allowed: Vec<Node> =
        with(Action::Allow).into_iter().chain(shadow_denied.iter().cloned()).collect_vec();
    let rules =
        if allowed.is_empty() { Node::empty(Origin::Rule(&DENY_BY_DEFAULT)) } else { policy(allowed, None) };
    let shadow = (!shadow_denied.is_empty()).then(|| ("shadowRules", policy(shadow_denied, Some("DENY"))));
    Rbac { fields: [("rules", rules)].into_iter().chain(shadow).collect_vec() }
}

fn action(rule: &TagRule<'_>) -> Option<Traced<Action>> {
    typed::<Conf>(rule.rule.confs.first()?)?.action
}

fn policy(principals: Vec<Node>, action: Option<&'static str>) -> Node {
    let origin = principals.first().map_or(Origin::Rule(&DENY_BY_DEFAULT), |principal| principal.origin);
    let anything = Message::new(origin).constant("any", true);
    let policy = Message::new(origin).list("permissions", [anything]).list("principals", principals);
    Message::new(origin)
        .optional("action", action.map(|action| Node::string(action, origin)))
        .map("policies", [(Text::new_static("MeshTrafficPermission"), policy.into())])
        .into()
}

fn principal(rule: &TagRule<'_>, mesh: &str) -> Node {
    let origin = action(rule).map_or(Origin::Rule(&DENY_BY_DEFAULT), |action| action.origin);
    let ids: Vec<Node> = rule.tags.iter().map(|tag| tag_principal(tag, mesh, origin)).collect_vec();
    match ids.len() {
        0 => Message::new(origin).constant("any", true).into(),
        1 => ids.into_iter().next().unwrap_or_else(|| Node::empty(origin)),
        _ => Message::new(origin).with("andIds", Message::new(origin).list("ids", ids)).into(),
    }
}

fn tag_principal(tag: &TagCondition, mesh: &str, origin: Origin) -> Node {
    let identity: Text = if tag.key == "kuma.io/service" {
        format!("spiffe://{mesh}/{}", tag.value).into()
    } else {
        format!("kuma://{}/{}", tag.key, tag.value).into()
    };
    let name = Message::new(origin).constant("exact", identity);
    let authenticated = Message::new(origin).with("principalName", name);
    let principal = Message::new(origin).with("authenticated", authenticated);
    if tag.negated { Message::new(origin).with("notId", principal).into() } else { principal.into() }
}

/// First everybody who is refused, then everybody who is let in, in the order of the rules; nobody else.
pub(super) fn of_rules(rules: &[InboundRule<'_>]) -> Rbac {
    let confs: Vec<(Conf, &InboundRule<'_>)> =
        rules.iter().filter_map(|rule| Some((typed::<Conf>(&rule.conf)?, rule))).collect_vec();
    let denied = confs.iter().filter_map(|(conf, rule)| {
        field_matcher(conf.deny.as_deref().unwrap_or_default(), Some("DENY"), rule)
    });
    let allowed = confs.iter().filter_map(|(conf, rule)| {
        let allow = conf.allow.iter().flatten().chain(conf.allow_with_shadow_deny.iter().flatten());
        field_matcher(&allow.cloned().collect_vec(), None, rule)
    });
    let matchers: Vec<Node> = denied.chain(allowed).collect_vec();
    let shadow: Vec<Node> = confs
        .iter()
        .filter_map(|(conf, rule)| field_matcher(conf.allow_with_shadow_deny.as_deref()?, Some("DENY"), rule))
        .collect_vec();
    // A list of nobody is a list: whoever is let in counts as refused.
    let is_listed = confs.iter().any(|(conf, _)| conf.allow_with_shadow_deny.is_some());
    let shadow = is_listed.then(|| ("shadowMatcher", matcher(shadow)));
    Rbac { fields: [("matcher", matcher(matchers))].into_iter().chain(shadow).collect_vec() }
}

fn matcher(matchers: Vec<Node>) -> Node {
    let origin = Origin::Rule(&DENY_BY_DEFAULT);
    let message = Message::new(origin);
    let message = if matchers.is_empty() {
        message
    } else {
        message.with("matcherList", Message::new(origin).list("matchers", matchers))
    };
    message.with("onNoMatch", action_message("default".into(), Some("DENY"), origin)).into()
}

fn action_message(name: Text, action: Option<&'static str>, origin: Origin) -> Message {
    let config = Message::typed("envoy.config.rbac.v3.Action", origin)
        .constant("name", name)
        .optional("action", action.map(|action| Node::string(action, origin)));
    let extension =
        Message::new(origin).constant("name", "envoy.filters.rbac.action").with("typedConfig", config);
    Message::new(origin).with("action", extension)
}

fn field_matcher(matches: &[Match], action: Option<&'static str>, rule: &InboundRule<'_>) -> Option<Node> {
    let origin = rule.conf.origin;
    let predicate = predicate::any_of(matches)?;
    let message = Message::new(origin)
        .with("predicate", predicate)
        .with("onMatch", action_message(rule.policy.kri().to_string().into(), action, origin));
    Some(message.into())
}
