//! Handshakes in memory, against rustls' own server and against bytes that no good server sends.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::sync::Arc;

use rcgen::{CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{AlertDescription, Error, ServerConfig, ServerConnection, SupportedProtocolVersion};

use crate::tls::certificate::CertificateFacts;
use crate::tls::{CertificateProblem, Client, PeerFacts, TRUST_ROOTS_DATE, TlsError, Trust};
use crate::units::{Sha256, UnixMillis};

const HOST: &str = "pop.example.org";
/// 2026-11-23T00:00:00Z
const NOW: UnixMillis = UnixMillis(1_795_392_000_000);

mod handshake {
    use super::*;

    #[test]
    fn tls_1_3_with_chacha_when_the_server_follows_the_clients_order() {
        let (server, trust) = trusted_server();
        let facts = facts_of(&server.speaking(&rustls::version::TLS13), &trust);
        assert_eq!((facts.version, facts.cipher), ("TLS 1.3", "ChaCha20-Poly1305"));
        assert_eq!(facts.certificate.names, [HOST]);
        assert_eq!(facts.certificate.issuer, "Private authority");
    }

    #[test]
    fn tls_1_2_with_chacha_when_the_server_follows_the_clients_order() {
        let (server, trust) = trusted_server();
        let facts = facts_of(&server.speaking(&rustls::version::TLS12), &trust);
        assert_eq!((facts.version, facts.cipher), ("TLS 1.2", "ChaCha20-Poly1305"));
    }

    #[test]
    fn aes_with_a_server_that_has_nothing_else() {
        let (server, trust) = trusted_server();
        let mut suites = ring::ALL_CIPHER_SUITES.to_vec();
        suites.retain(|suite| format!("{:?}", suite.suite()).contains("AES_256"));
        let facts = facts_of(&Setup { suites, ..server }, &trust);
        assert_eq!(facts.cipher, "AES-256-GCM");
    }

    #[test]
    fn host_may_be_an_ip_address() {
        let authority = Authority::new();
        let server = authority.server(CertificateParams::new(["127.0.0.1".to_owned()]).unwrap());
        let mut client = Client::new("127.0.0.1", &authority.trusted(), NOW).unwrap();
        assert_eq!(server.talk(&mut client, usize::MAX), Ok(()));
        assert_eq!(client.handshake_facts().unwrap().certificate.names, ["127.0.0.1"]);
    }

    #[test]
    fn there_are_no_facts_before_its_end() {
        let client = Client::new(HOST, &Trust::default(), NOW).unwrap();
        assert_eq!(client.handshake_facts(), None);
    }

    #[test]
    fn binds_to_the_value_that_the_server_exports() {
        let (server, trust) = trusted_server();
        let usable = |name: String| !name.contains("RSA") || name.contains("ECDSA");
        let suites = ring::ALL_CIPHER_SUITES.iter();
        for suite in suites.filter(|suite| usable(format!("{:?}", suite.suite()))) {
            let suites = vec![*suite];
            let mut client = Client::new(HOST, &trust, NOW).unwrap();
            assert_eq!(client.channel_binding(), None);
            let mut peer = Setup {
                suites,
                ..server.clone()
            }
            .start();
            peer.exchange(&mut client, usize::MAX).unwrap();
            let label = b"EXPORTER-Channel-Binding";
            let exported = peer.connection.export_keying_material([0; 32], label, None);
            let expected = suite.tls13().map(|_| exported.unwrap());
            assert_eq!(client.channel_binding(), expected, "{:?}", suite.suite());
        }
    }

    #[test]
    fn plaintext_sent_early_waits_for_its_end() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        client.send(b"CAPA\r\n");
        assert!(!contains(&client.outgoing, b"CAPA"));
        let mut peer = server.start();
        peer.exchange(&mut client, usize::MAX).unwrap();
        assert_eq!(peer.heard, b"CAPA\r\n");
    }

    #[test]
    fn dates_are_checked_against_the_latest_time_given() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, UnixMillis(0)).unwrap();
        client.set_now(NOW);
        assert_eq!(server.talk(&mut client, usize::MAX), Ok(()));
    }

    #[test]
    fn host_that_is_no_name_is_refused() {
        for host in [
            "",
            "pop example org",
            "-",
            "pop..example.org",
            "pöp.example.org",
            "[::1",
        ] {
            let refused = Client::new(host, &Trust::default(), NOW).err();
            assert_eq!(refused, Some(TlsError::HostName), "{host:?}");
        }
    }

    #[test]
    fn extra_root_that_is_no_certificate_is_refused() {
        let trust = Trust {
            extra_roots: vec![b"no DER".to_vec()],
            ..Trust::default()
        };
        let refused = Client::new(HOST, &trust, NOW).err();
        assert!(
            matches!(refused, Some(TlsError::RootCertificate(_))),
            "{refused:?}"
        );
    }
}

