//! TLS as a machine: bytes in, bytes out. It must not know sockets, clocks or what the plaintext means.
//!
//! ```text
//!   from the peer ── receive(ciphertext) ─►┌────────┐─► take_plaintext() ── to the protocol above
//!                                          │ Client │
//!   to the peer ◄── take_ciphertext() ─────└────────┘◄─ send(plaintext) ─── from the protocol above
//! ```
//!
//! After each `receive`, `receive_end`, `send` or `close`, take the ciphertext and the plaintext out, also when
//! `receive` failed: the ciphertext then holds the alert that tells the peer why.
//!
//! ```
//! use restante::tls::{Client, TlsError, Trust};
//! use restante::units::UnixMillis;
//!
//! let mut client = Client::new("pop.example.org", &Trust::default(), UnixMillis(1_800_000_000_000))?;
//! let client_hello = client.take_ciphertext();
//! assert_eq!(client_hello.first(), Some(&22)); // a handshake record, for the server
//!
//! // What arrives from the server goes in. This one does not speak TLS on this port.
//! assert!(matches!(client.receive(b"+OK POP3 ready\r\n"), Err(TlsError::NotTls { .. })));
//! # Ok::<(), TlsError>(())
//! ```

mod certificate;
mod error;
mod exporter;
mod provider;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod trust;

