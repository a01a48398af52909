//! Light and dark: the system's choice until somebody makes another one, which the browser remembers.

/// How the page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// `www/site/theme.js` reads it before the first paint.
const KEY: &str = "kumascope-theme";

impl Theme {
    /// What the page looks like now.
    pub(crate) fn current() -> Self {
        let root = root();
        let chosen = root.and_then(|root| root.dataset().get("theme"));
        match chosen.as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::of_system(),
        }
    }

    /// The other one.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    /// Lets the page look like this from now on; like the system where nothing is chosen.
    pub(crate) fn choose(theme: Option<Self>) {
        let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
        // A page that cannot change its looks goes on with the old ones; storage may be forbidden.
        match (theme, root()) {
            (Some(theme), Some(root)) => drop(root.dataset().set("theme", theme.name())),
            (None, Some(root)) => root.dataset().delete("theme"),
            _ => {}
        }
        match (theme, storage) {
            (Some(theme), Some(storage)) => drop(storage.set_item(KEY, theme.name())),
            (None, Some(storage)) => drop(storage.remove_item(KEY)),
            _ => {}
        }
    }

    fn of_system() -> Self {
        let query = web_sys::window()
            .and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten());
        if query.is_some_and(|query| query.matches()) { Self::Dark } else { Self::Light }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

fn root() -> Option<web_sys::HtmlElement> {
    use wasm_bindgen::JsCast as _;
    web_sys::window()?.document()?.document_element()?.dyn_into().ok()
}
