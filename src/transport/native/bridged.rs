//! A tunnel through a bridge, over a WebSocket of this program's own. It must not interpret the tunnel protocol;
//! `transport::tunnel` does.

use std::cell::RefCell;
use std::future::poll_fn;

use futures::stream::{SplitSink, SplitStream};
use futures::{FutureExt, SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::CloseFrame;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use crate::transport::tunnel::{FRAME_MAX, Frame, Inbox, SUBPROTOCOL, connect_frame, credit_frame};
use crate::transport::{Loss, Refusal, TransportError};

/// How many frames one read looks for before it hands out what it has.
const FRAMES_A_READ: usize = 8;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A tunnel to a mail server.
#[derive(Debug)]
pub(super) struct Bridged {
    inbox: RefCell<Inbox<Bytes>>,
    incoming: Mutex<SplitStream<Socket>>,
    outgoing: Mutex<SplitSink<Socket, Message>>,
}

impl Bridged {
    pub(super) async fn connect(
        url: &str,
        access_token: Option<&str>,
        host: &str,
        port: u16,
    ) -> Result<Self, TransportError> {
        // A frame of the bridge is at most 64 KiB; what is far above that is no bridge.
        let config = WebSocketConfig::default()
            .max_message_size(Some(1 << 20))
            .max_frame_size(Some(1 << 20));
        let request = request(url).ok_or(TransportError::BridgeUnreachable)?;
        let (socket, _) = connect_async_with_config(request, Some(config), true)
            .await
            .map_err(no_socket)?;
        let (outgoing, incoming) = socket.split();
        let tunnel = Self {
            inbox: RefCell::new(Inbox::new()),
            incoming: Mutex::new(incoming),
            outgoing: Mutex::new(outgoing),
        };
        let first = Message::text(connect_frame(host, port, access_token));
        tunnel
            .outgoing
            .lock()
            .await
            .send(first)
            .await
            .map_err(|_| TransportError::BridgeUnreachable)?;
        loop {
            let answer = tunnel.inbox.borrow().connected();
            if let Some(answer) = answer {
                return answer.map(|()| tunnel);
            }
            tunnel.receive().await;
        }
    }

    pub(super) async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
        loop {
            // What came meanwhile is handed out together.
            let _ = (0..FRAMES_A_READ).find(|_| self.receive().now_or_never().is_none());
            let outcome = self.inbox.borrow_mut().read();
            if let Some(outcome) = outcome {
                let _ = self.grant_credit().now_or_never();
                return outcome;
            }
            // Side by side: a server may speak on while it lets what we write wait, and the credit behind that.
            tokio::select! {
                biased;
                () = self.grant_credit() => {}
                () = self.receive() => {}
            }
        }
    }

    pub(super) async fn write(&self, bytes: &[u8]) -> Result<(), TransportError> {
        let mut outgoing = self.outgoing.lock().await;
        for frame in bytes.chunks(FRAME_MAX) {
            let failure = self.inbox.borrow().write_failure();
            failure.map_or(Ok(()), Err)?;
            let sent = outgoing
                .send(Message::Binary(Bytes::copy_from_slice(frame)))
                .await;
            sent.map_err(|_| TransportError::Lost(Loss::Bridge))?;
        }
        Ok(())
    }

    /// Takes the next message in. Cancel-safe: a message is taken whole or not at all.
    async fn receive(&self) {
        let message = self.incoming.lock().await.next().await;
        let mut inbox = self.inbox.borrow_mut();
        match message {
            Some(Ok(Message::Binary(bytes))) => inbox.take_frame(bytes),
            Some(Ok(Message::Text(text))) => inbox.take_text(&text),
            Some(Ok(Message::Close(Some(CloseFrame { code, .. })))) => inbox.take_close(code.into()),
            Some(Ok(Message::Close(None)) | Err(_)) | None => inbox.take_close(NO_CLOSE_FRAME),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
        }
    }

    /// Grants what is due, then never ends. Cancel-safe: credit counts as granted once the socket has taken the frame,
    /// and each call sees to it that taken frames leave.
    async fn grant_credit(&self) {
        // A failure of the socket is met by `receive` too, which says which.
        let _ = self.try_to_grant_credit().await;
        std::future::pending().await
    }

    async fn try_to_grant_credit(&self) -> Result<(), Error> {
        let mut outgoing = self.outgoing.lock().await;
        let due = self.inbox.borrow().credit_due();
        if let Some(octets) = due {
            poll_fn(|context| outgoing.poll_ready_unpin(context)).await?;
            outgoing.start_send_unpin(Message::text(credit_frame(octets)))?;
            self.inbox.borrow_mut().credit_granted(octets);
        }
        outgoing.flush().await
    }
}

impl Drop for Bridged {
    fn drop(&mut self) {
        // As a browser does: without a close frame, the bridge need not pass on what was written last.
        let _ = self.outgoing.get_mut().close().now_or_never();
    }
}

/// RFC 6455 §7.1.5: what browsers report when there was none.
const NO_CLOSE_FRAME: u16 = 1006;

/// The opening request of a page that the bridge itself serves: it takes no other page's.
fn request(url: &str) -> Option<tokio_tungstenite::tungstenite::handshake::client::Request> {
    let mut request = url.into_client_request().ok()?;
    let origin = format!("http://{}", request.uri().authority()?);
    let headers = request.headers_mut();
    headers.insert(header::ORIGIN, HeaderValue::from_str(&origin).ok()?);
    headers.insert(
        header::SEC_WEBSOCKET_PROTOCOL,
        HeaderValue::from_static(SUBPROTOCOL),
    );
    Some(request)
}

fn no_socket(error: Error) -> TransportError {
    let Error::Http(response) = error else {
        return TransportError::BridgeUnreachable;
    };
    match response.status() {
        StatusCode::FORBIDDEN => TransportError::BridgeRefused(Refusal::Page),
        StatusCode::UNAUTHORIZED => TransportError::BridgeRefused(Refusal::Unauthorised),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            TransportError::BridgeRefused(Refusal::Busy)
        }
        _ => TransportError::BridgeUnreachable,
    }
}

impl Frame for Bytes {
    fn octets(&self) -> usize {
        self.len()
    }

    fn append_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self);
    }
}