pub use certificate::CertificateFacts;
pub use error::{CertificateProblem, TlsError};
pub use trust::{TRUST_ROOTS_DATE, Trust};

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustls::client::{ClientConnectionData, Resumption, UnbufferedClientConnection};
use rustls::pki_types::{ServerName, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::unbuffered::{
    ConnectionState, EncodeError, EncodeTlsData, EncryptError, UnbufferedStatus, WriteTraffic,
};
use rustls::{AlertDescription, CipherSuite, ClientConfig, Error, InvalidMessage, ProtocolVersion};
use zeroize::{Zeroize, Zeroizing};

use crate::tls::certificate::shown;
use crate::tls::exporter::ExporterSecret;
use crate::tls::provider::provider;
use crate::tls::trust::{Rejection, Verifier};
use crate::units::UnixMillis;

/// The client's side of one TLS connection.
pub struct Client {
    connection: UnbufferedClientConnection,
    clock: Arc<GivenTime>,
    rejection: Arc<OnceLock<Rejection>>,
    exporter_secret: Arc<ExporterSecret>,
    /// Ciphertext that is not yet a whole record or handshake message; rustls refuses any above 64 KiB.
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    plaintext: Vec<u8>,
    /// Plaintext that waits for the end of the handshake.
    unsent: Zeroizing<Vec<u8>>,
    closing: Closing,
    answered: bool,
    peer_closed: bool,
    ended: bool,
    facts: Option<PeerFacts>,
    failure: Option<TlsError>,
}

/// What is known about the server once the handshake is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerFacts {
    /// Such as "TLS 1.3".
    pub version: &'static str,
    /// Such as "ChaCha20-Poly1305".
    pub cipher: &'static str,
    /// The server's own certificate.
    pub certificate: CertificateFacts,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Closing {
    No,
    Asked,
    Done,
}

impl Client {
    /// Begins a handshake with `host`, a DNS name or an IP address; the first ciphertext is ready to be taken.
    ///
    /// # Errors
    /// [`TlsError::HostName`], [`TlsError::RootCertificate`] or [`TlsError::Bug`].
    pub fn new(host: &str, trust: &Trust, now: UnixMillis) -> Result<Self, TlsError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| TlsError::HostName)?;
        let clock = Arc::new(GivenTime(AtomicI64::new(now.0)));
        let rejection = Arc::new(OnceLock::new());
        let exporter_secret = Arc::new(ExporterSecret::default());
        let mut config = configuration(trust, &clock, &rejection)?;
        config.key_log = Arc::<ExporterSecret>::clone(&exporter_secret);
        let connection = UnbufferedClientConnection::new(Arc::new(config), name).map_err(bug)?;
        let mut client = Self {
            connection,
            clock,
            rejection,
            exporter_secret,
            incoming: Vec::new(),
            outgoing: Vec::new(),
            plaintext: Vec::new(),
            unsent: Zeroizing::default(),
            closing: Closing::No,
            answered: false,
            peer_closed: false,
            ended: false,
            facts: None,
            failure: None,
        };
        client.advance()?;
        Ok(client)
    }

    /// Tells a handshake that takes long what time it has become.
    pub fn set_now(&mut self, now: UnixMillis) {
        self.clock.0.store(now.0, Ordering::Relaxed);
    }

    /// Takes what arrived from the server, in pieces of any size.
    ///
    /// # Errors
    /// Why the connection cannot go on; from then on always the same.
    pub fn receive(&mut self, ciphertext: &[u8]) -> Result<(), TlsError> {
        if self.closing != Closing::Done && !self.peer_closed {
            self.incoming.extend_from_slice(ciphertext);
        }
        self.advance()
    }

    /// Takes the end of the server's bytes. Without [`Self::peer_closed`], somebody cut the stream.
    pub fn receive_end(&mut self) {
        self.ended = true;
    }

    /// Encrypts `plaintext`, or keeps it until the handshake is complete. After a failure or [`Self::close`] it is
    /// dropped.
    pub fn send(&mut self, plaintext: &[u8]) {
        if self.failure.is_none() && self.closing == Closing::No {
            self.unsent.extend_from_slice(plaintext);
            // A failure is kept, and reported by the next `receive`.
            let _ = self.advance();
        }
    }

    /// Says goodbye (`close_notify`) after everything sent before, once the handshake got so far. What arrives after
    /// that is ignored.
    pub fn close(&mut self) {
        if self.failure.is_none() && self.closing == Closing::No {
            self.closing = Closing::Asked;
            let _ = self.advance();
        }
    }

    /// What is to be sent to the server.
    #[must_use]
    pub fn take_ciphertext(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.outgoing)
    }

    /// What the server said: never more than what was received since the last time.
    #[must_use]
    pub fn take_plaintext(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.plaintext)
    }

    /// Who the server is, once the handshake is complete.
    #[must_use]
    pub const fn handshake_facts(&self) -> Option<&PeerFacts> {
        self.facts.as_ref()
    }

    /// What binds a log-in to this connection (`tls-exporter`, RFC 9266), once the handshake is complete. `None` with
    /// TLS 1.2.
    #[must_use]
    pub fn channel_binding(&self) -> Option<[u8; 32]> {
        self.facts.as_ref()?;
        let suite = self.connection.negotiated_cipher_suite();
        self.exporter_secret.channel_binding(suite)
    }

    /// Whether the server said goodbye (`close_notify`): what it said before is all that it wanted to say.
    #[must_use]
    pub const fn peer_closed(&self) -> bool {
        self.peer_closed
    }

    /// Whether the server's bytes ended before it said goodbye.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.ended && !self.peer_closed
    }

    /// Lets rustls work until it wants more bytes. The only place that talks to it.
    fn advance(&mut self) -> Result<(), TlsError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let result = self.process_records();
        if let Err(failure) = &result {
            self.failure = Some(failure.clone());
            self.take_alert();
            self.incoming = Vec::new();
            self.unsent.zeroize();
        } else if self.facts.is_none() && !self.connection.is_handshaking() {
            self.facts = Some(peer_facts(&self.connection));
        }
        result
    }

    fn process_records(&mut self) -> Result<(), TlsError> {
        let mut done = 0;
        let result = loop {
            let records = self.incoming.get_mut(done..).unwrap_or_default();
            let UnbufferedStatus {
                mut discard, state, ..
            } = self.connection.process_tls_records(records);
            let mut blocked = false;
            match state {
                Ok(ConnectionState::ReadTraffic(mut traffic)) => {
                    while let Some(Ok(record)) = traffic.next_record() {
                        self.plaintext.extend_from_slice(record.payload);
                        discard += record.discard;
                    }
                }
                Ok(ConnectionState::EncodeTlsData(data)) => encode(data, &mut self.outgoing)?,
                Ok(ConnectionState::TransmitTlsData(data)) => data.done(),
                Ok(ConnectionState::PeerClosed) => self.peer_closed = true,
                Ok(ConnectionState::WriteTraffic(mut traffic)) => {
                    encrypt(&mut traffic, &mut self.unsent, &mut self.outgoing)?;
                    if self.closing == Closing::Asked {
                        say_goodbye(&mut traffic, &mut self.outgoing)?;
                        self.closing = Closing::Done;
                    }
                    blocked = true;
                }
                Ok(_) => blocked = true,
                Err(error) => break Err(error),
            }
            done += discard;
            self.answered |= discard > 0;
            if blocked {
                break Ok(());
            }
        };
        let done = if self.peer_closed {
            self.incoming.len()
        } else {
            done.min(self.incoming.len())
        };
        self.incoming.drain(..done);
        result.map_err(|error| self.failure_from(error))
    }

    /// After a failure, what rustls still wants to send: the alert. Asked only while it has something, because it
    /// would look at the offending bytes again.
    fn take_alert(&mut self) {
        while self.connection.wants_write() {
            let UnbufferedStatus { state, .. } = self.connection.process_tls_records(&mut self.incoming);
            let Ok(ConnectionState::EncodeTlsData(data)) = state else {
                return;
            };
            if encode(data, &mut self.outgoing).is_err() {
                return;
            }
        }
    }

    fn failure_from(&self, error: Error) -> TlsError {
        match (error, self.rejection.get()) {
            (Error::InvalidCertificate(_), Some(rejection)) => TlsError::CertificateUntrusted {
                problem: rejection.problem.clone(),
                also: rejection.also.clone(),
                facts: Box::new(rejection.facts.clone()),
            },
            (Error::InvalidMessage(InvalidMessage::InvalidContentType), _) if !self.answered => {
                TlsError::NotTls {
                    beginning: self.incoming.iter().copied().take(BEGINNING_MAX).collect(),
                }
            }
            (Error::AlertReceived(alert), _) => TlsError::Alert(alert_name(alert)),
            (Error::PeerIncompatible(why), _) => TlsError::Incompatible(format!("{why:?}")),
            (
                error @ (Error::FailedToGetCurrentTime
                | Error::FailedToGetRandomBytes
                | Error::EncryptError
                | Error::HandshakeNotComplete
                | Error::BadMaxFragmentSize
                | Error::General(_)),
                _,
            ) => bug(error),
            (error, _) => TlsError::Protocol(shown(&error.to_string())),
        }
    }
}

