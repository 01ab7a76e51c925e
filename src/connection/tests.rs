//! Connections from the first byte to the last, against rustls' own server and a few words of POP3.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::io::{Read as _, Write as _};
use std::num::NonZeroUsize;
use std::sync::Arc;

use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection};
use sha2::Digest as _;

use crate::connection::{Connection, ConnectionError, ConnectionOptions, Event, Protection, Step, Want};
use crate::pop3::{
    self, Awaiting, CommandKind, Credentials, Intent, IntentError, LooksLike, Mechanism, SessionError,
    SessionOptions, Violation,
};
use crate::secret::Secret;
use crate::tls::{CertificateProblem, TlsError, Trust};
use crate::units::{MessageNumber, Sha256, UnixMillis};

const HOST: &str = "pop.example.org";
/// 2026-11-23T00:00:00Z
const NOW: UnixMillis = UnixMillis(1_795_392_000_000);
const NO_STLS: &str = "+OK\r\nUIDL\r\n.\r\n";
const WITH_STLS: &str = "+OK\r\nUIDL\r\nSTLS\r\n.\r\n";
const IN_TLS: &str = "+OK\r\nUIDL\r\nSASL PLAIN\r\nPIPELINING\r\n.\r\n";

mod opening {
    use super::*;

    #[test]
    fn with_tls_begins_with_the_handshake() {
        let mut scene = Scene::new(Protection::Tls);
        scene.speak_tls();
        scene.server_says("+OK ready\r\n");
        scene.server_says(IN_TLS);
        assert_eq!(scene.story(), "secured, greeting, capabilities, want Intent");
        assert_eq!(scene.heard, "CAPA\r\n");
        assert_eq!(scene.heard_in_clear, "");
    }

    #[test]
    fn with_stls_asks_again_and_hides_what_was_announced_in_clear() {
        let mut scene = Scene::new(Protection::Stls);
        scene.server_says("+OK ready\r\n");
        scene.server_says(WITH_STLS);
        scene.server_says("+OK begin\r\n");
        scene.speak_tls();
        scene.server_says(IN_TLS);
        assert_eq!(scene.story(), "greeting, secured, capabilities, want Intent");
        assert_eq!(scene.heard_in_clear, "CAPA\r\nSTLS\r\n");
        assert_eq!(scene.heard, "CAPA\r\n");
        assert!(scene.connection.capabilities().unwrap().pipelining);
    }

    #[test]
    fn in_clear_where_that_was_asked_for() {
        let mut scene = Scene::new(Protection::Plain);
        scene.server_says("+OK ready\r\n");
        scene.server_says(WITH_STLS);
        assert_eq!(scene.story(), "greeting, capabilities, want Intent");
        assert_eq!(scene.heard_in_clear, "CAPA\r\n");
    }

    #[test]
    fn takes_no_intent_before_its_end() {
        let mut scene = Scene::new(Protection::Stls);
        assert_eq!(scene.connection.send(log_in()), Err(IntentError::NotOpen));
        scene.server_says("+OK ready\r\n");
        assert_eq!(scene.connection.send(log_in()), Err(IntentError::NotOpen));
    }

    #[test]
    fn says_the_password_in_tls_alone() {
        let mut scene = Scene::secured(Protection::Stls);
        scene.connection.send(log_in()).unwrap();
        scene.settle();
        assert!(scene.heard.ends_with("AUTH PLAIN AGpvZQBzZWNyZXQ=\r\n"));
        assert!(!scene.heard_in_clear.contains("AUTH"));
    }
}

mod stls {
    use super::*;

    #[test]
    fn not_offered_is_an_error_and_nothing_more_is_said() {
        let mut scene = Scene::new(Protection::Stls);
        scene.server_says("+OK ready\r\n");
        scene.server_says(NO_STLS);
        assert_eq!(scene.failure(), Some(ConnectionError::StartTlsNotOffered));
        assert_eq!(scene.heard_in_clear, "CAPA\r\n");
    }

