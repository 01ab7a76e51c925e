//! The words of the protocol and its book-keeping, without a socket.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use crate::transport::tunnel::{
    CREDIT_MAX, Control, FRAME_MAX, Frame, INITIAL_CREDIT, Inbox, READ_MAX, connect_frame, credit_frame,
};
use crate::transport::{Forbidden, Loss, Refusal, TransportError};

impl Frame for Vec<u8> {
    fn octets(&self) -> usize {
        self.len()
    }

    fn append_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(self);
    }
}

mod words {
    use super::*;

    #[test]
    fn first_frame_names_host_and_port() {
        assert_eq!(
            connect_frame("pop.example.org", 995, None),
            r#"{"connect":{"host":"pop.example.org","port":995}}"#
        );
        assert_eq!(
            connect_frame("::1", 110, Some("open sesame")),
            r#"{"connect":{"host":"::1","port":110},"token":"open sesame"}"#
        );
    }

    #[test]
    fn first_frame_survives_any_text() {
        for text in ["\"\\\n\r\t\u{0}\u{1f}\u{7f}", "ü📮", ""] {
            let frame = connect_frame(text, 1, Some(text));
            let read: serde_json::Value = serde_json::from_str(&frame).unwrap();
            assert_eq!(read["connect"]["host"], text);
            assert_eq!(read["token"], text);
        }
    }

