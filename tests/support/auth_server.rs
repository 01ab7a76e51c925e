//! A POP3 server that knows many ways to sign in, in clear or over real TLS, and cheats when asked to. Its SCRAM is
//! written from RFC 5802 with other libraries than the client's. It must serve no mail.

#![allow(dead_code, reason = "each test uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what goes wrong here ends the test, loudly"
)]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::{Hmac, Mac};
use md5::Md5;
use restante::transport::{Dial, Stream, TransportError};
use rustls::{ServerConfig, ServerConnection};
use sha2::{Digest, Sha256};

/// What a client has to say to get in.
pub(crate) const USERNAME: &str = "anna";
const SALT: &[u8] = b"salt of this server";
const CRAM_CHALLENGE: &str = "<1896.697170952@pop.example.org>";
const TIMESTAMP: &str = "<1896.697170952@dbc.mtview.ca.us>";

/// How the server behaves. Change it between runs.
#[derive(Debug)]
pub(crate) struct Manners {
    /// What CAPA says.
    pub(crate) capabilities: RefCell<Vec<&'static str>>,
    /// As octets, in whatever encoding the server kept it.
    pub(crate) password: RefCell<Vec<u8>>,
    /// What is said to wrong credentials.
    pub(crate) refusal: RefCell<&'static str>,
    /// Wrong credentials are hung up on.
    pub(crate) hangs_up: Cell<bool>,
    /// Mechanisms whose very name the server hangs up on.
    pub(crate) crashes_on: RefCell<Vec<&'static str>>,
    /// Mechanisms whose keys the server lacks: every proof is wrong.
    pub(crate) keyless: RefCell<Vec<&'static str>>,
    pub(crate) iterations: Cell<u32>,
    /// The server shows a proof that is none.
    pub(crate) impostor: Cell<bool>,
    /// The server can bind, whatever CAPA says.
    pub(crate) binds: Cell<bool>,
    /// Somebody sits in between: the server's connection is another one.
    pub(crate) intercepted: Cell<bool>,
    pub(crate) tls: RefCell<Option<Arc<ServerConfig>>>,
    /// What clients said, with what is in base64 decoded.
    pub(crate) heard: RefCell<Vec<String>>,
    pub(crate) dials: Cell<u32>,
}

/// Opens connections to one such server.
#[derive(Clone, Debug)]
pub(crate) struct AuthServer(pub(crate) Rc<Manners>);

impl AuthServer {
    pub(crate) fn offering(capabilities: &[&'static str]) -> Self {
        Self(Rc::new(Manners {
            capabilities: RefCell::new(capabilities.to_vec()),
            password: RefCell::new(b"pencil".to_vec()),
            refusal: RefCell::new("-ERR [AUTH] wrong"),
            hangs_up: Cell::new(false),
            crashes_on: RefCell::default(),
            keyless: RefCell::default(),
            iterations: Cell::new(4096),
            impostor: Cell::new(false),
            binds: Cell::new(false),
            intercepted: Cell::new(false),
            tls: RefCell::default(),
            heard: RefCell::default(),
            dials: Cell::new(0),
        }))
    }

    /// The commands of a log-in that were heard since the last time, without their arguments.
    pub(crate) fn ways(&self) -> Vec<String> {
        let heard = self.0.heard.take();
        let of_log_in = |line: &&String| {
            ["AUTH ", "USER ", "APOP "]
                .iter()
                .any(|verb| line.starts_with(verb))
        };
        let ways = heard.iter().filter(of_log_in);
        ways.map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect()
    }
}

impl Dial for AuthServer {
    type Stream = AuthStream;