    #[test]
    fn refused_is_an_error_and_nothing_more_is_said() {
        let mut scene = Scene::new(Protection::Stls);
        scene.server_says("+OK ready\r\n");
        scene.server_says(WITH_STLS);
        scene.server_says("-ERR not today\r\n");
        assert!(
            matches!(scene.failure(), Some(ConnectionError::StartTlsRefused(reply)) if reply.text == "not today")
        );
        assert_eq!(scene.heard_in_clear, "CAPA\r\nSTLS\r\n");
    }

    #[test]
    fn is_tried_on_a_server_without_capa() {
        let mut scene = Scene::new(Protection::Stls);
        scene.server_says("+OK ready\r\n");
        scene.server_says("-ERR what?\r\n");
        assert_eq!(scene.heard_in_clear, "CAPA\r\nSTLS\r\n");
    }

    #[test]
    fn with_bytes_injected_behind_its_answer_is_a_violation() {
        let mut scene = Scene::new(Protection::Stls);
        scene.server_says("+OK ready\r\n");
        scene.server_says(WITH_STLS);
        scene.server_says("+OK begin\r\n+OK injected\r\n");
        let violation = Violation::BytesAfterStartTls { octets: 14 };
        assert_eq!(
            scene.failure(),
            Some(ConnectionError::Session(SessionError::Violation(violation)))
        );
    }

    #[test]
    fn with_bytes_injected_a_little_later_is_no_tls() {
        let mut scene = Scene::new(Protection::Stls);
        scene.server_says("+OK ready\r\n");
        scene.server_says(WITH_STLS);
        scene.server_says("+OK begin\r\n");
        scene.server_says("+OK injected\r\n");
        assert_eq!(scene.failure(), Some(ConnectionError::Tls(TlsError::NotTls)));
    }
}

mod trust {
    use super::*;

    #[test]
    fn missing_ends_it_with_an_alert_and_the_certificates_facts() {
        let mut scene = Scene::trusting(Protection::Tls, |_| Trust::default());
        scene.speak_tls();
        let Some(ConnectionError::Tls(TlsError::CertificateUntrusted { problem, facts, .. })) =
            scene.failure()
        else {
            panic!("{:?}", scene.failure())
        };
        assert_eq!(
            (problem, facts.names),
            (CertificateProblem::SelfSigned, vec![HOST.to_owned()])
        );
        assert_eq!(scene.heard, "");
        assert!(scene.server_saw_alert, "the server is told why");
    }

    #[test]
    fn in_a_host_without_a_name_is_impossible() {
        let options = ConnectionOptions {
            host: "not a host".to_owned(),
            ..options(Protection::Tls, Trust::default())
        };
        let mut connection = Connection::new(options, NOW);
        let failed = Event::Failed(ConnectionError::Tls(TlsError::HostName));
        assert_eq!(connection.next(NOW), Step::Event(failed));
        assert_eq!(connection.next(NOW), Step::Want(Want::Close));
    }
}

mod wrong_port {
    use super::*;

    #[test]
    fn tls_to_a_server_in_clear() {
        let mut scene = Scene::new(Protection::Tls);
        scene.server_says("+OK ready\r\n");
        assert_eq!(scene.failure(), Some(ConnectionError::Tls(TlsError::NotTls)));
    }

    #[test]
    fn clear_to_a_server_with_tls() {
        let mut scene = Scene::new(Protection::Plain);
        scene.connection.receive(&[0x15, 3, 3, 0, 2, 2, 10]);
        scene.settle();
        let looks_like = LooksLike::Tls;
        let violation = Violation::NotPop3 {
            looks_like,
            excerpt: String::new(),
        };
        assert_eq!(
            scene.failure(),
            Some(ConnectionError::Session(SessionError::Violation(violation)))
        );
    }
}

mod end {
    use super::*;

    #[test]
    fn within_the_handshake_is_told_apart() {
        let mut scene = Scene::new(Protection::Tls);
        scene.stream_ends();
        assert_eq!(scene.failure(), Some(ConnectionError::LostInHandshake));
    }

    #[test]
    fn after_quit_needs_no_goodbye() {
        let mut scene = Scene::secured(Protection::Tls);
        scene.connection.send(Intent::Quit).unwrap();
        scene.settle();
        scene.server_says("+OK bye\r\n");
        scene.stream_ends();
        assert_eq!(
            scene.story(),
            "secured, greeting, capabilities, logged out, want Close"
        );
        assert!(scene.server_saw_goodbye);
    }

