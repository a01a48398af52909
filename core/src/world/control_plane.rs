//! Those settings of kuma-cp that change what is generated.

/// The settings of kuma-cp that change what is generated, with its defaults.
#[derive(Clone, Debug, Default)]
pub struct ControlPlane {}

/// A variable that kuma-cp has not, or that changes nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownVariable {
    /// Its name.
    pub name: String,
}