fn configuration(
    trust: &Trust,
    clock: &Arc<GivenTime>,
    rejection: &Arc<OnceLock<Rejection>>,
) -> Result<ClientConfig, TlsError> {
    let provider = provider();
    let verifier = Verifier {
        roots: trust.roots()?,
        pinned_certificate: trust.pinned_certificate,
        algorithms: provider.signature_verification_algorithms,
        rejection: Arc::clone(rejection),
    };
    let time: Arc<dyn TimeProvider> = Arc::<GivenTime>::clone(clock);
    let mut config = ClientConfig::builder_with_details(Arc::new(provider), time)
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(bug)?
        .dangerous() // named so because a verifier decides everything; ours only adds the pin
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.resumption = Resumption::disabled(); // each connection has its own configuration
    Ok(config)
}

/// How much of an answer that is not TLS is kept, to tell what it is instead.
const BEGINNING_MAX: usize = 48;

/// The time that the machine was told; rustls asks for it while it checks dates.
#[derive(Debug)]
struct GivenTime(AtomicI64);

impl TimeProvider for GivenTime {
    fn current_time(&self) -> Option<UnixTime> {
        let now_ms = u64::try_from(self.0.load(Ordering::Relaxed)).ok()?;
        Some(UnixTime::since_unix_epoch(Duration::from_millis(now_ms)))
    }
}