    #[test]
    fn of_a_cut_stream_makes_half_a_refusal_no_refusal() {
        let mut scene = Scene::secured(Protection::Tls);
        scene.connection.send(log_in()).unwrap();
        scene.settle();
        scene.server_says("-ERR [AUTH");
        scene.stream_ends();
        let lost = SessionError::ConnectionLost(Awaiting::Answer(CommandKind::LogIn));
        assert_eq!(scene.failure(), Some(ConnectionError::Session(lost)));
    }

    #[test]
    fn with_goodbye_makes_a_refusal_without_line_end_one() {
        let mut scene = Scene::secured(Protection::Tls);
        scene.connection.send(log_in()).unwrap();
        scene.settle();
        scene.server_says("-ERR no");
        scene.server_says_goodbye();
        assert!(scene.story().contains("log-in refused"), "{}", scene.story());
    }

    #[test]
    fn of_a_cut_stream_within_a_message_is_a_loss() {
        let mut scene = Scene::secured(Protection::Tls);
        scene.log_in();
        let number = MessageNumber::new(1).unwrap();
        scene.connection.send(Intent::Retrieve(number)).unwrap();
        scene.settle();
        scene.server_says("+OK\r\ntext\r\n.\r");
        scene.stream_ends();
        let lost = SessionError::ConnectionLost(Awaiting::Answer(CommandKind::Retrieve(number)));
        assert_eq!(scene.failure(), Some(ConnectionError::Session(lost)));
    }

    #[test]
    fn by_broken_tls_comes_after_what_was_whole() {
        let mut scene = Scene::secured(Protection::Tls);
        scene.log_in();
        scene.connection.send(Intent::Noop).unwrap();
        scene.settle();
        let mut bytes = scene.encrypted("+OK\r\n");
        bytes.extend([23, 3, 3, 0, 32]);
        bytes.extend([0; 32]);
        scene.connection.receive(&bytes);
        scene.settle();
        assert!(
            scene.story().ends_with("noop answered, failed, want Close"),
            "{}",
            scene.story()
        );
    }
}

/// A connection, and what its other end sees.
struct Scene {
    connection: Connection,
    events: Vec<Event>,
    want: Option<Want>,
    server: ServerConnection,
    server_speaks_tls: bool,
    server_saw_alert: bool,
    server_saw_goodbye: bool,
    heard: String,
    heard_in_clear: String,
    /// Written before the server speaks TLS.
    waiting: Vec<u8>,
}

impl Scene {
    fn new(protection: Protection) -> Self {
        let pinned = |certificate: &[u8]| Trust {
            pinned_certificate: Some(Sha256(sha2::Sha256::digest(certificate).into())),
            ..Trust::default()
        };
        Self::trusting(protection, pinned)
    }

    fn trusting(protection: Protection, trust: impl Fn(&[u8]) -> Trust) -> Self {
        let certified = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
        let certificate = certified.cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .unwrap();
        let mut scene = Self {
            connection: Connection::new(options(protection, trust(&certificate)), NOW),
            events: Vec::new(),
            want: None,
            server: ServerConnection::new(Arc::new(config)).unwrap(),
            server_speaks_tls: false,
            server_saw_alert: false,
            server_saw_goodbye: false,
            heard: String::new(),
            heard_in_clear: String::new(),
            waiting: Vec::new(),
        };
        scene.settle();
        scene
    }

    /// Open, in TLS.
    fn secured(protection: Protection) -> Self {
        let mut scene = Self::new(protection);
        if protection == Protection::Stls {
            ["+OK ready\r\n", WITH_STLS, "+OK begin\r\n"]
                .iter()
                .for_each(|text| scene.server_says(text));
            scene.speak_tls();
        } else {
            scene.speak_tls();
            scene.server_says("+OK ready\r\n");
        }
        scene.server_says(IN_TLS);
        scene
    }

    fn log_in(&mut self) {
        self.connection.send(log_in()).unwrap();
        self.settle();
        self.server_says("+OK\r\n");
    }

