//! What the sentences of failures must be: each its own, and none made by a server.

use std::collections::BTreeSet;

use super::*;
use crate::units::{MessageId, Octets};
use crate::wire::SkippedView;

const KINDS: [FaultKind; 28] = [
    FaultKind::BridgeUnreachable,
    FaultKind::BridgeRefused,
    FaultKind::DnsFailed,
    FaultKind::ConnectFailed,
    FaultKind::TimedOut,
    FaultKind::TlsFailed,
    FaultKind::CertificateUntrusted,
    FaultKind::GreetingRefused,
    FaultKind::LoginRefused,
    FaultKind::LoginDelayed,
    FaultKind::MailboxInUse,
    FaultKind::ServerTemporary,
    FaultKind::ServerPermanent,
    FaultKind::ProtocolViolation,
    FaultKind::ConnectionLost,
    FaultKind::StorageFull,
    FaultKind::StorageFailed,
    FaultKind::MessageRefused,
    FaultKind::SignInUnsupported,
    FaultKind::StlsUnsupported,
    FaultKind::PasswordNeeded,
    FaultKind::NotHere,
    FaultKind::NotFetched,
    FaultKind::PartAbsent,
    FaultKind::FoldersChanged,
    FaultKind::BusyElsewhere,
    FaultKind::Cancelled,
    FaultKind::Bug,
];

fn fault(kind: FaultKind) -> Fault {
    Fault {
        kind,
        host: "pop.example.org".into(),
        port: 995,
        link: None,
        server_text: Some("[AUTH] no <b>way</b>".into()),
        detail: "step 3".into(),
        certificate: None,
        skipped: None,
        damaged: None,
        clue: None,
    }
}

#[test]
fn every_failure_has_a_sentence_of_its_own() {
    let sentences: BTreeSet<String> = KINDS.iter().map(|kind| explain(&fault(*kind)).what).collect();
    assert_eq!(sentences.len(), KINDS.len());
}

#[test]
fn only_what_nobody_here_can_change_has_no_button() {
    let without: Vec<FaultKind> = KINDS
        .iter()
        .copied()
        .filter(|kind| explain(&fault(*kind)).action == Action::Nothing)
        .collect();
    assert_eq!(
        without,
        [
            FaultKind::ServerPermanent,
            FaultKind::NotHere,
            FaultKind::BusyElsewhere
        ]
    );
}

#[test]
fn what_the_server_said_is_quoted_and_never_part_of_the_sentence() {
    let explained = explain(&fault(FaultKind::LoginRefused));
    assert!(!explained.what.contains("<b>"));
    assert_eq!(explained.quote.as_deref(), Some("[AUTH] no <b>way</b>"));
}

#[test]
fn copied_details_name_the_fault_and_the_server() {
    let copied = copy_details(&fault(FaultKind::TimedOut), "0.1.0");
    assert!(
        copied.contains("fault: timed-out") && copied.contains("pop.example.org:995"),
        "{copied}"
    );
}

#[test]
fn what_the_server_said_is_copied_on_one_line() {
    let mut fault = fault(FaultKind::TimedOut);
    fault.server_text = Some("Später\r\nserver: evil.example".into());
    let copied = copy_details(&fault, "0.1.0");
    assert!(
        copied.contains("server said: Später\\r\\nserver: evil.example\n"),
        "{copied}"
    );
}

#[test]
fn every_wrong_port_has_a_sentence_and_a_next_step_of_its_own() {
    let clues = [
        Clue::WebServer,
        Clue::SendingServer,
        Clue::ImapServer,
        Clue::SshServer,
        Clue::WantsTls,
        Clue::SpeaksInClear,
        Clue::OutdatedTls,
        Clue::Silent,
        Clue::SilentInClear,
    ];
    let said = clues.map(|clue| {
        let explained = explain(&Fault {
            clue: Some(clue),
            ..fault(FaultKind::ProtocolViolation)
        });
        assert_ne!(explained.action, Action::Nothing, "{clue:?}");
        assert!(explained.what.contains("pop.example.org"), "{clue:?}");
        format!("{} {}", explained.what, explained.next)
    });
    let own: BTreeSet<&String> = said.iter().collect();
    assert_eq!(own.len(), clues.len());
}

