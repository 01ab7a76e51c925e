//! What binds a log-in to one TLS connection: `tls-exporter` (RFC 9266). It must not know what is bound to it.
//!
//! rustls exports keying material from its buffered connections only, so the exporter's secret is taken as it is logged,
//! and the rest is two steps of TLS 1.3's key schedule (RFC 8446 §7.5) with the suite's own HKDF. With TLS 1.2 nothing is
//! exported: rustls does not tell whether the master secret was the extended one, without which it binds nothing.

use std::fmt;
use std::sync::OnceLock;

use rustls::crypto::tls13::OkmBlock;
use rustls::{KeyLog, SupportedCipherSuite};
use zeroize::Zeroizing;

const LABEL: &str = "EXPORTER-Channel-Binding";

/// Hears the exporter's secret, and none of the others.
#[derive(Default)]
pub(super) struct ExporterSecret(OnceLock<Zeroizing<Vec<u8>>>);

impl ExporterSecret {
    /// The value of `tls-exporter`, once the handshake is complete.
    pub(super) fn channel_binding(&self, suite: Option<SupportedCipherSuite>) -> Option<[u8; 32]> {
        let (Some(secret), Some(SupportedCipherSuite::Tls13(suite))) = (self.0.get(), suite) else {
            return None;
        };
        let hash = |octets: &[u8]| suite.common.hash_provider.hash(octets);
        let expand = |secret: &[u8], label: &str, context: &[u8], output: &mut [u8]| {
            let label = [b"tls13 ", label.as_bytes()].concat();
            let info = [
                &u16::try_from(output.len()).ok()?.to_be_bytes()[..],
                &[u8::try_from(label.len()).ok()?],
                &label,
                &[u8::try_from(context.len()).ok()?],
                context,
            ];
            let expander = suite.hkdf_provider.expander_for_okm(&OkmBlock::new(secret));
            expander.expand_slice(&info, output).ok()
        };
        let nothing = hash(b"");
        let mut derived = Zeroizing::new(vec![0; nothing.as_ref().len()]);
        expand(secret, LABEL, nothing.as_ref(), &mut derived)?;
        let mut value = [0; 32];
        expand(&derived, "exporter", nothing.as_ref(), &mut value)?;
        Some(value)
    }
}

impl KeyLog for ExporterSecret {
    fn log(&self, label: &str, _client_random: &[u8], secret: &[u8]) {
        // `OkmBlock` takes no more.
        if self.will_log(label) && secret.len() <= OkmBlock::MAX_LEN {
            let _ = self.0.set(Zeroizing::new(secret.to_vec()));
        }
    }

    fn will_log(&self, label: &str) -> bool {
        label == "EXPORTER_SECRET"
    }
}

impl fmt::Debug for ExporterSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExporterSecret(…)")
    }
}
