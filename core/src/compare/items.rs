//! Which items of two lists are the same thing: those with one name, address or match, wherever they stand.

use crate::{
    list::CollectVec as _,
    sorted::{SortedMap, sort_by_key},
    tree::{Node, Text, Value},
};

/// An item of one side or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    /// What tells it apart.
    pub(super) label: Text,
    /// Its position on the old side.
    pub(super) old: Option<usize>,
    /// Its position on the new side.
    pub(super) new: Option<usize>,
}

/// The routes of a virtual host, several of which may have one name: what they match tells them apart.
const ROUTES: &str = "routes";

/// Lists in which Envoy does not care what stands first: what it looks up by name, address or the most specific match, and what all
/// or any of must hold.
const UNORDERED: [&str; 25] = [
    "accessLog",
    "additionalAddresses",
    "clusters",
    "domains",
    "endpoints",
    "exactMatchSubjectAltNames",
    "filterChains",
    "headers",
    "healthChecks",
    "ids",
    "lbEndpoints",
    "matchTypedSubjectAltNames",
    "permissions",
    "prefixRanges",
    "principals",
    "queryParameters",
    "requestHeadersToAdd",
    "responseHeadersToAdd",
    "retriableStatusCodes",
    "rules",
    "serverNames",
    "sourcePrefixRanges",
    "tlsCertificateSdsSecretConfigs",
    "trustDomains",
    "virtualHosts",
];

/// Whether the order of a list counts. It does unless the list is known to be a set.
pub(super) fn is_ordered(list: &str) -> bool {
    UNORDERED.binary_search(&list).is_err()
}

/// The items of both sides: those of the new one in its order, then those that it lacks.
pub(super) fn pair(list: &str, old: &[Node], new: &[Node]) -> Vec<Item> {
    let (old_keys, new_keys) = (keys(list, old), keys(list, new));
    let positions = new_keys.iter().enumerate().filter_map(|(index, key)| Some((key.clone()?, index)));
    let positions: SortedMap<(Text, usize), usize> = SortedMap::of_many(positions.collect_vec());
    let mut partners: Vec<Option<usize>> = vec![None; new.len()];
    let mut left: Vec<usize> = Vec::new();
    let mut removed: Vec<usize> = Vec::new();
    for (index, key) in old_keys.iter().enumerate() {
        match key.as_ref().map(|key| positions.get(key)) {
            Some(Some(found)) => set(&mut partners, *found, index),
            Some(None) => removed.push(index),
            None => left.push(index),
        }
    }
    if list == ROUTES {
        removed = pair_by_name(removed, old, new, &mut partners);
    }
    let nameless: Vec<usize> = (0..new.len()).filter(|index| is_nameless(&new_keys, *index)).collect_vec();
    removed.extend(pair_nameless(left, &nameless, old, new, &mut partners));
    sort_by_key(&mut removed, |index| *index);
    let label = |keys: &[Option<(Text, usize)>], index: usize| match keys.get(index) {
        Some(Some((key, _))) => key.clone(),
        _ => index.to_string().into(),
    };
    let kept = partners.iter().enumerate().map(|(index, partner)| Item {
        label: label(&new_keys, index),
        old: *partner,
        new: Some(index),
    });
    let removed =
        removed.into_iter().map(|index| Item { label: label(&old_keys, index), old: Some(index), new: None });
    kept.chain(removed).collect_vec()
}

/// Pairs routes that match something else than before and have one name. Gives back what is left of the old side.
fn pair_by_name(
    removed: Vec<usize>,
    old: &[Node],
    new: &[Node],
    partners: &mut [Option<usize>],
) -> Vec<usize> {
    let name = |side: &[Node], index: usize| side.get(index).and_then(|route| text(route, "name"));
    removed
        .into_iter()
        .filter(|index| {
            let wanted = name(old, *index);
            let mut open = partners.iter().enumerate().filter(|(_, partner)| partner.is_none());
            let found = open.find(|(place, _)| wanted.is_some() && name(new, *place) == wanted);
            let found = found.map(|(place, _)| place);
            found.iter().for_each(|place| set(partners, *place, *index));
            found.is_none()
        })
        .collect_vec()
}

