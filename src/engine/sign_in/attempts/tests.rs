//! What is tried after what, as tables: no server is needed to see that nobody is locked out.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::pop3::{Capabilities, ResponseCode};
use crate::secret::Secret;

fn greeted(sasl: &[&str]) -> Greeted {
    Greeted {
        apop_timestamp: None,
        capabilities: Some(Capabilities {
            user: true,
            sasl: sasl.iter().map(|name| (*name).to_owned()).collect(),
            ..Capabilities::default()
        }),
    }
}

fn plan(greeted: &Greeted, history: &SignIn, password: &str) -> Attempts {
    let credentials = Credentials::new("joe".to_owned(), Secret::new(password.to_owned())).unwrap();
    Attempts::plan(greeted, Wire::Encrypted, true, history, &credentials).unwrap()
}

fn refusal(code: Option<ResponseCode>) -> Refusal {
    Refusal {
        reply: Reply {
            code,
            text: "no".to_owned(),
        },
        reason: None,
        tested: true,
    }
}

fn wrong() -> Refusal {
    refusal(Some(ResponseCode::Auth))
}

/// What is tried when everything is refused like this, and what it comes to.
fn tried(mut attempts: Attempts, refusal: &Refusal) -> (Vec<String>, LinkError) {
    let mut tried = Vec::new();
    loop {
        let attempt = match attempts.next() {
            Ok(attempt) => attempt,
            Err(error) => return (tried, error),
        };
        let latin1 = match attempt.credentials.encoding() {
            Encoding::Utf8 => "",
            Encoding::Latin1 => " in Latin-1",
        };
        tried.push(format!("{}{latin1}", attempt.way));
        if let Err(error) = attempts.refused(&attempt, refusal.clone()) {
            return (tried, error);
        }
    }
}

const ALL: [&str; 7] = [
    "PLAIN",
    "LOGIN",
    "CRAM-MD5",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-256-PLUS",
];

#[test]
fn a_wrong_password_is_sent_twice_at_most() {
    let (tried, error) = tried(plan(&greeted(&ALL), &SignIn::default(), "p"), &wrong());
    assert_eq!(tried, ["SCRAM-SHA-256-PLUS", "PLAIN"]);
    assert!(matches!(error, LinkError::LogInRefused(_, None)));
}

#[test]
fn a_wrong_password_is_sent_once_where_something_stronger_worked_before() {
    let history = SignIn {
        worked: Some("SCRAM-SHA-256-PLUS".to_owned()),
        ..SignIn::default()
    };
    let (tried, _) = tried(plan(&greeted(&ALL), &history, "p"), &wrong());
    assert_eq!(tried, ["SCRAM-SHA-256-PLUS"]);
}

#[test]
fn a_stronger_mechanism_without_keys_does_not_hide_what_worked() {
    let history = SignIn {
        worked: Some("SCRAM-SHA-1".to_owned()),
        ..SignIn::default()
    };
    let (tried, _) = tried(plan(&greeted(&ALL), &history, "p"), &wrong());
    assert_eq!(tried, ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1"]);
}

#[test]
fn a_mechanism_that_is_refused_unheard_makes_room_for_the_next() {
    let unheard = Refusal {
        tested: false,
        ..refusal(None)
    };
    let (tried, error) = tried(plan(&greeted(&ALL), &SignIn::default(), "p"), &unheard);
    assert_eq!(tried.len(), ALL.len() + 1);
    assert!(matches!(error, LinkError::WayRefused(_)));
}

#[test]
fn a_server_that_asks_for_patience_is_not_asked_again() {
    for code in [
        ResponseCode::InUse,
        ResponseCode::LoginDelay,
        ResponseCode::SysTemp,
        ResponseCode::SysPerm,
    ] {
        let attempts = plan(&greeted(&ALL), &SignIn::default(), "p");
        let (tried, _) = tried(attempts, &refusal(Some(code)));
        assert_eq!(tried, ["SCRAM-SHA-256-PLUS"]);
    }
}

#[test]
fn a_proof_that_is_known_to_be_wrong_is_the_last_word() {
    let invalid = Refusal {
        reason: Some(Reason::InvalidProof),
        ..refusal(None)
    };
    let (tried, error) = tried(plan(&greeted(&ALL), &SignIn::default(), "p"), &invalid);
    assert_eq!(tried, ["SCRAM-SHA-256-PLUS"]);
    assert!(matches!(error, LinkError::LogInRefused(..)));
}

#[test]
fn a_server_that_sees_another_connection_hears_no_password() {
    for reason in [Reason::ChannelBindingsDontMatch, Reason::OfferCutOut] {
        let other = Refusal {
            reason: Some(reason),
            ..wrong()
        };
        let (tried, error) = tried(plan(&greeted(&ALL), &SignIn::default(), "p"), &other);
        assert_eq!(tried, ["SCRAM-SHA-256-PLUS"]);
        assert!(matches!(error, LinkError::LogInIntercepted(_)));
    }
}

#[test]
fn a_refusal_without_the_promised_code_is_not_about_the_password() {
    let mut promising = greeted(&["PLAIN"]);
    promising.capabilities.as_mut().unwrap().auth_resp_code = true;
    let (_, error) = tried(plan(&promising, &SignIn::default(), "p"), &refusal(None));
    assert!(matches!(error, LinkError::LogInTroubled(_)));
    let (_, error) = tried(plan(&promising, &SignIn::default(), "p"), &wrong());
    assert!(matches!(error, LinkError::LogInRefused(..)));
}

#[test]
fn letters_beyond_ascii_are_sent_in_utf8_and_then_in_latin1() {
    let plain = greeted(&["PLAIN", "SCRAM-SHA-256"]);
    let (both, _) = tried(plan(&plain, &SignIn::default(), "grün"), &wrong());
    assert_eq!(both, ["SCRAM-SHA-256", "PLAIN", "PLAIN in Latin-1"]);
    let (beyond, _) = tried(plan(&plain, &SignIn::default(), "зелёный"), &wrong());
    assert_eq!(beyond, ["SCRAM-SHA-256", "PLAIN"]);

    let mut utf8 = greeted(&["PLAIN"]);
    utf8.capabilities.as_mut().unwrap().utf8_user = true;
    let (only, _) = tried(plan(&utf8, &SignIn::default(), "grün"), &wrong());
    assert_eq!(only, ["PLAIN"]);
}

#[test]
fn what_worked_comes_first_the_next_time() {
    let server = greeted(&["CRAM-MD5", "PLAIN"]);
    let mut attempts = plan(&server, &SignIn::default(), "grün");
    let history = loop {
        let attempt = attempts.next().unwrap();
        if attempt.way.name() == "PLAIN" && attempt.credentials.encoding() == Encoding::Latin1 {
            break attempts.history(&SignIn::default(), &attempt);
        }
        attempts.refused(&attempt, wrong()).unwrap();
    };
    assert_eq!(history.worked.as_deref(), Some("PLAIN"));
    assert!(history.latin1);
    assert_eq!(history.useless, ["CRAM-MD5"]);
    let (next, _) = tried(plan(&server, &history, "grün"), &wrong());
    assert_eq!(next, ["PLAIN in Latin-1", "PLAIN"]);
}
