//! The walk itself: what it knows, and how the parts of a way come together.

use std::rc::Rc;

use super::{Answer, Outcome, Step, StepKind, identity, request::Request};
use crate::{
    bootstrap,
    compile::Compiler,
    message::Configuration,
    origin::Origin,
    tree::Text,
    world::{ProxyKey, Shadow},
};

/// How many proxies a request may pass, so that those that lead to each other end.
const FARTHEST: usize = 12;

/// What a walk knows.
pub(super) struct Walk<'w> {
    /// The compiler, and with it the store.
    pub(super) compiler: &'w Compiler<'w>,
    /// What is asked.
    pub(super) request: &'w Request,
    shadow: Shadow,
    /// What was compiled already.
    compiled: Vec<(ProxyKey, Rc<Configuration>)>,
    /// How many proxies were passed.
    depth: usize,
}

/// A proxy that the way passes.
#[derive(Clone)]
pub(super) struct Hop<'a> {
    /// The proxy.
    pub(super) proxy: ProxyKey,
    /// What its Envoy gets.
    pub(super) configuration: &'a Configuration,
    /// On which side of its workload the connection comes.
    pub(super) side: Side,
}

/// On which side of a workload a connection passes its proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// It comes from the workload.
    Client,
    /// It goes to the workload, or through a zone proxy.
    Server,
}

/// The rest of a way: its steps, and how it can end.
#[derive(Clone, Debug, Default)]
pub(super) struct Way {
    pub(super) steps: Vec<Step>,
    pub(super) outcomes: Vec<Outcome>,
}

impl<'w> Walk<'w> {
    /// A walk that begins.
    pub(super) fn new(compiler: &'w Compiler<'w>, request: &'w Request, shadow: Shadow) -> Self {
        Self { compiler, request, shadow, compiled: Vec::new(), depth: 0 }
    }

    /// What the Envoy of a proxy gets.
    pub(super) fn configuration(&mut self, proxy: &ProxyKey) -> Rc<Configuration> {
        if let Some((_, found)) = self.compiled.iter().find(|(key, _)| key == proxy) {
            return Rc::clone(found);
        }
        let compiled = Rc::new(self.compiler.compile(proxy, self.shadow).configuration);
        self.compiled.push((proxy.clone(), Rc::clone(&compiled)));
        compiled
    }

    /// The names in the certificate that a proxy shows from a secret.
    pub(super) fn identities(&self, proxy: &ProxyKey, secret: &str) -> Vec<Text> {
        identity::names(self, proxy, secret)
    }

    /// Whether the traffic of a Dataplane's workload is redirected to its proxy.
    pub(super) fn is_redirected(&self, proxy: &ProxyKey) -> bool {
        let metadata = bootstrap::metadata(&self.compiler.store().resources, self.compiler.world(), proxy);
        let view = self.compiler.mesh(&proxy.mesh).and_then(|mesh| {
            let view = crate::index::ProxyView::build(mesh, &proxy.name, &metadata)?;
            Some(view.transparent_proxy.is_enabled())
        });
        view.unwrap_or_default()
    }

    /// Goes through one more proxy, unless there were too many.
    pub(super) fn pass(&mut self, go: impl FnOnce(&mut Self) -> Way) -> Way {
        if self.depth >= FARTHEST {
            let reason = format!("it passed {FARTHEST} proxies and does not arrive");
            return Way::end(Vec::new(), Outcome::new(Answer::Unknown { reason: reason.into() }));
        }
        self.depth += 1;
        let way = go(self);
        self.depth -= 1;
        way
    }
}

impl Way {
    /// A way that ends here.
    pub(super) fn end(steps: Vec<Step>, outcome: Outcome) -> Self {
        Self { steps, outcomes: vec![outcome] }
    }

    /// The same way with steps before it.
    pub(super) fn after(mut self, mut steps: Vec<Step>) -> Self {
        steps.append(&mut self.steps);
        Self { steps, ..self }
    }

    /// A way that parts: every part has the share that its step says.
    pub(super) fn parts(parts: Vec<(Step, Way)>) -> Self {
        let mut whole = Self::default();
        let is_one = parts.len() == 1;
        for (mut step, mut way) in parts {
            way.scale(step.share);
            whole.outcomes.append(&mut way.outcomes);
            if is_one {
                whole.steps.push(step);
                whole.steps.append(&mut way.steps);
            } else {
                step.steps.append(&mut way.steps);
                whole.steps.push(step);
            }
        }
        whole
    }

    /// The same way, for a part of all requests.
    fn scale(&mut self, share: f64) {
        scale(&mut self.steps, share);
        self.outcomes.iter_mut().for_each(|outcome| outcome.share *= share);
    }

    /// The same way where these things hold, too.
    pub(super) fn holding(mut self, holds: &[Step]) -> Self {
        self.outcomes.iter_mut().for_each(|outcome| outcome.holds.extend(holds.iter().cloned()));
        self
    }

    /// The same way with its ends changed.
    pub(super) fn ending(mut self, change: impl Fn(&mut Outcome)) -> Self {
        self.outcomes.iter_mut().for_each(change);
        self
    }
}

fn scale(steps: &mut [Step], share: f64) {
    for step in steps {
        step.share *= share;
        scale(&mut step.steps, share);
    }
}

impl Outcome {
    /// An end of all requests.
    pub(super) fn new(answer: Answer) -> Self {
        Self { share: 1.0, answer, delivery: None, response_headers: Vec::new(), holds: Vec::new() }
    }

    /// A response that a proxy gives by itself.
    pub(super) fn response(status: u32, body: &str) -> Self {
        Self::new(Answer::Response { status, body: body.into(), location: None })
    }
}

impl Step {
    /// A step that no field of a message decided.
    pub(super) fn of_rule(kind: StepKind, text: impl Into<String>, origin: Origin) -> Self {
        Self { kind, text: text.into(), share: 1.0, place: None, origin, steps: Vec::new() }
    }

    /// The same step for a part of all requests.
    pub(super) fn with_share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }
}
