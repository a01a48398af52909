//! What there is to choose from.

use kumascope_wasm::types::View;

/// What there is to choose from on the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    /// What the engine shows.
    View(View),
    /// The list of findings.
    Findings,
    /// The way of a request.
    Trace,
}

/// A side of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    /// What goes in.
    Files,
    /// What comes out.
    Output,
}

impl Tab {
    /// All tabs, in the order in which they stand.
    pub(crate) const ALL: [Self; 8] = [
        Self::View(View::Overview),
        Self::View(View::Configuration),
        Self::View(View::Bootstrap),
        Self::View(View::Settled),
        Self::Findings,
        Self::View(View::Difference),
        Self::Trace,
        Self::View(View::Graph),
    ];

    /// What is written on it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::View(View::Overview) => "Overview",
            Self::View(View::Configuration) => "Config",
            Self::View(View::Bootstrap) => "Bootstrap",
            Self::View(View::Settled) => "Settled",
            Self::View(View::Difference) => "Diff",
            Self::View(View::Graph) => "Graph",
            Self::Findings => "Findings",
            Self::Trace => "Trace",
        }
    }

    /// What it shows, in a sentence.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::View(View::Overview) => {
                "What the proxy listens to and calls, and which policies hold where"
            }
            Self::View(View::Configuration) => "The xDS configuration that Envoy gets",
            Self::View(View::Bootstrap) => "The bootstrap with which Envoy starts",
            Self::View(View::Settled) => "What a control plane would store",
            Self::View(View::Difference) => "What has changed since the files were pinned",
            Self::View(View::Graph) => "Who calls whom",
            Self::Findings => "What there is to say about the files",
            Self::Trace => "Where a request goes, and who decides that",
        }
    }

    /// The id of its element.
    pub(crate) fn id(self) -> String {
        format!("tab-{}", self.name())
    }

    /// How links call it.
    pub(crate) fn name(self) -> String {
        self.title().to_ascii_lowercase()
    }

    /// The one that links call so.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }

    /// Whether it is read in the viewer of texts.
    pub(crate) fn is_text(self) -> bool {
        !matches!(self, Self::Findings | Self::Trace | Self::View(View::Overview | View::Graph))
    }
}

impl Pane {
    /// How the page's styles call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Output => "output",
        }
    }
}