mod stream {
    use super::*;

    #[test]
    fn is_the_same_byte_by_byte_as_whole() {
        let (server, trust) = trusted_server();
        for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
            let server = server.clone().speaking(version);
            let outcomes = [1, 2, 7, 4096, usize::MAX].map(|piece| {
                let mut client = Client::new(HOST, &trust, NOW).unwrap();
                let mut peer = server.start();
                peer.say(&mail());
                peer.exchange(&mut client, piece).unwrap();
                (
                    client.take_plaintext(),
                    client.handshake_facts().cloned(),
                    client.peer_closed(),
                )
            });
            assert_eq!(outcomes[0].0, mail());
            assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0]));
        }
    }

    #[test]
    fn longer_than_a_record_arrives_whole_in_both_directions() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        let mut peer = server.start();
        client.send(&mail());
        peer.say(&mail());
        peer.exchange(&mut client, 64 * 1024).unwrap();
        assert_eq!(client.take_plaintext(), mail());
        assert_eq!(peer.heard, mail());
    }

    #[test]
    fn goodbye_of_the_server_is_seen_after_its_last_words() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        let mut peer = server.start();
        peer.exchange(&mut client, usize::MAX).unwrap();
        peer.say(b"+OK bye\r\n");
        peer.connection.send_close_notify();
        peer.exchange(&mut client, usize::MAX).unwrap();
        client.receive_end();
        assert_eq!(client.take_plaintext(), b"+OK bye\r\n");
        assert!(client.peer_closed());
        assert!(!client.is_truncated());
    }

    #[test]
    fn cut_without_a_goodbye_is_truncated() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        let mut peer = server.start();
        peer.say(b"+OK 120 octets\r\nSubject: hal");
        peer.exchange(&mut client, usize::MAX).unwrap();
        client.receive_end();
        assert!(!client.peer_closed());
        assert!(client.is_truncated());
    }

    #[test]
    fn bytes_after_the_goodbye_are_ignored() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        let mut peer = server.start();
        peer.exchange(&mut client, usize::MAX).unwrap();
        peer.connection.send_close_notify();
        peer.exchange(&mut client, usize::MAX).unwrap();
        assert_eq!(client.receive(b"anything"), Ok(()));
        assert_eq!(client.take_plaintext(), b"");
    }

    #[test]
    fn closing_tells_the_server_after_everything_sent() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        let mut peer = server.start();
        client.send(b"QUIT\r\n");
        client.close();
        client.send(b"too late");
        peer.exchange(&mut client, usize::MAX).unwrap();
        assert_eq!(peer.heard, b"QUIT\r\n");
        assert!(peer.heard_goodbye);
    }

    #[test]
    fn garbage_after_our_goodbye_is_ignored() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        server.talk(&mut client, usize::MAX).unwrap();
        client.close();
        assert_eq!(client.receive(b"garbage that is no record"), Ok(()));
    }

    #[test]
    fn changed_byte_ends_it_for_good_and_the_server_is_told() {
        let (server, trust) = trusted_server();
        let mut client = Client::new(HOST, &trust, NOW).unwrap();
        let mut peer = server.start();
        peer.exchange(&mut client, usize::MAX).unwrap();
        peer.say(b"+OK\r\n");
        let mut record = peer.written();
        *record.last_mut().unwrap() ^= 1;

        let refused = client.receive(&record).unwrap_err();
        assert!(matches!(refused, TlsError::Protocol(_)), "{refused:?}");
        let told = peer.try_to_hear(&client.take_ciphertext());
        assert_eq!(told, Err(Error::AlertReceived(AlertDescription::BadRecordMac)));
        assert_eq!(client.take_plaintext(), b"");
        assert_eq!(client.receive(b""), Err(refused));
    }
}

