//! Whole conversations with the demo servers, over TLS, as a mail client has them.

mod client;
mod pop3;
mod smtp;

use super::*;

/// The servers with a few messages, since most conversations are not about what is in the mailbox.
async fn demo() -> Demo {
    let few: Vec<_> = messages::ALL
        .iter()
        .filter(|(name, _)| name.starts_with("lantern/"))
        .copied()
        .collect();
    let maildrop = Maildrop::holding(&few, time::OffsetDateTime::now_utc()).unwrap();
    start_with(Arc::new(maildrop)).await.unwrap()
}
