//! What holds for every input: framing, dot-stuffing, and a machine that neither panics nor depends on how bytes are
//! cut. Stories with a server are in `tests/transcripts`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::pop3::auth::{Allowed, ChoiceError, Way, Wire, ways};
use crate::pop3::framing::{Inbound, LineEnd, MessageDecoder};
use crate::pop3::response::{number, printable};
use crate::pop3::{
    ApopTimestamp, Capabilities, Event, Intent, LanguageTag, LogIn, Session, SessionError, SessionOptions,
    Step, Violation,
};
use crate::sasl::{Channel, Credentials, CredentialsError, Exchange, Mechanism, Nonce, Setting};
use crate::secret::Secret;
use crate::units::MessageNumber;

/// `\u{10ffff}`
const LONGEST_ESCAPE: usize = 10;

proptest! {
    #[test]
    fn dot_stuffing_is_undone_whatever_the_message_and_however_it_is_cut(
        message in message_with_crlf(),
        behind in vec(any::<u8>(), 0..8),
        cuts in vec(1_usize..40, 1..40),
    ) {
        let mut wire = stuffed(&message);
        wire.extend_from_slice(&behind);
        let (decoded, left) = decode_in_pieces(&wire, &cuts);
        prop_assert_eq!(decoded.escape_ascii().to_string(), message.escape_ascii().to_string());
        prop_assert!(behind.starts_with(&left), "read beyond the end");
    }

    #[test]
    fn message_of_bare_lfs_is_understood_too(
        lines in vec("[.a-z]{0,5}", 1..12),
        cuts in vec(1_usize..40, 1..40),
    ) {
        let message: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let wire: String = lines.iter().map(|line| match line.starts_with('.') {
            true => format!(".{line}\n"),
            false => format!("{line}\n"),
        }).collect();
        let (decoded, _) = decode_in_pieces(format!("{wire}.\n").as_bytes(), &cuts);
        prop_assert_eq!(String::from_utf8(decoded).unwrap(), message);
    }

    #[test]
    fn lines_come_out_as_they_went_in(lines in vec("[^\r\n]{0,60}", 0..20), cuts in vec(1_usize..40, 1..40)) {
        let wire: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let mut inbound = Inbound::default();
        let mut read = Vec::new();
        for piece in pieces(wire.as_bytes(), &cuts) {
            inbound.push(piece);
            while let Some(line) = inbound.take_line().unwrap() {
                prop_assert_eq!(line.end, LineEnd::CrLf);
                read.push(String::from_utf8(line.content).unwrap());
            }
        }
        prop_assert_eq!(read, lines);
        prop_assert!(inbound.unread().is_empty());
    }

    #[test]
    fn any_answers_give_the_same_events_however_they_are_cut(
        answers in answers(),
        cuts in vec(1_usize..40, 1..40),
    ) {
        let whole = talk(&[&answers]);
        prop_assert_eq!(talk(&pieces(&answers, &cuts)), whole);
    }

    #[test]
    fn number_is_read_as_printed_and_nothing_else_is_one(value in any::<u64>(), text in "[-+ 0-9a-f.]{0,22}") {
        prop_assert_eq!(number(value.to_string().as_bytes()), Some(value));
        let expected = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        prop_assert_eq!(number(text.as_bytes()), expected);
    }

    #[test]
    fn words_of_a_server_are_shown_without_controls_and_cut_short(bytes in vec(any::<u8>(), 0..3_000)) {
        let shown = printable(&bytes, 100);
        prop_assert!(!shown.chars().any(char::is_control));
        prop_assert!(shown.chars().count() <= 100 * LONGEST_ESCAPE + 1);
    }
}

