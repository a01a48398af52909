//! The playground: Kuma resources on the left, what every Envoy gets on the right, compiled while you type.

mod app;
mod aside;
mod browser;
mod commands;
mod components;
mod editor;
mod effect;
mod engine;
mod example;
mod graph;
mod link;
mod state;
mod texts;
mod theme;
mod value;

fn main() {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(root) = document.and_then(|document| document.get_element_by_id("app")) else { return };
    // What is there says that the page is being loaded.
    root.set_inner_html("");
    yew::Renderer::<app::App>::with_root(root).render();
}