mod certificate {
    use super::*;

    #[test]
    fn of_an_unknown_issuer() {
        let (server, _) = trusted_server();
        assert_eq!(
            problems(&server, &Trust::default()),
            [CertificateProblem::UnknownIssuer]
        );
    }

    #[test]
    fn signed_by_itself() {
        let server = self_signed(parameters());
        assert_eq!(
            problems(&server, &Trust::default()),
            [CertificateProblem::SelfSigned]
        );
    }

    #[test]
    fn signed_by_itself_and_calling_itself_an_authority() {
        let mut parameters = parameters();
        parameters.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let server = self_signed(parameters);
        assert_eq!(
            problems(&server, &Trust::default()),
            [CertificateProblem::SelfSigned]
        );
    }

    #[test]
    fn expired() {
        let authority = Authority::new();
        let mut parameters = parameters();
        parameters.not_after = date_time_ymd(2026, 11, 1);
        let server = authority.server(parameters);
        assert_eq!(
            problems(&server, &authority.trusted()),
            [CertificateProblem::Expired]
        );
        assert_eq!(
            problems(&server, &Trust::default()),
            [CertificateProblem::Expired, CertificateProblem::UnknownIssuer]
        );
    }

    #[test]
    fn not_yet_valid() {
        let authority = Authority::new();
        let mut parameters = parameters();
        parameters.not_before = date_time_ymd(2027, 1, 1);
        let server = authority.server(parameters);
        assert_eq!(
            problems(&server, &authority.trusted()),
            [CertificateProblem::NotYetValid]
        );
    }

    #[test]
    fn for_another_name() {
        let authority = Authority::new();
        let server = authority.server(CertificateParams::new(["imap.example.org".to_owned()]).unwrap());
        assert_eq!(
            problems(&server, &authority.trusted()),
            [CertificateProblem::WrongName]
        );
        assert_eq!(
            problems(&server, &Trust::default()),
            [CertificateProblem::WrongName, CertificateProblem::UnknownIssuer]
        );
    }

    #[test]
    fn with_the_name_only_where_nobody_looks_any_more() {
        let authority = Authority::new();
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name.push(DnType::CommonName, HOST);
        let server = authority.server(parameters);
        assert_eq!(
            problems(&server, &authority.trusted()),
            [CertificateProblem::WrongName]
        );
    }

    #[test]
    fn with_everything_wrong_says_so_in_order() {
        let mut parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
        parameters.not_after = date_time_ymd(2026, 11, 1);
        assert_eq!(
            problems(&self_signed(parameters), &Trust::default()),
            [
                CertificateProblem::Expired,
                CertificateProblem::WrongName,
                CertificateProblem::SelfSigned
            ]
        );
    }

    #[test]
    fn pinned_is_accepted_whatever_else_it_says() {
        let mut parameters = CertificateParams::new(["localhost".to_owned()]).unwrap();
        parameters.not_after = date_time_ymd(2026, 11, 1);
        let server = self_signed(parameters);
        let facts = facts_of(&server, &pin(server.fingerprint()));
        assert_eq!(facts.certificate.fingerprint, server.fingerprint());
    }

