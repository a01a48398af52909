//! HostnameGenerator and VirtualOutbound: what makes host names.

use super::{Place, Violations, code, subdomain_faults, syntax};
use crate::{
    list::CollectVec as _,
    resource::template::{Template, Values},
    sorted::SortedSet,
    tree::Text,
};

/// Checks the `spec` of a HostnameGenerator.
pub(super) fn check_hostname_generator(spec: &Place<'_>, violations: &mut Violations) {
    let selector = spec.field("selector");
    let kinds = ["meshService", "meshExternalService", "meshMultiZoneService"];
    if kinds.iter().filter(|kind| selector.field(kind).is_defined()).count() != 1 {
        let reason = "exact one selector (meshService, meshExternalService) must be defined";
        violations.refuse_as(code::REQUIRED, &selector, reason);
    }
    let template = spec.field("template");
    if template.is_empty() {
        violations.refuse_as(code::REQUIRED, &template, "must not be empty");
    } else {
        check_template(&template, violations);
    }
    let extension = spec.field("extension");
    if extension.is_defined() && extension.field("type").is_empty() {
        violations.refuse_as(code::REQUIRED, &extension.field("type"), "must not be empty");
    }
}

/// The control plane fills a template with sample values and looks whether a host name comes out.
fn check_template(place: &Place<'_>, violations: &mut Violations) {
    let Some(template) = parse_template(place, violations) else { return };
    match template.render(&Sample) {
        Err(fault) => violations.refuse_as(
            code::INVALID_TEMPLATE,
            place,
            format!("couldn't render template with stub values: {fault}"),
        ),
        Ok(name) => {
            let faults: Vec<&str> = subdomain_faults(&name).collect_vec();
            if !faults.is_empty() {
                let faults = faults.join(", ");
                let reason = format!("template renders to {name:?} which is not a valid DNS name: {faults}");
                violations.refuse_as(code::INVALID_TEMPLATE, place, reason);
            }
        }
    }
}

/// Reads a template.
pub(super) fn parse_template(place: &Place<'_>, violations: &mut Violations) -> Option<Template> {
    let parsed = Template::parse(place.text());
    parsed
        .map_err(|fault| {
            violations.refuse_as(code::INVALID_TEMPLATE, place, format!("couldn't parse template: {fault}"));
        })
        .ok()
}

/// The sample values of the control plane.
struct Sample;

impl Values for Sample {
    fn field(&self, name: &str) -> Option<Text> {
        self.names().contains(&name).then(|| name.to_ascii_lowercase().into())
    }

    fn names(&self) -> Vec<&str> {
        vec!["Name", "DisplayName", "Namespace", "Mesh", "Zone"]
    }

    fn label(&self, _: &str) -> Option<Text> {
        Some("label".into())
    }
}

/// Checks the fields of a VirtualOutbound.
pub(super) fn check_virtual_outbound(fields: &Place<'_>, violations: &mut Violations) {
    let selectors = fields.field("selectors");
    if selectors.is_empty() {
        violations.refuse_as(code::NOTHING_CONFIGURED, &selectors, "must have at least one element");
    }
    for selector in selectors.items() {
        violations.check_selector(&selector.field("match"));
    }
    let conf = fields.field("conf");
    if !conf.is_defined() {
        return violations.refuse_as(code::REQUIRED, &conf, "has to be defined");
    }
    parameters(&conf.field("parameters"), violations);
    check_filled(&conf, "host", "dummy", violations, |host| {
        (!syntax::is_dns_name(host)).then(|| {
            format!("evaluation of template with parameters didn't return a valid dns name result={host:?}")
        })
    });
    check_filled(&conf, "port", "1", violations, |port| match port.parse::<i64>() {
        Ok(port) => (!syntax::is_port(port)).then(|| {
            format!("evaluation of template returned a port outside of the range [1..65535] result={port}")
        }),
        Err(_) => Some(format!(
            "evaluation of template with parameters didn't evaluate to a parsable number result={port:?}"
        )),
    });
}

/// Fills a template with a sample for every parameter, and looks at what comes out.
fn check_filled(
    conf: &Place<'_>,
    name: &str,
    sample: &'static str,
    violations: &mut Violations,
    fault: impl Fn(&str) -> Option<String>,
) {
    let place = conf.field(name);
    if place.is_empty() {
        return violations.refuse_as(code::REQUIRED, &place, "has to be defined");
    }
    let parameters = conf.field("parameters");
    let names = parameters.items().map(|parameter| parameter.field("name").text()).collect_vec();
    let found = match Template::parse_without_labels(place.text()) {
        Err(reason) => Some(format!("failed compiling gotemplate error={reason:?}")),
        Ok(template) => match template.render(&Parameters { names, sample }) {
            Err(reason) => {
                Some(format!("pre evaluation of template with parameters failed with error={reason:?}"))
            }
            Ok(filled) => fault(&filled),
        },
    };
    if let Some(reason) = found {
        violations.refuse_as(
            code::INVALID_TEMPLATE,
            &place,
            format!("template pre evaluation failed with error={reason:?}"),
        );
    }
}

/// Parameters of a VirtualOutbound, all with one value.
struct Parameters<'a> {
    names: Vec<&'a str>,
    sample: &'static str,
}

impl Values for Parameters<'_> {
    fn field(&self, name: &str) -> Option<Text> {
        self.names.contains(&name).then(|| self.sample.into())
    }

    fn label(&self, _: &str) -> Option<Text> {
        None
    }

    fn names(&self) -> Vec<&str> {
        self.names.clone()
    }

    fn type_name(&self) -> &'static str {
        "map[string]string"
    }
}

fn parameters(parameters: &Place<'_>, violations: &mut Violations) {
    let mut names = SortedSet::new();
    let mut has_service = false;
    for parameter in parameters.items() {
        let (name, key) = (parameter.field("name"), tag_key(&parameter));
        if !names.insert(name.text()) {
            violations.refuse_as(code::DUPLICATE, &name, "name is already used");
        }
        has_service |= key.text() == "kuma.io/service";
        if !syntax::is_tag_name(key.text()) {
            violations.refuse_as(code::INVALID_TAGS, &key, "must be a valid tag name");
        }
        if key.is_empty() && !syntax::is_tag_name(name.text()) {
            violations.refuse_as(
                code::INVALID_TAGS,
                &name,
                "must be a valid tag name if you are not setting tagKey",
            );
        }
        if name.is_empty() || !name.text().chars().all(|letter| letter.is_ascii_alphanumeric()) {
            let reason = "must consist of alphanumeric characters to be used as a gotemplate key";
            violations.refuse_as(code::INVALID_TEMPLATE, &name, reason);
        }
    }
    if !has_service {
        violations.refuse_as(
            code::INVALID_TAGS,
            parameters,
            "must contain a parameter with kuma.io/service as a tagKey",
        );
    }
}

fn tag_key<'a>(parameter: &Place<'a>) -> Place<'a> {
    let key = parameter.field("tagKey");
    if key.is_defined() { key } else { parameter.field("tag_key").called(key.path()) }
}
