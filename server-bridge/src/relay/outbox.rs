//! Bytes that one side sent and the other has not taken yet. It lets the bridge read on for a while, so that credit is not
//! stuck behind bytes of a server that waits for that very credit; it is small, so that the sender is held back soon.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::AsyncWrite;

use crate::relay::frame::FRAME_MAX;

/// With this much waiting, nothing further is read.
const FULL: usize = 2 * FRAME_MAX;

/// Bytes in their order. Empty, it holds no memory: most tunnels have nothing waiting most of the time.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    bytes: Vec<u8>,
    /// How many of them are gone already.
    taken: usize,
}

impl Outbox {
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn has_room(&self) -> bool {
        self.bytes.len() - self.taken < FULL
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        // What is gone makes room before more is asked for.
        if self.bytes.len() + bytes.len() > self.bytes.capacity() {
            self.bytes.drain(..self.taken);
            self.taken = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// Hands `to` as much as it takes at once, and says how much that was.
    pub(crate) fn poll_write<W: AsyncWrite + Unpin>(
        &mut self,
        cx: &mut Context<'_>,
        to: &mut W,
    ) -> Poll<io::Result<usize>> {
        let waiting = self.bytes.get(self.taken..).unwrap_or_default();
        let taken = ready!(Pin::new(to).poll_write(cx, waiting))?;
        if taken == 0 {
            return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
        }
        self.taken += taken;
        if self.taken >= self.bytes.len() {
            self.clear();
        }
        Poll::Ready(Ok(taken))
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::{AsyncReadExt, DuplexStream};

    use super::*;

    #[test]
    fn it_is_full_however_the_bytes_came() {
        let (mut small, mut large) = (Outbox::default(), Outbox::default());
        (0..FULL).for_each(|_| small.push(b"x"));
        (0..2).for_each(|_| large.push(&[0; FRAME_MAX]));
        assert!(!small.has_room() && !large.has_room());
        large.clear();
        assert!(large.is_empty() && large.has_room());
    }

    /// What the other end hears of one write.
    async fn taken(outbox: &mut Outbox, ours: &mut DuplexStream, theirs: &mut DuplexStream) -> Vec<u8> {
        let octets = poll_fn(|cx| outbox.poll_write(cx, ours)).await.unwrap();
        let mut heard = vec![0; octets];
        theirs.read_exact(&mut heard).await.unwrap();
        heard
    }

    #[tokio::test]
    async fn what_is_taken_a_little_at_a_time_arrives_in_order_and_leaves_no_memory() {
        let (mut ours, mut theirs) = tokio::io::duplex(7);
        let mut outbox = Outbox::default();
        let mut sent = Vec::new();
        let mut heard = Vec::new();
        for n in 0..100_u8 {
            let bytes = [n; 11];
            outbox.push(&bytes);
            sent.extend(bytes);
            heard.extend(taken(&mut outbox, &mut ours, &mut theirs).await);
        }
        while !outbox.is_empty() {
            heard.extend(taken(&mut outbox, &mut ours, &mut theirs).await);
        }
        assert_eq!(heard, sent);
        assert_eq!(outbox.bytes.capacity(), 0);
    }
}
