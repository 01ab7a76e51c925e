//! Moves the bytes of one open tunnel, with back-pressure both ways, until either side or a limit ends it.
//! The hot path: one allocation and one copy a frame, and no timer is touched a frame.

use std::io;
use std::pin::pin;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::{BufMut, Bytes, BytesMut};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite;
use tokio_util::sync::CancellationToken;

use crate::config::LimitSettings;
use crate::limits::Permit;
use crate::metrics::Metrics;
use crate::relay::credit::Credit;
use crate::relay::frame::{CONNECTED, Ending, FRAME_MAX, INITIAL_CREDIT, Limit, parse_credit};
use crate::relay::outbox::Outbox;
use crate::relay::traffic::{TlsHello, Traffic};

/// How long a side that was told goodbye is waited for.
pub(crate) const CLOSING_TIME: Duration = Duration::from_secs(2);

/// What a tunnel runs under.
pub(crate) struct Pump<'a> {
    pub(crate) limits: LimitSettings,
    pub(crate) wants_tls: bool,
    pub(crate) metrics: &'a Metrics,
    pub(crate) permit: &'a Permit,
    pub(crate) stop: &'a CancellationToken,
}

/// What went through a tunnel, and how it ended.
pub(crate) struct Passed {
    pub(crate) ending: Ending,
    pub(crate) bytes_up: u64,
    pub(crate) bytes_down: u64,
}

type Sink = SplitSink<WebSocket, Message>;

impl Pump<'_> {
    /// Runs until one side ends, a limit is reached or the bridge stops; then tells both sides.
    pub(crate) async fn run(&self, socket: WebSocket, mut tcp: TcpStream, early: Option<Message>) -> Passed {
        let (mut sink, stream) = socket.split();
        let (read, write) = tcp.split();
        let credit = Credit::new(INITIAL_CREDIT);
        let traffic = Traffic::new(self.metrics, self.permit, self.limits.max_bytes_per_tunnel);
        let mut upward = pin!(self.up(stream, write, early, &credit, &traffic));
        let (ending, up_goes_on) = tokio::select! {
            ending = &mut upward => (ending, false),
            ending = down(&read, &mut sink, &credit, &traffic) => (ending, true),
            ending = self.limit(&traffic) => (ending, true),
            () = self.stop.cancelled() => (Ending::Shutdown, true),
        };
        let goodbye = async {
            say_goodbye(&mut sink, ending).await;
            match ending {
                Ending::Closed => drain(read).await,
                // Reading on hears the browser's own goodbye, and passes on what it had sent before it heard ours.
                _ if up_goes_on => drop(upward.await),
                _ => {}
            }
        };
        let _ = timeout(CLOSING_TIME, goodbye).await;
        // This tunnel ends in any case; if that was too much, the client's next one hears of it.
        let _ = traffic.settle();
        Passed {
            ending,
            bytes_up: traffic.up(),
            bytes_down: traffic.down(),
        }
    }

    /// Browser to server. While the server takes nothing, only a little more is read: that holds the browser back.
    async fn up(
        &self,
        mut stream: SplitStream<WebSocket>,
        mut write: WriteHalf<'_>,
        mut early: Option<Message>,
        credit: &Credit,
        traffic: &Traffic<'_>,
    ) -> Ending {
        let mut hello = TlsHello::expected(self.wants_tls);
        let mut outbox = Outbox::default();
        let mut server_takes = true;
        loop {
            let next = async {
                match early.take() {
                    Some(message) => Some(Ok(message)),
                    None => stream.next().await,
                }
            };
            let message = tokio::select! {
                taken = outbox.write_some(&mut write), if !outbox.is_empty() => {
                    match taken.map(|octets| traffic.moved_up(octets)) {
                        Ok(Ok(())) => {}
                        Ok(Err(limit)) => return Ending::Limit(limit),
                        // A server that no longer listens may still be speaking: only its own end ends the tunnel.
                        Err(_) => {
                            server_takes = false;
                            outbox.clear();
                        }
                    }
                    continue;
                }
                message = next, if outbox.has_room() => message,
            };
            match message {
                Some(Ok(Message::Binary(bytes))) if !hello.admits(&bytes) => {
                    return Ending::Limit(Limit::Tls);
                }
                Some(Ok(Message::Binary(bytes))) if server_takes => outbox.push(bytes),
                Some(Ok(Message::Text(text))) => match parse_credit(&text) {
                    Some(bytes) => credit.grant(bytes),
                    None => return Ending::Misuse,
                },
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) => {
                    return match finish(outbox, write, traffic).await {
                        Ok(()) => Ending::Closed,
                        Err(limit) => Ending::Limit(limit),
                    };
                }
                Some(Err(error)) if is_too_large(&error) => return Ending::Limit(Limit::Frame),
                Some(Err(_)) | None => return Ending::Vanished,
            }
        }
    }

    /// Ends when the tunnel was silent or open for too long.
    async fn limit(&self, traffic: &Traffic<'_>) -> Ending {
        let end_of_life = Instant::now() + self.limits.max_lifetime;
        loop {
            let silent_until = traffic.last_moved() + self.limits.idle_timeout;
            let wake = silent_until.min(end_of_life);
            if wake <= Instant::now() {
                return if wake == end_of_life {
                    Ending::Limit(Limit::Lifetime)
                } else {
                    Ending::Idle
                };
            }
            sleep_until(wake).await;
        }
    }
}

