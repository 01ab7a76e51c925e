//! Trying a connection as far as it goes, step by step, and keeping nothing.

use super::account::connection;
use super::driver::{Link, LinkError, Milestone, Silence};
use super::sign_in::Visit;
use super::{Engine, fault};
use crate::clock::Clock;
use crate::pop3::{CommandKind, Event, Intent};
use crate::secret::Secret;
use crate::store::{SignIn, Store};
use crate::tls::PeerFacts;
use crate::transport::{Dial, TransportError};
use crate::units::Octets;
use crate::wire::{AccountSetup, CheckState, ConnectionFacts, Fault, FaultKind, Security, SetupCheck};

/// Hears how each step goes, with what was learnt.
pub(super) type OnCheck<'a> = &'a dyn Fn(SetupCheck, CheckState, String);

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
        let mut checks = Checks {
            on_check,
            current: SetupCheck::Bridge,
        };
        checks.begin(SetupCheck::Bridge);
        let result = self.probe(setup, password, &mut checks).await;
        if let Err(fault) = &result {
            checks.fail(fault);
        }
        result
    }

    async fn probe(
        &self,
        setup: &AccountSetup,
        password: &Secret,
        checks: &mut Checks<'_>,
    ) -> Result<ConnectionFacts, Fault> {
        let connection = connection(setup)?;
        let server = fault::Server::of(&connection);
        let at_server = |error| fault::link(error, &server);

        let plain = setup.security == Security::Plain;
        let mut link = match Link::open(self, &connection).await {
            Ok(mut link) => {
                link.expect_within(self.options.probe_silence_ms);
                link
            }
            Err(error) => {
                // Whatever the bridge says of the server, the bridge itself is well.
                let bridge_failed = matches!(
                    error,
                    LinkError::Transport(
                        TransportError::BridgeUnreachable | TransportError::BridgeRefused(_)
                    )
                );
                if !bridge_failed {
                    checks.pass(SetupCheck::Bridge, SetupCheck::Connect, String::new());
                }
                return Err(at_server(error));
            }
        };
        checks.pass(SetupCheck::Bridge, SetupCheck::Connect, String::new());
        let after_connect = if setup.security == Security::Tls {
            SetupCheck::Encryption
        } else {
            SetupCheck::Greeting
        };
        checks.pass(SetupCheck::Connect, after_connect, String::new());

        let mut on_milestone = |milestone| match milestone {
            // With STLS the greeting is heard before.
            Milestone::Secured if setup.security == Security::Stls => {
                checks.tell(SetupCheck::Encryption, CheckState::Ok, String::new());
            }
            Milestone::Secured => checks.pass(SetupCheck::Encryption, SetupCheck::Greeting, String::new()),
            Milestone::Greeted => checks.pass(SetupCheck::Greeting, SetupCheck::Capabilities, String::new()),
            Milestone::CapabilitiesKnown => {
                checks.pass(SetupCheck::Capabilities, SetupCheck::SignIn, String::new());
            }
        };
        let visit = Visit {
            server: &connection,
            password,
            history: &SignIn::default(),
        };
        if let Err(error) = self.sign_in(&mut link, visit, &mut on_milestone).await {
            return Err(at_server(match error {
                LinkError::Silent {
                    silence: Silence::GreetingInClear,
                    ..
                } => link.provoke(self, &connection, error).await,
                error => error,
            }));
        }
        let peer = link.peer.clone();
        let encryption = peer.as_ref().map(cipher).unwrap_or_default();
        if plain {
            checks.tell(SetupCheck::Encryption, CheckState::Ok, String::new());
        } else {
            checks.tell(SetupCheck::Encryption, CheckState::Ok, encryption.clone());
        }
        checks.pass(SetupCheck::SignIn, SetupCheck::UniqueIds, String::new());

        let (messages, octets) = self.measure(&mut link).await.map_err(at_server)?;
        checks.pass(SetupCheck::UniqueIds, SetupCheck::Mailbox, String::new());
        checks.tell(SetupCheck::Mailbox, CheckState::Ok, messages.to_string());
        link.quit().await;
        let certificate = peer.as_ref().map(certificate).unwrap_or_default();
        Ok(ConnectionFacts {
            messages,
            octets,
            encryption,
            certificate,
        })
    }

    /// How much mail there is. Whether it has ids makes a check for mail longer, and no worse.
    async fn measure(&self, link: &mut Link<'_, D::Stream, C>) -> Result<(u32, Octets), LinkError> {
        link.send(Intent::UniqueIds(None))?;
        link.send(Intent::Stat)?;
        loop {
            match link.event().await? {
                Event::StatReceived { messages, octets } => return Ok((messages, octets)),
                Event::Refused {
                    command: CommandKind::Stat,
                    ..
                } => return Ok((0, Octets(0))),
                _ => {}
            }
        }
    }
}

/// The step that is under way.
struct Checks<'a> {
    on_check: OnCheck<'a>,
    current: SetupCheck,
}

impl Checks<'_> {
    fn tell(&self, check: SetupCheck, state: CheckState, detail: String) {
        (self.on_check)(check, state, detail);
    }

    fn begin(&mut self, check: SetupCheck) {
        self.current = check;
        self.tell(check, CheckState::Running, String::new());
    }

    fn pass(&mut self, check: SetupCheck, next: SetupCheck, detail: String) {
        self.tell(check, CheckState::Ok, detail);
        self.begin(next);
    }

    fn fail(&self, fault: &Fault) {
        let check = match fault.kind {
            FaultKind::TlsFailed | FaultKind::CertificateUntrusted | FaultKind::StlsUnsupported => {
                SetupCheck::Encryption
            }
            _ => self.current,
        };
        self.tell(check, CheckState::Failed, String::new());
    }
}

fn cipher(peer: &PeerFacts) -> String {
    format!("{}, {}", peer.version, peer.cipher)
}

fn certificate(peer: &PeerFacts) -> String {
    format!("{} ({})", peer.certificate.subject, peer.certificate.issuer)
}
