//! Signing in: which ways are tried, in which order, and what a refusal means. It must not know how bytes move.
//!
//! ```text
//!   strongest way that is offered ─refused─► the password itself, if nothing stronger ever worked ─refused─► fault
//!            │                                             │
//!            └─ hung up: connect again, once ──────────────┘       told to wait, or locked: fault at once
//! ```
//!
//! A server counts wrong passwords, and locks out whoever has too many: so a refusal by a server that could judge the
//! password leads to one other way at most, and what was of no use is remembered.

mod attempts;

use super::Engine;
use super::driver::{Greeted, Heard, Link, LinkError, Milestone};
use crate::clock::Clock;
use crate::pop3::auth::Way;
use crate::pop3::{Event, Intent, LogIn};
use crate::sasl::{Channel, Credentials, Exchange, Nonce, Setting, Strength};
use crate::secret::Secret;
use crate::store::{self, SignIn, Store};
use crate::transport::Dial;

use attempts::{Attempt, Attempts};

/// Who signs in where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit<'a> {
    pub(super) server: &'a store::Connection,
    /// Or an access token, where the way that the user wants takes one.
    pub(super) password: &'a Secret,
    /// How it went before.
    pub(super) history: &'a SignIn,
}

/// How an attempt ended.
enum Outcome {
    LoggedIn,
    Refused(attempts::Refusal),
}

impl<'a, S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Takes a connection that has just been opened as far as an open maildrop, and returns what is worth remembering.
    pub(super) async fn sign_in(
        &'a self,
        link: &mut Link<'a, D::Stream, C>,
        visit: Visit<'_>,
        on_milestone: &mut dyn FnMut(Milestone<'_>),
    ) -> Result<SignIn, LinkError> {
        let mut greeted = link.greet(on_milestone).await?;
        on_milestone(Milestone::CapabilitiesKnown(greeted.capabilities.as_ref()));
        link.shape(greeted.capabilities.as_ref())?;
        let credentials = Credentials::new(visit.server.username.clone(), visit.password.clone())
            .map_err(LinkError::Credentials)?;
        let binds = link.channel_binding().is_some();
        let mut attempts = Attempts::plan(&greeted, link.wire(), binds, visit.history, &credentials)?;
        let mut reconnected = false;
        loop {
            let attempt = attempts.next()?;
            match self.attempt(link, &greeted, visit, &attempt).await {
                Ok(Outcome::LoggedIn) => return Ok(attempts.history(visit.history, &attempt)),
                Ok(Outcome::Refused(refusal)) => attempts.refused(&attempt, refusal)?,
                Err(error) => {
                    let Some(heard) = error.hung_up_on_log_in() else {
                        return Err(error);
                    };
                    attempts.hung_up(&attempt, heard);
                    if attempts.is_over() || reconnected {
                        return Err(match heard {
                            Heard::Credentials => LinkError::LogInHungUp,
                            Heard::Mechanism => error,
                        });
                    }
                    reconnected = true;
                    link.reopen(self, visit.server).await?;
                    greeted = link.greet(&mut |_| {}).await?;
                    link.shape(greeted.capabilities.as_ref())?;
                }
            }
        }
    }

    async fn attempt(
        &self,
        link: &mut Link<'_, D::Stream, C>,
        greeted: &Greeted,
        visit: Visit<'_>,
        attempt: &Attempt,
    ) -> Result<Outcome, LinkError> {
        let credentials = attempt.credentials.clone();
        let log_in = match attempt.way {
            Way::UserPass => LogIn::UserPass(credentials),
            Way::Apop => match greeted.apop_timestamp.clone() {
                Some(timestamp) => LogIn::Apop(credentials, timestamp),
                // It was there before the server hung up.
                None => return Err(LinkError::LogInHungUp),
            },
            Way::Sasl(mechanism) => {
                let platform = self.options.platform;
                let mut octets = [0; Nonce::OCTETS];
                if !(platform.random)(&mut octets) {
                    return Err(LinkError::NoRandomness);
                }
                let setting = Setting {
                    nonce: &Nonce::of(octets),
                    channel: channel(link.channel_binding(), greeted, mechanism.strength()),
                    server: (&visit.server.host, visit.server.port),
                    nfkc: platform.nfkc,
                };
                LogIn::Sasl(Box::new(Exchange::new(mechanism, &credentials, &setting)))
            }
        };
        link.send(Intent::LogIn(log_in))?;
        loop {
            match link.event().await? {
                Event::LoggedIn => return Ok(Outcome::LoggedIn),
                Event::LogInRefused {
                    reply,
                    reason,
                    tested,
                } => {
                    return Ok(Outcome::Refused(attempts::Refusal {
                        reply,
                        reason,
                        tested,
                    }));
                }
                Event::LogInCancelled(error) => return Err(LinkError::LogInCancelled(error)),
                _ => {}
            }
        }
    }
}

/// What a mechanism is to say of the channel (RFC 5802 §6): that it binds, that it would have bound, or nothing where the
/// server offers to bind and it came to nothing.
fn channel(binding: Option<[u8; 32]>, greeted: &Greeted, strength: Strength) -> Channel {
    match binding {
        Some(value) if strength == Strength::BoundProof => Channel::Exporter(value),
        Some(_) if !greeted.offers_binding() => Channel::NotOffered,
        _ => Channel::None,
    }
}
