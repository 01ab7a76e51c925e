//! The tunnel protocol `restante.tunnel.v1`, as the browser's side speaks it: its words, and the credit that holds
//! the bridge back. It must not send, receive or wait; the adapters do.
//!
//! ```text
//!   to the bridge                                    from the bridge
//!   {"connect":{"host":"…","port":995},"token":"…"}  {"connected":{}}  or  {"refused":{"reason":"…","what":"…"}}
//!   binary: bytes for the server                     binary: bytes from the server, no more than the credit
//!   {"credit":N}                                     {"closed":{"reason":"…"}}, after the last bytes
//! ```

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::transport::{Forbidden, Loss, Refusal, TransportError};

/// The WebSocket subprotocol.
pub(super) const SUBPROTOCOL: &str = "restante.tunnel.v1";
/// The most bytes in one binary frame.
pub(super) const FRAME_MAX: usize = 64 * 1024;
/// What the bridge may send before the first credit frame.
const INITIAL_CREDIT: u64 = 1024 * 1024;
/// The most that may be on its way or waiting here: 80 MB/s at a round trip of 100 ms.
const CREDIT_MAX: u64 = 8 * 1024 * 1024;
/// How much one read hands out: a call costs too much for a few bytes, and a longer one keeps others waiting.
const READ_MAX: usize = 256 * 1024;

/// The first frame: where to.
pub(super) fn connect_frame(host: &str, port: u16, token: Option<&str>) -> String {
    #[derive(Serialize)]
    struct First<'a> {
        connect: Destination<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<&'a str>,
    }
    #[derive(Serialize)]
    struct Destination<'a> {
        host: &'a str,
        port: u16,
    }

    const FIXED_OCTETS: usize = 64;
    const ESCAPED_OCTETS: usize = 6; // the longest escape of one character
    let text_octets = host.len() + token.map_or(0, str::len);
    let mut frame = vec![0; FIXED_OCTETS + ESCAPED_OCTETS * text_octets];
    let first = First {
        connect: Destination { host, port },
        token,
    };
    // There is room for every case; an empty frame would be refused as a bad request.
    let octets = serde_json_core::to_slice(&first, &mut frame).unwrap_or_default();
    frame.truncate(octets);
    String::from_utf8(frame).unwrap_or_default()
}

/// The frame that lets the bridge send so much more.
pub(super) fn credit_frame(octets: u64) -> String {
    format!("{{\"credit\":{octets}}}")
}

/// What the bridge says in a text frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Control {
    /// The server took the connection.
    Connected,
    /// There is no connection, and why.
    Refused(TransportError),
    /// The connection ended: orderly, or not.
    Closed(Result<(), TransportError>),
}

impl Control {
    /// `None` for what this version does not know.
    pub(super) fn parse(text: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Frame<'a> {
            connected: Option<Nothing>,
            #[serde(borrow)]
            refused: Option<Reason<'a>>,
            #[serde(borrow)]
            closed: Option<Reason<'a>>,
        }
        #[derive(Deserialize)]
        struct Nothing {}
        #[derive(Deserialize)]
        struct Reason<'a> {
            reason: &'a str,
            what: Option<&'a str>,
        }

        let (frame, _) = serde_json_core::from_str::<Frame<'_>>(text).ok()?;
        match (frame.connected, frame.refused, frame.closed) {
            (Some(Nothing {}), None, None) => Some(Self::Connected),
            (None, Some(Reason { reason, what }), None) => Some(Self::Refused(refusal(reason, what))),
            (None, None, Some(Reason { reason, .. })) => Some(Self::Closed(ending(reason))),
            _ => None,
        }
    }

    /// What a close frame says, for when the text frame before it did not arrive.
    pub(super) fn from_close_code(code: u16) -> Self {
        const REFUSALS: [&str; 7] = [
            "bad-request",
            "not-allowed",
            "unauthorised",
            "busy",
            "dns-failed",
            "unreachable",
            "timed-out",
        ];
        let reason = code
            .checked_sub(4001)
            .and_then(|index| REFUSALS.get(usize::from(index)));
        match (code, reason) {
            (_, Some(reason)) => Self::Refused(refusal(reason, None)),
            (1001, _) => Self::Closed(ending("shutdown")),
            (4011, _) => Self::Closed(ending("reset")),
            (4012, _) => Self::Closed(ending("idle")),
            (4013, _) => Self::Closed(ending("limit")),
            // Also 1000: an end of stream that nobody announced may be a cut.
            _ => Self::Closed(Err(TransportError::Lost(Loss::Bridge))),
        }
    }
}

fn refusal(reason: &str, what: Option<&str>) -> TransportError {
    match reason {
        "bad-request" if what == Some("host") => TransportError::BridgeRefused(Refusal::BadHost),
        "not-allowed" => TransportError::BridgeRefused(Refusal::NotAllowed(what.and_then(forbidden))),
        "unauthorised" => TransportError::BridgeRefused(Refusal::Unauthorised),
        "busy" => TransportError::BridgeRefused(Refusal::Busy),
        "dns-failed" => TransportError::DnsFailed,
        "unreachable" => TransportError::Unreachable,
        "timed-out" => TransportError::TimedOut,
        // A reason that this version does not know means the same as one: versions differ.
        _ => TransportError::BridgeRefused(Refusal::BadRequest),
    }
}

fn forbidden(what: &str) -> Option<Forbidden> {
    match what {
        "host" => Some(Forbidden::Host),
        "port" => Some(Forbidden::Port),
        "address" => Some(Forbidden::Address),
        _ => None,
    }
}

