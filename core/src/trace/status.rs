//! Statuses as Envoy's API names them.

use crate::tree::Node;

/// The number of a status: of its name, or the number itself.
pub(super) fn code(node: &Node) -> Option<u32> {
    if let Some(number) = node.as_u64() {
        return u32::try_from(number).ok();
    }
    NAMES.iter().find(|(name, _)| Some(*name) == node.as_str()).map(|(_, code)| *code)
}

const NAMES: [(&str, u32); 20] = [
    ("OK", 200),
    ("BadRequest", 400),
    ("Unauthorized", 401),
    ("PaymentRequired", 402),
    ("Forbidden", 403),
    ("NotFound", 404),
    ("MethodNotAllowed", 405),
    ("NotAcceptable", 406),
    ("RequestTimeout", 408),
    ("Conflict", 409),
    ("Gone", 410),
    ("PayloadTooLarge", 413),
    ("UnprocessableEntity", 422),
    ("Locked", 423),
    ("TooManyRequests", 429),
    ("InternalServerError", 500),
    ("NotImplemented", 501),
    ("BadGateway", 502),
    ("ServiceUnavailable", 503),
    ("GatewayTimeout", 504),
];
