//! Trying a connection as far as it goes, step by step, and keeping nothing. It must not fetch a message nor delete one.

mod steps;

use super::account::connection;
use super::driver::{Link, LinkError, Milestone, Silence};
use super::sign_in::Visit;
use super::transcript::Recording;
use super::{Engine, fault};
use crate::clock::Clock;
use crate::pop3::{Capabilities, CommandKind, Event, Intent};
use crate::secret::Secret;
use crate::store::{Connection, SignIn, Store};
use crate::tls::PeerFacts;
use crate::transport::{Dial, Stream};
use crate::units::{Octets, UnixMillis};
use crate::wire::{
    AccountSetup, CheckState, ConnectionFacts, Errand, Fault, FaultKind, Learnt, SetupCheck, StepView,
};

use steps::{Ids, Steps};

/// Hears how each step of a test goes, with what was learnt.
pub(super) type OnCheck<'a> = &'a dyn Fn(SetupCheck, CheckState, String);

/// A connection to be tried.
pub(super) struct Probe<'a> {
    pub(super) visit: Visit<'a>,
    pub(super) errand: Errand,
    pub(super) recording: Recording,
    /// The server wants nobody to sign in before.
    pub(super) not_before: Option<UnixMillis>,
}

/// How far it went, all the way.
pub(super) struct Reached {
    pub(super) messages: u32,
    pub(super) octets: Octets,
    pub(super) peer: Option<PeerFacts>,
    pub(super) capabilities: Option<Capabilities>,
}

impl<S: Store, D: Dial, C: Clock> Engine<S, D, C> {
    /// Tries a connection: bridge, server, encryption, greeting, sign-in, mailbox.
    ///
    /// # Errors
    /// The first thing that does not work; the step it happened in was told as [`CheckState::Failed`].
    pub async fn test_connection(
        &self,
        setup: &AccountSetup,
        password: &Secret,
        on_check: OnCheck<'_>,
    ) -> Result<ConnectionFacts, Fault> {
        let probe = Probe {
            visit: Visit {
                server: &connection(setup)?,
                password,
                history: &SignIn::default(),
            },
            errand: Errand::Test,
            recording: Recording::default(),
            not_before: None,
        };
        let reached = self.probe(&probe, &|step| test_step(step, on_check)).await?;
        let peer = reached.peer.as_ref();
        Ok(ConnectionFacts {
            messages: reached.messages,
            octets: reached.octets,
            encryption: peer.map(steps::cipher).unwrap_or_default(),
            certificate: peer.map(certificate).unwrap_or_default(),
        })
    }

    /// Meets a server: bridge, server, encryption, greeting, capabilities. Nobody signs in, so that a name that was only
    /// guessed learns neither who asks nor a password.
    ///
    /// # Errors
    /// As for [`Engine::test_connection`].
    pub async fn meet_server(&self, setup: &AccountSetup, on_check: OnCheck<'_>) -> Result<(), Fault> {
        let server = connection(setup)?;
        let on_step = |step| test_step(step, on_check);
        let now = || self.clock.now();
        let mut steps = Steps::new(&on_step, &now);
        let met = self.meet(&server, &mut steps).await;
        if let Err(fault) = &met {
            steps.fail(fault);
        }
        met
    }

    async fn meet(&self, server: &Connection, steps: &mut Steps<'_>) -> Result<(), Fault> {
        let mut link = self
            .arrive(server, Errand::Meeting, &Recording::default(), steps)
            .await?;
        let greeted = link
            .greet(&mut |milestone| steps.reached(milestone, server.protection))
            .await
            .map_err(|error| fault::link(error, &fault::Server::of(server)))?;
        steps.met(greeted.capabilities.as_ref());
        link.quit().await;
        Ok(())
    }

    /// Tries a connection as far as it goes; the step in which it ends was told as [`CheckState::Failed`].
    pub(super) async fn probe(
        &self,
        probe: &Probe<'_>,
        on_step: &dyn Fn(StepView),
    ) -> Result<Reached, Fault> {
        let now = || self.clock.now();
        let mut steps = Steps::new(on_step, &now);
        let reached = self.walk(probe, &mut steps).await;
        let fault = reached.as_ref().err();
        if let Some(fault) = fault {
            steps.fail(fault);
        }
        probe.recording.ended(self.clock.now(), fault);
        reached
    }

