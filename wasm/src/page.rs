//! Pages as numbers: who set each line, without an object for each of them.

use js_sys::Uint32Array;
use kumascope_core::{
    origin::{Location, Origin},
    output::Page,
    resource::{Resource, Spec},
    sorted::sort_by_key,
    text::Sources,
};

use crate::types::Shown;

/// The resources of a store by the places where they were written.
pub(crate) struct Owners<'a> {
    written: Vec<(Location, &'a Resource)>,
}

impl<'a> Owners<'a> {
    /// Those of them that were written.
    pub(crate) fn of(resources: &'a [Resource]) -> Self {
        let places = resources.iter().filter_map(|found| Some((found.meta.origin.location()?, found)));
        let mut written: Vec<_> = places.collect();
        sort_by_key(&mut written, |(place, _)| *place);
        Self { written }
    }

    /// The resource that a field belongs to.
    pub(crate) fn find(&self, field: Location) -> Option<&'a Resource> {
        let after = self.written.partition_point(|(place, _)| {
            (place.source, place.span.start) <= (field.source, field.span.start)
        });
        let (place, found) = self.written.get(after.checked_sub(1)?)?;
        (place.source == field.source && field.span.end <= place.span.end).then_some(*found)
    }

    /// Whether a policy set a value.
    pub(crate) fn is_of_policy(&self, origin: Origin) -> bool {
        origin.location().and_then(|field| self.find(field)).is_some_and(is_policy)
    }
}

/// Whether a resource is a policy, of the newer or the older kind.
fn is_policy(resource: &Resource) -> bool {
    matches!(
        resource.spec,
        Spec::Policy(_)
            | Spec::CircuitBreaker(_)
            | Spec::FaultInjection(_)
            | Spec::HealthCheck(_)
            | Spec::RateLimit(_)
            | Spec::Retry(_)
            | Spec::Timeout(_)
            | Spec::TrafficLog(_)
            | Spec::TrafficPermission(_)
            | Spec::TrafficRoute(_)
            | Spec::TrafficTrace(_)
    )
}

/// Puts a page into an answer.
pub(crate) fn put(page: Page, owners: &Owners<'_>, sources: &Sources, shown: &mut Shown) {
    let mut origins: Vec<Origin> = page.lines.iter().map(|line| line.origin).collect();
    sort_by_key(&mut origins, |origin| *origin);
    origins.dedup();
    let numbers: Vec<u32> = page
        .lines
        .iter()
        .map(|line| number(origins.binary_search(&line.origin).unwrap_or_default()))
        .collect();
    let mut table = Table { names: Vec::new(), numbers: Vec::with_capacity(origins.len() * 7) };
    for origin in origins {
        table.add(origin, owners, sources);
    }
    shown.text = page.text.into();
    shown.lines = Uint32Array::from(numbers.as_slice()).into();
    shown.origins = Uint32Array::from(table.numbers.as_slice()).into();
    shown.names = table.names;
}

/// Origins as numbers; see [`Shown::origins`].
struct Table {
    names: Vec<String>,
    numbers: Vec<u32>,
}

impl Table {
    fn add(&mut self, origin: Origin, owners: &Owners<'_>, sources: &Sources) {
        let row = match origin {
            Origin::Field(field) => self.field(field, owners, sources),
            Origin::Default(name) => [1, self.name(name), 0, 0, 0, 0, 0],
            Origin::Rule(name) => [2, self.name(name), 0, 0, 0, 0, 0],
        };
        self.numbers.extend(row);
    }

    fn field(&mut self, field: Location, owners: &Owners<'_>, sources: &Sources) -> [u32; 7] {
        let (Some(source), Some(region)) = (sources.get(field.source), sources.region(field)) else {
            return [2, self.name("unknown source"), 0, 0, 0, 0, 0];
        };
        let owner = owners.find(field).map_or(0, |owner| {
            let meta = &owner.meta;
            self.name(&[meta.kind.0.name, meta.display_name()].join(" ")) + 1
        });
        let (start, end) = (region.start, region.end);
        [0, self.name(source.path()), start.line, start.utf16_column, end.line, end.utf16_column, owner]
    }

    /// The position of a name. Neighbours often have the same, so the newest are looked at first.
    fn name(&mut self, name: &str) -> u32 {
        let known = self.names.iter().rposition(|known| known == name);
        number(known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        }))
    }
}

fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
