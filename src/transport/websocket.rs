//! Streams through the bridge, from inside a browser worker. It must not interpret the tunnel protocol
//! (`transport::tunnel` does), and must not need a window.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo_timers::future::TimeoutFuture;
use js_sys::{ArrayBuffer, JsString, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BinaryType, CloseEvent, Event, MessageEvent, WebSocket};

use crate::transport::tunnel::{FRAME_MAX, Frame, Inbox, SUBPROTOCOL, connect_frame, credit_frame};
use crate::transport::{Dial, Loss, Stream, TransportError};

/// How much the browser may hold of what we wrote before a write waits.
const BUFFERED_MAX: u32 = 1024 * 1024;
/// How often a waiting write looks again: browsers have no event for it.
const BUFFERED_POLL_MS: u32 = 5;

/// Opens tunnels through one bridge.
#[derive(Clone, Debug)]
pub struct WebSocketDialer {
    bridge_url: String,
    access_token: Option<String>,
}

impl WebSocketDialer {
    /// For the bridge at `bridge_url`, such as `wss://mail.example.org/bridge`, and the token that its operator asks
    /// for, if any.
    #[must_use]
    pub const fn new(bridge_url: String, access_token: Option<String>) -> Self {
        Self {
            bridge_url,
            access_token,
        }
    }
}

impl Dial for WebSocketDialer {
    type Stream = WebSocketStream;

    async fn dial(&self, host: &str, port: u16) -> Result<WebSocketStream, TransportError> {
        let first_frame = connect_frame(host, port, self.access_token.as_deref());
        let stream = WebSocketStream::open(&self.bridge_url, first_frame)?;
        stream.connected().await?;
        Ok(stream)
    }
}

/// A tunnel to a mail server.
#[derive(Debug)]
pub struct WebSocketStream {
    socket: WebSocket,
    shared: Rc<RefCell<Shared>>,
    // Called by the browser until `drop` takes them off the socket.
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_close: Closure<dyn FnMut(CloseEvent)>,
}

/// What the socket's events leave for the reader.
#[derive(Debug)]
struct Shared {
    inbox: Inbox<Uint8Array>,
    reader: Option<Waker>,
}

impl WebSocketStream {
    fn open(url: &str, first_frame: String) -> Result<Self, TransportError> {
        // It throws where the address or the page's security policy forbids the connection.
        let socket =
            WebSocket::new_with_str(url, SUBPROTOCOL).map_err(|_| TransportError::BridgeUnreachable)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let shared = Rc::new(RefCell::new(Shared {
            inbox: Inbox::new(),
            reader: None,
        }));
        let on_open = Closure::new({
            let socket = socket.clone();
            // A socket that is already closing reports that by its close event.
            move |_: Event| drop(socket.send_with_str(&first_frame))
        });
        let on_message = Closure::new({
            let shared = Rc::clone(&shared);
            move |event: MessageEvent| take_message(&shared, event)
        });
        let on_close = Closure::new({
            let shared = Rc::clone(&shared);
            move |event: CloseEvent| change(&shared, |inbox| inbox.take_close(event.code()))
        });
        socket.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(on_close.as_ref().unchecked_ref()));
        Ok(Self {
            socket,
            shared,
            _on_open: on_open,
            _on_message: on_message,
            _on_close: on_close,
        })
    }

    async fn connected(&self) -> Result<(), TransportError> {
        self.when(|inbox| inbox.connected()).await
    }

    /// Waits until `look` finds something.
    async fn when<T>(&self, mut look: impl FnMut(&mut Inbox<Uint8Array>) -> Option<T>) -> T {
        poll_fn(|context| {
            let mut shared = self.shared.borrow_mut();
            if let Some(found) = look(&mut shared.inbox) {
                return Poll::Ready(found);
            }
            shared.reader = Some(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    fn grant_credit(&self) {
        let mut shared = self.shared.borrow_mut();
        if let Some(octets) = shared.inbox.credit_due()
            && self.socket.send_with_str(&credit_frame(octets)).is_ok()
        {
            shared.inbox.credit_granted(octets);
        }
    }

    async fn room_to_write(&self) -> Result<(), TransportError> {
        loop {
            if let Some(failure) = self.shared.borrow().inbox.write_failure() {
                return Err(failure);
            }
            if self.socket.ready_state() != WebSocket::OPEN {
                return Err(TransportError::Lost(Loss::Bridge));
            }
            if self.socket.buffered_amount() <= BUFFERED_MAX {
                return Ok(());
            }
            TimeoutFuture::new(BUFFERED_POLL_MS).await;
        }
    }
}

impl Stream for WebSocketStream {
    async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
        let outcome = self.when(Inbox::read).await;
        self.grant_credit();
        outcome
    }

    async fn write(&self, bytes: &[u8]) -> Result<(), TransportError> {
        for frame in bytes.chunks(FRAME_MAX) {
            self.room_to_write().await?;
            self.socket
                .send_with_u8_array(frame)
                .map_err(|_| TransportError::Lost(Loss::Bridge))?;
        }
        Ok(())
    }
}

impl Drop for WebSocketStream {
    fn drop(&mut self) {
        // Before the closures are freed: the browser would call into freed ones.
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // Throws only for close codes that nobody gave. What was written is still sent.
        let _ = self.socket.close();
    }
}

fn take_message(shared: &Rc<RefCell<Shared>>, event: MessageEvent) {
    let data = event.data();
    if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
        let frame = Uint8Array::new(buffer);
        change(shared, |inbox| inbox.take_frame(frame));
    } else if let Some(text) = data.dyn_ref::<JsString>() {
        change(shared, |inbox| inbox.take_text(&String::from(text)));
    }
}

/// Changes the inbox, then wakes who waits for it; not before, because the woken may look at once.
fn change(shared: &Rc<RefCell<Shared>>, take: impl FnOnce(&mut Inbox<Uint8Array>)) {
    let reader = {
        let mut shared = shared.borrow_mut();
        take(&mut shared.inbox);
        shared.reader.take()
    };
    if let Some(reader) = reader {
        reader.wake();
    }
}

impl Frame for Uint8Array {
    fn octets(&self) -> usize {
        self.length() as usize
    }

    fn append_to(&self, bytes: &mut Vec<u8>) {
        let start = bytes.len();
        bytes.resize(start + self.octets(), 0);
        if let Some(room) = bytes.get_mut(start..) {
            self.copy_to(room);
        }
    }
}
