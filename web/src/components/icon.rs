//! Small pictures, drawn with one stroke in the colour of the text.

use yew::{Html, html};

/// A picture for a button; buttons say in words what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    Sun,
    Moon,
    Plus,
    More,
    Share,
    Gallery,
    Search,
    Collapse,
    Expand,
    Close,
}

impl Icon {
    /// The picture.
    pub(super) fn draw(self) -> Html {
        html! {
            <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true"><path d={self.path()} /></svg>
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Sun => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 3v2m0 14v2m9-9h-2M5 12H3m15.4-6.4-1.5 1.5M7.1 16.9l-1.5 1.5m12.8 \
                 0-1.5-1.5M7.1 7.1 5.6 5.6"
            }
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
            Self::Plus => "M12 5v14M5 12h14",
            Self::More => "M5 12h.01M12 12h.01M19 12h.01",
            Self::Share => "M12 15V4m-4 4 4-4 4 4M5 13v6h14v-6",
            Self::Gallery => "M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z",
            Self::Search => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5 20 20",
            Self::Collapse => "m7 4 5 5 5-5M7 20l5-5 5 5",
            Self::Expand => "m7 9 5-5 5 5M7 15l5 5 5-5",
            Self::Close => "M6 6l12 12M18 6 6 18",
        }
    }
}
