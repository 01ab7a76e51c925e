//! The sessions of a run: one, mostly; more where a message did not end, or the server lists a part of its mail at a time.
//! It must not know what is fetched in them.

use super::fetching::Line;
use super::{Purpose, Run, RunError, gmail};
use crate::clock::Clock;
use crate::engine::driver::{Link, LinkError, Traffic};
use crate::engine::plan::Listed;
use crate::engine::sign_in::Visit;
use crate::engine::transcript::Recording;
use crate::engine::{Engine, fault};
use crate::pop3::Capabilities;
use crate::store::{Retention, ServerRecord, Store};
use crate::transport::{Dial, TransportError};
use crate::units::AccountId;
use crate::wire::{Errand, Fault, FaultKind};

/// So many messages without end are passed over in one run.
const MAX_CHOKED: u32 = 3;
/// A server that lists a part of its mail at a time is visited so often in one run: a quarter of a million messages.
const MAX_SESSIONS: u32 = 1000;

/// What a session that went well leaves to do.
enum After {
    Nothing,
    /// The next session starts behind a message that did not end.
    LineChoked,
    /// The server lists a part of its mail at a time.
    MoreMayBeListed,
}

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    /// As many sessions as it takes: mostly one.
    pub(super) async fn run(&mut self, purpose: Purpose<'_>) -> Result<(), Fault> {
        let mut choked = 0;
        for sessions in 1.. {
            let fetched = self.report.fetched;
            match self.session(purpose).await {
                Ok(After::Nothing) => break,
                Ok(After::LineChoked) => {
                    choked += 1;
                    if choked > MAX_CHOKED {
                        break;
                    }
                }
                Ok(After::MoreMayBeListed) if self.report.fetched == fetched => break,
                Ok(After::MoreMayBeListed) if sessions >= MAX_SESSIONS => break,
                Ok(After::MoreMayBeListed) => {}
                // What came is here; the rest can wait as long as the server wants.
                Err(fault) if sessions > 1 && fault.kind == FaultKind::LoginDelayed => break,
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// One session: all that is listed, or as much as comes over one line.
    async fn session(&mut self, purpose: Purpose<'_>) -> Result<After, Fault> {
        let account = self.view.account;
        let record = self.engine.account(account).await?;
        self.view.checked_at = record.checked_at;
        let password = self
            .engine
            .password(account)
            .await?
            .ok_or_else(|| Fault::of(FaultKind::PasswordNeeded))?;
        let (lease, seen) = self.engine.store.begin_sync(account).await?;

        let server = fault::Server::of(&record.connection);
        let engine = self.engine;
        let silence_ms = engine.patience.silence_ms(account, &engine.options);
        let recording = engine.record(account, &record.connection, &password);
        let errand = match purpose {
            Purpose::Fetch(_) => Errand::Check(account),
            Purpose::Look(_) => Errand::Look(account),
        };
        let connect = async {
            let visit = Visit {
                server: &record.connection,
                password: &password,
                history: &record.sign_in,
            };
            let mut opened = Link::open(engine, &record.connection, errand).await?;
            opened.expect_within(silence_ms);
            opened.record(&recording);
            let sign_in = engine.sign_in(&mut opened, visit, &mut |_| {}).await?;
            Ok::<_, LinkError>((opened, sign_in))
        };
        let opened = self.unless_stopped(connect).await;
        let opened = opened.unwrap_or(Err(LinkError::Cancelled));
        let (mut link, sign_in) = opened.map_err(|error| self.ended(error.into(), &server, &recording))?;
        if sign_in != record.sign_in {
            engine.store.remember_sign_in(account, sign_in).await?;
        }

        self.note_server(link.capabilities()).await?;
        let outcome = self.visit(&mut link, lease, seen, purpose).await;
        self.count(link.traffic());
        let completed = self.complete_listing().await;
        let line = outcome.map_err(|error| self.ended(error, &server, &recording))?;
        completed?;
        engine
            .patience
            .answered(account, link.slowest_ms(), &engine.options);

        let now = engine.clock.now();
        recording.ended(now, None);
        if matches!(purpose, Purpose::Look(_)) {
            return Ok(After::Nothing);
        }
        engine.store.finish_sync(lease, now).await?;
        self.view.checked_at = Some(now);
        Ok(match line {
            Line::Choked => After::LineChoked,
            Line::Good if gmail::lists_a_part(&record.connection) => After::MoreMayBeListed,
            Line::Good => After::Nothing,
        })
    }

    /// Why a session ended early, as a fault. A server that was silent is given more time next time.
    fn ended(&self, error: RunError, server: &fault::Server, recording: &Recording) -> Fault {
        if matches!(error, RunError::Link(LinkError::Silent { .. })) {
            self.engine.patience.was_silent(self.view.account);
        }
        let fault = error.into_fault(server);
        recording.ended(self.engine.clock.now(), Some(&fault));
        fault
    }

    /// Whether a message is to blame for the end of the line: the server fell silent over it, or broke off twice. It is
    /// tried again behind all others, so that it keeps nobody waiting.
    pub(super) fn stumbled_over(&self, error: &LinkError, listed: &Listed) -> bool {
        let (account, patience) = (self.view.account, &self.engine.patience);
        match error {
            LinkError::Silent { .. } => true,
            LinkError::Transport(TransportError::Lost(_)) | LinkError::Connection(_) => {
                patience.stumbled_again(account, listed.key.as_ref())
            }
            _ => false,
        }
    }

    const fn count(&mut self, traffic: Traffic) {
        self.report.round_trips = self.report.round_trips.saturating_add(traffic.round_trips);
        self.report.bytes_in = self.report.bytes_in.saturating_add(traffic.bytes_in);
        self.report.bytes_out = self.report.bytes_out.saturating_add(traffic.bytes_out);
    }

    /// Keeps what the server says of itself.
    pub(super) async fn note_server(&self, capabilities: Option<&Capabilities>) -> Result<(), Fault> {
        self.engine.note_server(self.view.account, capabilities).await
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Keeps what a server says of itself, now that it has let us in.
    pub(in crate::engine) async fn note_server(
        &self,
        account: AccountId,
        capabilities: Option<&Capabilities>,
    ) -> Result<(), Fault> {
        let before = self.store.server(account).await?;
        let server = ServerRecord {
            signed_in_at: Some(self.clock.now()),
            listed: before.listed,
            ..capabilities.map(server_record).unwrap_or_default()
        };
        Ok(self.store.note_server(account, server).await?)
    }
}

fn server_record(capabilities: &Capabilities) -> ServerRecord {
    ServerRecord {
        login_delay_s: capabilities.login_delay.map(|delay| delay.seconds),
        retention: capabilities.expire.map(|expire| match expire.days {
            Some(days) => Retention::Days(days),
            None => Retention::Unlimited,
        }),
        implementation: capabilities.implementation.clone(),
        ..ServerRecord::default()
    }
}