    #[test]
    fn other_than_the_pinned_one_has_changed() {
        let server = self_signed(parameters());
        let trust = pin(self_signed(parameters()).fingerprint());
        assert_eq!(
            problems(&server, &trust),
            [CertificateProblem::Changed, CertificateProblem::SelfSigned]
        );
    }

    #[test]
    fn other_than_the_pinned_one_that_chains_is_accepted() {
        let (server, mut trust) = trusted_server();
        trust.pinned_certificate = Some(Sha256([7; 32]));
        assert_eq!(
            facts_of(&server, &trust).certificate.fingerprint,
            server.fingerprint()
        );
    }

    #[test]
    fn pinned_of_a_server_without_its_key_is_refused() {
        let server = self_signed(parameters());
        let impostor = Setup {
            key: KeyPair::generate().unwrap().serialize_der(),
            ..server.clone()
        };
        let mut client = Client::new(HOST, &pin(server.fingerprint()), NOW).unwrap();
        let refused = impostor.talk(&mut client, usize::MAX).unwrap_err();
        assert!(matches!(refused, TlsError::Protocol(_)), "{refused:?}");
        assert_eq!(client.handshake_facts(), None);
    }

    #[test]
    fn refused_tells_the_server_and_shows_the_facts() {
        let mut parameters = parameters();
        parameters
            .distinguished_name
            .push(DnType::CommonName, "Mail\u{202e}gro.elpmaxe");
        parameters
            .distinguished_name
            .push(DnType::OrganizationName, "Example Post");
        let server = self_signed(parameters);
        let mut client = Client::new(HOST, &Trust::default(), NOW).unwrap();
        let mut peer = server.start();
        let refused = peer.exchange(&mut client, usize::MAX).unwrap_err();

        let TlsError::CertificateUntrusted { facts, .. } = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(facts.subject, "Mail\u{fffd}gro.elpmaxe, Example Post");
        assert_eq!(facts.issuer, facts.subject);
        assert_eq!(facts.names, [HOST]);
        assert_eq!(facts.not_before, UnixMillis(157_766_400_000)); // 1975-01-01
        assert_eq!(facts.not_after, UnixMillis(67_090_118_400_000)); // 4096-01-01
        assert_eq!(facts.fingerprint, server.fingerprint());
        let told = peer.try_to_hear(&client.take_ciphertext()).unwrap_err();
        assert!(matches!(told, Error::AlertReceived(_)), "{told:?}");
    }

    #[test]
    fn that_is_no_certificate_has_a_fingerprint_all_the_same() {
        let facts = CertificateFacts::read(b"garbage");
        assert!(!facts.is_readable());
        assert_eq!(
            facts.fingerprint.to_string(),
            "795b6904e54f82411df4b0e27a373a55eea3f9d66dac5a9bce1dd92f7b401da5".to_owned()
        );
    }

    #[test]
    fn cut_anywhere_is_read_without_harm() {
        let der = self_signed(parameters()).certificate;
        for end in 0..der.len() {
            assert!(!CertificateFacts::read(&der[..end]).is_readable());
        }
    }

    #[test]
    fn roots_have_the_date_of_the_version_that_is_built_in() {
        let lock = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"));
        let version = lock
            .split("name = \"webpki-roots\"\nversion = \"")
            .nth(1)
            .unwrap();
        // When this fails: put the new version here, and its day of publication into TRUST_ROOTS_DATE.
        assert_eq!(
            (version.split('"').next(), TRUST_ROOTS_DATE),
            (Some("1.0.10"), "2026-10-19")
        );
    }
}

mod server {
    use super::*;