#[test]
fn message_comes_in_chunks_as_large_as_the_input() {
    let mut session = open_session();
    session
        .send(Intent::Retrieve(MessageNumber::new(1).unwrap()))
        .unwrap();
    drain(&mut session);
    session.receive(b"+OK\r\n");
    session.receive(&b"no dot starts a line of this\r\n".repeat(10_000));
    let chunks: Vec<usize> = drain(&mut session)
        .into_iter()
        .filter_map(|event| {
            if let Event::MessageChunk { bytes, .. } = event {
                Some(bytes.len())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(chunks, [300_000]);
}

#[test]
fn buffer_of_lines_keeps_nothing_that_was_read() {
    let mut inbound = Inbound::default();
    for _ in 0..10_000 {
        inbound.push(b"a line and the beginning of another\r\nhalf");
        while inbound.take_line().unwrap().is_some() {}
    }
    assert!(inbound.unread().len() < 100);
    assert!(inbound.held() < 256 * 1024, "{}", inbound.held());
}

#[test]
fn listing_of_huge_lines_has_an_end_before_the_memory_has() {
    let mut session = open_session();
    session.send(Intent::UniqueIds(None)).unwrap();
    drain(&mut session);
    session.receive(b"+OK\r\n");
    let line = [&b"1 "[..], &[b'x'; 60_000], b"\r\n"].concat();
    let failed = (0..1_000).find_map(|_| {
        session.receive(&line);
        drain(&mut session)
            .into_iter()
            .find(|event| matches!(event, Event::Failed(_)))
    });
    let Some(Event::Failed(SessionError::Violation(Violation::ListingTooLong { .. }))) = failed else {
        panic!("{failed:?}")
    };
}

mod choice {
    use super::*;

    use Mechanism::{CramMd5, Login, Plain, ScramSha1, ScramSha1Plus, ScramSha256, ScramSha256Plus};

    const EVERYTHING: [&str; 11] = [
        "GSSAPI",
        "LOGIN",
        "PLAIN",
        "XOAUTH2",
        "OAUTHBEARER",
        "CRAM-MD5",
        "DIGEST-MD5",
        "SCRAM-SHA-1",
        "SCRAM-SHA-256",
        "SCRAM-SHA-1-PLUS",
        "SCRAM-SHA-256-PLUS",
    ];

    #[test]
    fn goes_from_the_strongest_to_the_password_itself() {
        let offered = Capabilities {
            user: true,
            ..sasl(&EVERYTHING)
        };
        let weaker = [ScramSha256, ScramSha1, CramMd5, Plain, Login].map(Way::Sasl);
        let weaker = [weaker.as_slice(), &[Way::UserPass]].concat();
        assert_eq!(
            ways(Some(&offered), None, &Allowed::on(Wire::Encrypted)),
            Ok(weaker.clone())
        );
        let binding = Allowed {
            binds: true,
            ..Allowed::on(Wire::Encrypted)
        };
        let bound = [ScramSha256Plus, ScramSha1Plus].map(Way::Sasl);
        assert_eq!(
            ways(Some(&offered), None, &binding),
            Ok([bound.as_slice(), &weaker].concat())
        );
    }

    #[test]
    fn is_user_and_pass_without_anything_and_without_capa() {
        for offered in [Some(&Capabilities::default()), None] {
            assert_eq!(
                ways(offered, None, &Allowed::on(Wire::Encrypted)),
                Ok(vec![Way::UserPass])
            );
        }
    }

    #[test]
    fn is_none_where_the_server_wants_something_else() {
        let refused = ChoiceError::NothingInCommon {
            sasl: vec!["XOAUTH2".to_owned()],
            apop: true,
        };
        let timestamp = ApopTimestamp::find(b"hi <1.2@pop.example.org>");
        assert_eq!(
            ways(
                Some(&sasl(&["XOAUTH2"])),
                timestamp.as_ref(),
                &Allowed::on(Wire::Encrypted)
            ),
            Err(refused)
        );
    }

    #[test]
    fn is_apop_only_when_the_user_wants_it() {
        let timestamp = ApopTimestamp::find(b"<1@b>");
        let on = Allowed::on(Wire::ClearWithConsent);
        assert_eq!(ways(None, timestamp.as_ref(), &on), Ok(vec![Way::UserPass]));
        let wanted = Allowed {
            wanted: Some(Way::Apop),
            ..on
        };
        assert_eq!(ways(None, timestamp.as_ref(), &wanted), Ok(vec![Way::Apop]));
        assert!(ways(None, None, &wanted).is_err());
    }

    #[test]
    fn is_what_the_user_wants_even_where_it_is_not_listed() {
        let wanted = Allowed {
            wanted: Some(Way::Sasl(Mechanism::XOAuth2)),
            ..Allowed::on(Wire::Encrypted)
        };
        assert_eq!(
            ways(Some(&sasl(&["PLAIN"])), None, &wanted),
            Ok(vec![Way::Sasl(Mechanism::XOAuth2)])
        );
    }

    #[test]
    fn is_nothing_weaker_than_what_worked() {
        let after = |worked| Allowed {
            worked: Some(worked),
            ..Allowed::on(Wire::Encrypted)
        };
        let (scram, plain) = (Way::Sasl(ScramSha1), Way::Sasl(Plain));
        let both = sasl(&["PLAIN", "SCRAM-SHA-1", "CRAM-MD5"]);
        assert_eq!(ways(Some(&both), None, &after(scram)), Ok(vec![scram]));
        assert_eq!(
            ways(Some(&sasl(&["PLAIN"])), None, &after(scram)),
            Err(ChoiceError::OnlyWeaker {
                worked: scram,
                offered: vec![plain]
            })
        );
        assert!(ways(None, None, &after(Way::Sasl(CramMd5))).is_err());
        assert_eq!(
            ways(Some(&sasl(&["PLAIN"])), None, &after(Way::UserPass)),
            Ok(vec![plain])
        );
    }

    #[test]
    fn passes_over_what_was_of_no_use_before() {
        let useless = [Way::Sasl(CramMd5)];
        let allowed = Allowed {
            worked: Some(Way::Sasl(Plain)),
            useless: &useless,
            ..Allowed::on(Wire::Encrypted)
        };
        let offered = sasl(&["CRAM-MD5", "PLAIN"]);
        assert_eq!(ways(Some(&offered), None, &allowed), Ok(vec![Way::Sasl(Plain)]));
        let better = sasl(&["CRAM-MD5", "PLAIN", "SCRAM-SHA-256"]);
        assert_eq!(
            ways(Some(&better), None, &allowed),
            Ok(vec![Way::Sasl(ScramSha256), Way::Sasl(Plain)])
        );
    }

    #[test]
    fn in_clear_needs_consent() {
        let offered = sasl(&["PLAIN"]);
        assert_eq!(
            ways(Some(&offered), None, &Allowed::on(Wire::Clear)),
            Err(ChoiceError::NotEncrypted)
        );
        assert_eq!(
            ways(Some(&offered), None, &Allowed::on(Wire::ClearWithConsent)),
            Ok(vec![Way::Sasl(Plain)])
        );
    }

    #[test]
    fn has_a_name_that_is_understood_again() {
        let sasl = Mechanism::ALL.map(Way::Sasl);
        for way in sasl.into_iter().chain([Way::UserPass, Way::Apop]) {
            assert_eq!(Way::of_name(&way.name().to_lowercase()), Some(way));
        }
    }

    fn sasl(names: &[&str]) -> Capabilities {
        let sasl = names.iter().map(|name| (*name).to_owned()).collect();
        Capabilities {
            sasl,
            ..Capabilities::default()
        }
    }
}

#[test]
fn credentials_cannot_break_out_of_a_command() {
    let build = |username: &str, password: &str| {
        Credentials::new(username.to_owned(), Secret::new(password.to_owned())).err()
    };
    assert_eq!(build("joe", "two words, ünd möre"), None);
    assert_eq!(build("", "secret"), Some(CredentialsError::UsernameEmpty));
    for broken in ["a\rb", "a\nDELE 1", "a\0b"] {
        assert_eq!(
            build(broken, "secret"),
            Some(CredentialsError::UsernameHasControl)
        );
        assert_eq!(build("joe", broken), Some(CredentialsError::PasswordHasControl));
    }
}

#[test]
fn session_and_its_steps_print_no_password() {
    let mut session = Session::new(SessionOptions::default());
    session.send(log_in("hunter2")).unwrap();
    assert!(!format!("{session:?}").contains("hunter2"));
    session.receive(b"+OK\r\n");
    let steps = [session.next(), session.next()].map(|step| format!("{step:?}"));
    assert_eq!(steps[1], "Write(29 octets)");
}

#[test]
fn timestamp_is_a_message_id_or_nothing() {
    let find = |greeting: &[u8]| ApopTimestamp::find(greeting).map(|found| found.as_str().to_owned());
    assert_eq!(
        find(b"hello <1896.697@dbc.mtview.ca.us> there"),
        Some("<1896.697@dbc.mtview.ca.us>".to_owned())
    );
    for odd in [
        &b"hello"[..],
        b"<a>",
        b"<@b>",
        b"<a@>",
        b"<a b@c>",
        b"<a@b",
        b"<a\x80@b>",
        b"<a@b@c>",
        b"<<a@b>",
    ] {
        assert_eq!(find(odd), None, "{}", odd.escape_ascii());
    }
}

/// Messages with many dots and line ends, ending in CRLF, whose first line ends in CRLF.
fn message_with_crlf() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::string::string_regex("[.\r\na]{0,6}")
            .unwrap()
            .prop_map(String::into_bytes),
        vec(any::<u8>(), 0..6),
    ];
    vec(piece, 0..30).prop_map(|pieces| [&b"Received: x\r\n"[..], &pieces.concat(), b"\r\n"].concat())
}

/// As RFC 1939 §3 has it: a line is what ends in CRLF.
fn stuffed(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    let mut line_start = true;
    for (at, &byte) in message.iter().enumerate() {
        if line_start && byte == b'.' {
            wire.push(b'.');
        }
        wire.push(byte);
        line_start = byte == b'\n' && at > 0 && message[at - 1] == b'\r';
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

/// The message, and what of the last piece was not read.
fn decode_in_pieces(wire: &[u8], cuts: &[usize]) -> (Vec<u8>, Vec<u8>) {
    let mut decoder = MessageDecoder::new();
    let mut message = Vec::new();
    let mut unread = Vec::new();
    for piece in pieces(wire, cuts) {
        unread.extend_from_slice(piece);
        let mut chunk = Vec::new();
        let decoded = decoder.decode(&unread, &mut chunk);
        message.extend(chunk);
        unread.drain(..decoded.consumed);
        if decoded.ended {
            return (message, unread);
        }
    }
    panic!("the message has no end: {}", message.escape_ascii())
}

fn pieces<'wire>(wire: &'wire [u8], cuts: &[usize]) -> Vec<&'wire [u8]> {
    let mut rest = wire;
    let mut pieces = Vec::new();
    for cut in cuts.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, behind) = rest.split_at((*cut).min(rest.len()));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// Something like what a server says, and something quite unlike it.
fn answers() -> impl Strategy<Value = Vec<u8>> {
    let answer = prop_oneof![
        4 => proptest::sample::select(vec![
            "+OK\r\n", "-ERR\r\n", "+ \r\n", "+OK 2 320\r\n", "1 120\r\n", "2 abc\n", ".\r\n", "..\r\n", ".\n",
            "\r\n", "+ok\n", "Subject: x\r\n", "-ERR [AUTH] no\r\n", "UIDL\r\n", "PIPELINING\r\n",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..12),
    ];
    vec(answer, 0..40).prop_map(|answers| answers.concat())
}

/// All intents in flight at once, to a server that says this; the events, with chunks joined.
fn talk(pieces: &[&[u8]]) -> Vec<Event> {
    let mut session = open_session();
    let number = MessageNumber::new(1).unwrap();
    for intent in [
        Intent::Stat,
        Intent::Capabilities,
        Intent::List(None),
        Intent::UniqueIds(None),
        Intent::List(Some(number)),
        Intent::UniqueIds(Some(number)),
        Intent::Top { number, lines: 0 },
        Intent::Retrieve(number),
        Intent::Delete(number),
        Intent::Reset,
        Intent::Noop,
        Intent::Language(LanguageTag::new("en").unwrap()),
        Intent::Quit,
    ] {
        session.send(intent).unwrap();
    }
    let mut events = drain(&mut session);
    assert_eq!(session.queued(), 0);
    for piece in pieces {
        session.receive(piece);
        events.extend(drain(&mut session));
    }
    session.receive_end();
    events.extend(drain(&mut session));
    joined(events)
}

fn joined(events: Vec<Event>) -> Vec<Event> {
    let mut joined: Vec<Event> = Vec::new();
    for event in events {
        match (joined.last_mut(), event) {
            (Some(Event::MessageChunk { bytes, .. }), Event::MessageChunk { bytes: more, .. }) => {
                bytes.extend(more);
            }
            (_, event) => joined.push(event),
        }
    }
    joined
}

fn drain(session: &mut Session) -> Vec<Event> {
    let mut events = Vec::new();
    loop {
        match session.next() {
            Step::Write(_) => {}
            Step::Event(event) => events.push(event),
            Step::Want(_) => return events,
        }
    }
}

/// A session with an open maildrop, on a server with PIPELINING.
fn open_session() -> Session {
    let mut session = Session::new(SessionOptions::default());
    session.send(Intent::Capabilities).unwrap();
    session.send(log_in("secret")).unwrap();
    for answer in ["+OK\r\n", "+OK\r\nPIPELINING\r\n.\r\n", "+OK\r\n"] {
        session.receive(answer.as_bytes());
        drain(&mut session);
    }
    session
}

fn log_in(password: &str) -> Intent {
    let credentials = Credentials::new("joe".to_owned(), Secret::new(password.to_owned())).unwrap();
    let setting = Setting {
        nonce: &Nonce::of([0; Nonce::OCTETS]),
        channel: Channel::None,
        server: ("pop.example.org", 995),
        nfkc: str::to_owned,
    };
    let exchange = Exchange::new(Mechanism::Plain, &credentials, &setting);
    Intent::LogIn(LogIn::Sasl(Box::new(exchange)))
}