    /// Has a server take the connection.
    async fn arrive(
        &self,
        server: &Connection,
        errand: Errand,
        recording: &Recording,
        steps: &mut Steps<'_>,
    ) -> Result<Link<'_, D::Stream, C>, Fault> {
        steps.begin(SetupCheck::Bridge);
        let mut link = match Link::open(self, server, errand).await {
            Ok(link) => link,
            Err(error) => {
                steps.not_connected(&error);
                return Err(fault::link(error, &fault::Server::of(server)));
            }
        };
        link.expect_within(self.options.probe_silence_ms);
        link.record(recording);
        steps.connected(server.protection);
        Ok(link)
    }

    async fn walk(&self, probe: &Probe<'_>, steps: &mut Steps<'_>) -> Result<Reached, Fault> {
        let server = probe.visit.server;
        let at = fault::Server::of(server);
        let at_server = |error| fault::link(error, &at);
        let mut link = self.arrive(server, probe.errand, &probe.recording, steps).await?;

        let mut on_milestone = |milestone: Milestone<'_>| steps.reached(milestone, server.protection);
        if let Some(moment) = probe.not_before {
            let greeted = link.greet(&mut on_milestone).await.map_err(at_server)?;
            on_milestone(Milestone::CapabilitiesKnown(greeted.capabilities.as_ref()));
            link.quit().await;
            steps.hold(moment);
            return Err(at.fault(
                FaultKind::LoginDelayed,
                "not tried, since the server wants a pause",
            ));
        }
        let signed_in = match self.sign_in(&mut link, probe.visit, &mut on_milestone).await {
            Ok(signed_in) => signed_in,
            Err(error) => {
                return Err(at_server(match error {
                    LinkError::Silent {
                        silence: Silence::GreetingInClear,
                        ..
                    } => link.provoke(self, server, error).await,
                    error => error,
                }));
            }
        };
        let way = Learnt::Words(signed_in.worked.unwrap_or_default());
        steps.pass(SetupCheck::SignIn, SetupCheck::UniqueIds, way);

        let (messages, octets) = measure(&mut link, steps).await.map_err(at_server)?;
        steps.end(SetupCheck::Mailbox, Learnt::Mailbox { messages, octets });
        link.quit().await;
        Ok(Reached {
            messages,
            octets,
            capabilities: link.capabilities().cloned(),
            peer: link.peer,
        })
    }
}

/// How much mail there is, and whether it can be told apart.
async fn measure<T: Stream, C: Clock>(
    link: &mut Link<'_, T, C>,
    steps: &mut Steps<'_>,
) -> Result<(u32, Octets), LinkError> {
    link.send(Intent::UniqueIds(None))?;
    link.send(Intent::Stat)?;
    let mut ids = Ids::default();
    loop {
        match link.event().await? {
            Event::UniqueIdListed { uidl, .. } => ids.add(uidl),
            Event::UniqueIdsEnded => {
                steps.pass(SetupCheck::UniqueIds, SetupCheck::Mailbox, ids.learnt());
            }
            Event::Refused {
                command: CommandKind::UniqueIds(_),
                ..
            } => steps.pass(SetupCheck::UniqueIds, SetupCheck::Mailbox, Learnt::NoUniqueIds),
            Event::StatReceived { messages, octets } => return Ok((messages, octets)),
            Event::Refused {
                command: CommandKind::Stat,
                ..
            } => return Ok((0, Octets(0))),
            _ => {}
        }
    }
}

/// A step as a test tells it: the bridge finds the name and the server in one go.
fn test_step(step: StepView, on_check: OnCheck<'_>) {
    let check = match (step.check, step.state) {
        (SetupCheck::Name, CheckState::Failed) => SetupCheck::Connect,
        (SetupCheck::Name, _) => return,
        (check, _) => check,
    };
    let detail = match step.learnt {
        Learnt::Encryption { protocol, .. } => protocol,
        Learnt::Mailbox { messages, .. } => messages.to_string(),
        _ => String::new(),
    };
    on_check(check, step.state, detail);
}

fn certificate(peer: &PeerFacts) -> String {
    format!("{} ({})", peer.certificate.subject, peer.certificate.issuer)
}
