//! What the filters of a rule make of a route.

use super::schema::{
    Filter, FilterType, HeaderKeyValue, HeaderModifier, PathRewrite, PathRewriteType, RequestMirror,
    RequestRedirect, UrlRewrite,
};
use crate::{
    model::RequestMirror as EnvoyMirror,
    model::{HeaderOption, Overwrite, PathMatch, Redirect, Route, RouteAction, fractional_percent},
    origin::Traced,
    tree::Text,
};

/// Applies a filter. `mirror_cluster` finds the cluster of a mirror; the filter has no effect where there is none.
pub(super) fn apply(
    filter: &Filter,
    route: &mut Route,
    from_prefix: bool,
    mirror_cluster: impl FnOnce(&RequestMirror) -> Option<Text>,
) {
    match filter.filter_type.value {
        FilterType::RequestHeaderModifier => {
            if let Some(modifier) = &filter.request_header_modifier {
                modify(modifier, &mut route.request_headers_to_add, &mut route.request_headers_to_remove);
            }
        }
        FilterType::ResponseHeaderModifier => {
            if let Some(modifier) = &filter.response_header_modifier {
                modify(modifier, &mut route.response_headers_to_add, &mut route.response_headers_to_remove);
            }
        }
        FilterType::RequestRedirect => {
            if let Some(found) = &filter.request_redirect {
                route.action =
                    RouteAction::Redirect(Box::new(redirect(found, &route.matches.path, from_prefix)));
            }
        }
        FilterType::UrlRewrite => {
            if let Some(rewrite) = &filter.url_rewrite {
                rewrite_url(rewrite, route, from_prefix);
            }
        }
        FilterType::RequestMirror => {
            if let Some(found) = &filter.request_mirror {
                mirror(found, route, mirror_cluster(found));
            }
        }
    }
}

fn modify(modifier: &HeaderModifier, add: &mut Vec<HeaderOption>, remove: &mut Vec<Traced<Text>>) {
    let option = |header: &HeaderKeyValue, overwrite| HeaderOption {
        name: header.name.clone(),
        value: header.value.clone(),
        overwrite,
    };
    add.extend(modifier.set.iter().flatten().map(|header| option(header, Overwrite::Replace)));
    add.extend(modifier.add.iter().flatten().map(|header| option(header, Overwrite::Append)));
    remove.extend(modifier.remove.iter().flatten().cloned());
}

/// What a path becomes: by a regular expression for all of it, or by its prefix.
struct Rewrites {
    regex: Option<(Traced<Text>, Traced<Text>)>,
    prefix: Option<Traced<Text>>,
}

/// Replacing the prefix means nothing where the path was not matched by one; the exact half of a prefix is replaced whole.
fn rewrites(rewrite: Option<&PathRewrite>, path: &PathMatch, from_prefix: bool) -> Rewrites {
    let nothing = Rewrites { regex: None, prefix: None };
    let Some(rewrite) = rewrite else { return nothing };
    let whole = |text: &Traced<Text>| Rewrites {
        regex: Some((text.derive(|_| Text::new_static(".*")), text.clone())),
        prefix: None,
    };
    match (rewrite.rewrite_type.value, &rewrite.replace_full_path, &rewrite.replace_prefix_match) {
        (PathRewriteType::ReplaceFullPath, Some(text), _) => whole(text),
        (PathRewriteType::ReplacePrefixMatch, _, Some(text)) if from_prefix => match path {
            PathMatch::Exact(_) => whole(text),
            _ => Rewrites { regex: None, prefix: Some(text.clone()) },
        },
        _ => nothing,
    }
}

fn redirect(found: &RequestRedirect, path: &PathMatch, from_prefix: bool) -> Redirect {
    let Rewrites { regex, prefix } = rewrites(found.path.as_ref(), path, from_prefix);
    let code = match found.status_code.value {
        301 => None,
        303 => Some("SEE_OTHER"),
        307 => Some("TEMPORARY_REDIRECT"),
        308 => Some("PERMANENT_REDIRECT"),
        _ => Some("FOUND"),
    };
    Redirect {
        scheme: found.scheme.clone(),
        host: found.hostname.clone(),
        port: found.port.clone(),
        path: None,
        prefix_rewrite: prefix,
        regex_rewrite: regex,
        response_code: code.map(|code| found.status_code.derive(|_| Text::new_static(code))),
    }
}

/// A redirect forwards nothing that could be rewritten.
fn rewrite_url(rewrite: &UrlRewrite, route: &mut Route, from_prefix: bool) {
    let Rewrites { regex, prefix } = rewrites(rewrite.path.as_ref(), &route.matches.path, from_prefix);
    let Some(forward) = route.forward_mut() else { return };
    if let Some(host) = &rewrite.hostname {
        forward.host_rewrite = Some(host.clone());
        forward.auto_host_rewrite = None;
    }
    forward.regex_rewrite = regex.or(forward.regex_rewrite.take());
    forward.prefix_rewrite = prefix.or(forward.prefix_rewrite.take());
}

fn mirror(found: &RequestMirror, route: &mut Route, cluster: Option<Text>) {
    let (Some(forward), Some(cluster)) = (route.forward_mut(), cluster) else { return };
    forward.mirrors.push(EnvoyMirror {
        cluster: Traced::new(cluster, found.backend_ref.origin),
        fraction: found
            .percentage
            .as_ref()
            .map(|percentage| fractional_percent(percentage.number().unwrap_or_default(), percentage.origin)),
    });
}