    #[test]
    fn credit_is_a_number() {
        assert_eq!(credit_frame(262_144), r#"{"credit":262144}"#);
    }

    #[test]
    fn answers_are_understood() {
        let refused = |error| Some(Control::Refused(error));
        let lost = |loss| Some(Control::Closed(Err(TransportError::Lost(loss))));
        for (text, expected) in [
            (r#"{"connected":{}}"#, Some(Control::Connected)),
            (r#" { "connected" : { } } "#, Some(Control::Connected)),
            (
                r#"{"connected":{"address":"192.0.2.1"},"more":[1,{}]}"#,
                Some(Control::Connected),
            ),
            (
                r#"{"refused":{"reason":"bad-request"}}"#,
                refused(TransportError::BridgeRefused(Refusal::BadRequest)),
            ),
            (
                r#"{"refused":{"reason":"bad-request","what":"host"}}"#,
                refused(TransportError::BridgeRefused(Refusal::BadHost)),
            ),
            (
                r#"{"refused":{"reason":"not-allowed"}}"#,
                refused(TransportError::BridgeRefused(Refusal::NotAllowed(None))),
            ),
            (
                r#"{"refused":{"reason":"not-allowed","what":"host"}}"#,
                refused(TransportError::BridgeRefused(Refusal::NotAllowed(Some(
                    Forbidden::Host,
                )))),
            ),
            (
                r#"{"refused":{"reason":"not-allowed","what":"port"}}"#,
                refused(TransportError::BridgeRefused(Refusal::NotAllowed(Some(
                    Forbidden::Port,
                )))),
            ),
            (
                r#"{"refused":{"reason":"not-allowed","what":"address"}}"#,
                refused(TransportError::BridgeRefused(Refusal::NotAllowed(Some(
                    Forbidden::Address,
                )))),
            ),
            (
                r#"{"refused":{"reason":"not-allowed","what":"tuesday"}}"#,
                refused(TransportError::BridgeRefused(Refusal::NotAllowed(None))),
            ),
            (
                r#"{"refused":{"reason":"unauthorised"}}"#,
                refused(TransportError::BridgeRefused(Refusal::Unauthorised)),
            ),
            (
                r#"{"refused":{"reason":"busy"}}"#,
                refused(TransportError::BridgeRefused(Refusal::Busy)),
            ),
            (
                r#"{"refused":{"reason":"dns-failed"}}"#,
                refused(TransportError::DnsFailed),
            ),
            (
                r#"{"refused":{"reason":"unreachable"}}"#,
                refused(TransportError::Unreachable),
            ),
            (
                r#"{"refused":{"reason":"timed-out"}}"#,
                refused(TransportError::TimedOut),
            ),
            (
                r#"{"refused":{"reason":"full-moon"}}"#,
                refused(TransportError::BridgeRefused(Refusal::BadRequest)),
            ),
            (r#"{"closed":{"reason":"eof"}}"#, Some(Control::Closed(Ok(())))),
            (r#"{"closed":{"reason":"reset"}}"#, lost(Loss::Reset)),
            (r#"{"closed":{"reason":"idle"}}"#, lost(Loss::Idle)),
            (r#"{"closed":{"reason":"limit"}}"#, lost(Loss::Limit)),
            (r#"{"closed":{"reason":"shutdown"}}"#, lost(Loss::Shutdown)),
            (r#"{"closed":{"reason":"full-moon"}}"#, lost(Loss::Bridge)),
        ] {
            assert_eq!(Control::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn answers_of_no_known_kind_are_none() {
        for text in [
            "",
            "{",
            "{}",
            "[]",
            "null",
            r#"{"refused":{}}"#,
            r#"{"connected":{},"closed":{"reason":"eof"}}"#,
        ] {
            assert_eq!(Control::parse(text), None, "{text}");
        }
    }

    #[test]
    fn close_code_stands_in_for_a_lost_text_frame() {
        assert_eq!(
            Control::from_close_code(4005),
            Control::Refused(TransportError::DnsFailed)
        );
        assert_eq!(
            Control::from_close_code(4007),
            Control::Refused(TransportError::TimedOut)
        );
        for (code, loss) in [
            (1000, Loss::Bridge),
            (1006, Loss::Bridge),
            (1001, Loss::Shutdown),
            (4012, Loss::Idle),
            (4013, Loss::Limit),
        ] {
            let expected = Control::Closed(Err(TransportError::Lost(loss)));
            assert_eq!(Control::from_close_code(code), expected, "{code}");
        }
    }
}

mod inbox {
    use super::*;

    fn connected() -> Inbox<Vec<u8>> {
        let mut inbox = Inbox::new();
        inbox.take_text(r#"{"connected":{}}"#);
        inbox
    }

    #[test]
    fn connection_is_open_until_the_bridge_answered() {
        let mut inbox = Inbox::<Vec<u8>>::new();
        assert_eq!(inbox.connected(), None);
        inbox.take_text(r#"{"news":"from a later version"}"#);
        assert_eq!(inbox.connected(), None);
        inbox.take_text(r#"{"connected":{}}"#);
        assert_eq!(inbox.connected(), Some(Ok(())));
    }

    #[test]
    fn refusal_stands_whatever_follows() {
        let mut inbox = Inbox::<Vec<u8>>::new();
        inbox.take_text(r#"{"refused":{"reason":"dns-failed"}}"#);
        inbox.take_close(4005);
        assert_eq!(inbox.connected(), Some(Err(TransportError::DnsFailed)));
    }

    #[test]
    fn socket_that_closes_without_an_answer_was_no_bridge() {
        for code in [1000, 1006, 4011] {
            let mut inbox = Inbox::<Vec<u8>>::new();
            inbox.take_close(code);
            assert_eq!(inbox.connected(), Some(Err(TransportError::BridgeUnreachable)));
        }
    }

    #[test]
    fn frames_are_read_together_up_to_a_limit() {
        let mut inbox = connected();
        (0..5).for_each(|_| inbox.take_frame(vec![1; FRAME_MAX]));
        assert_eq!(inbox.read(), Some(Ok(Some(vec![1; READ_MAX]))));
        assert_eq!(inbox.read(), Some(Ok(Some(vec![1; FRAME_MAX]))));
        assert_eq!(inbox.read(), None);
    }

    #[test]
    fn frame_above_the_limit_is_read_whole() {
        let mut inbox = connected();
        inbox.take_frame(vec![1; READ_MAX + 1]);
        assert_eq!(inbox.read(), Some(Ok(Some(vec![1; READ_MAX + 1]))));
    }

    #[test]
    fn end_comes_after_what_arrived_before_it() {
        let mut inbox = connected();
        inbox.take_frame(b"+OK bye\r\n".to_vec());
        inbox.take_text(r#"{"closed":{"reason":"eof"}}"#);
        inbox.take_close(1000);
        assert_eq!(inbox.read(), Some(Ok(Some(b"+OK bye\r\n".to_vec()))));
        assert_eq!(inbox.read(), Some(Ok(None)));
        assert_eq!(inbox.read(), Some(Ok(None)));
    }

    #[test]
    fn close_without_a_reason_is_a_cut() {
        let mut inbox = connected();
        inbox.take_close(1006);
        assert_eq!(inbox.read(), Some(Err(TransportError::Lost(Loss::Bridge))));
    }

    #[test]
    fn empty_frame_is_not_read_as_an_end() {
        let mut inbox = connected();
        inbox.take_frame(Vec::new());
        assert_eq!(inbox.read(), None);
    }

    #[test]
    fn more_than_the_credit_ends_the_stream() {
        let mut inbox = connected();
        inbox.take_frame(vec![1; INITIAL_CREDIT as usize]);
        inbox.take_frame(vec![1]);
        while let Some(Ok(Some(_))) = inbox.read() {}
        assert_eq!(inbox.read(), Some(Err(TransportError::Lost(Loss::Bridge))));
    }

    #[test]
    fn bytes_before_the_answer_end_the_stream() {
        let mut inbox = Inbox::new();
        inbox.take_frame(b"+OK".to_vec());
        assert_eq!(inbox.connected(), Some(Err(TransportError::Lost(Loss::Bridge))));
    }
}

mod credit {
    use super::*;

    fn connected() -> Inbox<Vec<u8>> {
        let mut inbox = Inbox::new();
        inbox.take_text(r#"{"connected":{}}"#);
        inbox
    }

    fn grant(inbox: &mut Inbox<Vec<u8>>) -> u64 {
        let due = inbox.credit_due().unwrap_or(0);
        inbox.credit_granted(due);
        due
    }

    #[test]
    fn is_not_granted_before_anything_was_read() {
        let mut inbox = connected();
        inbox.take_frame(vec![1; FRAME_MAX]);
        assert_eq!(inbox.credit_due(), None);
    }

    #[test]
    fn is_not_granted_for_every_little_read() {
        let mut inbox = connected();
        inbox.take_frame(vec![1; 100]);
        let _ = inbox.read();
        assert_eq!(inbox.credit_due(), None);
    }

    #[test]
    fn grows_with_a_reader_that_keeps_up_and_stays_bounded() {
        let mut inbox = connected();
        let mut ahead = INITIAL_CREDIT;
        let mut most = 0;
        for _ in 0..1000 {
            inbox.take_frame(vec![1; FRAME_MAX]);
            ahead -= FRAME_MAX as u64;
            let _ = inbox.read();
            ahead += grant(&mut inbox);
            most = most.max(ahead);
        }
        assert_eq!(most, CREDIT_MAX);
    }

    #[test]
    fn does_not_grow_for_a_reader_that_lags() {
        let mut inbox = connected();
        let mut ahead = INITIAL_CREDIT;
        for _ in 0..1000 {
            while ahead >= FRAME_MAX as u64 {
                inbox.take_frame(vec![1; FRAME_MAX]);
                ahead -= FRAME_MAX as u64;
            }
            let _ = inbox.read();
            ahead += grant(&mut inbox);
            assert!(ahead <= INITIAL_CREDIT);
        }
    }

    #[test]
    fn never_runs_dry_while_the_reader_reads() {
        let mut inbox = connected();
        let mut ahead = INITIAL_CREDIT;
        for frame in (1..=FRAME_MAX).step_by(977) {
            let octets = frame.min(usize::try_from(ahead).unwrap());
            inbox.take_frame(vec![1; octets]);
            ahead -= octets as u64;
            let _ = inbox.read();
            ahead += grant(&mut inbox);
            assert!(ahead > INITIAL_CREDIT / 2);
        }
    }

    #[test]
    fn is_not_granted_after_the_end() {
        let mut inbox = connected();
        inbox.take_frame(vec![1; INITIAL_CREDIT as usize]);
        let _ = inbox.read();
        assert!(inbox.credit_due().is_some());
        inbox.take_close(1006);
        assert_eq!(inbox.credit_due(), None);
    }
}
