//! The steps of a probe: which one is under way, since when, and what came of the others. It must not talk to anybody.

use std::collections::HashMap;

use crate::engine::driver::{LinkError, Milestone};
use crate::pop3::Capabilities;
use crate::store::Protection;
use crate::tls::PeerFacts;
use crate::transport::TransportError;
use crate::units::{Uidl, UnixMillis};
use crate::wire::{CheckState, Fault, FaultKind, Learnt, SetupCheck, StepView};

/// The steps of one probe.
pub(super) struct Steps<'a> {
    on_step: &'a dyn Fn(StepView),
    now: &'a dyn Fn() -> UnixMillis,
    begun_at: UnixMillis,
    /// What is under way.
    current: Option<SetupCheck>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(on_step: &'a dyn Fn(StepView), now: &'a dyn Fn() -> UnixMillis) -> Self {
        Self {
            on_step,
            now,
            begun_at: now(),
            current: None,
        }
    }

    fn tell(&self, check: SetupCheck, state: CheckState, took_ms: Option<u32>, learnt: Learnt) {
        (self.on_step)(StepView {
            check,
            state,
            took_ms,
            learnt,
        });
    }

    fn took_ms(&self, until: UnixMillis) -> Option<u32> {
        u32::try_from(until.0.saturating_sub(self.begun_at.0)).ok()
    }

    pub(super) fn begin(&mut self, check: SetupCheck) {
        self.current = Some(check);
        self.tell(check, CheckState::Running, None, Learnt::Nothing);
    }

    /// A step ended well.
    pub(super) fn end(&mut self, check: SetupCheck, learnt: Learnt) {
        self.end_at((self.now)(), check, learnt);
    }

    fn end_at(&mut self, moment: UnixMillis, check: SetupCheck, learnt: Learnt) {
        self.tell(check, CheckState::Ok, self.took_ms(moment), learnt);
        self.begun_at = moment;
        self.current = None;
    }

    /// A step ended well, and the next one begins.
    pub(super) fn pass(&mut self, check: SetupCheck, next: SetupCheck, learnt: Learnt) {
        self.end(check, learnt);
        self.begin(next);
    }

    /// A step ended well that nobody but the bridge could time: it counts with the next one.
    fn pass_untimed(&mut self, check: SetupCheck, next: SetupCheck) {
        self.tell(check, CheckState::Ok, None, Learnt::Nothing);
        self.begin(next);
    }

    /// The server took the connection.
    pub(super) fn connected(&mut self, protection: Protection) {
        self.pass_untimed(SetupCheck::Bridge, SetupCheck::Name);
        self.pass_untimed(SetupCheck::Name, SetupCheck::Connect);
        self.end(SetupCheck::Connect, Learnt::Nothing);
        match protection {
            Protection::Tls => self.begin(SetupCheck::Encryption),
            Protection::Stls => self.begin(SetupCheck::Greeting),
            Protection::PlainWithConsent => {
                self.tell(SetupCheck::Encryption, CheckState::Ok, None, Learnt::NoEncryption);
                self.begin(SetupCheck::Greeting);
            }
        }
    }

    /// It did not. Whatever the bridge says of the server, the bridge itself is well.
    pub(super) fn not_connected(&mut self, error: &LinkError) {
        match error {
            LinkError::Transport(TransportError::BridgeUnreachable | TransportError::BridgeRefused(_)) => {}
            LinkError::Transport(TransportError::DnsFailed) => {
                self.pass_untimed(SetupCheck::Bridge, SetupCheck::Name);
            }
            _ => {
                self.pass_untimed(SetupCheck::Bridge, SetupCheck::Name);
                self.pass_untimed(SetupCheck::Name, SetupCheck::Connect);
            }
        }
    }

    /// Signing in has come so far. With STLS the greeting is heard before the encryption begins.
    pub(super) fn reached(&mut self, milestone: Milestone<'_>, protection: Protection) {
        let is_upgraded = protection == Protection::Stls;
        match milestone {
            Milestone::Secured(peer, moment) => {
                self.end_at(moment, SetupCheck::Encryption, encryption(peer));
                self.begin(if is_upgraded {
                    SetupCheck::Capabilities
                } else {
                    SetupCheck::Greeting
                });
            }
            Milestone::Greeted(text) => {
                let next = if is_upgraded {
                    SetupCheck::Encryption
                } else {
                    SetupCheck::Capabilities
                };
                self.pass(SetupCheck::Greeting, next, Learnt::Words(text.to_owned()));
            }
            Milestone::CapabilitiesKnown(found) => {
                self.met(found);
                self.begin(SetupCheck::SignIn);
            }
        }
    }

    /// The server said what it can do.
    pub(super) fn met(&mut self, found: Option<&Capabilities>) {
        let learnt = found.map_or(Learnt::Nothing, |found| Learnt::Words(announced(found)));
        self.end(SetupCheck::Capabilities, learnt);
    }

    /// It goes no further now, although nothing is wrong.
    pub(super) fn hold(&mut self, until: UnixMillis) {
        self.current = None;
        self.tell(
            SetupCheck::SignIn,
            CheckState::Waiting,
            None,
            Learnt::NotBefore(until),
        );
    }

    /// What is under way failed, or what the fault says.
    pub(super) fn fail(&mut self, fault: &Fault) {
        let Some(current) = self.current.take() else {
            return;
        };
        let check = match fault.kind {
            FaultKind::TlsFailed | FaultKind::CertificateUntrusted | FaultKind::StlsUnsupported => {
                SetupCheck::Encryption
            }
            _ => current,
        };
        if check != current {
            self.tell(current, CheckState::Waiting, None, Learnt::Nothing);
        }
        let took_ms = self.took_ms((self.now)());
        self.tell(check, CheckState::Failed, took_ms, Learnt::Nothing);
    }
}