    #[test]
    fn that_speaks_pop3_or_http_is_not_tls() {
        for greeting in [
            "+OK POP3 ready\r\n",
            "-ERR no\r\n",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "SSH-2.0-x\r\n",
        ] {
            for piece in [1, usize::MAX] {
                let mut client = Client::new(HOST, &Trust::default(), NOW).unwrap();
                let Err(TlsError::NotTls { beginning }) = deliver(&mut client, greeting.as_bytes(), piece)
                else {
                    panic!("{greeting} went for TLS");
                };
                assert!(greeting.as_bytes().starts_with(&beginning));
                assert!(!beginning.is_empty());
            }
        }
    }

    #[test]
    fn that_refuses_the_version_sends_an_alert() {
        let mut client = Client::new(HOST, &Trust::default(), NOW).unwrap();
        let alert = client.receive(&[21, 3, 1, 0, 2, 2, 70]);
        assert_eq!(alert, Err(TlsError::Alert("ProtocolVersion".to_owned())));
    }

    #[test]
    fn that_answers_with_tls_1_0_or_1_1_is_refused() {
        for minor_version in [1, 2] {
            let mut hello = vec![22, 3, minor_version, 0, 42, 2, 0, 0, 38, 3, minor_version];
            hello.extend([9; 32]); // random
            hello.extend([0, 0x00, 0x2f, 0]); // no session, AES-128-CBC with SHA-1, no compression
            let mut client = Client::new(HOST, &Trust::default(), NOW).unwrap();
            let refused = client.receive(&hello).unwrap_err();
            assert!(matches!(refused, TlsError::Incompatible(_)), "{refused:?}");
        }
    }

    #[test]
    fn that_floods_with_an_unfinished_message_is_cut_off() {
        let mut client = Client::new(HOST, &Trust::default(), NOW).unwrap();
        let mut record = vec![22, 3, 3, 0x40, 0];
        record.extend([2, 0xff, 0xff, 0xff]); // a ServerHello of 16 MiB
        record.resize(5 + 0x4000, 0);
        let outcome = (0..64).find_map(|_| client.receive(&record).err());
        assert!(matches!(outcome, Some(TlsError::Protocol(_))), "{outcome:?}");
    }
}

/// A server's side of a handshake, before it begins.
#[derive(Clone)]
struct Setup {
    certificate: Vec<u8>,
    key: Vec<u8>,
    suites: Vec<rustls::SupportedCipherSuite>,
    versions: Vec<&'static SupportedProtocolVersion>,
}

impl Setup {
    fn speaking(&self, version: &'static SupportedProtocolVersion) -> Self {
        Self {
            versions: vec![version],
            ..self.clone()
        }
    }

    fn fingerprint(&self) -> Sha256 {
        CertificateFacts::read(&self.certificate).fingerprint
    }

    fn start(&self) -> Peer {
        let provider = CryptoProvider {
            cipher_suites: self.suites.clone(),
            ..ring::default_provider()
        };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        let signing_key = ring::sign::any_supported_type(&key).unwrap();
        let chain = vec![CertificateDer::from(self.certificate.clone())];
        // Built by hand, because rustls would notice a key that does not fit the certificate.
        let certified = rustls::sign::CertifiedKey::new(chain, signing_key);
        let config = ServerConfig::builder_with_provider(Arc::new(provider))
            .with_protocol_versions(&self.versions)
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
        let mut connection = ServerConnection::new(Arc::new(config)).unwrap();
        connection.set_buffer_limit(None);
        Peer {
            connection,
            heard: Vec::new(),
            heard_goodbye: false,
        }
    }

    fn talk(&self, client: &mut Client, piece: usize) -> Result<(), TlsError> {
        self.start().exchange(client, piece)
    }
}

/// A server's side of a handshake, running.
struct Peer {
    connection: ServerConnection,
    heard: Vec<u8>,
    heard_goodbye: bool,
}

impl Peer {
    fn say(&mut self, plaintext: &[u8]) {
        std::io::Write::write_all(&mut self.connection.writer(), plaintext).unwrap();
    }

    fn written(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while self.connection.wants_write() {
            self.connection.write_tls(&mut bytes).unwrap();
        }
        bytes
    }

