//! Moves the bytes of one open tunnel, with back-pressure both ways, until either side or a limit ends it.
//! The hot path: bytes are read into the thread's buffer and written from there, framed or unmasked where they lie. They
//! are copied only when the other side does not take them at once, and no timer is touched on their way.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::AsyncWrite;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use crate::config::LimitSettings;
use crate::policy::{Beginning, Watch};
use crate::relay::frame::{CONNECTED, Ending, FRAME_MAX, INITIAL_CREDIT, Limit, parse_credit};
use crate::relay::outbox::Outbox;
use crate::relay::socket::{Socket, poll_read, with_buffer};
use crate::relay::traffic::Traffic;
use crate::relay::websocket::{HEADROOM, Piece, Said, Violation};

/// How long a side that was told goodbye is waited for.
pub(crate) const CLOSING_TIME: Duration = Duration::from_secs(2);
/// How often a tunnel looks for more before others have their turn: about half a millisecond of a busy one.
const TURNS: usize = 8;
/// How much of the server's stream makes one frame at most. With its header it is still one segment for a proxy on the same
/// machine; a full 64 KiB would be one and a crumb.
const FRAME_DOWN: usize = FRAME_MAX - 1024;
/// Smaller pieces than this are sent together, if they came together.
const SMALL: usize = 1024;

/// One tunnel: what the browser wants done, and later the server it is done to.
pub(crate) struct Pump<'a> {
    pub(crate) socket: Socket,
    server: Option<TcpStream>,
    traffic: Traffic<'a>,
    hello: Watch,
    /// Where one is wanted, the server hears nothing before it.
    greeting: Watch,
    /// What the browser sent and the server has not taken.
    outbox: Outbox,
    /// A server that no longer listens may still be speaking: only its own end ends the tunnel.
    server_takes: bool,
    /// How many bytes the browser will still take: browsers cannot hold a WebSocket back, so they say it in advance.
    credit: u64,
    /// The browser said goodbye, and this is what it said.
    goodbye: Option<Vec<u8>>,
    /// How the browser's side of the tunnel ended.
    ended: Option<Ending>,
    /// It ended with a broken rule, and the browser has said goodbye since.
    left_already: bool,
}

impl<'a> Pump<'a> {
    pub(crate) fn new(
        socket: Socket,
        (hello, greeting): (Option<Beginning>, Option<Beginning>),
        traffic: Traffic<'a>,
    ) -> Self {
        Self {
            socket,
            server: None,
            traffic,
            hello: Watch::for_(hello),
            greeting: Watch::for_(greeting),
            outbox: Outbox::default(),
            server_takes: true,
            credit: INITIAL_CREDIT,
            goodbye: None,
            ended: None,
            left_already: false,
        }
    }

    /// Ends when the browser goes away before there is a connection. What it sends ahead is taken in, up to a limit.
    pub(crate) async fn left(&mut self) {
        while self.ended.is_none() && self.goodbye.is_none() {
            poll_fn(|cx| with_buffer(|buffer| self.poll_up(cx, buffer))).await;
        }
        // Whoever broke a rule is told once there is a tunnel to end.
        if matches!(self.ended, Some(Ending::Limit(_) | Ending::Misuse)) {
            std::future::pending::<()>().await;
        }
    }

    /// Runs until one side ends, a limit is reached or the bridge stops; then tells both sides.
    pub(crate) async fn run(
        &mut self,
        server: TcpStream,
        limits: LimitSettings,
        stop: &CancellationToken,
    ) -> Ending {
        self.server = Some(server);
        self.traffic.touch();
        self.socket.say(Said::Text, CONNECTED.as_bytes());
        let end_of_life = Instant::now() + limits.max_lifetime;
        let ending = loop {
            let silent_until = self.traffic.last_moved() + limits.idle_timeout;
            let wake = silent_until.min(end_of_life);
            if wake <= Instant::now() {
                let lived_too_long = wake == end_of_life;
                break if lived_too_long {
                    Ending::Limit(Limit::Lifetime)
                } else {
                    Ending::Idle
                };
            }
            tokio::select! {
                ending = poll_fn(|cx| self.poll(cx)) => break ending,
                () = sleep_until(wake) => {}
                () = stop.cancelled() => break Ending::Shutdown,
            }
        };
        // However far that comes, both ends are dropped next.
        let _ = timeout(CLOSING_TIME, self.part(ending)).await;
        // This tunnel ends in any case; if that was too much, the client's next one hears of it.
        let _ = self.traffic.settle();
        ending
    }