    fn speak_tls(&mut self) {
        self.server_speaks_tls = true;
        let waiting = std::mem::take(&mut self.waiting);
        self.server_hears(&waiting);
        let answer = self.server_writes();
        self.connection.receive(&answer);
        self.settle();
    }

    fn server_says(&mut self, text: &str) {
        if self.server_speaks_tls {
            let ciphertext = self.encrypted(text);
            self.connection.receive(&ciphertext);
        } else {
            self.connection.receive(text.as_bytes());
        }
        self.settle();
    }

    fn server_says_goodbye(&mut self) {
        self.server.send_close_notify();
        let ciphertext = self.server_writes();
        self.connection.receive(&ciphertext);
        self.settle();
    }

    fn stream_ends(&mut self) {
        self.connection.receive_end();
        self.settle();
    }

    fn encrypted(&mut self, text: &str) -> Vec<u8> {
        self.server.writer().write_all(text.as_bytes()).unwrap();
        self.server_writes()
    }

    fn server_writes(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        while self.server.wants_write() {
            self.server.write_tls(&mut bytes).unwrap();
        }
        bytes
    }

    fn server_hears(&mut self, bytes: &[u8]) {
        if !self.server_speaks_tls {
            match std::str::from_utf8(bytes) {
                Ok(text) if text.is_ascii() && !text.starts_with('\u{16}') => self.heard_in_clear += text,
                _ => self.waiting.extend_from_slice(bytes),
            }
            return;
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            self.server.read_tls(&mut rest).unwrap();
            let Ok(state) = self.server.process_new_packets() else {
                self.server_saw_alert = true;
                return;
            };
            let mut plaintext = vec![0; state.plaintext_bytes_to_read()];
            self.server.reader().read_exact(&mut plaintext).unwrap();
            self.heard += std::str::from_utf8(&plaintext).unwrap();
            self.server_saw_goodbye |= state.peer_has_closed();
        }
    }

    /// Carries bytes both ways until both are silent.
    fn settle(&mut self) {
        loop {
            match self.connection.next(NOW) {
                Step::Write(bytes) => {
                    self.server_hears(&bytes);
                    if self.server_speaks_tls {
                        let answer = self.server_writes();
                        self.connection.receive(&answer);
                    }
                }
                Step::Event(event) => self.events.push(event),
                Step::Want(want) => {
                    self.want = Some(want);
                    return;
                }
            }
        }
    }

    fn failure(&self) -> Option<ConnectionError> {
        assert_eq!(self.want, Some(Want::Close));
        match self.events.last() {
            Some(Event::Failed(error)) => Some(error.clone()),
            _ => None,
        }
    }

    fn story(&self) -> String {
        let mut words: Vec<String> = self.events.iter().map(word).collect();
        words.push(format!("want {:?}", self.want.unwrap()));
        words.join(", ")
    }
}

fn word(event: &Event) -> String {
    match event {
        Event::Secured(_) => "secured".to_owned(),
        Event::Failed(_) => "failed".to_owned(),
        Event::Pop3(pop3::Event::GreetingReceived { .. }) => "greeting".to_owned(),
        Event::Pop3(pop3::Event::CapabilitiesReceived(_)) => "capabilities".to_owned(),
        Event::Pop3(pop3::Event::LogInRefused(_)) => "log-in refused".to_owned(),
        Event::Pop3(pop3::Event::LoggedIn) => "logged in".to_owned(),
        Event::Pop3(pop3::Event::LoggedOut) => "logged out".to_owned(),
        Event::Pop3(pop3::Event::NoopAnswered) => "noop answered".to_owned(),
        Event::Pop3(other) => format!("{other:?}"),
    }
}

fn options(protection: Protection, trust: Trust) -> ConnectionOptions {
    let session = SessionOptions {
        max_in_flight: NonZeroUsize::MIN,
    };
    ConnectionOptions {
        host: HOST.to_owned(),
        protection,
        trust,
        session,
    }
}

fn log_in() -> Intent {
    let credentials = Credentials::new("joe".to_owned(), Secret::new("secret".to_owned())).unwrap();
    Intent::LogIn(credentials, Mechanism::Plain)
}
