//! The headers of messages of which nothing is here, for whoever looks at what is on the server. They are shown, and not
//! kept: no message gets a row, or counts as seen, because somebody looked at a list.

use std::collections::VecDeque;

use super::fetching::MAX_HEADER;
use super::{Run, RunError, Stretch};
use crate::clock::Clock;
use crate::engine::driver::Link;
use crate::engine::mailbox::Mailbox;
use crate::engine::plan::Listed;
use crate::mail::{self, MailSummary};
use crate::pop3::{CommandKind, Event, Intent};
use crate::store::Store;
use crate::transport::{Dial, Stream};

/// More headers are not asked for at a time.
const MOST: u32 = 100;

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    /// Looks at the headers of those messages of a stretch of `listed` that are not known. What came before a fault is
    /// shown.
    pub(super) async fn glance<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        listed: &[Listed],
        stretch: Stretch,
    ) -> Result<(), RunError> {
        if link.capabilities().is_some_and(|capabilities| !capabilities.top) {
            return Ok(());
        }
        let (account, count) = (self.view.account, stretch.count.min(MOST));
        let strangers = |mailbox: &mut Mailbox| {
            let listing = mailbox.listing.as_ref();
            listing.map(|listing| listing.strangers(stretch.start, count))
        };
        let mut asked = VecDeque::new();
        for place in self
            .engine
            .with_mailbox(account, strangers)
            .await?
            .unwrap_or_default()
        {
            if let Some(number) = listed.get(place).map(|listed| listed.number) {
                link.send(Intent::Top { number, lines: 0 })?;
                asked.push_back(place);
            }
        }
        let mut headers = Vec::new();
        let outcome = self.hear_headers(link, asked, &mut headers).await;
        let show = |mailbox: &mut Mailbox| {
            for (place, header) in headers {
                if let Some(listing) = &mut mailbox.listing {
                    listing.show(place, header);
                }
            }
        };
        self.engine.with_mailbox(account, show).await?;
        outcome
    }

    async fn hear_headers<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        mut asked: VecDeque<usize>,
        headers: &mut Vec<(usize, MailSummary)>,
    ) -> Result<(), RunError> {
        let mut header = Vec::new();
        while let Some(&place) = asked.front() {
            match self.event(link).await? {
                Event::MessageStarted { .. } => header.clear(),
                Event::MessageChunk { bytes, .. } if header.len() < MAX_HEADER => header.extend(bytes),
                Event::MessageEnded { .. } => {
                    headers.push((place, mail::summarise_header(&header, self.engine.clock.now())));
                    asked.pop_front();
                }
                Event::Refused {
                    command: CommandKind::Top(_),
                    ..
                } => drop(asked.pop_front()),
                _ => {}
            }
        }
        Ok(())
    }
}