    /// So many bytes went up and down.
    pub(crate) fn passed(&self) -> (u64, u64) {
        (self.traffic.up(), self.traffic.down())
    }

    /// Both directions, in turns.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Ending> {
        with_buffer(|buffer| {
            for _ in 0..TURNS {
                let up = self.poll_up(cx, buffer);
                if let Some(ending) = self.ended {
                    return Poll::Ready(ending);
                }
                if self.goodbye.is_some() {
                    ready!(self.poll_finish(cx, buffer));
                    return Poll::Ready(self.ended.unwrap_or(Ending::Closed));
                }
                let down = self.poll_down(cx, buffer);
                if let Poll::Ready(Some(ending)) = down {
                    return Poll::Ready(ending);
                }
                if up.is_pending() && down.is_pending() {
                    return Poll::Pending;
                }
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    }

    /// Browser to server. While the server takes nothing, only a little more is read: that holds the browser back.
    fn poll_up(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<()> {
        if self.ended.is_some() || self.goodbye.is_some() {
            return Poll::Ready(());
        }
        let _ = self.poll_outbox(cx);
        if !self.outbox.has_room() {
            return Poll::Pending;
        }
        let octets = match ready!(self.socket.poll_read(cx, buffer)) {
            Ok(0) | Err(_) => {
                self.ended = Some(Ending::Vanished);
                return Poll::Ready(());
            }
            Ok(octets) => octets,
        };
        let mut bytes = buffer.get_mut(..octets).unwrap_or_default();
        if let Err(ending) = self.hear(cx, &mut bytes) {
            self.ended = Some(ending);
            self.left_already = self.socket.reader.skip(bytes);
        }
        let _ = self.poll_outbox(cx);
        Poll::Ready(())
    }

    /// Does what the browser says.
    fn hear(&mut self, cx: &mut Context<'_>, bytes: &mut &mut [u8]) -> Result<(), Ending> {
        while self.goodbye.is_none() {
            let piece = self
                .socket
                .reader
                .next(bytes)
                .map_err(|violation| match violation {
                    Violation::TooLarge => Ending::Limit(Limit::Frame),
                    Violation::Malformed => Ending::Misuse,
                })?;
            match piece {
                None => break,
                Some(Piece::Bytes(payload)) if self.hello.admits(payload) => self.pass_on(cx, payload),
                Some(Piece::Bytes(_)) => return Err(Ending::Limit(Limit::Tls)),
                Some(Piece::Text(text)) => {
                    let granted = parse_credit(&text).ok_or(Ending::Misuse)?;
                    self.credit = self.credit.saturating_add(granted);
                }
                Some(Piece::Ping(payload)) => self.socket.answer(payload),
                Some(Piece::Close(payload)) => self.goodbye = Some(payload),
            }
        }
        Ok(())
    }

    /// Hands the server what it takes at once; the rest waits.
    fn pass_on(&mut self, cx: &mut Context<'_>, payload: &[u8]) {
        if !self.server_takes {
            return;
        }
        let mut rest = payload;
        if self.outbox.is_empty()
            && self.greeting.is_over()
            && payload.len() > SMALL
            && let Some(server) = &mut self.server
            && let Poll::Ready(Ok(taken)) = Pin::new(server).poll_write(cx, payload)
        {
            self.moved_up(taken);
            rest = payload.get(taken..).unwrap_or_default();
        }
        if !rest.is_empty() {
            self.outbox.push(rest);
        }
    }

    /// Hands over what waits; ready once nothing does.
    fn poll_outbox(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while !self.outbox.is_empty() {
            let Some(server) = self.server.as_mut().filter(|_| self.greeting.is_over()) else {
                return Poll::Pending;
            };
            match ready!(self.outbox.poll_write(cx, server)) {
                Ok(octets) => self.moved_up(octets),
                Err(_) => self.give_up_on_server(),
            }
        }
        Poll::Ready(())
    }

    /// It is told nothing more; it may still be speaking.
    fn give_up_on_server(&mut self) {
        self.server_takes = false;
        self.outbox.clear();
    }

    fn moved_up(&mut self, octets: usize) {
        if let Err(limit) = self.traffic.moved_up(octets) {
            self.ended = Some(Ending::Limit(limit));
        }
    }

    /// Server to browser. Nothing is read without credit, and nothing while the path to the browser is full.
    fn poll_down(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Option<Ending>> {
        if ready!(self.socket.poll_flush(cx)).is_err() {
            return Poll::Ready(Some(Ending::Vanished));
        }
        let room = usize::try_from(self.credit).unwrap_or(FRAME_DOWN).min(FRAME_DOWN);
        let Some(server) = self.server.as_mut().filter(|_| room > 0) else {
            return Poll::Pending;
        };
        // All that waits at the server's socket: many small segments make one frame.
        let (mut octets, mut end) = (0, None);
        while octets < room && end.is_none() {
            let place = buffer
                .get_mut(HEADROOM + octets..HEADROOM + room)
                .unwrap_or_default();
            match poll_read(server, cx, place) {
                Poll::Ready(Ok(0)) => end = Some(Ending::Eof),
                Poll::Ready(Ok(more)) => octets += more,
                Poll::Ready(Err(_)) => end = Some(Ending::Reset),
                Poll::Pending if octets == 0 => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        if octets > 0 {
            let spoken = buffer.get(HEADROOM..HEADROOM + octets).unwrap_or_default();
            if !self.greeting.admits(spoken) {
                self.give_up_on_server();
                return Poll::Ready(Some(Ending::Limit(Limit::Greeting)));
            }
            self.credit -= octets as u64;
            let moved = self.traffic.moved_down(octets);
            if self.socket.poll_send(cx, octets, buffer).is_err() {
                return Poll::Ready(Some(Ending::Vanished));
            }
            if let Err(limit) = moved {
                return Poll::Ready(Some(Ending::Limit(limit)));
            }
        }
        Poll::Ready(end)
    }

    /// Hands over all the browser sent before it closed, and then an orderly end. Meanwhile the server is heard and not
    /// listened to: it may want to be rid of an answer before it reads on.
    fn poll_finish(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<()> {
        let _ = self.poll_outbox(cx);
        let _ = self.poll_drain(cx, buffer);
        // The greeting may have come just now.
        ready!(self.poll_outbox(cx));
        match &mut self.server {
            // Where this fails, the server is gone already.
            Some(server) => Pin::new(server).poll_shutdown(cx).map(drop),
            None => Poll::Ready(()),
        }
    }

    /// Reads what the server still says into nothing: closing a socket with unread bytes resets it, and a reset can
    /// overtake the browser's last command.
    fn poll_drain(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<()> {
        while let Some(server) = &mut self.server {
            let octets = ready!(poll_read(server, cx, buffer)).unwrap_or(0);
            let is_greeted = self.greeting.admits(buffer.get(..octets).unwrap_or_default());
            let is_gone = octets == 0;
            if !is_greeted || (is_gone && !self.greeting.is_over()) {
                self.give_up_on_server();
            }
            if is_gone {
                break;
            }
        }
        Poll::Ready(())
    }

    /// Tells the browser how it ended, and the server that it did.
    async fn part(&mut self, ending: Ending) {
        if let Some(frame) = ending.frame() {
            self.socket.say(Said::Text, frame.as_bytes());
        }
        if let Some(code) = ending.close_code() {
            self.socket.say_close(code, ending.name());
        }
        match (ending, self.ended, self.goodbye.take()) {
            (Ending::Closed, _, goodbye) => {
                self.socket.say(Said::Close, &goodbye.unwrap_or_default());
                poll_fn(|cx| {
                    let _ = self.socket.poll_flush(cx);
                    with_buffer(|buffer| self.poll_drain(cx, buffer))
                })
                .await;
            }
            (_, Some(Ending::Vanished), _) => {}
            // The browser broke a rule: it is heard no longer.
            (_, Some(_), _) if self.left_already => drop(poll_fn(|cx| self.socket.poll_flush(cx)).await),
            (_, Some(_), _) => poll_fn(|cx| self.socket.poll_leave(cx)).await,
            // Reading on hears the browser's own goodbye, and passes on what it had sent before it heard ours.
            _ => poll_fn(|cx| self.poll_last_words(cx)).await,
        }
    }

    fn poll_last_words(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let _ = self.socket.poll_flush(cx);
        with_buffer(|buffer| {
            while self.ended.is_none() && self.goodbye.is_none() {
                ready!(self.poll_up(cx, buffer));
            }
            match self.goodbye {
                Some(_) => self.poll_finish(cx, buffer),
                None => Poll::Ready(()),
            }
        })
    }
}