    async fn dial(&self, _host: &str, _port: u16) -> Result<AuthStream, TransportError> {
        self.0.dials.set(self.0.dials.get() + 1);
        let tls = self.0.tls.borrow().clone();
        let stream = AuthStream {
            manners: Rc::clone(&self.0),
            tls: tls.map(|config| RefCell::new(ServerConnection::new(config).unwrap())),
            outgoing: RefCell::default(),
            line: RefCell::default(),
            talk: RefCell::new(Talk::Commands),
            open: Cell::new(true),
        };
        stream.say(&format!("+OK ready {TIMESTAMP}"));
        Ok(stream)
    }
}

/// What the next line is.
enum Talk {
    Commands,
    Password,
    /// The first response of this mechanism.
    First(String),
    LoginPassword(String),
    /// The client's proof: the mechanism, its first message without the header, the header, and the server's answer.
    Proof(String, String, String, String),
    /// Nothing, and then they are in.
    Acknowledgement,
    /// Anything, and then they are not.
    Refusal,
}

/// One connection.
pub(crate) struct AuthStream {
    manners: Rc<Manners>,
    tls: Option<RefCell<ServerConnection>>,
    outgoing: RefCell<VecDeque<u8>>,
    line: RefCell<Vec<u8>>,
    talk: RefCell<Talk>,
    open: Cell<bool>,
}

impl Stream for AuthStream {
    async fn read(&self) -> Result<Option<Vec<u8>>, TransportError> {
        loop {
            if !self.outgoing.borrow().is_empty() {
                return Ok(Some(self.outgoing.borrow_mut().drain(..).collect()));
            }
            if !self.open.get() {
                return Ok(None);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn write(&self, bytes: &[u8]) -> Result<(), TransportError> {
        for byte in self.decrypted(bytes) {
            self.line.borrow_mut().push(byte);
            if byte == b'\n' && self.open.get() {
                let line = self.line.take();
                self.hear(line.trim_ascii_end());
            }
        }
        self.flush();
        Ok(())
    }
}

impl AuthStream {
    fn decrypted(&self, mut bytes: &[u8]) -> Vec<u8> {
        let Some(tls) = &self.tls else {
            return bytes.to_vec();
        };
        let mut plaintext = Vec::new();
        let mut tls = tls.borrow_mut();
        while !bytes.is_empty() {
            tls.read_tls(&mut bytes).unwrap();
            let state = tls.process_new_packets().unwrap();
            let mut piece = vec![0; state.plaintext_bytes_to_read()];
            tls.reader().read_exact(&mut piece).unwrap();
            plaintext.append(&mut piece);
        }
        plaintext
    }

    fn flush(&self) {
        let Some(tls) = &self.tls else { return };
        let mut bytes = Vec::new();
        let mut tls = tls.borrow_mut();
        while tls.wants_write() {
            tls.write_tls(&mut bytes).unwrap();
        }
        self.outgoing.borrow_mut().extend(bytes);
    }

    fn say(&self, line: &str) {
        let line = format!("{line}\r\n");
        match &self.tls {
            Some(tls) => tls.borrow_mut().writer().write_all(line.as_bytes()).unwrap(),
            None => self.outgoing.borrow_mut().extend(line.bytes()),
        }
    }

    fn challenge(&self, text: &str, next: Talk) {
        self.say(&format!("+ {}", BASE64_STANDARD.encode(text)));
        self.talk.replace(next);
    }

    fn note(&self, line: &[u8]) {
        let line = String::from_utf8_lossy(line).into_owned();
        self.manners.heard.borrow_mut().push(line);
    }

    fn hear(&self, line: &[u8]) {
        let talk = self.talk.replace(Talk::Commands);
        if line == b"*" {
            self.note(line);
            return self.say("-ERR cancelled");
        }
        match talk {
            Talk::Commands => self.command(line),
            Talk::Password => {
                self.note(line);
                let right = line.strip_prefix(b"PASS ") == Some(self.manners.password.borrow().as_slice());
                self.judge("USER", right);
            }
            in_base64 => {
                let response = BASE64_STANDARD.decode(line).unwrap();
                self.note(&response);
                self.response(in_base64, &response);
            }
        }
    }

    fn command(&self, line: &[u8]) {
        let text = String::from_utf8_lossy(line).into_owned();
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            ["AUTH", mechanism, ..] if self.manners.crashes_on.borrow().contains(&mechanism) => {
                self.note(line);
                self.open.set(false);
            }
            ["AUTH", mechanism, initial] => {
                let response = BASE64_STANDARD.decode(initial).unwrap();
                self.note(format!("AUTH {mechanism} {}", String::from_utf8_lossy(&response)).as_bytes());
                self.response(Talk::First(mechanism.to_owned()), &response);
            }
            ["AUTH", "CRAM-MD5"] => {
                self.note(line);
                self.challenge(CRAM_CHALLENGE, Talk::First("CRAM-MD5".to_owned()));
            }
            ["AUTH", mechanism] => {
                self.note(line);
                self.challenge("User Name", Talk::First(mechanism.to_owned()));
            }
            ["CAPA"] => {
                self.say("+OK");
                self.manners
                    .capabilities
                    .borrow()
                    .iter()
                    .for_each(|line| self.say(line));
                self.say(".");
            }
            ["USER", _] => {
                self.note(line);
                self.say("+OK");
                self.talk.replace(Talk::Password);
            }
            ["APOP", _, digest] => {
                self.note(line);
                let secret = [TIMESTAMP.as_bytes(), &self.manners.password.borrow()].concat();
                self.judge("APOP", digest == hexadecimal(&Md5::digest(secret)));
            }
            ["UIDL" | "LIST"] => self.say("+OK\r\n."),
            ["STAT"] => self.say("+OK 0 0"),
            ["QUIT"] => {
                self.say("+OK");
                self.open.set(false);
            }
            _ => {
                self.note(line);
                self.say("+OK");
            }
        }
    }

    fn response(&self, talk: Talk, response: &[u8]) {
        let text = String::from_utf8_lossy(response).into_owned();
        match talk {
            Talk::First(mechanism) => match mechanism.as_str() {
                "PLAIN" => {
                    let password = self.manners.password.borrow();
                    let right = [b"\0", USERNAME.as_bytes(), b"\0", &password].concat();
                    self.judge("PLAIN", response == right);
                }
                "LOGIN" => self.challenge("Password", Talk::LoginPassword(text)),
                "CRAM-MD5" => {
                    let mut digest = Hmac::<Md5>::new_from_slice(&self.manners.password.borrow()).unwrap();
                    digest.update(CRAM_CHALLENGE.as_bytes());
                    let digest = hexadecimal(&digest.finalize().into_bytes());
                    self.judge("CRAM-MD5", text == format!("{USERNAME} {digest}"));
                }
                "XOAUTH2" => {
                    let token = String::from_utf8(self.manners.password.borrow().clone()).unwrap();
                    if text == format!("user={USERNAME}\x01auth=Bearer {token}\x01\x01") {
                        self.say("+OK");
                    } else {
                        self.challenge("{\"status\":\"401\",\"schemes\":\"bearer\"}", Talk::Refusal);
                    }
                }
                _ => self.scram_first(mechanism, &text),
            },
            Talk::LoginPassword(username) => {
                let right = username == USERNAME && response == self.manners.password.borrow().as_slice();
                self.judge("LOGIN", right);
            }
            Talk::Proof(mechanism, bare, header, first) => {
                self.scram_final(&mechanism, &bare, &header, &first, &text);
            }
            Talk::Acknowledgement => self.say("+OK"),
            _ => self.judge("", false),
        }
    }

    fn scram_first(&self, mechanism: String, text: &str) {
        let (header, bare) = text.split_at(text.find(",,").unwrap() + 2);
        let bound = mechanism.ends_with("-PLUS");
        assert_eq!(header == "p=tls-exporter,,", bound, "{text}");
        if header == "y,," && self.manners.binds.get() {
            return self.challenge("e=server-does-support-channel-binding", Talk::Refusal);
        }
        let nonce = bare.split_once(",r=").unwrap().1;
        let salt = BASE64_STANDARD.encode(SALT);
        let first = format!("r={nonce}+theirs,s={salt},i={}", self.manners.iterations.get());
        let next = Talk::Proof(mechanism, bare.to_owned(), header.to_owned(), first.clone());
        self.challenge(&first, next);
    }

    /// RFC 5802 §3, from the server's side.
    fn scram_final(&self, mechanism: &str, bare: &str, header: &str, first: &str, text: &str) {
        let (without_proof, proof) = text.split_once(",p=").unwrap();
        let bound = header.starts_with('p');
        let channel = [
            header.as_bytes(),
            &if bound {
                self.exported().to_vec()
            } else {
                Vec::new()
            },
        ]
        .concat();
        if !without_proof.starts_with(&format!("c={},r=", BASE64_STANDARD.encode(channel))) {
            return self.challenge("e=channel-bindings-dont-match", Talk::Refusal);
        }
        let auth_message = format!("{bare},{first},{without_proof}");
        let salted = salted(&self.manners.password.borrow(), self.manners.iterations.get());
        let client_key = keyed(&salted, b"Client Key");
        let stored_key = Sha256::digest(&client_key);
        let signature = keyed(&stored_key, auth_message.as_bytes());
        let expected: Vec<u8> = client_key
            .iter()
            .zip(&signature)
            .map(|(key, sign)| key ^ sign)
            .collect();
        let right = BASE64_STANDARD.decode(proof).unwrap() == expected;
        if !right || self.manners.keyless.borrow().contains(&mechanism) {
            return self.judge(mechanism, false);
        }
        let mut shown = keyed(&keyed(&salted, b"Server Key"), auth_message.as_bytes());
        shown[0] ^= u8::from(self.manners.impostor.get());
        self.challenge(
            &format!("v={}", BASE64_STANDARD.encode(shown)),
            Talk::Acknowledgement,
        );
    }

    /// What rustls exports on this side.
    fn exported(&self) -> [u8; 32] {
        let tls = self.tls.as_ref().unwrap().borrow();
        let mut value = tls
            .export_keying_material([0; 32], b"EXPORTER-Channel-Binding", None)
            .unwrap();
        value[0] ^= u8::from(self.manners.intercepted.get());
        value
    }

    fn judge(&self, way: &str, right: bool) {
        if right && !self.manners.keyless.borrow().contains(&way) {
            self.say("+OK");
        } else if self.manners.hangs_up.get() {
            self.open.set(false);
        } else {
            self.say(*self.manners.refusal.borrow());
        }
    }
}

fn keyed(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// PBKDF2 of one block, as RFC 5802 §2.2 spells it out.
fn salted(password: &[u8], iterations: u32) -> Vec<u8> {
    let mut round = keyed(password, &[SALT, &[0, 0, 0, 1]].concat());
    let mut result = round.clone();
    for _ in 1..iterations {
        round = keyed(password, &round);
        result
            .iter_mut()
            .zip(&round)
            .for_each(|(sum, octet)| *sum ^= octet);
    }
    result
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}
