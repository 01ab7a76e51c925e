//! Messages that came whole and wait to be committed together, and the one that is coming.

use sha2::{Digest, Sha256 as Hasher};

use crate::mail::{self, MailSummary};
use crate::store::{FetchedMessage, Original, Ruling, SeenKey};
use crate::units::{Octets, Sha256, UnixMillis};

/// A batch is committed when it holds this much …
const FULL_OCTETS: usize = 4 * 1024 * 1024;
const FULL_MESSAGES: usize = 250;
/// … or, so that mail shows soon and little is lost to a cut, when it has waited this long.
const FULL_AFTER_MS: i64 = 400;

/// What Exchange 2000 hangs on a last line that has no line end.
const GLUED_TERMINATOR: &[u8] = b".\r\n";

/// The batch of a run.
#[derive(Debug)]
pub(super) struct Batch {
    max_message: Octets,
    ready: Vec<FetchedMessage>,
    ready_octets: usize,
    committed_at: UnixMillis,
    bytes: Vec<u8>,
    hasher: Hasher,
    overflown: bool,
}

/// A message that came whole.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) original: Original,
    pub(super) mail: MailSummary,
}

impl Batch {
    pub(super) fn new(now: UnixMillis) -> Self {
        Self {
            max_message: Octets(0),
            ready: Vec::new(),
            ready_octets: 0,
            committed_at: now,
            bytes: Vec::new(),
            hasher: Hasher::new(),
            overflown: false,
        }
    }

    /// A message begins.
    pub(super) fn start(&mut self, max_message: Octets) {
        self.max_message = max_message;
        self.bytes = Vec::new();
        self.hasher = Hasher::new();
        self.overflown = false;
    }

    /// More of it. A message that turns out larger than the server said, and than is allowed, is not held.
    pub(super) fn chunk(&mut self, bytes: &[u8]) {
        if (self.bytes.len() + bytes.len()) as u64 > self.max_message.0 {
            self.overflown = true;
            self.bytes = Vec::new();
        }
        if !self.overflown {
            self.hasher.update(bytes);
            self.bytes.extend_from_slice(bytes);
        }
    }

    /// Whether it is larger than is allowed; then nothing of it is held.
    pub(super) const fn is_overflown(&self) -> bool {
        self.overflown
    }

    /// Whether it has this size when a terminator that was glued to it does not count.
    pub(super) fn is_of_size_without_terminator(&self, size: Octets) -> bool {
        let glued = self.bytes.strip_suffix(GLUED_TERMINATOR);
        glued.is_some_and(|message| message.len() as u64 == size.0)
    }

    /// Takes the glued terminator off.
    pub(super) fn cut_terminator(&mut self) {
        if self.bytes.ends_with(GLUED_TERMINATOR) {
            self.bytes.truncate(self.bytes.len() - GLUED_TERMINATOR.len());
            self.hasher = Hasher::new();
            self.hasher.update(&self.bytes);
        }
    }

    /// It is whole. `None` when it was too large to hold.
    pub(super) fn end(&mut self, now: UnixMillis) -> Option<Whole> {
        let bytes = std::mem::take(&mut self.bytes);
        let sha256 = Sha256(std::mem::take(&mut self.hasher).finalize().into());
        if self.overflown {
            return None;
        }
        let mail = mail::summarise(&bytes, now);
        Some(Whole {
            original: Original { bytes, sha256 },
            mail,
        })
    }

    /// It is new, and will be committed under this name, as rules say.
    pub(super) fn add(
        &mut self,
        key: SeenKey,
        Whole { original, mail }: Whole,
        ruling: Ruling,
        now: UnixMillis,
    ) {
        self.ready_octets += original.bytes.len();
        self.ready.push(FetchedMessage {
            key,
            original,
            mail,
            arrived_at: now,
            ruling,
        });
    }

    pub(super) fn is_due(&self, now: UnixMillis) -> bool {
        !self.ready.is_empty()
            && (self.ready_octets >= FULL_OCTETS
                || self.ready.len() >= FULL_MESSAGES
                || now.0.saturating_sub(self.committed_at.0) >= FULL_AFTER_MS)
    }

    /// Everything that waits, to be committed.
    pub(super) fn take(&mut self, now: UnixMillis) -> Vec<FetchedMessage> {
        self.committed_at = now;
        self.ready_octets = 0;
        std::mem::take(&mut self.ready)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Uidl;

    fn key() -> SeenKey {
        SeenKey {
            uidl: Uidl::new(b"1").unwrap(),
            occurrence: 0,
        }
    }

    #[test]
    fn a_message_in_pieces_is_hashed_whole() {
        let mut batch = Batch::new(UnixMillis(0));
        batch.start(Octets(100));
        batch.chunk(b"Subject: a\r\n");
        batch.chunk(b"\r\nb\r\n");
        let whole = batch.end(UnixMillis(0)).unwrap();
        batch.add(key(), whole, Ruling::default(), UnixMillis(0));
        let messages = batch.take(UnixMillis(0));
        assert_eq!(messages[0].original.bytes, b"Subject: a\r\n\r\nb\r\n");
        let hash: [u8; 32] = Hasher::digest(b"Subject: a\r\n\r\nb\r\n").into();
        assert_eq!(messages[0].original.sha256, Sha256(hash));
    }

    #[test]
    fn a_message_larger_than_the_server_said_is_let_go() {
        let mut batch = Batch::new(UnixMillis(0));
        batch.start(Octets(10));
        batch.chunk(b"123456");
        batch.chunk(b"789012");
        assert!(batch.end(UnixMillis(0)).is_none());
        batch.start(Octets(10));
        batch.chunk(b"12");
        let next = batch.end(UnixMillis(0)).unwrap();
        assert_eq!(next.original.bytes, b"12", "the next one is not touched by it");
    }

    #[test]
    fn what_came_is_not_kept_waiting() {
        let mut batch = Batch::new(UnixMillis(1000));
        assert!(!batch.is_due(UnixMillis(9000)), "nothing came");
        batch.start(Octets(10));
        let whole = batch.end(UnixMillis(1001)).unwrap();
        batch.add(key(), whole, Ruling::default(), UnixMillis(1001));
        assert!(!batch.is_due(UnixMillis(1002)));
        assert!(batch.is_due(UnixMillis(1000 + FULL_AFTER_MS)));
    }
}
