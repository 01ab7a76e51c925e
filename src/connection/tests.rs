//! Connections from the first byte to the last, against rustls' own server and a few words of POP3.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod scene;

use crate::connection::{Connection, ConnectionError, ConnectionOptions, Event, Protection, Step, Want};
use crate::pop3::{Awaiting, CommandKind, Intent, IntentError, LooksLike, SessionError, Violation};
use crate::tls::{CertificateProblem, TlsError, Trust};
use crate::units::{MessageNumber, UnixMillis};

use scene::{Scene, log_in, options};

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
        assert_eq!(
            scene.failure(),
            Some(ConnectionError::Tls(TlsError::NotTls {
                beginning: b"+OK injected\r\n".to_vec()
            }))
        );
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
        assert_eq!(
            scene.failure(),
            Some(ConnectionError::Tls(TlsError::NotTls {
                beginning: b"+OK ready\r\n".to_vec()
            }))
        );
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
