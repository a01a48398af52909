//! Where the nodes of a graph stand: who calls on the left, services in the middle, and who stands behind them on the right.

use kumascope_wasm::types::Graph;

/// A large mesh is drawn around the chosen proxy only.
const MOST_DATAPLANES: usize = 16;

/// The most nodes of one column.
const MOST_NODES: usize = 40;

/// Sizes in pixels.
const WIDTH: u32 = 178;
const HEIGHT: u32 = 40;
const GAP: u32 = 14;
const COLUMN: u32 = 270;
const MARGIN: u32 = 12;

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// The nodes, column by column.
    pub(crate) nodes: Vec<Node>,
    /// Lines from one node to another, by their positions.
    pub(crate) edges: Vec<(usize, usize)>,
    /// How wide it is.
    pub(crate) width: u32,
    /// How high it is.
    pub(crate) height: u32,
    /// How many nodes are left out.
    pub(crate) left_out: usize,
}

/// A node that stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// What it is, by its position in the graph.
    pub(crate) what: What,
    /// Its left edge.
    pub(crate) x: u32,
    /// Its upper edge.
    pub(crate) y: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A Dataplane that calls services.
    Caller(usize),
    /// A service.
    Service(usize),
    /// A Dataplane behind services.
    Backend(usize),
}

impl Node {
    /// The size of every node.
    pub(crate) const SIZE: (u32, u32) = (WIDTH, HEIGHT);

    /// Where lines leave it.
    pub(crate) fn right(&self) -> (u32, u32) {
        (self.x + WIDTH, self.y + HEIGHT / 2)
    }

    /// Where lines reach it.
    pub(crate) fn left(&self) -> (u32, u32) {
        (self.x, self.y + HEIGHT / 2)
    }
}

/// Draws a graph; around the proxy of that name, where the mesh is large.
pub(crate) fn draw(graph: &Graph, proxy: Option<&str>) -> Drawing {
    let focus = graph.dataplanes.iter().position(|dataplane| Some(dataplane.proxy.as_str()) == proxy);
    let focus = focus.filter(|_| graph.dataplanes.len() > MOST_DATAPLANES);
    let calls: Vec<(usize, usize)> = pairs(&graph.calls);
    let leads: Vec<(usize, usize)> = pairs(&graph.leads);
    let is_near = |service: usize| {
        focus.is_none_or(|focus| calls.contains(&(focus, service)) || leads.contains(&(service, focus)))
    };
    let services: Vec<usize> = (0..graph.services.len()).filter(|service| is_near(*service)).collect();
    let is_caller = |dataplane: &usize| {
        focus.is_none_or(|focus| {
            focus == *dataplane || services_lead_to(&leads, &services, &calls, *dataplane, focus)
        }) && calls.iter().any(|(caller, service)| caller == dataplane && services.contains(service))
    };
    let callers = (0..graph.dataplanes.len()).filter(is_caller);
    let backends = (0..graph.dataplanes.len()).filter(|dataplane| {
        leads.iter().any(|(service, behind)| behind == dataplane && services.contains(service))
    });
    let columns = [
        callers.map(What::Caller).collect::<Vec<_>>(),
        services.iter().copied().map(What::Service).collect(),
        backends.map(What::Backend).collect(),
    ];
    place(columns, &calls, &leads)
}

/// Whether a Dataplane calls a service behind which the focus stands.
fn services_lead_to(
    leads: &[(usize, usize)],
    services: &[usize],
    calls: &[(usize, usize)],
    dataplane: usize,
    focus: usize,
) -> bool {
    let own = services.iter().filter(|service| leads.contains(&(**service, focus)));
    own.into_iter().any(|service| calls.contains(&(dataplane, *service)))
}

fn place(columns: [Vec<What>; 3], calls: &[(usize, usize)], leads: &[(usize, usize)]) -> Drawing {
    let longest = columns.iter().map(|column| column.len().min(MOST_NODES)).max().unwrap_or_default();
    let mut drawing =
        Drawing { width: 2 * COLUMN + WIDTH + 2 * MARGIN, height: span(longest), ..Drawing::default() };
    for (index, column) in (0..).zip(columns) {
        drawing.left_out += column.len().saturating_sub(MOST_NODES);
        let offset = (drawing.height - span(column.len().min(MOST_NODES))) / 2;
        for (row, what) in (0..).zip(column.into_iter().take(MOST_NODES)) {
            let (x, y) = (MARGIN + index * COLUMN, MARGIN + offset + row * (HEIGHT + GAP));
            drawing.nodes.push(Node { what, x, y });
        }
    }
    let find = |what: What| drawing.nodes.iter().position(|node| node.what == what);
    let called = calls.iter().map(|(from, to)| (What::Caller(*from), What::Service(*to)));
    let led = leads.iter().map(|(from, to)| (What::Service(*from), What::Backend(*to)));
    drawing.edges = called.chain(led).filter_map(|(from, to)| Some((find(from)?, find(to)?))).collect();
    drawing
}

/// How high a column of so many nodes is, with its margins.
fn span(count: usize) -> u32 {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    2 * MARGIN + count.saturating_mul(HEIGHT + GAP).saturating_sub(GAP)
}

fn pairs(pairs: &[(u32, u32)]) -> Vec<(usize, usize)> {
    let index = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    pairs.iter().map(|(from, to)| (index(*from), index(*to))).collect()
}

#[cfg(test)]
mod tests {
    use kumascope_wasm::types::GraphDataplane;

    use super::*;

    /// Each of `count` Dataplanes stands behind its own service and calls the next one's.
    fn ring(count: u32) -> Graph {
        let dataplane = |index| GraphDataplane { proxy: format!("default/{index}"), policies: Vec::new() };
        Graph {
            dataplanes: (0..count).map(dataplane).collect(),
            services: (0..count).map(|index| format!("service-{index}")).collect(),
            calls: (0..count).map(|index| (index, (index + 1) % count)).collect(),
            leads: (0..count).map(|index| (index, index)).collect(),
        }
    }

    #[test]
    fn a_small_mesh_is_drawn_as_a_whole() {
        let drawing = draw(&ring(3), Some("default/0"));
        assert_eq!((drawing.nodes.len(), drawing.edges.len(), drawing.left_out), (9, 6, 0));
    }

    #[test]
    fn a_large_mesh_is_drawn_around_the_chosen_proxy() {
        let drawing = draw(&ring(100), Some("default/7"));
        let found: Vec<What> = drawing.nodes.iter().map(|node| node.what).collect();
        let expected = [
            What::Caller(6),
            What::Caller(7),
            What::Service(7),
            What::Service(8),
            What::Backend(7),
            What::Backend(8),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn nodes_stand_apart() {
        let drawing = draw(&ring(10), None);
        for (index, node) in drawing.nodes.iter().enumerate() {
            let overlaps = |other: &Node| node.x == other.x && node.y.abs_diff(other.y) < HEIGHT;
            assert!(!drawing.nodes[index + 1..].iter().any(overlaps));
            assert!(node.y + HEIGHT <= drawing.height && node.x + WIDTH <= drawing.width);
        }
    }
}
