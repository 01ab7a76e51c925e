//! A connection and its other end, in memory. It must not hold tests.

use std::io::{Read as _, Write as _};
use std::num::NonZeroUsize;
use std::sync::Arc;

use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection};
use sha2::Digest as _;

use crate::connection::tests::{HOST, IN_TLS, NOW, WITH_STLS};
use crate::connection::{Connection, ConnectionError, ConnectionOptions, Event, Protection, Step, Want};
use crate::pop3::{self, Intent, LogIn, SessionOptions};
use crate::sasl::{Channel, Credentials, Exchange, Mechanism, Nonce, Setting};
use crate::secret::Secret;
use crate::tls::Trust;
use crate::units::Sha256;

/// A connection, and what its other end sees.
pub(super) struct Scene {
    pub(super) connection: Connection,
    events: Vec<Event>,
    want: Option<Want>,
    server: ServerConnection,
    server_speaks_tls: bool,
    pub(super) server_saw_alert: bool,
    pub(super) server_saw_goodbye: bool,
    pub(super) heard: String,
    pub(super) heard_in_clear: String,
    /// Written before the server speaks TLS.
    waiting: Vec<u8>,
}

impl Scene {
    pub(super) fn new(protection: Protection) -> Self {
        let pinned = |certificate: &[u8]| Trust {
            pinned_certificate: Some(Sha256(sha2::Sha256::digest(certificate).into())),
            ..Trust::default()
        };
        Self::trusting(protection, pinned)
    }

    pub(super) fn trusting(protection: Protection, trust: impl Fn(&[u8]) -> Trust) -> Self {
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
    pub(super) fn secured(protection: Protection) -> Self {
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

    pub(super) fn log_in(&mut self) {
        self.connection.send(log_in()).unwrap();
        self.settle();
        self.server_says("+OK\r\n");
    }

    pub(super) fn speak_tls(&mut self) {
        self.server_speaks_tls = true;
        let waiting = std::mem::take(&mut self.waiting);
        self.server_hears(&waiting);
        let answer = self.server_writes();
        self.connection.receive(&answer);
        self.settle();
    }

    pub(super) fn server_says(&mut self, text: &str) {
        if self.server_speaks_tls {
            let ciphertext = self.encrypted(text);
            self.connection.receive(&ciphertext);
        } else {
            self.connection.receive(text.as_bytes());
        }
        self.settle();
    }

    pub(super) fn server_says_goodbye(&mut self) {
        self.server.send_close_notify();
        let ciphertext = self.server_writes();
        self.connection.receive(&ciphertext);
        self.settle();
    }

    pub(super) fn stream_ends(&mut self) {
        self.connection.receive_end();
        self.settle();
    }

    pub(super) fn encrypted(&mut self, text: &str) -> Vec<u8> {
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
    pub(super) fn settle(&mut self) {
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

    pub(super) fn failure(&self) -> Option<ConnectionError> {
        assert_eq!(self.want, Some(Want::Close));
        match self.events.last() {
            Some(Event::Failed(error)) => Some(error.clone()),
            _ => None,
        }
    }

    pub(super) fn story(&self) -> String {
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
        Event::Pop3(pop3::Event::LogInRefused { .. }) => "log-in refused".to_owned(),
        Event::Pop3(pop3::Event::LoggedIn) => "logged in".to_owned(),
        Event::Pop3(pop3::Event::LoggedOut) => "logged out".to_owned(),
        Event::Pop3(pop3::Event::NoopAnswered) => "noop answered".to_owned(),
        Event::Pop3(other) => format!("{other:?}"),
    }
}

pub(super) fn options(protection: Protection, trust: Trust) -> ConnectionOptions {
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

pub(super) fn log_in() -> Intent {
    let credentials = Credentials::new("joe".to_owned(), Secret::new("secret".to_owned())).unwrap();
    let setting = Setting {
        nonce: &Nonce::of([0; Nonce::OCTETS]),
        channel: Channel::None,
        server: ("pop.example.org", 995),
        nfkc: str::to_owned,
    };
    let exchange = Exchange::new(Mechanism::Plain, &credentials, &setting);
    Intent::LogIn(LogIn::Sasl(Box::new(exchange)))
}