/// The ids of a mailbox, and how often each is there.
#[derive(Debug, Default)]
pub(super) struct Ids {
    listed: usize,
    times: HashMap<Uidl, u32>,
}

impl Ids {
    pub(super) fn add(&mut self, uidl: Uidl) {
        self.listed += 1;
        *self.times.entry(uidl).or_default() += 1;
    }

    pub(super) fn learnt(&self) -> Learnt {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Learnt::UniqueIds {
            listed: count(self.listed),
            repeated: count(self.listed - self.times.len()),
        }
    }
}

fn encryption(peer: &PeerFacts) -> Learnt {
    let certificate = &peer.certificate;
    Learnt::Encryption {
        protocol: cipher(peer),
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        not_after: certificate.not_after,
    }
}

/// TLS version and cipher.
pub(super) fn cipher(peer: &PeerFacts) -> String {
    format!("{}, {}", peer.version, peer.cipher)
}

/// What a server announced, in the protocol's words.
fn announced(found: &Capabilities) -> String {
    let simple = [
        (found.top, "TOP"),
        (found.uidl, "UIDL"),
        (found.user, "USER"),
        (found.stls, "STLS"),
        (found.pipelining, "PIPELINING"),
        (found.resp_codes, "RESP-CODES"),
        (found.auth_resp_code, "AUTH-RESP-CODE"),
        (found.utf8, "UTF8"),
        (found.lang, "LANG"),
    ];
    let simple = simple.iter().filter(|(is_there, _)| *is_there);
    let mut words: Vec<String> = simple.map(|(_, name)| (*name).to_owned()).collect();
    if !found.sasl.is_empty() {
        words.push(format!("SASL {}", found.sasl.join(" ")));
    }
    if let Some(delay) = found.login_delay {
        words.push(format!("LOGIN-DELAY {}", delay.seconds));
    }
    match found.expire.map(|expire| expire.days) {
        Some(Some(days)) => words.push(format!("EXPIRE {days}")),
        Some(None) => words.push("EXPIRE NEVER".to_owned()),
        None => {}
    }
    words.extend(
        found
            .implementation
            .iter()
            .map(|name| format!("IMPLEMENTATION {name}")),
    );
    words.extend(found.others.iter().cloned());
    words.join(", ")
}