fn ending(reason: &str) -> Result<(), TransportError> {
    let loss = match reason {
        "eof" => return Ok(()),
        "reset" => Loss::Reset,
        "idle" => Loss::Idle,
        "limit" => Loss::Limit,
        "shutdown" => Loss::Shutdown,
        _ => Loss::Bridge,
    };
    Err(TransportError::Lost(loss))
}

/// The bytes of one binary frame, wherever they are kept.
pub(super) trait Frame {
    /// How many there are.
    fn octets(&self) -> usize;
    /// Copies all of them to the end of `bytes`.
    fn append_to(&self, bytes: &mut Vec<u8>);
}

/// What arrived and was not read yet, and how the stream ended.
#[derive(Debug)]
pub(super) struct Inbox<F> {
    frames: VecDeque<F>,
    credit: Credit,
    connected: bool,
    end: Option<Result<(), TransportError>>,
}

impl<F: Frame> Inbox<F> {
    pub(super) const fn new() -> Self {
        Self {
            frames: VecDeque::new(),
            credit: Credit::new(),
            connected: false,
            end: None,
        }
    }

    /// Takes a binary frame in. More than was granted, or too early, ends the stream: a bridge that does so is none.
    pub(super) fn take_frame(&mut self, frame: F) {
        if !self.connected || !self.credit.receive(frame.octets() as u64) {
            return self.end_with(Err(TransportError::Lost(Loss::Bridge)));
        }
        if self.end.is_none() && frame.octets() > 0 {
            self.frames.push_back(frame);
        }
    }

    /// Takes a text frame in. Unknown ones are passed over: a later bridge may say more.
    pub(super) fn take_text(&mut self, text: &str) {
        if let Some(control) = Control::parse(text) {
            self.take_control(control);
        }
    }

    /// Takes the close frame in, or the lack of one (code 1006).
    pub(super) fn take_close(&mut self, code: u16) {
        match Control::from_close_code(code) {
            Control::Closed(_) if !self.connected => self.end_with(Err(TransportError::BridgeUnreachable)),
            control => self.take_control(control),
        }
    }

    fn take_control(&mut self, control: Control) {
        match control {
            Control::Connected => self.connected = true,
            Control::Refused(error) => self.end_with(Err(error)),
            Control::Closed(end) => self.end_with(end),
        }
    }

    /// The first end stands.
    pub(super) fn end_with(&mut self, end: Result<(), TransportError>) {
        self.end.get_or_insert(end);
    }

    /// Whether the server took the connection; `None` while that is open.
    pub(super) fn connected(&self) -> Option<Result<(), TransportError>> {
        match &self.end {
            _ if self.connected => Some(Ok(())),
            Some(Err(error)) => Some(Err(error.clone())),
            Some(Ok(())) => Some(Err(TransportError::BridgeUnreachable)),
            None => None,
        }
    }

    /// Why nothing can be written any more.
    pub(super) fn write_failure(&self) -> Option<TransportError> {
        self.end
            .as_ref()
            .map(|end| end.clone().err().unwrap_or(TransportError::Lost(Loss::Reset)))
    }

    /// What a read has to say; `None` while there is nothing.
    pub(super) fn read(&mut self) -> Option<Result<Option<Vec<u8>>, TransportError>> {
        if self.frames.is_empty() {
            return self.end.clone().map(|end| end.map(|()| None));
        }
        let mut octets = 0;
        let count = self.frames.iter().take_while(|frame| {
            let first = octets == 0;
            octets += frame.octets();
            first || octets <= READ_MAX
        });
        let count = count.count();
        let mut bytes = Vec::with_capacity(octets);
        self.frames
            .drain(..count)
            .for_each(|frame| frame.append_to(&mut bytes));
        self.credit.consume(bytes.len() as u64, self.frames.is_empty());
        Some(Ok(Some(bytes)))
    }

    /// The credit that is worth a frame now.
    pub(super) fn credit_due(&self) -> Option<u64> {
        if self.end.is_some() {
            None
        } else {
            self.credit.due()
        }
    }

    /// Notes that a frame with that credit is on its way.
    pub(super) const fn credit_granted(&mut self, octets: u64) {
        self.credit.grant(octets);
    }
}

/// How far the bridge may be ahead of the reader. All counts are since the beginning.
#[derive(Debug)]
struct Credit {
    granted: u64,
    received: u64,
    consumed: u64,
    /// How much may be on its way or waiting here.
    window: u64,
}

impl Credit {
    const fn new() -> Self {
        Self {
            granted: INITIAL_CREDIT,
            received: 0,
            consumed: 0,
            window: INITIAL_CREDIT,
        }
    }

    /// Whether that was within the credit.
    const fn receive(&mut self, octets: u64) -> bool {
        self.received += octets;
        self.received <= self.granted
    }

    /// A reader that left nothing behind is faster than the path: the window grows by what it read, which doubles it
    /// each round trip until the path is full. No clock is needed, and a slow reader never makes it grow.
    fn consume(&mut self, octets: u64, nothing_left: bool) {
        self.consumed += octets;
        if nothing_left {
            self.window = CREDIT_MAX.min(self.window + octets);
        }
    }

    /// What is missing in the window, once it is a quarter of it.
    const fn due(&self) -> Option<u64> {
        let missing = (self.consumed + self.window).saturating_sub(self.granted);
        if missing >= self.window / 4 {
            Some(missing)
        } else {
            None
        }
    }

    const fn grant(&mut self, octets: u64) {
        self.granted += octets;
    }
}

#[cfg(test)]
mod tests;
