//! A run of fetching: finds out what is new on the server and brings it here, newest first, in batches.
//!
//! ```text
//!   begin_sync ─► sign in ─► STAT, UIDL, LIST ─► plan ─► TOP … (rows appear) ─► RETR … (batches commit) ─► QUIT
//!   (lease)                                                                     └─ cut anywhere: what is committed
//!                                                                                  stays, the rest comes next time
//! ```
//!
//! Mail stays on the server unless the account's policy says otherwise: then `DELE` goes out before `QUIT`, only for what
//! is here and was read back whole ([`deleting`]), or what the user wants gone without.

mod batch;
mod commit;
mod deleting;
mod fetching;
mod glance;
pub(super) mod gmail;
mod listing;
mod mending;
mod recognise;
mod session;
mod wishes;

use std::pin::{Pin, pin};

use futures::future::{Either, select};

use self::fetching::Line;
use self::mending::Damaged;
use super::driver::{Link, LinkError};
use super::plan::{Known, PlanLimits, plan};
use super::rules::Rulebook;
use super::{Engine, fault, mailbox};
use crate::clock::Clock;
use crate::pop3::Event;
use crate::store::{SeenKey, SeenMark, SkipReason, Store, SyncLease};
use crate::transport::{Dial, Stream};
use crate::units::{AccountId, MessageId, Octets, Sha256, Uidl};
use crate::wire::{Fault, FaultKind, SkippedView, SyncState, SyncView};

/// From this many new messages on, headers come first, so that the list fills at once.
const PREVIEW_FROM: usize = 100;

/// After so much silence a run says that it is waiting.
const SAY_AFTER_MS: u32 = 30_000;
/// What happens during a run.
#[derive(Clone, Debug)]
pub enum SyncEvent {
    /// Where the run stands; may come often.
    Progress(SyncView),
    /// Rows were written to these pages.
    PagesChanged(Vec<u32>),
    /// A message is here for good.
    Fetched {
        /// The server's id.
        uidl: Uidl,
        /// The hash of its bytes.
        sha256: Sha256,
        /// Their number.
        octets: Octets,
    },
    /// The server deleted a message that is here.
    Deleted {
        /// The server's id.
        uidl: Uidl,
        /// The hash of the copy here.
        sha256: Sha256,
    },
    /// A message was passed over.
    Skipped {
        /// The server's id.
        uidl: Uidl,
        /// Why.
        reason: SkipReason,
    },
    /// What went over the connection, once, at the end of a run whatever its outcome.
    Traffic(SyncReport),
}

/// What a run cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Messages that came.
    pub fetched: u32,
    /// Times that the run had to wait for an answer before it could say more.
    pub round_trips: u32,
    /// Bytes received, encryption included.
    pub bytes_in: u64,
    /// Bytes sent, encryption included.
    pub bytes_out: u64,
}

/// Ends a run early, at the next moment where nothing is lost.
pub struct Stop<'a>(Pin<Box<dyn Future<Output = ()> + 'a>>);

impl std::fmt::Debug for Stop<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stop")
    }
}

impl<'a> Stop<'a> {
    /// Stops when `signal` is ready.
    pub fn when(signal: impl Future<Output = ()> + 'a) -> Self {
        Self(Box::pin(signal))
    }

    /// Lets the run go to its end.
    #[must_use]
    pub fn never() -> Self {
        Self::when(futures::future::pending())
    }
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Fetches what is new when nobody asked for it. `None`: the server wants a longer pause since the last log-in, and
    /// nothing was done.
    ///
    /// # Errors
    /// As [`Self::sync`].
    pub async fn sync_unasked(
        &self,
        account: AccountId,
        on_event: &dyn Fn(SyncEvent),
        stop: Stop<'_>,
    ) -> Result<Option<SyncReport>, Fault> {
        let server = self.store.server(account).await?;
        if server
            .automatic_from()
            .is_some_and(|from| self.clock.now() < from)
        {
            return Ok(None);
        }
        self.sync(account, &[], on_event, stop).await.map(Some)
    }

    /// Fetches what is new. `first` are messages that the user asked for: they come first, however large.
    ///
    /// What was committed before a fault stays, and a later run goes on from there.
    ///
    /// # Errors
    /// The first fault that ended the run; [`FaultKind::Cancelled`] when stopped; [`FaultKind::MessageRefused`] when
    /// all went well except that a message had to stay on the server.
    pub async fn sync(
        &self,
        account: AccountId,
        first: &[MessageId],
        on_event: &dyn Fn(SyncEvent),
        stop: Stop<'_>,
    ) -> Result<SyncReport, Fault> {
        self.run(account, Purpose::Fetch(first), on_event, stop).await
    }

