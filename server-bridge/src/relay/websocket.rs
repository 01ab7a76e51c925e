//! The frames of a WebSocket (RFC 6455 §5) as a machine: bytes in, pieces out. It keeps only what is not whole yet of a
//! header or of a control message; the bytes of a stream pass through as they come, unmasked where they lie.

use std::io::Cursor;
use std::mem;

use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use crate::relay::frame::FRAME_MAX;

/// The longest header of a frame that a browser sends.
const HEADER_MAX: usize = 14;
/// RFC 6455 §5.5: what a ping, a pong or a close may carry.
const CONTROL_MAX: u64 = 125;

/// Something that a browser said.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Bytes of a binary message; a frame may come in several pieces.
    Bytes(&'a mut [u8]),
    /// A whole text message.
    Text(String),
    /// It wants these bytes back.
    Ping(Vec<u8>),
    /// It said goodbye, with these bytes.
    Close(Vec<u8>),
}

/// What no browser may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    /// A message of more than [`FRAME_MAX`]; it is skipped if one reads on.
    TooLarge,
    /// Not a WebSocket's frame, or no text. Nothing that follows can be understood.
    Malformed,
}

/// Where in the stream of frames a browser is.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// The beginning of a header that is not whole.
    header: Vec<u8>,
    frame: Option<Frame>,
    message: Option<Message>,
    text: Vec<u8>,
    control: Vec<u8>,
}

/// A frame of which not all was read.
#[derive(Debug)]
struct Frame {
    kind: Kind,
    is_final: bool,
    mask: [u8; 4],
    left: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Binary,
    Text,
    Ping,
    Pong,
    Close,
    Skipped,
}

/// A message that began and has not ended; control frames may come between its frames.
#[derive(Clone, Copy, Debug)]
struct Message {
    kind: Kind,
    octets: u64,
}

impl Reader {
    /// The next piece from the front of `bytes`, which is then shorter; `None` when they are used up.
    pub(crate) fn next<'a>(&mut self, bytes: &mut &'a mut [u8]) -> Result<Option<Piece<'a>>, Violation> {
        loop {
            if self.frame.is_none() && !self.begin_frame(bytes)? {
                return Ok(None);
            }
            let Some(frame) = &mut self.frame else {
                return Ok(None);
            };
            let here = bytes.len().min(usize::try_from(frame.left).unwrap_or(usize::MAX));
            let (payload, rest) = mem::take(bytes).split_at_mut(here);
            *bytes = rest;
            unmask(payload, &mut frame.mask);
            frame.left -= here as u64;
            let (kind, is_whole, ends_message) =
                (frame.kind, frame.left == 0, frame.is_final && frame.left == 0);
            if is_whole {
                self.frame = None;
            }
            if ends_message && matches!(kind, Kind::Binary | Kind::Text | Kind::Skipped) {
                self.message = None;
            }
            match kind {
                Kind::Binary if !payload.is_empty() => return Ok(Some(Piece::Bytes(payload))),
                Kind::Binary | Kind::Pong | Kind::Skipped => {}
                Kind::Text => {
                    self.text.extend_from_slice(payload);
                    if ends_message {
                        let text = String::from_utf8(mem::take(&mut self.text));
                        return text
                            .map(|text| Some(Piece::Text(text)))
                            .map_err(|_| Violation::Malformed);
                    }
                }
                Kind::Ping | Kind::Close => {
                    self.control.extend_from_slice(payload);
                    if is_whole {
                        let payload = mem::take(&mut self.control);
                        return Ok(Some(match kind {
                            Kind::Ping => Piece::Ping(payload),
                            _ => Piece::Close(payload),
                        }));
                    }
                }
            }
            if !is_whole {
                return Ok(None);
            }
        }
    }

    /// Reads over `bytes`; whether the browser has nothing more to say that could be understood.
    pub(crate) fn skip(&mut self, mut bytes: &mut [u8]) -> bool {
        loop {
            match self.next(&mut bytes) {
                Ok(None) => return false,
                Ok(Some(Piece::Close(_))) | Err(Violation::Malformed) => return true,
                Ok(Some(_)) | Err(Violation::TooLarge) => {}
            }
        }
    }

    /// Reads a header; `false` when it is not whole yet.
    fn begin_frame(&mut self, bytes: &mut &mut [u8]) -> Result<bool, Violation> {
        // A length of 126 or 127 announces a longer one.
        while self.header.len() < header_octets(&self.header) {
            let missing = header_octets(&self.header) - self.header.len();
            let here = missing.min(bytes.len());
            let (more, rest) = mem::take(bytes).split_at_mut(here);
            *bytes = rest;
            if more.is_empty() {
                return Ok(false);
            }
            self.header.extend_from_slice(more);
        }
        let parsed = FrameHeader::parse(&mut Cursor::new(&self.header));
        self.header.clear();
        let (header, octets) = parsed.ok().flatten().ok_or(Violation::Malformed)?;
        let extended = header.rsv1 || header.rsv2 || header.rsv3;
        let mask = header.mask.filter(|_| !extended).ok_or(Violation::Malformed)?;
        let kind = self.kind(&header, octets)?;
        let too_large = self
            .message
            .is_some_and(|message| message.octets > FRAME_MAX as u64);
        self.frame = Some(Frame {
            kind: if too_large && !is_control(kind) {
                Kind::Skipped
            } else {
                kind
            },
            is_final: header.is_final,
            mask,
            left: octets,
        });
        if too_large && !is_control(kind) {
            return Err(Violation::TooLarge);
        }
        Ok(true)
    }

    /// What the frame is part of, as far as it may come here.
    fn kind(&mut self, header: &FrameHeader, octets: u64) -> Result<Kind, Violation> {
        let control = |kind| match header.is_final && octets <= CONTROL_MAX {
            true => Ok(kind),
            false => Err(Violation::Malformed),
        };
        let kind = match (header.opcode, self.message) {
            (OpCode::Control(Control::Ping), _) => return control(Kind::Ping),
            (OpCode::Control(Control::Pong), _) => return control(Kind::Pong),
            (OpCode::Control(Control::Close), _) => return control(Kind::Close),
            (OpCode::Data(Data::Binary), None) => Kind::Binary,
            (OpCode::Data(Data::Text), None) => Kind::Text,
            (OpCode::Data(Data::Continue), Some(message)) => message.kind,
            _ => return Err(Violation::Malformed),
        };
        let before = self.message.map_or(0, |message| message.octets);
        self.message = Some(Message {
            kind,
            octets: before.saturating_add(octets),
        });
        Ok(kind)
    }
}

