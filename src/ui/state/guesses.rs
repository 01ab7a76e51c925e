//! Looking for the server of a provider that nobody knows: which names are tried, what an answer says about a name, and
//! which one is shown when none was right. A guess is always below the address's own domain and always over TLS with a
//! certificate that is valid for it, and no password is sent there: an address is easily mistyped, and its domain then a
//! stranger's.

use crate::wire::{Fault, FaultKind};

/// What providers call their POP3 servers, the most usual first. The last is the domain itself.
const NAMES: [&str; 4] = ["pop.", "mail.", "pop3.", ""];

/// A search under way.
#[derive(Clone, Debug)]
pub struct Guesses {
    domain: String,
    tried: usize,
    /// The guess that got furthest, and how it ended.
    best: Option<(Progress, String, Fault)>,
}

/// How far a guess got before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Progress {
    /// There is no such name, or nothing answers there.
    Nothing,
    /// Something answers.
    Answer,
    /// Something answers that would be the right one if its certificate were.
    Certificate,
}

/// What a failed guess means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// This one is not it. Try the next.
    Next,
    /// This is the server; what is wrong is something else.
    Found,
    /// No guess can be tried at all.
    Stop,
}

impl Guesses {
    /// A search for the server of a domain.
    #[must_use]
    pub const fn new(domain: String) -> Self {
        Self {
            domain,
            tried: 0,
            best: None,
        }
    }

    /// The next name to try.
    pub fn next_host(&mut self) -> Option<String> {
        let name = NAMES.get(self.tried)?;
        self.tried += 1;
        Some([name, self.domain.as_str()].concat())
    }

    /// Takes in how a guess failed.
    pub fn note(&mut self, host: String, fault: Fault) -> Verdict {
        let progress = match progress(fault.kind) {
            Ok(progress) => progress,
            Err(verdict) => return verdict,
        };
        if self.best.as_ref().is_none_or(|(best, ..)| *best < progress) {
            self.best = Some((progress, host, fault));
        }
        Verdict::Next
    }

    /// What to show when all were tried: the name that got furthest, and why it is not the one.
    #[must_use]
    pub fn best(self) -> Option<(String, Fault)> {
        self.best.map(|(_, host, fault)| (host, fault))
    }
}

const fn progress(kind: FaultKind) -> Result<Progress, Verdict> {
    match kind {
        FaultKind::DnsFailed | FaultKind::ConnectFailed | FaultKind::TimedOut | FaultKind::BridgeRefused => {
            Ok(Progress::Nothing)
        }
        FaultKind::TlsFailed | FaultKind::ConnectionLost | FaultKind::ProtocolViolation => {
            Ok(Progress::Answer)
        }
        FaultKind::CertificateUntrusted => Ok(Progress::Certificate),
        FaultKind::GreetingRefused
        | FaultKind::LoginDelayed
        | FaultKind::MailboxInUse
        | FaultKind::ServerTemporary
        | FaultKind::ServerPermanent => Err(Verdict::Found),
        _ => Err(Verdict::Stop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(kind: FaultKind) -> Fault {
        Fault::of(kind)
    }

    fn tried(ends: &[FaultKind]) -> (Guesses, Vec<Verdict>) {
        let mut guesses = Guesses::new("example.org".into());
        let verdicts = ends
            .iter()
            .map(|kind| {
                let host = guesses.next_host().unwrap();
                guesses.note(host, fault(*kind))
            })
            .collect();
        (guesses, verdicts)
    }

    #[test]
    fn the_usual_names_are_tried_and_then_the_domain_itself() {
        let mut guesses = Guesses::new("example.org".into());
        let hosts: Vec<String> = std::iter::from_fn(|| guesses.next_host()).collect();
        assert_eq!(
            hosts,
            [
                "pop.example.org",
                "mail.example.org",
                "pop3.example.org",
                "example.org"
            ]
        );
    }

    #[test]
    fn a_server_that_lets_nobody_in_just_now_is_the_right_one() {
        let (_, verdicts) = tried(&[FaultKind::DnsFailed, FaultKind::GreetingRefused]);
        assert_eq!(verdicts, [Verdict::Next, Verdict::Found]);
    }

    #[test]
    fn without_a_bridge_there_is_nothing_to_try() {
        let (_, verdicts) = tried(&[FaultKind::BridgeUnreachable]);
        assert_eq!(verdicts, [Verdict::Stop]);
    }

    #[test]
    fn when_none_is_right_the_one_that_got_furthest_is_shown() {
        let (guesses, _) = tried(&[
            FaultKind::DnsFailed,
            FaultKind::CertificateUntrusted,
            FaultKind::TlsFailed,
            FaultKind::ConnectFailed,
        ]);
        let (host, fault) = guesses.best().unwrap();
        assert_eq!(
            (host.as_str(), fault.kind),
            ("mail.example.org", FaultKind::CertificateUntrusted)
        );
    }

    #[test]
    fn of_equals_the_first_is_shown() {
        let (guesses, _) = tried(&[FaultKind::DnsFailed, FaultKind::ConnectFailed]);
        assert_eq!(
            guesses.best().map(|(host, _)| host),
            Some("pop.example.org".into())
        );
    }
}
