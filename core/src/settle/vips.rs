//! Virtual addresses of service resources.

use super::store::Store;
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    report::{Diagnostic, Report},
    resource::{Resource, Spec, status::Vip},
    sorted::sort_by,
    tree::Text,
    world::{Cidr, World},
};

/// Gives every service resource an address of its range, in the order of mesh and name: the control plane gives them in no
/// order that input decides, so any order is right, and this one makes equal input give equal output.
pub(super) fn allocate(store: &mut Store<'_>, world: &World, report: &mut Report) {
    let control_plane = &world.control_plane;
    let ranges = [
        ("MeshService", control_plane.mesh_service_range, &"MeshService VIP (KUMA_IPAM_MESH_SERVICE_CIDR)"),
        (
            "MeshExternalService",
            control_plane.mesh_external_service_range,
            &"MeshExternalService VIP (KUMA_IPAM_MESH_EXTERNAL_SERVICE_CIDR)",
        ),
        (
            "MeshMultiZoneService",
            control_plane.mesh_multi_zone_service_range,
            &"MeshMultiZoneService VIP (KUMA_IPAM_MESH_MULTI_ZONE_SERVICE_CIDR)",
        ),
    ];
    for (kind, range, rule) in ranges {
        let mut services: Vec<&mut Resource> =
            store.resources.iter_mut().filter(|resource| resource.meta.kind.0.name == kind).collect_vec();
        sort_by(&mut services, |left, right| {
            (&left.meta.mesh, &left.meta.name).cmp(&(&right.meta.mesh, &right.meta.name))
        });
        give(services, range, Origin::Rule(rule), report);
    }
}

fn give(services: Vec<&mut Resource>, range: Cidr, origin: Origin, report: &mut Report) {
    for (index, service) in (0..).zip(services) {
        let Some(address) = range.nth(index) else {
            let message = format!("there is no address left in {range}");
            report.push(
                Diagnostic::error(super::code::NO_ADDRESS_LEFT, message, service.meta.origin)
                    .help("make the range wider: KUMA_IPAM_…_CIDR of kuma-cp"),
            );
            continue;
        };
        let vip = Vip { ip: Some(Traced::new(Text::from(address.to_string()), origin)) };
        match &mut service.spec {
            Spec::MeshService(service) => service.status.get_or_insert_default().vips = vec![vip],
            Spec::MeshExternalService(service) => service.status.get_or_insert_default().vip = vip,
            Spec::MeshMultiZoneService(service) => service.status.get_or_insert_default().vips = vec![vip],
            _ => {}
        }
    }
}