fn encode(mut data: EncodeTlsData<'_, ClientConnectionData>, outgoing: &mut Vec<u8>) -> Result<(), TlsError> {
    append(outgoing, 0, |room| {
        data.encode(room).map_err(|error| match error {
            EncodeError::InsufficientSize(needed) => Shortage::Room(needed.required_size),
            other => Shortage::Hopeless(other.to_string()),
        })
    })
}

fn encrypt(
    traffic: &mut WriteTraffic<'_, ClientConnectionData>,
    unsent: &mut Zeroizing<Vec<u8>>,
    outgoing: &mut Vec<u8>,
) -> Result<(), TlsError> {
    if unsent.is_empty() {
        return Ok(());
    }
    const RECORD_OVERHEAD: usize = 32; // header, nonce or content type, and tag; not more in any of our suites
    let room = unsent.len() + (unsent.len() / 16_384 + 1) * RECORD_OVERHEAD;
    append(outgoing, room, |room| {
        traffic.encrypt(unsent, room).map_err(shortage)
    })?;
    unsent.zeroize();
    Ok(())
}

fn say_goodbye(
    traffic: &mut WriteTraffic<'_, ClientConnectionData>,
    outgoing: &mut Vec<u8>,
) -> Result<(), TlsError> {
    append(outgoing, 64, |room| {
        traffic.queue_close_notify(room).map_err(shortage)
    })
}

/// Why nothing was written: too little room, or something that more room does not help.
enum Shortage {
    Room(usize),
    Hopeless(String),
}

fn shortage(error: EncryptError) -> Shortage {
    match error {
        EncryptError::InsufficientSize(needed) => Shortage::Room(needed.required_size),
        other @ EncryptError::EncryptExhausted => Shortage::Hopeless(other.to_string()),
    }
}

/// Lets `write` fill the end of `outgoing`, with as much room as it asks for.
fn append(
    outgoing: &mut Vec<u8>,
    first_room: usize,
    mut write: impl FnMut(&mut [u8]) -> Result<usize, Shortage>,
) -> Result<(), TlsError> {
    let start = outgoing.len();
    let mut room = first_room;
    for _ in 0..2 {
        outgoing.resize(start + room, 0);
        match write(outgoing.get_mut(start..).unwrap_or_default()) {
            Ok(written) => {
                outgoing.truncate(start + written);
                return Ok(());
            }
            Err(Shortage::Room(needed)) => room = needed,
            Err(Shortage::Hopeless(why)) => {
                outgoing.truncate(start);
                return Err(TlsError::Bug(why));
            }
        }
    }
    outgoing.truncate(start);
    Err(TlsError::Bug("a record outgrew the room it asked for".to_owned()))
}

fn peer_facts(connection: &UnbufferedClientConnection) -> PeerFacts {
    let certificate = connection.peer_certificates().and_then(<[_]>::first);
    PeerFacts {
        version: match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "TLS",
        },
        cipher: match connection.negotiated_cipher_suite().map(|suite| suite.suite()) {
            Some(
                CipherSuite::TLS13_CHACHA20_POLY1305_SHA256
                | CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
                | CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            ) => "ChaCha20-Poly1305",
            Some(
                CipherSuite::TLS13_AES_128_GCM_SHA256
                | CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
                | CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            ) => "AES-128-GCM",
            _ => "AES-256-GCM",
        },
        certificate: CertificateFacts::read(certificate.map(AsRef::as_ref).unwrap_or_default()),
    }
}

fn alert_name(alert: AlertDescription) -> String {
    alert
        .as_str()
        .map_or_else(|| u8::from(alert).to_string(), str::to_owned)
}

fn bug(error: impl std::fmt::Display) -> TlsError {
    TlsError::Bug(error.to_string())
}
