//! The worker, kept alive.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function};
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

use super::{
    Job, News,
    queue::{Finished, Queue},
};
use crate::{
    browser,
    value::{self, count, member, number, text},
};

#[wasm_bindgen(raw_module = "./thread.js")]
extern "C" {
    /// A worker that has to be listened to at once.
    #[wasm_bindgen(catch, js_name = engineThread)]
    fn engine_thread() -> Result<Worker, JsValue>;
}

/// How long an answer may take before the worker counts as stuck, in milliseconds.
const PATIENCE: i32 = 15_000;

/// The numbers of questions about places begin here, above those of jobs.
const FIRST_QUESTION: u32 = 1 << 31;

/// The engine. Dropping it ends its worker.
pub(crate) struct Client {
    link: Rc<RefCell<Link>>,
}

struct Link {
    worker: Option<Connection>,
    queue: Queue<Job>,
    /// The last number of a question about a place, and who waits for answers to such questions.
    last_question: u32,
    waiting: Vec<(u32, Function)>,
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

impl PartialEq for Client {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.link, &other.link)
    }
}

impl Client {
    /// Starts the worker; `listener` hears what it says.
    pub(crate) fn new(listener: Callback<News>) -> Self {
        let link = Link {
            worker: None,
            queue: Queue::default(),
            last_question: FIRST_QUESTION,
            waiting: Vec::new(),
            is_ready: false,
            listener,
            watchdog: None,
        };
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

    /// Asks about a place of the files: `reply` gets what the engine's function `call` answers to `arguments`, or nothing where it
    /// cannot answer. Such questions wait for no job and no job waits for them.
    pub(crate) fn ask(&self, call: &str, arguments: &Array, reply: Function) {
        let mut link = self.link.borrow_mut();
        link.last_question += 1;
        let id = link.last_question;
        let message = question(id, call, arguments);
        let sent = link.worker.as_ref().is_some_and(|worker| worker.worker.post_message(&message).is_ok());
        if sent {
            link.waiting.push((id, reply));
        } else {
            drop(link);
            answer(&reply, &JsValue::UNDEFINED);
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
    let Ok(worker) = engine_thread() else {
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
    let waiting = std::mem::take(&mut link.waiting);
    drop(link);
    drop_later(old);
    waiting.iter().for_each(|(_, reply)| answer(reply, &JsValue::UNDEFINED));
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

/// What the worker says; see `www/site/worker.js`.
fn hear(link: &Rc<RefCell<Link>>, said: JsValue) {
    let (id, message) = (count(&said, "id"), text(&said, "message"));
    match text(&said, "kind").as_str() {
        "progress" => {
            let (loaded, total) = (count(&said, "loaded"), count(&said, "total"));
            tell(link, News::Progress { loaded, total: (total > 0).then_some(total) });
        }
        "ready" => {
            link.borrow_mut().is_ready = true;
            browser::hand_on(&member(&said, "module"));
            watch(link);
            tell(link, News::Ready);
        }
        "unavailable" => tell(link, News::Unavailable { message }),
        "answered" if id > FIRST_QUESTION => reply(link, id, &member(&said, "value")),
        "answered" => shown(link, id, &member(&said, "value"), number(&said, "milliseconds")),
        "crashed" if id > FIRST_QUESTION || is_under_way(link, id) => crash(link, message),
        _ => {}
    }
}

/// An answer to a job.
fn shown(link: &Rc<RefCell<Link>>, id: u32, value: &JsValue, milliseconds: f64) {
    let finished = link.borrow_mut().queue.finish(id);
    if let Finished::Newest(job) = finished {
        match value::shown(value) {
            Some(shown) => {
                let Job { files, request } = job;
                tell(link, News::Shown { shown, files, request, milliseconds });
            }
            None => tell(link, News::Crashed { message: "the engine answered nonsense".into() }),
        }
    }
    go_on(link);
}

/// An answer to a question about a place.
fn reply(link: &Rc<RefCell<Link>>, id: u32, value: &JsValue) {
    let found = {
        let mut link = link.borrow_mut();
        let place = link.waiting.iter().position(|(waiting, _)| *waiting == id);
        place.map(|place| link.waiting.swap_remove(place).1)
    };
    if let Some(reply) = found {
        answer(&reply, value);
    }
}

/// Whoever waited gets the value; what goes wrong there is theirs.
fn answer(reply: &Function, value: &JsValue) {
    let _ = reply.call1(&JsValue::UNDEFINED, value);
}

/// The worker cannot even be loaded, or something went wrong in it.
fn fail(link: &Rc<RefCell<Link>>, message: String) {
    if link.borrow().is_ready {
        crash(link, message);
    } else {
        tell(link, News::Unavailable { message });
    }
}

/// Replaces the worker and gives up what it was at; the same would end it again.
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

/// A message to the worker.
fn question(id: u32, call: &str, arguments: &Array) -> JsValue {
    value::object(&[("id", id.into()), ("call", call.into()), ("arguments", arguments.into())])
}

fn post(link: &Rc<RefCell<Link>>, id: u32, job: &Job) {
    let arguments = Array::of3(&value::files(&job.files), &JsValue::UNDEFINED, &value::request(&job.request));
    let message = question(id, "show", &arguments);
    let sent = link.borrow().worker.as_ref().and_then(|worker| worker.worker.post_message(&message).ok());
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