    /// Finds out what is on the server now, and fetches nothing.
    ///
    /// # Errors
    /// As [`Self::sync`].
    pub async fn look_at_server(
        &self,
        account: AccountId,
        on_event: &dyn Fn(SyncEvent),
        stop: Stop<'_>,
    ) -> Result<(), Fault> {
        let nothing = Stretch { start: 0, count: 0 };
        let look = Purpose::Look(nothing);
        self.run(account, look, on_event, stop).await.map(drop)
    }

    /// The same, and looks at the headers of messages of which nothing is here, in a stretch of the list that is counted
    /// from the newest message. They are for [`Engine::server_box`]: nothing is kept.
    ///
    /// # Errors
    /// As [`Self::sync`].
    pub async fn look_at_headers(
        &self,
        account: AccountId,
        stretch: Stretch,
        on_event: &dyn Fn(SyncEvent),
        stop: Stop<'_>,
    ) -> Result<(), Fault> {
        let look = Purpose::Look(stretch);
        self.run(account, look, on_event, stop).await.map(drop)
    }

    async fn run(
        &self,
        account: AccountId,
        purpose: Purpose<'_>,
        on_event: &dyn Fn(SyncEvent),
        stop: Stop<'_>,
    ) -> Result<SyncReport, Fault> {
        let mut run = Run {
            engine: self,
            on_event,
            stop,
            view: SyncView {
                account,
                state: SyncState::Connecting,
                done: 0,
                total: 0,
                done_octets: Octets(0),
                total_octets: Octets(0),
                fault: None,
                skipped: 0,
                checked_at: None,
                elsewhere: false,
                silent_s: 0,
            },
            first_skipped: None,
            noted: Vec::new(),
            damaged: Vec::new(),
            rules: Rulebook::default(),
            report: SyncReport::default(),
        };
        run.tell();
        let outcome = run.run(purpose).await;
        run.finish(outcome)
    }
}

/// What a run is for.
#[derive(Clone, Copy, Debug)]
enum Purpose<'a> {
    /// To bring what is new, these messages first.
    Fetch(&'a [MessageId]),
    /// To see what is there, with the headers of these.
    Look(Stretch),
}

/// A part of what the server lists, counted from the newest message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first, 0-based.
    pub start: u32,
    /// How many.
    pub count: u32,
}

/// A run under way.
struct Run<'a, S, D, C> {
    engine: &'a Engine<S, D, C>,
    on_event: &'a dyn Fn(SyncEvent),
    stop: Stop<'a>,
    view: SyncView,
    first_skipped: Option<SkippedView>,
    /// What this run brought, whole or not.
    noted: Vec<(SeenKey, MessageId)>,
    /// What was asked for because its copy here is damaged.
    damaged: Vec<Damaged>,
    /// What is done with messages as they come.
    rules: Rulebook,
    report: SyncReport,
}

