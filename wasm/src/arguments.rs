//! From plain data to what the compiler takes.

use kumascope_core::{
    bootstrap::BootstrapRequest,
    text::Sources,
    tree::Node,
    world::{self, Metadata, ProxyKey, SettingError, World},
};
use tsify::Ts;
use wasm_bindgen::{JsError, JsValue};

use crate::{
    plain,
    types::{Options, Shadow, SourceFile},
    value,
};

/// Where the token of a proxy lies whose request names none.
const TOKEN_PATH: &str = "/var/run/secrets/kuma.io/dataplane-token";

/// The files, each under its path.
pub(crate) fn sources(files: Vec<Ts<SourceFile>>) -> Result<Sources, JsError> {
    let mut sources = Sources::default();
    for file in files {
        let file = plain::file(&file)?;
        sources.add(file.path, file.text);
    }
    Ok(sources)
}

/// The zone and the settings of the control plane; a variable that kuma-cp has not is an error.
pub(crate) fn world(options: &Options) -> Result<World, JsError> {
    let mut world = World::default();
    if let Some(zone) = &options.zone {
        world.zone = zone.as_str().into();
    }
    world.certificate_authority = options.certificate_authority.as_deref().map(Into::into);
    for (name, value) in &options.control_plane {
        world.set(name, value).map_err(|error| refusal(&error, value))?;
    }
    Ok(world)
}

/// Lets the proxies present themselves that the options speak of. Some bring the resource along for which they run, so this
/// comes before settling.
pub(crate) fn present(world: &mut World, options: &Options) -> Result<(), JsError> {
    if options.metadata.is_undefined() {
        return Ok(());
    }
    let all = value::from_js(&options.metadata, "metadata")?;
    for entry in all.as_map().into_iter().flatten() {
        if let Some(proxy) = ProxyKey::named(&entry.key) {
            world.presentations.insert(proxy, Metadata::read(node_metadata(&entry.value)));
        }
    }
    Ok(())
}

/// Takes the connections of the proxies that the options name.
pub(crate) fn disconnect(world: &mut World, options: &Options, proxies: &[ProxyKey]) {
    let is_disconnected = |proxy: &&ProxyKey| options.disconnected.contains(&proxy.to_string());
    world.disconnected = proxies.iter().filter(is_disconnected).cloned().collect();
}

/// What a proxy sends when it starts, with the members of `written` in place of kuma-dp's defaults. Where it brings no token, it
/// brings the path of one, because most control planes answer nobody without.
pub(crate) fn request(written: &JsValue, proxy: &ProxyKey) -> Result<BootstrapRequest, JsError> {
    let mut request = BootstrapRequest::new(proxy);
    if !written.is_undefined() && !written.is_null() {
        let written = value::from_js(written, "request")?;
        request = BootstrapRequest::read(proxy, &written)
            .map_err(|invalid| JsError::new(&format!("request: `{}` {}", invalid.name, invalid.reason)))?;
    }
    if request.token.is_empty() && request.token_path.is_empty() {
        request.token_path = TOKEN_PATH.into();
    }
    Ok(request)
}

/// Whether shadow policies take part.
pub(crate) fn shadow(shadow: Shadow) -> world::Shadow {
    match shadow {
        Shadow::Exclude => world::Shadow::Exclude,
        Shadow::Include => world::Shadow::Include,
    }
}

/// The metadata of a node, given alone or within a bootstrap.
fn node_metadata(value: &Node) -> &Node {
    let bootstrap = value.get("bootstrap").unwrap_or(value);
    bootstrap.get("node").and_then(|node| node.get("metadata")).unwrap_or(value)
}

fn refusal(error: &SettingError, value: &str) -> JsError {
    JsError::new(&match error {
        SettingError::Unknown(unknown) if unknown.similar.is_empty() => {
            format!("kuma-cp has no variable `{}`, or it changes nothing here", unknown.name)
        }
        SettingError::Unknown(unknown) => {
            format!("kuma-cp has no variable `{}`: did you mean `{}`?", unknown.name, unknown.similar)
        }
        SettingError::Invalid { name, reason } => format!("`{name}` cannot be `{value}`: {reason}"),
    })
}
