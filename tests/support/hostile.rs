//! A POP3 server that means no good, over TCP: [`BEHAVIOURS`] lists all it can do, by name. `cargo run --example hostile`
//! runs it by hand, `tests/engine_hostile.rs` runs the engine against each. It must stay the plain script of one session:
//! whatever it does is in [`Hostile::answer`], and everything else is honest.

#![allow(
    dead_code,
    unused_imports,
    reason = "the example and the tests use different parts"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

#[path = "hostile/behaviours.rs"]
mod behaviours;

pub(crate) use behaviours::{BEHAVIOURS, Behaviour, Kind, named};

/// One step of an answer.
enum Act {
    Say(Vec<u8>),
    /// Over and over again, until nobody listens.
    Flood(Vec<u8>),
    /// Nothing, until nobody listens.
    Silence,
    HangUp,
    GoOnInTls,
}

/// One such server.
pub(crate) struct Hostile {
    pub(crate) behaviour: &'static Behaviour,
    pub(crate) messages: Vec<(String, Vec<u8>)>,
    pub(crate) tls: TlsAcceptor,
    /// For `cut-at-byte`.
    pub(crate) cut_at: usize,
    /// What clients said, and whether it was in TLS.
    pub(crate) heard: Mutex<Vec<(Wire, String)>>,
    pub(crate) sessions: Mutex<u32>,
}

/// Who could read what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Clear,
    Tls,
}

/// One session.
struct Talk<'a> {
    server: &'a Hostile,
    wire: Wire,
    session: u32,
    sent: usize,
    /// The answer that waits for the next one to overtake it.
    held: Option<Vec<u8>>,
}

/// How a session goes on.
enum Next {
    Over,
    InTls,
}

impl Hostile {
    pub(crate) fn new(
        behaviour: &'static Behaviour,
        messages: Vec<(String, Vec<u8>)>,
        identity: &Identity,
    ) -> Arc<Self> {
        Arc::new(Self {
            behaviour,
            messages,
            tls: identity.acceptor.clone(),
            cut_at: 600,
            heard: Mutex::default(),
            sessions: Mutex::default(),
        })
    }

    /// Serves one connection, from its first byte on in TLS where that is wanted.
    pub(crate) async fn serve(self: Arc<Self>, stream: TcpStream, wire: Wire) {
        let session = {
            let mut sessions = self.sessions.lock().unwrap();
            *sessions += 1;
            *sessions
        };
        let mut talk = Talk {
            server: &self,
            wire,
            session,
            sent: 0,
            held: None,
        };
        if wire == Wire::Tls {
            if let Ok(stream) = self.tls.accept(stream).await {
                let _ends = talk.run(&mut BufReader::new(stream), true).await;
            }
            return;
        }
        let mut stream = BufReader::new(stream);
        if let Ok(Next::InTls) = talk.run(&mut stream, true).await
            && let Ok(stream) = self.tls.accept(stream.into_inner()).await
        {
            talk.wire = Wire::Tls;
            let _ends = talk.run(&mut BufReader::new(stream), false).await;
        }
    }
}

