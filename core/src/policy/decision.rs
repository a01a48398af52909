//! Questions that decide whether a policy reaches a proxy. Selection asks them; whoever wants to know why it went as it did
//! keeps the answers.

use std::fmt;

use crate::origin::Origin;

/// A question, what the policy demands, what was found, and whether that is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was asked.
    pub question: Question,
    /// What the policy demands.
    pub expected: String,
    /// What was found.
    pub actual: String,
    /// Whether it is enough.
    pub holds: bool,
    /// Where the demand is written; the policy itself where it is a rule of the control plane.
    pub origin: Origin,
}

/// What is asked on the way from a policy to the places of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether policy and proxy are of one mesh.
    Mesh,
    /// Whether a policy for the shadow takes part.
    Effect,
    /// Whether a policy that was made in a zone meets a proxy of that zone.
    Zone,
    /// Whether the policy of a consumer or workload owner meets a proxy of its namespace.
    Namespace,
    /// Whether the kind of the top-level target can be a proxy of a Dataplane.
    TargetKind,
    /// Whether the MeshHTTPRoute that the top-level target names is there.
    Route,
    /// Whether the proxy is of one of the types that the top-level target names.
    ProxyTypes,
    /// Whether an inbound, or the delegated gateway, has the tags of the top-level target.
    Tags,
    /// Whether the Dataplane has the name in the top-level target.
    Name,
    /// Whether it is in the zone of a policy that names it.
    NameZone,
    /// Whether it is in the namespace in which the top-level target names it.
    NameNamespace,
    /// Whether the Dataplane has the labels of the top-level target.
    Labels,
    /// Whether an inbound or zone listener is the section that the top-level target names.
    Section,
    /// Whether there is anything at all that policies could select.
    Places,
    /// Whether the target of an item names something that is there.
    ItemTarget,
    /// Whether the proxy has an inbound, outbound or route that an item is about.
    ItemPlace,
}

impl Question {
    /// The question in a few words, as Kuma's fields are called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mesh => "mesh",
            Self::Effect => "label kuma.io/effect",
            Self::Zone => "label kuma.io/zone",
            Self::Namespace => "label k8s.kuma.io/namespace",
            Self::TargetKind => "targetRef.kind",
            Self::Route => "targetRef: MeshHTTPRoute",
            Self::ProxyTypes => "targetRef.proxyTypes",
            Self::Tags => "targetRef: tags",
            Self::Name => "targetRef.name",
            Self::NameZone => "targetRef.name: zone",
            Self::NameNamespace => "targetRef.namespace",
            Self::Labels => "targetRef.labels",
            Self::Section => "targetRef.sectionName",
            Self::Places => "inbounds",
            Self::ItemTarget => "target of the item",
            Self::ItemPlace => "place of the item",
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The answers on one way, in the order in which they were given; or nothing, where nobody wants to know.
pub(super) struct Trail<'t>(Option<&'t mut Vec<Decision>>);

impl<'t> Trail<'t> {
    /// A trail that keeps nothing: what compiling needs.
    pub(super) fn silent() -> Self {
        Self(None)
    }

    /// A trail that keeps every answer.
    pub(super) fn kept(decisions: &'t mut Vec<Decision>) -> Self {
        Self(Some(decisions))
    }

    /// Hands on whether a demand is met, and keeps the answer where somebody wants to know.
    pub(super) fn ask(
        &mut self,
        holds: bool,
        question: Question,
        demand: impl FnOnce() -> (String, String, Origin),
    ) -> bool {
        if let Some(decisions) = &mut self.0 {
            let (expected, actual, origin) = demand();
            decisions.push(Decision { question, expected, actual, holds, origin });
        }
        holds
    }
}