/// Pairs what nothing tells apart: equal items first, then the others in order. Gives back what is left of the old side.
fn pair_nameless(
    mut left: Vec<usize>,
    nameless: &[usize],
    old: &[Node],
    new: &[Node],
    partners: &mut [Option<usize>],
) -> Vec<usize> {
    let mut open: Vec<usize> = Vec::new();
    for index in nameless {
        let same = left.iter().position(|candidate| old.get(*candidate) == new.get(*index));
        match same {
            Some(place) => set(partners, *index, left.remove(place)),
            None => open.push(*index),
        }
    }
    let count = open.len().min(left.len());
    for (index, partner) in open.into_iter().zip(left.drain(..count)) {
        set(partners, index, partner);
    }
    left
}

fn set(partners: &mut [Option<usize>], index: usize, partner: usize) {
    if let Some(place) = partners.get_mut(index) {
        *place = Some(partner);
    }
}

fn is_nameless(keys: &[Option<(Text, usize)>], index: usize) -> bool {
    keys.get(index).is_some_and(Option::is_none)
}

/// What tells each item apart, and how many items before it have the same.
fn keys(list: &str, items: &[Node]) -> Vec<Option<(Text, usize)>> {
    let mut counts: SortedMap<Text, usize> = SortedMap::new();
    let mut numbered = |key: Text| {
        let count = counts.entry(key.clone()).or_default();
        *count += 1;
        (key, *count - 1)
    };
    items.iter().map(|item| key(list, item).map(&mut numbered)).collect_vec()
}

/// What tells an item of a list apart; nothing where nothing does.
fn key(list: &str, item: &Node) -> Option<Text> {
    let found = match list {
        "lbEndpoints" => address(item.get("endpoint")?.get("address")?),
        "endpoints" => Some(locality(item)),
        ROUTES => item.get("match").map(route),
        "requestHeadersToAdd" | "responseHeadersToAdd" => text(item.get("header")?, "key"),
        _ => text(item, "name").or_else(|| address(item.get("address")?)),
    };
    found.or_else(|| matched(item)).or_else(|| scalar(item))
}

fn text(item: &Node, member: &str) -> Option<Text> {
    item.get(member)?.as_text().filter(|name| !name.is_empty()).cloned()
}

/// An address as `host:port`, or the path of a socket.
pub(super) fn address(address: &Node) -> Option<Text> {
    if let Some(socket) = address.get("socketAddress") {
        let host = socket.get("address")?.as_str()?;
        let port = socket.get("portValue").map(Node::to_json).unwrap_or_default();
        return Some(
            if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }.into(),
        );
    }
    text(address.get("pipe")?, "path")
}

/// Where endpoints are: zone and sub-zone.
fn locality(item: &Node) -> Text {
    let Some(locality) = item.get("locality") else { return Text::new_static("-") };
    let part = |member| locality.get(member).and_then(Node::as_str);
    let parts = ["region", "zone", "subZone"].into_iter().filter_map(part);
    parts.collect_vec().join("/").into()
}

/// What a route matches, in short: its path, then everything else.
fn route(matched: &Node) -> Text {
    let of = |member: &str| matched.get(member).and_then(Node::as_str);
    let regex = matched.get("safeRegex").and_then(|regex| regex.get("regex")?.as_str());
    let path = match (of("path"), of("prefix"), of("pathSeparatedPrefix"), regex) {
        (Some(path), ..) => path.to_owned(),
        (_, Some(prefix), ..) => format!("{prefix}*"),
        (_, _, Some(prefix), _) => format!("{prefix}/*"),
        (.., Some(regex)) => format!("~{regex}"),
        _ => String::new(),
    };
    let is_path = |key: &str| ["path", "prefix", "pathSeparatedPrefix", "safeRegex"].contains(&key);
    let rest = matched.as_map().into_iter().flatten().filter(|entry| !is_path(&entry.key));
    let rest = rest.map(|entry| format!(" {}={}", entry.key, entry.value.to_json()));
    std::iter::once(path).chain(rest).collect()
}

