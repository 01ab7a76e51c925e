//! The demo mailbox as the servers see it: messages in order of arrival.
//! Lives in memory only, so that every start shows it whole.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use crate::demo::{DemoError, messages, template};

/// A message in the maildrop.
#[derive(Debug)]
pub(crate) struct Message {
    /// Stays the same across restarts, although the dates move with each.
    pub(crate) uidl: String,
    /// The bytes as they are, before dot-stuffing; end in CRLF.
    pub(crate) source: Vec<u8>,
}

/// Messages, and room for a few more.
#[derive(Debug)]
pub(crate) struct Maildrop {
    contents: Mutex<Contents>,
}

#[derive(Debug)]
struct Contents {
    messages: Vec<Arc<Message>>,
    delivered: usize,
    octets_free: usize,
}

impl Maildrop {
    /// The mailbox that this project wrote, dated so that its newest message came minutes ago.
    pub(crate) fn furnished() -> Result<Self, DemoError> {
        Self::holding(messages::ALL, OffsetDateTime::now_utc())
    }

    /// A mailbox with the messages that these sources, each with its name, make `now`.
    pub(crate) fn holding(sources: &[(&'static str, &str)], now: OffsetDateTime) -> Result<Self, DemoError> {
        let mut dated = Vec::with_capacity(sources.len());
        for (name, text) in sources {
            let message = template::assemble(text, now).map_err(|error| (*name, error))?;
            dated.push((
                message.sent,
                Message {
                    uidl: uidl(&[text.as_bytes()]),
                    source: message.source,
                },
            ));
        }
        dated.sort_by_key(|(sent, _)| *sent);
        let messages = dated.into_iter().map(|(_, message)| Arc::new(message)).collect();
        let contents = Contents {
            messages,
            delivered: 0,
            octets_free: DELIVERED_OCTETS,
        };
        Ok(Self {
            contents: Mutex::new(contents),
        })
    }

    /// The messages as one session sees them from its login to its end.
    pub(crate) fn snapshot(&self) -> Vec<Arc<Message>> {
        self.contents().messages.clone()
    }

    /// Takes in a message, if there is room.
    pub(crate) fn deliver(&self, source: Vec<u8>) -> Result<(), MaildropFull> {
        let mut contents = self.contents();
        let left = contents
            .octets_free
            .checked_sub(source.len())
            .ok_or(MaildropFull)?;
        if contents.delivered >= DELIVERED_MESSAGES {
            return Err(MaildropFull);
        }
        contents.octets_free = left;
        contents.delivered += 1;
        let uidl = uidl(&[&source, &contents.delivered.to_be_bytes()]);
        contents.messages.push(Arc::new(Message { uidl, source }));
        Ok(())
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the demo account can receive before it is started anew.
const DELIVERED_MESSAGES: usize = 200;
const DELIVERED_OCTETS: usize = 64 << 20;

/// There is no room for another message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct MaildropFull;

/// A unique id: the start of a hash, in printable characters (RFC 1939 §7, "UIDL").
fn uidl(content: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    content.iter().for_each(|part| hash.update(part));
    hash.finalize()
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests;