#[test]
fn every_reason_of_the_bridge_has_a_sentence_and_says_who_can_change_it() {
    let refusals = [
        (BridgeRefusal::BadHost, Action::EditServer, "slip"),
        (BridgeRefusal::Host, Action::EditServer, "whoever runs Restante"),
        (BridgeRefusal::Port, Action::EditServer, "995"),
        (BridgeRefusal::Address, Action::EditServer, "private"),
        (
            BridgeRefusal::Token,
            Action::EnterToken,
            "Ask whoever runs Restante",
        ),
        (BridgeRefusal::Busy, Action::TryAgain, "in a minute"),
        (BridgeRefusal::Version, Action::Reload, "Reload"),
        (BridgeRefusal::Page, Action::TryAgain, "Whoever runs it"),
    ];
    let said = refusals.map(|(refusal, action, next)| {
        let explained = explain(&Fault {
            clue: Some(Clue::Bridge(refusal)),
            ..fault(FaultKind::BridgeRefused)
        });
        assert_eq!(explained.action, action, "{refusal:?}");
        assert!(explained.next.contains(next), "{refusal:?}: {}", explained.next);
        explained.what
    });
    let unsaid = explain(&fault(FaultKind::BridgeRefused)).what;
    let own: BTreeSet<&String> = said.iter().chain([&unsaid]).collect();
    assert_eq!(own.len(), refusals.len() + 1);
}

#[test]
fn silence_in_clear_leads_to_tls_and_plain_pop3_under_tls_to_another_port() {
    let next = |clue| {
        explain(&Fault {
            clue: Some(clue),
            ..fault(FaultKind::TimedOut)
        })
        .next
    };
    assert!(next(Clue::SilentInClear).contains("Choose TLS"));
    assert!(next(Clue::WantsTls).contains("Choose TLS"));
    assert!(next(Clue::SpeaksInClear).contains("995") && next(Clue::SpeaksInClear).contains("STARTTLS"));
}

fn not_here(kind: FaultKind, too_large: bool) -> Explanation {
    explain(&Fault {
        skipped: Some(SkippedView {
            message: MessageId(3),
            subject: "The film".into(),
            octets: Octets(60 * 1024 * 1024),
            too_large,
        }),
        ..fault(kind)
    })
}

#[test]
fn a_message_that_is_only_on_the_server_is_named_and_offered() {
    let passed_over = not_here(FaultKind::MessageRefused, true);
    assert!(passed_over.what.contains("“The film”") && passed_over.what.contains("MB"));
    assert_eq!(passed_over.action, Action::FetchAnyway);
    let opened = not_here(FaultKind::NotFetched, true);
    assert!(opened.what.contains("MB"));
    assert_eq!(opened.action, Action::FetchAnyway);
    let previewed = not_here(FaultKind::NotFetched, false);
    assert!(previewed.what.contains("“The film”"));
    assert_eq!(previewed.action, Action::FetchNow);
}

#[test]
fn a_damaged_copy_is_named_and_what_can_be_done_is_offered() {
    let damaged = |there, octets| {
        let damaged = DamagedView {
            message: MessageId(3),
            subject: "The film".into(),
            octets: Octets(octets),
            there,
        };
        let explained = explain(&Fault {
            damaged: Some(damaged),
            ..fault(FaultKind::StorageFailed)
        });
        assert!(explained.what.contains("“The film”"), "{}", explained.what);
        (explained.action, explained.also)
    };
    for there in [OnServer::Listed, OnServer::Unknown] {
        assert_eq!(damaged(there, 9), (Action::FetchAgain, Action::SaveDamaged));
        assert_eq!(damaged(there, 0), (Action::FetchAgain, Action::Nothing));
    }
    assert_eq!(damaged(OnServer::Gone, 9), (Action::SaveDamaged, Action::Nothing));
    assert_eq!(damaged(OnServer::Gone, 0), (Action::Nothing, Action::Nothing));
}

#[test]
fn a_message_that_the_server_kept_is_named() {
    let refused = not_here(FaultKind::MessageRefused, false);
    assert!(refused.what.contains("“The film”"), "{}", refused.what);
    assert_eq!(refused.action, Action::TryAgain);
}
