//! The worker, kept alive.

use std::{cell::RefCell, rc::Rc};

use kumascope_wasm::types::Options;
use serde::Serialize as _;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use super::{
    Job, News,
    message::{Answer, Question},
    queue::{Finished, Queue},
};

/// How long an answer may take before the worker counts as stuck, in milliseconds.
const PATIENCE: i32 = 15_000;

/// The engine. Dropping it ends its worker.
pub(crate) struct Client {
    link: Rc<RefCell<Link>>,
}

struct Link {
    worker: Option<Connection>,
    queue: Queue<Job>,
    is_ready: bool,
    listener: Callback<News>,
    watchdog: Option<i32>,
}

/// A worker and the closures that listen to it.
struct Connection {
    worker: Worker,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

impl Client {
    /// Starts the worker; `listener` hears what it says.
    pub(crate) fn new(listener: Callback<News>) -> Self {
        let link = Link { worker: None, queue: Queue::default(), is_ready: false, listener, watchdog: None };
        let client = Self { link: Rc::new(RefCell::new(link)) };
        connect(&client.link);
        client
    }

    /// Sends a job as soon as the worker is free, unless a newer one comes first.
    pub(crate) fn send(&self, job: Job) {
        let next = {
            let mut link = self.link.borrow_mut();
            link.queue.push(job)
        };
        if let Some((id, job)) = next {
            post(&self.link, id, &job);
        }
    }

    /// Tries to load the module once more.
    pub(crate) fn retry(&self) {
        connect(&self.link);
    }
}

/// Starts a worker in place of the one that is there; what is under way is sent to the new one.
fn connect(shared: &Rc<RefCell<Link>>) {
    let message = listen(shared, |link, event: MessageEvent| hear(link, event.data()));
    let error = listen(shared, |link, event: ErrorEvent| {
        let message = event.message();
        let message = if message.is_empty() { "the worker cannot be loaded".into() } else { message };
        fail(link, message);
    });
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let Ok(worker) = Worker::new_with_options("./worker.js", &options) else {
        let message = "this browser starts no workers".into();
        return tell(shared, News::Unavailable { message });
    };
    worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(error.as_ref().unchecked_ref()));
    let connection = Connection { worker, _message: message, _error: error };
    let mut link = shared.borrow_mut();
    link.is_ready = false;
    let old = link.worker.replace(connection);
    let lost = link.queue.under_way().cloned();
    drop(link);
    drop_later(old);
    if let Some((id, job)) = lost {
        post(shared, id, &job);
    }
}

/// A closure must not be dropped while it runs, and the old connection's may be what is running.
fn drop_later(old: Option<Connection>) {
    if let Some(old) = old {
        old.worker.terminate();
        set_timeout(Closure::once_into_js(move || drop(old)), 0);
    }
}

fn listen<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    link: &Rc<RefCell<Link>>,
    handle: fn(&Rc<RefCell<Link>>, E),
) -> Closure<dyn FnMut(E)> {
    let link = Rc::downgrade(link);
    Closure::new(move |event: E| {
        if let Some(link) = link.upgrade() {
            handle(&link, event);
        }
    })
}

fn hear(link: &Rc<RefCell<Link>>, data: JsValue) {
    let answer: Answer = match serde_wasm_bindgen::from_value(data) {
        Ok(answer) => answer,
        Err(error) => return crash(link, format!("the worker sent nonsense: {error}")),
    };
    match answer {
        Answer::Progress { loaded, total } => {
            tell(link, News::Progress { loaded, total: (total > 0).then_some(total) });
        }
        Answer::Ready => {
            link.borrow_mut().is_ready = true;
            watch(link);
            tell(link, News::Ready);
        }
        Answer::Unavailable { message } => tell(link, News::Unavailable { message }),
        Answer::Shown { id, shown, milliseconds } => {
            let finished = link.borrow_mut().queue.finish(id);
            if let Finished::Newest(job) = finished {
                tell(link, News::Shown { shown, request: job.request, milliseconds });
            }
            go_on(link);
        }
        Answer::Crashed { id, message } => {
            if is_under_way(link, id) {
                crash(link, message);
            }
        }
    }
}

/// The worker cannot even be loaded, or something went wrong in it.
fn fail(link: &Rc<RefCell<Link>>, message: String) {
    if link.borrow().is_ready {
        crash(link, message);
    } else {
        tell(link, News::Unavailable { message });
    }
}

/// Replaces the worker and gives up the job that it was at; the same job would end it again.
fn crash(link: &Rc<RefCell<Link>>, message: String) {
    {
        let mut link = link.borrow_mut();
        if let Some(id) = link.queue.under_way().map(|(id, _)| *id) {
            link.queue.finish(id);
        }
    }
    connect(link);
    tell(link, News::Crashed { message });
    go_on(link);
}

/// Sends what waits.
fn go_on(link: &Rc<RefCell<Link>>) {
    let next = {
        let mut link = link.borrow_mut();
        link.queue.next()
    };
    match next {
        Some((id, job)) => post(link, id, &job),
        None => watch(link),
    }
}

fn post(link: &Rc<RefCell<Link>>, id: u32, job: &Job) {
    let question = Question { id, files: &job.files, options: Options::default(), request: &job.request };
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let sent = question.serialize(&serializer).ok().and_then(|message| {
        let link = link.borrow();
        link.worker.as_ref()?.worker.post_message(&message).ok()
    });
    match sent {
        Some(()) => watch(link),
        None => tell(link, News::Unavailable { message: "the worker takes no messages".into() }),
    }
}

/// Gives the job that is under way its time, counted from when the module is there.
fn watch(link: &Rc<RefCell<Link>>) {
    let (old, expected) = {
        let mut link = link.borrow_mut();
        let expected = link.queue.under_way().map(|(id, _)| *id).filter(|_| link.is_ready);
        (link.watchdog.take(), expected)
    };
    if let (Some(window), Some(old)) = (web_sys::window(), old) {
        window.clear_timeout_with_handle(old);
    }
    let Some(expected) = expected else { return };
    let weak = Rc::downgrade(link);
    let stuck = Closure::once_into_js(move || {
        if let Some(link) = weak.upgrade()
            && is_under_way(&link, expected)
        {
            crash(&link, "there was no answer for 15 seconds".into());
        }
    });
    link.borrow_mut().watchdog = set_timeout(stuck, PATIENCE);
}

fn is_under_way(link: &Rc<RefCell<Link>>, id: u32) -> bool {
    link.borrow().queue.under_way().is_some_and(|(sent, _)| *sent == id)
}

fn set_timeout(callback: JsValue, milliseconds: i32) -> Option<i32> {
    let window = web_sys::window()?;
    let callback = callback.unchecked_ref();
    window.set_timeout_with_callback_and_timeout_and_arguments_0(callback, milliseconds).ok()
}

fn tell(link: &Rc<RefCell<Link>>, news: News) {
    let listener = link.borrow().listener.clone();
    listener.emit(news);
}