impl Talk<'_> {
    async fn run<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut BufReader<S>,
        greet: bool,
    ) -> std::io::Result<Next> {
        let mut command = if greet {
            "greeting".to_owned()
        } else {
            String::new()
        };
        loop {
            for act in self.answer(&command) {
                match act {
                    Act::Say(bytes) => self.say(stream, &bytes).await?,
                    Act::Flood(bytes) => loop {
                        stream.write_all(&bytes).await?;
                    },
                    Act::Silence => std::future::pending().await,
                    Act::HangUp => return Ok(Next::Over),
                    Act::GoOnInTls => return Ok(Next::InTls),
                }
            }
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line).await? == 0 {
                return Ok(Next::Over);
            }
            command = String::from_utf8_lossy(&line).trim_end().to_owned();
            let heard = (self.wire, command.clone());
            self.server.heard.lock().unwrap().push(heard);
        }
    }

    async fn say<S: AsyncRead + AsyncWrite + Unpin>(
        &mut self,
        stream: &mut BufReader<S>,
        bytes: &[u8],
    ) -> std::io::Result<()> {
        match self.server.behaviour.name {
            "drip" => {
                for byte in bytes {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    stream.write_all(&[*byte]).await?;
                    stream.flush().await?;
                }
            }
            "cut-at-byte" if self.sent + bytes.len() > self.server.cut_at => {
                let rest = self.server.cut_at - self.sent;
                stream.write_all(&bytes[..rest]).await?;
                stream.flush().await?;
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
            _ => stream.write_all(bytes).await?,
        }
        self.sent += bytes.len();
        stream.flush().await
    }

    /// What it says to a command, or instead of a greeting: where it means no good, that, and else what is right.
    fn answer(&mut self, command: &str) -> Vec<Act> {
        let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
        let number: usize = argument
            .split(' ')
            .next()
            .unwrap_or_default()
            .parse()
            .unwrap_or(0);
        let all = self.server.messages.len();
        let say = |text: &str| vec![Act::Say(text.as_bytes().to_vec())];
        let flood =
            |first: &str, rest: &str| vec![Act::Say(first.into()), Act::Flood(rest.repeat(1000).into())];
        let then = |first: Vec<u8>, act: Act| vec![Act::Say(first), act];
        match (self.server.behaviour.name, verb) {
            ("greeting-silence", "greeting")
            | ("capa-silence", "CAPA")
            | ("login-silence", "PASS" | "AUTH")
            | ("uidl-silence", "UIDL")
            | ("top-silence", "TOP")
            | ("retr-silence", "RETR")
            | ("quit-silence", "QUIT") => vec![Act::Silence],
            ("uidl-refused", "UIDL") | ("list-refused", "LIST") | ("top-refused", "TOP") => {
                say("-ERR what?\r\n")
            }
            ("stat-4-billion-and-no-lists", "UIDL" | "LIST") => say("-ERR what?\r\n"),
            ("login-hangs-up", "PASS" | "AUTH") | ("quit-cut", "QUIT") => vec![Act::HangUp],

            ("greeting-refused", "greeting") => then(b"-ERR go away\r\n".to_vec(), Act::HangUp),
            ("greeting-endless-line", "greeting") => flood("+OK ", "x"),
            ("greeting-garbage", "greeting") => then(garbage(), Act::HangUp),
            ("greeting-8-bit", "greeting") => {
                then(b"+OK gr\xfc\xdfe \x00\x1b[31m\r\n".to_vec(), Act::Say(vec![]))
            }
            ("greeting-cut", "greeting") => then(b"+OK rea".to_vec(), Act::HangUp),
            ("greeting-of-a-web-server", "greeting") => {
                then(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), Act::HangUp)
            }
            ("greeting-in-tls", "greeting") => then(vec![0x16, 3, 3, 0, 80, 2, 0, 0], Act::Silence),

            ("capa-endless", "CAPA") => flood("+OK\r\n", "X-AND-MORE\r\n"),
            ("capa-cut", "CAPA") => then(b"+OK\r\nUSER\r\nUI".to_vec(), Act::HangUp),
            ("capa-nonsense", "CAPA") => say(
                "+OK\r\nUSER 7\r\nLOGIN-DELAY soon\r\nEXPIRE -3\r\nSASL\r\nPIPELINING x\r\n\r\nUIDL\r\nIMPLEMENTATION\r\n.\r\n",
            ),
            ("stls-not-offered", "CAPA") => say("+OK\r\nUSER\r\nSASL PLAIN\r\n.\r\n"),
            ("stls-injection", "STLS") => {
                let injected = b"+OK begin\r\n+OK\r\nSASL PLAIN\r\n.\r\n".to_vec();
                then(injected, Act::GoOnInTls)
            }
            ("stls-refused", "STLS") => say("-ERR not now\r\n"),
            ("stls-no-tls", "STLS") => say("+OK begin\r\n"),
            ("stls-no-tls", _) if !matches!(verb, "greeting" | "CAPA") => {
                then(b"+OK let us stay in clear\r\n".to_vec(), Act::HangUp)
            }
            ("stls-silence", "STLS") => then(b"+OK begin\r\n".to_vec(), Act::Silence),

            ("login-challenges", "PASS" | "AUTH") => flood("+ \r\n", "+ \r\n"),
            ("login-then-refused", "STAT") => then(b"-ERR [X] enough\r\n-ERR bye\r\n".to_vec(), Act::HangUp),
            ("login-then-garbage", "STAT") => then(garbage(), Act::HangUp),
            ("login-then-one-answer-too-many", "STAT") => say(&format!("+OK {all} 0\r\n+OK {all} 0\r\n")),

            ("stat-zero", "STAT") => say("+OK 0 0\r\n"),
            ("stat-huge", "STAT") => say("+OK 18446744073709551616 1\r\n"),
            ("stat-negative", "STAT") => say("+OK -7 -7\r\n"),
            ("stat-short", "STAT") => say("+OK\r\n"),
            ("stat-4-billion" | "stat-4-billion-and-no-lists", "STAT") => say("+OK 4294967295 1\r\n"),

            ("uidl-endless", "UIDL") => flood("+OK\r\n", "1 again\r\n"),
            ("uidl-endless-line", "UIDL") => flood("+OK\r\n1 ", "x"),
            ("uidl-cut", "UIDL") => then(b"+OK\r\n1 uid1\r\n2 ui".to_vec(), Act::HangUp),
            ("uidl-duplicates", "UIDL") => self.list(|_, _| "same".to_owned()),
            ("uidl-empty", "UIDL") => self.list(|_, _| String::new()),
            ("uidl-8-bit", "UIDL") => self.list(|_, uidl| format!("\u{e9}\0\u{1f4ee}{uidl}")),
            ("uidl-storm", "UIDL") => {
                let session = self.session;
                self.list(move |_, uidl| format!("{session}-{uidl}"))
            }
            ("uidl-wrong-numbers", "UIDL") => {
                let mut list = self.listing(|_, uidl| uidl.to_owned());
                list.truncate(list.len() - 3);
                list.extend(*b"0 zero\r\n-1 minus\r\n4294967296 over\r\nx y\r\n.\r\n");
                vec![Act::Say(list)]
            }
            ("list-wrong-sizes", "LIST") => {
                let sizes: Vec<usize> = self
                    .server
                    .messages
                    .iter()
                    .map(|(_, bytes)| bytes.len() / 3)
                    .collect();
                self.list(move |at, _| sizes[at].to_string())
            }
            ("list-huge-sizes", "LIST") => self.list(|_, _| u64::MAX.to_string()),
            ("list-endless", "LIST") => flood("+OK\r\n", "1 1\r\n"),

            ("top-whole", "TOP") => vec![Act::Say(self.message(number))],
            ("top-of-another", "TOP") => vec![Act::Say(self.top(number % all + 1))],

            ("retr-half-and-silence" | "retr-cut", "RETR") if number == all / 2 => {
                let mut half = self.message(number);
                half.truncate(half.len() / 2);
                let end = if self.server.behaviour.name == "retr-cut" {
                    Act::HangUp
                } else {
                    Act::Silence
                };
                then(half, end)
            }
            ("retr-refused", "RETR") => say("-ERR no such message\r\n"),
            ("retr-one-refused", "RETR") if number == all / 2 => say("-ERR poison\r\n"),
            ("retr-2-gb-announced", "RETR") => {
                let body = self.message(number);
                vec![Act::Say([b"+OK 2147483648 octets\r\n", &body[5..]].concat())]
            }
            ("retr-endless", "RETR") if number == all / 2 => flood("+OK\r\n", "and so on\r\n"),
            ("retr-endless-line", "RETR") if number == all / 2 => flood("+OK\r\n", "and so on "),
            ("retr-other-number", "RETR") => vec![Act::Say(self.message(number % all + 1))],
            ("retr-out-of-order", "RETR") => {
                let answer = self.message(number);
                match self.held.take() {
                    Some(held) => vec![Act::Say(answer), Act::Say(held)],
                    None => {
                        self.held = Some(answer);
                        Vec::new()
                    }
                }
            }
            ("retr-like-answers", "RETR") => {
                let body = b"+OK 3 3\r\n-ERR no\r\n..\r\n.+OK\r\n. \r\n...\r\n+OK\r\n.\r\n";
                vec![Act::Say([self.header(number), body.to_vec()].concat())]
            }
            ("retr-bare-lf", "RETR") => {
                let body = b"a\nb\n.\nc\rd\0e\n.\r\nf\r\n.\r\n";
                vec![Act::Say([self.header(number), body.to_vec()].concat())]
            }
            ("retr-without-terminator", "RETR") if number == all / 2 => {
                let mut body = self.message(number);
                body.truncate(body.len() - 3);
                then(body, Act::Silence)
            }
            ("quit-refused", "QUIT") => then(b"-ERR some messages not removed\r\n".to_vec(), Act::HangUp),
            _ => self.honest(verb, number),
        }
    }

    fn honest(&self, verb: &str, number: usize) -> Vec<Act> {
        let say = |text: &str| vec![Act::Say(text.as_bytes().to_vec())];
        match verb {
            // Behind STLS nobody greets.
            "" => Vec::new(),
            "greeting" => say("+OK ready\r\n"),
            "CAPA" if self.wire == Wire::Clear => {
                say("+OK\r\nUSER\r\nTOP\r\nUIDL\r\nSTLS\r\nRESP-CODES\r\nPIPELINING\r\n.\r\n")
            }
            "CAPA" => say("+OK\r\nUSER\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nPIPELINING\r\n.\r\n"),
            "STLS" => vec![Act::Say(b"+OK begin\r\n".to_vec()), Act::GoOnInTls],
            "STAT" => say(&format!("+OK {} 0\r\n", self.server.messages.len())),
            "UIDL" => self.list(|_, uidl| uidl.to_owned()),
            "LIST" => {
                let sizes: Vec<usize> = self
                    .server
                    .messages
                    .iter()
                    .map(|(_, bytes)| bytes.len())
                    .collect();
                self.list(move |at, _| sizes[at].to_string())
            }
            "TOP" if number <= self.server.messages.len() => vec![Act::Say(self.top(number))],
            "RETR" if number <= self.server.messages.len() => vec![Act::Say(self.message(number))],
            "TOP" | "RETR" => say("-ERR no such message\r\n"),
            "QUIT" => vec![Act::Say(b"+OK bye\r\n".to_vec()), Act::HangUp],
            _ => say("+OK\r\n"),
        }
    }

    fn list(&self, value: impl Fn(usize, &str) -> String) -> Vec<Act> {
        vec![Act::Say(self.listing(value))]
    }

    fn listing(&self, value: impl Fn(usize, &str) -> String) -> Vec<u8> {
        let mut list = "+OK\r\n".to_owned();
        for (at, (uidl, _)) in self.server.messages.iter().enumerate() {
            list += &format!("{} {}\r\n", at + 1, value(at, uidl));
        }
        (list + ".\r\n").into_bytes()
    }

    fn message(&self, number: usize) -> Vec<u8> {
        let bytes = &self.server.messages[number - 1].1;
        let mut answer = b"+OK\r\n".to_vec();
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            if line.starts_with(b".") {
                answer.push(b'.');
            }
            answer.extend(line);
        }
        answer.extend(*b".\r\n");
        answer
    }

    fn top(&self, number: usize) -> Vec<u8> {
        [self.header(number), b".\r\n".to_vec()].concat()
    }

    fn header(&self, number: usize) -> Vec<u8> {
        let bytes = &self.server.messages[number - 1].1;
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .map_or(bytes.len(), |at| at + 4);
        [b"+OK\r\n", &bytes[..end]].concat()
    }
}

/// Octets of every kind, the same each time, with line ends here and there.
fn garbage() -> Vec<u8> {
    let mut state = 7_u32;
    let octets = (0..2000).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    });
    b"~".iter().copied().chain(octets).collect()
}

/// A certificate of its own making, for this name or address.
pub(crate) struct Identity {
    acceptor: TlsAcceptor,
    pub(crate) certificate: CertificateDer<'static>,
}

impl Identity {
    pub(crate) fn of(name: &str) -> Self {
        let certified = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let certificate = certified.cert.der().clone();
        let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .unwrap();
        Self {
            acceptor: Arc::new(config).into(),
            certificate,
        }
    }
}
