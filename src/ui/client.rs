//! The page's end of the worker: typed calls, cancelled when dropped, and events. It must not know what a call means.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::task::spawn_local;
use litemap::LiteMap;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::wire::{Call, Event, Fault, FaultKind, Request, ToPage, ToWorker, WIRE_VERSION};

/// Where Trunk puts the worker's start script.
const WORKER_SCRIPT: &str = "engine_loader.js";
/// A worker that says nothing for so long does not start.
const START_LIMIT_MS: u32 = 20_000;
/// So many deaths in one visit are no accident.
const MAX_RESTARTS: u32 = 3;

/// How the worker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EngineState {
    /// It loads.
    Starting,
    /// It answers.
    Ready,
    /// It is of another version than this page.
    OtherVersion,
    /// It does not start, or dies again and again.
    Dead,
}

/// A handle to the worker.
#[derive(Clone)]
pub(crate) struct Client(Rc<Inner>);

struct Inner {
    worker: RefCell<Option<Running>>,
    is_ready: Cell<bool>,
    next_id: Cell<u32>,
    deaths: Cell<u32>,
    waiting: RefCell<LiteMap<u32, oneshot::Sender<Vec<u8>>>>,
    /// Calls made before the worker could hear them.
    unsent: RefCell<Vec<ToWorker>>,
    on_event: Box<dyn Fn(Event)>,
    on_state: Box<dyn Fn(EngineState)>,
}

struct Running {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Client {
    /// Starts the worker.
    pub(crate) fn start(
        on_event: impl Fn(Event) + 'static,
        on_state: impl Fn(EngineState) + 'static,
    ) -> Self {
        let client = Self(Rc::new(Inner {
            worker: RefCell::new(None),
            is_ready: Cell::new(false),
            next_id: Cell::new(1),
            deaths: Cell::new(0),
            waiting: RefCell::new(LiteMap::new()),
            unsent: RefCell::new(Vec::new()),
            on_event: Box::new(on_event),
            on_state: Box::new(on_state),
        }));
        client.spawn();
        client
    }

    /// Asks for something. Dropping the future cancels the call. What waits is boxed: everybody who calls has the wait in
    /// their own future, and would have its code there too.
    pub(crate) async fn call<C: Call>(&self, call: C) -> Result<C::Reply, Fault> {
        let bytes = self.answer(call.into()).await?;
        postcard::from_bytes(&bytes).unwrap_or_else(|error| Err(fault(&error.to_string())))
    }

    fn answer(&self, request: Request) -> LocalBoxFuture<'static, Result<Vec<u8>, Fault>> {
        let pending = self.ask(request);
        Box::pin(async move { pending.await.map_err(|_| fault("the worker ended")) })
    }

    fn ask(&self, request: Request) -> Pending {
        let id = self.0.next_id.get();
        self.0.next_id.set(id.wrapping_add(1));
        let (sender, receiver) = oneshot::channel();
        self.0.waiting.borrow_mut().insert(id, sender);
        self.send(ToWorker::Call { id, request });
        Pending {
            client: self.clone(),
            id,
            receiver,
        }
    }

    fn send(&self, message: ToWorker) {
        if !self.0.is_ready.get() {
            self.0.unsent.borrow_mut().push(message);
            return;
        }
        let Ok(bytes) = postcard::to_stdvec(&message) else {
            return;
        };
        let buffer = Uint8Array::from(bytes.as_slice()).buffer();
        if let Some(running) = self.0.worker.borrow().as_ref() {
            // A worker that cannot be posted to has ended, and its error event restarts it.
            let _ = running
                .worker
                .post_message_with_transfer(&buffer, &Array::of1(&buffer));
        }
    }

    fn spawn(&self) {
        (self.0.on_state)(EngineState::Starting);
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("engine");
        let Ok(worker) = Worker::new_with_options(WORKER_SCRIPT, &options) else {
            (self.0.on_state)(EngineState::Dead);
            return;
        };
        let listener = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Ok(buffer) = event.data().dyn_into::<ArrayBuffer>() {
                listener.receive(&Uint8Array::new(&buffer).to_vec());
            }
        });
        let mourner = self.clone();
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| mourner.restart());
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        *self.0.worker.borrow_mut() = Some(Running {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        });
        self.watch_start();
    }

    fn watch_start(&self) {
        let client = self.clone();
        let deaths = self.0.deaths.get();
        spawn_local(async move {
            TimeoutFuture::new(START_LIMIT_MS).await;
            if !client.0.is_ready.get() && client.0.deaths.get() == deaths {
                (client.0.on_state)(EngineState::Dead);
            }
        });
    }

    fn receive(&self, bytes: &[u8]) {
        match postcard::from_bytes(bytes) {
            Ok(ToPage::Reply { id, result }) => {
                if let Some(caller) = self.0.waiting.borrow_mut().remove(&id) {
                    // A caller that has gone does not want the answer.
                    let _ = caller.send(result);
                }
            }
            Ok(ToPage::Event(Event::Ready { version })) if version == WIRE_VERSION => self.greet(),
            Ok(ToPage::Event(event)) if self.0.is_ready.get() => (self.0.on_event)(event),
            // Whatever else comes first is not of this version.
            _ => (self.0.on_state)(EngineState::OtherVersion),
        }
    }

    fn greet(&self) {
        self.0.is_ready.set(true);
        for message in self.0.unsent.take() {
            self.send(message);
        }
        (self.0.on_state)(EngineState::Ready);
    }

    /// All truth is in the store, so a worker that died is simply started again.
    fn restart(&self) {
        self.0.is_ready.set(false);
        self.0.deaths.set(self.0.deaths.get() + 1);
        self.0.waiting.borrow_mut().clear();
        self.0.unsent.borrow_mut().clear();
        let client = self.clone();
        spawn_local(async move {
            // Not from within its own event handler, which goes with it.
            TimeoutFuture::new(300).await;
            if let Some(dead) = client.0.worker.borrow_mut().take() {
                dead.worker.set_onmessage(None);
                dead.worker.set_onerror(None);
                dead.worker.terminate();
            }
            if client.0.deaths.get() > MAX_RESTARTS {
                (client.0.on_state)(EngineState::Dead);
            } else {
                client.spawn();
            }
        });
    }
}

struct Pending {
    client: Client,
    id: u32,
    receiver: oneshot::Receiver<Vec<u8>>,
}

impl Future for Pending {
    type Output = Result<Vec<u8>, oneshot::Canceled>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.receiver).poll(context)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.client.0.waiting.borrow_mut().remove(&self.id).is_some() {
            self.client.send(ToWorker::Cancel { id: self.id });
        }
    }
}

fn fault(detail: &str) -> Fault {
    Fault {
        detail: detail.into(),
        ..Fault::of(FaultKind::Bug)
    }
}
