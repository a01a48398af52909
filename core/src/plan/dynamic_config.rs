//! The listener from which kuma-dp fetches its dynamic configuration.
//!
//! For every document there are two routes: one that answers 304 to a request with the right `If-None-Match`,
//! and one that answers with the document and its hash as `Etag`.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::internal;
use crate::{
    list::CollectVec as _,
    model::{
        ConfigRoute, DirectResponse, FilterChain, HeaderCondition, HeaderMatch, HeaderOption,
        HttpConnectionManager, Listener, ListenerPlace, Naming, NetworkFilter, Overwrite, PathMatch, Proxy,
        Route, RouteAction, RouteConfiguration, RouteMatch, SocketAddress, StringMatch, VirtualHost,
        dynamic_configuration_socket,
    },
    origin::{Origin, Traced},
    policy::Context,
    tree::Text,
};

const RULE: &str = "dynamic configuration listener";

/// Adds the listener, where there is any document to serve.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    let Some(first) = proxy.dynamic_config.first() else { return };
    let origin = first.document.origin;
    let naming = context.proxy.naming;
    let name: Text = naming.choose(|| "_kuma:dynamicconfig", || "system_dynamicconfig").into();
    let http = connection_manager(context, &proxy.dynamic_config, &name);
    let path = dynamic_configuration_socket(&context.proxy.metadata.work_dir);
    proxy.add_listener(Listener {
        place: ListenerPlace::DynamicConfiguration,
        name: name.clone(),
        address: SocketAddress::Pipe(Traced::rule(path, &RULE)),
        direction: None,
        reuse_port: None,
        bind_to_port: None,
        use_original_destination: None,
        stat_prefix: naming.choose(|| None, || Some(Traced::rule(name, &RULE))),
        metadata: Vec::new(),
        listener_filters: Vec::new(),
        filter_chains: vec![FilterChain {
            filters: vec![NetworkFilter::Http(Box::new(http))],
            ..FilterChain::default()
        }],
        origin: Some(origin),
    });
}

fn connection_manager(context: &Context<'_>, routes: &[ConfigRoute], name: &Text) -> HttpConnectionManager {
    let naming = context.proxy.naming;
    let bodies: Vec<Traced<Text>> = routes
        .iter()
        .map(|route| Traced::new(route.document.to_go_json().into(), route.document.origin))
        .collect_vec();
    let size = |body: &Traced<Text>| Some(Traced::new(u32::try_from(body.len()).ok()?, body.origin));
    let largest = bodies.iter().max_by_key(|body| body.len()).and_then(size);
    let host = VirtualHost {
        name: name.clone(),
        domains: vec![Traced::rule(Text::new_static("*"), &RULE)],
        retry_policy: None,
        routes: routes.iter().zip(bodies).flat_map(|(route, body)| pair(route, body, naming)).collect_vec(),
        origin: Origin::Rule(&RULE),
    };
    HttpConnectionManager {
        internal_addresses: internal::loopback(context.proxy.metadata),
        route_configuration: RouteConfiguration {
            max_direct_response_body_size: largest,
            virtual_hosts: vec![host],
            ..RouteConfiguration::default()
        },
        ..HttpConnectionManager::local(name.clone(), &RULE)
    }
}

fn pair(route: &ConfigRoute, body: Traced<Text>, naming: Naming) -> [Route; 2] {
    let etag = body.derive(|body| hash(body));
    let name = naming.choose(
        || Text::from_iter(["_kuma:dynamicconfig:", route.path]),
        || Text::from_iter(["system_dynamicconfig_", route.name]),
    );
    let not_modified = Route {
        name: naming.choose(Text::default, || Text::from_iter([name.as_str(), "_not_modified"])),
        ..answer(
            route,
            304,
            None,
            vec![HeaderMatch {
                name: Traced::rule("If-None-Match".into(), &RULE),
                condition: HeaderCondition::Value(StringMatch::Exact(etag.clone())),
                invert: None,
            }],
        )
    };
    let document = Route {
        name,
        response_headers_to_add: vec![HeaderOption {
            name: Traced::rule("Etag".into(), &RULE),
            value: etag,
            overwrite: Overwrite::Append,
        }],
        ..answer(route, 200, Some(body), Vec::new())
    };
    [not_modified, document]
}

fn answer(route: &ConfigRoute, status: u32, body: Option<Traced<Text>>, headers: Vec<HeaderMatch>) -> Route {
    let matches = RouteMatch {
        path: PathMatch::Exact(Traced::rule(route.path.into(), &RULE)),
        headers,
        query_parameters: Vec::new(),
        filter_state: Vec::new(),
    };
    let response = DirectResponse { status: Traced::rule(status, &RULE), body };
    Route::new(matches, RouteAction::Direct(response), route.document.origin)
}

fn hash(body: &str) -> Text {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(body) {
        let _ = write!(text, "{byte:02x}");
    }
    text.into()
}
