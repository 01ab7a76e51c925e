//! What the browser sent and the server has not taken yet. It lets the bridge read on for a while, so that credit is not
//! stuck behind bytes of a server that waits for that very credit; it is small, so that the browser is held back soon.

use std::collections::VecDeque;
use std::io;

use bytes::{Buf, Bytes};
use tokio::io::AsyncWriteExt;
use tokio::net::tcp::WriteHalf;

use crate::relay::frame::FRAME_MAX;

/// With this much waiting, no further frame is read.
const FULL: usize = 2 * FRAME_MAX;
/// Nor with this many frames, however small: each costs more than its bytes.
const MOST_FRAMES: usize = 64;

/// Frames in their order.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    frames: VecDeque<Bytes>,
    octets: usize,
}

impl Outbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.octets == 0
    }

    pub(crate) fn has_room(&self) -> bool {
        self.octets < FULL && self.frames.len() < MOST_FRAMES
    }

    /// Adds a frame; one without bytes adds nothing.
    pub(crate) fn push(&mut self, frame: Bytes) {
        if !frame.is_empty() {
            self.octets += frame.len();
            self.frames.push_back(frame);
        }
    }

    /// Hands the server as much as it takes at once, and says how much that was. Cancel-safe.
    pub(crate) async fn write_some(&mut self, write: &mut WriteHalf<'_>) -> io::Result<usize> {
        let Some(frame) = self.frames.front_mut() else {
            return Ok(0);
        };
        let taken = write.write(frame).await?;
        frame.advance(taken);
        self.octets -= taken;
        if frame.is_empty() {
            self.frames.pop_front();
        }
        Ok(taken)
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_without_bytes_take_no_room() {
        let mut outbox = Outbox::default();
        (0..1000).for_each(|_| outbox.push(Bytes::new()));
        assert!(outbox.is_empty() && outbox.has_room() && outbox.frames.is_empty());
    }

    #[test]
    fn many_small_frames_fill_it_like_few_large_ones() {
        let (mut small, mut large) = (Outbox::default(), Outbox::default());
        (0..MOST_FRAMES).for_each(|_| small.push(Bytes::from_static(b"x")));
        (0..2).for_each(|_| large.push(vec![0; FRAME_MAX].into()));
        assert!(!small.has_room() && !large.has_room());
        large.clear();
        assert!(large.is_empty() && large.has_room());
    }
}