    /// Carries bytes both ways, towards the client in pieces, until neither has more to say.
    fn exchange(&mut self, client: &mut Client, piece: usize) -> Result<(), TlsError> {
        loop {
            let to_server = client.take_ciphertext();
            self.hear(&to_server);
            let to_client = self.written();
            if to_server.is_empty() && to_client.is_empty() {
                return Ok(());
            }
            deliver(client, &to_client, piece)?;
        }
    }

    fn hear(&mut self, ciphertext: &[u8]) {
        self.try_to_hear(ciphertext).unwrap();
    }

    fn try_to_hear(&mut self, mut ciphertext: &[u8]) -> Result<(), Error> {
        while !ciphertext.is_empty() {
            self.connection.read_tls(&mut ciphertext).unwrap();
            let state = self.connection.process_new_packets()?;
            let mut plaintext = vec![0; state.plaintext_bytes_to_read()];
            std::io::Read::read_exact(&mut self.connection.reader(), &mut plaintext).unwrap();
            self.heard.append(&mut plaintext);
            self.heard_goodbye |= state.peer_has_closed();
        }
        Ok(())
    }
}

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: Vec<u8>,
}

impl Authority {
    fn new() -> Self {
        let mut parameters = CertificateParams::default();
        parameters
            .distinguished_name
            .push(DnType::CommonName, "Private authority");
        parameters.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap().der().to_vec();
        Self {
            issuer: Issuer::new(parameters, key),
            certificate,
        }
    }

    fn trusted(&self) -> Trust {
        Trust {
            extra_roots: vec![self.certificate.clone()],
            ..Trust::default()
        }
    }

    fn server(&self, parameters: CertificateParams) -> Setup {
        let key = KeyPair::generate().unwrap();
        setup(parameters.signed_by(&key, &self.issuer).unwrap(), &key)
    }
}

fn trusted_server() -> (Setup, Trust) {
    let authority = Authority::new();
    (authority.server(parameters()), authority.trusted())
}

fn parameters() -> CertificateParams {
    CertificateParams::new([HOST.to_owned()]).unwrap()
}

fn self_signed(parameters: CertificateParams) -> Setup {
    let key = KeyPair::generate().unwrap();
    setup(parameters.self_signed(&key).unwrap(), &key)
}

fn setup(certificate: rcgen::Certificate, key: &KeyPair) -> Setup {
    let mut suites = ring::ALL_CIPHER_SUITES.to_vec();
    // As Dovecot and OpenSSL do: whatever the client prefers (rustls' server does so by default).
    suites.reverse();
    Setup {
        certificate: certificate.der().to_vec(),
        key: key.serialize_der(),
        suites,
        versions: vec![&rustls::version::TLS13, &rustls::version::TLS12],
    }
}

fn pin(fingerprint: Sha256) -> Trust {
    Trust {
        pinned_certificate: Some(fingerprint),
        ..Trust::default()
    }
}

fn facts_of(server: &Setup, trust: &Trust) -> PeerFacts {
    let mut client = Client::new(HOST, trust, NOW).unwrap();
    server.talk(&mut client, usize::MAX).unwrap();
    client.handshake_facts().unwrap().clone()
}

fn problems(server: &Setup, trust: &Trust) -> Vec<CertificateProblem> {
    let mut client = Client::new(HOST, trust, NOW).unwrap();
    let refused = server.talk(&mut client, usize::MAX).unwrap_err();
    let TlsError::CertificateUntrusted { problem, also, .. } = refused else {
        panic!("{refused:?}")
    };
    std::iter::once(problem).chain(also).collect()
}

fn deliver(client: &mut Client, bytes: &[u8], piece: usize) -> Result<(), TlsError> {
    bytes.chunks(piece).try_for_each(|piece| client.receive(piece))
}

fn mail() -> Vec<u8> {
    (0..100_000_u32).map(|index| (index % 251) as u8).collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
