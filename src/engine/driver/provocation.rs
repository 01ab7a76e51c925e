//! Finding out who it is that greets nobody in clear, by greeting them in TLS. It must not be used on a connection that
//! is still wanted, and says nothing that is secret.

use super::{Link, LinkError, Silence, connection};
use crate::clock::Clock;
use crate::connection::{ConnectionError, Protection};
use crate::engine::Engine;
use crate::pop3::LooksLike;
use crate::store::{self, Store};
use crate::tls::TlsError;
use crate::transport::{Dial, Stream};

/// How long an answer may take.
const ANSWER_MS: u32 = 4_000;

impl<T: Stream, C: Clock> Link<'_, T, C> {
    /// Whoever greets nobody in clear waits to be spoken to: a server that wants TLS, or a web server. Both answer
    /// TLS's greeting, each in its way, which tells what went wrong instead of `silence`.
    pub(in crate::engine) async fn provoke<S: Store, D: Dial<Stream = T>>(
        &mut self,
        engine: &Engine<S, D, C>,
        server: &store::Connection,
        silence: LinkError,
    ) -> LinkError {
        let LinkError::Silent { seconds, .. } = silence else {
            return silence;
        };
        self.connection = connection(engine, server, Protection::Tls);
        self.unwritten.clear();
        self.silence_ms = ANSWER_MS;
        let wants_tls = LinkError::Silent {
            seconds,
            silence: Silence::WantsTls,
        };
        match self.event().await {
            _ if self.peer.is_some() => wants_tls,
            Err(LinkError::Connection(error)) => match *error {
                ConnectionError::Tls(TlsError::NotTls { ref beginning })
                    if LooksLike::of(beginning) != LooksLike::Unknown =>
                {
                    LinkError::Connection(error)
                }
                // Whatever is wrong with its TLS, TLS it is.
                ConnectionError::Tls(
                    TlsError::CertificateUntrusted { .. } | TlsError::Alert(_) | TlsError::Incompatible(_),
                ) => wants_tls,
                _ => silence,
            },
            _ => silence,
        }
    }
}
