//! Whom to believe: the web's authorities, the caller's own, or one pinned certificate. It must not know the time;
//! rustls hands it the moment that the machine was given.

use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::tls::certificate::shown;
use crate::tls::{CertificateFacts, CertificateProblem, TlsError};
use crate::units::{Sha256, UnixMillis};

/// When the built-in authorities (Mozilla's list, from `webpki-roots`) were published.
pub const TRUST_ROOTS_DATE: &str = "2026-10-19";

/// What is trusted besides the web's authorities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// SHA-256 of the one certificate that is trusted whatever else it says.
    pub pinned_certificate: Option<Sha256>,
    /// More authorities, each a DER certificate.
    pub extra_roots: Vec<Vec<u8>>,
}

impl Trust {
    pub(super) fn roots(&self) -> Result<RootCertStore, TlsError> {
        let mut roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        for root in &self.extra_roots {
            roots
                .add(CertificateDer::from(root.as_slice()))
                .map_err(|error| TlsError::RootCertificate(shown(&error.to_string())))?;
        }
        Ok(roots)
    }
}

/// Why a certificate was turned down; rustls has no room for it in its errors.
#[derive(Clone, Debug)]
pub(super) struct Rejection {
    pub(super) problem: CertificateProblem,
    pub(super) also: Vec<CertificateProblem>,
    pub(super) facts: CertificateFacts,
}

/// Decides about the server's certificate, once a connection.
#[derive(Debug)]
pub(super) struct Verifier {
    pub(super) roots: RootCertStore,
    pub(super) pinned_certificate: Option<Sha256>,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
    /// Where the reason of a rejection is left for the machine.
    pub(super) rejection: Arc<OnceLock<Rejection>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = self.verify_chain(end_entity, intermediates, now);
        let name = ParsedCertificate::try_from(end_entity)
            .and_then(|certificate| verify_server_name(&certificate, server_name));
        let Some(error) = chain.as_ref().err().or_else(|| name.as_ref().err()).cloned() else {
            return Ok(ServerCertVerified::assertion());
        };

        let facts = CertificateFacts::read(end_entity);
        if self.pinned_certificate == Some(facts.fingerprint) {
            return Ok(ServerCertVerified::assertion());
        }
        let chain_when_valid =
            self.verify_chain(end_entity, intermediates, nearest_valid_moment(&facts, now));
        let mut problems = Vec::new();
        if self.pinned_certificate.is_some() {
            problems.push(CertificateProblem::Changed);
        }
        problems.extend(date_problem(&facts, now, &chain));
        problems.extend(
            name.err()
                .filter(is_wrong_name)
                .map(|_| CertificateProblem::WrongName),
        );
        problems.extend(
            chain_when_valid
                .err()
                .and_then(|error| issuer_problem(&facts, &error)),
        );
        if problems.is_empty() {
            problems.push(CertificateProblem::Other(shown(&error.to_string())));
        }
        let problem = problems.remove(0);
        // A second verdict on one connection cannot happen; the first would stand.
        let _ = self.rejection.set(Rejection {
            problem,
            also: problems,
            facts,
        });
        Err(error)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl Verifier {
    fn verify_chain(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        at: UnixTime,
    ) -> Result<(), Error> {
        let certificate = ParsedCertificate::try_from(end_entity)?;
        verify_server_cert_signed_by_trust_anchor(
            &certificate,
            &self.roots,
            intermediates,
            at,
            self.algorithms.all,
        )
    }
}

/// The moment nearest to `now` at which the dates of the certificate are no obstacle, so that an expired certificate
/// of nobody's is not taken for one that merely expired.
fn nearest_valid_moment(facts: &CertificateFacts, now: UnixTime) -> UnixTime {
    let seconds = |moment: UnixMillis| u64::try_from(moment.0 / 1000).unwrap_or(0);
    if !facts.is_readable() || facts.not_before > facts.not_after {
        return now;
    }
    let nearest = now
        .as_secs()
        .clamp(seconds(facts.not_before), seconds(facts.not_after));
    UnixTime::since_unix_epoch(std::time::Duration::from_secs(nearest))
}

fn date_problem(
    facts: &CertificateFacts,
    now: UnixTime,
    chain: &Result<(), Error>,
) -> Option<CertificateProblem> {
    let now_ms = i64::try_from(now.as_secs())
        .unwrap_or(i64::MAX)
        .saturating_mul(1000);
    if facts.is_readable() && now_ms > facts.not_after.0 {
        return Some(CertificateProblem::Expired);
    }
    if facts.is_readable() && now_ms < facts.not_before.0 {
        return Some(CertificateProblem::NotYetValid);
    }
    // An authority in between may have dates of its own.
    match chain {
        Err(Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        )) => Some(CertificateProblem::Expired),
        Err(Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        )) => Some(CertificateProblem::NotYetValid),
        _ => None,
    }
}

fn is_wrong_name(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        )
    )
}

fn issuer_problem(facts: &CertificateFacts, error: &Error) -> Option<CertificateProblem> {
    match error {
        Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        ) => None,
        // Also where webpki stumbles earlier: most self-signed certificates call themselves an authority.
        _ if facts.self_issued => Some(CertificateProblem::SelfSigned),
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => Some(CertificateProblem::UnknownIssuer),
        other => Some(CertificateProblem::Other(shown(&other.to_string()))),
    }
}