/// Hands over all the browser sent before it closed, and then an orderly end.
async fn finish(mut outbox: Outbox, mut write: WriteHalf<'_>, traffic: &Traffic<'_>) -> Result<(), Limit> {
    while !outbox.is_empty() {
        match outbox.write_some(&mut write).await {
            Ok(octets) => traffic.moved_up(octets)?,
            Err(_) => return Ok(()),
        }
    }
    // Where this fails, the server is gone already.
    let _ = write.shutdown().await;
    Ok(())
}

/// Server to browser. Nothing is read without credit, and nothing while the path to the browser is full.
async fn down(read: &ReadHalf<'_>, sink: &mut Sink, credit: &Credit, traffic: &Traffic<'_>) -> Ending {
    if sink.send(Message::Text(CONNECTED.into())).await.is_err() {
        return Ending::Vanished;
    }
    loop {
        let room = credit.available(FRAME_MAX).await;
        if read.readable().await.is_err() {
            return Ending::Reset;
        }
        let (frame, end) = read_frame(read, room);
        if !frame.is_empty() {
            credit.spend(frame.len());
            let moved = traffic.moved_down(frame.len());
            if sink.send(Message::Binary(frame)).await.is_err() {
                return Ending::Vanished;
            }
            if let Err(limit) = moved {
                return Ending::Limit(limit);
            }
        }
        if let Some(ending) = end {
            return ending;
        }
    }
}

/// All that waits at the socket, up to `room` bytes: many small segments make one frame.
fn read_frame(read: &ReadHalf<'_>, room: usize) -> (Bytes, Option<Ending>) {
    let mut frame = BytesMut::with_capacity(room);
    let end = loop {
        let left = room - frame.len();
        if left == 0 {
            break None;
        }
        match read.try_read_buf(&mut (&mut frame).limit(left)) {
            Ok(0) => break Some(Ending::Eof),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break None,
            Err(_) => break Some(Ending::Reset),
        }
    };
    (frame.freeze(), end)
}

async fn say_goodbye(sink: &mut Sink, ending: Ending) {
    if let Some(frame) = ending.frame() {
        let _ = sink.send(Message::Text(frame.into())).await;
    }
    if let Some(code) = ending.close_code() {
        let close = CloseFrame {
            code,
            reason: ending.name().into(),
        };
        let _ = sink.send(Message::Close(Some(close))).await;
    }
}

/// Reads what the server still says into nothing: closing a socket with unread bytes resets it, and a reset can
/// overtake the browser's last command.
async fn drain(mut read: ReadHalf<'_>) {
    let mut nowhere = vec![0; 4096];
    while read.read(&mut nowhere).await.is_ok_and(|octets| octets > 0) {}
}

fn is_too_large(error: &axum::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}