/// What an item without a name matches.
fn matched(item: &Node) -> Option<Text> {
    let matched = item.get("match").or_else(|| item.get("filterChainMatch"))?;
    Some(matched.to_json().into())
}

fn scalar(item: &Node) -> Option<Text> {
    match &item.value {
        Value::List(_) | Value::Map(_) => None,
        Value::String(text) => Some(text.clone()),
        _ => Some(item.to_json().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::{UNORDERED, pair};
    use crate::{
        text::{Sources, parse_values},
        tree::Node,
    };

    fn items(yaml: &str) -> Vec<Node> {
        let mut sources = Sources::default();
        let id = sources.add("list.yaml", yaml);
        let document = parse_values(&sources, id).0.into_iter().next().expect("a document");
        document.root.as_list().expect("a list").to_vec()
    }

    fn check(list: &str, old: &str, new: &str, expected: &[(&str, Option<usize>, Option<usize>)]) {
        let found = pair(list, &items(old), &items(new));
        let found: Vec<_> = found.iter().map(|item| (item.label.as_str(), item.old, item.new)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn unordered_lists_are_found_by_search() {
        assert!(UNORDERED.is_sorted());
    }

    #[test]
    fn items_are_told_apart_by_name_wherever_they_stand() {
        let expected = [("b", Some(1), Some(0)), ("c", None, Some(1)), ("a", Some(0), None)];
        check("filters", "[{name: a}, {name: b}]", "[{name: b}, {name: c}]", &expected);
    }

    #[test]
    fn the_second_of_a_name_is_the_second_of_that_name() {
        let expected = [("a", Some(0), Some(0)), ("a", None, Some(1))];
        check("accessLog", "[{name: a}]", "[{name: a}, {name: a, more: 1}]", &expected);
    }

    #[test]
    fn endpoints_are_told_apart_by_address_and_localities_by_zone() {
        let endpoint = |address: &str, port: u32| {
            format!(
                "{{endpoint: {{address: {{socketAddress: {{address: '{address}', portValue: {port}}}}}}}}}"
            )
        };
        let old = format!("[{}]", endpoint("10.0.0.1", 80));
        let new = format!("[{}, {}]", endpoint("::1", 80), endpoint("10.0.0.1", 80));
        let expected = [("[::1]:80", None, Some(0)), ("10.0.0.1:80", Some(0), Some(1))];
        check("lbEndpoints", &old, &new, &expected);
        let expected = [("east", Some(1), Some(0)), ("-", Some(0), Some(1))];
        check(
            "endpoints",
            "[{}, {locality: {zone: east}}]",
            "[{locality: {zone: east}, priority: 1}, {}]",
            &expected,
        );
    }

    #[test]
    fn what_nothing_tells_apart_is_paired_by_value_and_then_in_order() {
        let expected = [("0", Some(1), Some(0)), ("1", Some(0), Some(1))];
        check("principals", "[{any: true}, {other: 1}]", "[{other: 1}, {any: false}]", &expected);
    }

    #[test]
    fn routes_are_told_apart_by_what_they_match_and_then_by_name() {
        let old = "[{name: r, match: {prefix: /b}}, {name: r, match: {path: /c}}]";
        let new = "[{name: r, match: {path: /a}}, {name: r, match: {prefix: /b}}]";
        check("routes", old, new, &[("/a", Some(1), Some(0)), ("/b*", Some(0), Some(1))]);
        let new = "[{name: r, match: {prefix: /b, headers: [{name: x}]}}]";
        let expected = [("/b* headers=[{\"name\":\"x\"}]", Some(0), Some(0)), ("/c", Some(1), None)];
        check("routes", old, new, &expected);
    }
}
