//! The attempts of one sign-in, as a plain queue: what comes after which refusal. It must not wait for anything.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use crate::engine::driver::{Greeted, Heard, LinkError};
use crate::pop3::auth::{self, Allowed, Way, Wire};
use crate::pop3::{RefusalCause, Reply};
use crate::sasl::{Credentials, Encoding, Reason, Strength};
use crate::store::SignIn;

/// One way with one form of the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attempt {
    pub(super) way: Way,
    pub(super) credentials: Credentials,
}

/// A server's refusal.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) reply: Reply,
    pub(super) reason: Option<Reason>,
    /// Whether the server could judge the credentials.
    pub(super) tested: bool,
}

/// What is still to be tried.
#[derive(Debug)]
pub(super) struct Attempts {
    queue: VecDeque<Attempt>,
    /// Offered, tried and refused.
    useless: Vec<Way>,
    /// What worked the last time.
    worked: Option<Way>,
    /// Whether the server has promised to say `[AUTH]` when credentials are wrong (RFC 3206 §6).
    promises_codes: bool,
    /// What it comes to when nothing is left.
    verdict: Option<LinkError>,
}

impl Attempts {
    pub(super) fn plan(
        greeted: &Greeted,
        wire: Wire,
        binds: bool,
        history: &SignIn,
        credentials: &Credentials,
    ) -> Result<Self, LinkError> {
        let named = |name: &Option<String>| name.as_deref().and_then(Way::of_name);
        let worked = named(&history.worked);
        let useless: Vec<Way> = history
            .useless
            .iter()
            .filter_map(|name| Way::of_name(name))
            .collect();
        let allowed = Allowed {
            wire,
            binds,
            wanted: named(&history.wanted),
            worked,
            useless: &useless,
        };
        let capabilities = greeted.capabilities.as_ref();
        let ways = auth::ways(capabilities, greeted.apop_timestamp.as_ref(), &allowed)
            .map_err(LinkError::NoMechanism)?;
        let latin1 = credentials.in_latin1().filter(|_| !greeted.takes_utf8());
        let forms = |way: Way| {
            let other = latin1.clone().filter(|_| way.takes_any_encoding());
            let mut forms: Vec<Credentials> =
                [Some(credentials.clone()), other].into_iter().flatten().collect();
            if history.latin1 && worked == Some(way) {
                forms.reverse();
            }
            forms
                .into_iter()
                .map(move |credentials| Attempt { way, credentials })
        };
        Ok(Self {
            queue: ways.into_iter().flat_map(forms).collect(),
            useless: Vec::new(),
            worked,
            promises_codes: capabilities.is_some_and(|found| found.auth_resp_code),
            verdict: None,
        })
    }

    /// What to try next.
    ///
    /// # Errors
    /// Nothing is left: what it all comes to.
    pub(super) fn next(&mut self) -> Result<Attempt, LinkError> {
        self.queue
            .pop_front()
            .ok_or_else(|| self.verdict.take().unwrap_or(LinkError::LogInHungUp))
    }

    pub(super) fn is_over(&self) -> bool {
        self.queue.is_empty()
    }

    /// Takes a refusal.
    ///
    /// # Errors
    /// No other attempt would change it, or none may be made.
    pub(super) fn refused(&mut self, attempt: &Attempt, refusal: Refusal) -> Result<(), LinkError> {
        let Refusal {
            reply,
            reason,
            tested,
        } = refusal;
        if let Some(reason @ (Reason::ChannelBindingsDontMatch | Reason::OfferCutOut)) = reason {
            return Err(LinkError::LogInIntercepted(reason));
        }
        let known_wrong = reason == Some(Reason::InvalidProof);
        let verdict = match reply.cause() {
            RefusalCause::Credentials => LinkError::LogInRefused(reply, reason),
            RefusalCause::Unsaid if !tested => LinkError::WayRefused(reply),
            RefusalCause::Unsaid if self.promises_codes => LinkError::LogInTroubled(reply),
            RefusalCause::Unsaid => LinkError::LogInRefused(reply, reason),
            _ => return Err(LinkError::LogInRefused(reply, reason)),
        };
        if known_wrong {
            return Err(verdict);
        }
        self.leave(attempt.way, tested);
        // Once a password was refused, a way that does not work at all is no news.
        if tested || self.verdict.is_none() {
            self.verdict = Some(verdict);
        }
        Ok(())
    }

    /// Takes it that the server hung up instead of refusing.
    pub(super) fn hung_up(&mut self, attempt: &Attempt, heard: Heard) {
        self.leave(attempt.way, heard == Heard::Credentials);
        self.queue.retain(|next| next.way != attempt.way);
    }

    /// What is worth remembering after an attempt that went well.
    pub(super) fn history(&self, before: &SignIn, worked: &Attempt) -> SignIn {
        let useless = self.useless.iter().map(|way| way.name().to_owned());
        let mut useless: Vec<String> = before.useless.iter().cloned().chain(useless).collect();
        useless.sort_unstable();
        useless.dedup();
        useless.retain(|name| name != worked.way.name());
        SignIn {
            wanted: before.wanted.clone(),
            worked: Some(worked.way.name().to_owned()),
            latin1: worked.credentials.encoding() == Encoding::Latin1,
            useless,
        }
    }

    /// Drops what is not to be tried after a way was refused.
    fn leave(&mut self, way: Way, tested: bool) {
        if !tested {
            self.queue.retain(|next| next.way != way);
            return;
        }
        if !self.useless.contains(&way) {
            self.useless.push(way);
        }
        // Whatever is wrong with a proof (servers list mechanisms whose keys they do not have), what worked before shows
        // it, or the password itself; between two proofs, or two ways to say the password, there is nothing to learn.
        let revealing = |way: &Way| way.strength() == Strength::Revealing;
        let mut ways = self.queue.iter().map(|next| next.way);
        let last = match self.worked {
            Some(worked) => ways.find(|next| *next == worked && way != worked),
            None => ways.find(revealing).filter(|_| !revealing(&way)),
        };
        self.queue
            .retain(|next| next.way == way || Some(next.way) == last);
    }
}