fn is_control(kind: Kind) -> bool {
    matches!(kind, Kind::Ping | Kind::Pong | Kind::Close)
}

/// How long a header is that begins like this one, as far as that matters: one without a mask is refused whatever follows.
fn header_octets(header: &[u8]) -> usize {
    match header.get(1) {
        None | Some(..0x80) => 2,
        Some(0xfe) => 8,
        Some(0xff) => HEADER_MAX,
        Some(_) => 6,
    }
}

/// Takes the mask off, and turns it so that it fits what follows.
fn unmask(payload: &mut [u8], mask: &mut [u8; 4]) {
    // Sixteen at a time, which the compiler does in one instruction.
    let wide: [u8; 16] = std::array::from_fn(|n| mask.get(n % 4).copied().unwrap_or_default());
    let (blocks, rest) = payload.as_chunks_mut::<16>();
    for block in blocks {
        block.iter_mut().zip(wide).for_each(|(byte, key)| *byte ^= key);
    }
    rest.iter_mut().zip(wide).for_each(|(byte, key)| *byte ^= key);
    mask.rotate_left(payload.len() % 4);
}

/// What a browser is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Bytes,
    Text,
    Pong,
    Close,
}

/// Room for the header of a frame to a browser.
pub(crate) const HEADROOM: usize = 10;

/// Writes a header right before the payload, which begins in `buffer` at [`HEADROOM`]; says where the frame begins.
pub(crate) fn put_header(said: Said, octets: usize, buffer: &mut [u8]) -> usize {
    let opcode = match said {
        Said::Bytes => OpCode::Data(Data::Binary),
        Said::Text => OpCode::Data(Data::Text),
        Said::Pong => OpCode::Control(Control::Pong),
        Said::Close => OpCode::Control(Control::Close),
    };
    let header = FrameHeader {
        opcode,
        ..FrameHeader::default()
    };
    let begin = HEADROOM.saturating_sub(header.len(octets as u64));
    let mut place = buffer.get_mut(begin..HEADROOM).unwrap_or_default();
    // The place is as long as the header says it is.
    let _ = header.format(octets as u64, &mut place);
    begin
}

#[cfg(test)]
mod tests;
