//! What an item of a MeshHTTPRoute can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::{backend_ref::BackendRef, header_match::HeaderMatch, schema::Decimal},
    tree::Text,
};

/// The rules of an item, for these host names.
#[derive(Clone, Debug, Schema)]
pub(super) struct Conf {
    /// Host names, of gateways only.
    pub(super) hostnames: Option<Vec<Traced<Text>>>,
    /// Rules; the first that matches decides.
    #[schema(keep)]
    pub(super) rules: Vec<Rule>,
}

/// What happens to requests that match.
#[derive(Clone, Debug, Schema)]
pub(super) struct Rule {
    /// What a request must look like: any of these.
    #[schema(keep)]
    pub(super) matches: Vec<Match>,
    /// What happens to it.
    #[schema(keep)]
    pub(super) default: RuleConf,
}

/// What a request must look like: all of it.
#[derive(Clone, Debug, PartialEq, Schema)]
pub(super) struct Match {
    /// Its path.
    pub(super) path: Option<PathMatch>,
    /// Its method.
    pub(super) method: Option<Traced<Method>>,
    /// Its query parameters.
    pub(super) query_params: Option<Vec<QueryMatch>>,
    /// Its headers.
    pub(super) headers: Option<Vec<HeaderMatch>>,
}

/// A condition on the path.
#[derive(Clone, Debug, PartialEq, Schema)]
pub(super) struct PathMatch {
    /// What it is compared with.
    #[schema(keep)]
    pub(super) value: Traced<Text>,
    /// How it is compared.
    #[schema(name = "type", keep)]
    pub(super) match_type: Traced<PathMatchType>,
}

/// How a path is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum PathMatchType {
    /// The whole path.
    Exact,
    /// Whole segments from its beginning.
    PathPrefix,
    /// A regular expression for the whole path.
    RegularExpression,
}

/// A method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
#[expect(clippy::upper_case_acronyms, reason = "methods are written like this")]
pub(super) enum Method {
    /// CONNECT
    CONNECT,
    /// DELETE
    DELETE,
    /// GET
    GET,
    /// HEAD
    HEAD,
    /// OPTIONS
    OPTIONS,
    /// PATCH
    PATCH,
    /// POST
    POST,
    /// PUT
    PUT,
    /// TRACE
    TRACE,
}

/// A condition on a query parameter.
#[derive(Clone, Debug, PartialEq, Schema)]
pub(super) struct QueryMatch {
    /// How it is compared.
    #[schema(name = "type", keep)]
    pub(super) match_type: Traced<QueryMatchType>,
    /// Its name.
    #[schema(keep)]
    pub(super) name: Traced<Text>,
    /// What it is compared with.
    #[schema(keep)]
    pub(super) value: Traced<Text>,
}

/// How a query parameter is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum QueryMatchType {
    /// The whole value.
    Exact,
    /// A regular expression for the whole value.
    RegularExpression,
}

/// What happens to a request.
#[derive(Clone, Debug, Schema)]
pub(super) struct RuleConf {
    /// Changes to it, in order.
    pub(super) filters: Option<Vec<Filter>>,
    /// Where it goes; to the service that was called where nothing is said.
    pub(super) backend_refs: Option<Vec<BackendRef>>,
}

/// A change to a request.
#[derive(Clone, Debug, Schema)]
pub(super) struct Filter {
    /// Which of the following it is.
    #[schema(name = "type", keep)]
    pub(super) filter_type: Traced<FilterType>,
    /// Headers of the request.
    pub(super) request_header_modifier: Option<HeaderModifier>,
    /// Headers of the answer.
    pub(super) response_header_modifier: Option<HeaderModifier>,
    /// Sends the client elsewhere.
    pub(super) request_redirect: Option<RequestRedirect>,
    /// Changes host and path.
    #[schema(name = "urlRewrite")]
    pub(super) url_rewrite: Option<UrlRewrite>,
    /// Sends a copy elsewhere.
    pub(super) request_mirror: Option<RequestMirror>,
}

/// A kind of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum FilterType {
    /// Headers of the request.
    RequestHeaderModifier,
    /// Headers of the answer.
    ResponseHeaderModifier,
    /// Sends the client elsewhere.
    RequestRedirect,
    /// Changes host and path.
    #[schema(name = "URLRewrite")]
    UrlRewrite,
    /// Sends a copy elsewhere.
    RequestMirror,
}

/// Changes to headers.
#[derive(Clone, Debug, Schema)]
pub(super) struct HeaderModifier {
    /// Headers that are replaced.
    pub(super) set: Option<Vec<HeaderKeyValue>>,
    /// Headers that stand beside those of the same name.
    pub(super) add: Option<Vec<HeaderKeyValue>>,
    /// Headers that are taken out.
    pub(super) remove: Option<Vec<Traced<Text>>>,
}

/// A header.
#[derive(Clone, Debug, Schema)]
pub(super) struct HeaderKeyValue {
    /// Its name.
    #[schema(keep)]
    pub(super) name: Traced<Text>,
    /// Its value.
    #[schema(keep)]
    pub(super) value: Traced<Text>,
}

/// Where the client is sent.
#[derive(Clone, Debug, Schema)]
pub(super) struct RequestRedirect {
    /// The scheme.
    pub(super) scheme: Option<Traced<Text>>,
    /// The host.
    pub(super) hostname: Option<Traced<Text>>,
    /// The path.
    pub(super) path: Option<PathRewrite>,
    /// The port.
    pub(super) port: Option<Traced<u32>>,
    /// The HTTP status; 302 where nothing is said.
    #[schema(keep, default = 302)]
    pub(super) status_code: Traced<u32>,
}

/// What becomes of a path.
#[derive(Clone, Debug, Schema)]
pub(super) struct PathRewrite {
    /// Which of the following it is.
    #[schema(name = "type", keep)]
    pub(super) rewrite_type: Traced<PathRewriteType>,
    /// The whole path.
    pub(super) replace_full_path: Option<Traced<Text>>,
    /// What stands for the prefix that matched.
    pub(super) replace_prefix_match: Option<Traced<Text>>,
}

/// A kind of change to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum PathRewriteType {
    /// The whole path.
    ReplaceFullPath,
    /// The prefix that matched.
    ReplacePrefixMatch,
}

/// What becomes of host and path.
#[derive(Clone, Debug, Schema)]
pub(super) struct UrlRewrite {
    /// The host.
    pub(super) hostname: Option<Traced<Text>>,
    /// The path.
    pub(super) path: Option<PathRewrite>,
    /// Whether the host becomes that of the backend; gateways only.
    pub(super) host_to_backend_hostname: Option<Traced<bool>>,
}

/// Where a copy goes.
#[derive(Clone, Debug, Schema)]
pub(super) struct RequestMirror {
    /// How many requests, in percent; all where nothing is said.
    pub(super) percentage: Option<Traced<Decimal>>,
    /// The service.
    #[schema(keep)]
    pub(super) backend_ref: BackendRef,
}

impl Method {
    /// The method as it is written.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::CONNECT => "CONNECT",
            Self::DELETE => "DELETE",
            Self::GET => "GET",
            Self::HEAD => "HEAD",
            Self::OPTIONS => "OPTIONS",
            Self::PATCH => "PATCH",
            Self::POST => "POST",
            Self::PUT => "PUT",
            Self::TRACE => "TRACE",
        }
    }
}