impl<S: Store, D: Dial, C: Clock> Run<'_, S, D, C> {
    /// What a session does once it is signed in.
    async fn visit<T: Stream>(
        &mut self,
        link: &mut Link<'_, T, C>,
        lease: SyncLease,
        mut seen: Vec<SeenMark>,
        purpose: Purpose<'_>,
    ) -> Result<Line, RunError> {
        self.phase(SyncState::Listing);
        let known: &[SeenMark] = match purpose {
            Purpose::Fetch(_) => &seen,
            // Sizes are wanted, too.
            Purpose::Look(_) => &[],
        };
        let mut listed = listing::list(self, link, known).await?;
        self.reconcile(lease, &mut listed).await?;
        let first = match purpose {
            Purpose::Fetch(first) => first,
            Purpose::Look(stretch) => {
                self.keep_listing(&listed, &seen).await?;
                self.glance(link, &listed, stretch).await?;
                link.quit().await;
                return Ok(Line::Good);
            }
        };
        let wishes = self.wishes(lease).await?;
        self.rules = self.engine.rulebook(lease.account).await?;
        // Decided again at the end, by what the user wants then.
        let on_server = if self.deletion_policy(lease).await?.keeps_all() && wishes.is_empty() {
            Vec::new()
        } else {
            listed.clone()
        };
        let unlisted = recognise::recognise(self, link, lease, &mut listed, &mut seen).await?;
        self.keep_listing(&listed, &seen).await?;
        let limits = self.limits(lease).await?;
        let damaged = self.find_damaged(first, &seen).await?;
        let known = Known {
            seen: &seen,
            first,
            damaged: &damaged,
            wishes: &wishes,
        };
        let plan = plan(listed, known, limits);
        let wanted = u32::try_from(plan.fetches.len()).unwrap_or(u32::MAX);
        self.view.total = self.view.done.saturating_add(wanted);
        self.view.total_octets = Octets(self.view.done_octets.0.saturating_add(plan.octets().0));
        if wanted > 0 || !plan.previews.is_empty() || !plan.headers.is_empty() {
            self.phase(SyncState::Fetching);
        }
        let line = fetching::fetch(self, link, lease, plan, unlisted).await?;
        self.settle_fetched(&wishes, &seen).await?;
        if line == Line::Choked {
            return Ok(line);
        }
        let deletions = self.ask_to_delete(link, lease, on_server, &seen).await?;
        // A server that hangs up instead is forgiven: what it did is seen next time.
        if link.quit().await {
            self.confirm(lease, deletions).await?;
        }
        Ok(line)
    }

    async fn limits(&self, lease: SyncLease) -> Result<PlanLimits, RunError> {
        let kept = self.engine.store.fetch_limits(lease.account).await;
        let kept = kept.map_err(Fault::from)?;
        // What an earlier session of this run brought counts.
        let most = kept
            .most_per_check
            .map(|most| most.saturating_sub(self.report.fetched) as usize);
        Ok(PlanLimits {
            preview_from: PREVIEW_FROM,
            max_octets: self.engine.options.max_message,
            max_asked: self.engine.options.max_asked,
            headers_only: kept.headers_only,
            largest: kept.largest.unwrap_or(Octets(u64::MAX)),
            most: most.unwrap_or(usize::MAX),
        })
    }

    /// The next event, unless the run is stopped.
    async fn event<T: Stream>(&mut self, link: &mut Link<'_, T, C>) -> Result<Event, RunError> {
        if let Some(event) = link.event_at_hand() {
            return Ok(event?);
        }
        match self.unless_stopped(link.event()).await {
            Some(event) => Ok(event?),
            None => Err(RunError::Link(LinkError::Cancelled)),
        }
    }

    /// Waits, and says so when it takes long; `None` when the run is stopped meanwhile.
    async fn unless_stopped<T>(&mut self, awaited: impl Future<Output = T>) -> Option<T> {
        let mut awaited = pin!(awaited);
        loop {
            let long = pin!(self.engine.clock.sleep_ms(SAY_AFTER_MS));
            // The stop is looked at first: a line that never falls silent must not outrun it.
            match select(&mut self.stop.0, select(awaited.as_mut(), long)).await {
                Either::Left(_) => {
                    self.stop = Stop::never();
                    return None;
                }
                Either::Right((Either::Left((arrived, _)), _)) => {
                    self.view.silent_s = 0;
                    return Some(arrived);
                }
                Either::Right((Either::Right(_), _)) => {
                    self.view.silent_s = self.view.silent_s.saturating_add(SAY_AFTER_MS / 1000);
                    self.tell();
                }
            }
        }
    }

    /// Rows of these messages were written.
    async fn written(&self, ids: &[MessageId]) -> Result<(), RunError> {
        let pages = mailbox::pages_of(ids);
        self.engine.reload_pages(self.view.account, &pages).await?;
        (self.on_event)(SyncEvent::PagesChanged(pages));
        Ok(())
    }

    fn phase(&mut self, state: SyncState) {
        self.view.state = state;
        self.tell();
    }

    fn tell(&self) {
        (self.on_event)(SyncEvent::Progress(self.view.clone()));
    }

    /// Tells how the run ended.
    fn finish(mut self, outcome: Result<(), Fault>) -> Result<SyncReport, Fault> {
        (self.on_event)(SyncEvent::Traffic(self.report));
        let outcome = outcome.and_then(|()| match self.first_skipped.take() {
            Some(skipped) => Err(Fault {
                skipped: Some(skipped),
                ..Fault::of(FaultKind::MessageRefused)
            }),
            None => Ok(self.report),
        });
        self.view.state = match &outcome {
            Ok(_) => SyncState::Idle,
            Err(fault) if fault.kind == FaultKind::Cancelled => SyncState::Idle,
            Err(_) => SyncState::Error,
        };
        self.view.fault = outcome
            .as_ref()
            .err()
            .filter(|fault| fault.kind != FaultKind::Cancelled)
            .cloned();
        self.tell();
        outcome
    }
}

/// Why a run ended early.
#[derive(Debug)]
enum RunError {
    Link(LinkError),
    Fault(Fault),
}

impl RunError {
    fn into_fault(self, server: &fault::Server) -> Fault {
        match self {
            Self::Link(error) => fault::link(error, server),
            Self::Fault(fault) => fault,
        }
    }
}

impl From<LinkError> for RunError {
    fn from(error: LinkError) -> Self {
        Self::Link(error)
    }
}

impl From<Fault> for RunError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}
